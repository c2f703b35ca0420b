"""What openpyxl leaves out of a new workbook: cached values, alternative text, dates that do not move."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from openpyxl.utils import get_column_letter

from steelyard.workbook.package import Package, repacked
from steelyard.workbook.plan import Formula
from steelyard.workbook.sheets import Cached, sheet_parts, with_cells
from steelyard.workbook.xml_relations import of_kind
from steelyard.workbook.xml_scan import quoted

CHART_NAME = re.compile(rb'<xdr:cNvPr id="\d+" name="[^"]*"')
"""Where openpyxl names a chart; its alternative text comes right after."""

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from steelyard.workbook.plan import SheetPlan


def finished(data: bytes, plans: Sequence[SheetPlan], date: datetime) -> bytes:
    """The workbook with the engine's values in its formula cells and its charts described.

    Args:
        data: the workbook as openpyxl saved it.
        plans: what it was built from.
        date: stands for the time of its making, so that equal models give equal bytes.
    """
    package = with_cells(Package.of(data), {plan.name: dict(cached_values(plan)) for plan in plans})
    return repacked(package.replaced(described(package, plans)).to_bytes(), date=date)


def described(package: Package, plans: Sequence[SheetPlan]) -> dict[str, bytes]:
    """The drawing parts with the alternative text of their charts, which openpyxl cannot write."""
    parts, found = sheet_parts(package), {}
    for plan in plans:
        if plan.charts:
            [drawing] = of_kind(package, parts[plan.name], "drawing")
            texts = iter(plan.charts)
            found[drawing] = CHART_NAME.sub(
                lambda name, texts=texts: name[0] + b' descr="%b"' % quoted(next(texts).description),
                package.part(drawing),
            )
    return found


def cached_values(plan: SheetPlan) -> Iterator[tuple[str, Cached]]:
    """Address and engine's value of every formula cell of a sheet."""
    for cell in plan.placed:
        if isinstance(cell.content, Formula):
            yield f"{get_column_letter(cell.column)}{cell.row}", Cached(cell.content.value)
    for row, entries in enumerate(plan.table.rows, plan.spot.first):
        for column, content in enumerate(entries, 1):
            if isinstance(content, Formula):
                yield f"{get_column_letter(column)}{row}", Cached(content.value)
