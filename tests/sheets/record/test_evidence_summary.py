"""Confidence and coverage on Checks, counted by hand on a small model and read off the shipped one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from promises.generated import generated

from steelyard.model.keys import evidence_for
from steelyard.model.model import Model
from steelyard.model.parts import CostHead, Evidence, Measure, Option, Scenario, Settings, Stakeholder
from steelyard.model.text.reading import read_text
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import cells
from steelyard.sheets.catalogue import context_of, sheets_by_table
from steelyard.sheets.names import ledger_keys
from steelyard.sheets.record.checks.evidence_summary import GRADES, Backed, Backing, header
from steelyard.sheets.record.checks.sheet import EVIDENCE_ROW
from steelyard.workbook.building.build import workbook_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence

SYRIA = read_text((Path(__file__).parents[3] / "workbooks" / "syria.yaml").read_text())


def small(evidence: Sequence[Evidence]) -> Model:
    """Two of ours who agree: access holds 60 of 100 points, aid 10, money 30; influence 3 to 1."""
    scale = (0.0, 50.0, 100.0)
    return Model(
        settings=Settings(title="Small"),
        levels=("none", "half", "full"),
        measures=(
            Measure(id="access", name="Access", values=scale),
            Measure(id="aid", name="Aid", values=scale),
        ),
        cost_heads=(CostHead(id="money", name="Money"),),
        options=(Option(id="loan", name="Loan", linkage=(100.0, 50.0), costs=(40.0,)),),
        stakeholders=(
            Stakeholder(id="A", name="A", influence=3.0, weights=(60.0, 10.0, 30.0)),
            Stakeholder(id="B", name="B", influence=1.0, weights=(60.0, 10.0, 30.0)),
        ),
        scenarios=(Scenario(id="now", name="Now", levels=("full", "none")),),
        evidence=tuple(evidence),
    )


def backing(evidence: Sequence[Evidence]) -> Backing:
    return Backing(context_of(small(evidence)))


def rounded(backed: Backed) -> Backed:
    """The same without the last digits of its share."""
    return backed if backed.share is None else backed._replace(share=round(backed.share, 12))


def test_a_judgement_weighs_what_its_criterion_or_its_stakeholder_holds() -> None:
    found = backing([Evidence(key="weights/*/access", confidence="high"), Evidence(key="linkage/*/*")]).by_key
    assert rounded(found["weights/B/access"]) == Backed(0.6, "high", weighty=True)
    assert rounded(found["linkage/loan/access"]) == Backed(0.6, "no grade", weighty=True)
    assert rounded(found["linkage/loan/aid"]) == Backed(0.1, "no grade", weighty=False)
    assert rounded(found["costs/loan/money"]) == Backed(0.3, "nothing", weighty=False)
    assert rounded(found["delivery/now/access"]) == Backed(0.6, "nothing", weighty=True)
    assert rounded(found["values/access/half"]) == Backed(0.6, "nothing", weighty=True)
    assert found["influence/A"] == Backed(0.75, "nothing", weighty=True)
    assert found["influence/B"] == Backed(0.25, "nothing", weighty=False)
    assert found["probability/now"] == Backed(None, "nothing", weighty=False)
    assert not [key for key in found if key.startswith("settings/")]


def test_an_even_part_is_weighty_whatever_rounding_makes_of_it() -> None:
    even = small([])
    even = even.replace(
        stakeholders=tuple(replace(one, influence=1.0, weights=(1.0, 1.0, 1.0)) for one in even.stakeholders)
    )
    found = Backing(context_of(even)).by_key.values()
    assert {one.weighty for one in found if one.share is not None} == {True}


def test_those_without_evidence_are_named_the_weightiest_first() -> None:
    known = ["weights/*/*", "values/*/*", "linkage/*/*"]
    assert backing([Evidence(key=key) for key in known]).unbacked() == (
        "influence/A (75.0 %); delivery/now/access (60.0 %)"
    )
    assert (
        backing([Evidence(key=key) for key in [*known, "influence/*", "delivery/*/*"]]).unbacked() == "none"
    )
    assert backing([]).unbacked().endswith("; and 5 more, see below")


def test_the_counts_above_the_ledger_add_up_to_its_rows() -> None:
    for model in (SYRIA, generated(5), small([])):
        book = context_of(model)
        cells_above = {cell.name: cell.content for cell in header(book, EVIDENCE_ROW) if cell.name}
        counts = [cells_above[f"checks_evidence_{at + 1}"] for at in range(len(GRADES))]
        keys = [key for key in ledger_keys(model) if not key.startswith("settings/")]
        best = evidence_for(model.evidence)
        graded = [best(key) for key in keys]
        assert counts == [
            *(sum(one is not None and one.confidence == grade for one in graded) for grade in GRADES[:3]),
            sum(one is not None and not one.confidence for one in graded),
            graded.count(None),
        ]
        assert sum(counts) == len(keys)  # type: ignore[arg-type]


def test_the_ledger_says_it_of_each_judgement_and_nothing_of_a_setting() -> None:
    found = backing([]).by_key
    assert "settings/resolution" not in found
    assert (rounded(found["costs/loan/money"]).share, found["costs/loan/money"].grade) == (0.3, "nothing")


def test_the_shipped_workbook_shows_it() -> None:
    shown = cells(Package.of(workbook_bytes(SYRIA)), "Checks")
    [at] = [at for at, cell in shown.items() if cell.value == "Weighty judgements that rest on nothing"]
    assert shown[f"B{at.removeprefix('A')}"].value == "none"
    head = sheets_by_table()["checks"].head
    assert [shown[f"{letter}{head}"].value for letter in "JK"] == ["share", "confidence"]
    [row] = [row for row in range(head + 1, head + 40) if shown[f"A{row}"].value == "weights/France/money"]
    assert shown[f"K{row}"].value == "low"
    assert shown[f"J{row}"].value == pytest.approx(0.069)  # 0.3 x 3 + 0.3 x 8 + 0.2 x 5 + 0.2 x 13, of 100
