"""The shapes within a formula: where a function gets a range, or what is computed cell by cell.

The programs agree on operators between ranges within SUMPRODUCT. They do not agree on functions there: Excel
and LibreOffice compute a function of single values for every cell of a range, Gnumeric for none. IF, AND and
OR of a range are computed for one cell, also by Excel.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from openpyxl.formula.tokenizer import Token

from steelyard.ooxml.addresses import Area

if TYPE_CHECKING:
    from collections.abc import Sequence


class Shape(Enum):
    """What an expression is."""

    ONE = "a single value"
    RANGE = "a range"
    ARRAY = "an array"
    """What operators make of ranges, cell by cell."""


OF_RANGES = frozenset({"SUM", "COUNT", "COUNTA", "MIN", "MAX"})
"""Functions that make one value of each of their ranges. Of an array Gnumeric takes one value only."""

OF_ARRAYS = frozenset({"LARGE", "SMALL"})
"""Functions that make one value of a range or an array; of this the place is the second argument."""

PARTS_OF_INDEX = 3


def of_range(reference: str) -> Area:
    """The cells of a reference, with or without the name of a sheet."""
    return Area.parse(reference.rsplit("!", maxsplit=1)[-1].replace("$", ""))


def faults(formula: Sequence[Token]) -> list[str]:
    """What some program computes otherwise than Excel, one line each.

    Args:
        formula: its tokens, without blanks.
    """
    reading = _Reading(formula)
    shape = reading.expression()
    if shape is not Shape.ONE:
        reading.found.append(f"the formula is {shape.value}")
    return reading.found


class _Reading:
    """A formula that is read from its first token to its last."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.at = 0
        self.within = 0
        """How many calls of SUMPRODUCT are open."""
        self.found: list[str] = []

    def expression(self) -> Shape:
        """The shape of what stands up to the next separator or closing bracket."""
        shapes = [self._operand()]
        while self.at < len(self.tokens) and self.tokens[self.at].type == Token.OP_IN:
            self.at += 1
            shapes.append(self._operand())
        if len(shapes) == 1:
            return shapes[0]
        return self._computed(shapes)

    def _computed(self, shapes: Sequence[Shape]) -> Shape:
        """The shape of what operators make of these."""
        if all(shape is Shape.ONE for shape in shapes):
            return Shape.ONE
        if not self.within:
            self.found.append("an array outside of SUMPRODUCT")
        return Shape.ARRAY

    def _operand(self) -> Shape:
        token = self.tokens[self.at]
        self.at += 1
        if token.type == Token.OP_PRE:
            return self._computed([self._operand()])
        if token.type == Token.PAREN:
            shape = self.expression()
            self.at += 1
            return shape
        if token.type == Token.FUNC:
            return self._call(token.value.removesuffix("("))
        if token.subtype == Token.RANGE and of_range(token.value).size > 1:
            return Shape.RANGE
        return Shape.ONE

    def _call(self, name: str) -> Shape:
        self.within += name == "SUMPRODUCT"
        shapes: list[Shape] = []
        texts: list[str] = []
        while self.tokens[self.at].subtype != Token.CLOSE:
            start = self.at
            shapes.append(self.expression())
            texts.append("".join(token.value for token in self.tokens[start : self.at]))
            self.at += self.tokens[self.at].type == Token.SEP
        self.at += 1
        self.within -= name == "SUMPRODUCT"
        self.found.extend(_faults_of_call(name, shapes, texts))
        # The rows of a range are an array in every program; MIN of them is one value in every program too.
        return shapes[0] if name == "ROW" else Shape.ONE


def _faults_of_call(name: str, shapes: Sequence[Shape], texts: Sequence[str]) -> list[str]:
    if name == "INDEX":
        return _faults_of_index(shapes, texts)
    if name == "MATCH" and texts[2:] != ["0"]:
        return ["MATCH finds exactly where its third argument is 0"]
    return [
        f"{name} gets {shape.value} that not every program computes: {text}"
        for place, (shape, text) in enumerate(zip(shapes, texts, strict=True))
        if shape not in _allowed(name, place)
    ]


RANGES_IN = {("MATCH", 1), ("COUNTIF", 0), ("COUNTIFS", 0), ("COUNTIFS", 2)}
"""Functions that may get a range in a place, counted from 0."""


def _allowed(name: str, place: int) -> frozenset[Shape]:
    """What a function may get in a place."""
    one, ranges = frozenset({Shape.ONE}), frozenset({Shape.ONE, Shape.RANGE})
    if name == "SUMPRODUCT" or (name in OF_ARRAYS and place == 0):
        return frozenset(Shape)
    if name in OF_RANGES or name in ("ROW", "ROWS"):
        return ranges
    return ranges if (name, place) in RANGES_IN else one


def _faults_of_index(shapes: Sequence[Shape], texts: Sequence[str]) -> list[str]:
    """What is wrong with a call of INDEX, which takes a range with a row and a column."""
    cells, *places = texts
    if shapes[0] is Shape.ONE:
        return [f"INDEX of one cell: {cells}"]
    if shapes[0] is Shape.ARRAY:
        return [f"INDEX of an array: {cells}"]
    area = of_range(cells)
    if len(texts) != PARTS_OF_INDEX:
        kind = "one row" if area.first_row == area.last_row else "several rows"
        return [f"INDEX without both row and column, in a range of {kind}: {cells}"]
    if "0" in places:
        return [f"INDEX gives a whole row or column: {cells}"]
    return [f"INDEX at several places: {cells}"] if set(shapes[1:]) != {Shape.ONE} else []
