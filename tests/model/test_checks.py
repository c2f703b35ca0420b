"""Every breach of a model at once."""

from __future__ import annotations

import difflib
import math
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from strategies import models

from steelyard.errors import InvalidModel
from steelyard.model import vocabulary
from steelyard.model.checks import check, require_fit
from steelyard.model.parts import Evidence
from steelyard.model.text.reading import read_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from steelyard.model.findings import Finding
    from steelyard.model.model import Model

    Told = Callable[[Iterable[Finding]], list[str]]


def test_nothing_is_wrong_with_the_sound_model(sound: Model) -> None:
    assert check(sound) == ()
    assert require_fit(sound, "model") is sound


@settings(max_examples=30)
@given(models())
def test_what_fits_passes_as_it_is(model: Model) -> None:
    assert require_fit(model, "model") is model


def test_all_breaches_are_told_in_the_order_of_the_sheets(sound: Model, told: Told) -> None:
    broken = (
        sound.replace_value("delivery/core/aid", "done")
        .replace_value("linkage/easing/access", 101.0)
        .replace_value("weights/France/aid", -1.0)
        .replace_value("settings/resolution", float("nan"))
    )
    expected = [
        "not-finite: Settings, row 'resolution', column 'value'",
        "out-of-range: Weights, row 'France', column 'aid'",
        "out-of-range: Linkage, row 'easing', column 'access'",
        "unknown-level: Delivery, row 'core', column 'aid'",
    ]
    assert expected == [line.split(": found")[0] for line in told(check(broken))][:4]


def test_errors_refuse(sound: Model) -> None:
    broken = sound.replace_value("linkage/easing/access", 101.0)
    with pytest.raises(InvalidModel) as caught:
        require_fit(broken, "case.xlsx")
    assert str(caught.value) == (
        "case.xlsx: 1 problem\n"
        "  Linkage, row 'easing', column 'access': found 101; a number from 0 to 100 is needed"
    )


def test_warnings_do_not(sound: Model) -> None:
    warned = sound.replace(evidence=(Evidence(key="linkage/nothing/here"),))
    assert [finding.severity for finding in check(warned)] == ["warning"]
    assert require_fit(warned, "model") is warned


def test_values_without_a_column_are_told(sound: Model, told: Told) -> None:
    (russia,) = sound.counterparts
    odd = sound.replace(
        measures=(replace(sound.measures[0], values=(0.0, 100.0)), *sound.measures[1:]),
        options=(replace(sound.options[0], linkage=(1.0,), costs=()), *sound.options[1:]),
        stakeholders=(replace(sound.stakeholders[0], weights=(1.0,) * 6), *sound.stakeholders[1:]),
        scenarios=(replace(sound.scenarios[0], levels=()), *sound.scenarios[1:]),
        counterparts=(
            replace(russia, worth=(1.0,), burden=(1.0,), effort=((0.0, 1.0), None), chance=(None,) * 3),
        ),
    )
    assert told(check(odd)) == [
        "wrong-shape: Measures, row 'access', column 'values': found 2 values; 5 are needed",
        "wrong-shape: Linkage, row 'words', column 'linkage': found 1 values; 3 are needed",
        "wrong-shape: Costs, row 'words', column 'costs': found 0 values; 2 are needed",
        "wrong-shape: Weights, row 'France', column 'weights': found 6 values; 5 are needed",
        "wrong-shape: Delivery, row 'status-quo', column 'levels': found 0 values; 3 are needed",
        "wrong-shape: Counterpart, row 'Russia', column 'worth': found 1 values; 4 are needed",
        "wrong-shape: Counterpart, row 'Russia', column 'burden': found 1 values; 3 are needed",
        "wrong-shape: Counterpart, row 'Russia', column 'effort': found 2 values; 3 are needed",
        "wrong-shape: Counterpart, row 'Russia', column 'effort': found 2 values; 5 are needed",
    ]


def test_what_would_be_read_back_in_another_spelling_is_told(sound: Model, told: Told) -> None:
    odd = (
        sound.replace_value("groups/aid", "CORE")
        .replace_value("rules/r1/option", " Easing")
        .replace(settings=replace(sound.settings, viewpoint="", purpose=" "))
    )
    assert told(check(odd)) == [
        "respelled: Settings, row 'purpose', column 'value': found ' '; this is written as nothing here",
        "respelled: Settings, row 'viewpoint', column 'value': found nothing; this is written 'all' here",
        "respelled: Measures, row 'aid', column 'group': found 'CORE'; this is written 'core' here",
        "respelled: Rules, row 'r1', column 'option': found ' Easing'; this is written 'easing' here",
    ]


def test_nearest_words_are_searched_for_the_first_200_findings_of_a_table_only(
    sound_text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched: list[str] = []

    def counted(word: str, known: Iterable[str], n: int) -> list[str]:
        searched.append(word)
        return difflib.get_close_matches(word, known, n)

    monkeypatch.setattr(vocabulary, "difflib", SimpleNamespace(get_close_matches=counted))
    wrong = "".join(f"  x{at}: {{phase: 1, kind: option, item: esing}}\n" for at in range(900))
    with pytest.raises(InvalidModel) as caught:
        read_text(sound_text.replace("\nplan:\n", f"\nplan:\n{wrong}"))
    assert len(caught.value.findings) == 900
    assert searched == ["esing"] * 200
    lines = str(caught.value).splitlines()
    assert lines[0] == "<text>: 900 problems"
    assert sum("did you mean 'easing'?" in line for line in lines) == 200
    assert lines[201:] == ["  and 700 more; correct these first, the next reading lists the others"]


@pytest.mark.parametrize("key", ["settings/reservation", "settings/future", "reservation/{}"])
@pytest.mark.parametrize("points", [1_000_001.0, -1_000_001.0])
def test_points_that_cells_cannot_count_in_ticks_are_refused(
    key: str, points: float, sound: Model, told: Told
) -> None:
    key = key.format(sound.counterparts[0].id)
    [said] = told(check(sound.replace_value(key, points)))
    assert said.endswith(f"found {points:.0f}; a number from -1000000 to 1000000 is needed")
    assert check(sound.replace_value(key, math.copysign(1_000_000, points))) == ()
