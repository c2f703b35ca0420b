"""Few sheets to begin with: which a new workbook shows, and what it prints."""

from __future__ import annotations

import cProfile
import pstats
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import small
from lxml import etree

from steelyard import cases
from steelyard.model.fingerprint import fingerprint
from steelyard.model.text.reading import read_text
from steelyard.ooxml.addresses import column_letters
from steelyard.ooxml.concealment import hidden_sheets
from steelyard.ooxml.defined_names import defined_text
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import cells
from steelyard.ooxml.sheet_index import sheet_parts
from steelyard.sheets.catalogue import outline
from steelyard.sheets.names import WAITING
from steelyard.sheets.spec import Kind, Role
from steelyard.sheets.start.read_me import NO_COSTS, NO_RULES, TO_DECIDE
from steelyard.workbook.building.build import workbook_bytes
from steelyard.workbook.reading.read import read_package

if TYPE_CHECKING:
    from libreoffice import Office

    from steelyard.model.model import Model

SYRIA, BLANK, SMALL = read_text(cases.text("syria")), read_text(cases.text("blank")), read_text(small.TEXT)

OF_BLANK = [
    *("Read me", "Decide", "Weights", "Measures", "Options", "Linkage", "Delivery", "What it takes"),
    "Checks",
]
OF_SMALL = [
    *("Read me", "Decide", "Weights", "Measures", "Options", "Cost heads", "Linkage", "Costs", "Delivery"),
    *("Rules", "What it takes", "Checks"),
]
OF_SYRIA = [
    *OF_SMALL[:-2],
    *("Delivery record", "Counterpart", "Package", "Plan", "Plan ledger", "What it takes", "Packages"),
    "Checks",
]


def with_all(model: Model) -> Model:
    return model.replace(settings=replace(model.settings, sheets="all"))


def shown(package: Package) -> list[str]:
    concealed = hidden_sheets(package)
    return [name for name in sheet_parts(package) if name not in concealed]


@pytest.mark.parametrize(
    ("model", "wanted"),
    [(SYRIA, OF_SYRIA), (BLANK, OF_BLANK), (SMALL, OF_SMALL)],
    ids=["syria", "blank", "small"],
)
def test_a_new_workbook_shows_what_its_case_uses(model: Model, wanted: list[str]) -> None:
    assert shown(Package.of(workbook_bytes(model))) == wanted


def test_the_reference_case_has_at_most_18_and_a_blank_one_at_most_9() -> None:
    assert len(OF_SYRIA) == 18
    assert len(OF_BLANK) == 9


def test_all_sheets_are_visible_where_the_setting_says_so_and_no_result_depends_on_it() -> None:
    package = Package.of(workbook_bytes(with_all(SYRIA)))
    assert shown(package) == [sheet.name for sheet in outline()]
    assert defined_text(package, WAITING) == ""
    assert fingerprint(with_all(SYRIA)) == fingerprint(SYRIA)
    assert read_package(package).fit().settings.sheets == "all"


def test_no_sheet_is_hidden_so_that_only_a_macro_could_show_it() -> None:
    book = etree.fromstring(Package.of(workbook_bytes(BLANK)).part("xl/workbook.xml"))
    assert {each.get("state", "visible") for each in book.iterfind(".//{*}sheet")} == {"visible", "hidden"}


@pytest.mark.parametrize("model", [SYRIA, BLANK], ids=["syria", "blank"])
def test_the_tabs_that_are_active_and_first_are_visible(model: Model) -> None:
    package = Package.of(workbook_bytes(model))
    view = etree.fromstring(package.part("xl/workbook.xml")).find(".//{*}workbookView")
    names = list(sheet_parts(package))
    assert names[int(view.get("activeTab"))] == "Decide"
    assert names[int(view.get("firstSheet", 0))] == "Read me"
    assert {"Decide", "Read me"} <= set(shown(package))


