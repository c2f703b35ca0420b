"""steelyard show: every table, from either kind of file, in every form."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import small

from steelyard import api
from steelyard.cases import text
from steelyard.cli.output import Format, text_of
from steelyard.cli.show import TABLES
from steelyard.weigh.named_results import named

if TYPE_CHECKING:
    from cli.conftest import Shell

BESIDES_ROWS = {"csv": 1, "markdown": 4}
"""Lines of each form that are no rows."""


def test_the_help_names_every_table() -> None:
    named = TABLES.replace(" or ", ", ").replace("-", "_").split(", ")
    assert sorted(named) == sorted(api.QUESTIONS)


def test_the_ranking_is_what_is_shown_by_default(shell: Shell, book: Path) -> None:
    assert shell("show", book.name).stdout == shell("show", book.name, "ranking").stdout
    lines = shell("show", book.name).stdout.splitlines()
    assert lines[0] == "Ranking in Core package implemented"
    assert lines[4].startswith("Stabilisation            1     23.8   9.6  14.2   14.2      2.2  ● offer ")
    assert any("  −2.5     −3.1  ▶ opening" in line for line in lines)


@pytest.mark.parametrize("form", ["table", "csv", "json", "markdown"])
@pytest.mark.parametrize("name", api.QUESTIONS)
def test_every_table_is_shown_in_every_form(shell: Shell, name: str, form: str) -> None:
    two_sided = [*api.QUESTIONS].index("packages") <= [*api.QUESTIONS].index(name)
    Path("model.yaml").write_text(text("syria") if two_sided else small.TEXT, encoding="utf-8")
    model = api.load("model.yaml")
    answer = api.table(model, name)
    shown = shell("show", "model.yaml", name, "--format", form).stdout
    if form == "table":  # of which a row may have several lines
        assert shown == f"{text_of(named(answer, model), Format.TABLE)}\n"
    else:
        counted = len(json.loads(shown)) if form == "json" else shown.count("\n") - BESIDES_ROWS[form]
        assert counted == len(answer.rows)


def test_a_text_shows_what_its_workbook_shows(shell: Shell, book: Path) -> None:
    Path("model.yaml").write_text(text("syria"), encoding="utf-8")
    assert shell("show", "model.yaml", "scores").stdout == shell("show", book.name, "scores").stdout


def test_what_it_takes_may_be_written_with_hyphens(shell: Shell, book: Path) -> None:
    shown = shell("show", book.name, "what-it-takes").stdout
    assert shown == shell("show", book.name, "what_it_takes").stdout


def test_an_unknown_table_is_refused_with_those_there_are(shell: Shell, book: Path) -> None:
    refused = shell("show", book.name, "rankings", code=2).stderr
    assert refused.startswith(
        "steelyard: no table 'rankings'; did you mean 'ranking'? There are: acceptance, "
    )
    assert all(name in refused for name in api.QUESTIONS)


def test_scenario_and_stakeholder_are_chosen_by_id(shell: Shell, book: Path) -> None:
    shown = shell(
        "show", book.name, "--scenario", "piecemeal", "--stakeholder", "Germany", "--format", "json"
    )
    expected = api.table(api.load(book), "ranking", "piecemeal", "Germany")
    assert json.loads(shown.stdout)[0]["net"] == expected.rows[0][5]


def test_scenario_and_stakeholder_are_chosen_by_name_whatever_the_case(shell: Shell, book: Path) -> None:
    by_id = ("show", book.name, "scores", "--scenario", "piecemeal", "--stakeholder", "United-Kingdom")
    by_name = (*by_id[:4], "piecemeal GESTURES", "--stakeholder", "united kingdom")
    assert shell(*by_name).stdout == shell(*by_id).stdout
    pooled = ("show", book.name, "--stakeholder")
    assert shell(*pooled, "all, POOLED").stdout == shell(*pooled, "all").stdout
    assert shell("packages", book.name, "--stakeholder", "united KINGDOM").stdout == (
        shell("packages", book.name, "--stakeholder", "United-Kingdom").stdout
    )
    assert shell("plan", book.name, "--stakeholder", "united KINGDOM").stdout == (
        shell("plan", book.name, "--stakeholder", "United-Kingdom").stdout
    )
    refused = shell("show", book.name, "--scenario", "Piecemeal gesture", code=2).stderr
    assert "no scenario 'Piecemeal gesture'; did you mean 'Piecemeal gestures'? There are: " in refused


def test_a_table_of_all_scenarios_shows_the_rows_of_one(shell: Shell, book: Path) -> None:
    arguments = ("show", book.name, "scores", "--scenario", "piecemeal", "--format", "json")
    rows = json.loads(shell(*arguments).stdout)
    assert [row["scenario"] for row in rows] == ["piecemeal"] * 6


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--scenario", "spring"), "no scenario 'spring'; there are: "),
        (("--stakeholder", "Frence"), "no viewpoint 'Frence'; did you mean 'France'? There are: all, "),
        (("expected", "--scenario", "piecemeal"), "the table expected covers all scenarios at once"),
        (("scores", "--scenario", "spring"), "no scenario 'spring'"),
        (("positions", "--stakeholder", "France"), "the table positions covers every viewpoint"),
    ],
)
def test_what_cannot_be_shown_is_refused(
    shell: Shell, book: Path, arguments: tuple[str, ...], said: str
) -> None:
    refused = shell("show", book.name, *arguments, code=2)
    assert refused.stderr.startswith(f"steelyard: {said}")
    assert refused.stdout == ""


def test_csv_and_json_carry_full_precision(shell: Shell, book: Path) -> None:
    table = api.table(api.load(book), "tradeoffs")
    names = [column.name for column in table.columns]
    head, *rows = csv.reader(io.StringIO(shell("show", book.name, "tradeoffs", "--format", "csv").stdout))
    assert head == names
    assert rows == [["" if entry is None else str(entry) for entry in row] for row in table.rows]
    objects = json.loads(shell("show", book.name, "tradeoffs", "--format", "json").stdout)
    assert objects == [dict(zip(names, row, strict=True)) for row in table.rows]


def test_an_unknown_form_is_a_usage_error(shell: Shell, book: Path) -> None:
    assert "Usage: steelyard show" in shell("show", book.name, "--format", "xml", code=2).stderr
