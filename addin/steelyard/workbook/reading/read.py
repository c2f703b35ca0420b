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
from steelyard.model.vocabulary import POOLED_NAME, folded, stripped
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import cells
from steelyard.sheets.catalogue import judgement_tables, sheet_name, sheets_by_table, tables_by_name
from steelyard.sheets.compared import setting_of
from steelyard.sheets.forms import FORM
from steelyard.sheets.headings import PROPOSAL
from steelyard.sheets.names import (
    COMPARE,
    COMPARED,
    COMPARED_CELLS,
    DECIDE_CELLS,
    LEDGER,
    LEVEL_SEPARATOR,
    LEVELS,
    TRIAL,
)
from steelyard.workbook.packages import package_of_path
from steelyard.workbook.reading.completion import completed
from steelyard.workbook.reading.cures import UNDO
from steelyard.workbook.reading.hidden import hidden
from steelyard.workbook.reading.likely_slips import likely_slips
from steelyard.workbook.reading.located import located, view_of
from steelyard.workbook.reading.package_sheet import merged
from steelyard.workbook.reading.renamed_headings import with_own_headings
from steelyard.workbook.reading.renamed_sheets import with_own_names
from steelyard.workbook.reading.row_order import in_live_order, with_parties_as_listed
from steelyard.workbook.reading.rows import Days, rows, text_of
from steelyard.workbook.reading.spelling import Righted, with_headings_righted, with_words_righted
from steelyard.workbook.reading.typed_formulas import formula_found, typed_formulas, words_of_headings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from steelyard.model.model import Model
    from steelyard.ooxml.addresses import Area
    from steelyard.ooxml.tables import Table
    from steelyard.workbook.reading.spelling import Correction


def read_back() -> tuple[str, ...]:
    """Names of the tables that are read back: the settings, then the judgements."""
    return ("settings", *judgement_tables())


class Reading(NamedTuple):
    """What a workbook's judgement sheets say: the model, unless there is an error; and all findings."""

    file: Package
    """The workbook, with every declared word as its declaration spells it."""
    model: Model | None
    findings: tuple[Finding, ...]
    rows: Mapping[str, Sequence[Row]]
    """The rows of each table, completed where a new part leaves a gap; only rows of the file have a place."""
    corrections: tuple[Correction, ...] = ()
    """The cells that were set right for that; only `score` saves them. Each is among the findings."""
    restored: tuple[Finding, ...] = ()
    """Headings and references that another program changed, and that are in `file` as they were."""

    def fit(self) -> Model:
        """The model.

        Raises:
            InvalidModel: there is an error among the findings.
        """
        if self.model is None:
            raise InvalidModel(self.file.where, errors(self.findings))
        return self.model


