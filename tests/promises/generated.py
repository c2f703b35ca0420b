"""Small models by number: `generated(17)` is the same model on every machine, and so are its edits.

The numbers lie on coarse grids, so that ties, nets of exactly zero and values half way between two decimals
are frequent; names are as odd as names may be.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from steelyard.model.checks import check, errors
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
from steelyard.model.vocabulary import folded

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from steelyard.model.keys import Value

    Rng = np.random.Generator

Thing = TypeVar("Thing")

ODD_NAMES = (
    'says "yes" twice ""',
    "=1+1",
    "=HYPERLINK(1)",
    "* anything *",
    "really?",
    "~tilde~*",
    "⚖️ scales 🕊",
    "'quoted'",
    "@SUM(A1)",
    "+1",
    "-5",
    "2019-06-17",
    "12",
    "TRUE",
    "<b>&amp;</b>",
    "a; b, c: d # e",
    "Ελλάδα",
    "日本",
    "naïve café",
    "#hash",
    "100 %",
    "x" * 255,
    "long and wordy " * 16 + "end",
)
"""Names that a careless workbook takes for formulas, numbers, dates, patterns or markup."""

MEASURES = ("committee", "detainee-access", "aid", "Idlib.safe", "e1", "A1", "R1C1", "Über", "true", "no")
HEADS = ("money", "unity", "leverage", "Ärger", "h_2")
OPTIONS = ("easing", "stabilisation", "visas", "B2", "États-Unis", "yes", "o-6", "FALSE")
STAKEHOLDERS = ("France", "Deutschland", "UK", "null", "s5", "Z.9", "Spain", "IE", "SE", "FI", "DK", "PL")
SCENARIOS = ("status-quo", "core", "C3", "off", "backslide")
DAYS = ("2019-06-16", "2019-06-17", "2018-12-31", "2020-02-29", "1900-03-01", "9999-12-31")
VERIFIERS = ("", "", "Red Cross", "=UN", "12", "⚖️ scales")
UNITS = ("people a year", "=days", "€ 'million'")
GROUPS = ("core", "linked (B)", "a, b")
TRACKS = ("sanctions", "it's", "")
SCALES = (
    ("none", "full"),
    ("none", "half: done", "full"),
    ("zero", "so so", "much", "TRUE"),
    ("l1", "l2", "l3", "l4", "l5", "l6"),
)

EVERY = "all"
SAFE = {"record", "linkage", "costs", "delivery", "settings", "names", "reservation", "probability"}
THRESHOLDS = (RuleKind.REQUIRES, RuleKind.REQUIRES_ALL, RuleKind.REQUIRES_AT_LEAST)


@lru_cache(maxsize=16)
def generated(seed: int) -> Model:
    """The valid model of this number."""
    rng = np.random.default_rng(seed)
    levels = tuple(DEFAULT_SCALE) if chance(rng, 0.5) else pick(rng, SCALES)
    measures = _measures(rng, levels)
    heads = _cost_heads(rng, {folded(word) for part in measures for word in (part.id, part.name)})
    options = _options(rng, len(measures), len(heads))
    stakeholders = _stakeholders(rng, len(measures) + len(heads))
    scenarios = _scenarios(rng, len(measures), levels)
    model = Model(
        settings=Settings(
            title=pick(rng, ODD_NAMES),
            hold="Hold, whatever comes",
            our_side=pick(rng, ODD_NAMES),
            resolution=number(rng, 3, 0.5),
            reservation=None if chance(rng, 0.5) else -number(rng, 10, 1),
            scenario="" if chance(rng, 0.3) else pick(rng, scenarios).id,
            viewpoint=POOLED if chance(rng, 0.5) else pick(rng, stakeholders).id,
            future=None if chance(rng, 0.5) else number(rng, 20, 1),
            reservation_change=None if chance(rng, 0.5) else number(rng, 6, 0.25) - 3,
            compare=("", "1, 2", "2, , 99")[seed % 3],
        ),
        measures=measures,
        cost_heads=heads,
        options=options,
        stakeholders=stakeholders,
        scenarios=scenarios,
        levels=levels,
    )
    model = _with_rules(rng, model)
    model = model.replace(
        counterparts=_counterparts(rng, model), plan=_plan(rng, model), evidence=_evidence(rng, model)
    )
    model = model.replace(record=_record(rng, model))
    if model.record and chance(rng, 0.3):
        chosen = replace(model.settings, scenario=pick(rng, tuple(DERIVED)))
        model = model.replace(settings=chosen)
    model = _counted(np.random.default_rng([seed, 2]), _tabled(rng, model))
    return model.replace(trial=trial(np.random.default_rng([seed, 3]), model))


def trial(rng: Rng, model: Model) -> tuple[Trial, ...]:
    """Shares on trial for none, some or all criteria; now and then all are 0, or one is no share."""
    if chance(rng, 0.4):
        return ()
    some, odd = pick(rng, (0.2, 0.5, 1.0)), chance(rng, 0.15)
    given: tuple[float | str, ...] = pick(rng, ((0.0,), (0.0, 0.1, 0.25, 1.0), (0.05, 0.125, 0.3)))
    odd_ones: tuple[float | str, ...] = (1.5, -0.25, "a third", "10 %")
    return tuple(
        Trial(criterion=own, share=pick(rng, odd_ones if odd and chance(rng, 0.5) else given))
        for own in model.criteria
        if chance(rng, some)
    )


def _counted(rng: Rng, model: Model) -> Model:
    """The same with words for worst and best here and there, and with criteria that are counted in a unit."""

    def word() -> str:
        return pick(rng, ("", *ODD_NAMES)) if chance(rng, 0.5) else ""

    measures = [replace(part, worst=word(), best=word()) for part in model.measures]
    for at, part in enumerate(measures):
        if chance(rng, 0.25):
            rising = sorted(numbers(rng, len(model.levels) - 1, 2000, 100))
            amounts = (-1.0, *rising) if chance(rng, 0.5) else (2000.5, *reversed(rising))
            values = () if chance(rng, 0.6) else part.values
            measures[at] = replace(part, unit=pick(rng, UNITS), amounts=amounts, values=values)
    heads = [replace(part, worst=word(), best=word()) for part in model.cost_heads]
    for at, head in enumerate(heads):
        if chance(rng, 0.3):
            heads[at] = replace(head, unit=pick(rng, UNITS), scale=_at_points(rng))
    options = [replace(option, costs=tuple(map(_on_scale, heads, option.costs))) for option in model.options]
    return model.replace(measures=tuple(measures), cost_heads=tuple(heads), options=tuple(options))


def _at_points(rng: Rng) -> tuple[float | None, ...]:
    """Amounts that rise or fall; the middle ones are left out now and then."""
    low = number(rng, 100, 10) - 50
    steps = [10.0 * float(rng.integers(1, 100)) for _ in range(4)]
    rising: list[float | None] = [low + sum(steps[:at]) for at in range(5)]
    if chance(rng, 0.5):
        high = low + sum(steps)
        rising = (
            [low, low + 1, None, None, high]
            if chance(rng, 0.5)
            else [low, None, (low + high) / 2, None, high]
        )
    return tuple(rising if chance(rng, 0.5) else reversed(rising))


def _on_scale(head: CostHead, cost: float) -> float:
    """A cost from 0 to 100 as an amount between the ends of the scale."""
    ends = _ends(head)
    return min(ends) + (max(ends) - min(ends)) * cost / 100 if ends else cost


def _ends(head: CostHead) -> tuple[float, ...]:
    """The amounts at 0 and at 100 points; nothing for a cost head without a unit."""
    return tuple(amount for amount in (*head.scale[:1], *head.scale[-1:]) if amount is not None)


def _tabled(rng: Rng, model: Model) -> Model:
    """The same with a package on the table, and with what can be taken back of it."""

    def share() -> float | None:
        return number(rng, 1, 0.25) if chance(rng, 0.5) else None

    asked = [replace(part, asked=pick(rng, ("", *model.levels))) for part in model.measures]
    options = [
        replace(part, snapback=share(), delay=float(rng.integers(4)) if chance(rng, 0.5) else None)
        for part in model.options
    ]
    offered = int(rng.integers(len(options)))
    options[offered] = replace(options[offered], offered=chance(rng, 0.7))
    rules = [replace(rule, withdraws=share() if rule.kind in THRESHOLDS else None) for rule in model.rules]
    others = [
        replace(part, future=number(rng, 20, 1) if chance(rng, 0.3) else None) for part in model.counterparts
    ]
    return model.replace(
        measures=tuple(asked), options=tuple(options), rules=tuple(rules), counterparts=tuple(others)
    )


def chance(rng: Rng, share: float) -> bool:
    """True in this share of all cases."""
    return bool(rng.random() < share)


def pick(rng: Rng, things: Sequence[Thing]) -> Thing:
    """One of the things."""
    return things[int(rng.integers(len(things)))]


def number(rng: Rng, top: float, step: float) -> float:
    """A number from 0 to `top`: 0 now and then, mostly on a grid, sometimes with all its digits."""
    kind = rng.random()
    if kind < 0.2:
        return 0.0
    if kind < 0.8:
        return float(rng.integers(int(top / step) + 1)) * step
    return float(rng.uniform(0, top))


def numbers(rng: Rng, count: int, top: float = 100, step: float = 10) -> tuple[float, ...]:
    """Several such numbers."""
    return tuple(number(rng, top, step) for _ in range(count))


def _some(rng: Rng, words: Sequence[str], low: int, high: int) -> list[str]:
    count = int(rng.integers(low, high + 1))
    return [str(word) for word in rng.permutation(words)[:count]]


def _names(rng: Rng, own: Sequence[str], plain: str = "Plain name", taken: Collection[str] = ()) -> list[str]:
    """A name for each of these ids; a word that means another part already gives way to a plain name."""
    odd = [str(name) for name in rng.permutation(ODD_NAMES)]
    used = {*map(folded, own), *taken}
    return [
        odd[at] if chance(rng, 0.6) and folded(odd[at]) not in used else f"{plain} {at + 1}"
        for at in range(len(own))
    ]


def _measures(rng: Rng, levels: Sequence[str]) -> tuple[Measure, ...]:
    own = _some(rng, MEASURES, 1, 5)
    return tuple(
        Measure(
            id=word,
            name=name,
            values=_scale(rng, levels),
            group=pick(rng, ("", *GROUPS[:2], GROUPS[0])),
            note=pick(rng, ("", "two\nlines", "=note")),
        )
        for word, name in zip(own, _names(rng, own), strict=True)
    )


def _scale(rng: Rng, levels: Sequence[str]) -> tuple[float, ...]:
    """Values of the levels, often with equal neighbours."""
    if len(levels) == 5 and chance(rng, 0.4):
        return tuple(DEFAULT_SCALE.values())
    return (0.0, *sorted(numbers(rng, len(levels) - 2, 100, 20)), 100.0)


def _cost_heads(rng: Rng, taken: Collection[str]) -> tuple[CostHead, ...]:
    """Cost heads; where a measure has the name already, another one."""
    own = _some(rng, HEADS, 0, 3)
    names = _names(rng, own, "Cost", taken)
    return tuple(CostHead(id=word, name=name) for word, name in zip(own, names, strict=True))


def _options(rng: Rng, measures: int, heads: int) -> tuple[Option, ...]:
    own = _some(rng, OPTIONS, 1, 5)
    twins, same = chance(rng, 0.4), (numbers(rng, measures), numbers(rng, heads))
    options = []
    for word, name in zip(own, _names(rng, own), strict=True):
        linkage, costs = same if twins and chance(rng, 0.6) else (numbers(rng, measures), numbers(rng, heads))
        options.append(
            Option(
                id=word,
                name=name,
                linkage=linkage,
                costs=costs,
                track=pick(rng, TRACKS),
                opening=chance(rng, 0.15),
            )
        )
    return tuple(options)


def _stakeholders(rng: Rng, criteria: int) -> tuple[Stakeholder, ...]:
    own = _some(rng, STAKEHOLDERS, 1, 12 if chance(rng, 0.1) else 4)
    alone = int(rng.integers(criteria)) if chance(rng, 0.15) else None
    return tuple(
        Stakeholder(id=word, name=name, weights=_weights(rng, criteria, alone), influence=influence)
        for word, name, influence in zip(own, _names(rng, own), _not_all_zero(rng, len(own)), strict=True)
    )


def _weights(rng: Rng, criteria: int, alone: int | None) -> tuple[float, ...]:
    """Weights of one stakeholder; `alone` holds the whole budget."""
    if alone is not None:
        return tuple(float(at == alone) * 40 for at in range(criteria))
    return _not_all_zero(rng, criteria)


def _not_all_zero(rng: Rng, count: int) -> tuple[float, ...]:
    found = numbers(rng, count)
    return found if any(found) else (10.0,) * count


def _scenarios(rng: Rng, measures: int, levels: Sequence[str]) -> tuple[Scenario, ...]:
    own = _some(rng, SCENARIOS, 1, 4)
    chances = _chances(rng, len(own)) if chance(rng, 0.6) else (None,) * len(own)
    return tuple(
        Scenario(
            id=word,
            name=name,
            levels=tuple(pick(rng, levels) for _ in range(measures)),
            probability=probability,
        )
        for word, name, probability in zip(own, _names(rng, own), chances, strict=True)
    )


def _chances(rng: Rng, count: int) -> tuple[float, ...]:
    parts = rng.integers(0, 8, count) + (np.arange(count) == 0)
    return tuple((parts / parts.sum()).tolist())


def _with_rules(rng: Rng, model: Model) -> Model:
    """The model with rules of all kinds, and sometimes a chain of options that require each other."""
    tried = _chain(rng, model) if chance(rng, 0.4) else []
    tried += [_rule(rng, model) for _ in range(int(rng.integers(0, 7)))]
    for rule in tried:
        if rule is None:
            continue
        more = model.replace(rules=(*model.rules, replace(rule, id=f"r{len(model.rules) + 1}")))
        model = more if not errors(check(more)) else model
    return model


def _chain(rng: Rng, model: Model) -> list[Rule | None]:
    ids = [str(word) for word in rng.permutation([option.id for option in model.options])]
    kind = RuleKind.REQUIRES_OPTION
    return [Rule(id="r", option=later, kind=kind, subject=sooner) for sooner, later in pairwise(ids)]


def _rule(rng: Rng, model: Model) -> Rule | None:
    kind = pick(rng, tuple(RuleKind))
    subjects = {
        RuleKind.REQUIRES: [measure.id for measure in model.measures],
        RuleKind.REQUIRES_OPTION: [option.id for option in model.options],
        RuleKind.EXCLUDES_OPTION: [option.id for option in model.options],
        RuleKind.CAP: [head.id for head in model.cost_heads],
        RuleKind.ACCEPTED_BY: [EVERY, *(part.id for part in model.stakeholders)],
    }.get(kind, [EVERY, *(measure.group for measure in model.measures if measure.group)])
    if not subjects:
        return None
    return Rule(
        id="r",
        option=pick(rng, model.options).id,
        kind=kind,
        subject=pick(rng, subjects),
        level=pick(rng, model.levels) if kind in THRESHOLDS else "",
        number=_rule_number(rng, kind),
    )


def _rule_number(rng: Rng, kind: RuleKind) -> float | None:
    if kind is RuleKind.CAP:
        return round(number(rng, 150, 10), 3)
    return float(rng.integers(1, 4)) if kind is RuleKind.REQUIRES_AT_LEAST else None


def _counterparts(rng: Rng, model: Model) -> tuple[Counterpart, ...]:
    options, levels = len(model.options), len(model.levels)
    found = list[Counterpart]()
    for word in ("Russia", "Damascus")[: int(rng.integers(0, 3))]:
        weights = _not_all_zero(rng, options + len(model.measures))
        rising = [tuple(sorted(numbers(rng, levels, 1, 0.25))) for _ in model.measures]
        falling = [(1.0, *sorted(numbers(rng, levels - 1, 1, 0.25), reverse=True)) for _ in model.measures]
        found.append(
            Counterpart(
                id=word,
                worth=weights[:options],
                burden=weights[options:],
                effort=tuple(curve if chance(rng, 0.5) else None for curve in rising),
                chance=tuple(curve if chance(rng, 0.5) else None for curve in falling),
                reservation=None if chance(rng, 0.5) else number(rng, 20, 1) - 10,
                reservation_change=None if chance(rng, 0.7) else number(rng, 6, 0.25) - 3,
                role=pick(rng, ("", *map(str, PartyRole))) if found else "",
            )
        )
    return tuple(found)


def _plan(rng: Rng, model: Model) -> tuple[Step, ...]:
    """Few phases, so that several steps meet in one, on one track too; the order of the rows is any."""
    if chance(rng, 0.3):
        return ()
    wanted = [(StepKind.OPTION, option.id, int(rng.integers(1, 5))) for option in model.options]
    wanted = [step for step in wanted if chance(rng, 0.7)]
    phases = {
        (StepKind.MEASURE, pick(rng, model.measures).id, int(rng.integers(1, 5)))
        for _ in range(int(rng.integers(0, 8)))
    }
    wanted += sorted(phases, key=lambda step: step[1:])
    return tuple(
        Step(id=f"p{at}", phase=phase, kind=kind, item=item, level=_step_level(rng, model, kind))
        for at, (kind, item, phase) in enumerate((wanted[place] for place in rng.permutation(len(wanted))), 1)
    )


def _step_level(rng: Rng, model: Model, kind: StepKind) -> str:
    """A level, mostly the highest, so that rules are kept as well as broken."""
    if kind is StepKind.OPTION:
        return ""
    return model.levels[-1] if chance(rng, 0.5) else pick(rng, model.levels)


def _record(rng: Rng, model: Model) -> tuple[RecordEntry, ...]:
    """Entries of few days and few measures, so that several meet; the order of the rows is any."""
    count = int(rng.integers(1, 9)) if chance(rng, 0.7) else 0
    return tuple(
        RecordEntry(
            id=f"v{at}",
            date=pick(rng, DAYS),
            measure=pick(rng, model.measures).id,
            level=pick(rng, model.levels),
            verifier=pick(rng, VERIFIERS),
            source=pick(rng, ("", "=source")),
        )
        for at in range(count)
    )


def _evidence(rng: Rng, model: Model) -> tuple[Evidence, ...]:
    if chance(rng, 0.5):
        return ()
    wide = Evidence(key="linkage/*/*", low=0, high=100, source="reading", date="2019-06-17", confidence="low")
    near = Evidence(key=f"groups/{model.measures[0].id}", author="=me", note="two\nlines")
    return (wide, near)


@dataclass(frozen=True)
class Edit:
    """One judgement, or one name, with the value that it is set to."""

    key: str
    """Key of the judgement; for what has no key: `names/SHEET/ID`, `settings/hold`."""
    value: Value


def edits(model: Model, seed: int, count: int = 8) -> list[Edit]:
    """Edits that leave the model valid and its structure as it is; the last value of a key counts."""
    rng = np.random.default_rng([seed, 1])
    found: list[Edit] = []
    bundles = [_edit(rng, model) for _ in range(count)]
    for bundle in [*bundles, _probabilities(rng, model) if chance(rng, 0.5) else []]:
        more = edited(model, bundle)
        if _safe(bundle) or not errors(check(more)):
            model = more
            found += bundle
    return found


def _safe(bundle: Sequence[Edit]) -> bool:
    """Whether no check is needed, for any such value goes with any other."""
    return {edit.key.split("/")[0] for edit in bundle} <= SAFE


def edited(model: Model, changes: Sequence[Edit]) -> Model:
    """The model with these edits."""
    for change in changes:
        kind, *path = change.key.split("/")
        if kind == "names":
            parts = tuple(
                replace(part, name=change.value) if part.id == path[1] else part
                for part in getattr(model, path[0])
            )
            model = model.replace(**{path[0]: parts})
        elif change.key == "settings/hold":
            model = model.replace(settings=replace(model.settings, hold=str(change.value)))
        else:
            model = model.replace_value(change.key, change.value)
    return model


def _edit(rng: Rng, model: Model) -> list[Edit]:
    """One edit, or none where the first key that comes up has no other value."""
    kinds = sorted({key.split("/")[0] for key in model.judgements} - {"probability"})
    more = ["rules" if model.rules else "values", "record" if model.record else "values"]
    more += ["plan" if model.plan else "values"]
    kind = pick(rng, [*kinds, "weights", "delivery", "linkage", *more, "names"])
    if kind == "names":
        part = pick(rng, model.options)
        renamed = Edit(f"names/options/{part.id}", f"Renamed * {part.id}")
        return [pick(rng, [renamed, Edit("settings/hold", 'Hold "still"')])]
    keys = [key for key in model.judgements if key.split("/")[0] == kind]
    if not keys:  # no measure has values of its own, as all of them are counted
        return []
    key = pick(rng, keys)
    value = _other(rng, model, key)
    return [] if value == model.judgements[key].value else [Edit(key, value)]


def _other(rng: Rng, model: Model, key: str) -> Value:  # noqa: C901, PLR0911, PLR0912 - one line a kind
    """Another value for a judgement; the same one where the structure hangs on it."""
    kind, *path = key.split("/")
    now = model.judgements[key].value
    match kind:
        case "settings" if path[0] == "scenario":
            return pick(rng, model.all_scenarios).id
        case "settings" if path[0] == "viewpoint":
            return pick(rng, [POOLED, *(part.id for part in model.stakeholders)])
        case "costs" if head := next((h for h in model.cost_heads if h.id == path[1] and h.scale), None):
            low, high = sorted(_ends(head))
            return low + number(rng, 1, 0.25) * (high - low)
        case "amounts" | "scale":
            return number(rng, 2000, 50)
        case "unit" | "cost-unit":
            return now
        case "settings" | "reservation" | "reservation_change" | "future":
            return number(rng, 10, 0.5)
        case "influence" | "weights" | "worth" | "burden" | "linkage" | "costs" | "values":
            return number(rng, 100, 5)
        case "effort" | "chance" | "snapback":
            return number(rng, 1, 0.25)
        case "groups":
            return pick(rng, ("", *GROUPS))
        case "tracks":
            return pick(rng, TRACKS)
        case "opening" | "offered":
            return not now
        case "delay":
            return float(rng.integers(4))
        case "role":
            first = path[0] == model.counterparts[0].id
            return pick(rng, ("", PartyRole.BARGAINS.value) if first else ("", *map(str, PartyRole)))
        case "delivery" | "asked":
            return pick(rng, model.levels)
        case "record":
            return _other_entry(rng, model, path[1])
        case "plan":
            return _other_step(rng, model, path[0], path[1], now)
        case _:
            return _other_rule(rng, model, path[0], path[1], now)


def _other_entry(rng: Rng, model: Model, field: str) -> Value:
    return {
        "date": pick(rng, DAYS),
        "measure": pick(rng, model.measures).id,
        "level": pick(rng, model.levels),
        "verifier": pick(rng, VERIFIERS),
    }[field]


def _other_step(rng: Rng, model: Model, own: str, field: str, now: Value) -> Value:
    step = next(step for step in model.plan if step.id == own)
    if field == "phase":
        return float(rng.integers(1, 6))
    if field == "item":
        ids = {
            StepKind.MEASURE: [m.id for m in model.measures],
            StepKind.OPTION: [o.id for o in model.options],
        }
        return pick(rng, ids[step.kind])
    return pick(rng, model.levels) if field == "level" and now else now


def _other_rule(rng: Rng, model: Model, own: str, field: str, now: Value) -> Value:  # noqa: PLR0911
    rule = next(rule for rule in model.rules if rule.id == own)
    if field == "level" and now:
        return pick(rng, model.levels)
    if field == "number" and rule.kind is RuleKind.REQUIRES_AT_LEAST:
        return float(rng.integers(1, 4))
    if field == "number" and rule.kind is RuleKind.CAP:
        return round(number(rng, 150, 10), 3)
    if field == "subject" and rule.kind is RuleKind.REQUIRES:
        return pick(rng, model.measures).id
    if field == "subject" and rule.kind in (RuleKind.REQUIRES_ALL, RuleKind.REQUIRES_AT_LEAST):
        return pick(rng, (EVERY, *GROUPS))
    if field == "subject" and rule.kind is RuleKind.ACCEPTED_BY:
        return pick(rng, (EVERY, *(part.id for part in model.stakeholders)))
    if field == "option" and rule.kind in THRESHOLDS:
        return pick(rng, model.options).id
    if field == "withdraws" and rule.kind in THRESHOLDS:
        return number(rng, 1, 0.25)
    return now


def _probabilities(rng: Rng, model: Model) -> list[Edit]:
    """Probabilities for all scenarios, or for none."""
    given = chance(rng, 0.7)
    chances = _chances(rng, len(model.scenarios)) if given else (None,) * len(model.scenarios)
    return [
        Edit(f"probability/{scenario.id}", value)
        for scenario, value in zip(model.scenarios, chances, strict=True)
        if value != scenario.probability
    ]
