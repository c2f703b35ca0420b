"""What a notebook shows of what a check and a score return."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from cli.editing import typed

from steelyard.cases import text
from steelyard.model.draft import Place
from steelyard.model.findings import Finding, Severity
from steelyard.model.key_words import key_words
from steelyard.model.text.reading import read_text
from steelyard.workbook import notebook
from steelyard.workbook.building.build import workbook_bytes
from steelyard.workbook.checking.verify import Verification, verify
from steelyard.workbook.scoring.score import Scored, score

if TYPE_CHECKING:
    from pathlib import Path

MODEL = read_text(text("blank"))
NOTED = Finding(Place("Costs", "<b>", "money"), "'abc'", "a number is needed", "not-a-number")


@pytest.fixture(name="book")
def _book(tmp_path: Path) -> Path:
    path = tmp_path / "book.xlsx"
    path.write_bytes(workbook_bytes(MODEL))
    return path


def test_a_check_names_what_changed_and_counts_what_is_not_shown(book: Path) -> None:
    assert "book.xlsx: sound" in verify(book)._repr_html_()
    typed(book, "weights", "stakeholder-1", "measure-2", 80.0)
    found = verify(book)
    shown = found._repr_html_()
    assert "book.xlsx: not sound" in shown
    assert "<li>computed tables: 1 judgement changed since</li>" in shown
    key = "weights/stakeholder-1/measure-2"
    assert f"{key_words(MODEL, key)}: {MODEL.values[key]:g} when computed, 80 now" in shown
    assert f"and {len(found.live) + len(found.computed) - notebook.MOST_ROWS:,} more" in shown


def test_what_stands_in_cells_is_no_html() -> None:
    shown = Verification(where="<i>.xlsx", workbook=False, inputs=(NOTED,))._repr_html_()
    assert "<b>&lt;i&gt;.xlsx: not sound</b>" in shown
    assert "Costs, row &#x27;&lt;b&gt;&#x27;, column &#x27;money&#x27;" in shown


def test_a_check_says_why_a_score_would_refuse() -> None:
    found = Verification(
        where="x.xlsx", workbook=True, structure="a table is gone", refusal="it is in the way"
    )
    shown = found._repr_html_()
    assert "<li>structure: a table is gone</li>" in shown
    assert "<li>score would refuse it: it is in the way</li>" in shown


def test_a_score_says_what_it_wrote(book: Path) -> None:
    typed(book, "weights", "stakeholder-1", "measure-2", 80.0)
    done = score(book)
    assert f"<li>cells refreshed: {done.changed}</li>" in done._repr_html_()
    warned = Scored(
        MODEL, (replace(NOTED, severity=Severity.WARNING),), 2, lost=("a second name",), laid_out=("Scores",)
    )
    shown = warned._repr_html_()
    assert "<li>laid out anew: Scores</li>" in shown
    assert "a second name" in shown
    assert "warning</td>" in shown
