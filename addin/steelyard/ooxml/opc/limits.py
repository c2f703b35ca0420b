"""How far a sheet reaches: addresses and areas that would make a reader hang or fill the memory."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from steelyard.errors import HostileWorkbook
from steelyard.ooxml.addresses import LAST_COLUMN, LAST_ROW, Area, column_number
from steelyard.ooxml.xml.scan import ATTRIBUTES, pairs

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_CELLS: Final = 3_000_000
"""Cells that all sheets of a workbook may hold together."""
MAX_EXTENT: Final = 25_000_000
"""Cells of the block that reaches from A1 to the last row and the last column in use."""
_SMALL: Final = MAX_CELLS * len("<c/>")
"""Bytes that cannot hold more than `MAX_CELLS`."""
MAX_AREA: Final = 1_048_576
"""Cells that the merged areas of one sheet may cover together, and its hyperlinks: one whole column."""

MOST: Final = {
    b"workbook": {b"sheet": 1_000, b"definedName": 50_000},
    b"worksheet": {b"mergeCell": 100_000, b"hyperlink": 100_000},
    b"table": {b"tableColumn": LAST_COLUMN},
    b"Relationships": {b"Relationship": 100_000},
}
"""How many elements of a name a part may have, by the name of its root. Each costs its reader some work, and
a zip makes many of them small. Excel itself allows 65,530 hyperlinks on a sheet."""

_NAMES: Final = {
    b"sheet": "sheets",
    b"definedName": "defined names",
    b"mergeCell": "merged areas",
    b"hyperlink": "hyperlinks",
    b"tableColumn": "columns of a table",
    b"Relationship": "relationships",
}
_CURES: Final = {
    b"sheet": "delete the sheets that nobody uses",
    b"definedName": "delete the names that nobody uses (Excel: Formulas > Name Manager)",
    b"mergeCell": "unmerge cells",
    b"hyperlink": "remove hyperlinks",
}

_OPENINGS, _ENDINGS = (b"<", b":"), (b" ", b">", b"/", b"\n", b"\t", b"\r")
"""What stands before and after the name in a start tag."""

_FAR = re.compile(
    rb'<(?:c(?=[\s/>])(?! r="[A-Z]{1,2}[1-9][0-9]{0,3}")'
    rb'|row(?=[\s/>])(?!(?: customHeight="1" ht="[0-9.]++")? r="[1-9][0-9]{0,3}"))'
)
"""A row or cell that is not written the usual way within the first 9,999 rows and 702 columns.

