"""The parts that tie the two sides together: rules, record, counterparts, plan and evidence."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from steelyard.model import fields
from steelyard.model.assembly import cell_rules
from steelyard.model.assembly.evidence import bounds_of
from steelyard.model.assembly.inputs import read_row, reader
from steelyard.model.assembly.rows import cell, finite, listed, missing, note_repeated, referred
from steelyard.model.findings import Finding, quoted_value
from steelyard.model.parts import (
    EVERY_MEASURE,
    ITEMS,
    SUBJECTS,
    THRESHOLD_KINDS,
    Counterpart,
    Evidence,
    RecordEntry,
    Rule,
    RuleKind,
    Step,
    StepKind,
)
from steelyard.model.vocabulary import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from steelyard.model.assembly.rows import Known, Table
    from steelyard.model.draft import Row
    from steelyard.model.field import Field
    from steelyard.model.parts import Measure

_ABOUT_NO_ITEM = {
    "reservation": "reservation value",
    "reservation_change": "change of the reservation value",
    "future": "value of the future",
}
"""Kinds of rows of a counterpart that are about no item, and what they hold."""

_A_ROW_OF = {"option": "an option", "measure": "a measure"}
"""What the other kinds of rows are about."""


def rules(table: Table, own: Sequence[str], known: Known, measures: Sequence[Measure]) -> tuple[Rule, ...]:
    """One rule a row, with the fields that its kind uses and no others."""
    sizes = Counter(measure.group for measure in measures if folded(measure.group) not in ("", EVERY_MEASURE))
    sizes[EVERY_MEASURE] = len(measures)
    return tuple(_rule(row, own[here], table.noted, known, sizes) for here, row in enumerate(table.rows))


def record(table: Table, own: Sequence[str], known: Known, latest: str) -> tuple[RecordEntry, ...]:
    """One entry of the delivery record a row.

    One that is dated after the date of the workbook, `latest`, deserves a look: it may be a slip.
    """
    entries = tuple(_entry(row, own[here], table.noted, known) for here, row in enumerate(table.rows))
    for entry, row in zip(entries, table.rows, strict=True):
        if entry.date and cell_rules.is_iso_date(latest) and entry.date > latest:
            wanted = f"the workbook's own date, {latest}, comes before it; mend one of the two"
            cell_rules.note_warning(
                table.noted, cell(row, "date").place, quoted_value(entry.date), wanted, "later"
            )
    return entries


def counterparts(table: Table, known: Known) -> tuple[Counterpart, ...]:
    """One counterpart for each party that the rows name, in the order in which they first do."""
    parties: dict[str, list[Row]] = {}
    for row in table.rows:
        given = cell(row, "party")
        if cell_rules.is_empty(given):
            cell_rules.note_error(table.noted, given, "the id of a counterpart is needed", "missing")
        else:
            parties.setdefault(folded(cell_rules.raw(given)), []).append(row)
    return tuple(_counterpart(rows, table, known) for rows in parties.values())


def plan(table: Table, own: Sequence[str], known: Known) -> tuple[Step, ...]:
    """One step a row."""
    return tuple(_step(row, own[here], table.noted, known) for here, row in enumerate(table.rows))


def evidence(table: Table, known: Known) -> tuple[Evidence, ...]:
    """One piece of evidence a row; whether its key names any judgement is checked later."""
    note_repeated(table, "key", [cell_rules.raw(cell(row, "key")) for row in table.rows])
    return tuple(_evidence(row, table.noted, known) for row in table.rows)


def _rule(row: Row, own: str, noted: list[Finding], known: Known, sizes: Mapping[str, int]) -> Rule:
    inputs = {field.name: field for field in fields.INPUTS.by_table["rules"]}
    option = reader(inputs["option"], noted, known)(cell(row, "option"))
    wanted = f"one of the kinds {', '.join(inputs['kind'].choices)}"
    word = reader(inputs["kind"], noted, known, wanted)(cell(row, "kind"))
    kind = RuleKind(word or RuleKind.REQUIRES)
    read: dict[str, Any] = {"subject": ""}
    if word:
        read["subject"] = subject = _subject(row, kind, option, noted, known, sizes)
        for field in _needed_by(kind, inputs.values()):
            given = cell(row, field.heading)
            if field.name == "number" and kind is RuleKind.REQUIRES_AT_LEAST:
                read[field.name] = cell_rules.whole_number(given, noted, 1, sizes.get(subject))
            else:
                read[field.name] = reader(field, noted, known)(given)
        _note_unused(row, _unused_by(kind, inputs.values()), f"a rule of the kind {word!r}", noted)
    rest = [field for field in inputs.values() if not field.needed and kind in (field.only_for or (kind,))]
    return Rule(id=own, option=option, kind=kind, **read, **read_row(rest, row, noted, known))


def _needed_by(kind: str, inputs: Iterable[Field]) -> list[Field]:
    """The inputs that rows of this kind must have and others must not."""
    return [field for field in inputs if field.needed and kind in field.only_for]


def _unused_by(kind: str, inputs: Iterable[Field]) -> list[str]:
    """The headings under which rows of this kind must be empty."""
    return [field.heading for field in inputs if field.only_for and kind not in field.only_for]


def _subject(
    row: Row, kind: RuleKind, option: str, noted: list[Finding], known: Known, sizes: Mapping[str, int]
) -> str:
    given = cell(row, "subject")
    if kind is RuleKind.REQUIRES:
        return referred(given, noted, "measures", known)
    if kind in (RuleKind.CAP, RuleKind.ACCEPTED_BY):
        return referred(given, noted, SUBJECTS[kind], known)
    if kind in THRESHOLD_KINDS:
        wanted = f"a group of measures, or {EVERY_MEASURE},"
        return cell_rules.choice(given, noted, cell_rules.by_fold(sizes), wanted, "dangling")
    subject = referred(given, noted, "options", known)
    if subject and subject == option:
        cell_rules.note_error(noted, given, "another option than the rule's own is needed", "self-reference")
    return subject


def _counterpart(rows: Sequence[Row], table: Table, known: Known) -> Counterpart:
    noted, inputs = table.noted, fields.INPUTS.by_table["counterpart"]
    party = cell_rules.identity(cell(rows[0], "party"), noted)
    items = _items(rows, noted, known)
    read: dict[str, Any] = {}
    for field in inputs:
        if field.axis and not field.by_level:
            read[field.name] = _weights(field, known, items, table, party)
    if finite((*read["worth"], *read["burden"])) and not any((*read["worth"], *read["burden"])):
        wanted = "at least one weight above 0 is needed"
        noted.append(Finding(replace(table.place, row=party), "only zeros", wanted, "all-zero"))
    for field in inputs:
        if field.by_level:
            about = [items.get((field.row, item)) for item in known.along(field.axis)]
            read[field.name] = tuple(_curve(row, field, known, noted) if row else None for row in about)
    for field in inputs:
        row = items.get((field.row, ""))
        if row and not field.axis:
            read[field.name] = reader(field, noted, known)(cell(row, field.heading))
    return Counterpart(id=party, **read)


def _items(rows: Iterable[Row], noted: list[Finding], known: Known) -> dict[tuple[str, str], Row]:
    """The row of each item, by kind and id; noting what is unknown, repeated or out of place."""
    items: dict[tuple[str, str], Row] = {}
    read_kind = reader(fields.INPUTS.named("counterpart", "kind"), noted, known)
    for row in rows:
        kind = read_kind(cell(row, "kind"))
        item = ""
        if kind in _ABOUT_NO_ITEM:
            unused = ["item", *_curves_of_others(kind, known), *_role_of_others(kind)]
            _note_unused(row, unused, f"the row of the {_ABOUT_NO_ITEM[kind]}", noted)
        elif kind:
            item = referred(cell(row, "item"), noted, ITEMS[StepKind(kind)], known)
            unused = [*_curves_of_others(kind, known), *_role_of_others(kind)]
            _note_unused(row, unused, f"the row of {_A_ROW_OF[kind]}", noted)
        if (kind, item) in items:
            column = "item" if item else "kind"
            cell_rules.note_error(
                noted, cell(row, column), "one row for each is needed, this one has two", "duplicate-id"
            )
        elif item or kind in _ABOUT_NO_ITEM:
            items[kind, item] = row
        if kind != "reservation" and not cell_rules.is_empty(given := cell(row, "note")):
            kept = "only the note on the row of the reservation value is kept; write it there, or as evidence"
            cell_rules.note_warning(noted, given.place, quoted_value(given.value), kept, "unused")
    return items


def _curves_of_others(kind: str, known: Known) -> list[str]:
    """The headings of values by level that rows of this kind do not have."""
    curves = [field for field in fields.INPUTS.by_table["counterpart"] if field.by_level]
    return [
        field.heading_for(level=level)
        for field in curves
        if field.row != kind
        for level in known.levels.values()
    ]


def _role_of_others(kind: str) -> list[str]:
    """The heading of the role, which only one kind of row has."""
    role = fields.INPUTS.named("counterpart", "role")
    return [role.heading] if kind != role.row else []


def _weights(
    field: Field, known: Known, items: Mapping[tuple[str, str], Row], table: Table, party: str
) -> tuple[float, ...]:
    read, weights = reader(field, table.noted, known), []
    for item in known.along(field.axis):
        row = items.get((field.row, item))
        if row is None:
            place = replace(table.place, row=f"{party} / {item}")
            missing(table, place, f"a row for this {field.row} is needed", "missing-row")
        weights.append(math.nan if row is None else read(cell(row, field.heading)))
    return tuple(weights)


def _curve(row: Row, field: Field, known: Known, noted: list[Finding]) -> tuple[float, ...] | None:
    """The values by level in the columns `effort LEVEL` or `chance LEVEL`, None where all are empty."""
    given = [cell(row, field.heading_for(level=level)) for level in known.levels.values()]
    if all(map(cell_rules.is_empty, given)):
        return None
    values = tuple(cell_rules.number(one, noted, field.low, field.high) for one in given)
    falls = field.name == "chance"
    wanted = ""
    if finite(values) and list(values) != sorted(values, reverse=falls):
        never = "values that never rise" if falls else "values that never fall"
        wanted = f"{never} from level to level are needed"
    elif finite(values) and falls and values[0] != 1:
        wanted = "a chance of 1 at the lowest level is needed"
    if wanted:
        place = replace(row.place, column=field.name)
        noted.append(Finding(place, listed(values), wanted, "out-of-order"))
    return values


def _step(row: Row, own: str, noted: list[Finding], known: Known) -> Step:
    inputs = {field.name: field for field in fields.INPUTS.by_table["plan"]}
    phase = reader(inputs["phase"], noted, known)(cell(row, "phase"))
    word = reader(inputs["kind"], noted, known, "option or measure")(cell(row, "kind"))
    kind = StepKind(word or StepKind.OPTION)
    read: dict[str, Any] = {"item": ""}
    if word:
        read["item"] = referred(cell(row, "item"), noted, ITEMS[kind], known)
        for field in _needed_by(kind, inputs.values()):
            read[field.name] = reader(field, noted, known)(cell(row, field.heading))
        _note_unused(row, _unused_by(kind, inputs.values()), f"a step of the kind {word!r}", noted)
    rest = [field for field in inputs.values() if not field.needed]
    return Step(
        id=own,
        phase=int(phase) if math.isfinite(phase) else 0,
        kind=kind,
        **read,
        **read_row(rest, row, noted, known),
    )


def _entry(row: Row, own: str, noted: list[Finding], known: Known) -> RecordEntry:
    return RecordEntry(id=own, **read_row(fields.INPUTS.by_table["record"], row, noted, known))


def _evidence(row: Row, noted: list[Finding], known: Known) -> Evidence:
    given = cell(row, "key")
    if cell_rules.is_empty(given):
        cell_rules.note_error(noted, given, "the key of a judgement is needed", "missing")
    scale = bounds_of(cell_rules.raw(given))
    # A range is checked once the model is there; a text is told now what to write on the scale of its key.
    inputs = [
        replace(field, bounds=scale) if isinstance(cell(row, field.name).value, str) else field
        for field in fields.INPUTS.by_table["evidence"]
    ]
    read = read_row(inputs, row, noted, known)
    low, high = read["low"], read["high"]
    if low is not None and high is not None and low > high:
        wanted = f"at most the high, {quoted_value(high)}, is needed"
        noted.append(Finding(cell(row, "low").place, quoted_value(low), wanted, "out-of-order"))
    return Evidence(key=cell_rules.text(given, noted), **read)


def _note_unused(row: Row, columns: Iterable[str], whose: str, noted: list[Finding]) -> None:
    for column in columns:
        if not cell_rules.is_empty(given := cell(row, column)):
            cell_rules.note_error(noted, given, f"{whose} has no {column}; leave this empty", "unused")
