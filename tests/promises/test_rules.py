"""The 25 rules of a decision workbook, read off the built XML; see docs/explanation/rules.md.

Each test carries the number of its rule. Rules that no program can judge are answered on that page.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from benchmarks import large
from lxml import etree
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from promises.generated import generated

from steelyard.model.fields import PHASES, POINTS
from steelyard.model.record import DERIVED
from steelyard.model.text.reading import read_text
from steelyard.model.vocabulary import LONGEST_NOTE
from steelyard.ooxml.addresses import address, row_and_column, sheet_and_area
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.opc.relationships import of_kind
from steelyard.ooxml.sheet_cells import charts_of
from steelyard.ooxml.sheet_index import sheet_part
from steelyard.ooxml.tables import tables
from steelyard.sheets.catalogue import context_of, declared, outline
from steelyard.sheets.compared import SOLVED
from steelyard.sheets.formula_text import (
    DAY,
    HALF_A_TENTH,
    HALF_A_TICK,
    NO_NEXT,
    ROWS_KEPT,
    STEPS_KEPT,
    TICK_DIGITS,
)
from steelyard.sheets.headings import (
    AFTER,
    BELOW_AFTER,
    BY_WEIGHTS_OF,
    NO_DEAL,
    OURS,
    POINTS_CHOSEN,
    POINTS_FOR,
    REFUSED_BY,
)
from steelyard.sheets.record.checks.sheet import LONGEST_FLAG
from steelyard.sheets.record.checks.tests import COUNTING
from steelyard.sheets.spec import Kind, Role
from steelyard.sheets.start.decide.options import LONGEST_BAR
from steelyard.sheets.start.read_me import TO_DECIDE, TO_NAME
from steelyard.workbook.building.build import workbook_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from steelyard.model.model import Model
    from steelyard.ooxml.tables import Table

SYRIA = Path(__file__).parents[2] / "workbooks" / "syria.yaml"
PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "rules.md"
NS = {
    "m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "xdr": "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing",
    "dc": "http://purl.org/dc/elements/1.1/",
}
KINDS = {sheet.name: sheet.kind for sheet in outline()}


class Cell(NamedTuple):
    """One cell as the file has it."""

    text: str
    formula: str
    style: int


class Built:
    """A built workbook as XML."""

    def __init__(self, model: Model) -> None:
        """Build it and read it."""
        self.model = model
        self.package = Package.of(workbook_bytes(model))
        self.sheets = {sheet.name: self.root(sheet_part(self.package, sheet.name)) for sheet in outline()}
        self.cells = {name: dict(_cells(root)) for name, root in self.sheets.items()}
        places = tables(self.package).values()
        self.tables: Mapping[str, Table] = {
            place.sheet: place for place in places if place.area.first_column == 1
        }
        self.beside: Mapping[str, Table] = {
            place.sheet: place for place in places if place.area.first_column > 1
        }
        """Second tables: on Decide alone."""
        self.styles = Styles(self.root("xl/styles.xml"))

    def root(self, part: str) -> etree._Element:
        """A part as XML."""
        return etree.fromstring(self.package.part(part))

    def formulas(self) -> Iterator[tuple[str, str, str]]:
        """Sheet, address and text of every formula."""
        for sheet, found in self.cells.items():
            yield from ((sheet, at, cell.formula) for at, cell in found.items() if cell.formula)

    def unlocked(self, sheet: str) -> set[str]:
        """Cells that may be typed into while the sheet is protected."""
        return {at for at, cell in self.cells[sheet].items() if not self.styles.locked[cell.style]}


class Styles:
    """What the cell formats of a workbook say, by their number."""

    def __init__(self, root: etree._Element) -> None:
        """Read them."""
        fonts, fills = root.findall("m:fonts/m:font", NS), root.findall("m:fills/m:fill", NS)
        named = root.findall("m:cellStyles/m:cellStyle", NS)
        names = {int(style.get("xfId", 0)): style.get("name", "") for style in named}
        formats = root.findall("m:cellXfs/m:xf", NS)
        self.names = [names[int(each.get("xfId", 0))] for each in formats]
        self.fonts = [fonts[int(each.get("fontId", 0))] for each in formats]
        self.fills = [fills[int(each.get("fillId", 0))] for each in formats]
        self.alignments = [each.find("m:alignment", NS) for each in formats]
        protected = [each.find("m:protection", NS) for each in formats]
        self.locked = [each is None or each.get("locked") != "0" for each in protected]
        self.all_fonts = fonts


def _cells(root: etree._Element) -> Iterator[tuple[str, Cell]]:
    for cell in root.iterfind("m:sheetData/m:row/m:c", NS):
        text = cell.findtext("m:v", "", NS) or "".join(cell.itertext("{*}t"))
        yield cell.get("r", ""), Cell(text, cell.findtext("m:f", "", NS), int(cell.get("s", 0)))


def _is_derived(built: Built, sheet: str, at: str) -> bool:
    """Whether the cell stands in one of the two rows of Delivery that follow from the Delivery record."""
    first = built.cells[sheet].get(address(row_and_column(at)[0], 1))
    return sheet == "Delivery" and first is not None and first.text in DERIVED


def _one_option() -> Model:
    return large.model(large.Size(1, 1, 1, 1, 1))


def _wide() -> Model:
    return large.model(large.Size(30, 15, 3, 3))


MODELS: dict[str, Callable[[], Model]] = {
    "syria": lambda: read_text(SYRIA.read_text()),
    "one option": _one_option,
    "30 x 15": _wide,
    "drawn": lambda: generated(11),
}


@pytest.fixture(scope="module", params=MODELS)
def built(request: pytest.FixtureRequest) -> Built:
    return Built(MODELS[request.param]())


def luminance(colour: str) -> float:
    """Relative luminance of a colour, as WCAG 2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("000000", "FFFFFF") == 21
    assert round(contrast("777777", "FFFFFF"), 2) == 4.48


