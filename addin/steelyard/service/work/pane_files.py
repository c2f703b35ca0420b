"""What the task pane says of whole files, in a worker process: two versions compared, and a released copy.

The pane sends a form with the open workbook as Excel hands it out. Nothing is kept.
"""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from steelyard.errors import MOST_LISTED
from steelyard.service.work import forms, versions
from steelyard.service.work.pane import answered
from steelyard.service.work.verbs import sent_name

if TYPE_CHECKING:
    from steelyard.service.work.pane import Json
    from steelyard.service.workers.answer import Answer
    from steelyard.weigh.review_lines import Lines

PAGE = ".html"


def compare(body: bytes, kind: str) -> Answer:
    """What lies between a file and the open workbook, in a few lines, and as a page.

    Args:
        body: a form with the files `old` and `new`.
        kind: its media type, with the boundary.
    """
    return answered(lambda: _compared(*forms.two_files(body, kind)))


def _compared(old: forms.Sent, new: forms.Sent) -> Json:
    from steelyard.weigh.review_lines import in_short  # noqa: PLC0415 - slow to import
    from steelyard.workbook.reviewing.page import page  # noqa: PLC0415 - slow to import

    found = versions.reviewed(old, new)
    short = in_short(found.both, found.review)
    return {
        "title": f"{new.name}, compared with {old.name}",
        "said": short.said,
        "lists": [_list(lines) for lines in (short.edits, short.results)] if short.edits.first else [],
        "page": page(found, (old.name, new.name)) if found.both.differ else "",
        "names": {"page": sent_name("review", new.name, PAGE), "review": sent_name("review", new.name)},
    }


def _list(lines: Lines) -> Json:
    return {"title": lines.title, "lines": [line._asdict() for line in lines.first], "more": lines.more}


def release(body: bytes, kind: str) -> Answer:
    """The copy of the open workbook that may leave the house, with what it lacks; or what leaks.

    Args:
        body: a form with the file `workbook`.
        kind: its media type, with the boundary.
    """
    return answered(lambda: _released(forms.one_file(body, kind)))


def _released(case: forms.Sent) -> Json:
    from steelyard.workbook.releasing.release import released  # noqa: PLC0415 - slow to import
    from steelyard.workbook.releasing.said import said  # noqa: PLC0415 - slow to import

    copy, done = released(case.data, case.name)
    return {
        "said": list(said(done)),
        "leaks": list(done.leaks[:MOST_LISTED]),
        "more": max(0, len(done.leaks) - MOST_LISTED),
        "name": sent_name("release", case.name),
        "copy": "" if done.leaks else b64encode(copy).decode(),
    }
