"""The whole model: found by key, changed by replace."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from steelyard.errors import UnknownKey
from steelyard.model import summary
from steelyard.model.keys import evidence_for, judgements_of, with_value
from steelyard.model.parts import POOLED, Judgement, ModelFields, PartyRole
from steelyard.model.record import derived
from steelyard.model.vocabulary import POOLED_NAME

if TYPE_CHECKING:
    from collections.abc import Mapping

    from steelyard.model.keys import Value
    from steelyard.model.parts import Scenario


_BY_DEFAULT = {True: PartyRole.MUST_CONSENT, False: PartyRole.IS_SHOWN}
"""The role of a further counterpart, by whether it has a reservation value."""


@dataclass(frozen=True, kw_only=True)
class Model(ModelFields):
    """A two-sided conditional exchange: what may be offered, against what, weighed by whom.

    The parts are in the order of the text form; their ids find them, their order only shows them.
    Nothing is checked here: `steelyard.model.checks.check` lists every breach.
    """

    def __repr__(self) -> str:
        """Three lines: what it is about, how much is weighed, and what else there is."""
        return summary.three_lines(self)

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        return summary.as_html(self)

    @cached_property
    def all_scenarios(self) -> tuple[Scenario, ...]:
        """The typed scenarios, then those that follow from the delivery record, if it has an entry."""
        return (*self.scenarios, *derived(self))

    @cached_property
    def roles(self) -> tuple[PartyRole, ...]:
        """What each counterpart does; where that is not stated, the first bargains.

        A further one must consent where it has a reservation value, and is shown where it has none.
        """
        return tuple(
            PartyRole(
                party.role or (_BY_DEFAULT[party.reservation is not None] if place else PartyRole.BARGAINS)
            )
            for place, party in enumerate(self.counterparts)
        )

    @cached_property
    def viewpoints(self) -> Mapping[str, str]:
        """The names of the viewpoints by their ids: all stakeholders pooled, then each of them."""
        return {POOLED: POOLED_NAME} | {part.id: part.name for part in self.stakeholders}

    @cached_property
    def values(self) -> Mapping[str, Value]:
        """Every single input value by its key, in the order of the sheets."""
        return dict(judgements_of(self))

    @cached_property
    def judgements(self) -> Mapping[str, Judgement]:
        """Every single input value by its key, with the evidence for it."""
        known = evidence_for(self.evidence)
        return {
            key: Judgement(key=key, value=value, evidence=known(key)) for key, value in self.values.items()
        }

    def judgement(self, key: str) -> Judgement:
        """The judgement with this key.

        Raises:
            UnknownKey: no judgement has this key.
        """
        self._require_key(key)
        return self.judgements[key]

    def _require_key(self, key: str) -> None:
        if key not in self.values:
            raise UnknownKey(key, near=difflib.get_close_matches(key, self.values, n=3))

    def replace_value(self, key: str, value: Value) -> Model:
        """The same model with another value for one judgement.

        Raises:
            UnknownKey: no judgement has this key.
        """
        self._require_key(key)
        return with_value(self, key, value)

    def replace(self, **parts: object) -> Model:
        """The same model with other parts, by the names of its fields."""
        return replace(self, **parts)  # type: ignore[arg-type]
