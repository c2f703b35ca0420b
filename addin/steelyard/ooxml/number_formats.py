"""The cell styles of a workbook by what their number formats show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from steelyard.ooxml.opc.relationships import of_kind, workbook_part
from steelyard.ooxml.xml.scan import root, tags

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from steelyard.ooxml.opc.package import Package

PERCENT_BUILT_IN = frozenset((9, 10))
"""Formats in percent that a file names by their number only (ECMA-376 part 1, 18.8.30)."""

_NO_SIGN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')


def signs(code: str) -> str:
    """The signs of a number format that stand for a part of the number, and not for a text or a colour.

    >>> signs('[Red]0.0" of 100 %"'), signs("0.0%")
    ('0.0', '0.0%')
    """
    return _NO_SIGN.sub("", code)


def percent_styles(package: Package) -> frozenset[int]:
    """Numbers of the cell styles that show a number in percent: a hundred times as large."""
    return package.memo(
        "percent_styles", lambda: styles_of(package, lambda code: "%" in signs(code), PERCENT_BUILT_IN)
    )


def styles_of(package: Package, shows: Callable[[str], bool], built_in: Collection[int]) -> frozenset[int]:
    """Numbers of the cell styles with such a number format.

    Args:
        package: the workbook.
        shows: whether a format that the file spells out is one of them.
        built_in: those among the formats that a file names by their number only.
    """
    parts = of_kind(package, workbook_part(package), "styles")
    if not parts:
        return frozenset()
    structure = package.structure(parts[0], "the styles")
    prefix = root(structure).prefix
    codes = {
        tag.attributes.get("numFmtId", ""): tag.attributes.get("formatCode", "")
        for tag in tags(structure, prefix + b"numFmt")
    }
    start = structure.find(b"<" + prefix + b"cellXfs")
    stop = structure.find(b"</" + prefix + b"cellXfs", start)
    formats = [tag.attributes.get("numFmtId", "0") for tag in tags(structure, prefix + b"xf", start, stop)]
    return frozenset(
        at
        for at, number in enumerate(formats)
        if shows(codes.get(number, ""))
        or (number not in codes and number.isdecimal() and int(number) in built_in)
    )
