"""Single cells of a sheet are set: bytes are spliced into its XML, and every other byte stays as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.ooxml.addresses import Area, address, on_sheet, row_and_column, written_area
from steelyard.ooxml.cell_values import Cached, RichText, Value, content, formula_element, result
from steelyard.ooxml.worksheet import SheetXml
from steelyard.ooxml.write_guards import no_formula, require_free, require_replaceable, whole_groups
from steelyard.ooxml.xml.scan import spliced, structure_of, with_attribute, without_attribute

if TYPE_CHECKING:
    from collections.abc import Mapping

    from steelyard.ooxml.cell_values import Patch
    from steelyard.ooxml.worksheet import Cell, Row
    from steelyard.ooxml.xml.scan import Edit

_Styles = dict[tuple[int, int], str]


class Patched(NamedTuple):
    """A patched part, and which of its cells have lost a formula."""

    xml: bytes
    structure: bytes
    """Of the part as it is now; see `structure_of`."""
    freed: tuple[str, ...]


def patch_cells(
    sheet_xml: bytes, values: Mapping[str, Patch], sheet: str, structure: bytes | None = None
) -> Patched:
    """The sheet with these cells set, and which formulas are gone.

    An existing cell keeps its style; a new one takes the style it is given, else that of the cell above,
    of its row, of its column. Text goes into the cell itself and is text even if it begins with `=`.

    Args:
        sheet_xml: a worksheet part.
        values: what to put where, by address.
        sheet: name of the sheet, for messages.
        structure: of the part, see `structure_of`; found here where it is not given.

    Raises:
        WouldLoseContent: a cell belongs to an array or data table, is covered by a merged one, is the first
            of a shared formula, holds what is no plain value, or has no formula that could be cached; or
            rows and cells have no addresses.
        NotAWorkbook: the part is no sheet with cells.
    """
    whole = SheetXml(sheet_xml, sheet, structure)
    require_free(whole, values)
    by_row: dict[int, dict[int, Patch]] = {}
    for where, patch in values.items():
        row, column = row_and_column(where)
        by_row.setdefault(row, {})[column] = patch
    styles: _Styles = {}
    whole.free_groups = whole_groups(whole, values)
    edits = [edit for row in sorted(by_row) for edit in _row_edits(whole, row, by_row[row], styles)]
    xml = spliced(sheet_xml, [*_opened(whole, edits), *_dimension(whole, values)])
    # What was spliced in is checked before anybody can save it.
    patched = structure_of(xml, f"the sheet {sheet}, as patched,")
    freed = tuple(where for where, patch in values.items() if _frees(whole, where, patch))
    return Patched(xml, patched, freed)


def _frees(sheet: SheetXml, where: str, patch: Patch) -> bool:
    cell = sheet.cell(where) if isinstance(patch, Value) else None
    return cell is not None and bool(sheet.content(cell).formula)


def _row_edits(sheet: SheetXml, number: int, patches: Mapping[int, Patch], styles: _Styles) -> list[Edit]:
    cells, row = sheet.cells(number), sheet.rows.get(number)
    edits: list[Edit] = []
    for column in sorted(patches):
        if column in cells:
            cell = cells[column]
            edits.append((cell.start, cell.stop, _changed(sheet, cell, patches[column])))
        elif written := _new_cell(sheet, number, column, patches[column], styles):
            at = next((cell.start for other, cell in cells.items() if other > column), row.end if row else 0)
            edits.append((at, at, written))
    if not edits:
        return []
    if row is None or row.closed:
        return [_filled_row(sheet, number, row, b"".join(written for _, _, written in edits))]
    return [(row.start, row.stop, _tag_without_spans(sheet, row)), *edits]


def _tag_without_spans(sheet: SheetXml, row: Row) -> bytes:
    """The tag of a row without `spans`, a hint for readers that would be wrong now."""
    return without_attribute(sheet.xml[row.start : row.stop], b"spans")


def _filled_row(sheet: SheetXml, number: int, row: Row | None, cells: bytes) -> Edit:
    """A row that was not there, or had no cells."""
    closing = b"</%brow>" % sheet.prefix
    if row:
        opening = _tag_without_spans(sheet, row).removesuffix(b"/>").rstrip() + b">"
        return row.start, row.stop, opening + cells + closing
    at = next((other.start for other in sheet.rows.values() if other.number > number), sheet.stop)
    return at, at, b'<%brow r="%d">' % (sheet.prefix, number) + cells + closing


def _opened(sheet: SheetXml, edits: list[Edit]) -> list[Edit]:
    """The edits, with the data of the sheet opened first if they were one closed tag."""
    tag = next(sheet.tags(b"sheetData"))
    if not (tag.closed and edits):
        return edits
    opening = sheet.xml[tag.start : tag.stop].removesuffix(b"/>").rstrip() + b">"
    rows = b"".join(written for _, _, written in edits)
    return [(tag.start, tag.stop, opening + rows + b"</%bsheetData>" % sheet.prefix)]


def _changed(sheet: SheetXml, cell: Cell, patch: Patch) -> bytes:
    before = sheet.content(cell)
    if cell.address not in sheet.free_groups:
        require_replaceable(cell, before, patch, sheet.name)
    # `cm` says of a formula that its result may fill several cells. It goes with the formula.
    gone = (b"t",) if isinstance(patch, Cached) else (b"t", b"cm")
    return _written(sheet.prefix, without_attribute(cell.raw, *gone), patch, before.formula)


def _new_cell(sheet: SheetXml, row: int, column: int, patch: Patch, styles: _Styles) -> bytes:
    where = address(row, column)
    if isinstance(patch, Cached):
        raise no_formula(on_sheet(sheet.name, where))
    if patch == Value(None):
        return b""
    given = None if isinstance(patch, RichText) else patch.style
    style = str(given) if given is not None else styles.get((row - 1, column))
    style = styles[row, column] = sheet.style_near(row, column) if style is None else style
    look = "" if style == "0" else f' s="{style}"'
    return _written(sheet.prefix, f' r="{where}"{look}'.encode(), patch, b"")


def _written(prefix: bytes, attributes: bytes, patch: Patch, formula: bytes) -> bytes:
    """A cell with these attributes; its own formula stays only under a `Cached`."""
    if isinstance(patch, Value):
        letter, inside = content(patch.value, prefix)
    elif isinstance(patch, RichText):
        letter, inside = b"inlineStr", b"<%bis>%b</%bis>" % (prefix, patch.runs, prefix)
    else:
        letter, inside = result(patch.value, prefix)
        inside = (formula if isinstance(patch, Cached) else formula_element(patch.formula, prefix)) + inside
    kind = b' t="%b"' % letter if letter else b""
    opening = b"<%bc" % prefix + attributes.rstrip() + kind
    return opening + b">" + inside + b"</%bc>" % prefix if inside else opening + b"/>"


def _dimension(sheet: SheetXml, values: Mapping[str, Patch]) -> list[Edit]:
    """The stated extent of the sheet, grown to hold the new cells."""
    tag = next(sheet.tags(b"dimension", 0, sheet.start), None)
    if tag is None or "ref" not in tag.attributes:
        return []
    old = written_area(tag.attributes["ref"], f"the sheet {sheet.name}")
    filled = [row_and_column(where) for where, patch in values.items() if patch != Value(None)]
    rows, columns = [row for row, _ in filled], [column for _, column in filled]
    new = Area(
        min([old.first_row, *rows]),
        min([old.first_column, *columns]),
        max([old.last_row, *rows]),
        max([old.last_column, *columns]),
    )
    raw = sheet.xml[tag.start : tag.stop]
    return [(tag.start, tag.stop, with_attribute(raw, b"ref", str(new)))] if new != old else []
