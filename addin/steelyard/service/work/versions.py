"""Two versions of a decision in a worker process: what lies between them, and the review workbook."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from steelyard.service.work.forms import Sent, two_files
from steelyard.service.workers.answer import JSON, WORKBOOK, Answer

if TYPE_CHECKING:
    from steelyard.workbook.reviewing.review import Reviewed

HTML = "text/html"

YES = "yes"


def diff(
    data: bytes, _: str, *, kind: str, stakeholder: str | None = None, without_secrets: str = ""
) -> Answer:
    """What lies between two versions, as `steelyard diff --format json` prints it.

    Args:
        data: a form with both files.
        kind: its media type.
        stakeholder: whose weights; as on Decide of the later version by default.
        without_secrets: `yes` to leave out what a release of either version withholds.
    """
    found = reviewed(*two_files(data, kind), stakeholder, without_secrets)
    tables = {} if not _says(found) else {table.name: table.objects() for table in found.tables}
    return Answer(200, json.dumps(tables, ensure_ascii=False, allow_nan=False).encode(), JSON)


def review(
    data: bytes, _: str, *, kind: str, stakeholder: str | None = None, without_secrets: str = ""
) -> Answer:
    """The review workbook of two versions; see `diff`."""
    return workbook(*two_files(data, kind), stakeholder, without_secrets)


def workbook(old: Sent, new: Sent, stakeholder: str | None = None, without_secrets: str = "") -> Answer:
    """The review workbook of two files."""
    from steelyard.workbook.reviewing.review import review_workbook  # noqa: PLC0415

    return Answer(200, review_workbook(reviewed(old, new, stakeholder, without_secrets)), WORKBOOK)


def sections(old: Sent, new: Sent) -> Answer:
    """What lies between two files, as parts of a page."""
    from steelyard.workbook.reviewing.page import sections as written  # noqa: PLC0415

    return Answer(200, written(reviewed(old, new)).encode(), HTML)


def reviewed(old: Sent, new: Sent, stakeholder: str | None = None, without_secrets: str = "") -> Reviewed:
    """What lies between two files."""
    from steelyard.workbook.reviewing import review as reviewing  # noqa: PLC0415

    before, after = (reviewing.version(each.data, each.name) for each in (old, new))
    return reviewing.reviewed(before, after, stakeholder or None, without_secrets=without_secrets == YES)


def _says(found: Reviewed) -> bool:
    return found.both.differ or bool(found.answers.rows)
