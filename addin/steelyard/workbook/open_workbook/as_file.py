"""An open workbook as if it were a file: what its sheets show, as the parts that a file would have.

Reading, growth and writing know one thing, a `Package`. What a spreadsheet program has open is no file, and a
server sees no more of it than values, tables and names. `package_of` makes the least package that says the
same, so that everything that works on files works on open workbooks too; the module
`steelyard.workbook.open_workbook.changes` then
tells what to write.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from steelyard.model.vocabulary import folded
from steelyard.ooxml.addresses import Area, address
from steelyard.ooxml.cell_values import CellError, content, formula_element, result
from steelyard.ooxml.dates import FIRST_DAY
from steelyard.ooxml.defined_names import defined_cells
from steelyard.ooxml.opc.archive import new_entry
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import cells
from steelyard.ooxml.tables import tables
from steelyard.ooxml.xml.text import escaped
from steelyard.sheets.catalogue import filled_sheets, judgement_tables, own_headings, tables_by_name
from steelyard.sheets.spec import Formula, Kind, Role
from steelyard.workbook.reading.read import read_package
from steelyard.workbook.scoring.shape import context_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from steelyard.ooxml.cell_values import CellValue, Scalar
    from steelyard.ooxml.tables import Table
    from steelyard.sheets.spec import FilledSheet

Shows = float | str | bool | date | CellError | None
"""What a cell shows; an Excel error may also come as its sign."""

UNTOLD = "NA()"
"""Stands for a formula that is there but that nobody tells us, as where a server sees values only."""

DATED = 1
"""Number of the style of a cell that shows a day."""

_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


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
    """What an open workbook shows."""

    where: str
    """Its name, for messages."""
    who: str = ""
    """Who works on it, where that is known."""
    sheets: Mapping[str, Sequence[Sequence[Shows]]]
    """Values of each sheet from A1 on, row by row, in the order of the tabs."""
    formulas: Mapping[str, Mapping[str, str]] | None = None
    """By sheet and address, without the equals sign; None where formulas are not to be had."""
    tables: tuple[ShownTable, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    """What each defined name stands for, without the equals sign."""


def package_of(shown: Shown) -> Package:
    """The workbook as a package that shows the same.

    Where formulas are not told, those that steelyard put into its own cells are taken to be there, so that no
    value is ever put in their place.
    """
    if shown.formulas is not None:
        return _written(shown, shown.formulas)
    known = dict(_always_live(shown))
    package = _written(shown, known)
    reading = read_package(package)
    if reading.model is None:
        return package
    planned = filled_sheets(context_in(reading, reading.model))
    return _written(shown, _live(package, planned, known))


def _always_live(shown: Shown) -> Iterator[tuple[str, dict[str, str]]]:
    """What holds formulas on judgement sheets, whatever the model: some columns, two rows of Delivery."""
    package = _written(shown, {})
    found = tables(package)
    for name in judgement_tables():
        if spot := found.get(name):
            own = dict(_filled(spot, own_headings(name, spot.columns)))
            yield spot.sheet, own | dict(_own_rows(spot, cells(package, spot.sheet)))


def _own_rows(spot: Table, held: Mapping[str, CellValue]) -> Iterator[tuple[str, str]]:
    """The cells of the rows that nobody types, but for those that hold no formula."""
    declared = tables_by_name()[spot.name]
    for row in range(spot.first_row, spot.last_row + 1) if declared.own_ids else ():
        own = held.get(address(row, spot.column("id")))
        if own is not None and folded(str(own.value)) in declared.own_ids:
            live = (heading for heading in spot.columns if heading not in declared.own_without_formula)
            yield from ((address(row, spot.column(heading)), UNTOLD) for heading in live)


def _live(
    package: Package, planned: Sequence[FilledSheet], known: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[str, str]]:
    """Every cell that holds a formula of steelyard's, by the plan of the workbook."""
    live = {sheet: dict(cells) for sheet, cells in known.items()}
    spots, named = tables(package), defined_cells(package)
    for sheet in planned:
        for table in sheet.tables:
            spot = spots[table.name]
            formulas = {
                column.heading
                for at, column in enumerate(table.columns)
                if column.role is Role.LIVE
                or (sheet.kind is not Kind.JUDGEMENTS and any(isinstance(r[at], Formula) for r in table.rows))
            }
            here = live.setdefault(spot.sheet, {})
            here.update(_filled(spot, [heading for heading in spot.columns if heading in formulas]))
            here.update(
                (named[cell.name][1], UNTOLD)
                for cell in sheet.header
                if isinstance(cell.content, Formula) and cell.name in named
            )
    return live


def _filled(spot: Table, headings: Sequence[str]) -> Iterator[tuple[str, str]]:
    for row in range(spot.first_row, spot.last_row + 1):
        for heading in headings:
            yield address(row, spot.column(heading)), UNTOLD


