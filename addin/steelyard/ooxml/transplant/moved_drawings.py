"""Drawings and charts of a sheet as another workbook has them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from steelyard.ooxml.formula_references import Refers, references
from steelyard.ooxml.transplant.fragments import outermost
from steelyard.ooxml.xml.scan import (
    ATTRIBUTES,
    children,
    element_end,
    spliced,
    tags_named,
    with_attribute,
    without_attribute,
)
from steelyard.ooxml.xml.text import escaped, text, unescaped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from steelyard.ooxml.transplant.moves import Moves
    from steelyard.ooxml.xml.scan import Edit, Tag

_SHAPES = (b"sp", b"cxnSp", b"pic", b"graphicFrame")
_OF_CONTROLS = b"compatExt"
"""Stands in the shape of a control or of an embedded file, which stays behind."""
_CACHE = re.compile(rb"<((?:[\w.-]+:)?\w*Cache)(?=[\s/>])" + ATTRIBUTES + rb"(?:/>|>.*?</\1\s*>)", re.DOTALL)
_FIELD = re.compile(rb"<((?:[\w.-]+:)?fld)(?=[\s/>])" + ATTRIBUTES + rb">.*?</\1\s*>", re.DOTALL)
_FIELD_TEXT = re.compile(rb"(<((?:[\w.-]+:)?t)(?:\s[^>]*)?>)[^<]*(?=</\2\s*>)")
_REFERENCES = (b"f", b"sqref")
"""The elements of a chart that name cells."""


def moved_drawing(xml: bytes, structure: bytes, moves: Moves) -> bytes:
    """A drawing, or the shapes on a chart, without texts that come from sheets whose values stay behind."""
    whole = next(children(structure, 0, len(structure)))
    edits: list[Edit] = [
        (anchor.start, anchor.stop, b"")
        for anchor in children(structure, whole.inside, whole.end)
        if _OF_CONTROLS in structure[anchor.start : anchor.stop]
    ]
    for name in _SHAPES:
        for tag in tags_named(structure, name):
            edits += _shape(xml, structure, tag, moves)
    return spliced(xml, outermost(edits))


def _shape(xml: bytes, structure: bytes, tag: Tag, moves: Moves) -> Iterator[Edit]:
    end = b"/>" if tag.closed else b">"
    raw = old = xml[tag.start : tag.stop].removesuffix(end)
    if tag.attributes.get("macro"):
        raw = with_attribute(raw, b"macro", "")
    if linked := unescaped(tag.attributes.get("textlink", "")):
        now = moves.follow(linked, fixed=True)
        if now is None:
            moves.gone.append("the text of a shape")
            raw = without_attribute(raw, b"textlink")
        elif now != linked:
            raw = with_attribute(raw, b"textlink", now)
        if not _is_shown([linked], moves):
            stop = element_end(structure, tag)
            for found in _FIELD_TEXT.finditer(structure, tag.stop, stop):
                yield found.end(1), found.end(), b""
    if raw != old:
        yield tag.start, tag.stop, raw + end


def moved_chart(xml: bytes, structure: bytes, moves: Moves) -> bytes:
    """A chart without the series that cannot follow; its caches go unless all it shows keeps its values."""
    spans = [
        [(tag.start, element_end(structure, tag)) for tag in tags_named(structure, name)]
        for name in (b"ser", b"tx")
    ]
    edits: list[Edit] = []
    shown: list[str] = []
    gone: dict[tuple[int, int], str] = {}
    for start, stop in _formulas(structure):
        old = unescaped(text(xml[start:stop])).strip()
        now = moves.follow(old, fixed=True)
        shown.append(old)
        if now is None:
            around = next((span for held in spans for span in held if span[0] < start < span[1]), None)
            edits.append((*around, b"") if around else (start, stop, b"#REF!"))
            gone[around or (start, stop)] = (
                "a series of a chart" if around in spans[0] else "a text of a chart"
            )
        elif now != old:
            edits.append((start, stop, escaped(now)))
    moves.gone.extend(gone.values())
    if not _is_shown(shown, moves):
        edits += [(*found.span(), b"") for found in _CACHE.finditer(structure)]
        for field in _FIELD.finditer(structure):
            edits += [
                (found.end(1), found.end(), b"") for found in _FIELD_TEXT.finditer(structure, *field.span())
            ]
    return spliced(xml, outermost(edits))


def _formulas(structure: bytes) -> Iterator[tuple[int, int]]:
    """Where the references of a chart stand."""
    for name in _REFERENCES:
        for tag in tags_named(structure, name):
            if not tag.closed:
                yield tag.stop, structure.index(b"</", tag.stop)


def _is_shown(formulas: Iterable[str], moves: Moves) -> bool:
    """Whether all that these formulas name stands on sheets that keep their values."""
    return all(
        piece.refers is Refers.CELLS and piece.sheet.casefold() in moves.shown
        for formula in formulas
        for piece in references(formula)
    )
