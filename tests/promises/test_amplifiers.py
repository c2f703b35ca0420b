"""Small files that would keep a reader busy for minutes, or fill its memory, are refused by name."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from steelyard.errors import HostileWorkbook
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_index import sheet_parts
from steelyard.workbook.checking.verify import verify
from steelyard.workbook.scoring.score import score

if TYPE_CHECKING:
    from collections.abc import Iterator

BUILT = (Path(__file__).parents[2] / "workbooks" / "nash-1950.xlsx").read_bytes()
PACKAGE = Package.of(BUILT)
WORKBOOK = "xl/workbook.xml"
WEIGHTS = sheet_parts(PACKAGE)["Weights"]
NAMES = PACKAGE.part(WORKBOOK).count(b"<definedName ")
SHEET = "the sheet Weights of {} is not read:"
COLUMNS = [f"A{letter}" for letter in "ABCDEFGHIJ"]


def before(part: str, end: bytes, pieces: Iterator[bytes]) -> dict[str, bytes]:
    """A part with many elements before the end of another."""
    content = PACKAGE.part(part)
    assert content.count(end) == 1
    return {part: content.replace(end, b"".join(pieces) + end)}


def sheets() -> dict[str, bytes]:
    pieces = (b'<sheet name="s%d" sheetId="%d" r:id="rId3"/>' % (n, n + 99) for n in range(60_000))
    start = {WORKBOOK: PACKAGE.part(WORKBOOK)}
    parts = before(WORKBOOK, b"</sheets>", pieces)
    uri = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return start | {WORKBOOK: parts[WORKBOOK].replace(b"<sheets>", b'<sheets xmlns:r="%b">' % uri)}


def defined_names() -> dict[str, bytes]:
    return before(
        WORKBOOK,
        b"</definedNames>",
        (b'<definedName name="n%d">Weights!$A$1</definedName>' % n for n in range(400_000)),
    )


def shared_formulas() -> dict[str, bytes]:
    def rows() -> Iterator[bytes]:
        formula = b"+".join(b"B%d" % n for n in range(1, 2_001))
        first = (
            b'<row r="5000"><c r="AA5000"><f t="shared" ref="AA5000:AA43999" si="0">%b</f><v>1</v></c></row>'
        )
        yield first % formula
        for row in range(5_001, 44_000):
            yield b'<row r="%d"><c r="AA%d"><f t="shared" si="0"/><v>1</v></c></row>' % (row, row)

    return before(WEIGHTS, b"</sheetData>", rows())


def long_texts_in_shared_formulas() -> dict[str, bytes]:
    def rows() -> Iterator[bytes]:
        first = b'<row r="5000"><c r="AA5000"><f t="shared" ref="AA5000:AA9999" si="0">"%b"</f></c></row>'
        yield first % (b"x" * 8_000)
        for row in range(5_001, 10_000):
            yield b'<row r="%d"><c r="AA%d"><f t="shared" si="0"></f></c></row>' % (row, row)

    return before(WEIGHTS, b"</sheetData>", rows())


def merged_areas() -> dict[str, bytes]:
    merged = (b'<mergeCell ref="AA%d:AB%d"/>' % (row, row) for row in range(1, 300_001))
    pieces = (piece for pieces in ([b"<mergeCells>"], merged, [b"</mergeCells>"]) for piece in pieces)
    end = re.search(
        rb"<(?:conditionalFormatting|dataValidations|hyperlinks|pageMargins)", PACKAGE.part(WEIGHTS)
    )
    assert end is not None
    content = PACKAGE.part(WEIGHTS)
    return {WEIGHTS: content[: end.start()] + b"".join(pieces) + content[end.start() :]}


def many_cells() -> dict[str, bytes]:
    def rows() -> Iterator[bytes]:
        for row in range(5_000, 65_000):
            cells = (b'<c r="%b%d"><v>1</v></c>' % (column.encode(), row) for column in COLUMNS)
            yield b'<row r="%d">%b</row>' % (row, b"".join(cells))

    return before(WEIGHTS, b"</sheetData>", rows())


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (sheets, "xl/workbook.xml has 60,045 sheets; at most 1,000 are read"),
        (defined_names, f"xl/workbook.xml has {NAMES + 400_000:,} defined names; at most 50,000 are read"),
        (
            shared_formulas,
            (
                f"{SHEET} its shared formulas have 424,788,000 characters when they are written out in "
                "39,000 cells; at most 10,000,000 are read"
            ),
        ),
        (
            long_texts_in_shared_formulas,
            (
                f"{SHEET} its shared formulas have 40,010,000 characters when they are written out in "
                "5,000 cells; at most 10,000,000 are read"
            ),
        ),
        (merged_areas, f"{WEIGHTS} has 300,000 merged areas; at most 100,000 are read"),
        (
            many_cells,
            f"{SHEET} it has 600,048 cells; at most 500,000 are read on a sheet of steelyard",
        ),
    ],
)
def test_a_small_file_that_means_a_lot_of_work_is_refused_by_name(
    parts: object, said: str, tmp_path: Path
) -> None:
    assert callable(parts)
    path = tmp_path / "book.xlsx"
    data = PACKAGE.replaced(parts()).to_bytes()
    path.write_bytes(data)
    for work in (score, verify):
        with pytest.raises(HostileWorkbook, match=re.escape(said.format(path))):
            work(path)
    assert path.read_bytes() == data


def test_as_much_as_is_allowed_is_read(tmp_path: Path) -> None:
    """A sheet of one's own may have many cells, since nobody reads them here."""
    names = (b'<definedName name="n%d">Weights!$A$1</definedName>' % n for n in range(20_000))
    path = tmp_path / "book.xlsx"
    path.write_bytes(PACKAGE.replaced(before(WORKBOOK, b"</definedNames>", names)).to_bytes())
    assert verify(path).sound


