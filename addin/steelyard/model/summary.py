"""A model in a few words, for people who look at one in a Python shell or a notebook."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from steelyard.model.parts import ModelFields

NOUNS = {
    "measures": ("measure", "measures"),
    "cost_heads": ("cost head", "cost heads"),
    "options": ("option", "options"),
    "stakeholders": ("stakeholder", "stakeholders"),
    "scenarios": ("scenario", "scenarios"),
    "rules": ("rule", "rules"),
    "record": ("record entry", "record entries"),
    "counterparts": ("counterpart", "counterparts"),
    "plan": ("step", "steps"),
    "evidence": ("piece of evidence", "pieces of evidence"),
}
"""What one part and several parts of each kind are called."""

WEIGHED = ("measures", "cost_heads", "options", "stakeholders", "scenarios")
"""The kinds of parts of which every model has some; they have names."""


def three_lines(model: ModelFields) -> str:
    """The title and the date; how much is weighed; what else there is."""
    settings = model.settings
    first = " · ".join(filter(None, (f"Model {settings.title!r}", settings.date, settings.status)))
    rest = [kind for kind in NOUNS if kind not in WEIGHED]
    return "\n".join([first, *(f"  {', '.join(_counted(model, kinds))}" for kinds in (WEIGHED, rest))])


def as_html(model: ModelFields) -> str:
    """The title, the purpose, and a table with the number and the names of the parts of each kind."""
    settings = model.settings
    rows = "".join(
        f"<tr><th style='text-align:left'>{each}</th><td style='text-align:left'>{names}</td></tr>"
        for each, names in zip(
            _counted(model, [*NOUNS]), [_names(model, kind) for kind in NOUNS], strict=True
        )
    )
    return f"<h3>{escape(settings.title)}</h3><p>{escape(settings.purpose)}</p><table>{rows}</table>"


def _counted(model: ModelFields, kinds: Sequence[str]) -> list[str]:
    """How many parts of each kind there are, such as *7 measures*."""
    counts = {kind: len(getattr(model, kind)) for kind in kinds}
    return [f"{count or 'no'} {NOUNS[kind][count != 1]}" for kind, count in counts.items()]


def _names(model: ModelFields, kind: str) -> str:
    """The names of the parts of a kind, for HTML; empty for parts that have no name."""
    return escape(", ".join(part.name for part in getattr(model, kind))) if kind in WEIGHED else ""
