"""A workbook's judgement sheets as a model: by table and id, never by address."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.errors import InvalidModel, MissingTable, NewerWorkbook
from steelyard.model.assembly.assemble import assemble
from steelyard.model.assembly.cell_rules import is_iso_date
from steelyard.model.draft import Cell, Draft, Place, Row
from steelyard.model.draft_of_model import SHEETS as DRAFTED
from steelyard.model.findings import Finding, errors, quoted_value
from steelyard.model.parts import POOLED
from steelyard.model.record import DERIVED
from steelyard.model.vocabulary import POOLED_NAME, folded
from steelyard.ooxml.addresses import address
from steelyard.ooxml.dates import dated_styles
from steelyard.ooxml.defined_names import defined_cells, defined_number
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import cells
from steelyard.ooxml.tables import tables
from steelyard.sheets.catalogue import judgement_tables, sheet_name, sheets_by_table, tables_by_name
from steelyard.sheets.forms import FIRST_FORM, FORM, FORM_NAME
from steelyard.sheets.names import LEVEL_SEPARATOR, LEVELS
from steelyard.workbook.reading.completion import completed
from steelyard.workbook.reading.hidden import hidden
from steelyard.workbook.reading.package_sheet import merged
from steelyard.workbook.reading.rows import rows, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from steelyard.model.model import Model
    from steelyard.ooxml.tables import Table


DECIDE_CELLS = {"scenario": "decide_scenario", "viewpoint": "decide_viewpoint"}
"""Settings that stand in named cells, which show names where the model has ids."""


def read_back() -> tuple[str, ...]:
    """Names of the tables that are read back: the settings, then the judgements."""
    return ("settings", *judgement_tables())


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
    wanted = read_back()
    missing = [name for name in wanted if name not in found and sheets_by_table()[name].since <= form]
    if missing:
        lines = [f"table {name!r} (sheet {sheet_name(name)!r})" for name in missing]
        raise MissingTable(
            f"{package.where}: no {', no '.join(lines)}. A steelyard workbook has these tables; "
            "was one deleted or renamed, or is this another workbook?"
        )
    there = [name for name in wanted if name in found]
    dated = dated_styles(package)
    raw = {name: rows(found[name], cells(package, found[name].sheet), dated) for name in there}
    # A workbook of an older form lacks tables: those of a draft are then empty, and Package adds nothing.
    raw = {name: raw.get(name, []) for name in wanted if name in raw or name in DRAFTED}
    if as_live:
        raw = _in_live_order(package, found, raw)
    levels, noted = _levels(raw["settings"])
    choices, more = _choices(package, raw)
    tables_now, gaps = completed(raw, levels, _judged(package, found))
    drafted = {
        **merged(tables_now),
        "settings": [row for row in raw["settings"] if text_of(row, "setting") != LEVELS] + choices,
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


def _typed_days(record: Sequence[Row]) -> Iterator[Finding]:
    """Days of the record that stand there as texts, with which no formula can count."""
    for row in record:
        cell = row.cells.get("date")
        if cell is not None and isinstance(cell.value, str) and is_iso_date(cell.value.strip()):
            wanted = "a date is needed, not text that looks like one; type it anew in a cell of a date format"
            yield Finding(cell.place, quoted_value(cell.value), wanted, "not-a-date")


def _levels(settings: Sequence[Row]) -> tuple[tuple[str, ...], tuple[Finding, ...]]:
    """The delivery levels that the settings name."""
    for row in settings:
        if text_of(row, "setting") == LEVELS:
            written = text_of(row, "value")
            return tuple(level.strip() for level in written.split(LEVEL_SEPARATOR.strip())), ()
    place = Place(sheet_name("settings"), LEVELS, "value")
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
        names = {text_of(row, "name"): row.cells["id"].value for row in raw[table] if "name" in row.cells}
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
    listed_by = {name: tables_by_name()[name].listed_by for name in raw}
    listed_by = {name: by for name, by in listed_by.items() if by[0]}
    missing = [live for live, _ in listed_by.values() if live not in found]
    if missing:
        lines = [f"table {name!r} (sheet {sheet_name(name)!r})" for name in dict.fromkeys(missing)]
        raise MissingTable(f"{package.where}: no {', no '.join(lines)}; build the workbook anew")
    sorted_tables = {}
    for table, (live, heading) in listed_by.items():
        spot = found[live]
        if heading:
            column, sheet = spot.column(heading), cells(package, spot.sheet)
            numbers = range(spot.first_row, spot.last_row + 1)
            listed = [str(cell.value) for n in numbers if (cell := sheet.get(address(n, column)))]
        else:
            listed = list(spot.columns)
        place = {name: at for at, name in reversed(list(enumerate(listed)))}
        sorted_tables[table] = sorted(raw[table], key=lambda row: place.get(text_of(row, "id"), len(listed)))
    return raw | sorted_tables
