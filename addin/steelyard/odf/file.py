"""An OpenDocument spreadsheet as it was read: its parts, and what its content says beside the cells."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from steelyard.errors import NotAWorkbook
from steelyard.odf.content import sheets, spreadsheet
from steelyard.odf.preflight import CONTENT, SIGNATURES, checked
from steelyard.odf.styles import Styles
from steelyard.odf.values import Part
from steelyard.ooxml.dates import DAYS_BEFORE_1904
from steelyard.ooxml.xml.encoding import is_narrow, narrow
from steelyard.ooxml.xml.scan import ATTRIBUTES, Element, attributes, children, structure_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from steelyard.odf.content import SheetContent
    from steelyard.ooxml.opc.archive import Entry

NAMESPACES: Final = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
}
"""The prefixes that every program writes; a file with others is not read."""

_ROOT = re.compile(rb"<([\w.:-]+)(?=[\s/>])" + ATTRIBUTES)
_NOTHING = re.compile(rb"<office:spreadsheet\s*(?:/>|>\s*</office:spreadsheet>)")
_NULL_DATE = re.compile(rb"<table:null-date(?=[\s/>])" + ATTRIBUTES)
_DAYS_BEFORE: Final = {"1899-12-30": 0, "1904-01-01": DAYS_BEFORE_1904}


class Listed(NamedTuple):
    """An element with its attributes, such as a name or a validation."""

    element: Element
    attributes: Mapping[str, str]
    sheet: str
    """The sheet that it belongs to; empty where it belongs to the file."""


class OdsFile:
    """An OpenDocument spreadsheet. It never changes."""

    def __init__(self, data: bytes, where: str) -> None:
        """Take the file in, once it has passed the preflight; see `preflight.checked`."""
        self.entries: Sequence[Entry] = checked(data, where)
        self.where = where
        self._by_name = {entry.name: entry for entry in self.entries}

    def __contains__(self, part: object) -> bool:
        return part in self._by_name

    def part(self, name: str) -> bytes:
        """An XML part, in UTF-8.

        Raises:
            NotAWorkbook: there is no such part, or it is in another encoding.
        """
        if name not in self._by_name:
            raise NotAWorkbook(f"{self.where} is damaged: it has no part {name}")
        content = narrow(self._by_name[name].content)
        if not is_narrow(content):
            raise NotAWorkbook(
                f"{self.where} cannot be read: its part {name} is written neither in UTF-8 nor in UTF-16. "
                "Open it in LibreOffice and save it there first"
            )
        return content

    @cached_property
    def content(self) -> bytes:
        """The part with all sheets."""
        return self.part(CONTENT)

    @cached_property
    def structure(self) -> bytes:
        """The same with comments and the like blanked."""
        structure = structure_of(self.content, f"{self.where}: its part {CONTENT}")
        root = _ROOT.search(structure)
        named = attributes(root[2]) if root else {}
        # A content without any sheet needs none of the names that stand in sheets.
        needed = ("office",) if _NOTHING.search(structure) else NAMESPACES
        if any(named.get(f"xmlns:{prefix}") != NAMESPACES[prefix] for prefix in needed):
            raise NotAWorkbook(
                f"{self.where} cannot be read: its content is written with other prefixes than programs use. "
                "Open it in LibreOffice and save it there first"
            )
        return structure

    @cached_property
    def formulas_declared_at(self) -> int:
        """Where the content is to declare the prefix of formulas; 0 where it does, as of version 1.2.

        In an older file formulas have another prefix, and a program takes one with a prefix that is
        declared nowhere for a mistake.
        """
        root = _ROOT.search(self.structure)
        return 0 if root is None or "xmlns:of" in attributes(root[2]) else root.end()

    @cached_property
    def content_part(self) -> Part:
        """Both."""
        return Part(self.content, self.structure, self.where)

    @cached_property
    def has_calcext(self) -> bool:
        """Whether cells say their kind in the words of LibreOffice, too."""
        return b"xmlns:calcext=" in self.structure[: self.body.start]

    @cached_property
    def body(self) -> Element:
        """The element that holds the sheets."""
        return spreadsheet(self.structure, self.where)

    @cached_property
    def sheets(self) -> tuple[SheetContent, ...]:
        """The sheets in the order of their tabs."""
        return sheets(self.structure, self.body, self.where)

    @cached_property
    def styles(self) -> Styles:
        """The styles of cells, rows, columns and sheets."""
        common = self.part("styles.xml") if "styles.xml" in self else b""
        return Styles([self.structure[: self.body.start], common])

    @cached_property
    def _beside(self) -> tuple[Element, ...]:
        """What stands before the first and after the last sheet."""
        first = self.sheets[0].element.start if self.sheets else self.body.end
        last = self.sheets[-1].element.stop if self.sheets else self.body.end
        return (
            *children(self.structure, self.body.inside, first),
            *children(self.structure, last, self.body.end),
        )

    def group(self, name: bytes) -> Element | None:
        """The element of this name that belongs to the file, such as the list of names."""
        return next((each for each in self._beside if each.name == name), None)

    def listed(self, group: bytes, *, of_sheets: bool = False) -> Iterator[Listed]:
        """The elements in a list that belongs to the file, or in those of its sheets."""
        if of_sheets:
            groups = [(one.name, each) for one in self.sheets for each in one.others if each.name == group]
        else:
            groups = [("", each) for each in self._beside if each.name == group]
        for sheet, parent in groups:
            for each in children(self.structure, parent.inside, parent.end):
                yield Listed(each, attributes(each.raw), sheet)

    @cached_property
    def tracks_changes(self) -> bool:
        """Whether the file keeps a record of changes that somebody is to accept or to reject."""
        return self.group(b"table:tracked-changes") is not None

    @property
    def signed(self) -> bool:
        """Whether somebody vouches for the file with a digital signature."""
        return SIGNATURES in self._by_name

    @cached_property
    def days_before(self) -> int:
        """How many days come before day 0, counted from 1899-12-30.

        Raises:
            NotAWorkbook: the file counts from a day of which Excel knows nothing, so formulas differ.
        """
        settings = self.group(b"table:calculation-settings")
        if settings is None:
            return 0
        found = _NULL_DATE.search(self.structure, settings.inside, settings.end)
        day = attributes(found[1]).get("table:date-value", "1899-12-30") if found else "1899-12-30"
        if day not in _DAYS_BEFORE:
            raise NotAWorkbook(
                f"{self.where} cannot be read: it counts days from {day}. Choose 12/30/1899 in LibreOffice "
                "(Tools > Options > LibreOffice Calc > Calculate > Date) and save it"
            )
        return _DAYS_BEFORE[day]
