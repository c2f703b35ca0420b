"""What a reviewer wrote into a review workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.ooxml.sheet_cells import table_view
from steelyard.ooxml.tables import tables
from steelyard.sheets.names import REVIEW
from steelyard.sheets.review import KEY, REMARK, VERDICT
from steelyard.weigh.result import Result, ResultColumn, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.ooxml.opc.package import Package

_COLUMNS = (
    ResultColumn("line", "line", Unit.TEXT),
    ResultColumn("what", "what", Unit.TEXT),
    ResultColumn("judgement", VERDICT, Unit.TEXT),
    ResultColumn("remark", REMARK, Unit.TEXT),
)


def answers(file: Package | None) -> Result:
    """Each line of a review workbook that a reviewer said something of; none for another file."""
    rows = () if file is None else tuple(_answered(file))
    return Result("reviewed", "What the reviewer wrote", _COLUMNS, rows)


def _answered(file: Package) -> Iterator[tuple[str, ...]]:
    for name, table in tables(file).items():
        if not name.startswith(REVIEW) or not {KEY, VERDICT, REMARK} <= {*table.columns}:
            continue
        view = table_view(file, name)
        for row in view.rows:
            said = view.text(row, VERDICT), view.text(row, REMARK)
            if any(said):
                yield (view.text(row, KEY), view.text(row, table.columns[0]), *said)


def by_line(found: Result) -> dict[str, tuple[str, str]]:
    """Judgement and remark, by the key of the line."""
    return {str(key): (str(judged), str(remark)) for key, _, judged, remark in found.rows}
