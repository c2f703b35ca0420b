"""How long things take, next to a peer that does the least one could do for the same purpose.

    PYTHONPATH=tests python -m benchmarks.run [--runs 15]

Ours and the peer's runs alternate, after one of each that does not count, and what is printed are
medians: a noisy machine then slows both alike. Compare ratios, not seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import openpyxl

from benchmarks import scale
from steelyard.workbook.scoring import score as writeback

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SIZES = ((scale.TENTH, 5), (scale.BETWEEN, 5), (scale.WHOLE, 3))
"""Sizes of models, and how many runs of each give the median."""

SOURCE = Path(__file__).resolve().parents[2] / "addin"

STEELYARD = """\
from steelyard.cli import main

main()
"""

BARE = """\
import typer

app = typer.Typer()


@app.command()
def hello(name: str) -> None:
    "Greet somebody."
    typer.echo(f"hello {name}")


@app.command()
def goodbye(name: str, formal: bool = False) -> None:
    "Take leave of somebody."
    typer.echo(f"goodbye {name}" if formal else f"bye {name}")


app()
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """Median seconds of ours and of the peer's."""

    what: str
    ours: float
    peers: float
    peer: str

    def cells(self) -> tuple[str, ...]:
        return (
            self.what,
            f"{self.ours:.3f}",
            f"{self.peers:.3f}",
            f"{self.ours / self.peers:.2f}",
            self.peer,
        )


def seconds(action: Callable[[], object]) -> float:
    """How long the action takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def measure(
    what: str, ours: Callable[[], object], peer: str, peers: Callable[[], object], runs: int
) -> Measured:
    """Medians over alternating runs, after a warm-up of each."""
    ours()
    peers()
    pairs = [(seconds(ours), seconds(peers)) for _ in range(runs)]
    return Measured(what, median(mine for mine, _ in pairs), median(theirs for _, theirs in pairs), peer)


def run(*arguments: str | Path) -> None:
    """A fresh process of this interpreter that finds the source."""
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True, env=environment)


def score(book: Path, out: Path) -> object:
    """The call that is measured: read, compute, write the tables back."""
    return writeback.score(book, out)


def load_and_save(book: Path, out: Path) -> None:
    """What any tool on openpyxl pays at least for the same file, without computing anything."""
    openpyxl.load_workbook(book).save(out)


def help_of_the_shell(folder: Path, runs: int) -> Measured:
    """Start-up, as everybody feels it who types a command."""
    ours, bare = folder / "ours.py", folder / "bare.py"
    ours.write_text(STEELYARD, encoding="utf-8")
    bare.write_text(BARE, encoding="utf-8")
    return measure(
        "steelyard --help, fresh process",
        lambda: run(ours, "--help"),
        "a bare Typer program's --help",
        lambda: run(bare, "--help"),
        runs,
    )


def score_of_the_case(folder: Path, runs: int) -> Measured:
    """The shipped case, scored in this process."""
    shell, book = folder / "ours.py", folder / "book.xlsx"
    shell.write_text(STEELYARD, encoding="utf-8")
    run(shell, "new", "syria", "-o", book)
    return measure(
        "score of the shipped case, in process",
        lambda: score(book, folder / "scored.xlsx"),
        "openpyxl load + save of the same file",
        lambda: load_and_save(book, folder / "saved.xlsx"),
        runs,
    )


def worksheet_functions(runs: int) -> Iterator[Measured]:
    """NET on 1000 options and 200 measures, and SOLUTIONS of the case, from request to response."""
    server = {"XLWINGS_ON_SERVER": "true", "XLWINGS_LICENSE_KEY": "noncommercial"}
    tests = Path(__file__).resolve().parents[1]
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("worksheet.py"), str(runs)],
        check=True,
        capture_output=True,
        env=os.environ | server | {"PYTHONPATH": os.pathsep.join((str(SOURCE), str(tests)))},
    )
    what = {
        "net": (
            "NET on 1000 x 200 cells, one request",
            "five DataFrames by xlwings' converter, nothing computed",
        ),
        "solutions": (
            "SOLUTIONS of the shipped case, one request",
            "the engine alone, with the model at hand",
        ),
    }
    for name, found in json.loads(done.stdout).items():
        yield Measured(what[name][0], found["ours"], found["peers"], what[name][1])


def rows(runs: int) -> Iterator[Measured]:
    """Every measurement, one after the other."""
    for measurement in (help_of_the_shell, score_of_the_case):
        with tempfile.TemporaryDirectory(prefix="steelyard-bench-") as folder:
            yield measurement(Path(folder), runs)
    yield from worksheet_functions(runs)


def table(measured: list[Measured]) -> str:
    """An aligned table, numbers to the right."""
    head = ("what", "steelyard s", "peer s", "ratio", "the peer")
    lines = [head, *(row.cells() for row in measured)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if 0 < place < 4 else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def main() -> None:
    """Measure everything and print the table."""
    parser = argparse.ArgumentParser(description="How long things take, next to a peer.")
    parser.add_argument("--runs", type=int, default=15, help="runs of each, alternating (default: 15)")
    sys.stdout.write(table(list(rows(parser.parse_args().runs))) + "\n\n")
    sys.stdout.flush()
    with tempfile.TemporaryDirectory(prefix="steelyard-bench-") as folder:
        sys.stdout.write(scale.report(SIZES, Path(folder)) + "\n")


if __name__ == "__main__":
    main()