def _written(shown: Shown, formulas: Mapping[str, Mapping[str, str]]) -> Package:
    """The parts that say what the workbook shows, with these formulas behind its cells."""
    held = {sheet: [at for at in shown.tables if at.sheet == sheet] for sheet in shown.sheets}
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_TYPES}"/>',
        "_rels/.rels": _links([("officeDocument", "xl/workbook.xml")]),
        "docProps/core.xml": _core(shown.who),
        "xl/workbook.xml": _workbook(shown),
        "xl/styles.xml": _STYLES,
    }
    links = [("worksheet", f"worksheets/sheet{at}.xml") for at in range(1, len(shown.sheets) + 1)]
    parts["xl/_rels/workbook.xml.rels"] = _links([*links, ("styles", "styles.xml")])
    number = 0
    for at, (sheet, rows) in enumerate(shown.sheets.items(), 1):
        own = []
        for table in held[sheet]:
            number += 1
            own.append(("table", f"../tables/table{number}.xml"))
            parts[f"xl/tables/table{number}.xml"] = _table(table, rows, number)
        parts[f"xl/worksheets/sheet{at}.xml"] = _sheet(rows, formulas.get(sheet, {}), len(own))
        if own:
            parts[f"xl/worksheets/_rels/sheet{at}.xml.rels"] = _links(own)
    return Package([new_entry(name, _bytes(part)) for name, part in parts.items()], shown.where)


_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_SHEET}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    "</styleSheet>"
)


def _bytes(part: str | bytes) -> bytes:
    return part.encode() if isinstance(part, str) else part


def _text(words: str) -> str:
    return escaped(words).decode()


def _quoted(words: str) -> str:
    return _text(words).replace('"', "&quot;")


def _links(targets: Sequence[tuple[str, str]]) -> str:
    links = (
        f'<Relationship Id="rId{at}" Type="{_RELATION}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(targets, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_RELATIONS}">{"".join(links)}</Relationships>'


def _core(who: str) -> str:
    saved = f"<cp:lastModifiedBy>{_text(who)}</cp:lastModifiedBy>"
    return f'{_HEAD}<cp:coreProperties xmlns:cp="{_CORE}">{saved}</cp:coreProperties>'


_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"


def _workbook(shown: Shown) -> str:
    tabs = (
        f'<sheet name="{_quoted(name)}" sheetId="{at}" r:id="rId{at}"/>'
        for at, name in enumerate(shown.sheets, 1)
    )
    names = (
        f'<definedName name="{_quoted(name)}">{_text(target)}</definedName>'
        for name, target in shown.names.items()
    )
    return (
        f'{_HEAD}<workbook xmlns="{_SHEET}" xmlns:r="{_RELATION}"><sheets>{"".join(tabs)}</sheets>'
        f"<definedNames>{''.join(names)}</definedNames></workbook>"
    )


def _table(table: ShownTable, rows: Sequence[Sequence[Shows]], number: int) -> str:
    area = Area.parse(table.ref)
    head = rows[area.first_row - 1] if len(rows) >= area.first_row else ()
    names = [
        str(head[at - 1]) if at <= len(head) else "" for at in range(area.first_column, area.last_column + 1)
    ]
    columns = (f'<tableColumn id="{at}" name="{_quoted(name)}"/>' for at, name in enumerate(names, 1))
    totals = ' totalsRowCount="1"' if table.totals else ""
    return (
        f'{_HEAD}<table xmlns="{_SHEET}" id="{number}" name="{_quoted(table.name)}" '
        f'displayName="{_quoted(table.name)}" ref="{area}"{totals}>'
        f'<tableColumns count="{len(names)}">{"".join(columns)}</tableColumns></table>'
    )


def _sheet(rows: Sequence[Sequence[Shows]], formulas: Mapping[str, str], tables_here: int) -> bytes:
    whole = [f'{_HEAD}<worksheet xmlns="{_SHEET}" xmlns:r="{_RELATION}"><sheetData>'.encode()]
    for number, row in enumerate(rows, 1):
        cells = [_cell(at, value, formulas.get(at, "")) for at, value in _addressed(number, row)]
        if any(cells):
            whole += [b'<row r="%d">' % number, *cells, b"</row>"]
    parts = "".join(f'<tablePart r:id="rId{at}"/>' for at in range(1, tables_here + 1))
    whole.append(f'</sheetData><tableParts count="{tables_here}">{parts}</tableParts></worksheet>'.encode())
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
    """The value as a file keeps it: a day as the number that spreadsheets count it by."""
    if isinstance(value, datetime):
        return (value.replace(tzinfo=UTC) - FIRST_DAY).total_seconds() / 86_400
    if isinstance(value, date):
        return _plain(datetime.combine(value, time()))
    if isinstance(value, str) and value in SIGNS:
        return CellError(value)
    return value


SIGNS = frozenset(("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"))
"""How doors write Excel errors; other signs stay texts, which no judgement is either."""
