"""What a workbook holds, as data: sheets, their tables, their columns, the cells above, the charts.

A sheet is declared for a model (`Sheet`, with `Table` and `Column`) and filled for a workbook (`FilledSheet`). A
column declares the content of its cells: the engine's value, and the formula that gives the same value in a
spreadsheet. Nothing here depends on a file format. `workbook.building` makes a new file of filled sheets,
`workbook.scoring` puts their values into a file that people own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from itertools import takewhile
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from steelyard.model.model import Model
    from steelyard.sheets.charts import Chart
    from steelyard.sheets.context import Context
    from steelyard.sheets.table_range import TableRange

Entry = TypeVar("Entry")
"""What one row of a table is made from: a result of the engine, or a row of a draft."""

# Rows of a sheet in a new workbook. The title, the purpose and the flags or the view stand in rows 1, 2 and 4.

FLAGS_ROW = 4
"""Row of the flags, or of the view, on all sheets but the first two."""

STAMP_ROW, SENTENCE_ROW = 5, 6
"""Row of the fingerprint above a computed table, and of a sentence above any table."""

PURPOSE_CHARACTERS = 125
"""Longest line of a purpose; there is room for two lines below a title."""

PLAIN_HEAD, CHARTED_HEAD = 8, 27
"""Row of the headings on most sheets, and on most sheets with a chart."""


class Kind(StrEnum):
    """What a sheet is for; sheets of one kind share a tab colour."""

    START = "start"
    JUDGEMENTS = "judgements"
    LIVE = "live results"
    COMPUTED = "computed results"
    RECORD = "record"


class Role(StrEnum):
    """What a column is for; the sheet shows the word above its heading."""

    ID = "id"
    INPUT = "input"
    LIVE = "live"
    COMPUTED = "computed"
    NOTE = "note"


class View(StrEnum):
    """Which choices on Decide a sheet follows; the line below its purpose names them."""

    NONE = ""
    SCENARIO = "scenario and viewpoint"
    VIEWPOINT = "viewpoint"


class Formula:
    """A live cell: the formula (without the equals sign) and the engine's value for it.

    The text may be a function. The text is then made when it is first needed: a score only compares values,
    and does not need it.
    """

    __slots__ = ("_text", "value")

    def __init__(self, text: str | Callable[[], str], value: float | str) -> None:
        self._text = text
        self.value = value

    @property
    def text(self) -> str:
        """The formula."""
        if not isinstance(self._text, str):
            self._text = self._text()
        return self._text

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Formula):
            return NotImplemented
        return (self.text, self.value) == (other.text, other.value)

    def __hash__(self) -> int:
        return hash((self.text, self.value))

    def __repr__(self) -> str:
        return f"Formula({self.text!r}, {self.value!r})"


Content = float | str | None | Formula
"""The content of one cell; None is an empty cell."""


class Fixed(NamedTuple):
    """A constant in a column of formulas."""

    value: float | str


@dataclass(frozen=True, slots=True)
class Allowed:
    """What may be typed into an input cell, and the prompt of the cell."""

    prompt: str
    low: float | None = None
    high: float | None = None
    choices: str = ""
    """A range that lists the choices, or words in quotes with commas; then low and high do not count."""
    offered: bool = False
    """Whether other words than the choices may be typed: an id is read as well as a name."""
    whole: bool = False
    date: bool = False
    """Whether a day is typed there; then low and high do not count."""


class At(Generic[Entry]):
    """One row of a table while its cells are filled.

    It has what the row is made from, and it makes references to the row's own cells by their headings.
    """

    __slots__ = ("context", "here", "place", "row")

    def __init__(self, context: Context, here: TableRange, place: int, row: Entry) -> None:
        """Prepare a row.

        Args:
            context: the model, its weighing, and the places of all tables.
            here: the place of the row's table.
            place: the row's place in the table, counted from 0.
            row: what the row is made from.
        """
        self.context = context
        self.here = here.here
        self.place = place
        self.row = row

    def cell(self, heading: str) -> str:
        """Reference to the row's cell under a heading of its own table.

        Raises:
            KeyError: the table has no such heading.
        """
        return self.here.cell(heading, self.place)

    def beside(self, heading: str) -> str:
        """The same, for tables that people sort: afterwards the formula still refers to its own row."""
        return self.here.beside(heading, self.place)

    def across(self, first: str, last: str) -> str:
        """Reference to the row's cells from one heading to another."""
        return self.here.across(first, last, self.place)

    def table(self, name: str) -> TableRange:
        """The place of another table."""
        return self.context.tables[name]


