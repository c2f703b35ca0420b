"""What the page shows of a check: changes first, findings by kind, fifty in all, the rest in a file."""

from __future__ import annotations

import base64
import csv
import io
from typing import Any

import pytest

from steelyard.service.routes.page import PAGES
from steelyard.service.routes.page_content import MOST_LISTED, checked, shared_out

DEFAULTS: dict[str, Any] = {
    "name": "x.xlsx",
    "problem": "",
    "ranking": None,
    "difference": "",
    "roles": [],
    "limit": 20,
}


def finding(
    sheet: str, code: str = "differs", severity: str = "error", found: str = "-2.5"
) -> dict[str, str]:
    place = {"sheet": sheet, "row": "aid", "column": "net", "at": "cell C7"}
    return place | {"severity": severity, "code": code, "found": found, "allowed": "the engine computes -3"}


def result(**parts: Any) -> dict[str, Any]:
    return {"sound": False, "judgements": [], "left_out": 0, **parts}


def changes(count: int) -> list[dict[str, Any]]:
    return [{"key": "k", "words": f"weight {n}", "then": 3.0, "now": 60.25} for n in range(count)]


def test_changed_judgements_come_first_by_name_and_as_people_read_numbers() -> None:
    shown = checked(result(changed=changes(2), live=[finding("Scores")], current=False))
    assert shown["changed"][0] == {"words": "weight 0", "then": "3", "now": "60.25"}
    page = PAGES.get_template("workbook.html").render(DEFAULTS | {"checked": shown})
    assert page.index("Weight 0") < page.index("Scores 1")
    assert "−2.5" in page
    assert "the engine computes −3" in page
    assert "findings.csv" not in page


def test_errors_come_before_warnings_and_each_kind_has_its_meaning_and_its_sheets() -> None:
    found = [
        finding("Evidence", "idle-evidence", "warning"),
        *(finding(sheet) for sheet in ("Scores", "Decide", "Scores")),
    ]
    shown = checked(result(judgements=found))
    assert [(group["severity"], len(group["findings"])) for group in shown["groups"]] == [
        ("error", 3),
        ("warning", 1),
    ]
    assert shown["groups"][0]["kind"] == "a cell of the workbook shows another value than the engine computes"
    assert dict(shown["groups"][0]["sheets"]) == {"Scores": 2, "Decide": 1}
    assert "(warning)" not in shown["groups"][1]["kind"]


@pytest.mark.parametrize(("changed", "live"), [(0, 51), (60, 3), (20, 400), (50, 0)])
def test_fifty_are_listed_and_the_file_has_them_all(changed: int, live: int) -> None:
    found = [finding(f"Sheet {n % 7}", ("differs", "typed-over")[n % 2]) for n in range(live)]
    shown = checked(result(changed=changes(changed), live=found))
    listed = len(shown["changed"]) + sum(len(group["findings"]) for group in shown["groups"])
    assert listed == min(MOST_LISTED, changed + live)
    assert shown["more"] == changed + live - listed
    assert bool(shown["download"]) == (changed + live > MOST_LISTED)
    if shown["download"]:
        content = base64.b64decode(shown["download"].partition("base64,")[2]).decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(content, newline="")))
        assert len(rows) == 1 + changed + live
        page = PAGES.get_template("workbook.html").render(DEFAULTS | {"checked": shown})
        assert 'download="findings.csv"' in page


def test_the_file_holds_no_formula() -> None:
    found = [finding("Scores", found="=1+1") for _ in range(51)]
    content = base64.b64decode(checked(result(live=found))["download"].partition("base64,")[2]).decode()
    assert "'=1+1" in content
    assert ",=1+1" not in content


def test_what_is_beyond_the_file_is_counted() -> None:
    shown = checked(result(left_out=4, live=[finding("Scores")], live_left_out=7))
    assert shown["beyond"] == 11
    assert "There are 11 more" in PAGES.get_template("workbook.html").render(DEFAULTS | {"checked": shown})


def test_no_kind_is_crowded_out() -> None:
    assert shared_out([400, 2, 1], 50) == [47, 2, 1]
    assert shared_out([0, 0], 50) == [0, 0]
