"""The delivery record in the workbook: what each entry counts as, what follows for measures, and over time.

An entry's day and level make one number, its order, below 0 for what was only announced: of two entries of
one kind on a measure the one further from 0 counts. So the entry that counts is one MAX, and its day and
level are read off that number again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.model.record import DERIVED, TODAY
from steelyard.model.vocabulary import folded
from steelyard.ooxml.dates import serial
from steelyard.sheets.formula_text import DAY, ROWS_KEPT, latest_entry
from steelyard.sheets.headings import ANNOUNCED, NO_DATE, PLEDGED, VERIFIED
from steelyard.sheets.shares import heading
from steelyard.sheets.spec import Formula

if TYPE_CHECKING:
    from steelyard.model.parts import RecordEntry
    from steelyard.sheets.context import Context
    from steelyard.sheets.shares import Rows
    from steelyard.sheets.spec import Content


NOTE = "Follows from the Delivery record."


def entry_cell(book: Context, column: str, at: int, entry: RecordEntry) -> Formula:
    """A live cell of the record: the day as text, what the entry counts as, or its order."""
    here = book.tables["record"].here
    if column == "day":
        return Formula(_day(here.beside("date", at)), entry.date)
    if column == "counts as":
        text = f'IF(TRIM({here.beside("verifier", at)})="","{ANNOUNCED}","{VERIFIED}")'
        return Formula(text, VERIFIED if entry.verifier else ANNOUNCED)
    level = f"MATCH({here.beside('level', at)},{book.level_names()},0)"
    sign = f'IF({here.beside("counts as", at)}="{VERIFIED}",1,-1)'
    text = f"IFERROR({sign}*(INT({here.beside('date', at)})*{DAY}+{level}),0)"
    return Formula(text, float(_order(book, entry)))


def _day(date: str) -> str:
    """Formula text: a day, year-month-day, whatever the reader's system calls these in its formats."""
    month, day = (f'RIGHT("0"&{part}({date}),2)' for part in ("MONTH", "DAY"))
    return f'IF(ISNUMBER({date}),YEAR({date})&"-"&{month}&"-"&{day},"{NO_DATE}")'


def _order(book: Context, entry: RecordEntry) -> int:
    order = serial(entry.date) * DAY + book.model.levels.index(entry.level) + 1
    return order if entry.verifier else -order


def measure_cell(book: Context, column: str, at: int, measure: str) -> Formula:
    """A live cell of Measures: where the measure stands by the record."""
    here, record = book.tables["measures"].here, book.tables["record"]
    own, on, level = (here.beside(name, at) for name in ("id", "verified on", "level today"))
    levels = book.level_names()
    stands = book.standings[folded(measure)]
    entry = stands.verified
    verified = latest_entry(book, own, VERIFIED)
    match column:
        case "level today":
            text = f'IF({on}="","",INDEX({levels},MOD({verified},{DAY})))'
            return Formula(text, entry.level if entry else "")
        case "verified on":
            text = f'IF({verified}=0,"",INT({verified}/{DAY}))'
            return Formula(text, float(serial(entry.date)) if entry else "")
        case "verified by":
            order = f"{on}*{DAY}+MATCH({level},{levels},0)"
            rows = f"ROW({record.column('id')})-ROW({record.headings_range('id', 'id').split(':')[0]})"
            same = f"({record.column('measure')}={own})*({record.column('order')}={order})"
            row = f"SUMPRODUCT(MAX({same}*({rows})))"
            text = f'IF({on}="","",INDEX({record.column("verifier")},{row}))'
            return Formula(text, entry.verifier if entry else "")
        case _:
            step = f"MOD({latest_entry(book, own, ANNOUNCED)},{DAY})"
            beyond = f'{step}>IF({level}="",1,MATCH({level},{levels},0))'
            text = f'IF({beyond},INDEX({levels},{step}),"")'
            return Formula(text, stands.pledged.level if stands.pledged else "")


