"""The words of the tests on Checks: seen as a whole beside what was found."""

from __future__ import annotations

import pytest

from steelyard.sheets.catalogue import outline
from steelyard.sheets.looks import look
from steelyard.sheets.record.checks.sheet import TESTS
from steelyard.sheets.row_heights import SPARE
from steelyard.sheets.text_width import POINTS_A_CHARACTER, text_width


@pytest.mark.parametrize("words", [test.words for test in TESTS])
def test_no_word_is_cut_by_the_number_beside_it(words: str) -> None:
    [checks] = [sheet for sheet in outline() if sheet.name == "Checks"]
    room = (checks.table.columns[0].width + SPARE) * POINTS_A_CHARACTER
    assert text_width(words, look("label").size) <= room
