"""Two valid versions of a decision, compared: the difference, its tables, and what is not told."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.model import withheld_edits
from steelyard.model.checks import require_fit
from steelyard.model.naming import meant
from steelyard.weigh import difference_results
from steelyard.weigh.decision_difference import DecisionDifference

if TYPE_CHECKING:
    from steelyard.model.model import Model
    from steelyard.weigh.result import Result


class Compared(NamedTuple):
    """Two versions of a decision, compared."""

    found: DecisionDifference
    """Of what is told of them."""
    tables: tuple[Result, ...]
    withheld: str
    """A sentence about what is not told; empty where all is."""

    @property
    def differ(self) -> bool:
        """Whether there is an edit, or something differs that is not told."""
        return any(table.rows for table in self.tables)


def compared(
    old: Model, new: Model, viewpoint: str | None = None, *, without_secrets: bool = False
) -> Compared:
    """What lies between two versions of a decision.

    Args:
        old: the earlier version.
        new: the later one.
        viewpoint: a stakeholder of both, by id or name; as on Decide of the later version by default.
        without_secrets: whether all is left out that a release of either version withholds, and what could
            be worked out from it.

    Raises:
        InvalidModel: there is an error in a model.
        UnknownName: no stakeholder of both versions has this id or name.
    """
    for version, what in ((old, "the earlier version"), (new, "the later version")):
        require_fit(version, what)
    shared = {own: name for own, name in new.viewpoints.items() if own in old.viewpoints}
    chosen = meant("viewpoint", viewpoint, shared) if viewpoint else None
    hidden, said = tuple[str, ...](), ""
    if without_secrets:
        old, new, hidden, said = withheld_edits.without_secrets(old, new)
    found = DecisionDifference(old, new, chosen)
    return Compared(found, difference_results.tables(found, hidden), said)
