"""A model out of its tables of raw cells, with every breach of what is allowed, all at once.

What is allowed is said in `steelyard.model.fields` (each input), `cell_rules` and `inputs` (one cell), `rows`
(one table), here, in `our_side` and `exchange` (one part of the model), in `consistency` (several parts
together) and in `evidence` (its keys and ranges); nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from steelyard.model import fields
from steelyard.model.assembly import anchors, cell_rules, consistency, exchange, our_side, trial
from steelyard.model.assembly import evidence as ranges_of_evidence
from steelyard.model.assembly.inputs import reader
from steelyard.model.assembly.rows import Known, Table, cell, ids, missing, tables_of
from steelyard.model.draft import Cell, Place
from steelyard.model.draft_of_model import draft_of
from steelyard.model.findings import Finding, errors, quoted_value
from steelyard.model.model import Model
from steelyard.model.naming import meanings
from steelyard.model.parts import POOLED, Settings
from steelyard.model.record import DERIVED
from steelyard.model.vocabulary import folded, hint

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from steelyard.model.draft import Draft

__all__ = ["Assembled", "assemble", "draft_of"]

_DEFINING = ("measures", "cost_heads", "options", "weights", "delivery", "rules", "record", "plan")
"""Tables whose rows have an id."""


_NAMED = {
    "measures": "measures",
    "cost_heads": "cost_heads",
    "options": "options",
    "stakeholders": "weights",
    "scenarios": "delivery",
}
"""The tables of the parts that a reference may also name by their names, by kind."""


@dataclass(frozen=True, slots=True)
class Assembled:
    """A model, or None where there is an error, and all findings in the order of the sheets."""

    model: Model | None
    findings: tuple[Finding, ...]


def assemble(draft: Draft) -> Assembled:
    """The model that the draft writes down, with every breach at once; nothing is raised.

    Empty rows and columns that no model has are ignored. Ids, levels and groups are found whatever their
    case, and are spelled in the result as where they are defined.
    """
    tables = tables_of(draft)
    own = {name: ids(tables[name]) for name in _DEFINING}
    named = _named(tables, own)
    known = Known(
        levels=cell_rules.by_fold(_levels(draft, tables["measures"])),
        measures=cell_rules.by_fold(filter(None, own["measures"])),
        cost_heads=cell_rules.by_fold(filter(None, own["cost_heads"])),
        options=cell_rules.by_fold(filter(None, own["options"])),
        stakeholders=cell_rules.by_fold(filter(None, own["weights"])),
        scenarios=cell_rules.by_fold(filter(None, own["delivery"]))
        | (cell_rules.by_fold(DERIVED) if own["record"] else {}),
        names={kind: meanings(pairs) for kind, pairs in named.items()},
        written={kind: [name for _, name in pairs if name] for kind, pairs in named.items()},
    )
    _note_absent(tables, own, known)
    model = _model(tables, own, known)
    anchors.note_all(model, tables)
    consistency.note_all(model, tables)
    ranges_of_evidence.note_all(model, tables["evidence"])
    findings = tuple(dict.fromkeys(finding for table in tables.values() for finding in table.noted))
    return Assembled(None if errors(findings) else model, findings)


def _model(tables: dict[str, Table], own: dict[str, list[str]], known: Known) -> Model:
    settings = _settings(tables["settings"], known)
    measures = our_side.measures(tables["measures"], own["measures"], known)
    heads = our_side.cost_heads(tables["cost_heads"], own["cost_heads"], known)
    return Model(
        settings=settings,
        measures=measures,
        cost_heads=heads,
        options=our_side.options(tables, own["options"], known, settings.hold, heads),
        stakeholders=our_side.stakeholders(tables["weights"], own["weights"], known),
        scenarios=our_side.scenarios(tables["delivery"], own["delivery"], known),
        levels=tuple(known.levels.values()),
        rules=exchange.rules(tables["rules"], own["rules"], known, measures),
        record=exchange.record(tables["record"], own["record"], known, settings.date),
        counterparts=exchange.counterparts(tables["counterpart"], known),
        plan=exchange.plan(tables["plan"], own["plan"], known),
        evidence=exchange.evidence(tables["evidence"], known),
        trial=trial.shares(tables["trial"], known),
    )


def _named(tables: Mapping[str, Table], own: Mapping[str, Sequence[str]]) -> dict[str, list[tuple[str, str]]]:
    """Id and name of each part, by kind."""
    found = {
        kind: [
            (id_, cell_rules.raw(cell(row, "name")))
            for id_, row in zip(own[table], tables[table].rows, strict=True)
        ]
        for kind, table in _NAMED.items()
    }
    found["scenarios"] += DERIVED.items() if own["record"] else ()
    return found


def _levels(draft: Draft, table: Table) -> list[str]:
    """The names of the levels, noting the unfit and the repeated."""
    read: list[str] = []
    for word in draft.levels:
        heading = Cell(word, Place(table.sheet, column=str(word)))
        name = cell_rules.label(heading, table.noted, "level")
        if folded(name) in map(folded, read):
            cell_rules.note_error(
                table.noted, heading, "each level has a name of its own, this one is taken", "duplicate-id"
            )
        elif not name:
            missing(table, table.place, "a name for each level is needed")
        else:
            read.append(name)
    if len(read) < 2:
        missing(
            table, table.place, "at least two delivery levels are needed, the first worth 0, the last 100"
        )
    return read


def _note_absent(tables: dict[str, Table], own: dict[str, list[str]], known: Known) -> None:
    for table in fields.INPUTS.tables:
        if table.at_least_one and not own[table.name]:
            place = tables[table.name].place
            missing(tables[table.name], place, f"at least one {table.at_least_one} is needed")
    heads = tables["cost_heads"]
    for row, word in zip(heads.rows, own["cost_heads"], strict=True):
        if folded(word) in known.measures:
            allowed = "measures and cost heads share one budget, so they need different ids"
            cell_rules.note_error(heads.noted, cell(row, "id"), allowed, "duplicate-id")


def _settings(table: Table, known: Known) -> Settings:
    values: dict[str, Cell] = {}
    inputs = {field.name: field for field in fields.INPUTS.by_table["settings"]}
    for row in table.rows:
        heading = cell(row, "setting")
        word = cell_rules.text(heading, table.noted)
        if folded(word) not in inputs:
            wanted = f"no setting has this name{hint(word, inputs)}"
            cell_rules.note_warning(table.noted, heading.place, quoted_value(word), wanted, "unknown-word")
        elif folded(word) in values:
            cell_rules.note_error(table.noted, heading, "each setting stands once", "duplicate-id")
        else:
            values[folded(word)] = cell(row, "value")
    if "title" not in values:
        missing(table, replace(table.place, row="title"), "a title is needed")
    read: dict[str, Any] = {
        name: reader(inputs[name], table.noted, known)(given) for name, given in values.items()
    }
    # Nobody chosen is everybody, pooled.
    viewpoint = (
        {"viewpoint": POOLED} if "viewpoint" in values and cell_rules.is_empty(values["viewpoint"]) else {}
    )
    return Settings(**{"title": ""} | read | viewpoint)
