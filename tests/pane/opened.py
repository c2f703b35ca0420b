"""A workbook file as the stand-in for Excel holds it open; read by openpyxl, not by the code under test."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.datetime import to_excel

PROTECTION = (
    *("autoFilter", "deleteColumns", "deleteRows", "formatCells", "formatColumns", "formatRows"),
    *("insertColumns", "insertHyperlinks", "insertRows", "pivotTables", "sort"),
)
"""What a protected sheet may still allow, by the words of the file format; Office says allow... in front."""


def opened(data: bytes, name: str = "syria.xlsx") -> dict[str, Any]:
    """The workbook of these bytes: sheets with their cells, tables and protection, and names."""
    shown, written = load_workbook(BytesIO(data), data_only=True), load_workbook(BytesIO(data))
    names = [
        {"name": each.name, "formula": f"={each.attr_text}"}
        for each in written.defined_names.values()
        if each.attr_text
    ]
    return {
        "name": name,
        "active": written.sheetnames.index("Decide"),
        "names": names,
        "sheets": [_sheet(shown[title], written[title]) for title in written.sheetnames],
    }


def _sheet(shown: Any, written: Any) -> dict[str, Any]:
    return {
        "name": written.title,
        "visibility": "Visible" if written.sheet_state == "visible" else "Hidden",
        "cells": dict(_cells(shown, written)),
        "tables": [_table(each) for each in written.tables.values()],
        "protection": _protection(written),
    }


def _cells(shown: Any, written: Any) -> Any:
    for row in written.iter_rows():
        for cell in row:
            value = shown[cell.coordinate].value
            is_formula = cell.data_type == "f"
            if value is None and not is_formula and cell.protection.locked:
                continue
            day = isinstance(value, date | datetime)
            held: dict[str, Any] = {"value": to_excel(value) if day else value}  # type: ignore[no-untyped-call]
            if held["value"] is None:
                held["value"] = ""
            if is_formula:
                held["formula"] = str(cell.value)
            if cell.number_format != "General":
                held["format"] = cell.number_format
            if not cell.protection.locked:
                held["locked"] = False
            yield cell.coordinate, held


def _table(table: Any) -> dict[str, Any]:
    style = table.tableStyleInfo
    return {
        "name": table.displayName,
        "ref": table.ref,
        "showHeaders": table.headerRowCount != 0,
        "showTotals": bool(table.totalsRowCount),
        "style": style.name if style else None,
        "showFilterButton": table.autoFilter is not None,
        "highlightFirstColumn": bool(style and style.showFirstColumn),
        "highlightLastColumn": bool(style and style.showLastColumn),
        "showBandedRows": bool(style and style.showRowStripes),
        "showBandedColumns": bool(style and style.showColumnStripes),
    }


def _protection(written: Any) -> dict[str, Any] | None:
    if not written.protection.sheet:
        return None
    allowed = {
        f"allow{name[0].upper()}{name[1:]}": not getattr(written.protection, name) for name in PROTECTION
    }
    return {"options": allowed}
