"""steelyard packages and steelyard plan: what is printed, and in which form."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

import small

from steelyard.cases import text

if TYPE_CHECKING:
    from cli.conftest import Shell

LATE = "    phase: 3\n    kind: option\n    item: stabilisation"


def written(changes: dict[str, str] | None = None) -> str:
    """The shipped case as a text, with some words replaced."""
    case = text("syria")
    for old, new in (changes or {}).items():
        assert case.count(old) == 1
        case = case.replace(old, new)
    Path("model.yaml").write_text(case, encoding="utf-8")
    return "model.yaml"


def test_the_solutions_come_with_what_is_tabled(shell: Shell, book: Path) -> None:
    shown = shell("packages", book.name).stdout
    titles = [line.partition(":")[0] for line in shown.splitlines() if line and line[0].isupper()]
    assert titles[0] == "Solutions for our side and Russia"
    assert [
        title for title in titles if title.startswith(("The tabled", "Who", "The cheapest", "Joint"))
    ] == [
        "The tabled package",
        "Who accepts the tabled package",
        "The cheapest changes that make the tabled package acceptable",
        "Joint improvements on the tabled package",
    ]
    assert "Nash " in shown
    assert (
        "with the consent of Damascus; 17 of 2,109,375 packages, exact in ticks of 0.000001 points" in shown
    )


def test_json_has_every_table_by_its_name(shell: Shell) -> None:
    told = json.loads(shell("packages", written(), "--format", "json").stdout)
    assert [*told] == ["packages", "tabled", "acceptance", "counter_offers", "improvements"]
    assert told["packages"][0]["solution"] == "Nash"


def test_csv_has_the_solutions_only(shell: Shell) -> None:
    rows = [*csv.DictReader(io.StringIO(shell("packages", written(), "--format", "csv").stdout))]
    assert [row["solution"] for row in rows][-2:] == ["no deal", "tabled"]


def test_what_stands_in_the_way_is_shown_where_no_zone_is_open(shell: Shell) -> None:
    shut = written(
        {"    reservation: -4\n": "    reservation: 6.5\n", "  reservation: 0\n": "  reservation: 9\n"}
    )
    told = json.loads(shell("packages", shut, "--format", "json").stdout)
    assert [row["rule"] for row in told["relaxations"]]
    assert "Smallest sets of rules" in shell("packages", shut, "--format", "markdown").stdout


def test_points_thin_the_list_and_leave_the_solutions_as_they_are(shell: Shell) -> None:
    asked = ("packages", written(), "--stakeholder", "France")
    shown = shell(*asked, "--points", "2").stdout
    assert "; shown are " in shown
    assert ": any package has one here that is as good for them and at most " in shown
    whole, some = (
        json.loads(shell(*asked, *more, "--format", "json").stdout) for more in ((), ("--points", "2"))
    )
    assert whole["packages"] == some["packages"]
    assert "frontier" not in whole
    assert 0 < len(some["frontier"]) <= 8


def test_the_plan_is_a_ledger(shell: Shell, book: Path) -> None:
    shown = shell("plan", book.name).stdout
    assert shown.startswith("Ledger of the plan as it stands: 4 phases, greatest exposure 11.1; neither side")
    assert len([*csv.DictReader(io.StringIO(shell("plan", book.name, "--format", "csv").stdout))]) == 16


def test_the_best_order_comes_with_its_ledger(shell: Shell) -> None:
    told = json.loads(shell("plan", written(), "--optimise", "--format", "json").stdout)
    assert [*told] == ["order", "best_plan", "plan_futures", "plan_parties"]
    assert told["plan_futures"][0]["least"] == 9.9
    assert told["plan_parties"][-1]["accepts"] is False
    shown = shell("plan", written(), "--optimise").stdout
    assert "Order with the least exposure" in shown
    assert "Ledger of the best order" in shown


def test_a_plan_that_breaks_a_rule_is_refused_by_name(shell: Shell) -> None:
    refused = shell("plan", written({LATE: LATE.replace("3", "2")}), code=2)
    assert refused.stdout == ""
    assert "phase 2 releases 'Stabilisation' while 'stabilisation-core' does not hold" in refused.stderr


def test_without_a_counterpart_packages_are_refused(shell: Shell) -> None:
    Path("alone.yaml").write_text(small.TEXT, encoding="utf-8")
    assert "nobody to make a package with" in shell("packages", "alone.yaml", code=2).stderr
