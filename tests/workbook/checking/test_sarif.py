"""A check as a SARIF log: every finding has a rule, a level, a message and a place."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cli.editing import typed
from typer.testing import CliRunner

from steelyard.cli import app
from steelyard.model.draft import Place
from steelyard.model.findings import Finding, Severity
from steelyard.model.text.reading import read_text
from steelyard.workbook.building.build import workbook_bytes
from steelyard.workbook.checking.sarif import RULES, as_sarif
from steelyard.workbook.checking.verify import Verification

MODEL = read_text((Path(__file__).parents[2] / "small.yaml").read_text())
FOUND = Verification(where="a folder/book.xlsx", workbook=True, stamp="a", fingerprint="a")


def results(found: Verification) -> list[Any]:
    log: Any = as_sarif(found, "1.2.3")
    assert (log["version"], len(log["runs"])) == ("2.1.0", 1)
    driver = log["runs"][0]["tool"]["driver"]
    assert (driver["name"], driver["semanticVersion"]) == ("steelyard", "1.2.3")
    rules = [rule["id"] for rule in driver["rules"]]
    assert rules == list(RULES)
    found_there = log["runs"][0]["results"]
    for each in found_there:
        assert rules[each["ruleIndex"]] == each["ruleId"]
        assert each["level"] in ("error", "warning", "note")
    return list(found_there)


def test_a_sound_workbook_has_no_result() -> None:
    assert results(FOUND) == []


def test_a_finding_has_its_code_its_level_and_its_place() -> None:
    place = Place("Costs", "limited-easing", "money", "cell D9")
    finding = Finding(place, "'abc'", "a number is needed", "not-a-number")
    warning = replace(finding, code="unknown-name", severity=Severity.WARNING)
    one, other = results(replace(FOUND, inputs=(finding,), integrity=(warning,)))
    assert one["message"] == {"text": str(finding)}
    assert (one["ruleId"], one["level"]) == ("not-a-number", "error")
    assert (other["ruleId"], other["level"]) == ("unknown-name", "warning")
    [location] = one["locations"]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "a%20folder/book.xlsx"
    names = [each["fullyQualifiedName"] for each in location["logicalLocations"]]
    assert names == ["Costs/limited-easing/money/cell D9"]


@pytest.mark.parametrize(
    ("changed", "rule", "level"),
    [
        ({"structure": "no table 'costs'"}, "structure", "error"),
        ({"refusal": "something is in the way"}, "refused", "error"),
        ({"conflicts": ("a key: ours 1, theirs 2",)}, "open-conflict", "error"),
        ({"stamp": "b"}, "out-of-date", "error"),
        ({"stamp": "b", "computed_for": "France"}, "out-of-date", "note"),
    ],
)
def test_what_is_no_finding_has_a_rule_as_well(changed: dict[str, Any], rule: str, level: str) -> None:
    found = results(replace(FOUND, **changed))
    assert (rule, level) in [(each["ruleId"], each["level"]) for each in found]


def test_the_command_prints_the_log_of_a_real_workbook(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(workbook_bytes(MODEL))
    typed(path, "weights", MODEL.stakeholders[0].id, MODEL.criteria[0], -1)
    done = CliRunner().invoke(app, ["check", str(path), "--format", "sarif"])
    assert done.exit_code == 1
    [found] = [each for each in json.loads(done.stdout)["runs"][0]["results"] if each["level"] == "error"]
    assert found["ruleId"] == "out-of-range"
    assert "found -1" in found["message"]["text"]
