"""The buttons for packages and plans: on a file, on xlwings' remote book, and as a macro; LibreOffice computes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
import shipped
from excel.office_js import Client, payload
from excel.openpyxl_book import OpenpyxlBook
from excel.test_buttons import edited, rows

import steelyard as sy
from steelyard.errors import SteelyardError
from steelyard.excel import buttons, desktop
from steelyard.excel.open_book import PROTECT, UNPROTECT
from steelyard.ooxml.addresses import column_letters
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.tables import tables
from steelyard.workbook.building.build import workbook_bytes
from steelyard.workbook.editing.put_package import Selected

if TYPE_CHECKING:
    from collections.abc import Callable

    from excel.conftest import Server

pytestmark = pytest.mark.filterwarnings("ignore:Unable to read chart")

NOW = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
SELECT = "select one row on Packages (a point), Concessions (a solution) or Improvements, and press again"


@pytest.fixture(scope="module", name="built")
def _built() -> bytes:
    return shipped.workbook()


@pytest.fixture
def book(built: bytes, tmp_path: Path) -> Path:
    """The case in a workbook, to be written to."""
    path = tmp_path / "case.xlsx"
    path.write_bytes(built)
    return path


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A small case, for refusals."""
    path = tmp_path / "small.xlsx"
    path.write_bytes(workbook_bytes(sy.new("nash-1950")))
    return path


def script(server: Server, path: Path, name: str, *args: str, selected: tuple[str, str | None]) -> Client:
    """Press a button of the task pane beside a workbook with these cells selected."""
    client = Client(path)
    client.run(server.ask(script=name, book=payload(path, *selected), args=list(args)))
    return client


def worth(path: Path) -> tuple[float, float]:
    """What the tabled package gives both sides."""
    found: Any = sy.tabled(sy.load(path)).iloc[0]
    return found["us"], found["them"]


def row_on(path: Path, sheet: str, number: int) -> Selected:
    """A row of the table on a sheet, counted from 1."""
    return Selected(sheet, tables(Package.read(path))[sheet.lower()].first_row + number - 1)


def listed(path: Path, sheet: str, number: int) -> dict[str, Any]:
    """What stands in it."""
    return rows(path, sheet.lower())[number - 1]


def test_the_package_of_a_row_is_tabled_at_the_desk(book: Path) -> None:
    row = listed(book, "Concessions", 5)
    opened = OpenpyxlBook(book, selected=row_on(book, "Concessions", 5))
    done = buttons.table_package(opened, now=NOW)
    assert set(done.cells) == {
        *("Package", "Checks", "Change log", "Improvements"),
        *("Packages", "Concessions", "Best order", "What it takes", "Next step", "Leads", "Aliases"),
    }
    assert [each.table for each in done.tables] == ["change_log"]
    assert set(done.cells["Package"]) <= {f"{column}{row}" for column in "BC" for row in range(13, 26)}
    assert worth(book) == pytest.approx((row["us"], row["them"]))
    [(title, message)] = opened.messages
    assert (title, message.splitlines()[:2]) == (
        "Steelyard",
        ["On the table: best for us on Concessions.", row["package"]],
    )
    assert {each["who"] for each in rows(book, "change_log") if each["key"]} == {"Anna"}


@pytest.mark.office
def test_a_package_is_tabled_and_the_plan_is_ordered_at_the_pane(
    book: Path, computed: Callable[[Path], Path], server: Server
) -> None:
    row, at = listed(book, "Packages", 12), row_on(book, "Packages", 12).row
    client = script(server, book, "table_package", selected=("Packages", f"B{at}:D{at}"))
    written = client.called[0][1:]
    assert client.called == [[UNPROTECT, *written], [PROTECT, *written]]
    assert {"Package", "Checks", "Change log"} <= set(written)
    assert client.calculated == 1
    assert worth(book) == pytest.approx((row["us"], row["them"]))
    [[message, title, *_]] = client.alerts
    assert (title, message.splitlines()[0]) == (
        "Steelyard",
        f"On the table: point {row['point']:g} on Packages.",
    )
    edited(book, "Plan", {"B26": 9.0})
    client = script(server, book, "order_plan", selected=("Plan", "A1"))
    assert client.alerts[0][0].splitlines()[1] == "Greatest exposure 11.1 in 4 phases; before, 11.1 in 5."
    assert sy.plan(sy.load(book)).index.get_level_values(0).max() == 4
    assert sy.check(computed(book)).sound


