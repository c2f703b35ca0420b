"""What a workbook part says of its sheets and names, and how more of both are put into it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from steelyard.ooxml.opc.relationships import of_kind, workbook_part
from steelyard.ooxml.sheet_index import sheet_parts
from steelyard.ooxml.transplant.arrivals import OFFICE
from steelyard.ooxml.xml.scan import root, spliced, tags_named
from steelyard.ooxml.xml.text import escaped, quoted, text, unescaped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from steelyard.ooxml.opc.package import Package

FILTER: Final = "_xlnm._FilterDatabase"
"""The hidden name that programs give to the range of a filter."""

_OF_SHEETS: Final = ("_xlnm.Print_Area", "_xlnm.Print_Titles", FILTER)
"""Names that programs define for a sheet."""
_MACRO = ("function", "vbProcedure", "xlm")


class Name(NamedTuple):
    """A defined name."""

    name: str
    formula: str
    sheet: str = ""
    """The sheet that it belongs to; empty where it belongs to the workbook."""
    hidden: bool = False
    macro: bool = False

    @property
    def of_program(self) -> bool:
        """Whether a program defined it for the print or the filter of a sheet."""
        return self.name in _OF_SHEETS


def names(package: Package) -> tuple[Name, ...]:
    """Every name of a workbook, in order."""
    return package.memo("transplant names", lambda: tuple(_names(package)))


def _names(package: Package) -> Iterator[Name]:
    part = workbook_part(package)
    structure, xml = package.structure(part), package.part(part)
    sheets = [unescaped(tag.attributes.get("name", "")) for tag in tags_named(structure, b"sheet")]
    for tag in tags_named(structure, b"definedName"):
        if not tag.closed:
            found, stop = tag.attributes, structure.index(b"</", tag.stop)
            place = found.get("localSheetId", "")
            yield Name(
                unescaped(found.get("name", "")),
                unescaped(text(xml[tag.stop : stop])).strip(),
                sheets[int(place)] if place.isdecimal() and int(place) < len(sheets) else "",
                _is_on(found.get("hidden")),
                any(_is_on(found.get(each)) for each in _MACRO),
            )


def _is_on(written: str | None) -> bool:
    return written in ("1", "true")


def hidden_sheets(package: Package) -> frozenset[str]:
    """Names of the sheets that nobody sees."""
    tags = tags_named(package.structure(workbook_part(package)), b"sheet")
    hidden = (tag for tag in tags if tag.attributes.get("state", "visible") != "visible")
    return frozenset(unescaped(tag.attributes.get("name", "")) for tag in hidden)


def counts_from_1904(package: Package) -> bool:
    """Whether a workbook counts its days from 1904."""
    found = next(tags_named(package.structure(workbook_part(package)), b"workbookPr"), None)
    return found is not None and _is_on(found.attributes.get("date1904"))


def with_sheets(package: Package, pointers: Mapping[str, str], new: Sequence[Name]) -> bytes:
    """The workbook part with more sheets behind those that it has, and with more names.

    Args:
        package: the workbook.
        pointers: ids of the pointers to the new sheets, by their names.
        new: names for them and for the workbook.
    """
    part = workbook_part(package)
    structure = package.structure(part)
    prefix = root(structure).prefix
    there = list(tags_named(structure, b"sheet"))
    free = max(int(tag.attributes.get("sheetId", "0")) for tag in there) + 1
    tabs = b"".join(
        b'<%bsheet xmlns:r="%b" name="%b" sheetId="%d" r:id="%b"/>'
        % (prefix, OFFICE.encode(), quoted(sheet), number, quoted(pointer))
        for number, (sheet, pointer) in enumerate(pointers.items(), free)
    )
    places = {sheet: place for place, sheet in enumerate([*sheet_parts(package), *pointers])}
    listed = b"".join(_written(each, prefix, places) for each in new)
    at = structure.index(b"</" + prefix + b"sheets")
    edits = [(at, at, tabs)]
    held = structure.find(b"</" + prefix + b"definedNames")
    if held >= 0:
        edits.append((held, held, listed))
    elif listed:
        whole = b"<#definedNames>%b</#definedNames>".replace(b"#", prefix) % listed
        after = structure.index(b">", at) + 1
        edits.append((after, after, whole))
    return spliced(package.part(part), edits)


def _written(name: Name, prefix: bytes, places: Mapping[str, int]) -> bytes:
    own = b' localSheetId="%d"' % places[name.sheet] if name.sheet else b""
    hidden = b' hidden="1"' if name.hidden else b""
    tag = prefix + b"definedName"
    return b'<%b name="%b"%b%b>%b</%b>' % (tag, quoted(name.name), own, hidden, escaped(name.formula), tag)


def theme(package: Package) -> str:
    """The part with the theme of a workbook; empty where it has none."""
    return next(iter(of_kind(package, workbook_part(package), "theme")), "")


def spilling(package: Package) -> frozenset[int]:
    """The metadata of cells that say that a formula spills, by their numbers, counted from 1."""
    parts = of_kind(package, workbook_part(package), "sheetMetadata")
    if not parts:
        return frozenset()
    structure = package.structure(parts[0])
    kinds = [tag.attributes.get("name", "") for tag in tags_named(structure, b"metadataType")]
    start = structure.find(b"cellMetadata")
    records = tags_named(structure, b"rc", start, structure.find(b"cellMetadata", start + 1))
    found = [int(tag.attributes.get("t", "0")) for tag in records] if start >= 0 else []
    return frozenset(
        place for place, kind in enumerate(found, 1) if 0 < kind <= len(kinds) and kinds[kind - 1] == "XLDAPR"
    )
