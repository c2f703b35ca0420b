"""How long an edit takes in LibreOffice with every worksheet function on one sheet of the shipped case.

    PYTHONPATH=tests python -m benchmarks.office_functions [--runs 9]

The extension is installed into a fresh profile, as people do. Each run types another weight and reads the
headings of all results, for which the office computes them. Beside it stand the same calls in this process,
one after the other, of which nothing is kept: what the office's engine keeps from one call to the next
outweighs what the way there and back costs.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from excel.ranges import ranges_of
from excel.test_functions import CASES, plain
from libreoffice_addin.conftest import BOOK, OrdinaryUser
from libreoffice_addin.test_in_office import SHEET, address_of_a_weight, area, as_cells, formula, places_in

import steelyard as sy
from benchmarks.writing_back import took

if TYPE_CHECKING:
    from excel.ranges import Ranges

CALLS = list({name: (name, given) for name, given in reversed(CASES)}.values())
"""One call of each function."""


def call_all(ranges: Ranges) -> None:
    """Call every function as Python, each from the start."""
    for name, given in CALLS:
        plain(name, given, ranges)


def measured(runs: int, home: Path) -> dict[str, float]:
    """Seconds of the first results after the functions are typed, of an edit, and of the calls in Python."""
    home.chmod(0o755)  # the ordinary user enters it
    user = OrdinaryUser(home)
    user.steelyard("addin", "install", "--libreoffice", "--profile", str(user.profile))
    ranges, places = ranges_of(sy.new("syria")), places_in(BOOK)
    typed, reads, top = {}, [], 1
    for name, given in CALLS:
        rows = as_cells(plain(name, given, ranges))
        typed[area(rows, top)] = f"={formula(name, given, places)}"
        # The tests read cells that show #N/A one by one, and a frontier may get shorter than its area.
        reads.append((SHEET, area(rows[:1], top)))
        top += len(rows) + 1
    with user.office() as office, office.open(BOOK) as book:
        book.recalculate()
        book.add_sheet(SHEET)
        first = took(lambda: book.put_formulas(SHEET, typed)).clock
        first += took(lambda: book.edit_and_read([], reads)).clock
        cell = address_of_a_weight(places)
        edits, calls = list[float](), list[float]()
        for weight in range(20, 20 + runs):
            edit = ("Weights", cell, [[float(weight)]])
            edits.append(took(partial(book.edit_and_read, [edit], reads)).clock)
            calls.append(took(partial(call_all, ranges)).clock)
    return {"first": first, "edit": median(edits), "calls": median(calls)}


def main() -> None:
    """Print the medians as JSON."""
    parser = argparse.ArgumentParser(description="How long an edit takes with every function on a sheet.")
    parser.add_argument("--runs", type=int, default=9, help="edits (default: 9)")
    with tempfile.TemporaryDirectory(prefix="steelyard-bench-") as folder:
        found = measured(parser.parse_args().runs, Path(folder))
    found["edit / calls"] = found["edit"] / found["calls"]
    sys.stdout.write(f"{json.dumps({name: round(value, 3) for name, value in found.items()})}\n")


if __name__ == "__main__":
    main()
