"""What a fingerprint sees, and what it does not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import models

from steelyard.model.fingerprint import fingerprint
from steelyard.model.keys import judgements_of

if TYPE_CHECKING:
    from steelyard.model.model import Model


def test_the_fingerprint_of_the_sound_model_never_changes(sound: Model) -> None:
    assert fingerprint(sound) == "0227374c9486"
    assert fingerprint(sound.replace(record=())) == "3341e4efb7c7"
    assert fingerprint(sound.replace_value("settings/reservation_change", 0)) != "0227374c9486"


@settings(max_examples=30)
@given(models(), st.data())
def test_every_judgement_but_the_scenario_shown_counts(model: Model, data: st.DataObject) -> None:
    key, value = data.draw(st.sampled_from(sorted(judgements_of(model), key=str)))
    new = value + 1 if isinstance(value, int | float) and not isinstance(value, bool) else f"{value} changed"
    changed = model.replace_value(key, new)
    assert (fingerprint(changed) == fingerprint(model)) == (key == "settings/scenario")


@settings(max_examples=30)
@given(models(plain=True))
def test_names_notes_and_evidence_do_not_count(model: Model) -> None:
    renamed = model.replace(
        settings=replace(model.settings, title="x", purpose="y", hold="z"),
        options=tuple(replace(part, name=f"{part.name}!", note="new") for part in model.options),
        evidence=(),
    )
    assert fingerprint(renamed) == fingerprint(model)


def test_the_order_of_levels_counts_where_their_values_tie(sound: Model) -> None:
    tied = sound.replace(
        measures=tuple(replace(part, values=(0.0, 50.0, 50.0, 90.0, 100.0)) for part in sound.measures)
    )
    swapped = tied.replace(levels=("none", "partial", "announced", "implemented", "verified"))
    assert fingerprint(tied) != fingerprint(swapped)


def test_which_counterpart_bargains_counts(sound: Model) -> None:
    (russia,) = sound.counterparts
    china = replace(russia, id="China")
    both = sound.replace(counterparts=(russia, china))
    assert fingerprint(both) != fingerprint(sound.replace(counterparts=(china, russia)))


def test_whole_numbers_and_both_zeros_are_one(sound: Model) -> None:
    assert fingerprint(sound.replace_value("costs/words/money", -0.0)) == fingerprint(sound)
    whole = tuple(replace(part, weights=tuple(map(int, part.weights))) for part in sound.stakeholders)
    assert fingerprint(sound.replace(stakeholders=whole)) == fingerprint(sound)
