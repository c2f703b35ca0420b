"""What is printed: a table for reading, for programs, or for a page; and what goes to standard error."""

from __future__ import annotations

import math
from enum import StrEnum
from typing import TYPE_CHECKING

import typer

from steelyard.errors import WouldLoseContent

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from steelyard.weigh.result import Result, ResultColumn, ResultValue

GAP = "  "
"""What stands between two columns."""

NARROWEST = 12
"""Characters that a column of text keeps however narrow the console is."""

DANGEROUS = ("=", "+", "-", "@")
"""How a text begins that a spreadsheet would take for a formula."""


class Format(StrEnum):
    """How a table is printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    MARKDOWN = "markdown"


def warn(message: str) -> None:
    """Say it on standard error, where it does not mix with what a program may read."""
    typer.echo(message, err=True)


def text_of(table: Result, form: Format, width: int | None = None) -> str:
    """The table as it is printed, without the last line's end.

    Args:
        table: the answer.
        form: how; csv and json carry full precision, the others what a reader can use.
        width: characters of the console, to which long texts are wrapped; None for no console.
    """
    match form:
        case Format.CSV:
            return csv_text(table)
        case Format.JSON:
            return json_text(table)
        case Format.MARKDOWN:
            return markdown_text(table)
        case _:
            return f"{table.title}\n\n{plain_text(table, width)}"


def together(tables: Sequence[Result], form: Format, width: int | None = None) -> str:
    """Several tables one below the other; as JSON, one object with each table by its name."""
    if form is Format.JSON:
        return as_json({table.name: table.objects() for table in tables})
    return "\n\n".join(text_of(table, form, width) for table in tables)


def csv_text(table: Result) -> str:
    """Full precision under the names of the columns; no text is ever a formula."""
    import csv  # noqa: PLC0415 - only this format needs it
    import io  # noqa: PLC0415

    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\n")
    writer.writerow([harmless(column.name) for column in table.columns])
    writer.writerows([harmless(entry) for entry in row] for row in table.rows)
    return page.getvalue().removesuffix("\n")


def harmless(entry: ResultValue) -> ResultValue:
    """The entry as a csv cell that a spreadsheet shows and does not compute; numbers stay numbers.

    >>> harmless("=1+1"), harmless("offer"), harmless(-2.5)
    ("'=1+1", 'offer', -2.5)
    """
    return f"'{entry}" if isinstance(entry, str) and entry.startswith(DANGEROUS) else entry


def json_text(table: Result) -> str:
    """A list of objects, one a row; null for what does not apply, "inf" for what JSON has no number for."""
    return as_json(table.objects())


def as_json(value: object) -> str:
    """The value as JSON, letters as they are."""
    import json  # noqa: PLC0415 - only this format needs it

    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2)


def markdown_text(table: Result) -> str:
    """A table for a page of Markdown, with its title as a caption above."""
    rules = ["---:" if runs_right(column) else "---" for column in table.columns]
    lines = [_titles(table), rules, *_shown_rows(table)]
    written = ("| " + " | ".join(_in_markdown(cell) for cell in line) + " |" for line in lines)
    return f"**{_in_markdown(table.title)}**\n\n" + "\n".join(written)


def _in_markdown(cell: str) -> str:
    return cell.replace("\\", "\\\\").replace("|", "\\|").replace("\n", "<br>")


def plain_text(table: Result, width: int | None = None) -> str:
    """Aligned columns, numbers to the right; texts are wrapped where the console is too narrow."""
    lines = [_titles(table), *_shown_rows(table)]
    natural = [max(len(line[at]) for line in lines) for at in range(len(table.columns))]
    right = [runs_right(column) for column in table.columns]
    widths = narrowed(natural, right, width)
    aligned = [row for line in lines for row in _wrapped(line, widths, right)]
    return "\n".join(aligned)


def narrowed(natural: Sequence[int], right: Sequence[bool], width: int | None) -> list[int]:
    """Widths of the columns on a console: the widest texts give way until all fit, as far as they can.

    >>> narrowed([10, 60, 5], [False, False, True], 50)
    [10, 31, 5]
    """
    widths = list(natural)
    if width is None:
        return widths
    while sum(widths) + len(GAP) * (len(widths) - 1) > width:
        widest = max((w for w, number in zip(widths, right, strict=True) if not number), default=0)
        if widest <= NARROWEST:
            break
        widths[widths.index(widest)] -= 1
    return widths


def _wrapped(line: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> Iterable[str]:
    from itertools import zip_longest  # noqa: PLC0415 - with textwrap, only where a table is printed
    from textwrap import wrap  # noqa: PLC0415

    parts = [wrap(cell, width) or [""] for cell, width in zip(line, widths, strict=True)]
    for cells in zip_longest(*parts, fillvalue=""):
        yield GAP.join(
            cell.rjust(width) if number else cell.ljust(width)
            for cell, width, number in zip(cells, widths, right, strict=True)
        ).rstrip()


def _titles(table: Result) -> list[str]:
    return [column.title for column in table.columns]


def _shown_rows(table: Result) -> list[list[str]]:
    return [
        [entry_text(entry, column) for entry, column in zip(row, table.columns, strict=True)]
        for row in table.rows
    ]


def runs_right(column: ResultColumn) -> bool:
    """Whether the column holds numbers, which stand to the right."""
    return column.unit.value in ("points", "share", "count")


def entry_text(entry: ResultValue, column: ResultColumn) -> str:
    """An entry for a reader: points with one decimal, shares in percent, empty for what does not apply."""
    from steelyard.weigh.sentences import number_words  # noqa: PLC0415 - brings numpy along

    match entry:
        case None:
            return ""
        case bool():
            return "yes" if entry else "no"
        case float() if math.isinf(entry):
            return "∞" if entry > 0 else "−∞"
        case int() | float() if column.unit.value == "points":
            return number_words(entry)
        case int() | float() if column.unit.value == "share":
            return f"{number_words(100 * entry)} %"
        case _:
            return str(entry).replace("-", "−") if isinstance(entry, int) else str(entry)


def console_width() -> int | None:
    """Characters that fit into a line of the console; None where the output goes into a file or a pipe."""
    import shutil  # noqa: PLC0415 - only where a table is printed
    import sys  # noqa: PLC0415

    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def counted(count: int, what: str) -> str:
    """So many of them.

    >>> counted(1, "cell"), counted(25, "cell")
    ('1 cell', '25 cells')
    """
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def require_free(path: Path, *, force: bool, loses: str = "it would be written over") -> None:
    """Let a path pass at which nothing stands yet, or whose content may go.

    Raises:
        WouldLoseContent: there is a file.
    """
    if path.exists() and not force:
        raise WouldLoseContent(f"{path} exists already, and {loses}; choose another name, or give --force")
