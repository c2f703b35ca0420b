"""Small .ods files made by hand, so that no office is needed: the sheets of a built workbook, and odd things.

data = made.spreadsheet(model)
data = made.with_content(data, lambda xml: xml.replace(b"...", b"..."))
"""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache
from typing import TYPE_CHECKING, Final

from steelyard.model.text.reading import read_text
from steelyard.odf.addresses import Place, as_open, quoted_sheet, range_text
from steelyard.odf.formulas import open_formula
from steelyard.odf.list_splicing import defined
from steelyard.odf.xml import attribute_text, written_text
from steelyard.ooxml.addresses import row_and_column
from steelyard.ooxml.cell_values import number_text
from steelyard.ooxml.concealment import hidden_sheets
from steelyard.ooxml.dates import dated_styles, day
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import cells
from steelyard.ooxml.sheet_index import sheet_parts
from steelyard.ooxml.tables import tables
from steelyard.workbook.building.build import workbook_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from steelyard.ooxml.cell_values import CellValue

MIMETYPE: Final = b"application/vnd.oasis.opendocument.spreadsheet"
PREFIXES: Final = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "number": "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "dc": "http://purl.org/dc/elements/1.1/",
    "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
}
_ROOT: Final = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in PREFIXES.items()).encode()
_STYLES: Final = b"""<number:date-style style:name="N1"><number:year number:style="long"/><number:text>-</number:text>\
<number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/></number:date-style>\
<style:style style:name="co1" style:family="table-column"><style:table-column-properties style:column-width="1in"/>\
</style:style><style:style style:name="ro1" style:family="table-row"><style:table-row-properties \
style:row-height="14.25pt" style:use-optimal-row-height="false"/></style:style>\
<style:style style:name="ta1" style:family="table"><style:table-properties table:display="true"/></style:style>\
<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>\
<style:style style:name="ce1" style:family="table-cell" style:parent-style-name="Default"/>\
<style:style style:name="ce2" style:family="table-cell" style:data-style-name="N1"/>"""


def spreadsheet(case: str) -> bytes:
    """The workbook that is built of this text of a model, as an .ods."""
    return _made(case)


@cache
def _made(case: str) -> bytes:
    return zipped({"content.xml": content_of(Package.of(workbook_bytes(read_text(case, where="the text"))))})


def zipped(parts: Mapping[str, bytes], mimetype: bytes = MIMETYPE) -> bytes:
    """An OpenDocument file of these parts, with a description and a list of all parts."""
    entries = "".join(
        f'\n <manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>'
        for name in parts
    )
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
        f"{entries}\n</manifest:manifest>"
    ).encode()
    whole = {**parts, "META-INF/manifest.xml": parts.get("META-INF/manifest.xml", manifest)}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), mimetype, zipfile.ZIP_STORED)
        for name, part in whole.items():
            archive.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    """The parts of a file by name, in order."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_parts(data: bytes, more: Mapping[str, bytes]) -> bytes:
    """The file with some parts set, and listed."""
    parts = parts_of(data)
    del parts["META-INF/manifest.xml"]  # a new one lists the new parts, too
    parts |= more
    mimetype = parts.pop("mimetype")
    return zipped(parts, mimetype)


def with_content(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The file with another content.

    Raises:
        AssertionError: nothing was changed.
    """
    before = parts_of(data)["content.xml"]
    after = change(before)
    assert after != before
    return with_parts(data, {"content.xml": after})


def content_of(package: Package) -> bytes:
    """The content of an .ods that shows what a workbook does: cells, tables, names and hidden sheets."""
    hidden, dated = hidden_sheets(package), dated_styles(package)
    sheets = b"".join(
        b'<table:table table:name="%b" table:style-name="%b"><table:table-column table:style-name="co1" '
        b'table:number-columns-repeated="1024" table:default-cell-style-name="ce1"/>%b</table:table>'
        % (
            attribute_text(name),
            b"ta2" if name in hidden else b"ta1",
            b"".join(_rows(cells(package, name), dated)),
        )
        for name in sheet_parts(package)
    )
    names = b"".join(
        b'<table:named-range table:name="%b" table:cell-range-address="%b"/>'
        % (name.encode(), attribute_text(as_open(target)))
        if "!" in target
        else b'<table:named-expression table:name="%b" table:expression="%b"/>'
        % (name.encode(), attribute_text(target))
        for (name, sheet), target in defined(package).items()
        if not sheet
    )
    databases = b"".join(
        b'<table:database-range table:name="%b" table:target-range-address="%b"/>'
        % (table.name.encode(), attribute_text(range_text(Place(table.sheet, table.area))))
        for table in tables(package).values()
    )
    return (
        b'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content %b office:version="1.3">'
        b"<office:automatic-styles>%b</office:automatic-styles><office:body><office:spreadsheet>%b"
        b"<table:named-expressions>%b</table:named-expressions>"
        b"<table:database-ranges>%b</table:database-ranges>"
        b"</office:spreadsheet></office:body></office:document-content>"
    ) % (_ROOT, _STYLES, sheets, names, databases)


