"""Validations and conditional formats of OpenDocument: their ranges, and formulas in their conditions.

A validation is listed once for the file, and cells name it. A conditional format belongs to a sheet and has a
list of ranges; it stands in an extension of LibreOffice's, which other programs keep or drop.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from steelyard.odf.addresses import places
from steelyard.odf.formulas import excel_formula
from steelyard.ooxml.xml.scan import attributes, children
from steelyard.ooxml.xml.text import escaped, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.odf.file import Listed, OdsFile
    from steelyard.ooxml.addresses import Area
    from steelyard.ooxml.xml.scan import Element

VALIDATIONS = b"table:content-validations"
FORMATS = b"calcext:conditional-formats"

_LIST = re.compile(r"(?P<head>(?:of:|oooc:)?cell-content-is-in-list\()(?P<formula>.*)(?P<tail>\))", re.DOTALL)
_CONDITION = re.compile(r"(?P<head>formula-is\()(?P<formula>.*)(?P<tail>\))", re.DOTALL)


class Condition(NamedTuple):
    """A condition of a rule in three pieces, of which the middle one is a formula."""

    head: str
    formula: str
    tail: str


def list_condition(condition: str) -> Condition | None:
    """The pieces of a condition that offers a list; None for any other.

    >>> list_condition("of:cell-content-is-in-list([$Delivery.$B$9:.$B$18])").formula
    '[$Delivery.$B$9:.$B$18]'
    """
    return _condition(_LIST, condition)


def format_condition(condition: str) -> Condition | None:
    """The pieces of a condition of a conditional format that is a formula; None for any other."""
    return _condition(_CONDITION, condition)


def _condition(pattern: re.Pattern[str], condition: str) -> Condition | None:
    found = pattern.fullmatch(condition)
    return Condition(found["head"], found["formula"], found["tail"]) if found else None


def validations(file: OdsFile) -> dict[str, Listed]:
    """The validations of a file by their names."""
    found = (each for each in file.listed(VALIDATIONS) if each.element.local == b"content-validation")
    return {each.attributes.get("table:name", ""): each for each in found}


def validation_part(name: str, listed: Listed | None, sqref: bytes) -> bytes:
    """A validation as the part of a sheet has it; its name stands as the text of its error."""
    condition = list_condition(listed.attributes.get("table:condition", "")) if listed else None
    inside = b"<formula1>%b</formula1>" % escaped(excel_formula(condition.formula)) if condition else b""
    kind = b' type="list"' if condition else b""
    return b'<dataValidation%b sqref="%b" error="%b">%b</dataValidation>' % (
        kind,
        sqref,
        quoted(name),
        inside,
    )


class Format(NamedTuple):
    """A conditional format of a sheet."""

    listed: Listed
    areas: tuple[Area, ...]
    formulas: tuple[tuple[Element, Condition], ...]
    """The conditions that are formulas, each with its element."""


def formats(file: OdsFile, sheet: str) -> Iterator[Format]:
    """The conditional formats of a sheet, in order."""
    for each in file.listed(FORMATS, of_sheets=True):
        if each.sheet == sheet:
            target = each.attributes.get("calcext:target-range-address", "")
            areas = tuple(place.area for place in places(target, sheet))
            yield Format(each, areas, tuple(_formulas(file, each.element)))


def _formulas(file: OdsFile, element: Element) -> Iterator[tuple[Element, Condition]]:
    for each in children(file.structure, element.inside, element.end):
        if each.local == b"condition":
            condition = format_condition(attributes(each.raw).get("calcext:value", ""))
            if condition is not None:
                yield each, condition


def format_part(found: Format) -> bytes:
    """A conditional format as the part of a sheet has it."""
    rules = b"".join(
        b'<cfRule type="expression" priority="1"><formula>%b</formula></cfRule>'
        % escaped(excel_formula(condition.formula))
        for _, condition in found.formulas
    )
    written = " ".join(map(str, found.areas)).encode()
    return b'<conditionalFormatting sqref="%b">%b</conditionalFormatting>' % (written, rules)
