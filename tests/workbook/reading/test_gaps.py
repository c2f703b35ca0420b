"""Entries after a blank row, below and within every table that people type into."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import shipped
from workbook.reading.test_days import MODEL
from workbook.scoring.test_growth import disagreements

from steelyard.ooxml.cell_values import Formula, Value
from steelyard.ooxml.defined_names import defined_cells
from steelyard.ooxml.opc.package import write
from steelyard.ooxml.sheet_cells import table_view, with_cells
from steelyard.ooxml.tables import table_resized
from steelyard.sheets.headings import CURRENT, FIT
from steelyard.workbook.checking.verify import verified
from steelyard.workbook.reading.below import COPIED, FARTHEST, LEFT, TAKEN_IN, TWICE
from steelyard.workbook.reading.read import Reading, read_back, read_package
from steelyard.workbook.scoring.score import scored

if TYPE_CHECKING:
    from pathlib import Path

    from libreoffice import Office

    from steelyard.ooxml.opc.package import Package

Entry = dict[str, Any]

CRITERIA = dict.fromkeys(MODEL.criteria, 5.0)
LEVELS = dict.fromkeys((measure.id for measure in MODEL.measures), "none")
HEADS = dict.fromkeys((head.id for head in MODEL.cost_heads), 10.0)
LAST_OPTION = MODEL.options[-1].id

ENTRIES: dict[str, Entry] = {
    "settings": {"setting": "future", "value": 2.0},
    "weights": {"id": "Poland", "name": "Poland", "influence": 15.0, **CRITERIA},
    "measures": {"id": "demining", "name": "Demining", "none": 0.0, "verified": 100.0}
    | {"announced": 5.0, "partial": 40.0, "implemented": 80.0},
    "cost_heads": {"id": "trust", "name": "Trust of partners"},
    "options": {"id": "visas", "name": "Visa facilitation", "track": "travel"},
    "linkage": {"id": LAST_OPTION, **dict.fromkeys(LEVELS, 30.0)},
    "costs": {"id": LAST_OPTION, **HEADS},
    "delivery": {"id": "stalemate", "name": "Stalemate", "probability": 0.0, **LEVELS},
    "rules": {
        "id": "more",
        "option": "Limited easing",
        "kind": "requires",
        "subject": "Constitutional committee",
    }
    | {"level": "partial"},
    "record": {"id": "listed", "date": 43610.0, "measure": "Constitutional committee", "level": "partial"},
    "counterpart": {"party": "Russia", "kind": "option", "item": LAST_OPTION, "weight": 7.0},
    "plan": {"id": "last", "phase": 9.0, "kind": "measure", "item": "Constitutional committee"}
    | {"level": "verified"},
    "evidence": {"key": "settings/future", "low": -5.0, "high": 50.0},
    "tabled": {"kind": "option", "item": LAST_OPTION, "offered": "no"},
}
"""One entry for each table; where the table has this row already, it is moved."""

FLAGS = ("checks_flag", "checks_currency")
"""Names of the cells on Checks that say whether the inputs are fit and the tables current."""

NAMING = {"counterpart": ("party", "kind", "item"), "tabled": ("kind", "item")}


def moved(name: str, gap: int, *, within: bool = False, package: Package | None = None) -> Package:
    """The workbook with the entry typed after a gap of blank rows.

    Args:
        name: of the table.
        gap: blank rows between the last row of the table and the entry.
        within: whether the table was made to reach down to the entry.
        package: the workbook; that of the case where none is given.
    """
    package, entry = package or shipped.package(shipped.EXCERPT), ENTRIES[name]
    view = table_view(package, name)
    naming = NAMING.get(name, (view.table.columns[0],))
    cells = {
        view.address(row, heading): Value(None)
        for row in view.rows
        if all(view.text(row, heading) == entry[heading] for heading in naming)
        for heading in view.table.columns
    }
    number = view.table.last_row + 1 + gap
    cells |= {view.address(number, heading): Value(value) for heading, value in entry.items()}
    package = with_cells(package, {view.table.sheet: cells})
    if within:
        area = view.table.area._replace(last_row=number)
        part = view.table.part
        package = package.replaced({part: table_resized(package.part(part), str(area))})
    return package


def entries_of(reading: Reading, name: str) -> list[Entry]:
    """What the rows of a table hold."""
    return [
        {heading: cell.value for heading, cell in row.cells.items()}
        for row in reading.rows[name]
        if row.place.at
    ]


def has_entry(reading: Reading, name: str) -> bool:
    return sum(ENTRIES[name].items() <= _texts(row).items() for row in entries_of(reading, name)) == 1


def _texts(row: Entry) -> Entry:
    dated = {"date": 43610.0} if str(row.get("date")) == "2019-05-25" else {}
    return row | dated


def said(reading: Reading) -> list[str]:
    """What is said of rows below tables."""
    return [finding.allowed for finding in reading.findings if finding.code == "apart"]


def test_there_is_an_entry_for_every_table_that_is_read() -> None:
    assert set(ENTRIES) == set(read_back())


@pytest.mark.parametrize("name", ENTRIES)
def test_an_entry_after_a_blank_row_is_taken_in_and_named(name: str) -> None:
    reading = read_package(moved(name, 2))
    assert reading.model is not None, reading.findings
    assert has_entry(reading, name)
    assert said(reading) == [TAKEN_IN]


@pytest.mark.parametrize("name", ENTRIES)
def test_after_the_score_the_table_reaches_to_the_entry_and_all_is_current(name: str) -> None:
    before = table_view(shipped.package(shipped.EXCERPT), name).table.last_row
    package, _ = scored(moved(name, 2))
    assert table_view(package, name).table.last_row >= before + 3
    reading = read_package(package)
    assert said(reading) == []
    assert has_entry(reading, name)
    found = verified(package)
    assert (found.current, found.live, found.computed) == (True, (), ())


@pytest.mark.parametrize("name", ENTRIES)
def test_an_entry_after_a_blank_row_within_the_table_counts(name: str) -> None:
    reading = read_package(moved(name, 2, within=True))
    assert reading.model is not None, reading.findings
    assert has_entry(reading, name)
    assert said(reading) == []
    assert verified(scored(reading.file)[0]).sound


@pytest.mark.office
@pytest.mark.parametrize("within", [False, True])
def test_formulas_agree_with_the_engine_across_gaps(within: bool, tmp_path: Path, office: Office) -> None:
    package = shipped.package(shipped.EXCERPT)
    for name in ("options", "record", "plan", "counterpart"):
        package = moved(name, 2, within=within, package=package)
    package, _ = scored(package)
    write(package, tmp_path / "book.xlsx")
    assert disagreements(tmp_path / "book.xlsx", office) == []
    with office.open(tmp_path / "book.xlsx") as book:
        book.recalculate()
        named = defined_cells(package)
        assert [book.get(*named[flag])[0][0] for flag in FLAGS] == [FIT, CURRENT]


@pytest.mark.parametrize("gap", [1, 3, FARTHEST - 1])
def test_a_gap_may_have_several_rows(gap: int) -> None:
    assert said(read_package(moved("options", gap))) == [TAKEN_IN]


def typed_below(entry: Entry, gap: int = 2, name: str = "options") -> Reading:
    """What is read once this was typed below a table after a gap."""
    package = shipped.package(shipped.EXCERPT)
    view = table_view(package, name)
    number = view.table.last_row + 1 + gap
    cells = {view.address(number, heading): Value(value) for heading, value in entry.items()}
    return read_package(with_cells(package, {view.table.sheet: cells}))


@pytest.mark.parametrize(
    ("entry", "gap", "allowed"),
    [
        ({"id": "visas"}, 2, LEFT),
        ({"id": "Reviewed by", "name": "the ministry"}, 2, LEFT),
        ({"note": "Ask the ministry about visas."}, 2, LEFT),
        ({"id": "visas", "name": "Visas"}, FARTHEST, LEFT),
        ({"id": "limited-easing", "name": "Limited easing"}, 2, TWICE),
        ({"id": "id", "name": "name", "track": "track"}, 2, COPIED),
    ],
)
def test_what_is_no_entry_is_named_and_changes_nothing(entry: Entry, gap: int, allowed: str) -> None:
    reading = typed_below(entry, gap)
    assert reading.model == MODEL
    [finding] = reading.findings
    assert (finding.severity, finding.allowed) == ("warning", allowed)
    last = table_view(reading.file, "options").table.last_row
    assert finding.place.at == f"row {last + 1 + gap}"


def test_a_note_that_is_no_setting_stays_a_note() -> None:
    reading = typed_below({"setting": "remark", "value": "to be reviewed"}, name="settings")
    assert (reading.model, said(reading)) == (MODEL, [LEFT])


def test_a_note_does_not_stop_the_score_and_stays(tmp_path: Path) -> None:
    reading = typed_below({"note": "Ask the ministry about visas."})
    package, _ = scored(reading.file)
    view = table_view(package, "options")
    assert view.value(view.table.last_row + 3, "note") == "Ask the ministry about visas."
    assert verified(package).sound


def test_nothing_counts_below_headings_that_stand_there_again() -> None:
    package = typed_below({"id": "id", "name": "name"}).file
    view = table_view(package, "options")
    below = view.table.last_row + 4
    entry = {view.address(below, "id"): Value("visas"), view.address(below, "name"): Value("Visas")}
    reading = read_package(with_cells(package, {"Options": entry}))
    assert (reading.model, said(reading)) == (MODEL, [COPIED])


def test_formulas_below_a_table_are_no_entries() -> None:
    package = shipped.package(shipped.EXCERPT)
    view = table_view(package, "record")
    below = view.address(view.table.last_row + 3, "order")
    reading = read_package(with_cells(package, {view.table.sheet: {below: Formula("1+1", 2.0)}}))
    assert (reading.model, reading.findings) == (MODEL, ())


def test_an_entry_right_below_whose_name_is_a_formula_counts() -> None:
    package = shipped.package(shipped.EXCERPT)
    view = table_view(package, "cost_heads")
    row = view.table.last_row + 1
    typed = {
        view.address(row, "id"): Formula('"tr"&"ust"', "trust"),
        view.address(row, "name"): Formula('"Tr"&"ust"', "Trust"),
    }
    reading = read_package(with_cells(package, {view.table.sheet: typed}))
    assert reading.fit().cost_heads[-1].name == "Trust"
    assert [finding.code for finding in reading.findings][-2:] == ["formula", "formula"]


def test_a_new_counterpart_may_begin_with_any_row() -> None:
    entry = {"party": "Turkey", "kind": "option", "item": LAST_OPTION, "weight": 7.0}
    reading = typed_below(entry, name="counterpart")
    turkey = reading.fit().counterparts[-1]
    assert (turkey.id, turkey.reservation, turkey.worth[-1]) == ("Turkey", None, 7)
    told = [str(finding) for finding in reading.findings]
    assert (
        "Counterpart, row 'Turkey/reservation/': found nothing; the new counterpart gets 0 with no deal "
        "until judged"
    ) in told
    package, _ = scored(reading.file)
    assert read_package(package).fit().counterparts[-1] == turkey
    assert verified(package).sound


def test_the_row_of_a_reservation_value_that_is_gone_is_named() -> None:
    package = shipped.package(shipped.EXCERPT)
    view = table_view(package, "counterpart")
    first = view.rows[0]
    assert view.text(first, "kind") == "reservation"
    emptied = {view.address(first, heading): Value(None) for heading in view.table.columns}
    [finding] = read_package(with_cells(package, {"Counterpart": emptied})).findings
    assert str(finding) == (
        "Counterpart, row 'Russia/reservation/': found nothing; the row is gone; write it again, or remove "
        "the counterpart"
    )


def test_a_value_under_a_column_of_results_far_below_is_named() -> None:
    book = shipped.package(shipped.EXCERPT)
    sheet = table_view(book, "tabled").table
    assert sheet.columns[0] == "name"
    at = f"A{sheet.last_row + FARTHEST + 5}"
    findings = read_package(with_cells(book, {sheet.sheet: {at: Value("a remark")}})).findings
    assert [(each.found, each.allowed, each.place.at) for each in findings if each.code == "apart"] == [
        ("'a remark'", LEFT, f"row {at[1:]}")
    ]
