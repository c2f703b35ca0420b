"""The dialect of the live formulas: what Excel since 2010, LibreOffice and Gnumeric read alike."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from promises.formula_shapes import faults, of_range
from promises.generated import generated
from promises.live import live

from steelyard.model.text.reading import read_text
from steelyard.sheets.catalogue import context_of, filled_sheets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.model.model import Model

SYRIA = Path(__file__).parents[2] / "workbooks" / "syria.yaml"

FUNCTIONS = {
    *("ABS", "AND", "CLEAN", "COUNT", "COUNTA", "COUNTIF", "COUNTIFS", "DAY", "FIND", "FIXED"),
    *("IF", "IFERROR", "INDEX"),
    *("INT", "ISERROR", "ISNUMBER", "LARGE", "LEFT", "LEN", "MATCH", "MAX", "MID", "MIN", "MOD", "MONTH"),
    *(
        "OR",
        "REPT",
        "RIGHT",
        "ROUND",
        "ROW",
        "ROWS",
        "SMALL",
        "SUBSTITUTE",
        "SUM",
        "SUMPRODUCT",
        "TRIM",
        "YEAR",
    ),
}
"""Every function that a live formula may call: none is volatile, none spills, none is younger than 2007."""

RANGE = re.compile(
    r"(?:(?:'[A-Z][a-z -]+'|[A-Z][a-z]+)!)?\$?[A-Z]{1,3}\$?[1-9][0-9]*(?::\$?[A-Z]{1,3}\$?[1-9][0-9]*)?"
)
"""A plain A1 range, on this sheet or another: no name, no structured reference, no other workbook."""

READ_ALIKE = (
    "INDEX($A$1:$A$3,2,1)",
    "INDEX($A$1:$C$1,1,MATCH(5,$A$1:$C$1,0))",
    "INDEX($A$1:$C$3,MATCH(5,$A$1:$A$3,0),2)",
    'IF(MATCH(5,$A$1:$A$1,0)=1,$B$1,"")',
    "SUMPRODUCT(LARGE(($A$1:$A$3=2)*$B$1:$B$3,1))",
    "SUMPRODUCT(($A$1:$A$3=2)*($A$1:$C$1=5)*$A$1:$C$3)",
    "SUMPRODUCT(($A$1:$A$3=2)*(ROW($A$1:$A$3)-MIN(ROW($A$1:$A$3))+1))",
    "SUMPRODUCT(($A$1:$A$3-$B$1:$B$3>1E-9)+($B$1:$B$3-$A$1:$A$3>1E-9))",
    "SUMPRODUCT(($A$1:$A$3=INDEX($B$1:$B$3,2,1))*1)",
    "ROWS($A$1:$A$3)-COUNT($A$1:$A$3)",
    "IF(ISERROR(SUM($A$1:$C$3)),1,0)",
    "ABS($A$1:$A$1)",
    "SUMPRODUCT(ROUND($A$1,1)*$A$1:$A$3)",
)
"""Formulas that every program computes as Excel does."""

READ_OTHERWISE = {
    "SUMPRODUCT(MAX(($A$1:$A$3=2)*$B$1:$B$3))": "MAX gets an array",
    "SUMPRODUCT(MAX(0,($A$1:$A$3=2)*$B$1:$B$3))": "MAX gets an array",
    "SUMPRODUCT(MIN(-$A$1:$A$3))": "MIN gets an array",
    "SUMPRODUCT($A$1:$C$1,INDEX($A$1:$C$3,2,0))": "INDEX gives a whole row or column",
    "SUMPRODUCT($A$1:$A$3,INDEX($A$1:$C$3,0,2))": "INDEX gives a whole row or column",
    "INDEX($A$1:$C$1,2)": "INDEX without both row and column, in a range of one row",
    "INDEX($A$1:$A$3,2)": "INDEX without both row and column, in a range of several rows",
    "INDEX(Shares!$A$1:$A$1,1,1)": "INDEX of one cell",
    "INDEX('Cost heads'!$A$1:$A$1,1)": "INDEX of one cell",
    "INDEX($A$1,1,1)": "INDEX of one cell",
    "SUMPRODUCT((ABS($A$1:$A$3)>1)*1)": "ABS gets a range",
    "SUMPRODUCT(ABS($A$1:$A$3-1))": "ABS gets an array",
    "SUMPRODUCT($B$1:$B$3,ROUND($A$1:$A$3,6))": "ROUND gets a range",
    "SUMPRODUCT(ISERROR($A$1:$A$3)*1)": "ISERROR gets a range",
    "SUMPRODUCT(ISNUMBER(MATCH($A$1:$A$3,$B$1:$B$3,0))*1)": "MATCH gets a range",
    "SUMPRODUCT(COUNTIF($A$1:$A$3,$B$1:$B$3))": "COUNTIF gets a range",
    "SUMPRODUCT((LEN($A$1:$A$3)>0)*1)": "LEN gets a range",
    "SUMPRODUCT(IF($A$1:$A$3=1,1,0))": "IF gets an array",
    "SUMPRODUCT(AND($A$1:$A$3)*1)": "AND gets a range",
    "IF(OR($A$1:$A$3=1),1,0)": "OR gets an array",
    "IFERROR($A$1:$A$3,0)": "IFERROR gets a range",
    "$A$1:$A$3>1": "an array outside of SUMPRODUCT",
    "SUM(($A$1:$A$3=1)*1)": "an array outside of SUMPRODUCT",
    "MATCH(2,$A$1:$A$3)": "MATCH finds exactly",
    "MATCH(2,$A$1:$A$3,1)": "MATCH finds exactly",
    "$A$1:$A$3": "the formula is a range",
}
"""Formulas that some program computes otherwise than Excel, and what the test says of them."""

LONGEST, DEEPEST, MOST_ARGUMENTS, LONGEST_TEXT = 8192, 64, 255, 255
"""Excel's limits: characters, levels of nesting, arguments of a call, characters of a quoted text."""