def _rows(held: Mapping[str, CellValue], dated: frozenset[int]) -> Iterator[bytes]:
    by_row: dict[int, dict[int, CellValue]] = {}
    for at, cell in held.items():
        row, column = row_and_column(at)
        by_row.setdefault(row, {})[column] = cell
    last = 0
    for row in sorted(by_row):
        if row > last + 1:
            yield (
                b'<table:table-row table:style-name="ro1"%b><table:table-cell table:number-columns-repeated="1024"/></table:table-row>'
                % _often(b"rows", row - last - 1)
            )
        yield b'<table:table-row table:style-name="ro1">%b</table:table-row>' % b"".join(
            _cells(by_row[row], dated)
        )
        last = row
    yield (
        b'<table:table-row table:style-name="ro1"%b><table:table-cell table:number-columns-repeated="1024"/></table:table-row>'
        % _often(b"rows", 1_048_576 - last)
    )


def _often(what: bytes, count: int) -> bytes:
    return b' table:number-%b-repeated="%d"' % (what, count) if count > 1 else b""


def _cells(row: Mapping[int, CellValue], dated: frozenset[int]) -> Iterator[bytes]:
    last = 0
    for column in sorted(row):
        if column > last + 1:
            yield b"<table:table-cell%b/>" % _often(b"columns", column - last - 1)
        yield _cell(row[column], is_day=row[column].style in dated)
        last = column
    yield b"<table:table-cell%b/>" % _often(b"columns", 1024 - last)


def _cell(cell: CellValue, *, is_day: bool) -> bytes:
    style = b' table:style-name="%b"' % (b"ce2" if is_day else b"ce1")
    formula = b' table:formula="%b"' % attribute_text(open_formula(cell.formula)) if cell.formula else b""
    kind, shown = _typed(cell, is_day=is_day)
    lines = b"".join(b"<text:p>%b</text:p>" % written_text(line) for line in shown.split("\n"))
    return b"<table:table-cell%b%b%b>%b</table:table-cell>" % (style, formula, kind, lines)


def _typed(cell: CellValue, *, is_day: bool) -> tuple[bytes, str]:
    value = cell.value
    if isinstance(value, bool):
        return b' office:value-type="boolean" office:boolean-value="%b"' % str(value).lower().encode(), str(
            value
        ).upper()
    if isinstance(value, float) and is_day:
        written = str(day(value))
        return b' office:value-type="date" office:date-value="%b"' % written.encode(), written
    if isinstance(value, float):
        return b' office:value-type="float" office:value="%b"' % number_text(value).encode(), number_text(
            value
        )
    shown = "" if value is None else str(value)
    return (b' office:value-type="string"' if shown else b""), shown


def sheet_of(content: bytes, name: str) -> bytes:
    """The element of a sheet as it is written."""
    opening = b'<table:table table:name="%b"' % attribute_text(name)
    start = content.index(opening)
    return content[start : content.index(b"</table:table>", start) + len(b"</table:table>")]


def cell_of(content: bytes, sheet: str, shown: str) -> bytes:
    """The first cell of a sheet that shows this text, as it is written."""
    whole = sheet_of(content, sheet)
    pattern = rb"<table:table-cell(?:(?!<table:table-cell).)*?<text:p>%b</text:p></table:table-cell>"
    found = re.search(pattern % re.escape(written_text(shown)), whole, re.DOTALL)
    assert found is not None, shown
    return found[0]


def reference(sheet: str, cell: str) -> str:
    """A cell of a sheet as attributes have it."""
    return f"{quoted_sheet(sheet)}.{cell}"
