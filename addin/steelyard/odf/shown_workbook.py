"""An OpenDocument spreadsheet as the parts that an .xlsx has of it: all that reads and scores works on these.

No program ever opens the parts. After a score they say, compared with the parts before it, what is to be
changed in the OpenDocument file; see `steelyard.odf.splicing`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from steelyard.errors import HostileWorkbook
from steelyard.odf import charts as odf_charts
from steelyard.odf import outside
from steelyard.odf.addresses import as_excel, place, places
from steelyard.odf.content import attribute
from steelyard.odf.formulas import excel_formula
from steelyard.odf.rules import format_part, formats, validation_part, validations
from steelyard.odf.shown_sheet import Looks, ShownSheet, areas, merged_part, sqref
from steelyard.odf.values import MOST_BLANKS
from steelyard.odf.xml import whole_number
from steelyard.ooxml.addresses import Area, column_letters, on_sheet
from steelyard.ooxml.minimal import (
    HEAD,
    RELATION,
    SHEET_NAMES,
    TYPES,
    ShownTable,
    core_part,
    links_part,
    table_part,
)
from steelyard.ooxml.opc.archive import NewEntry
from steelyard.ooxml.opc.limits import MAX_CELLS, require_few_elements, require_sane_sheet
from steelyard.ooxml.opc.preflight import MAX_EXPANDED
from steelyard.ooxml.xml.text import escaped, quoted, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from steelyard.odf.content import SheetContent
    from steelyard.odf.file import OdsFile

NAMES: Final = b"table:named-expressions"
DATABASES: Final = b"table:database-ranges"
_ANONYMOUS: Final = "__Anonymous_Sheet_DB__"
_OF_EXCEL: Final = "_xlnm."
"""How the names begin that LibreOffice keeps of an .xlsx beside its own print ranges."""
_CREATOR = re.compile(rb"<dc:creator(?:\s[^>]*)?>([^<]*)</dc:creator>")
_GENERATOR = re.compile(rb"<meta:generator(?:\s[^>]*)?>([^<]*)</meta:generator>")
_FIELD: Final = re.compile(rb'<table:filter-condition\s[^>]*?table:field-number="([0-9]{1,5})"')
_PROPERTIES: Final = b"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
_BLANKS: Final = re.compile(rb'<text:s\s[^>]*?text:c="([0-9]+)"')
DATE_FORMAT, PERCENT_FORMAT = 14, 10
MOST_RANGES: Final = 1_000
"""Database ranges that a file may have; each is looked for on each sheet."""


class ShownFile:
    """The parts of an .xlsx that show what an OpenDocument spreadsheet does."""

    def __init__(self, file: OdsFile) -> None:
        self.file = file
        self.looks = Looks(file)
        self.charts: dict[str, odf_charts.Chart] = {}
        """The chart behind each part of a chart."""
        self._tables = 0
        self._validations = validations(file)

    def entries(self) -> list[NewEntry]:
        """All parts."""
        workbook = self._workbook()
        require_few_elements(workbook, b"workbook", f"{self.file.where} is not opened: it")
        self._require_few_cells()
        sheets = [each for at, sheet in enumerate(self.file.sheets, 1) for each in self._sheet(sheet, at)]
        links = [("worksheet", f"worksheets/sheet{at}.xml") for at in range(1, len(self.file.sheets) + 1)]
        package = [("officeDocument", "xl/workbook.xml"), ("extended-properties", "docProps/app.xml")]
        own = {
            "[Content_Types].xml": b'%b<Types xmlns="%b"/>' % (HEAD, TYPES),
            "_rels/.rels": links_part(package),
            "docProps/core.xml": core_part(self._said(_CREATOR)),
            "docProps/app.xml": self._program(),
            outside.PART: outside.pointers(self.file),
            "xl/workbook.xml": workbook,
            "xl/styles.xml": self._styles(),
        }
        links.append(("styles", "styles.xml"))
        own["xl/_rels/workbook.xml.rels"] = links_part(links)
        if self.file.signed:
            own["_xmlsignatures/origin.sigs"] = b""
        return [NewEntry(name, part) for name, part in [*own.items(), *sheets]]

    def _require_few_cells(self) -> None:
        """Let a file pass whose sheets a reader can hold; one row may stand for a million."""
        where, count = self.file.where, sum(sheet.cells_held for sheet in self.file.sheets)
        ranges = sum(1 for _ in self.file.listed(DATABASES))
        if ranges > MOST_RANGES:
            raise HostileWorkbook(
                f"{where} is not opened: it has {ranges:,} database ranges; at most {MOST_RANGES:,} are read"
            )
        count += sum(
            Area.parse(each.ref).size
            for sheet in self.file.sheets
            for each in tables_on(self.file, sheet.name)
        )
        if count > MAX_CELLS:
            raise HostileWorkbook(
                f"{where} is not opened: its sheets have {count:,} cells; at most {MAX_CELLS:,} are read"
            )
        letters = sum(_written_out(self.file.structure, sheet) for sheet in self.file.sheets)
        if letters > MAX_EXPANDED:
            raise HostileWorkbook(
                f"{where} is not opened: its cells have {letters:,} bytes when each is written out; "
                f"at most {MAX_EXPANDED:,} are read"
            )

    def _said(self, pattern: re.Pattern[bytes]) -> str:
        """What the part with the file's own description says."""
        found = pattern.search(self.file.part("meta.xml")) if "meta.xml" in self.file else None
        return text(found[1]).strip() if found else ""

    def _program(self) -> bytes:
        program = escaped(self._said(_GENERATOR).partition("/")[0])
        return b'%b<Properties xmlns="%b"><Application>%b</Application></Properties>' % (
            HEAD,
            _PROPERTIES,
            program,
        )

    def _styles(self) -> bytes:
        numbers = {"date": DATE_FORMAT, "time": DATE_FORMAT, "percentage": PERCENT_FORMAT}
        formats = b"".join(b'<xf numFmtId="%d"/>' % numbers.get(kind, 0) for kind in self.looks.kinds)
        return b'%b<styleSheet xmlns="%b"><cellXfs count="%d">%b</cellXfs></styleSheet>' % (
            HEAD,
            SHEET_NAMES,
            len(self.looks.kinds),
            formats,
        )

    def _workbook(self) -> bytes:
        tabs = []
        for at, sheet in enumerate(self.file.sheets, 1):
            style = text(attribute(sheet.element.raw, b"table:style-name"))
            hidden = self.file.styles.has("table", style, "table:display", "false")
            state = b' state="hidden"' if hidden else b""
            tabs.append(
                b'<sheet name="%b" sheetId="%d"%b r:id="rId%d"/>' % (quoted(sheet.name), at, state, at)
            )
        names = (
            b'<definedName name="%b"%b>%b</definedName>'
            % (quoted(name), b"" if at is None else b' localSheetId="%d"' % at, escaped(target))
            for name, at, target in self._names()
        )
        dates = b'<workbookPr date1904="1"/>' if self.file.days_before else b""
        return (
            b'%b<workbook xmlns="%b" xmlns:r="%b">%b<sheets>%b</sheets>'
            b"<definedNames>%b</definedNames></workbook>"
            % (HEAD, SHEET_NAMES, RELATION, dates, b"".join(tabs), b"".join(names))
        )

    def _names(self) -> Iterator[tuple[str, int | None, str]]:
        """The names of the file and of its sheets, then what is printed."""
        order = {sheet.name: at for at, sheet in enumerate(self.file.sheets)}
        for each in (*self.file.listed(NAMES), *self.file.listed(NAMES, of_sheets=True)):
            name = each.attributes.get("table:name", "")
            if not name.startswith(_OF_EXCEL):
                yield name, order.get(each.sheet), _target(each.attributes)
        for at, sheet in enumerate(self.file.sheets):
            printed = text(attribute(sheet.element.raw, b"table:print-ranges"))
            if found := [*places(printed, sheet.name)]:
                yield (
                    "_xlnm.Print_Area",
                    at,
                    ",".join(on_sheet(one.sheet, absolute(one.area)) for one in found),
                )
            titles = [
                *(
                    f"${column_letters(first)}:${column_letters(last)}"
                    for first, last in sheet.header_columns
                ),
                *(f"${first}:${last}" for first, last in sheet.header_rows),
            ]
            if titles:
                yield "_xlnm.Print_Titles", at, ",".join(on_sheet(sheet.name, each) for each in titles)

    def _sheet(self, sheet: SheetContent, number: int) -> Iterator[tuple[str, bytes]]:
        tables = [*tables_on(self.file, sheet.name)]
        shown = ShownSheet(self.file, sheet, self.looks, [Area.parse(table.ref) for table in tables])
        rows = b"".join(shown.rows())
        parts = [*self._table_parts(tables, shown)]
        yield from parts
        links = [("table", f"../{name.removeprefix('xl/')}") for name, _ in parts]
        table_links = b"".join(b'<tablePart r:id="rId%d"/>' % at for at in range(1, len(links) + 1))
        drawn = odf_charts.charts(self.file, sheet)
        drawing = b""
        if drawn:
            links.append(("drawing", f"../drawings/drawing{number}.xml"))
            drawing = b'<drawing r:id="rId%d"/>' % len(links)
            yield from self._charts(drawn, number)
        opening = b'%b<worksheet xmlns="%b" xmlns:r="%b">' % (HEAD, SHEET_NAMES, RELATION)
        listed = b'<tableParts count="%d">%b</tableParts>' % (len(tables), table_links)
        data = b"<sheetData>%b</sheetData>" % rows
        beside = merged_part(shown.merged) + self._rules(sheet, shown) + drawing + listed
        part = opening + shown.columns() + data + beside + b"</worksheet>"
        named = f"{self.file.where} is not opened: its sheet {sheet.name!r}"
        require_few_elements(part, b"worksheet", named)
        require_sane_sheet(part, named)
        yield f"xl/worksheets/sheet{number}.xml", part
        if links:
            yield f"xl/worksheets/_rels/sheet{number}.xml.rels", links_part(links)

    def _table_parts(self, tables: Sequence[ShownTable], shown: ShownSheet) -> Iterator[tuple[str, bytes]]:
        for table in tables:
            self._tables += 1
            area = Area.parse(table.ref)
            columns = range(area.first_column, area.last_column + 1)
            headings = [shown.headings.get((area.first_row, at), "") for at in columns]
            part = table_part(table, headings, self._tables)
            part = part.replace(b"<tableColumns", _filter(self.file, table) + b"<tableColumns", 1)
            yield f"xl/tables/table{self._tables}.xml", part

    def _rules(self, sheet: SheetContent, shown: ShownSheet) -> bytes:
        rules = b"".join(map(format_part, formats(self.file, sheet.name)))
        valid = b"".join(
            validation_part(name, self._validations.get(name), sqref(areas(runs)))
            for name, runs in shown.validated.items()
        )
        return rules + (b"<dataValidations>%b</dataValidations>" % valid if valid else b"")

    def _charts(self, drawn: Sequence[odf_charts.Chart], number: int) -> Iterator[tuple[str, bytes]]:
        links = []
        for at, chart in enumerate(drawn, 1):
            part = f"xl/charts/chart{number}_{at}.xml"
            links.append(("chart", f"../charts/chart{number}_{at}.xml"))
            self.charts[part] = chart
            yield part, odf_charts.chart_part(chart)
        yield f"xl/drawings/drawing{number}.xml", odf_charts.drawing_part(len(drawn))
        yield f"xl/drawings/_rels/drawing{number}.xml.rels", links_part(links)


