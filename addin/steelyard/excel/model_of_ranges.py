"""The model that the ranges of a call describe, matched by ids as the workbook's reader does.

A workbook has more tables than a call has ranges. So this file decides which columns of Measures are levels,
which columns of Costs are cost heads, and what replaces a table that a function does not need.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from steelyard.errors import InvalidModel
from steelyard.excel.arguments import argument
from steelyard.excel.package_range import KINDS, proposal_of, with_proposal
from steelyard.excel.quick_model import SETTINGS, quick_model
from steelyard.excel.ranges import Block, block, cell_text, numeric, texts
from steelyard.model.assembly import cell_rules as read
from steelyard.model.assembly.assemble import assemble
from steelyard.model.draft import Cell, Draft, Place, Row
from steelyard.model.fields import AMOUNT_AT
from steelyard.model.findings import Finding, errors, quoted_value
from steelyard.model.naming import meanings
from steelyard.model.parts import POOLED, RuleKind, Scenario
from steelyard.model.record import DERIVED
from steelyard.model.vocabulary import HEADINGS, IS_OFFERED, TYPED_IN, folded, hint, is_free_level, nearest
from steelyard.weigh.kept_weighings import remembered
from steelyard.weigh.weighing import Weighing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from steelyard.excel.package_range import Proposal
    from steelyard.model.model import Model
    from steelyard.model.parts import Option

SCENARIO = "any"
"""Id of a scenario in which nothing is delivered, for functions that have no argument Delivery."""

UNASKED: Final = object()
"""In place of a range that the function has no argument for, or that was left out."""


class Ranges(NamedTuple):
    """The ranges of one call as Excel passed them; `UNASKED` for a range that the function does not have."""

    weights: object
    measures: object
    linkage: object
    costs: object
    delivery: object
    options: object = UNASKED
    rules: object = UNASKED
    counterpart: object = UNASKED
    package: object = UNASKED
    plan: object = UNASKED


def weighed(
    function: str,
    ranges: Ranges,
    viewpoint: object = "",
    settings: Mapping[str, object] | None = None,
    noted: Sequence[Finding] = (),
) -> Weighing:
    """The weighing of the model in these ranges, from a viewpoint; all stakeholders pooled by default.

    Args:
        function: name of the worksheet function, for messages.
        ranges: the judgement tables.
        viewpoint: id or name of a stakeholder, in one cell.
        settings: settings of our side, by name, each in one cell; None where it is left out.
        noted: findings about other arguments of the call, to be listed with the rest.

    Raises:
        InvalidModel: with every problem of the call, each with its place.
    """
    content = [[None if given is UNASKED else [given] for given in ranges], viewpoint, settings, bool(noted)]
    return remembered(content, lambda: _weighed(function, ranges, viewpoint, settings, noted))


def _weighed(
    function: str,
    ranges: Ranges,
    viewpoint: object,
    settings: Mapping[str, object] | None,
    noted: Sequence[Finding],
) -> Weighing:
    where, found = f"STEELYARD.{function}", list[Finding]()
    cells = {name: argument(name, cell) for name, cell in (settings or {}).items() if cell is not None}
    model = model_of(where, ranges, cells, found)
    chosen = POOLED if model is None or not cell_text(viewpoint) else _viewpoint(model, viewpoint, found)
    if model is None or found or noted:
        raise InvalidModel(where, [*found, *noted])
    return Weighing(model, chosen)


def _viewpoint(model: Model, cell: object, noted: list[Finding]) -> str:
    return _chosen(cell, "viewpoint", model.viewpoints, noted)


def scenario_of(function: str, weighing: Weighing, scenario: object) -> str:
    """Id of the scenario that an argument names, by its id or its name.

    Raises:
        InvalidModel: the cell is empty, or there is no such scenario.
    """
    return _part_of(function, "scenario", weighing.scenarios, scenario)


def option_of(function: str, weighing: Weighing, option: object) -> str:
    """Id of the option that an argument names, by its id or its name.

    Raises:
        InvalidModel: the cell is empty, or there is no such option.
    """
    return _part_of(function, "option", weighing.model.options, option)


def _part_of(function: str, what: str, parts: Sequence[Scenario | Option], cell: object) -> str:
    noted: list[Finding] = []
    found = _chosen(cell, what, {part.id: part.name for part in parts}, noted)
    if noted:
        raise InvalidModel(f"STEELYARD.{function}", noted)
    return found


def _chosen(cell: object, what: str, names: Mapping[str, str], noted: list[Finding]) -> str:
    """The id that a cell means, of parts with these names by their ids."""
    written = cell_text(cell)
    known = meanings(names.items())
    if folded(written) in known:
        return known[folded(written)]
    wanted = f"one of these is needed: {', '.join(names)}{hint(written, names)}"
    noted.append(
        Finding(Place(f"Argument {what}"), quoted_value(written) if written else "", wanted, "dangling")
    )
    return ""


def model_of(where: str, ranges: Ranges, settings: Mapping[str, Cell], noted: list[Finding]) -> Model | None:
    """The model that these ranges describe; None where something is wrong, which is noted."""
    blocks = dict(_blocks(ranges, noted))
    _note_exchanged(blocks, noted)
    _note_units(blocks, noted)
    if noted:
        return None
    levels, heads = _levels(blocks), _heads(blocks, noted)
    _fill(blocks, levels)
    blocks["Delivery"], derived = _split(blocks["Delivery"])
    package = blocks.pop("Package", None)
    proposal = None if package is None else proposal_of(package, blocks, levels, noted)
    model = None if noted or settings else quick_model(_judged(ranges), blocks, (levels, heads), proposal)
    if model is None:
        assembled = assemble(_draft(where, blocks, levels, heads, settings, proposal))
        noted += errors(assembled.findings)
        model = assembled.model
    following = () if noted or model is None else tuple(_following(derived, model, noted))
    if noted or model is None:
        return None
    return model.replace(scenarios=(*model.scenarios, *following)) if following else model


def _judged(ranges: Ranges) -> list[object]:
    """The ranges of the judgements, without the package and the plan."""
    return [None if given is UNASKED else [given] for given in ranges._replace(package=None, plan=None)]


def _split(delivery: Block) -> tuple[Block, Block]:
    """The typed rows of Delivery, and the rows that follow from the Delivery record."""
    at = delivery.column("id")
    follows = [at >= 0 and folded(cell_text(row[at])) in DERIVED for row in delivery.rows]
    typed, derived = (
        replace(
            delivery,
            rows=tuple(row for row, one in zip(delivery.rows, follows, strict=True) if one is which),
            numbers=tuple(n for n, one in zip(delivery.numbers, follows, strict=True) if one is which),
        )
        for which in (False, True)
    )
    return typed, derived


def _following(derived: Block, model: Model, noted: list[Finding]) -> Iterator[Scenario]:
    """The scenarios that follow from the Delivery record, with the levels that Delivery shows."""
    levels = read.by_fold(model.levels)
    for row in derived.drafted():
        by_heading = {folded(heading): cell for heading, cell in row.cells.items()}
        cells = [
            by_heading.get(folded(m.id), Cell(None, replace(row.place, column=m.id))) for m in model.measures
        ]
        own = folded(cell_text(by_heading["id"].value))
        delivered = tuple(read.level(cell, noted, levels) for cell in cells)
        yield Scenario(id=own, name=DERIVED[own], levels=delivered)


def _blocks(ranges: Ranges, noted: list[Finding]) -> Iterator[tuple[str, Block]]:
    for name, given in ranges._asdict().items():
        found = None if given is UNASKED else block(given, name.capitalize(), noted)
        if found is not None:
            yield name.capitalize(), found


def _free_headings(block_: Block) -> list[str]:
    """Headings over numbers, without the headings that steelyard gives its own columns."""
    heads = block_.headings
    free = [(at, h) for at, h in enumerate(heads) if h and not h.startswith(AMOUNT_AT)]
    return [h for at, h in free if folded(h) not in HEADINGS and numeric(block_, at)]


def _note_exchanged(blocks: Mapping[str, Block], noted: list[Finding]) -> None:
    """Note where Linkage and Costs were exchanged: only the headings tell them apart."""
    if not {"Measures", "Costs"} <= blocks.keys():
        return
    measures = {folded(own) for own in texts(blocks["Measures"], blocks["Measures"].column("id"))}
    across = {folded(heading) for heading in _free_headings(blocks["Costs"])}
    if across and across <= measures:
        wanted = "the table Costs belongs here; were linkage and costs exchanged?"
        noted.append(Finding(Place("Costs"), "the table Linkage", wanted, "wrong-shape"))


def _note_units(blocks: Mapping[str, Block], noted: list[Finding]) -> None:
    """Note costs in a unit, whose scales stand on a sheet that no function asks for.

    The table Effects has the same costs in points. But a cap counts what Costs says, so that it does not go
    with Effects.
    """
    costs, rules = blocks.get("Costs"), blocks.get("Rules")
    if costs is None:
        return
    at, kind = costs.column(TYPED_IN), -1 if rules is None else rules.column("kind")
    units = {cell_text(row[at]) for row in costs.rows if at >= 0} - {""}
    if units:
        wanted = "the functions count points; give the table Effects in the place of Costs"
        noted.append(
            Finding(Place("Costs", column=TYPED_IN), quoted_value(units.pop()), wanted, "wrong-shape")
        )
    capped = rules is not None and any(
        folded(cell_text(row[kind])) == RuleKind.CAP for row in rules.rows if kind >= 0
    )
    if capped and costs.column(IS_OFFERED) >= 0:
        wanted = "a cap counts what the table Costs says; leave out the argument rules, or the caps"
        noted.append(
            Finding(Place("Rules", column="kind"), quoted_value(RuleKind.CAP), wanted, "wrong-shape")
        )


def _levels(blocks: Mapping[str, Block]) -> list[str]:
    """The columns of Measures with values of levels: numbers, left of the note or named in Delivery.

    A column that the user added is not one of them, unless it has numbers and stands left of the note.
    """
    measures = blocks["Measures"]
    note, delivery = measures.column("note"), blocks.get("Delivery")
    words = {folded(w) for row in delivery.rows for w in row if isinstance(w, str)} if delivery else set()
    amounts = {h.removeprefix(AMOUNT_AT) for h in measures.headings if h.startswith(AMOUNT_AT)}
    free = {
        heading
        for heading in _free_headings(measures)
        if is_free_level(heading)
        if note < 0 or measures.column(heading) < note or folded(heading) in words
    }
    return [heading for heading in measures.headings if heading in free | amounts]


def _heads(blocks: Mapping[str, Block], noted: list[Finding]) -> list[str]:
    """The columns of Costs with costs: numbers under a heading that Weights has too.

    Without such a column on Weights it is one that the user added, and counts as nothing; unless its heading
    is nearly that of a column on Weights: then it is misspelt, which is noted.
    """
    weights = blocks["Weights"]
    found = []
    measures = {folded(own) for own in texts(blocks["Measures"], blocks["Measures"].column("id"))}
    for heading in _free_headings(blocks["Costs"]):
        if folded(heading) in measures:
            continue  # of the table Effects, which has costs in points
        if weights.column(heading) >= 0:
            found.append(heading)
            continue
        if near := nearest(heading, _left_over(blocks)):
            wanted = f"Weights has no column of this name; did you mean {near!r}?"
            noted.append(Finding(Place("Costs", column=heading), quoted_value(heading), wanted, "dangling"))
    return found


def _left_over(blocks: Mapping[str, Block]) -> list[str]:
    """Columns of numbers on Weights that are neither measures nor cost heads."""
    measures, costs = blocks["Measures"], blocks["Costs"]
    used = {folded(own) for own in texts(measures, measures.column("id"))} | set(map(folded, costs.headings))
    return [heading for heading in _free_headings(blocks["Weights"]) if folded(heading) not in used]


def _fill(blocks: dict[str, Block], levels: Sequence[str]) -> None:
    """Add neutral tables that the function does not have: no linkage, one scenario that delivers nothing."""
    measures = tuple(texts(blocks["Measures"], blocks["Measures"].column("id")))
    if "Linkage" not in blocks:
        own = blocks.get("Options", blocks["Costs"])
        ids_ = read.by_fold(filter(None, texts(own, own.column("id")))).values()
        rows = tuple((each, *[0] * len(measures)) for each in ids_)
        blocks["Linkage"] = Block(
            what="Linkage", headings=("id", *measures), rows=rows, numbers=(0,) * len(rows)
        )
    if "Delivery" not in blocks:
        lowest = (SCENARIO, SCENARIO, *[*levels[:1]] * len(measures))
        blocks["Delivery"] = Block(
            what="Delivery", headings=("id", "name", *measures), rows=(lowest,), numbers=(0,)
        )


def _draft(
    where: str,
    blocks: Mapping[str, Block],
    levels: Sequence[str],
    heads: Sequence[str],
    stated: Mapping[str, Cell],
    proposal: Proposal | None,
) -> Draft:
    """The tables as a workbook would have them, each cell with its place in its range."""
    tables = {name.lower(): each.drafted() for name, each in blocks.items()}
    tables["cost_heads"] = [_named(head, Place("Costs", column=head)) for head in heads]
    if "options" not in tables:
        found = [row.cells["id"] for row in tables["linkage"]]
        tables["options"] = [_named(cell.value, replace(cell.place, column="id")) for cell in found]
    if proposal is not None:
        for sheet, column, _ in KINDS.values():
            tables[sheet.lower()] = with_proposal(tables[sheet.lower()], column, proposal[column])
    settings = {"title": Cell(SETTINGS.title, Place("Settings")), **stated}
    tables["settings"] = [
        Row({"setting": Cell(name, cell.place), "value": cell}, cell.place) for name, cell in settings.items()
    ]
    return Draft(where, tuple(levels), tables)


def _named(own: object, place: Place) -> Row:
    """A part without a table of its own: its id is its name too."""
    return Row({"id": Cell(own, place), "name": Cell(own, place)}, place)
