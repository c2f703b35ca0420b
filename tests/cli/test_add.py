"""steelyard add: a new part, typed where a person would type it, and taken up by every sheet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import shipped
from cli.editing import held

from steelyard import load
from steelyard.cli.add import Kind
from steelyard.workbook.editing.add_part import KINDS

if TYPE_CHECKING:
    from cli.conftest import Shell


@pytest.fixture(name="built", scope="module")
def _built() -> bytes:
    """An excerpt of the shipped case, for every test of this file."""
    return shipped.workbook(shipped.EXCERPT)


def test_every_kind_of_part_can_be_added_and_the_workbook_stays_sound(shell: Shell, book: Path) -> None:
    before = load(book.name)

    def add(kind: str, part: str, *given: str) -> None:
        options = [word for each in given for word in ("--set", each)]
        assert (
            shell("add", kind, book.name, part, *options).stdout == f"{book.name}: {kind} {part!r} added.\n"
        )

    corridor = ("linkage/corridor/committee=40", "costs/corridor/money=10", "worth/Russia/corridor=5")
    add("option", "corridor", "name=A corridor", "note=2030", "opening=no", *corridor)
    add("measure", "ceasefire", "weights/France/ceasefire=20", "groups/ceasefire=core")
    add("rule", "corridor-rule", "option=corridor", "kind=requires", "subject=ceasefire", "level=partial")
    add(
        "rule",
        "some",
        "option=corridor",
        "kind=requires at least",
        "subject=core",
        "level=partial",
        "number=2",
    )
    add("stakeholder", "Spain", "weights/Spain/money=9")
    add("scenario", "best", "delivery/best/committee=verified")
    add("cost-head", "face", "costs/corridor/face=30")
    add("step", "s9", "phase=2", "kind=option", "item=corridor")
    add("evidence", "linkage/corridor/committee", "low=30", "high=50", "source=2019")
    assert shell("check", book.name).stdout.startswith(f"{book.name}: sound\n  judgements       valid\n")

    after = load(book.name)
    assert {key: after.values[key] for key in before.values} == before.values
    assert after.judgement("linkage/corridor/committee").value == 40
    assert after.judgement("worth/Russia/corridor").value == 5
    assert after.judgement("influence/Spain").value == 0
    assert after.judgement("delivery/best/committee").value == "verified"
    assert after.judgement("delivery/best/ceasefire").value == "none"
    assert after.judgement("probability/best").value == 0
    assert after.judgement("rules/some/number").value == 2
    assert after.measures[-1].group == "core"
    assert (after.options[-1].name, after.options[-1].note) == ("A corridor", "2030")
    assert after.evidence[-1].source == "2019"


def test_what_nobody_judged_moves_no_result(shell: Shell, book: Path) -> None:
    row = ("core-implemented/reconstruction", "net")
    before = held(book, "scores", *row)
    shell("add", "measure", book.name, "ceasefire")
    shell("add", "stakeholder", book.name, "Spain", "--name", "The Kingdom of Spain")
    assert held(book, "scores", *row) == before
    assert load(book.name).stakeholders[-1].name == "The Kingdom of Spain"


def test_the_workbook_stays_where_another_file_is_named(shell: Shell, book: Path) -> None:
    data = book.read_bytes()
    shell("add", "option", book.name, "corridor", "-o", "other.xlsx")
    assert book.read_bytes() == data
    assert load("other.xlsx").options[-1].id == "corridor"
    assert (
        "other.xlsx exists already"
        in shell("add", "option", book.name, "corridor", "-o", "other.xlsx", code=2).stderr
    )


@pytest.mark.parametrize(
    ("part", "given", "said"),
    [
        ("Broad-Easing", "note=a", "syria.xlsx: id 'Broad-Easing' is taken; choose another"),
        (
            "x",
            "colour=red",
            "table 'options' has no column 'colour'; there are: id, name, track, opening, ",
        ),
        ("x", "linkage/y/committee=3", "no judgement 'linkage/y/committee'; did you mean "),
        ("x", "linkage/x/committee=300", "found 300; a number from 0 to 100 is needed"),
        ("x", "settings/scenario=1", "no judgement 'settings/scenario'"),
        ("2nd", "note=a", "found '2nd'; an id starts with a letter"),
        ("x", "note", "'note' is not of the form WHAT=VALUE"),
        ("x", "=1", "'=1' is not of the form WHAT=VALUE"),
    ],
)
def test_what_cannot_be_added_leaves_the_workbook(
    shell: Shell, book: Path, part: str, given: str, said: str
) -> None:
    data = book.read_bytes()
    assert said in shell("add", "option", book.name, part, "--set", given, code=2).stderr
    assert book.read_bytes() == data


def test_a_blank_case_takes_its_first_step(shell: Shell) -> None:
    shell("new", "--blank", "-o", "book.xlsx")
    shell(
        "add",
        "step",
        "book.xlsx",
        "first",
        "--set",
        "phase=1",
        "--set",
        "kind=option",
        "--set",
        "item=option-1",
    )
    assert [step.id for step in load("book.xlsx").plan] == ["first"]


def test_an_even_scale_where_the_levels_are_ones_own(shell: Shell) -> None:
    shell("new", "--blank", "-o", "model.yaml")
    text = Path("model.yaml").read_text(encoding="utf-8")
    assert "levels:" not in text
    for old in ("announced", "implemented", "verified"):
        text = text.replace(old, "full")
    text = text.replace("settings:", "levels: {none: 0, partial: 30, full: 100}\nsettings:", 1)
    Path("model.yaml").write_text(text, encoding="utf-8")
    shell("build", "model.yaml", "-o", "book.xlsx")
    shell("add", "measure", "book.xlsx", "extra")
    assert load("book.xlsx").measures[-1].values == (0, 50, 100)


def test_the_kinds_are_those_that_can_be_added() -> None:
    assert [kind.value for kind in Kind] == list(KINDS)
