"""What a row that somebody added or removed leaves behind: cells that other sheets lack, or have too many of.

Steelyard completes what is new with a neutral value and says so; it never deletes what people judged. Rows of
what is gone stay where they are, do not count, and are named. Where a judgement stood at the last score and
its cell is gone, nothing is new: a heading was renamed or a row deleted, and that is an error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.model.draft import Cell, Place, Row
from steelyard.model.findings import Finding, Severity, quoted_value
from steelyard.model.parts import DEFAULT_SCALE
from steelyard.model.vocabulary import folded
from steelyard.sheets.catalogue import sheet_name
from steelyard.sheets.headings import TABLED
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
    """The tables with a neutral value wherever a new part leaves a gap, and what to tell the user of it.

    Args:
        raw: what stands in each table.
        levels: names of the delivery levels, lowest first.
        judged: keys of the judgements that were there at the last score.
    """
    tables, noted = dict(raw), _Noted(judged, [])
    if tuple(levels) == tuple(DEFAULT_SCALE):
        tables["measures"] = [_scaled(row, noted) for row in raw["measures"]]
    options, measures, heads = (ids(raw[name]) for name in ("options", "measures", "cost_heads"))
    for table, own in (("linkage", options), ("costs", options)):
        across = measures if table == "linkage" else heads
        rows = _known(table, raw[table], own, noted)
        rows += _added(table, own, ids(rows), noted)
        tables[table] = [_filled(table, row, dict.fromkeys(across, NEUTRAL), noted) for row in rows]
    weighed = dict.fromkeys((*measures, *heads), NEUTRAL)
    tables["weights"] = [_filled("weights", row, weighed, noted) for row in raw["weights"]]
    if levels:
        lowest = dict.fromkeys(measures, levels[0])
        tables["delivery"] = [_filled("delivery", row, lowest, noted) for row in raw["delivery"]]
    if TABLED in raw:
        tables[TABLED] = _tabled(raw[TABLED], {"measure": measures, "option": options}, noted)
    tables["counterpart"] = _counterpart(raw["counterpart"], options, measures, noted)
    return tables, tuple(noted.findings)


class _Noted(NamedTuple):
    """What is told of the gaps, and which of them are none of a new part."""

    judged: Collection[str]
    findings: list[Finding]

    def warn(self, place: Place, words: str) -> None:
        """Tell what is completed, or does not count."""
        self._add(Finding(place, "", words, "completed", Severity.WARNING))

    def refuse(self, place: Place, words: str, code: str, *, found: str = "") -> None:
        """Tell what is gone, or cannot be."""
        self._add(Finding(place, found, words, code))

    def _add(self, finding: Finding) -> None:
        if finding not in self.findings:
            self.findings.append(finding)

    def lost(self, *parts: str) -> bool:
        """Whether something that was judged once began with these parts of a key."""
        start = "/".join(parts)
        return any(key == start or key.startswith(f"{start}/") for key in self.judged)


def ids(rows: Iterable[Row]) -> list[str]:
    """Ids of the rows, as they are written."""
    return [found for row in rows if (found := text_of(row, "id"))]


def _known(table: str, rows: Iterable[Row], own: Sequence[str], noted: _Noted) -> list[Row]:
    """The rows whose id is one of those wanted; the others are named and left alone."""
    wanted = {folded(each) for each in own}
    kept = []
    for row in rows:
        if folded(text_of(row, "id")) in wanted:
            kept.append(row)
        else:
            noted.warn(row.place, f"there is no such option any more; the row of {table} does not count")
    return kept


def _added(table: str, own: Sequence[str], there: Iterable[str], noted: _Noted) -> list[Row]:
    """A row for each id that has none."""
    have = {folded(each) for each in there}
    rows = []
    for each in own:
        if folded(each) not in have:
            place = Place(sheet_name(table), each)
            if noted.lost(table, each):
                noted.refuse(place, "the row is gone; write it again, or remove the option", "missing-row")
            else:
                noted.warn(place, f"the new option counts as {NEUTRAL} throughout until judged")
            rows.append(Row({"id": Cell(each, place)}, place))
    return rows


def _filled(table: str, row: Row, wanted: Mapping[str, object], noted: _Noted) -> Row:
    """The row with a value under every heading that it has no cell for."""
    have = {folded(heading) for heading in row.cells}
    lacking = {heading: value for heading, value in wanted.items() if folded(heading) not in have}
    is_new = not row.place.at
    if not is_new:
        for heading, value in lacking.items():
            place = Place(sheet_name(table), column=heading)
            if noted.lost(table, text_of(row, "id"), heading):
                wanted_again = "the column is gone; name it so again, or remove what it is named for"
                noted.refuse(place, wanted_again, "missing-column")
            else:
                noted.warn(place, f"the new column counts as {quoted_value(value)} until judged")
    cells = {
        heading: Cell(value, Place(sheet_name(table), row.place.row, heading))
        for heading, value in lacking.items()
    }
    return Row({**row.cells, **cells}, row.place)


def _counterpart(
    rows: Sequence[Row], options: Sequence[str], measures: Sequence[str], noted: _Noted
) -> list[Row]:
    """Every party's rows, one for each option and measure, the gone ones left out."""
    wanted = {("option", folded(each)): each for each in options}
    wanted |= {("measure", folded(each)): each for each in measures}
    kept, have = list[Row](), dict[str, set[tuple[str, str]]]()
    for row in rows:
        party, kind, item = (text_of(row, name) for name in ("party", "kind", "item"))
        key = (folded(kind), folded(item))
        if key[0] in ("option", "measure") and key not in wanted:
            noted.warn(row.place, f"there is no such {key[0]} any more; the row does not count")
            continue
        have.setdefault(party, set()).add(key)
        kept.append(row)
    for party, keys in have.items():
        for kind, item in [key for key in wanted if key not in keys]:
            place = Place(sheet_name("counterpart"), f"{party}/{kind}/{wanted[kind, item]}")
            if noted.lost("worth" if kind == "option" else "burden", party, wanted[kind, item]):
                noted.refuse(place, f"the row is gone; write it again, or remove the {kind}", "missing-row")
            else:
                noted.warn(place, f"the new {kind} counts as {NEUTRAL} until judged")
            values = {"party": party, "kind": kind, "item": wanted[kind, item], "weight": NEUTRAL}
            kept.append(Row({name: Cell(value, place) for name, value in values.items()}, place))
    return kept


