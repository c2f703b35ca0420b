"""Readings of one cell; their messages are in findings.txt too, in their places."""

from __future__ import annotations

import datetime as dt
import math
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from strategies import ids, labels, names, notes, points

from steelyard.model.assembly import cell_rules
from steelyard.model.draft import Cell, Place, Uncomputed
from steelyard.model.vocabulary import EXCEL_ERRORS

if TYPE_CHECKING:
    from steelyard.model.findings import Finding

LIKE_ONE = "a number from 0 to 1 is needed, not text that looks like one"


def cell(value: object) -> Cell:
    return Cell(value, Place("Sheet", at="cell B2"))


def messages(noted: list[Finding]) -> list[str]:
    return [f"{finding.code}: {str(finding).removeprefix('Sheet (cell B2): ')}" for finding in noted]


@given(names())
def test_a_name_is_read_as_it_is(text: str) -> None:
    noted: list[Finding] = []
    assert text == cell_rules.name(cell(f" {text}\n"), noted)
    assert not noted


@given(notes())
def test_a_note_is_read_as_it_is(text: str) -> None:
    noted: list[Finding] = []
    assert text == cell_rules.note(cell(f"{text}  "), noted)
    assert not noted


@given(ids())
def test_an_id_is_read_as_it_is(word: str) -> None:
    noted: list[Finding] = []
    assert word == cell_rules.identity(cell(f" {word} "), noted)
    assert not noted


@given(labels())
def test_a_label_is_read_as_it_is(word: str) -> None:
    noted: list[Finding] = []
    assert word == cell_rules.label(cell(word), noted, "track")
    assert not noted


@given(points(-1000, 1000))
def test_a_number_is_read_as_it_is(value: float) -> None:
    noted: list[Finding] = []
    assert value == cell_rules.number(cell(value), noted)
    assert not noted


def test_line_ends_of_notes_become_one_kind() -> None:
    assert cell_rules.note(cell("a\r\nb\rc\u2028d\u2029e\x85f\tg"), []) == "a\nb\nc\nd\ne\nf\tg"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""),
        (2254, "2254"),
        (1.5, "1.5"),
        (2.0, "2"),
        (dt.date(2019, 6, 17), "2019-06-17"),
        (dt.datetime(2019, 6, 17, 9, 30, tzinfo=dt.UTC), "2019-06-17"),
    ],
)
def test_numbers_and_days_in_texts_read_as_they_are_written(value: object, expected: str) -> None:
    noted: list[Finding] = []
    assert expected == cell_rules.text(cell(value), noted)
    assert not noted


@pytest.mark.parametrize("error", sorted(EXCEL_ERRORS))
def test_excel_errors_are_named(error: str) -> None:
    noted: list[Finding] = []
    assert cell_rules.text(cell(error), noted) == ""
    assert math.isnan(cell_rules.number(cell(error), noted, 0))
    stands = f"excel-error: found '{error}'; an Excel error stands where"
    assert messages(noted) == [
        f"{stands} text is needed; mend its formula",
        f"{stands} a number of 0 or more is needed; mend its formula",
    ]


@pytest.mark.parametrize("value", [Fraction(1, 2), np.float64(0.5), np.float32(0.5)])
def test_every_real_number_is_one(value: object) -> None:
    assert cell_rules.number(cell(value), []) == 0.5


def test_whole_numbers_of_numpy_too() -> None:
    assert cell_rules.whole_number(cell(np.int64(3)), [], 1) == 3


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (math.inf, "not-finite: found inf; a number from 0 to 1 is needed, and a finite one"),
        (math.nan, "not-finite: found nan; a number from 0 to 1 is needed, and a finite one"),
        (10**400, "not-finite: found an endless number; a number from 0 to 1 is needed, and a finite one"),
        (
            -2e9,
            "out-of-range: found -2000000000; a number from 0 to 1 is needed, no larger than 1,000,000,000",
        ),
        (False, "not-a-number: found FALSE; a number from 0 to 1 is needed"),
        (1j, "not-a-number: found 1j; a number from 0 to 1 is needed"),
        (".5", f"number-as-text: found '.5'; {LIKE_ONE}; write 0.5"),
        ("1e3", f"number-as-text: found '1e3'; {LIKE_ONE}"),
        ("٣", f"number-as-text: found '٣'; {LIKE_ONE}"),
        ("9e999", f"number-as-text: found '9e999'; {LIKE_ONE}"),
        ("1,000.5", f"number-as-text: found '1,000.5'; {LIKE_ONE}"),
        ("--1", "not-a-number: found '--1'; a number from 0 to 1 is needed"),
        (" ", "missing: found nothing; a number from 0 to 1 is needed"),
    ],
)
def test_what_is_no_number(value: object, expected: str) -> None:
    noted: list[Finding] = []
    assert math.isnan(cell_rules.number(cell(value), noted, 0, 1))
    assert [expected] == messages(noted)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, False),
        ("", False),
        ("no", False),
        ("FALSE", False),
        (False, False),
        (True, True),
        (" Yes", True),
    ],
)
def test_yes_or_no(value: object, *, expected: bool) -> None:
    noted: list[Finding] = []
    assert expected is cell_rules.yes_or_no(cell(value), noted)
    assert not noted


@pytest.mark.parametrize("value", ["ja", 1, 0, []])
def test_all_else_is_neither_yes_nor_no(value: object) -> None:
    noted: list[Finding] = []
    cell_rules.yes_or_no(cell(value), noted)
    assert [finding.code for finding in noted] == ["not-yes-or-no"]


@pytest.mark.parametrize("value", [None, "", "2019-06-17", dt.date(2019, 6, 17), dt.datetime(2019, 6, 17, 1)])  # noqa: DTZ001
def test_dates(value: object) -> None:
    noted: list[Finding] = []
    assert cell_rules.iso_date(cell(value), noted) in ("", "2019-06-17")
    assert not noted


@pytest.mark.parametrize(
    "value", ["20190617", "2019-6-17", "2019-W25-1", "2019-13-01", "17 June", 43633, 0.0]
)
def test_what_is_no_date(value: object) -> None:
    noted: list[Finding] = []
    assert cell_rules.iso_date(cell(value), noted) == ""
    assert [finding.code for finding in noted] == ["not-a-date"]


def test_texts_that_are_too_long() -> None:
    noted: list[Finding] = []
    cell_rules.name(cell("x" * 256), noted)
    cell_rules.note(cell("x" * 32_001), noted)
    assert cell_rules.identity(cell("x" * 61), noted) == "x" * 61
    assert cell_rules.identity(cell("x" * 256), noted) == ""
    cell_rules.label(cell("x" * 61), noted, "group")
    assert [str(finding).split("; ")[1] for finding in noted] == [
        "at most 255 characters are allowed, here are 256",
        "at most 32000 characters are allowed, here are 32001",
        "an id has at most 60 characters, here are 61",
        "at most 255 characters are allowed, here are 256",
        "at most 60 characters are allowed, here are 61",
    ]


def test_a_formula_without_its_value_is_never_guessed() -> None:
    unknown = cell(Uncomputed("A1+1"))
    noted: list[Finding] = []
    assert cell_rules.text(unknown, noted) == ""
    assert math.isnan(cell_rules.number(unknown, noted, 0, 100))
    assert cell_rules.yes_or_no(unknown, noted) is False
    assert messages(noted) == [
        f"no-value: found =A1+1; a formula without its value stands where {wanted} is needed; "
        "open the file in Excel or LibreOffice and save it there, or type the value"
        for wanted in ("text", "a number from 0 to 100", "yes or no")
    ]
