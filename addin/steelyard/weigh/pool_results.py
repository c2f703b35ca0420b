"""What came back from stakeholders, and how far their weights are apart, as labelled tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from steelyard.weigh.difference_results import in_words
from steelyard.weigh.result import Result, ResultColumn, Unit
from steelyard.weigh.weighing import Weighing

if TYPE_CHECKING:
    from steelyard.model.model import Model
    from steelyard.model.pooling import Pooled

_STAKEHOLDER = ResultColumn("stakeholder", "stakeholder", Unit.TEXT, "stakeholders")
_FILES = ResultColumn("files", "from", Unit.TEXT)
_CRITERION = ResultColumn("criterion", "criterion", Unit.TEXT, "criteria")


def tables(found: Pooled) -> tuple[Result, ...]:
    """All tables: rows that came, who is missing, conflicts, other changes, and how far all are apart."""
    return (
        gathered(found),
        missing(found),
        conflicts(found),
        others(found),
        apart(found.model),
        distances(found.model),
    )


def gathered(found: Pooled) -> Result:
    """Whose weights came back, and from which copy."""
    rows = tuple((row.stakeholder, ", ".join(row.copies)) for row in found.gathered)
    return Result("gathered", f"Weights that came back: {len(rows):,}", (_STAKEHOLDER, _FILES), rows)


def missing(found: Pooled) -> Result:
    """The stakeholders whose row no copy changed."""
    rows = tuple((own,) for own in found.missing)
    return Result("missing", f"No copy changed the weights of: {len(rows):,}", (_STAKEHOLDER,), rows)


def conflicts(found: Pooled) -> Result:
    """The weights of stakeholders for whom copies differ, one criterion a row, where they differ."""
    rows = []
    for own in dict.fromkeys(row.stakeholder for row in found.conflicts):
        told = [row for row in found.conflicts if row.stakeholder == own]
        for at, criterion in enumerate(found.model.criteria):
            if len({row.weights[at] for row in told}) > 1:
                rows += [(own, criterion, ", ".join(row.copies), row.weights[at]) for row in told]
    columns = (_STAKEHOLDER, _CRITERION, _FILES, ResultColumn("weight", "weight", Unit.POINTS))
    title = "Weights on which copies differ; none of these stakeholders' weights was taken"
    return Result("conflicts", title, columns, tuple(rows), keys=3)


def others(found: Pooled) -> Result:
    """What copies changed besides weights."""
    rows = tuple(
        (copy, edit.key, *(in_words(edit.key, edit.kind, values) for values in (edit.was, edit.now)))
        for copy, edit in found.others
    )
    columns = (
        ResultColumn("file", "file", Unit.TEXT),
        ResultColumn("edit", "edit", Unit.TEXT),
        ResultColumn("was", "was", Unit.TEXT),
        ResultColumn("now", "now", Unit.TEXT),
    )
    return Result("others", f"Other changes, not taken: {len(rows):,}", columns, rows, keys=2)


def apart(model: Model) -> Result:
    """The share of each criterion by stakeholder and in the pool, and the range, the widest range first."""
    weighing = Weighing(model)
    own, pool = weighing.stakeholder_shares, weighing.pooled_shares
    least, most = own.min(axis=0), own.max(axis=0)
    order = sorted(range(len(model.criteria)), key=lambda c: -float(most[c] - least[c]))
    rows = tuple(
        (
            model.criteria[c],
            *own[:, c].tolist(),
            float(pool[c]),
            float(least[c]),
            float(most[c]),
            float(most[c] - least[c]),
        )
        for c in order
    )
    named = ("pool", "smallest", "largest", "range")
    columns = (
        _CRITERION,
        *(ResultColumn(part.id, part.id, Unit.SHARE, heads="stakeholders") for part in model.stakeholders),
        *(ResultColumn(name, name, Unit.SHARE) for name in named),
    )
    return Result("apart", "Shares of the one budget, by criterion", columns, rows)


def distances(model: Model) -> Result:
    """How far each stakeholder is from the pool: the share of the budget that would have to move."""
    weighing = Weighing(model)
    off = weighing.stakeholder_shares - weighing.pooled_shares
    rows = []
    for own, gap in zip(model.ids("stakeholders"), off, strict=True):
        most = int(np.argmax(np.abs(gap)))
        rows.append((own, float(np.abs(gap).sum() / 2), model.criteria[most], float(gap[most])))
    rows.sort(key=lambda row: -row[1])
    columns = (
        _STAKEHOLDER,
        ResultColumn("distance", "distance", Unit.SHARE),
        ResultColumn("most_on", "most on", Unit.TEXT, "criteria"),
        ResultColumn("by", "by", Unit.SHARE),
    )
    title = "How far from the pool: the share of the budget that would have to move"
    return Result("distances", title, columns, tuple(rows))
