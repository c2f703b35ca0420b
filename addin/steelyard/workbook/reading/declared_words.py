"""Which word each cell of the judgement tables means, and how it is spelled where it is declared."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeGuard

from steelyard.model.assembly.cell_rules import by_fold
from steelyard.model.draft import Place
from steelyard.model.field import PACKAGE_TABLE, Field, InputKind
from steelyard.model.fields import ID_OF, INPUTS, PACKAGE_ROW
from steelyard.model.naming import meanings
from steelyard.model.parts import EVERY_MEASURE, ITEMS, SUBJECTS
from steelyard.model.record import DERIVED
from steelyard.model.value_functions import POINTS
from steelyard.model.vocabulary import POOLED_NAME, folded, same_in_formulas, stripped
from steelyard.ooxml.addresses import address
from steelyard.ooxml.sheet_cells import cells
from steelyard.sheets.catalogue import tables_by_name
from steelyard.sheets.names import DECIDE_CELLS, LEVEL_SEPARATOR, LEVELS, SETTINGS
from steelyard.sheets.references import kind_referred
from steelyard.workbook.reading.located import located
from steelyard.workbook.reading.part_words import PartWords, part_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from steelyard.model.draft import Cell, Row
    from steelyard.ooxml.cell_values import Scalar
    from steelyard.ooxml.opc.package import Package
    from steelyard.ooxml.tables import Table

Words = dict[str, str]
"""Words as they are declared, by their folded form."""

DECLARING = ("measures", "cost_heads", "options")
"""The tables whose ids are words that references and headings name."""

OWN_IDS = ("linkage", "costs")
"""Tables whose ids name rows of another table."""


class Meant(NamedTuple):
    """A cell that spells a declared word otherwise than its declaration."""

    sheet: str
    place: Place
    was: Scalar
    now: str
    """Empty for a cell of blanks."""
    is_found: bool = False
    """Whether formulas find what is meant all the same."""
    both: tuple[str, str] | None = None
    """The part that has this name now, and another that had it at the last score: then nothing is meant."""


# Headings.


def headings_meant(file: Package, names: Sequence[str]) -> dict[str, dict[str, str]]:
    """The headings of judgement tables that are spelled otherwise than formulas know them, by table.

    A heading that stands in the table already, or that two columns may mean, is nobody else's. A table that a
    program dropped has no part in which a heading could be set right.
    """
    found = located(file).tables
    axes = _axes(file, [found[name] for name in names])
    meant = {name: _renamed(found[name], axes) for name in names if found[name].part}
    return {name: renamed for name, renamed in meant.items() if renamed}


def _renamed(table: Table, axes: Mapping[str, Sequence[str]]) -> dict[str, str]:
    known = by_fold(_headings(table.name, axes))
    times = Counter(map(folded, table.columns))
    return {
        heading: word
        for heading in table.columns
        if (word := known.get(folded(heading), heading)) != heading and times[folded(heading)] == 1
    }


def _headings(table: str, axes: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The headings that a judgement table has: those of every workbook, and those of its parts and levels."""
    yield from (column.heading for column in tables_by_name()[table].columns)
    for field in _fields_on(table):
        if field.axis and not field.column:
            for item in axes["levels"] if field.by_level else axes[field.axis]:
                yield field.heading_for(item, item)


def _axes(file: Package, there: Iterable[Table]) -> dict[str, list[str]]:
    """The ids and levels that columns are headed by, as they are declared."""
    by_name = {table.name: table for table in there}
    axes = {each: _column(file, by_name[each], "id") if each in by_name else [] for each in DECLARING}
    axes["criteria"], axes["points"] = [*axes["measures"], *axes["cost_heads"]], [*POINTS]
    settings = by_name["settings"]
    named = zip(_column(file, settings, "setting"), _column(file, settings, "value"), strict=True)
    axes["levels"] = next((_levels(value) for setting, value in named if folded(setting) == LEVELS), [])
    return axes


def _levels(written: str) -> list[str]:
    return [stripped(level) for level in written.split(LEVEL_SEPARATOR.strip())]


def _column(file: Package, table: Table, heading: str) -> list[str]:
    """The texts under a heading, whatever its spelling, one a row; also those typed right below the table."""
    number = next((at for at, each in enumerate(table.columns) if folded(each) == heading), -1)
    existing, texts = cells(file, table.sheet), list[str]()
    row = table.first_row
    while number >= 0:
        cell = existing.get(address(row, table.area.first_column + number))
        if cell is None and row > table.last_row:
            break
        texts.append(stripped(str(cell.value)) if cell is not None and cell.value is not None else "")
        row += 1
    return texts


