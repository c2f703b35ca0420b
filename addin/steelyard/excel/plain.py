"""The quick way from ranges to a model: whole columns at once, where every cell is as it should be.

`steelyard.model.assembly.assemble` reads cell by cell and says what is wrong with each; for 200,000 cells
that takes a second. Here nothing is said: as soon as anything is unusual the answer is None, and the slow way
is taken, which gives the same model or the findings. That the two agree is tested on drawn models.
"""

from __future__ import annotations

import math
import re
from operator import itemgetter
from typing import TYPE_CHECKING

import numpy as np

from steelyard.excel.ranges import kinds
from steelyard.model.assembly.cell_rules import LARGEST
from steelyard.model.assembly.consistency import ONE
from steelyard.model.model import Model
from steelyard.model.parts import CostHead, Measure, Option, Scenario, Settings, Stakeholder
from steelyard.model.vocabulary import EXCEL_ERRORS, LONGEST_ID, LONGEST_NAME, POOLED_NAME, RESERVED, folded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from steelyard.excel.ranges import Block

_ID = re.compile(r"[A-Za-z][A-Za-z0-9._-]*")
_LABEL = re.compile(r"[A-Za-z][A-Za-z0-9 ._-]*")

Numbers = list[tuple[float, ...]]


class _Unusual(Exception):
    """Something that only the slow way can judge."""


def plain_model(
    blocks: dict[str, Block], levels: Sequence[str], heads: Sequence[str], settings: Settings
) -> Model | None:
    """The model of these tables; None where a cell of them is not as plain as most are.

    Args:
        blocks: Weights, Measures, Linkage, Costs and Delivery, perhaps Options, by name.
        levels: headings of the columns of Measures that hold the values of levels, lowest first.
        heads: headings of the columns of Costs that hold costs.
        settings: those of the model.
    """
    try:
        return _model(blocks, levels, heads, settings)
    except (_Unusual, OverflowError):
        return None


def _model(
    blocks: dict[str, Block], levels: Sequence[str], heads: Sequence[str], settings: Settings
) -> Model:
    for words in (levels, heads):
        _require(len({folded(word) for word in words}) == len(words))
    _require(len(levels) >= 2 and all(_LABEL.fullmatch(w) and folded(w) not in RESERVED for w in levels))
    _require(all(_is_id(word) for word in heads) and all(len(word) <= LONGEST_ID for word in levels))
    measures = _measures(blocks["Measures"], levels)
    criteria = [*(part.id for part in measures), *heads]
    _require(len({folded(word) for word in criteria}) == len(criteria))
    return Model(
        settings=settings,
        measures=measures,
        cost_heads=tuple(CostHead(id=head, name=head) for head in heads),
        options=_options(blocks, [part.id for part in measures], heads, settings.hold),
        stakeholders=_stakeholders(blocks["Weights"], criteria),
        scenarios=_scenarios(blocks["Delivery"], [part.id for part in measures], levels),
        levels=tuple(levels),
    )


def _measures(block: Block, levels: Sequence[str]) -> tuple[Measure, ...]:
    values = _numbers(block, levels, 100.0)
    _require(all(row[0] == 0 and row[-1] == 100 and list(row) == sorted(row) for row in values))
    columns = (
        _ids(block),
        _names(block),
        values,
        _labels(block, "group"),
        _asked(block, levels),
        _notes(block),
    )
    return tuple(
        Measure(id=own, name=name, values=scale, group=group, asked=asked, note=note)
        for own, name, scale, group, asked, note in zip(*columns, strict=True)
    )


def _asked(block: Block, levels: Sequence[str]) -> list[str]:
    """The level of each measure in the tabled package."""
    if block.column("asked") < 0:
        return [""] * len(block.rows)
    words = ["" if row[0] is None else row[0] for row in _picked(block, ["asked"])]
    _require(all(isinstance(word, str) and (not word or word in levels) for word in words))
    return [str(word) for word in words]


def _options(
    blocks: dict[str, Block], measures: Sequence[str], heads: Sequence[str], hold: str
) -> tuple[Option, ...]:
    linkage = dict(
        zip(map(folded, _ids(blocks["Linkage"])), _numbers(blocks["Linkage"], measures, 100.0), strict=True)
    )
    costs = dict(
        zip(map(folded, _ids(blocks["Costs"])), _numbers(blocks["Costs"], heads, 100.0), strict=True)
    )
    own = blocks.get("Options", blocks["Linkage"])
    ids = _ids(own)
    here = [folded(word) for word in ids]
    _require(set(here) == linkage.keys() == costs.keys())
    if "Options" not in blocks:
        parts = zip(ids, here, strict=True)
        return tuple(Option(id=id_, name=id_, linkage=linkage[at], costs=costs[at]) for id_, at in parts)
    names = _names(own, folded(hold))
    tracks, offered = _labels(own, "track"), _yes_or_no(own, "offered")
    taken = [track for track, one in zip(tracks, offered, strict=True) if one and track]
    _require(len(set(taken)) == len(taken))
    snapback, delay = _optional(own, "snapback", 1.0), _optional(own, "delay", LARGEST)
    _require(all(one is None or one.is_integer() for one in delay))
    opening, notes = _yes_or_no(own, "opening"), _notes(own)
    return tuple(
        Option(
            id=id_,
            name=names[at],
            linkage=linkage[here[at]],
            costs=costs[here[at]],
            track=tracks[at],
            opening=opening[at],
            snapback=snapback[at],
            delay=delay[at],
            offered=offered[at],
            note=notes[at],
        )
        for at, id_ in enumerate(ids)
    )


