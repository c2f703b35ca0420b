"""The public names: listed, sorted, reachable; and every answer as a DataFrame with the promised labels."""

from __future__ import annotations

import ast
import inspect
import math
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import steelyard as sy
from steelyard import api, cases, errors

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

CORE, OFFER = "core-implemented", "● offer"

INDEX = {
    "ranking": ["option"],
    "scores": ["scenario", "option"],
    "contributions": ["option"],
    "tradeoffs": ["option", "criterion"],
    "exchange": ["option", "measure"],
    "duels": ["option", "against", "criterion"],
    "stability": ["criterion"],
    "leads": ["scenario", "rival"],
    "expected": ["option"],
    "what_it_takes": ["scenario", "option"],
    "positions": ["option"],
    "record": ["entry"],
    "shares": ["viewpoint"],
    "packages": ["solution", "point"],
    "frontier": ["point"],
    "accepted_frontier": ["point"],
    "concessions": ["solution", "point", "side"],
    "tabled": ["package"],
    "acceptance": ["party"],
    "improvements": ["number"],
    "counter_offers": ["acceptable_to", "changes"],
    "relaxations": ["set", "rule"],
    "plan": ["phase", "half", "side"],
    "plan_futures": ["side"],
    "plan_parties": ["phase", "half", "party"],
    "best_plan": ["phase", "half", "side"],
    "order": ["step"],
    "snapback": ["scenario", "option", "rule"],
}

EMPTY = ("relaxations", "improvements")
"""Tables with no rows for the shipped case: a zone is open, and nothing beats the tabled package."""


@pytest.fixture(name="model", scope="module")
def _model() -> sy.Model:
    return sy.new("syria")


def frame(name: str) -> Callable[..., pd.DataFrame]:
    """The public function of this name."""
    answer: Callable[..., pd.DataFrame] = getattr(sy, name)
    return answer


def test_the_public_names_are_sorted_and_once() -> None:
    assert sy.__all__ == sorted(set(sy.__all__))
    assert dir(sy) == sy.__all__


def test_every_public_name_resolves_and_says_what_it_is() -> None:
    undocumented = [name for name in sy.__all__ if name != "__version__" and not getattr(sy, name).__doc__]
    assert undocumented == []
    assert isinstance(sy.__version__, str)


def test_every_error_and_every_table_is_public() -> None:
    tree = {name for name, value in vars(errors).items() if inspect.isclass(value)}
    assert tree == {name for name in sy.__all__ if name[0].isupper()} - {"Model"}
    assert {*api.QUESTIONS} <= {*sy.__all__}


def test_type_checkers_see_every_public_name_and_no_other() -> None:
    [block] = [
        node
        for node in ast.parse(Path(sy.__file__).read_text(encoding="utf-8")).body
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    ]
    imported = [
        alias.asname or alias.name
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    ]
    declared = [
        node.target.id
        for node in block.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    ]
    assert sorted(imported + declared) == sy.__all__


def test_a_type_checker_in_strict_mode_accepts_every_public_name(tmp_path: Path) -> None:
    used = tmp_path / "used.py"
    names = ", ".join(sy.__all__)
    used.write_text(f"from steelyard import {names}\n\nprint({names})\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", str(used)],
        cwd=Path(__file__).parents[1],  # for its configuration and its cache
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_the_public_functions_are_those_of_the_api() -> None:
    functions = {name for name in sy.__all__ if name[0].islower()}
    assert api.__all__ == sorted(api.__all__)
    assert functions <= {*api.__all__}
    assert {*api.__all__} - functions == {"QUESTIONS", "difference", "table", "weighed"}, (
        "for the rooms above only"
    )


def test_another_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'steelyard' has no attribute 'frobnicate'"):
        _ = sy.frobnicate  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", api.QUESTIONS)
def test_every_table_has_the_index_and_the_columns_that_it_promises(name: str, model: sy.Model) -> None:
    found = frame(name)(model)
    assert list(found.index.names) == INDEX[name]
    assert found.index.is_unique
    assert found.empty == (name in EMPTY)
    said = frame(name).__doc__ or ""
    promised, _, _ = said.partition("\n")
    axes = {*model.criteria, *(s.id for s in model.stakeholders)}
    axes |= {f"points for {party.id}" for party in model.counterparts} if "`points for ID`" in said else set()
    assert [column for column in found.columns if column not in axes and column not in said] == []
    by, _, listed = promised.partition(": ")
    assert len(INDEX[name]) == len(
        by.removeprefix("By ").split(", best")[0].replace(" and ", ", ").split(", ")
    )
    assert listed


