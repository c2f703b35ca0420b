"""The look of every kind of cell, as data; `build` turns it into named cell styles."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from steelyard.sheets.charts import ChartKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from steelyard.sheets.charts import Chart


FONT, BODY_SIZE = "Arial", 10.0
INK = "1F3A5F"
"""The one ink blue."""
GREY, LINE, HEAD_FILL = "595959", "BFBFBF", "E9EDF2"
GRID = "E3E3E3"
"""Of the lines across a chart."""
INPUT_FILL, INPUT_LINE = "FFF6DD", "A39161"
"""Of a cell that people type into, and of the box round it: the fill alone is white in grey print."""
WARNING = "8A3B00"
MARK_FILL = "CFE3F5"
"""Of an entry that a review marks as changed; it has a thick line at its left as well, and bold letters."""

SERIES = ("1F3A5F", "E69F00", "56B4E9", "009E73", "CC79A7", "D55E00", "0072B2", "8C8C8C", "F0E442", "6B4C9A")
"""Colours of series: ink, then the palette of Okabe and Ito, which colour-blind readers can distinguish."""

STACKED = ("1F3A5F", "E69F00", "56B4E9", "009E73", "F0E442", "D55E00", "CC79A7")
"""Colours of parts of a bar, so that no two without a pattern are alike in grey print."""

PATTERNS = ("", "wdUpDiag", "", "horzBrick", "", "pct25", "smCheck")
COST_PATTERNS = ("smCheck", "wdDnDiag", "", "diagBrick", "lgCheck", "pct50")
"""Patterns of parts of a bar, in the file format's words; empty for a plain colour. LibreOffice 7.4 draws many
others, such as level lines, as a plain colour."""

COSTS = ("404040", "7F7F7F", "D9D9D9", "595959", "7F7F7F", "262626")
"""Greys for series that take points away."""

VERDICT_COLOURS = {"○": "595959", "◐": "8A5A00", "▲": "9B1C1C", "●": "1E6B34", "▶": INK}
"""Colour of a verdict by its sign: restrained, since sign and word say the same without it."""

TELLS_VERDICT = ("verdict", "answer")
"""Looks of the cells that have it."""

TAB_COLOURS = {
    "start": INK,
    "judgements": "E0B94C",
    "live results": "56B4E9",
    "computed results": "009E73",
    "record": "8C8C8C",
}

POINTS = "0.0;−0.0;0.0"
WHOLE_POINTS = "0;−0;0"
SIGNED = "+0.0;−0.0;0.0"
PERCENT = "0.0%"
WHOLE = "0"
GENERAL = "General"
ANY_NUMBER = "General;−General"
"""As many digits as a number has, with a true minus sign."""
TEXT = "@"
DAY = "yyyy-mm-dd"


@dataclass(frozen=True, slots=True)
class Look:
    """Font, alignment, number format, fill and line of one kind of cell."""

    number_format: str = GENERAL
    size: float = BODY_SIZE
    bold: bool = False
    colour: str = "000000"
    fill: str = ""
    right: bool = False
    wrap: bool = True
    line: bool = False
    """Whether a fine line stands below the cell."""
    boxed: bool = False
    """Whether a line stands round the cell."""
    overflows: bool = False
    """Whether its text may run over the next cell, so that no line stands between them."""
    underline: bool = False
    indent: bool = False
    """Whether a little room keeps the text from its neighbour's."""


_BODY = Look(line=True, indent=True)

LOOKS = {
    "title": Look(size=16, bold=True, colour=INK, wrap=False),
    "purpose": Look(colour=GREY, wrap=False),
    "flag": Look(bold=True, colour=INK, wrap=False),
    "label": Look(colour=GREY, wrap=False),
    "subhead": Look(bold=True, colour=INK, wrap=False),
    "small_head": Look(bold=True, fill=HEAD_FILL, line=True, indent=True),
    "head": Look(bold=True, fill=HEAD_FILL, line=True, indent=True),
    "head_right": Look(bold=True, fill=HEAD_FILL, line=True, indent=True, right=True),
    "head_id": Look(colour=GREY, fill=HEAD_FILL, line=True, indent=True),
    "head_id_right": Look(colour=GREY, fill=HEAD_FILL, line=True, indent=True, right=True),
    "above": Look(bold=True, number_format=TEXT, indent=True),
    "above_right": Look(bold=True, number_format=TEXT, right=True, indent=True),
    "word": Look(colour=GREY, wrap=False, indent=True),
    "word_right": Look(colour=GREY, wrap=False, right=True, indent=True),
    "prose": Look(),
    "answer": Look(),
    "next": Look(size=11, bold=True, colour=INK),
    "warning": Look(bold=True, colour=WARNING),
    "link": Look(colour=INK, underline=True, wrap=False),
    "banner": Look(bold=True, colour=WARNING, wrap=False),
    "sentence": Look(size=11, bold=True, colour=INK, wrap=False),
    "choice": Look(number_format=TEXT, bold=True, fill=INPUT_FILL, line=True, wrap=False, overflows=True),
    "anchor": Look(colour=GREY, number_format=TEXT, right=True, indent=True),
    "stamp": Look(number_format=TEXT, wrap=False),
    "tally": Look(number_format=WHOLE, right=True, wrap=False),
    "id": replace(_BODY, number_format=TEXT, colour=GREY),
    "name": replace(_BODY, number_format=TEXT),
    "text": replace(_BODY, number_format=TEXT),
    "date": replace(_BODY, number_format=DAY, wrap=False),
    "setting": _BODY,
    "bar": replace(_BODY, colour=INK, wrap=False),
    "verdict": replace(_BODY, wrap=False),
    "weight": replace(_BODY, number_format=ANY_NUMBER, right=True, wrap=False),
    "plain": replace(_BODY, number_format=ANY_NUMBER, right=True, wrap=False),
    "points": replace(_BODY, number_format=POINTS, right=True, wrap=False),
    "signed": replace(_BODY, number_format=SIGNED, right=True, wrap=False),
    "share": replace(_BODY, number_format=PERCENT, right=True, wrap=False),
    "count": replace(_BODY, number_format=WHOLE, right=True, wrap=False),
}


def look(name: str, *, is_input: bool = False) -> Look:
    """The look of this name; an input has the pale fill and a box."""
    found = LOOKS[name]
    return replace(found, fill=INPUT_FILL, boxed=True) if is_input else found


def runs_right(name: str) -> bool:
    """Whether cells of this look, and so their heading, stand at the right edge."""
    return LOOKS[name].right


def colours(chart: Chart) -> list[str]:
    """Colour of each series, in order."""
    return [_colour(chart, at) for at in range(len(chart.series))]


def _colour(chart: Chart, at: int) -> str:
    """Colour of a series, counted among those of its kind."""
    if chart.series[at].colour:
        return chart.series[at].colour
    palette = STACKED if chart.kind is ChartKind.STACKED else SERIES
    return _by_place(chart, at, palette, COSTS)


def pattern(chart: Chart, at: int) -> str:
    """Pattern of a series, in the file format's word; empty for a plain colour."""
    return _by_place(chart, at, PATTERNS, COST_PATTERNS) if chart.kind is ChartKind.STACKED else ""


def _by_place(chart: Chart, at: int, gives: Sequence[str], takes: Sequence[str]) -> str:
    """The look of a series by its place among those that add points, or among those that take them away."""
    of_kind = chart.series[at].takes
    looks = takes if of_kind else gives
    return looks[sum(other.takes == of_kind for other in chart.series[:at]) % len(looks)]
