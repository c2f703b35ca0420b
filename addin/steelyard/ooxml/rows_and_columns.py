"""New columns and rows in the look of their neighbours: widths, heights, validations, conditional formats."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from steelyard.ooxml.addresses import Area
from steelyard.ooxml.cell_values import number_text
from steelyard.ooxml.cells_reading import sheet_data
from steelyard.ooxml.xml.scan import (
    root,
    spliced,
    structure_of,
    tags,
    tags_named,
    with_attribute,
    without_attribute,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from steelyard.ooxml.xml.scan import Tag

_Edit = tuple[int, int, bytes]
_TRUE = ("1", "true")
_NOT_A_LOOK = (b"hidden", b"outlineLevel", b"collapsed", b"phonetic")


class _Entry(NamedTuple):
    """What a sheet says of some columns in a row."""

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
        """Whether it says anything; some programs list every column that a sheet could have."""
        known = self.tag.attributes
        set_by_hand = any(known.get(name) in _TRUE for name in ("customWidth", "hidden"))
        return set_by_hand or known.get("style", "0") != "0"


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


def _entries(structure: bytes, prefix: bytes) -> Iterator[_Entry]:
    start, _ = sheet_data(structure, prefix)
    for tag in tags(structure, prefix + b"col", 0, max(start, 0)):
        raw = structure[tag.start + len(b"<" + prefix + b"col") : tag.stop - 1].removesuffix(b"/")
        stop = tag.stop if tag.closed else structure.index(b">", structure.index(b"</", tag.stop)) + 1
        yield _Entry(tag, stop, raw)


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


def _split(prefix: bytes, entry: _Entry, written: Mapping[int, bytes]) -> _Edit | None:
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


def with_heights(sheet_xml: bytes, heights: Mapping[int, float]) -> bytes:
    """The sheet with rows of these heights in points, where the row is there and has no height yet.

    Args:
        sheet_xml: a worksheet part.
        heights: height by number of the row.
    """
    structure = structure_of(sheet_xml, "a sheet")
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


class _Rule(NamedTuple):
    """The areas of a validation or a conditional format, and where they are written."""

    start: int
    stop: int
    areas: str
    validates: bool
    in_tag: bool
    """Whether they are an attribute of the tag that stands there; else they are all that stands there."""

    def with_more(self, sheet_xml: bytes, areas: list[Area]) -> _Edit:
        """The rule over some more areas."""
        every = " ".join([*self.areas.split(), *map(str, areas)])
        raw = sheet_xml[self.start : self.stop]
        return self.start, self.stop, with_attribute(raw, b"sqref", every) if self.in_tag else every.encode()


def with_rules_beside(sheet_xml: bytes, like: Mapping[int, int], rows: tuple[int, int]) -> bytes:
    """The sheet with the validations and conditional formats of columns over others as well.

    A rule that covers the old column from the first to the last of these rows covers the new one there,
    too, unless it does already in part; a cell that has a validation gets no second one.

    Args:
        sheet_xml: a worksheet part.
        like: column to be like, by new column, from 1.
        rows: the first and the last.
    """
    rules = list(_rules(structure_of(sheet_xml, "a sheet")))
    validated = [area for rule in rules if rule.validates for area in _parsed(rule.areas)]
    edits: list[_Edit] = []
    for rule in rules:
        held = _parsed(rule.areas)
        taken = validated if rule.validates else list(held)
        added: list[Area] = []
        for new, old in like.items():
            area = Area(rows[0], new, rows[1], new)
            if any(_runs_along(other, old, rows) for other in held) and not any(map(area.meets, taken)):
                for areas in (held, taken, added):
                    areas.append(area)
        if added:
            edits.append(rule.with_more(sheet_xml, added))
    return spliced(sheet_xml, edits)


def _runs_along(area: Area, column: int, rows: tuple[int, int]) -> bool:
    return (area.first_row, area.last_row) == rows and area.first_column <= column <= area.last_column


def _parsed(areas: str) -> list[Area]:
    """The areas of a list, less those over whole rows or columns."""
    found = []
    for written in areas.split():
        try:
            found.append(Area.parse(written))
        except ValueError:
            continue
    return found


def _rules(structure: bytes) -> Iterator[_Rule]:
    for name in (b"conditionalFormatting", b"dataValidation"):
        for tag in tags_named(structure, name):
            validates = name == b"dataValidation"
            if "sqref" in tag.attributes:
                yield _Rule(tag.start, tag.stop, tag.attributes["sqref"], validates, in_tag=True)
            elif inner := _extension(structure, name, tag):
                stop = structure.index(b"<", inner.stop)
                yield _Rule(inner.stop, stop, structure[inner.stop : stop].decode(), validates, in_tag=False)


def _extension(structure: bytes, name: bytes, tag: Tag) -> Tag | None:
    """The element in which a rule that Excel 2010 added names its areas."""
    end = structure.find(b":" + name + b">", tag.stop)
    found = tags_named(structure[: max(end, 0)], b"sqref")
    return next((inner for inner in found if inner.start > tag.start and not inner.closed), None)


@lru_cache(maxsize=4)
def cell_styles(sheet_xml: bytes) -> Mapping[str, int]:
    """The style of every cell that is there, by address; an empty one may have a look too."""
    structure = structure_of(sheet_xml, "a sheet")
    return {
        tag.attributes.get("r", ""): int(tag.attributes.get("s", "0"))
        for tag in tags(structure, root(structure).prefix + b"c")
    }


def with_styles(sheet_xml: bytes, styles: Mapping[str, int], plain: Iterable[int | None] = ()) -> bytes:
    """The sheet with a style for each of these cells that is there and has none, or just its column's.

    A cell in one of the `plain` styles counts as one that has none.
    """
    structure = structure_of(sheet_xml, "a sheet")
    prefix = root(structure).prefix
    bare = {
        "0",
        *map(str, plain),
        *(tag.attributes.get("style", "0") for tag in tags(structure, prefix + b"col")),
    }
    edits = []
    for tag in tags(structure, prefix + b"c"):
        style = styles.get(tag.attributes.get("r", ""))
        if style is not None and tag.attributes.get("s", "0") in bare:
            stop = tag.stop - (2 if tag.closed else 1)
            edits.append((tag.start, stop, with_attribute(sheet_xml[tag.start : stop], b"s", str(style))))
    return spliced(sheet_xml, edits)
