"""Conditions: what follows from chains of rules, and the words for what is asked and what is missing."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from steelyard.model.checks import require_fit
from steelyard.model.model import Model
from steelyard.model.parts import (
    CostHead,
    Measure,
    Option,
    Rule,
    RuleKind,
    Scenario,
    Settings,
    Stakeholder,
    Trial,
)
from steelyard.weigh.conditions import asks, conditions, plain_number
from steelyard.weigh.weighing import Weighing

NEEDS = RuleKind.REQUIRES_OPTION


def model(*rules: Rule) -> Model:
    """Four options, two measures of one group and one of none, all at `half`."""
    measures = (("aid", "core"), ("access", "core"), ("talks", ""))
    return require_fit(
        Model(
            settings=Settings(title="Conditions"),
            levels=("none", "half", "full"),
            measures=tuple(
                Measure(id=own, name=own, group=group, values=(0.0, 50.0, 100.0)) for own, group in measures
            ),
            cost_heads=(CostHead(id="money", name="Money"),),
            options=tuple(
                Option(id=own, name=own, linkage=(50.0, 50.0, 50.0), costs=(cost,))
                for own, cost in (("a", 10.0), ("b", 20.0), ("c", 30.5), ("d", 0.0))
            ),
            stakeholders=(Stakeholder(id="Ann", name="Ann", weights=(1.0, 1.0, 1.0, 1.0)),),
            scenarios=(Scenario(id="now", name="Now", levels=("half", "half", "half")),),
            rules=rules,
        ),
        "conditions",
    )


class Case(NamedTuple):
    """A rule on option a, what it asks for, and what is missing."""

    rule: Rule
    asks: str
    lacks: str


CASES = (
    Case(
        Rule(id="r", option="a", kind=RuleKind.REQUIRES, subject="aid", level="full"),
        "aid: full",
        "aid: full (it stands at half)",
    ),
    Case(
        Rule(id="r", option="a", kind=RuleKind.REQUIRES, subject="aid", level="half"),
        "aid: half",
        "",
    ),
    Case(
        Rule(id="r", option="a", kind=RuleKind.REQUIRES_ALL, subject="core", level="full"),
        "all of core: full",
        "all of core: full (lacking aid, access)",
    ),
    Case(
        Rule(id="r", option="a", kind=RuleKind.REQUIRES_ALL, subject="all", level="full"),
        "all of the measures: full",
        "all of the measures: full (lacking aid, access, talks)",
    ),
    Case(
        Rule(id="r", option="a", kind=RuleKind.REQUIRES_AT_LEAST, subject="core", level="full", number=2.0),
        "2 of core: full",
        "2 of core: full (0 so far)",
    ),
    Case(
        Rule(id="r", option="a", kind=RuleKind.REQUIRES_AT_LEAST, subject="all", level="half", number=3.0),
        "3 of the measures: half",
        "",
    ),
    Case(Rule(id="r", option="a", kind=RuleKind.EXCLUDES_OPTION, subject="b"), "b stays back", ""),
    Case(
        Rule(id="r", option="a", kind=RuleKind.CAP, subject="money", number=9.25),
        "Money: at most 9.25",
        "Money: at most 9.25 (it costs 10)",
    ),
    Case(Rule(id="r", option="a", kind=RuleKind.CAP, subject="money", number=10.0), "Money: at most 10", ""),
    Case(Rule(id="r", option="a", kind=NEEDS, subject="b"), "b released too", ""),
    Case(
        Rule(id="r", option="a", kind=RuleKind.ACCEPTED_BY, subject="all"),
        "consent of every stakeholder",
        "",
    ),
    Case(Rule(id="r", option="a", kind=RuleKind.ACCEPTED_BY, subject="Ann"), "consent of Ann", ""),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.asks)
def test_a_rule_says_what_it_asks_for_and_what_is_missing(case: Case) -> None:
    weighing = Weighing(model(case.rule))
    [condition] = weighing.conditions
    assert asks(weighing.model, condition) == case.asks
    assert weighing.lacks(0, 0) == case.lacks
    assert weighing.missing(0, 0) == case.lacks
    assert weighing.unlocked[:, 0].tolist() == [not case.lacks, True, True, True]


def people(*rules: Rule) -> Model:
    """The same with three stakeholders: the option a is worth 25 to Ann, just 0 to Bob, and −2.5 to Cid.

    At half of every measure it earns a quarter of what is not given to costs, and costs a tenth of what is.
    """
    weights = {"Ann": 0.0, "Bob": 100 * 5 / 7, "Cid": 78.57142857142857}
    return model().replace(
        rules=rules,
        stakeholders=tuple(
            Stakeholder(id=own, name=f"{own} of here", weights=(100 - cost, 0.0, 0.0, cost))
            for own, cost in weights.items()
        ),
    )


def test_an_option_waits_until_every_stakeholder_accepts_it_by_its_own_weights() -> None:
    rule = Rule(id="r", option="a", kind=RuleKind.ACCEPTED_BY, subject="all")
    weighing = Weighing(people(rule))
    assert weighing.stakeholder_nets[:, 0, 0].tolist() == pytest.approx([25.0, 0.0, -2.5])
    assert weighing.net[0, 0] > 0
    assert weighing.worse_off(rule)[:, 0].tolist() == [False, False, True]
    assert not weighing.unlocked[0, 0]
    assert weighing.missing(0, 0) == "consent of every stakeholder (worse off: Cid of here)"
    assert weighing.missing_in_short(0, 0) == "consent of 1 of 3 stakeholders"


def test_one_stakeholder_alone_may_be_asked_to_accept() -> None:
    named = {own: Rule(id="r", option="a", kind=RuleKind.ACCEPTED_BY, subject=own) for own in ("Bob", "Cid")}
    bob, cid = (Weighing(people(rule)) for rule in named.values())
    assert bob.unlocked[0, 0]
    assert cid.missing(0, 0) == "consent of Cid of here (worse off: Cid of here)"
    assert cid.missing_in_short(0, 0) == "consent of Cid of here"


def test_stakeholders_accept_an_option_with_all_that_it_requires() -> None:
    """b costs twice as much as a, so that Bob loses by the two of them."""
    rules = (
        Rule(id="r", option="a", kind=RuleKind.ACCEPTED_BY, subject="Bob"),
        Rule(id="s", option="a", kind=NEEDS, subject="b"),
    )
    weighing = Weighing(people(*rules))
    assert weighing.stakeholder_wholes[1, 0, 0] == pytest.approx(2 * 50 / 7 - 30 * 5 / 7)
    assert not weighing.unlocked[0, 0]


def test_trial_weights_do_not_change_who_accepts() -> None:
    rule = Rule(id="r", option="a", kind=RuleKind.ACCEPTED_BY, subject="all")
    tried = people(rule).replace(trial=(Trial(criterion="money", share=0.0),))
    weighing = Weighing(tried, with_trial=True)
    assert weighing.on_trial
    assert weighing.worse_off(rule)[:, 0].tolist() == [False, False, True]


def test_what_it_takes_counts_the_stakeholders_that_must_accept() -> None:
    alone, all_of_them = (
        Weighing(people(*rules)).what_it_takes(0, 0)
        for rules in ((), (Rule(id="r", option="a", kind=RuleKind.ACCEPTED_BY, subject="all"),))
    )
    assert alone is not None
    assert all_of_them is not None
    assert alone.levels.tolist() == [1, 1, 1]
    assert all_of_them.levels.tolist() == [2, 1, 1]


def test_what_a_required_option_requires_is_required_too() -> None:
    chain = model(
        Rule(id="r1", option="a", kind=NEEDS, subject="b"),
        Rule(id="r2", option="b", kind=NEEDS, subject="c"),
        Rule(id="r3", option="c", kind=RuleKind.REQUIRES, subject="talks", level="full"),
    )
    assert [(found.id, found.rule.option, found.subject, found.derived) for found in conditions(chain)] == [
        ("r1", "a", "b", False),
        ("r2", "b", "c", False),
        ("r3", "c", "talks", False),
        ("r1>c", "a", "c", True),
    ]
    weighing = Weighing(chain)
    assert weighing.unlocked[:, 0].tolist() == [False, False, False, True]
    # b's own rules hold, so what a misses is named where it is missing: at c.
    assert weighing.missing(0, 0) == "c released too (it is locked)"
    assert weighing.missing(1, 0) == "c released too (it is locked)"
    assert weighing.missing(2, 0) == "talks: full (it stands at half)"


def test_what_is_stated_is_not_derived_again() -> None:
    both = model(
        Rule(id="r1", option="a", kind=NEEDS, subject="b"),
        Rule(id="r2", option="b", kind=NEEDS, subject="c"),
        Rule(id="r3", option="a", kind=NEEDS, subject="c"),
    )
    assert [found.id for found in conditions(both)] == ["r1", "r2", "r3"]


def test_a_cap_counts_what_comes_with_the_option() -> None:
    weighing = Weighing(
        model(
            Rule(id="r1", option="a", kind=NEEDS, subject="b"),
            Rule(id="r2", option="b", kind=NEEDS, subject="c"),
            Rule(id="r3", option="a", kind=RuleKind.CAP, subject="money", number=60.0),
        )
    )
    assert weighing.missing(0, 0) == "Money: at most 60 (it costs 60.5)"
    assert weighing.unlocked[:, 0].tolist() == [False, True, True, True]


def test_all_that_is_missing_is_named_in_the_order_of_the_rules() -> None:
    weighing = Weighing(
        model(
            Rule(id="r1", option="a", kind=RuleKind.REQUIRES, subject="talks", level="full"),
            Rule(id="r2", option="a", kind=RuleKind.REQUIRES, subject="aid", level="half"),
            Rule(id="r3", option="a", kind=RuleKind.REQUIRES, subject="aid", level="full"),
        )
    )
    assert weighing.missing(0, 0) == "talks: full (it stands at half); aid: full (it stands at half)"


def test_without_rules_everything_is_unlocked_and_nothing_missing() -> None:
    weighing = Weighing(model())
    assert weighing.conditions == ()
    assert weighing.unlocked.all()
    assert weighing.missing(0, 0) == ""


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (3.0, "3"),
        (1e9, "1000000000"),
        (0.5, "0.5"),
        (66.66666666666667, "66.667"),
        (184.72512223126349, "184.725"),
        (0.0005, "0.001"),
        (0.00001, "0"),
        (0.0, "0"),
        (100.0, "100"),
    ],
)
def test_numbers_in_words_have_three_decimals_at_most(value: float, written: str) -> None:
    assert plain_number(value) == written
