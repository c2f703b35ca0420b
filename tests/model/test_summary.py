"""A model in a few words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import small
from hypothesis import given
from strategies import models

from steelyard.cases import text
from steelyard.model.text.reading import read_text

if TYPE_CHECKING:
    from steelyard.model.model import Model


def test_the_representation_of_a_model_has_three_lines() -> None:
    model = read_text(text("nash-1950"))
    assert repr(model).splitlines()[1:] == [
        "  4 measures, 1 cost head, 5 options, 1 stakeholder, 2 scenarios",
        "  no rules, no record entries, 1 counterpart, no steps, 5 pieces of evidence",
    ]


@given(models())
def test_whatever_stands_in_a_model_it_has_three_lines_and_a_table(model: Model) -> None:
    assert len(repr(model).split("\n")) == 3
    assert model._repr_html_().count("<tr>") == 10


def test_a_notebook_shows_names_that_cannot_become_markup() -> None:
    model = read_text(small.TEXT.replace("name: First measure", "name: <b>&"))
    assert "&lt;b&gt;&amp;" in model._repr_html_()
