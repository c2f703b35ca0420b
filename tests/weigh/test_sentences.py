"""Sentences: the lead, what can be offered, how firm the first place is, and how numbers are written."""

from __future__ import annotations

import pytest

from steelyard import new
from steelyard.errors import UnknownName
from steelyard.model.model import Model
from steelyard.model.parts import CostHead, Measure, Option, Rule, RuleKind, Scenario, Settings, Stakeholder
from steelyard.weigh.score_results import stability
from steelyard.weigh.sentences import VERDICTS, how_firm, lead, nearest_tie, number_words, offers, why
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


def test_an_option_alone_leads_holding_or_is_led_by_it() -> None:
    found = weighing((20, 60))
    assert lead(found, 0) == "Waiting leads Option 1 by 20.0 points: a clear lead (resolution 1.0)."
    assert firm(found) == ["level with Waiting at Aid 75.0 % (now 50.0 %)"]
    found = weighing((60, 20))
    assert lead(found, 0) == "Option 1 leads Waiting by 20.0 points: a clear lead (resolution 1.0)."
    assert firm(found) == ["first while Aid stays over 25.0 % (now 50.0 %)"]


def test_the_zero_line_is_a_rival() -> None:
    """The second option is far behind, but the first one is hardly worth more than to wait."""
    found = weighing((21, 20), (10, 80))
    assert lead(found, 0) == "Option 1 leads Waiting by 0.5 points: no clear winner (resolution 1.0)."
    assert firm(found)[0] == "first while Aid stays over 48.8 % (now 50.0 %)"
    assert found.stability(0)[0].tolist() == pytest.approx([20 / 41, 1.0])


def test_where_every_option_loses_holding_leads_the_best_of_them() -> None:
    found = weighing((20, 40), (10, 80))
    assert lead(found, 0) == "Waiting leads Option 1 by 10.0 points: a clear lead (resolution 1.0)."
    assert firm(found) == [
        "level with Waiting at Aid 66.7 % (now 50.0 %)",
        "no single weight puts it level with the first",
    ]
    assert stability(found).title == "Shares between which Waiting stays first in All in"
    assert found.stability(0)[0].tolist() == pytest.approx([0.0, 2 / 3])


def test_an_option_that_only_costs_is_level_with_holding_at_no_weight() -> None:
    found = weighing((0, 40))
    assert firm(found) == ["no single weight puts it level with Waiting"]


def test_an_option_worth_nothing_is_level_with_holding() -> None:
    found = weighing((40, 40), (10, 60))
    assert lead(found, 0) == "Option 1 and Waiting are level: no clear winner."
    assert firm(found)[0] == "shares the first place"


def resolved(resolution: float, linkage: float, other: float) -> str:
    """The lead of an option with one linkage over one with another, with this resolution."""
    found = weighing((linkage, 20), (other, 20))
    return lead(Weighing(found.model.replace_value("settings/resolution", resolution)), 0)


@pytest.mark.parametrize(
    ("resolution", "by", "said"),
    [
        (1.0, 0.96, "a little less than the resolution of 1.0 points: no clear winner."),
        (1.0, 0.94, "0.9 points: no clear winner (resolution 1.0)."),
        (1.0, 1.04, "1.0 points: a clear lead (resolution 1.0)."),
        (1.02, 1.04, "a little more than the resolution of 1.02 points: a clear lead."),
        (0.98, 0.96, "a little less than the resolution of 0.98 points: no clear winner."),
        (0.04, 0.03, "less than 0.1 points: no clear winner (resolution 0.04)."),
        (0.03, 0.04, "a little more than the resolution of 0.03 points: a clear lead."),
        (0.0, 0.04, "less than 0.1 points: a clear lead (resolution 0.0)."),
        (0.25, 0.5, "0.5 points: a clear lead (resolution 0.25)."),
    ],
)
def test_rounding_never_contradicts_the_sentence(resolution: float, by: float, said: str) -> None:
    assert resolved(resolution, 60 + 2 * by, 60) == f"Option 1 leads Option 2 by {said}"


def test_without_a_resolution_a_tie_is_no_clear_lead() -> None:
    assert resolved(0.0, 60, 60) == "Option 1 and Option 2 are level: no clear winner."


