"""Hypothesis strategies for valid models, over the whole space of them (tested in model/test_strategies.py).

Other rooms draw from here for parity and round trips. `models(plain=True)` draws short ids and names from the
alphabet; the default draws odd ones too.

To make and to validate a strategy takes longer than to draw from it, so strategies are made once: those that
depend on what was drawn before go by an index (`_one`) or by a size.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from itertools import combinations
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any

from hypothesis import assume
from hypothesis import strategies as st

from steelyard.model.fields import FIRST_DAY
from steelyard.model.keys import judgements_of
from steelyard.model.model import Model
from steelyard.model.parts import (
    DEFAULT_SCALE,
    POOLED,
    CostHead,
    Counterpart,
    Evidence,
    Measure,
    Option,
    PartyRole,
    RecordEntry,
    Rule,
    RuleKind,
    Scenario,
    Settings,
    Stakeholder,
    Step,
    StepKind,
    Trial,
)
from steelyard.model.record import DERIVED
from steelyard.model.value_functions import POINTS
from steelyard.model.vocabulary import EXCEL_ERRORS, POOLED_NAME, RESERVED, folded, is_free_level, stripped

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Draw = Callable[[st.SearchStrategy[Any]], Any]

_SIGNS = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="\ufffe\uffff")
_LETTERS = st.characters(categories=("Lu", "Ll", "Lo"), max_codepoint=0x2FFF)
EARLIEST, LATEST = date.fromisoformat(FIRST_DAY), date.max
"""Days that an entry of the delivery record may have."""

_ODD_NAMES = (
    "=1+1",
    "-5",
    "+49",
    "@home",
    "no",
    "NULL",
    "1e3",
    "2019-06-17",
    "'quoted'",
    '"so"',
    "a: b # c",
    "<&>",
)


def _is_name(text: str) -> bool:
    taken = {folded(name) for name in (POOLED_NAME, *DERIVED.values())}
    return bool(text) and text not in EXCEL_ERRORS and folded(text) not in taken


@cache
def ids(*, plain: bool = False) -> st.SearchStrategy[str]:
    """Ids that start with a letter and are not taken."""
    short = st.text(ascii_lowercase, min_size=1, max_size=5).filter(_free)
    if plain:
        return short
    later = st.one_of(_LETTERS, st.sampled_from("0123456789-_."))
    odd = st.builds(lambda first, rest: first + rest, _LETTERS, st.text(later, max_size=59))
    words = st.sampled_from(("no", "Yes", "null", "TRUE", "off", "y", "A1", "R1C1", "TRUE.1", "e1", "x" * 60))
    return st.one_of(short, words, odd.filter(_free))


def _free(word: str) -> bool:
    return folded(word) not in RESERVED and is_free_level(word)


@cache
def labels(*, plain: bool = False) -> st.SearchStrategy[str]:
    """Levels, groups and tracks: ids, or several words."""
    if plain:
        return ids(plain=True)
    several = st.lists(ids(plain=True), min_size=2, max_size=3).map(" ".join)
    signs = st.sampled_from(("core (A)", "a, b", "half: done", "x #1", "it's", 'so "far"', "ça [va]", "a=b"))
    return st.one_of(ids(), several, signs)


@cache
def names(*, plain: bool = False) -> st.SearchStrategy[str]:
    """Texts on one line, without outer spaces."""
    if plain:
        return st.text(ascii_lowercase, min_size=1, max_size=8).map(str.title)
    text = st.text(_SIGNS, min_size=1, max_size=20).map(stripped).filter(_is_name)
    long = st.text("abc ", min_size=1, max_size=255).map(stripped).filter(_is_name)
    return st.one_of(st.sampled_from(_ODD_NAMES), text, long, names(plain=True))


@cache
def notes(*, plain: bool = False) -> st.SearchStrategy[str]:
    """Texts of any number of lines, '' included."""
    if plain:
        return st.one_of(st.just(""), names(plain=True))
    line = st.one_of(names(), st.just(""), st.text(" \tabc#:-", max_size=12))
    lines = st.lists(line, max_size=4).map(lambda held: stripped("\n".join(held)))
    prose = st.text("abcde  ", min_size=100, max_size=250).map(stripped)
    return st.one_of(st.just(""), lines, prose).filter(lambda text: text not in EXCEL_ERRORS)


@cache
def points(low: float, high: float) -> st.SearchStrategy[float]:
    """Whole numbers, halves and any float between the two; no tiny ones that a spreadsheet takes for 0."""
    floats = st.floats(low, high, allow_subnormal=False).map(
        lambda value: 0.0 if abs(value) < 1e-6 else value
    )
    return st.one_of(st.integers(int(low), int(high)).map(float), floats)


@cache
def rows(low: float, high: float, size: int) -> st.SearchStrategy[tuple[float, ...]]:
    """Rows of whole numbers, and rows of any numbers between the two."""
    whole = st.integers(int(low), int(high)).map(float)
    return st.one_of(st.tuples(*[whole] * size), st.tuples(*[points(low, high)] * size))


@cache
def swing(size: int) -> st.SearchStrategy[tuple[float, ...]]:
    """Weights, not all zero."""
    return rows(0, 1000, size).filter(any)


@cache
def scales(levels: int) -> st.SearchStrategy[tuple[float, ...]]:
    """Values of the levels: from 0 to 100, never falling."""
    return rows(0, 100, levels - 2).map(lambda values: (0.0, *sorted(values), 100.0))


@cache
def _maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A value, or None."""
    return st.one_of(st.none(), values)


