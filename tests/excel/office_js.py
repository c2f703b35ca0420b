"""What xlwings' client in Office sends of a workbook, and what it does with the actions that come back.

The workbook is a file that openpyxl holds. An action that is not known here fails the test.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import openpyxl
from excel.openpyxl_book import copy_look, loaded, offer, put_cell, resize, set_font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table, TableStyleInfo

from steelyard.ooxml.addresses import Area, sheet_and_area
from steelyard.workbook.open_workbook.changes import Alike, addresses

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

Action = dict[str, Any]


def payload(path: Path, sheet: str = "", selected: str | None = "A1") -> dict[str, Any]:
    """The workbook as the client sends it: values from A1 on, tables, names, the selection; no formulas."""
    book = loaded(path.read_bytes(), data_only=True)
    tabs = book.sheetnames
    return {
        "client": "Office.js",
        "version": "0",
        "book": {
            "name": path.name,
            "active_sheet_index": tabs.index(sheet) if sheet else 0,
            "selection": selected,
            "calculation": "Automatic",
        },
        "names": [_name(name, str(held.attr_text), tabs) for name, held in book.defined_names.items()],
        "sheets": [_sheet(sheet) for sheet in book.worksheets],
    }


def _name(name: str, target: str, tabs: Sequence[str]) -> dict[str, object]:
    found = sheet_and_area(target)
    return {
        "name": name,
        "sheet_index": tabs.index(found[0]) if found else None,
        "address": str(found[1]) if found else None,
        "refers_to": f"={target}",
        "book_scope": True,
        "scope_sheet_name": None,
        "scope_sheet_index": None,
    }


def _sheet(sheet: Worksheet) -> dict[str, object]:
    return {
        "name": sheet.title,
        "visibility": "Visible",
        "values": [[_sent(cell.value) for cell in row] for row in sheet.iter_rows(min_row=1, min_col=1)],
        "print_area": sheet.print_area.partition("!")[2] or None,
        "used_range_address": sheet.dimensions,
        "pictures": [],
        "shapes": [],
        "charts": [],
        "notes": [],
        "tables": [
            {"name": table.name, "range_address": table.ref, "show_headers": True, "show_totals": False}
            for table in sheet.tables.values()
        ],
    }


def _sent(value: object) -> object:
    if isinstance(value, datetime):
        return f"{value.isoformat()}.000Z"
    return "" if value is None else value


class Client:
    """The client at work on a file: it runs actions and remembers what it was told and asked to call."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.book: Workbook = openpyxl.load_workbook(path)
        self.alerts: list[list[str]] = []
        self.called: list[list[str]] = []
        self.calculated = 0

    def run(self, actions: Sequence[Action]) -> None:
        """Do the actions, one after the other, and save the file."""
        for action in actions:
            getattr(self, action["func"])(action)
        self.book.save(self.path)

    def _target(self, action: Action) -> tuple[Worksheet, Area]:
        top, left = action["start_row"] + 1, action["start_column"] + 1
        area = Area(top, left, top + action["row_count"] - 1, left + action["column_count"] - 1)
        return self.book.worksheets[action["sheet_position"]], area

    def setFormula(self, action: Action) -> None:  # noqa: N802 - the client's name
        sheet, area = self._target(action)
        for places, line in zip(addresses(area), action["values"], strict=True):
            for at, value in zip(places, line, strict=True):
                put_cell(sheet, at, value)

    def copyFromRange(self, action: Action) -> None:  # noqa: N802
        sheet, area = self._target(action)
        position, source, kind, _, _ = action["args"]
        assert (position, kind) == (action["sheet_position"], "formats")
        copy_look(sheet, Alike(sheet.title, Area.parse(source), area))

    def setColumnWidth(self, action: Action) -> None:  # noqa: N802
        sheet, area = self._target(action)
        for number in range(area.first_column, area.last_column + 1):
            sheet.column_dimensions[get_column_letter(number)].width = action["args"][0]

    def setNumberFormat(self, action: Action) -> None:  # noqa: N802
        sheet, area = self._target(action)
        for at in (at for line in addresses(area) for at in line):
            sheet[at].number_format = action["args"][0]

    def setFontProperty(self, action: Action) -> None:  # noqa: N802
        sheet, area = self._target(action)
        set_font(sheet, area, *action["args"])

    def setPrintArea(self, action: Action) -> None:  # noqa: N802
        self.book.worksheets[action["sheet_position"]].print_area = action["args"][0]

    def setDataValidationList(self, action: Action) -> None:  # noqa: N802
        sheet, area = self._target(action)
        source, in_cell = action["args"]
        assert (source["type"], in_cell) == ("range", True)
        _, of = self._target(source)
        offer(sheet, area, self.book.worksheets[source["sheet_position"]].title, of)

    def setRowHeight(self, action: Action) -> None:  # noqa: N802
        sheet, area = self._target(action)
        sheet.row_dimensions[area.first_row].height = action["args"][0]

    def resizeTable(self, action: Action) -> None:  # noqa: N802
        sheet = self.book.worksheets[action["sheet_position"]]
        at, ref = action["args"]
        resize(sheet, list(sheet.tables)[at], Area.parse(ref))

    def addSheet(self, action: Action) -> None:  # noqa: N802
        position, name = action["args"]
        self.book.create_sheet(name, position)

    def addTable(self, action: Action) -> None:  # noqa: N802
        ref, headed, style, name = action["args"]
        assert headed
        table = Table(displayName=name, ref=ref.replace("$", ""))
        table.tableStyleInfo = TableStyleInfo(name=style, showRowStripes=True)
        self.book.worksheets[action["sheet_position"]].add_table(table)

    def activateSheet(self, action: Action) -> None:  # noqa: N802
        self.book.active = action["args"][0]

    def runMacro(self, action: Action) -> None:  # noqa: N802
        self.called.append(action["args"])

    def calculate(self, _: Action) -> None:
        self.calculated += 1

    def alert(self, action: Action) -> None:
        self.alerts.append(action["args"])
