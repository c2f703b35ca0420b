"""Sentences: the lead, what can be offered, how firm the first place is, and how numbers are written."""

from __future__ import annotations

import pytest

from steelyard import new
from steelyard.errors import UnknownName
from steelyard.model.model import Model
from steelyard.model.parts import CostHead, Measure, Option, Scenario, Settings, Stakeholder
from steelyard.weigh.sentences import how_firm, lead, nearest_tie, number_words, offers, why
from steelyard.weigh.weighing import Weighing


def weighing(*effects: tuple[float, float], weights: tuple[float, float] = (50.0, 50.0)) -> Weighing:
    """Options by their linkage and cost, under one measure that is delivered in full and one cost head."""
    return Weighing(
        Model(
            settings=Settings(title="Sentences", hold="Waiting"),
            levels=("none", "full"),
            measures=(Measure(id="aid", name="Aid", values=(0.0, 100.0)),),
            cost_heads=(CostHead(id="money", name="Money"),),
            options=tuple(
                Option(id=f"o{at}", name=f"Option {at}", linkage=(linkage,), costs=(cost,))
                for at, (linkage, cost) in enumerate(effects, 1)
            ),
            stakeholders=(Stakeholder(id="Ann", name="Ann", weights=weights),),
            scenarios=(Scenario(id="all-in", name="All in", levels=("full",)),),
        )
    )


def firm(found: Weighing) -> list[str]:
    """How firm the place of each option is."""
    return [how_firm(found, 0, option) for option in range(len(found.model.options))]


@pytest.mark.parametrize(
    ("value", "digits", "written"),
    [
        (0.25, 1, "0.3"),
        (-0.25, 1, "−0.3"),
        (2.25, 1, "2.3"),
        (1.15, 1, "1.2"),  # a little less than 1.15 to a computer
        (1.005, 2, "1.01"),
        (14.949999999999999, 1, "15.0"),  # 14.95 to 15 digits, as a spreadsheet has it
        (-0.0, 1, "0.0"),
        (-0.04, 1, "0.0"),
        (-0.05, 1, "−0.1"),
        (0.0, 0, "0"),
        (99.5, 0, "100"),
        (1234.5, 1, "1234.5"),
    ],
)
def test_numbers_are_rounded_half_away_from_zero_with_a_true_minus(
    value: float, digits: int, written: str
) -> None:
    assert number_words(value, digits) == written


def test_a_clear_lead_is_one_of_the_resolution_or_more() -> None:
    # Nets .5 x 60 - .5 x 20 = 20 and .5 x 40 - .5 x 2 = 19: ahead by exactly the resolution.
    found = weighing((60, 20), (40, 2))
    assert lead(found, 0) == "Option 1 leads Option 2 by 1.0 points: a clear lead (resolution 1.0)."


def test_a_smaller_lead_is_no_clear_winner() -> None:
    found = weighing((60, 20), (40, 1))
    assert lead(found, 0) == "Option 1 leads Option 2 by 0.5 points: no clear winner (resolution 1.0)."


def test_an_option_alone_leads_nobody() -> None:
    found = weighing((20, 60))
    assert lead(found, 0) == "Option 1 is the only option: −20.0 points."
    assert firm(found) == ["first whatever one weight does"]


def test_the_best_offer_is_named() -> None:
    found = weighing((20, 60), (60, 20), (80, 60))
    assert offers(found, 0) == (
        "Options that can be offered in this scenario: 2. The best of them: Option 2, 20.0 points."
    )


def test_where_nothing_pays_the_current_position_remains() -> None:
    assert offers(weighing((20, 60)), 0) == "Nothing can be offered in this scenario: Waiting remains."


def test_an_option_that_is_better_throughout_stays_first_whatever_one_weight_does() -> None:
    found = weighing((60, 20), (40, 30))
    assert firm(found) == [
        "first whatever one weight does",
        "no single weight puts it level with the first",
    ]
    assert nearest_tie(found, 0, 1) is None


