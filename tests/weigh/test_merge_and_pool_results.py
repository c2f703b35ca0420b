"""The tables of a merge and of a pool, also through the Python functions."""

from __future__ import annotations

from dataclasses import replace

import pytest

import steelyard as sy
from steelyard.model.merging import merged
from steelyard.weigh import merge_results

SYRIA = sy.new("syria")
KEY = "weights/France/safe-returns"


def test_a_merge_gives_the_model_and_tables_of_what_was_taken_and_what_conflicts() -> None:
    ours, theirs = (
        SYRIA.replace_value(KEY, 9.0),
        SYRIA.replace_value(KEY, 4.0).replace_value("influence/United-Kingdom", 3.0),
    )
    found = sy.merge(SYRIA, ours, theirs)
    assert found.model == ours.replace_value("influence/United-Kingdom", 3.0)
    assert found.taken.loc["influence/United-Kingdom", "theirs"] == "3"
    row = found.conflicts.loc[KEY]
    assert (row["base"], row["ours"], row["theirs"], row["why"]) == ("7", "9", "4", "both changed it")
    backing = SYRIA.judgement(KEY).evidence
    assert row["ours_by"] == (backing.author if backing and backing.author else "unknown")
    assert sy.merge(SYRIA, ours, SYRIA).conflicts.empty


def test_parts_and_lines_are_told_in_words() -> None:
    rule = SYRIA.rules[0]
    gone = SYRIA.replace(rules=SYRIA.rules[1:])
    other = SYRIA.replace(rules=(replace(rule, note="why", number=None, withdraws=0.25), *SYRIA.rules[1:]))
    taken, conflicts = merge_results.tables(merged(SYRIA, gone, other))
    assert taken.rows == ()
    assert conflicts.rows[0][0] == f"rules/{rule.id}"
    assert conflicts.rows[0][2] == "nothing"
    assert {row[3] for row in conflicts.rows} == {merge_results.UNKNOWN}


def test_an_invalid_model_is_refused_by_name() -> None:
    wrong = SYRIA.replace_value(KEY, -1.0)
    with pytest.raises(sy.InvalidModel, match="theirs"):
        sy.merge(SYRIA, SYRIA, wrong)
    with pytest.raises(sy.InvalidModel, match="paris"):
        sy.pool(SYRIA, {"paris": wrong})


def test_a_pool_says_how_far_stakeholders_are_apart() -> None:
    """By hand: two stakeholders of equal influence on two criteria, 60 : 40 and 20 : 80."""
    blank = sy.new()
    first = blank.stakeholders[0]
    measures = blank.ids("measures")
    assert len(blank.criteria) == 2, blank.criteria
    base = blank.replace(
        stakeholders=(
            replace(first, id="a", name="A", weights=(1.0, 1.0)),
            replace(first, id="b", name="B", weights=(1.0, 1.0)),
        )
    )
    one = base.replace(
        stakeholders=(replace(base.stakeholders[0], weights=(60.0, 40.0)), base.stakeholders[1])
    )
    two = base.replace(
        stakeholders=(base.stakeholders[0], replace(base.stakeholders[1], weights=(20.0, 80.0)))
    )
    found = sy.pool(base, {"one": one, "two": two})
    row = found.apart.loc[measures[0]]
    assert [row[name] for name in ("a", "b", "pool", "range")] == pytest.approx([0.6, 0.2, 0.4, 0.4])
    assert found.distances["distance"].tolist() == pytest.approx([0.2, 0.2])
    assert found.distances["by"].abs().tolist() == pytest.approx([0.2, 0.2])
    assert found.gathered.loc["a", "files"] == "one"
    assert found.missing.empty
    clash = sy.pool(base, {"one": one, "three": base.replace(stakeholders=(
        replace(base.stakeholders[0], weights=(60.0, 41.0)), base.stakeholders[1]))})  # fmt: skip
    assert clash.conflicts["weight"].tolist() == [40.0, 41.0]
    assert clash.missing.index.tolist() == ["b"]
