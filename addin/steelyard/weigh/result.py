"""A result: its title, its columns with their units, and its rows."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


Entry = float | int | str | bool | None
"""One cell of a result; None stands for what does not apply."""


class Unit(StrEnum):
    """What a column counts in."""

    TEXT = "text"
    POINTS = "points"
    SHARE = "share"
    COUNT = "count"
    YES_NO = "yes or no"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a result: its name for programs, its title for people, its unit."""

    name: str
    title: str
    unit: Unit


@dataclass(frozen=True, slots=True)
class Table:
    """An answer with its labels: one row an entry, columns declared."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Entry, ...], ...]
    keys: int = 1
    """How many of the first columns name the row."""

    def frame(self) -> pd.DataFrame:
        """The table as a DataFrame, indexed by the columns that name the row."""
        import pandas as pd  # noqa: PLC0415 - slow to import, and only some callers want frames

        names = [column.name for column in self.columns]
        return pd.DataFrame(list(self.rows), columns=names).set_index(names[: self.keys])

    def objects(self) -> list[dict[str, Entry]]:
        """One object a row, by the names of the columns, for JSON, where infinity is the text "inf"."""
        names = [column.name for column in self.columns]
        rows = ([str(entry) if _is_infinite(entry) else entry for entry in row] for row in self.rows)
        return [dict(zip(names, row, strict=True)) for row in rows]


def _is_infinite(entry: Entry) -> bool:
    return isinstance(entry, float) and math.isinf(entry)
