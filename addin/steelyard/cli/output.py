"""How commands print: tables for readers, programs or a page of Markdown; messages to standard error."""

from __future__ import annotations

import re
from enum import StrEnum
from inspect import cleandoc
from typing import TYPE_CHECKING, ParamSpec

import typer

from steelyard.cli.progress import end_progress
from steelyard.errors import MOST_LISTED, WouldLoseContent
from steelyard.weigh.entry_words import counted, entry_text, runs_right
from steelyard.weigh.result import harmless

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from steelyard.model.findings import Finding
    from steelyard.model.model import Model
    from steelyard.weigh.result import Result
    from steelyard.workbook.reading.spelling import Correction

P = ParamSpec("P")

LONGEST_LIST = 20
"""Lines that are printed of a list that has a longer form elsewhere, such as in json."""

GAP = "  "
"""Between two columns."""

NARROWEST = 12
"""Smallest width of a column of text, in characters, on a narrow console."""

WIDEST = 60
"""Largest width of a column of text, in characters, without a console: in a file or a pipe."""

LINES_OF_TITLE = 3
"""Lines that the title of a column takes at the most, unless the console is too narrow."""

LONGEST_WHOLE = 40
"""Characters of the longest word that a narrow console does not break."""


VERDICT_COLOURS = {
    "● offer": "green",
    "◐ not yet": "yellow",
    "▲ too dear": "red",
    "○ hold": "bright_black",
    "▶ opening": "blue",
}
"""The colour of each verdict on a console; a test compares the words with the engine's."""


