"""What other sheets lack, or have too much, once somebody has added or removed a row.

Steelyard completes what is new with a neutral value and reports it; it never deletes what people judged. Rows
of what was removed stay, do not count, and are reported. If there was a judgement at the last score and its
cell is gone, nothing is new: somebody renamed a heading or deleted a row, and that is an error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.model.draft import Cell, Place, Row
from steelyard.model.fields import AMOUNT_AT
from steelyard.model.findings import Finding, Severity, quoted_value
from steelyard.model.parts import DEFAULT_SCALE
from steelyard.model.vocabulary import folded
from steelyard.sheets.catalogue import sheet_name
from steelyard.sheets.headings import PROPOSAL
from steelyard.workbook.reading.package_sheet import misplaced
from steelyard.workbook.reading.rows import text_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

Tables = dict[str, list[Row]]

NEUTRAL = 0
"""What a new linkage, cost, weight, worth or burden counts as until somebody judges it."""


def completed(
    raw: Mapping[str, list[Row]], levels: Sequence[str], judged: Collection[str] = ()
) -> tuple[Tables, tuple[Finding, ...]]:
    """The tables with a neutral value wherever a new part leaves a gap, and the findings that report it.

    Args:
        raw: what stands in each table.
        levels: names of the delivery levels, lowest first.
        judged: keys of the judgements that were there at the last score.
    """
    tables, report = dict(raw), _Report(_beginnings(judged), {})
    if tuple(levels) == tuple(DEFAULT_SCALE):
        tables["measures"] = [_scaled(row, report) for row in raw["measures"]]
    options, measures, heads = (ids(raw[name]) for name in ("options", "measures", "cost_heads"))
    for table, across in (("linkage", measures), ("costs", heads)):
        rows = _wanted_rows(table, raw[table], options, report)
        rows += _added(table, options, ids(rows), report)
        tables[table] = [_filled(table, row, dict.fromkeys(across, NEUTRAL), report) for row in rows]
    weighed = dict.fromkeys((*measures, *heads), NEUTRAL)
    tables["weights"] = [_filled("weights", row, weighed, report) for row in raw["weights"]]
    if levels:
        lowest = dict.fromkeys(measures, levels[0])
        tables["delivery"] = [_filled("delivery", row, lowest, report) for row in raw["delivery"]]
    if PROPOSAL in raw:
        tables[PROPOSAL] = _proposal(raw[PROPOSAL], {"measure": measures, "option": options}, report)
    tables["counterpart"] = _counterpart(raw["counterpart"], options, measures, report)
    return tables, tuple(report.findings)


class _Report(NamedTuple):
    """What is reported of the gaps, and whether a gap comes from a new part."""

    judged: Collection[str]
    """What the keys of judgements at the last score begin with: one part, two parts and so on."""
    findings: dict[Finding, None]
    """Each once, in the order in which they were found."""

    def warn(self, place: Place, words: str) -> None:
        """Report what is completed, or does not count."""
        self._add(Finding(place, "", words, "completed", Severity.WARNING))

    def refuse(self, place: Place, words: str, code: str) -> None:
        """Report what is missing."""
        self._add(Finding(place, "", words, code))

    def refuse_entry(self, cell: Cell, words: str, code: str) -> None:
        """Report what is not allowed."""
        self._add(Finding(cell.place, quoted_value(cell.value), words, code))

    def _add(self, finding: Finding) -> None:
        self.findings[finding] = None

    def lost(self, *parts: str) -> bool:
        """Whether a judgement at the last score had a key that begins with these parts."""
        return "/".join(parts) in self.judged


def _beginnings(keys: Iterable[str]) -> frozenset[str]:
    """All that these keys begin with, whole parts only."""
    split = (key.split("/") for key in keys)
    return frozenset("/".join(parts[:until]) for parts in split for until in range(1, len(parts) + 1))


def ids(rows: Iterable[Row]) -> list[str]:
    """Ids of the rows, as they are written."""
    return [found for row in rows if (found := text_of(row, "id"))]


def _wanted_rows(table: str, rows: Iterable[Row], own: Sequence[str], report: _Report) -> list[Row]:
    """The rows whose id is one of those wanted; the others are reported and left alone."""
    wanted = {folded(each) for each in own}
    kept = []
    for row in rows:
        if folded(text_of(row, "id")) in wanted:
            kept.append(row)
        else:
            report.warn(row.place, f"there is no such option any more; the row of {table} does not count")
    return kept


def _added(table: str, own: Sequence[str], there: Iterable[str], report: _Report) -> list[Row]:
    """A row for each id that has none."""
    have = {folded(each) for each in there}
    rows = []
    for each in own:
        if folded(each) not in have:
            place = Place(sheet_name(table), each)
            if report.lost(table, each):
                report.refuse(place, "the row is gone; write it again, or remove the option", "missing-row")
            else:
                report.warn(place, f"the new option counts as {NEUTRAL} throughout until judged")
            rows.append(Row({"id": Cell(each, place)}, place))
    return rows


def _filled(table: str, row: Row, wanted: Mapping[str, object], report: _Report) -> Row:
    """The row with a value under every heading that it has no cell for."""
    have = {folded(heading) for heading in row.cells}
    lacking = {heading: value for heading, value in wanted.items() if folded(heading) not in have}
    is_new = not row.place.at
    if not is_new:
        for heading, value in lacking.items():
            place = Place(sheet_name(table), column=heading)
            if report.lost(table, text_of(row, "id"), heading):
                wanted_again = "the column is gone; name it so again, or remove what it is named for"
                report.refuse(place, wanted_again, "missing-column")
            else:
                report.warn(place, f"the new column counts as {quoted_value(value)} until judged")
    cells = {
        heading: Cell(value, Place(sheet_name(table), row.place.row, heading))
        for heading, value in lacking.items()
    }
    return Row({**row.cells, **cells}, row.place)


def _counterpart(
    rows: Sequence[Row], options: Sequence[str], measures: Sequence[str], report: _Report
) -> list[Row]:
    """Every party's rows: its reservation value, every option and measure; without those of removed ones."""
    wanted = {("reservation", ""): ""} | {("option", folded(each)): each for each in options}
    wanted |= {("measure", folded(each)): each for each in measures}
    kept, have = list[Row](), dict[str, set[tuple[str, str]]]()
    for row in rows:
        party, kind, item = (text_of(row, name) for name in ("party", "kind", "item"))
        key = (folded(kind), folded(item))
        if key[0] in ("option", "measure") and key not in wanted:
            report.warn(row.place, f"there is no such {key[0]} any more; the row does not count")
            continue
        have.setdefault(party, set()).add(key)
        kept.append(row)
    for party, keys in have.items():
        kept += [
            _of_party(party, kind, wanted[kind, item], report)
            for kind, item in wanted
            if (kind, item) not in keys
        ]
    return kept