@cache
def _words(plain: bool) -> st.SearchStrategy[str]:
    """A name, or ''."""
    return st.one_of(st.just(""), names(plain=plain))


@cache
def _whole(low: int, high: int) -> st.SearchStrategy[int]:
    return st.integers(low, high)


@cache
def _numbers(low: int, high: int) -> st.SearchStrategy[float]:
    """Whole numbers, as floats."""
    return st.integers(low, high).map(float)


_YES_OR_NO = st.booleans()


def _one(draw: Draw, values: Sequence[Any]) -> Any:
    """One of the values, as from `sampled_from`."""
    return values[draw(_whole(0, len(values) - 1))]


@st.composite
def models(draw: Draw, *, plain: bool = False, counted: bool = True) -> Model:
    """Any valid model; `counted` says whether criteria may be counted in a unit."""
    levels = draw(_levels(plain))
    count, heads = draw(_whole(1, 6)), draw(_whole(0, 4))
    criteria, called = draw(_named(count + heads, count + heads, plain))
    options = draw(_options(count, heads, plain))
    stakeholders = draw(_stakeholders(count + heads, plain))
    scenarios = draw(_scenarios(count, levels, plain))
    model = Model(
        settings=draw(_settings(options, stakeholders, scenarios, plain)),
        measures=draw(_measures(criteria[:count], called[:count], levels, plain)),
        cost_heads=draw(_cost_heads(criteria[count:], called[count:], plain)),
        options=options,
        stakeholders=stakeholders,
        scenarios=scenarios,
        levels=levels,
    )
    model = model.replace(
        rules=draw(_rules(model, plain)),
        counterparts=draw(_counterparts(model, plain)),
        plan=draw(_plans(model, plain)),
        record=draw(_record(model, plain)),
    )
    model = draw(_counted(model, plain)) if counted else model
    return model.replace(evidence=draw(_evidence(model, plain)), trial=draw(_trial(model)))


_SHARE = st.one_of(st.sampled_from((0.0, 1.0)), st.floats(0, 1))
_ANY_SHARE = st.one_of(*[_SHARE] * 4, st.sampled_from((-0.1, 1.5, "10 %", "=1", "abc: d")))


@st.composite
def _trial(draw: Draw, model: Model) -> tuple[Trial, ...]:
    """Shares on trial for none, some or all criteria; now and then one that is no share."""
    chosen = draw(_row(_YES_OR_NO, len(model.criteria)))
    if draw(_YES_OR_NO):
        return ()
    any_share = _ANY_SHARE if draw(_YES_OR_NO) else _SHARE
    return tuple(
        Trial(criterion=criterion, share=draw(any_share))
        for criterion, one in zip(model.criteria, chosen, strict=True)
        if one
    )


