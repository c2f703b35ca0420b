"""A result of the engine: its title, its columns with their units, and its rows."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


ResultValue = float | int | str | bool | None
"""One value of a result; None stands for what does not apply."""


class Unit(StrEnum):
    """What a column counts in."""

    TEXT = "text"
    POINTS = "points"
    SHARE = "share"
    COUNT = "count"
    YES_NO = "yes or no"


RIVALS, JUDGEMENTS, BY_KIND = "rivals", "judgements", "kind"
"""Words for `ResultColumn.of`: options and the zero line; keys of judgements; measures or options, as the
column *kind* says."""


DANGEROUS = ("=", "+", "-", "@")
"""First characters of texts that a spreadsheet would read as a formula."""


@dataclass(frozen=True, slots=True)
class ResultColumn:
    """One column of a result: its name for programs, its title for people, its unit."""

    name: str
    title: str
    unit: Unit
    of: str = ""
    """Which parts of the model the column has the ids of, such as options; empty for other columns."""
    heads: str = ""
    """Which parts the column itself is about, one of which its name is the id of; empty for other columns."""


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to one question: declared columns, and rows that the first columns name."""

    name: str
    title: str
    columns: tuple[ResultColumn, ...]
    rows: tuple[tuple[ResultValue, ...], ...]
    keys: int = 1
    """How many of the first columns name the row."""
    gap: float | None = None
    """Of a list that leaves packages out: points that it loses, as its title says; None for other tables."""

    def frame(self) -> pd.DataFrame:
        """The result as a DataFrame, indexed by the columns that name the row; its gap is in `attrs`."""
        import pandas as pd  # noqa: PLC0415 - slow to import, and only some callers want frames

        names = [column.name for column in self.columns]
        found = pd.DataFrame(list(self.rows), columns=names).set_index(names[: self.keys])
        if self.gap is not None:
            found.attrs["gap"] = self.gap
        return found

    def _repr_html_(self) -> str:
        """What a notebook shows: the title, and the rows as pandas shows them."""
        from html import escape  # noqa: PLC0415 - only a notebook asks

        return f"<p><b>{escape(self.title)}</b></p>{self.frame().to_html()}"

    def objects(self) -> list[dict[str, ResultValue]]:
        """One object for each row, by the names of the columns, for JSON.

        JSON has no number for infinity, so infinity becomes the text "inf".
        """
        names = [column.name for column in self.columns]
        rows = ([str(value) if _is_infinite(value) else value for value in row] for row in self.rows)
        return [dict(zip(names, row, strict=True)) for row in rows]


def harmless(entry: ResultValue) -> ResultValue:
    """The entry as a csv cell that no spreadsheet computes; numbers stay numbers.

    >>> harmless("=1+1"), harmless("offer"), harmless(-2.5)
    ("'=1+1", 'offer', -2.5)
    """
    return f"'{entry}" if isinstance(entry, str) and entry.startswith(DANGEROUS) else entry


def _is_infinite(value: ResultValue) -> bool:
    return isinstance(value, float) and math.isinf(value)