def test_relationships_that_lead_nowhere_cost_no_search_each() -> None:
    part = "xl/_rels/workbook.xml.rels"
    asked: list[str] = []

    class Watched(Package):
        @property
        def names(self) -> tuple[str, ...]:
            asked.append("names")
            return super().names

    lost = (b'<Relationship Id="z%d" Type="a/worksheet" Target="q%d.xml"/>' % (n, n) for n in range(5_000))
    package = Watched.of(PACKAGE.replaced(before(part, b"</Relationships>", lost)).to_bytes())
    assert [*sheet_parts(package)] == [*sheet_parts(PACKAGE)]
    assert asked == []


def respelled(data: bytes) -> bytes:
    """The workbook with the names of its parts in other capitals than those that point to them."""
    from ooxml.torture import zipped  # noqa: PLC0415

    package = Package.of(data)
    return zipped({name.upper(): package.part(name) for name in package.names})


def test_capitals_in_names_of_parts_do_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(respelled(BUILT))
    assert verify(path).sound
    package = Package.read(path)
    names = package.names
    assert names == tuple(name.upper() for name in PACKAGE.names)
    changed = package.replaced({"xl/Styles.xml": b"<styleSheet/>", WEIGHTS: None})
    assert changed.names == tuple(name for name in names if name != WEIGHTS.upper())
    assert changed.part("xl/styles.xml") == b"<styleSheet/>"


def test_a_part_that_changes_under_another_spelling_is_read_again() -> None:
    package = Package.of(BUILT)
    assert package.structure("XL/styles.xml") == package.structure("xl/Styles.xml")
    changed = package.replaced({"xl/STYLES.xml": b"<a/>"})
    assert changed.structure("XL/styles.xml") == changed.structure("xl/Styles.xml") == b"<a/>"


def test_a_workbook_with_capitals_grows(tmp_path: Path) -> None:
    from steelyard.workbook.editing.add_part import added  # noqa: PLC0415

    grown, done = added(Package.of(respelled(BUILT)), "option", {"id": "rope", "name": "Rope"}, {})
    assert grown.names == tuple(name.upper() for name in PACKAGE.names if "calcChain" not in name)
    assert "rope" in {option.id for option in done.model.options}
    path = tmp_path / "book.xlsx"
    path.write_bytes(grown.to_bytes())
    assert verify(path).sound
