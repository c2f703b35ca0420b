"""How the tabled package stands: as sums by hand have it, and without a counterpart."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from promises.generated import generated
from strategies import models

import steelyard as sy
from steelyard.api import weighed
from steelyard.model.model import Model
from steelyard.weigh import proposal
from steelyard.weigh.bargain import Bargain


def by_hand(model: Model) -> list[float]:
    """What the tabled package is worth to our side and every counterpart, term by term."""
    weighing = weighed(model)
    asked = [model.levels.index(part.asked or model.levels[0]) for part in model.measures]
    offered = [part.offered for part in model.options]
    shares = zip(weighing.measure_shares, model.measures, asked, strict=True)
    worth = [
        sum(share * part.worth[level] for share, part, level in shares)
        - sum(cost for cost, here in zip(weighing.cost, offered, strict=True) if here)
    ]
    for party in model.counterparts:
        budget = sum((*party.worth, *party.burden)) / 100
        curves = [
            own or [v / 100 for v in part.worth]
            for own, part in zip(party.effort, model.measures, strict=True)
        ]
        burden = sum(b * curve[level] for b, curve, level in zip(party.burden, curves, asked, strict=True))
        worth.append((sum(w for w, here in zip(party.worth, offered, strict=True) if here) - burden) / budget)
    return worth


def require_as_by_hand(model: Model) -> None:
    weighing = weighed(model)
    found = proposal.parties(weighing)
    floors = (model.settings.reservation, *(party.reservation for party in model.counterparts))
    ticks = 1e-6 * (len(model.measures) + len(model.options))  # each term is rounded to one
    assert [party.gets for party in found] == pytest.approx(by_hand(model), abs=ticks)
    assert [party.no_deal for party in found] == pytest.approx([floor or 0 for floor in floors], abs=1e-6)
    for party in found:
        assert party.gain == pytest.approx(party.gets - party.no_deal, abs=1e-9)
        assert party.accepts == (party.gain >= 0)
    kept = [each.kept for each in proposal.rules(weighing)]
    assert np.flatnonzero(~np.array(kept, dtype=bool)).tolist() == Bargain(weighing).broken


def test_the_shipped_case_stands_as_a_sum_by_hand_says() -> None:
    require_as_by_hand(sy.new("syria"))


@pytest.mark.parametrize("seed", range(0, 60, 2))
def test_a_drawn_package_stands_as_a_sum_by_hand_says(seed: int) -> None:
    model = generated(seed)
    if model.counterparts:
        require_as_by_hand(model)


@settings(max_examples=25)
@given(models(plain=True))
def test_rules_are_short_of_what_they_ask_for_whether_the_option_is_offered_or_not(model: Model) -> None:
    for rule, found in zip(model.rules, proposal.rules(weighed(model)), strict=True):
        offered = any(option.offered and option.id == rule.option for option in model.options)
        assert found.offered == offered
        assert found.short >= 0
        assert found.kept == (not offered or not found.short)


def test_broken_rules_say_how_much_is_lacking() -> None:
    model = sy.new("syria").replace_value("asked/committee", "announced")
    model = model.replace_value("asked/safe-returns", "").replace_value("asked/reconciliation", "partial")
    found = {
        rule.id: (each.short, each.kept)
        for rule, each in zip(model.rules, proposal.rules(weighed(model)), strict=True)
    }
    assert found["easing-core"] == (2, False)
    assert found["easing-committee"] == (1, False)
    assert found["engagement-core-most"] == (0, True)
    assert found["reconstruction-core"] == (5, True)  # not offered


def test_without_a_counterpart_our_side_stands_alone() -> None:
    model = sy.new("syria").replace(counterparts=())
    [ours] = proposal.parties(weighed(model))
    assert (ours.id, ours.name, ours.accepts) == ("our side", "European governments", True)
    assert ours.gets == proposal.parties(weighed(sy.new("syria")))[0].gets
