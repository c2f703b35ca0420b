"""Two versions of a model: the edits that lead from one to the other, by key, and any of them made.

Judgements are compared by their keys, so that the order of rows does not matter. A part that came or went is
one edit with all its judgements. Judgements that depend on each other are one edit: all of a rule, of a line
of the record and of a step; all levels of a curve; the scale of a cost head, with the costs that are typed in
it.

Any set of the edits makes a model. Where a part meets another one that its version does not have, the
judgement between them is neutral: no linkage, no cost, no weight, the lowest level.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from steelyard.model.fields import INPUTS
from steelyard.model.parts import EVERY_MEASURE, POOLED, THRESHOLD_KINDS, RuleKind, StepKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from steelyard.model.field import Field
    from steelyard.model.model import Model

PARTS = tuple(
    parts
    for parts in dict.fromkeys(table.parts for table in INPUTS.tables)
    if parts not in ("settings", "evidence")
)
"""The fields of a model that hold parts, in which an edit may add or remove one."""

WHOLE = ("rules", "record", "plan")
"""The parts whose judgements are one edit."""

LEVELS = "levels"
"""The only edit where the levels are others: every judgement by level depends on them."""

ONLY_SHOWN = ("scenario", "viewpoint")
"""Settings that say what Decide shows; no judgement of the decision."""

NO_WORDS = (*ONLY_SHOWN, "compare")
"""Settings that say what a workbook shows."""

_NOISE = 1e-12
"""Numbers that differ by less, or by less than this share, are the same: programs round differently."""


class EditKind(StrEnum):
    """What an edit does."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    """It changes nothing that is computed."""
    BACKED = "evidence"
    """It changes the evidence for judgements, and no judgement."""


class _Changed(NamedTuple):
    """One judgement that both versions have."""

    part: tuple[str, str]
    """The field of the model, and the id; that of the settings is empty."""
    edit: str
    key: str
    was: Any
    now: Any


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit: what it is about, and the judgements that it changes."""

    key: str
    kind: EditKind
    was: Mapping[str, Any]
    """The judgements that it changes, by key, as they were; empty for a part that was added."""
    now: Mapping[str, Any]
    """The same as they are now; empty for a part that was removed."""