@st.composite
def _counted(draw: Draw, model: Model, plain: bool) -> Model:
    """The model with words for worst and best here and there, and criteria that are counted in a unit."""
    word = _words(plain)
    measures, heads = list(model.measures), list(model.cost_heads)
    if draw(_YES_OR_NO):
        at = draw(_whole(0, len(measures) - 1))
        amounts = draw(_amounts(len(model.levels)))
        values = _one(draw, ((), measures[at].values))
        unit, worst = draw(names(plain=plain)), draw(word)
        measures[at] = replace(measures[at], unit=unit, amounts=amounts, values=values, worst=worst)
    if heads and draw(_YES_OR_NO):
        at = draw(_whole(0, len(heads) - 1))
        scale = draw(_amounts(len(POINTS)))
        left_out = draw(_YES_OR_NO)
        heads[at] = replace(
            heads[at],
            unit=draw(names(plain=plain)),
            scale=(scale[0], None, None, None, scale[-1]) if left_out else scale,
            best=draw(word),
        )
    return model.replace(
        measures=tuple(measures),
        cost_heads=tuple(heads),
        options=tuple(replace(option, costs=_on_scales(heads, option.costs)) for option in model.options),
    )


@cache
def _amounts(size: int) -> st.SearchStrategy[tuple[float, ...]]:
    """Amounts that rise or fall all the way."""
    rising = st.lists(st.integers(-1000, 10_000), min_size=size, max_size=size, unique=True).map(sorted)
    return st.one_of(rising, rising.map(reversed)).map(lambda held: tuple(map(float, held)))


def _on_scales(heads: Sequence[CostHead], costs: Sequence[float]) -> tuple[float, ...]:
    """Costs from 0 to 100 as amounts between the ends of the scales."""
    ends = [
        [at for at in (*head.scale[:1], *head.scale[-1:]) if at is not None] or (0.0, 100.0) for head in heads
    ]
    return tuple(
        min(max(min(both) + (max(both) - min(both)) * cost / 100, min(both)), max(both))
        for both, cost in zip(ends, costs, strict=True)
    )


@cache
def _several(words: st.SearchStrategy[str], low: int, high: int) -> st.SearchStrategy[tuple[str, ...]]:
    """Words that differ by more than case."""
    return st.lists(words, min_size=low, max_size=high, unique_by=folded).map(tuple)


@cache
def _levels(plain: bool) -> st.SearchStrategy[tuple[str, ...]]:
    return st.one_of(st.just(tuple(DEFAULT_SCALE)), _several(_free_labels(plain), 2, 6))


@cache
def _free_labels(plain: bool) -> st.SearchStrategy[str]:
    return labels(plain=plain).filter(_free)


