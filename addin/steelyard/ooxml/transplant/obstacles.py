"""Which sheets can be taken into another workbook, and what of them stays behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from steelyard.errors import HostileWorkbook, NotAWorkbook
from steelyard.ooxml.formula_references import Refers, references
from steelyard.ooxml.opc.relationships import of_kind, relations, relations_part, workbook_part
from steelyard.ooxml.sheet_cells import cells
from steelyard.ooxml.transplant.arrivals import EXTENSIONS
from steelyard.ooxml.transplant.strings import MAIN
from steelyard.ooxml.xml.scan import attributes, children, root, tags_named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.ooxml.opc.package import Package
    from steelyard.ooxml.xml.scan import Element

_KEPT = b"""
sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection autoFilter
sortState mergeCells phoneticPr conditionalFormatting dataValidations hyperlinks printOptions
pageMargins pageSetup headerFooter rowBreaks colBreaks ignoredErrors drawing picture tableParts
extLst
"""

KEPT: Final = frozenset(_KEPT.split())
"""The elements of a sheet that are taken along."""

DROPPED: Final = {
    b"protectedRanges": "ranges with people who may change them",
    b"scenarios": "scenarios of what-if analysis",
    b"dataConsolidate": "a consolidation",
    b"customSheetViews": "views of their own",
    b"customProperties": "custom properties",
    b"cellWatches": "",
    b"smartTags": "smart tags",
    b"legacyDrawing": "",
    b"legacyDrawingHF": "pictures of headers and footers",
    b"drawingHF": "pictures of headers and footers",
    b"oleObjects": "embedded files",
    b"controls": "controls",
    b"webPublishItems": "",
}
"""The elements that stay behind, with the words for what goes with them."""

EXTENSIONS_KEPT: Final = frozenset(
    (
        "{78C0D931-6437-407D-A8EE-F0AAD7539E65}",  # conditional formats
        "{CCE6A557-97BC-4B89-ADB6-D9C93CAAB3DF}",  # validations
        "{05C60535-1F16-4FD2-B633-F4F36F0B64E0}",  # sparklines
    )
)
"""The extensions of a sheet that are taken along, by their number."""

_PARTS_DROPPED = {
    "comments": "comments",
    "threadedComment": "threaded comments",
    "printerSettings": "printer settings",
    "namedSheetView": "views of their own",
}
"""Kinds of parts that stay behind, in words; those of other elements are said with the element."""
_SILENT = ("vmlDrawing", "customProperty", "ctrlProp", "control", "oleObject", "package", "person")
TAKEN: Final = {
    "worksheet": ("drawing", "table", "image"),
    "drawing": ("chart", "image"),
    "chart": ("chartStyle", "chartColorStyle", "chartUserShapes", "themeOverride", "image"),
    "chartUserShapes": ("image",),
}
"""The kinds of parts that are taken along, by the kind of the part that has them."""
_KINDS = {
    "pivotTable": "a pivot table",
    "slicer": "a slicer",
    "timeline": "a timeline",
    "queryTable": "a table that is filled by a query",
    "chartEx": "a chart of a kind that is not carried",
    "diagramData": "a diagram",
    "tableSingleCells": "cells that are mapped to XML",
    "package": "an embedded file",
    "oleObject": "an embedded file",
}
_SHEETS = {
    "chartsheet": "it is a chart sheet",
    "dialogsheet": "it is a dialog sheet",
    "xlMacrosheet": "it is a macro sheet",
    "xlIntlMacrosheet": "it is a macro sheet",
}


def obstacle(package: Package, sheet: str, part: str) -> str:
    """Why a sheet cannot be taken into another workbook, as a sentence; empty where it can."""
    kinds = {each.target: each.kind for each in relations(package, workbook_part(package)).values()}
    if kinds.get(part) != "worksheet":
        return _SHEETS.get(kinds.get(part, ""), "it is no sheet of cells")
    if root(package.structure(part)).namespace != MAIN:
        return "it is written in the strict form of the file format"
    held = next(_strange_elements(package, part), "") or next(_strange_parts(package, part, "worksheet"), "")
    held = held or next(_strange_content(package, part), "")
    return f"it holds {held}" if held else _in_cells(package, sheet)


def _in_cells(package: Package, sheet: str) -> str:
    try:
        found = cells(package, sheet)
    except HostileWorkbook:
        return "it has more cells than are read"
    except NotAWorkbook:
        return "it is damaged"
    linked = any(
        piece.refers is Refers.OUTSIDE and "[" in piece.text
        for cell in found.values()
        if "[" in cell.formula
        for piece in references(cell.formula)
    )
    return "a formula of it refers to another workbook" if linked else ""


def top_elements(package: Package, part: str) -> tuple[Element, ...]:
    """The elements right below the root of a part."""
    structure = package.structure(part)
    whole = next(children(structure, 0, len(structure)))
    return tuple(children(structure, whole.inside, whole.end))


def alternative(structure: bytes, element: Element) -> bytes:
    """Local name of the one element in all versions of a piece of a sheet; empty if there are others."""
    versions = children(structure, element.inside, element.end)
    held = {inner.local for each in versions for inner in children(structure, each.inside, each.end)}
    return held.pop() if len(held) == 1 else b""


def _strange_elements(package: Package, part: str) -> Iterator[str]:
    structure = package.structure(part)
    prefix = root(structure).prefix
    for each in top_elements(package, part):
        if each.local == b"AlternateContent":
            if alternative(structure, each) not in DROPPED:
                yield "content in several versions"
        elif each.name != prefix + each.local or each.local not in (*KEPT, *DROPPED):
            yield f"an element {each.local.decode()!r}, which is not carried"
        elif each.local == b"extLst":
            for one in children(structure, each.inside, each.end):
                if attributes(one.raw).get("uri", "").upper() not in EXTENSIONS_KEPT | EXTENSIONS_LOST:
                    is_slicer = b"slicer" in structure[one.start : one.stop]
                    yield "a slicer" if is_slicer else "an extension that is not carried"


EXTENSIONS_LOST: Final = frozenset(("{01252117-D84E-4E92-8308-4BE1C098FCBB}",))
"""Extensions that stay behind without a word: errors that are not marked."""


def _strange_parts(package: Package, part: str, kind: str) -> Iterator[str]:
    """What a part, or a part that goes with it, has that cannot be taken along."""
    for each in relations(package, part).values():
        if each.kind in TAKEN.get(kind, ()):
            if each.kind == "image" and each.target.rpartition(".")[2].lower() not in EXTENSIONS:
                yield "a picture of an unknown kind"
            yield from _strange_parts(package, each.target, each.kind)
        elif kind != "worksheet" or each.kind not in (*_PARTS_DROPPED, *_SILENT):
            yield _KINDS.get(each.kind, f"a part of the kind {each.kind!r}, which is not carried")
    pointers = relations_part(part)
    if pointers in package:
        for tag in tags_named(package.structure(pointers), b"Relationship"):
            is_link = tag.attributes.get("Type", "").endswith("/hyperlink")
            if tag.attributes.get("TargetMode") == "External" and not is_link:
                yield "something that is fetched from outside"


def _strange_content(package: Package, part: str) -> Iterator[str]:
    """What the elements of a sheet, its charts and its tables say that cannot be taken along."""
    structure = package.structure(part)
    if b"AlternateContent" in _data(package, part):
        yield "cells in several versions"
    if any("vm" in tag.attributes for tag in tags_named(structure, b"c") if b" vm=" in structure):
        yield "pictures or data types in cells"
    charts = (
        each for drawing in of_kind(package, part, "drawing") for each in of_kind(package, drawing, "chart")
    )
    if any(b"pivotSource" in package.structure(each) for each in charts):
        yield "a chart of a pivot table"
    for each in of_kind(package, part, "table"):
        head = next(tags_named(package.structure(each), b"table"), None)
        if head is None or head.attributes.get("tableType", "worksheet") != "worksheet":
            yield "a table that is filled from elsewhere"


def _data(package: Package, part: str) -> bytes:
    structure = package.structure(part)
    found = next((each for each in top_elements(package, part) if each.local == b"sheetData"), None)
    return structure[found.start : found.stop] if found else b""


def left_behind(package: Package, part: str) -> Iterator[str]:
    """What of a sheet stays behind, in words."""
    structure = package.structure(part)
    said = [
        _PARTS_DROPPED[each.kind] for each in relations(package, part).values() if each.kind in _PARTS_DROPPED
    ]
    for each in top_elements(package, part):
        local = alternative(structure, each) if each.local == b"AlternateContent" else each.local
        said.append(DROPPED.get(local, ""))
    yield from dict.fromkeys(filter(None, said))
