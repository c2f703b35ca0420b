"""What may have to happen to an input of the field; each function asserts it of a file."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import pytest
import shipped

from steelyard.errors import MissingTable, SteelyardError
from steelyard.model.text.writing import valid_text
from steelyard.ooxml.addresses import Area
from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.opc.package import Package, write
from steelyard.ooxml.sheet_cells import with_cells
from steelyard.ooxml.sheet_index import sheet_part
from steelyard.workbook.building.build import workbook_bytes
from steelyard.workbook.checking.verify import verified, verify
from steelyard.workbook.editing.add_part import added
from steelyard.workbook.files import load
from steelyard.workbook.reading.located import view_of
from steelyard.workbook.reading.read import read_package
from steelyard.workbook.scoring.score import score

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from steelyard.model.model import Model
    from steelyard.ooxml.cell_values import Scalar


class Built(NamedTuple):
    """The case that inputs are made from, and the workbook that is built of it."""

    model: Model
    data: bytes


@lru_cache(maxsize=1)
def built() -> Built:
    """An excerpt of the shipped case with its workbook."""
    return Built(shipped.model(shipped.EXCERPT), shipped.workbook(shipped.EXCERPT))


def stays_whole(path: Path) -> None:
    """It is sound, scored in place and grown, and parts that are not steelyard's keep every byte."""
    before = Package.read(path)
    assert read_package(before).fit() == built().model
    found = verified(before)
    assert (found.structure, found.live, found.computed) == ("", (), ())
    own, judged = {"id": "observers", "name": "Observers"}, {"linkage/observers/committee": "40"}
    after, _ = added(before, "option", own, judged)
    write(after, path)
    again = Package.read(path)
    assert verified(again).sound
    assert read_package(again).fit().options[-1].id == "observers"
    linkage = view_of(after, "linkage").table
    assert any(
        area.holds(linkage.last_row, linkage.column("committee")) for area in _validated(after, linkage.sheet)
    )
    for name in before.names:
        if name.startswith(("customXml/", "docMetadata/")) or not name.endswith((".xml", ".rels")):
            assert after.raw(name) == before.raw(name), name


def _validated(file: Package, sheet: str) -> list[Area]:
    """Areas of a sheet with a validation, written in either way."""
    rule = re.compile(
        rb'<(?:x14:)?dataValidation\s(?:[^>]*?\bsqref="([^"]*)"|.*?<xm:sqref>([^<]*)<)', re.DOTALL
    )
    found = rule.findall(file.part(sheet_part(file, sheet)))
    return [Area.parse(each) for areas in found for each in b"".join(areas).decode().split()]


def is_read_and_not_scored(*words: str) -> Callable[[Path], None]:
    """Its judgements are read, after an edit too; a score is refused with these words and leaves the file."""

    def check(path: Path) -> None:
        for edited in (False, True):
            model = _edited(path) if edited else built().model
            assert valid_text(load(path)) == valid_text(model)
            found = verify(path)
            assert (found.fit, found.sound) == (True, False)
            with pytest.raises(MissingTable) as refusal:
                score(path, path.with_name("scored.xlsx"))
            assert str(refusal.value) == found.structure
            for word in (str(path), *words):
                assert word in found.structure
            assert not path.with_name("scored.xlsx").exists()
            with pytest.raises(MissingTable) as refusal:
                added(Package.read(path), "option", {"id": "loan"}, {})
            assert str(refusal.value) == found.structure
        new = path.with_name("new.xlsx")
        new.write_bytes(workbook_bytes(load(path)))
        assert verify(new).sound

    return check


def _edited(path: Path) -> Model:
    """The model once a weight was typed anew and a piece of evidence was typed right below its table."""
    file = Package.read(path)
    weights, evidence = view_of(file, "weights"), view_of(file, "evidence")
    row = next(row for row in weights.rows if weights.text(row, "id") == "France")
    below = evidence.table.last_row + 1
    entry: dict[str, Scalar] = {
        "key": "weights/France/committee",
        "low": 1.0,
        "high": 90.0,
        "source": "Typed afterwards",
    }
    typed = {evidence.address(below, heading): Value(value) for heading, value in entry.items()}
    file = with_cells(
        file,
        {
            weights.table.sheet: {weights.address(row, "committee"): Value(77.0)},
            evidence.table.sheet: typed,
        },
    )
    write(file, path)
    model = load(path)
    assert model.values["weights/France/committee"] == 77
    assert model.evidence[-1].source == "Typed afterwards"
    assert len(model.evidence) == len(built().model.evidence) + 1
    return model


def is_refused(kind: type[SteelyardError], *patterns: str) -> Callable[[Path], None]:
    """Reading, checking and scoring refuse it with this error and words, and the file stays as it was."""

    def check(path: Path) -> None:
        data = path.read_bytes()
        for verb in (load, verify, lambda each: score(each, each.with_name("scored.xlsx"))):
            with pytest.raises(kind) as refusal:
                verb(path)
            for pattern in patterns:
                assert re.search(pattern, str(refusal.value)), str(refusal.value)
        assert path.read_bytes() == data

    return check
