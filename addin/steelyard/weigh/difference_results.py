"""What lies between two versions of a decision, as labelled tables, the highest effect first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from steelyard.analysis.arrays import SAME
from steelyard.analysis.attribution import cancelling
from steelyard.model.difference import EditKind
from steelyard.model.release import WITHHELD
from steelyard.weigh.package_difference import packages
from steelyard.weigh.plan_difference import plan
from steelyard.weigh.result import Result, ResultColumn, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from steelyard.analysis.arrays import Floats
    from steelyard.model.difference import Edit
    from steelyard.weigh.decision_difference import Cause, DecisionDifference
    from steelyard.weigh.result import ResultValue
    from steelyard.weigh.weighing import Weighing

NOTHING = "nothing"
"""Written for a judgement that is empty, and for a part that is not there."""

_EDIT = ResultColumn("edit", "edit", Unit.TEXT)
_SCENARIO = ResultColumn("scenario", "scenario", Unit.TEXT, "all_scenarios")
_OPTION = ResultColumn("option", "option", Unit.TEXT, "options")
_WAS = ResultColumn("was", "was", Unit.TEXT)
_NOW = ResultColumn("now", "now", Unit.TEXT)

_EDITS = (
    _EDIT,
    ResultColumn("kind", "kind", Unit.TEXT),
    _WAS,
    _NOW,
    ResultColumn("effect", "largest share", Unit.POINTS),
    ResultColumn("on", "of the net of", Unit.TEXT, "options"),
    ResultColumn("where", "in", Unit.TEXT, "all_scenarios"),
)
_EFFECTS = (
    _SCENARIO,
    _OPTION,
    ResultColumn("net_was", "net was", Unit.POINTS),
    ResultColumn("net_now", "net now", Unit.POINTS),
    ResultColumn("change", "change", Unit.POINTS),
    ResultColumn("rank_was", "rank was", Unit.COUNT),
    ResultColumn("rank_now", "rank now", Unit.COUNT),
    ResultColumn("verdict_was", "verdict was", Unit.TEXT),
    ResultColumn("verdict_now", "verdict now", Unit.TEXT),
)
_SHARES = (
    _EDIT,
    _SCENARIO,
    _OPTION,
    ResultColumn("share", "share of the change", Unit.POINTS),
    ResultColumn("error", "standard error", Unit.POINTS),
)
_CAUSES = (
    _SCENARIO,
    ResultColumn("about", "about", Unit.TEXT, "options"),
    ResultColumn("was", "was", Unit.TEXT, "options"),
    ResultColumn("now", "now", Unit.TEXT, "options"),
    ResultColumn("edits", "edits that suffice", Unit.TEXT),
)
_LACKING = (
    _SCENARIO,
    _OPTION,
    ResultColumn("was", "lacked", Unit.TEXT),
    ResultColumn("now", "lacks", Unit.TEXT),
)
_CANCELLED = (
    _SCENARIO,
    _OPTION,
    _EDIT,
    ResultColumn("other", "cancels", Unit.TEXT),
    ResultColumn("share", "share", Unit.POINTS),
    ResultColumn("other_share", "its share", Unit.POINTS),
)

UNCHANGED = "nothing else"
"""Written where an option lacks only what it lacks in the other version too."""

FIRST = "first place"
"""What a cause is about that is about no single option."""

NEITHER = "no option earns anything"
"""Written for the first place where holding is best."""


def tables(found: DecisionDifference, hidden: Sequence[str] = ()) -> tuple[Result, ...]:
    """All tables, what was edited first.

    Args:
        found: the difference.
        hidden: what differs and is not told, in words.
    """
    judged = (edits(found, hidden), remarks(found), effects(found), lacking(found), causes(found))
    return (*judged, shares(found), cancelled(found), packages(found), plan(found))


def edits(found: DecisionDifference, hidden: Sequence[str] = ()) -> Result:
    """Every edit that may change a result, with its largest share in the change of a net value.

    What is not told stands at the end, without a value and a share.
    """
    rows: list[tuple[Any, ...]] = []
    for at, edit in enumerate(found.edits):
        rows.append((*told(edit), *(found.largest(found.shares.shares[at]) or (0.0, "", ""))))
    helps = helping(found)
    rows.sort(key=lambda row: (-abs(row[4]), row[0] not in helps))
    rows += [(what, EditKind.CHANGED.value, WITHHELD, WITHHELD, None, "", "") for what in hidden]
    title = f"Edits that may change a result: {len(rows):,}"
    return Result("edits", title, _EDITS, tuple(rows))


def helping(found: DecisionDifference) -> set[str]:
    """Keys of the edits that are in a set that suffices for a new first place or a new verdict."""
    return {key for cause in found.causes for keys in cause.sets for key in keys}


def remarks(found: DecisionDifference) -> Result:
    """What changed in words only."""
    rows = tuple(told(edit) for edit in found.difference.remarks)
    return Result(
        "remarks",
        "Names, notes, evidence and other words that changed; they change no result",
        _EDITS[:4],
        rows,
    )


def effects(found: DecisionDifference) -> Result:
    """Each net, rank and verdict that changed, the largest change of a net first."""
    before, after = found.before, found.after
    rows: list[tuple[Any, ...]] = []
    for d, scenario in enumerate(found.scenarios):
        for o, option in enumerate(found.options):
            was, now = float(before.net[o, d]), float(after.net[o, d])
            ranks = int(before.places[o, d]), int(after.places[o, d])
            words = before.verdicts[o][d], after.verdicts[o][d]
            if abs(now - was) > SAME or ranks[0] != ranks[1] or words[0] != words[1]:
                rows.append((scenario, option, was, now, now - was, *ranks, *words))
    rows.sort(key=lambda row: -abs(row[4]))
    return Result("effects", "Results that changed", _EFFECTS, tuple(rows), keys=2)


def lacking(found: DecisionDifference) -> Result:
    """What each option lacks where that is something else than before; what it lacks in both is left out."""
    rows: list[tuple[str, ...]] = []
    if found.edits and found.weighings:
        was, now = (_missing(each) for each in found.weighings)
        rows += [
            (scenario, option, _unlike(was[scenario, option], now[scenario, option]),
             _unlike(now[scenario, option], was[scenario, option]))
            for scenario in found.scenarios
            for option in found.options
            if was[scenario, option] != now[scenario, option]
        ]  # fmt: skip
    return Result("lacking", "What options lack that changed", _LACKING, tuple(rows), keys=2)


def _missing(weighing: Weighing) -> dict[tuple[str, str], list[str]]:
    """What every option lacks in few words, by scenario and option."""
    return {
        (scenario.id, option.id): [
            lacks
            for at, condition in enumerate(weighing.conditions)
            if condition.rule.option == option.id and (lacks := weighing.lacks_in_short(at, d))
        ]
        for d, scenario in enumerate(weighing.scenarios)
        for option in weighing.model.options
    }


def _unlike(own: Sequence[str], other: Sequence[str]) -> str:
    """What an option lacks in one version and not in the other."""
    if not own:
        return NOTHING
    return "; ".join(dict.fromkeys(each for each in own if each not in other)) or UNCHANGED


def causes(found: DecisionDifference) -> Result:
    """The smallest sets of edits that bring a new first place or a new verdict by themselves."""
    rows = tuple(row for cause in found.causes for row in _cause(cause))
    title = "The smallest sets of edits that suffice"
    if not all(cause.every for cause in found.causes):
        title += "; with so many edits there may be others, or smaller ones"
    return Result("causes", title, _CAUSES, rows, keys=2)


def shares(found: DecisionDifference) -> Result:
    """The share of every edit in the change of every net value; they add up to the change."""
    given, errors = found.shares
    rows = []
    for (at, o, d), share in np.ndenumerate(_by_option(found, given)):
        if abs(share) > SAME:
            error = None if errors is None else float(_by_option(found, errors)[at, o, d])
            rows.append((found.edits[at].key, found.scenarios[d], found.options[o], float(share), error))
    how = "exact" if errors is None else "from orders that were drawn, with the standard error"
    title = f"The share of each edit in each change of a net value, {how}; they add up to the change"
    return Result("shares", title, _SHARES, tuple(rows), keys=3)


def cancelled(found: DecisionDifference) -> Result:
    """Pairs of edits that cancel each other in a net value, where each moves it by the resolution or more."""
    rows = []
    given = _by_option(found, found.shares.shares)
    for d, scenario in enumerate(found.scenarios):
        for o, option in enumerate(found.options):
            own = given[:, o, d]
            for one, other in cancelling(own, max(SAME, found.new.settings.resolution)):
                pair = (found.edits[one].key, found.edits[other].key)
                rows.append((scenario, option, *pair, float(own[one]), float(own[other])))
    return Result("cancelled", "Edits that cancel each other", _CANCELLED, tuple(rows), keys=4)


def _by_option(found: DecisionDifference, given: Floats) -> Floats:
    """[e, o, d]."""
    return given.reshape(len(found.edits), len(found.options), len(found.scenarios))


def _cause(cause: Cause) -> Iterator[tuple[ResultValue, ...]]:
    """A row for each set of edits."""
    about, was, now = cause.about, cause.was, cause.now
    if not about:
        about, was, now = FIRST, was or NEITHER, now or NEITHER
    for keys in cause.sets:
        yield (cause.scenario, about, was, now, ", ".join(keys))


def told(edit: Edit) -> tuple[str, str, str, str]:
    """The key of an edit, its kind, and its values in words."""
    return (edit.key, str(edit.kind), _said(edit, edit.was), _said(edit, edit.now))


def _said(edit: Edit, values: Mapping[str, Any]) -> str:
    """The values of an edit in words: those that it changes."""
    if len(values) > 1 and edit.kind not in (EditKind.ADDED, EditKind.REMOVED):
        other = edit.was if values is edit.now else edit.now
        values = {key: value for key, value in values.items() if key not in other or value != other[key]}
        return ", ".join(_with_ends(values))
    return in_words(edit.key, edit.kind, values)


def in_words(key: str, kind: EditKind, values: Mapping[str, Any]) -> str:
    """Values in words: one by itself, of several each with the end of its key; a part by its name.

    Args:
        key: of the edit.
        kind: of the edit.
        values: by key; none for a part that is not there.
    """
    if not values:
        return NOTHING
    if kind in (EditKind.ADDED, EditKind.REMOVED):
        return str(values.get("name") or key.split("/", 1)[1])
    return _word(*values.values()) if len(values) == 1 else ", ".join(_with_ends(values))


def _with_ends(values: Mapping[str, Any]) -> Iterator[str]:
    return (f"{key.rsplit('/', 1)[-1]} {_word(value)}" for key, value in values.items())


def _word(value: Any) -> str:
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return " · ".join(map(_word, value))
    return f"{value:.15g}" if isinstance(value, float | int) else str(value)
