"""A workbook's judgement sheets as a model: by table and id, never by address."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.errors import InvalidModel, MissingTable, NewerWorkbook
from steelyard.model.assembly.assemble import assemble
from steelyard.model.assembly.cell_rules import is_iso_date
from steelyard.model.draft import Cell, Draft, Place, Row, Uncomputed
from steelyard.model.findings import Finding, errors, quoted_value
from steelyard.model.parts import POOLED
from steelyard.model.record import DERIVED
from steelyard.model.vocabulary import POOLED_NAME, folded
from steelyard.ooxml.addresses import address
from steelyard.ooxml.cell_values import CellError
from steelyard.ooxml.dates import dated_styles, day
from steelyard.ooxml.defined_names import defined_cells, defined_number
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import cells
from steelyard.ooxml.tables import tables
from steelyard.sheets.columns import own_columns
from steelyard.sheets.contents import JUDGEMENT_TABLES, SHEET_OF
from steelyard.sheets.headings import TABLED
from steelyard.sheets.layout import FIRST_FORM, FORM, FORM_NAME, LEVEL_SEPARATOR, LEVELS, SINCE
from steelyard.workbook.reading.completion import completed
from steelyard.workbook.reading.hidden import hidden
from steelyard.workbook.reading.package_sheet import merged

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from steelyard.model.model import Model
    from steelyard.ooxml.cell_values import CellValue
    from steelyard.ooxml.tables import Table

DATED = (("evidence", "date"), ("record", "date"))
"""Columns in which a number is a day, whatever its format."""

READ = ("settings", *JUDGEMENT_TABLES)
"""Tables that are read back."""

DECIDE_CELLS = {"scenario": "decide_scenario", "viewpoint": "decide_viewpoint"}
"""Settings that stand in named cells, which show names where the model has ids."""

LIVE_ORDER = {
    "measures": "effects",
    "cost_heads": "effects",
    "options": "effects",
    "weights": "shares",
    "delivery": "delivered",
    "rules": "conditions",
}
"""Which live table lists the entries of a judgement table in the order of the formulas."""


class Reading(NamedTuple):
    """What a workbook's judgement sheets say: the model, unless an error stands in its way; all findings."""

    package: Package
    model: Model | None
    findings: tuple[Finding, ...]
    rows: Mapping[str, Sequence[Row]]
    """What stands in each table, completed where a new part leaves a gap; a row that is there has a place."""

    def fit(self) -> Model:
        """The model.

        Raises:
            InvalidModel: there is an error among the findings.
        """
        if self.model is None:
            raise InvalidModel(self.package.where, errors(self.findings))
        return self.model


def read_workbook(path: Path | str, *, as_live: bool = False) -> Reading:
    """What the judgement sheets say today.

    Tables are found by name and rows by id, so sorted, moved or added rows are read as well; columns and
    sheets of the user's own are left alone. Unfit entries come back as findings next to the model rather
    than as an exception, because the person who has to mend them is looking at the workbook.

    Args:
        path: the workbook.
        as_live: whether the model's parts come in the order of the live sheets, which stays when somebody
            sorts a judgement sheet, rather than in that of the judgement sheets.

    Raises:
        UnreadableFile: there is no such file, or it may not be read.
        NotAWorkbook: the file is no .xlsx, or has none of steelyard's tables.
        EncryptedWorkbook: it is protected by a password or a rights label.
        HostileWorkbook: it would harm its reader.
        NewerWorkbook: a newer steelyard made it.
        MissingTable: judgement tables are gone or renamed; the message names all of them.
    """
    return read_package(Package.read(path), as_live=as_live)


