"""The columns that name a rule, for sheets with one row a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from steelyard.sheets.column_kinds import live
from steelyard.sheets.formula_text import in_conditions
from steelyard.weigh.conditions import asked_by

if TYPE_CHECKING:
    from steelyard.model.parts import Rule
    from steelyard.sheets.spec import AnyColumn, At


class OfRule(Protocol):
    """What the engine says of a row that is about a rule."""

    @property
    def rule(self) -> Rule:
        """The rule."""


def rule_columns(width: float = 44) -> tuple[AnyColumn, ...]:
    """The rule, the option that waits for it, and, in a column of this width, what it asks for."""
    return (
        live("rule", "id", 24, "Id of the rule.", _rule),
        live("option", "id", 22, "The option that waits.", _option, lambda at: _stated(at, "option")),
        live(
            "asks for", "text", width, "What the rule asks for.", _asked, lambda at: _stated(at, "asks for")
        ),
    )


def subject_column() -> AnyColumn:
    """What the rule is about."""
    return live("subject", "id", 20, "What the rule is about.", _subject, lambda at: _stated(at, "subject"))


def _rule(at: At[OfRule]) -> str:
    return at.row.rule.id


def _option(at: At[OfRule]) -> str:
    return at.row.rule.option


def _asked(at: At[OfRule]) -> str:
    return asked_by(at.context.model, at.row.rule)


def _subject(at: At[OfRule]) -> str:
    return at.row.rule.subject


def _stated(at: At[OfRule], heading: str) -> str:
    """Formula text: what Conditions says of the rule of the row."""
    return in_conditions(at.context, at.cell("rule"), heading)
