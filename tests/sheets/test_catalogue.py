"""The look of the file: titles, one table a sheet, named cells, open inputs and all else locked."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from lxml import etree
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_from_string
from promises.generated import generated
from promises.live import live

from steelyard.model.text.reading import read_text
from steelyard.model.vocabulary import RESERVED, folded, is_free_level, is_label
from steelyard.ooxml.defined_names import text_constant
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.opc.relationships import of_kind
from steelyard.ooxml.sheet_cells import cells, charts_of
from steelyard.ooxml.sheet_index import sheet_part
from steelyard.sheets.catalogue import context_of, declared, filled_sheets, outline, waiting
from steelyard.sheets.charts import ChartKind
from steelyard.sheets.forms import FORM, FORM_NAME
from steelyard.sheets.headings import POINTS_CHOSEN
from steelyard.sheets.names import TEST, WAITING
from steelyard.sheets.record.checks.sheet import TESTS
from steelyard.sheets.spec import Formula, Kind, Role
from steelyard.workbook.building.build import workbook_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from steelyard.model.model import Model
    from steelyard.ooxml.cell_values import CellValue
    from steelyard.sheets.charts import Chart
    from steelyard.sheets.spec import FilledSheet

SYRIA = Path(__file__).parents[2] / "workbooks" / "syria.yaml"
AXES = ("catAx", "dateAx", "valAx")
C = {
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "xdr": "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing",
}


class Case(NamedTuple):
    """A model, its plan, its file, and the file as openpyxl reads it."""

    model: Model
    filled: tuple[FilledSheet, ...]
    package: Package
    book: Workbook


@pytest.fixture(scope="module", params=["syria", 3, 5, 11, 29])
def case(request: pytest.FixtureRequest) -> Case:
    model = read_text(SYRIA.read_text()) if request.param == "syria" else generated(request.param)
    data = workbook_bytes(model)
    return Case(model, filled_sheets(context_of(model)), Package.of(data), load_workbook(io.BytesIO(data)))


def sheets(case: Case) -> Iterator[tuple[FilledSheet, Worksheet]]:
    """Every sheet with its plan."""
    return zip(case.filled, case.book.worksheets, strict=True)


def test_sheets_come_in_reading_order_and_each_has_its_one_table(case: Case) -> None:
    assert [sheet.name for sheet in outline()] == case.book.sheetnames
    assert [[table.name for table in sheet.tables] for sheet in outline()] == [
        list(sheet.tables) for sheet in case.book.worksheets
    ]
    assert case.book.active is case.book["Decide"]


def test_the_first_cell_of_every_sheet_is_its_title(case: Case) -> None:
    for expected, sheet in sheets(case):
        assert sheet["A1"].value == expected.title
        assert sheet["A1"].style == "Headline 1"


def test_every_table_begins_in_column_a_with_one_row_of_headings_that_differ(case: Case) -> None:
    for expected, sheet in sheets(case):
        for table, there in zip(sheet.tables.values(), expected.tables, strict=True):
            place = there.place
            assert table.ref == place.ref
            assert place.left == 1 or (expected.name, place.left) == ("Decide", DECIDE_BESIDE)
            assert table.headerRowCount in (None, 1)
            assert not table.totalsRowCount
            first = place.left - 1
            headings = [cell.value for cell in sheet[place.head][first : first + len(place.headings)]]
            assert headings == list(place.headings)
            assert headings == [column.name for column in table.tableColumns]
            assert len(headings) == len({folded(str(heading)) for heading in headings})


DECIDE_BESIDE = 12
"""Column in which the second table on Decide begins: a free one stands between the two."""


def test_nothing_stands_to_the_right_of_a_table_or_below_it(case: Case) -> None:
    for expected, sheet in sheets(case):
        places = [table.place for table in expected.tables]
        assert sheet.max_row == max(place.last for place in places)
        right = max(place.left + len(place.headings) for place in places)
        beside = [
            cell.coordinate
            for row in sheet.iter_rows(min_row=expected.place.head, min_col=right)
            for cell in row
            if cell.value is not None
        ]
        assert beside == []


def test_a_table_holds_as_many_rows_as_were_counted_beforehand(case: Case) -> None:
    context = context_of(case.model)
    counts = {table.name: context.count(table) for sheet in context.sheets for table in sheet.tables}
    assert {table.name: len(table.rows) for expected in case.filled for table in expected.tables} == counts


def test_no_cells_are_merged_and_only_columns_that_serve_formulas_are_hidden(case: Case) -> None:
    for expected, sheet in sheets(case):
        assert sheet.merged_cells.ranges == set()
        assert not any(row.hidden for row in sheet.row_dimensions.values())
        hidden = [letter for letter, column in sheet.column_dimensions.items() if column.hidden]
        helpers = enumerate(expected.declared.helpers, 1)
        assert hidden == [get_column_letter(at) for at, helper in helpers if helper]


def test_there_are_no_macros_and_nothing_comes_from_elsewhere(case: Case) -> None:
    names = case.package.names
    assert not [name for name in names if "vba" in name.casefold() or "external" in name.casefold()]
    outside = [name for name in names if name.endswith(".rels") and b"External" in case.package.part(name)]
    assert outside == []


def test_every_text_is_in_the_one_typeface(case: Case) -> None:
    for _, sheet in sheets(case):
        assert {cell.font.name for row in sheet.iter_rows() for cell in row if cell.value} == {"Arial"}


def test_every_live_cell_above_a_table_has_a_name(case: Case) -> None:
    placed = [
        cell for expected in case.filled for cell in expected.header if isinstance(cell.content, Formula)
    ]
    assert [cell for cell in placed if not cell.name] == []
    names = [cell.name for expected in case.filled for cell in expected.header if cell.name]
    assert len(names) == len(set(names))


def test_every_name_leads_to_its_cell(case: Case) -> None:
    wanted = {
        cell.name: f"'{expected.name}'!${get_column_letter(cell.column)}${cell.row}"
        for expected in case.filled
        for cell in expected.header
        if cell.name
    }
    named = {name: found.attr_text for name, found in case.book.defined_names.items()}
    names = waiting(case.model, declared(case.model))
    waits = {WAITING: text_constant(" ".join(names))} if names else {}
    assert named == wanted | waits | {FORM_NAME: str(FORM)}
    plain = {name: text.replace("'", "").replace("$", "") for name, text in wanted.items()}
    assert {
        name: f"{sheet.name}!{at}" for sheet in declared(case.model) for name, at in sheet.cells.items()
    }.items() <= plain.items()
    of_tests = {test.name or TEST.format(at + 1) for at, test in enumerate(TESTS)}
    assert of_tests <= {*wanted}
    assert {name for name in wanted if name.startswith("checks_test_")} <= of_tests


def inputs(expected: FilledSheet) -> set[str]:
    """Addresses of the cells that people type into."""
    found = {
        f"{get_column_letter(cell.column)}{cell.row}" for cell in expected.header if cell.allowed is not None
    }
    for table in expected.tables:
        for at, column in enumerate(table.columns, table.place.left):
            open_to_all = column.role in (Role.INPUT, Role.NOTE) or (
                column.role is Role.ID and expected.kind is Kind.JUDGEMENTS
            )
            if open_to_all:
                last = table.place.last - table.own_rows
                found |= {f"{get_column_letter(at)}{row}" for row in range(table.place.first, last + 1)}
    return found


def test_inputs_are_open_and_everything_else_is_locked_without_a_password(case: Case) -> None:
    for expected, sheet in sheets(case):
        assert sheet.protection.sheet
        assert sheet.protection.password is None
        unlocked = {
            cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked
        }
        assert unlocked == inputs(expected)


def behind(filled: FilledSheet) -> int:
    """Number of the column with the word for the inputs above a table."""
    if filled.name == "Package":
        return filled.place.left + filled.place.headings.index(POINTS_CHOSEN[0]) - 2
    return 4 if filled.name == "Decide" else 3


def test_inputs_look_like_inputs_and_bear_the_word(case: Case) -> None:
    for expected, sheet in sheets(case):
        for at in inputs(expected):
            assert sheet[at].style.endswith(" input")
            assert sheet[at].fill.fgColor.rgb == "00FFF6DD"
            letter, row = coordinate_from_string(at)
            word = (
                sheet[f"{letter}{expected.place.head - 1}"]
                if row > expected.place.head
                else sheet.cell(row, behind(expected))
            )
            assert "input" in str(word.value)


def test_what_looks_live_is_a_formula_and_never_an_input(case: Case) -> None:
    for expected, sheet in sheets(case):
        formulas = {at for name, at in live(case.filled) if name == expected.name}
        assert formulas == {
            cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
        }
        assert formulas & inputs(expected) == set()


def test_inputs_that_are_limited_say_so_when_they_are_entered(case: Case) -> None:
    for expected, sheet in sheets(case):
        limited = {
            f"{get_column_letter(at)}{row}"
            for table in expected.tables
            for at, column in enumerate(table.columns, table.place.left)
            if column.allowed
            for row in range(table.place.first, table.place.last + 1)
        }
        limited |= {f"{get_column_letter(c.column)}{c.row}" for c in expected.header if c.allowed}
        offered = {
            (table.place.first, at)
            for table in expected.tables
            for at, column in enumerate(table.columns, table.place.left)
            if column.allowed and column.allowed.offered
        }
        validated = set()
        for rule in sheet.data_validations.dataValidation:
            assert rule.prompt
            assert len(rule.prompt) <= 255
            if rule.type is None:  # anything may be typed; the rule only says what belongs there
                continue
            assert len(rule.error) <= 225
            assert max(map(len, filter(None, (rule.formula1, rule.formula2)))) <= 255
            assert rule.showInputMessage
            first = next(iter(rule.sqref.ranges))
            assert bool(rule.showErrorMessage) is ((first.min_row, first.min_col) not in offered)
            validated |= {
                f"{get_column_letter(column)}{row}"
                for area in rule.sqref.ranges
                for row in range(area.min_row, area.max_row + 1)
                for column in range(area.min_col, area.max_col + 1)
            }
        assert validated == limited


def test_no_id_and_no_level_can_be_taken_for_a_heading_beside_it(case: Case) -> None:
    """Columns headed by ids or levels share a row with fixed headings, so those words are no ids."""
    parts = {*case.model.criteria, *case.model.levels, *(part.id for part in case.model.stakeholders)}
    for name, columns in context_of(case.model).columns.items():
        headings = [column.heading for column in columns]
        if parts & {*headings}:
            fixed = [
                heading
                for heading in headings
                if heading not in parts and not re.match("effort |chance ", heading)
            ]
            taken = [heading for heading in fixed if is_word_of(name, heading)]
            is_free = is_free_level if name == "measures" else lambda word: word not in RESERVED
            assert list(filter(is_free, taken)) == []


def is_word_of(table: str, heading: str) -> bool:
    """Whether an id could be this word; a level of Measures may have several words."""
    return is_label(heading) and (" " not in heading or table == "measures")


def charts(case: Case) -> Iterator[tuple[FilledSheet, Chart, etree._Element, etree._Element]]:
    """Every chart: its sheet, its plan, its own part, and what its sheet's drawing says of it."""
    for expected in case.filled:
        if expected.charts:
            [drawing] = of_kind(case.package, sheet_part(case.package, expected.name), "drawing")
            frames = etree.fromstring(case.package.part(drawing)).findall(".//xdr:cNvPr", C)
            parts = charts_of(case.package, expected.name)
            for drawn, frame, part in zip(expected.charts, frames, parts, strict=True):
                yield expected, drawn, etree.fromstring(case.package.part(part)), frame