def test_01_the_first_sheet_says_what_the_workbook_is(built: Built) -> None:
    said = {cell.text for at, cell in built.cells["Read me"].items() if at.startswith("A")}
    assert {"Purpose", "What the numbers are", "How to use it", "Verdicts", "Sheets"} <= said
    assert {"owner", "contact", "status", "version", "date", "marking", "licence", "source"} <= said
    steps = [cell.text for cell in built.cells["Read me"].values() if re.match(r"[1-9]\. ", cell.text)]
    assert len(steps) == 5


def states(built: Built) -> dict[str, str]:
    """Whether each sheet is visible."""
    found = built.root("xl/workbook.xml").iterfind(".//m:sheet", NS)
    return {each.get("name", ""): each.get("state", "visible") for each in found}


def test_02_the_first_sheet_leads_to_every_other_or_says_how_to_show_it(built: Built) -> None:
    links = built.sheets["Read me"].findall("m:hyperlinks/m:hyperlink", NS)
    others = [name for name in built.sheets if name != "Read me"]
    shown = [name for name in others if states(built)[name] == "visible"]
    assert [link.get("location") for link in links] == [f"'{name}'!A1" for name in shown]
    said = {at: cell.text for at, cell in built.cells["Read me"].items()}
    listed = [text for at, text in said.items() if at.startswith("A") and text in others]
    assert listed == shown + [name for name in others if name not in shown]
    [row] = [row_and_column(at)[0] for at, text in said.items() if text == "Hidden sheets"]
    assert "choose Unhide (in LibreOffice: Show Sheet)" in said[f"B{row}"]
    for at, text in said.items():
        if text in others and at.startswith("A"):
            assert said[f"B{at[1:]}"].startswith(KINDS[text])


def test_03_notes_stand_in_columns_of_their_own_and_nothing_is_raised(built: Built) -> None:
    assert not [font for font in built.styles.all_fonts if font.find("m:vertAlign", NS) is not None]
    for root in built.sheets.values():
        assert root.find(".//m:is/m:r", NS) is None
    for table in ("weights", "measures", "options", "delivery", "rules", "counterpart", "plan", "evidence"):
        [place] = [place for place in built.tables.values() if place.name == table]
        assert place.columns[-1] == "note"