def read_workbook(path: Path | str, *, as_live: bool = False) -> Reading:
    """What the judgement sheets say today.

    Tables are found by name and rows by id, so sorted, moved or added rows are read as well; columns and
    sheets of the user's own are left alone. Unfit entries come back as findings next to the model rather
    than as an exception, because the person who has to correct them has the workbook open.

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
    return read_package(package_of_path(path), as_live=as_live)


def read_package(file: Package, *, as_live: bool = False) -> Reading:
    """What the judgement sheets of this package say; see `read_workbook`."""
    form = _readable_form(file)
    file, renamed = with_own_names(file)
    own_headings = with_own_headings(file)
    there = _tables_there(own_headings.file, form)
    file, raw, righted, below = _righted(own_headings.file, there)
    found = located(file).tables
    # A workbook of an older form lacks tables: those of a draft are then empty, and Package adds nothing.
    raw = {name: raw.get(name, []) for name in read_back() if name in raw or name in DRAFTED}
    raw = with_parties_as_listed(file, raw)
    if as_live:
        raw = in_live_order(file, raw)
    levels, of_levels = _levels(raw["settings"])
    choices, of_choices = _choices(file, raw)
    tables_now, gaps = completed(raw, levels, _judged(file, found))
    drafted = {
        **merged(tables_now),
        "settings": [*_settings(file, raw["settings"]), *choices],
        TRIAL: _trial(file),
    }
    assembled = assemble(Draft(where=file.where, levels=levels, tables=drafted))
    findings = (
        *own_headings.refused,
        *righted.left,
        *filter(None, (correction.finding for correction in righted.corrections)),
        *of_levels,
        *of_choices,
        *_typed_days(raw["record"]),
        *gaps,
        *assembled.findings,
        *below,
        *_formulas(file, found, raw, levels),
        *hidden(file, [found[name] for name in there], raw),
    )
    model = None if errors(findings) else assembled.model
    if model is not None:
        findings = (*findings, *likely_slips(file, tables_now, model))
    restored = (*renamed, *own_headings.restored)
    return Reading(file, model, findings, tables_now, righted.corrections, restored)


def _readable_form(file: Package) -> int:
    """The form of the workbook; refused where only a newer steelyard can read it."""
    if (form := located(file).form) > FORM:
        raise NewerWorkbook(
            f"{file.where} has form {form}, which a newer steelyard made; this one reads form {FORM}. "
            "Update steelyard"
        )
    return form


def _tables_there(file: Package, form: int) -> list[str]:
    """The judgement tables of a workbook, which are all that its form has; otherwise it is refused."""
    places, wanted = located(file), read_back()
    missing = [name for name in wanted if name not in places.tables and sheets_by_table()[name].since <= form]
    if missing and places.dropped:
        lines = [f"sheet {sheet_name(name)!r} with the headings {_headings(name)}" for name in missing]
        raise MissingTable(
            f"{file.where}: the program that saved it dropped its tables, so they are looked for by sheet "
            f"names and headings, and there is no {', no '.join(lines)}. Give a renamed sheet or heading its "
            "name again; give a sheet of your own another name; take an earlier copy of this file if the "
            "sheet was deleted"
        )
    if missing:
        lines = [f"table {name!r} (sheet {sheet_name(name)!r})" for name in missing]
        raise MissingTable(
            f"{file.where}: no {', no '.join(lines)}. A steelyard workbook has these tables; "
            f"was one deleted or renamed, or is this another workbook? {UNDO}"
        )
    return [name for name in wanted if name in places.tables]


def _righted(
    file: Package, there: Sequence[str]
) -> tuple[Package, dict[str, list[Row]], Righted, list[Finding]]:
    """The workbook with its words set right, and the rows of its judgement tables.

    Then what was done, and what stands below a table after a blank row.
    """
    headings = with_headings_righted(file, there)
    raw, below = _rows(headings.file, there)
    words = with_words_righted(headings.file, raw)
    if words.file is not headings.file:
        raw, below = _rows(words.file, there)
    corrections, left = headings.corrections + words.corrections, headings.left + words.left
    return words.file, raw, Righted(words.file, corrections, left), below


def _rows(file: Package, there: Sequence[str]) -> tuple[dict[str, list[Row]], list[Finding]]:
    found, days, below = located(file).tables, Days.of(file), list[Finding]()
    raw = {
        name: rows(found[name], cells(file, found[name].sheet), days, _elsewhere(found, found[name]), below)
        for name in there
    }
    return raw, below


def _headings(table: str) -> str:
    return ", ".join(column.heading for column in tables_by_name()[table].columns)


def _elsewhere(found: Mapping[str, Table], table: Table) -> list[Area]:
    """The areas of the other tables on the sheet of a table."""
    return [other.area for other in found.values() if other.sheet == table.sheet and other is not table]


def _formulas(
    file: Package, found: Mapping[str, Table], raw: Mapping[str, Sequence[Row]], levels: Sequence[str]
) -> Iterator[Finding]:
    """Warnings about cells of inputs that hold a formula, those on Decide first."""
    named = located(file).cells
    for setting, name in DECIDE_CELLS.items():
        sheet, at = named.get(name, ("", ""))
        held = cells(file, sheet).get(at) if sheet else None
        if held is not None and held.formula:
            yield from formula_found(Place("Decide", setting, "", f"cell {at}"), held)
    for row in _trial(file):
        held = cells(file, row.place.sheet).get(row.place.at.removeprefix("cell "))
        if held is not None and held.formula:
            yield from formula_found(row.place, held)
    words = words_of_headings(raw, levels)
    for name, rows_ in raw.items():
        if name in found:
            yield from typed_formulas(name, rows_, cells(file, found[name].sheet), words)


def _judged(file: Package, found: Mapping[str, Table]) -> frozenset[str]:
    """Keys of the judgements at the last score, as the ledger on Checks lists them."""
    if LEDGER not in found:
        return frozenset()
    ledger = view_of(file, LEDGER)
    key = ledger.table.columns[0]
    return frozenset(ledger.text(row, key) for row in ledger.rows if ledger.cell(row, key))


def _typed_days(record: Sequence[Row]) -> Iterator[Finding]:
    """Days of the record that are texts, with which formulas cannot calculate."""
    for row in record:
        cell = row.cells.get("date")
        if cell is not None and isinstance(cell.value, str) and is_iso_date(stripped(cell.value)):
            wanted = "a date is needed, not text that looks like one; type it anew in a cell of a date format"
            yield Finding(cell.place, quoted_value(cell.value), wanted, "not-a-date")


def _levels(settings: Sequence[Row]) -> tuple[tuple[str, ...], tuple[Finding, ...]]:
    """The delivery levels that the settings name."""
    for row in settings:
        if text_of(row, "setting") == LEVELS:
            written = text_of(row, "value")
            return tuple(stripped(level) for level in written.split(LEVEL_SEPARATOR.strip())), ()
    place = Place(sheet_name("settings"), LEVELS, "value")
    wanted = (
        f"a row {LEVELS!r} with the delivery levels, lowest first, such as none / partial / full, is needed"
    )
    return (), (Finding(place, "", wanted, "missing"),)


def _choices(file: Package, raw: Mapping[str, Sequence[Row]]) -> tuple[list[Row], tuple[Finding, ...]]:
    """The settings that stand in cells of Decide, as ids; and what is wrong with those cells."""
    rows, findings = list[Row](), list[Finding]()
    for setting, ids in (("scenario", _scenarios(raw)), ("viewpoint", _viewpoints(raw))):
        found = _choice(file, setting, ids)
        if isinstance(found, Row):
            rows.append(found)
        else:
            findings.append(found)
    return rows, tuple(findings)


def _choice(file: Package, setting: str, ids: Mapping[str, object]) -> Row | Finding:
    """A setting on Decide, whose cell shows one of these names; or what is wrong with the cell."""
    name, named = DECIDE_CELLS[setting], located(file).cells
    if name not in named:
        wanted = f"the workbook's name {name!r} must lead to its cell"
        return Finding(Place("Decide", setting), "", wanted, "missing")
    sheet, at = named[name]
    cell = cells(file, sheet).get(at)
    value = None if cell is None else cell.value
    place = Place("Decide", setting, "", f"cell {at}")
    chosen = {folded(each): own for each, own in ids.items()}.get(folded(str(value)))
    if chosen is None:
        listed = ", ".join(map(repr, ids))
        return Finding(place, quoted_value(value), f"one of these is needed: {listed}", "dangling")
    return Row({"setting": Cell(setting, place), "value": Cell(chosen, place)}, place)


def _settings(file: Package, raw: Sequence[Row]) -> list[Row]:
    """The settings on Read me but the levels, and the one on Package."""
    on_read_me = [row for row in raw if text_of(row, "setting") != LEVELS]
    return [*on_read_me, *_points_compared(file)]


def _points_compared(file: Package) -> list[Row]:
    """The setting for the points that Package compares; a workbook of an older form has none."""
    named = located(file).cells
    there = [
        named[name] for number in range(COMPARED_CELLS) if (name := COMPARED.format(1 + number)) in named
    ]
    if not there:
        return []
    typed = [cell.value if (cell := cells(file, sheet).get(at)) else None for sheet, at in there]
    place = Place(sheet_name(PROPOSAL), COMPARE, "", f"cell {there[0][1]}")
    return [Row({"setting": Cell(COMPARE, place), "value": Cell(setting_of(typed), place)}, place)]


def _trial(file: Package) -> list[Row]:
    """The shares on trial that are typed on Decide; a workbook of an older form has none."""
    if TRIAL not in located(file).tables:
        return []
    there, rows = view_of(file, TRIAL), list[Row]()
    for number in there.rows:
        criterion, share = there.text(number, "criterion id"), there.value(number, "trial")
        if share not in (None, ""):
            place = Place("Decide", criterion, "trial", f"cell {there.address(number, 'trial')}")
            rows.append(Row({"criterion": Cell(criterion, place), "trial": Cell(share, place)}, place))
    return rows


def _scenarios(raw: Mapping[str, Sequence[Row]]) -> dict[str, object]:
    """Ids of the scenarios by their names; those that follow from the record, if it has an entry."""
    following = {name: own for own, name in DERIVED.items()} if raw["record"] else {}
    return _ids_by_name(raw["delivery"]) | following


def _viewpoints(raw: Mapping[str, Sequence[Row]]) -> dict[str, object]:
    """Ids of the viewpoints by their names."""
    return {POOLED_NAME: POOLED} | _ids_by_name(raw["weights"])


def _ids_by_name(rows: Sequence[Row]) -> dict[str, object]:
    return {
        text_of(row, "name"): row.cells["id"].value
        for row in rows
        if "name" in row.cells and "id" in row.cells
    }
