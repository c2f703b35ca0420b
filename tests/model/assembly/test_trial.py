"""Shares on trial as they are written down: kept as typed, named where they are none, and no judgements."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from steelyard.errors import InvalidModel
from steelyard.model.assembly.assemble import assemble, draft_of
from steelyard.model.draft import Cell, Place, Row
from steelyard.model.fingerprint import fingerprint
from steelyard.model.parts import Trial
from steelyard.model.text.reading import read_text
from steelyard.model.text.writing import write_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from steelyard.model.assembly.assemble import Assembled
    from steelyard.model.model import Model

    Told = Callable[[Assembled], list[str]]


def row(criterion: object, share: object) -> Row:
    """A row of the table of shares on trial."""
    at = Place("Decide", str(criterion), "trial")
    return Row({"criterion": Cell(criterion, at), "trial": Cell(share, at)}, at)


def read(model: Model, *rows: Row) -> Assembled:
    """The model with these rows."""
    draft = draft_of(model)
    draft.tables["trial"] = [*rows]
    return assemble(draft)


def test_shares_come_in_the_order_of_the_criteria(sound: Model) -> None:
    first, second, *_ = sound.criteria
    found = read(sound, row(second, 1), row(first.upper(), 0.25), row("", None), row(first, None))
    assert found.model is not None
    assert found.model.trial == (Trial(criterion=first, share=0.25), Trial(criterion=second, share=1.0))
    assert [each for each in found.findings if each.code == "trial"] == []


def test_a_share_that_is_none_is_kept_as_it_was_typed(sound: Model, told: Told) -> None:
    first, second, *_ = sound.criteria
    found = read(sound, row(first, 25), row(second, "a third"))
    assert found.model is not None
    assert [each.share for each in found.model.trial] == [25.0, "a third"]
    wanted = "a share from 0 to 1 (0 % to 100 %) or nothing is needed; until then the judged weights are used"
    assert [line for line in told(found) if "(trial)" in line] == [
        f"(trial): Decide, row {first!r}, column 'trial': found 25; {wanted}",
        f"(trial): Decide, row {second!r}, column 'trial': found 'a third'; {wanted}",
    ]
    assert read_text(write_text(found.model)) == found.model


def test_truth_and_infinity_are_no_numbers(sound: Model) -> None:
    first, second, *_ = sound.criteria
    found = read(sound, row(first, True), row(second, float("inf")))
    assert found.model is not None
    assert [each.is_fit for each in found.model.trial] == [False, False]
    assert [each.share for each in found.model.trial] == ["TRUE", "inf"]


def test_a_criterion_that_is_gone_is_named_and_left_out(sound: Model, told: Told) -> None:
    first = sound.criteria[0]
    found = read(sound, row("gone", 0.4), row(first, 0.1), row(first, 0.2))
    assert found.model is not None
    assert found.model.trial == (Trial(criterion=first, share=0.1),)
    gone = "there is no such criterion any more; the share on trial 0.4 is left out"
    twice = "a share on trial stands there already; the share on trial 0.2 is left out"
    assert [line for line in told(found) if "(trial)" in line] == [
        f"(trial): Decide, row 'gone', column 'trial': found 'gone'; {gone}",
        f"(trial): Decide, row {first!r}, column 'trial': found {first!r}; {twice}",
    ]


def test_a_trial_is_no_judgement(sound: Model) -> None:
    on_trial = sound.replace(trial=(Trial(criterion=sound.criteria[0], share=0.5),))
    assert fingerprint(on_trial) == fingerprint(sound)
    assert on_trial.values == sound.values


def test_a_text_may_name_a_criterion_by_its_name_and_an_unknown_one_is_refused(sound: Model) -> None:
    measure = sound.measures[0]
    text = write_text(sound)
    with pytest.raises(InvalidModel, match="no measure or cost head has this name"):
        read_text(f"{text}\ntrial: {{gone: 0.5}}\n")
    assert read_text(f"{text}\ntrial: {{{measure.name}: 0.5}}\n").trial == (
        Trial(criterion=measure.id, share=0.5),
    )