def test_the_sheets_that_wait_for_an_entry_are_listed() -> None:
    waits = defined_text(Package.of(workbook_bytes(BLANK)), WAITING).split()
    assert waits == [
        *(
            "cost_heads",
            "costs",
            "rules",
            "record",
            "counterpart",
            "tabled",
            "plan",
            "plan_ledger",
            "packages",
        )
    ]
    assert defined_text(Package.of(workbook_bytes(SYRIA)), WAITING) == ""


def test_read_me_names_every_hidden_sheet_with_what_it_is_for() -> None:
    package = Package.of(workbook_bytes(BLANK))
    said = {at: str(cell.value) for at, cell in cells(package, "Read me").items()}
    rows = {text: int(at[1:]) for at, text in said.items() if re.fullmatch(r"A\d+", at)}
    for name in hidden_sheets(package):
        assert rows[name] > rows["Hidden sheets"]
    assert said[f"B{rows['Shares']}"] == "live results · weights as parts of one budget"
    assert "Unhide (in LibreOffice: Show Sheet)" in said[f"B{rows['Hidden sheets']}"]


NEXT_OF_BLANK = "Replace the placeholders"


def test_read_me_says_what_to_do_next() -> None:
    named = BLANK.replace(settings=replace(BLANK.settings, title="Grain and fuel"))
    said = [cells(Package.of(workbook_bytes(each)), "Read me")["B4"].value for each in (BLANK, named, SYRIA)]
    assert str(said[0]).startswith(NEXT_OF_BLANK)
    assert said[1:] == [TO_DECIDE + NO_COSTS + NO_RULES, TO_DECIDE]
    assert TO_DECIDE == "Choose a scenario and a viewpoint on Decide, and read what can be offered."
    assert "Cost heads is empty: show that sheet" in NO_COSTS
    assert "Rules is empty: show that sheet" in NO_RULES


def test_what_to_do_next_follows_at_once(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(workbook_bytes(BLANK))
    with office.open(path) as book:
        book.recalculate()
        assert str(book.get("Read me", "B4")[0][0]).startswith(NEXT_OF_BLANK)
        book.put("Weights", "D10", [[70]])
        assert str(book.get("Read me", "B4")[0][0]).startswith("The computed sheets are older")
        book.put("Weights", "D10", [[-1]])
        assert book.get("Read me", "B4")[0][0] == "Checks lists what to mend; start there."


@pytest.mark.parametrize(("model", "most"), [(SYRIA, 20), (BLANK, 10)], ids=["syria", "blank"])
def test_the_whole_workbook_prints_on_few_pages(
    model: Model, most: int, office: Office, tmp_path: Path
) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(workbook_bytes(model))
    with office.open(path) as book:
        pdf = book.to_pdf(tmp_path / "book.pdf").read_bytes()
    assert 9 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= most


def _work(model: Model) -> int:
    """How many calls a build makes: on a busy machine they tell more than seconds."""
    counted = cProfile.Profile(builtins=False)
    counted.runcall(workbook_bytes, model)
    return pstats.Stats(counted).total_calls  # type: ignore[attr-defined]


def test_a_small_case_takes_less_than_half_the_work_of_the_reference_case() -> None:
    for model in (BLANK, SMALL, SYRIA):
        workbook_bytes(model)  # what is computed once for a process
    whole = _work(SYRIA)
    assert _work(BLANK) < whole / 2
    assert _work(SMALL) < whole / 2


def test_every_empty_input_cell_says_what_belongs_there() -> None:
    package = Package.of(workbook_bytes(BLANK))
    for sheet in outline():
        if sheet.kind is not Kind.JUDGEMENTS:
            continue
        root = etree.fromstring(package.part(sheet_parts(package)[sheet.name]))
        prompts = {
            ref: each.get("prompt")
            for each in root.iterfind(".//{*}dataValidation")
            for ref in each.get("sqref").split()
        }
        for at, column in enumerate(sheet.table.columns, 1):
            if column.role in (Role.INPUT, Role.ID) and column.formula is None:
                first = f"{column_letters(at)}{sheet.head + 1}"
                assert prompts[next(ref for ref in prompts if ref.partition(":")[0] == first)]
