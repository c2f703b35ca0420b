"""What a refused score may change in a workbook: the list of problems on Checks, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.ooxml.sheet_cells import cells
from steelyard.ooxml.sheet_index import sheet_part
from steelyard.sheets.names import PROBLEM_LINES
from steelyard.sheets.record.checks.sheet import PROBLEM_ROW

if TYPE_CHECKING:
    from steelyard.ooxml.opc.package import Package


def noted(before: Package, after: Package) -> list[str]:
    """The lines of the list; fails where anything else differs."""
    part = sheet_part(before, "Checks")
    assert [name for name in before.names if before.part(name) != after.part(name)] == [part]
    assert after.names == before.names
    was, shown = cells(before, "Checks"), cells(after, "Checks")
    lines = [f"A{PROBLEM_ROW + line}" for line in range(1, PROBLEM_LINES + 1)]
    assert {at for at in {*was, *shown} if was.get(at) != shown.get(at)} <= {*lines}
    return [str(shown[at].value) for at in lines if at in shown and shown[at].value]