def test_04_inputs_calculations_and_results_stand_on_sheets_of_their_own(built: Built) -> None:
    names = {"Linkage": {"option"}, "Costs": {"option"}, "Counterpart": {"id", "name"}}
    points = {POINTS_FOR + party.id for party in built.model.counterparts}
    points |= {BY_WEIGHTS_OF + part.id for part in built.model.stakeholders}
    follows = {
        "Measures": {"level today", "verified on", "verified by", "only announced"},
        "Delivery record": {"day", "counts as", "order", "measure id"},
        "Rules": {"option id", "subject id", "subject kind"},
        "Plan": {"item id", "item kind"},
        "Package": {"id", "name", "group", "position", OURS, NO_DEAL, *points, *SOLVED, *POINTS_CHOSEN},
    }
    for sheet, kind in KINDS.items():
        place = built.tables[sheet]
        if kind is Kind.JUDGEMENTS:
            computed = {
                place.columns[row_and_column(at)[1] - place.area.first_column]
                for at, cell in built.cells[sheet].items()
                if cell.formula
                and row_and_column(at)[0] > place.area.first_row
                and not _is_derived(built, sheet, at)
            }
            assert computed <= names.get(sheet, set()) | follows.get(sheet, set())
        elif kind in (Kind.LIVE, Kind.COMPUTED):
            assert built.unlocked(sheet) == set()


def test_05_inputs_have_a_style_and_a_word_and_every_text_can_be_read(built: Built) -> None:
    styles = built.styles
    for sheet, cells in built.cells.items():
        head = built.tables[sheet].area.first_row
        for at in built.unlocked(sheet):
            assert styles.names[cells[at].style].endswith(" input")
            row, column = row_and_column(at)
            # A choice on Decide may be longer than its cell: the word then stands behind a free one. The
            # points that Package compares stand side by side, and the word left of the first.
            behind = column + (2 if sheet == "Decide" else 1)
            if sheet == "Package" and row <= head:
                behind = _column_of_point(built) - 2
            word = cells[address(head - 1, column)] if row > head else cells[address(row, behind)]
            assert "input" in word.text or word.text == "note"
        for cell in cells.values():
            colour = styles.fonts[cell.style].find("m:color", NS)
            fill = styles.fills[cell.style].find("m:patternFill/m:fgColor", NS)
            ink = "000000" if colour is None else (colour.get("rgb") or "00000000")[2:]
            paper = "FFFFFF" if fill is None else (fill.get("rgb") or "00FFFFFF")[2:]
            assert contrast(ink, paper) >= 4.5


def _column_of_point(built: Built) -> int:
    """Number of the first column for a point that somebody compares."""
    place = built.tables["Package"]
    return place.area.first_column + place.columns.index(POINTS_CHOSEN[0])


def test_06_no_cells_are_merged_and_no_row_of_a_table_is_empty(built: Built) -> None:
    for sheet, root in built.sheets.items():
        assert root.find("m:mergeCells", NS) is None
        place = built.tables[sheet]
        filled = {
            row_and_column(at)[0] for at, cell in built.cells[sheet].items() if cell.text or cell.formula
        }
        if place.name not in MAY_BE_EMPTY:
            assert set(range(place.first_row, place.last_row + 1)) <= filled


MAY_BE_EMPTY = {
    *("change_log", "rules", "record", "over_time", "plan", "evidence", "counterpart"),
    *(
        "package_rules",
        "plan_steps",
        "plan_rules",
        "plan_ledger",
        "snapback",
        "packages",
        "improvements",
        "best_order",
    ),
}
"""Tables that may have no entry yet; their first row waits for one. Packages and Improvements keep as many
rows as they may ever need, so that no score has to make room."""


def test_07_each_sheet_has_one_table_with_a_name_and_headings_that_differ(built: Built) -> None:
    assert list(built.tables) == list(KINDS)
    assert list(built.beside) == ["Decide"]
    for sheet, root in built.sheets.items():
        assert len(root.findall("m:tableParts/m:tablePart", NS)) == 1 + (sheet in built.beside)
    for place in (*built.tables.values(), *built.beside.values()):
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", place.name)
        assert len({heading.casefold() for heading in place.columns}) == len(place.columns)
        heads = [
            built.cells[place.sheet][address(place.area.first_row, at)].text
            for at in range(place.area.first_column, place.area.last_column + 1)
        ]
        assert heads == list(place.columns)


def test_08_tables_begin_in_column_a_with_nothing_beside_or_below(built: Built) -> None:
    for sheet, place in built.tables.items():
        places = [row_and_column(at) for at, cell in built.cells[sheet].items() if cell.text or cell.formula]
        last = built.beside.get(sheet, place)
        assert max(row for row, _ in places) <= max(place.last_row, last.last_row)
        assert max(column for row, column in places if row >= place.area.first_row) == last.area.last_column


