"""`steelyard adopt`, and `--trial` of the commands that print tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import steelyard as sy
from steelyard.model.parts import Trial

if TYPE_CHECKING:
    from pathlib import Path

    from cli.conftest import Shell


def on_trial(book: Path, share: float = 0.25) -> None:
    """Put a share on trial for money."""
    model = sy.load(book)
    book.unlink()
    sy.save(model.replace(trial=(Trial(criterion="money", share=share),)), book)


def test_a_table_is_as_judged_unless_the_trial_is_asked_for(shell: Shell, book: Path) -> None:
    on_trial(book)
    judged, trial = (
        shell("show", "syria.xlsx", "--format", "csv", *more).stdout for more in ((), ("--trial",))
    )
    assert [said.splitlines()[1].split(",")[0] for said in (judged, trial)] == [
        "stabilisation",
        "limited-easing",
    ]
    refused = shell("show", "syria.xlsx", "positions", "--trial", code=2)
    assert "covers every viewpoint, as judged; ask for it without --trial" in refused.stderr


def test_a_score_says_that_it_prints_what_is_judged(shell: Shell, book: Path) -> None:
    on_trial(book)
    assert "Trial weights are in use on Decide; what is printed here is as judged." in (
        shell("score", "syria.xlsx").stdout
    )


def test_the_trial_becomes_the_weights_of_a_stakeholder(shell: Shell, book: Path) -> None:
    on_trial(book)
    before = book.read_bytes()
    said = shell("adopt", "syria.xlsx", "--stakeholder", "France", "-o", "adopted.xlsx")
    assert said.stdout.startswith(
        "The trial weights are now the weights of France, and no share is on trial any more.\n"
    )
    assert "The pool does not become the trial" in said.stdout
    assert book.read_bytes() == before
    assert sy.load(book.with_name("adopted.xlsx")).trial == ()


def test_nothing_is_adopted_without_a_trial(shell: Shell, book: Path) -> None:
    refused = shell("adopt", "syria.xlsx", "--stakeholder", "France", code=2)
    assert refused.stderr.startswith("steelyard: ")
    assert "No shares are on trial. Nothing is adopted" in refused.stderr
    assert sy.check(book).sound
