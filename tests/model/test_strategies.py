"""The models that other tests draw are valid, and of every kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import Phase, given, seed, settings
from hypothesis import strategies as st
from strategies import ids, labels, models, names, notes, swing

from steelyard.model.checks import check, errors
from steelyard.model.parts import RuleKind, StepKind
from steelyard.model.record import derived
from steelyard.model.vocabulary import folded

if TYPE_CHECKING:
    from collections.abc import Callable

    from steelyard.model.model import Model


@settings(max_examples=60)
@given(st.one_of(models(), models(plain=True)))
def test_every_model_is_valid(model: Model) -> None:
    assert list(map(str, errors(check(model)))) == []


KINDS: dict[str, Callable[[Model], bool]] = {
    "one option": lambda m: len(m.options) == 1,
    "one measure": lambda m: len(m.measures) == 1,
    "one stakeholder": lambda m: len(m.stakeholders) == 1,
    "one scenario": lambda m: len(m.scenarios) == 1,
    "no cost heads": lambda m: not m.cost_heads,
    "four cost heads": lambda m: len(m.cost_heads) == 4,
    "six options and six measures": lambda m: len(m.options) == len(m.measures) == 6,
    "five stakeholders": lambda m: len(m.stakeholders) == 5,
    "two levels": lambda m: len(m.levels) == 2,
    "six levels": lambda m: len(m.levels) == 6,
    "levels of two words": lambda m: any(" " in level for level in m.levels),
    "tied values": lambda m: any(len(set(part.values)) < len(part.values) for part in m.measures),
    "values that follow from amounts": lambda m: any(not part.values for part in m.measures),
    "amounts beside values": lambda m: any(part.values and part.amounts for part in m.measures),
    "falling amounts": lambda m: any(part.amounts[:1] > part.amounts[-1:] for part in m.measures),
    "a scale": lambda m: any(part.scale and None not in part.scale for part in m.cost_heads),
    "a scale of two ends": lambda m: any(None in part.scale for part in m.cost_heads),
    "tied options": lambda m: len({(part.linkage, part.costs) for part in m.options}) < len(m.options),
    "a zero weight": lambda m: any(0 in part.weights for part in m.stakeholders),
    "a zero influence": lambda m: any(part.influence == 0 for part in m.stakeholders),
    "two in a group": lambda m: sum(bool(part.group) for part in m.measures) > 1,
    "two on a track": lambda m: (
        len({part.track for part in m.options if part.track}) < sum(bool(part.track) for part in m.options)
    ),
    "an opening option": lambda m: any(part.opening for part in m.options),
    **{
        f"a rule that {kind.value}": lambda m, kind=kind: any(rule.kind is kind for rule in m.rules)  # type: ignore[misc]
        for kind in RuleKind
    },
    "a chain of three": lambda m: any(
        one.subject == two.option
        for one in m.rules
        for two in m.rules
        if one.kind is two.kind is RuleKind.REQUIRES_OPTION
    ),
    "at least two of": lambda m: any(
        (rule.number or 0) > 1 for rule in m.rules if rule.kind is RuleKind.REQUIRES_AT_LEAST
    ),
    "probabilities": lambda m: all(part.probability is not None for part in m.scenarios),
    "no probabilities": lambda m: all(part.probability is None for part in m.scenarios),
    "a scenario of no chance": lambda m: any(part.probability == 0 for part in m.scenarios),
    "two counterparts": lambda m: len(m.counterparts) == 2,
    "an effort curve": lambda m: any(curve for part in m.counterparts for curve in part.effort),
    "a chance curve": lambda m: any(curve for part in m.counterparts for curve in part.chance),
    "a plan of both kinds": lambda m: {step.kind for step in m.plan} == set(StepKind),
    "no record": lambda m: not m.record,
    "a verified and an announced entry": lambda m: len({not entry.verifier for entry in m.record}) == 2,
    "two entries of one day": lambda m: (
        len({(entry.date, entry.measure) for entry in m.record}) < len(m.record)
    ),
    "a pledge beyond what is verified": lambda m: bool(m.record) and len({s.levels for s in derived(m)}) == 2,
    "evidence with a range": lambda m: any(part.low is not None for part in m.evidence),
    "evidence for several": lambda m: any("*" in part.key for part in m.evidence),
    "a name like a formula": lambda m: any(part.name.startswith("=") for part in m.options),
    "a name in quotes": lambda m: any(part.name.startswith(("'", '"')) for part in m.options),
    "an odd letter": lambda m: any(not part.id.isascii() for part in m.measures),
    "a note of several lines": lambda m: any("\n" in part.note for part in m.options),
    "a viewpoint": lambda m: m.settings.viewpoint != "all",
}


def test_every_kind_of_model_is_drawn() -> None:
    missing = dict(KINDS)

    def look(model: Model) -> None:
        for kind in [kind for kind, fits in missing.items() if fits(model)]:
            del missing[kind]

    # What is drawn hangs on the modules that happen to be loaded, so one round may lack a rare kind.
    for number in range(10):
        if missing:
            seed(number)(
                settings(max_examples=100, phases=[Phase.generate], database=None)(given(models())(look))
            )()
    assert list(missing) == []


ODD = st.tuples(ids(), labels(), names(), notes())
PLAIN = st.tuples(ids(plain=True), labels(plain=True), names(plain=True), notes(plain=True))


@given(ODD | PLAIN)
def test_words_are_as_they_come_out_of_a_cell(words: tuple[str, ...]) -> None:
    assert words == tuple(word.strip() for word in words)
    assert all(map(folded, words[:3]))


@given(swing(3))
def test_weights_are_not_all_zero(weights: tuple[float, ...]) -> None:
    assert any(weights)
