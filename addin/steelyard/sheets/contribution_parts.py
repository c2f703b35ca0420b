"""Which terms of a net the chart of Contributions shows together: it has at most seven series.

Measures of one group are one part, and every other measure and every cost head is a part of its own. Where these
are too many, the last ones of the sheet are put together. Weights have no say in it: a chart cannot choose
other series while somebody moves a weight.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from steelyard.model.model import Model

MOST_PARTS, LEAST_COSTS = 7, 3
"""Series of the chart at most, and how many of them cost heads may have, however many measures there are."""

GROUP_OF, OTHER_MEASURES, OTHER_COSTS = "group ", "other measures", "other costs"
"""How the headings of what measures of one group add begin, and those of what the last parts add together."""


class Part(NamedTuple):
    """One series of the chart."""

    heading: str
    """Of its column: the id of a criterion, or, where it has several, a heading that no criterion has."""
    criteria: tuple[str, ...]
    takes: bool
    """Whether it takes points away."""

    @property
    def is_sum(self) -> bool:
        """Whether it has several criteria, and so a column of its own that adds them up."""
        return len(self.criteria) > 1

    @property
    def is_group(self) -> bool:
        """Whether it is a group of measures."""
        return self.heading.startswith(GROUP_OF)


def parts(model: Model) -> tuple[Part, ...]:
    """The parts of every net, measures first, in the order of the sheets."""
    measures, costs = _by_group(model), [(head.id, (head.id,)) for head in model.cost_heads]
    for_costs = min(len(costs), max(LEAST_COSTS, MOST_PARTS - len(measures)))
    gives = _cut(measures, MOST_PARTS - for_costs, OTHER_MEASURES)
    takes = _cut(costs, for_costs, OTHER_COSTS)
    return (
        *(Part(heading, criteria, takes=False) for heading, criteria in gives),
        *(Part(heading, criteria, takes=True) for heading, criteria in takes),
    )


_Named = tuple[str, tuple[str, ...]]
"""A heading and its criteria."""


def _by_group(model: Model) -> list[_Named]:
    """Measures by group, each in the place of its first measure."""
    found: dict[tuple[str, str], list[str]] = {}
    for measure in model.measures:
        found.setdefault(("", measure.group) if measure.group else (measure.id, ""), []).append(measure.id)
    return [(GROUP_OF + group if len(ids) > 1 else ids[0], tuple(ids)) for (_, group), ids in found.items()]


def _cut(named: Sequence[_Named], most: int, rest: str) -> Sequence[_Named]:
    """At most so many parts, the last of them with all that are left."""
    if len(named) <= most:
        return named
    left = [own for _, criteria in named[most - 1 :] for own in criteria]
    return [*named[: most - 1], (rest, tuple(left))]