def test_08_two_tables_stand_side_by_side_on_decide_alone_with_a_free_column_between(built: Built) -> None:
    options, criteria = built.tables["Decide"].area, built.beside["Decide"].area
    assert (options.first_row, options.last_column + 2) == (criteria.first_row, criteria.first_column)


def test_09_a_sheet_begins_with_its_title_and_its_purpose(built: Built) -> None:
    for cells in built.cells.values():
        assert built.styles.names[cells["A1"].style] == "Headline 1"
        assert cells["A1"].text
        assert cells["A2"].text.endswith(".") or cells["A3"].text.endswith(".")
        assert "A2" in cells


def test_10_type_is_sans_serif_upright_and_large_and_the_file_has_a_title_and_a_language(
    built: Built,
) -> None:
    for font in built.styles.all_fonts:
        assert font.find("m:name", NS).get("val") == "Arial"
        assert float(font.find("m:sz", NS).get("val")) >= 10
        italic = font.find("m:i", NS)
        assert italic is None or italic.get("val") == "0"
    turned = [each for each in built.styles.alignments if each is not None and each.get("textRotation")]
    assert [each for each in turned if each.get("textRotation") != "0"] == []
    for part in [name for name in built.package.names if name.startswith("xl/drawings/drawing")]:
        assert built.root(part).find(".//xdr:sp", NS) is None
    for chart, _ in charts(built):
        assert {int(each.get("sz")) >= 1000 for each in chart.iterfind(".//a:defRPr[@sz]", NS)} == {True}
    core = built.root("docProps/core.xml")
    assert core.findtext("dc:title", "", NS) == built.model.settings.title
    assert core.findtext("dc:language", "", NS) == "en-GB"


def charts(built: Built) -> Iterator[tuple[etree._Element, str]]:
    """Every chart with its sheet."""
    for sheet in built.sheets:
        yield from ((built.root(part), sheet) for part in charts_of(built.package, sheet))


def test_11_charts_have_a_text_and_show_what_stands_in_the_table_below(built: Built) -> None:
    for sheet in built.sheets:
        for drawing in of_kind(built.package, sheet_part(built.package, sheet), "drawing"):
            frames = built.root(drawing).findall(".//xdr:graphicFrame//xdr:cNvPr", NS)
            assert [len(frame.get("descr", "")) > 60 for frame in frames] == [True] * len(frames)
    for chart, sheet in charts(built):
        for reference in chart.iterfind(".//c:val/c:numRef/c:f", NS):
            target = sheet_and_area(reference.text)
            assert target is not None
            place = built.tables[sheet].area
            assert target[0] == sheet
            assert place.first_row < target[1].first_row <= target[1].last_row <= place.last_row


def test_12_only_workings_are_hidden_nothing_is_filtered_and_little_is_frozen(built: Built) -> None:
    for name, root in built.sheets.items():
        assert root.find("m:autoFilter", NS) is None
        hidden = [each.get("min") for each in root.iterfind(".//*[@hidden='1']")]
        [declared_here] = [sheet for sheet in declared(built.model) if sheet.name == name]
        assert hidden == [str(at) for at, helper in enumerate(declared_here.helpers, 1) if helper]
        panes = root.findall("m:sheetViews/m:sheetView/m:pane", NS)
        assert all(float(pane.get("ySplit", 0)) <= 12 for pane in panes)
        parted = root.findall("m:sheetViews/m:sheetView/m:selection[@pane]", NS)
        assert bool(parted) == bool(panes)  # Excel repairs a selection in a pane that is not there
    wanted = {sheet.name: "visible" if sheet.essential else "hidden" for sheet in declared(built.model)}
    assert states(built) == wanted  # never very hidden: that could be undone with a macro only
    all_places = [name for name in built.package.names if name.startswith("xl/tables/")]
    assert [name for name in all_places if built.root(name).find("m:autoFilter", NS) is not None] == []


PRINTED_WITHOUT_TABLE = ("Read me", "Checks")
"""Sheets of which only what stands above the table is printed: settings, and the ledger of judgements."""


