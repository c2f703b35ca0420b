"""One operation reads each part of a workbook once, however many questions it asks about it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from steelyard.ooxml import tables
from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import table_view, with_cells
from steelyard.ooxml.xml import scan
from steelyard.workbook.checking.verify import verified
from steelyard.workbook.scoring.score import scored

if TYPE_CHECKING:
    from collections.abc import Callable

SYRIA = Path(__file__).parents[2] / "workbooks" / "syria.xlsx"


def changed() -> Package:
    """The shipped workbook with another weight, read anew from a file."""
    package = Package.read(SYRIA)
    weights = table_view(package, "weights")
    entry = {weights.address(weights.table.first_row, weights.table.columns[3]): Value(31.0)}
    return Package.of(with_cells(package, {weights.table.sheet: entry}).to_bytes())


@pytest.mark.parametrize("operation", [scored, verified], ids=["score", "check"])
def test_every_part_is_parsed_once(
    operation: Callable[[Package], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    package, parsed, read = changed(), Counter[bytes](), Counter[str]()
    well_formed, table = scan.require_well_formed, tables._read_table

    def counted(xml: bytes, part: str) -> None:
        parsed[xml] += 1
        well_formed(xml, part)

    def counted_table(of: Package, sheet: str, part: str) -> tables.Table | None:
        read[part] += 1
        return table(of, sheet, part)

    monkeypatch.setattr(scan, "require_well_formed", counted)
    monkeypatch.setattr(tables, "_read_table", counted_table)
    operation(package)
    assert parsed
    assert parsed.total() == len(parsed)
    assert read.total() == len(read)
