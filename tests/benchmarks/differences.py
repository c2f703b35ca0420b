"""How long a diff takes beside the reading of both versions; and what daff finds in the same tables.

    PYTHONPATH=tests python -m benchmarks.differences [--runs 3]

daff compares tables cell by cell, aligns their rows, and knows nothing of what they mean. It is no
requirement (`pip install steelyard[peers]`).
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from benchmarks.large import Size, model
from benchmarks.writing_back import took
from steelyard import api
from steelyard.cases import text
from steelyard.model.text.reading import read_text
from steelyard.model.text.writing import valid_text
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import cells
from steelyard.ooxml.tables import TableView, tables
from steelyard.sheets.catalogue import outline
from steelyard.sheets.spec import Kind
from steelyard.workbook.building.build import workbook_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.model.model import Model

LARGE = Size(400, 100, 40, 20)
"""A model of more than 50,000 judgements."""

EDITED = {
    "weights/France/safe-returns": 9.0,
    "linkage/limited-easing/committee": 35.0,
    "costs/stabilisation/money": 20.0,
    "influence/Germany": 25.0,
    "linkage/stabilisation/detainee-access": 60.0,
}
"""The five edits of the case of Syria."""


def edited(judged: Model, edits: dict[str, float]) -> Model:
    """The model with other values."""
    for key, value in edits.items():
        judged = judged.replace_value(key, value)
    return judged


def large(runs: int, folder: Path) -> str:
    """The ratio of a diff, with all that it computes, to the reading of both texts."""
    judged = model(LARGE)
    five = [key for key in judged.values if key.startswith("linkage/")][:5]
    other = edited(judged, {key: (float(str(judged.values[key])) + 7) % 100 for key in five})
    old, new = folder / "old.yaml", folder / "new.yaml"
    for path, version in ((old, judged), (new, other)):
        path.write_text(valid_text(version), encoding="utf-8")
    one, two = api.load(old), api.load(new)
    read = median(took(lambda: (api.load(old), api.load(new))).processor for _ in range(runs))
    compared = median(took(lambda: api.difference(one, two)).processor for _ in range(runs))
    return (
        f"diff of two models of {len(judged.values):,} judgements: {compared:.2f} s of the processor, "
        f"reading both {read:.2f} s, ratio {compared / read:.2f}, goal 2"
    )


def shown(judged: Model) -> dict[str, list[list[Any]]]:
    """The tables of the judgement sheets as anybody would export them, headings first."""
    file = Package.of(workbook_bytes(judged))
    wanted = {sheet.table.name for sheet in outline() if sheet.kind is Kind.JUDGEMENTS}
    return {
        name: [[*table.columns], *rows_of(file, TableView(table, cells(file, table.sheet)))]
        for name, table in tables(file).items()
        if name in wanted
    }


def rows_of(file: Package, view: TableView) -> Iterator[list[Any]]:
    """What each row shows; the workbook is the caller's, which keeps it."""
    assert file
    for row in view.rows:
        yield [view.value(row, heading) for heading in view.table.columns]


def by_daff(old: list[list[Any]], new: list[list[Any]]) -> list[str]:
    """The cells and rows that daff marks between two tables."""
    daff = importlib.import_module("daff")  # it is no requirement
    flags = daff.CompareFlags()
    aligned = daff.Coopy.compareTables(*map(daff.PythonTableView, (old, new)), flags).align()
    marked: list[list[Any]] = []
    daff.TableDiff(aligned, flags).hilite(daff.PythonTableView(marked))
    headings = next((row for row in marked if row[0] == "@@"), [])
    found = []
    for row in marked:
        if row[0] in ("+++", "---"):
            found.append(f"{row[0]} {row[1]}")
        elif str(row[0]).endswith("->"):
            found += [
                f"{row[1]}, {heading}: {cell}"
                for heading, cell in zip(headings[1:], row[1:], strict=True)
                if row[0] in str(cell)
            ]
    return found


def beside_daff() -> Iterator[str]:
    """What both find in the five edits of the case of Syria, and what only one finds."""
    before = read_text(text("syria"), where="syria")
    after = edited(before, EDITED)
    found = ", ".join(f"{len(each.rows)} {each.name}" for each in api.difference(before, after))
    yield f"steelyard diff, five edits of syria: {found}"
    if importlib.util.find_spec("daff") is None:
        yield "daff is not installed: there is nothing to compare with"
        return
    old, new = shown(before), shown(after)
    marked = {name: by_daff(old[name], new[name]) for name in old}
    yield f"daff, the same tables: {sum(map(len, marked.values()))} cells"
    yield from (f"  {name}: {each}" for name, found in marked.items() for each in found)
    turned = {name: [table[0], *reversed(table[1:])] for name, table in new.items()}
    again = sum(len(by_daff(old[name], turned[name])) for name in old)
    yield f"daff, with the rows of the later version turned round: {again} cells"


def main() -> None:
    """Print a line for each."""
    parser = argparse.ArgumentParser(description="How long a diff takes, and what daff finds.")
    parser.add_argument("--runs", type=int, default=3, help="runs of each (default: 3)")
    runs = parser.parse_args().runs
    for line in beside_daff():
        sys.stdout.write(f"{line}\n")
    with tempfile.TemporaryDirectory(prefix="steelyard-bench-") as folder:
        sys.stdout.write(f"{large(runs, Path(folder))}\n")


if __name__ == "__main__":
    main()
