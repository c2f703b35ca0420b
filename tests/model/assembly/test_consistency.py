"""What several rows must fit together in; single changes are in findings.txt."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from steelyard.model.checks import check
from steelyard.model.model import Model
from steelyard.model.parts import (
    CostHead,
    Measure,
    Option,
    PartyRole,
    Rule,
    RuleKind,
    Scenario,
    Settings,
    Stakeholder,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from steelyard.model.findings import Finding

    Told = Callable[[Iterable[Finding]], list[str]]

IDS = ("a", "b", "c", "d")


def options(rules: list[tuple[str, RuleKind, str]], tracks: str = "....", opening: str = "") -> Model:
    """Options a, b, c and d with these rules between them; letters of `tracks` are theirs, `.` is none."""
    return Model(
        settings=Settings(title="Options"),
        measures=(Measure(id="m", name="M", values=(0.0, 100.0)),),
        cost_heads=(CostHead(id="k", name="K", worst="all", best="none"),),
        options=tuple(
            Option(
                id=word,
                name=word,
                linkage=(1.0,),
                costs=(2.0,),
                track=track.strip("."),
                opening=word in opening,
            )
            for word, track in zip(IDS, tracks, strict=True)
        ),
        stakeholders=(Stakeholder(id="s", name="S", weights=(1.0, 1.0)),),
        scenarios=(Scenario(id="d1", name="D", levels=("none",)),),
        levels=("none", "done"),
        rules=tuple(
            Rule(id=f"r{here}", option=one, kind=kind, subject=two)
            for here, (one, kind, two) in enumerate(rules)
        ),
    )


def needs(*pairs: str) -> list[tuple[str, RuleKind, str]]:
    return [(pair[0], RuleKind.REQUIRES_OPTION, pair[1]) for pair in pairs]


def bars(*pairs: str) -> list[tuple[str, RuleKind, str]]:
    return [(pair[0], RuleKind.EXCLUDES_OPTION, pair[1]) for pair in pairs]


def test_a_circle_is_told_once_with_its_way(told: Told) -> None:
    assert told(check(options(needs("ab", "bc", "ca", "da")))) == [
        (
            "cycle: Rules, row 'r0', column 'subject': found 'a' → 'b' → 'c' → 'a'; "
            "options that require each other in a circle can never come one after the other"
        )
    ]


def test_two_circles_are_told_apart(told: Told) -> None:
    found = told(check(options(needs("ab", "ba", "cd", "dc"))))
    assert [line.split(";")[0] for line in found] == [
        "cycle: Rules, row 'r0', column 'subject': found 'a' → 'b' → 'a'",
        "cycle: Rules, row 'r2', column 'subject': found 'c' → 'd' → 'c'",
    ]


def test_a_chain_is_no_circle() -> None:
    assert check(options(needs("ab", "bc", "cd", "ac"))) == ()


def test_options_of_one_track_cannot_require_each_other(told: Told) -> None:
    assert told(check(options(needs("ab", "bc"), tracks="t.t."))) == [
        (
            "impossible: Rules, row 'r0', column 'option': found 'a'; "
            "'a' and 'c' would have to be released with it, but exclude each other"
        )
    ]


def test_what_is_impossible_is_told_where_it_starts(told: Told) -> None:
    found = told(check(options([*needs("ab", "bc", "bd"), *bars("cd")])))
    assert [line.split(";")[0] for line in found] == [
        "impossible: Rules, row 'r1', column 'option': found 'b'"
    ]


def test_excluding_works_both_ways(told: Told) -> None:
    for pair in ("ab", "ba"):
        found = told(check(options([*needs("ab"), *bars(pair)])))
        assert [line.split(":")[0] for line in found] == ["impossible"]


@given(
    st.sets(st.sampled_from([one + two for one in IDS for two in IDS if one < two])),
    st.sets(st.sampled_from([one + two for one, two in combinations(IDS, 2)])),
    st.text("t.", min_size=4, max_size=4),
)
def test_impossible_options_are_found_as_by_trying_all_packages(
    needed: set[str], barred: set[str], tracks: str
) -> None:
    found = check(options([*needs(*sorted(needed)), *bars(*sorted(barred))], tracks=tracks))
    packages = [set(package) for size in range(1, 5) for package in combinations(IDS, size)]
    allowed = [
        package
        for package in packages
        if all(pair[0] not in package or pair[1] in package for pair in needed)
        and not any(set(pair) <= package for pair in barred)
        and sum(tracks[IDS.index(option)] == "t" for option in package) <= 1
    ]
    assert bool(found) == (set().union(*allowed) != set(IDS))
    assert {finding.code for finding in found} <= {"impossible"}


def test_an_opening_option_may_exclude_and_be_capped(told: Told) -> None:
    rules = [*bars("ab"), ("a", RuleKind.CAP, "k")]
    model = options(rules, opening="a")
    model = model.replace(rules=(*model.rules[:1], replace(model.rules[1], number=2.0)))
    assert check(model) == ()
    found = told(check(options(needs("ab"), opening="a")))
    assert [line.split(": found")[0] for line in found] == ["opening-asks: Rules, row 'r0', column 'option'"]


def test_influences_are_not_all_zero(sound: Model, told: Told) -> None:
    none = sound.replace(stakeholders=tuple(replace(part, influence=0.0) for part in sound.stakeholders))
    assert told(check(none)) == [
        "all-zero: Weights, column 'influence': found only zeros; at least one influence above 0 is needed"
    ]


def test_weights_are_not_all_zero(sound: Model, told: Told) -> None:
    first, *rest = sound.stakeholders
    (russia,) = sound.counterparts
    none = sound.replace(
        stakeholders=(replace(first, weights=(0.0,) * 5), *rest),
        counterparts=(replace(russia, worth=(0.0,) * 4, burden=(0.0,) * 3),),
    )
    assert told(check(none)) == [
        "all-zero: Weights, row 'France': found only zeros; at least one weight above 0 is needed",
        "all-zero: Counterpart, row 'Russia': found only zeros; at least one weight above 0 is needed",
    ]


def test_probabilities_may_miss_one_by_less_than_can_be_seen(sound: Model) -> None:
    for change, fits in ((9e-10, True), (-9e-10, True), (2e-9, False), (-2e-9, False)):
        assert (check(sound.replace_value("probability/core", 0.25 + change)) == ()) is fits


def test_probabilities_may_be_left_out(sound: Model) -> None:
    without = tuple(replace(part, probability=None) for part in sound.scenarios)
    assert check(sound.replace(scenarios=without)) == ()


def test_a_measure_moves_once_a_phase(sound: Model, told: Told) -> None:
    step = sound.plan[1]
    later = replace(step, id="s4", phase=2, level="implemented")
    assert check(sound.replace(plan=(*sound.plan, later))) == ()
    again = replace(step, id="s4", level="implemented")
    assert told(check(sound.replace(plan=(*sound.plan, again)))) == [
        "repeated: Plan, row 's4', column 'item': found 'aid'; a measure reaches one level a phase"
    ]


def test_a_tabled_package_offers_one_option_a_track(sound: Model, told: Callable[..., list[str]]) -> None:
    both = sound.replace_value("offered/easing", True).replace_value("offered/lifting", True)
    taken = "a package has one option a track, and on 'sanctions' it is 'easing' already"
    assert told(check(both)) == [f"one-track: Options, row 'lifting', column 'offered': found 'yes'; {taken}"]


def test_the_first_counterpart_bargains_and_further_ones_may_have_any_role(
    sound: Model, told: Callable[..., list[str]]
) -> None:
    (russia,) = sound.counterparts
    damascus = replace(russia, id="Damascus")
    for role in ("", *PartyRole):
        assert check(sound.replace(counterparts=(russia, replace(damascus, role=role)))) == ()
    found = told(check(sound.replace(counterparts=(replace(russia, role="is shown"), damascus))))
    place = "first-bargains: Counterpart, row 'Russia / reservation', column 'role': found 'is shown'; "
    advice = "leave this empty, or put another one first in the text of the model"
    assert found == [f"{place}the first counterpart bargains; {advice}"]


def counted(*, irreversible: bool, snapback: float | None, cost: float) -> Model:
    """One option with a share that can be taken back, and one head that may count what cannot be."""
    model = options([])
    head = CostHead(id="k", name="K", worst="all", best="none", irreversible=irreversible)
    first = replace(model.options[0], snapback=snapback, costs=(cost,))
    return model.replace(cost_heads=(head,), options=(first, *model.options[1:]))


def test_a_head_that_counts_what_snapback_counts_is_named(told: Told) -> None:
    [said] = told(check(counted(irreversible=True, snapback=0.5, cost=2.0)))
    assert said == (
        "(counted-twice): Cost heads, row 'k', column 'irreversible': found 'yes'; what cannot be taken back "
        "counts in the plan as a cost and again as what snapback does not recover, for 1 of 4 options; leave "
        "out one of the two"
    )


def test_a_head_counts_once_without_the_mark_a_share_or_a_cost(told: Told) -> None:
    assert told(check(counted(irreversible=False, snapback=0.5, cost=2.0))) == []
    assert told(check(counted(irreversible=True, snapback=None, cost=2.0))) == []
    assert told(check(counted(irreversible=True, snapback=0.5, cost=0.0))) == []
