"""Formula text that every spreadsheet program computes alike, for ranges of any shape.

Where a program other than Excel takes a form of a function for something else, the form that all of them read alike
is written here once. See docs/decisions/0002-formula-dialect.md.
"""

from __future__ import annotations

from functools import lru_cache


def entry_of_column(column: str, row: str) -> str:
    """Formula text: one entry of a column, its place counted from 1.

    >>> entry_of_column("$B$9:$B$12", "MATCH($A$1,$A$9:$A$12,0)")
    'INDEX($B$9:$B$12,MATCH($A$1,$A$9:$A$12,0),1)'
    >>> entry_of_column("$B$9:$B$9", "MATCH($A$1,$A$9:$A$9,0)")
    'IF(MATCH($A$1,$A$9:$A$9,0)=1,$B$9,"")'
    """
    return _only_entry(column, row) or f"INDEX({column},{row},1)"


def entry_of_row(line: str, column: str) -> str:
    """Formula text: one entry of a row, its place counted from 1.

    >>> entry_of_row("$B$9:$E$9", "3"), entry_of_row("Shares!$B$9:$B$9", "$A$1")
    ('INDEX($B$9:$E$9,1,3)', 'IF($A$1=1,Shares!$B$9,"")')
    """
    return _only_entry(line, column) or f"INDEX({line},1,{column})"


def entry_of_block(block: str, row: str, column: str) -> str:
    """Formula text: one entry of several rows and columns, its row and its column counted from 1.

    >>> entry_of_block("$B$9:$E$12", "2", "3"), entry_of_block("$B$9:$B$9", "$A$1", "$A$2")
    ('INDEX($B$9:$E$12,2,3)', 'IF($A$1*$A$2=1,$B$9,"")')
    """
    if _only_cell(block):
        return _only_entry(block, f"{row}*{column}")
    return f"INDEX({block},{row},{column})"


def _only_entry(cells: str, place: str) -> str:
    """Formula text: the entry of a range of one cell; empty where the range has more.

    Gnumeric reads a range of one cell as the cell, which its INDEX refuses. An id that MATCH does not find is an
    error as it is with INDEX, and an empty cell stays empty.
    """
    only = _only_cell(cells)
    return f'IF({place}=1,{only},"")' if only else ""


@lru_cache(maxsize=1024)
def _only_cell(cells: str) -> str:
    """The cell of a range of one cell; empty where the range has more. Many formulas ask about the same ranges."""
    first, _, last = cells.rpartition("!")[2].partition(":")
    return cells.partition(":")[0] if last in ("", first) else ""


def greatest(array: str) -> str:
    """Formula text: the greatest of what is computed cell by cell. Gnumeric's MAX takes ranges only.

    >>> greatest("($A$1:$A$3=2)*$B$1:$B$3")
    'SUMPRODUCT(LARGE(($A$1:$A$3=2)*$B$1:$B$3,1))'
    """
    return f"SUMPRODUCT(LARGE({array},1))"


def without_signs(numbers: str) -> str:
    """Formula text: the numbers of a range without their signs. Gnumeric's ABS takes single values only.

    >>> without_signs("$A$1:$A$3")
    '($A$1:$A$3*(1-2*($A$1:$A$3<0)))'
    """
    return f"({numbers}*(1-2*({numbers}<0)))"