def cases() -> Iterator[tuple[str, Model]]:
    yield "Syria", read_text(SYRIA.read_text())
    yield from ((f"generated {seed}", generated(seed)) for seed in range(40))


@pytest.fixture(scope="module")
def formulas() -> dict[str, str]:
    """Every live formula of several models: the formula, and one place where it stands."""
    return {
        formula.text: f"{case}, {sheet}!{at} ({name})"
        for case, model in cases()
        for (sheet, at), (name, formula) in live(filled_sheets(context_of(model))).items()
    }


@pytest.fixture(scope="module")
def tokens(formulas: dict[str, str]) -> dict[str, list[Token]]:
    """The formulas in their parts, as Excel reads them, blanks left out."""
    return {text: parts_of(text) for text in formulas}


def parts_of(text: str) -> list[Token]:
    """The tokens of a formula, blanks left out."""
    return [token for token in Tokenizer(f"={text}").items if token.type != Token.WSPACE]


def operands(tokens: dict[str, list[Token]], kind: str) -> set[str]:
    """All operands of one kind."""
    return {
        token.value
        for found in tokens.values()
        for token in found
        if token.type == Token.OPERAND and token.subtype == kind
    }


def calls(tokens: dict[str, list[Token]]) -> set[str]:
    """Names of all functions that are called."""
    return {
        token.value.removesuffix("(")
        for found in tokens.values()
        for token in found
        if token.type == Token.FUNC and token.subtype == Token.OPEN
    }


def test_only_known_functions_are_called_and_each_is_needed(tokens: dict[str, list[Token]]) -> None:
    assert calls(tokens) == FUNCTIONS


def test_formulas_refer_to_plain_ranges_only(tokens: dict[str, list[Token]]) -> None:
    assert {each for each in operands(tokens, Token.RANGE) if not RANGE.fullmatch(each)} == set()