class Difference:
    """What leads from one version of a model to another."""

    def __init__(self, old: Model, new: Model) -> None:
        """Compare two versions; both must be valid.

        Args:
            old: the earlier version.
            new: the later one.
        """
        self.old = old
        self.new = new

    @cached_property
    def edits(self) -> tuple[Edit, ...]:
        """The edits that may change a result; parts that came or went are first."""
        if self.old.levels != self.new.levels:
            return (Edit(LEVELS, EditKind.CHANGED, {LEVELS: self.old.levels}, {LEVELS: self.new.levels}),)
        found = [*self._parts_that_came_or_went(), *self._order()]
        changes = dict[str, tuple[dict[str, Any], dict[str, Any]]]()
        for _, edit, key, was, now in self._changed:
            before, after = changes.setdefault(edit, ({}, {}))
            before[key], after[key] = was, now
        found += [Edit(key, EditKind.CHANGED, *each) for key, each in changes.items()]
        return tuple(found)

    @cached_property
    def _changed(self) -> tuple[_Changed, ...]:
        return tuple(each for each in self._values() if not same(each.was, each.now))

    @cached_property
    def _edits_of_part(self) -> Mapping[tuple[str, str], set[str]]:
        """The edits that change judgements of each part that both versions have."""
        found: dict[tuple[str, str], set[str]] = {}
        for each in self._changed:
            found.setdefault(each.part, set()).add(each.edit)
        return found

    @cached_property
    def _unedited(self) -> Mapping[tuple[str, str], Any]:
        """Each part that both versions have: the earlier judgements, and the later names and words."""
        return {
            (parts, own): replace(
                parts_by_id(self.new, parts)[own],
                **{field.name: getattr(part, field.name) for field in inputs_of_parts(parts) if field.key},
            )
            for parts in PARTS
            for own, part in parts_by_id(self.old, parts).items()
            if own in parts_by_id(self.new, parts)
        }

    @cached_property
    def remarks(self) -> tuple[Edit, ...]:
        """What changed in words only: names, notes, texts of settings, and the evidence for judgements."""
        found = [*_reworded("settings", "settings", self.old.settings, self.new.settings)]
        for parts in PARTS:
            before, after = parts_by_id(self.old, parts), parts_by_id(self.new, parts)
            for own in before.keys() & after.keys():
                found += _reworded(parts, f"{parts}/{own}", before[own], after[own])
        told = [{each.key: each for each in model.evidence} for model in (self.old, self.new)]
        for key in dict.fromkeys([*told[0], *told[1]]):
            was, now = (words_of_evidence(each.get(key)) for each in told)
            if was != now:
                found.append(Edit(f"evidence/{key}", EditKind.BACKED, was, now))
        return tuple(sorted(found, key=lambda edit: edit.key))

    def made(self, chosen: Collection[str]) -> Model:
        """The earlier version with these edits, by key; with all, it has the judgements of the later one.

        Names and words are those of the later version, where it has the part. The plan, the rules and the
        record leave out lines about parts that are not there.
        """
        if self.old.levels != self.new.levels:
            return self.new if LEVELS in chosen else self.old
        ids = {parts: self._ids(parts, chosen) for parts in PARTS}
        ids["criteria"] = (*ids["measures"], *ids["cost_heads"])
        held: dict[str, Any] = {
            parts: tuple(self._part(parts, own, ids, chosen) for own in ids[parts]) for parts in PARTS
        }
        held["evidence"] = self.new.evidence
        found = self.new.replace(**held, settings=self._settings(chosen, ids))
        return found.replace(
            rules=tuple(rule for rule in found.rules if _has_its_parts(found, rule)),
            record=tuple(line for line in found.record if line.measure in ids["measures"]),
            plan=tuple(
                step for step in found.plan
                if step.item in ids["measures" if step.kind is StepKind.MEASURE else "options"]
            ),
        )  # fmt: skip

    # Parts.

    def _parts_that_came_or_went(self) -> Iterator[Edit]:
        for parts in PARTS:
            before, after = parts_by_id(self.old, parts), parts_by_id(self.new, parts)
            for own in [own for own in before if own not in after]:
                yield Edit(f"{parts}/{own}", EditKind.REMOVED, _about(self.old, parts, own), {})
            for own in [own for own in after if own not in before]:
                yield Edit(f"{parts}/{own}", EditKind.ADDED, {}, _about(self.new, parts, own))

    def _order(self) -> Iterator[Edit]:
        """The counterpart that is first bargains, so that another first one is an edit."""
        first = [[each.id for each in model.counterparts[:1]] for model in (self.old, self.new)]
        known = [{each.id for each in model.counterparts} for model in (self.old, self.new)]
        if first[0] != first[1] and all(map(bool, first)) and {*first[0], *first[1]} <= known[0] & known[1]:
            yield Edit("counterparts", EditKind.CHANGED, {"first": first[0][0]}, {"first": first[1][0]})

    def _ids(self, parts: str, chosen: Collection[str]) -> tuple[str, ...]:
        """The parts that are there with these edits: the earlier ones in order, then those that came."""
        before, after = [*parts_by_id(self.old, parts)], [*parts_by_id(self.new, parts)]
        there = {own for own in before if own in after or f"{parts}/{own}" not in chosen}
        there |= {own for own in after if own not in before and f"{parts}/{own}" in chosen}
        order = [*before, *after]
        if parts == "counterparts" and self._another_is_first(before, after, there, chosen):
            order = [*after, *before]
        return tuple(own for own in dict.fromkeys(order) if own in there)

    def _another_is_first(
        self, before: Sequence[str], after: Sequence[str], there: Collection[str], chosen: Collection[str]
    ) -> bool:
        """Whether the counterparts are in the order of the later version, of which the first one bargains."""
        came = after and after[0] not in before and after[0] in there
        went = before and before[0] not in after and before[0] not in there
        return "counterparts" in chosen or bool(came) or bool(went)

    def _part(self, parts: str, own: str, ids: Mapping[str, Sequence[str]], chosen: Collection[str]) -> Any:
        unedited, values = self._unedited.get((parts, own)), dict[str, Any]()
        edited = self._edits_of_part.get((parts, own), set()) & {*chosen}
        axes = [field.axis for field in inputs_of_parts(parts) if field.axis in ids]
        if unedited is not None and not edited and all(ids[axis] == self.old.ids(axis) for axis in axes):
            return unedited
        before, after = parts_by_id(self.old, parts).get(own), parts_by_id(self.new, parts).get(own)
        for field in inputs_of_parts(parts):
            if field.axis in ids:
                values[field.name] = tuple(
                    self._along(field, (before, after), (own, item), chosen) for item in ids[field.axis]
                )
            elif unedited is not None and field.key:
                edit = _edit_of(self, parts, field, own)
                values[field.name] = getattr(after if edit in chosen else before, field.name)
        shown: Any = before if after is None else after
        return replace(shown, **values)

    def _along(
        self,
        field: Field,
        versions: tuple[Any, Any],
        names: tuple[str, str],
        chosen: Collection[str],
    ) -> Any:
        """The value of one part for one item, from the version that has both."""
        own, item = names
        held = [
            {} if part is None else _by_item(part, field, model.ids(field.axis))
            for part, model in zip(versions, (self.old, self.new), strict=True)
        ]
        if all(item in values for values in held):
            edit = _edit_of(self, INPUTS.parts_of(field), field, own, item)
            return held[edit in chosen][item]
        known = held[0] | held[1]  # one version at most has both
        return known[item] if item in known else self._neutral(field, item)

    def _neutral(self, field: Field, item: str) -> Any:
        """The judgement about two parts that no version has both of."""
        if field.name == "costs":
            heads = parts_by_id(self.new, "cost_heads") | parts_by_id(self.old, "cost_heads")
            return heads[item].cost(0.0)
        if field.by_level:
            return None
        return self.old.levels[0] if field.name == "levels" else 0.0

    def _settings(self, chosen: Collection[str], ids: Mapping[str, Sequence[str]]) -> Any:
        settings = self.new.settings
        for field in inputs_of_parts("settings"):
            if field.key and field.name not in ONLY_SHOWN and f"settings/{field.name}" not in chosen:
                settings = replace(settings, **{field.name: getattr(self.old.settings, field.name)})
        if settings.viewpoint not in (POOLED, *ids["stakeholders"]):
            settings = replace(settings, viewpoint=POOLED)
        return settings if settings.scenario in ids["scenarios"] else replace(settings, scenario="")

    # Judgements.

    def _values(self) -> Iterator[_Changed]:
        """Every judgement that both versions have, changed or not."""
        for field in inputs_of_parts("settings"):
            if field.key and field.name not in ONLY_SHOWN:
                key = f"settings/{field.name}"
                was, now = (getattr(model.settings, field.name) for model in (self.old, self.new))
                yield _Changed(("settings", ""), key, key, was, now)
        for parts in PARTS:
            before, after = parts_by_id(self.old, parts), parts_by_id(self.new, parts)
            for own in [own for own in before if own in after]:
                for field in inputs_of_parts(parts):
                    if field.key:
                        yield from self._of_field(parts, own, field, (before[own], after[own]))

    def _of_field(self, parts: str, own: str, field: Field, versions: tuple[Any, Any]) -> Iterator[_Changed]:
        stem = f"{field.key}/{own}" + (f"/{field.name}" if parts in WHOLE else "")
        was, now = (getattr(part, field.name) for part in versions)
        if field.axis in ("", "levels", "points"):
            yield _Changed((parts, own), _edit_of(self, parts, field, own), stem, was, now)
            return
        old, new = (
            dict(zip(model.ids(field.axis), held, strict=True))
            for model, held in ((self.old, was), (self.new, now))
        )
        for item in [item for item in old if item in new]:
            edit = _edit_of(self, parts, field, own, item)
            yield _Changed((parts, own), edit, f"{stem}/{item}", old[item], new[item])

    @cached_property
    def rescaled(self) -> frozenset[str]:
        """The cost heads whose unit or scale is another, so that costs on them are other numbers too."""
        before, after = parts_by_id(self.old, "cost_heads"), parts_by_id(self.new, "cost_heads")
        return frozenset(
            own
            for own in before.keys() & after.keys()
            if (before[own].unit, before[own].scale) != (after[own].unit, after[own].scale)
        )


