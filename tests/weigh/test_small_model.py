"""A model small enough to weigh by hand; every number here was worked out on paper."""

from __future__ import annotations

from typing import Any

import pytest

from steelyard.errors import UnknownName
from steelyard.model.model import Model
from steelyard.model.parts import CostHead, Measure, Option, Rule, RuleKind, Scenario, Settings, Stakeholder
from steelyard.weigh import score_results
from steelyard.weigh.sentences import how_firm, lead, number_words, offers
from steelyard.weigh.weighing import Weighing

# Shares: A .5 .3 .2, B .2 .2 .6; pooled three to one: .425 .275 .3
MODEL = Model(
    settings=Settings(title="By hand", scenario="low"),
    levels=("none", "partial", "full"),
    measures=(
        Measure(id="access", name="Access", values=(0.0, 40.0, 100.0)),
        Measure(id="aid", name="Aid", values=(0.0, 40.0, 100.0)),
    ),
    cost_heads=(CostHead(id="money", name="Money"),),
    options=(
        Option(id="easing", name="Easing", linkage=(80.0, 50.0), costs=(40.0,)),
        Option(id="funds", name="Funds", linkage=(20.0, 100.0), costs=(30.0,)),
    ),
    stakeholders=(
        Stakeholder(id="A", name="Aland", influence=3.0, weights=(50.0, 30.0, 20.0)),
        Stakeholder(id="B", name="Beland", influence=1.0, weights=(1.0, 1.0, 3.0)),
    ),
    scenarios=(
        Scenario(id="low", name="Low", levels=("partial", "none"), probability=0.5),
        Scenario(id="high", name="High", levels=("full", "partial"), probability=0.5),
    ),
    rules=(Rule(id="aid-first", option="easing", kind=RuleKind.REQUIRES, subject="aid", level="partial"),),
)
LOW, HIGH, EASING, FUNDS = 0, 1, 0, 1


@pytest.fixture
def weighing() -> Weighing:
    return Weighing(MODEL)


def close(*expected: float) -> Any:
    return pytest.approx(list(expected), abs=1e-12)


def about(expected: float) -> Any:
    return pytest.approx(expected, abs=1e-9)


def test_shares_are_pooled_by_influence(weighing: Weighing) -> None:
    assert weighing.shares.tolist() == close(0.425, 0.275, 0.3)


def test_nets_are_benefit_less_cost(weighing: Weighing) -> None:
    assert weighing.benefit[:, LOW].tolist() == close(13.6, 3.4)
    assert weighing.cost.tolist() == close(12.0, 9.0)
    assert weighing.net[:, LOW].tolist() == close(1.6, -5.6)
    assert weighing.net[:, HIGH].tolist() == close(27.5, 10.5)


def test_a_stakeholder_sees_its_own_shares() -> None:
    assert Weighing(MODEL, "B").net[:, HIGH].tolist() == close(16 + 4 - 24, 4 + 8 - 18)


def test_verdicts_name_what_is_missing() -> None:
    rows = score_results.scores(Weighing(MODEL)).rows
    assert [(row[0], row[1], row[8], row[9]) for row in rows] == [
        ("low", "easing", "◐ not yet", "Aid: partial (it stands at none)"),
        ("low", "funds", "▲ too dear", ""),
        ("high", "easing", "● offer", ""),
        ("high", "funds", "● offer", ""),
    ]


def test_regret_is_over_all_scenarios_and_holds_what_is_locked() -> None:
    rows = score_results.scores(Weighing(MODEL)).rows
    assert [row[10] for row in rows] == [
        0.0,
        about(5.6),
        0.0,
        about(17.0),
    ]


def test_expected_net_is_the_average_by_probability(weighing: Weighing) -> None:
    rows = score_results.expected(weighing).rows
    # An offer of easing holds in the low scenario, in which it would be worth 1.6.
    assert [row[1] for row in rows] == [row[2] for row in rows] == close(13.75, 2.45)
    assert [row[3] for row in rows] == close(14.55, 2.45)


def test_without_probabilities_nothing_is_expected() -> None:
    scenarios = tuple(
        Scenario(id=scenario.id, name=scenario.name, levels=scenario.levels) for scenario in MODEL.scenarios
    )
    assert score_results.expected(Weighing(MODEL.replace(scenarios=scenarios))).rows == ()


def test_trade_offs_of_the_low_scenario(weighing: Weighing) -> None:
    rows = {row[:2]: row[2:] for row in score_results.tradeoffs(weighing, "low").rows}
    share, level, points, step, relative, enough, tie, distance = rows["funds", "access"]
    assert (share, level, enough) == (about(0.425), "partial", "no level")
    assert (points, step) == (about(3.4), about(0.425 * 0.2 * 60))
    assert relative == about(0.425 * 0.2 * 60 / (0.275 * 40))
    # The lead is 7.2 now, 24 if access were all, (7.2 - .425 x 24) / .575 if it did not count.
    assert tie == about(5.217391304347826 / 29.217391304347826)
    assert distance == about(0.425 - 5.217391304347826 / 29.217391304347826)
    assert rows["funds", "aid"][5] == "partial"
    assert rows["funds", "money"][1:6] == (None, about(-9.0), None, None, None)


