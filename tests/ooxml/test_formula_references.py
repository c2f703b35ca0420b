"""What a formula refers to, as a list of pieces."""

from __future__ import annotations

import pytest

from steelyard.ooxml.formula_references import Refers, is_self_contained, references


@pytest.mark.parametrize(
    ("formula", "meant"),
    [
        ("Weights!$C$9:$C$12*2", [("cells", "Weights", "$C$9:$C$12", False)]),
        ("'Ann''s sheet'!B2+B3", [("cells", "Ann's sheet", "B2", False), ("cells", "", "B3", False)]),
        ("Weights!C9:INDEX(A:A,3)", [("cells", "Weights", "C9", True), ("function", "", "INDEX", False),
                                     ("columns", "", "A:A", False)]),
        ("SUM(Weights!9:10)", [("function", "", "SUM", False), ("rows", "Weights", "9:10", False)]),
        ("Own!rate+1E5+1.5+TRUE", [("name", "Own", "rate", False)]),
        ("'C:\\[a.xlsx]S'!A1+[1]!x", [("outside", "", "'C:\\[a.xlsx]S'!A1", False),
                                      ("outside", "", "[1]!x", False)]),
        ("#REF!+A8#", [("cells", "", "A8", True)]),
        ('"Weights!A1"&Q1!A1', [("text", "", "Weights!A1", False), ("cells", "Q1", "A1", False)]),
    ],
)  # fmt: skip
def test_pieces_are_told_apart(formula: str, meant: list[tuple[str, str, str, bool]]) -> None:
    found = [(each.refers.value, each.sheet, each.text, each.joined) for each in references(formula)]
    assert found == meant


def test_columns_of_a_table_stand_beside_its_name() -> None:
    [piece] = references("weights[[#This Row],[a b]]")
    assert (piece.refers, piece.text, piece.columns) == (Refers.TABLE, "weights", "[[#This Row],[a b]]")


@pytest.mark.parametrize(
    ("formula", "alone"),
    [
        ("SUM(A1:B2)/COUNT(A:A)", True),
        ("_xlfn.STDEV.S(A1:A3)", True),
        ("_xlfn.SEQUENCE(2)", True),
        ("OFFSET(A1,1,1)", False),
        ("SY.SCORES(A1)", False),
        ("NOW()", False),
        ("Own!A1", False),
        ("rate", False),
        ("table[points]", False),
        ("ours(3)", False),
    ],
)
def test_doubt_counts_as_looking_beyond(formula: str, alone: bool) -> None:
    assert is_self_contained(formula) is alone