def same(one: Any, other: Any) -> bool:
    """Whether two values of judgements are the same, but for the noise of other programs.

    >>> same(0.1 + 0.2, 0.3), same((1.0, None), (1.0, None)), same(True, 1.0), same("40", 40.0)
    (True, True, False, False)
    """
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    plain = [isinstance(each, int | float) and not isinstance(each, bool) for each in (one, other)]
    if all(plain):
        return math.isclose(one, other, rel_tol=_NOISE, abs_tol=_NOISE)
    return type(one) is type(other) and bool(one == other)


def _edit_of(difference: Difference, parts: str, field: Field, own: str, item: str = "") -> str:
    """The key of the edit that a changed judgement belongs to."""
    if parts in WHOLE:
        return f"{parts}/{own}"
    if parts == "measures" and field.key in ("amounts", "values", "unit"):
        return f"values/{own}"
    if parts == "cost_heads":
        return f"scale/{own}"
    if field.key == "costs" and item in difference.rescaled:
        return f"scale/{item}"
    return f"{field.key}/{own}" + (f"/{item}" if item else "")


@cache
def inputs_of_parts(parts: str) -> tuple[Field, ...]:
    """The inputs of the parts in a field of the model."""
    return tuple(field for field in INPUTS.fields if INPUTS.parts_of(field) == parts and not field.identifies)


