"""steelyard diff: two versions in either form, for people and programs, with an exit code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cli.editing import typed

from steelyard import api
from steelyard.cases import text

if TYPE_CHECKING:
    from cli.conftest import Shell

KEY = "linkage/limited-easing/committee"
COST, COST_IN_WORDS = "costs/book/own-use", "cost of Book on Own use"


@pytest.fixture
def changed(book: Path) -> Path:
    """A text with one other judgement."""
    path = Path("changed.yaml")
    api.save(api.new("syria").replace_value(KEY, 20.0), path)
    return path


@pytest.fixture
def small(shell: Shell) -> tuple[Path, Path]:
    """Two versions of a small case, as texts."""
    assert shell  # which stands in this folder
    old, new = Path("old.yaml"), Path("new.yaml")
    model = api.new("nash-1950")
    api.save(model, old)
    api.save(model.replace_value(COST, 60.0), new)
    return old, new


def test_equal_versions_exit_with_0_whatever_their_form(shell: Shell, book: Path) -> None:
    Path("same.yaml").write_text(text("syria"), encoding="utf-8")
    answer = shell("diff", book.name, "same.yaml")
    assert answer.stdout == "No judgement differs.\n"
    assert shell("diff", book.name, book.name, "--format", "json").stdout == "{}\n"


def test_a_changed_judgement_is_explained_and_exits_with_1(shell: Shell, book: Path, changed: Path) -> None:
    answer = shell("diff", book.name, changed.name, code=1)
    lines = [" ".join(line.split()) for line in answer.stdout.splitlines()]
    assert f"{KEY} changed 95 20 −4.6 Limited easing Comprehensive agreement" in lines
    where = "Core package verified, committee at work"
    assert f"{where} first place Limited easing Stabilisation {KEY}" in lines
    assert "share of the change" not in answer.stdout


def test_json_has_every_table(shell: Shell, book: Path, changed: Path) -> None:
    answer = shell("diff", book.name, changed.name, "--format", "json", code=1)
    found = json.loads(answer.stdout)
    assert [*found] == [
        *("edits", "remarks", "effects", "lacking", "causes", "shares", "cancelled", "packages", "plan")
    ]
    change = {(row["scenario"], row["option"]): row["change"] for row in found["effects"]}
    for row in found["shares"]:
        assert row["share"] == pytest.approx(change[row["scenario"], row["option"]], abs=1e-9)


def test_long_tables_are_cut_and_counted(shell: Shell, book: Path) -> None:
    model = api.new("syria")
    for key in [key for key in model.values if key.startswith("weights/")][:8]:
        model = model.replace_value(key, float(model.values[key] or 0) + 20)
    api.save(model, "many.yaml")
    answer = shell("diff", book.name, "many.yaml", "--format", "markdown", code=1)
    assert "more; --format json has all." in answer.stdout
    assert "| edit | kind |" in answer.stdout


def test_csv_and_unknown_stakeholders_are_refused(shell: Shell, book: Path) -> None:
    refused = shell("diff", book.name, book.name, "--format", "csv", code=2)
    assert refused.stderr.startswith("steelyard: a difference has several tables")
    assert "France" in shell("diff", book.name, book.name, "--stakeholder", "Frence", code=2).stderr


def test_diff_in_python_has_a_frame_a_table() -> None:
    old = api.new("syria")
    found = api.diff(old, old.replace_value(KEY, 20.0), viewpoint="France")
    assert found["edits"].loc[KEY, "now"] == "20"
    assert len(api.diff(old, old)["edits"]) == 0


def test_a_review_workbook_and_a_page(shell: Shell, small: tuple[Path, Path]) -> None:
    book, changed = small
    said = shell("diff", book.name, changed.name, "-o", "review.xlsx", code=1).stdout
    assert said == f"review.xlsx: the review of {changed.name}, compared with {book.name}.\n"
    assert shell("diff", changed.name, "review.xlsx").stdout == "No judgement differs.\n"
    shell("diff", book.name, changed.name, "-o", "page.html", code=1)
    page = Path("page.html").read_text(encoding="utf-8")
    printed = shell("diff", book.name, changed.name, "--format", "html", code=1).stdout
    assert page == printed
    assert f"<h1>{book.name} and {changed.name}: what changed</h1>" in page
    assert "<script" not in page
    frames = api.review(book, changed, "again.xlsx")
    assert Path("again.xlsx").read_bytes() == Path("review.xlsx").read_bytes()
    assert frames["edits"].loc[COST, "now"] == "60"


def test_what_is_not_written_over_and_what_is_not_written(shell: Shell, small: tuple[Path, Path]) -> None:
    book, changed = small
    Path("there.xlsx").write_bytes(b"mine")
    refused = shell("diff", book.name, changed.name, "-o", "there.xlsx", code=2)
    assert "there.xlsx exists already" in refused.stderr
    assert Path("there.xlsx").read_bytes() == b"mine"
    shell("diff", book.name, changed.name, "-o", "there.xlsx", "--force", code=1)
    assert api.load("there.xlsx") == api.load(changed)
    assert ".xlsx or .html is needed" in shell("diff", book.name, changed.name, "-o", "x.pdf", code=2).stderr
    same = shell("diff", book.name, book.name, "-o", "none.xlsx")
    assert same.stdout == "No judgement differs. none.xlsx is not written.\n"
    assert not Path("none.xlsx").exists()


def test_what_a_reviewer_wrote_is_printed(shell: Shell, small: tuple[Path, Path]) -> None:
    book, changed = small
    shell("diff", book.name, changed.name, "-o", "review.xlsx", code=1)
    typed(Path("review.xlsx"), "review_edits", COST_IN_WORDS, "remark", "Why?")
    assert "Why?" in shell("diff", book.name, "review.xlsx", code=1).stdout
    assert "Why?" in shell("diff", changed.name, "review.xlsx").stdout
    for other, code in ((book, 1), (changed, 0)):
        told = json.loads(shell("diff", other.name, "review.xlsx", "--format", "json", code=code).stdout)
        assert told["reviewed"] == [{"line": COST, "what": COST_IN_WORDS, "judgement": "", "remark": "Why?"}]


def test_secrets_are_left_out(shell: Shell, book: Path) -> None:
    api.save(api.new("syria").replace_value("settings/reservation", 37.4129), "secret.yaml")
    assert "37.4129" in shell("diff", book.name, "secret.yaml", code=1).stdout
    for form in ("table", "json", "markdown", "html"):
        hidden = ("diff", book.name, "secret.yaml", "--without-secrets", "--format", form)
        told = shell(*hidden, code=1).stdout
        assert "our reservation value and our future" in told
        assert "37.4" not in told
    assert "Withheld: our reservation value" in shell(*hidden[:-2], code=1).stdout