class Format(StrEnum):
    """How a table is printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    MARKDOWN = "markdown"


READ_BY_PEOPLE = (Format.TABLE, Format.MARKDOWN)
"""Formats with names in place of ids."""


def command_help(text: str) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """Give a command its help text, which also becomes its docstring.

    A docstring in the source would be removed by `python -OO`, and the command would have no help.
    """

    def with_help(command: Callable[P, None]) -> Callable[P, None]:
        command.__doc__ = cleandoc(text)
        return command

    return with_help


def warn(message: str) -> None:
    """Print a message to standard error, so that it does not mix with output that a program reads."""
    end_progress()
    typer.echo(message, err=True)


def say(text: str, *, nl: bool = True) -> None:
    """Print to standard output, with a new line at its end unless `nl` says otherwise."""
    end_progress()
    typer.echo(text, nl=nl)


def warn_of(findings: Sequence[Finding]) -> None:
    """Print findings to standard error, the first 200 of them, and how many there are beyond these."""
    for line in listed([f"{finding.severity}: {finding}" for finding in findings], MOST_LISTED):
        warn(line)


def listed(entries: Sequence[object], most: int, before: str = "") -> Iterator[str]:
    """The first of these, one a line, and how many there are beyond them.

    Args:
        entries: what is listed.
        most: how many lines there may be.
        before: what each line begins with.

    >>> [*listed("abc", 2, "  ")]
    ['  a', '  b', '  and 1 more']
    """
    yield from (f"{before}{entry}" for entry in entries[:most])
    if len(entries) > most:
        yield f"{before}and {len(entries) - most:,} more"


def for_readers(table: Result, model: Model, form: Format) -> Result:
    """The table with names in place of ids, in the formats that people read; in csv and json as it is.

    Args:
        table: the table of results.
        model: what it was computed from.
        form: the format.
    """
    from steelyard.weigh.named_results import named  # noqa: PLC0415 - imports numpy

    return named(table, model) if form in READ_BY_PEOPLE else table


def text_of(table: Result, form: Format, width: int | None = None) -> str:
    """The table as it is printed, without a newline at the end.

    Args:
        table: the table of results.
        form: the format; csv and json have full precision, the others are rounded for readers.
        width: characters of a line of the console, to which long texts are wrapped; None without a console.
    """
    match form:
        case Format.CSV:
            return csv_text(table)
        case Format.JSON:
            return json_text(table)
        case Format.MARKDOWN:
            return markdown_text(table)
        case _:
            return f"{table.title}\n\n{plain_text(table, width, colours=has_colours())}"


def together(tables: Sequence[Result], form: Format, width: int | None = None) -> str:
    """Several tables, one below another; as JSON, one object with each table under its name."""
    if form is Format.JSON:
        return as_json({table.name: table.objects() for table in tables})
    return "\n\n".join(text_of(table, form, width) for table in tables)


def csv_text(table: Result) -> str:
    """The table in full precision, under the names of its columns; no text begins like a formula."""
    import csv  # noqa: PLC0415 - only this format needs it
    import io  # noqa: PLC0415

    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\n")
    writer.writerow([harmless(column.name) for column in table.columns])
    writer.writerows([harmless(entry) for entry in row] for row in table.rows)
    return page.getvalue().removesuffix("\n")


def json_text(table: Result) -> str:
    """A list of objects, one a row; null for what does not apply, "inf" for infinity, which JSON lacks."""
    return as_json(table.objects())


def as_json(value: object) -> str:
    """The value as JSON, with letters beyond ASCII as they are."""
    import json  # noqa: PLC0415 - only this format needs it

    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2)


def markdown_text(table: Result) -> str:
    """The table in Markdown, with its title above."""
    rules = ["---:" if runs_right(column) else "---" for column in table.columns]
    lines = [_titles(table), rules, *_shown_rows(table)]
    written = ("| " + " | ".join(_in_markdown(cell) for cell in line) + " |" for line in lines)
    return f"**{_in_markdown(table.title)}**\n\n" + "\n".join(written)


def _in_markdown(cell: str) -> str:
    return cell.replace("\\", "\\\\").replace("|", "\\|").replace("\n", "<br>")


def plain_text(table: Result, width: int | None = None, *, colours: bool = False) -> str:
    """Aligned columns, numbers to the right; long texts are wrapped where the console is too narrow.

    With colours the titles are bold, and a verdict has a colour beside its sign and its word.
    """
    titles, shown = _titles(table), _shown_rows(table)
    right = [runs_right(column) for column in table.columns]
    # A title has several lines rather than a column that is wider than its entries.
    natural = [
        _width_of_title(title, max((len(line[at]) for line in shown), default=0))
        for at, title in enumerate(titles)
    ]
    words = [max(_longest_word(line[at]) for line in (titles, *shown)) for at in range(len(titles))]
    narrowest = [
        whole if number else min(whole, max(NARROWEST, min(longest, LONGEST_WHOLE)))
        for whole, number, longest in zip(natural, right, words, strict=True)
    ]
    if width is None:
        natural = [min(whole, max(least, WIDEST)) for whole, least in zip(natural, narrowest, strict=True)]
    widths = narrowed(natural, narrowest, width)
    rows = [[*_wrapped(line, widths, right)] for line in shown]
    titles = [*_wrapped(titles, widths, right, at_bottom=True)]
    if colours:
        titles = [typer.style(row, bold=True) for row in titles]
        rows = [[_in_colour(row) for row in wrapped] for wrapped in rows]
    return "\n".join(row for wrapped in (titles, *rows) for row in wrapped)


def _width_of_title(title: str, least: int) -> int:
    """The smallest width, but for a least one, in which a title takes no more lines than it may.

    >>> _width_of_title("the best it could get in the zone", 4), _width_of_title("net", 5)
    (11, 5)
    """
    from textwrap import wrap  # noqa: PLC0415 - only where a table is printed

    widths = range(max(least, _longest_word(title)), len(title))
    return next(
        (width for width in widths if len(wrap(title, width)) <= LINES_OF_TITLE), max(least, len(title))
    )


def has_colours() -> bool:
    """Whether colours are wanted: on a console that has some, unless the variable NO_COLOR is set."""
    import os  # noqa: PLC0415 - only where a table is printed

    wanted = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return wanted and console_width() is not None


def _in_colour(row: str) -> str:
    """The row with its verdict in colour; the sign and the word say the same without one."""
    for verdict, colour in VERDICT_COLOURS.items():
        if verdict in row:
            return row.replace(verdict, typer.style(verdict, fg=colour), 1)
    return row


def narrowed(natural: Sequence[int], narrowest: Sequence[int], width: int | None) -> list[int]:
    """Widths of the columns on a console: the widest texts get narrower until all columns fit, if they can.

    Args:
        natural: width of the longest entry of each column.
        narrowest: the width that each column keeps.
        width: characters of a line; None where there is no limit.

    >>> narrowed([10, 60, 5], [10, 12, 5], 50)
    [10, 31, 5]
    """
    widths = list(natural)
    if width is None:
        return widths
    while sum(widths) + len(GAP) * (len(widths) - 1) > width:
        spare = [w if w > least else 0 for w, least in zip(widths, narrowest, strict=True)]
        if not any(spare):
            break
        widths[spare.index(max(spare))] -= 1
    return widths


def _wrapped(
    line: Sequence[str], widths: Sequence[int], right: Sequence[bool], *, at_bottom: bool = False
) -> Iterable[str]:
    """The lines of one row of a table; shorter cells start in the first line, or end in the last one."""
    from itertools import zip_longest  # noqa: PLC0415 - with textwrap, only where a table is printed
    from textwrap import wrap  # noqa: PLC0415

    # A number and its per cent stay together; wrap divides at no blank but the plain one.
    kept = (cell.replace(" %", "\N{NO-BREAK SPACE}%") for cell in line)
    parts = [
        [part.replace("\N{NO-BREAK SPACE}%", " %") for part in wrap(cell, width)] or [""]
        for cell, width in zip(kept, widths, strict=True)
    ]
    if at_bottom:
        most = max(map(len, parts))
        parts = [[""] * (most - len(part)) + part for part in parts]
    for cells in zip_longest(*parts, fillvalue=""):
        yield GAP.join(
            cell.rjust(width) if number else cell.ljust(width)
            for cell, width, number in zip(cells, widths, right, strict=True)
        ).rstrip()


def _longest_word(text: str) -> int:
    """Characters of the longest part of a text that is not divided between two lines."""
    return max(map(len, re.split(r"\s+|(?<=\w-)(?=\w)", text)))


def _titles(table: Result) -> list[str]:
    return [column.title for column in table.columns]


def _shown_rows(table: Result) -> list[list[str]]:
    return [
        [entry_text(entry, column) for entry, column in zip(row, table.columns, strict=True)]
        for row in table.rows
    ]


def console_width() -> int | None:
    """Characters of a line of the console; None where the output goes to a file or a pipe."""
    import shutil  # noqa: PLC0415 - only where a table is printed
    import sys  # noqa: PLC0415

    # There is no standard output where the shell has closed it.
    on_console = sys.stdout is not None and sys.stdout.isatty()
    return shutil.get_terminal_size().columns if on_console else None


def warn_of_losses(path: Path, lost: Iterable[str]) -> None:
    """Tell which properties of a file the new one in its place does not have."""
    for each in lost:
        warn(f"warning: {path}: {each}")


def require_free_unless_same(output: Path | None, book: Path, *, force: bool) -> None:
    """See `require_free`; where the output goes to the workbook that is read, it may be written over."""
    from steelyard.ooxml.opc.atomic_save import is_same_file  # noqa: PLC0415 - help needs no file

    if output is not None and not is_same_file(output, book):
        require_free(output, force=force)


def corrections_listed(corrections: Sequence[Correction]) -> Iterable[str]:
    """The input cells that a score set right, one a line: *cell: was -> is*."""
    if corrections:
        yield f"{counted(len(corrections), 'cell')} set right, since formulas compare whole cells:"
    yield from listed(corrections, MOST_LISTED, "    ")


def require_free(path: Path, *, force: bool, loses: str = "it would be written over") -> None:
    """Check that there is no file at a path, unless it may be written over.

    Raises:
        WouldLoseContent: there is one.
        WorkbookError: the system does not say, so nothing can be written there either.
    """
    from steelyard.ooxml.opc.atomic_save import is_there  # noqa: PLC0415 - help needs no file

    if not force and is_there(path):
        raise WouldLoseContent(f"{path} exists already, and {loses}; choose another name, or give --force")
