"""The verbs over HTTP say what the shell says, and are as they describe themselves."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator
from service.running import ROOT
from typer.testing import CliRunner
from waiting import HANG

from steelyard import api
from steelyard.cli import app
from steelyard.service.work.verbs import VERBS
from steelyard.service.workers.answer import WORKBOOK

if TYPE_CHECKING:
    from pathlib import Path

    from service.running import Served

BOOK = ROOT / "workbooks" / "syria.xlsx"


def shell(*words: str) -> str:
    """What a command prints."""
    return CliRunner().invoke(app, words).stdout


@pytest.mark.parametrize("table", api.QUESTIONS)
def test_show_is_what_the_shell_shows(served: Served, syria: bytes, table: str) -> None:
    with served.client("rita") as rita:
        shown = rita.post(f"/v1/show/{table.replace('_', '-')}", content=syria)
    assert shown.status_code == 200
    assert shown.json()["rows"] == json.loads(shell("show", str(BOOK), table, "--format", "json"))


def test_show_of_a_scenario_and_a_stakeholder(served: Served, syria: bytes) -> None:
    asked = {"scenario": "verified-calm", "stakeholder": "France"}
    scenario = api.load(BOOK).scenarios[-1].id
    stakeholder = api.load(BOOK).stakeholders[0].id
    asked = {"scenario": scenario, "stakeholder": stakeholder}
    with served.client("rita") as rita:
        shown = rita.post("/v1/show/ranking", params=asked, content=syria).json()["rows"]
        unknown = rita.post("/v1/show/ranking", params={"scenario": "nope"}, content=syria)
    words = (
        "show",
        str(BOOK),
        "ranking",
        "--scenario",
        scenario,
        "--stakeholder",
        stakeholder,
        "--format",
        "json",
    )
    assert shown == json.loads(shell(*words))
    assert (unknown.status_code, unknown.json()["error"]) == (422, "UnknownName")


def test_check_is_what_the_shell_says(served: Served, syria: bytes) -> None:
    with served.client("rita") as rita:
        checked = rita.post("/v1/check", content=syria).json()
    said = json.loads(shell("check", str(BOOK), "--format", "json"))
    assert checked | {"file": ""} == said | {"file": ""}


def test_build_and_export_and_score(served: Served, syria: bytes, tmp_path: Path) -> None:
    text = (ROOT / "workbooks" / "syria.yaml").read_bytes()
    with served.client("ana") as ana:
        built = ana.post("/v1/build", content=text)
        exported = ana.post("/v1/export", content=syria)
        changed = ana.post(
            "/v1/build", content=exported.content.replace(b"detainee-access: 22", b"detainee-access: 1")
        )
        scored = ana.post("/v1/score", content=syria)
    assert built.content == syria
    assert built.headers["content-type"] == WORKBOOK
    assert exported.text == shell("export", str(BOOK), "-o", "-")
    assert changed.status_code == 200
    assert (scored.content, scored.headers["x-steelyard-changed"]) == (syria, "0")


def test_diff_is_what_the_shell_says_and_review_is_its_workbook(
    served: Served, syria: bytes, changed: bytes, tmp_path: Path
) -> None:
    book, later, review = (tmp_path / name for name in ("syria.xlsx", "later.xlsx", "review.xlsx"))
    book.write_bytes(syria)
    later.write_bytes(changed)
    files = {"old": ("syria.xlsx", syria), "new": ("later.xlsx", changed)}
    with served.client("ana") as ana:
        told = ana.post("/v1/diff", params={"stakeholder": "France"}, files=files)
        made = ana.post("/v1/review", files=files)
        same = ana.post("/v1/diff", files=files | {"new": ("syria.xlsx", syria)})
        hidden = ana.post("/v1/diff", params={"without_secrets": "yes"}, files=files)
        alone = ana.post("/v1/diff", files={"old": ("syria.xlsx", syria)})
    words = ("diff", str(book), str(later))
    assert told.json() == json.loads(shell(*words, "--stakeholder", "France", "--format", "json"))
    shell(*words, "-o", str(review))
    assert made.content == review.read_bytes()
    assert "our reservation value" in str(hidden.json()["edits"])
    assert same.json() == json.loads(shell("diff", str(book), str(book), "--format", "json")) == {}
    assert (alone.status_code, alone.json()["error"]) == (422, "NotAWorkbook")


def test_release_is_the_copy_of_the_shell_and_a_leak_is_named_and_not_quoted(
    served: Served, syria: bytes, tmp_path: Path
) -> None:
    text = (ROOT / "workbooks" / "syria.yaml").read_text("utf-8")
    leaky = re.sub("\n  title: .*", "\n  title: Not below 21.75 points", text, count=1)
    leaky = re.sub("\n  future: .*", "\n  future: 21.75", leaky, count=1)
    with served.client("ana") as ana:
        released = ana.post("/v1/release", content=syria)
        refused = ana.post("/v1/release", content=leaky.encode())
    shell("release", str(BOOK), "-o", str(tmp_path / "copy.xlsx"))
    assert released.content == (tmp_path / "copy.xlsx").read_bytes()
    assert int(released.headers["x-steelyard-withheld"]) > 0
    assert released.headers["x-steelyard-left-out"] == "0"
    assert refused.status_code == 422
    assert "settings/title: the value of settings/future" in refused.json()["message"]
    assert "21.75" not in refused.text


def test_an_invalid_model_comes_with_its_findings(served: Served) -> None:
    with served.client("ana") as ana:
        answer = ana.post("/v1/show/scores", content=b"steelyard: 1\nsettings:\n  title: x\n")
    assert answer.status_code == 422
    problem = answer.json()
    assert problem["error"] == "InvalidModel"
    assert problem["findings"]
    assert all(finding["message"] in problem["message"] for finding in problem["findings"])


def test_answers_are_as_described(served: Served, syria: bytes) -> None:
    with served.client("ana") as ana:
        described = ana.get("/openapi.json").json()
        for path, item in described["paths"].items():
            verb = path.split("/")[2]
            answer = ana.post(path.format(table="tradeoffs"), content=syria)
            said = item["post"]["responses"][str(answer.status_code)]["content"]
            kind = answer.headers["content-type"]
            assert kind in said
            if kind == "application/json":
                schema = {**said[kind]["schema"], "components": described["components"]}
                Draft202012Validator(schema).validate(answer.json())
            assert verb in VERBS
    assert {path.split("/")[2] for path in described["paths"]} == set(VERBS)


def test_schemathesis_finds_nothing(served: Served, tmp_path: Path) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "run", f"{served.url}/openapi.json"),
            *("--header", f"Authorization: Bearer {served.keys['ana']}"),
            *("--max-examples", "4", "--phases", "examples,coverage,fuzzing", "--seed", "1", "--no-color"),
            *("--request-timeout", str(HANG)),  # its own limit is 10 seconds
            *("--generation-deterministic", "--suppress-health-check", "all"),
            *("--exclude-checks", "positive_data_acceptance"),  # a file that is no workbook is refused
        ],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