def read_package(package: Package, *, as_live: bool = False) -> Reading:
    """What the judgement sheets of this package say; see `read_workbook`."""
    if (form := defined_number(package, FORM_NAME, FIRST_FORM)) > FORM:
        raise NewerWorkbook(
            f"{package.where} has form {form}, which a newer steelyard made; this one reads form {FORM}. "
            "Update steelyard"
        )
    found = tables(package)
    missing = [name for name in READ if name not in found and SINCE.get(name, FIRST_FORM) <= form]
    if missing:
        lines = [f"table {name!r} (sheet {SHEET_OF[name].name!r})" for name in missing]
        raise MissingTable(
            f"{package.where}: no {', no '.join(lines)}. A steelyard workbook has these tables; "
            "was one deleted or renamed, or is this another workbook?"
        )
    there = [name for name in READ if name in found]
    sheets = {found[name].sheet: cells(package, found[name].sheet) for name in there}
    dated = dated_styles(package)
    raw = {name: _rows(name, found[name], sheets[found[name].sheet], dated) for name in there}
    raw = {name: raw.get(name, []) for name in READ if name in raw or name != TABLED}
    if as_live:
        raw = _in_live_order(package, found, raw)
    levels, noted = _levels(raw["settings"])
    choices, more = _choices(package, raw)
    tables_now, gaps = completed(raw, levels, _judged(package, found))
    drafted = {
        **merged(tables_now),
        "settings": [row for row in raw["settings"] if _text(row, "setting") != LEVELS] + choices,
    }
    assembled = assemble(Draft(where=package.where, levels=levels, tables=drafted))
    unseen = hidden(package, [found[name] for name in there])
    findings = (*noted, *more, *_typed_days(raw["record"]), *gaps, *assembled.findings, *unseen)
    return Reading(package, None if errors(findings) else assembled.model, findings, tables_now)


def _judged(package: Package, found: Mapping[str, Table]) -> frozenset[str]:
    """Keys of the judgements that there were at the last score, as the ledger on Checks holds them."""
    ledger = found.get("checks")
    if ledger is None:
        return frozenset()
    sheet, column = cells(package, ledger.sheet), ledger.area.first_column
    rows = range(ledger.first_row, ledger.last_row + 1)
    return frozenset(str(cell.value) for row in rows if (cell := sheet.get(address(row, column))))


def _rows(name: str, spot: Table, sheet: Mapping[str, CellValue], dated: Collection[int]) -> list[Row]:
    """The table's entries, and those typed right below it."""
    area = spot.area
    rows: list[Row] = []
    number = area.first_row + 1
    while True:
        held = {
            heading: sheet.get(address(number, column))
            for column, heading in enumerate(spot.columns, area.first_column)
        }
        empty = all(cell is None or cell.value in (None, "") or cell.formula for cell in held.values())
        if number > area.last_row and empty:
            return rows
        if not empty and not (name == "delivery" and is_derived(held)):
            rows.append(_row(name, spot, number, held, dated))
        number += 1


def is_derived(held: Mapping[str, CellValue | None]) -> bool:
    """Whether a row of Delivery is one that follows from the record; one that somebody typed is none."""
    own = held.get("id")
    return (
        own is not None
        and folded(str(own.value)) in DERIVED
        and any(cell is not None and cell.formula for cell in held.values())
    )


def _typed_days(record: Sequence[Row]) -> Iterator[Finding]:
    """Days of the record that stand there as texts, with which no formula can count."""
    for row in record:
        cell = row.cells.get("date")
        if cell is not None and isinstance(cell.value, str) and is_iso_date(cell.value.strip()):
            wanted = "a date is needed, not text that looks like one; type it anew in a cell of a date format"
            yield Finding(cell.place, quoted_value(cell.value), wanted, "not-a-date")


def _row(
    name: str, spot: Table, number: int, held: Mapping[str, CellValue | None], dated: Collection[int]
) -> Row:
    sheet = SHEET_OF[name].name
    plain = {
        heading: _plain(cell, dated=cell.style in dated or (name, heading) in DATED)
        for heading, cell in held.items()
        if cell is not None
    } | {heading: None for heading, cell in held.items() if cell is None}
    named = next((plain[h] for h in ("id", "setting", "key") if plain.get(h) is not None), None)
    if name == "counterpart":
        named = "/".join(str(plain.get(part) or "") for part in ("party", "kind", "item"))
    if name == TABLED:
        named = f"{plain.get('kind') or ''}/{plain.get('item') or ''}"
    row_id = quoted_value(named).strip("'")
    letters = {
        heading: address(number, spot.area.first_column + at) for at, heading in enumerate(spot.columns)
    }
    own = own_columns(name, spot.columns)
    entries = {
        heading: Cell(value, Place(sheet, row_id, heading, f"cell {letters[heading]}"))
        for heading, value in plain.items()
        if heading not in own
    }
    return Row(entries, Place(sheet, row_id, "", f"row {number}"))


