"""What stands in lists of an OpenDocument spreadsheet, made to follow: tables, names, validations, formats.

Each function compares the parts before and after a change and gives the edits of the content. A range that
did not change keeps the way in which it is written.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from steelyard.odf.addresses import Place, as_open, range_text, ranges
from steelyard.odf.formulas import open_expression
from steelyard.odf.rules import format_condition, formats, list_condition, validations
from steelyard.odf.shown_workbook import DATABASES, NAMES, absolute
from steelyard.odf.xml import attribute_text, with_attribute
from steelyard.ooxml.addresses import Area, on_sheet, sheet_and_area
from steelyard.ooxml.opc.relationships import workbook_part
from steelyard.ooxml.sheet_index import sheet_part
from steelyard.ooxml.tables import tables
from steelyard.ooxml.xml.scan import attributes, element_end, tags, tags_named
from steelyard.ooxml.xml.text import text, unescaped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from steelyard.odf.file import OdsFile
    from steelyard.ooxml.opc.package import Package
    from steelyard.ooxml.xml.scan import Edit, Element

_LISTED: Final = re.compile(r"(?:'(?:[^']|'')*'|[^,'])+")
"""One of the areas in a list, whose sheets may have a comma in their names."""

PRINT_AREA, PRINT_TITLES = "_xlnm.Print_Area", "_xlnm.Print_Titles"
MOST_VALIDATED: Final = 1_000_000
"""Cells that one change may give a validation."""


def tag_edit(element: Element, named: Mapping[bytes, str]) -> Edit:
    """The start tag of an element with some attributes set."""
    start = element.start + len(b"<" + element.name)
    raw = element.raw
    for name, value in named.items():
        raw = with_attribute(raw, name, value)
    return start, start + len(element.raw), raw


def table_edits(file: OdsFile, before: Package, after: Package) -> Iterator[Edit]:
    """The database ranges over other areas."""
    old = tables(before)
    moved = {name: table for name, table in tables(after).items() if table.area != old[name].area}
    for each in file.listed(DATABASES) if moved else ():
        table = moved.get(each.attributes.get("table:name", ""))
        if table is not None:
            address = range_text(Place(table.sheet, table.area))
            yield tag_edit(each.element, {b"table:target-range-address": address})


def defined(package: Package) -> dict[tuple[str, str], str]:
    """The names of a workbook: what each stands for, by name and place of the sheet that it belongs to."""
    part = workbook_part(package)
    structure, xml = package.structure(part), package.part(part)
    return {
        (unescaped(tag.attributes.get("name", "")), tag.attributes.get("localSheetId", "")): unescaped(
            text(xml[tag.stop : structure.index(b"</", tag.stop)])
        )
        for tag in tags_named(structure, b"definedName")
        if not tag.closed
    }


def name_edits(file: OdsFile, before: Package, after: Package) -> Iterator[Edit]:
    """Names that stand for something else, and new ones; not what is printed, which is no name here."""
    old, new = defined(before), defined(after)
    changed = {
        key: target
        for key, target in new.items()
        if old.get(key) != target and key[0] not in (PRINT_AREA, PRINT_TITLES)
    }
    order = {sheet.name: str(at) for at, sheet in enumerate(file.sheets)}
    for each in (*file.listed(NAMES), *file.listed(NAMES, of_sheets=True)) if changed else ():
        key = each.attributes.get("table:name", ""), order.get(each.sheet, "")
        if key in changed and key in old:
            yield tag_edit(each.element, _named(changed[key], each.attributes))
    fresh = {
        name: target for (name, sheet), target in changed.items() if (name, sheet) not in old and not sheet
    }
    if fresh:
        yield _added_names(file, fresh)


def _named(target: str, there: Mapping[str, str]) -> dict[bytes, str]:
    """What an element of a name says of what it stands for."""
    if "table:cell-range-address" in there:
        return {b"table:cell-range-address": _cells(target)}
    sign = "of:=" if there.get("table:expression", "").startswith("of:=") else ""
    return {b"table:expression": sign + open_expression(target)}


def _cells(target: str) -> str:
    """The cells that a name stands for; a single one is no range."""
    found = sheet_and_area(target)
    return as_open(on_sheet(found[0], absolute(found[1])) if found else target)


def _added_names(file: OdsFile, fresh: Mapping[str, str]) -> Edit:
    """New names behind those that the file has; a name of cells begins to count at the first cell."""
    base = as_open(f"'{file.sheets[0].name.replace(chr(39), chr(39) * 2)}'!$A$1")
    new = b"".join(
        b'<table:named-range table:name="%b" table:base-cell-address="%b" table:cell-range-address="%b"/>'
        % (attribute_text(name), attribute_text(base), attribute_text(_cells(target)))
        for name, target in fresh.items()
    )
    group = file.group(NAMES)
    if group is not None and group.inside < group.stop:
        return group.end, group.end, new
    whole = b"<table:named-expressions>%b</table:named-expressions>" % new
    if group is not None:
        return group.start, group.stop, whole
    at = file.sheets[-1].element.stop
    return at, at, whole


class Printed(NamedTuple):
    """What becomes of the print set-up of a sheet."""

    areas: tuple[Place, ...]
    """What is printed; nothing where that stays."""
    titles: str
    """The rows and columns that every page is to repeat, where there were none; else empty."""


def printed(file: OdsFile, before: Package, after: Package) -> dict[str, Printed]:
    """The sheets whose print set-up is another now."""
    old, new = defined(before), defined(after)
    found = {}
    for at, sheet in enumerate(file.sheets):
        area, titles = (PRINT_AREA, str(at)), (PRINT_TITLES, str(at))
        other = new.get(area, "") if new.get(area) != old.get(area) else ""
        fresh = new[titles] if titles in new and titles not in old else ""
        if other or fresh:
            listed = map(sheet_and_area, _LISTED.findall(other))
            found[sheet.name] = Printed(tuple(Place(*each) for each in listed if each), fresh)
    return found


def print_name_edits(file: OdsFile, changed: Mapping[str, Printed]) -> Iterator[Edit]:
    """The names in which LibreOffice keeps the print area of an .xlsx beside its own."""
    for each in file.listed(NAMES, of_sheets=True) if changed else ():
        now = changed.get(each.sheet)
        if now and len(now.areas) == 1 and each.attributes.get("table:name") == PRINT_AREA:
            target = on_sheet(now.areas[0].sheet, absolute(now.areas[0].area))
            yield tag_edit(each.element, {b"table:cell-range-address": as_open(target)})


class _Validation(NamedTuple):
    areas: tuple[Area, ...]
    formula: str


def _validations(package: Package, sheet: str) -> dict[str, _Validation]:
    """The validations of a sheet by the name that stands for each; see `rules.validation_part`."""
    part = sheet_part(package, sheet)
    structure, xml = package.structure(part, "a sheet"), package.part(part)
    found = {}
    for tag in tags(structure, b"dataValidation"):
        end = element_end(structure, tag)
        formula = next(tags(structure, b"formula1", tag.stop, end), None)
        shown = b"" if formula is None else xml[formula.stop : structure.index(b"<", formula.stop)]
        name = unescaped(tag.attributes.get("error", ""))
        areas = tuple(Area.parse(each) for each in tag.attributes.get("sqref", "").split())
        found[name] = _Validation(areas, unescaped(text(shown)) if shown else "")
    return found


def newly_validated(before: Package, after: Package, sheet: str) -> Iterator[tuple[int, int, str]]:
    """Row, column and name of the validation of each cell that gets one."""
    old = _validations(before, sheet)
    for name, now in _validations(after, sheet).items():
        there = old[name].areas if name in old else ()
        fresh = [area for area in now.areas if area not in there]
        for area in fresh if sum(area.size for area in fresh) <= MOST_VALIDATED else ():
            known = [each for each in there if each.meets(area)]
            for row in range(area.first_row, area.last_row + 1):
                for column in range(area.first_column, area.last_column + 1):
                    if not any(each.holds(row, column) for each in known):
                        yield row, column, name


def validation_edits(file: OdsFile, before: Package, after: Package, changed: list[str]) -> Iterator[Edit]:
    """The conditions of validations whose list stands elsewhere now."""
    now: dict[str, str] = {}
    for sheet in changed:
        old = _validations(before, sheet)
        now |= {
            name: each.formula
            for name, each in _validations(after, sheet).items()
            if name in old and old[name].formula != each.formula
        }
    for name, listed in validations(file).items() if now else ():
        condition = list_condition(listed.attributes.get("table:condition", ""))
        if name in now and condition is not None:
            written = condition._replace(formula=open_expression(now[name]))
            yield tag_edit(listed.element, {b"table:condition": "".join(written)})


def _formats(package: Package, sheet: str) -> list[tuple[str, tuple[str, ...]]]:
    """The areas and the formulas of each conditional format of a sheet, in order."""
    part = sheet_part(package, sheet)
    structure, xml = package.structure(part, "a sheet"), package.part(part)
    found = []
    for tag in tags(structure, b"conditionalFormatting"):
        end = element_end(structure, tag)
        formulas = tuple(
            unescaped(text(xml[each.stop : structure.index(b"<", each.stop)]))
            for each in tags(structure, b"formula", tag.stop, end)
        )
        found.append((tag.attributes.get("sqref", ""), formulas))
    return found


def format_edits(file: OdsFile, before: Package, after: Package, changed: list[str]) -> Iterator[Edit]:
    """The conditional formats over other cells, and their conditions."""
    for sheet in changed:
        old, new = _formats(before, sheet), _formats(after, sheet)
        if old == new:
            continue
        for each, was, now in zip(formats(file, sheet), old, new, strict=True):
            if was[0] != now[0]:
                target = ranges([Place(sheet, Area.parse(area)) for area in now[0].split()])
                yield tag_edit(each.listed.element, {b"calcext:target-range-address": target})
            for (element, _), then, formula in zip(each.formulas, was[1], now[1], strict=True):
                condition = format_condition(attributes(element.raw).get("calcext:value", ""))
                if then != formula and condition is not None:
                    written = condition._replace(formula=open_expression(formula))
                    yield tag_edit(element, {b"calcext:value": "".join(written)})
