"""How far the judgements rest on evidence: by judgement in the ledger, and counted above it on Checks."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from steelyard.analysis.arrays import SAME
from steelyard.model.keys import evidence_for
from steelyard.sheets.layout import EVIDENCE_ROW, ledger_keys
from steelyard.sheets.spec import HeaderCell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from steelyard.sheets.context import Context
    from steelyard.sheets.spec import Content

NO_GRADE, NOTHING = "no grade", "nothing"
"""What is said of evidence without a confidence, and where no evidence names the judgement."""

GRADES = ("high", "medium", "low", NO_GRADE, NOTHING)

ABOUT_A_CRITERION = {"weights": 2, "linkage": 2, "costs": 2, "delivery": 2, "values": 1}
"""Kinds of judgements about one criterion, and which part of their key names it."""

MOST_NAMED = 3
"""Weighty judgements without evidence that are named above the ledger; the ledger tells all."""

EXPLAINED = (
    "Weighty: about a criterion with at least an even part of the budget ({}), or the influence of a "
    "stakeholder with at least an even part of it ({}); as at the last score."
)


class Backed(NamedTuple):
    """What stands behind one judgement, and how much hangs on it."""

    share: float | None
    """Of the pooled budget, or of all influence; None for a judgement about neither."""
    grade: str
    weighty: bool


class Backing:
    """What stands behind every judgement of a book; settings are choices, which need no evidence."""

    def __init__(self, book: Context) -> None:
        """Prepare the answers for a valid model."""
        model, weighing = book.model, book.weighing
        self._model = model
        self._criteria = dict(zip(model.criteria, weighing.pooled_shares.tolist(), strict=True))
        ids = [stakeholder.id for stakeholder in model.stakeholders]
        self._influence = dict(zip(ids, weighing.influence.tolist(), strict=True))
        self._best = evidence_for(model.evidence)

    @cached_property
    def by_key(self) -> Mapping[str, Backed]:
        """Every judgement of the ledger that could rest on evidence, by its key."""
        keys = (key for key in ledger_keys(self._model) if not key.startswith("settings/"))
        return {key: self._backed(key) for key in keys}

    def _backed(self, key: str) -> Backed:
        found = self._best(key)
        grade = NOTHING if found is None else found.confidence or NO_GRADE
        kind, *parts = key.split("/")
        among, share = self._criteria, None
        if kind in ABOUT_A_CRITERION:
            share = among[parts[ABOUT_A_CRITERION[kind] - 1]]
        elif kind == "influence":
            among = self._influence
            share = among[parts[0]]
        return Backed(share, grade, share is not None and share >= 1 / len(among) - SAME)

    def unbacked(self) -> str:
        """The weighty judgements that rest on nothing, the weightiest first, in words."""
        found = [
            (key, backed.share or 0)
            for key, backed in self.by_key.items()
            if backed.weighty and backed.grade == NOTHING
        ]
        found.sort(key=lambda each: -each[1])
        named = "; ".join(f"{key} ({_percent(share)})" for key, share in found[:MOST_NAMED])
        more = len(found) - MOST_NAMED
        return f"{named}; and {more} more, see below" if more > 0 else named or "none"


def columns(backing: Backing, key: str) -> tuple[Content, Content]:
    """What the ledger says of a judgement: its share and the confidence of its evidence."""
    backed = backing.by_key.get(key)
    return (backed.share, backed.grade) if backed else (None, None)


def placed(backing: Backing, book: Context) -> tuple[HeaderCell, ...]:
    """How many judgements rest on what, and which weighty ones rest on nothing."""
    row, found = EVIDENCE_ROW, backing.by_key.values()
    counts = [
        (sum(one.grade == grade for one in found), sum(one.grade == grade and one.weighty for one in found))
        for grade in GRADES
    ]
    words = EXPLAINED.format(
        _percent(1 / len(book.model.criteria)), _percent(1 / len(book.model.stakeholders))
    )
    last = row + len(GRADES) + 1
    return (
        *(
            HeaderCell(row, column, text, "head_right" if column > 1 else "small_head")
            for column, text in enumerate(("Confidence of the evidence", "judgements", "weighty ones"), 1)
        ),
        *(
            cell
            for at, grade in enumerate(GRADES)
            for cell in (
                HeaderCell(row + 1 + at, 1, grade, "label"),
                HeaderCell(row + 1 + at, 2, counts[at][0], "tally", f"checks_evidence_{at + 1}"),
                HeaderCell(row + 1 + at, 3, counts[at][1], "tally", f"checks_weighty_{at + 1}"),
            )
        ),
        HeaderCell(last, 1, "Weighty judgements that rest on nothing", "label"),
        HeaderCell(last, 2, backing.unbacked(), "stamp", "checks_unbacked"),
        HeaderCell(last + 1, 1, words, "label", "checks_weighty"),
    )


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
