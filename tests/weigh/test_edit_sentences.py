"""What the Change log says of edits: each share, what an edit brings alone, and what all do together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from steelyard import api
from steelyard.weigh.decision_difference import DecisionDifference
from steelyard.weigh.edit_sentences import UNCHANGED, of_all, of_each

if TYPE_CHECKING:
    from collections.abc import Mapping

    from steelyard.model.model import Model


@pytest.fixture(scope="module")
def syria() -> Model:
    return api.new("syria")


def said(model: Model, values: Mapping[str, float]) -> tuple[dict[str, str], str]:
    new = model
    for key, value in values.items():
        new = new.replace_value(key, value)
    found = DecisionDifference(model, new)
    return of_each(found), of_all(found)


def test_a_share_has_its_sign_its_option_and_its_scenario(syria: Model) -> None:
    key = "linkage/limited-easing/committee"
    each, together = said(syria, {key: 20.0})
    begins = "−4.6 of the net of Limited easing in Comprehensive"
    assert each[key].startswith(f"share {begins}")
    assert together.startswith(begins)
    assert "alone: Stabilisation comes first in Core package verified, committee at work" in each[key]


def test_what_edits_bring_only_with_others_is_told_of_each(syria: Model) -> None:
    changed = {"linkage/limited-easing/committee": 90.0, "weights/France/safe-returns": 37.0}
    each, _ = said(syria, changed)
    assert all("with others: Stabilisation comes first in Comprehensive" in words for words in each.values())


def test_small_shares_and_edits_without_any_say_so(syria: Model) -> None:
    each, together = said(syria, {"weights/France/money": 3.02})
    assert each["weights/France/money"].startswith("share less than 0.1 of the net of ")
    assert together.startswith("less than 0.1 of the net of ")
    each, together = said(syria, {"snapback/limited-easing": 0.5})
    assert (each["snapback/limited-easing"], together) == (UNCHANGED, UNCHANGED)


def test_holding_may_come_first_and_many_verdicts_are_counted(syria: Model) -> None:
    dear = syria.replace(
        options=tuple(replace(each, linkage=tuple(0.0 for _ in each.linkage)) for each in syria.options)
    )
    words = of_all(DecisionDifference(syria, dear))
    assert "holding comes first in " in words
    assert words.endswith(" more")
