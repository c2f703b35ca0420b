"""Conditional formats and validations of a table, kept over its rows when it grows or shrinks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.ooxml.addresses import Area, written_area
from steelyard.ooxml.xml.scan import spliced, structure_of, tags_named, with_attribute

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.ooxml.xml.scan import Tag

_RULES = (b"conditionalFormatting", b"dataValidation")


def rules_resized(sheet_xml: bytes, old: Area, new: Area) -> bytes:
    """The sheet with every rule that ran along all rows of a table running along all of them again.

    A rule that ran over several columns up to the last one runs up to the new last one.

    Args:
        sheet_xml: a worksheet part.
        old: the rows of the table as they were, without headings and totals.
        new: the same as they are, from the same first cell.
    """
    return spliced(sheet_xml, _edits(sheet_xml, old, new)) if old != new else sheet_xml


def _edits(sheet_xml: bytes, old: Area, new: Area) -> Iterator[tuple[int, int, bytes]]:
    structure = structure_of(sheet_xml, "a sheet")
    for name in _RULES:
        for tag in tags_named(structure, name):
            if "sqref" in tag.attributes:
                areas = _followed(tag.attributes["sqref"], old, new)
                raw = sheet_xml[tag.start : tag.stop]
                yield tag.start, tag.stop, with_attribute(raw, b"sqref", areas)
            else:
                yield from _extension_edits(structure, name, tag, old, new)


def _extension_edits(
    structure: bytes, name: bytes, tag: Tag, old: Area, new: Area
) -> Iterator[tuple[int, int, bytes]]:
    """Rules that Excel 2010 added name their areas in an element of its own."""
    end = structure.find(b":" + name + b">", tag.stop)
    for inner in tags_named(structure[:end], b"sqref"):
        if inner.start > tag.start and not inner.closed:
            stop = structure.index(b"<", inner.stop)
            yield inner.stop, stop, _followed(structure[inner.stop : stop].decode(), old, new).encode()


def _followed(areas: str, old: Area, new: Area) -> str:
    """A list of areas, those that ran along all rows made to run along all of them again."""
    return " ".join(_followed_area(area, old, new) for area in areas.split())


def _followed_area(written: str, old: Area, new: Area) -> str:
    area = written_area(written, "a rule")
    rows = area.first_row == old.first_row and area.last_row == old.last_row
    if not rows or area.first_column < old.first_column or area.last_column > old.last_column:
        return written
    several = area.first_column < area.last_column
    to_the_edge = several and area.last_column == old.last_column
    last_column = new.last_column if to_the_edge else min(area.last_column, new.last_column)
    if area.first_column > last_column:
        return written
    return str(area._replace(last_row=new.last_row, last_column=last_column))
