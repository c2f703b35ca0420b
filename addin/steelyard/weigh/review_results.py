"""What a reviewer reads of two versions: edits in words, and what they did, the highest effect first."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.analysis.arrays import SAME
from steelyard.model.release import WITHHELD
from steelyard.weigh import edit_sentences
from steelyard.weigh.difference_results import FIRST, NEITHER, helping
from steelyard.weigh.edit_words import edit_words
from steelyard.weigh.result import Result, ResultColumn, Unit
from steelyard.weigh.sentences import number_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from steelyard.analysis.arrays import Floats
    from steelyard.weigh.compared import Compared
    from steelyard.weigh.decision_difference import Cause, DecisionDifference
    from steelyard.weigh.result import ResultValue

    Told = Callable[[str], str]
    Rows = list[tuple[ResultValue, ...]]

KEY = ResultColumn("key", "key", Unit.TEXT)
"""The last column of every table: it names the line, for those who read an answer to it."""

THEN = " → "
"""Between what was and what is now."""

NO_EFFECT, NO_NET, BRINGS = "changes no result", "moves no net", "moves no net, but brings what is below"
"""What stands in place of an option and a scenario: of names and evidence; of an edit without a share in the
change of a net; and of such an edit that is in a set that suffices for something."""


class Nets(NamedTuple):
    """The nets of all options in the scenario in which a net changed most."""

    scenario: str
    """Its name; empty where no option and scenario are in both versions."""
    options: tuple[str, ...]
    """[o], names."""
    was: tuple[float, ...]
    """[o], points."""
    now: tuple[float, ...]


class Review(NamedTuple):
    """What a reviewer reads."""

    said: str
    """What all edits did together."""
    nets: Nets
    withheld: str
    """What is not told, in a sentence; empty where all is."""
    tables: tuple[Result, ...]
    """Edits, results, sets of edits, packages and plan; those without rows are left out."""


def review(both: Compared, told: Told) -> Review:
    """What a reviewer reads of a difference.

    Args:
        both: the versions, compared.
        told: who changed what stands under a key, when and why; empty where nothing is known.
    """
    found, given = both.found, {table.name: table for table in both.tables}
    results = _results(found, given)
    written = (_edits(found, given, told), results, _sets(found), _packages(given), _plan(given))
    said = f"All edits together: {edit_sentences.of_all(found)}."
    tables = tuple(table for table in written if table.rows)
    return Review(said, _nets(found, results), both.withheld, tables)


def _columns(*declared: tuple[str, str, Unit]) -> tuple[ResultColumn, ...]:
    return (*(ResultColumn(*each) for each in declared), KEY)


def _edits(found: DecisionDifference, given: Mapping[str, Result], told: Told) -> Result:
    """The edits, the highest effect first, then what is withheld, then names and evidence."""
    at = _most_changed(found)
    change = None if at is None else float(_moved(found)[at])
    by_key = {edit.key: edit for edit in (*found.edits, *found.difference.remarks)}
    helps = helping(found)
    parts = {
        edit.key: None if at is None else float(found.shares.shares[place, at]) / (change or 1.0)
        for place, edit in enumerate(found.edits)
    }
    rows: Rows = []
    for key, _, was, now, *effect in (*given["edits"].rows, *given["remarks"].rows):
        own, (points, option, scenario) = str(key), effect or (None, "", "")
        where = (_option(found, option), _scenario(found, scenario)) if option else (NO_NET, "")
        if not option and own in helps:
            where = (BRINGS, "")
        if own not in by_key or not effect:
            where = (NO_EFFECT if own in by_key else WITHHELD, "")
        words = edit_words(found, by_key[own]) if own in by_key else own
        rows.append((words, was, now, points, parts.get(own), *where, told(own), own))
    columns = _columns(
        ("edit", "edit", Unit.TEXT),
        ("was", "was", Unit.TEXT),
        ("now", "now", Unit.TEXT),
        ("effect", "largest share", Unit.POINTS),
        ("share", "of the largest change", Unit.SHARE),
        ("on", "of the net of", Unit.TEXT),
        ("where", "in", Unit.TEXT),
        ("told", "who, when and why", Unit.TEXT),
    )
    return Result("edits", _title_of_edits(found, at), columns, tuple(rows))


def _title_of_edits(found: DecisionDifference, at: int | None) -> str:
    """What the shares of the edits are shares of."""
    title = "Edits, the highest effect first"
    if at is None:
        return title
    option, scenario = divmod(at, len(found.scenarios))
    points = _signed(float(_moved(found)[at]))
    named = _option(found, found.options[option]), _scenario(found, found.scenarios[scenario])
    how = "" if found.shares.errors is None else "; shares are estimated from orders that were drawn"
    return f"{title}; the largest change is {points} of the net of {named[0]} in {named[1]}{how}"


def _results(found: DecisionDifference, given: Mapping[str, Result]) -> Result:
    """Every option in the scenario in which a net changed most, then all other results that changed."""
    at = _most_changed(found)
    most = "" if at is None else found.scenarios[at % len(found.scenarios)]
    changed = {row[:2] for row in given["effects"].rows}
    pairs = [(scenario, option) for scenario in found.scenarios for option in found.options]
    kept = [pair for pair in pairs if pair[0] == most or pair in changed]
    lacks = {row[:2]: f"lacked {row[2]}; lacks {row[3]}" for row in given["lacking"].rows}
    rows = [_result(found, scenario, option, lacks.get((scenario, option), "")) for scenario, option in kept]
    rows.sort(key=lambda row: (row[6] != _scenario(found, most), -abs(row[3])))  # type: ignore[arg-type]
    columns = _columns(
        ("option", "option", Unit.TEXT),
        ("net_was", "net was", Unit.POINTS),
        ("net_now", "net now", Unit.POINTS),
        ("change", "change", Unit.POINTS),
        ("rank", "rank", Unit.TEXT),
        ("verdict", "verdict", Unit.TEXT),
        ("where", "in", Unit.TEXT),
        ("lacks", "what it lacks", Unit.TEXT),
    )
    return Result("results", "Results, the largest change first", columns, tuple(rows))


def _result(found: DecisionDifference, scenario: str, option: str, lacks: str) -> tuple[ResultValue, ...]:
    o, d = found.options.index(option), found.scenarios.index(scenario)
    before, after = found.before, found.after
    was, now = float(before.net[o, d]), float(after.net[o, d])
    ranks = [str(each.places[o, d]) for each in (before, after)]
    verdicts = [each.verdicts[o][d] for each in (before, after)]
    return (
        _option(found, option),
        was,
        now,
        now - was if abs(now - was) > SAME else 0.0,
        _then(ranks),
        _then(verdicts),
        _scenario(found, scenario),
        lacks,
        f"{scenario}/{option}",
    )


def _sets(found: DecisionDifference) -> Result:
    """The smallest sets of edits that bring a new first place or a new verdict by themselves."""
    words = {edit.key: edit_words(found, edit) for edit in found.edits}
    rows = tuple(row for cause in found.causes for row in _set(found, cause, words))
    columns = _columns(
        ("edits", "these edits alone suffice", Unit.TEXT),
        ("was", "was", Unit.TEXT),
        ("now", "now", Unit.TEXT),
        ("size", "edits", Unit.COUNT),
        ("sets", "sets of edits", Unit.COUNT),
        ("about", "about", Unit.TEXT),
        ("where", "in", Unit.TEXT),
        ("exact", "how sure", Unit.TEXT),
    )
    return Result("sets", "The smallest sets of edits that suffice", columns, rows)


def _set(found: DecisionDifference, cause: Cause, words: dict[str, str]) -> Iterator[tuple[ResultValue, ...]]:
    about = _option(found, cause.about) if cause.about else FIRST
    was, now = (
        each if cause.about else _option(found, each) if each else NEITHER
        for each in (cause.was, cause.now)
    )  # fmt: skip
    sure = "all of the smallest sets" if cause.every else "there may be others, or smaller ones"
    for keys in cause.sets:
        yield (
            "; ".join(words[key] for key in keys), was, now, len(keys), len(cause.sets), about,
            _scenario(found, cause.scenario), sure, f"{cause.scenario}/{cause.about}/{'+'.join(keys)}",
        )  # fmt: skip


def _packages(given: Mapping[str, Result]) -> Result:
    rows: Rows = []
    for name, was, now, *points in given["packages"].rows:
        us, them = (_by(*points[at : at + 2]) for at in (0, 2))
        moved = ", ".join(filter(None, (us and f"{us} for us", them and f"{them} for them")))
        rows.append((name, *points, was, now, moved, f"packages/{name}"))
    columns = _columns(
        ("solution", "solution", Unit.TEXT),
        ("us_was", "for us was", Unit.POINTS),
        ("us_now", "for us now", Unit.POINTS),
        ("them_was", "for them was", Unit.POINTS),
        ("them_now", "for them now", Unit.POINTS),
        ("was", "was", Unit.TEXT),
        ("now", "now", Unit.TEXT),
        ("moved", "how it moved", Unit.TEXT),
    )
    return Result("packages", given["packages"].title, columns, tuple(rows))


def _plan(given: Mapping[str, Result]) -> Result:
    rows: Rows = []
    for phase, half, who, was, now, *standings in given["plan"].rows:
        moved = _by(was, now)
        key = "/".join(str(each) for each in ("plan", phase, half, who) if each is not None)
        rows.append((who, was, now, phase, half, *standings, moved and f"exposure {moved}", key))
    columns = _columns(
        ("who", "who", Unit.TEXT),
        ("exposure_was", "exposure was", Unit.POINTS),
        ("exposure_now", "exposure now", Unit.POINTS),
        ("phase", "phase", Unit.COUNT),
        ("half", "half-step", Unit.TEXT),
        ("standing_was", "was", Unit.TEXT),
        ("standing_now", "now", Unit.TEXT),
        ("moved", "how it moved", Unit.TEXT),
    )
    return Result("plan", given["plan"].title, columns, tuple(rows))


def _nets(found: DecisionDifference, results: Result) -> Nets:
    at = _most_changed(found)
    if at is None:
        return Nets("", (), (), ())
    d = at % len(found.scenarios)
    rows = [row for row in results.rows if row[6] == _scenario(found, found.scenarios[d])]
    names, was, now = zip(*((str(row[0]), row[1], row[2]) for row in rows), strict=True)
    return Nets(_scenario(found, found.scenarios[d]), names, was, now)


def _moved(found: DecisionDifference) -> Floats:
    """[o · d], the change of each net."""
    return (found.after.net - found.before.net).ravel()


def _most_changed(found: DecisionDifference) -> int | None:
    """Place of the net that changed most; None where none did."""
    moved = np.abs(_moved(found))
    return int(moved.argmax()) if moved.size and moved.max() > SAME else None


def _option(found: DecisionDifference, own: ResultValue) -> str:
    return found.new.names("options").get(str(own), str(own))


def _scenario(found: DecisionDifference, own: ResultValue) -> str:
    return found.new.names("all_scenarios").get(str(own), str(own))


def _then(words: Sequence[str]) -> str:
    """What was and what is now; one of them where they are the same."""
    return THEN.join(dict.fromkeys(words))


def _signed(points: float) -> str:
    words = number_words(points)
    return words if words.startswith("−") else f"+{words}"


def _by(was: ResultValue, now: ResultValue) -> str:
    """By how much a number moved, in words; empty where there are not two numbers, or they are the same."""
    if isinstance(was, float) and isinstance(now, float) and abs(now - was) > SAME:
        return _signed(now - was)
    return ""
