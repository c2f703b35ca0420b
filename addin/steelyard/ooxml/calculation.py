"""What a workbook says about its calculation: the order of its formulas, and when to compute them again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.ooxml.opc.relationships import of_kind, relations_part, workbook_part
from steelyard.ooxml.xml.scan import element_end, root, spliced, tags, tags_named, with_attribute

if TYPE_CHECKING:
    from collections.abc import Callable

    from steelyard.ooxml.opc.package import Package

_CONTENT_TYPES = "[Content_Types].xml"
_AFTER_CALCULATION = (
    b"oleSize",
    b"customWorkbookViews",
    b"pivotCaches",
    b"smartTagPr",
    b"smartTagTypes",
    b"webPublishing",
    b"fileRecoveryPr",
    b"webPublishObjects",
    b"extLst",
)
"""What follows the settings of calculation in a workbook part; the format prescribes this order."""


def without_calc_chain(package: Package) -> Package:
    """The workbook without the list of its formulas, which Excel makes again when it opens the file."""
    workbook = workbook_part(package)
    chains = of_kind(package, workbook, "calcChain")
    if not chains:
        return package
    pointers, gone = relations_part(workbook), {chain.casefold() for chain in chains}
    return package.replaced(
        {
            **dict.fromkeys(chains),
            pointers: _without_elements(
                package,
                pointers,
                b"Relationship",
                lambda pointer: pointer.get("Type", "").endswith("/calcChain"),
            ),
            _CONTENT_TYPES: _without_elements(
                package,
                _CONTENT_TYPES,
                b"Override",
                lambda override: override.get("PartName", "").lstrip("/").casefold() in gone,
            ),
        }
    )


def _without_elements(
    package: Package, part: str, local: bytes, unwanted: Callable[[dict[str, str]], bool]
) -> bytes:
    structure = package.structure(part)
    found = [tag for tag in tags_named(structure, local) if unwanted(tag.attributes)]
    return spliced(package.part(part), [(tag.start, element_end(structure, tag), b"") for tag in found])


def recalculated_on_load(package: Package) -> Package:
    """The workbook with the request that Excel computes every formula when it opens the file.

    LibreOffice ignores the request and shows the results that the file holds.
    """
    name = workbook_part(package)
    xml = package.part(name)
    structure = package.structure(name, "the workbook part")
    prefix = root(structure).prefix
    settings = next(tags(structure, prefix + b"calcPr"), None)
    if settings:
        edit = (settings.start, settings.stop, _asking(xml[settings.start : settings.stop]))
    else:
        at = _place_for_settings(structure, prefix)
        edit = (at, at, b'<%bcalcPr fullCalcOnLoad="1"/>' % prefix)
    return package.replaced({name: spliced(xml, [edit])})


def _asking(tag: bytes) -> bytes:
    end = tag.removesuffix(b">").removesuffix(b"/")
    return with_attribute(end, b"fullCalcOnLoad", "1") + tag[len(end) :]


def _place_for_settings(structure: bytes, prefix: bytes) -> int:
    """Where the settings of calculation belong in a workbook that has none."""
    for name in _AFTER_CALCULATION:
        following = next(tags(structure, prefix + name), None)
        if following:
            return following.start
    return structure.rindex(b"</" + prefix + b"workbook")
