"""The answers of a model with three options, worked out by hand.

Ann's shares are .5 .25 .25, Ben's .2 .2 .6, pooled three to one .425 .2375 .3375. From Ann's viewpoint the
half-way scenario gives easing 20 + 10 - 7.5 = 22.5, visas 5 + 15 - 2.5 = 17.5, acknowledgements -1.25.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from steelyard.analysis.unlocking import cheapest
from steelyard.model.checks import require_fit
from steelyard.model.model import Model
from steelyard.model.parts import (
    CostHead,
    Counterpart,
    Measure,
    Option,
    Rule,
    RuleKind,
    Scenario,
    Settings,
    Stakeholder,
)
from steelyard.weigh import score_results
from steelyard.weigh.weighing import Weighing

if TYPE_CHECKING:
    from steelyard.weigh.result import Result, ResultValue

MODEL = require_fit(
    Model(
        settings=Settings(title="By hand", scenario="half-way", viewpoint="Ann"),
        levels=("none", "half", "full"),
        measures=(
            Measure(id="aid", name="Aid", values=(0.0, 50.0, 100.0), group="core"),
            Measure(id="access", name="Access", values=(0.0, 20.0, 100.0), group="core"),
        ),
        cost_heads=(CostHead(id="money", name="Money"),),
        options=(
            Option(id="easing", name="Easing", linkage=(80.0, 40.0), costs=(30.0,)),
            Option(id="visas", name="Visas", linkage=(20.0, 60.0), costs=(10.0,)),
            Option(id="words", name="Words", linkage=(0.0, 0.0), costs=(5.0,), opening=True),
        ),
        stakeholders=(
            Stakeholder(id="Ann", name="Ann", influence=3.0, weights=(50.0, 25.0, 25.0)),
            Stakeholder(id="Ben", name="Ben", influence=1.0, weights=(2.0, 2.0, 6.0)),
        ),
        scenarios=(
            Scenario(id="now", name="Now", levels=("none", "none"), probability=0.5),
            Scenario(id="half-way", name="Half way", levels=("half", "full"), probability=0.5),
        ),
        rules=(
            Rule(id="r1", option="easing", kind=RuleKind.REQUIRES, subject="aid", level="full"),
            Rule(
                id="r2",
                option="visas",
                kind=RuleKind.REQUIRES_AT_LEAST,
                subject="core",
                level="half",
                number=1.0,
            ),
            Rule(id="r3", option="easing", kind=RuleKind.REQUIRES_OPTION, subject="visas"),
            Rule(id="r4", option="easing", kind=RuleKind.CAP, subject="money", number=45.0),
        ),
        counterparts=(Counterpart(id="Russia", worth=(40.0, 15.0, 5.0), burden=(30.0, 10.0)),),
    ),
    "by hand",
)


@pytest.fixture
def weighing() -> Weighing:
    return Weighing(MODEL)


def about(row: tuple[ResultValue, ...]) -> Any:
    """The row, its numbers to the twelfth decimal."""
    return tuple(
        pytest.approx(entry, abs=1e-12) if isinstance(entry, float) and not isinstance(entry, bool) else entry
        for entry in row
    )


def by_key(found: Result) -> dict[tuple[ResultValue, ...], tuple[ResultValue, ...]]:
    """The rows by the columns that name them."""
    return {row[: found.keys]: row[found.keys :] for row in found.rows}


def test_the_shares_of_every_viewpoint(weighing: Weighing) -> None:
    assert [about(row) for row in score_results.shares(weighing).rows] == [
        ("all", 0.425, 0.2375, 0.3375),
        ("Ann", 0.5, 0.25, 0.25),
        ("Ben", 0.2, 0.2, 0.6),
    ]


def test_scores_of_every_option_in_every_scenario(weighing: Weighing) -> None:
    held = "Aid: full (it stands at none); Visas released too (it is locked)"
    assert [about(row) for row in score_results.scores(weighing).rows] == [
        # With visas, which it requires, easing is worth -7.5 - 2.5, and 22.5 + 17.5 half way.
        ("now", "easing", 0.0, 7.5, -7.5, -10.0, 3, False, "○ hold", held, 0.0),
        ("now", "visas", 0.0, 2.5, -2.5, -2.5, 2, False, "○ hold", "1 of core: half (0 so far)", 0.0),
        # An opening without a track stands in the way of nothing: only holding is better by 1.25.
        ("now", "words", 0.0, 1.25, -1.25, -1.25, 1, True, "▶ opening", "", 1.25),
        (
            *("half-way", "easing", 30.0, 7.5, 22.5, 40.0, 1, False),
            *("◐ not yet", "Aid: full (it stands at half)", 17.5),
        ),
        ("half-way", "visas", 20.0, 2.5, 17.5, 17.5, 2, True, "● offer", "", 0.0),
        ("half-way", "words", 0.0, 1.25, -1.25, -1.25, 3, True, "▶ opening", "", 1.25),
    ]


def test_the_ranking_lists_the_best_first(weighing: Weighing) -> None:
    assert [about(row) for row in score_results.ranking(weighing).rows] == [
        (
            *("easing", "Easing", 1, 30.0, 7.5, 22.5, 40.0, 0.0, "◐ not yet"),
            "Aid: full (it stands at half)",
            "first while Aid stays over 40.0 % (now 50.0 %)",
        ),
        (
            *("visas", "Visas", 2, 20.0, 2.5, 17.5, 17.5, 8.75, "● offer", "nothing"),
            "level with the first at Aid 40.0 % (now 50.0 %)",
        ),
        # Words lags by 23.75: 25 more at money alone, 40 less without it, so level at 40/65 of the budget.
        (
            *("words", "Words", 3, 0.0, 1.25, -1.25, -1.25, -1.25, "▶ opening", "nothing"),
            "level with the first at Money 61.5 % (now 25.0 %)",
        ),
    ]
    assert [row[0] for row in score_results.ranking(weighing, "now").rows] == ["words", "visas", "easing"]


def test_expected_net_and_greatest_regret(weighing: Weighing) -> None:
    assert [about(row) for row in score_results.expected(weighing).rows] == [
        # Easing is never unlocked: its offer brings nothing, and 17.5 less than visas half way.
        ("easing", 0.0, 0.0, 7.5, 17.5),
        # Visas are held back now, where they would cost 2.5.
        ("visas", 8.75, 8.75, 7.5, 0.0),
        ("words", -1.25, -1.25, -1.25, 1.25),
    ]


def test_contributions_add_up_to_net(weighing: Weighing) -> None:
    assert [about(row) for row in score_results.contributions(weighing).rows] == [
        ("easing", 22.5, 20.0, 10.0, -7.5),
        ("visas", 17.5, 5.0, 15.0, -2.5),
        ("words", -1.25, 0.0, 0.0, -1.25),
    ]


def test_trade_offs_by_option_and_criterion(weighing: Weighing) -> None:
    found = by_key(score_results.tradeoffs(weighing))
    assert about(found["easing", "aid"]) == (0.5, "half", 20.0, 20.0, 1.0, "none", None, None)
    assert about(found["easing", "access"]) == (0.25, "full", 10.0, None, None, "none", None, None)
    # The first option's rival is holding: worth 40 without money, and -30 with money alone.
    assert about(found["easing", "money"]) == (0.25, None, -7.5, None, None, None, 4 / 7, 0.321428571)
    assert about(found["visas", "aid"]) == (0.5, "half", 5.0, 5.0, 1.0, "none", 0.4, 0.1)
    assert about(found["visas", "access"]) == (0.25, "full", 15.0, None, None, "none", 0.4, 0.15)
    assert about(found["visas", "money"]) == (0.25, None, -2.5, None, None, None, 0.4, 0.15)
    assert about(found["words", "aid"]) == (0.5, "half", 0.0, 0.0, None, "no level", None, None)
    assert found["words", "money"][6] == pytest.approx(40 / 65, abs=1e-12)


def test_break_even_levels_where_nothing_is_delivered(weighing: Weighing) -> None:
    found = by_key(score_results.tradeoffs(weighing, "now"))
    assert {key: row[5] for key, row in found.items() if key[1] != "money"} == {
        # With visas: 40 + 10 points on aid and 10 + 15 on access at the highest level, for a cost of 10.
        ("easing", "aid"): "half",
        ("easing", "access"): "full",
        ("visas", "aid"): "half",
        ("visas", "access"): "half",
        ("words", "aid"): "no level",
        ("words", "access"): "no level",
    }


def test_exchange_rates_between_measures(weighing: Weighing) -> None:
    # From nothing, a step of aid gives easing 20 points and a step of access 2.
    assert about(score_results.exchange(weighing, "now").rows[0]) == ("easing", "aid", 1.0, 10.0)
    assert about(score_results.exchange(weighing, "now").rows[1]) == ("easing", "access", 0.1, 1.0)
    assert score_results.exchange(weighing).rows[1] == ("easing", "access", None, None)


def test_duels_show_gains_losses_and_the_share_of_the_tie(weighing: Weighing) -> None:
    found = by_key(score_results.duels(weighing))
    assert about(found["easing", "visas", "aid"]) == (15.0, 0.5, 0.4)
    assert about(found["easing", "visas", "access"]) == (-5.0, 0.25, 0.4)
    assert about(found["visas", "easing", "money"]) == (5.0, 0.25, 0.4)
    assert len(found) == 3 * 2 * 3


def test_stability_says_between_which_shares_the_first_stays(weighing: Weighing) -> None:
    assert [about(row) for row in score_results.stability(weighing).rows] == [
        ("aid", 0.5, 0.4, 1.0),
        ("access", 0.25, 0.0, 0.4),
        ("money", 0.25, 0.0, 0.4),
    ]
    assert score_results.stability(weighing).title == "Shares between which Easing stays first in Half way"


def test_positions_by_viewpoint(weighing: Weighing) -> None:
    assert [about(row) for row in score_results.positions(weighing).rows] == [
        # Ben loses 2 by easing, and wins 8 by the visas that it requires.
        ("easing", 2, 16.375, 22.5, -2.0),
        ("visas", 2, 15.125, 17.5, 8.0),
        ("words", 0, -1.6875, -1.25, -3.0),
    ]


def test_what_it_takes_of_one_scenario_is_its_part_of_the_whole(weighing: Weighing) -> None:
    whole = score_results.what_it_takes(weighing).rows
    for scenario in weighing.model.scenarios:
        part = score_results.what_it_takes(weighing, scenario.id).rows
        assert part == tuple(row for row in whole if row[0] == scenario.id)


def test_what_it_takes_costs_the_counterpart_least(weighing: Weighing) -> None:
    # Of 100 points Russia spends 30 on aid and 10 on access: half of aid costs 15, half of access only 2.
    assert {key: about(row) for key, row in by_key(score_results.what_it_takes(weighing)).items()} == {
        ("now", "easing"): ("○ hold", "Aid: full", 2, 30.0, 32.5, 40.0, None),
        ("now", "visas"): ("○ hold", "Access: half", 1, 2.0, 0.5, 0.5, None),
        ("now", "words"): ("▶ opening", "nothing", 0, 0.0, -1.25, -1.25, None),
        ("half-way", "easing"): ("◐ not yet", "Aid: full", 1, 15.0, 42.5, 65.0, None),
        ("half-way", "visas"): ("● offer", "nothing", 0, 0.0, 17.5, 17.5, None),
        ("half-way", "words"): ("▶ opening", "nothing", 0, 0.0, -1.25, -1.25, None),
    }


def test_without_a_counterpart_every_measure_costs_its_value() -> None:
    alone = Weighing(MODEL.replace(counterparts=()))
    found = by_key(score_results.what_it_takes(alone))
    assert about(found["now", "visas"]) == ("○ hold", "Access: half", 1, 0.2, 0.5, 0.5, None)
    assert about(found["half-way", "easing"]) == ("◐ not yet", "Aid: full", 1, 0.5, 42.5, 65.0, None)


def test_an_option_whose_companion_breaks_the_cap_is_out_of_reach() -> None:
    capped = MODEL.replace_value("rules/r4/number", 39.0)
    found = by_key(score_results.what_it_takes(Weighing(capped)))
    assert found["half-way", "easing"] == ("◐ not yet", score_results.OUT_OF_REACH, *[None] * 5)
    assert about(found["half-way", "visas"])[1] == "nothing"


def test_what_it_takes_says_what_any_steps_cost_at_least_where_the_search_was_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cheapest.cheapest_steps, "__kwdefaults__", {"within": cheapest.Within(0, 0)})
    ended = score_results.what_it_takes(Weighing(MODEL))
    least: Any = {key: row[-1] for key, row in by_key(ended).items()}
    assert {key for key, value in least.items() if value is not None} == {("now", "visas")}
    assert 0 <= least["now", "visas"] <= 2.0
    assert "in 1 of 6 rows they are the cheapest that were found" in ended.title


@pytest.mark.parametrize("number", [0.3, 0.30000000000000004])
def test_a_cap_that_is_met_to_the_last_digit_holds(number: float) -> None:
    """0.1 + 0.2 is a little more than 0.3 to a computer, and 0.3 to everybody else."""
    options = tuple(
        replace(option, costs=(cost,)) for option, cost in zip(MODEL.options, (0.1, 0.2, 0.0), strict=True)
    )
    model = MODEL.replace(options=options).replace_value("rules/r4/number", number)
    weighing = Weighing(model)
    assert weighing.missing(0, 1) == "Aid: full (it stands at half)"
    assert weighing.what_it_takes(0, 1) is not None


def test_a_table_becomes_a_frame_with_the_columns_that_name_a_row_as_index(weighing: Weighing) -> None:
    frame = score_results.scores(weighing).frame()
    assert frame.index.names == ["scenario", "option"]
    assert frame.loc[("half-way", "visas"), "net"] == pytest.approx(17.5)
    assert list(score_results.shares(weighing).frame().columns) == ["aid", "access", "money"]
