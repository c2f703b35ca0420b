"""The words of the judgement tables as their declarations spell them.

The reader forgives blanks at the ends of a word, its case, and more (see `folded`); formulas compare whole
cells. So every cell that holds a declared word is set to the spelling of the cell that declares it, where
exactly one word is meant. A reading uses the workbook so set right; only `score` also saves it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.model.draft import Place
from steelyard.model.findings import Finding, Severity, quoted_value
from steelyard.model.vocabulary import BLANKS
from steelyard.ooxml.addresses import address, on_sheet
from steelyard.ooxml.retyping import with_headings, with_texts
from steelyard.ooxml.sheet_cells import cells
from steelyard.ooxml.tables import tables
from steelyard.sheets.catalogue import sheet_name
from steelyard.workbook.reading.declared_words import headings_meant, words_meant

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from steelyard.model.draft import Row
    from steelyard.ooxml.cell_values import Scalar
    from steelyard.ooxml.opc.package import Package
    from steelyard.workbook.reading.declared_words import Meant

_BLANKS = "".join(BLANKS)


class Correction(NamedTuple):
    """A cell with a declared word, as it was and as it is spelled where it is declared."""

    sheet: str
    """Name that the sheet has in the workbook."""
    at: str
    place: Place
    was: Scalar
    now: str
    """Empty where only blanks stood."""
    is_found: bool = False
    """Whether formulas find what is meant all the same."""

    def __str__(self) -> str:
        now = quoted_value(self.now) if self.now else "empty"
        return f"{on_sheet(self.sheet, self.at)}: {quoted_value(self.was)} -> {now}"

    @property
    def finding(self) -> Finding | None:
        """The report of a cell that no formula can match as it stands; None where formulas can."""
        if self.is_found:
            return None
        if self.now:
            words = (
                f"read as {self.now!r}; formulas compare whole cells, and steelyard score sets this one right"
            )
        else:
            words = "read as empty, which it is not for formulas; steelyard score empties the cell"
        return Finding(self.place, quoted_value(self.was), words, "spelling", Severity.WARNING)


class Righted(NamedTuple):
    """A workbook with its declared words set right, and what was done for it."""

    file: Package
    corrections: tuple[Correction, ...]
    left: tuple[Finding, ...]
    """Cells that could not be set right."""


def with_headings_righted(file: Package, names: Sequence[str]) -> Righted:
    """The workbook with the headings of its judgement tables as formulas know them.

    Args:
        file: the workbook.
        names: the judgement tables that it has.
    """
    corrections: list[Correction] = []
    left: list[Finding] = []
    for name, renamed in headings_meant(file, names).items():
        table = tables(file)[name]
        file, kept = with_headings(file, table, renamed, _BLANKS)
        for was, now in renamed.items():
            at = address(table.area.first_row, table.column(was))
            place = Place(sheet_name(name), column=now, at=f"cell {at}")
            if was in kept:
                words = f"{now!r} is needed; type this heading in Excel or LibreOffice ({kept[was]})"
                left.append(Finding(place, quoted_value(was), words, "spelling"))
            else:
                corrections.append(Correction(table.sheet, at, place, was, now))
    return Righted(file, tuple(corrections), tuple(left))


def with_words_righted(file: Package, rows: Mapping[str, Sequence[Row]]) -> Righted:
    """The workbook with the words in its judgement tables and on Decide as they are declared.

    Args:
        file: the workbook, its headings set right.
        rows: the rows of its tables.
    """
    corrections: list[Correction] = []
    wanted: dict[str, dict[str, Correction]] = {}
    left: list[Finding] = []
    for meant in words_meant(file, rows):
        if meant.both:
            left.append(_two_meant(meant, *meant.both))
        else:
            at = meant.place.at.removeprefix("cell ")
            each = Correction(meant.sheet, at, meant.place, meant.was, meant.now, meant.is_found)
            wanted.setdefault(meant.sheet, {}).setdefault(at, each)  # a cell is set right once
    for sheet, of_sheet in wanted.items():
        existing = cells(file, sheet)
        typed = {at: each.now for at, each in of_sheet.items() if not existing[at].formula}
        file, kept = with_texts(file, sheet, typed, _BLANKS)
        for at, each in of_sheet.items():
            reason = kept.get(at, "" if at in typed else "it is the result of a formula")
            if reason:
                words = f"read as {each.now!r} and left as it stands: {reason}; type the word"
                left.append(Finding(each.place, quoted_value(each.was), words, "spelling", Severity.WARNING))
            else:
                corrections.append(each)
    return Righted(file, tuple(corrections), tuple(left))


def _two_meant(meant: Meant, now: str, then: str) -> Finding:
    """The report of a name that one part has now, and another one had at the last score."""
    wanted = (
        f"this is the name of {now!r} now and was that of {then!r} at the last score; type the id of the "
        "part that is meant"
    )
    return Finding(meant.place, quoted_value(meant.was), wanted, "two-meanings")
