"""The dialect of the live formulas: what Excel since 2010, on the web too, and LibreOffice read alike."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from promises.generated import generated
from promises.live import live

from steelyard.model.text.reading import read_text
from steelyard.ooxml.addresses import Area
from steelyard.sheets.catalogue import context_of, filled_sheets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.model.model import Model

SYRIA = Path(__file__).parents[2] / "workbooks" / "syria.yaml"

FUNCTIONS = {
    *("ABS", "AND", "CLEAN", "COUNT", "COUNTA", "COUNTIF", "DAY", "FIND", "FIXED", "IF", "IFERROR"),
    *("INDEX", "INT", "ISERROR"),
    *(
        "ISNUMBER",
        "LEFT",
        "LEN",
        "MATCH",
        "MAX",
        "MIN",
        "MOD",
        "MONTH",
        "OR",
        "RIGHT",
        "ROUND",
        "ROW",
        "ROWS",
    ),
    *("SMALL", "SUBSTITUTE", "SUM", "SUMPRODUCT", "TRIM", "YEAR"),
}
"""Every function that a live formula may call: none is volatile, none spills, none is younger than 2007."""

RANGE = re.compile(
    r"(?:(?:'[A-Z][a-z -]+'|[A-Z][a-z]+)!)?\$?[A-Z]{1,3}\$?[1-9][0-9]*(?::\$?[A-Z]{1,3}\$?[1-9][0-9]*)?"
)
"""A plain A1 range, on this sheet or another: no name, no structured reference, no other workbook."""

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
    return {
        text: [token for token in Tokenizer(f"={text}").items if token.type != Token.WSPACE]
        for text in formulas
    }


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


def test_within_sumproduct_nothing_takes_one_value_where_a_range_is_given(
    formulas: dict[str, str], tokens: dict[str, list[Token]]
) -> None:
    """Excel computes IF, AND and OR of a range for one cell only, unless it is entered as an array."""
    wrong = set()
    for text, found in tokens.items():
        within: list[str] = []
        for token in found:
            if token.subtype == Token.OPEN:
                if "SUMPRODUCT(" in within and token.value in ("IF(", "AND(", "OR(", "IFERROR("):
                    wrong.add(formulas[text])
                within.append(token.value)
            elif token.subtype == Token.CLOSE:
                within.pop()
    assert wrong == set()


def test_a_range_that_is_compared_or_counted_with_stands_within_sumproduct(
    formulas: dict[str, str], tokens: dict[str, list[Token]]
) -> None:
    """Outside of it Excel compares the one cell in the formula's own row."""
    wrong = set()
    for text, found in tokens.items():
        within: list[str] = []
        for at, token in enumerate(found):
            if token.subtype == Token.OPEN:
                within.append(token.value)
            elif token.subtype == Token.CLOSE:
                within.pop()
            elif token.type == Token.OPERAND and token.subtype == Token.RANGE and several(token.value):
                beside = found[max(0, at - 1) : at] + found[at + 1 : at + 2]
                joined = any(other.type == Token.OP_IN for other in beside)
                if joined and "SUMPRODUCT(" not in within:
                    wrong.add(formulas[text])
    assert wrong == set()


def several(reference: str) -> bool:
    """Whether the range holds more than one cell."""
    first, _, last = reference.rsplit("!", maxsplit=1)[-1].partition(":")
    return bool(last) and first != last


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
    area = Area.parse(reference.rsplit("!", maxsplit=1)[-1].replace("$", ""))
    return area.last_row - area.first_row, area.last_column - area.first_column
