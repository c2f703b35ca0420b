"""Which part points to which, and how the workbook is found among them."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from steelyard.errors import NotAWorkbook
from steelyard.ooxml.xml.scan import tags_named

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from steelyard.ooxml.opc.package import Package


class Relation(NamedTuple):
    """One part's pointer to another."""

    kind: str
    """Last word of its type, such as `worksheet` or `table`."""
    target: str
    """Name of the part it points to."""


def relations_part(part: str) -> str:
    """Name of the part that holds the pointers of another.

    >>> relations_part("xl/worksheets/sheet1.xml")
    'xl/worksheets/_rels/sheet1.xml.rels'
    """
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def relations(package: Package, part: str) -> Mapping[str, Relation]:
    """Pointers of a part to others in the workbook, by id; `""` is the package itself."""
    return package.memo(("relations", part), lambda: dict(_relations(package, part)))


def _relations(package: Package, part: str) -> Iterator[tuple[str, Relation]]:
    where = relations_part(part)
    if where not in package:
        return
    for tag in tags_named(package.structure(where, "a list of relationships"), b"Relationship"):
        pointer = tag.attributes
        if "Id" in pointer and pointer.get("TargetMode") != "External":
            kind = pointer.get("Type", "").rpartition("/")[2]
            if target := _resolved(package, part, pointer.get("Target", "")):
                yield pointer["Id"], Relation(kind, target)


def _resolved(package: Package, part: str, target: str) -> str:
    """Name of the part that a pointer means, or empty if the workbook has none such."""
    joined = target.lstrip("/") if target.startswith("/") else posixpath.join(posixpath.dirname(part), target)
    name = posixpath.normpath(joined)
    for candidate in (name, unquote(name)):
        if candidate in package:
            return package.spelled(candidate)
    return ""


def of_kind(package: Package, part: str, kind: str) -> list[str]:
    """Names of the parts of one kind that a part points to, in order."""
    return [relation.target for relation in relations(package, part).values() if relation.kind == kind]


def workbook_part(package: Package) -> str:
    """Name of the part that lists the sheets.

    Raises:
        NotAWorkbook: there is none.
    """
    found = of_kind(package, "", "officeDocument")
    if not found:
        raise NotAWorkbook(f"{package.where} is damaged: nothing says which part is the workbook")
    return found[0]
