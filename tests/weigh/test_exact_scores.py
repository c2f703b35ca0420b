"""Scores, verdicts, offers and regret of drawn models are those of the definitions in exact fractions."""

from __future__ import annotations

import pytest
from promises.generated import generated
from weigh.exact_scores import Exact

from steelyard.model.parts import POOLED
from steelyard.weigh import score_results, standing_offers
from steelyard.weigh.sentences import VERDICTS
from steelyard.weigh.weighing import Weighing

NEAR = 1e-9
FEW, MANY = range(5020, 5080), range(6000, 9000)


def compare(seed: int) -> None:
    """Compare one drawn model from its own viewpoint with the definitions."""
    model = generated(seed)
    weighing, exact = Weighing(model), Exact(model)
    for o in exact.options:
        for d in exact.scenarios:
            assert weighing.net[o, d] == pytest.approx(float(exact.net(o, d)), abs=NEAR)
            assert weighing.whole[o, d] == pytest.approx(float(exact.whole(o, d)), abs=NEAR)
            assert weighing.unlocked[o, d] == exact.unlocked(o, d)
            assert VERDICTS[weighing.verdicts[o, d]][2:] == exact.verdict(o, d)
            assert standing_offers.gained(weighing)[o, d] == pytest.approx(float(exact.gain(o, d)), abs=NEAR)
            assert standing_offers.regret(weighing)[o, d] == pytest.approx(
                float(exact.regret(o, d)), abs=NEAR
            )
            for m in range(len(model.measures)):
                assert weighing.break_even(d)[o, m] == exact.break_even(o, m, d)
    compare_means(weighing, exact)
    compare_steps(weighing, exact)


def compare_means(weighing: Weighing, exact: Exact) -> None:
    """Compare what is an average over the scenarios."""
    rows = score_results.expected(weighing).rows
    if weighing.probabilities is None:
        assert rows == ()
        assert standing_offers.expectations(weighing) is None
        return
    typed = range(len(weighing.model.scenarios))
    for o, (_, offered, offered_whole, expected, regret) in enumerate(rows):
        assert offered == pytest.approx(float(exact.offered(o)), abs=NEAR)
        assert offered_whole == pytest.approx(float(exact.offered_whole(o)), abs=NEAR)
        assert expected == pytest.approx(
            float(exact.mean([exact.net(o, d) for d in exact.scenarios])), abs=NEAR
        )
        assert regret == pytest.approx(float(max(exact.regret(o, d) for d in typed)), abs=NEAR)


def compare_steps(weighing: Weighing, exact: Exact) -> None:
    """Compare what it takes with all levels that would do, in one scenario."""
    model, effort = weighing.model, weighing.effort
    for o in exact.options:
        if len(model.levels) ** len(model.measures) > 700 or model.options[o].opening:
            continue
        found = weighing.what_it_takes(o, 0)
        ways = list(exact.offers(o, 0))
        assert (found is None) == (not ways)
        if found is None:
            continue
        assert tuple(found.levels.tolist()) in ways
        now = sum(effort[m, level] for m, level in enumerate(exact.levels(0)))
        least = min(sum(effort[m, level] for m, level in enumerate(levels)) for levels in ways)
        assert found.effort == pytest.approx(least - now, abs=2e-6)
        *_, alone, whole, _ = score_results._steps(weighing, o, 0)
        if found.steps:
            assert alone == pytest.approx(float(exact.net_at(o, found.levels.tolist())), abs=NEAR)
            assert whole == pytest.approx(float(exact.whole_at(o, found.levels.tolist())), abs=NEAR)


@pytest.mark.drawn
@pytest.mark.parametrize("seed", FEW)
def test_scores_of_drawn_models_are_exact(seed: int) -> None:
    compare(seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", MANY)
def test_scores_of_many_more_drawn_models_are_exact(seed: int) -> None:
    compare(seed)


@pytest.mark.drawn
def test_the_drawn_models_have_what_the_definitions_differ_in() -> None:
    """Chains of required options, locked options with probabilities, and openings on a track of several."""
    drawn = [(model, Exact(model)) for model in map(generated, FEW)]
    assert any(len(exact.with_required(o)) > 2 for _, exact in drawn for o in exact.options)
    assert any(
        exact.verdict(o, d) == "too dear" and exact.net(o, d) > 0
        for _, exact in drawn
        for o in exact.options
        for d in exact.scenarios
    )
    assert any(
        model.scenarios[0].probability is not None
        and exact.offered(o) > exact.mean([exact.net(o, d) for d in exact.scenarios])
        for model, exact in drawn
        for o in exact.options
    )
    assert any(
        one.opening and one.track and one.track == other.track
        for model, _ in drawn
        for one in model.options
        for other in model.options
        if one is not other
    )
    assert {exact.viewpoint == POOLED for _, exact in drawn} == {True, False}
