"""Workbooks as other programs save them: a built workbook is turned into the shape that each of them writes.

The shapes follow what such programs were seen to write. Gnumeric itself is used where it is installed.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import tempfile
import zipfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from field.outcomes import built

from steelyard.ooxml.addresses import address
from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.opc.relationships import relations_part
from steelyard.ooxml.sheet_cells import with_cells
from steelyard.ooxml.sheet_index import sheet_part, sheet_parts
from steelyard.ooxml.tables import tables

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

BOOK, PROPERTIES = "xl/workbook.xml", "docProps/app.xml"

_NAME = re.compile(rb"<definedName\b[^>]*>([^<]*)</definedName>")
_TABLE_LINK = re.compile(rb'<Relationship\b(?=[^>]*/table")[^>]*/>')
_TABLE_PARTS = re.compile(rb"<tableParts\b.*?</tableParts>", re.DOTALL)
_VALIDATIONS = re.compile(rb"<dataValidations\b.*?</dataValidations>", re.DOTALL)
_VALIDATION = re.compile(rb"<dataValidation\b([^>]*?)(?:/>|>(.*?)</dataValidation>)", re.DOTALL)
_X14 = b'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'
_XM = b'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"'


def whole() -> Package:
    """The workbook as it was built."""
    return Package.of(built().data)


def changed(file: Package, parts: Mapping[str, Callable[[bytes], bytes]]) -> Package:
    """The workbook with what these functions make of its parts."""
    return file.replaced({name: make(file.part(name)) for name, make in parts.items()})


def of_sheets(file: Package, make: Callable[[bytes], bytes]) -> Package:
    """The workbook with what a function makes of every sheet."""
    return changed(file, dict.fromkeys(sheet_parts(file).values(), make))


def without_tables(file: Package) -> Package:
    """As Gnumeric, SheetJS and the format .xls leave it: the cells stay, the tables go."""
    gone: dict[str, bytes | None] = {each.part: None for each in tables(file).values()}
    for part in {sheet_part(file, each.sheet) for each in tables(file).values()}:
        links = relations_part(part)
        gone[links] = _TABLE_LINK.sub(b"", file.part(links))
        gone[part] = _TABLE_PARTS.sub(b"", file.part(part))
    return file.replaced(gone)


def without_names(file: Package, keep: Callable[[bytes], bool] = lambda _: False) -> Package:
    """The workbook with those names only whose formula is to be kept."""
    return changed(file, {BOOK: lambda xml: _NAME.sub(lambda it: it[0] if keep(it[1]) else b"", xml)})


def without_constants(file: Package) -> Package:
    """The workbook without names of numbers, as Google Sheets leaves it: so without that of its form."""
    return without_names(file, lambda formula: b"!" in formula)


def padded(xml: bytes) -> bytes:
    """A sheet with no `dimension`, and with empty rows down to 1000."""
    last = max(map(int, re.findall(rb'<row\b[^>]*?\br="(\d+)"', xml)), default=0)
    empty = b"".join(b'<row r="%d" ht="15.75" customHeight="1"/>' % row for row in range(last + 1, 1001))
    return re.sub(rb"<dimension\b[^>]*/>", b"", xml).replace(b"</sheetData>", empty + b"</sheetData>")


def google(file: Package, *, headings: bool = True) -> Package:
    """As Google Sheets exports it; without `headings`, each table is a range of alternating colours."""
    numbers = {each.part: number for number, each in enumerate(tables(file).values(), 1)}

    def renamed(number: int, xml: bytes) -> bytes:
        xml = re.sub(rb'\b(displayName|name)="[^"]*"', rb'\1="Table_%d"' % number, xml, count=2)
        if headings:
            return xml
        at = iter(range(1, 999))
        xml = re.sub(
            rb'(<tableColumn\b[^>]*?\bname=)"[^"]*"', lambda it: it[1] + b'"Column%d"' % next(at), xml
        )
        return re.sub(rb'\bheaderRowCount="1"', b'headerRowCount="0"', xml)

    file = changed(file, {part: partial(renamed, number) for part, number in numbers.items()})
    file = of_sheets(without_constants(file), padded)
    links = re.sub(rb'<Relationship\b(?=[^>]*/extended-properties")[^>]*/>', b"", file.part("_rels/.rels"))
    return file.replaced({PROPERTIES: None, "_rels/.rels": links})


def numbers(file: Package, *, called: str = "{}", values_only: bool = False) -> Package:
    """As Numbers exports it: no tables and no names; a sheet may be called after itself and its table."""
    file = without_names(without_tables(file))
    old = {name: called.format(name) for name in sheet_parts(file)}

    def book(xml: bytes) -> bytes:
        for name, new in old.items():
            xml = xml.replace(b'name="%b"' % name.encode(), b'name="%b"' % new.encode())
        return xml

    file = changed(file, {BOOK: book})
    return (
        of_sheets(file, lambda xml: re.sub(rb"<f\b[^>]*?(?:/>|>[^<]*</f>)", b"", xml))
        if values_only
        else file
    )


def wps(file: Package, *, stored: bool = False) -> bytes:
    """As WPS saves it: entries for folders in the zip, and attributes of a namespace of its own."""
    own = b' xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData" etc:dataRange="1"'
    file = of_sheets(file, lambda xml: re.sub(rb"<worksheet\b", b"<worksheet" + own, xml, count=1))
    file = changed(file, {BOOK: lambda xml: re.sub(rb"<workbook\b", b"<workbook" + own, xml, count=1)})
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        for folder in sorted({f"{name.rpartition('/')[0]}/" for name in file.names if "/" in name}):
            archive.writestr(zipfile.ZipInfo(folder), b"")
        for name in file.names:
            archive.writestr(name, file.raw(name))
    return target.getvalue()


def onlyoffice(file: Package, *, dollars: bool = True, extended: bool = True) -> Package:
    """As OnlyOffice saves it: areas of tables as `$A$1:$B$4`, validations in the list of Excel 2010 only."""
    if dollars:
        parts = [each.part for each in tables(file).values()]
        file = changed(file, dict.fromkeys(parts, _with_dollars))
    return of_sheets(file, _with_extended_validations) if extended else file


def _with_dollars(xml: bytes) -> bytes:
    area = re.compile(rb'\bref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
    return area.sub(rb'ref="$\1$\2:$\3$\4"', xml)


def _with_extended_validations(xml: bytes) -> bytes:
    found = _VALIDATIONS.search(xml)
    if not found:
        return xml
    rules = [_extended(*rule.groups(default=b"")) for rule in _VALIDATION.finditer(found[0])]
    listed = b'<x14:dataValidations count="%d" %b>%b</x14:dataValidations>' % (
        len(rules),
        _XM,
        b"".join(rules),
    )
    block = b'<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" %b>%b</ext></extLst>' % (_X14, listed)
    return xml.replace(found[0], b"").replace(b"</worksheet>", block + b"</worksheet>")


def _extended(attributes: bytes, inside: bytes) -> bytes:
    areas = re.search(rb'\bsqref="([^"]*)"', attributes)
    assert areas
    formulas = re.sub(rb"<(/?)formula([12])>", rb"<\1x14:formula\2>", inside)
    formulas = re.sub(rb">([^<]+)</x14", rb"><xm:f>\1</xm:f></x14", formulas)
    own = attributes.replace(areas[0], b"")
    return b"<x14:dataValidation%b>%b<xm:sqref>%b</xm:sqref></x14:dataValidation>" % (own, formulas, areas[1])


def gnumeric() -> bytes:
    """The workbook saved by Gnumeric itself; where it is not installed, in the shape that it writes."""
    program = shutil.which("ssconvert")
    if not program:
        return without_tables(whole()).to_bytes()
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "in.xlsx"), Path(folder, "out.xlsx")
        source.write_bytes(built().data)
        command = [program, str(source), str(target)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return target.read_bytes()


def one_table(name: str, *, renamed: bool = False) -> bytes:
    """The workbook with one table turned into plain cells, or named anew, by hand."""
    file = whole()
    spot = tables(file)[name]
    if renamed:
        old = b'"%b"' % name.encode()
        return changed(file, {spot.part: lambda xml: xml.replace(old, b'"mine"')}).to_bytes()
    part = sheet_part(file, spot.sheet)
    links = relations_part(part)
    return changed(
        file.replaced({spot.part: None}),
        {links: lambda xml: _TABLE_LINK.sub(b"", xml), part: lambda xml: _TABLE_PARTS.sub(b"", xml)},
    ).to_bytes()


def misnamed(*, dropped: bool) -> bytes:
    """A workbook that no longer states its form, in which Package has lost its table and most headings."""
    file = without_constants(whole())
    spot = tables(file)["tabled"]
    new = {heading: f"our {heading}" for heading in ("id", "kind", "item", "name", "asked", "offered")}
    if dropped:
        file = without_tables(file)
    else:
        xml = file.part(spot.part).replace(b'"tabled"', b'"mine"')
        for heading, named in new.items():
            xml = xml.replace(b' name="%b"' % heading.encode(), b' name="%b"' % named.encode())
        file = file.replaced({spot.part: xml})
    row = spot.first_row - 1
    put = {address(row, spot.column(heading)): Value(named) for heading, named in new.items()}
    return with_cells(file, {spot.sheet: put}).to_bytes()


def elsewhere(name: str) -> bytes:
    """The workbook with the part that lists its sheets under another name."""
    file = whole()
    folder, _, own = name.rpartition("/")
    links = file.part(relations_part(BOOK)).replace(b'Target="/xl/', b'Target="xl/')
    links = re.sub(rb'Target="(?!xl/)', b'Target="xl/', links).replace(b'Target="', b'Target="/')
    moved = {
        name: file.part(BOOK),
        f"{folder}/_rels/{own}.rels".lstrip("/"): links,
        "_rels/.rels": file.part("_rels/.rels").replace(b"xl/workbook.xml", name.encode()),
        "[Content_Types].xml": file.part("[Content_Types].xml").replace(b"xl/workbook.xml", name.encode()),
    }
    # Capitals do not matter in names of parts, so the old part goes before the new one comes.
    return file.replaced({BOOK: None, relations_part(BOOK): None}).replaced(moved).to_bytes()


def wide(*parts: str) -> bytes:
    """The workbook with these parts in UTF-16; with none given, all that are XML."""
    file = whole()
    names = parts or tuple(name for name in file.names if name.endswith((".xml", ".rels")))
    return file.replaced({name: in_utf_16(file.part(name)) for name in names}).to_bytes()


def in_utf_16(xml: bytes) -> bytes:
    """The XML of a part in UTF-16."""
    plain = re.sub(r"^<\?xml.*?\?>", "", xml.decode())
    return f'<?xml version="1.0" encoding="UTF-16"?>{plain}'.encode("utf-16")


def beside(**parts: bytes) -> bytes:
    """The workbook with more parts, which steelyard never reads."""
    return (
        whole()
        .replaced({name.replace("__", "/").replace("_", "."): part for name, part in parts.items()})
        .to_bytes()
    )
