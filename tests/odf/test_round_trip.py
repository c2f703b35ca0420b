"""What an .ods says is what the workbook says of which it was made, and a score of it changes nothing else."""

from __future__ import annotations

import pytest
from odf import made
from small import TEXT

from steelyard.model.text.reading import read_text
from steelyard.workbook.checking.verify import verified
from steelyard.workbook.files import load_bytes
from steelyard.workbook.packages import package_of_bytes


@pytest.fixture(name="data", scope="module")
def _data() -> bytes:
    return made.spreadsheet(TEXT)


def test_an_ods_says_what_the_workbook_does(data: bytes) -> None:
    assert load_bytes(data, "small.ods") == read_text(TEXT, where="small.yaml")


def test_formulas_and_values_are_found_to_be_right(data: bytes) -> None:
    found = verified(package_of_bytes(data, where="small.ods"))
    assert (found.inputs, found.live, found.computed, found.structure) == ((), (), (), "")
    assert found.current
    assert found.sound
