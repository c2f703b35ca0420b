"""What a notebook shows of a check or of a score: a few lines, and tables of what is to be looked at."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from steelyard.model.findings import Finding

MOST_ROWS = 50
"""Rows that a notebook shows of one table."""


class Table(NamedTuple):
    """Headings and rows."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]


def as_html(title: str, lines: Iterable[str], *tables: Table) -> str:
    """A title, some lines, and those of the tables that have a row."""
    listed = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<p><b>{escape(title)}</b></p><ul>{listed}</ul>{''.join(map(_table, tables))}"


def of_findings(findings: Iterable[Finding]) -> Table:
    """Findings as a table."""
    rows = [(str(each.severity), str(each.place), each.found or "nothing", each.allowed) for each in findings]
    return Table(("severity", "place", "found", "what would do"), rows)


def _table(table: Table) -> str:
    """A table with its first rows, and how many more there are; nothing where there is no row."""
    if not table.rows:
        return ""
    head = "".join(f"<th style='text-align:left'>{escape(each)}</th>" for each in table.headings)
    body = "".join(
        f"<tr>{''.join(f'<td style=text-align:left>{escape(cell)}</td>' for cell in row)}</tr>"
        for row in table.rows[:MOST_ROWS]
    )
    more = len(table.rows) - MOST_ROWS
    rest = f"<p>and {more:,} more</p>" if more > 0 else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{rest}"