def test_a_share_that_shows_as_the_present_one_is_worded() -> None:
    """Level where aid has 50.02 % of the budget; it has 50.0 %."""
    found = weighing((60.0, 20.0), (61.0, 21.0008))
    assert firm(found) == [
        "first only while Aid changes by less than 0.1 % (now 50.0 %)",
        "level with the first if Aid changes by less than 0.1 % (now 50.0 %)",
    ]


def test_the_best_offer_is_named() -> None:
    found = weighing((20, 60), (60, 20), (80, 60))
    assert offers(found, 0) == "Option 2 (20.0) and Option 3 (10.0) can be offered."


def test_where_nothing_pays_the_current_position_remains() -> None:
    assert offers(weighing((20, 60)), 0) == "Nothing can be offered in this scenario: Waiting remains."


def test_an_option_that_is_better_throughout_stays_first_whatever_one_weight_does() -> None:
    found = weighing((60, 20), (40, 30))
    # Holding is a rival all the same: level where money has three quarters of the budget.
    assert firm(found) == [
        "first while Aid stays over 25.0 % (now 50.0 %)",
        "no single weight puts it level with the first",
    ]
    assert nearest_tie(found, 0, 1) is None
    assert firm(weighing((60, 0), (40, 30)))[0] == "first whatever one weight does"


def test_the_first_place_is_firm_up_to_the_nearest_tie() -> None:
    # Of the measure the first has 40 more, of the cost 20 more: level where aid counts 1/3 and money 2/3.
    found = weighing((80, 40), (40, 20))
    assert firm(found) == [
        "first while Aid stays over 33.3 % (now 50.0 %)",
        "level with the first at Aid 33.3 % (now 50.0 %)",
    ]
    tie = nearest_tie(found, 0, 1)
    assert tie is not None
    assert (tie.criterion, tie.distance) == (0, 0.166666667)
    assert tie.share == pytest.approx(1 / 3, abs=1e-12)


def test_a_tie_may_lie_above_the_present_share() -> None:
    found = weighing((40, 20), (80, 80))
    assert firm(found) == [
        "first while Aid stays under 60.0 % (now 50.0 %)",
        "level with the first at Aid 60.0 % (now 50.0 %)",
    ]


def test_options_that_happen_to_be_level_share_the_first_place() -> None:
    # Nets 20 and 20, by different ways.
    found = weighing((80, 40), (60, 20))
    assert found.ranks[:, 0].tolist() == [1, 1]
    assert firm(found) == ["shares the first place", "level with the first as it is"]
    assert lead(found, 0) == "Option 1 and Option 2 are level: no clear winner."


def test_twins_share_the_first_place_though_no_weight_parts_them() -> None:
    found = weighing((60, 20), (60, 20), (10, 10))
    assert firm(found)[:2] == ["shares the first place", "level with the first as it is"]


def test_where_one_criterion_is_the_whole_budget_no_weight_can_slide() -> None:
    found = weighing((80, 40), (40, 20), weights=(50.0, 0.0))
    assert firm(found)[0] == "first while Money stays under 66.7 % (now 0.0 %)"
    assert found.whole_budget.tolist() == [True, False]


def test_unknown_viewpoints_and_scenarios_are_refused_with_those_that_there_are() -> None:
    model = weighing((1, 1)).model
    with pytest.raises(UnknownName, match=r"^no viewpoint 'Bob'; there are: all, pooled \(all\); Ann"):
        Weighing(model, "Bob")
    with pytest.raises(
        UnknownName, match=r"^no scenario 'all-out'; did you mean 'all-in'\? There are: All in \(all-in\)$"
    ):
        Weighing(model).scenario("all-out")
    assert Weighing(model, "Ann").viewpoint == "Ann"
    assert Weighing(model).viewpoint == "all"
    assert Weighing(model).scenario() == 0