def test_13_pages_are_a4_across_and_repeat_the_headings(built: Built) -> None:
    named = built.root("xl/workbook.xml").findall("m:definedNames/m:definedName", NS)
    for at, (sheet, root) in enumerate(built.sheets.items()):
        page = root.find("m:pageSetup", NS)
        assert (page.get("orientation"), page.get("paperSize")) == ("landscape", "9")
        assert root.find("m:sheetPr/m:pageSetUpPr", NS).get("fitToPage") == "1"
        own = {name.get("name"): name.text or "" for name in named if name.get("localSheetId") == str(at)}
        if states(built)[sheet] == "hidden":  # LibreOffice prints a hidden sheet that has a print area
            assert own == {}
        elif sheet in PRINTED_WITHOUT_TABLE:
            assert own.keys() == {"_xlnm.Print_Area"}
        else:
            assert f"${built.tables[sheet].area.first_row}" in own["_xlnm.Print_Titles"]
            last = max(place.last_row for place in (built.tables[sheet], built.beside.get(sheet)) if place)
            assert int(own["_xlnm.Print_Area"].rpartition("$")[2]) <= last


VOLATILE = {"NOW", "TODAY", "RAND", "RANDBETWEEN", "OFFSET", "INDIRECT", "INFO", "CELL"}


def test_14_there_are_no_macros_no_links_outside_and_no_volatile_functions(built: Built) -> None:
    assert [name for name in built.package.names if re.search("vba|external|connection", name, re.I)] == []
    outside = [name for name in built.package.names if b'TargetMode="External"' in built.package.part(name)]
    assert outside == []
    assert {call for _, _, formula in built.formulas() for call in re.findall(r"[A-Z]+(?=\()", formula)} & (
        VOLATILE
    ) == set()


def named(built: Built) -> dict[str, str]:
    """What the names of a workbook stand for."""
    found = built.root("xl/workbook.xml").iterfind("m:definedNames/m:definedName", NS)
    return {each.get("name", ""): each.text or "" for each in found}


KINDS_OF_ROW = {
    ("Aliases", "now"): 5,  # kinds of parts
    **{
        ("Swings", f"amount at {end}"): 3 for end in ("worst", "best")
    },  # a measure, a cost head, without a unit
    ("Plan ledger", "our future needed after"): 2,
    ("Plan ledger", "their future needed after"): 2,
    ("Plan ledger", "half-steps so far"): 2,
    ("Parties", "role"): 2,
    ("Deals", "points"): 3,
    ("Deals", "verdict"): 2,
    ("Deals", "in words"): 7,
    ("Deals", "consents"): 1,
    ("Deals", "code"): 3,
    ("Swings", "name"): 2,
    ("Swings", "worst"): 4,
    ("Swings", "best"): 4,
    ("Swings", "unit"): 2,
    ("Swings", "without words"): 2,
    ("Parties", "best"): 3,
    ("Parties", "future stated"): 2,
    ("Parties", "future needed"): 2,
    ("Parties", "future in words"): 2,
    ("Decide", "how firm"): 2,
    ("Delivery", "name"): 2,
    ("Delivery", "a criterion"): 2,
    ("Shares", "viewpoint"): 2,
    ("Shares", "influence share"): 2,
    ("Shares", "a criterion"): 5,
    ("Decide", "criterion"): 2,
    ("Contributions", "offers so far"): 2,
    ("Delivered", "name"): 2,
    ("Delivered", "a criterion"): 3,
    ("Scores", "cost"): 2,
    ("Scores", "net with all it requires"): 2,
    ("Trade-offs", "break-even"): 2,
    ("Positions", "in favour"): 2,
    ("Conditions", "option"): 2,
    ("Conditions", "in short"): 7,
    ("Conditions", "first in short"): 7,
    ("Conditions", "asks for"): 6,
    ("Conditions", "how many"): 2,
    ("Conditions", "holds"): 5,
    ("Conditions", "missing"): 7,
    ("Conditions", "a criterion"): 2,
    ("Conditions", "a stakeholder"): 2,
    ("Party points", "share"): 2,
    ("Party points", "gives"): 2,
    ("Parties", "name"): 2,
    ("Parties", "tabled package"): 2,
    ("Parties", "no deal"): 2,
    ("Parties", "no deal as typed"): 2,
    ("Parties", "change a phase"): 2,
    ("Package rules", "short"): 6,
    ("Plan rules", "a half-step"): 6,
    ("Plan rules", "to bring"): 2,
    ("Plan ledger", "half-step"): 2,
    ("Plan ledger", "phase"): 3,
    ("Plan ledger", "options below"): 2,
    ("Checks", "now"): 16,
    ("Checks", "unfit"): 19,
}
"""Columns that hold one formula for each kind of row, and how many kinds there are at most: the chosen
viewpoint, the pool and a stakeholder; a scenario and a level; a kind of rule; an option that requires no
other; the cost in the first scenario, and in the others, where it is the same; the first phase, a later one
and its second half-step; a judgement sheet; what may stand in a
judgement."""