Excel begins a row with its number; the workbooks that are built here begin some with the height.
"""
_ADDRESS = re.compile(rb"([A-Z]{1,3})([1-9][0-9]{0,6})")
_NUMBER = re.compile(rb"[1-9][0-9]{0,6}")
_PREFIXED = re.compile(rb":(?:c|row|mergeCell|hyperlink)[\s/>]")
_AREA_NAMES = {b"mergeCell": "merged areas", b"hyperlink": "hyperlinks"}


class _Patterns(NamedTuple):
    """What is looked for. Rows and cells that are not written the `usual` way are looked at one by one."""

    rows: re.Pattern[bytes]
    usual_rows: re.Pattern[bytes]
    row_tags: re.Pattern[bytes]
    cells: re.Pattern[bytes]
    usual_cells: re.Pattern[bytes]
    cell_tags: re.Pattern[bytes]
    areas: re.Pattern[bytes]


def _patterns(prefix: bytes) -> _Patterns:
    return _Patterns(
        rows=re.compile(rb"<%brow(?=[\s/>])%b" % (prefix, ATTRIBUTES)),
        usual_rows=re.compile(rb'<%brow r="([1-9][0-9]{0,6})"' % prefix),
        row_tags=re.compile(rb"<%brow[\s/>]" % prefix),
        cells=re.compile(rb"<%bc(?=[\s/>])%b" % (prefix, ATTRIBUTES)),
        usual_cells=re.compile(rb'<%bc r="([A-Z]{1,3})([1-9][0-9]{0,6})"' % prefix),
        cell_tags=re.compile(rb"<%bc[\s/>]" % prefix),
        areas=re.compile(rb"<%b(mergeCell|hyperlink)(?=[\s/>])%b" % (prefix, ATTRIBUTES)),
    )


_PLAIN: Final = _patterns(b"")
_ANY: Final = _patterns(rb"(?:[\w.-]++:)?+")


def require_few_cells(contents: Sequence[bytes], where: str) -> None:
    """Let a workbook pass whose sheets have few enough cells together.

    Args:
        contents: its parts.
        where: name of the file, for messages.

    Raises:
        HostileWorkbook: there are more than `MAX_CELLS`.
    """
    if sum(map(len, contents)) <= _SMALL or sum(content.count(b"<") for content in contents) <= MAX_CELLS:
        return  # there are no more cells than tags, and these are counted at once
    count = sum(_count(content, b"c") for content in contents)
    if count > MAX_CELLS:
        raise HostileWorkbook(
            f"{where} is not opened: its sheets have {count:,} cells; at most {MAX_CELLS:,} are read"
        )


def _count(content: bytes, name: bytes) -> int:
    """How many start tags of this name there are, with any prefix. No list is made that fills the memory."""
    return sum(content.count(before + name + after) for before in _OPENINGS for after in _ENDINGS)


def require_few_elements(content: bytes, root: bytes, where: str) -> None:
    """Let a part pass that has no more elements of a kind than `MOST` says. They are counted, not parsed.

    Args:
        content: the part.
        root: name of its root, without a prefix.
        where: beginning of the message, up to the part.

    Raises:
        HostileWorkbook: there are more.
    """
    for name, most in MOST.get(root, {}).items():
        # The word alone is counted ten times as fast as the tags, of which there are no more.
        if len(content) <= most * len(b"<%b/>" % name) or content.count(name) <= most:
            continue
        count = len(re.findall(rb"<(?:[\w.-]++:)?+%b[\s/>]" % name, content))
        if count > most:
            cure = f"; {_CURES[name]}" if name in _CURES else ""
            raise HostileWorkbook(f"{where} has {count:,} {_NAMES[name]}; at most {most:,} are read{cure}")


def require_sane_sheet(sheet_xml: bytes, where: str) -> None:
    """Let a sheet pass whose cells, merged areas and hyperlinks a reader can hold.

    Args:
        sheet_xml: a worksheet part.
        where: beginning of the message, up to the sheet.

    Raises:
        HostileWorkbook: they are too many, too wide, or where no sheet has cells.
    """
    prefixed = _PREFIXED.search(sheet_xml) is not None
    patterns = _ANY if prefixed else _PLAIN
    # Rows and cells that are all near are within the limits, unless there are very many of them.
    if prefixed or sheet_xml.count(b"<") > LAST_ROW or _FAR.search(sheet_xml):
        _require_small_extent(sheet_xml, patterns, where)
    if any(name in sheet_xml for name in _AREA_NAMES):
        _require_small_areas(sheet_xml, patterns, where)


def _require_small_extent(sheet_xml: bytes, patterns: _Patterns, where: str) -> None:
    """Count rows and cells and find the farthest, which most sheets can be spared."""
    count = _count(sheet_xml, b"row")
    if count > LAST_ROW:
        raise HostileWorkbook(f"{where} has {count:,} rows; a sheet has {LAST_ROW:,}")
    rows = _rows(sheet_xml, patterns, where)
    letters, numbers = _cell_places(sheet_xml, patterns, where)
    last_row = max([*rows, *map(int, numbers)], default=1)
    last_column = max([column_number(name.decode()) for name in letters], default=1)
    if last_row > LAST_ROW or last_column > LAST_COLUMN:
        raise HostileWorkbook(
            f"{where} reaches to row {last_row:,} and column {last_column:,}; "
            f"a sheet has {LAST_ROW:,} rows and {LAST_COLUMN:,} columns"
        )
    if last_row * last_column > MAX_EXTENT:
        raise HostileWorkbook(
            f"{where} spans {last_row * last_column:,} cells from A1 to its last row and column; "
            f"at most {MAX_EXTENT:,} are read. Its last row in use is {last_row:,}: delete that row if "
            "nothing belongs there"
        )


def _rows(sheet_xml: bytes, patterns: _Patterns, where: str) -> set[int]:
    """Numbers that the rows give themselves, and how many rows there are."""
    numbers = patterns.usual_rows.findall(sheet_xml)
    count = len(patterns.row_tags.findall(sheet_xml))
    if len(numbers) != count:
        numbers = [_row_number(found[1], where) for found in patterns.rows.finditer(sheet_xml)]
    return {count, *map(int, numbers)}


def _row_number(attributes: bytes, where: str) -> bytes:
    written = pairs(attributes).get(b"r", b"1")
    if not _NUMBER.fullmatch(written):
        raise HostileWorkbook(f"{where} has a row with the number {_shown(written)}")
    return written


def _cell_places(sheet_xml: bytes, patterns: _Patterns, where: str) -> tuple[set[bytes], set[bytes]]:
    """Columns and rows that the cells name, each once."""
    places = patterns.usual_cells.findall(sheet_xml)
    count = len(patterns.cell_tags.findall(sheet_xml))
    if len(places) != count:
        places = [_place(found[1], where) for found in patterns.cells.finditer(sheet_xml)]
    return {letters for letters, _ in places}, {number for _, number in places}


def _place(attributes: bytes, where: str) -> tuple[bytes, bytes]:
    written = pairs(attributes).get(b"r", b"A1")
    found = _ADDRESS.fullmatch(written)
    if not found:
        raise HostileWorkbook(f"{where} has a cell with the address {_shown(written)}")
    return found[1], found[2]


def _require_small_areas(sheet_xml: bytes, patterns: _Patterns, where: str) -> None:
    covered = dict.fromkeys(_AREA_NAMES, 0)
    for found in patterns.areas.finditer(sheet_xml):
        written = pairs(found[2]).get(b"ref", b"A1")
        try:
            covered[found[1]] += sum(Area.parse(each).size for each in written.decode().split())
        except ValueError:
            raise HostileWorkbook(
                f"{where} has a {found[1].decode()} over the area {_shown(written)}"
            ) from None
    for kind, name in _AREA_NAMES.items():
        if covered[kind] > MAX_AREA:
            raise HostileWorkbook(
                f"{where} has {name} over {covered[kind]:,} cells; at most {MAX_AREA:,} are read"
            )


def _shown(written: bytes) -> str:
    return repr(written[:40].decode("utf-8", "replace"))