def test_the_first_place_is_firm_up_to_the_nearest_tie() -> None:
    # Of the measure the first has 40 more, of the cost 20 more: level where aid counts 1/3 and money 2/3.
    found = weighing((80, 40), (40, 20))
    assert firm(found) == [
        "first while aid stays over 33.3 % (now 50.0 %)",
        "level with the first at aid 33.3 % (now 50.0 %)",
    ]
    tie = nearest_tie(found, 0, 1)
    assert tie is not None
    assert (tie.criterion, tie.distance) == (0, 0.166666667)
    assert tie.share == pytest.approx(1 / 3, abs=1e-12)


def test_a_tie_may_lie_above_the_present_share() -> None:
    found = weighing((40, 20), (80, 80))
    assert firm(found) == [
        "first while aid stays under 60.0 % (now 50.0 %)",
        "level with the first at aid 60.0 % (now 50.0 %)",
    ]


def test_options_that_happen_to_be_level_share_the_first_place() -> None:
    # Nets 20 and 20, by different ways.
    found = weighing((80, 40), (60, 20))
    assert found.ranks[:, 0].tolist() == [1, 1]
    assert firm(found) == ["shares the first place", "level with the first as it is"]
    assert lead(found, 0) == "Option 1 leads Option 2 by 0.0 points: no clear winner (resolution 1.0)."


def test_twins_share_the_first_place_though_no_weight_parts_them() -> None:
    found = weighing((60, 20), (60, 20), (10, 10))
    assert firm(found)[:2] == ["shares the first place", "level with the first as it is"]


def test_where_one_criterion_is_the_whole_budget_no_weight_can_slide() -> None:
    found = weighing((80, 40), (40, 20), weights=(50.0, 0.0))
    assert firm(found)[0] == "first while money stays under 66.7 % (now 0.0 %)"
    assert found.whole_budget.tolist() == [True, False]


def test_unknown_viewpoints_and_scenarios_are_refused_with_those_that_there_are() -> None:
    model = weighing((1, 1)).model
    with pytest.raises(UnknownName, match=r"^no viewpoint 'Bob'; there are: all, Ann"):
        Weighing(model, "Bob")
    with pytest.raises(
        UnknownName, match=r"^no scenario 'all-out'; did you mean 'all-in'\? There are: all-in$"
    ):
        Weighing(model).scenario("all-out")
    assert Weighing(model, "Ann").viewpoint == "Ann"
    assert Weighing(model).viewpoint == "all"
    assert Weighing(model).scenario() == 0


def test_why_says_place_points_terms_verdict_and_lead() -> None:
    # by hand: half of 80 less half of 20, and half of 40 less half of 60
    found = weighing((80.0, 20.0), (40.0, 60.0))
    assert why(found, "all-in", "o1") == (
        "Option 1 has rank 1 of 2 in All in: 30.0 points, benefit 40.0 less cost 10.0. Most for it: aid 40.0."
        " Most against it: money −10.0. Verdict: ● offer; nothing is missing. First whatever one weight does."
    )
    assert why(found, "all-in", "o2").startswith(
        "Option 2 has rank 2 of 2 in All in: −10.0 points, benefit 20.0 less cost 30.0."
    )
    assert "Verdict: ▲ too dear; nothing is missing." in why(found, "all-in", "o2")


def test_why_names_no_term_that_reads_as_nothing() -> None:
    found = weighing((0.0, 0.0), (10.0, 0.0))
    told = why(found, "all-in", "o1")
    assert "Most for it" not in told
    assert "Most against it" not in told


def test_why_names_what_is_missing_and_two_terms_a_side_at_most() -> None:
    found = Weighing(new("syria"))
    told = why(found, "core-implemented", "limited-easing")
    assert (
        "Most for it: detainee-access 7.6, idlib-protection 5.9. Most against it: credibility −3.8," in told
    )
    assert "Verdict: ◐ not yet; missing: committee: implemented (it stands at partial)." in told


def test_why_refuses_a_scenario_that_is_not_there() -> None:
    with pytest.raises(UnknownName, match="no scenario 'x'"):
        why(weighing((1.0, 1.0)), "x", "o1")
