"""Two versions of a decision as a page: what changed, what it did, and a picture of the nets.

The page stands alone: no script, no file beside it, nothing from the network. Light or dark is as the system
has it. All that people wrote is escaped.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from steelyard.weigh.entry_words import entry_text, runs_right
from steelyard.weigh.review_lines import NOTHING_DIFFERS
from steelyard.weigh.sentences import number_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from steelyard.weigh.result import Result, ResultColumn, ResultValue
    from steelyard.weigh.review_results import Nets
    from steelyard.workbook.reviewing.review import Reviewed

STYLE = Path(__file__).with_name("page.css")
"""The look of this page, and of the pages of the service."""

MOST_ROWS = 300
"""Rows of a table that a page has; the rest is counted."""

WIDTH, BLOCK, BAR, NUMBER = 640.0, 62.0, 14.0, 60.0
"""Of the picture, in its own units: its width, the heights of an option and a bar, the room for a number."""


def page(found: Reviewed, names: tuple[str, str]) -> str:
    """The page as HTML.

    Args:
        found: the versions, compared.
        names: of the files, as readers know them.
    """
    title = escape(f"{names[0]} and {names[1]}: what changed")
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>\n{STYLE.read_text('utf-8')}</style>\n</head>\n"
        f'<body class="review">\n<main>\n<h1>{title}</h1>\n{sections(found)}</main>\n</body>\n</html>\n'
    )


def sections(found: Reviewed) -> str:
    """The parts of the page below its title: what all edits did, the picture, the tables."""
    if not found.both.differ:
        return f"<p>{NOTHING_DIFFERS}</p>\n"
    said = [found.review.said, found.review.withheld]
    lines = [f"<p>{escape(each)}</p>\n" for each in said if each]
    if found.review.nets.options:
        lines.append(f"<section>\n{picture(found.review.nets)}</section>\n")
    answers = [found.answers] if found.answers.rows else []
    lines += [_table(table) for table in (*answers, *found.review.tables)]
    return "".join(lines)


def _table(result: Result) -> str:
    """A table with its title; the last column names the line for programs, so the page leaves it out."""
    hidden = result.columns[-1].name == "key"
    columns = result.columns[:-1] if hidden else result.columns
    head = "".join(f'<th scope="col"{_class(column)}>{escape(column.title)}</th>' for column in columns)
    body = "".join(f"<tr>{_cells(row, columns)}</tr>\n" for row in result.rows[:MOST_ROWS])
    left = len(result.rows) - MOST_ROWS
    more = f"<p>and {left:,} more; <code>--format json</code> has all.</p>\n" if left > 0 else ""
    title, own = escape(result.title), escape(result.name)
    return (
        f'<section>\n<h2 id="{own}">{title}</h2>\n'
        f'<div class="wide" tabindex="0" role="region" aria-labelledby="{own}">\n<table>\n'
        f"<caption>{len(result.rows):,} {'line' if len(result.rows) == 1 else 'lines'}</caption>\n"
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n</div>\n{more}</section>\n"
    )


def _cells(row: Sequence[ResultValue], columns: Sequence[ResultColumn]) -> str:
    words = [escape(entry_text(value, column)) for value, column in zip(row, columns, strict=False)]
    first = f'<th scope="row">{words[0]}</th>'
    rest = (f"<td{_class(column)}>{each}</td>" for each, column in zip(words[1:], columns[1:], strict=True))
    return first + "".join(rest)


def _class(column: ResultColumn) -> str:
    return ' class="number"' if runs_right(column) else ""


def picture(nets: Nets) -> str:
    """The nets before and after as bars, for each option its name above them.

    A bar of what was is empty inside and one of what is now is full, so that no colour is needed.
    """
    low, high = min(0.0, *nets.was, *nets.now), max(0.0, *nets.was, *nets.now)
    room = WIDTH - 2 * NUMBER
    scale = room / (high - low) if high > low else 1.0
    zero = NUMBER - low * scale
    height = BLOCK * len(nets.options) + 8
    bars = "".join(
        f'<text x="{NUMBER:.0f}" y="{BLOCK * at + 16:.0f}" class="name">{escape(name)}</text>\n'
        + _bar(nets.was[at], (zero, BLOCK * at + 22), scale, "was")
        + _bar(nets.now[at], (zero, BLOCK * at + 40), scale, "now")
        + f'<line x1="{zero:.1f}" x2="{zero:.1f}" y1="{BLOCK * at + 20:.0f}" y2="{BLOCK * at + 56:.0f}"/>\n'
        for at, name in enumerate(nets.options)
    )
    told = "; ".join(
        f"{name} {number_words(was)}, then {number_words(now)}"
        for name, was, now in zip(nets.options, nets.was, nets.now, strict=True)
    )
    title = f"Net of each option before and after, in {nets.scenario}"
    return (
        f'<h2 id="nets">{escape(title)}</h2>\n'
        '<p class="hint">Points. The empty bar is the net before, the full bar the net after. '
        "The line is zero, to hold the current position.</p>\n"
        '<div class="wide" tabindex="0" role="region" aria-labelledby="nets">\n'
        f'<svg class="nets" viewBox="0 0 {WIDTH:.0f} {height:.0f}" role="img" '
        'aria-labelledby="net-title net-told">\n'
        f'<title id="net-title">{escape(title)}</title>\n<desc id="net-told">{escape(told)}.</desc>\n{bars}'
        "</svg>\n</div>\n"
    )


def _bar(value: float, corner: tuple[float, float], scale: float, kind: str) -> str:
    """A bar from zero, and its number at its end."""
    zero, top = corner
    length = abs(value) * scale
    left = zero if value >= 0 else zero - length
    end, anchor = (zero + length + 4, "start") if value >= 0 else (zero - length - 4, "end")
    return (
        f'<rect x="{left:.1f}" y="{top:.0f}" width="{length:.1f}" height="{BAR:.0f}" class="{kind}"/>\n'
        f'<text x="{end:.1f}" y="{top + 11:.0f}" text-anchor="{anchor}">{number_words(value)}</text>\n'
    )
