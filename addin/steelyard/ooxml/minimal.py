"""The least package that shows given values: sheets with cells, tables and names, and nothing for the eye."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Final, TypeAlias

from steelyard.ooxml.addresses import Area, address
from steelyard.ooxml.cell_values import ERRORS, CellError, content, formula_element, result
from steelyard.ooxml.dates import FIRST_DAY
from steelyard.ooxml.opc.archive import NewEntry
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.xml.text import escaped, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from steelyard.ooxml.cell_values import Scalar

Shows: TypeAlias = float | str | bool | date | CellError | None
"""What a cell shows; an Excel error may also come as its code."""

DATED: Final = 1
"""Number of the style of a cell that shows a day."""

SHEET_NAMES = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = b"http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = b"http://schemas.openxmlformats.org/package/2006/content-types"
_CORE = b"http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_STYLES = (
    b'%b<styleSheet xmlns="%b"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    b"</styleSheet>"
) % (HEAD, SHEET_NAMES)


@dataclass(frozen=True, slots=True)
class ShownTable:
    """One table of an open workbook."""

    name: str
    sheet: str
    ref: str
    """All of it, headings and totals included, such as `A7:F12`."""
    totals: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a workbook shows."""

    where: str
    """Its name, for messages."""
    who: str = ""
    """Who changed it last, where somebody can tell."""
    sheets: Mapping[str, Sequence[Sequence[Shows]]]
    """Values of each sheet from A1 on, row by row, in the order of the tabs."""
    formulas: Mapping[str, Mapping[str, str]] | None = None
    """By sheet and address, without the equals sign; None where formulas cannot be read."""
    tables: tuple[ShownTable, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    """What each defined name stands for, without the equals sign."""


def minimal_package(shown: Shown, formulas: Mapping[str, Mapping[str, str]]) -> Package:
    """The parts that show this, with these formulas behind the cells.

    They are read as those of a file are, but no spreadsheet program ever opens them.
    """
    parts = {
        "[Content_Types].xml": b'%b<Types xmlns="%b"/>' % (HEAD, TYPES),
        "_rels/.rels": links_part([("officeDocument", "xl/workbook.xml")]),
        "docProps/core.xml": core_part(shown.who),
        "xl/workbook.xml": _workbook(shown),
        "xl/styles.xml": _STYLES,
    }
    links = [("worksheet", f"worksheets/sheet{at}.xml") for at in range(1, len(shown.sheets) + 1)]
    parts["xl/_rels/workbook.xml.rels"] = links_part([*links, ("styles", "styles.xml")])
    number = 0
    for at, (sheet, rows) in enumerate(shown.sheets.items(), 1):
        own = []
        for table in shown.tables:
            if table.sheet == sheet:
                number += 1
                own.append(("table", f"../tables/table{number}.xml"))
                parts[f"xl/tables/table{number}.xml"] = table_part(table, _headings(table, rows), number)
        parts[f"xl/worksheets/sheet{at}.xml"] = _sheet(rows, formulas.get(sheet, {}), len(own))
        if own:
            parts[f"xl/worksheets/_rels/sheet{at}.xml.rels"] = links_part(own)
    return Package([NewEntry(name, part) for name, part in parts.items()], shown.where)


def links_part(targets: Sequence[tuple[str, str]]) -> bytes:
    """A part that leads to others: the kind and the target of each."""
    links = (
        b'<Relationship Id="rId%d" Type="%b/%b" Target="%b"/>'
        % (at, RELATION, kind.encode(), target.encode())
        for at, (kind, target) in enumerate(targets, 1)
    )
    return b'%b<Relationships xmlns="%b">%b</Relationships>' % (HEAD, _RELATIONS, b"".join(links))


def core_part(who: str) -> bytes:
    """The part that says who changed the workbook last."""
    saved = b"<cp:lastModifiedBy>%b</cp:lastModifiedBy>" % escaped(who)
    return b'%b<cp:coreProperties xmlns:cp="%b">%b</cp:coreProperties>' % (HEAD, _CORE, saved)


def _workbook(shown: Shown) -> bytes:
    tabs = (
        b'<sheet name="%b" sheetId="%d" r:id="rId%d"/>' % (quoted(name), at, at)
        for at, name in enumerate(shown.sheets, 1)
    )
    names = (
        b'<definedName name="%b">%b</definedName>' % (quoted(name), escaped(target))
        for name, target in shown.names.items()
    )
    return (
        b'%b<workbook xmlns="%b" xmlns:r="%b"><sheets>%b</sheets><definedNames>%b</definedNames></workbook>'
        % (HEAD, SHEET_NAMES, RELATION, b"".join(tabs), b"".join(names))
    )


def _headings(table: ShownTable, rows: Sequence[Sequence[Shows]]) -> list[str]:
    area = Area.parse(table.ref)
    head = rows[area.first_row - 1] if len(rows) >= area.first_row else ()
    return [
        str(head[at - 1]) if at <= len(head) else "" for at in range(area.first_column, area.last_column + 1)
    ]


def table_part(table: ShownTable, headings: Sequence[str], number: int) -> bytes:
    """The part of a table with these headings."""
    name = quoted(table.name)
    columns = (
        b'<tableColumn id="%d" name="%b"/>' % (at, quoted(heading)) for at, heading in enumerate(headings, 1)
    )
    return (
        b'%b<table xmlns="%b" id="%d" name="%b" displayName="%b" ref="%b"%b>'
        b'<tableColumns count="%d">%b</tableColumns></table>'
    ) % (
        HEAD,
        SHEET_NAMES,
        number,
        name,
        name,
        str(Area.parse(table.ref)).encode(),
        b' totalsRowCount="1"' if table.totals else b"",
        len(headings),
        b"".join(columns),
    )


def _sheet(rows: Sequence[Sequence[Shows]], formulas: Mapping[str, str], tables: int) -> bytes:
    whole = [b'%b<worksheet xmlns="%b" xmlns:r="%b"><sheetData>' % (HEAD, SHEET_NAMES, RELATION)]
    for number, row in enumerate(rows, 1):
        cells = [_cell(at, value, formulas.get(at, "")) for at, value in _addressed(number, row)]
        if any(cells):
            whole += [b'<row r="%d">' % number, *cells, b"</row>"]
    parts = b"".join(b'<tablePart r:id="rId%d"/>' % at for at in range(1, tables + 1))
    whole.append(b'</sheetData><tableParts count="%d">%b</tableParts></worksheet>' % (tables, parts))
    return b"".join(whole)


def _addressed(number: int, row: Sequence[Shows]) -> Iterator[tuple[str, Shows]]:
    for at, value in enumerate(row, 1):
        yield address(number, at), value


def _cell(at: str, value: Shows, formula: str) -> bytes:
    if value in (None, "") and not formula:
        return b""
    dated = b' s="%d"' % DATED if isinstance(value, date) else b""
    plain = _plain(value)
    letter, inner = result(plain, b"") if formula else content(plain, b"")
    kind = b' t="%b"' % letter if letter else b""
    behind = formula_element(formula, b"") if formula else b""
    return b'<c r="%b"%b%b>%b%b</c>' % (at.encode(), dated, kind, behind, inner)


def _plain(value: Shows) -> Scalar:
    """The value as a file stores it: a day as the number of days since the first one."""
    if isinstance(value, datetime):
        return (value.replace(tzinfo=UTC) - FIRST_DAY).total_seconds() / 86_400
    if isinstance(value, date):
        return _plain(datetime.combine(value, time()))
    if isinstance(value, str) and value in ERRORS and value != "#GETTING_DATA":
        return CellError(value)
    return value