@cache
def _named(low: int, high: int, plain: bool) -> st.SearchStrategy[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Ids, and a name for each; none is the id of another one."""
    return st.one_of(
        [
            st.tuples(
                _several(ids(plain=plain), size, size), _several(names(plain=plain), size, size)
            ).filter(_are_apart)
            for size in range(low, high + 1)
        ]
    )


def _are_apart(named: tuple[Sequence[str], Sequence[str]]) -> bool:
    own, called = named
    taken = set(map(folded, own))
    return all(
        folded(name) not in taken or folded(name) == folded(word)
        for word, name in zip(own, called, strict=True)
    )


@cache
def _row(values: st.SearchStrategy[Any], size: int) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.tuples(*[values] * size)


@st.composite
def _few_notes(draw: Draw, plain: bool) -> tuple[str, ...]:
    """A note or two, and '', for the parts of one kind to choose from."""
    return ("", *draw(_up_to_two(notes(plain=plain))))


@cache
def _up_to_two(values: st.SearchStrategy[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(values, max_size=2)


_ANY_DAY = st.one_of(st.just(""), st.dates().map(str))


@st.composite
def _settings(
    draw: Draw,
    options: Sequence[Option],
    stakeholders: Sequence[Stakeholder],
    scenarios: Sequence[Scenario],
    plain: bool,
) -> Settings:
    taken = {folded(option.name) for option in options}
    texts = ("owner", "contact", "status", "version", "marking", "licence")
    text, long = _words(plain), notes(plain=plain)
    hold = draw(names(plain=plain))
    assume(folded(hold) not in taken)
    return Settings(
        title=draw(names(plain=plain)),
        our_side=draw(names(plain=plain)),
        hold=hold,
        resolution=draw(points(0, 10)),
        reservation=draw(_maybe(points(-100, 100))),
        reservation_change=draw(_maybe(points(-10, 10))),
        future=draw(_maybe(points(-100, 100))),
        scenario=_one(draw, ["", *(part.id for part in scenarios)]),
        viewpoint=_one(draw, [POOLED, *(part.id for part in stakeholders)]),
        date=draw(_ANY_DAY),
        **{name: draw(text) for name in texts},
        **{name: draw(long) for name in ("purpose", "source", "illustrations")},
    )


_SCALE_OF_FIVE = st.one_of(st.just(tuple(DEFAULT_SCALE.values())), scales(5))


@st.composite
def _measures(
    draw: Draw, own: Sequence[str], called: Sequence[str], levels: Sequence[str], plain: bool
) -> tuple[Measure, ...]:
    notes_ = draw(_few_notes(plain))
    groups = draw(_several(_free_labels(plain), 0, 2))
    scale = _SCALE_OF_FIVE if len(levels) == 5 else scales(len(levels))
    return tuple(
        Measure(
            id=word,
            name=name,
            values=draw(scale),
            group=_one(draw, ("", *groups)),
            asked=_one(draw, ("", *levels)),
            note=_one(draw, notes_),
        )
        for word, name in zip(own, called, strict=True)
    )


@st.composite
def _cost_heads(draw: Draw, own: Sequence[str], called: Sequence[str], plain: bool) -> tuple[CostHead, ...]:
    notes_ = draw(_few_notes(plain))
    return tuple(
        CostHead(id=word, name=name, irreversible=draw(_YES_OR_NO), note=_one(draw, notes_))
        for word, name in zip(own, called, strict=True)
    )


@cache
def _hundreds(measures: int, heads: int) -> st.SearchStrategy[tuple[tuple[float, ...], tuple[float, ...]]]:
    return st.tuples(rows(0, 100, measures), rows(0, 100, heads))


_DELAYS = st.one_of(st.none(), _numbers(0, 3))


@st.composite
def _options(draw: Draw, measures: int, heads: int, plain: bool) -> tuple[Option, ...]:
    notes_ = draw(_few_notes(plain))
    own, called = draw(_named(1, 6, plain))
    tracks = draw(_several(labels(plain=plain), 0, 3))
    twins = draw(_YES_OR_NO)  # ties of every kind
    hundreds = _hundreds(measures, heads)
    same = draw(hundreds)
    options: list[Option] = []
    for word, name in zip(own, called, strict=True):
        track = _one(draw, ("", *tracks))
        taken = {option.track for option in options if option.offered} - {""}
        linkage, costs = same if twins and draw(_YES_OR_NO) else draw(hundreds)
        options.append(
            Option(
                id=word,
                name=name,
                linkage=linkage,
                costs=costs,
                track=track,
                opening=draw(_YES_OR_NO) and draw(_YES_OR_NO),
                snapback=draw(_maybe(points(0, 1))),
                delay=draw(_DELAYS),
                offered=draw(_YES_OR_NO) and track not in taken,
                note=_one(draw, notes_),
            )
        )
    return tuple(options)


@st.composite
def _stakeholders(draw: Draw, criteria: int, plain: bool) -> tuple[Stakeholder, ...]:
    notes_ = draw(_few_notes(plain))
    own, called = draw(_named(1, 5, plain))
    influences = draw(swing(len(own)))
    return tuple(
        Stakeholder(
            id=word,
            name=name,
            weights=draw(swing(criteria)),
            influence=influence,
            note=_one(draw, notes_),
        )
        for word, name, influence in zip(own, called, influences, strict=True)
    )


@cache
def _named_scenarios(plain: bool) -> st.SearchStrategy[tuple[tuple[str, ...], tuple[str, ...]]]:
    return _named(1, 5, plain).filter(_are_not_derived)


def _are_not_derived(named: tuple[Sequence[str], Sequence[str]]) -> bool:
    return not any(folded(word) in DERIVED for word in named[0])


@cache
def _parts_of_a_whole(size: int) -> st.SearchStrategy[tuple[int, ...]]:
    return _row(_whole(0, 20), size).filter(any)


@st.composite
def _scenarios(draw: Draw, measures: int, levels: Sequence[str], plain: bool) -> tuple[Scenario, ...]:
    notes_ = draw(_few_notes(plain))
    own, called = draw(_named_scenarios(plain))
    parts = draw(_parts_of_a_whole(len(own)))
    chances: list[float | None] = [part / sum(parts) for part in parts]
    if draw(_YES_OR_NO):
        chances = [None] * len(own)
    delivered = _row(_whole(0, len(levels) - 1), measures)
    return tuple(
        Scenario(
            id=word,
            name=name,
            levels=tuple(levels[at] for at in draw(delivered)),
            probability=chance,
            note=_one(draw, notes_),
        )
        for word, name, chance in zip(own, called, chances, strict=True)
    )


@st.composite
def _rules(draw: Draw, model: Model, plain: bool) -> tuple[Rule, ...]:
    """Rules of every kind; chains of required options run one way, so there is no circle."""
    notes_ = draw(_few_notes(plain))
    own = draw(_several(ids(plain=plain), 0, 6))
    needs: dict[str, set[str]] = {option.id: {option.id} for option in model.options}
    barred = {
        frozenset((one.id, two.id))
        for one, two in combinations(model.options, 2)
        if one.track and one.track == two.track
    }
    order = draw(st.permutations([option.id for option in model.options]))
    chains = (RuleKind.REQUIRES_OPTION, RuleKind.REQUIRES_OPTION, RuleKind.EXCLUDES_OPTION)
    kinds = _one(draw, (tuple(RuleKind), tuple(RuleKind), chains))
    rules = []
    for word in own:
        rule = draw(_rule(model, word, order, kinds, notes_))
        if rule.kind is RuleKind.REQUIRES_OPTION and rule.subject:
            wider = {
                key: held | needs[rule.subject] if rule.option in held else held
                for key, held in needs.items()
            }
            fits = rule.option != rule.subject and not _clash(wider, barred)
            needs = wider if fits else needs
        elif rule.kind is RuleKind.EXCLUDES_OPTION:
            pair = frozenset((rule.option, rule.subject))
            fits = rule.option != rule.subject and not _clash(needs, barred | {pair})
            barred = barred | {pair} if fits else barred
        else:
            fits = bool(rule.subject)
        rules.extend([rule] if fits else [])
    return tuple(rules)


def _clash(needs: dict[str, set[str]], barred: set[frozenset[str]]) -> bool:
    return any(pair <= held for held in needs.values() for pair in barred)


@st.composite
def _rule(
    draw: Draw,
    model: Model,
    word: str,
    order: Sequence[str],
    kinds: Sequence[RuleKind],
    notes_: Sequence[str],
) -> Rule:
    """One rule; its subject is '' where the model has nothing that it could name."""
    opening = {option.id for option in model.options if option.opening}
    option = _one(draw, order)
    quiet = (RuleKind.EXCLUDES_OPTION, RuleKind.CAP, RuleKind.ACCEPTED_BY)
    kind = _one(draw, quiet if option in opening else kinds)
    groups = sorted({"all", *(measure.group for measure in model.measures if measure.group)})
    subjects = {
        RuleKind.REQUIRES: [measure.id for measure in model.measures],
        RuleKind.REQUIRES_ALL: groups,
        RuleKind.REQUIRES_AT_LEAST: groups,
        RuleKind.REQUIRES_OPTION: order[: order.index(option)],
        RuleKind.EXCLUDES_OPTION: order,
        RuleKind.CAP: [head.id for head in model.cost_heads],
        RuleKind.ACCEPTED_BY: [POOLED, *(part.id for part in model.stakeholders)],
    }[kind]
    subject = _one(draw, subjects) if subjects else ""
    level, number, withdraws = "", None, None
    if kind in (RuleKind.REQUIRES, RuleKind.REQUIRES_ALL, RuleKind.REQUIRES_AT_LEAST):
        level = _one(draw, model.levels)
        withdraws = draw(_maybe(points(0, 1)))
    if kind is RuleKind.REQUIRES_AT_LEAST:
        size = sum(subject in ("all", measure.group) for measure in model.measures)
        number = float(draw(_whole(1, size)))
    if kind is RuleKind.CAP:
        number = draw(points(0, 200))
    return Rule(
        id=word,
        option=option,
        kind=kind,
        subject=subject,
        level=level,
        number=number,
        withdraws=withdraws,
        note=_one(draw, notes_),
    )


_ROLES = ("", *(role.value for role in PartyRole))
_FIRST_ROLES = ("", PartyRole.BARGAINS.value)


@cache
def _curves(levels: int) -> tuple[st.SearchStrategy[Any], st.SearchStrategy[Any]]:
    """Curves of effort, which rise, and of chances, which fall."""
    rising = rows(0, 1, levels).map(sorted).map(tuple)
    falling = rows(0, 1, levels - 1).map(lambda held: (1.0, *sorted(held, reverse=True)))
    return _maybe(rising), _maybe(falling)


@st.composite
def _counterparts(draw: Draw, model: Model, plain: bool) -> tuple[Counterpart, ...]:
    notes_ = draw(_few_notes(plain))
    options, measures, levels = len(model.options), len(model.measures), len(model.levels)
    rising, falling = _curves(levels)
    counterparts = list[Counterpart]()
    for word in draw(_several(ids(plain=plain), 0, 2)):
        weights = draw(swing(options + measures))
        counterparts.append(
            Counterpart(
                id=word,
                worth=weights[:options],
                burden=weights[options:],
                effort=draw(_row(rising, measures)),
                chance=draw(_row(falling, measures)),
                reservation=draw(_maybe(points(-100, 100))),
                reservation_change=draw(_maybe(points(-10, 10))),
                future=draw(_maybe(points(-100, 100))),
                role=_one(draw, _ROLES if counterparts else _FIRST_ROLES),
                note=_one(draw, notes_),
            )
        )
    return tuple(counterparts)


@cache
def _few_of(count: int, most: int) -> st.SearchStrategy[list[int]]:
    """Places of a few of so many, each once."""
    return st.lists(st.sampled_from(range(count)), max_size=most, unique=True)


@st.composite
def _plans(draw: Draw, model: Model, plain: bool) -> tuple[Step, ...]:
    """A plan that releases each option once, and moves each measure once a phase."""
    notes_ = draw(_few_notes(plain))
    moves = [
        *((StepKind.OPTION, option.id, 0) for option in model.options),
        *((StepKind.MEASURE, measure.id, phase) for measure in model.measures for phase in (1, 2, 3)),
    ]
    chosen = [moves[at] for at in draw(_few_of(len(moves), 6))]
    own = draw(_several(ids(plain=plain), len(chosen), len(chosen)))
    return tuple(
        Step(
            id=word,
            phase=phase or draw(_whole(1, 9)),
            kind=kind,
            item=item,
            level=_one(draw, model.levels) if kind is StepKind.MEASURE else "",
            note=_one(draw, notes_),
        )
        for word, (kind, item, phase) in zip(own, chosen, strict=True)
    )


_DAYS = st.dates(EARLIEST, LATEST).map(str)
_FEW_DAYS = st.one_of(st.sampled_from(("2019-03-01", "2019-03-02", "2019-12-31")), _DAYS)


@st.composite
def _record(draw: Draw, model: Model, plain: bool) -> tuple[RecordEntry, ...]:
    """Entries of few days, so that several meet on one; some verified, some only announced."""
    notes_ = draw(_few_notes(plain))
    own = draw(_several(ids(plain=plain), 0, 6))
    return tuple(
        RecordEntry(
            id=word,
            date=draw(_FEW_DAYS),
            measure=_one(draw, model.measures).id,
            level=_one(draw, model.levels),
            verifier=draw(_words(plain)),
            source=_one(draw, notes_),
            note=_one(draw, notes_),
        )
        for word in own
    )


_SHARES = ("probability", "effort", "chance", "snapback")
_ANY_NUMBER = ("settings", "reservation", "reservation_change", "future")


_MAYBE_DAY = st.one_of(st.just(""), _DAYS)


@cache
def _ranges(low: int, high: int) -> st.SearchStrategy[Sequence[float | None]]:
    """The two ends of a range, or none."""
    return st.one_of(st.just((None, None)), _row(points(low, high), 2).map(sorted))


@st.composite
def _evidence(draw: Draw, model: Model, plain: bool) -> tuple[Evidence, ...]:
    """Evidence for single judgements and for several at once, with ranges that such judgements may have."""
    notes_ = draw(_few_notes(plain))
    values = dict(judgements_of(model))
    keys = [*values]
    evidence: dict[str, Evidence] = {}
    for key in dict.fromkeys(keys[at] for at in draw(_few_of(len(keys), 5))):
        kind, *parts = key.split("/")
        wide = "/".join((kind, *(_one(draw, (part, part, "*")) for part in parts)))
        ends: tuple[float | None, ...] = (None, None)
        counted = kind == "costs" and any(
            head.unit for head in model.cost_heads
        )  # each has a range of its own
        if isinstance(values[key], float) and kind != "rules" and not counted:
            low, high = (0, 1) if kind in _SHARES else (-100 if kind in _ANY_NUMBER else 0, 100)
            ends = draw(_ranges(low, high))
        evidence[folded(wide)] = Evidence(
            key=wide,
            low=ends[0],
            high=ends[1],
            source=_one(draw, notes_),
            author=draw(_words(plain)),
            date=draw(_MAYBE_DAY),
            confidence=_one(draw, ("", "high", "medium", "low")),
            note=_one(draw, notes_),
        )
    return tuple(evidence.values())