@cache
def words_of_parts(parts: str) -> tuple[str, ...]:
    """The inputs of the parts in a field of the model that are no judgements."""
    return tuple(
        field.name
        for field in inputs_of_parts(parts)
        if not field.key and (parts != "settings" or field.name not in NO_WORDS)
    )


def _reworded(parts: str, key: str, before: Any, after: Any) -> Iterator[Edit]:
    for name in words_of_parts(parts):
        was, now = getattr(before, name), getattr(after, name)
        if was != now and name == "name":
            yield Edit(key, EditKind.RENAMED, {name: was}, {name: now})
        elif was != now:
            yield Edit(f"{key}/{name}", EditKind.CHANGED, {name: was}, {name: now})


def parts_by_id(model: Model, parts: str) -> dict[str, Any]:
    """The parts in a field of the model, by their ids."""
    return {part.id: part for part in getattr(model, parts)}


def _by_item(part: Any, field: Field, items: Sequence[str]) -> dict[str, Any]:
    """The values of an input of one part, by what they are about."""
    return dict(zip(items, getattr(part, field.name), strict=True))


def _about(model: Model, parts: str, own: str) -> dict[str, Any]:
    """What a part says of itself: its words and numbers, without what is empty."""
    part = parts_by_id(model, parts)[own]
    said = {field.name: getattr(part, field.name) for field in fields(part) if field.name != "id"}
    return {name: value for name, value in said.items() if value not in ("", None, ())}


def words_of_evidence(evidence: Any) -> dict[str, Any]:
    """What a piece of evidence says, by the names of its inputs; nothing of one that is not there."""
    if evidence is None:
        return {}
    said = {field.name: getattr(evidence, field.name) for field in fields(evidence) if field.name != "key"}
    return {name: value for name, value in said.items() if value not in ("", None)}


def _has_its_parts(model: Model, rule: Any) -> bool:
    """Whether the parts that a rule names are there."""
    options = {option.id for option in model.options}
    if rule.option not in options:
        return False
    if rule.kind is RuleKind.CAP:
        return rule.subject in {head.id for head in model.cost_heads}
    if rule.kind is RuleKind.ACCEPTED_BY:
        return rule.subject in model.viewpoints
    if rule.kind not in THRESHOLD_KINDS:
        return rule.subject in options
    measures = {measure.id for measure in model.measures}
    if rule.kind is RuleKind.REQUIRES:
        return rule.subject in measures
    return rule.subject == EVERY_MEASURE or rule.subject in {measure.group for measure in model.measures}
