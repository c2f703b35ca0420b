"""Ranges as a model: the judgement tables of a call, matched by ids as the workbook's reader matches them.

What a range does not say is settled here, once: which columns of Measures are levels, which of Costs are cost
heads, and what stands for a table that a function does not ask for.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from steelyard.errors import InvalidModel
from steelyard.excel.arguments import argument
from steelyard.excel.package_range import KINDS, laid, tabled
from steelyard.excel.ranges import Block, block, numeric, texts, word
from steelyard.model.assembly import cell_rules as read
from steelyard.model.assembly import consistency, exchange
from steelyard.model.assembly.assemble import assemble
from steelyard.model.assembly.columnwise import Columns, plain_model
from steelyard.model.assembly.rows import Known, ids, tables_of
from steelyard.model.draft import Cell, Draft, Place, Row
from steelyard.model.findings import Finding, errors, quoted_value
from steelyard.model.parts import POOLED, Scenario, Settings
from steelyard.model.record import DERIVED
from steelyard.model.vocabulary import HEADINGS, POOLED_NAME, folded, hint, nearest
from steelyard.sheets.catalogue import own_headings
from steelyard.weigh.weighing import Weighing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from steelyard.excel.package_range import Tabled
    from steelyard.model.model import Model

SETTINGS = Settings(title="worksheet function")

SCENARIO = "any"
"""Id of the scenario in which nothing is delivered, where a function does not ask for any."""


UNASKED: Final = object()
"""Stands for a range that a function has no use for, or that was left out."""


class Ranges(NamedTuple):
    """The ranges of one call, as the door handed them over; `UNASKED` where the function asks for none."""

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
    stated: Mapping[str, object] | None = None,
    noted: Sequence[Finding] = (),
) -> Weighing:
    """The engine's face on what these ranges say, from a viewpoint; all stakeholders pooled by default.

    Args:
        function: name of the worksheet function, for messages.
        ranges: the judgement tables.
        viewpoint: id or name of a stakeholder, in one cell.
        stated: settings of our side, by name, each in one cell; None where it is left out.
        noted: what is wrong with other arguments of the call, to be told with the rest.

    Raises:
        InvalidModel: with every problem of the call, each with its place.
    """
    where, found = f"STEELYARD.{function}", list[Finding]()
    cells = {name: argument(name, cell) for name, cell in (stated or {}).items() if cell is not None}
    model = judged(where, ranges, cells, found)
    chosen = POOLED if model is None or not word(viewpoint) else _viewpoint(model, viewpoint, found)
    if model is None or found or noted:
        raise InvalidModel(where, [*found, *noted])
    return Weighing(model, chosen)


def _viewpoint(model: Model, cell: object, noted: list[Finding]) -> str:
    ids_of = {POOLED: POOLED, POOLED_NAME: POOLED}
    ids_of |= {part.name: part.id for part in model.stakeholders}
    ids_of |= {part.id: part.id for part in model.stakeholders}
    return _chosen(cell, "viewpoint", ids_of, noted)


def scenario_of(function: str, weighing: Weighing, scenario: object) -> str:
    """Id of the scenario that a cell names, by its id or its name.

    Raises:
        InvalidModel: the cell is empty, or there is no such scenario.
    """
    return _part_of(function, "scenario", weighing.scenarios, scenario)


def option_of(function: str, weighing: Weighing, option: object) -> str:
    """Id of the option that a cell names, by its id or its name.

    Raises:
        InvalidModel: the cell is empty, or there is no such option.
    """
    return _part_of(function, "option", weighing.model.options, option)


def _part_of(function: str, what: str, parts: Sequence[object], cell: object) -> str:
    noted: list[Finding] = []
    ids_of = {getattr(part, key): part.id for key in ("name", "id") for part in parts}  # type: ignore[attr-defined]
    found = _chosen(cell, what, ids_of, noted)
    if noted:
        raise InvalidModel(f"STEELYARD.{function}", noted)
    return found


def _chosen(cell: object, what: str, ids_of: Mapping[str, str], noted: list[Finding]) -> str:
    said = word(cell)
    by_fold = {folded(name): own for name, own in ids_of.items()}
    if folded(said) in by_fold:
        return by_fold[folded(said)]
    known = dict.fromkeys(by_fold.values())
    wanted = f"one of these is needed: {', '.join(known)}{hint(said, known)}"
    noted.append(Finding(Place(f"Argument {what}"), quoted_value(said) if said else "", wanted, "dangling"))
    return ""


def judged(where: str, ranges: Ranges, stated: Mapping[str, Cell], noted: list[Finding]) -> Model | None:
    """The model that these ranges write down; None where something is wrong, which is noted."""
    blocks = dict(_blocks(ranges, noted))
    _note_exchanged(blocks, noted)
    if noted:
        return None
    levels, heads = _levels(blocks), _heads(blocks, noted)
    _fill(blocks, levels)
    blocks["Delivery"], derived = _parted(blocks["Delivery"])
    package = blocks.pop("Package", None)
    said = None if package is None else tabled(package, blocks, levels, noted)
    plainly = not (noted or stated or said or "Plan" in blocks)
    model = _quick(blocks, levels, heads) if plainly else None
    if model is None:
        assembled = assemble(_draft(where, blocks, levels, heads, stated, said))
        noted += errors(assembled.findings)
        model = assembled.model
    following = () if noted or model is None else tuple(_following(derived, model, noted))
    if noted or model is None:
        return None
    return model.replace(scenarios=(*model.scenarios, *following)) if following else model


def _parted(delivery: Block) -> tuple[Block, Block]:
    """The typed rows of Delivery, and those that follow from the Delivery record."""
    at = delivery.column("id")
    follows = [at >= 0 and folded(word(row[at])) in DERIVED for row in delivery.rows]
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
    """The scenarios that follow from the Delivery record, as Delivery shows them."""
    levels = read.by_fold(model.levels)
    for row in _rows(derived):
        held = {folded(heading): cell for heading, cell in row.cells.items()}
        cells = [held.get(folded(m.id), Cell(None, replace(row.place, column=m.id))) for m in model.measures]
        own = folded(word(held["id"].value))
        delivered = tuple(read.level(cell, noted, levels) for cell in cells)
        yield Scenario(id=own, name=DERIVED[own], levels=delivered)


def _blocks(ranges: Ranges, noted: list[Finding]) -> Iterator[tuple[str, Block]]:
    for name, given in ranges._asdict().items():
        found = None if given is UNASKED else block(given, name.capitalize(), noted)
        if found is not None:
            yield name.capitalize(), found


def _own(block_: Block) -> list[str]:
    """Headings of numbers that are none of the words that steelyard puts over a column."""
    heads = block_.headings
    return [h for at, h in enumerate(heads) if h and folded(h) not in HEADINGS and numeric(block_, at)]


def _note_exchanged(blocks: Mapping[str, Block], noted: list[Finding]) -> None:
    """Linkage and costs look alike; measures over the costs tell that the two were exchanged."""
    if not {"Measures", "Costs"} <= blocks.keys():
        return
    measures = {folded(own) for own in texts(blocks["Measures"], blocks["Measures"].column("id"))}
    across = {folded(heading) for heading in _own(blocks["Costs"])}
    if across and across <= measures:
        wanted = "the table Costs belongs here; were linkage and costs exchanged?"
        noted.append(Finding(Place("Costs"), "the table Linkage", wanted, "wrong-shape"))


def _levels(blocks: Mapping[str, Block]) -> list[str]:
    """The columns of Measures that hold values of levels: numbers, left of the note or named in Delivery.

    A column of the user's own is not taken for one, unless it holds numbers left of the note.
    """
    measures = blocks["Measures"]
    note, delivery = measures.column("note"), blocks.get("Delivery")
    words = {folded(w) for row in delivery.rows for w in row if isinstance(w, str)} if delivery else set()
    return [
        heading
        for heading in _own(measures)
        if note < 0 or measures.column(heading) < note or folded(heading) in words
    ]


def _heads(blocks: Mapping[str, Block], noted: list[Finding]) -> list[str]:
    """The columns of Costs that hold costs: numbers under a heading that Weights has too.

    A column that Weights lacks is the user's own and weighs nothing, unless it is a misspelt one.
    """
    weights = blocks["Weights"]
    found = []
    for heading in _own(blocks["Costs"]):
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
    known = {folded(own) for own in texts(measures, measures.column("id"))} | set(map(folded, costs.headings))
    return [heading for heading in _own(blocks["Weights"]) if folded(heading) not in known]


def _fill(blocks: dict[str, Block], levels: Sequence[str]) -> None:
    """What a function does not ask for, neutral: no linkage, one scenario that delivers nothing."""
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


def _quick(blocks: dict[str, Block], levels: Sequence[str], heads: Sequence[str]) -> Model | None:
    """The model by the quick way, the rest cell by cell; None where only the slow way will do."""
    columns = {name.lower(): Columns(held.headings, held.rows) for name, held in blocks.items()}
    model = plain_model(columns, levels, heads, SETTINGS)
    if model is None or not {"Rules", "Counterpart"} & blocks.keys():
        return model
    tables = tables_of(
        Draft("", model.levels, {name.lower(): _rows(blocks[name]) for name in _SMALL & blocks.keys()})
    )
    known = Known(
        levels=read.by_fold(model.levels),
        measures=read.by_fold(part.id for part in model.measures),
        cost_heads=read.by_fold(heads),
        options=read.by_fold(part.id for part in model.options),
        stakeholders=read.by_fold(part.id for part in model.stakeholders),
        scenarios=read.by_fold(part.id for part in model.scenarios),
    )
    rules = exchange.rules(tables["rules"], ids(tables["rules"]), known, model.measures)
    others = exchange.counterparts(tables["counterpart"], known)
    model = model.replace(rules=rules, counterparts=others)
    consistency.note_all(model, tables)
    found = tuple(finding for table in tables.values() for finding in table.noted)
    return None if errors(found) else model


_SMALL = frozenset(("Options", "Rules", "Counterpart"))


def _rows(block_: Block) -> list[Row]:
    return block_.drafted(without=own_headings(block_.what.lower(), block_.headings))


def _draft(
    where: str,
    blocks: Mapping[str, Block],
    levels: Sequence[str],
    heads: Sequence[str],
    stated: Mapping[str, Cell],
    said: Tabled | None,
) -> Draft:
    """The tables as they would stand in a workbook, each cell with its place in its range."""
    tables = {name.lower(): _rows(held) for name, held in blocks.items()}
    tables["cost_heads"] = [_named(head, Place("Costs", column=head)) for head in heads]
    if "options" not in tables:
        found = [row.cells["id"] for row in tables["linkage"]]
        tables["options"] = [_named(cell.value, replace(cell.place, column="id")) for cell in found]
    if said is not None:
        for sheet, column, _ in KINDS.values():
            tables[sheet.lower()] = laid(tables[sheet.lower()], column, said[column])
    settings = {"title": Cell(SETTINGS.title, Place("Settings")), **stated}
    tables["settings"] = [
        Row({"setting": Cell(name, cell.place), "value": cell}, cell.place) for name, cell in settings.items()
    ]
    return Draft(where, tuple(levels), tables)


def _named(own: object, place: Place) -> Row:
    """A part that stands in no table of its own: it is called by its id."""
    return Row({"id": Cell(own, place), "name": Cell(own, place)}, place)