def shape(formula: str) -> str:
    """The formula without its addresses: what is the same all the way down a column."""
    return re.sub(r"\$?[A-Z]{1,3}\$?\d+", "@", formula)


def test_15_a_column_has_one_formula_or_one_for_each_kind_of_row(built: Built) -> None:
    columns = context_of(built.model).columns
    criteria = {*built.model.criteria}
    for place in (*built.tables.values(), *built.beside.values()):
        sheet = place.sheet
        for at, heading in enumerate(place.columns, place.area.first_column):
            assert heading in {column.heading for column in columns[place.name]}
            column = [
                built.cells[sheet].get(address(row, at)) for row in range(place.first_row, place.last_row + 1)
            ]
            shapes = {shape(cell.formula) for cell in column if cell is not None and cell.formula}
            kind = "a criterion" if heading in criteria else heading
            kind = "a half-step" if heading.startswith(AFTER) else kind
            kind = "a stakeholder" if heading.startswith((BY_WEIGHTS_OF, REFUSED_BY)) else kind
            kind = "half-steps so far" if heading.startswith(BELOW_AFTER) else kind
            most = KINDS_OF_ROW.get((sheet, kind), 1)
            assert len(shapes) <= most, (sheet, heading, shapes)


LONGEST, LONGEST_SENTENCE, LONGEST_COUNT = 330, 1200, 2600
SENTENCES = {
    ("Decide", "how firm"),
    *(("Parties", "future in words"), ("Swings", "worst"), ("Swings", "best")),
    *(("Contributions", "where level"), ("Contributions", "first while"), ("Conditions", "missing")),
    *(
        ("Contributions", "offer of this number"),
        ("Conditions", "in short"),
        ("Conditions", "first in short"),
        ("Shares", ""),
    ),
    *(("Read me", ""), ("Decide", ""), ("Package", ""), ("Plan ledger", ""), ("Trade-offs", "")),
    ("Delivered", "a criterion"),
}
"""Columns whose formulas put a sentence together, name every criterion, or find a value by three amounts.

With "", cells above the table.
"""

COUNTS = {("Checks", ""), ("Checks", "unfit"), ("Delivery record", "counts as"), ("Effects", "")}
"""Cells that add up what is found of one heading or table after the other, or name each kind of blank."""

MOST_NESTED = 4


def test_16_formulas_are_short_and_conditions_not_deep(built: Built) -> None:
    for sheet, at, formula in built.formulas():
        row, column = row_and_column(at)
        place = built.tables[sheet]
        if column > place.area.last_column:
            place = built.beside.get(sheet, place)
        heading = place.columns[column - place.area.first_column] if row > place.area.first_row else ""
        heading = "a criterion" if heading in built.model.criteria else heading
        longest = LONGEST_SENTENCE if (sheet, heading) in SENTENCES else LONGEST
        assert len(formula) <= (LONGEST_COUNT if (sheet, heading) in COUNTS else longest), (sheet, at)
        assert "\n" not in formula
        assert nested(formula) <= MOST_NESTED, (sheet, at)


ONE_CELL = re.compile(r"IF\((?=MATCH\([^()]*(?:\([^()]*\)[^()]*)?\)=1,[^(),]*,\"\"\))")
"""Where the entry of a range of one cell begins: INDEX in other models, and no condition to the reader."""


