"""What the task pane asks of whole files: who may, and what is no question."""

from __future__ import annotations

import json
from base64 import b64decode
from typing import TYPE_CHECKING

import pytest
import small

from steelyard.model.text.reading import read_text
from steelyard.service.guard.permissions import found
from steelyard.service.work import pane_files
from steelyard.workbook.building.build import workbook_bytes
from steelyard.workbook.releasing.release import released

if TYPE_CHECKING:
    from service.running import Served


@pytest.fixture(name="case", scope="module")
def _case() -> bytes:
    return workbook_bytes(read_text(small.TEXT))


def test_readers_compare_and_analysts_release(served: Served, case: bytes) -> None:
    two = {"old": ("before.yaml", small.TEXT.encode()), "new": ("case.xlsx", case)}
    with served.client("rita") as rita, served.client("ana") as ana:
        compared = rita.post("/steelyard/compare", files=two).json()
        refused = rita.post("/steelyard/release", files={"workbook": ("case.xlsx", case)})
        copy = ana.post("/steelyard/release", files={"workbook": ("case.xlsx", case)}).json()
        largest = rita.get("/steelyard/tables").json()["largest"]
    assert compared == {
        "title": "case.xlsx, compared with before.yaml",
        "said": "No judgement differs.",
        "lists": [],
        "page": "",
        "names": {"page": "case review.html", "review": "case review.xlsx"},
    }
    assert (refused.status_code, refused.text) == (403, "the role analyst is needed")
    expected, done = released(case, "case.xlsx")
    assert b64decode(copy["copy"]) == expected
    assert (copy["name"], copy["leaks"]) == ("case released.xlsx", [])
    assert copy["said"][0] == f"Withheld: {done.policy}, and the change log."
    assert largest == 25_000_000


@pytest.mark.parametrize(("path", "verb"), [("compare", "diff"), ("release", "release")])
def test_an_operator_restricts_them_with_their_verbs(path: str, verb: str) -> None:
    own, of_verb = found(f"/steelyard/{path}", "POST"), found(f"/v1/{verb}", "POST")
    assert own is not None
    assert of_verb is not None
    assert (own.name, own.role, own.body) == (of_verb.name, of_verb.role, of_verb.body)


@pytest.mark.parametrize("work", [pane_files.compare, pane_files.release])
def test_what_is_no_form_is_refused(work: object) -> None:
    answer = work(b"secret", "text/plain")  # type: ignore[operator]
    assert answer.status == 422
    assert json.loads(answer.body)["detail"].startswith(
        "the body is no form (multipart/form-data) with the file"
    )
    assert b"secret" not in answer.body
