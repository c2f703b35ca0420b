"""The shipped case from end to end: build the workbook, change two cells as an official would, score it.

    python scripts/demo.py [FOLDER]

Leaves FOLDER/syria.xlsx (default: demo) to be opened in Excel or LibreOffice.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from steelyard import api
from steelyard.analysis.conditions import Verdict
from steelyard.cli.output import plain_text
from steelyard.errors import SteelyardError
from steelyard.ooxml.addresses import address
from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.opc.package import Package, write
from steelyard.ooxml.sheet_cells import cells, with_cells
from steelyard.ooxml.tables import table
from steelyard.weigh import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.model.model import Model

CASE = "syria"
WIDTH = 100
SHOWN = ("name", "rank", "benefit", "cost", "net", "verdict", "missing")
OFFER = sentences.VERDICTS[Verdict.OFFER]


class Change(NamedTuple):
    """A cell that an official changes: table, row, heading and value, and the reason."""

    table: str
    row: str
    heading: str
    value: float | str
    why: str


CHANGES = (
    Change("weights", "France", "detainee-access", 40.0, "France: access to detainees matters most"),
    Change("delivery", "core-implemented", "committee", "implemented", "the committee meets and works"),
)


def demonstrate(book: Path) -> Iterator[str]:
    """Run the demonstration, and describe it paragraph by paragraph."""
    before = api.new(CASE)
    api.save(before, book)
    yield f"{before.settings.title}: {book}, built from the case that steelyard comes with."
    yield standing(before)
    yield "\n".join(["An official changes two cells:", *type_in(book, CHANGES)])
    found = api.check(book)
    yield (
        f"steelyard check: {len(found.changed)} judgements changed, the computed tables are "
        f"{'current' if found.current else 'out of date'}, {len(found.live)} cells are not recalculated."
    )
    scored = api.score(book)
    sound = "all is sound" if api.check(book).sound else "something is wrong"
    yield f"steelyard score: {scored.changed} cells refreshed; steelyard check: {sound}."
    yield standing(scored.model)
    was, now = offers(before), offers(scored.model)
    yield f"In: {', '.join(now - was) or 'nothing'}. Out: {', '.join(was - now) or 'nothing'}."
    yield f"Now open {book} in Excel or LibreOffice: Decide, Weights, Delivery."


def type_in(book: Path, changes: tuple[Change, ...]) -> Iterator[str]:
    """Set the input cells, found by table and id as the reader finds them, and describe each change."""
    package = Package.read(book)
    for change in changes:
        spot = table(package, change.table)
        shown = cells(package, spot.sheet)
        [row] = [
            row
            for row in range(spot.first_row, spot.last_row + 1)
            if (cell := shown.get(address(row, spot.area.first_column))) and cell.value == change.row
        ]
        at = address(row, spot.column(change.heading))
        package = with_cells(package, {spot.sheet: {at: Value(change.value)}})
        before, after = shown_value(shown[at].value), shown_value(change.value)
        yield f"  {spot.sheet}!{at}: {before} -> {after} ({change.why})"
    write(package, book)


def shown_value(value: object) -> str:
    """A cell's value as text."""
    return f"{value:g}" if isinstance(value, float) else str(value)


def standing(model: Model) -> str:
    """The ranking on Decide, and the two sentences above it."""
    whole, weighing = api.table(model, "ranking"), api.weighed(model)
    kept = [at for at, column in enumerate(whole.columns) if column.name in SHOWN]
    rows = tuple(tuple(row[at] for at in kept) for row in whole.rows)
    shown = replace(whole, columns=tuple(whole.columns[at] for at in kept), rows=rows)
    scenario = weighing.scenario()
    lines = [whole.title, "", plain_text(shown, WIDTH), ""]
    return "\n".join([*lines, sentences.lead(weighing, scenario), sentences.offers(weighing, scenario)])


def offers(model: Model) -> set[str]:
    """Names of the options that can be offered in the scenario on Decide."""
    ranked = api.ranking(model)
    return {*ranked.loc[ranked["verdict"] == OFFER, "name"]}


def main() -> None:
    """Write the workbook, and print the demonstration."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "demo")
    folder.mkdir(parents=True, exist_ok=True)
    for paragraph in demonstrate(folder / f"{CASE}.xlsx"):
        sys.stdout.write(f"{paragraph}\n\n")


if __name__ == "__main__":
    try:
        main()
    except SteelyardError as refusal:
        sys.exit(f"demo: {refusal}")