def _optional(block: Block, column: str, high: float) -> list[float | None]:
    """Numbers from 0 to `high`, None where nothing stands."""
    if block.column(column) < 0:
        return [None] * len(block.rows)
    cells = [row[0] for row in _picked(block, [column])]
    given = [cell for cell in cells if cell not in ("", None)]
    _require({type(cell) for cell in given} <= {int, float} and all(0 <= cell <= high for cell in given))  # type: ignore[operator]
    return [None if cell in ("", None) else float(cell) for cell in cells]  # type: ignore[arg-type]


def _stakeholders(block: Block, criteria: Sequence[str]) -> tuple[Stakeholder, ...]:
    weights = _numbers(block, criteria, LARGEST)
    influence = [row[0] for row in _numbers(block, ["influence"], LARGEST)]
    _require(all(map(any, weights)) and any(influence))
    columns = (_ids(block), _names(block, folded(POOLED_NAME)), weights, influence, _notes(block))
    return tuple(
        Stakeholder(id=own, name=name, weights=points, influence=counts, note=note)
        for own, name, points, counts, note in zip(*columns, strict=True)
    )


def _scenarios(block: Block, measures: Sequence[str], levels: Sequence[str]) -> tuple[Scenario, ...]:
    known = {level: level for level in levels}
    delivered = []
    for row in _picked(block, measures):
        _require(all(isinstance(word, str) and word in known for word in row))
        delivered.append(tuple(known[word] for word in row))  # type: ignore[index]
    chances = _probabilities(block)
    columns = (_ids(block), _names(block), delivered, chances, _notes(block))
    return tuple(
        Scenario(id=own, name=name, levels=at, probability=chance, note=note)
        for own, name, at, chance, note in zip(*columns, strict=True)
    )


def _probabilities(block: Block) -> list[float | None]:
    if block.column("probability") < 0 or all(
        row[0] in ("", None) for row in _picked(block, ["probability"])
    ):
        return [None] * len(block.rows)
    given = [row[0] for row in _numbers(block, ["probability"], 1.0)]
    _require(abs(math.fsum(given) - 1) <= ONE)
    return [*given]


def _numbers(block: Block, columns: Sequence[str], high: float) -> Numbers:
    """The numbers from 0 to `high` of these columns, one tuple a row."""
    if not columns:
        return [()] * len(block.rows)
    picked = _picked(block, columns)
    _require(kinds(picked) <= {int, float})
    values = np.array(picked, dtype=float)
    _require(bool(((values >= 0) & (values <= high)).all()))
    return list(map(tuple, values.tolist()))


def _picked(block: Block, columns: Sequence[str]) -> list[tuple[object, ...]]:
    place = {folded(heading): at for at, heading in reversed(list(enumerate(block.headings)))}
    _require(bool(block.rows) and all(folded(column) in place for column in columns))
    at = [place[folded(column)] for column in columns]
    if len(at) == 1:
        return [(row[at[0]],) for row in block.rows]
    return list(map(itemgetter(*at), block.rows))


def _ids(block: Block) -> list[str]:
    ids = [row[0].strip() if isinstance(row[0], str) else "" for row in _picked(block, ["id"])]
    _require(all(map(_is_id, ids)) and len({folded(word) for word in ids}) == len(ids))
    return ids


def _is_id(word: str) -> bool:
    return bool(_ID.fullmatch(word)) and len(word) <= LONGEST_ID and folded(word) not in RESERVED


def _names(block: Block, taken: str = "") -> list[str]:
    names = [_text(row[0], LONGEST_NAME) for row in _picked(block, ["name"])]
    seen = {folded(name) for name in names}
    _require(all(names) and len(seen) == len(names) and taken not in seen)
    return names


def _notes(block: Block) -> list[str]:
    if block.column("note") < 0:
        return [""] * len(block.rows)
    return [_text(row[0], LONGEST_NAME) for row in _picked(block, ["note"])]


def _labels(block: Block, column: str) -> list[str]:
    """Groups or tracks, each spelled in one way only."""
    if block.column(column) < 0:
        return [""] * len(block.rows)
    words = [_text(row[0], LONGEST_ID) for row in _picked(block, [column])]
    _require(all(not word or (_LABEL.fullmatch(word) and folded(word) != "all") for word in words))
    _require(len({folded(word) for word in words}) == len(set(words)))
    return words


def _yes_or_no(block: Block, column: str) -> list[bool]:
    if block.column(column) < 0:
        return [False] * len(block.rows)
    words = [row[0] for row in _picked(block, [column])]
    _require(all(word in ("yes", "no", "", None) for word in words))
    return [word == "yes" for word in words]


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
