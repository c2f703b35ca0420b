"""The delivery record in a workbook: taken up by score, followed live without it, read back as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import shipped
from openpyxl.utils import get_column_letter
from promises.live import differences, live_after, says
from workbook.scoring.test_growth import with_rows, without_row

from steelyard.errors import InvalidModel, MissingTable
from steelyard.model.parts import RecordEntry
from steelyard.model.record import DERIVED
from steelyard.ooxml.addresses import address
from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.dates import serial
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import cells, with_cells
from steelyard.ooxml.tables import table, tables
from steelyard.sheets.catalogue import context_of, filled_sheets
from steelyard.sheets.forms import FORM
from steelyard.sheets.spec import Formula
from steelyard.workbook.building.build import workbook_bytes
from steelyard.workbook.checking.verify import verify
from steelyard.workbook.editing.add_part import added
from steelyard.workbook.reading.read import read_package
from steelyard.workbook.scoring.score import scored
from steelyard.workbook.scoring.shape import context_in

if TYPE_CHECKING:
    from pathlib import Path

    from libreoffice import Office

    from steelyard.model.model import Model


Typed = dict[str, float | str]

LISTED: Typed = {
    "id": "committee-sits",
    "date": float(serial("2019-06-14")),
    "measure": "committee",
    "level": "implemented",
    "verifier": "Observers",
}
HEARD: Typed = {
    "id": "talks-heard",
    "date": float(serial("2019-06-15")),
    "measure": "detainee-access",
    "level": "verified",
}
STOPPED = RecordEntry(
    id="access-stopped",
    date="2019-05-06",
    measure="detainee-access",
    level="none",
    verifier="Prison visitors",
)


@pytest.fixture(scope="module", name="model")
def _model() -> Model:
    """An excerpt of the shipped case, in whose record a measure is taken back too."""
    found = shipped.model(shipped.EXCERPT)
    record = (*found.record, STOPPED)
    return found.replace(record=tuple(sorted(record, key=lambda entry: entry.date)))


@pytest.fixture(scope="module", name="full")
def _full(model: Model) -> Package:
    return Package.of(workbook_bytes(model))


@pytest.fixture(scope="module", name="empty")
def _empty(model: Model) -> Package:
    return Package.of(workbook_bytes(bare(model)))


def bare(model: Model) -> Model:
    """The case without a delivery record, and without the evidence on one."""
    return model.replace(
        record=(), evidence=tuple(part for part in model.evidence if not part.key.startswith("record/"))
    )


def disagreements(package: Package, folder: Path, office: Office) -> list[str]:
    """Live cells of any table that, recalculated, do not say what the engine says; and unsound findings."""
    path = folder / "compared.xlsx"
    path.write_bytes(package.to_bytes())
    found = verify(path)
    wrong = [str(finding) for finding in (*found.inputs, *found.live, *found.computed)]
    wrong += [found.structure] if found.structure else []
    reading = read_package(package, as_live=True)
    filled = filled_sheets(context_in(reading, reading.fit()))
    with office.open(path) as document:
        document.recalculate()
        for expected in filled:
            if expected.table.name == "counterpart":  # its rows have no one column that names them
                continue
            place, places = expected.place, tables(package)[expected.table.name]
            held = cells(package, expected.name)
            shown = document.get(
                expected.name, f"A{place.first}:{get_column_letter(len(place.headings))}{place.last}"
            )
            rows = {str(row[0]): at for at, row in enumerate(shown)}
            for at, entries in enumerate(expected.table.rows):
                by_id = expected.table.name in ("delivery", "measures", "record", "tabled")
                own = entries[0].value if isinstance(entries[0], Formula) else entries[0]
                row = rows[str(own)] if by_id else at
                for column, content in zip(expected.table.columns, entries, strict=True):
                    if isinstance(content, Formula):
                        number = places.column(column.heading)
                        value, where = shown[row][number - 1], address(place.first + row, number)
                        if not _same(value, content.value) or not _same(
                            held[where].value or "", content.value or ""
                        ):
                            wrong.append(f"{expected.name}!{where}: {content.value!r}, live {value!r}")
        wrong += [
            f"{expected.name}!{cell.name}: {value!r}, not {cell.content.value!r}"
            for expected in filled
            for cell in expected.header
            if isinstance(cell.content, Formula)
            and not _same(
                value := document.get(expected.name, address(cell.row, cell.column))[0][0], cell.content.value
            )
        ]
    return wrong


def _same(one: object, other: object) -> bool:
    if isinstance(one, float | int) and isinstance(other, float | int):
        return abs(one - other) <= 1e-9
    return one == other


def ids(package: Package, name: str) -> list[str]:
    """What stands in the first column of a table, from top to bottom."""
    place = table(package, name)
    held = cells(package, place.sheet)
    rows = (
        held.get(address(row, place.area.first_column)) for row in range(place.first_row, place.last_row + 1)
    )
    return [str(cell.value) for cell in rows if cell is not None and cell.value is not None]


def at(package: Package, name: str, row_id: str, heading: str) -> str:
    """Address of an entry."""
    place = table(package, name)
    held = cells(package, place.sheet)
    for row in range(place.first_row, place.last_row + 1):
        cell = held.get(address(row, place.area.first_column))
        if cell is not None and cell.value == row_id:
            return address(row, place.column(heading))
    raise LookupError(row_id)


def test_the_record_comes_back_from_its_workbook(model: Model, full: Package) -> None:
    assert read_package(full).fit() == model
    assert ids(full, "delivery")[-2:] == ["today", "pledges-kept"]


def test_a_model_without_a_record_has_no_derived_rows(model: Model, empty: Package) -> None:
    assert read_package(empty).fit() == bare(model)
    assert not {*DERIVED} & {*ids(empty, "delivery")}
    assert ids(empty, "over_time") == []


@pytest.mark.office
def test_the_record_may_be_edited_in_the_sheet_without_any_score(
    model: Model, full: Package, tmp_path: Path, office: Office
) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(full.to_bytes())
    filled = filled_sheets(context_of(model))
    edits: list[tuple[str, str, object]] = [
        ("access-begun", "verifier", ""),
        ("access-stopped", "date", "2019-01-20"),
        ("returns-monitored", "level", "verified"),
        ("returns-promised", "verifier", "Returns monitors"),
        ("access-promised", "measure", "committee"),
    ]
    other = model
    puts = []
    for entry, heading, value in edits:
        other = other.replace_value(f"record/{entry}/{heading}", value)  # type: ignore[arg-type]
        typed = float(serial(str(value))) if heading == "date" else value or None
        puts.append(("Delivery record", at(full, "record", entry, heading), [[typed]]))
    assert other.all_scenarios[-2].levels != model.all_scenarios[-2].levels
    assert other.all_scenarios[-1].levels != model.all_scenarios[-1].levels
    with office.open(path) as book:
        book.recalculate()
        assert differences(live_after(model, other), says(book, filled, puts)) == []  # type: ignore[arg-type]


@pytest.mark.office
def test_an_entry_emptied_in_the_sheet_no_longer_counts(
    model: Model, full: Package, tmp_path: Path, office: Office
) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(full.to_bytes())
    without = model.replace(record=tuple(e for e in model.record if e.id != "access-stopped"))
    with office.open(path) as book:
        book.recalculate()
        for heading in ("id", "date", "measure", "level", "verifier", "source", "note"):
            book.put("Delivery record", at(full, "record", "access-stopped", heading), [[None]])
        place = table(full, "delivery")
        shown = book.get("Delivery", f"D{place.last_row - 1}:F{place.last_row}")
        assert [tuple(levels) for levels in shown] == [s.levels for s in without.all_scenarios[-2:]]
        over = table(full, "over_time")
        listed = [row[0] for row in book.get("Delivery over time", f"B{over.first_row}:B{over.last_row}")]
        assert listed == [e.id for e in without.record] + [""]
        assert book.get("Checks", "B5") == [["out of date"]]


@pytest.mark.office
def test_entries_typed_below_are_taken_up(full: Package, tmp_path: Path, office: Office) -> None:
    package, done = scored(with_rows(full, "record", LISTED, HEARD))
    today, pledged = done.model.all_scenarios[-2:]
    assert (today.levels[2], pledged.levels[::2]) == ("implemented", ("verified", "implemented"))
    over, held = table(package, "over_time"), cells(package, "Delivery over time")
    assert [held[f"B{row}"].value for row in (over.last_row - 1, over.last_row)] == [
        "committee-sits",
        "talks-heard",
    ]
    assert disagreements(package, tmp_path, office) == []
    place = table(package, "record")
    held = cells(package, "Delivery record")
    for heading in place.columns:
        column = place.column(heading)
        column_cells = [address(row, column) for row in range(place.first_row, place.last_row + 1)]
        looks = {held[where].style for where in column_cells if where in held}
        assert len(looks) == 1, heading


@pytest.mark.office
def test_the_first_entry_brings_the_scenarios_and_the_last_one_takes_them_away(
    full: Package, empty: Package, tmp_path: Path, office: Office
) -> None:
    package, _ = scored(with_rows(empty, "record", LISTED))
    assert ids(package, "delivery")[-2:] == ["today", "pledges-kept"]
    assert disagreements(package, tmp_path, office) == []
    for heading in ("id", "name", "committee"):
        built = cells(full, "Delivery")[at(full, "delivery", "today", heading)]
        grown = cells(package, "Delivery")[at(package, "delivery", "today", heading)]
        assert (heading, grown.style, bool(grown.formula)) == (heading, built.style, bool(built.formula))
    package, _ = scored(without_row(package, "record", "committee-sits"))
    assert not {*DERIVED} & {*ids(package, "delivery")}
    assert disagreements(package, tmp_path, office) == []
    package, _ = scored(with_rows(package, "record", HEARD))
    assert disagreements(package, tmp_path, office) == []


@pytest.mark.office
def test_scenarios_and_measures_grow_beside_the_record(full: Package, tmp_path: Path, office: Office) -> None:
    levels: Typed = dict.fromkeys(table(full, "linkage").columns[2:], "none")
    stalemate: Typed = {"id": "stalemate", "name": "Stalemate", "probability": 0.0}
    package = with_rows(full, "delivery", stalemate | levels)
    demining: Typed = {"id": "demining", "name": "Demining", "group": "core"}
    scale: Typed = {"none": 0.0, "announced": 5.0, "partial": 40.0, "implemented": 80.0, "verified": 100.0}
    package = with_rows(package, "measures", demining | scale)
    package, done = scored(package)
    assert [scenario.id for scenario in done.model.all_scenarios][-3:] == ["stalemate", *DERIVED]
    package, done = scored(
        with_rows(package, "record", LISTED | {"measure": "demining"}, HEARD | {"measure": "demining"})
    )
    assert done.model.all_scenarios[-2].levels[-1] == "implemented"
    assert disagreements(package, tmp_path, office) == []


def test_sorting_the_record_changes_no_scenario(model: Model) -> None:
    turned = model.replace(record=model.record[::-1])
    assert turned.all_scenarios == model.all_scenarios


@pytest.mark.office
def test_an_entry_added_from_a_shell_is_dated(empty: Package, tmp_path: Path, office: Office) -> None:
    own = {"id": "first", "date": "2019-06-01", "measure": "committee", "level": "partial"}
    package, done = added(empty, "record-entry", own, {"record/first/verifier": "Observers"})
    assert done.model.record == (
        RecordEntry(
            id="first", date="2019-06-01", measure="committee", level="partial", verifier="Observers"
        ),
    )
    assert disagreements(package, tmp_path, office) == []


def test_a_day_in_text_is_refused(full: Package) -> None:
    where = at(full, "record", "access-begun", "date")
    package = with_cells(full, {"Delivery record": {where: Value("2019-01-21")}})
    with pytest.raises(InvalidModel, match="a date is needed, not text that looks like one; type it anew"):
        read_package(package).fit()


def test_a_typed_scenario_may_not_have_the_id_of_a_derived_one(empty: Package) -> None:
    levels: Typed = dict.fromkeys(table(empty, "linkage").columns[2:], "none")
    now: Typed = {"id": "Today", "name": "Now", "probability": 0.0}
    package = with_rows(empty, "delivery", now | levels)
    with pytest.raises(InvalidModel, match="follows from the Delivery record and is never typed"):
        read_package(package).fit()


def test_a_formula_of_a_derived_row_that_was_typed_over_is_named(full: Package, tmp_path: Path) -> None:
    where = at(full, "delivery", "today", "committee")
    path = tmp_path / "book.xlsx"
    path.write_bytes(with_cells(full, {"Delivery": {where: Value("verified")}}).to_bytes())
    assert [finding.code for finding in verify(path).live] == ["typed-over"]


def test_the_change_log_tells_of_the_record(full: Package) -> None:
    package = with_rows(full, "record", LISTED)
    verifier = at(full, "record", "returns-promised", "verifier")
    package = with_cells(package, {"Delivery record": {verifier: Value("Returns monitors")}})
    package, _ = scored(package)
    log = table(package, "change_log")
    held = cells(package, "Change log")
    lines = [
        [cell.value for column in "CDE" if (cell := held.get(f"{column}{row}"))]
        for row in (log.first_row, log.last_row - 1, log.last_row)
    ]
    assert lines == [
        ["record/committee-sits", "", "added"],
        ["record/returns-promised/verifier", "", "Returns monitors"],
        ["all 2 together", "", ""],
    ]


def test_a_workbook_of_the_first_form_can_be_read_but_not_scored(empty: Package, model: Model) -> None:
    """Before there was a record, there was no sheet for it; the text of such a workbook builds a new one."""
    part, record = "xl/workbook.xml", table(empty, "record").part
    old = empty.replaced(
        {
            part: empty.part(part).replace(b'"steelyard_form">%d<' % FORM, b'"steelyard_form">1<'),
            record: empty.part(record).replace(b'"record"', b'"mine"'),
        }
    )
    assert read_package(old).fit() == bare(model)
    with pytest.raises(
        MissingTable,
        match=r"of form 1, which has no table 'record': it can be .* but not scored",
    ):
        scored(old)