def derived_rows(book: Context) -> Rows:
    """The rows of Delivery that follow from the record; none where it has no entry."""
    typed = len(book.model.scenarios)
    here, worth = book.tables["delivery"].here, book.tables["measures"]
    lowest = f"INDEX({book.level_names()},1)"

    def level(own: str, measure: str, engine: str) -> Formula:
        name = heading(here, measure)
        today, pledge = (worth.lookup(name, column) for column in ("level today", "only announced"))
        verified = f'IF({today}="",{lowest},{today})'
        return Formula(
            verified if own == TODAY else f'IF({pledge}="",{verified},{pledge})',
            engine,
        )

    rows = []
    for scenario in book.model.all_scenarios[typed:]:
        entries: dict[str, Content] = {
            "id": scenario.id,
            "name": Formula(f'"{DERIVED[scenario.id]}"', scenario.name),
            "note": NOTE,
        }
        for measure, engine in zip(book.measures, scenario.levels, strict=True):
            entries[measure] = level(scenario.id, measure, engine)
        rows.append(tuple(entries.get(column.heading) for column in book.columns["delivery"]))
    return tuple(rows)


def over_time(book: Context) -> Rows:
    """One row an entry, in the order of their dates."""
    return tuple(_at_entry(book, row) for row in range(len(book.model.record)))


def _at_entry(book: Context, row: int) -> tuple[Content, ...]:
    here, record = book.tables["over_time"].here, book.tables["record"]
    report = book.reports[row]
    entry, own = report.entry, here.cell("entry", row)
    first, last = book.measures[0], book.measures[-1]
    chosen = book.tables["shares"].across(first, last, 0)

    def told(text: str, value: float | str) -> Formula:
        return Formula(f'IF({own}="","",{text})', value)

    def points(start: str, stop: str, value: float) -> Formula:
        return told(f"SUMPRODUCT({chosen},{here.across(start, stop, row)})", value)

    return (
        told(f"INT({record.lookup(own, 'date')})", float(serial(entry.date))),
        Formula(_entry_in_order(book, row), entry.id),
        told(record.lookup(own, "measure"), entry.measure),
        told(record.lookup(own, "level"), entry.level),
        told(f'{record.lookup(own, "verifier")}&""', entry.verifier),
        points(first, last, report.points[0]),
        points(PLEDGED + first, PLEDGED + last, report.points[1]),
        *(
            told(_value_then(book, row, m, VERIFIED), float(report.verified[at]))
            for at, m in enumerate(book.measures)
        ),
        *(
            told(
                f"MAX({here.cell(m, row)},{_value_then(book, row, m, ANNOUNCED)})", float(report.pledged[at])
            )
            for at, m in enumerate(book.measures)
        ),
    )


def _entry_in_order(book: Context, row: int) -> str:
    """Formula text: the id of the entry in this place by order; empty where so many do not count."""
    here, record = book.tables["over_time"].here, book.tables["record"]
    letter, order = here.letter("entry"), record.column("order")
    count = f"ROWS({letter}${here.first}:{letter}{here.first + row})"
    idle = f"ROWS({order})-SUMPRODUCT(({order}<>0)*1)"
    found = f"SUMPRODUCT(SMALL(ABS({order})*{ROWS_KEPT}+ROW({order}),{count}+{idle}))"
    head = record.headings_range("id", "id").split(":")[0]
    return f'IFERROR(INDEX({record.column("id")},MOD({found},{ROWS_KEPT})-ROW({head})),"")'


def _value_then(book: Context, row: int, measure: str, counts_as: str) -> str:
    """Formula text: the value of what one kind of entries said of a measure at the end of the row's day."""
    here, record, delivered = (book.tables[name] for name in ("over_time", "record", "delivered"))
    below = 1 + len(book.model.all_scenarios)
    values = delivered.part(measure, below, below + len(book.model.levels) - 1)
    by_then = f"*(ABS({record.column('order')})<({here.here.cell('date', row)}+1)*{DAY})"
    latest = latest_entry(book, heading(here.here, measure), counts_as, by_then)
    return f"INDEX({values},MAX(1,MOD({latest},{DAY})))"
