"""What each button does to a real workbook: to a file, and on xlwings' remote book; LibreOffice computes."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import shipped
from excel.office_js import Client, payload
from excel.openpyxl_book import OpenpyxlBook, shown_in

import steelyard as sy
from steelyard.errors import InvalidModel, SteelyardError, WouldLoseContent
from steelyard.excel import buttons
from steelyard.excel.open_book import PROTECT, UNPROTECT
from steelyard.model.fingerprint import fingerprint
from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.opc.package import Package, write
from steelyard.ooxml.sheet_cells import cells, with_cells
from steelyard.ooxml.tables import tables
from steelyard.sheets.record.change_log import LogEntry
from steelyard.workbook.checking.verify import verified
from steelyard.workbook.files import read_file
from steelyard.workbook.open_workbook.as_file import package_of
from steelyard.workbook.open_workbook.snapshot import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable

    from excel.conftest import Server

    from steelyard.model.model import Model

# LibreOffice keeps the days of a chart as texts, which openpyxl cannot read: here that chart may be lost.
pytestmark = pytest.mark.filterwarnings("ignore:Unable to read chart")

SYRIA = Path(__file__).resolve().parents[2] / "workbooks" / "syria.xlsx"
NOW = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
DEALS = ["Next step", "Packages", "Concessions", "Improvements", "Best order"]
WRITTEN = ["Aliases", "Leads", "What it takes", *DEALS, "Checks", "Change log"]
"""Sheets that a refresh writes to once a judgement has changed."""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """The workbook of an excerpt of the shipped case, to be written to."""
    path = tmp_path / "case.xlsx"
    path.write_bytes(shipped.workbook(shipped.EXCERPT))
    return path


def edited(path: Path, sheet: str, values: dict[str, Any]) -> None:
    """Somebody types into cells and saves; a value of formulas stays as it was."""
    write(with_cells(Package.read(path), {sheet: {at: Value(each) for at, each in values.items()}}), path)


def rows(path: Path, table: str) -> list[dict[str, Any]]:
    """What stands in a table, by heading."""
    package = Package.read(path)
    spot = tables(package)[table]
    held = cells(package, spot.sheet)
    from steelyard.ooxml.addresses import address  # noqa: PLC0415

    def value(row: int, heading: str) -> Any:
        cell = held.get(address(row, spot.column(heading)))
        return None if cell is None else cell.value

    return [
        {heading: value(row, heading) for heading in spot.columns}
        for row in range(spot.first_row, spot.last_row + 1)
    ]


def script(server: Server, path: Path, name: str, *args: str) -> Client:
    """Press a button of the task pane: the client sends the workbook and does what comes back."""
    client = Client(path)
    client.run(server.ask(script=name, book=payload(path), args=list(args)))
    return client


def test_what_a_program_shows_reads_as_the_file_does() -> None:
    for formulas in (True, False):
        package = package_of(shown_in(SYRIA, formulas=formulas))
        found = verified(package)
        assert found.sound
        assert found.inputs == ()
        assert found.stamp == found.fingerprint


def test_refresh_of_a_current_workbook_writes_nothing(book: Path) -> None:
    opened = OpenpyxlBook(book)
    done = buttons.refresh(opened, NOW)
    assert (done.cells_set, done.tables, done.looks) == (0, (), ())


@pytest.mark.office
def test_a_day_at_the_desk(book: Path, computed: Callable[[Path], Path], tmp_path: Path) -> None:
    """Snapshot, a weight, refresh, a new measure: on a file; LibreOffice finds every formula right."""
    opened = OpenpyxlBook(book)
    buttons.snapshot(opened, NOW)
    typed_weight(book)
    by_score = Path(shutil.copy(book, tmp_path / "scored.xlsx"))
    sy.score(by_score)
    done = buttons.refresh(opened, NOW)
    assert list(done.cells) == WRITTEN
    assert done.tables == ()
    [entry] = rows(book, "change_log")
    assert (entry["key"], entry["was"], entry["is"]) == ("weights/France/detainee-access", 15, 40)
    assert (entry["when"], entry["who"]) == ("2026-01-02 03:04", "Anna")
    for ours, theirs in zip(rows(book, "what_it_takes"), rows(by_score, "what_it_takes"), strict=True):
        # openpyxl writes 16 digits
        assert ours == {head: pytest.approx(v) if isinstance(v, float) else v for head, v in theirs.items()}
    buttons.insert(opened, "measure", "border-crossings", "Border crossings open", NOW)
    assert sy.check(computed(book)).sound
    assert_kept(rows(book, "snapshots"), [shipped.model(shipped.EXCERPT)])
    assert sy.load(book).measures[-1].name == "Border crossings open"
    sheet = openpyxl.load_workbook(book)["Linkage"]
    assert sheet["F8"].value == "border-crossings"
    assert sheet["F9"].fill.fgColor == sheet["C9"].fill.fgColor
    assert not sheet["F9"].protection.locked


@pytest.mark.office
def test_a_day_at_the_pane(book: Path, computed: Callable[[Path], Path], server: Server) -> None:
    """The same through xlwings' remote book, which sees no formula, and with a new option."""
    typed_weight(book)
    assert script(server, book, "snapshot").called == []
    client = script(server, book, "refresh")
    assert client.called == [[UNPROTECT, *WRITTEN], [PROTECT, *WRITTEN]]
    assert client.calculated == 1
    assert rows(book, "change_log")[0]["key"] == "weights/France/detainee-access"
    script(server, book, "insert_option")
    script(server, book, "snapshot")
    found = sy.check(computed(book))
    assert found.sound, [*map(str, found.live)]
    model = sy.load(book)
    held = openpyxl.load_workbook(book)
    assert held["Linkage"].print_area.partition("!")[2] == "$A$1:$E$13"
    lists = {rule.formula1: str(rule.sqref) for rule in held["Rules"].data_validations.dataValidation}
    assert lists["Options!$B$9:$B$13"].startswith("B9:B")
    assert model.options[-1].name == "new-option"
    assert sy.ranking(model)["net"]["new-option"] == 0
    assert_kept(rows(book, "snapshots"), [shipped.model(shipped.EXCERPT).replace_value(WEIGHT, 40.0), model])


