"""Checks of several inputs together: probabilities, influences, and rules that contradict each other.

Every check gets the model as far as it could be read; values that could not be read are ignored here, because
they are noted already.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from steelyard.model.assembly import cell_rules
from steelyard.model.assembly.rows import cell, finite, listed
from steelyard.model.findings import Finding, quoted_value
from steelyard.model.parts import PartyRole, RuleKind, StepKind
from steelyard.model.release import WANTED as POLICY_WANTED
from steelyard.model.release import policy_of
from steelyard.model.vocabulary import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from steelyard.model.assembly.rows import Table
    from steelyard.model.model import Model
    from steelyard.model.parts import Rule

ONE = 1e-9
"""How far the sum of the probabilities may be from 1: decimals such as 0.1 are not exact in binary."""

_ASKING = (RuleKind.REQUIRES, RuleKind.REQUIRES_ALL, RuleKind.REQUIRES_AT_LEAST, RuleKind.REQUIRES_OPTION)


def note_all(model: Model, tables: Mapping[str, Table]) -> None:
    """Note, table by table, all that does not fit together."""
    _note_policies(tables["settings"])
    _note_influences(model, tables["weights"])
    _note_probabilities(model, tables["delivery"])
    _note_opening(model, tables["rules"])
    _note_counted_twice(model, tables["cost_heads"])
    _note_cycles(model, tables["rules"])
    _note_impossible(model, tables["rules"])
    _note_unaffordable(model, tables["rules"])
    note_repeated_steps(model, tables["plan"])
    _note_offers(model, tables["options"])
    _note_first_counterpart(model, tables["counterpart"])


def _note_policies(table: Table) -> None:
    """What a copy withholds is stated in words that a release knows."""
    for row in table.rows:
        if folded(cell_rules.raw(cell(row, "setting"))) in ("release", "withheld"):
            given = cell(row, "value")
            try:
                policy_of(cell_rules.raw(given))
            except ValueError as unknown:
                found = quoted_value(str(unknown))
                table.noted.append(Finding(given.place, found, POLICY_WANTED, "not-a-policy"))


def _note_influences(model: Model, table: Table) -> None:
    influences = [part.influence for part in model.stakeholders]
    if influences and finite(influences) and not any(influences):
        place = replace(table.place, column="influence")
        table.noted.append(
            Finding(place, "only zeros", "at least one influence above 0 is needed", "all-zero")
        )


def _note_probabilities(model: Model, table: Table) -> None:
    given = [part.probability for part in model.scenarios if part.probability is not None]
    place = replace(table.place, column="probability")
    if not given or not finite(given):
        return
    if len(given) < len(model.scenarios):
        for part, row in zip(model.scenarios, table.rows, strict=True):
            if part.probability is None:
                wanted = "a probability is needed, as other scenarios have one; give all of them one, or none"
                cell_rules.note_error(table.noted, cell(row, "probability"), wanted, "missing")
    elif abs(math.fsum(given) - 1) > ONE:
        found = f"{listed(given)}, which add up to {math.fsum(given):.10g}"
        table.noted.append(Finding(place, found, "probabilities that add up to 1 are needed", "sum"))


def _note_opening(model: Model, table: Table) -> None:
    opening = {part.id for part in model.options if part.opening}
    for rule, row in zip(model.rules, table.rows, strict=True):
        if rule.option in opening and rule.kind in _ASKING and rule.subject:
            wanted = "an opening option asks nothing in return; remove the rule, or do not mark the option so"
            cell_rules.note_error(table.noted, cell(row, "option"), wanted, "opening-asks")


def _note_counted_twice(model: Model, table: Table) -> None:
    """Warn of heads that count what cannot be taken back, where options say the same by their snapback."""
    # Worksheet functions know cost heads by their headings alone: then there are no rows.
    for place, (head, row) in enumerate(zip(model.cost_heads, table.rows, strict=False)):
        twice = [
            part
            for part in model.options
            if part.snapback is not None and len(part.costs) > place and part.costs[place]
        ]
        if head.irreversible and twice:
            given = cell(row, "irreversible")
            wanted = (
                "what cannot be taken back counts in the plan as a cost and again as what snapback does not "
                f"recover, for {len(twice)} of {len(model.options)} options; leave out one of the two"
            )
            cell_rules.note_warning(table.noted, given.place, quoted_value("yes"), wanted, "counted-twice")


def _note_cycles(model: Model, table: Table) -> None:
    """Each circle of options that require one another is noted once, at the rule that closes it."""
    needed = _needed(model.rules)
    seen: set[frozenset[str]] = set()
    for rule, row in zip(model.rules, table.rows, strict=True):
        if rule.kind is not RuleKind.REQUIRES_OPTION or not rule.subject or rule.option == rule.subject:
            continue
        path = _path(rule.subject, rule.option, needed)
        if path and frozenset(path) not in seen:
            seen.add(frozenset(path))
            found = " → ".join(repr(option) for option in (rule.option, *path))
            wanted = "options that require each other in a circle can never come one after the other"
            table.noted.append(Finding(cell(row, "subject").place, found, wanted, "cycle"))


def _note_impossible(model: Model, table: Table) -> None:
    """Note, at its first rule, each option that needs two which exclude each other; one may be itself."""
    needed = _needed(model.rules)
    barred = _barred(model)
    noted: set[str] = set()
    for rule, row in zip(model.rules, table.rows, strict=True):
        if rule.option in noted or rule.kind is not RuleKind.REQUIRES_OPTION or not needed.get(rule.option):
            continue
        noted.add(rule.option)
        together = _closure(rule.option, needed)
        known = [_closure(option, needed) for option in needed[rule.option]]  # noted at their own rules
        for one, two in sorted(barred):
            if {one, two} <= together and not any({one, two} <= others for others in known):
                wanted = f"{one!r} and {two!r} would have to be released with it, but exclude each other"
                table.noted.append(
                    Finding(cell(row, "option").place, quoted_value(rule.option), wanted, "impossible")
                )


def _note_unaffordable(model: Model, table: Table) -> None:
    heads = [part.id for part in model.cost_heads]
    costs = {part.id: dict(zip(heads, part.costs, strict=False)) for part in model.options}
    for rule, row in zip(model.rules, table.rows, strict=True):
        own = costs.get(rule.option, {}).get(rule.subject, 0.0)
        if rule.kind is RuleKind.CAP and rule.number is not None and own > rule.number:
            given = cell(row, "number")
            wanted = (
                f"the option alone costs {quoted_value(own)} on {rule.subject!r}, so it can never be released"
            )
            cell_rules.note_warning(table.noted, given.place, quoted_value(given.value), wanted, "never")


def note_repeated_steps(model: Model, table: Table) -> None:
    """A plan releases an option once, and a measure reaches one level a phase."""
    seen: set[tuple[str, str, int]] = set()
    for step, row in zip(model.plan, table.rows, strict=True):
        released = step.kind is StepKind.OPTION
        here = (step.kind, step.item, 0 if released else step.phase)
        if step.item and here in seen:
            wanted = "an option is released once" if released else "a measure reaches one level a phase"
            cell_rules.note_error(table.noted, cell(row, "item"), wanted, "repeated")
        seen.add(here)


def _note_offers(model: Model, table: Table) -> None:
    """The tabled package offers one option a track at most."""
    offered: dict[str, str] = {}
    for part, row in zip(model.options, table.rows, strict=True):
        if not part.offered or not part.track:
            continue
        if part.track in offered:
            first = offered[part.track]
            wanted = f"a package has one option a track, and on {part.track!r} it is {first!r} already"
            cell_rules.note_error(table.noted, cell(row, "offered"), wanted, "one-track")
        offered.setdefault(part.track, part.id)


def _note_first_counterpart(model: Model, table: Table) -> None:
    """The first counterpart is the other side: it delivers the measures, and makes and receives offers."""
    first = model.counterparts[0] if model.counterparts else None
    if first is None or first.role in ("", PartyRole.BARGAINS):
        return
    given = next(
        here for row in table.rows if folded(cell_rules.raw(here := cell(row, "role"))) == first.role
    )
    # In a workbook the order on Parties counts, so that sorting Counterpart changes nothing.
    wanted = (
        f"the first counterpart {PartyRole.BARGAINS}; leave this empty, or put another one first in the text "
        "of the model"
    )
    cell_rules.note_error(table.noted, given, wanted, "first-bargains")


def _needed(rules: Iterable[Rule]) -> dict[str, list[str]]:
    """The options that each option requires directly."""
    needed: dict[str, list[str]] = defaultdict(list)
    for rule in rules:
        if rule.kind is RuleKind.REQUIRES_OPTION and rule.option and rule.subject != rule.option:
            needed[rule.option].extend([rule.subject] if rule.subject else [])
    return dict(needed)


def _closure(option: str, needed: Mapping[str, Sequence[str]]) -> set[str]:
    """The option with all that it requires, directly or not."""
    found, ahead = {option}, [option]
    while ahead:
        new = [other for other in needed.get(ahead.pop(), ()) if other not in found]
        found.update(new)
        ahead.extend(new)
    return found


def _path(start: str, end: str, needed: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The shortest way from one option to another along what they require; empty when there is none."""
    paths: dict[str, tuple[str, ...]] = {start: (start,)}
    ahead = [start]
    for option in ahead:
        for other in needed.get(option, ()):
            if other not in paths:
                paths[other] = (*paths[option], other)
                ahead.append(other)
    return paths.get(end, ())


def _barred(model: Model) -> set[tuple[str, str]]:
    """Pairs of options that exclude each other: by a rule, or on one track."""
    by_rule = [
        (rule.option, rule.subject)
        for rule in model.rules
        if rule.kind is RuleKind.EXCLUDES_OPTION and rule.option and rule.subject not in ("", rule.option)
    ]
    by_track = [
        (one.id, two.id)
        for one, two in combinations(model.options, 2)
        if one.track and one.track == two.track and one.id and two.id
    ]
    return {(min(pair), max(pair)) for pair in (*by_rule, *by_track)}
