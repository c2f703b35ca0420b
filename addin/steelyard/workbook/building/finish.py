"""What openpyxl leaves out of a new workbook: cached values, alternative text, dates that do not move."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import canonicalize

from openpyxl.xml import LXML

from steelyard.ooxml.addresses import column_letters
from steelyard.ooxml.cell_values import Cached, Value
from steelyard.ooxml.chart_caches import with_charts
from steelyard.ooxml.opc.package import Package, repacked
from steelyard.ooxml.opc.relationships import of_kind
from steelyard.ooxml.sheet_cells import with_cells
from steelyard.ooxml.sheet_index import sheet_parts
from steelyard.ooxml.xml.text import quoted
from steelyard.sheets.spec import Formula

HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

CORE = "docProps/core.xml"
"""The one part with a prefix in a value, which makes a difference between the two forms of canonical XML."""

CHART_NAME = re.compile(rb'<(?:\w+:)?cNvPr id="\d+" name="[^"]*"')
"""Where openpyxl names a chart; its alternative text comes right after."""

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from steelyard.ooxml.cell_values import Patch
    from steelyard.sheets.spec import FilledSheet


def finished(data: bytes, plans: Sequence[FilledSheet], date: datetime) -> bytes:
    """The workbook with the engine's values in its formula cells and its charts described.

    Args:
        data: the workbook as openpyxl saved it.
        plans: what it was built from.
        date: stands for the time of its making, so that equal models give equal bytes.
    """
    package = with_cells(canonical(Package.of(data)), {plan.name: dict(exact_values(plan)) for plan in plans})
    package = with_charts(
        package.replaced(described(package, plans)), [plan.name for plan in plans if plan.charts]
    )
    return repacked(package.to_bytes(), date=date)


def canonical(package: Package) -> Package:
    """The workbook with its XML in the canonical form, whichever library openpyxl found to write it with."""
    return package.replaced({name: HEAD + _canonical(name, package.part(name)) for name in package.names})


def _canonical(name: str, xml: bytes) -> bytes:
    if not LXML or name == CORE:
        return canonicalize(xml).encode()
    from lxml import etree  # noqa: PLC0415 - where openpyxl found it; seven times as fast

    canonic: bytes = etree.tostring(etree.fromstring(xml), method="c14n", exclusive=True)
    return canonic


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


def exact_values(plan: FilledSheet) -> Iterator[tuple[str, Patch]]:
    """Address and engine's value of every formula cell of a sheet; and the numbers openpyxl would round."""
    for cell in plan.header:
        if isinstance(cell.content, Formula):
            yield f"{column_letters(cell.column)}{cell.row}", Cached(cell.content.value)
    for row, entries in enumerate(plan.table.rows, plan.place.first):
        for column, content in enumerate(entries, 1):
            if isinstance(content, Formula):
                yield f"{column_letters(column)}{row}", Cached(content.value)
            elif isinstance(content, float) and float(f"{content:.16g}") != content:
                yield f"{column_letters(column)}{row}", Value(content)
