"""How the tabled package stands: as the tables about packages have it, and without a counterpart."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from strategies import models
from workbook.generated import generated

import steelyard as sy
from steelyard.face import weighed
from steelyard.model.model import Model
from steelyard.weigh import offers, tabled
from steelyard.weigh.bargain import Bargain


def require_as_in_the_tables(model: Model) -> None:
    weighing = weighed(model)
    deal = Bargain(weighing)
    found = [
        (party.name, party.role, party.gets, party.no_deal, party.gets - party.no_deal, party.accepts)
        for party in tabled.parties(weighing)
    ]
    wanted = offers.acceptance(weighing).rows
    assert [row[:2] for row in found] == [row[:2] for row in wanted]
    assert [row[2:5] for row in found] == [pytest.approx(row[2:5], abs=1e-12) for row in wanted]
    assert [row[5] for row in found] == [row[5] for row in wanted]
    kept = [each.kept for each in tabled.rules(weighing)]
    assert np.flatnonzero(~np.array(kept, dtype=bool)).tolist() == deal.broken


def test_the_shipped_case_stands_as_its_tables_say() -> None:
    require_as_in_the_tables(sy.new("syria"))


@pytest.mark.parametrize("seed", range(0, 60, 2))
def test_a_drawn_package_stands_as_its_tables_say(seed: int) -> None:
    model = generated(seed)
    if model.counterparts:
        require_as_in_the_tables(model)


@settings(max_examples=25)
@given(models(plain=True))
def test_rules_are_short_of_what_they_ask_for_whether_the_option_is_offered_or_not(model: Model) -> None:
    for rule, found in zip(model.rules, tabled.rules(weighed(model)), strict=True):
        offered = any(option.offered and option.id == rule.option for option in model.options)
        assert found.offered == offered
        assert found.short >= 0
        assert found.kept == (not offered or not found.short)


def test_broken_rules_say_how_much_is_lacking() -> None:
    model = sy.new("syria").replace_value("asked/committee", "announced")
    model = model.replace_value("asked/safe-returns", "").replace_value("asked/reconciliation", "partial")
    found = {
        rule.id: (each.short, each.kept)
        for rule, each in zip(model.rules, tabled.rules(weighed(model)), strict=True)
    }
    assert found["easing-core"] == (2, False)
    assert found["easing-committee"] == (1, False)
    assert found["engagement-core-most"] == (0, True)
    assert found["reconstruction-core"] == (5, True)  # not offered


def test_without_a_counterpart_our_side_stands_alone() -> None:
    model = sy.new("syria").replace(counterparts=())
    [ours] = tabled.parties(weighed(model))
    assert (ours.id, ours.name, ours.accepts) == ("our side", "European governments", True)
    assert ours.gets == tabled.parties(weighed(sy.new("syria")))[0].gets
