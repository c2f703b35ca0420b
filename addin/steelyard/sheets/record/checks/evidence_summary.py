"""How far the judgements rest on evidence: by judgement for the ledger, and counted above it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from steelyard.analysis.arrays import SAME
from steelyard.model.keys import evidence_for
from steelyard.sheets.names import ledger_keys
from steelyard.sheets.spec import HeaderCell

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from steelyard.sheets.context import Context

NO_GRADE, NOTHING = "no grade", "nothing"
"""The grade of evidence without a confidence, and of a judgement that no evidence names."""

GRADES = ("high", "medium", "low", NO_GRADE, NOTHING)

ROWS = len(GRADES) + 3
"""Rows of the summary: its headings, the grades, and two lines about weighty judgements."""

ABOUT_A_CRITERION = {"weights": 2, "linkage": 2, "costs": 2, "delivery": 2, "values": 1}
"""Kinds of judgements about one criterion, and which part of their key names it."""

MOST_NAMED = 3
"""Weighty judgements without evidence that are named above the ledger; the ledger shows all."""

EXPLAINED = (
    "Weighty: about a criterion with at least an even part of the budget ({}), or the influence of a "
    "stakeholder with at least an even part of it ({}); as at the last score."
)


class Backed(NamedTuple):
    """The evidence for one judgement, and how much depends on it."""

    share: float | None
    """Of the pooled budget, or of all influence; None for a judgement about neither."""
    grade: str
    weighty: bool


class Backing:
    """The evidence for every judgement of a model; settings are choices, which need no evidence."""

    def __init__(self, context: Context) -> None:
        """Prepare the answers for a valid model."""
        model, weighing = context.model, context.weighing
        self._model = model
        self._criteria = dict(zip(model.criteria, weighing.pooled_shares.tolist(), strict=True))
        ids = [stakeholder.id for stakeholder in model.stakeholders]
        self._influence = dict(zip(ids, weighing.influence.tolist(), strict=True))
        self._best = evidence_for(model.evidence)

    @cached_property
    def by_key(self) -> Mapping[str, Backed]:
        """Every judgement of the ledger that could rest on evidence, by its key."""
        keys = (key for key in ledger_keys(self._model) if not key.startswith("settings/"))
        return {key: self._backed(key) for key in keys}

    def _backed(self, key: str) -> Backed:
        found = self._best(key)
        grade = NOTHING if found is None else found.confidence or NO_GRADE
        kind, *parts = key.split("/")
        among, share = self._criteria, None
        if kind in ABOUT_A_CRITERION:
            share = among[parts[ABOUT_A_CRITERION[kind] - 1]]
        elif kind == "influence":
            among = self._influence
            share = among[parts[0]]
        return Backed(share, grade, share is not None and share >= 1 / len(among) - SAME)

    def count(self, grade: str, *, weighty: bool = False) -> int:
        """How many judgements, or weighty ones alone, have a grade."""
        return sum(one.grade == grade and one.weighty >= weighty for one in self.by_key.values())

    def unbacked(self) -> str:
        """The weighty judgements that rest on nothing, the weightiest first, in words."""
        found = [
            (key, backed.share or 0)
            for key, backed in self.by_key.items()
            if backed.weighty and backed.grade == NOTHING
        ]
        found.sort(key=lambda each: -each[1])
        named = "; ".join(f"{key} ({_percent(share)})" for key, share in found[:MOST_NAMED])
        more = len(found) - MOST_NAMED
        return f"{named}; and {more} more, see below" if more > 0 else named or "none"


def header(context: Context, first: int) -> Iterator[HeaderCell]:
    """How many judgements rest on what, and which weighty ones rest on nothing.

    Args:
        context: the model and its weighing.
        first: the row in which it begins.
    """
    backing, model = context.once(Backing), context.model
    yield HeaderCell(first, 1, "Confidence of the evidence", "small_head")
    yield HeaderCell(first, 2, "judgements", "head_right")
    yield HeaderCell(first, 3, "weighty ones", "head_right")
    for number, grade in enumerate(GRADES, 1):
        row = first + number
        yield HeaderCell(row, 1, grade, "label")
        yield HeaderCell(row, 2, backing.count(grade), "tally", f"checks_evidence_{number}")
        yield HeaderCell(row, 3, backing.count(grade, weighty=True), "tally", f"checks_weighty_{number}")
    last = first + len(GRADES) + 1
    even = _percent(1 / len(model.criteria)), _percent(1 / len(model.stakeholders))
    yield HeaderCell(last, 1, "Weighty judgements that rest on nothing", "label")
    yield HeaderCell(last, 2, backing.unbacked(), "stamp", "checks_unbacked")
    yield HeaderCell(last + 1, 1, EXPLAINED.format(*even), "label", "checks_weighty")


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
