"""What ties the two sides together, out of its tables: rules, record, counterparts, plan and evidence."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from steelyard.model.assembly import cell_rules as cells
from steelyard.model.assembly.rows import cell, finite, listed, missing, note_repeated
from steelyard.model.findings import Finding, shown
from steelyard.model.parts import Counterpart, Evidence, RecordEntry, Rule, RuleKind, Step, StepKind
from steelyard.model.vocabulary import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from steelyard.model.assembly.rows import Known, Table
    from steelyard.model.draft import Row
    from steelyard.model.parts import Measure

EVERYTHING = "all"
"""The group of all measures, which a rule may name."""

FIRST_DATE = "1900-03-01"
"""The first day that Excel and LibreOffice number alike: Excel takes 1900 for a leap year."""

_RULES = {kind.value: kind.value for kind in RuleKind}
_STEPS = {kind.value: kind.value for kind in StepKind}
_ITEMS = {word: word for word in ("reservation", "future", "option", "measure")}
_OWN = {"reservation": "reservation value", "future": "value of the future"}
"""Kinds of rows of a counterpart that are about no item, and what they hold."""

_CONFIDENCE = {word: word for word in ("high", "medium", "low")}
_GROUPED = (RuleKind.REQUIRES_ALL, RuleKind.REQUIRES_AT_LEAST)
_LEVELLED = (RuleKind.REQUIRES, *_GROUPED)
_COUNTED = (RuleKind.REQUIRES_AT_LEAST, RuleKind.CAP)


def rules(table: Table, own: Sequence[str], known: Known, measures: Sequence[Measure]) -> tuple[Rule, ...]:
    """One rule a row, with the fields that its kind uses and no others."""
    sizes = Counter(measure.group for measure in measures if folded(measure.group) not in ("", EVERYTHING))
    sizes[EVERYTHING] = len(measures)
    return tuple(_rule(row, own[here], table.noted, known, sizes) for here, row in enumerate(table.rows))


def record(table: Table, own: Sequence[str], known: Known, latest: str) -> tuple[RecordEntry, ...]:
    """One entry of the delivery record a row.

    One that is dated after the date of the workbook, `latest`, deserves a look: it may be a slip.
    """
    entries = tuple(_entry(row, own[here], table.noted, known) for here, row in enumerate(table.rows))
    for entry, row in zip(entries, table.rows, strict=True):
        if entry.date and cells.is_iso_date(latest) and entry.date > latest:
            wanted = f"the workbook's own date, {latest}, comes before it; mend one of the two"
            cells.note_warning(table.noted, cell(row, "date").place, shown(entry.date), wanted, "later")
    return entries


def counterparts(table: Table, known: Known) -> tuple[Counterpart, ...]:
    """One counterpart for each party that the rows name, in the order in which they first do."""
    parties: dict[str, list[Row]] = {}
    for row in table.rows:
        held = cell(row, "party")
        if cells.is_empty(held):
            cells.note_error(table.noted, held, "the id of a counterpart is needed", "missing")
        else:
            parties.setdefault(folded(cells.raw(held)), []).append(row)
    return tuple(_counterpart(rows, table, known) for rows in parties.values())


def plan(table: Table, own: Sequence[str], known: Known) -> tuple[Step, ...]:
    """One step a row."""
    return tuple(_step(row, own[here], table.noted, known) for here, row in enumerate(table.rows))


def evidence(table: Table) -> tuple[Evidence, ...]:
    """One piece of evidence a row; whether its key names any judgement is checked later."""
    note_repeated(table, "key", [cells.raw(cell(row, "key")) for row in table.rows])
    return tuple(_evidence(row, table.noted) for row in table.rows)


def _rule(row: Row, own: str, noted: list[Finding], known: Known, sizes: Mapping[str, int]) -> Rule:
    option = cells.reference(cell(row, "option"), noted, known.options, "an option")
    kinds = f"one of the kinds {', '.join(_RULES)}"
    word = cells.choice(cell(row, "kind"), noted, _RULES, kinds, "unknown-word")
    kind = RuleKind(word or RuleKind.REQUIRES)
    subject, level, number = "", "", None
    if word:
        subject = _subject(row, kind, noted, known, sizes)
        if kind in _LEVELLED:
            level = cells.level(cell(row, "level"), noted, known.levels)
        if kind is RuleKind.CAP:
            number = cells.number(cell(row, "number"), noted, low=0)
        elif kind is RuleKind.REQUIRES_AT_LEAST:
            number = cells.whole_number(cell(row, "number"), noted, 1, sizes.get(subject))
        unused = [
            *([] if kind in _LEVELLED else ["level"]),
            *([] if kind in _COUNTED else ["number"]),
            *([] if kind in _LEVELLED else ["withdraws"]),
        ]
        _note_unused(row, unused, f"a rule of the kind {word!r}", noted)
    return Rule(
        id=own,
        option=option,
        kind=kind,
        subject=subject,
        level=level,
        number=number,
        withdraws=_withdraws(row, kind, noted),
        note=cells.note(cell(row, "note"), noted),
    )


def _withdraws(row: Row, kind: RuleKind, noted: list[Finding]) -> float | None:
    """The share that a shortfall withdraws, of a rule on delivery."""
    return cells.optional_number(cell(row, "withdraws"), noted, 0, 1) if kind in _LEVELLED else None


def _subject(row: Row, kind: RuleKind, noted: list[Finding], known: Known, sizes: Mapping[str, int]) -> str:
    held = cell(row, "subject")
    if kind is RuleKind.REQUIRES:
        return cells.reference(held, noted, known.measures, "a measure")
    if kind is RuleKind.CAP:
        return cells.reference(held, noted, known.cost_heads, "a cost head")
    if kind in _GROUPED:
        return cells.choice(
            held, noted, cells.by_fold(sizes), f"a group of measures, or {EVERYTHING},", "dangling"
        )
    subject = cells.reference(held, noted, known.options, "an option")
    if subject and folded(subject) == folded(cells.raw(cell(row, "option"))):
        cells.note_error(noted, held, "another option than the rule's own is needed", "self-reference")
    return subject


def _counterpart(rows: Sequence[Row], table: Table, known: Known) -> Counterpart:
    noted = table.noted
    party = cells.identity(cell(rows[0], "party"), noted)
    items = _items(rows, noted, known)
    own, future = items.get(("reservation", "")), items.get(("future", ""))
    worth = _weights("option", known.options, items, table, party)
    burden = _weights("measure", known.measures, items, table, party)
    if finite((*worth, *burden)) and not any((*worth, *burden)):
        wanted = "at least one weight above 0 is needed"
        noted.append(Finding(replace(table.place, row=party), "only zeros", wanted, "all-zero"))
    measured = [items.get(("measure", item)) for item in known.measures.values()]
    return Counterpart(
        id=party,
        worth=worth,
        burden=burden,
        effort=tuple(_curve(row, "effort", known, noted) if row else None for row in measured),
        chance=tuple(_curve(row, "chance", known, noted) if row else None for row in measured),
        reservation=cells.optional_number(cell(own, "weight"), noted) if own else None,
        future=cells.optional_number(cell(future, "weight"), noted) if future else None,
        note=cells.note(cell(own, "note"), noted) if own else "",
    )


def _items(rows: Iterable[Row], noted: list[Finding], known: Known) -> dict[tuple[str, str], Row]:
    """The row of each item, by kind and id; noting what is unknown, repeated or out of place."""
    items: dict[tuple[str, str], Row] = {}
    curves = [f"{what} {level}" for what in ("effort", "chance") for level in known.levels.values()]
    for row in rows:
        kind = cells.choice(
            cell(row, "kind"), noted, _ITEMS, "reservation, future, option or measure", "unknown-word"
        )
        item = ""
        if kind in _OWN:
            _note_unused(row, ["item", *curves], f"the row of the {_OWN[kind]}", noted)
        elif kind == "option":
            item = cells.reference(cell(row, "item"), noted, known.options, "an option")
            _note_unused(row, curves, "the row of an option", noted)
        elif kind == "measure":
            item = cells.reference(cell(row, "item"), noted, known.measures, "a measure")
        if (kind, item) in items:
            column = "item" if item else "kind"
            cells.note_error(
                noted, cell(row, column), "one row for each is needed, this one has two", "duplicate-id"
            )
        elif item or kind in _OWN:
            items[kind, item] = row
        if kind != "reservation" and not cells.is_empty(held := cell(row, "note")):
            kept = "only the note on the row of the reservation value is kept; write it there, or as evidence"
            cells.note_warning(noted, held.place, shown(held.value), kept, "unused")
    return items


def _weights(
    kind: str, ids: Mapping[str, str], items: Mapping[tuple[str, str], Row], table: Table, party: str
) -> tuple[float, ...]:
    weights = []
    for item in ids.values():
        row = items.get((kind, item))
        if row is None:
            place = replace(table.place, row=f"{party} / {item}")
            missing(table, place, f"a row for this {kind} is needed", "missing-row")
        weights.append(math.nan if row is None else cells.number(cell(row, "weight"), table.noted, low=0))
    return tuple(weights)


def _curve(row: Row, what: str, known: Known, noted: list[Finding]) -> tuple[float, ...] | None:
    """The values by level in the columns `effort LEVEL` or `chance LEVEL`, None where all are empty."""
    held = [cell(row, f"{what} {level}") for level in known.levels.values()]
    if all(map(cells.is_empty, held)):
        return None
    values = tuple(cells.number(one, noted, 0, 1) for one in held)
    falls = what == "chance"
    if finite(values) and list(values) != sorted(values, reverse=falls):
        wanted = "values that never rise" if falls else "values that never fall"
        noted.append(
            Finding(
                replace(row.place, column=what),
                listed(values),
                f"{wanted} from level to level are needed",
                "out-of-order",
            )
        )
    elif finite(values) and falls and values[0] != 1:
        wanted = "a chance of 1 at the lowest level is needed"
        noted.append(Finding(replace(row.place, column=what), listed(values), wanted, "out-of-order"))
    return values


def _step(row: Row, own: str, noted: list[Finding], known: Known) -> Step:
    phase = cells.whole_number(cell(row, "phase"), noted, 1)
    word = cells.choice(cell(row, "kind"), noted, _STEPS, "option or measure", "unknown-word")
    item, level = "", ""
    if word == StepKind.MEASURE:
        item = cells.reference(cell(row, "item"), noted, known.measures, "a measure")
        level = cells.level(cell(row, "level"), noted, known.levels)
    elif word == StepKind.OPTION:
        item = cells.reference(cell(row, "item"), noted, known.options, "an option")
        _note_unused(row, ["level"], "a step of the kind 'option'", noted)
    return Step(
        id=own,
        phase=int(phase) if math.isfinite(phase) else 0,
        kind=StepKind(word or StepKind.OPTION),
        item=item,
        level=level,
        note=cells.note(cell(row, "note"), noted),
    )


def _entry(row: Row, own: str, noted: list[Finding], known: Known) -> RecordEntry:
    held = cell(row, "date")
    if cells.is_empty(held):
        cells.note_error(noted, held, "a date such as 2019-06-17 is needed", "missing")
    date = cells.iso_date(held, noted)
    if date and date < FIRST_DATE:
        wanted = f"a date from {FIRST_DATE} on is needed, as spreadsheets count no earlier days alike"
        cells.note_error(noted, held, wanted, "out-of-range")
    return RecordEntry(
        id=own,
        date=date,
        measure=cells.reference(cell(row, "measure"), noted, known.measures, "a measure"),
        level=cells.level(cell(row, "level"), noted, known.levels),
        verifier=cells.text(cell(row, "verifier"), noted),
        source=cells.note(cell(row, "source"), noted),
        note=cells.note(cell(row, "note"), noted),
    )


def _evidence(row: Row, noted: list[Finding]) -> Evidence:
    held = cell(row, "key")
    if cells.is_empty(held):
        cells.note_error(noted, held, "the key of a judgement is needed", "missing")
    low = cells.optional_number(cell(row, "low"), noted)
    high = cells.optional_number(cell(row, "high"), noted)
    if low is not None and high is not None and low > high:
        place = cell(row, "low").place
        noted.append(
            Finding(place, shown(low), f"at most the high, {shown(high)}, is needed", "out-of-order")
        )
    sure = cell(row, "confidence")
    words = "high, medium, low or nothing"
    return Evidence(
        key=cells.text(held, noted),
        low=low,
        high=high,
        source=cells.note(cell(row, "source"), noted),
        author=cells.text(cell(row, "author"), noted),
        date=cells.iso_date(cell(row, "date"), noted),
        confidence=""
        if cells.is_empty(sure)
        else cells.choice(sure, noted, _CONFIDENCE, words, "unknown-word"),
        note=cells.note(cell(row, "note"), noted),
    )


def _note_unused(row: Row, columns: Iterable[str], whose: str, noted: list[Finding]) -> None:
    for column in columns:
        if not cells.is_empty(held := cell(row, column)):
            cells.note_error(noted, held, f"{whose} has no {column}; leave this empty", "unused")
