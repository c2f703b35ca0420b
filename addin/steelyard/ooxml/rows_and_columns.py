"""New columns and rows in the look of their neighbours: widths, heights and the styles of cells."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from steelyard.ooxml.cell_values import number_text
from steelyard.ooxml.cells_reading import sheet_data
from steelyard.ooxml.concealment import TRUE
from steelyard.ooxml.sheet_index import sheet_part
from steelyard.ooxml.xml.scan import (
    attributes,
    element_end,
    root,
    spliced,
    start_tags,
    structure_of,
    tags,
    with_attribute,
    without_attribute,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from steelyard.ooxml.opc.package import Package
    from steelyard.ooxml.xml.scan import Edit, Tag

_USUAL = re.compile(rb' r="([A-Z]{1,3}[0-9]{1,7})"(?: s="([0-9]++)")?(?: t="[a-zA-Z]++")?')
_NOT_A_LOOK = (b"hidden", b"outlineLevel", b"collapsed", b"phonetic")


class _Entry(NamedTuple):
    """What a sheet says of a run of columns."""

    tag: Tag
    stop: int
    raw: bytes
    """Its attributes as they are written."""

    @property
    def first(self) -> int:
        return int(self.tag.attributes["min"])

    @property
    def last(self) -> int:
        return int(self.tag.attributes["max"])

    @property
    def own(self) -> bool:
        """Whether it says anything; LibreOffice lists every column that a sheet could have."""
        attributes = self.tag.attributes
        set_by_hand = any(attributes.get(name) in TRUE for name in ("customWidth", "hidden"))
        return set_by_hand or attributes.get("style", "0") != "0"


def with_widths(sheet_xml: bytes, like: Mapping[int, int]) -> bytes:
    """The sheet with columns as wide as others, and with their style.

    A column of which the sheet says something already keeps it. A hidden column gives its width, if it
    still has one, but hides nothing; one that the sheet says nothing of gives nothing.

    Args:
        sheet_xml: a worksheet part.
        like: column to be like, by new column, from 1.
    """
    structure = structure_of(sheet_xml, "a sheet")
    prefix = root(structure).prefix
    entries = list(_entries(structure, prefix))
    new = _looks(entries, like)
    written = {column: _column(prefix, new[column], column, column) for column in sorted(new)}
    edits = [edit for entry in entries if (edit := _split(prefix, entry, written))]
    for column, element in written.items():
        if not _over(entries, column):
            at = next((entry.tag.start for entry in entries if entry.first > column), entries[-1].stop)
            edits.append((at, at, element))
    return spliced(sheet_xml, edits)


def with_columns_moved(sheet_xml: bytes, moved: Mapping[int, int]) -> bytes:
    """The sheet with the widths and styles of columns that moved; what was hidden stays where it is.

    Args:
        sheet_xml: a worksheet part.
        moved: where a column stood before, by its number now, from 1. One that the sheet says nothing of,
            before or now, stays as it is.
    """
    structure = structure_of(sheet_xml, "a sheet")
    prefix = root(structure).prefix
    entries, written = list(_entries(structure, prefix)), dict[int, bytes]()
    for now, before in sorted(moved.items()):
        present, model = _over(entries, now), _over(entries, before)
        if present and model and present is not model:
            hides = present.tag.attributes.get("hidden") in TRUE
            raw = without_attribute(model.raw, b"hidden")
            written[now] = _column(prefix, with_attribute(raw, b"hidden", "1") if hides else raw, now, now)
    edits = [edit for entry in entries if (edit := _split(prefix, entry, written))]
    return spliced(sheet_xml, edits)


def with_columns_hidden(sheet_xml: bytes, hidden: Mapping[int, bool]) -> bytes:
    """The sheet with some columns hidden and others shown; one that it says nothing of is not hidden.

    Args:
        sheet_xml: a worksheet part.
        hidden: whether a column is to be hidden, by its number, from 1.
    """
    structure = structure_of(sheet_xml, "a sheet")
    prefix = root(structure).prefix
    entries, written = list(_entries(structure, prefix)), dict[int, bytes]()
    for column in sorted(hidden):
        entry = _over(entries, column)
        if entry and (entry.tag.attributes.get("hidden") in TRUE) is not hidden[column]:
            bare = without_attribute(entry.raw, b"hidden")
            own = with_attribute(bare, b"hidden", "1") if hidden[column] else bare
            written[column] = _column(prefix, own, column, column)
    edits = [edit for entry in entries if (edit := _split(prefix, entry, written))]
    return spliced(sheet_xml, edits)


def _entries(structure: bytes, prefix: bytes) -> Iterator[_Entry]:
    start, _ = sheet_data(structure, prefix)
    for tag in tags(structure, prefix + b"col", 0, max(start, 0)):
        raw = structure[tag.start + len(b"<" + prefix + b"col") : tag.stop - 1].removesuffix(b"/")
        yield _Entry(tag, element_end(structure, tag), raw)


def _over(entries: list[_Entry], column: int) -> _Entry | None:
    return next((entry for entry in entries if entry.first <= column <= entry.last), None)


def _looks(entries: list[_Entry], like: Mapping[int, int]) -> dict[int, bytes]:
    """Attributes of every column that is to get an entry."""
    found: dict[int, bytes] = {}
    for new, old in like.items():
        present, model = _over(entries, new), _over(entries, old)
        if old in found:
            look = found[old]
        elif model and model is not present:
            look = _look(model)
        else:
            continue
        if look and not (present and present.own):
            found[new] = look
    return found


def _look(entry: _Entry) -> bytes:
    """The attributes that make a look; empty if none do."""
    look = without_attribute(entry.raw, *_NOT_A_LOOK)
    if float(entry.tag.attributes.get("width", 0)) == 0:
        look = without_attribute(look, b"width", b"customWidth", b"bestFit")
        return look if "style" in entry.tag.attributes else b""
    return look


def _column(prefix: bytes, raw: bytes, first: int, last: int) -> bytes:
    limits = with_attribute(with_attribute(raw, b"min", str(first)), b"max", str(last))
    return b"<%bcol" % prefix + limits.rstrip() + b"/>"


def _split(prefix: bytes, entry: _Entry, written: Mapping[int, bytes]) -> Edit | None:
    """An entry that says nothing, parted where columns of its own come in."""
    inside = [column for column in written if entry.first <= column <= entry.last]
    if not inside:
        return None
    pieces = []
    for before, column in pairwise([entry.first - 1, *inside, entry.last + 1]):
        if before + 1 < column:
            pieces.append(_column(prefix, entry.raw, before + 1, column - 1))
        if column <= entry.last:
            pieces.append(written[column])
    return entry.tag.start, entry.stop, b"".join(pieces)


def raised(package: Package, sheet: str, heights: Mapping[int, float]) -> Package:
    """The workbook with these heights on a sheet, as for `with_heights`; nothing is parsed twice."""
    part = sheet_part(package, sheet)
    before = package.part(part)
    after = _with_heights(before, package.structure(part, "a sheet"), heights)
    return package if after == before else package.replaced({part: after})


def with_heights(sheet_xml: bytes, heights: Mapping[int, float]) -> bytes:
    """The sheet with rows of these heights in points, where the row is there and has no height yet.

    Args:
        sheet_xml: a worksheet part.
        heights: height by number of the row.
    """
    return _with_heights(sheet_xml, structure_of(sheet_xml, "a sheet"), heights)


def _with_heights(sheet_xml: bytes, structure: bytes, heights: Mapping[int, float]) -> bytes:
    prefix = root(structure).prefix
    start, stop = sheet_data(structure, prefix)
    edits, number = [], 0
    for tag in tags(structure, prefix + b"row", max(start, 0), max(stop, 0)):
        number = int(tag.attributes.get("r", number + 1))
        if number in heights and "ht" not in tag.attributes:
            end = tag.stop - (2 if tag.closed else 1)
            opening = with_attribute(sheet_xml[tag.start : end], b"ht", number_text(heights[number]))
            edits.append((tag.start, end, with_attribute(opening, b"customHeight", "1")))
    return spliced(sheet_xml, edits)


def with_heights_fitted(
    sheet_xml: bytes, heights: Mapping[int, float], structure: bytes | None = None
) -> bytes:
    """The sheet with these heights in points of rows that are there and have no height of somebody's own.

    Args:
        sheet_xml: a worksheet part.
        heights: height by number of the row.
        structure: of the part, see `structure_of`; found here where it is not given.
    """
    structure = structure_of(sheet_xml, "a sheet") if structure is None else structure
    prefix = root(structure).prefix
    start, stop = sheet_data(structure, prefix)
    edits, number = [], 0
    for tag in tags(structure, prefix + b"row", max(start, 0), max(stop, 0)):
        number = int(tag.attributes.get("r", number + 1))
        is_own = tag.attributes.get("customHeight", "0") in ("1", "true")
        if number in heights and not is_own:
            end = tag.stop - (2 if tag.closed else 1)
            shown = number_text(heights[number])
            edits.append((tag.start, end, with_attribute(sheet_xml[tag.start : end], b"ht", shown)))
    return spliced(sheet_xml, edits)


def cell_styles(package: Package, sheet: str) -> Mapping[str, int]:
    """The style of every cell that is there, by address; an empty one may have a look too."""
    return package.memo(("cell_styles", sheet), lambda: _cell_styles(package, sheet))


def _cell_styles(package: Package, sheet: str) -> dict[str, int]:
    structure = package.structure(sheet_part(package, sheet), "a sheet")
    cells = start_tags(structure, root(structure).prefix + b"c")
    return dict(_address_and_style(found[1]) for found in cells)


def _address_and_style(raw: bytes) -> tuple[str, int]:
    """What the attributes of a cell say; nearly all are written the usual way, which is read much faster."""
    usual = _USUAL.fullmatch(raw)
    if usual:
        return usual[1].decode(), int(usual[2] or 0)
    written = attributes(raw)
    return written.get("r", ""), int(written.get("s", "0"))


def with_styles(sheet_xml: bytes, styles: Mapping[str, int], plain: Iterable[int | None] = ()) -> bytes:
    """The sheet with a style for each of these cells that is there and has none, or just its column's.

    A cell in one of the `plain` styles counts as one that has none.
    """
    structure = structure_of(sheet_xml, "a sheet")
    prefix = root(structure).prefix
    bare = {0, *plain, *(int(tag.attributes.get("style", "0")) for tag in tags(structure, prefix + b"col"))}
    edits = []
    for found in start_tags(structure, prefix + b"c"):
        where, shown = _address_and_style(found[1])
        style = styles.get(where)
        if style is not None and shown in bare:
            start, stop = found.start(), found.end() - (2 if found[2] else 1)
            edits.append((start, stop, with_attribute(sheet_xml[start:stop], b"s", str(style))))
    return spliced(sheet_xml, edits)
