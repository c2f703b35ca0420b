"""The parts of a new workbook as openpyxl writes them, without a zip and without files on the disk."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple, cast

from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.dimensions import SheetDimension
from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.functions import Element

from steelyard.workbook.building.cell_styles import StyleNumbers
from steelyard.workbook.building.rows import extent, rows_xml

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from zipfile import ZipFile

    from openpyxl import Workbook
    from openpyxl.worksheet.hyperlink import Hyperlink
    from openpyxl.worksheet.worksheet import Worksheet

    from steelyard.workbook.building.rows import Cells


class SheetRows(NamedTuple):
    """What openpyxl does not write of a sheet, or only with the cell that it belongs to."""

    cells: Cells
    heights: Mapping[int, float]
    fitted: range
    """Rows whose height a program may change."""
    links: Sequence[Hyperlink]


class Parts(NamedTuple):
    """The parts by name, and the rows that belong into the sheets among them."""

    parts: Mapping[str, bytes]
    rows: Mapping[str, bytes]


def parts_of(book: Workbook, rows: Mapping[str, SheetRows]) -> Parts:
    """What openpyxl would put into a file.

    Args:
        book: the workbook; its sheets have no cells.
        rows: the cells of each sheet, by its name.
    """
    # openpyxl sets this when it saves a file; `packed` puts the date of the model in its place.
    book.properties.modified = datetime.now(tz=UTC).replace(tzinfo=None)
    archive = _Archive()
    writer = _BookWriter(book, archive, rows)
    writer.save()
    return Parts(archive.parts, writer.rows)


class _Archive:
    """Takes what openpyxl writes into a zip."""

    def __init__(self) -> None:
        self.parts: dict[str, bytes] = {}

    def writestr(self, name: str, content: str | bytes) -> None:
        """Put a part in."""
        self.parts[name] = content.encode() if isinstance(content, str) else content

    def namelist(self) -> list[str]:
        """Names of the parts so far; openpyxl declares their types by them."""
        return [*self.parts]

    def close(self) -> None:
        """A zip writes its directory now."""


class _BookWriter(ExcelWriter):
    """Writes the sheets through memory; openpyxl itself makes a file on the disk for each."""

    def __init__(self, book: Workbook, archive: _Archive, rows: Mapping[str, SheetRows]) -> None:
        super().__init__(book, cast("ZipFile", archive))
        self._parts = archive.parts
        self._sheets = rows
        self._numbers = StyleNumbers(book)
        self.rows: dict[str, bytes] = {}

    def write_worksheet(self, ws: Worksheet) -> None:
        """Write one sheet."""
        drawing = SpreadsheetDrawing()
        drawing.charts = ws._charts  # type: ignore[attr-defined] # noqa: SLF001
        ws._drawing = drawing  # type: ignore[attr-defined] # noqa: SLF001
        writer = _SheetWriter(ws, self._sheets[ws.title], self._numbers)
        writer.write()
        ws._rels = writer._rels  # type: ignore[attr-defined] # noqa: SLF001
        name = ws.path[1:]
        self._parts[name], self.rows[name] = writer.read(), writer.rows_written
        self.manifest.append(ws)


class _SheetWriter(WorksheetWriter):
    """Writes all of a sheet but its rows, and leaves an empty element where they belong."""

    def __init__(self, ws: Worksheet, rows: SheetRows, numbers: StyleNumbers) -> None:
        super().__init__(ws, io.BytesIO())
        self._sheet, self._numbers = rows, numbers
        self.rows_written = b""
        ws._hyperlinks = [*rows.links]  # type: ignore[attr-defined] # noqa: SLF001

    def write_dimensions(self) -> None:
        """Write how far the cells reach."""
        self.xf.send(SheetDimension(extent(self._sheet.cells)).to_tree())

    def write_rows(self) -> None:
        """Make the rows, once the columns have been given the numbers of their styles."""
        self.rows_written = rows_xml(
            self._sheet.cells, self._sheet.heights, self._sheet.fitted, self._numbers
        )
        self.xf.send(Element("sheetData"))