@pytest.mark.parametrize("name", api.QUESTIONS)
def test_a_frame_holds_the_rows_of_the_table(name: str, model: sy.Model) -> None:
    table, found = api.table(model, name), frame(name)(model).reset_index()
    assert list(found.columns) == [column.name for column in table.columns]
    for held, row in zip(found.itertuples(index=False), table.rows, strict=True):
        for value, wanted in zip(held, row, strict=True):
            absent = value is None or (isinstance(value, float) and math.isnan(value))
            assert (None if absent else value) == wanted


def rows(found: pd.DataFrame) -> dict[Any, dict[str, Any]]:
    """The rows of a frame by their labels."""
    return found.to_dict("index")  # type: ignore[return-value]


def column(found: pd.DataFrame, name: str) -> dict[Any, Any]:
    """The entries of a column by the labels of their rows, numbers to compare to 1e-9."""
    return {label: pytest.approx(row[name], abs=1e-9) for label, row in rows(found).items()}


def test_the_ranking_of_the_case(model: sy.Model) -> None:
    ranking = rows(sy.ranking(model))
    assert list(ranking)[:3] == ["stabilisation", "limited-easing", "political-engagement"]
    assert ranking["stabilisation"]["net"] == pytest.approx(14.2365, abs=1e-9)
    missing = ranking["limited-easing"]["missing"]
    assert missing == "Constitutional committee: implemented (it stands at partial)"
    assert [row["verdict"] for row in ranking.values()][:3] == [OFFER, "◐ not yet", OFFER]


def test_the_numbers_hang_together(model: sy.Model) -> None:
    scores = rows(sy.scores(model))
    for row in scores.values():
        assert row["net"] == pytest.approx(row["benefit"] - row["cost"], abs=1e-9)
    for row in rows(sy.contributions(model)).values():
        assert row.pop("net") == pytest.approx(sum(row.values()), abs=1e-9)
    for row in rows(sy.shares(model)).values():
        assert sum(row.values()) == pytest.approx(1.0, abs=1e-9)
    for option, row in rows(sy.expected(model)).items():
        nets = ((s.probability or 0.0) * scores[s.id, option]["net"] for s in model.scenarios)
        assert row["expected"] == pytest.approx(sum(nets), abs=1e-9)


def test_a_scenario_and_a_viewpoint_are_chosen_by_id(model: sy.Model) -> None:
    positions = sy.positions(model, scenario="piecemeal")
    for viewpoint in ("all", "France"):
        ranking = rows(sy.ranking(model, scenario="piecemeal", viewpoint=viewpoint))
        scores = rows(sy.scores(model, viewpoint=viewpoint))
        assert {option: row["net"] for option, row in ranking.items()} == column(positions, viewpoint)
        assert {o: scores["piecemeal", o]["net"] for o in ranking} == column(positions, viewpoint)


def test_what_it_takes_is_enough(model: sy.Model) -> None:
    row = rows(sy.what_it_takes(model))[CORE, "limited-easing"]
    assert (row["steps"], row["count"]) == ("Constitutional committee: implemented", 1)
    kinder = model.replace_value(f"delivery/{CORE}/committee", "implemented")
    after = rows(sy.ranking(kinder))["limited-easing"]
    assert after["verdict"] == OFFER
    assert after["net"] == pytest.approx(row["net"], abs=1e-9)


def test_an_unknown_scenario_viewpoint_or_table_is_refused(model: sy.Model) -> None:
    with pytest.raises(sy.UnknownName, match="no scenario 'spring'"):
        sy.ranking(model, scenario="spring")
    with pytest.raises(sy.UnknownName, match="no viewpoint 'Spain'"):
        sy.scores(model, viewpoint="Spain")
    with pytest.raises(
        sy.UnknownName, match=r"no table 'score'; did you mean 'scores'\? There are: acceptance, "
    ):
        api.table(model, "score")


def test_a_faulty_model_is_refused_rather_than_weighed(model: sy.Model) -> None:
    with pytest.raises(sy.InvalidModel, match="the model: 1 problem"):
        sy.scores(model.replace_value("linkage/limited-easing/committee", 500.0))


def test_a_model_is_weighed_once(model: sy.Model) -> None:
    assert api.weighed(model) is api.weighed(model)
    assert api.weighed(model) is not api.weighed(model, "France")


def test_from_a_case_to_a_workbook_and_back(tmp_path: Path) -> None:
    blank, path = sy.new(), tmp_path / "blank.xlsx"
    sy.save(blank, path)
    assert sy.load(path) == blank
    assert sy.score(path).changed == 0
    assert sy.check(path).sound
    with pytest.raises(sy.UnknownName, match=f"no case 'cyprus'; there are: {', '.join(cases.names())}"):
        sy.new("cyprus")
