"""Conditions: which rules hold in which scenario, and what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.model.fields import ID_OF
from steelyard.model.parts import EVERY_MEASURE, SUBJECTS, THRESHOLD_KINDS, RuleKind
from steelyard.model.vocabulary import LONGEST_NOTE
from steelyard.sheets.column_kinds import live, under_name, wide
from steelyard.sheets.context import ALL
from steelyard.sheets.formula_text import TOLERANCE, plain_number_text
from steelyard.sheets.headings import BY_WEIGHTS_OF, REFUSED_BY, stakeholders_asked
from steelyard.sheets.names_above import names_above
from steelyard.sheets.portable_text import entry_of_column
from steelyard.sheets.spec import Fixed, Kind, Sheet, Table
from steelyard.weigh import conditions as words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from steelyard.model.model import Model
    from steelyard.sheets.context import Context
    from steelyard.sheets.spec import At, Column
    from steelyard.weigh.conditions import Condition

EVERY = f'"{EVERY_MEASURE}"'


class _Asked(NamedTuple):
    """What one condition asks for, the same in every scenario."""

    condition: Condition
    text: str
    level: int | None
    """Position of the lowest level that counts, from 0; None where the rule names no measures."""
    enough: int | None
    """How many of the named measures must be at the level."""
    named: frozenset[int]
    """Positions of the measures that the rule names."""

    @property
    def kind(self) -> RuleKind:
        """The kind of its rule."""
        return self.condition.rule.kind


class _Standing(NamedTuple):
    """Whether one condition holds in one scenario, and what it lacks."""

    d: int
    """Position of the scenario."""
    scenario: str
    """Id of the scenario."""
    asked: _Asked
    holds: bool
    missing: str
    """What is missing for the option by this condition and by its later ones."""
    further: str
    """What is missing for it by its later conditions."""
    short: str
    """The same as `missing`, in as few words as say it."""
    first: str
    """The first of `missing` in as few words as say it, and how many more there are."""
    further_first: str
    """The first of `further` in as few words as say it, and how many more there are."""
    further_short: str
    """The same as `further`, in as few words as say it."""
    reached: Sequence[bool]
    """[m], whether each measure, named or not, is at the level or above; empty where the rule names no measures."""


def sheet(model: Model) -> Sheet:
    """Conditions."""
    return Sheet(
        name="Conditions",
        kind=Kind.LIVE,
        title="Conditions: which rules hold in which scenario",
        purpose="For every rule and scenario: what it asks for, whether it holds (1 or 0), and what is missing. The "
        "columns on the right show 1 where a named measure stands high enough and 0 where it does not.",
        tables=(_table(model),),
        header=lambda context: tuple(names_above(context, "conditions", context.measures)),
    )


def _table(model: Model) -> Table[_Standing]:
    return Table(
        name="conditions",
        rows=_rows,
        columns=(
            live("key", "id", 34, "Scenario and option.", _key_value, lambda at: f'{at.cell("scenario")}&"/"&{at.cell("option")}'),
            live("scenario", "id", 19, "The scenario.", lambda at: at.row.scenario),
            live("condition", "id", 24, "The rule, or the chain of rules through a required option.", lambda at: at.row.asked.condition.id),
            live("option", "id", 20, "The option that waits.", lambda at: at.row.asked.condition.rule.option, lambda at: _of_rule(at, ID_OF.format("option"))),
            live("asks for", "text", 34, "What the rule asks for.", lambda at: at.row.asked.text, _asks_for),
            live("subject", "id", 18, "What the rule is about.", _subject_value, lambda at: _of_rule(at, ID_OF.format("subject"))),
            live("level needed", "count", 8, "Position of the lowest level that counts.", _level_value, _level),
            live("how many", "count", 8, "How many of the named measures must stand there.", _how_many_value, _how_many),
            live("holds", "count", 7, "1 where the rule holds.", lambda at: int(at.row.holds), _holds),
            live("missing", "text", 60, "What is missing for the option from this rule on.", lambda at: at.row.missing, _missing),
            live("further", "text", 44, "What is missing by the option's later rules.", lambda at: at.row.further, _further),
            live("own gap", "count", 7, "1 where a rule that concerns no other option fails.", _own_gap_value, lambda at: f"1-{at.cell('holds')}"),
            live("in short", "text", 30, "The same as missing, in as few words as say it: names, and how many of a group; two rules at most, and how many more.", lambda at: at.row.short, _short),
            live("further in short", "text", 24, "The same as further, in as few words as say it.", lambda at: at.row.further_short, lambda at: _later(at, "in short")),
            live("first in short", "text", 24, "The first rule that fails from this rule on, and how many more.", lambda at: at.row.first, _first),
            live("first further", "text", 24, "The first of the option's later rules that fails, and how many more.", lambda at: at.row.further_first, lambda at: _later(at, "first in short")),
            *(under_name(_stands(measure.id, place), measure.name) for place, measure in enumerate(model.measures)),
            *map(_refuses, stakeholders_asked(model), range(len(model.stakeholders))),
        ),
    )  # fmt: skip


def _stands(measure: str, place: int) -> Column[_Standing]:
    def value(at: At[_Standing]) -> float | str | None:
        asked = at.row.asked
        if asked.level is None:
            return None
        return int(at.row.reached[place]) if place in asked.named else ""

    def formula(at: At[_Standing]) -> str:
        subject, heading = at.cell("subject"), at.here.heading_cell(measure)
        if at.row.asked.kind is RuleKind.REQUIRES:
            is_named = f"{subject}={heading}"
        else:
            is_named = f"OR({subject}={EVERY},{at.table('measures').lookup(heading, 'group')}={subject})"
        level = at.table("delivery").crossing(at.cell("scenario"), heading)
        reached = f"MATCH({level},{at.context.level_names()},0)>={at.cell('level needed')}"
        return f'IF({is_named},IF({reached},1,0),"")'

    meaning = "1 where the named measure stands high enough, 0 where not."
    return live(measure, "count", wide(measure), meaning, value, formula)


def _refuses(stakeholder: str, place: int) -> Column[_Standing]:
    """Whether a stakeholder, whose place among them is given, is worse off with the option than without it."""

    def value(at: At[_Standing]) -> float | str | None:
        rule = at.row.asked.condition.rule
        if rule.kind is not RuleKind.ACCEPTED_BY:
            return None
        if place not in words.named_stakeholders(at.context.model, rule):
            return ""
        return int(at.context.weighing.worse_off(rule)[place, at.row.d])

    def formula(at: At[_Standing]) -> str:
        scores, ids = at.table("scores"), [option.id for option in at.context.model.options]
        together = at.context.weighing.together[ids.index(at.row.asked.condition.rule.option)]
        rows = (at.row.d * len(ids) + o for o, required in enumerate(together.tolist()) if required)
        whole = "+".join(scores.cell(BY_WEIGHTS_OF + stakeholder, row) for row in rows)
        subject = at.cell("subject")
        named = f'OR({subject}={EVERY},"{REFUSED_BY}"&{subject}={at.here.heading_cell(heading)})'
        return f'IF({named},IF({whole}<-{TOLERANCE},1,0),"")'

    heading = REFUSED_BY + stakeholder
    meaning = "1 where a stakeholder whom the rule names is worse off with the option, and with all that it requires."
    return live(heading, "count", wide(heading), meaning, value, formula)


def _asked_ones(at: At[_Standing]) -> str:
    """Formula text: the row's cells below the stakeholders."""
    ids = stakeholders_asked(at.context.model)
    return at.across(REFUSED_BY + ids[0], REFUSED_BY + ids[-1])


