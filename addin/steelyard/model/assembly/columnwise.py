"""The quick reading of a model: whole columns at once, where every cell is as it should be.

`assemble` reads cell by cell and says what is wrong with each; for 200,000 cells that takes a second. Here
nothing is said: as soon as anything is unusual the answer is None, and the caller reads cell by cell, which
gives the same model or the findings. That the two agree is tested on drawn models.
"""

from __future__ import annotations

import math
import re
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from steelyard.model import fields
from steelyard.model.assembly.cell_rules import LARGEST
from steelyard.model.assembly.consistency import ONE
from steelyard.model.field import InputKind
from steelyard.model.model import Model
from steelyard.model.parts import CostHead, Measure, Option, Scenario, Settings, Stakeholder
from steelyard.model.vocabulary import (
    EXCEL_ERRORS,
    LONGEST_ID,
    LONGEST_NAME,
    LONGEST_NOTE,
    POOLED_NAME,
    RESERVED,
    folded,
    is_free_level,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from steelyard.model.field import Field

_ID = re.compile(r"[A-Za-z][A-Za-z0-9._-]*")
_LABEL = re.compile(r"[A-Za-z][A-Za-z0-9 ._-]*")
_EMPTY = ("", None)


class Columns(NamedTuple):
    """A table of cells under headings."""

    headings: Sequence[str]
    rows: Sequence[Sequence[object]]

    def places(self) -> dict[str, int]:
        """The position of each heading, whatever its case; of the first where one stands twice."""
        return {folded(heading): at for at, heading in reversed(list(enumerate(self.headings)))}


class _Unusual(Exception):
    """Something that only the reading cell by cell can judge."""


class _Axes(NamedTuple):
    """What values run along, and the words of the levels."""

    measures: Sequence[str]
    cost_heads: Sequence[str]
    levels: Sequence[str]

    def along(self, axis: str) -> Sequence[str]:
        along: Sequence[str] = (
            (*self.measures, *self.cost_heads) if axis == "criteria" else getattr(self, axis)
        )
        return along


def plain_model(
    tables: Mapping[str, Columns], levels: Sequence[str], heads: Sequence[str], settings: Settings
) -> Model | None:
    """The model of these tables; None where a cell of them is not as plain as most are.

    Args:
        tables: weights, measures, linkage, costs and delivery, perhaps options, by name.
        levels: headings of the columns of measures that hold the values of levels, lowest first.
        heads: headings of the columns of costs that hold costs.
        settings: those of the model.
    """
    try:
        return _model(tables, levels, heads, settings)
    except (_Unusual, OverflowError):
        return None


def _model(
    tables: Mapping[str, Columns], levels: Sequence[str], heads: Sequence[str], settings: Settings
) -> Model:
    for words in (levels, heads):
        _require(len({folded(word) for word in words}) == len(words))
    _require(len(levels) >= 2 and all(_LABEL.fullmatch(w) and is_free_level(w) for w in levels))
    _require(all(_is_id(word) for word in heads) and all(len(word) <= LONGEST_ID for word in levels))
    axes = _Axes(_ids(tables["measures"]), heads, levels)
    criteria = axes.along("criteria")
    _require(len({folded(word) for word in criteria}) == len(criteria))
    measures = _measures(tables["measures"], axes)
    # A cost head has no name here but its id, which no measure may have as its name.
    _require(not {folded(part.name) for part in measures} & set(map(folded, heads)))
    return Model(
        settings=settings,
        measures=measures,
        cost_heads=tuple(CostHead(id=head, name=head) for head in heads),
        options=_options(tables, axes, settings.hold),
        stakeholders=_stakeholders(tables["weights"], axes),
        scenarios=_scenarios(tables["delivery"], axes),
        levels=tuple(levels),
    )


def _measures(table: Columns, axes: _Axes) -> tuple[Measure, ...]:
    parts = tuple(Measure(**row) for row in _rows(table, "measures", axes))
    scales = [part.values for part in parts]
    _require(all(row[0] == 0 and row[-1] == 100 and list(row) == sorted(row) for row in scales))
    return parts


def _options(tables: Mapping[str, Columns], axes: _Axes, hold: str) -> tuple[Option, ...]:
    beside = [
        {folded(row.pop("id")): row for row in _rows(tables[name], name, axes)}
        for name in ("linkage", "costs")
    ]
    if "options" in tables:
        own = _rows(tables["options"], "options", axes, folded(hold))
    else:
        own = [{"id": id_, "name": id_} for id_ in _ids(tables["linkage"])]
    here = {folded(row["id"]) for row in own}
    _require(all(here == rows.keys() for rows in beside))
    for rows in beside:
        for row in own:
            row.update(rows[folded(row["id"])])
    parts = tuple(Option(**row) for row in own)
    taken = [part.track for part in parts if part.offered and part.track]
    _require(len(set(taken)) == len(taken))
    return parts


def _stakeholders(table: Columns, axes: _Axes) -> tuple[Stakeholder, ...]:
    parts = tuple(Stakeholder(**row) for row in _rows(table, "weights", axes, folded(POOLED_NAME)))
    _require(all(any(part.weights) for part in parts) and any(part.influence for part in parts))
    return parts


def _scenarios(table: Columns, axes: _Axes) -> tuple[Scenario, ...]:
    parts = tuple(Scenario(**row) for row in _rows(table, "delivery", axes))
    given = [part.probability for part in parts if part.probability is not None]
    _require(not given or (len(given) == len(parts) and abs(math.fsum(given) - 1) <= ONE))
    return parts


def _rows(table: Columns, name: str, axes: _Axes, taken: str = "") -> list[dict[str, Any]]:
    """The values of each row by the names of its inputs; `taken` is a name that no row may have."""
    places = table.places()
    columns = {
        field.name: _column(table, places, field, axes, taken) for field in fields.INPUTS.by_table[name]
    }
    if "name" in columns:
        _require_apart(columns["id"], columns["name"])
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _require_apart(ids: Sequence[object], names: Sequence[object]) -> None:
    """No name may be the id of another row, as a reference may be either."""
    own = {folded(str(id_)) for id_ in ids}
    pairs = zip(ids, names, strict=True)
    _require(all(folded(str(n)) not in own or folded(str(n)) == folded(str(id_)) for id_, n in pairs))


def _column(
    table: Columns, places: Mapping[str, int], field: Field, axes: _Axes, taken: str
) -> Sequence[object]:
    """The values of one input, one a row, or a tuple of values along its axis a row."""
    if field.may_lack:
        _require(not any(folded(field.heading_for(item)) in places for item in axes.along(field.axis)))
        return [()] * len(table.rows)
    if field.axis:
        return _grid(_picked(table, axes.along(field.axis)), field, axes)
    if not field.needed and folded(field.heading) not in places:
        return [_BLANK.get(field.kind, "")] * len(table.rows)
    cells = [row[0] for row in _picked(table, [field.heading])]
    return _READERS.get(field.kind, _only_empty)(cells, field, axes, taken)


def _grid(rows: Sequence[Sequence[object]], field: Field, axes: _Axes) -> Sequence[object]:
    if field.kind is InputKind.LEVEL:
        known = frozenset(axes.levels)
        _require(all(isinstance(cell, str) and cell in known for cell in chain.from_iterable(rows)))
        return rows
    _require(_types(rows) <= {int, float})
    values = [tuple(map(float, row)) for row in rows]  # type: ignore[arg-type]
    _require_within(list(chain.from_iterable(values)), field)
    return values


def _numbers(cells: Sequence[object], field: Field, _axes: _Axes, _taken: str) -> list[float | None]:
    given = [cell for cell in cells if cell not in _EMPTY]
    _require(_types([given]) <= {int, float} and (not field.needed or len(given) == len(cells)))
    values = [float(cell) for cell in given]  # type: ignore[arg-type]
    _require_within(values, field)
    _require(not field.whole or all(value.is_integer() for value in values))
    return [None if cell in _EMPTY else float(cell) for cell in cells]  # type: ignore[arg-type]


def _require_within(values: Sequence[float], field: Field) -> None:
    # min and max may pass over a value that is no number (NaN); the sum then is none either.
    low = -LARGEST if field.low is None else field.low
    high = LARGEST if field.high is None else field.high
    _require(not values or (min(values) >= low and max(values) <= high and not math.isnan(sum(values))))


def _levels(cells: Sequence[object], _field: Field, axes: _Axes, _taken: str) -> list[str]:
    words = ["" if cell is None else cell for cell in cells]
    _require(all(isinstance(word, str) and (not word or word in axes.levels) for word in words))
    return [str(word) for word in words]


def _names(cells: Sequence[object], _field: Field, _axes: _Axes, taken: str) -> list[str]:
    names = [_text(cell, LONGEST_NAME) for cell in cells]
    seen = {folded(name) for name in names}
    _require(all(names) and len(seen) == len(names) and taken not in seen)
    return names


def _texts(cells: Sequence[object], _field: Field, _axes: _Axes, _taken: str) -> list[str]:
    return [_text(cell, LONGEST_NAME) for cell in cells]


def _notes(cells: Sequence[object], _field: Field, _axes: _Axes, _taken: str) -> list[str]:
    return [_text(cell, LONGEST_NOTE) for cell in cells]


def _labels(cells: Sequence[object], _field: Field, _axes: _Axes, _taken: str) -> list[str]:
    """Groups or tracks, each spelled in one way only."""
    words = [_text(cell, LONGEST_ID) for cell in cells]
    _require(all(not word or (_LABEL.fullmatch(word) and folded(word) != "all") for word in words))
    _require(len({folded(word) for word in words}) == len(set(words)))
    return words


def _yes_or_no(cells: Sequence[object], _field: Field, _axes: _Axes, _taken: str) -> list[bool]:
    _require(all(word in ("yes", "no", "", None) for word in cells))
    return [word == "yes" for word in cells]


def _only_empty(cells: Sequence[object], _field: Field, _axes: _Axes, _taken: str) -> list[str]:
    """Days, words of a list and references are read cell by cell as soon as there is one."""
    _require(all(cell in _EMPTY for cell in cells))
    return [""] * len(cells)


def _own_ids(cells: Sequence[object], _field: Field, _axes: _Axes, _taken: str) -> list[str]:
    ids = [cell.strip() if isinstance(cell, str) else "" for cell in cells]
    _require(all(map(_is_id, ids)) and len({folded(word) for word in ids}) == len(ids))
    return ids


_READERS: dict[InputKind, Callable[[Sequence[object], Field, _Axes, str], Sequence[object]]] = {
    InputKind.ID: _own_ids,
    InputKind.LABEL: _labels,
    InputKind.LEVEL: _levels,
    InputKind.NAME: _names,
    InputKind.NOTE: _notes,
    InputKind.NUMBER: _numbers,
    InputKind.TEXT: _texts,
    InputKind.YES_NO: _yes_or_no,
}

_BLANK: dict[InputKind, object] = {InputKind.NUMBER: None, InputKind.YES_NO: False}
"""What stands for a column that is not there."""


def _picked(table: Columns, columns: Sequence[str]) -> list[tuple[object, ...]]:
    """The cells of these columns, row by row."""
    place = table.places()
    _require(bool(table.rows) and all(folded(column) in place for column in columns))
    at = [place[folded(column)] for column in columns]
    if len(at) < 2:  # itemgetter gives no tuple for one column, and does not take none
        return [tuple(row[here] for here in at) for row in table.rows]
    return list(map(itemgetter(*at), table.rows))


def _types(rows: Sequence[Sequence[object]]) -> set[type]:
    return set(map(type, chain.from_iterable(rows)))


def _ids(table: Columns) -> Sequence[str]:
    cells = [row[0] for row in _picked(table, ["id"])]
    return _own_ids(cells, fields.INPUTS.named("measures", "id"), _Axes((), (), ()), "")


def _is_id(word: str) -> bool:
    return bool(_ID.fullmatch(word)) and len(word) <= LONGEST_ID and folded(word) not in RESERVED


def _text(value: object, longest: int) -> str:
    """A text on one line, '' where nothing stands."""
    if value is None:
        return ""
    if not isinstance(value, str) or value in EXCEL_ERRORS or not value.isprintable() or len(value) > longest:
        raise _Unusual
    return value.strip()


def _require(usual: bool) -> None:  # noqa: FBT001 - reads like an assertion
    if not usual:
        raise _Unusual
