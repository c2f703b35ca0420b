"""Formulas see the same signs as blanks as the reader does, in LibreOffice and in Gnumeric."""

from __future__ import annotations

import io
import unicodedata
from typing import TYPE_CHECKING

import pytest
from gnumeric import recalculated
from openpyxl import Workbook

from steelyard.model.vocabulary import BLANKS, stripped
from steelyard.ooxml.opc.package import Package, write
from steelyard.sheets.formula_text import is_blanks_only
from steelyard.sheets.record.checks.unmatched import ends_in_blank

if TYPE_CHECKING:
    from pathlib import Path

    from libreoffice import Office

UNSEEN = [
    sign
    for sign in map(chr, range(0x20, 0xFFFE))
    if sign in BLANKS or sign.isspace() or unicodedata.category(sign) in ("Zs", "Zl", "Zp")
]
"""Every sign that Unicode or the reader calls a blank, but for controls below the blank itself."""
OTHER = [*"\u0301\u034f\u115f\ufe0f\u2800\u3164-.x\u00e9"]
"""Signs that both take for a part of a word, though nobody sees some of them."""
TEXTS = ["\t", "\n", *UNSEEN, *OTHER, "".join(BLANKS[9:]), " \u00a0\u3000x", ""]
WORDS = [f"{sign}core{sign}" for sign in TEXTS] + [f"{sign}core" for sign in UNSEEN] + ["core", "c\u00a0e"]


@pytest.fixture(scope="module", name="book")
def _book() -> Package:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row, text in enumerate(TEXTS, 1):
        sheet.cell(row, 1).value = text
        sheet.cell(row, 2).value = f"=IF({is_blanks_only(f'A{row}')},1,0)"
    for row, word in enumerate(WORDS, 1):
        sheet.cell(row, 3).value = word
        sheet.cell(row, 4).value = f"=IF({ends_in_blank(f'C{row}')},1,0)"
    saved = io.BytesIO()
    book.save(saved)
    return Package.of(saved.getvalue())


EMPTY = [float(not stripped(text)) for text in TEXTS]
ENDS = [float(stripped(word) != word) for word in WORDS]


def test_the_reader_takes_every_blank_of_unicode_for_one() -> None:
    assert [sign for sign in UNSEEN if stripped(sign)] == []
    assert [sign for sign in OTHER if not stripped(sign)] == []


@pytest.mark.office
def test_libreoffice_sees_the_same_blanks(office: Office, book: Package, tmp_path: Path) -> None:
    write(book, tmp_path / "book.xlsx")
    with office.open(tmp_path / "book.xlsx") as opened:
        opened.recalculate()
        empty, ends = opened.get("Sheet", f"B1:B{len(TEXTS)}"), opened.get("Sheet", f"D1:D{len(WORDS)}")
    assert [row[0] for row in empty] == EMPTY
    assert [row[0] for row in ends] == ENDS


@pytest.mark.usefixtures("gnumeric")
def test_gnumeric_sees_the_same_blanks(book: Package, tmp_path: Path) -> None:
    found = recalculated(book, ["Sheet"], tmp_path)
    assert [found["Sheet", f"B{row}"] for row in range(1, len(TEXTS) + 1)] == EMPTY
    assert [found["Sheet", f"D{row}"] for row in range(1, len(WORDS) + 1)] == ENDS
