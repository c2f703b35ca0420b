"""The text form of a model, in YAML: a person may write it, and two of them compare line by line.

    steelyard: 1
    settings: {title: ..., purpose: ..., resolution: 1, scenario: core-implemented, viewpoint: all, ...}
    levels: {none: 0, announced: 10, partial: 40, implemented: 80, verified: 100}
    measures:
      detainee-access: {name: ..., group: core, asked: implemented, worst: ..., best: ...,
        values: [0, 10, 40, 80, 100], note: ...}
      returns: {name: ..., unit: people a year, amounts: [0, 500, 5000, 20000, 50000]}
    cost_heads:
      money: {name: ..., worst: ..., best: ..., unit: million euros, scale: {0: 0, 50: 300, 100: 1000},
        irreversible: no, note: ...}
    options:
      limited-easing: {name: ..., track: sanctions, opening: true, snapback: 0.8, delay: 1, offered: true,
        linkage: {detainee-access: 60, ...}, costs: {money: 20, ...}, note: ...}
    stakeholders:
      France: {name: ..., influence: 40, weights: {detainee-access: 20, ..., money: 10}, note: ...}
    scenarios:
      status-quo: {name: ..., probability: 0.2, delivers: {detainee-access: none, ...}, note: ...}
    rules:
      easing-core: {option: limited-easing, kind: requires all, subject: core, level: implemented,
        withdraws: 0.5, note: ...}
    record:
      access-march: {date: 2019-03-04, measure: detainee-access, level: partial, verifier: ..., source: ...}
    counterparts:
      Russia: {reservation: 0, reservation_change: -0.5, future: 6, role: bargains,
        worth: {limited-easing: 30, ...}, burden: {detainee-access: 20, ...},
        effort: {detainee-access: [0, 0.1, 0.3, 0.8, 1]}, chance: {detainee-access: [1, 0.9, 0.6, 0.4, 0.2]}}
    plan:
      step-1: {phase: 1, kind: option, item: acknowledgements, note: ...}
    evidence:
      linkage/limited-easing/*: {low: 40, high: 80, source: ..., author: ..., date: 2019-06-17,
        confidence: medium, note: ...}
    trial: {detainee-access: 0.25}

Texts are read as texts: a stakeholder `NO` is not read as False, and a level `none` not as empty. `levels`
may be a list of names; it may be left out for the default scale, and `values` where the levels have values
or the measure has amounts. Costs on a head with a scale are in its unit. An influence that is left out is 1.
`trial` holds shares that somebody tries; they are no judgements.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from steelyard.errors import InvalidModel
from steelyard.model.assembly.assemble import assemble
from steelyard.model.draft import Cell, Draft, Place, Row
from steelyard.model.field import ONE_OF, InputKind
from steelyard.model.fields import AMOUNT_AT
from steelyard.model.findings import MOST_SHOWN, Finding, Severity, errors, quoted_value
from steelyard.model.naming import meanings
from steelyard.model.parts import DEFAULT_SCALE
from steelyard.model.text import nodes
from steelyard.model.text.shape import FIRST, FORMAT, TRIAL, sections, settings
from steelyard.model.text.writing import write_text
from steelyard.model.value_functions import POINTS
from steelyard.model.vocabulary import folded, hint

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import yaml

    from steelyard.model.field import Field
    from steelyard.model.model import Model

DECIMALS = "write decimals with a point, such as 12.5, as a comma separates values"
"""What is said where a list has too many values, and perhaps a decimal comma."""

__all__ = ["draft_text", "read_text", "write_text"]


def read_text(text: str | bytes, *, where: str = "<text>") -> Model:
    """The model that this YAML describes.

    Order and comments do not matter; unknown words do. `where` only names the text in messages.

    Raises:
        TextError: not UTF-8, or not the part of YAML that a model needs; the message gives line and column.
        InvalidModel: with every breach, each with its line and column.
    """
    draft, noted = draft_text(text, where)
    assembled = assemble(draft)
    wrong = errors((*noted, *assembled.findings))
    if wrong or assembled.model is None:
        raise InvalidModel(where, wrong)
    return assembled.model


def draft_text(text: str | bytes, where: str = "<text>") -> tuple[Draft, tuple[Finding, ...]]:
    """The tables that the text writes down, and what is wrong with the text itself.

    Raises:
        TextError: not UTF-8, or not the part of YAML that a model needs; the message gives line and column.
    """
    noted: list[Finding] = []
    written = _written(nodes.root_of(text, where), noted)
    levels, scale = _levels(written.get("levels"), noted)
    tables = {"settings": _settings(written.get("settings"), noted)}
    page = _Page(noted, _axes(written, levels), _named(written), tables)
    defaults = {"measures": scale, "stakeholders": {"influence": Cell(1.0, Place("stakeholders"))}}
    for section, (table, _) in sections().items():
        for own, here, body in nodes.entries(written.get(section), Place(section), noted):
            if table.name == "counterpart":
                _add_counterpart(page, replace(here, row=own), body)
            else:
                _add_row(page, section, replace(here, row=own), body, defaults.get(section, {}))
    tables[TRIAL] = _trial(page, written.get(TRIAL))
    return Draft(where, tuple(levels), tables), tuple(noted)


@dataclass(frozen=True)
class _Page:
    """What is written while the text is read, and the ids that its rows may name."""

    noted: list[Finding]
    axes: dict[str, list[str]]
    named: dict[str, list[tuple[str, str]]]
    """Id and name of each part that values may run along, by axis."""
    tables: dict[str, list[Row]]

    @cached_property
    def names(self) -> dict[str, dict[str, str]]:
        """The id that each name means, by axis and by the folded name."""
        return {axis: meanings(pairs) for axis, pairs in self.named.items()}

    def add(self, table: str, cells: dict[str, Cell], place: Place) -> None:
        """One more row at the end of a table."""
        self.tables.setdefault(table, []).append(Row(cells, place))

    def meant(self, word: str, axis: str) -> str:
        """The id along an axis that a word means, by the id or by the name; '' where it means none."""
        return word if word in self.axes[axis] else self.names.get(axis, {}).get(folded(word), "")

    def note_unknown(self, word: str, place: Place, known: Iterable[str], what: str) -> None:
        """A word that nothing has."""
        near = hint(word, known) if len(self.noted) < MOST_SHOWN else ""
        wanted = f"no {what} has this name{near}"
        self.noted.append(Finding(place, quoted_value(word), wanted, "unknown-word"))


def _written(root: yaml.MappingNode, noted: list[Finding]) -> dict[str, yaml.Node]:
    """What stands behind each part of the text."""
    known = (FIRST, "settings", "levels", *sections(), TRIAL)
    found: dict[str, yaml.Node] = {}
    for word, here, node in nodes.entries(root, Place("text"), noted):
        if word in known:
            found[word] = node
        else:
            wanted = f"no part of a model has this name{hint(word, known)}"
            noted.append(Finding(here, quoted_value(word), wanted, "unknown-word"))
    first = found.get(FIRST)
    wanted = f"'{FIRST}: {FORMAT}' is needed, which names the form of the text"
    if first is None:
        noted.append(Finding(Place("text"), "", wanted, "missing"))
    elif (given := nodes.cell(first, Place(FIRST), number=True)).value != FORMAT:
        noted.append(Finding(given.place, quoted_value(given.value), wanted, "unknown-version"))
    return found


def _axes(written: Mapping[str, yaml.Node], levels: list[str]) -> dict[str, list[str]]:
    """The ids that values may run along; what is wrong with them is noted where their own rows are read."""
    axes = {
        section: [word for word, _, _ in nodes.entries(written.get(section), Place(section), [])]
        for section in ("measures", "cost_heads", "options")
    }
    criteria = [*axes["measures"], *axes["cost_heads"]]
    return axes | {"criteria": criteria, "levels": levels, "points": [*POINTS]}


def _named(written: Mapping[str, yaml.Node]) -> dict[str, list[tuple[str, str]]]:
    """Id and name of each part that values may run along, by axis."""
    pairs = {
        section: [
            (own, _name(body)) for own, _, body in nodes.entries(written.get(section), Place(section), [])
        ]
        for section in ("measures", "cost_heads", "options")
    }
    pairs["criteria"] = [*pairs["measures"], *pairs["cost_heads"]]
    return pairs


def _name(body: yaml.Node) -> str:
    """The name of a part, where it has one."""
    found = {word: node for word, _, node in nodes.entries(body, Place("name"), [])}
    given = nodes.cell(found["name"], Place("name"), number=False).value if "name" in found else None
    return str(given or "")


def _levels(node: yaml.Node | None, noted: list[Finding]) -> tuple[list[str], dict[str, Cell]]:
    """The names of the levels, and the values that a measure has unless it gives its own."""
    place = Place("levels")
    default = {word: Cell(value, place) for word, value in DEFAULT_SCALE.items()}
    if node is None or nodes.is_null(node):
        return [*default], default
    if nodes.is_mapping(node):
        scale = {
            word: nodes.cell(value, replace(here, column=word), number=True)
            for word, here, value in nodes.entries(node, place, noted)
        }
        return [*scale], scale
    listed = [
        nodes.cell(item, place, number=False) for item in nodes.items(node, place, noted, "a list of levels")
    ]
    levels = [str(given.value or "") for given in listed]
    return levels, default if levels == [*default] else {}


def _settings(node: yaml.Node | None, noted: list[Finding]) -> list[Row]:
    rows, known = [], settings()
    for word, here, value in nodes.entries(node, Place("settings"), noted):
        place = replace(here, row=word)
        if word in known:
            given = _cell(known[word], value, place)
            rows.append(Row({"setting": Cell(word, place), "value": given}, place))
        else:
            noted.append(
                Finding(
                    place, quoted_value(word), f"no setting has this name{hint(word, known)}", "unknown-word"
                )
            )
    return rows


def _add_row(page: _Page, section: str, place: Place, body: yaml.Node, defaults: Mapping[str, Cell]) -> None:
    """One row of a section; what belongs to a table of its own goes there."""
    table, words = sections()[section]
    key = "key" if section == "evidence" else "id"
    cells = {key: Cell(place.row, replace(place, column=key))}
    given: dict[str, Cell] = {}
    for word, here, node in nodes.entries(body, place, page.noted):
        field = words.get(word)
        at = replace(here, column=word)
        if field is None:
            page.note_unknown(word, at, words, f"word of {section}")
        elif not field.axis:
            given[field.heading] = _cell(field, node, at)
        elif field.table != table.name:
            own = replace(at, sheet=word, column="")
            page.add(field.table, {"id": Cell(place.row, own)} | _along(page, field, own, node), own)
        else:
            given = _along(page, field, place, node) | given
    if not (defaults.keys() & given.keys()) and not _follows(section, given):
        given = {**defaults} | given
    page.add(table.name, given | cells, place)


def _trial(page: _Page, node: yaml.Node | None) -> list[Row]:
    """The shares on trial."""
    rows, place = [], Place(TRIAL)
    for item, here, value in nodes.entries(node, place, page.noted):
        own = page.meant(item, "criteria")
        if not own:
            page.note_unknown(item, here, page.axes["criteria"], "measure or cost head")
            continue
        at = replace(here, row=own)
        share = nodes.cell(value, replace(at, column="trial"), number=True)
        rows.append(Row({"criterion": Cell(own, at), "trial": share}, at))
    return rows


def _follows(section: str, given: Mapping[str, Cell]) -> bool:
    """Whether the values of a measure follow from its amounts, rather than from those of the levels."""
    return section == "measures" and any(heading.startswith(AMOUNT_AT) for heading in given)


def _add_counterpart(page: _Page, place: Place, body: yaml.Node) -> None:
    """The rows of one counterpart: its reservation value, its change, the future, each option and measure."""
    _, words = sections()["counterparts"]
    rows: dict[tuple[str, str], dict[str, Cell]] = {("reservation", ""): {}}
    future: dict[tuple[str, str], dict[str, Cell]] = {}
    for word, here, node in nodes.entries(body, place, page.noted):
        field = words.get(word)
        at = replace(here, column=word)
        if field is None:
            page.note_unknown(word, at, words, "word of counterparts")
        elif not field.axis:
            given = {field.heading: _cell(field, node, at)}
            (future if field.row_if_given else rows).setdefault((field.row, ""), {}).update(given)
        elif field.by_level:
            for item, there, curve in nodes.entries(node, at, page.noted):
                where = replace(there, sheet=word, row=f"{place.row} / {item}")
                found = _by_level(page, f"{field.name} ", where, curve)
                rows.setdefault((field.row, item), {}).update(found)
        else:
            for item, cell in _along(page, field, place, node).items():
                rows.setdefault((field.row, item), {})[field.heading] = cell
    own = {("reservation", ""): rows.pop(("reservation", ""))}
    for (kind, item), cells in (own | future | rows).items():
        _add_party_row(page, place, kind, item or None, cells)


def _add_party_row(page: _Page, place: Place, kind: str, item: str | None, cells: dict[str, Cell]) -> None:
    here = replace(place, row=f"{place.row} / {item or kind}")
    spot = next(iter(cells.values())).place.at if item and cells else place.at
    named = {"party": place.row, "kind": kind, "item": item}
    fixed = {column: Cell(value, replace(here, column=column, at=spot)) for column, value in named.items()}
    page.add("counterpart", fixed | cells, replace(here, at=spot))


def _cell(field: Field, node: yaml.Node, place: Place) -> Cell:
    return nodes.cell(node, place, number=field.kind is InputKind.NUMBER)


def _along(page: _Page, field: Field, place: Place, node: yaml.Node) -> dict[str, Cell]:
    """Values by id, or by level."""
    here = replace(place, sheet=field.word, column="")
    if field.axis == "levels":
        return _by_level(page, field.prefix, here, node)
    cells = {}
    for item, at, value in nodes.entries(node, here, page.noted):
        there = replace(at, column=item)
        # An item of a counterpart that is not known is found when the rows are assembled.
        if field.row:
            cells[item] = _cell(field, value, there)
        elif own := page.meant(item, field.axis):
            cells[field.prefix + own] = _cell(field, value, replace(there, column=field.prefix + own))
        else:
            _, _, what = ONE_OF[field.axis].partition(" ")
            words = [*page.axes[field.axis], *(name for _, name in page.named.get(field.axis, ()) if name)]
            page.note_unknown(item, there, words, what)
    return cells


def _note_length(page: _Page, place: Place, node: yaml.Node, length: int, wanted: str) -> None:
    """Note a list that is too long, and decimal commas, which separate values in a list."""
    pairs, levels = nodes.decimal_commas(node), len(page.axes["levels"])
    if length > levels:
        cure = nodes.decimal_commas_read(pairs) if pairs else DECIMALS
        wanted = f"{wanted} is needed; {cure}"
        page.noted.append(Finding(place, f"{length} values", wanted, "wrong-shape"))
    elif pairs:
        cure = f"{nodes.decimal_commas_read(pairs)}; where two values are meant, put a blank behind the comma"
        found = ", ".join(map(quoted_value, pairs))
        page.noted.append(Finding(place, found, cure, "decimal-comma", Severity.WARNING))


def _by_level(page: _Page, before: str, place: Place, node: yaml.Node) -> dict[str, Cell]:
    """Values by level, as a list or a mapping; `before` goes before the level in the name of the column."""
    levels = page.axes["levels"]
    if nodes.is_mapping(node):
        pairs = [*nodes.entries(node, place, page.noted)]
    else:
        wanted = f"a list of {len(levels)} numbers, one for each level,"
        listed = nodes.items(node, place, page.noted, wanted)
        _note_length(page, nodes.spot(place, node), node, len(listed), wanted)
        pairs = [(name, place, value) for name, value in zip(levels, listed, strict=False)]
    cells = {}
    for name, here, value in pairs:
        at = replace(here, column=f"{before}{name}")
        if name in levels:
            cells[before + name] = nodes.cell(value, at, number=True)
        else:
            page.note_unknown(name, at, levels, "level")
    return cells