def text(element: etree._Element) -> str:
    """All text runs below an element."""
    return "".join(run.text or "" for run in element.findall(".//a:t", C))


def test_charts_have_titles_an_axis_title_and_a_text_for_those_who_cannot_see_them(case: Case) -> None:
    assert [expected.table.name for expected, *_ in charts(case)] == [
        "decide",
        "shares",
        "contributions",
        "positions",
        "over_time",
        "plan_ledger",
        "packages",
        "packages",
    ]
    for _, drawn, chart, frame in charts(case):
        assert frame.get("descr") == drawn.description
        assert len(drawn.description) > 60
        assert text(chart.find("./c:chart/c:title", C)) == drawn.title
        *across, value = chart.findall(".//c:valAx", C)
        assert text(value.find("c:title", C)) == drawn.value_title
        assert [text(axis.find("c:title", C)) for axis in across] == [drawn.category_title] * len(across)
        assert chart.find("./c:chart/c:title/c:overlay", C).get("val") == "0"


def test_axes_are_drawn_by_excel_too_and_labels_keep_clear_of_bars(case: Case) -> None:
    for _, _, chart, _ in charts(case):
        axes = [axis for kind in AXES for axis in chart.findall(f".//c:{kind}", C)]
        assert len(axes) == 2
        assert [axis.find("c:delete", C).get("val") for axis in axes] == ["0", "0"]
        assert axes[0].find("c:tickLblPos", C).get("val") == "low"
        bars = chart.findall(".//c:barChart", C)
        inverted = {each.get("val") for each in chart.findall(".//c:invertIfNegative", C)}
        assert inverted == ({"0"} if bars else set())


