"""What a merge took from the other version and what it left to a person, as labelled tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.model.keys import evidence_for
from steelyard.weigh.difference_results import in_words
from steelyard.weigh.result import Result, ResultColumn, Unit

if TYPE_CHECKING:
    from collections.abc import Callable

    from steelyard.model.merging import Conflict, Merged
    from steelyard.model.model import Model

UNKNOWN = "unknown"
"""The author of a value where no file names one."""

_EDIT = ResultColumn("edit", "edit", Unit.TEXT)

_CONFLICTS = (
    _EDIT,
    ResultColumn("base", "base", Unit.TEXT),
    ResultColumn("ours", "ours (stays)", Unit.TEXT),
    ResultColumn("ours_by", "by", Unit.TEXT),
    ResultColumn("theirs", "theirs", Unit.TEXT),
    ResultColumn("theirs_by", "by", Unit.TEXT),
    ResultColumn("why", "why", Unit.TEXT),
)

_TAKEN = (
    _EDIT,
    ResultColumn("kind", "kind", Unit.TEXT),
    ResultColumn("ours", "ours", Unit.TEXT),
    ResultColumn("theirs", "theirs (taken)", Unit.TEXT),
)


def nobody(_: str) -> str:
    """The author where no file is asked."""
    return UNKNOWN


def backed_by(model: Model) -> Callable[[str], str]:
    """Who stands behind what a model says under a key, by the evidence for it."""
    evidence = evidence_for(model.evidence)

    def author(key: str) -> str:
        found = evidence(key)
        return (found.author if found else "") or UNKNOWN

    return author


def tables(
    found: Merged, ours_by: Callable[[str], str] = nobody, theirs_by: Callable[[str], str] = nobody
) -> tuple[Result, Result]:
    """What was taken, and the conflicts.

    Args:
        found: the merge.
        ours_by: who wrote what stands under a key in our version.
        theirs_by: the same of theirs.
    """
    taken = tuple(
        (
            edit.key,
            str(edit.kind),
            in_words(edit.key, edit.kind, edit.was),
            in_words(edit.key, edit.kind, edit.now),
        )
        for edit in found.taken
    )
    conflicts = tuple(
        (each.key, base, ours, ours_by(each.key), theirs, theirs_by(each.key), each.why)
        for each in found.conflicts
        for base, ours, theirs in [three_values(each)]
    )
    return (
        Result("taken", f"Taken from theirs: {len(taken):,}", _TAKEN, taken),
        Result("conflicts", f"Conflicts, left for a person: {len(conflicts):,}", _CONFLICTS, conflicts),
    )


def three_values(conflict: Conflict) -> tuple[str, str, str]:
    """The values of the base, ours and theirs in words."""
    base, ours, theirs = (
        in_words(conflict.key, conflict.kind, values)
        for values in (conflict.base, conflict.ours, conflict.theirs)
    )
    return base, ours, theirs
