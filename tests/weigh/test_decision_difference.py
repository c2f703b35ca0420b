"""What edits did to a decision, and which edit caused it, against weighing every version by itself."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import models

from steelyard import api
from steelyard.model.parts import DEFAULT_SCALE, POOLED
from steelyard.weigh import difference_results
from steelyard.weigh.decision_difference import HOLDING, DecisionDifference
from steelyard.weigh.sentences import VERDICTS
from steelyard.weigh.weighing import Weighing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from steelyard.model.model import Model
    from steelyard.weigh.result import Result

TWO = {"weights/France/safe-returns": 37.0, "weights/France/independent-aid": 36.0}
"""Each of them alone brings another first place in one scenario."""

FIVE = TWO | {
    "weights/France/detainee-access": 45.0,
    "linkage/limited-easing/committee": 90.0,
    "costs/acknowledgements/credibility": 1.0,
}


@pytest.fixture(scope="module")
def syria() -> Model:
    return api.new("syria")


PLAIN = models(plain=True).filter(lambda model: model.levels == tuple(DEFAULT_SCALE))
"""Models with the same levels, so that not all of them is one edit."""


def edited(model: Model, values: Mapping[str, float]) -> Model:
    for key, value in values.items():
        model = model.replace_value(key, value)
    return model


def leader(model: Model, scenario: str) -> str:
    weighing = Weighing(model)
    return model.options[int(weighing.net[:, weighing.scenario(scenario)].argmax())].id


def rows(table: Result) -> list[dict[str, object]]:
    return [dict(row) for row in table.objects()]


def by_name(found: DecisionDifference) -> dict[str, list[dict[str, object]]]:
    return {table.name: rows(table) for table in difference_results.tables(found)}


def test_equal_versions_have_no_rows(syria: Model) -> None:
    assert not any(table.rows for table in difference_results.tables(DecisionDifference(syria, syria)))


def test_two_edits_that_each_bring_another_first_place_are_both_named(syria: Model) -> None:
    """Leaving one edit out of the later version changes nothing, as the other one suffices."""
    scenario, new = "verified-committee", edited(syria, TWO)
    assert leader(syria, scenario) == "limited-easing"
    for alone in TWO.items():
        assert leader(edited(syria, dict([alone])), scenario) == leader(new, scenario) == "stabilisation"
    causes = by_name(DecisionDifference(syria, new))["causes"]
    here = [row for row in causes if (row["scenario"], row["about"]) == (scenario, "first place")]
    assert {row["edits"] for row in here} == {*TWO}


def test_of_five_edits_the_smallest_sets_are_those_of_brute_force(syria: Model) -> None:
    new = edited(syria, FIVE)
    found = DecisionDifference(syria, new)
    before, after = Weighing(syria), Weighing(new)
    changed = 0
    for cause in found.causes:
        d = before.scenario(cause.scenario)
        enough = list[set[str]]()
        for size in range(1, 6):
            for keys in combinations(FIVE, size):
                some = Weighing(edited(syria, {key: FIVE[key] for key in keys}))
                if cause.about:
                    o = [option.id for option in new.options].index(cause.about)
                    holds = some.verdicts[o, d] == after.verdicts[o, d] != before.verdicts[o, d]
                else:
                    holds = leader(some.model, cause.scenario) == cause.now
                if holds and not any(each < {*keys} for each in enough):
                    enough.append({*keys})
        assert sorted(map(sorted, cause.sets)) == sorted(map(sorted, enough))
        changed += 1
    assert changed > 3


def test_shares_add_up_to_the_change_of_every_net(syria: Model) -> None:
    new = edited(syria, FIVE)
    found = DecisionDifference(syria, new)
    change = Weighing(new).net - Weighing(syria).net
    assert found.shares.errors is None
    assert found.shares.shares.sum(axis=0) == pytest.approx(change.ravel(), abs=1e-9)
    shown = by_name(found)
    for row in shown["effects"]:
        parts = [
            float(str(share["share"])) for share in shown["shares"]
            if (share["scenario"], share["option"]) == (row["scenario"], row["option"])
        ]  # fmt: skip
        assert sum(parts) == pytest.approx(row["change"], abs=1e-6)
    sizes = [abs(float(str(row["effect"]))) for row in shown["edits"]]
    assert sizes == sorted(sizes, reverse=True)


def test_with_many_edits_orders_are_drawn_and_the_shares_add_up_all_the_same(syria: Model) -> None:
    keys = [key for key in syria.values if key.startswith("weights/")][:14]
    new = edited(syria, {key: float(syria.values[key] or 0) + (60 if "aid" in key else 11) for key in keys})
    found = DecisionDifference(syria, new)
    assert not found.exact
    assert found.shares.errors is not None
    change = (Weighing(new).net - Weighing(syria).net).ravel()
    assert found.shares.shares.sum(axis=0) == pytest.approx(change, abs=1e-9)
    shown = by_name(found)
    assert all(row["error"] is not None for row in shown["shares"])
    title = next(table.title for table in difference_results.tables(found) if table.name == "causes")
    assert title.endswith("there may be others, or smaller ones")
    for cause in found.causes:
        assert not cause.every
        for each in cause.sets:
            some = Weighing(found.difference.made(each))
            if not cause.about:
                assert leader(some.model, cause.scenario) == cause.now


def test_where_no_pair_of_many_edits_suffices_edits_are_left_out_while_it_holds(
    syria: Model,
) -> None:
    """Twelve small steps on one linkage after the other bring a verdict only together."""
    new = edited(syria, {f"linkage/limited-easing/{m.id}": 0.0 for m in syria.measures})
    found = DecisionDifference(syria, edited(new, {f"weights/France/{m.id}": 20.0 for m in syria.measures}))
    assert len(found.edits) > 10
    for cause in found.causes:
        d = Weighing(found.new).scenario(cause.scenario)
        for each in cause.sets:
            some = Weighing(found.difference.made(each))
            if cause.about:
                o = [option.id for option in some.model.options].index(cause.about)
                assert VERDICTS[some.verdicts[o, d]] == cause.now
    assert max(len(each) for cause in found.causes for each in cause.sets) > 2


def test_edits_that_cancel_each_other_are_named(syria: Model) -> None:
    changed = {"linkage/limited-easing/committee": 20.0, "costs/limited-easing/domestic-price": 0.0}
    shown = by_name(DecisionDifference(syria, edited(syria, changed)))["cancelled"]
    assert shown
    assert all({row["edit"], row["other"]} == {*changed} for row in shown)
    assert all(float(str(row["share"])) * float(str(row["other_share"])) < 0 for row in shown)


def test_parts_that_came_or_went_are_told_by_name(syria: Model) -> None:
    option = replace(syria.options[0], id="visas", name="Visas")
    more = syria.replace(
        options=(*syria.options, option),
        counterparts=tuple(replace(each, worth=(*each.worth, 5.0)) for each in syria.counterparts),
    )
    (row,) = by_name(DecisionDifference(syria, more))["edits"]
    assert (row["kind"], row["was"], row["now"]) == ("added", "nothing", "Visas")
    (row,) = by_name(DecisionDifference(more, syria))["edits"]
    assert (row["kind"], row["was"], row["now"]) == ("removed", "Visas", "nothing")


def test_several_judgements_of_one_edit_are_told_with_their_names(syria: Model) -> None:
    rule = next(rule for rule in syria.rules if rule.number is None and rule.level)
    other = replace(rule, level="announced", withdraws=0.5)
    new = syria.replace(rules=tuple(other if each is rule else each for each in syria.rules))
    (row,) = by_name(DecisionDifference(syria, new))["edits"]
    assert (row["was"], row["now"]) == (
        f"level {rule.level}, withdraws nothing",
        "level announced, withdraws 0.5",
    )
    opened = replace(syria.options[1], opening=not syria.options[1].opening)
    new = syria.replace(options=(syria.options[0], opened, *syria.options[2:]))
    (row,) = by_name(DecisionDifference(syria, new))["edits"]
    assert {row["was"], row["now"]} == {"yes", "no"}


def test_the_viewpoint_is_one_of_both_versions(syria: Model) -> None:
    shown = syria.replace(settings=replace(syria.settings, viewpoint="France"))
    assert DecisionDifference(syria, shown).viewpoint == "France"
    without = syria.replace(
        stakeholders=syria.stakeholders[:1], settings=replace(syria.settings, viewpoint=POOLED)
    )
    gone = DecisionDifference(shown, without, "France" if without.stakeholders[0].id != "France" else "x")
    assert gone.viewpoint == POOLED


def test_where_nothing_earns_anything_holding_is_first(syria: Model) -> None:
    dear = syria.replace(
        options=tuple(replace(each, linkage=tuple(0.0 for _ in each.linkage)) for each in syria.options)
    )
    found = DecisionDifference(syria, dear)
    assert {*found.after.first} == {HOLDING}
    words = {row["now"] for row in by_name(found)["causes"] if row["about"] == "first place"}
    assert words == {"no option earns anything"}
    assert np.isfinite(found.shares.shares).all()


@settings(max_examples=10, deadline=None)
@given(st.data())
def test_shares_add_up_between_versions_that_have_little_in_common(data: st.DataObject) -> None:
    """Versions between them may have no measure, no stakeholder or no scenario; then nothing is offered."""
    old, new = (data.draw(PLAIN) for _ in range(2))
    found = DecisionDifference(old, new, POOLED, weighed=40)
    change = (found.after.net - found.before.net).ravel()
    assert found.shares.shares.sum(axis=0) == pytest.approx(change, abs=1e-9)


def test_a_version_without_measures_offers_nothing(syria: Model) -> None:
    renamed = {measure.id: f"{measure.id}-2" for measure in syria.measures}
    new = syria.replace(
        measures=tuple(replace(each, id=renamed[each.id]) for each in syria.measures),
        rules=(), record=(), plan=(), evidence=(),
    )  # fmt: skip
    found = DecisionDifference(syria, new, weighed=30)
    gone = frozenset(
        at for at, edit in enumerate(found.edits) if edit.key.startswith("measures/") and not edit.now
    )
    between = found.with_edits(gone)
    assert not between.net.any()
    assert {*between.first} == {HOLDING}
    assert {*map(len, between.verdicts)} == {len(found.scenarios)}


def test_a_version_that_cannot_be_weighed_has_no_packages_and_no_plan(syria: Model) -> None:
    nobody = syria.replace(stakeholders=tuple(replace(each, influence=0.0) for each in syria.stakeholders))
    found = DecisionDifference(nobody, syria)
    assert found.weighings is None
    tables = by_name(found)
    assert tables["edits"]
    assert tables["packages"] == tables["plan"] == tables["lacking"] == []
