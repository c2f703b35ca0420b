"""A second reader of .ods files, by a tree and with nothing of steelyard's: what each cell holds, and what is around.

Rows and cells that are repeated more often than `FEW` times are taken as one, as they are all empty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterator

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
CALCEXT = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
FEW = 1_100
OF_VALUE = {
    *(
        OFFICE + name
        for name in ("value-type", "value", "date-value", "time-value", "boolean-value", "string-value")
    ),
    CALCEXT + "value-type",
}


class Held(NamedTuple):
    """What a cell holds, and what else it says."""

    value: tuple[tuple[str, str], ...]
    text: tuple[str, ...]
    formula: str
    rest: tuple[tuple[str, str], ...]
    """Its other attributes: style, validation, spans."""
    beside: tuple[bytes, ...]
    """Comments and pictures, as they are written."""
    covered: bool = False
    """Whether another cell reaches over it."""


EMPTY = Held((), (), "", (), ())


def sheets(content: bytes) -> dict[str, dict[tuple[int, int], Held]]:
    """The cells of every sheet by row and column."""
    body = ET.fromstring(content).find(f"{OFFICE}body/{OFFICE}spreadsheet")
    assert body is not None
    return {each.attrib[TABLE + "name"]: dict(_cells(each)) for each in body.findall(TABLE + "table")}


def around(content: bytes) -> list[tuple[str, str]]:
    """Everything of the file but rows: names and attributes of all elements, with their texts, in order."""
    return [
        (element.tag, repr(sorted(element.attrib.items())) + (element.text or ""))
        for element in _without_rows(ET.fromstring(content))
    ]


def _without_rows(element: ET.Element) -> Iterator[ET.Element]:
    yield element
    for each in element:
        if each.tag != TABLE + "table-row":
            yield from _without_rows(each)


def _cells(sheet: ET.Element) -> Iterator[tuple[tuple[int, int], Held]]:
    row = 0
    for element in _rows(sheet):
        often = int(element.attrib.get(TABLE + "number-rows-repeated", "1"))
        for at in range(row + 1, row + 1 + (often if often <= FEW else 1)):
            yield from (((at, column), held) for column, held in _of_row(element))
        row += often


def _rows(element: ET.Element) -> Iterator[ET.Element]:
    for each in element:
        if each.tag == TABLE + "table-row":
            yield each
        elif each.tag in {TABLE + name for name in ("table-row-group", "table-header-rows", "table-rows")}:
            yield from _rows(each)


def _of_row(row: ET.Element) -> Iterator[tuple[int, Held]]:
    column = 0
    for cell in row:
        often = int(cell.attrib.get(TABLE + "number-columns-repeated", "1"))
        held = _held(cell)
        for at in range(column + 1, column + 1 + (often if often <= FEW else 1)):
            yield at, held
        column += often


def _held(cell: ET.Element) -> Held:
    ignored = {*OF_VALUE, TABLE + "formula", TABLE + "number-columns-repeated"}
    return Held(
        tuple(sorted((name, value) for name, value in cell.attrib.items() if name in OF_VALUE)),
        tuple(ET.tostring(each, "unicode", "text") for each in cell.findall(TEXT + "p")),
        cell.attrib.get(TABLE + "formula", ""),
        tuple(sorted((name, value) for name, value in cell.attrib.items() if name not in ignored)),
        tuple(ET.tostring(each) for each in cell if each.tag != TEXT + "p"),
        cell.tag == TABLE + "covered-table-cell",
    )
