"""Two versions in a few lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import small

from steelyard.model.text.reading import read_text
from steelyard.weigh.compared import compared
from steelyard.weigh.review_lines import MOST_LINES, MOVED, InShort, Line, Lines, in_short, message
from steelyard.weigh.review_results import review

if TYPE_CHECKING:
    from steelyard.model.model import Model


@pytest.fixture(name="model")
def _model() -> Model:
    return read_text(small.TEXT)


def short_of(old: Model, new: Model) -> InShort:
    both = compared(old, new)
    return in_short(both, review(both, lambda _: ""))


def test_equal_versions_have_no_lines(model: Model) -> None:
    short = short_of(model, model)
    assert (short.said, short.edits.first, short.results.first) == ("No judgement differs.", (), ())
    assert [*message(short, 5)] == ["No judgement differs."]


def test_words_that_change_no_result_are_said_to_change_none(model: Model) -> None:
    renamed = read_text(small.TEXT.replace(f"name: {model.options[0].name}", "name: Another name"))
    short = short_of(model, renamed)
    [line] = short.edits.first
    assert line == Line(
        "name of the option Another name", f"{model.options[0].name} → Another name; changes no result"
    )
    assert [*message(short, 5)][1:] == [
        "Edits, the highest effect first: 1",
        f"  {line.about}: {line.says}",
        "No rank and no verdict changed.",
    ]


def test_options_whose_rank_changed_are_named_with_their_nets(model: Model) -> None:
    """By hand: (40 × 64 + 90 × 16 − 20 × 20) / 150 = 24.0 and (40 × 40 + 90 × 36 − 20 × 60) / 150 = 24.3."""
    short = short_of(model, model.replace_value("weights/stakeholder-1/measure-2", 90.0))
    assert short.results == Lines(
        MOVED,
        (
            Line("Second option in First scenario", "◐ not yet; rank 2 → 1; net 18.4 → 24.3"),
            Line("First option in First scenario", "● offer; rank 1 → 2; net 28.0 → 24.0"),
        ),
        0,
    )


def test_a_message_has_the_first_lines_and_counts_the_others() -> None:
    lines = tuple(Line(f"edit {at}", "1 → 2") for at in range(MOST_LINES))
    short = InShort("All edits together: much.", Lines("Edits", lines, 3), Lines("Results", (), 0))
    assert [*message(short, 2)] == [
        "All edits together: much.",
        "Edits: 13",
        "  edit 0: 1 → 2",
        "  edit 1: 1 → 2",
        "  and 11 more",
        "Results.",
    ]