@dataclass(frozen=True, slots=True)
class Column(Generic[Entry]):
    """One column of a table: heading, role, look, width, meaning, and the content of its cells."""

    heading: str
    role: Role
    look: str
    width: float
    """In characters of the body font."""
    meaning: str = ""
    """One sentence for the reference pages."""
    allowed: Allowed | None = None
    value: Callable[[At[Entry]], float | str | Fixed | None] | None = None
    """The engine's value; None for an empty cell, `Fixed` for a cell without a formula."""
    formula: Callable[[At[Entry]], str] | None = None
    """The formula that gives the same value in a spreadsheet."""
    rests_on_computed: bool = False
    """Whether its formulas use a computed table, so that they are as old as that table is."""
    guidance: str = ""
    """What an input cell says when it is selected, where anything may be typed."""
    helper: bool = False
    """Whether it only serves formulas; a new workbook hides it."""
    word: str = ""
    """The word above its heading, where that is not the role."""
    named_above: bool = False
    """Whether the name of the part stands above the heading, which is its id."""
    dated: bool = False
    """Whether a number that somebody typed there is read as a day, whatever the format of its cell."""

    def content(self, at: At[Entry]) -> Content:
        """The content of this column's cell in a row."""
        value = None if self.value is None else self.value(at)
        if isinstance(value, Fixed):
            return value.value
        if value is None or self.formula is None:
            return value
        return Formula(partial(self.formula, at), value)


AnyColumn: TypeAlias = Column[Any]
"""A column, whatever its entries are."""


def purpose_lines(purpose: str) -> list[str]:
    """The lines of a purpose, which stand below each other; no word is broken."""
    return wrap(purpose, PURPOSE_CHARACTERS, break_on_hyphens=False)


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """A cell above the table; a named one is found again by its name."""

    row: int
    column: int
    content: Content
    look: str
    name: str = ""
    allowed: Allowed | None = None
    link: str = ""
    """Name of the sheet that the cell leads to."""


def with_empty_rows(rows: Sequence[Entry], count: int) -> tuple[Entry | None, ...]:
    """The rows of a table with room for so many of them; the others stay empty."""
    return (*rows, *(None,) * (count - len(rows)))


def no_rows(_: Context) -> tuple[()]:
    """The entries of a table that has none in a new workbook."""
    return ()


def no_cells(_: Context) -> tuple[HeaderCell, ...]:
    """Nothing above the table."""
    return ()