def _written_out(structure: bytes, sheet: SheetContent) -> int:
    """How many bytes the cells of a sheet have when each repeated cell and blank is written out."""
    total = 0
    for row in sheet.rows:
        own = 0
        for cell in row.cells:
            if not cell.is_empty:
                size = cell.stop - cell.start
                if not cell.simple:
                    counts = _BLANKS.findall(structure, cell.inside, cell.end)
                    size += sum(whole_number(text(each), MOST_BLANKS) or 0 for each in counts)
                own += cell.times * size
        total += row.times * own
    return total


def tables_on(file: OdsFile, sheet: str) -> Iterator[ShownTable]:
    """The database ranges on a sheet, which are what tables are in Excel."""
    for each in file.listed(DATABASES):
        name = each.attributes.get("table:name", "")
        found = place(each.attributes.get("table:target-range-address", ""))
        has_headings = each.attributes.get("table:contains-header", "true") == "true"
        if name and not name.startswith(_ANONYMOUS) and found and found.sheet == sheet and has_headings:
            yield ShownTable(name, sheet, str(found.area))


def _filter(file: OdsFile, table: ShownTable) -> bytes:
    """The columns by which somebody filtered a table, as its part has them; empty where nobody did."""
    listed = next(each for each in file.listed(DATABASES) if each.attributes.get("table:name") == table.name)
    inside = file.structure[listed.element.inside : listed.element.end]
    numbers = sorted({int(number) for number in _FIELD.findall(inside)})
    columns = b"".join(b'<filterColumn colId="%d"/>' % number for number in numbers)
    return b'<autoFilter ref="%b">%b</autoFilter>' % (table.ref.encode(), columns) if columns else b""


def _target(named: Mapping[str, str]) -> str:
    """What a name stands for, as Excel writes it."""
    cells = named.get("table:cell-range-address")
    return as_excel(cells) if cells is not None else excel_formula(named.get("table:expression", ""))


def absolute(area: Area) -> str:
    """An area with a dollar sign before each row and column; a single cell is no range."""
    first, last = (f"${column_letters(column)}${row}" for row, column in (area[:2], area[2:]))
    return first if area.size == 1 else f"{first}:{last}"
