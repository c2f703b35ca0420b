"""The form of the page in a worker process: what somebody sent is parsed and answered there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from steelyard.service.work import forms, verbs, versions
from steelyard.service.workers.answer import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping

OPTIONS: Final = {"show": {"table": "ranking"}, "check": {"most": str(verbs.MOST_ON_PAGE)}}
"""What the page asks of verbs, beside the file."""

COMPARING: Final = {"diff": versions.sections, "review": versions.workbook}
"""What is done with two files."""


@dataclass(frozen=True, slots=True)
class Uploaded:
    """The answer to a form."""

    answer: Answer
    verb: str = ""
    """What was asked for; empty where the form was refused before that."""
    name: str = ""
    """Name of the file, which a page may show."""
    earlier: str = ""
    """Name of the earlier version, where two files are compared."""
    problem: str = ""
    """Why the form was refused; empty where the answer is that of the verb."""


def upload(body: bytes, kind: str, missing: Mapping[str, str]) -> Uploaded:
    """The answer to a form with a workbook and an action.

    Args:
        body: the form.
        kind: its media type, with the boundary.
        missing: the role that the user lacks, by verb.
    """
    try:
        form = forms.parsed(body, kind)
    except Exception:  # whatever a parser raises about what somebody has sent
        return _refused(400, "This is not the form of this page.")
    action, new = form.fields.get("action", ""), form.files.get("workbook")
    verb = action if action in {"score", "check", "release", *COMPARING} else "show"
    if new is None:
        return _refused(422, "Choose a workbook first.")
    if role := missing.get(verb):
        return _refused(403, f"This needs the role {role}.")
    if verb not in COMPARING:
        return Uploaded(verbs.run(verb, new.data, new.name, **OPTIONS.get(verb, {})), verb, new.name)
    old = form.files.get("earlier")
    if old is None:
        return _refused(422, "Choose the earlier version too.")
    return Uploaded(verbs.answered(new.name, lambda: COMPARING[verb](old, new)), verb, new.name, old.name)


def _refused(status: int, problem: str) -> Uploaded:
    return Uploaded(Answer(status, b""), problem=problem)
