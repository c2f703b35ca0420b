"""A new OpenDocument spreadsheet of a workbook that was just built, written without an office.

    data = opendocument_bytes(Package.of(workbook_bytes(model)))

It is made from the parts of the .xlsx, so that looks, widths, rules, charts and names are declared once. What
is made is what steelyard builds; an .xlsx that people own is turned into an .ods by LibreOffice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from steelyard.odf.making.cell_styles import CellStyles
from steelyard.odf.making.drawings import Drawings
from steelyard.odf.making.line_styles import LineStyles
from steelyard.odf.making.markup import HEAD, VERSION, document, element
from steelyard.odf.making.names import Names, Printed, database_ranges
from steelyard.odf.making.pages import Pages
from steelyard.odf.making.parts import (
    cell_styles,
    colour_of,
    row_tags,
    sheet_tree,
    styles_tree,
    theme_colours,
    tree,
    within,
)
from steelyard.odf.making.rules import conditionals, rules_of
from steelyard.odf.making.settings import settings_part
from steelyard.odf.making.sheet import SheetParts, SheetWriter
from steelyard.odf.preflight import CONTENT, MANIFEST, MIMETYPE, SPREADSHEETS
from steelyard.odf.styles import Styles
from steelyard.odf.xml import written_text
from steelyard.ooxml.addresses import row_and_column
from steelyard.ooxml.cell_values import CellValue
from steelyard.ooxml.concealment import hidden_sheets
from steelyard.ooxml.opc.archive import NewEntry, archive
from steelyard.ooxml.opc.relationships import of_kind, workbook_part
from steelyard.ooxml.sheet_cells import cells
from steelyard.ooxml.sheet_index import sheet_parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from xml.etree.ElementTree import Element

    from steelyard.ooxml.opc.package import Package

GENERATOR: Final = "steelyard"
CHARTS: Final = "application/vnd.oasis.opendocument.chart"
_XML: Final = "text/xml"
_MANIFEST: Final = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
_CALCULATION: Final = element(
    "table:calculation-settings",
    {
        "table:case-sensitive": "false",
        "table:automatic-find-labels": "false",
        "table:use-regular-expressions": "false",
        "table:use-wildcards": "true",
    },
)
"""How Excel compares texts and searches."""

_DESCRIPTION: Final = {
    "creator": ("meta:initial-creator", "dc:creator"),
    "title": ("dc:title",),
    "description": ("dc:description",),
    "language": ("dc:language",),
    "created": ("meta:creation-date",),
    "modified": ("dc:date",),
}
"""What a workbook says of itself, and the elements that say it here."""


def opendocument_bytes(package: Package) -> bytes:
    """The spreadsheet that shows what this workbook does. The same workbook gives the same bytes."""
    parts = {"content.xml": b"", **_Book(package).parts()}
    parts["meta.xml"] = _meta(package)
    entries = [NewEntry(MIMETYPE, SPREADSHEETS[0], stored=True)]
    entries += [NewEntry(name, part) for name, part in parts.items()]
    return archive([*entries, NewEntry(MANIFEST, _manifest(parts))])


class _Book:
    """A workbook on its way into an OpenDocument file."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._sheets = sheet_parts(package)
        self._trees = {name: sheet_tree(package, part) for name, part in self._sheets.items()}
        self._looks, self._lines, self._pages = CellStyles(styles_tree(package)), LineStyles(), Pages()
        self._conditional = self._looks.conditional()
        self._names = Names(package)
        self._drawings = Drawings(package, theme_colours(package))

    def parts(self) -> dict[str, bytes]:
        """The parts by their names; those of charts come last."""
        validations, number = b"", 0
        made = {}
        for name in self._sheets:
            made[name] = parts = self._sheet_parts(name, number)
            number += len(parts.rules)
            validations += b"".join(rule.xml for rule in parts.rules)
        pages = {name: self._pages.add(name, tree) for name, tree in self._trees.items()}
        common = self._common()
        styles = Styles([common])
        hidden = hidden_sheets(self._package)
        tables = b"".join(
            SheetWriter(parts, self._looks, self._lines, styles).written(
                self._lines.sheet(pages[name], self._tab(name), hidden=name in hidden)
            )
            for name, parts in made.items()
        )
        return {
            CONTENT: self._content(validations, tables),
            "styles.xml": common,
            "settings.xml": settings_part(self._trees, self._in_sight()),
            **self._drawings.parts,
        }

    def _sheet_parts(self, name: str, rules: int) -> SheetParts:
        tree, part = self._trees[name], self._sheets[name]
        printed = self._names.printed.get(name, Printed())
        return SheetParts(
            name=name,
            tree=tree,
            rows=row_tags(self._package, part),
            cells=self._cells(name, part),
            links=dict(_links(tree)),
            frames=self._drawings.frames(name),
            rules=rules_of(name, tree, rules),
            conditionals=conditionals(name, tree, self._conditional),
            printed=printed.areas,
            header_rows=printed.rows,
            header_columns=printed.columns,
            names=self._names.of_sheets.get(name, b""),
        )

    def _cells(self, name: str, part: str) -> dict[tuple[int, int], CellValue]:
        """The cells of a sheet, those without a value, too: they have a look."""
        held = cells(self._package, name)
        return {
            row_and_column(at): held.get(at, CellValue(None, "", style))
            for at, style in cell_styles(self._package, part).items()
        }

    def _common(self) -> bytes:
        """The part with the styles that have names, and with the pages."""
        return document(
            "office:document-styles",
            self._looks.fonts(),
            element("office:styles", {}, self._looks.common()),
            element("office:automatic-styles", {}, self._pages.layouts()),
            self._pages.masters(),
        )

    def _tab(self, name: str) -> str:
        return colour_of(within(self._trees[name], "sheetPr/tabColor"))

    def _in_sight(self) -> str:
        book = tree(self._package.part(workbook_part(self._package)))
        return [*self._sheets][int(within(book, "bookViews/workbookView").get("activeTab", "0"))]

    def _content(self, validations: bytes, tables: bytes) -> bytes:
        automatic = self._lines.written() + self._looks.automatic()
        body = element(
            "office:spreadsheet",
            {},
            _CALCULATION,
            element("table:content-validations", {}, validations) if validations else b"",
            tables,
            element("table:named-expressions", {}, self._names.of_file) if self._names.of_file else b"",
            database_ranges(self._package),
        )
        return document(
            "office:document-content",
            self._looks.fonts(),
            element("office:automatic-styles", {}, automatic),
            element("office:body", {}, body),
        )