WEIGHT = "weights/France/detainee-access"


def typed_weight(book: Path) -> None:
    """Somebody gives France's first weight 40 points."""
    held = openpyxl.load_workbook(book)
    held["Weights"]["D10"] = 40
    held.save(book)


def assert_kept(kept: list[dict[str, Any]], models: list[Model]) -> None:
    """The snapshots are the rankings of these models, one after the other, and each has its fingerprint."""
    assert list(kept[0]) == list(COLUMNS)
    for model in models:
        ranked = sy.ranking(model)
        own, kept = kept[: len(ranked)], kept[len(ranked) :]
        assert [row["option"] for row in own] == list(ranked.index)
        assert [row["net"] for row in own] == pytest.approx(list(ranked["net"]), abs=1e-9)
        assert [row["verdict"] for row in own] == list(ranked["verdict"])
        assert {row["fingerprint"] for row in own} == {fingerprint(model)}
    assert kept == []


@pytest.mark.parametrize("expanded", [True, False], ids=["Excel has grown the table", "below the table"])
def test_refresh_takes_up_a_row_that_somebody_typed(book: Path, expanded: bool) -> None:
    held = openpyxl.load_workbook(book)
    sheet = held["Options"]
    sheet["A13"], sheet["B13"], sheet["C13"] = "loan", "A loan", "funding"
    if expanded:
        sheet.tables["options"].ref = "A8:G13"
    held.save(book)
    for formulas in (False, True):
        done = buttons.refresh(OpenpyxlBook(book, formulas=formulas), NOW)
    assert done.tables == ()
    found = verified(package_of(shown_in(book)))
    assert (found.structure, found.current) == ("", True)
    assert [row["id"] for row in rows(book, "linkage")][-1] == "loan"
    assert {row["effect"] for row in rows(book, "change_log")} == {"no result changes"}
    assert rows(book, "change_log")[0]["key"] == "options/loan"


def test_check_tells_the_person_what_is_to_mend(book: Path, server: Server) -> None:
    opened = OpenpyxlBook(book)
    assert buttons.check(opened).sound
    assert opened.messages[-1] == ("Steelyard", "All is well.\nJudgements: valid\nComputed tables: current")
    edited(book, "Weights", {"D10": 40.0})
    client = script(server, book, "check")
    [[message, title, *_]] = client.alerts
    assert title == "Steelyard"
    assert (
        message.splitlines()[:4]
        == [
            "There is something to mend.",
            "Judgements: valid (1 to look at)",
            "  Weights, row 'France', column 'detainee-access': found 40; the evidence for it gives 10 to 22",
            "Computed tables: 1 judgement changed since",
        ]
        or message
    )
    edited(book, "Linkage", {"C9": "many"})
    buttons.check(opened)
    assert opened.messages[-1][1].splitlines()[1:3] == [
        "Judgements: 1 to mend (1 to look at)",
        "  Linkage, row 'political-engagement', column 'detainee-access' (cell C9): found 'many'; a number from 0 "
        "to 100 is needed",
    ]