def test_charts_remember_the_numbers_of_the_cells_that_they_show(case: Case) -> None:
    shown = {place: formula.value for place, (_, formula) in live(case.filled).items()}
    for expected, drawn, chart, _ in charts(case):
        series = chart.findall(".//c:ser", C)
        assert len(series) == len(drawn.series)
        for each in series:
            reference = each.findtext("c:val/c:numRef/c:f", None, C)
            found = [float(v.text) for v in each.findall("c:val/c:numRef/c:numCache/c:pt/c:v", C)]
            if drawn.kind is ChartKind.SCATTERED:
                continue
            if expected.table.rows:
                told = [shown.get((expected.name, at)) for at in addresses(reference)]
                if expected.name == "Plan ledger" and told == [None] * len(told):
                    assert (found, case.model.counterparts) == ([], ())  # the other side says nothing
                    continue
                assert found == [0.0 if each == "" else each for each in told]  # as Excel draws a text
                named = [each.find(f"c:cat/c:{kind}Ref/c:{kind}Cache/c:pt", C) for kind in ("str", "num")]
                assert [one is None for one in named].count(False) == 1
            else:
                assert expected.name in ("Delivery over time", "Plan ledger")
                assert found == []


def test_points_in_a_plane_remember_the_numbers_of_the_cells_that_they_show(case: Case) -> None:
    held = {expected.name: cells(case.package, expected.name) for expected in case.filled}
    large, small = [(plan, chart) for _, plan, chart, _ in charts(case) if plan.kind is ChartKind.SCATTERED]
    drawn = 0
    for plan, chart in (large, small):
        found = chart.findall(".//c:ser", C)
        assert len(found) == len(plan.series)
        for each in found:
            (across, x_cached), (up, y_cached) = (in_a_plane(each, axis, held) for axis in ("xVal", "yVal"))
            assert x_cached == [x for x in across if x is not None]
            assert y_cached == [y for x, y in zip(across, up, strict=True) if x is not None and y is not None]
            drawn += len(y_cached)
            named = each.findtext("c:tx/c:strRef/c:f", None, C)
            [name] = addresses(named)
            cell = held[named.rpartition("!")[0].strip("'")].get(name)
            told = each.findtext("c:tx/c:strRef/c:strCache/c:pt/c:v", None, C)
            assert (None if cell is None else cell.value) == told
    assert drawn > 0 or not case.model.counterparts


