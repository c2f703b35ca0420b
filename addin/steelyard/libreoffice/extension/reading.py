"""What the open workbook shows, for the engine: values, formulas, tables and names.

Inside LibreOffice, so for Python 3.8 and later, with the standard library alone; see `component`. Rows and
columns count from 1, and an area is its first row, first column, last row and last column.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Generator

SIGNS = {
    503: "#NUM!",
    519: "#VALUE!",
    521: "#NULL!",
    524: "#REF!",
    525: "#NAME?",
    532: "#DIV/0!",
    32767: "#N/A",
}
"""Numbers of LibreOffice's errors; the text of an erroneous cell cannot be read while formulas compute."""

DATE, TRUTH = 2, 1024
"""Bits in the kind of a number format: com.sun.star.util.NumberFormat.DATE and LOGICAL."""

HIDDEN_NAMES = ("_xl", "__")
"""How the names begin that programs make for themselves."""


def sign_of(error: int) -> str:
    """How Excel shows an error of LibreOffice, and how LibreOffice itself does where Excel has none."""
    return SIGNS.get(error, f"Err:{error}")


def rows_of(argument: Any) -> Any:
    """A range as rows of its cells, an error as its sign; any other argument as it is."""
    if not hasattr(argument, "getDataArray"):
        return argument
    rows = argument.getDataArray()
    if not any(value is None for row in rows for value in row):
        return rows
    return tuple(
        tuple(
            sign_of(argument.getCellByPosition(column, row).getError()) if value is None else value
            for column, value in enumerate(values)
        )
        for row, values in enumerate(rows)
    )


def content(document: Any, who: str, whole: float = 1.0) -> Generator[float, None, dict[str, Any]]:
    """Everything that the engine needs of a workbook, read sheet by sheet.

    Args:
        document: the workbook.
        who: name of the user.
        whole: the share of a longer work that this is.

    Yields:
        The share that is done.
    """
    sheets = document.Sheets
    formats = document.NumberFormats
    day = document.NullDate
    found = {}
    for at, name in enumerate(sheets.ElementNames, 1):
        found[name] = shown(sheets.getByName(name), formats)
        yield whole * at / sheets.Count
    return {
        "where": document.Title,
        "who": who,
        "null_date": [day.Year, day.Month, day.Day],
        "sheets": found,
        "tables": tables(document),
        "names": names(document),
        "named_cells": named_cells(document),
        "printed": {name: printed(sheets.getByName(name)) for name in sheets.ElementNames},
        "selected": selected_row(document),
    }


def shown(sheet: Any, formats: Any) -> dict[str, Any]:
    """What a sheet shows and the formulas behind it."""
    used = used_of(sheet)
    rows = used.getDataArray()
    signs = [
        (row, column, sign_of(used.getCellByPosition(column - 1, row - 1).getError()))
        for row, values in enumerate(rows, 1)
        for column, value in enumerate(values, 1)
        if value is None
    ]
    formulas = [
        (row, column, text)
        for row, texts in enumerate(used.getFormulaArray(), 1)
        for column, text in enumerate(texts, 1)
        if text.startswith(("=", "{="))
    ]
    days, truths = kinds(sheet, formats)
    plain = [["" if value is None else value for value in row] for row in rows]
    return {"rows": plain, "errors": signs, "formulas": formulas, "days": days, "truths": truths}


def used_of(sheet: Any) -> Any:
    """The cells from A1 to the last one in use."""
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)  # noqa: FBT003 - not only to it
    last = cursor.RangeAddress
    return sheet.getCellRangeByPosition(0, 0, last.EndColumn, last.EndRow)


def kinds(sheet: Any, formats: Any) -> Any:
    """The areas that show days, and those that show truth values."""
    days: list[Any] = []
    truths: list[Any] = []
    groups = sheet.UniqueCellFormatRanges
    for at in range(groups.Count):
        group = groups.getByIndex(at)
        kind = formats.getByKey(group.NumberFormat).Type
        if kind & DATE:
            days += map(area_of, group.RangeAddresses)
        elif kind & TRUTH:
            truths += map(area_of, group.RangeAddresses)
    return days, truths


def area_of(range_: Any) -> Any:
    """A range's address in the numbers of the engine."""
    return (range_.StartRow + 1, range_.StartColumn + 1, range_.EndRow + 1, range_.EndColumn + 1)


def tables(document: Any) -> Any:
    """Every named database range: name, sheet, area, and whether it has a row of totals."""
    ranges, sheets = document.DatabaseRanges, document.Sheets.ElementNames
    found = []
    for name in ranges.ElementNames:
        where = ranges.getByName(name).DataArea
        if not name.startswith(HIDDEN_NAMES):
            found.append((name, sheets[where.Sheet], area_of(where), bool(ranges.getByName(name).TotalsRow)))
    return found


def names(document: Any) -> dict[str, str]:
    """Names of the whole workbook, and what each stands for."""
    known = document.NamedRanges
    return {
        name: known.getByName(name).Content
        for name in known.ElementNames
        if not name.startswith(HIDDEN_NAMES)
    }


def named_cells(document: Any) -> Any:
    """Sheet and area of every name that stands for one cell."""
    known, sheets = document.NamedRanges, document.Sheets.ElementNames
    found = []
    for name in known.ElementNames:
        cells = known.getByName(name).ReferredCells
        where = getattr(cells, "RangeAddress", None)
        if where is not None and (where.StartRow, where.StartColumn) == (where.EndRow, where.EndColumn):
            found.append((sheets[where.Sheet], area_of(where)))
    return found


def printed(sheet: Any) -> Any:
    """The areas of a sheet that are printed."""
    return [area_of(where) for where in sheet.PrintAreas]


def selected_row(document: Any) -> Any:
    """Sheet and number of the row in which something is selected; None unless it is exactly one."""
    controller = document.CurrentController
    chosen = None if controller is None else document.CurrentSelection
    where = getattr(chosen, "RangeAddress", None)
    if where is None or where.StartRow != where.EndRow:
        return None
    return (document.Sheets.ElementNames[where.Sheet], where.StartRow + 1)


def differing(before: dict[str, Any], now: dict[str, Any]) -> str:
    """Where a workbook is no longer as it was; an empty text where nothing differs."""
    for what in ("tables", "names"):
        if before[what] != now[what]:
            return f"the {what} of the workbook"
    if list(before["sheets"]) != list(now["sheets"]):
        return "the sheets of the workbook"
    pairs = [(sheet, shows, now["sheets"][sheet]) for sheet, shows in before["sheets"].items()]
    other = [sheet for sheet, was, is_ in pairs if was != is_]
    edited = [sheet for sheet, was, is_ in pairs if typed(was) != typed(is_)]
    return f"the sheet {(edited or other)[0]!r}" if other else ""


def typed(shown: Any) -> Any:
    """What somebody typed on a sheet: its formulas, and values that are no result of one."""
    live = {(row, column) for row, column, _ in shown["formulas"]}
    values = [
        [value for column, value in enumerate(values, 1) if (row, column) not in live]
        for row, values in enumerate(shown["rows"], 1)
    ]
    return values, shown["formulas"]
