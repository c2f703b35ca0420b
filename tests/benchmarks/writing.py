"""How long a workbook takes to build, next to XlsxWriter writing the same cells bare: no styles, no charts.

    PYTHONPATH=tests python -m benchmarks.writing [--runs 3]

XlsxWriter is no requirement: without it there is nothing to compare with (`pip install xlsxwriter`). Seconds
are those of the processor, as both programs use one.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
import time
from io import BytesIO
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

import openpyxl

from benchmarks.large import Size, model
from benchmarks.scale import BETWEEN, TENTH, WHOLE
from steelyard.workbook.building.build import workbook_bytes

if TYPE_CHECKING:
    from collections.abc import Callable


class Cell(NamedTuple):
    """One cell that is not empty."""

    row: int
    """Counted from 0."""
    column: int
    """Counted from 0."""
    content: Any
    """A formula, text or number."""
    cached: Any
    """The value that is shown."""


def cells(book: bytes) -> dict[str, list[Cell]]:
    """The cells of every sheet."""
    formulas, values = (openpyxl.load_workbook(BytesIO(book), data_only=cached) for cached in (False, True))
    return {
        sheet.title: [
            Cell(
                cell.row - 1,
                cell.column - 1,
                cell.value,
                values[sheet.title].cell(cell.row, cell.column).value,
            )
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        ]
        for sheet in formulas.worksheets
    }


def bare(sheets: dict[str, list[Cell]]) -> bytes:
    """The same cells by XlsxWriter."""
    import xlsxwriter  # type: ignore[import-not-found]  # noqa: PLC0415

    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    for name, held in sheets.items():
        sheet = book.add_worksheet(name)
        for cell in held:
            if isinstance(cell.content, str) and cell.content.startswith("="):
                sheet.write_formula(cell.row, cell.column, cell.content, None, cell.cached or "")
            else:
                sheet.write(cell.row, cell.column, cell.content)
    book.close()
    return out.getvalue()


def work(action: Callable[[], object]) -> float:
    """Processor seconds of an action."""
    start = time.process_time()
    action()
    return time.process_time() - start


def compared(size: Size, runs: int) -> tuple[int, float, float]:
    """How many cells there are, and medians of alternating runs: of ours and of XlsxWriter's."""
    made = model(size)
    held = cells(workbook_bytes(made))
    pairs = [(work(lambda: workbook_bytes(made)), work(lambda: bare(held))) for _ in range(runs)]
    ours, others = zip(*pairs, strict=True)
    return sum(map(len, held.values())), median(ours), median(others)


def main() -> None:
    """Print a line for each size."""
    parser = argparse.ArgumentParser(description="How long a workbook takes to build, next to XlsxWriter.")
    parser.add_argument("--runs", type=int, default=3, help="runs of each, alternating (default: 3)")
    runs = parser.parse_args().runs
    if importlib.util.find_spec("xlsxwriter") is None:
        sys.exit("XlsxWriter is not installed: there is nothing to compare with")
    for size in (TENTH, BETWEEN, WHOLE):
        count, ours, others = compared(size, runs)
        line = (
            f"{size}: {count:,} cells, {ours:.2f} s, XlsxWriter {others:.2f} s, ratio {ours / others:.2f}\n"
        )
        sys.stdout.write(line)
        sys.stdout.flush()


if __name__ == "__main__":
    main()
