"""Random sequences of typing, removing, sorting, editing, scoring, and saving in another program."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import shipped
from workbook.scoring.test_growth import disagreements, with_rows, without_row

from steelyard.ooxml.addresses import address
from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.opc.package import Package, write
from steelyard.ooxml.sheet_cells import cells, with_cells
from steelyard.ooxml.tables import table
from steelyard.workbook.scoring.score import scored

if TYPE_CHECKING:
    from pathlib import Path

    from libreoffice import Office

    from steelyard.ooxml.cell_values import Patch

pytestmark = pytest.mark.office

STEPS = 8
LEVELS = ("none", "announced", "partial", "implemented", "verified")
SORTED = (
    "weights",
    "measures",
    "options",
    "cost_heads",
    "linkage",
    "costs",
    "delivery",
    "rules",
    "plan",
    "evidence",
)


class Person:
    """Somebody who works on the workbook, and knows what is still whose."""

    def __init__(self, package: Package, seed: int) -> None:
        self.package = package
        self.rng = np.random.default_rng(seed)
        self.added: list[tuple[str, str]] = []
        """Tables and ids of what was typed and is not removed yet."""
        self.done: list[str] = []

    def act(self, office: Office, folder: Path) -> None:
        """Do one thing."""
        chosen = str(self.rng.choice(("type", "type", "remove", "sort", "edit", "edit", "score", "save")))
        self.done.append(chosen)
        match chosen:
            case "type":
                self.type()
            case "remove":
                self.remove()
            case "sort":
                self.sort(str(self.rng.choice(SORTED)))
            case "edit":
                self.edit()
            case "score":
                self.package, _ = scored(self.package)
            case _:
                self.save(office, folder)

    def type(self) -> None:
        """A new part, with as little as it needs."""
        kinds = ("options", "measures", "cost_heads", "delivery", "weights", "rules", "plan")
        name = str(self.rng.choice(kinds))
        part = f"new-{len(self.done)}"
        row: dict[str, float | str] = {"id": part, "name": f"Number {len(self.done)}"}
        if name == "measures":
            row |= dict(zip(LEVELS, (0.0, 10.0, 40.0, 80.0, 100.0), strict=True))
        if name == "delivery":
            measures = [
                h
                for h in table(self.package, "delivery").columns
                if h not in ("id", "name", "probability", "note")
            ]
            row |= {measure: str(self.rng.choice(LEVELS)) for measure in measures}
            row["probability"] = 0.0
        if name == "weights":
            plain = ("id", "name", "influence", "note")
            row |= {h: 1.0 for h in table(self.package, "weights").columns if h not in plain} | {
                "influence": 3.0
            }
        if name == "rules":
            del row["name"]
            row |= {
                "option": "limited-easing",
                "kind": "requires",
                "subject": "committee",
                "level": str(self.rng.choice(LEVELS[1:])),
            }
        if name == "plan":
            row = {
                "id": part,
                "phase": float(5 + len(self.done)),
                "kind": "measure",
                "item": "committee",
                "level": str(self.rng.choice(LEVELS)),
            }
        self.done[-1] += f" {name} {part}"
        self.package = with_rows(self.package, name, row)
        self.package, _ = scored(self.package)
        self.added.append((name, part))

    def remove(self) -> None:
        """One of the parts that were typed."""
        if self.added:
            name, part = self.added.pop(int(self.rng.integers(len(self.added))))
            self.done[-1] += f" {name} {part}"
            self.package = without_row(self.package, name, part)

    def sort(self, name: str) -> None:
        """The rows of a judgement table, into any order."""
        self.done[-1] += f" {name}"
        place = table(self.package, name)
        held = cells(self.package, place.sheet)
        rows = [*range(place.first_row, place.last_row + 1)]
        columns = [
            at
            for at in range(place.area.first_column, place.area.last_column + 1)
            if not any((cell := held.get(address(row, at))) and cell.formula for row in rows)
        ]
        patches: dict[str, Patch] = {}
        for to, row in zip(rows, self.rng.permutation(rows).tolist(), strict=True):
            for column in columns:
                cell = held.get(address(row, column))
                patches[address(to, column)] = Value(None if cell is None else cell.value)
        self.package = with_cells(self.package, {place.sheet: patches})

    def edit(self) -> None:
        """A weight, or a linkage."""
        name = str(self.rng.choice(("weights", "linkage")))
        place = table(self.package, name)
        row = int(self.rng.integers(place.first_row, place.last_row + 1))
        heading = "committee"
        self.done[-1] += f" {name} {row}"
        if cells(self.package, place.sheet).get(address(row, place.area.first_column)):
            at = address(row, place.column(heading))
            self.package = with_cells(
                self.package, {place.sheet: {at: Value(float(self.rng.integers(1, 100)))}}
            )

    def save(self, office: Office, folder: Path) -> None:
        """Open the file in LibreOffice and save it there."""
        write(self.package, folder / "mine.xlsx")
        with office.open(folder / "mine.xlsx") as document:
            document.recalculate()
            document.save_as(folder / "theirs.xlsx")
        self.package = Package.read(folder / "theirs.xlsx")


def follow(seed: int, steps: int, office: Office, folder: Path) -> None:
    """So many steps, a score at the end, and every live cell compared."""
    person = Person(shipped.package(shipped.EXCERPT), seed)
    for _ in range(steps):
        person.act(office, folder)
    package, _ = scored(person.package)
    write(package, folder / "end.xlsx")
    assert disagreements(folder / "end.xlsx", office) == [], person.done


@pytest.mark.parametrize("seed", range(1))
def test_live_and_engine_agree_after_anything_people_do(seed: int, office: Office, tmp_path: Path) -> None:
    follow(seed, STEPS, office, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 160))
def test_live_and_engine_agree_after_more_of_it(seed: int, office: Office, tmp_path: Path) -> None:
    follow(seed, 3 * STEPS, office, tmp_path)
