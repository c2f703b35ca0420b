"""What the task pane shows, in a worker process: from its question to a weighing in numbers and sentences.

The numbers come from the engine and read as on the sheets. Nothing is computed here, and nothing is kept.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pydantic import ValidationError

from steelyard.analysis.arrays import SAME
from steelyard.errors import InvalidModel, SteelyardError
from steelyard.model.findings import MOST_SHOWN, warnings
from steelyard.model.parts import POOLED
from steelyard.model.vocabulary import POOLED_NAME
from steelyard.service.work.pane_question import reading_of
from steelyard.service.workers.answer import JSON, Answer, place_of
from steelyard.sheets.names import DECIDE_CELLS, TRIAL
from steelyard.weigh import score_results, sentences, trial_sentences
from steelyard.weigh.bargain import SOLUTIONS
from steelyard.weigh.weighing import Weighing
from steelyard.workbook.reading.read import read_back

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from steelyard.model.findings import Finding
    from steelyard.model.model import Model
    from steelyard.model.parts import CostHead, Measure
    from steelyard.workbook.reading.read import Reading

Json = dict[str, object]

LEDGER = "checks"
"""The table with the judgements of the last score; its first column is enough."""

FLAGS = ("checks_flag", "checks_currency")
"""Names of the cells in which the workbook states whether its inputs are valid and its tables current."""


def wanted() -> Json:
    """What the pane has to send: tables with the number of their columns (0 for all), and named cells.

    Also the names of the solutions, one of which the pane may choose.
    """
    return {
        "tables": dict.fromkeys((*read_back(), TRIAL), 0) | {LEDGER: 1},
        "choices": dict(DECIDE_CELLS),
        "flags": list(FLAGS),
        "solutions": list(SOLUTIONS),
    }


def weigh(body: bytes) -> Answer:
    """What the pane shows of the workbook in its question."""
    return answered(lambda: content(reading_of(body)))


def answered(work: Callable[[], Json]) -> Answer:
    """The answer of some work for the pane; a refusal lists every finding."""
    try:
        shown = json.dumps(work(), allow_nan=False)
    except ValidationError as wrong:
        return _refused(
            "the pane and the service have different versions; reload the pane", failure=place_of(wrong)
        )
    except InvalidModel as refusal:
        return _refused(str(refusal).splitlines()[0], refusal.findings)  # type: ignore[arg-type]
    except SteelyardError as refusal:
        return _refused(str(refusal))
    except (MemoryError, RecursionError):
        return _refused("the files take more memory to read than one request may have")
    except Exception as error:
        return Answer(500, b"An error occurred.", failure=place_of(error))
    return Answer(200, shown.encode(), JSON)


def _refused(detail: str, findings: Sequence[Finding] = (), *, failure: str = "") -> Answer:
    refusal = {"detail": detail, "findings": [_finding(finding) for finding in findings[:MOST_SHOWN]]}
    return Answer(422, json.dumps(refusal).encode(), JSON, failure=failure)


def content(reading: Reading) -> Json:
    """What the pane shows of a workbook.

    Raises:
        InvalidModel: the judgements do not make a model.
    """
    model = reading.fit()
    weighing = Weighing(model, with_trial=True)
    scenario = weighing.scenario()
    settings = model.settings
    return {
        "title": settings.title,
        "marking": " · ".join(filter(None, (settings.marking, settings.status))),
        "scenarios": _ids_and_names(weighing.scenarios),
        "scenario": weighing.scenarios[scenario].id,
        "viewpoints": [{"id": POOLED, "name": POOLED_NAME}, *_ids_and_names(model.stakeholders)],
        "viewpoint": weighing.viewpoint,
        "stakeholders": _ids_and_names(model.stakeholders),
        "lead": sentences.lead(weighing, scenario),
        "offers": sentences.offers(weighing, scenario),
        "ranking": _ranking(weighing),
        "trial": trial_sentences.said(weighing.trial),
        "judged": _ranking(Weighing(model)) if weighing.on_trial else None,
        "criteria": _criteria(weighing),
        "weights": {
            each.id: dict(zip(model.criteria, each.weights, strict=True)) for each in model.stakeholders
        },
        "warnings": [str(each) for each in warnings(reading.findings)[:MOST_SHOWN]],
    }


def _finding(finding: Finding) -> Json:
    """A finding for the pane: its text, and the parts of its place."""
    place = finding.place
    return {
        "words": str(finding),
        "sheet": place.sheet,
        "row": place.row,
        "column": place.column,
        "code": finding.code,
    }


def _ids_and_names(parts: Sequence[object]) -> list[Json]:
    return [{"id": part.id, "name": part.name} for part in parts]  # type: ignore[attr-defined]


def _ranking(weighing: Weighing) -> list[Json]:
    table, d = score_results.ranking(weighing), weighing.scenario()
    names = [column.name for column in table.columns]
    net, place = names.index("net"), {option.id: at for at, option in enumerate(weighing.model.options)}
    return [
        {
            **dict(zip(names, row, strict=True)),
            "net_shown": sentences.number_words(float(row[net] or 0.0)),
            "missing_parts": weighing.missing_parts(place[str(row[0])], d),
        }
        for row in table.rows
    ]


def _criteria(weighing: Weighing) -> list[Json]:
    """Every criterion with its share, and how far the share may move before the first place changes."""
    model = weighing.model
    measures = len(model.measures)
    return [
        {
            "id": part.id,
            "name": part.name,
            "kind": "measure" if at < measures else "cost head",
            "margin": _margin(*(None if value is None else float(value) for value in row[1:])),
        }
        for at, (part, row) in enumerate(
            zip(_parts(model), score_results.stability(weighing).rows, strict=True)
        )
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
    return f"{sentences.number_words(100 * share)} %"