def nested(formula: str) -> int:
    """How many IF stand within one another."""
    calls: list[bool] = []
    deepest = 0
    for token in Tokenizer("=" + ONE_CELL.sub("INDEX(", formula)).items:
        if token.type == Token.FUNC and token.subtype == Token.OPEN:
            calls.append(token.value == "IF(")
            deepest = max(deepest, sum(calls))
        elif token.type == Token.FUNC:
            calls.pop()
    return deepest


def test_17_no_judgement_is_written_into_a_formula(built: Built) -> None:
    """What is left: 0 to 3 and 9 as counts and places, 100 for per cent, the tolerance, the top level.

    Powers of ten keep a day and a level, an order and a row, or a phase and a step, apart within one number;
    one is larger than any order. Ticks have their digits, and half a one is no difference. Half of the last
    digit that is shown rounds up.

    The tests of added rows and numbers hold how many there were at the last score, which no cell could tell.
    A phase has its greatest number, and so have points. A list of names is cut at its start, up to all that a
    cell holds.
    """
    then = {named(built)[f"checks_test_{number}"].rpartition("!")[2].replace("$", "") for number in COUNTING}
    known = {
        "0",
        "1",
        "2",
        "3",
        "9",
        "100",
        "1E-9",
        str(LONGEST_BAR),
        str(LONGEST_FLAG),
        str(PHASES[1]),
        str(POINTS[1]),
    }
    known |= {str(len(built.model.levels)), str(DAY), str(ROWS_KEPT)}
    known |= {str(LONGEST_NOTE), HALF_A_TENTH, str(TICK_DIGITS), HALF_A_TICK, str(STEPS_KEPT), str(NO_NEXT)}
    known |= {str(rule.number).removesuffix(".0") for rule in built.model.rules if rule.number is not None}
    found = {
        token.value
        for _, at, formula in built.formulas()
        if at not in then
        for token in Tokenizer(f"={formula}").items
        if token.type == Token.OPERAND and token.subtype == Token.NUMBER
    }
    assert found <= known


LOOKS_AHEAD = {
    "Read me": {"Cost heads", "Rules"},
    "Checks": {"Change log", "Sign-off"},
    "Package": {
        *{"Shares", "Effects", "Delivered", "Scores", "Party points", "Parties", "Package rules", "Deals"},
    },
    "Deals": {"Packages", "Concessions"},
    "Party points": {"Parties"},
    "Parties": {"Packages", "Concessions", "Plan ledger", "Plan steps"},
    "Measures": {"Delivered", "Delivery record"},
    "Weights": {"Swings"},
    "Linkage": {"Swings"},
    "Costs": {"Swings"},
    "Swings": {"Shares", "Delivered"},
    "Delivery": {"Delivered", "Swings"},
    "Delivery record": {"Delivered"},
    "Decide": {
        *{"Options", "Delivered", "Scores", "Shares", "Contributions", "Delivery", "Positions"},
        *{"Trade-offs", "Leads", "Measures", "Cost heads", "Conditions", "Next step"},
    },
    "Conditions": {"Scores"},
    "Trade-offs": {"Next step"},
    "Contributions": {"Trade-offs"},
    "Plan rules": {"Plan ledger"},
}
"""Read me names what is still empty.

Decide stands first because people live there; an option that requires another asks how that one scores; the
nearest tie of an option, and who leads whom, are found where the ties are, and how a lead stands in the
ranges of the evidence is computed; the ledger finds the half-steps in which rules are to hold, and tells
how many do not; what each criterion is called and about stands above what is judged of it; and what was
delivered stands beside the measure, with the names of the levels from the one list that nobody sorts."""


def test_18_sums_flow_from_left_to_right(built: Built) -> None:
    order = list(KINDS)
    for sheet, at, formula in built.formulas():
        used = {found.strip("'") for found in re.findall(r"('[^']+'|\b[A-Za-z]+)!", formula)}
        ahead = {other for other in used if order.index(other) > order.index(sheet)} - {"Checks"}
        assert ahead <= LOOKS_AHEAD.get(sheet, set()), (sheet, at, ahead)


def test_18_a_range_is_as_fixed_at_its_end_as_at_its_start(built: Built) -> None:
    """HyperFormula counts the rows of `A$1:A3` wrongly."""
    end = re.compile(r"(\$?)[A-Z]{1,3}(\$?)\d+$")
    for sheet, at, formula in built.formulas():
        for token in Tokenizer(f"={formula}").items:
            if token.subtype == Token.RANGE and ":" in token.value:
                start, stop = (end.search(part) for part in token.value.rpartition("!")[2].split(":"))
                assert start is not None
                assert stop is not None
                assert start.groups() == stop.groups(), (sheet, at, token.value)


