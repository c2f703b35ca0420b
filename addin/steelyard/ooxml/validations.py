"""Validations and conditional formats of a sheet: over a table that grows or shrinks, and over new columns.

Both kinds are rules over a list of areas. The list is an attribute of the rule; in the rules that Excel 2010
added it is the text of an element inside the rule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.ooxml.addresses import Area, written_area
from steelyard.ooxml.formula_ranges import ranges_resized
from steelyard.ooxml.sheet_index import sheet_part
from steelyard.ooxml.xml.scan import element_end, spliced, structure_of, tags_named, with_attribute
from steelyard.ooxml.xml.text import escaped, text, unescaped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from steelyard.ooxml.opc.package import Package
    from steelyard.ooxml.xml.scan import Edit

_FORMULAS = (b"formula", b"formula1", b"formula2", b"f")
"""Elements of a rule that hold a formula; the last is that of the rules that Excel 2010 added."""

_VALIDATION = b"dataValidation"
_RULES = (b"conditionalFormatting", _VALIDATION)


class _Rule(NamedTuple):
    """The areas of a validation or a conditional format, and where they are written."""

    start: int
    stop: int
    areas: str
    validates: bool
    in_tag: bool
    """Whether they are an attribute of the tag that stands there; else they are all that stands there."""
    end: int
    """Where the rule ends."""
    begin: int
    """Where its content begins."""

    def over(self, sheet_xml: bytes, areas: str) -> Edit:
        """The rule over these areas."""
        raw = sheet_xml[self.start : self.stop]
        return self.start, self.stop, with_attribute(raw, b"sqref", areas) if self.in_tag else areas.encode()


def _rules(structure: bytes) -> Iterator[_Rule]:
    for name in _RULES:
        for tag in tags_named(structure, name):
            validates = name == _VALIDATION
            if "sqref" in tag.attributes:
                areas, end = tag.attributes["sqref"], element_end(structure, tag)
                yield _Rule(tag.start, tag.stop, areas, validates, in_tag=True, end=end, begin=tag.stop)
                continue
            end = element_end(structure, tag)
            for inner in tags_named(structure, b"sqref", tag.stop, end):
                if not inner.closed:
                    stop = structure.index(b"<", inner.stop)
                    areas = structure[inner.stop : stop].decode()
                    yield _Rule(inner.stop, stop, areas, validates, in_tag=False, end=end, begin=tag.stop)


def validated_areas(package: Package, sheet: str) -> list[Area]:
    """The areas of a sheet over which a validation stands, less those over whole rows or columns.

    Args:
        package: the workbook.
        sheet: name of the sheet.
    """
    rules = _rules(package.structure(sheet_part(package, sheet), "a sheet"))
    return [area for rule in rules if rule.validates for area in _parsed(rule.areas)]


def rules_resized(sheet_xml: bytes, old: Area, new: Area) -> bytes:
    """The sheet with every rule that ran along all rows of a table running along all of them again.

    It may have begun above them, at the heading. A rule that ran over several columns up to the last one runs
    up to the new last one. In its formulas the ranges over all rows follow; see `formula_ranges`.

    Args:
        sheet_xml: a worksheet part.
        old: the rows of the table as they were, without headings and totals.
        new: the same as they are, from the same first cell.
    """
    if old == new:
        return sheet_xml
    structure = structure_of(sheet_xml, "a sheet")
    edits: list[Edit] = []
    for rule in _rules(structure):
        followed = _followed(rule.areas, old, new)
        if followed != rule.areas:
            edits += [rule.over(sheet_xml, followed), *_formula_edits(sheet_xml, structure, rule, old, new)]
    return spliced(sheet_xml, edits)


def _formula_edits(sheet_xml: bytes, structure: bytes, rule: _Rule, old: Area, new: Area) -> Iterator[Edit]:
    """The changes of a rule's formulas; those with comments or CDATA inside stay."""
    for name in _FORMULAS:
        for tag in tags_named(structure, name, rule.begin, rule.end):
            stop = structure.find(b"<", tag.stop)
            if not tag.closed and sheet_xml[tag.stop : stop] == structure[tag.stop : stop]:
                before = unescaped(text(sheet_xml[tag.stop : stop]))
                after = ranges_resized(before, old, new)
                if after != before:
                    yield tag.stop, stop, escaped(after)


def _followed(areas: str, old: Area, new: Area) -> str:
    """A list of areas, those that ran along all rows made to run along all of them again."""
    return " ".join(_followed_area(area, old, new) for area in areas.split())


def _followed_area(written: str, old: Area, new: Area) -> str:
    area = written_area(written, "a rule")
    rows = area.first_row <= old.first_row and area.last_row == old.last_row
    if not rows or area.first_column < old.first_column or area.last_column > old.last_column:
        return written
    several = area.first_column < area.last_column
    to_the_edge = several and area.last_column == old.last_column
    last_column = new.last_column if to_the_edge else min(area.last_column, new.last_column)
    if area.first_column > last_column:
        return written
    return str(area._replace(last_row=new.last_row, last_column=last_column))


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
    edits: list[Edit] = []
    for rule in rules:
        own = _parsed(rule.areas)
        taken = validated if rule.validates else list(own)
        added: list[Area] = []
        for new, old in like.items():
            area = Area(rows[0], new, rows[1], new)
            if any(_runs_along(other, old, rows) for other in own) and not any(map(area.meets, taken)):
                for areas in (own, taken, added):
                    areas.append(area)
        if added:
            edits.append(rule.over(sheet_xml, " ".join([*rule.areas.split(), *map(str, added)])))
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