def _of_party(party: str, kind: str, item: str, report: _Report) -> Row:
    """A row of a counterpart that the sheet lacks."""
    place = Place(sheet_name("counterpart"), f"{party}/{kind}/{item}")
    key = {"reservation": "reservation", "option": "worth", "measure": "burden"}[kind]
    whose = kind if item else "counterpart"
    if report.lost(key, party, *filter(None, [item])):
        report.refuse(place, f"the row is gone; write it again, or remove the {whose}", "missing-row")
    elif item:
        report.warn(place, f"the new {kind} counts as {NEUTRAL} until judged")
    else:
        report.warn(place, f"the new counterpart gets {NEUTRAL} with no deal until judged")
    values = {"party": party, "kind": kind, "item": item or None, "weight": NEUTRAL if item else None}
    return Row({name: Cell(value, place) for name, value in values.items()}, place)


def _scaled(row: Row, report: _Report) -> Row:
    """The row of a measure; a new one without a value or an amount for any level takes the default scale."""
    own = text_of(row, "id")
    given = [row.cells[level].value for level in DEFAULT_SCALE if level in row.cells]
    counted = any(
        heading.startswith(AMOUNT_AT) and cell.value is not None for heading, cell in row.cells.items()
    )
    if not own or counted or any(value is not None for value in given) or report.lost("values", own):
        return row
    report.warn(
        row.place,
        "the new measure takes the default scale: " + ", ".join(map(quoted_value, DEFAULT_SCALE.values())),
    )
    cells = {
        level: Cell(value, Place(sheet_name("measures"), row.place.row, level))
        for level, value in DEFAULT_SCALE.items()
    }
    return Row({**row.cells, **cells}, row.place)


def _proposal(rows: Sequence[Row], items: Mapping[str, Sequence[str]], report: _Report) -> list[Row]:
    """One row for each measure and option, without removed ones; the package says nothing of a new one."""
    wanted = {(kind, folded(each)): each for kind, ids in items.items() for each in ids}
    kept = dict[tuple[str, str], Row]()
    for row in rows:
        key = folded(text_of(row, "kind")), folded(text_of(row, "item"))
        if "kind" not in row.cells or "item" not in row.cells:
            continue  # the heading is gone, which is reported
        if key[0] not in items:
            report.refuse_entry(row.cells["kind"], "measure or option is needed", "unknown-word")
        elif key not in wanted:
            report.warn(row.place, f"there is no such {key[0]} any more; the row does not count")
        elif key in kept:
            report.refuse_entry(row.cells["item"], f"each {key[0]} stands once", "duplicate-id")
        else:
            kept[key] = row
            for cell, words in misplaced(row):
                report.refuse_entry(cell, words, "misplaced")
    return [
        *kept.values(),
        *(_not_in_proposal(key, each, report) for key, each in wanted.items() if key not in kept),
    ]


def _not_in_proposal(key: tuple[str, str], item: str, report: _Report) -> Row:
    """The row of a measure or an option of which the package says nothing."""
    kind, _ = key
    place = Place(sheet_name(PROPOSAL), f"{kind}/{item}")
    if report.lost({"measure": "asked", "option": "offered"}[kind], item):
        report.refuse(place, f"the row is gone; write it again, or remove the {kind}", "missing-row")
    return Row({"kind": Cell(kind, place), "item": Cell(item, place)}, place)
