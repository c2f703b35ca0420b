"""Names of parts in cells that refer to them: which part a word means, and which name the cell should show.

A word means a part by its name, by the name that the part had at the last score, or by its id, in this order.
The formulas beside such cells follow the same order; see `steelyard.sheets.references`.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from steelyard.model.parts import EVERY_STAKEHOLDER
from steelyard.model.vocabulary import EXCEL_ERRORS, folded, same_in_formulas, stripped
from steelyard.sheets.headings import KEY, WHEN_COMPUTED
from steelyard.sheets.names import ALIASES
from steelyard.sheets.references import DECLARED_ON, name_word
from steelyard.workbook.reading.located import located, view_of
from steelyard.workbook.reading.rows import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from steelyard.model.draft import Row
    from steelyard.ooxml.opc.package import Package

EVERY = {"stakeholders": EVERY_STAKEHOLDER}
"""The word for all parts, of the kind that has one."""


class PartWords:
    """The words that mean the parts of one kind."""

    def __init__(self, kind: str, rows: Iterable[Row], before: Mapping[str, str]) -> None:
        """Take the parts in.

        Args:
            kind: one of `references.WITH_NAMES`.
            rows: the rows of the table that declares the parts.
            before: the id of each part by its name at the last score.
        """
        own = [(stripped(text_of(row, "id")), text_of(row, "name")) for row in rows]
        times = Counter(folded(name) for _, name in own)
        self._names = {id_: name for id_, name in reversed(own) if id_}
        self._ids = {folded(id_): id_ for id_ in self._names}
        self._now = {
            folded(name): id_
            for id_, name in self._names.items()
            if name and times[folded(name)] == 1 and _is_fit(name)
        }
        self._before = {folded(name): id_ for name, id_ in before.items() if id_ in self._names}
        self._written_before = {id_: name for name, id_ in before.items()}
        self._every = EVERY.get(kind, "")

    def meant(self, word: str) -> str:
        """The id of the part that a word means; empty where it means none."""
        key = folded(word)
        return next((ids[key] for ids in (self._now, self._before, self._ids) if key in ids), "")

    def shown(self, word: str) -> str:
        """What a cell with this word should show: a name, or the word itself where it means no part.

        A part whose name is not fit, or is that of another part too, is shown by its id.
        """
        own = self.meant(word)
        if not own:
            return self._every if self._every and folded(word) == self._every else word
        name = self._names[own]
        return name if self._now.get(folded(name)) == own else own

    def is_found(self, word: str) -> bool:
        """Whether formulas find the part that a word means."""
        own = self.meant(word)
        known = (self._names.get(own, ""), self._written_before.get(own, ""), own)
        return any(each and same_in_formulas(word, each) for each in known)

    def two_meant(self, word: str) -> tuple[str, str] | None:
        """The id of the part that has this name now, and of the other part that had it at the last score."""
        now, then = (ids.get(folded(word), "") for ids in (self._now, self._before))
        return (now, then) if now and then and now != then else None


def _is_fit(name: str) -> bool:
    """Whether a cell may show this name; the table that declares the part reports another one."""
    return name not in EXCEL_ERRORS and name.isprintable()


def part_words(file: Package, rows: Mapping[str, Sequence[Row]]) -> dict[str, PartWords]:
    """The words that mean parts, by kind.

    Args:
        file: the workbook.
        rows: the rows of its judgement tables, by table.
    """
    before = names_before(file)
    return {
        kind: PartWords(kind, rows.get(table, ()), before.get(kind, {}))
        for kind, table in DECLARED_ON.items()
    }


def names_before(file: Package) -> dict[str, dict[str, str]]:
    """The id of each part by its name at the last score, by kind; none in a workbook of an older form."""
    found: dict[str, dict[str, str]] = {}
    if ALIASES not in located(file).tables:
        return found
    view = view_of(file, ALIASES)
    for row in view.rows:
        kind, _, own = view.text(row, KEY).partition("/")
        if kind not in DECLARED_ON:  # somebody typed over the key
            continue
        found.setdefault(kind, {})[view.text(row, WHEN_COMPUTED).removeprefix(name_word(kind, ""))] = own
    return found