def in_a_plane(
    series: etree._Element, axis: str, held: Mapping[str, Mapping[str, CellValue]]
) -> tuple[list[float | None], list[float]]:
    """The numbers of a series along one axis: those in its cells, and those that it remembers."""
    reference = series.findtext(f"c:{axis}/c:numRef/c:f", None, C)
    cells_there = held[reference.rpartition("!")[0].strip("'")]
    values = [cells_there[at].value if at in cells_there else None for at in addresses(reference)]
    cached = [float(v.text) for v in series.findall(f"c:{axis}/c:numRef/c:numCache/c:pt/c:v", C)]
    return [value if isinstance(value, float | int) else None for value in values], cached


def addresses(reference: str) -> list[str]:
    """The cells of a range on its own sheet."""
    first, _, last = reference.rsplit("!", maxsplit=1)[-1].replace("$", "").partition(":")
    (from_letter, from_row), (to_letter, to_row) = (
        coordinate_from_string(first),
        coordinate_from_string(last or first),
    )
    from_column, to_column = (column_number(letter) for letter in (from_letter, to_letter))
    return [
        f"{get_column_letter(column)}{row}"
        for row in range(from_row, to_row + 1)
        for column in range(from_column, to_column + 1)
    ]


def column_number(letters: str) -> int:
    """Place of a column, 1 for A."""
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number


def test_pages_are_a4_across_with_the_headings_on_each(case: Case) -> None:
    for expected, sheet in sheets(case):
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        names = [cell.row for cell in expected.header if cell.name.startswith(f"{expected.table.name}_name_")]
        first = names[0] if names else expected.place.head
        titles = f"${first}:${expected.place.head}" if expected.declared.prints_table else None
        shown = sheet.sheet_state == "visible"
        assert sheet.print_title_rows == (titles if shown else None)
        assert bool(sheet.print_area) is shown  # LibreOffice prints a hidden sheet that has a print area


def test_links_on_read_me_lead_to_every_other_sheet_that_is_visible(case: Case) -> None:
    found = [cell.hyperlink for row in case.book["Read me"].iter_rows() for cell in row if cell.hyperlink]
    shown = [sheet.title for sheet in case.book.worksheets[1:] if sheet.sheet_state == "visible"]
    assert [f"'{name}'!A1" for name in shown] == [link.location for link in found]
    assert {link.target for link in found} == {None}
