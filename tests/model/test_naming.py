"""A reference means a part by its id or by its name, in texts and in cells."""

from __future__ import annotations

import pytest
from hypothesis import given
from strategies import models

from steelyard.cases import text
from steelyard.errors import InvalidModel, UnknownName
from steelyard.model.model import Model
from steelyard.model.naming import meanings, meant
from steelyard.model.text.reading import read_text
from steelyard.model.vocabulary import folded


def test_an_id_means_its_own_part_and_a_shared_name_means_none() -> None:
    found = meanings([("a", "Twin"), ("b", "twin "), ("c", "A"), ("", "Nothing"), ("d", "")])
    assert found == {"a": "a", "b": "b", "c": "c", "d": "d"}


def test_a_word_that_means_no_part_is_answered_with_the_nearest_and_all_names_sorted() -> None:
    with pytest.raises(
        UnknownName, match=r"^no option 'Aid now'; did you mean 'Aid new'\? There are: Aid new \(aid\), Zeal$"
    ):
        meant("option", "Aid now", {"Zeal": "Zeal", "aid": "Aid new"})


@given(models())
def test_every_part_is_found_by_its_name(model: Model) -> None:
    for parts in (model.measures, model.cost_heads, model.options, model.stakeholders, model.all_scenarios):
        names = {part.id: part.name for part in parts}
        assert [
            meant("part", name.upper() if name.isascii() else name, names) for name in names.values()
        ] == [*names]


REFERENCES = [
    ("viewpoint: all\n", "viewpoint: all, POOLED\n"),
    ("scenario: core-implemented", "scenario: Core package implemented"),
    ("    option: limited-easing\n", "    option: limited EASING\n"),
    ("    subject: independent-aid\n", "    subject: Independent delivery of aid\n"),
    ("    subject: political-engagement\n", "    subject: Political engagement\n"),
    ("    subject: common-position\n", "    subject: Strain on the common position\n"),
    ("    measure: safe-returns\n", "    measure: Safe returns under monitoring\n"),
    ("    item: acknowledgements\n", "    item: Acknowledgements\n"),
    (
        "      detainee-access: none, safe-returns",
        "      Independent access to detainees: none, safe-returns",
    ),
    ("domestic-price: 25, credibility: 15", "Price at home: 25, credibility: 15"),
    ("detainee-access: 15, safe-returns: 7", "independent access to detainees: 15, safe-returns: 7"),
]


@pytest.mark.parametrize(("by_id", "by_name"), REFERENCES)
def test_a_text_may_name_a_part_by_its_name(by_id: str, by_name: str) -> None:
    whole = text("syria")
    assert by_id in whole
    assert read_text(whole.replace(by_id, by_name)) == read_text(whole)


@pytest.mark.parametrize(
    ("was", "now", "why"),
    [
        ("name: France", "name: Other-members", "another row has this id"),
        ("name: Money", "name: Safe returns under monitoring", "measures and cost heads share one budget"),
        ("name: Money", "name: Committee", "measures and cost heads share one budget"),
        ("name: Constitutional committee", "name: Money", "measures and cost heads share one budget"),
        ("name: France", "name: germany", "each name stands once"),
    ],
)
def test_a_word_never_means_two_parts(was: str, now: str, why: str) -> None:
    whole = text("syria")
    assert f"    {was}\n" in whole
    with pytest.raises(InvalidModel, match=f"column 'name' .*{why}"):
        read_text(whole.replace(f"    {was}\n", f"    {now}\n", 1))


@pytest.mark.parametrize(
    ("was", "now", "meant"),
    [
        ("scenario: core-implemented", "scenario: Cor package implemented", "Core package implemented"),
        ("    option: limited-easing\n", "    option: Limted easing\n", "Limited easing"),
        (
            "    subject: common-position\n",
            "    subject: Strain on common position\n",
            "Strain on the common position",
        ),
        (
            "    measure: safe-returns\n",
            "    measure: Safe return under monitoring\n",
            "Safe returns under monitoring",
        ),
        ("    item: acknowledgements\n", "    item: Acknowledgments!\n", "Acknowledgements"),
        ("domestic-price: 25, credibility: 15", "Prices at home: 25, credibility: 15", "Price at home"),
    ],
)
def test_a_misspelt_name_is_answered_with_the_name(was: str, now: str, meant: str) -> None:
    with pytest.raises(InvalidModel, match=f"did you mean {meant!r}"):
        read_text(text("syria").replace(was, now))


def test_an_unknown_reference_hints_at_the_id() -> None:
    with pytest.raises(
        InvalidModel, match="the name or id of a measure is needed; did you mean 'independent-aid'"
    ):
        read_text(text("syria").replace("    subject: independent-aid\n", "    subject: independent-aide\n"))


def test_folding_is_that_of_ids() -> None:
    assert meanings([("x", "Mıl")]) == {folded("MIL"): "x", "x": "x"}