def no_charts(_: Context) -> tuple[Chart, ...]:
    """No chart."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Generic[Entry]):
    """A table as it is declared for a model."""

    name: str
    columns: tuple[Column[Entry], ...]
    rows: Callable[[Context], Sequence[Entry | None]] = no_rows
    """What each row is made from; None is an empty row. The function may not use the places of tables."""
    room: Callable[[Model], int] | None = None
    """How many rows a new workbook has for the table, where that is not the number of its entries."""
    left: int = 1
    """Number of its first column in a new workbook."""
    keys: tuple[str, ...] = ()
    """Headings that name a row together; empty where the first heading does."""
    named_by: str = ""
    """Heading of the column by which formulas find a row; empty for the first one."""
    own_rows: Callable[[Context], Sequence[Mapping[str, Content]]] = no_rows
    """Contents of rows below that nobody types, by heading, in a table that people type into."""
    own_ids: tuple[str, ...] = ()
    """Ids that such rows may have."""
    own_without_formula: tuple[str, ...] = ()
    """Headings under which such rows have no formula."""
    own_prefixes: tuple[str, ...] = ()
    """How headings begin over columns of a judgement table that nobody types, one column for each part."""
    listed_by: tuple[str, str] = ("", "")
    """The live table that lists the entries in the order of the formulas, and the heading of the column that does.
    An empty heading means that the headings of the live table list them."""
    counted: bool = True
    """Whether Checks counts its rows: not if they follow from other rows, or if nothing is computed from them."""
    summed: bool = False
    """Whether formulas add up its live columns, so that these must be empty in rows that do not count."""
    kept: bool = False
    """Whether its entries are kept for ever: then the table is never written anew."""
    typed_rows: bool = True
    """Whether the ids of a START or JUDGEMENTS table are typed rather than written by steelyard."""
    least_lines: int = 1
    """Lines of text that every row has room for at least. With more than 1, all rows are as high as the highest."""

    @property
    def counted_by(self) -> str:
        """The heading whose entries are counted: the first key, or the first column that people type."""
        typed = (column.heading for column in self.columns if column.role in (Role.ID, Role.INPUT))
        return self.keys[0] if self.keys else next(typed)

    @property
    def takes_rows_below(self) -> bool:
        """Whether people may type rows below it, although steelyard reads none of them."""
        return self.kept and self.columns[0].role is Role.INPUT

    @property
    def row_key(self) -> tuple[str, ...]:
        """The headings whose entries name a row together."""
        return self.keys or (self.columns[0].heading,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet as it is declared for a model."""

    name: str
    kind: Kind
    title: str
    """Empty for the title of the model."""
    purpose: str
    tables: tuple[Table[Any], ...]
    head: int = PLAIN_HEAD
    """Row of the headings in a new workbook."""
    since: int = 1
    """Form of the workbook that the sheet came with."""
    essential: bool | None = None
    """Whether a workbook with few sheets shows it: the answer may depend on what the model has, and a score shows
    the sheet once it has that. None for workings and lists, which no such workbook shows by itself."""
    view: View = View.NONE
    mixed: bool = False
    """Whether a live sheet uses a computed table; then it repeats the flags of Checks below the view."""
    header: Callable[[Context], tuple[HeaderCell, ...]] = no_cells
    """The cells above the table, but for title, purpose, flags and view."""
    cells: Mapping[str, str] = field(default_factory=dict)
    """Addresses, in a new workbook, of its named cells that formulas of any sheet refer to."""
    charts: Callable[[Context], tuple[Chart, ...]] = no_charts
    frozen_columns: int = 1
    prints_table: bool = True
    """Whether the table is printed with the cells above it."""
    chart_column: str = "B"
    """Column in which a chart begins: column A is repeated on every page, and so would be the chart."""
    chart_centimetres: float = 0
    """How wide a chart is; 0 for the width of the first table."""
    one_page_rows: int = 0
    """Up to so many rows the sheet is printed on one page."""

    @property
    def table(self) -> Table[Any]:
        """Its first table."""
        return self.tables[0]

    @property
    def helpers(self) -> tuple[bool, ...]:
        """Of each column of its first table, whether it only serves formulas."""
        return tuple(column.helper for column in self.table.columns)

    @property
    def helpers_at_end(self) -> int:
        """How many columns at the right end of its first table only serve formulas."""
        return sum(1 for _ in takewhile(bool, reversed(self.helpers)))


Rows = tuple[tuple[Content, ...], ...]
"""The cells of a table, row by row."""


@dataclass(frozen=True, slots=True)
class FilledTable:
    """A table filled for one workbook."""

    declared: Table[Any]
    place: TableRange
    rows: Rows
    own_rows: int = 0
    """How many of the last rows nobody types, in a table that people type into."""
    marked: frozenset[tuple[int, int]] = frozenset()
    """Row and column, counted from 0, of each entry that a review marks as changed."""

    @property
    def name(self) -> str:
        """Name of the table."""
        return self.declared.name

    @property
    def columns(self) -> tuple[AnyColumn, ...]:
        """Its columns as declared; in a workbook that people own their order may differ."""
        return self.declared.columns


@dataclass(frozen=True, slots=True)
class FilledSheet:
    """A sheet filled for one workbook: the cells above, the charts, the tables."""

    declared: Sheet
    title: str
    header: tuple[HeaderCell, ...]
    tables: tuple[FilledTable, ...]
    charts: tuple[Chart, ...] = ()

    @property
    def name(self) -> str:
        """Name of the sheet in a new workbook."""
        return self.declared.name

    @property
    def kind(self) -> Kind:
        """What the sheet is for."""
        return self.declared.kind

    @property
    def table(self) -> FilledTable:
        """Its first table."""
        return self.tables[0]

    @property
    def place(self) -> TableRange:
        """The place of its first table."""
        return self.table.place