def _links(tree: Element) -> Iterator[tuple[tuple[int, int], str]]:
    """Where cells lead that are links to other cells of the file."""
    for each in tree.iter("hyperlink"):
        sheet, _, cell = each.get("location", "").rpartition("!")
        if sheet:
            yield row_and_column(each.get("ref", "")), f"#{sheet}.{cell}"


def _meta(package: Package) -> bytes:
    """The part with the file's own description."""
    said = {
        each.tag: each.text or ""
        for part in of_kind(package, "", "core-properties")
        for each in tree(package.part(part))
    }
    named = (
        element(name, {}, written_text(said[of].removesuffix("Z")))
        for of, names in _DESCRIPTION.items()
        if said.get(of)
        for name in names
    )
    generator = element("meta:generator", {}, written_text(GENERATOR))
    return document("office:document-meta", element("office:meta", {}, generator, *named))


def _manifest(parts: Mapping[str, bytes]) -> bytes:
    """The list of all parts."""
    folders = dict.fromkeys(f"{name.partition('/')[0]}/" for name in parts if "/" in name)
    kinds = {"/": SPREADSHEETS[0].decode(), **dict.fromkeys(folders, CHARTS), **dict.fromkeys(parts, _XML)}
    entries = (
        element(
            "manifest:file-entry",
            {
                "manifest:full-path": name,
                "manifest:version": VERSION if kind != _XML else None,
                "manifest:media-type": kind,
            },
        )
        for name, kind in kinds.items()
    )
    return HEAD + element(
        "manifest:manifest", {"xmlns:manifest": _MANIFEST, "manifest:version": VERSION}, *entries
    )