def test_what_it_takes_is_the_least_further_delivery(weighing: Weighing) -> None:
    rows = score_results.what_it_takes(weighing).rows
    assert [(row[0], row[1], row[3], row[4], row[6]) for row in rows] == [
        ("low", "easing", "Aid: partial", 1, about(7.1)),
        ("low", "funds", "Aid: partial", 1, about(5.4)),
        ("high", "easing", "nothing", 0, about(27.5)),
        ("high", "funds", "nothing", 0, about(10.5)),
    ]


def test_an_option_over_its_cap_is_out_of_reach() -> None:
    cap = Rule(id="purse", option="easing", kind=RuleKind.CAP, subject="money", number=39.0)
    weighing = Weighing(MODEL.replace(rules=(cap,)))
    assert score_results.what_it_takes(weighing).rows[0][3:] == (
        score_results.OUT_OF_REACH,
        *[None] * 5,
    )
    assert weighing.missing(EASING, HIGH) == "Money: at most 39 (it costs 40)"


def test_a_required_option_locks_what_requires_it() -> None:
    rules = (
        *MODEL.rules,
        Rule(id="together", option="funds", kind=RuleKind.REQUIRES_OPTION, subject="easing"),
    )
    weighing = Weighing(MODEL.replace(rules=rules))
    assert weighing.unlocked[FUNDS].tolist() == [False, True]
    assert weighing.missing(FUNDS, LOW) == "Easing released too (it is locked)"


def test_groups_say_how_far_they_are() -> None:
    measures = tuple(
        Measure(id=measure.id, name=measure.name, values=measure.values, group="core")
        for measure in MODEL.measures
    )
    rules = (
        Rule(id="all", option="easing", kind=RuleKind.REQUIRES_ALL, subject="core", level="full"),
        Rule(
            id="one", option="funds", kind=RuleKind.REQUIRES_AT_LEAST, subject="all", level="full", number=1.0
        ),
    )
    weighing = Weighing(MODEL.replace(measures=measures, rules=rules))
    assert weighing.missing(EASING, LOW) == "all of core: full (lacking Access, Aid)"
    assert weighing.missing(FUNDS, LOW) == "1 of the measures: full (0 so far)"
    assert weighing.unlocked[FUNDS].tolist() == [False, True]


def test_an_opening_is_an_opening_whatever_its_net() -> None:
    easing, funds = MODEL.options
    opening = Option(id=funds.id, name=funds.name, linkage=funds.linkage, costs=funds.costs, opening=True)
    rows = score_results.scores(Weighing(MODEL.replace(options=(easing, opening)))).rows
    assert rows[1][8] == "▶ opening"


def test_sentences_of_the_low_scenario(weighing: Weighing) -> None:
    assert lead(weighing, LOW) == (
        "Easing leads Hold the current position by 1.6 points: a clear lead (resolution 1.0)."
    )
    assert offers(weighing, LOW) == (
        "Nothing can be offered in this scenario: Hold the current position remains."
    )
    assert offers(weighing, HIGH) == "Easing (27.5) and Funds (10.5) can be offered."
    # Holding is nearer than funds: easing is worth 19.4 without money, and -40 with money alone.
    assert how_firm(weighing, LOW, EASING) == "first while Money stays under 32.7 % (now 30.0 %)"
    assert how_firm(weighing, LOW, FUNDS) == "level with the first at Access 17.9 % (now 42.5 %)"


def test_two_equal_options_share_the_first_place() -> None:
    easing = MODEL.options[0]
    twin = Option(id="twin", name="Twin", linkage=easing.linkage, costs=easing.costs)
    weighing = Weighing(MODEL.replace(options=(easing, twin)))
    assert weighing.ranks[:, LOW].tolist() == [1, 1]
    assert weighing.order[:, LOW].tolist() == [1, 2]
    assert lead(weighing, LOW) == "Easing and Twin are level: no clear winner."
    assert how_firm(weighing, LOW, 0) == "shares the first place"
    assert how_firm(weighing, LOW, 1) == "level with the first as it is"


def test_numbers_round_half_away_from_zero() -> None:
    assert [number_words(value) for value in (0.05, -0.05, 2.25, -2.25, -0.04, 0.0)] == [
        "0.1",
        "−0.1",
        "2.3",
        "−2.3",
        "0.0",
        "0.0",
    ]


def test_unknown_names_are_refused_with_those_that_exist() -> None:
    with pytest.raises(UnknownName, match=r"^no viewpoint 'C'; there are: "):
        Weighing(MODEL, "C")
    with pytest.raises(
        UnknownName, match=r"^no scenario 'hihg'; did you mean 'High'\? There are: High, Low$"
    ):
        Weighing(MODEL).scenario("hihg")
