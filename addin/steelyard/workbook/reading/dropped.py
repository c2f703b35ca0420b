"""What is said of a workbook whose tables a program dropped or named anew, and how to get them again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.errors import MissingTable
from steelyard.ooxml.tables import tables
from steelyard.workbook.reading.located import located
from steelyard.workbook.reading.programs import saved_by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from steelyard.ooxml.opc.package import Package
    from steelyard.ooxml.tables import Table

FEW = 3
"""Up to so many tables people can make again by hand; of more, so many are named."""

CURE = (
    "Nothing that was typed is lost, and steelyard export, show and check read it; but no results can be "
    "written into this file. To get a workbook with all its tables: steelyard export this file to a text, "
    "steelyard build a new workbook from the text, and move sheets of your own into the new one. Keep this "
    "file too: its Change log, and notes beside the tables, are only here"
)


def require_tables(file: Package) -> None:
    """Let a workbook pass that has its tables as tables, so that results can be written into it.

    Raises:
        MissingTable: another program dropped or renamed them; the message says how to get them again.
    """
    found = located(file)
    lost = [found.tables[name] for name in found.dropped]
    if not lost:
        return
    if len(lost) <= FEW:
        raise MissingTable(f"{file.where}: {'; '.join([_one(file, spot) for spot in lost])}")
    program = saved_by(file)
    by = f" ({program})" if program else ""
    named = [spot for spot in lost if spot.part]
    if len(named) == len(lost):
        happened = f"the program that saved it last{by} renamed {_listed(file, lost)}, as Google Sheets does"
    else:
        happened = (
            f"the program that saved it last{by} dropped {_listed(file, lost)}, as Google Sheets, Numbers, "
            "Gnumeric, SheetJS and the format .xls do; their cells are still there"
        )
    raise MissingTable(f"{file.where}: {happened}. {CURE}")


def _one(file: Package, spot: Table) -> str:
    """What became of one table, and how to get it again in Excel."""
    if spot.part:
        return (
            f"no table {spot.name!r}: on sheet {spot.sheet!r} it is named {_name_now(file, spot)!r}. Give it "
            "its name again (Table Design > Table Name)"
        )
    return (
        f"no table {spot.name!r}: on sheet {spot.sheet!r} its cells are there, but they are no table any "
        f"more. Select {spot.ref}, make it a table with headings (Insert > Table), and name it {spot.name} "
        "(Table Design > Table Name)"
    )


def _name_now(file: Package, spot: Table) -> str:
    return next((name for name, table in tables(file).items() if table.part == spot.part), "")


def _listed(file: Package, lost: Sequence[Table]) -> str:
    shown = ", ".join(
        f"{spot.name!r} on sheet {spot.sheet!r}" + (f" to {_name_now(file, spot)!r}" if spot.part else "")
        for spot in lost[:FEW]
    )
    return f"{len(lost)} of its tables ({shown}, ...)"
