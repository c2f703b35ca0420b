"""steelyard new: a case as a workbook or a text, and nothing that stands there is lost."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from steelyard import cases
from steelyard.errors import UnknownName
from steelyard.model.text.reading import draft_text, read_text
from steelyard.workbook.files import load, read_file

if TYPE_CHECKING:
    from cli.conftest import Shell

REPOSITORY = Path(__file__).parents[2] / "workbooks"


def test_the_names_are_sorted_and_those_of_the_texts_in_the_repository() -> None:
    shipped = {path.stem for path in REPOSITORY.glob("*.yaml")}
    assert list(cases.names()) == sorted({cases.BLANK} | shipped)


def test_the_text_of_a_case_is_the_one_in_the_repository() -> None:
    assert cases.text("syria") == (REPOSITORY / "syria.yaml").read_text(encoding="utf-8")


def test_an_unknown_case_is_refused_with_those_there_are() -> None:
    with pytest.raises(
        UnknownName, match="no case 'cyprus'; there are: blank, nash-1950, office-2004, syria"
    ):
        cases.text("cyprus")


@pytest.mark.parametrize("name", cases.names())
def test_every_case_is_sound_without_a_warning(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.yaml"
    path.write_text(cases.text(name), encoding="utf-8")
    assert read_file(path).findings == ()
    assert draft_text(cases.text(name))[1] == ()


def test_the_blank_case_has_little_and_says_in_comments_what_may_be_added() -> None:
    model = read_text(cases.text("blank"))
    sizes = {
        part: len(getattr(model, part))
        for part in ("measures", "options", "cost_heads", "stakeholders", "scenarios", "rules")
    }
    assert sizes == {
        "measures": 2,
        "options": 2,
        "cost_heads": 0,
        "stakeholders": 1,
        "scenarios": 1,
        "rules": 0,
    }
    added = re.sub(r"^# (?=cost_heads:|rules:| )", "", cases.text("blank"), flags=re.MULTILINE)
    added = re.sub(r"(    )(linkage: .*)", r"\1\2\n\1costs: {cost-1: 20}", added)
    added = added.replace("weights: {measure-1: 60,", "weights: {cost-1: 20, measure-1: 60,")
    full = read_text(added)
    assert [head.name for head in full.cost_heads] == ["First cost"]
    assert [(rule.option, rule.subject) for rule in full.rules] == [("option-2", "core")]
    assert full.stakeholders[0].weights == (60, 40, 20)


def test_a_case_becomes_a_workbook_of_its_name(shell: Shell) -> None:
    assert shell("new", "syria").stdout == "syria.xlsx: the case syria.\n"
    assert load("syria.xlsx") == read_text(cases.text("syria"))


def test_the_output_names_another_file(shell: Shell) -> None:
    shell("new", "blank", "-o", "case.xlsx")
    assert [path.name for path in Path().iterdir()] == ["case.xlsx"]


def test_a_name_for_text_gets_the_text_with_its_comments(shell: Shell) -> None:
    shell("new", "--blank", "-o", "model.yaml")
    assert Path("model.yaml").read_text(encoding="utf-8") == cases.text("blank")


def test_blank_is_a_workbook_too(shell: Shell) -> None:
    shell("new", "--blank")
    assert load("blank.xlsx") == read_text(cases.text("blank"))


def test_the_list_names_every_case_with_its_title(shell: Shell) -> None:
    listed = shell("new", "--list").stdout.splitlines()
    assert listed == [
        "blank         A new case",
        "nash-1950     Bill and Jack (Nash 1950)",
        "office-2004   Office location (Goodwin and Wright 2004)",
        "syria         Europe, Russia and Syria",
    ]
    assert [*Path().iterdir()] == []


def test_a_file_that_stands_there_stays(shell: Shell) -> None:
    Path("blank.xlsx").write_bytes(b"mine")
    refused = shell("new", "blank", code=2)
    assert "blank.xlsx exists already" in refused.stderr
    assert "--force" in refused.stderr
    assert Path("blank.xlsx").read_bytes() == b"mine"
    shell("new", "blank", "--force")
    assert load("blank.xlsx").settings.title == "A new case"


def test_an_unknown_case_is_refused(shell: Shell) -> None:
    refused = shell("new", "cyprus", code=2)
    assert refused.stderr == "steelyard: no case 'cyprus'; there are: blank, nash-1950, office-2004, syria\n"


@pytest.mark.parametrize("arguments", [(), ("syria", "--blank")])
def test_one_case_must_be_named(shell: Shell, arguments: tuple[str, ...]) -> None:
    assert "name a case" in shell("new", *arguments, code=2).stderr


def test_another_ending_is_refused_before_anything_is_written(shell: Shell) -> None:
    refused = shell("new", "syria", "-o", "syria.xls", code=2)
    assert "a name that ends in .ods or .xlsx or .yaml or .yml is needed" in refused.stderr
    assert [*Path().iterdir()] == []
