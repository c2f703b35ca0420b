"""The schema takes what steelyard reads, and refuses what is wrong with a text by itself."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given, settings
from jsonschema import Draft7Validator
from strategies import models

from steelyard import cases
from steelyard.model.fields import CONFIDENCE
from steelyard.model.parts import Settings
from steelyard.model.text.reading import write_text
from steelyard.model.text.schema import schema
from steelyard.model.text.shape import settings as words_of_settings

if TYPE_CHECKING:
    from steelyard.model.model import Model

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "model.schema.json"
VALIDATOR = Draft7Validator(schema())


class Reader(yaml.SafeLoader):
    """YAML as editors read it: a day is text, and so are yes and no, and every word before a colon."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        return {key.value: self.construct_object(value, deep) for key, value in node.value}


Reader.yaml_implicit_resolvers = {
    sign: [(tag, form) for tag, form in found if not tag.endswith(("timestamp", "bool"))]
    for sign, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Reader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("(true|false)$"), list("tf"))


def marked(text: str) -> list[str]:
    """Where the schema refuses the text."""
    held: Any = yaml.load(text, Reader)  # noqa: S506 - a safe loader
    return sorted({"/".join(map(str, error.absolute_path)) for error in VALIDATOR.iter_errors(held)})


def test_the_schema_is_a_schema() -> None:
    Draft7Validator.check_schema(schema())


def test_the_schema_in_the_reference_is_current() -> None:
    said = "run: steelyard schema -o docs/reference/model.schema.json --force"
    assert json.loads(PAGE.read_text(encoding="utf-8")) == schema(), said


@pytest.mark.parametrize("case", cases.names())
def test_the_cases_fit(case: str) -> None:
    assert marked(cases.text(case)) == []


@given(models())
@settings(max_examples=25)
def test_every_model_that_is_written_fits(model: Model) -> None:
    fit = model.replace(trial=tuple(each for each in model.trial if each.is_fit))
    assert marked(write_text(fit)) == []


def test_the_sound_text_fits(sound_text: str) -> None:
    assert marked(sound_text) == []


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("steelyard: 1", "steelyard: 2", "steelyard"),
        ("steelyard: 1", "", ""),
        ("cost_heads:", "cost_head:", ""),
        ("title: Aid and access", "titel: Aid and access", "settings"),
        ("resolution: 0.5", "resolution: -1", "settings/resolution"),
        ("resolution: 0.5", "resolution: half", "settings/resolution"),
        ("name: Access to detainees", "name:", "measures/access/name"),
        ("    name: Access to detainees\n", "", "measures/access"),
        ("  access:\n", "  2nd:\n", "measures"),
        ("  access:\n", "  all:\n", "measures"),
        ("values: [0, 20, 50, 90, 100]", "values: [0, 20, 50, 90, 101]", "measures/aid/values"),
        ("track: sanctions", "trak: sanctions", "options/easing"),
        ("opening: true", "opening: perhaps", "options/words/opening"),
        ("linkage: {access: 10,", "linkage: {access: 110,", "options/words/linkage/access"),
        (
            "home: {name: Price at home,",
            "home: {name: P, scale: {0: 0, 60: 3, 100: 9},",
            "cost_heads/home/scale",
        ),
        ("home: {name: Price at home,", "home: {name: P, scale: {0: 0, 50: 3},", "cost_heads/home/scale"),
        ("costs: {money: 60, home: 20}", "costs: {money: sixty, home: 20}", "options/funds/costs/money"),
        ("linkage: {access: 30, aid: 90, talks: 40}", "", "options/funds"),
    ],
)
def test_what_is_wrong_with_a_text_by_itself_is_marked(
    sound_text: str, old: str, new: str, place: str
) -> None:
    assert old in sound_text
    assert marked(sound_text.replace(old, new, 1)) == [place]


RULES = """\
rules:
  first: {option: words, kind: %s}
"""


@pytest.mark.parametrize(
    ("rule", "places"),
    [
        ("requires, subject: access, level: partial", []),
        ("requires, subject: access", ["rules/first"]),
        ("requires, subject: access, level: partial, number: 2", ["rules/first/number"]),
        ("requires at least, subject: core, level: partial", ["rules/first"]),
        ("cap, subject: money, level: partial, number: 2", ["rules/first/level"]),
        ("excludes option, subject: easing", []),
        ("demands, subject: access, level: partial", ["rules/first/kind"]),
    ],
)
def test_a_rule_has_the_words_of_its_kind(sound_text: str, rule: str, places: list[str]) -> None:
    text = re.sub(r"^rules:\n(  .*\n)*", RULES % rule, sound_text, flags=re.MULTILINE)
    assert marked(text) == places


def test_the_settings_are_those_of_the_model() -> None:
    assert [*words_of_settings()] == [*Settings.__dataclass_fields__]


def test_the_grades_are_those_that_are_read() -> None:
    assert CONFIDENCE == ("high", "medium", "low")
