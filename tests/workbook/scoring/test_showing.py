"""A score shows a sheet once, when its table gets its first entry; and it hides none."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
import shipped
from openpyxl import load_workbook

from steelyard import cases
from steelyard.model.text.reading import read_text
from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.concealment import hidden_sheets, with_sheets_shown
from steelyard.ooxml.defined_names import defined_text
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import cells, with_cells
from steelyard.ooxml.sheet_index import sheet_part
from steelyard.sheets.names import WAITING
from steelyard.workbook.building.build import workbook_bytes
from steelyard.workbook.editing.add_part import added
from steelyard.workbook.reading.read import read_package
from steelyard.workbook.scoring.score import scored

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

BLANK = read_text(cases.text("blank"))
RULE = {"id": "r", "option": "option-2", "kind": "requires", "subject": "measure-1", "level": "verified"}
ITEMS = ("reservation/", "option/option-1", "option/option-2", "measure/measure-1", "measure/measure-2")


def _rows_of_counterpart() -> Iterator[tuple[str, str | float]]:
    for row, item in enumerate(ITEMS, 9):
        kind, _, part = item.partition("/")
        yield from ((f"B{row}", "them"), (f"C{row}", kind))
        if part:
            yield from ((f"D{row}", part), (f"E{row}", 25.0))


COUNTERPART = dict(_rows_of_counterpart())
"""Where the rows of a first counterpart stand, and what they hold."""


@pytest.fixture
def book() -> Package:
    return Package.of(workbook_bytes(BLANK))


def hidden_again(package: Package, sheet: str) -> Package:
    """The workbook after somebody hid a sheet."""
    part, name = "xl/workbook.xml", f'name="{sheet}"'.encode()
    bare = with_sheets_shown(package, [sheet])
    assert bare.part(part).count(name) == 1
    return bare.replaced({part: bare.part(part).replace(name, name + b' state="hidden"')})


def concealed(package: Package) -> list[str]:
    """The sheets that the findings call hidden."""
    return [each.place.sheet for each in read_package(package).findings if each.code == "hidden"]


def typed(package: Package, sheet: str, entries: Mapping[str, str | float]) -> Package:
    return with_cells(package, {sheet: {at: Value(value) for at, value in entries.items()}})


def test_a_sheet_is_shown_with_its_first_entry_and_said_so(book: Package) -> None:
    assert "Rules" in hidden_sheets(book)
    after, done = added(book, "rule", RULE, {})
    assert done.shown == ("Rules",)
    assert "Rules" not in hidden_sheets(after)
    assert "rules" not in defined_text(after, WAITING).split()
    assert {"Plan", "Counterpart", "Delivery record", "Shares"} <= hidden_sheets(after)


def test_a_sheet_that_is_shown_prints_as_if_it_had_been_visible(book: Package) -> None:
    after, _ = added(book, "rule", RULE, {})
    own = load_workbook(io.BytesIO(after.to_bytes()))["Rules"]
    assert own.sheet_state == "visible"
    assert own.print_area == "'Rules'!$A$1:$K$9"
    assert (own.print_title_rows, own.print_title_cols) == ("$8:$8", None)


def test_a_sheet_that_somebody_hid_again_stays_hidden_and_is_a_finding(book: Package) -> None:
    after, _ = added(book, "rule", RULE, {})
    again, done = added(hidden_again(after, "Rules"), "rule", RULE | {"id": "r2"}, {})
    assert done.shown == ()
    assert "Rules" in hidden_sheets(again)
    [found] = [str(finding) for finding in read_package(again).findings if finding.code == "hidden"]
    assert found == (
        "Rules: found a hidden sheet; its judgements count all the same; show it, "
        "or remove what should not count"
    )


def test_a_score_shows_nothing_without_an_entry_and_hides_nothing(book: Package) -> None:
    shown = with_sheets_shown(book, ["Rules", "Shares", "Evidence"])
    after, done = scored(typed(shown, "Weights", {"D10": 55.0}))
    assert done.shown == ()
    assert not {"Rules", "Shares", "Evidence"} & hidden_sheets(after)
    assert hidden_sheets(after) == hidden_sheets(shown)


def test_the_first_counterpart_brings_its_sheet_the_package_and_the_packages(book: Package) -> None:
    after, done = scored(typed(book, "Counterpart", COUNTERPART))
    assert done.shown == ("Counterpart", "Package", "Packages")
    left = ["cost_heads", "costs", "rules", "record", "plan", "plan_ledger"]
    assert defined_text(after, WAITING).split() == left


def test_the_ledger_waits_for_a_plan_and_a_counterpart(book: Package) -> None:
    step = {"id": "s", "phase": "1", "kind": "option", "item": "option-1"}
    alone, done = added(book, "step", step, {})
    assert done.shown == ("Plan",)
    _, done = scored(typed(alone, "Counterpart", COUNTERPART))
    assert done.shown == ("Counterpart", "Package", "Plan ledger", "Packages")


def test_an_empty_hidden_judgement_sheet_is_no_finding_nor_is_evidence_hidden_at_build(book: Package) -> None:
    assert read_package(book).findings == ()
    with_evidence, _ = added(book, "evidence", {"key": "weights/*/*", "source": "a note"}, {})
    assert "Evidence" in hidden_sheets(with_evidence)
    assert concealed(with_evidence) == []


def test_hidden_evidence_is_a_finding_where_all_sheets_were_built_visible() -> None:
    text = cases.text("syria").replace("  viewpoint: all\n", "  viewpoint: all\n  sheets: all\n", 1)
    package = hidden_again(Package.of(workbook_bytes(read_text(text))), "Evidence")
    assert concealed(package) == ["Evidence"]


@pytest.mark.parametrize("sheet", ["Weights", "Linkage", "Rules", "Package", "Delivery record"])
def test_a_hidden_judgement_sheet_that_holds_an_entry_is_a_finding(sheet: str) -> None:
    syria = shipped.package()
    assert concealed(hidden_again(syria, sheet)) == [sheet]


def test_hidden_columns_that_serve_formulas_are_no_finding() -> None:
    syria = shipped.package()
    assert b'hidden="1"' in syria.part(sheet_part(syria, "Delivery record"))
    assert read_package(syria).findings == ()


def test_packages_print_to_the_last_of_them(book: Package) -> None:
    few, _ = scored(typed(book, "Counterpart", COUNTERPART))
    rules = {f"{column}9": entry for column, entry in zip("ABDEH", RULE.values(), strict=True)}
    fewer, _ = scored(typed(few, "Rules", rules))
    ends = [
        int(load_workbook(io.BytesIO(each.to_bytes()))["Packages"].print_area.rpartition("$")[2])
        for each in (few, fewer)
    ]
    lists = [
        max(int(at[1:]) for at, cell in cells(each, "Packages").items() if at[0] == "A" and cell.value)
        for each in (few, fewer)
    ]
    assert ends == lists
    assert lists[0] > lists[1]
