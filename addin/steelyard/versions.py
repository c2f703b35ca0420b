"""The public functions about several versions of one model: what differs, and all of them brought together.

`steelyard.api` has them among the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.model import merging, pooling
from steelyard.model.checks import require_fit
from steelyard.weigh import merge_results, pool_results
from steelyard.weigh.compared import compared

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from steelyard.model.model import Model
    from steelyard.weigh.result import Result


def diff(
    old: Model, new: Model, *, viewpoint: str | None = None, without_secrets: bool = False
) -> dict[str, pd.DataFrame]:
    """What lies between two versions of a decision, as DataFrames by their names; empty for equal models.

    `edits`, `remarks` (names and evidence, which change no result), `effects`, `lacking` (what options lack),
    `causes` (the smallest sets of edits that bring a new first place or a new verdict), `shares` (of each
    edit in each change of a net value; they add up to the change), `cancelled` (edits that cancel each
    other), `packages` (solutions that are other packages or worth something else) and `plan` (exposure and
    standing that changed).

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
    found = compared(old, new, viewpoint, without_secrets=without_secrets)
    return {table.name: table.frame() for table in found.tables}


def difference(old: Model, new: Model, viewpoint: str | None = None) -> tuple[Result, ...]:
    """The tables of `diff` as results.

    Raises:
        InvalidModel: there is an error in a model.
        UnknownName: no stakeholder of both versions has this id or name.
    """
    return compared(old, new, viewpoint).tables


class MergedModels(NamedTuple):
    """Two versions of a model brought together; see `merge`."""

    model: Model
    """Our version with what only theirs changed."""
    taken: pd.DataFrame
    """By edit: kind, ours, theirs; what came from theirs."""
    conflicts: pd.DataFrame
    """By edit: base, ours, ours_by, theirs, theirs_by, why; ours stays. Empty where nothing conflicts."""


def merge(base: Model, ours: Model, theirs: Model) -> MergedModels:
    """Two versions of one model brought together by key: the model, what was taken, and the conflicts.

    What only one version changed is in the model. Where both changed the same judgement, ours stays and it is
    a conflict; so is a part that one removed and the other changed or refers to. The authors of the values
    are those that the evidence names. `steelyard merge` does the same with files.

    Raises:
        InvalidModel: there is an error in a model.
    """
    for version, what in ((base, "the base"), (ours, "ours"), (theirs, "theirs")):
        require_fit(version, what)
    found = merging.merged(base, ours, theirs)
    authors = (merge_results.backed_by(version) for version in (ours, theirs))
    taken, conflicts = merge_results.tables(found, *authors)
    return MergedModels(found.model, taken.frame(), conflicts.frame())


class PooledModels(NamedTuple):
    """The weights of several stakeholders gathered in one model; see `pool`."""

    model: Model
    """The model that was sent out, with the weights that came back."""
    gathered: pd.DataFrame
    """By stakeholder: files; whose weights were taken, and from which copy."""
    missing: pd.DataFrame
    """By stakeholder; whose weights no copy changed."""
    conflicts: pd.DataFrame
    """By stakeholder, criterion and files: weight; where copies differ. None of them is taken."""
    others: pd.DataFrame
    """By file and edit: was, now; what copies changed besides weights. It is not taken."""
    apart: pd.DataFrame
    """By criterion, the widest range first: a share for each stakeholder, pool, smallest, largest, range."""
    distances: pd.DataFrame
    """By stakeholder: distance from the pool, the criterion most_on which, and by how much."""


def pool(base: Model, copies: Mapping[str, Model]) -> PooledModels:
    """The weights that copies of a model changed, gathered in it, and how far all are apart.

    Args:
        base: the model that was sent out.
        copies: the models that came back, by any names.

    Raises:
        InvalidModel: there is an error in a model.
    """
    for what, version in {"the model that was sent out": base, **copies}.items():
        require_fit(version, what)
    found = pooling.pooled(base, copies)
    return PooledModels(found.model, *(each.frame() for each in pool_results.tables(found)))
