"""What a standing offer is expected to bring, in words."""

from __future__ import annotations

from dataclasses import replace

from steelyard.cases import text
from steelyard.model.text.reading import read_text
from steelyard.weigh import standing_offers
from steelyard.weigh.weighing import Weighing


def test_the_offer_comes_first_and_the_release_in_every_scenario_second() -> None:
    model = read_text(text("syria"), where="syria")
    weighing = Weighing(model)
    own = [option.id for option in model.options].index("stabilisation")
    assert standing_offers.said(weighing, own) == (
        "Expected over all scenarios if offered whenever unlocked: "
        "Stabilisation 2.2 (−3.5 if always released)."
    )
    bare = tuple(replace(scenario, probability=None) for scenario in model.scenarios)
    assert standing_offers.said(Weighing(model.replace(scenarios=bare)), own) == ""
