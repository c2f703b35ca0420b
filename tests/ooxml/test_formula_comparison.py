"""Formulas are the same however a program writes them, and others are not."""

from __future__ import annotations

import pytest

from steelyard.ooxml.formula_comparison import same_formula

SAME = [
    ("SUM(A1:B2)", "sum( A1 : B2 )"),
    ("IF(A1>1E-9,1,0)", "IF(A1>0.000000001,1,0)"),
    ("5E-7", "0.0000005"),
    ("10000000000000", "1E+13"),
    ("FIXED(A1,1,TRUE)", "FIXED(A1,1,TRUE())"),
    ("IF(A1,true,FALSE)", "IF(A1,TRUE,FALSE( ))"),
    ("'Read me'!$B$4", "'read me'!$B$4"),
    ("Scores!$A$1", "'Scores'!$A$1"),
    ("'It''s'!A1", "'IT''S'!A1"),
    ("IFERROR(A1,0)", "_xlfn.IFERROR(A1,0)"),
    ("SORT(A1)", "_xlfn._xlws.SORT(A1)"),
    ("A1+\n B1", "A1+B1"),
]
OTHER = [
    ("A1", "$A$1"),
    ("A1", "A2"),
    ("SUM(A1:A9)", "SUM(A1:A8)"),
    ('IF(A1="yes",1,0)', 'IF(A1="Yes",1,0)'),
    ('"a b"', '"ab"'),
    ('"1E-9"', '"0.000000001"'),
    ("A1>1E-9", "A1>1E-8"),
    ("Scores!A1", "A1"),
    ("Scores!A1", "Other!A1"),
    ("1+1", ""),
    ("A1=TRUE", 'A1="TRUE"'),
    ("IF(A1>=0,1,0)", "IF(A1>0,1,0)"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_what_programs_rewrite_stays_the_same_formula(one: str, other: str) -> None:
    assert same_formula(one, other)
    assert same_formula(other, one)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_another_formula_is_another(one: str, other: str) -> None:
    assert not same_formula(one, other)
    assert not same_formula(other, one)
