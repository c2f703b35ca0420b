"""Exposure and standing that changed in the plan, against the ledger of each version."""

from __future__ import annotations

from dataclasses import replace

import pytest

from steelyard import api
from steelyard.model.model import Model
from steelyard.model.parts import RuleKind
from steelyard.model.release import WITHHELD, Policy, Withheld, reduced
from steelyard.weigh.decision_difference import DecisionDifference
from steelyard.weigh.plan_difference import ACCEPTS, BREAKS, KEEPS, NO_PLAN, NO_STEP, REFUSES, THE_PLAN, plan


@pytest.fixture(scope="module")
def syria() -> Model:
    return api.new("syria")


def rows(old: Model, new: Model) -> list[dict[str, object]]:
    return [dict(row) for row in plan(DecisionDifference(old, new)).objects()]


def test_exposure_is_that_of_the_ledger_of_each_version(syria: Model) -> None:
    new = syria.replace_value("weights/France/safe-returns", 60.0)
    found = {(row["phase"], row["half"], row["side"]): row for row in rows(syria, new)}
    was, now = api.plan(syria).exposure, api.plan(new).exposure
    moved = {spot for spot in was.index if was[spot] != now[spot]}
    assert moved
    assert moved == {spot for spot, row in found.items() if row["exposure_was"] != row["exposure_now"]}
    for spot in moved:
        assert (found[spot]["exposure_was"], found[spot]["exposure_now"]) == (was[spot], now[spot])


def test_a_plan_that_breaks_its_rules_now_is_refused(syria: Model) -> None:
    [row] = rows(syria, syria.replace_value("plan/returns-monitored/level", "partial"))
    assert (row["side"], row["standing_was"]) == (THE_PLAN, KEEPS)
    assert str(row["standing_now"]).startswith(f"{BREAKS}phase ")
    assert row["exposure_now"] is None


def test_a_phase_that_only_one_version_has(syria: Model) -> None:
    last = max(step.phase for step in syria.plan)
    new = syria.replace(
        plan=tuple(replace(step, phase=last + 1) if step.phase == last else step for step in syria.plan)
    )
    found = [row for row in rows(syria, new) if row["phase"] == last + 1]
    assert {row["standing_was"] for row in found} == {NO_STEP}
    assert all(row["exposure_was"] is None for row in found)


def test_a_further_counterpart_that_refuses_now(syria: Model) -> None:
    second = syria.counterparts[1]
    new = syria.replace(counterparts=(syria.counterparts[0], replace(second, reservation=-50.0)))
    found = [row for row in rows(syria, new) if row["side"] == second.id]
    assert found
    assert {(row["standing_was"], row["standing_now"]) for row in found} == {(REFUSES, ACCEPTS)}


def test_no_plan_and_no_edit(syria: Model) -> None:
    [row] = rows(syria, syria.replace(plan=()))
    assert (row["standing_was"], row["standing_now"]) == (KEEPS, NO_PLAN)
    assert rows(syria, syria) == []


def test_a_standing_that_rests_on_what_is_withheld_is_withheld(syria: Model) -> None:
    policy = Policy(frozenset(Withheld))
    kept = tuple(rule for rule in syria.rules if rule.kind is not RuleKind.ACCEPTED_BY)
    old = reduced(syria.replace(rules=kept), policy)
    found = rows(old, old.replace_value("weights/France/safe-returns", 60.0))
    assert found
    assert {row["standing_now"] for row in found} == {WITHHELD}
    asking = reduced(syria, policy)
    assert rows(asking, asking.replace_value("weights/France/safe-returns", 60.0)) == []