def _rows(context: Context) -> tuple[_Standing, ...]:
    weighing, scenarios = context.weighing, context.model.all_scenarios
    asked = [_asked(context.model, condition) for condition in weighing.conditions]
    met = weighing.condition_met.tolist()
    delivered = weighing.levels.T
    # By level, scenario and measure.
    reached = [(delivered >= level).tolist() for level in range(len(context.model.levels))]
    rows = []
    # From the last row to the first: what is missing from a rule on contains what is missing by later rules.
    for d in reversed(range(len(scenarios))):
        later: dict[str, str] = {}
        later_short: dict[str, list[str]] = {}
        for place in reversed(range(len(asked))):
            each = asked[place]
            option = each.condition.rule.option
            further = later.get(option, "")
            later[option] = missing = "; ".join(filter(None, (weighing.lacks(place, d), further)))
            further_short = later_short.get(option, [])
            later_short[option] = short = [*filter(None, (weighing.lacks_in_short(place, d), *further_short))]
            rows.append(
                _Standing(
                    d=d,
                    scenario=scenarios[d].id,
                    asked=each,
                    holds=met[place][d],
                    missing=missing,
                    further=further,
                    short=words.listed_in_short(short),
                    first=words.first_in_short(short),
                    further_first=words.first_in_short(further_short),
                    further_short=words.listed_in_short(further_short),
                    reached=() if each.level is None else reached[each.level][d],
                )
            )
    return tuple(reversed(rows))