def _scaled(row: Row, noted: _Noted) -> Row:
    """A new measure that says nothing of its levels takes the default scale."""
    own = text_of(row, "id")
    told = [row.cells[level].value for level in DEFAULT_SCALE if level in row.cells]
    if not own or any(value is not None for value in told) or noted.lost("values", own):
        return row
    noted.warn(
        row.place,
        "the new measure takes the default scale: " + ", ".join(map(quoted_value, DEFAULT_SCALE.values())),
    )
    cells = {
        level: Cell(value, Place(sheet_name("measures"), row.place.row, level))
        for level, value in DEFAULT_SCALE.items()
    }
    return Row({**row.cells, **cells}, row.place)


def _tabled(rows: Sequence[Row], items: Mapping[str, Sequence[str]], noted: _Noted) -> list[Row]:
    """One row for each measure and option, gone ones left out; of a new one the package says nothing."""
    wanted = {(kind, folded(each)): each for kind, ids in items.items() for each in ids}
    kept = dict[tuple[str, str], Row]()
    for row in rows:
        key = folded(text_of(row, "kind")), folded(text_of(row, "item"))
        if key[0] not in items:
            kind = row.cells["kind"]
            noted.refuse(
                kind.place, "measure or option is needed", "unknown-word", found=quoted_value(kind.value)
            )
        elif key not in wanted:
            noted.warn(row.place, f"there is no such {key[0]} any more; the row does not count")
        elif key in kept:
            item = row.cells["item"]
            noted.refuse(
                item.place, f"each {key[0]} stands once", "duplicate-id", found=quoted_value(item.value)
            )
        else:
            kept[key] = row
            for cell, words in misplaced(row):
                noted.refuse(cell.place, words, "misplaced", found=quoted_value(cell.value))
    return [*kept.values(), *(_untabled(key, each, noted) for key, each in wanted.items() if key not in kept)]


def _untabled(key: tuple[str, str], item: str, noted: _Noted) -> Row:
    """The row of what the package says nothing of."""
    kind, _ = key
    place = Place(sheet_name(TABLED), f"{kind}/{item}")
    if noted.lost({"measure": "asked", "option": "offered"}[kind], item):
        noted.refuse(place, f"the row is gone; write it again, or remove the {kind}", "missing-row")
    return Row({"kind": Cell(kind, place), "item": Cell(item, place)}, place)
