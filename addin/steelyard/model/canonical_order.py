"""One order for the lists of a model whose order says nothing, so that equal models have equal texts.

Measures, options and the other parts that live sheets list keep their order, and so do the counterparts, of
which the first has a role of its own. The other lists are in this order:

- the record: by day, then from low to high level, then as the measures stand, then by id;
- the plan: by phase, measures before options, then as the measures and tracks stand. Steps on one track in
  one phase keep their order, because the last of them counts;
- the evidence: by key, part after part: `*` first, then as the judgements stand, then by its letters what no
  judgement has.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from steelyard.model.keys import judgements_of
from steelyard.model.parts import StepKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from steelyard.model.model import Model
    from steelyard.model.parts import Evidence, RecordEntry, Step


def in_canonical_order(model: Model) -> Model:
    """The same judgements, with the record, the plan and the evidence of a valid model in the order above."""
    ordered = replace(model, record=_record(model), plan=_plan(model))
    # The evidence comes last: that for entries of the record and for steps follows their order.
    return replace(ordered, evidence=_evidence(ordered))


def _record(model: Model) -> tuple[RecordEntry, ...]:
    level, measure = _places(model.levels), _places(model.ids("measures"))

    def place(entry: RecordEntry) -> tuple[str, int, int, str]:
        return entry.date, level[entry.level], measure[entry.measure], entry.id

    return tuple(sorted(model.record, key=place))


def _plan(model: Model) -> tuple[Step, ...]:
    measure = _places(model.ids("measures"))
    tracks = _places(option.track or option.id for option in model.options)
    track = {option.id: tracks[option.track or option.id] for option in model.options}

    def place(step: Step) -> tuple[int, bool, int]:
        is_option = step.kind is StepKind.OPTION
        return step.phase, is_option, (track if is_option else measure)[step.item]

    return tuple(sorted(model.plan, key=place))


def _evidence(model: Model) -> tuple[Evidence, ...]:
    known: dict[tuple[int, str, str], int] = {}
    for key, _ in judgements_of(model):
        kind, *_ = parts = key.split("/")
        for depth, part in enumerate(parts):
            known.setdefault((depth, kind, part), len(known))

    def place(item: Evidence) -> list[tuple[bool, bool, int, str]]:
        kind, *_ = parts = item.key.split("/")
        at = [known.get((depth, kind, part)) for depth, part in enumerate(parts)]
        return [
            (part != "*", here is None, here or 0, part if here is None else "")
            for part, here in zip(parts, at, strict=True)
        ]

    return tuple(sorted(model.evidence, key=place))


def _places(words: Iterable[str]) -> Mapping[str, int]:
    """The place at which each word stands first."""
    return {word: at for at, word in reversed([*enumerate(words)])}
