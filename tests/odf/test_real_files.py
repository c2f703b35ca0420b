"""Real files of many programs: each is read as LibreOffice reads it, and an edit changes one cell and nothing else."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pytest
from libreoffice import Office
from odf import corpus, expanded, made

from steelyard.errors import WouldLoseContent
from steelyard.ooxml.addresses import Area, address, row_and_column
from steelyard.ooxml.cell_values import CellError, Formula, Value
from steelyard.ooxml.sheet_cells import cells, with_cells
from steelyard.ooxml.sheet_index import sheet_parts
from steelyard.workbook.packages import package_of_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from pathlib import Path

    from libreoffice import Document

    from steelyard.ooxml.cell_values import CellValue, Patch, Scalar
    from steelyard.ooxml.opc.package import Package

pytestmark = [pytest.mark.slow, pytest.mark.office]

ENOUGH: Final = 60
FEW: Final = 20
"""Tests that share an office."""
STALE: Final = ("ObjectReplacements/", "Thumbnails/")
COMPUTED_ANEW: Final = re.compile(r"(?:ERROR\.TYPE|FORMULA|IM\w+|NUMBERVALUE)\(")
"""Formulas that LibreOffice computes when it opens a file, whatever result is stored there."""
NO_TIME: Final = ("tablib==3.10.0/book.ods", "E1")
"""A cell whose time is not written as one: steelyard reads the words, LibreOffice reads no time at all."""
OF_NO_KIND: Final = ("tablib==3.10.0/unknown_value_type.ods", "A1")
"""A cell whose value is of a kind that there is not: nothing is read, as in LibreOffice."""
NOT_OPENED: Final = "pyexcel-ods==0.6.0/white_space.ods"
"""LibreOffice opens it only after a repair."""
ONE_TAG: Final = "octave-io/template.ods"
"""Its sheet is one tag, and has no column until it has a row."""
FORMULAS: Final = b' xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2"'
"""Declares the prefix of formulas, which older files do not have."""
LOOK: Final = f"{expanded.TABLE}style-name"
"""An empty cell that is filled looks as the cell above it does."""
PATCHES: tuple[Patch, ...] = (
    Value(41.5),
    Value(" two  blanks & <a sign>\nand a line"),
    Value(None),
    Value(True),
    Formula("1+2", 3.0),
)


class Place(NamedTuple):
    """A cell of a file."""

    sheet: str
    row: int
    column: int

    @property
    def at(self) -> str:
        return address(self.row, self.column)


@pytest.fixture(name="held", scope="session")
def _held(pytestconfig: pytest.Config) -> dict[str, bytes]:
    """All files by their names."""
    if lacking := corpus.missing():
        pytest.skip(lacking)
    return corpus.fetched(pytestconfig.cache.mkdir("ods-corpus"))


@pytest.fixture(name="data")
def _data(name: str, held: dict[str, bytes]) -> bytes:
    return held[name]


@pytest.fixture(name="fresh", scope="module")
def _fresh(office: Office) -> Iterator[Callable[[], Office]]:
    """An office that has opened few files: one of 7.4 was gone in a run after it had opened 200 of these."""
    assert office.pid
    running: list[tuple[int, Office]] = []

    def current() -> Office:
        opened, found = running.pop() if running else (FEW, None)
        if found is None or opened >= FEW:
            if found is not None:
                found.stop()
            opened, found = 0, Office().__enter__()
        running.append((opened + 1, found))
        return found

    yield current
    for _, found in running:
        found.stop()


every_file = pytest.mark.parametrize("name", corpus.NAMES)


def holding(data: bytes) -> dict[str, dict[tuple[int, int], expanded.Held]]:
    """The cells of each sheet, as the second reader finds them."""
    return expanded.sheets(made.parts_of(data)["content.xml"])


def full(held: Mapping[tuple[int, int], expanded.Held]) -> set[tuple[int, int]]:
    """The cells that hold a value or a formula."""
    return {at for at, cell in held.items() if cell.value or cell.formula}


def test_there_are_enough_files_and_no_two_are_alike(held: dict[str, bytes]) -> None:
    assert sorted(held) == sorted(corpus.NAMES)
    assert len(set(held.values())) == len(held) >= ENOUGH


@pytest.mark.parametrize(
    ("what", "often"),
    [
        (b"<office:annotation", 1),
        (b"<draw:object ", 3),
        (b"<draw:image ", 5),
        (b"<draw:control ", 2),
        (b"<table:data-pilot-table ", 3),
        (b"<table:covered-table-cell", 10),
        (b"table:number-matrix-columns-spanned", 4),
        (b"table:number-rows-repeated", 40),
        (b"table:protected=", 1),
        (b"<text:span ", 5),
        (b"<text:a ", 3),
    ],
)
def test_the_files_have_what_is_hard_to_keep(what: bytes, often: int, held: dict[str, bytes]) -> None:
    having = [name for name, data in held.items() if what in made.parts_of(data)["content.xml"]]
    assert len(having) >= often, having


def test_some_files_have_macros(held: dict[str, bytes]) -> None:
    having = {name for name, data in held.items() if any(p.startswith("Basic/") for p in made.parts_of(data))}
    assert having == {
        "libreoffice-canzeley-client/Forderungsberechnung367.ots",
        "libreoffice-dmaths/BPH.ots",
        "libreoffice-dmaths/fitoo.ots",
    }


@every_file
def test_a_real_file_is_read_as_the_office_reads_it(
    name: str, data: bytes, fresh: Callable[[], Office], tmp_path: Path
) -> None:
    package = package_of_bytes(data, where=name)
    there = holding(data)
    assert [*sheet_parts(package)] == [*there]
    own = {sheet: by_place(package, sheet) for sheet in there}
    for sheet, held in there.items():
        expected = {at for at in full(held) if (name, address(*at)) != OF_NO_KIND}
        assert own[sheet].keys() >= expected
        formulas = {at for at, cell in own[sheet].items() if cell.formula}
        assert formulas == {at for at, cell in held.items() if cell.formula}
    if name == NOT_OPENED:
        return
    with fresh().open(saved(tmp_path, name, data)) as document:
        for sheet, read in own.items():
            shown = rows_of(document, sheet, read)
            differing = [
                (sheet, address(*at), cell, shown[at])
                for at, cell in read.items()
                if not same(cell.value, shown[at]) and not COMPUTED_ANEW.match(cell.formula)
            ]
            assert [each for each in differing if (name, each[1]) != NO_TIME] == []


@every_file
def test_an_edit_changes_one_cell_and_no_other_byte(name: str, data: bytes) -> None:
    package = package_of_bytes(data, where=name)
    old = made.parts_of(data)
    for place in places(data):
        for patch in PATCHES:
            new = with_cells(package, {place.sheet: {place.at: patch}}).to_bytes()
            if new == data:
                assert patch == Value(None)
                continue
            require_same_parts(data, new)
            content = made.parts_of(new)["content.xml"]
            if isinstance(patch, Formula) and FORMULAS not in old["content.xml"]:
                content = content.replace(FORMULAS, b"", 1)
            was, now = differing(old["content.xml"], content)
            assert was.count(b"<table:table-cell") <= 1, (place, patch, was, now)
            assert not re.search(rb"</?table:table(?!-cell)", was) or name == ONE_TAG, (place, patch, was)


@every_file
def test_many_edits_at_once_change_these_cells_alone(name: str, data: bytes) -> None:
    edits = edited(data)
    new = with_edits(name, data, edits)
    require_same_parts(data, new)
    before, after = holding(data), holding(new)
    assert [*after] == [*before]
    changed = set()
    for sheet, held in after.items():
        for at in {*before[sheet], *held}:
            was, now = (each.get(at, expanded.EMPTY) for each in (before[sheet], held))
            if at in before[sheet] and at in held:
                assert was.beside == now.beside
                assert was.covered == now.covered
                new_look = Place(sheet, *at) in edits and not was.value and not was.rest
                assert was.rest == now.rest or (new_look and [*dict(now.rest)] == [LOOK]), (sheet, at)
            if was[:3] != now[:3]:
                changed.add(Place(sheet, *at))
    assert changed <= edits.keys()
    assert {at for at, patch in edits.items() if patch != Value(None)} <= changed
    around = [expanded.around(made.parts_of(each)["content.xml"]) for each in (data, new)]
    if name == ONE_TAG:
        around[1].remove((f"{expanded.TABLE}table-column", "[]"))
    assert around[0] == around[1]
    again = package_of_bytes(new, where=name)
    for place, patch in edits.items():
        cell = by_place(again, place.sheet).get((place.row, place.column))
        assert (cell.value if cell else None) == patch.value
        assert (cell.formula if cell else "") == (patch.formula if isinstance(patch, Formula) else "")


@every_file
def test_the_office_shows_what_it_shows_after_the_same_edits_of_its_own(
    name: str, data: bytes, fresh: Callable[[], Office], tmp_path: Path
) -> None:
    if name == NOT_OPENED:
        return
    locked = protected(data)
    edits = {place: patch for place, patch in edited(data).items() if place.sheet not in locked}
    path = saved(tmp_path, name, with_edits(name, data, edits))
    after = {
        sheet: full(held) | full(before)
        for (sheet, held), before in zip(
            holding(path.read_bytes()).items(), holding(data).values(), strict=True
        )
    }
    office = fresh()
    with office.open(path) as document:
        document.recalculate()
        found = {sheet: rows_of(document, sheet, at) for sheet, at in after.items()}
        inventory = document.inventory()
    with office.open(saved(tmp_path, name, data)) as document:
        for place, patch in edits.items():
            typed(document, place, patch)
        document.recalculate()
        assert document.inventory() == inventory
        for sheet, at in after.items():
            assert found[sheet] == rows_of(document, sheet, at)


COVERED, ARRAY = "covered by", "array formula"
REFUSED: Final[Mapping[str, set[str]]] = {
    "codec2-examples/2400ab_frame_design.ods": {COVERED},
    "libreoffice-canzeley-client/Forderungsberechnung367.ots": {COVERED},
    **{f"libreoffice-common/{name}": {COVERED} for name in corpus.DEBIAN["libreoffice-common"]},
    "libreoffice-dmaths/BPH.ots": {COVERED},
    "libreoffice-dmaths/dmaths.ods": {ARRAY},
    **{
        f"libreoffice-help-{code}/function_fourier.ods": {COVERED, ARRAY}
        for code in ("common", "de", "pt-br")
    },
    "lyx-common/sheet2.ods": {COVERED},
    "python3-relatorio/pivot.ods": {COVERED},
    "pyexcel-ods==0.6.0/issue_61.ods": {COVERED},
}
"""The files in which cells belong to others, and what is said when one is to be set."""


@every_file
def test_a_cell_that_belongs_to_another_is_refused(name: str, data: bytes) -> None:
    package = package_of_bytes(data, where=name)
    said: set[str] = set()
    for place in taken(data):
        with pytest.raises(WouldLoseContent) as refusal:
            with_cells(package, {place.sheet: {place.at: Value(1.0)}}).to_bytes()
        said.update(each for each in (COVERED, ARRAY) if each in str(refusal.value))
    assert said == REFUSED.get(name, set())


def saved(folder: Path, name: str, data: bytes) -> Path:
    """A file under the last piece of its name; a template gets the ending of a spreadsheet."""
    path = (folder / name.rpartition("/")[2]).with_suffix(".ods")
    path.write_bytes(data)
    return path


def by_place(package: Package, sheet: str) -> dict[tuple[int, int], CellValue]:
    return {row_and_column(at): cell for at, cell in cells(package, sheet).items()}


def rows_of(
    document: Document, sheet: str, at: Collection[tuple[int, int]]
) -> dict[tuple[int, int], float | str]:
    """What the office shows in these cells."""
    if not at:
        return {}
    area = Area(1, 1, max(row for row, _ in at), max(column for _, column in at))
    rows = document.get(sheet, str(area))
    return {(row, column): rows[row - 1][column - 1] for row, column in at}


def same(value: Scalar, shown: float | str) -> bool:
    """Whether a value is what the office shows: it has no truth values, and errors of its own."""
    if value is None:
        return shown == ""
    if isinstance(value, CellError):
        return isinstance(shown, str) and shown.startswith(("Err:", "#"))
    if isinstance(value, str) or isinstance(shown, str):
        return value == shown
    return abs(value - shown) <= 1e-9 * max(1.0, abs(value))


def protected(data: bytes) -> set[str]:
    """The sheets that the office keeps from being edited; steelyard leaves that to people."""
    tags = re.findall(
        rb"<table:table (?=[^>]*table:protected=\"true\")[^>]*>", made.parts_of(data)["content.xml"]
    )
    return {re.findall('table:name="([^"]*)"', tag.decode())[0] for tag in tags}


def matrices(held: Mapping[tuple[int, int], expanded.Held]) -> set[tuple[int, int]]:
    """The cells that a formula over several cells fills."""
    found = set()
    for (row, column), cell in held.items():
        named = dict(cell.rest)
        across = int(named.get(f"{expanded.TABLE}number-matrix-columns-spanned", "0"))
        down = int(named.get(f"{expanded.TABLE}number-matrix-rows-spanned", "0"))
        found |= {(row + r, column + c) for r in range(down) for c in range(across)}
    return found


def taken(data: bytes) -> Iterator[Place]:
    """The first covered cell, and the first that such a formula fills, on each sheet."""
    for sheet, held in holding(data).items():
        filled = matrices(held)
        for group in ({at for at, cell in held.items() if cell.covered}, filled):
            if group:
                yield Place(sheet, *min(group))


def places(data: bytes) -> Iterator[Place]:
    """Cells of every kind on the sheets of a file, and some right and below of all."""
    kinds: tuple[Callable[[expanded.Held], object], ...] = (
        lambda cell: cell.value and not cell.formula and not cell.beside and "float" in str(cell.value),
        lambda cell: cell.value and not cell.formula and "string" in str(cell.value),
        lambda cell: cell.formula,
        lambda cell: not cell.value and not cell.formula,
        lambda cell: cell.beside,
    )
    for sheet, held in holding(data).items():
        filled = matrices(held)
        free = {at: cell for at, cell in sorted(held.items()) if not cell.covered and at not in filled}
        found = [next((at for at, cell in free.items() if is_one(cell)), None) for is_one in kinds]
        rows, columns = ([at[axis] for at in full(held)] or [1] for axis in (0, 1))
        far = [(max(rows) + 300, max(columns) + 70), (max(rows), max(columns) + 5), (max(rows) + 2, 1)]
        wanted = dict.fromkeys([*filter(None, found), *far])
        yield from (Place(sheet, *at) for at in wanted if at in free or at not in {*held, *filled})


def edited(data: bytes) -> dict[Place, Patch]:
    """An edit of each of these cells, of all kinds in turn."""
    return {place: PATCHES[number % len(PATCHES)] for number, place in enumerate(places(data))}


def with_edits(name: str, data: bytes, edits: Mapping[Place, Patch]) -> bytes:
    """The file after all edits at once."""
    by_sheet: dict[str, dict[str, Patch]] = {}
    for place, patch in edits.items():
        by_sheet.setdefault(place.sheet, {})[place.at] = patch
    return with_cells(package_of_bytes(data, where=name), by_sheet).to_bytes()


def typed(document: Document, place: Place, patch: Patch) -> None:
    """Make the same edit in the office."""
    if isinstance(patch, Formula):
        document.put_formulas(place.sheet, {place.at: f"={patch.formula}"})
    else:
        assert not isinstance(patch.value, CellError)
        document.put(place.sheet, place.at, [[patch.value]])


def require_same_parts(old: bytes, new: bytes) -> None:
    """Every part but the content is what it was, in its place; old pictures go, and with them their entries."""
    with zipfile.ZipFile(io.BytesIO(old)) as before, zipfile.ZipFile(io.BytesIO(new)) as after:
        stale = [name for name in before.namelist() if name.startswith(STALE)]
        assert after.namelist() == [name for name in before.namelist() if name not in stale]
        changed = {"content.xml", *(["META-INF/manifest.xml"] if stale else [])}
        for now in after.infolist():
            was = before.getinfo(now.filename)
            if now.filename.startswith("Object "):
                assert drawing(after.read(now)) == drawing(before.read(was))
            elif now.filename not in changed:
                assert after.read(now) == before.read(was)
                described = (
                    "compress_type",
                    "compress_size",
                    "date_time",
                    "extra",
                    "flag_bits",
                    "external_attr",
                )
                assert [getattr(now, what) for what in described] == [
                    getattr(was, what) for what in described
                ]
        if stale:
            kept = re.sub(
                rb'\s*<manifest:file-entry [^>]*full-path="(?:%b)[^>]*/>' % "|".join(STALE).encode(),
                b"",
                before.read("META-INF/manifest.xml"),
            )
            assert after.read("META-INF/manifest.xml") == kept


def drawing(part: bytes) -> bytes:
    """A part of a chart but for the values that it keeps of the cells that it draws."""
    return re.sub(rb"(?s)<table:table-rows>.*</table:table-rows>", b"", part)


def differing(old: bytes, new: bytes) -> tuple[bytes, bytes]:
    """What stands in each between their common beginning and their common end."""
    size = min(len(old), len(new))
    first, second = (np.frombuffer(each, np.uint8) for each in (old, new))
    unlike = np.flatnonzero(first[:size] != second[:size])
    head = int(unlike[0]) if unlike.size else size
    unlike = np.flatnonzero(first[::-1][: size - head] != second[::-1][: size - head])
    tail = int(unlike[0]) if unlike.size else size - head
    return old[head : len(old) - tail], new[head : len(new) - tail]
