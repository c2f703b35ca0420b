"""What a reviewer reads: edits in words and in order, results, sets, packages and plan."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

import pytest

from steelyard import api
from steelyard.errors import SteelyardError
from steelyard.model.parts import DEFAULT_SCALE, POOLED, Evidence
from steelyard.weigh.compared import Compared, compared
from steelyard.weigh.decision_difference import DecisionDifference
from steelyard.weigh.difference_results import UNCHANGED, tables, told
from steelyard.weigh.edit_words import edit_words
from steelyard.weigh.review_results import BRINGS, NO_EFFECT, NO_NET, Review, review

if TYPE_CHECKING:
    from steelyard.model.model import Model

RULE, WEIGHT, WORTH = (
    "rules/easing-committee",
    "weights/France/safe-returns",
    "worth/Russia/acknowledgements",
)


@pytest.fixture(scope="module")
def syria() -> Model:
    return api.new("syria")


@pytest.fixture(scope="module")
def edited(syria: Model) -> Model:
    """Another weight, a rule that changes only a verdict, a worth that changes only packages, and a name."""
    new = syria.replace_value(f"{RULE}/level", "partial").replace_value(WEIGHT, 37.0)
    new = new.replace_value(WORTH, 20.0)
    return new.replace(
        options=tuple(
            replace(each, name="Gestures") if each.id == "acknowledgements" else each for each in new.options
        )
    )


@pytest.fixture(scope="module")
def found(syria: Model, edited: Model) -> Review:
    return review(compared(syria, edited), lambda key: f"told of {key}")


def rows(found: Review, name: str) -> list[dict[str, object]]:
    return [dict(row) for table in found.tables if table.name == name for row in table.objects()]


def test_edits_are_told_in_words_the_highest_effect_first(found: Review) -> None:
    edits = rows(found, "edits")
    assert [row["key"] for row in edits] == [WEIGHT, RULE, WORTH, "options/acknowledgements"]
    assert [row["edit"] for row in edits] == [
        "weight of Safe returns under monitoring for France",
        "rule easing-committee",
        "worth of Gestures to Russia",
        "name of the option Gestures",
    ]
    assert [row["on"] for row in edits] == ["Stabilisation", BRINGS, NO_NET, NO_EFFECT]
    assert edits[0]["told"] == f"told of {WEIGHT}"


def test_shares_of_the_largest_change_add_up(found: Review) -> None:
    parts = [row["share"] for row in rows(found, "edits")]
    assert sum(part for part in parts if isinstance(part, float)) == pytest.approx(1.0, abs=1e-12)


def test_results_begin_with_all_options_where_a_net_changed_most(
    syria: Model, edited: Model, found: Review
) -> None:
    was, now = api.scores(syria).net, api.scores(edited).net
    scenario, option = cast("tuple[str, str]", (now - was).abs().idxmax())
    results = rows(found, "results")
    first = results[: len(syria.options)]
    assert {str(row["key"]).split("/")[0] for row in first} == {scenario}
    assert first[0]["key"] == f"{scenario}/{option}"
    for row in results:
        spot = tuple(str(row["key"]).split("/"))
        assert (row["net_was"], row["net_now"]) == (was[spot], now[spot])
    assert found.nets.scenario == first[0]["where"]
    assert found.nets.options == tuple(row["option"] for row in first)
    assert found.nets.now == tuple(row["net_now"] for row in first)


def test_a_verdict_and_what_it_lacked(found: Review) -> None:
    [row] = [each for each in rows(found, "results") if each["key"] == "core-implemented/limited-easing"]
    assert row["verdict"] == "◐ not yet → ● offer"
    assert row["lacks"] == "lacked Constitutional committee; lacks nothing"


def test_sets_name_the_edits_in_words(found: Review) -> None:
    sets = rows(found, "sets")
    assert {"rule easing-committee"} <= {row["edits"] for row in sets}
    first = [row for row in sets if row["about"] == "first place"]
    moved = {(row["was"], row["now"], row["size"]) for row in first}
    assert moved == {("Limited easing", "Stabilisation", 1)}
    assert {row["exact"] for row in sets} == {"all of the smallest sets"}


def test_packages_and_plan_tell_how_they_moved(syria: Model, edited: Model, found: Review) -> None:
    was, now = (api.packages(each).reset_index().groupby("solution").first() for each in (syria, edited))
    by = {row["solution"]: row["moved"] for row in rows(found, "packages")}
    assert str(by["Nash"]).startswith(f"+{now.us['Nash'] - was.us['Nash']:.1f} for us")
    plan = rows(found, "plan")
    assert plan[0]["key"] == "plan/1/options/European governments"
    assert {str(row["moved"]).split(" ")[0] for row in plan} == {"exposure"}


def test_equal_versions_have_nothing_to_read(syria: Model) -> None:
    same = review(compared(syria, syria), lambda _: "")
    assert (same.tables, same.nets.options, same.withheld) == ((), (), "")


def test_holding_comes_first_and_many_edits_are_estimated(syria: Model) -> None:
    """Weights on costs alone make every option too dear; so many edits are not tried in all sets."""
    new = syria
    for key in [key for key in syria.values if key.startswith("weights/")]:
        is_cost = key.split("/")[2] in {head.id for head in syria.cost_heads}
        new = new.replace_value(key, 10.0 if is_cost else 0.0)
    few = DecisionDifference(syria, new, weighed=60)
    found = review(Compared(few, tables(few), ""), lambda _: "")
    assert "estimated from orders that were drawn" in found.tables[0].title
    sets = rows(found, "sets")
    assert "no option earns anything" in {row["now"] for row in sets}
    assert {row["exact"] for row in sets} == {"there may be others, or smaller ones"}


# Words of single edits.


def words(old: Model, new: Model) -> dict[str, str]:
    found = DecisionDifference(old, new)
    return {edit.key: edit_words(found, edit) for edit in (*found.edits, *found.difference.remarks)}


def test_parts_that_came_or_went(syria: Model) -> None:
    without = syria.replace(rules=tuple(rule for rule in syria.rules if rule.id != "broad-unity"))
    assert words(syria, without) == {"rules/broad-unity": "rule broad-unity: removed"}
    assert words(without, syria) == {"rules/broad-unity": "rule broad-unity: added"}


def test_judgements_that_are_one_edit(syria: Model) -> None:
    head, measure = syria.cost_heads[0], syria.measures[0]
    scaled = syria.replace(cost_heads=(replace(head, unit="votes"), *syria.cost_heads[1:]))
    assert words(syria, scaled) == {f"scale/{head.id}": f"scale of {head.name}"}
    curved = syria.replace_value(f"values/{measure.id}/partial", 55.0)
    assert words(syria, curved) == {f"values/{measure.id}": f"values of {measure.name}"}
    turned = syria.replace(counterparts=syria.counterparts[::-1])
    assert words(syria, turned)["counterparts"] == "which counterpart is first"


def test_evidence_and_levels(syria: Model) -> None:
    backed = syria.replace(evidence=(*syria.evidence, Evidence(key=WEIGHT, source="A letter")))
    assert words(syria, backed) == {
        f"evidence/{WEIGHT}": "evidence for weight of Safe returns under monitoring for France"
    }
    assert next(iter(words(syria, api.new("nash-1950")).values())) == "the delivery levels"


def test_a_judgement_of_a_part_that_is_gone_has_the_earlier_name(syria: Model) -> None:
    gone = Evidence(key="worth/Damascus/acknowledgements", source="A letter")
    old = syria.replace(evidence=(*syria.evidence, gone))
    new = syria.replace(counterparts=syria.counterparts[:1])
    assert words(old, new)[f"evidence/{gone.key}"] == "evidence for worth of Acknowledgements to Damascus"


def test_what_is_lacked_in_both_is_left_out(syria: Model) -> None:
    new = syria.replace_value("delivery/piecemeal/committee", "implemented")
    table = {each.name: each for each in compared(syria, new).tables}["lacking"]
    found = {(row["scenario"], row["option"]): row for row in table.objects()}
    row = found["piecemeal", "stabilisation"]
    assert (row["was"], row["now"]) == ("Constitutional committee", UNCHANGED)


# Without what a release withholds.


def test_what_is_withheld_has_no_value_and_moves_nothing(syria: Model) -> None:
    new = syria.replace_value("settings/reservation", 37.4129).replace_value(WORTH, 37.4129)
    both = compared(syria, new, without_secrets=True)
    assert [row[:4] for row in both.tables[0].rows] == [
        ("our reservation value and our future", "changed", "withheld", "withheld"),
        ("what is estimated of the counterparts", "changed", "withheld", "withheld"),
    ]
    assert not any(table.rows for table in both.tables[1:])
    assert both.differ
    assert both.withheld.startswith("Withheld: our reservation value and our future")
    found = review(both, lambda _: "")
    assert {row["on"] for row in rows(found, "edits")} == {"withheld"}
    assert "37.4" not in str((both.tables, found))
    assert "37.4" in str(compared(syria, new).tables)


def test_a_viewpoint_that_only_one_version_has_is_refused(syria: Model) -> None:
    fewer = syria.replace(stakeholders=syria.stakeholders[1:])
    with pytest.raises(SteelyardError, match="France"):
        compared(syria, fewer, "France")
    assert compared(syria, fewer, "all").found.viewpoint == POOLED


def test_levels_that_are_others_are_told_as_one_edit(syria: Model) -> None:
    assert syria.levels == tuple(DEFAULT_SCALE)
    [edit] = DecisionDifference(syria, api.new("nash-1950")).edits
    assert told(edit)[3] == "kept · given"