def test_nothing_is_written_where_judgements_make_no_model(book: Path, server: Server) -> None:
    edited(book, "Linkage", {"C9": "many"})
    before = book.read_bytes()
    with pytest.raises(InvalidModel, match="row 'political-engagement'"):
        buttons.refresh(OpenpyxlBook(book), NOW)
    told = server.hear(script="refresh", book=payload(book))["refused"]
    assert "Linkage, row 'political-engagement', column 'detainee-access' (cell C9): found 'many'" in told
    assert book.read_bytes() == before


def test_a_cell_of_the_users_in_the_way_stops_everything_and_is_named(book: Path, server: Server) -> None:
    edited(book, "Scores", {"A29": "mine"})
    before = book.read_bytes()
    with pytest.raises(WouldLoseContent, match="Scores!A29"):
        buttons.insert(OpenpyxlBook(book), "option", "loan", "A loan", NOW)
    told = server.hear(script="insert_option", book=payload(book), args=["loan"])["refused"]
    assert "Scores!A29" in told
    assert book.read_bytes() == before


def test_a_sheet_of_the_users_called_snapshots_is_left_alone(book: Path) -> None:
    held = openpyxl.load_workbook(book)
    held.create_sheet("snapshots")["A1"] = "mine"
    held.save(book)
    with pytest.raises(WouldLoseContent, match="has a sheet 'snapshots' that is not steelyard's"):
        buttons.snapshot(OpenpyxlBook(book), NOW)


def test_an_id_that_is_taken_is_refused(book: Path) -> None:
    with pytest.raises(SteelyardError, match="id 'Reconstruction' is taken"):
        buttons.insert(OpenpyxlBook(book), "option", "Reconstruction", "", NOW)


def test_days_and_errors_of_a_program_read_as_in_a_file(book: Path) -> None:
    held = openpyxl.load_workbook(book)
    held["Weights"]["D10"] = datetime(2019, 6, 17)  # noqa: DTZ001 - a cell has no zone
    held["Weights"]["E10"] = "#DIV/0!"
    held.save(book)
    of_file = [str(each).partition(": ")[2] for each in read_file(book).findings if "Weights" in str(each)]
    found = verified(package_of(shown_in(book))).inputs
    assert [str(each) for each in found if each.place.at in ("cell D10", "cell E10")] == [
        "Weights, row 'France', column 'detainee-access' (cell D10): found 2019-06-17; a number of 0 or more is needed",
        "Weights, row 'France', column 'safe-returns' (cell E10): found '#DIV/0!'; an Excel error stands where a "
        "number of 0 or more is needed; mend its formula",
    ]
    assert of_file


def test_compare_says_what_changed_and_what_it_did(book: Path) -> None:
    opened = OpenpyxlBook(book)
    assert buttons.compare(opened) == []
    typed_weight(book)
    before = book.read_bytes()
    opened = OpenpyxlBook(book)
    [entry] = buttons.compare(opened)
    assert (entry.key, entry.was, entry.now) == ("weights/France/detainee-access", 15, 40)
    assert entry.effect.startswith("share ")
    first, second = buttons.compared_lines([entry])
    assert first == "Changed since the last score: 1"
    assert second.startswith("  weights/France/detainee-access: 15 → 40; share ")
    assert book.read_bytes() == before


def test_what_many_changes_did_together_comes_first() -> None:
    def entry(key: str, effect: str) -> LogEntry:
        return LogEntry("", "", key, 1, "", effect)

    changes = [entry(f"costs/a/{number}", "") for number in range(7)]
    lines = [*buttons.compared_lines([*changes, entry("all 7 together", "Aid comes first")])]
    assert lines[:3] == [
        "Changed since the last score: 7",
        "Together: Aid comes first",
        "  costs/a/0: 1 → nothing",
    ]
    assert lines[-1] == "  and 2 more"
    assert [*buttons.compared_lines([])] == ["Nothing changed since the last score."]