def _asked(model: Model, condition: Condition) -> _Asked:
    rule = condition.rule
    if rule.kind not in THRESHOLD_KINDS:
        return _Asked(condition, words.asks(model, condition), None, None, frozenset())
    level, named = model.levels.index(rule.level), frozenset(words.members(model, rule))
    return _Asked(condition, words.asks(model, condition), level, words.enough(model, rule), named)


def _key_value(at: At[_Standing]) -> str:
    return f"{at.row.scenario}/{at.row.asked.condition.rule.option}"


def _subject_value(at: At[_Standing]) -> str | Fixed:
    condition = at.row.asked.condition
    return Fixed(condition.subject) if condition.derived else condition.subject


def _level_value(at: At[_Standing]) -> int | None:
    return None if at.row.asked.level is None else at.row.asked.level + 1


def _level(at: At[_Standing]) -> str:
    return f"MATCH({_of_rule(at, 'level')},{at.context.level_names()},0)"


def _how_many_value(at: At[_Standing]) -> int | Fixed | None:
    return Fixed(1) if at.row.asked.kind is RuleKind.REQUIRES else at.row.asked.enough


def _how_many(at: At[_Standing]) -> str:
    named = (
        f"COUNT({_measures(at)})" if at.row.asked.kind is RuleKind.REQUIRES_ALL else _of_rule(at, "number")
    )
    return f"MAX(1,{named})"  # a rule over no measure never holds


def _own_gap_value(at: At[_Standing]) -> int | Fixed:
    if at.row.asked.kind in (RuleKind.REQUIRES_OPTION, RuleKind.EXCLUDES_OPTION):
        return Fixed(0)
    return 1 - int(at.row.holds)


def _of_rule(at: At[_Standing], heading: str) -> str:
    """Formula text: what Rules says in the row's rule; a chain of rules has the id of none there."""
    condition = at.row.asked.condition
    rule_id = f'"{condition.rule.id}"' if condition.derived else at.cell("condition")
    return at.table("rules").lookup(rule_id, heading)


def _measures(at: At[_Standing]) -> str:
    """Formula text: the row's cells below the measures."""
    return at.across(at.context.measures[0], at.context.measures[-1])


def _subject_name(at: At[_Standing]) -> str:
    """Formula text: what the subject of the rule is called in a sentence."""
    subject, axis = at.cell("subject"), SUBJECTS[at.row.asked.kind]
    if axis == "viewpoints":
        return f'IF({subject}={EVERY},"{words.EACH}",{at.table("weights").lookup(subject, "name")})'
    if axis == "groups":
        return f'IF({subject}={EVERY},"{words.group_name(EVERY_MEASURE)}",{subject})'
    return at.table(axis).lookup(subject, "name")


