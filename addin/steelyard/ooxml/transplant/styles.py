"""Cell formats taken from one workbook into another: those that are used, in the order of their first use."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from steelyard.ooxml.opc.relationships import of_kind, workbook_part
from steelyard.ooxml.transplant.fragments import fragment, outermost
from steelyard.ooxml.xml.scan import (
    ATTRIBUTES,
    attributes,
    child,
    children,
    root,
    spliced,
    with_attribute,
    without_attribute,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.ooxml.opc.package import Package
    from steelyard.ooxml.xml.scan import Edit, Element

FIRST_CUSTOM = 164
"""Number of the first format of numbers that a file spells out."""

_LISTS = {b"fontId": b"fonts", b"fillId": b"fills", b"borderId": b"borders"}
"""The lists that a cell format names an entry of, by its attribute."""
_ANY = re.compile(rb"<([\w.-]+)(?=[\s/>])" + ATTRIBUTES)
_SAYS_LITTLE = (b"family", b"charset")
"""Properties of a font that follow from its name."""
_ORDER = (
    *(b"numFmts", b"fonts", b"fills", b"borders", b"cellStyleXfs", b"cellXfs", b"cellStyles", b"dxfs"),
    *(b"tableStyles", b"colors", b"extLst"),
)


class _Styles:
    """The part of a workbook that holds its cell formats."""

    def __init__(self, package: Package) -> None:
        found = of_kind(package, workbook_part(package), "styles")
        self.part = found[0] if found else ""
        self.xml = package.part(self.part) if found else b"<styleSheet></styleSheet>"
        self.structure = package.structure(self.part) if found else self.xml
        self.prefix = root(self.structure).prefix
        self.whole = next(children(self.structure, 0, len(self.structure)))
        self.lists = {
            each.local: each for each in children(self.structure, self.whole.inside, self.whole.end)
        }
        self._entries: dict[bytes, list[Element]] = {}

    def entries(self, name: bytes) -> list[Element]:
        """The entries of a list; empty where there is no such list."""
        if name not in self._entries:
            held = self.lists.get(name)
            inside = children(self.structure, held.inside, held.end) if held else ()
            self._entries[name] = list(inside)
        return self._entries[name]

    def formats(self) -> dict[int, str]:
        """The formats of numbers that the part spells out, by their number."""
        found = (attributes(each.raw) for each in self.entries(b"numFmts"))
        return {int(each.get("numFmtId", "0")): each.get("formatCode", "") for each in found}

    def moved(self, name: bytes, number: int, to: bytes) -> bytes:
        """An entry as another part has it; empty where there is none of this number."""
        entries = self.entries(name)
        if not 0 <= number < len(entries):
            return b""
        return fragment(self.xml, self.structure, entries[number], self.prefix, to)


class MovedStyles:
    """What the sheets of one workbook use of its cell formats, with the numbers that it has in another."""

    def __init__(self, source: Package, target: Package) -> None:
        """Prepare to move from one workbook to another."""
        self._source, self._target = _Styles(source), _Styles(target)
        self._formats = {code: number for number, code in reversed([*self._target.formats().items()])}
        self._source_formats = self._source.formats()
        self._next_format = max([FIRST_CUSTOM - 1, *self._formats.values()]) + 1
        self._new: dict[bytes, list[bytes]] = {}
        self._known: dict[tuple[bytes, int], int] = {}
        self.themed = False
        """Whether something that was moved takes a colour or a font from the theme."""

    def cell(self, number: int) -> int:
        """The number of a cell format in the other workbook."""
        return self._moved(b"cellXfs", number) if number else self._plain()

    def differential(self, number: int) -> int:
        """The number of a format of a rule or a table in the other workbook; -1 where there is none."""
        return self._moved(b"dxfs", number)

    def font(self, number: int) -> int:
        """The number of a font in the other workbook."""
        return self._moved(b"fonts", number)

    def _plain(self) -> int:
        """Number of the format of cells that name none: it stays the first where that looks alike."""
        same = [self._look(styles) for styles in (self._source, self._target)]
        return 0 if same[0] == same[1] else self._moved(b"cellXfs", 0)

    @staticmethod
    def _look(styles: _Styles) -> list[list[tuple[bytes, list[tuple[str, str]]]]]:
        """How the first format looks, however it is written."""
        formats = styles.entries(b"cellXfs")
        named = attributes(formats[0].raw) if formats else {}
        entries = (
            styles.moved(held, int(named.get(name.decode(), "0")), b"") for name, held in _LISTS.items()
        )
        return [
            sorted(
                (tag[1], sorted(attributes(tag[2]).items()))
                for tag in _ANY.finditer(entry)
                if tag[2] and tag[1] not in _SAYS_LITTLE and b'"none"' not in tag[2]
            )
            for entry in entries
        ]

    def _moved(self, held: bytes, number: int) -> int:
        if (held, number) not in self._known:
            entry = self._source.moved(held, number, self._target.prefix)
            if not entry:
                return -1 if held == b"dxfs" else 0
            self.themed = self.themed or b"theme=" in entry or b"scheme" in entry
            if held == b"cellXfs":
                entry = self._cell_format(entry)
            elif held == b"dxfs":
                entry = self._differential(entry)
            new = self._new.setdefault(held, [])
            if entry not in new:
                new.append(entry)
            self._known[held, number] = len(self._target.entries(held)) + new.index(entry)
        return self._known[held, number]

    def _cell_format(self, entry: bytes) -> bytes:
        """A cell format that names the entries of the other workbook; it belongs to no named style."""
        whole = next(children(entry, 0, len(entry)))
        raw = whole.raw
        named = attributes(raw)
        for name, held in _LISTS.items():
            number = self._moved(held, int(named.get(name.decode(), "0")))
            raw = with_attribute(raw, name, str(number))
        raw = with_attribute(raw, b"numFmtId", str(self._format(int(named.get("numFmtId", "0")))))
        raw = without_attribute(raw, b"xfId")
        raw = with_attribute(raw, b"xfId", "0")
        for name in (b"applyFont", b"applyFill", b"applyBorder", b"applyNumberFormat"):
            raw = with_attribute(raw, name, "1")
        for name in (b"alignment", b"protection"):
            if child(entry, whole, name):
                raw = with_attribute(raw, b"apply" + name.capitalize(), "1")
        start = 1 + len(whole.name)
        return entry[:start] + raw + entry[start + len(whole.raw) :]

    def _format(self, number: int) -> int:
        """The number of a format of numbers in the other workbook; built-in ones keep theirs."""
        code = self._source_formats.get(number)
        return number if code is None else self._number_of(code)

    def _number_of(self, code: str) -> int:
        """The number of a format that the other workbook spells out, by now."""
        if code not in self._formats:
            self._formats[code] = self._next_format
            raw = with_attribute(b"", b"numFmtId", str(self._next_format))
            raw = with_attribute(raw, b"formatCode", code)
            self._new.setdefault(b"numFmts", []).append(b"<%bnumFmt%b/>" % (self._target.prefix, raw))
            self._next_format += 1
        return self._formats[code]

    def _differential(self, entry: bytes) -> bytes:
        """A format of a rule, whose format of numbers has a number of the other workbook."""
        whole = next(children(entry, 0, len(entry)))
        found = child(entry, whole, b"numFmt")
        if found is None:
            return entry
        number = self._number_of(attributes(found.raw).get("formatCode", ""))
        raw = with_attribute(found.raw, b"numFmtId", str(number))
        start = found.start + 1 + len(found.name)
        return spliced(entry, [(start, start + len(found.raw), raw)])

    def part(self) -> tuple[str, bytes]:
        """The name of the other workbook's part, and what it holds with all that was moved."""
        target = self._target
        return target.part, spliced(target.xml, outermost(self._edits(target)))

    def _edits(self, target: _Styles) -> Iterator[Edit]:
        for held, new in self._new.items():
            there, count = target.lists.get(held), len(target.entries(held)) + len(new)
            name = target.prefix + held
            if there is not None and there.inside < there.stop:
                raw = with_attribute(there.raw, b"count", str(count))
                start = there.start + 1 + len(there.name)
                yield start, start + len(there.raw), raw
                yield there.end, there.end, b"".join(new)
                continue
            whole = b'<%b count="%d">%b</%b>' % (name, count, b"".join(new), name)
            if there is not None:
                yield there.start, there.stop, whole
            else:
                at = self._place(target, held)
                yield at, at, whole

    @staticmethod
    def _place(target: _Styles, held: bytes) -> int:
        """Where a list belongs that the part does not have; the format prescribes the order."""
        after = _ORDER[_ORDER.index(held) + 1 :]
        return next((target.lists[name].start for name in after if name in target.lists), target.whole.end)
