"""What may have to happen to an input of the field; each function asserts it of a file."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import pytest
import shipped

from steelyard.errors import MissingTable, SteelyardError
from steelyard.model.parts import Evidence
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
from steelyard.workbook.scoring.score import score, scored

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
        file = Package.read(path)
        _is_read_and_not_scored(file, built().model, str(path), *words)
        write(_typed_anew(file), path)
        _is_read_and_not_scored(Package.read(path), typed_anew(), str(path), *words)
        with pytest.raises(MissingTable):
            score(path, path.with_name("scored.xlsx"))
        assert not path.with_name("scored.xlsx").exists()

    return check


def _is_read_and_not_scored(file: Package, wanted: Model, *words: str) -> None:
    assert valid_text(read_package(file).fit()) == valid_text(wanted)
    found = verified(file)
    assert (found.fit, found.sound) == (True, False)
    for word in words:
        assert word in found.structure
    for refused in (scored, lambda each: added(each, "option", {"id": "loan"}, {})):
        with pytest.raises(MissingTable) as refusal:
            refused(file)
        assert str(refusal.value) == found.structure


@lru_cache(maxsize=1)
def typed_anew() -> Model:
    """The case with what `_typed_anew` types; a new workbook of it is sound."""
    typed = Evidence(key="weights/France/committee", low=1.0, high=90.0, source="Typed afterwards")
    model = built().model.replace_value(typed.key, 77.0)
    model = model.replace(evidence=(*model.evidence, typed))
    assert verified(Package.of(workbook_bytes(model))).sound
    return model


def _typed_anew(file: Package) -> Package:
    """The workbook once a weight was typed anew and a piece of evidence was typed right below its table."""
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
    return with_cells(
        file,
        {
            weights.table.sheet: {weights.address(row, "committee"): Value(77.0)},
            evidence.table.sheet: typed,
        },
    )


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