def test_why_says_place_points_terms_verdict_and_lead() -> None:
    # by hand: half of 80 less half of 20, and half of 40 less half of 60
    found = weighing((80.0, 20.0), (40.0, 60.0))
    assert why(found, "all-in", "o1") == (
        "Option 1 has rank 1 of 2 in All in: 30.0 points, benefit 40.0 less cost 10.0. Most for it: Aid 40.0."
        " Most against it: Money −10.0. Verdict: ● offer; nothing is missing."
        " First while Aid stays over 20.0 % (now 50.0 %)."
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
        "Most for it: Independent access to detainees 7.6, Civilian sites in Idlib spared 5.9. "
        "Most against it: Credibility abroad −3.8," in told
    )
    assert (
        "Verdict: ◐ not yet; missing: Constitutional committee: implemented (it stands at partial)." in told
    )


def test_why_refuses_a_scenario_that_is_not_there() -> None:
    with pytest.raises(UnknownName, match="no scenario 'x'"):
        why(weighing((1.0, 1.0)), "x", "o1")


def chained(*effects: tuple[float, float]) -> Weighing:
    """The same options, of which the first requires the second, the second the third, and so on."""
    model = weighing(*effects).model
    rules = tuple(
        Rule(id=f"r{at}", option=f"o{at}", kind=RuleKind.REQUIRES_OPTION, subject=f"o{at + 1}")
        for at in range(1, len(effects))
    )
    return Weighing(model.replace(rules=rules))


def test_an_option_that_drags_a_dear_one_along_is_no_offer() -> None:
    """Alone the first one nets 30 and lacks nothing; it cannot be released without one that loses 35."""
    found = chained((80, 20), (20, 90))
    assert found.net[:, 0].tolist() == [30.0, -35.0]
    assert found.whole[:, 0].tolist() == [-5.0, -35.0]
    assert [VERDICTS[each] for each in found.verdicts[:, 0]] == ["▲ too dear", "▲ too dear"]
    assert offers(found, 0) == "Nothing can be offered in this scenario: Waiting remains."
    assert why(found, "all-in", "o1").startswith(
        "Option 1 has rank 1 of 2 in All in: 30.0 points, benefit 40.0 less cost 10.0. It cannot be released "
        "without Option 2: with all that, −5.0 points; all that without it, −35.0 points."
    )


def test_what_is_dragged_along_reaches_down_a_chain() -> None:
    found = chained((80, 20), (60, 40), (0, 90))
    assert found.whole[:, 0].tolist() == [30.0 + 10.0 - 45.0, 10.0 - 45.0, -45.0]
    assert {VERDICTS[each] for each in found.verdicts[:, 0]} == {"▲ too dear"}


def test_the_best_offer_is_the_best_with_all_that_it_requires() -> None:
    """Alone the first one nets most, 30; with the second, which loses 20, less than the third alone."""
    model = weighing((80, 20), (20, 60), (60, 30)).model
    drags = Rule(id="r1", option="o1", kind=RuleKind.REQUIRES_OPTION, subject="o2")
    found = Weighing(model.replace(rules=(drags,)))
    assert found.ranks[:, 0].tolist() == [1, 3, 2]
    assert offers(found, 0) == "Option 3 (15.0) and Option 1 (10.0) can be offered."
    cheaper = Weighing(model.replace(rules=(drags,)).replace_value("costs/o2/money", 40.0))
    assert offers(cheaper, 0) == "Option 1 (20.0) and Option 3 (15.0) can be offered."


def test_the_lead_says_what_the_first_is_worth_with_all_that_it_requires() -> None:
    assert lead(chained((80, 20), (20, 90)), 0) == (
        "Option 1 leads Waiting by 30.0 points: a clear lead (resolution 1.0). "
        "Option 1: −5.0 points with all that it requires."
    )


def test_what_is_required_adds_nothing_to_the_best_offer() -> None:
    """The first nets 11 and needs the second, which nets 30; together 41, but the third nets 35."""
    model = weighing((40, 18), (80, 20), (80, 10)).model
    drags = Rule(id="r1", option="o1", kind=RuleKind.REQUIRES_OPTION, subject="o2")
    found = Weighing(model.replace(rules=(drags,)))
    assert found.whole[:, 0].tolist() == [41.0, 30.0, 35.0]
    assert offers(found, 0) == "Option 3 (35.0), Option 2 (30.0) and Option 1 (11.0) can be offered."