def test_there_are_no_arrays_and_no_errors_in_formulas(
    tokens: dict[str, list[Token]],
) -> None:
    kinds = {token.type for found in tokens.values() for token in found}
    assert kinds <= {Token.OPERAND, Token.FUNC, Token.PAREN, Token.SEP, Token.OP_IN, Token.OP_PRE}
    assert operands(tokens, Token.ERROR) == set()


def test_arguments_are_parted_by_commas_and_ranges_never_joined(tokens: dict[str, list[Token]]) -> None:
    parted = {token.subtype for found in tokens.values() for token in found if token.type == Token.SEP}
    assert parted == {Token.ARG}


def test_formulas_keep_within_the_limits_of_excel(
    formulas: dict[str, str], tokens: dict[str, list[Token]]
) -> None:
    assert {where for text, where in formulas.items() if len(text) >= LONGEST} == set()
    assert {formulas[text] for text, found in tokens.items() if depth(found) > DEEPEST} == set()
    assert {formulas[text] for text, found in tokens.items() if widest(found) > MOST_ARGUMENTS} == set()
    assert {text for text in operands(tokens, Token.TEXT) if len(text) - 2 > LONGEST_TEXT} == set()


def depth(found: list[Token]) -> int:
    """Levels of functions and brackets within one another."""
    level = deepest = 0
    for token in found:
        level += {Token.OPEN: 1, Token.CLOSE: -1}.get(token.subtype, 0)
        deepest = max(deepest, level)
    assert level == 0
    return deepest


def widest(found: list[Token]) -> int:
    """Arguments of the call that has most of them."""
    counts, most = [0], 0
    for token in found:
        if token.subtype == Token.OPEN:
            counts.append(1)
        elif token.subtype == Token.CLOSE:
            most = max(most, counts.pop())
        elif token.type == Token.SEP:
            counts[-1] += 1
    return most


def several(reference: str) -> bool:
    """Whether the range holds more than one cell."""
    return of_range(reference).size > 1


def test_functions_get_only_what_every_program_computes_alike(
    formulas: dict[str, str], tokens: dict[str, list[Token]]
) -> None:
    found = {text: faults(found) for text, found in tokens.items()}
    assert {formulas[text]: wrong for text, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("text", READ_ALIKE)
def test_a_formula_that_every_program_computes_alike_has_no_fault(text: str) -> None:
    assert faults(parts_of(text)) == []


@pytest.mark.parametrize("text", READ_OTHERWISE)
def test_a_formula_that_some_program_computes_otherwise_has_a_fault(text: str) -> None:
    assert READ_OTHERWISE[text] in "; ".join(faults(parts_of(text)))


def test_ranges_that_are_multiplied_cell_by_cell_have_one_shape(tokens: dict[str, list[Token]]) -> None:
    wrong = set()
    for text, found in tokens.items():
        for arguments in sumproducts(found):
            shapes = {shape(argument) for argument in arguments if several(argument)}
            if len(shapes) > 1:
                wrong.add(text)
    assert wrong == set()


def sumproducts(found: list[Token]) -> Iterator[list[str]]:
    """The ranges that a SUMPRODUCT has among its own arguments, not deeper."""
    stack: list[tuple[str, list[str]]] = []
    for token in found:
        if token.subtype == Token.OPEN:
            stack.append((token.value, []))
        elif token.subtype == Token.CLOSE:
            name, ranges = stack.pop()
            if name == "SUMPRODUCT(":
                yield ranges
        elif stack and token.type == Token.OPERAND and token.subtype == Token.RANGE:
            stack[-1][1].append(token.value)


def shape(reference: str) -> tuple[int, int]:
    """Rows and columns of a range."""
    area = of_range(reference)
    return area.last_row - area.first_row, area.last_column - area.first_column