def _group(at: At[_Standing]) -> str:
    """Formula text: what the group that the rule names is called in a sentence."""
    subject = at.cell("subject")
    return f'IF({subject}={EVERY},"{words.group_name(EVERY_MEASURE)}",{subject})'


def _capped(at: At[_Standing]) -> str:
    """Formula text: what the option and all that it requires cost on the cost head of a cap."""
    costs, ids = at.table("costs"), [option.id for option in at.context.model.options]
    own = ids.index(at.row.asked.condition.rule.option)
    required = at.context.weighing.together[own].tolist()
    others = (f'"{ids[o]}"' for o in range(len(ids)) if o != own and required[o])
    return "+".join(costs.crossing(option, at.cell("subject")) for option in (at.cell("option"), *others))


def _asks_for(at: At[_Standing]) -> str:  # noqa: PLR0911 - one answer a kind of rule
    subject = _subject_name(at)
    match at.row.asked.kind:
        case RuleKind.REQUIRES:
            return f'{subject}&": "&{_of_rule(at, "level")}'
        case RuleKind.REQUIRES_ALL:
            return f'"all of "&{subject}&": "&{_of_rule(at, "level")}'
        case RuleKind.REQUIRES_AT_LEAST:
            return f'{_of_rule(at, "number")}&" of "&{subject}&": "&{_of_rule(at, "level")}'
        case RuleKind.REQUIRES_OPTION:
            return f'{subject}&" released too"'
        case RuleKind.EXCLUDES_OPTION:
            return f'{subject}&" stays back"'
        case RuleKind.CAP:
            return f'{subject}&": at most "&{plain_number_text(_of_rule(at, "number"))}'
        case RuleKind.ACCEPTED_BY:
            return f'"{words.CONSENT_OF}"&{subject}'


def _holds(at: At[_Standing]) -> str:
    match at.row.asked.kind:
        case RuleKind.REQUIRES_OPTION:
            return at.table("scores").lookup(f'{at.cell("scenario")}&"/"&{at.cell("subject")}', "own rules")
        case RuleKind.EXCLUDES_OPTION:
            return "1"
        case RuleKind.CAP:
            return f"IF({_capped(at)}<={_of_rule(at, 'number')}+{TOLERANCE},1,0)"
        case RuleKind.ACCEPTED_BY:
            return f"IF(AND(COUNT({_asked_ones(at)})>0,SUM({_asked_ones(at)})=0),1,0)"
        case _:
            return f"IF(SUM({_measures(at)})>={at.cell('how many')},1,0)"


def _missing(at: At[_Standing]) -> str:
    further, found = at.cell("further"), _found(at)
    if not found:
        return further
    lacks = f'{at.cell("asks for")}&" ("&{found}&")"'
    return f'IF({at.cell("holds")}=1,{further},{lacks}&IF({further}="","","; "&{further}))'


def _further(at: At[_Standing]) -> str:
    return _later(at, "missing")


def _later(at: At[_Standing], heading: str) -> str:
    """Formula text: what stands under a heading in the row of the option's next rule."""
    place = f"MATCH({at.cell('key')},{_below(at, 'key')},0)"
    return f'IFERROR({entry_of_column(_below(at, heading), place)},"")'


def _below(at: At[_Standing], heading: str) -> str:
    """Reference to the cells under a heading below the row, to those of the scenario's last condition."""
    conditions = len(at.context.weighing.conditions)
    # They end two rows after those of the scenario, so that they are never a single cell. The keys in these
    # two rows are of another scenario, or empty, and are not found.
    return at.here.part(heading, at.place + 1, at.place - at.place % conditions + conditions + 1)


def _short(at: At[_Standing]) -> str:
    further, rest, lacks = at.cell("further in short"), at.cell("first further"), _lacks_in_short(at)
    if not lacks:
        return further
    return f'IF({at.cell("holds")}=1,{further},{lacks}&IF({rest}="","",", "&{rest}))'


