"""Damaged workbooks: whatever is broken in a file, steelyard answers with a message, never with a traceback.

Each seed draws one file and one to three damages: what people type, what editors of XML do, and what a
broken disk leaves. `check` and `score` then run as their users run them. An .ods gets the same damages to its
own parts.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from odf import made
from small import TEXT

from steelyard.errors import SteelyardError
from steelyard.ooxml.addresses import column_letters
from steelyard.ooxml.cell_values import CellError, Formula, Value
from steelyard.ooxml.opc.archive import entries
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import cells, with_cells
from steelyard.ooxml.sheet_index import sheet_part
from steelyard.ooxml.tables import tables
from steelyard.workbook.checking.verify import verified, verified_bytes
from steelyard.workbook.packages import opendocument_of, package_of_bytes
from steelyard.workbook.scoring.score import scored

if TYPE_CHECKING:
    from steelyard.ooxml.cell_values import Patch

WORKBOOKS = Path(__file__).parents[2] / "workbooks"
SMALL, LARGE = WORKBOOKS / "nash-1950.xlsx", WORKBOOKS / "syria.xlsx"

TYPED: tuple[Patch, ...] = (
    *(Value(text) for text in ("", " ", "\u00a0", "0", "1e999", "-1", "x", "=1", "a/b", "*", "~", "core ")),
    *(Value(text) for text in ("\ufb01", "\u0131", "a\nb", "2031-02-30", "31.12.2031", "12,5", "40 %")),
    *(Value("x" * length) for length in (300, 32_000)),
    *(Value(number) for number in (0.0, -1.0, 0.5, 1e300, 1e-300, 2958466.0, -2.0, 101.0, 1e15)),
    *(Value(None), Value(True), Value(False)),
    *(Formula("1+1", 2.0), Formula("NA()", CellError("#N/A")), Formula('"text"', "text")),
)
"""What may stand in a cell afterwards."""

NUMBERS = (b"0", b"-1", b"2", b"99999999999", b"1.5", b"", b"NaN", b"1E400", b"A1", b"16385", b"1048577")


def typed(file: Package, draw: random.Random) -> Package:
    """Something else typed into a cell of one of the tables: a heading, an id, an input or a result."""
    found = draw.choice(list(tables(file).values()))
    row = draw.choice((found.area.first_row, draw.randint(found.area.first_row, found.area.last_row + 2)))
    column = draw.choice(
        (found.area.first_column, draw.randint(found.area.first_column, found.area.last_column))
    )
    here = f"{column_letters(column)}{row}"
    return with_cells(file, {found.sheet: {here: draw.choice(TYPED)}})


def swapped(file: Package, draw: random.Random) -> Package:
    """Two rows of a judgement table, or two cells, exchanged with all that they show."""
    found = draw.choice(list(tables(file).values()))
    there = cells(file, found.sheet)
    first, second = (draw.choice(list(there)) for _ in range(2))
    values = [
        Value(there[at].value if not isinstance(there[at].value, CellError) else None)
        for at in (first, second)
    ]
    return with_cells(file, {found.sheet: {first: values[1], second: values[0]}})


def without_part(file: Package, draw: random.Random) -> Package:
    """A part taken out of the package."""
    return file.replaced({draw.choice(file.names): None})


def respelled(file: Package, draw: random.Random) -> Package:
    """A tag, an attribute or a number in one part of XML spelled differently, left out or written twice."""
    name = draw.choice([each for each in file.names if each.endswith((".xml", ".rels"))])
    content = file.part(name)
    pattern = draw.choice(
        (rb'="[^"]*"', rb"</?[a-zA-Z:]+", rb">[^<>]+<", rb"\d+", rb" [a-zA-Z:]+=", rb"<[^<>]+>")
    )
    spots = [each.span() for each in re.finditer(pattern, content)]
    if not spots:
        return file
    start, stop = draw.choice(spots)
    old = content[start:stop]
    wrap = (old[:1], old[-1:]) if pattern.startswith(rb">") else (b"", b"")
    new = draw.choice((b"", old + old, old.upper(), old[::-1], wrap[0] + draw.choice(NUMBERS) + wrap[1]))
    return file.replaced({name: content[:start] + new + content[stop:]})


def cut(file: Package, draw: random.Random) -> Package:
    """A part cut off, or with some bytes of another kind in it."""
    name = draw.choice(file.names)
    content = file.part(name)
    at = draw.randrange(len(content) + 1)
    junk = draw.choice((b"", b"\x00", b"\xff\xfe", b"<", b"&", b"]]>", b"<!DOCTYPE x>", b"\xc3", b"<a/>"))
    return file.replaced({name: content[:at] + junk + draw.choice((b"", content[at:]))})


def renamed_sheet(file: Package, draw: random.Random) -> Package:
    """A sheet renamed in the workbook alone, as a library does that knows no formulas."""
    workbook = file.part("xl/workbook.xml")
    names = re.findall(rb'<sheet [^>]*name="([^"]+)"', workbook)
    new = draw.choice((b"Sheet1", b"Weights", b"a'b", b"", b"x" * 40))
    return file.replaced(
        {"xl/workbook.xml": workbook.replace(b'name="%b"' % draw.choice(names), b'name="%b"' % new, 1)}
    )


def far_cell(file: Package, draw: random.Random) -> Package:
    """A cell at the edge of a sheet."""
    sheet = draw.choice([each.sheet for each in tables(file).values()])
    part = sheet_part(file, sheet)
    at = draw.choice((b"A1048576", b"XFD1", b"XFD1048576", b"A1048577", b"ZZZZ1", b"A0"))
    row = at.lstrip(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    added = b'<row r="%b"><c r="%b"><v>1</v></c></row></sheetData>' % (row, at)
    return file.replaced({part: file.part(part).replace(b"</sheetData>", added)})


def renamed_table(file: Package, draw: random.Random) -> Package:
    """The same in an .ods; there it may also be a database range or a name."""
    content = file.part("content.xml")
    old = draw.choice(re.findall(rb' table:name="[^"]+"', content))
    new = draw.choice((b"Sheet1", b"Weights", b"a'b", b"", b"x" * 40))
    return file.replaced({"content.xml": content.replace(old, b' table:name="%b"' % new, 1)})


def repeated_otherwise(file: Package, draw: random.Random) -> Package:
    """A row, a column or a cell of an .ods written for another number of them."""
    content = file.part("content.xml")
    spots = [each.span(1) for each in re.finditer(rb'-repeated="([^"]*)"', content)]
    start, stop = draw.choice(spots)
    new = draw.choice((*NUMBERS, b"1048576", b"16384", b"1000000000"))
    return file.replaced({"content.xml": content[:start] + new + content[stop:]})


Damage = Callable[[Package, random.Random], Package]

OF_PARTS: tuple[Damage, ...] = (without_part, respelled, respelled, cut)
"""What is done to the parts that a file really has."""


class Kind(NamedTuple):
    """A format of workbooks, and how its files are damaged."""

    name: str
    small: Callable[[], bytes]
    large: Callable[[], bytes]
    damages: tuple[Damage, ...]
    of_parts: frozenset[Damage]
    """Those of them that see the parts that a file really has."""

    def opened(self, data: bytes, damage: Damage) -> Package:
        """A file as a damage is to see it."""
        if damage in self.of_parts:
            return Package(entries(data, self.name), self.name)
        return package_of_bytes(data, where=self.name)


@cache
def built_ods() -> bytes:
    """An .ods with charts and styles."""
    return opendocument_of(SMALL.read_bytes())


XLSX = Kind(
    "book.xlsx",
    SMALL.read_bytes,
    LARGE.read_bytes,
    (*(typed, typed, typed), swapped, *OF_PARTS, renamed_sheet, far_cell),
    frozenset(),
)
ODS = Kind(
    "book.ods",
    lambda: made.spreadsheet(TEXT),
    built_ods,
    (*(typed, typed), swapped, *OF_PARTS, renamed_table, repeated_otherwise),
    frozenset({*OF_PARTS, renamed_table, repeated_otherwise}),
)


def damaged(seed: int, kind: Kind) -> bytes:
    """The file that this seed makes."""
    draw = random.Random(seed)  # noqa: S311 - draws damage, not secrets
    data = kind.large() if seed % 10 == 0 else kind.small()
    for _ in range(draw.randint(1, 3)):
        try:
            if not tables(package_of_bytes(data)):
                break  # there is no table left to damage
            damage = draw.choice(kind.damages)
            data = damage(kind.opened(data, damage), draw).to_bytes()
        except SteelyardError:
            break  # it is damaged enough for the tool that damages it
    if draw.random() < 0.1:
        at = draw.randrange(len(data))
        data = data[:at] + draw.randbytes(draw.randint(0, 4)) + data[at + draw.randint(0, 4) :]
    return data


def scored_bytes(data: bytes, where: str) -> bytes:
    """The file after a score."""
    return scored(package_of_bytes(data, where=where))[0].to_bytes()


def try_all(data: bytes, kind: Kind) -> None:
    """Check and score the file: each answers or refuses, and what is written is read again."""
    for operation in (verified_bytes, scored_bytes):
        try:
            done = operation(data, kind.name)
        except SteelyardError:
            continue
        if isinstance(done, bytes):
            assert verified(package_of_bytes(done)).fit


ONCE_A_TRACEBACK = (299, 737, 990)
"""Seeds that ended in one: a value far below a table under a column of results, a cell without its name."""


@pytest.mark.parametrize("seed", [*range(40), *ONCE_A_TRACEBACK])
def test_a_damaged_workbook_is_answered_with_a_message(seed: int) -> None:
    try_all(damaged(seed, XLSX), XLSX)


@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_ods_is_answered_with_a_message(seed: int) -> None:
    try_all(damaged(seed, ODS), ODS)


@pytest.mark.slow
@pytest.mark.parametrize("kind", [XLSX, ODS], ids=["xlsx", "ods"])
@pytest.mark.parametrize("hundred", range(30))
def test_three_thousand_damaged_workbooks_are_answered_with_a_message(hundred: int, kind: Kind) -> None:
    for seed in range(hundred * 100, hundred * 100 + 100):
        try_all(damaged(seed, kind), kind)