def test_who_has_selected_no_package_is_told_what_to_select(small: Path, server: Server) -> None:
    sent = payload(small)
    tabs = [sheet["name"] for sheet in sent["sheets"]]
    last = tables(Package.read(small))["packages"].last_row
    nothing = f"no package is selected: {SELECT}"
    for sheet, selected, told in (
        ("Decide", "A1", nothing),
        ("Packages", None, nothing),
        ("Packages", f"A{last - 1}:A{last}", nothing),
        ("Packages", f"{last}:{last}", f"row {last} of Packages has no package: {SELECT}"),
    ):
        sent["book"] |= {"active_sheet_index": tabs.index(sheet), "selection": selected}
        assert server.hear(script="table_package", book=sent, args=[]) == {"refused": told}


def test_lists_that_are_out_of_date_are_refused_and_nothing_is_written(small: Path, server: Server) -> None:
    weights = tables(Package.read(small))["weights"]
    edited(small, "Weights", {f"D{weights.first_row}": 40.0})
    before, at = small.read_bytes(), row_on(small, "Packages", 1)
    opened = OpenpyxlBook(small, selected=at)
    with pytest.raises(SteelyardError, match="press Refresh first"):
        buttons.table_package(opened, now=NOW)
    answer = server.hear(script="table_package", book=payload(small, "Packages", f"A{at.row}"), args=[])
    assert answer["refused"] == (
        "Packages is out of date (1 judgement changed since), so its packages are others now: "
        "press Refresh first"
    )
    assert (opened.messages, small.read_bytes()) == ([], before)


@pytest.mark.office
def test_trial_weights_are_adopted_at_the_desk(book: Path, computed: Callable[[Path], Path]) -> None:
    trial = tables(Package.read(book))["trial"]
    edited(book, "Decide", {f"{column_letters(trial.column('trial'))}{trial.first_row}": 0.3})
    before, opened = book.read_bytes(), OpenpyxlBook(book)
    with pytest.raises(SteelyardError, match="choose one as the viewpoint on Decide"):
        buttons.adopt(opened, now=NOW)
    assert (opened.messages, book.read_bytes()) == ([], before)
    buttons.adopt(opened, "United Kingdom", now=NOW)
    [(title, message)] = opened.messages
    assert title == "Steelyard"
    assert message.splitlines()[0] == (
        "The trial weights are now the weights of United Kingdom, and no share is on trial any more."
    )
    adopted = sy.load(book)
    [part] = [each for each in adopted.stakeholders if each.id == "United-Kingdom"]
    weights = dict(zip(adopted.criteria, part.weights, strict=True))
    assert weights["detainee-access"] == 30
    assert sum(weights.values()) == pytest.approx(100, abs=0.6)
    assert adopted.trial == ()
    assert sy.check(computed(book)).sound


def test_a_macro_that_is_refused_says_so_in_a_box(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = OpenpyxlBook(small, selected=Selected("Decide", 12))
    monkeypatch.setattr(desktop, "XlwingsBook", lambda _: opened)
    monkeypatch.setattr("xlwings.Book", SimpleNamespace(caller=lambda: None))
    for macro in ("steelyard_table_package", "steelyard_order_plan"):
        getattr(desktop, macro)()
    assert opened.messages == [
        ("Steelyard", f"no package is selected: {SELECT}"),
        ("Steelyard", "The model has no plan: write its steps on the sheet Plan."),
    ]
