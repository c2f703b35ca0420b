"""How time and memory grow with the size of a model, each size in a process of its own.

    python -m benchmarks.scale OPTIONS MEASURES SCENARIOS STAKEHOLDERS RUNS FOLDER

builds and scores a model of that size and prints what it took, as JSON; `measured` calls it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from libreoffice import Office, missing

from benchmarks.large import Size, model
from steelyard.sheets.catalogue import context_of, filled_sheets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[2]

TENTH, BETWEEN, WHOLE = Size(6, 4, 2, 1), Size(19, 13, 6, 3), Size(60, 40, 20, 10)
"""The size that is asked for, a tenth of it on every side, and one about a tenth as many cells."""

EDITS = 20
"""Weights that are moved in LibreOffice, one after the other."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Median seconds, and the most memory that the process had."""

    size: Size
    build: float
    score: float
    peers: float
    """openpyxl's load and save of the same file."""
    megabytes: float
    kilobytes: float
    """Of the file."""
    edit: float | None
    """Of one weight moved in LibreOffice until every live sheet is recalculated; None without LibreOffice."""

    def cells(self) -> tuple[str, ...]:
        edit = "" if self.edit is None else f"{self.edit:.3f}"
        ratio = f"{self.score / self.peers:.2f}"
        times = (f"{self.build:.2f}", f"{self.score:.2f}", f"{self.peers:.2f}", ratio)
        return (str(self.size), *times, f"{self.megabytes:.0f}", f"{self.kilobytes:.0f}", edit)


HEAD = (
    "options x measures x scenarios x stakeholders",
    "build s",
    "score s",
    "openpyxl s",
    "ratio",
    "peak MB",
    "file kB",
    "LibreOffice s an edit",
)


def rows(sizes: tuple[tuple[Size, int], ...], folder: Path) -> Iterator[Scale]:
    """Each size so many times."""
    for size, runs in sizes:
        yield measured(size, runs, folder)


def measured(size: Size, runs: int, folder: Path) -> Scale:
    """One size, in a fresh process; the recalculation in LibreOffice, where there is one."""
    arguments = [str(part) for part in (*size[:4], runs, folder)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "addin"), str(ROOT / "tests")])}
    said = subprocess.run(
        [sys.executable, "-m", "benchmarks.scale", *arguments],
        check=True,
        capture_output=True,
        text=True,
        env=environment,
    )
    edit = None if missing() else recalculation(size, folder / "large.xlsx")
    return Scale(size=size, edit=edit, **json.loads(said.stdout))


def recalculation(size: Size, book: Path) -> float:
    """Median seconds from one weight typed to the ranking that follows."""
    planned = {plan.table.name: plan for plan in filled_sheets(context_of(model(size)))}
    weight = f"{planned['weights'].place.letter('measure-1')}{planned['weights'].place.first}"
    spot = planned["scores"].place
    nets = f"{spot.letter('net')}{spot.first}:{spot.letter('net')}{spot.last}"
    with Office(timeout=600) as office, office.open(book) as shown:
        shown.recalculate()
        return median(
            seconds(
                lambda edit=edit: shown.edit_and_read(  # type: ignore[misc]
                    [("Weights", weight, [[float(edit)]])], [("Scores", nets)]
                )
            )
            for edit in range(1, EDITS + 1)
        )


def seconds(action: Callable[[], object]) -> float:
    """How long the action takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def report(sizes: tuple[tuple[Size, int], ...], folder: Path) -> str:
    """The table, and how much more the largest takes than the smallest."""
    found = list(rows(sizes, folder))
    lines = [HEAD, *(row.cells() for row in found)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    table = ["  ".join(c.rjust(w) for c, w in zip(line, widths, strict=True)) for line in lines]
    small, large = found[0], found[-1]
    growth = (
        f"From {small.size} to {large.size}: build x {large.build / small.build:.0f}, "
        f"score x {large.score / small.score:.0f}, memory x {large.megabytes / small.megabytes:.1f}, "
        f"file x {large.kilobytes / small.kilobytes:.0f}."
    )
    return "\n".join([*table, growth])


def _here(size: Size, runs: int, folder: Path) -> dict[str, float]:
    """What this process takes; memory is read before the peer runs."""
    import resource  # noqa: PLC0415 - not on Windows, where only the rest of the module is used

    import openpyxl  # noqa: PLC0415

    from steelyard.workbook.building.build import workbook_bytes  # noqa: PLC0415
    from steelyard.workbook.scoring import score as writeback  # noqa: PLC0415

    judged, book = model(size), folder / "large.xlsx"
    built = median(seconds(lambda: book.write_bytes(workbook_bytes(judged))) for _ in range(runs))
    scored = median(seconds(lambda: writeback.score(book, folder / "scored.xlsx")) for _ in range(runs))
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    peers = median(
        seconds(lambda: openpyxl.load_workbook(book).save(folder / "saved.xlsx")) for _ in range(runs)
    )
    kilobytes = book.stat().st_size / 1000
    return {
        "build": built,
        "score": scored,
        "peers": peers,
        "megabytes": megabytes,
        "kilobytes": kilobytes,
    }


if __name__ == "__main__":
    *numbers, runs, folder = sys.argv[1:]
    sys.stdout.write(json.dumps(_here(Size(*map(int, numbers)), int(runs), Path(folder))))
