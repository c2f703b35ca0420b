"""Shared texts taken from one workbook into another: those that are used, in the order of their first use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.errors import NotAWorkbook
from steelyard.ooxml.opc.relationships import of_kind, workbook_part
from steelyard.ooxml.transplant.fragments import fragment
from steelyard.ooxml.xml.scan import children, root, spliced, tags, with_attribute

if TYPE_CHECKING:
    from collections.abc import Callable

    from steelyard.ooxml.opc.package import Package

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


class MovedStrings:
    """The shared texts that moved sheets use, with the numbers that they have in the other workbook."""

    def __init__(self, source: Package, target: Package, font: Callable[[int], int]) -> None:
        """Prepare to move from one workbook to another.

        Args:
            source: the workbook that the sheets come from.
            target: the workbook that they go to; it has no shared texts of its own.
            font: the number of a font in the other workbook, which the reading of a text may name.

        Raises:
            NotAWorkbook: the other workbook has shared texts.
        """
        if of_kind(target, workbook_part(target), "sharedStrings"):
            raise NotAWorkbook(f"{target.where} has shared texts already, so none can be moved into it")
        parts = of_kind(source, workbook_part(source), "sharedStrings")
        self._xml = source.part(parts[0]) if parts else b"<sst></sst>"
        self._structure = source.structure(parts[0]) if parts else self._xml
        self._prefix = root(self._structure).prefix
        whole = next(children(self._structure, 0, len(self._structure)))
        self._items = list(children(self._structure, whole.inside, whole.end))
        self._font = font
        self._numbers: dict[int, int] = {}
        self._uses = 0
        self._moved: list[bytes] = []

    def number(self, old: int) -> int:
        """The number of a text in the other workbook; it is moved when it is first asked for."""
        self._uses += 1
        if old not in self._numbers:
            if not 0 <= old < len(self._items):
                raise NotAWorkbook(f"a cell names the shared text {old}, which the workbook does not have")
            self._numbers[old] = len(self._moved)
            self._moved.append(self._item(old))
        return self._numbers[old]

    def _item(self, old: int) -> bytes:
        item = fragment(self._xml, self._structure, self._items[old], self._prefix)
        edits = []
        for tag in tags(item, b"phoneticPr"):
            font = self._font(int(tag.attributes.get("fontId", "0")))
            edits.append(
                (tag.start, tag.stop, with_attribute(item[tag.start : tag.stop], b"fontId", str(font)))
            )
        return spliced(item, edits)

    @property
    def xml(self) -> bytes:
        """The part with the moved texts; empty where there are none."""
        if not self._moved:
            return b""
        head = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<sst xmlns="%b" count="%d" '
        counts = (MAIN.encode(), self._uses, len(self._moved))
        return (head + b'uniqueCount="%d">%b</sst>') % (*counts, b"".join(self._moved))