# Words in cells.


def words_meant(file: Package, rows: Mapping[str, Sequence[Row]]) -> Iterator[Meant]:
    """The cells that spell a declared word otherwise than its declaration does.

    Args:
        file: the workbook, its headings as formulas know them.
        rows: the rows of its judgement tables, by table.
    """
    declared, parts = DeclaredWords(rows), part_words(file, rows)
    found = located(file).tables
    for name, of_table in rows.items():
        fields = list(inputs_with_words(name, declared))
        for row in of_table if name in found else ():
            for field, heading in fields:
                cell = row.cells.get(heading)
                if cell is not None and (isinstance(cell.value, str) or _is_answer(cell.value, field)):
                    words = parts.get(_kind(field, row)) if refers_by_name(found[name], field) else None
                    meant = _meant(found[name].sheet, cell, field, row, words or declared)
                    if meant.now != cell.value or meant.both:
                        yield meant
    yield from _settings(found["settings"].sheet, rows["settings"])
    yield from _on_decide(file, rows)


def _meant(sheet: str, cell: Cell, field: Field, row: Row, words: PartWords | DeclaredWords) -> Meant:
    """What a cell should show, by the words that its input may hold."""
    value: Any = cell.value
    if not isinstance(words, PartWords):
        return Meant(sheet, cell.place, value, _spelled(str(value), field, row, words))
    if both := words.two_meant(value):
        return Meant(sheet, cell.place, value, value, both=both)
    return Meant(sheet, cell.place, value, words.shown(value), words.is_found(value))


def refers_by_name(table: Table, field: Field) -> bool:
    """Whether a column holds names of parts, with a column for their ids; older workbooks have ids alone."""
    return field.kind is InputKind.REFERENCE and ID_OF.format(field.heading) in table.columns


def _kind(field: Field, row: Row) -> str:
    """The kind of parts that a cell refers to, as Aliases has it."""
    return kind_referred(field, _text(row, "kind"))


class DeclaredWords:
    """The words that the judgement tables declare, each as it is first spelled, by kind."""

    def __init__(self, rows: Mapping[str, Sequence[Row]]) -> None:
        self._rows = rows
        settings = {folded(_text(row, "setting")): _text(row, "value") for row in rows["settings"]}
        self._words: dict[str, Words] = {"levels": by_fold(filter(None, _levels(settings.get(LEVELS, ""))))}

    def words(self, kind: str) -> Words:
        """The words of a kind by their folded form."""
        if kind not in self._words:
            self._words[kind] = by_fold(filter(None, self._read(kind)))
        return self._words[kind]

    def meanings(self, kind: str) -> Words:
        """What a reference of a kind may be, by its folded form: an id, or a name that means an id."""
        if kind not in DECLARING:
            return self.words(kind)
        named = ((_text(row, "id"), _text(row, "name")) for row in self._rows.get(kind, ()))
        return {**meanings(named), **self.words(kind)}

    def _read(self, kind: str) -> Iterator[str]:
        table, heading = {
            "groups": ("measures", "group"),
            "tracks": ("options", "track"),
            "parties": ("counterpart", "party"),
        }.get(kind, (kind, "id"))
        yield from (_text(row, heading) for row in self._rows.get(table, ()))

    def along(self, field: Field) -> Sequence[str]:
        """The headings of the columns of an input."""
        if field.heading:
            return (field.heading,)
        return tuple(self.words(field.axis).values()) if field.axis in DECLARING else ()


def inputs_with_words(table: str, declared: DeclaredWords) -> Iterator[tuple[Field, str]]:
    """The inputs of a table that hold a declared word, or are empty by a meaning, with their headings."""
    for field in _fields_on(table):
        if table != "settings" and (field.kind in _WORDS or _is_empty_by_meaning(field)):
            for heading in declared.along(field):
                yield field, heading


_WORDS = frozenset(
    (
        InputKind.ID,
        InputKind.LABEL,
        InputKind.LEVEL,
        InputKind.YES_NO,
        InputKind.CHOICE,
        InputKind.REFERENCE,
    )
)
"""Kinds of inputs that hold a declared word; names, notes, texts and numbers stay as they are typed."""


