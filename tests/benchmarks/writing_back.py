"""How long 320 cells take to be written into a large workbook, next to wolfxl and openpyxl.

    PYTHONPATH=tests python -m benchmarks.writing_back [--runs 9]

wolfxl is written in Rust and changes a file in place, without our guards: its preflight is not ours, and it
writes over what we refuse. It is no requirement (`pip install steelyard[peers]`). Runs alternate, after one
of each that does not count; medians are printed of the processor's seconds and of those of the clock.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

import openpyxl

from steelyard.ooxml.addresses import address
from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.opc.package import Package, write
from steelyard.ooxml.sheet_cells import with_cells

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SHEETS, COLUMNS = 10, 20
SIZES = (50_000, 500_000)
"""Cells of the workbooks."""

SHEET = "Sheet 5"
BLOCK = {address(row, column): float(row * column) for row in range(3, 43) for column in range(2, 10)}
"""The 320 cells that are written, on that sheet."""


class Took(NamedTuple):
    """Seconds."""

    processor: float
    clock: float


def took(action: Callable[[], object]) -> Took:
    """How long an action takes."""
    processor, clock = time.process_time(), time.perf_counter()
    action()
    return Took(time.process_time() - processor, time.perf_counter() - clock)


def medians(runs: int, *actions: Callable[[], object]) -> list[Took]:
    """Medians of alternating runs, after one of each that does not count."""
    for action in actions:
        action()
    rounds = [[took(action) for action in actions] for _ in range(runs)]
    return [
        Took(*(median(each[part] for each in of_one) for part in range(2)))
        for of_one in zip(*rounds, strict=True)
    ]


def filled(path: Path, cells: int) -> Path:
    """A workbook of so many numbers and texts, on ten sheets."""
    book = openpyxl.Workbook(write_only=True)
    for number in range(SHEETS):
        sheet = book.create_sheet(f"Sheet {number + 1}")
        for row in range(cells // SHEETS // COLUMNS):
            sheet.append([f"judgement {row}", *(row * column / 7 for column in range(1, COLUMNS))])
    book.save(path)
    return path


def ours(book: Path, out: Path) -> None:
    """With preflight, guards, and the save that reaches the disk."""
    write(
        with_cells(Package.read(book), {"Sheet 5": {at: Value(number) for at, number in BLOCK.items()}}), out
    )


def by_wolfxl(book: Path, out: Path) -> None:
    """The same by wolfxl."""
    wolfxl = importlib.import_module("wolfxl")  # it is no requirement
    file = wolfxl.load_workbook(str(book), modify=True)
    for at, number in BLOCK.items():
        file[SHEET][at].value = number
    file.save(str(out))


def by_openpyxl(book: Path, out: Path) -> None:
    """The same by openpyxl, which reads everything and writes everything."""
    file = openpyxl.load_workbook(book)
    for at, number in BLOCK.items():
        file[SHEET][at].value = number
    file.save(out)


def write_back(cells: int, runs: int, folder: Path) -> Iterator[str]:
    """A line for each peer."""
    book, out = filled(folder / f"{cells}.xlsx", cells), folder / "out.xlsx"
    peers = {"openpyxl": (by_openpyxl, min(runs, 3), "0.03")}
    if importlib.util.find_spec("wolfxl"):
        peers["wolfxl"] = (by_wolfxl, runs, "1.0")
    for name, (peer, times, goal) in peers.items():
        mine, theirs = medians(times, lambda: ours(book, out), lambda peer=peer: peer(book, out))  # type: ignore[misc]
        yield (
            f"320 cells into {cells:,}: {mine.processor:.3f} s of the processor ({mine.clock:.3f} s), {name} "
            f"{theirs.processor:.3f} s ({theirs.clock:.3f} s), ratio {mine.processor / theirs.processor:.3f} "
            f"({mine.clock / theirs.clock:.3f}), goal {goal}"
        )
    if "wolfxl" not in peers:
        yield "wolfxl is not installed: there is nothing to compare with"


def main() -> None:
    """Print a line for each size and peer."""
    parser = argparse.ArgumentParser(description="How long 320 cells take to be written back.")
    parser.add_argument("--runs", type=int, default=9, help="runs of each, alternating (default: 9)")
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory(prefix="steelyard-bench-") as folder:
        for cells in SIZES:
            for line in write_back(cells, runs, Path(folder)):
                sys.stdout.write(f"{line}\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main()
