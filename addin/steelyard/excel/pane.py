"""What the task pane asks and is told: tables of the open workbook in, a weighing in words and numbers out.

A pure translation. The tables go through the reader of workbooks, the numbers come from the engine and are
written as the sheets write them; nothing is computed here, and nothing is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.analysis.arrays import SAME
from steelyard.model.findings import Severity
from steelyard.model.parts import POOLED
from steelyard.model.words import POOLED_NAME
from steelyard.weigh import answers, sentences
from steelyard.weigh.weighing import Weighing
from steelyard.workbook.laid_out import laid_out
from steelyard.workbook.read import DECIDE_CELLS, READ, read_package

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from steelyard.model.findings import Finding
    from steelyard.model.model import Model
    from steelyard.model.parts import CostHead, Measure
    from steelyard.workbook.laid_out import Grid, Named

Json = dict[str, object]

LEDGER = "checks"
"""The table that remembers which judgements there were; its first column is enough."""

FLAGS = ("checks_flag", "checks_currency")
"""Names of the cells with the workbook's own word on its inputs and computed tables."""


def wanted() -> Json:
    """What the pane has to send: tables by name, with how many of their columns (0 for all), and named cells."""
    return {
        "tables": dict.fromkeys(READ, 0) | {LEDGER: 1},
        "choices": dict(DECIDE_CELLS),
        "flags": list(FLAGS),
    }


def answer(where: str, grids: Iterable[Grid], named: Iterable[Named], form: int | None = None) -> Json:
    """What the pane shows of a workbook whose tables say this.

    Args:
        where: name of the workbook, for messages.
        grids: its judgement tables.
        named: its named cells; those of Decide hold scenario and viewpoint.
        form: see `steelyard.workbook.laid_out.laid_out`.

    Raises:
        InvalidModel: the judgements do not make a model; every breach is named with its cell.
        MissingTable: a judgement table is not there.
        NewerWorkbook: a newer steelyard made the workbook.
        ValueError: the tables are not laid out as a workbook's are.
    """
    reading = read_package(laid_out(where, grids, named, form))
    model = reading.fit()
    weighing = Weighing(model)
    scenario = weighing.scenario()
    settings = model.settings
    return {
        "title": settings.title,
        "marking": " · ".join(filter(None, (settings.marking, settings.status))),
        "scenarios": _listed(model.scenarios),
        "scenario": model.scenarios[scenario].id,
        "viewpoints": [{"id": POOLED, "name": POOLED_NAME}, *_listed(model.stakeholders)],
        "viewpoint": weighing.viewpoint,
        "stakeholders": _listed(model.stakeholders),
        "lead": sentences.lead(weighing, scenario),
        "offers": sentences.offers(weighing, scenario),
        "ranking": _ranking(weighing),
        "criteria": _criteria(weighing),
        "weights": {
            each.id: dict(zip(model.criteria, each.weights, strict=True)) for each in model.stakeholders
        },
        "warnings": [told(each)["words"] for each in reading.findings if each.severity is Severity.WARNING],
    }


def told(finding: Finding) -> Json:
    """A finding for the pane: its words, and its place in parts."""
    place = finding.place
    return {
        "words": str(finding),
        "sheet": place.sheet,
        "row": place.row,
        "column": place.column,
        "code": finding.code,
    }


def _listed(parts: Sequence[object]) -> list[Json]:
    return [{"id": part.id, "name": part.name} for part in parts]  # type: ignore[attr-defined]


def _ranking(weighing: Weighing) -> list[Json]:
    table = answers.ranking(weighing)
    names = [column.name for column in table.columns]
    lines = [dict(zip(names, row, strict=True)) for row in table.rows]
    return [line | {"net_shown": sentences.shown(float(line["net"] or 0.0))} for line in lines]


def _criteria(weighing: Weighing) -> list[Json]:
    """Every criterion with its share of the budget and how far that may move before the first place changes."""
    model = weighing.model
    measures = len(model.measures)
    return [
        {
            "id": part.id,
            "name": part.name,
            "kind": "measure" if at < measures else "cost head",
            "margin": _margin(*(None if value is None else float(value) for value in row[1:])),
        }
        for at, (part, row) in enumerate(zip(_parts(model), answers.stability(weighing).rows, strict=True))
    ]


def _parts(model: Model) -> tuple[Measure | CostHead, ...]:
    return (*model.measures, *model.cost_heads)


def _margin(share: float | None, low: float | None, high: float | None) -> str:
    """A share in words, and the shares between which the first place stays as it is.

    >>> _margin(0.08, 0.0471, 1.0), _margin(0.08, 0.0, 0.25)
    ('share 8.0 %; first place stays from 4.7 % up', 'share 8.0 %; first place stays up to 25.0 %')
    >>> _margin(0.08, 0.05, 0.25), _margin(0.08, 0.0, 1.0)
    ('share 8.0 %; first place stays from 5.0 % to 25.0 %', 'share 8.0 %; first place stays whatever it is')
    >>> _margin(1.0, None, None)
    'share 100.0 %, the whole budget'
    """
    now = f"share {_percent(share or 0.0)}"
    if low is None or high is None:
        return f"{now}, the whole budget"
    lowest, highest = f"from {_percent(low)}", f"to {_percent(high)}"
    if low <= SAME:
        stays = "whatever it is" if high >= 1 - SAME else f"up {highest}"
    else:
        stays = f"{lowest} up" if high >= 1 - SAME else f"{lowest} {highest}"
    return f"{now}; first place stays {stays}"


def _percent(share: float) -> str:
    return f"{sentences.shown(100 * share)} %"