def _is_empty_by_meaning(field: Field) -> bool:
    """Whether a text of a judgement, such as a verifier, says something by being empty."""
    return field.kind is InputKind.TEXT and bool(field.key)


def _is_answer(value: object, field: Field) -> TypeGuard[bool]:
    """Whether it is what a spreadsheet makes of a typed TRUE, in a cell for yes or no."""
    return isinstance(value, bool) and field.kind is InputKind.YES_NO


def _fields_on(table: str) -> Iterator[Field]:
    """The inputs with a column in a table of the workbook."""
    of_table = (field for field in INPUTS.fields if (field.sheet_table or field.table) == table)
    yield from (*of_table, *(PACKAGE_ROW if table == PACKAGE_TABLE else ()))


def _spelled(value: str, field: Field, row: Row, declared: DeclaredWords) -> str:
    """The word of a cell as it is declared; the value itself where it means no declared word, or several."""
    word = stripped(value)
    if not word:
        return ""
    if field.kind is InputKind.TEXT:
        return value
    if field.kind is InputKind.ID and field.table not in OWN_IDS and field.name == "id":
        return word
    declared_word = _known(field, row, declared).get(folded(word), value)
    # A label declares itself. One that only some programs take for the declared one is left to be refused.
    is_another = field.kind is InputKind.LABEL and not same_in_formulas(word, declared_word)
    return value if is_another else declared_word


def _known(field: Field, row: Row, declared: DeclaredWords) -> Mapping[str, str]:
    """The words that an input may hold, by their folded form."""
    match field.kind:
        case InputKind.YES_NO:
            return {"yes": "yes", "no": "no", "true": "yes", "false": "no"}
        case InputKind.CHOICE:
            return {word: word for word in field.choices}
        case InputKind.LEVEL:
            return declared.words("levels")
        case InputKind.LABEL:
            return declared.words(f"{field.name}s")
        case InputKind.ID:
            return declared.words("parties" if field.name == "party" else "options")
        case _:
            return _referred(field, row, declared)


def _referred(field: Field, row: Row, declared: DeclaredWords) -> Mapping[str, str]:
    """The words that a reference may be; of one whose table depends on the kind of its row, by that kind."""
    if field.of:
        return declared.meanings(field.of)
    kind = folded(_text(row, "kind"))
    of = (SUBJECTS if field.name == "subject" else ITEMS).get(kind, "")  # type: ignore[call-overload]
    if not of:
        return {}
    words = declared.meanings(of)
    return {**words, EVERY_MEASURE: EVERY_MEASURE} if of == "groups" else words


def _settings(sheet: str, rows: Sequence[Row]) -> Iterator[Meant]:
    """The names of settings, by which formulas find their values."""
    known = by_fold(SETTINGS)
    for row in rows:
        cell = row.cells.get("setting")
        if cell is not None and isinstance(cell.value, str):
            now = known.get(folded(cell.value), cell.value)
            if now != cell.value:
                yield Meant(sheet, cell.place, cell.value, now)


def _on_decide(file: Package, rows: Mapping[str, Sequence[Row]]) -> Iterator[Meant]:
    """The scenario and the viewpoint on Decide, which name a row by its name as it stands there."""
    named = located(file).cells
    listed = {
        "scenario": [*_names(rows["delivery"]), *(DERIVED.values() if rows.get("record") else ())],
        "viewpoint": [POOLED_NAME, *_names(rows["weights"])],
    }
    for setting, names in listed.items():
        if DECIDE_CELLS[setting] in named:
            sheet, at = named[DECIDE_CELLS[setting]]
            cell = cells(file, sheet).get(at)
            if cell is not None and isinstance(cell.value, str) and cell.value not in names:
                now = by_fold(names).get(folded(cell.value), cell.value)
                if now != cell.value:
                    yield Meant(sheet, Place("Decide", setting, "", f"cell {at}"), cell.value, now)


def _names(rows: Iterable[Row]) -> Iterator[str]:
    """The names of rows as they stand in their cells."""
    for row in rows:
        cell: Cell | None = row.cells.get("name")
        if cell is not None and isinstance(cell.value, str):
            yield cell.value


def _text(row: Row, column: str) -> str:
    """The text of an entry without blanks at its ends; empty where there is none."""
    cell = row.cells.get(column)
    return "" if cell is None or cell.value is None else stripped(str(cell.value))
