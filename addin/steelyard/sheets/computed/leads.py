"""Leads: whether the first place holds within the ranges of the evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.sheets.column_kinds import computed
from steelyard.sheets.names import LEADS
from steelyard.sheets.spec import Kind, Sheet, Table
from steelyard.weigh.lead_ranges import HOLDING, leads_within
from steelyard.weigh.lead_results import option_name, said

if TYPE_CHECKING:
    from steelyard.model.model import Model
    from steelyard.sheets.context import Context
    from steelyard.sheets.spec import HeaderCell
    from steelyard.weigh.lead_ranges import Lead

ANY_RIVAL, FIRST = "any rival", "first"


class _Row(NamedTuple):
    """The lead over one rival in one scenario, or what all leads of the scenario mean."""

    key: str
    scenario: str
    """Name of the scenario."""
    first: str
    """Name of the first option, or of holding."""
    rival: str
    """Name of the rival."""
    standing: str
    lead: Lead | None = None
    """None in the rows about all rivals and about the first itself."""


def sheet(model: Model) -> Sheet:
    """Leads."""
    return Sheet(
        name="Leads",
        kind=Kind.COMPUTED,
        title="Leads: does the first place hold within the ranges of the evidence?",
        purpose="For every scenario the lead of the first option over each rival, holding among them, and the least of it if "
        "one judgement, or all together, move from the low to the high of their evidence. Exact; computed by steelyard, not live.",
        tables=(_table(model),),
        since=5,
        header=_header,
    )


def _table(_: Model) -> Table[_Row]:
    return Table(
        name=LEADS,
        rows=_rows,
        columns=(
            computed("key", "id", 34, "Scenario and rival; 0 is to hold the current position. The scenario alone: all its rivals.", lambda at: at.row.key),
            computed("scenario", "name", 20, "Name of the scenario.", lambda at: at.row.scenario),
            computed("first", "name", 21, "Name of what is first: an option, or holding.", lambda at: at.row.first),
            computed("rival", "name", 21, "Name of what it leads.", lambda at: at.row.rival),
            computed("standing", "text", 54, "What that means.", lambda at: at.row.standing),
            computed("lead", "signed", 9, "Points of the lead as judged.", lambda at: at.row.lead and at.row.lead.points),
            computed("by one judgement", "signed", 10, "The least lead if one judgement moves within its range.", lambda at: at.row.lead and at.row.lead.alone),
            computed("by all together", "signed", 10, "The least lead if all judgements move within their ranges.", lambda at: at.row.lead and at.row.lead.together),
            computed("judgement", "id", 34, "That judgement.", lambda at: at.row.lead and at.row.lead.key),
            computed("its value", "plain", 9, "Its value as judged.", lambda at: _of_judgement(at.row, "now")),
            computed("moved to", "plain", 9, "The end of its range at which the lead is least.", lambda at: _of_judgement(at.row, "value")),
            computed("level at", "points", 9, "Its value at which the two are level, where that is within the range.", lambda at: at.row.lead and at.row.lead.level_at),
        ),
    )  # fmt: skip


def _of_judgement(row: _Row, name: str) -> float | None:
    return None if row.lead is None or not row.lead.key else float(getattr(row.lead, name))


def _rows(context: Context) -> tuple[_Row, ...]:
    weighing, options = context.judged, [option.id for option in context.model.options]
    found = []
    for d, scenario in enumerate(context.model.all_scenarios):
        leads = leads_within(weighing, d)
        first = option_name(weighing, leads[0].first)
        found.append(_Row(scenario.id, scenario.name, first, ANY_RIVAL, said(weighing, d)))
        by_rival = {each.rival: each for each in leads}
        # The first has a row too, so that the rows stay where they are when another one comes first.
        for own in (*options, HOLDING):
            lead, name = by_rival.get(own), option_name(weighing, own)
            standing = FIRST if lead is None else lead.standing
            found.append(_Row(f"{scenario.id}/{own}", scenario.name, first, name, standing, lead))
    return tuple(found)


def _header(context: Context) -> tuple[HeaderCell, ...]:
    return context.stamp(LEADS, "Fingerprint of the inputs")