def test_20_limited_inputs_are_validated_with_a_word_before_and_after(built: Built) -> None:
    for sheet in outline():
        places = [place for place in (built.tables[sheet.name], built.beside.get(sheet.name)) if place]
        limited = {
            address(row, at)
            for place in places
            for at, column in enumerate(context_of(built.model).columns[place.name], place.area.first_column)
            if column.allowed and column.role is not Role.LIVE
            for row in range(place.first_row, place.last_row + 1)
        }
        offered = {
            address(place.first_row, at)
            for place in places
            for at, column in enumerate(context_of(built.model).columns[place.name], place.area.first_column)
            if column.allowed and column.allowed.offered
        }
        rules = built.sheets[sheet.name].findall("m:dataValidations/m:dataValidation", NS)
        covered: set[str] = set()
        for rule in rules:
            assert rule.get("prompt")
            assert rule.get("showInputMessage") == "1"
            if rule.get("type") is None:  # anything may be typed; the rule only says what belongs there
                continue
            assert rule.get("error")
            assert (rule.get("showErrorMessage") == "1") is (
                rule.get("sqref", "").partition(":")[0] not in offered
            )
            for ref in rule.get("sqref", "").split():
                first, _, last = ref.partition(":")
                (top, left), (bottom, right) = row_and_column(first), row_and_column(last or first)
                covered |= {address(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)}
        assert limited <= covered


def test_21_one_flag_is_repeated_where_people_begin_and_wherever_they_type(built: Built) -> None:
    flag = named(built)["checks_flag"].replace("'", "")
    for sheet, kind in KINDS.items():
        if kind in (Kind.START, Kind.JUDGEMENTS):
            repeated = [cell for cell in built.cells[sheet].values() if flag in cell.formula.replace("'", "")]
            said = [cell.text[:7] for cell in repeated if not cell.text.startswith((TO_DECIDE, TO_NAME))]
            assert said == ["Judgeme"], sheet


def test_22_sheets_are_protected_without_a_password_and_say_so(built: Built) -> None:
    for root in built.sheets.values():
        protection = root.find("m:sheetProtection", NS)
        assert protection.get("sheet") == "1"
        assert {"password", "hashValue", "saltValue"} & {*protection.keys()} == set()
    assert any("without a password" in cell.text for cell in built.cells["Read me"].values())


def test_23_changes_and_the_inputs_that_results_come_from_are_on_record(built: Built) -> None:
    assert built.tables["Change log"].columns == ("when", "who", "key", "was", "is", "effect", "why")
    assert {"checks_fingerprint", "checks_currency", "steelyard_form"} <= {*named(built)}


def test_24_sources_limits_and_what_is_unsure_have_their_places(built: Built) -> None:
    evidence = set(built.tables["Evidence"].columns)
    assert {"key", "low", "high", "source", "author", "date", "confidence"} <= evidence
    said = [cell.text for cell in built.cells["Checks"].values()]
    assert "Weighty judgements that rest on nothing" in said


def test_25_a_workbook_opens_on_the_page_that_people_live_on_at_its_first_cell(built: Built) -> None:
    view = built.root("xl/workbook.xml").find("m:bookViews/m:workbookView", NS)
    assert list(built.sheets)[int(view.get("activeTab"))] == "Decide"
    chosen = [
        name
        for name, root in built.sheets.items()
        if root.find(".//m:sheetView[@tabSelected='1']", NS) is not None
    ]
    assert chosen == ["Decide"]
    places = [each.get("activeCell") for each in built.sheets["Decide"].iterfind(".//m:selection", NS)]
    assert places in ([], ["A1"])


def test_the_page_of_rules_answers_all_25_and_names_the_tests_that_are_here() -> None:
    answered = re.findall(r"^\| (\d+) \|.*\| (.+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert [int(number) for number, _ in answered] == list(range(1, 26))
    here = {
        int(number) for number in re.findall(r"^def test_(\d\d)_", Path(__file__).read_text(), re.MULTILINE)
    }
    assert {int(number) for number, how in answered if "lint" in how} == here
