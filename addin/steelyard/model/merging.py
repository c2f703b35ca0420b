"""Two versions of one model brought together: the edits of both, and what only a person can decide.

Both versions come from a third, the base. What theirs changed and ours did not is taken into ours, by key.
Where both changed a judgement, ours stays, and the key is a conflict, with the value of the base, of ours and
of theirs. The same change on both sides is no conflict. A part that one side removed and the other changed or
refers to is one, and so is an edit with which the model would not be valid.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from steelyard.model.checks import check
from steelyard.model.difference import LEVELS, PARTS, WHOLE, Difference, Edit, EditKind, parts_by_id
from steelyard.model.fields import INPUTS
from steelyard.model.findings import errors
from steelyard.model.parts import POOLED, SUBJECTS
from steelyard.model.rewording import reworded, rewordings

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from steelyard.model.model import Model

FIRST = "counterparts"
"""The edit that makes another counterpart the first, which bargains."""

TOGETHER = ("probability", "role")
"""Kinds of keys whose judgements are valid only together, so that they are taken or left together.

Which counterpart is the first goes with the roles.
"""

BOTH = "both changed it"

Part = tuple[str, str]
"""A field of the model that holds parts, and the id of one of them."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """An edit of theirs that was not taken, and that a person must decide."""

    key: str
    kind: EditKind
    """What taking it would do to our version."""
    base: Mapping[str, Any]
    """The judgements that it is about, by key, as they were; empty for what was not there."""
    ours: Mapping[str, Any]
    theirs: Mapping[str, Any]
    why: str = BOTH


@dataclass(frozen=True, slots=True)
class Merged:
    """Our version with what theirs changed and we did not."""

    model: Model
    taken: tuple[Edit, ...]
    """What came from theirs; each edit leads from our version to the merged one."""
    conflicts: tuple[Conflict, ...]


def merged(base: Model, ours: Model, theirs: Model, left: Mapping[str, str] | None = None) -> Merged:
    """Our version with the edits that lead from the base to theirs, but for those in conflict.

    What a workbook only shows (scenario, viewpoint, trial weights, numbers of compared packages) stays ours.

    Args:
        base: the version that both come from.
        ours: a valid model.
        theirs: a valid model.
        left: edits of theirs that cannot be taken, by key, each with the reason; they become conflicts.
    """
    return _Merge(base, ours, theirs, left or {}).done


class _Edits:
    """The edits from one version to another, found by key and by what they are about."""

    def __init__(self, old: Model, new: Model) -> None:
        self.difference = Difference(old, new)
        self.new = new
        judged = [edit for edit in self.difference.edits if edit.key != FIRST]
        self.all = (*judged, *rewordings(old, new))
        self.judged = {edit.key for edit in judged}
        self.by_key = {edit.key: edit for edit in self.all}
        self.was = {key: value for edit in self.all for key, value in edit.was.items() if "/" in key}
        self.touched = {key for edit in self.all for key in _touched(edit)}

    @cached_property
    def about(self) -> Mapping[Part, list[Edit]]:
        """The edits by the parts that they change or refer to; a part that came or went aside."""
        found: dict[Part, list[Edit]] = {}
        for edit in self.all:
            for part in _about(edit, self.new):
                found.setdefault(part, []).append(edit)
        return found


class _Merge:
    """One merge, step by step."""

    def __init__(self, base: Model, ours: Model, theirs: Model, left: Mapping[str, str]) -> None:
        self._base, self._ours, self._theirs, self._left = base, ours, theirs, left
        self._by_us, self._by_them = _Edits(base, ours), _Edits(base, theirs)
        self._apart = _Edits(ours, theirs)
        self._conflicts: dict[str, Conflict] = {}

    @cached_property
    def done(self) -> Merged:
        """The model, what was taken and what is in conflict."""
        wanted = [edit for edit in self._apart.all if self._is_theirs_alone(edit)]
        wanted = self._without_kept_parts(wanted)
        units = _units([*(edit.key for edit in wanted), FIRST])
        fitting = self._fitting(units)
        taken = frozenset(key for unit in fitting for key in unit)
        model = self._made(taken)
        self._leave_unfit([unit for unit in units if unit not in fitting], taken)
        edits = [edit for edit in wanted if edit.key in taken]
        if (was := _first_of(self._ours)) != (now := _first_of(model)):
            edits.append(Edit(FIRST, EditKind.CHANGED, {"first": was}, {"first": now}))
        return Merged(model, tuple(edits), tuple(self._conflicts.values()))

    # Which edits.

    def _is_theirs_alone(self, edit: Edit) -> bool:
        """Whether only theirs changed what an edit is about; what both changed becomes a conflict."""
        if edit.key == LEVELS and self._by_us.touched and self._by_them.touched:
            self._leave(edit, "with other levels, every judgement depends on them")
            for other in self._by_them.all if LEVELS not in self._by_them.by_key else ():
                self._leave_for(other, "ours has other levels")
            return False
        touched = _touched(edit)
        here, there = (bool(touched & each.touched) for each in (self._by_us, self._by_them))
        if there and not here:
            if edit.key in self._left:
                self._leave(edit, self._left[edit.key])
                return False
            return True
        if here and not there:
            self._keep_removed(edit)
            return False
        self._leave(edit, BOTH)
        return False

    def _keep_removed(self, edit: Edit) -> None:
        """Report what theirs changed of a part that ours removed."""
        if edit.kind is EditKind.ADDED and edit.key in self._by_us.by_key:
            parts, own = edit.key.split("/", 1)
            for other in self._by_them.about.get((parts, own), ()):
                self._leave_for(other, f"ours removed {edit.key}")

    def _without_kept_parts(self, wanted: list[Edit]) -> list[Edit]:
        """The edits without removals of parts that ours changed, or refers to with what it changed."""
        kept = set[Part]()
        for edit in wanted:
            if edit.kind is EditKind.REMOVED:
                parts, own = edit.key.split("/", 1)
                if others := self._by_us.about.get((parts, own)):
                    keys = ", ".join(other.key for other in others)
                    self._leave(edit, f"theirs removed it, and ours changed {keys}")
                    kept.add((parts, own))
        for edit in wanted:
            refers = _referred(edit, self._ours) & kept if edit.kind is EditKind.REMOVED else set()
            if refers and edit.key not in self._conflicts:
                self._leave(edit, f"it goes with {'/'.join(min(refers))}, which stays")
        return [edit for edit in wanted if edit.key not in self._conflicts]

    def _first(self, model: Model) -> tuple[str, str, str]:
        """The first counterpart of a merged model if ours stays, and if theirs is taken; why it cannot be.

        What counts of each version is the first of those that are there after the merge: that one went is no
        choice. The ids are empty where there is none, and the reason where nothing conflicts.
        """
        there = {*model.ids("counterparts")}
        base, ours, theirs = (
            next((own for own in version.ids("counterparts") if own in there), "")
            for version in (self._base, self._ours, self._theirs)
        )
        stays = ours or theirs
        if theirs in (base, stays) or LEVELS in self._conflicts:
            return stays, stays, ""
        return stays, theirs, BOTH if ours != base else self._left.get(FIRST, "")

    # The model.

    def _fitting(self, units: Sequence[list[str]]) -> list[list[str]]:
        """The edits with which the model is valid and keeps all lines; no other one fits beside them."""
        taken = self._largest([], units)
        while len(taken) < len(more := self._largest(taken, [each for each in units if each not in taken])):
            taken = more
        return taken

    def _largest(self, taken: list[list[str]], more: Sequence[list[str]]) -> list[list[str]]:
        """What was taken, with as much more as fits: all of it, or what fits of each half in turn."""
        if not more or not self._breach({key for unit in (*taken, *more) for key in unit}):
            return [*taken, *more]
        if len(more) == 1:
            return taken
        half = len(more) // 2
        return self._largest(self._largest(taken, more[:half]), more[half:])

    def _breach(self, chosen: Collection[str]) -> str:
        """Why the model with these edits would not do; empty where it would."""
        model = self._made(chosen)
        for parts in WHOLE if LEVELS not in chosen else ():
            there = parts_by_id(model, parts)
            for own in parts_by_id(self._ours, parts):
                if own not in there and f"{parts}/{own}" not in chosen:
                    return f"{parts}/{own} refers to what theirs removed"
            for own in parts_by_id(self._theirs, parts):
                if own not in there and f"{parts}/{own}" in chosen:
                    return "it refers to what ours does not have"
        wrong = errors(check(model))
        return f"with it the model would not be valid: {wrong[0]}" if wrong else ""

    def _made(self, chosen: Collection[str]) -> Model:
        ours = self._ours
        model = self._apart.difference.made([key for key in chosen if key in self._apart.judged])
        model = reworded(model, ours, self._theirs, chosen)
        shown = replace(
            model.settings,
            scenario=ours.settings.scenario,
            viewpoint=ours.settings.viewpoint,
            compare=ours.settings.compare,
        )
        if shown.viewpoint not in model.viewpoints:
            shown = replace(shown, viewpoint=POOLED)
        if shown.scenario not in [scenario.id for scenario in model.all_scenarios]:
            shown = replace(shown, scenario="")
        stays, theirs, why = self._first(model)
        first = theirs if FIRST in chosen and not why else stays
        order = sorted(model.counterparts, key=lambda party: party.id != first)
        trial = tuple(each for each in ours.trial if each.criterion in model.criteria)
        return model.replace(settings=shown, counterparts=tuple(order), trial=trial)

    # Conflicts.

    def _leave_unfit(self, units: Iterable[list[str]], taken: frozenset[str]) -> None:
        """Make conflicts of the edits that do not fit beside those that were taken."""
        why_first = ""
        for unit in units:
            why = self._breach({*taken, *unit})
            for key in unit:
                if key == FIRST:
                    why_first = why
                else:
                    self._leave(self._apart.by_key[key], why)
        self._leave_first(self._made(taken), why_first)

    def _leave_first(self, model: Model, unfit: str) -> None:
        """Make a conflict of another first counterpart of theirs, where ours stays the first."""
        stays, first, why = self._first(model)
        if first != stays and (why or unfit):
            versions = _first_of(self._base), stays, _first_of(self._theirs)
            was, here, there = ({"first": each} if each else {} for each in versions)
            self._conflicts[FIRST] = Conflict(FIRST, EditKind.CHANGED, was, here, there, why or unfit)

    def _leave(self, edit: Edit, why: str) -> None:
        """Make a conflict of an edit that leads from ours to theirs."""
        if _is_whole(edit):
            made = self._by_them.by_key.get(edit.key) or self._by_us.by_key.get(edit.key)
            was = {} if made is None else made.was
        else:
            known = self._by_them.was | self._by_us.was
            was = {key: known[key] for key in {**edit.was, **edit.now} if key in known}
        self._conflicts.setdefault(edit.key, Conflict(edit.key, edit.kind, was, edit.was, edit.now, why))

    def _leave_for(self, edit: Edit, why: str) -> None:
        """Make a conflict of an edit that leads from the base to theirs, about what ours does not have."""
        self._conflicts.setdefault(edit.key, Conflict(edit.key, edit.kind, edit.was, {}, edit.now, why))


def _units(keys: Iterable[str]) -> list[list[str]]:
    """The keys of edits, those together that are taken or left together."""
    units: dict[str, list[str]] = {}
    for key in keys:
        kind = "role" if key == FIRST else key.split("/", 1)[0]
        units.setdefault(kind if kind in TOGETHER else key, []).append(key)
    return [*units.values()]


def _first_of(model: Model) -> str:
    return next((party.id for party in model.counterparts), "")


def _touched(edit: Edit) -> frozenset[str]:
    """What an edit changes: judgements by key; itself where it is a part, a word or evidence."""
    return frozenset((edit.key,)) if _is_whole(edit) else frozenset((*edit.was, *edit.now))


def _is_whole(edit: Edit) -> bool:
    """Whether an edit is about a part or a piece of evidence, which it brings, takes or replaces."""
    return edit.kind in (EditKind.ADDED, EditKind.REMOVED, EditKind.BACKED)


def _about(edit: Edit, new: Model) -> set[Part]:
    """The parts that an edit changes; of a line that came or changed, also the parts that it refers to."""
    if edit.kind is EditKind.REMOVED or edit.key.startswith("scale/"):
        return set()
    if edit.kind is EditKind.ADDED:
        return _referred(edit, new)
    found = set[Part]()
    for key in _touched(edit):
        kind, *path = key.split("/")
        if kind in PARTS and len(path) > 1:
            found.add((kind, path[0]))
        elif kind in INPUTS.keyed and kind != "settings":
            table, inputs = INPUTS.keyed[kind]
            found.add((table.parts, path[0]))
            found |= {(parts, path[1]) for parts in _axes(inputs[0].axis) if len(path) > 1}
    return found | _referred(edit, new)


def _axes(axis: str) -> tuple[str, ...]:
    """The fields of the model with the parts along an axis."""
    if axis == "criteria":
        return ("measures", "cost_heads")
    return (axis,) if axis in PARTS else ()


def _referred(edit: Edit, model: Model) -> set[Part]:
    """The parts that a line of the rules, the record or the plan refers to, as it stands in the model."""
    parts, _, own = edit.key.partition("/")
    line = parts_by_id(model, parts).get(own) if parts in WHOLE else None
    if line is None:
        return set()
    if parts == "rules":
        return {("options", line.option), (SUBJECTS[line.kind], line.subject)}
    if parts == "record":
        return {("measures", line.measure)}
    return {(f"{line.kind}s", line.item)}
