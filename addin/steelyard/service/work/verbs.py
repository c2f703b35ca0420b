"""The verbs in a worker process: each takes the bytes of a file and answers with a table, findings or a file.

Those about two versions take a form with two files; see `versions`. Nothing is written to a disk. A refusal
is answered as a problem with its kind and its message.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

from steelyard.errors import MOST_LISTED, InvalidModel, SteelyardError, UnknownName
from steelyard.service.work import versions
from steelyard.service.workers.answer import JSON, OPENDOCUMENT, WORKBOOK, YAML, Answer, place_of

if TYPE_CHECKING:
    from collections.abc import Callable

DONE: Final = {"score": "scored", "release": "released"}
"""What the name says of a workbook that a verb has made."""

CHANGED: Final = "x-steelyard-changed"
"""Header with the number of cells that a score has set."""


def preload() -> None:
    """Import what verbs need, so that the first call does not wait for it."""
    import steelyard.api  # noqa: PLC0415
    import steelyard.workbook.building.build  # noqa: PLC0415
    import steelyard.workbook.checking.report  # noqa: PLC0415
    import steelyard.workbook.checking.verify  # noqa: PLC0415
    import steelyard.workbook.releasing.release  # noqa: PLC0415
    import steelyard.workbook.reviewing.review  # noqa: F401, PLC0415


def run(verb: str, data: bytes, where: str, **options: str | None) -> Answer:
    """The answer of a verb; a refusal as a problem.

    Args:
        verb: its name, one of `VERBS`.
        data: content of the file.
        where: name of the file in messages.
        options: other options of the verb.
    """
    return answered(where, lambda: VERBS[verb](data, where, **options))


def answered(where: str, work: Callable[[], Answer]) -> Answer:
    """The answer of some work on a file; a refusal as a problem.

    Args:
        where: name of the file in messages.
        work: what is done.
    """
    try:
        return work()
    except UnknownName as refusal:
        return problem(404 if refusal.what == "table" else 422, refusal)
    except SteelyardError as refusal:
        return problem(422, refusal)
    except (MemoryError, RecursionError):
        return problem(422, SteelyardError(f"{where} takes more memory to read than one request may have"))
    except Exception as error:
        unexpected = SteelyardError("an unexpected error occurred; the log of the service says where")
        return problem(500, unexpected, failure=place_of(error))


def problem(status: int, refusal: SteelyardError, *, failure: str = "") -> Answer:
    """A refusal for programs: its kind, its message, and all findings."""
    from steelyard.workbook.checking.report import finding_as_object  # noqa: PLC0415

    content: dict[str, object] = {"error": type(refusal).__name__, "message": str(refusal)}
    if isinstance(refusal, InvalidModel):
        content["findings"] = [finding_as_object(finding) for finding in refusal.findings[:MOST_LISTED]]  # type: ignore[arg-type]
        content["left_out"] = max(0, len(refusal.findings) - MOST_LISTED)
    return Answer(status, _json(content), JSON, failure=failure)


def sent_name(verb: str, name: str, ending: str = ".xlsx") -> str:
    """Name of the file that a verb makes of another.

    >>> sent_name("score", "syria.xlsx"), sent_name("review", "syria.xlsx", ".html")
    ('syria scored.xlsx', 'syria review.html')
    """
    return f"{Path(name).stem} {DONE.get(verb, verb)}{ending}"


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False).encode()


def score(data: bytes, where: str) -> Answer:
    """The workbook with its results written back, everything else as it was."""
    from steelyard.workbook.packages import package_of_bytes  # noqa: PLC0415
    from steelyard.workbook.scoring.score import scored  # noqa: PLC0415

    package, done = scored(package_of_bytes(data, where=where))
    kind = OPENDOCUMENT if package.ending else WORKBOOK
    return Answer(200, package.to_bytes(), kind, {CHANGED: str(done.changed)})


MOST_ON_PAGE: Final = 2_000
"""Entries of each list of a check that the page has, most of them in its download."""


def check(data: bytes, where: str, *, most: str | None = None) -> Answer:
    """Whether the file is valid, current and untouched; each list has `most` entries at the most."""
    from steelyard.workbook.checking.report import as_object  # noqa: PLC0415
    from steelyard.workbook.checking.verify import verified_bytes  # noqa: PLC0415

    found = verified_bytes(data, where)
    return Answer(200, _json(as_object(found, int(most)) if most else as_object(found)), JSON)


def show(
    data: bytes, where: str, *, table: str, scenario: str | None = None, stakeholder: str | None = None
) -> Answer:
    """A table of results."""
    from steelyard import api  # noqa: PLC0415
    from steelyard.workbook.files import load_bytes  # noqa: PLC0415

    answer = api.table(load_bytes(data, where), table, scenario or None, stakeholder or None)
    columns = [
        {"name": column.name, "title": column.title, "unit": str(column.unit)} for column in answer.columns
    ]
    content = {"table": answer.name, "title": answer.title, "columns": columns, "rows": answer.objects()}
    api.weighed.cache_clear()  # its cache would keep the model of one user during the call of another
    return Answer(200, _json(content), JSON)


def export(data: bytes, where: str) -> Answer:
    """The model out of a workbook, as text."""
    from steelyard.model.text.writing import valid_text  # noqa: PLC0415
    from steelyard.workbook.files import load_bytes_as_declared  # noqa: PLC0415

    return Answer(200, valid_text(load_bytes_as_declared(data, where)).encode(), YAML)


def build(data: bytes, where: str) -> Answer:
    """A new workbook from a model."""
    from steelyard.workbook.building.build import workbook_bytes  # noqa: PLC0415
    from steelyard.workbook.files import load_bytes  # noqa: PLC0415

    return Answer(200, workbook_bytes(load_bytes(data, where)), WORKBOOK)


WITHHELD: Final = "x-steelyard-withheld"
"""Header with the number of entries that a released copy does not have."""

LEFT_OUT: Final = "x-steelyard-left-out"
"""Header with the number of sheets and other things of people's own that a released copy does not have."""


def release(data: bytes, where: str) -> Answer:
    """The copy that may leave the house; refused while something leaks, which is named and never quoted."""
    from steelyard.workbook.releasing.release import released  # noqa: PLC0415
    from steelyard.workbook.releasing.said import refusal  # noqa: PLC0415

    copy, done = released(data, where)
    if done.leaks:
        raise SteelyardError(refusal(done))
    counts = {WITHHELD: sum(done.withheld.values()), LEFT_OUT: len(done.left_out) + len(done.beside)}
    return Answer(200, copy, WORKBOOK, {name: str(count) for name, count in counts.items()})


VERBS: Final[dict[str, Callable[..., Answer]]] = {
    "score": score,
    "check": check,
    "show": show,
    "export": export,
    "build": build,
    "release": release,
    "diff": versions.diff,
    "review": versions.review,
}
"""Every verb by its name."""
