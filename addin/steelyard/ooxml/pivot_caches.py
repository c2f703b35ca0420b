"""Pivot tables over our tables: where a cache takes its rows from, and when it reads them again.

A pivot table shows what its cache holds, and the cache holds what the rows were. Excel reads them again when
it opens the file, if the cache asks for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.ooxml.addresses import Area, sheet_and_area
from steelyard.ooxml.defined_names import defined_names
from steelyard.ooxml.opc.relationships import of_kind, workbook_part
from steelyard.ooxml.sheet_index import sheet_part, sheet_parts
from steelyard.ooxml.tables import tables
from steelyard.ooxml.xml.scan import spliced, tags_named, with_attribute
from steelyard.ooxml.xml.text import unescaped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.ooxml.opc.package import Package
    from steelyard.ooxml.xml.scan import Edit, Tag

_SOURCES = (b"worksheetSource", b"rangeSet")
"""What names the rows of a cache: the one range that it has, or one of several."""


class _Source(NamedTuple):
    """The rows that a cache is made of."""

    cache: str
    """The part of the cache."""
    tag: Tag
    sheet: str
    """Empty where the source is in another workbook or gone."""
    area: Area | None
    """None where a name stands for it, which follows by itself."""


def with_sources_resized(package: Package, sheet: str, old: Area, new: Area) -> Package:
    """The workbook with every pivot cache that takes the rows of a whole table over its new area.

    Args:
        package: the workbook.
        sheet: name of the sheet of the table.
        old: the table as it was, headings included.
        new: the same as it is.
    """
    if old == new:
        return package
    edits: dict[str, list[Edit]] = {}
    for source in _sources(package):
        if source.sheet == sheet and source.area == old:
            raw = package.part(source.cache)[source.tag.start : source.tag.stop]
            edit = (source.tag.start, source.tag.stop, with_attribute(raw, b"ref", str(new)))
            edits.setdefault(source.cache, []).append(edit)
    return package.replaced({cache: spliced(package.part(cache), each) for cache, each in edits.items()})


def with_caches_refreshed(package: Package) -> Package:
    """The workbook in which each pivot cache over a sheet changed since the file was read asks anew."""
    changed: dict[str, bytes | None] = {}
    for source in _sources(package):
        if source.cache not in changed and source.sheet and _is_changed(package, source.sheet):
            whole = package.part(source.cache)
            head = next(tags_named(package.structure(source.cache), b"pivotCacheDefinition"))
            asking = with_attribute(whole[head.start : head.stop - 1], b"refreshOnLoad", "1")
            changed[source.cache] = spliced(whole, [(head.start, head.stop - 1, asking)])
    return package.replaced(changed)


def _is_changed(package: Package, sheet: str) -> bool:
    on_sheet = [table.part for table in tables(package).values() if table.sheet == sheet]
    return any(map(package.is_changed, [sheet_part(package, sheet), *on_sheet]))


def _sources(package: Package) -> Iterator[_Source]:
    for cache in of_kind(package, workbook_part(package), "pivotCacheDefinition"):
        structure = package.structure(cache, "the cache of a pivot table")
        for name in _SOURCES:
            for tag in tags_named(structure, name):
                if not any(attribute.endswith(":id") for attribute in tag.attributes):
                    yield _Source(cache, tag, *_rows_of(package, tag))


def _rows_of(package: Package, tag: Tag) -> tuple[str, Area | None]:
    """Sheet and area of a source; a source in another workbook has neither."""
    name, sheet, ref = (unescaped(tag.attributes.get(word, "")) for word in ("name", "sheet", "ref"))
    if not name:
        known = sheet in sheet_parts(package)
        return (sheet, _area(ref)) if known else ("", None)
    for table in tables(package).values():
        if table.name.casefold() == name.casefold():
            return table.sheet, None
    for each, formula in defined_names(package):
        named = sheet_and_area(formula) if each.casefold() == name.casefold() else None
        if named is not None and named[0] in sheet_parts(package):
            return named[0], None
    return "", None


def _area(written: str) -> Area | None:
    try:
        return Area.parse(written)
    except ValueError:
        return None
