"""What openpyxl leaves out of a new workbook: rows, alternative text, the order in fonts, a fixed date."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import canonicalize

from openpyxl.xml import LXML

from steelyard.ooxml.chart_caches import with_charts
from steelyard.ooxml.opc.archive import NewEntry
from steelyard.ooxml.opc.package import Package, packed
from steelyard.ooxml.opc.relationships import of_kind
from steelyard.ooxml.sheet_index import sheet_parts
from steelyard.ooxml.xml.text import quoted

HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

NO_ROWS = b"<sheetData></sheetData>"
"""What stands in a sheet where the rows belong."""

CORE = "docProps/core.xml"
"""The one part with a prefix in a value, which makes a difference between the two forms of canonical XML."""

CHART_NAME = re.compile(rb'<(?:\w+:)?cNvPr id="\d+" name="[^"]*"')
"""Where openpyxl names a chart; its alternative text comes right after."""

STYLES = "xl/styles.xml"

FONT = re.compile(rb"(?<=<font>).*?(?=</font>)", re.DOTALL)
PROPERTY = re.compile(rb"<(\w+)[^>]*></\1>")

FONT_ORDER = (
    *(b"b", b"i", b"strike", b"condense", b"extend", b"outline", b"shadow", b"u", b"vertAlign"),
    *(b"sz", b"color", b"name", b"family", b"charset", b"scheme"),
)
"""The properties of a font in the order of the standard's first edition, which validators still ask for."""

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from steelyard.sheets.spec import FilledSheet
    from steelyard.workbook.building.parts import Parts


def finished(written: Parts, plans: Sequence[FilledSheet], date: datetime) -> bytes:
    """The workbook with its rows in its sheets and its charts described.

    Args:
        written: the workbook as openpyxl wrote it, and its rows.
        plans: what it was built from.
        date: stands for the time of its making, so that equal models give equal bytes.
    """
    parts = {name: HEAD + _canonical(name, part) for name, part in written.parts.items()}
    for name, rows in written.rows.items():
        parts[name] = parts[name].replace(NO_ROWS, b"<sheetData>%b</sheetData>" % rows, 1)
    parts[STYLES] = FONT.sub(_ordered, parts[STYLES])
    package = Package([NewEntry(name, part) for name, part in parts.items()], "the workbook")
    package = with_charts(
        package.replaced(described(package, plans)), [plan.name for plan in plans if plan.charts]
    )
    return packed(package, date=date)


def _canonical(name: str, xml: bytes) -> bytes:
    """A part in the canonical form of XML, whichever library openpyxl found to write it with."""
    if not LXML or name == CORE:
        return canonicalize(xml).encode()
    from lxml import etree  # noqa: PLC0415 - where openpyxl found it; seven times as fast

    canonic: bytes = etree.tostring(etree.fromstring(xml), method="c14n", exclusive=True)
    return canonic


def _ordered(font: re.Match[bytes]) -> bytes:
    """The properties of a font, in the order of the standard; openpyxl has an order of its own."""
    properties = sorted(PROPERTY.finditer(font[0]), key=lambda found: FONT_ORDER.index(found[1]))
    return b"".join(found[0] for found in properties)


def described(package: Package, plans: Sequence[FilledSheet]) -> dict[str, bytes]:
    """The drawing parts with the alternative text of their charts, which openpyxl cannot write."""
    parts, found = sheet_parts(package), {}
    for plan in plans:
        if plan.charts:
            [drawing] = of_kind(package, parts[plan.name], "drawing")
            found[drawing] = with_texts(package.part(drawing), plan)
    return found


def with_texts(drawing_xml: bytes, plan: FilledSheet) -> bytes:
    """A drawing with the alternative text of each of its charts."""
    texts = iter(plan.charts)

    def named(name: re.Match[bytes]) -> bytes:
        return name[0] + b' descr="%b"' % quoted(next(texts).description)

    return CHART_NAME.sub(named, drawing_xml)