def _first(at: At[_Standing]) -> str:
    rest, lacks = at.cell("first further"), _lacks_in_short(at)
    if not lacks:
        return rest
    keys, holds = _below(at, "key"), _below(at, "holds")
    more = f"SUMPRODUCT(({keys}={at.cell('key')})*({holds}=0))"
    return f'IF({at.cell("holds")}=1,{rest},{lacks}&IF({rest}="","","{words.AND}"&{more}&"{words.MORE}"))'


def _lacks_in_short(at: At[_Standing]) -> str:  # noqa: PLR0911 - one answer a kind of rule
    """Formula text: as `steelyard.weigh.conditions.lacks_in_short` has it."""
    subject, there = at.cell("subject"), f"SUM({_measures(at)})"
    match at.row.asked.kind:
        case RuleKind.REQUIRES:
            return at.table("measures").lookup(subject, "name")
        case RuleKind.REQUIRES_ALL:
            return f'(COUNT({_measures(at)})-{there})&" of "&{_group(at)}'
        case RuleKind.REQUIRES_AT_LEAST:
            return f'({at.cell("how many")}-{there})&" of "&{_group(at)}'
        case RuleKind.REQUIRES_OPTION:
            return at.table("options").lookup(subject, "name")
        case RuleKind.EXCLUDES_OPTION:
            return ""
        case RuleKind.CAP:
            return f'{at.table("cost_heads").lookup(subject, "name")}&" {words.OVER_ITS_CAP}"'
        case RuleKind.ACCEPTED_BY:
            asked, name = _asked_ones(at), at.table("weights").lookup(subject, "name")
            how_many = f'SUM({asked})&" of "&COUNT({asked})&"{words.OF_STAKEHOLDERS}"'
            return f'"{words.CONSENT_OF}"&IF({subject}={EVERY},{how_many},{name})'


def _found(at: At[_Standing]) -> str:  # noqa: PLR0911 - one answer a kind of rule
    """Formula text: what is there in place of what the rule asks for; empty where nothing can be missing."""
    match at.row.asked.kind:
        case RuleKind.REQUIRES:
            return f'"it stands at "&{at.table("delivery").crossing(at.cell("scenario"), at.cell("subject"))}'
        case RuleKind.REQUIRES_ALL:
            return f'"lacking "&{_lacking(at)}'
        case RuleKind.REQUIRES_AT_LEAST:
            return f'SUM({_measures(at)})&" so far"'
        case RuleKind.REQUIRES_OPTION:
            return '"it is locked"'
        case RuleKind.EXCLUDES_OPTION:
            return ""
        case RuleKind.CAP:
            return f'"it costs "&{plain_number_text(_capped(at))}'
        case RuleKind.ACCEPTED_BY:
            return f'"{words.WORSE_OFF}"&{_refusing(at)}'


def _refusing(at: At[_Standing]) -> str:
    """Formula text: the names of the stakeholders who are worse off, with commas between them."""
    shares, ids = at.table("shares"), stakeholders_asked(at.context.model)
    cells = [(at.cell(REFUSED_BY + own), shares.cell("viewpoint", ALL + 1 + s)) for s, own in enumerate(ids)]
    names = "&".join(f'IF({cell}=1,", "&{name},"")' for cell, name in cells)
    return f"MID({names},3,{LONGEST_NOTE})"


def _lacking(at: At[_Standing]) -> str:
    """Formula text: the names of the measures below their level, with commas between them."""
    # Not TEXTJOIN, which Excel has only since 2019. The list so has one comma too many at its start. Swings has a
    # row for every criterion, measures first.
    swings = at.table("swings")
    cells = [(at.cell(measure), swings.cell("name", m)) for m, measure in enumerate(at.context.measures)]
    names = "&".join(f'IF({cell}=0,", "&{name},"")' for cell, name in cells)
    return f"MID({names},3,{LONGEST_NOTE})"