def _plain(cell: CellValue, *, dated: bool) -> object:
    """What stands in a cell, as a draft holds it."""
    value = cell.value if cell.value is not None or not cell.formula else Uncomputed(cell.formula)
    if isinstance(value, CellError):
        return str(value)
    if isinstance(value, str):
        return value or None
    if dated and isinstance(value, float | int) and not isinstance(value, bool):
        return day(value)
    if isinstance(value, float) and value.is_integer() and not isinstance(value, bool):
        return int(value) if abs(value) < 2**53 else value
    return value


def _levels(settings: Sequence[Row]) -> tuple[tuple[str, ...], tuple[Finding, ...]]:
    """The delivery levels that the settings name."""
    for row in settings:
        if _text(row, "setting") == LEVELS:
            written = _text(row, "value")
            return tuple(level.strip() for level in written.split(LEVEL_SEPARATOR.strip())), ()
    place = Place(SHEET_OF["settings"].name, LEVELS, "value")
    wanted = (
        f"a row {LEVELS!r} with the delivery levels, lowest first, such as none / partial / full, is needed"
    )
    return (), (Finding(place, "", wanted, "missing"),)


def _choices(package: Package, raw: Mapping[str, Sequence[Row]]) -> tuple[list[Row], tuple[Finding, ...]]:
    """The settings that stand in cells of Decide, as ids; and what is wrong with those cells."""
    named = defined_cells(package)
    rows, noted = [], []
    for setting, name in DECIDE_CELLS.items():
        if name not in named:
            place = Place("Decide", setting)
            noted.append(Finding(place, "", f"the workbook's name {name!r} must lead to its cell", "missing"))
            continue
        sheet, at = named[name]
        cell = cells(package, sheet).get(at)
        value = None if cell is None else cell.value
        place = Place("Decide", setting, "", f"cell {at}")
        table = "delivery" if setting == "scenario" else "weights"
        names = {_text(row, "name"): row.cells["id"].value for row in raw[table] if "name" in row.cells}
        if setting == "viewpoint":
            names = {POOLED_NAME: POOLED} | names
        elif raw["record"]:
            names |= {name: own for own, name in DERIVED.items()}
        chosen = {folded(name): own for name, own in names.items()}.get(folded(str(value)))
        if chosen is None:
            listed = ", ".join(map(repr, names))
            noted.append(Finding(place, quoted_value(value), f"one of these is needed: {listed}", "dangling"))
            continue
        rows.append(
            Row(
                {"setting": Cell(setting, place), "value": Cell(chosen, place)},
                place,
            )
        )
    return rows, tuple(noted)


def _in_live_order(
    package: Package, found: Mapping[str, Table], raw: dict[str, list[Row]]
) -> dict[str, list[Row]]:
    """The tables, those that list the model's parts sorted as the live sheets list them."""
    missing = [name for name in LIVE_ORDER.values() if name not in found]
    if missing:
        lines = [f"table {name!r} (sheet {SHEET_OF[name].name!r})" for name in dict.fromkeys(missing)]
        raise MissingTable(f"{package.where}: no {', no '.join(lines)}; build the workbook anew")
    sorted_tables = {}
    for table, live in LIVE_ORDER.items():
        spot = found[live]
        if table in ("measures", "cost_heads"):
            listed = list(spot.columns)
        else:
            column = spot.area.first_column + (spot.columns.index("condition") if live == "conditions" else 0)
            sheet = cells(package, spot.sheet)
            numbers = range(spot.area.first_row + 1, spot.area.last_row + 1)
            listed = [str(cell.value) for n in numbers if (cell := sheet.get(address(n, column)))]
        place = {name: at for at, name in reversed(list(enumerate(listed)))}
        sorted_tables[table] = sorted(raw[table], key=lambda row: place.get(_text(row, "id"), len(listed)))
    return raw | sorted_tables


def _text(row: Row, column: str) -> str:
    cell = row.cells.get(column)
    return "" if cell is None or cell.value is None else str(cell.value)
