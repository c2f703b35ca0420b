"""What keeps a judgement from being seen: hidden sheets, rows and columns, and merged cells.

Such judgements count all the same, so nothing is refused; but nobody should find out by accident.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.model.draft import Place
from steelyard.model.findings import Finding, Severity
from steelyard.ooxml.addresses import column_letters
from steelyard.ooxml.opc.relationships import workbook_part
from steelyard.ooxml.sheet_index import sheet_part
from steelyard.ooxml.tables import merged_areas
from steelyard.ooxml.xml.scan import root, structure_of, tags, tags_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from steelyard.ooxml.opc.package import Package
    from steelyard.ooxml.tables import Table

YES = ("1", "true")

SHOWN = "{} count all the same; show {}, or remove what should not count"


def hidden(package: Package, judged: Iterable[Table]) -> tuple[Finding, ...]:
    """A warning for everything about these tables that a reader of the sheets would not see."""
    concealed = set(_hidden_sheets(package))
    found: list[Finding] = []
    for table in judged:
        if table.sheet in concealed:
            wanted = SHOWN.format("its judgements", "it")
            found.append(_warning(Place(table.sheet), "a hidden sheet", wanted, "hidden"))
        found += _within(package, table)
    return tuple(found)


def _hidden_sheets(package: Package) -> Iterator[str]:
    part = workbook_part(package)
    for tag in tags_named(structure_of(package.part(part), part), b"sheet"):
        if tag.attributes.get("state", "visible") != "visible":
            yield tag.attributes.get("name", "")


def _within(package: Package, table: Table) -> Iterator[Finding]:
    xml = package.part(sheet_part(package, table.sheet))
    if b"hidden=" in xml:
        yield from _rows_and_columns(xml, table)
    if b"mergeCell" in xml:
        for merged in merged_areas(xml):
            if merged.meets(table.area):
                wanted = "only the first of merged cells holds anything; unmerge them"
                place = Place(table.sheet, at=f"cells {merged}")
                yield _warning(place, "merged cells", wanted, "merged")


def _rows_and_columns(xml: bytes, table: Table) -> Iterator[Finding]:
    structure, area = structure_of(xml, table.sheet), table.area
    prefix = root(structure).prefix
    for tag in tags(structure, prefix + b"row"):
        number = int(tag.attributes.get("r", "0"))
        if tag.attributes.get("hidden") in YES and area.first_row <= number <= area.last_row:
            place = Place(table.sheet, at=f"row {number}")
            yield _warning(place, "a hidden row", SHOWN.format("its judgements", "it"), "hidden")
    for tag in tags(structure, prefix + b"col"):
        first, last = (int(tag.attributes.get(end, "0")) for end in ("min", "max"))
        for number in range(max(first, area.first_column), min(last, area.last_column) + 1):
            if tag.attributes.get("hidden") in YES:
                heading = table.columns[number - area.first_column]
                place = Place(table.sheet, "", heading, f"column {column_letters(number)}")
                yield _warning(place, "a hidden column", SHOWN.format("its judgements", "it"), "hidden")


def _warning(place: Place, found: str, wanted: str, code: str) -> Finding:
    return Finding(place, found, wanted, code, Severity.WARNING)
