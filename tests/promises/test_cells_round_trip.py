"""Whatever is set comes back, in every reader, and all else is what it was."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ooxml import torture
from ooxml.test_cells_writing import WEIGHTS, loaded

from steelyard.errors import WorkbookError
from steelyard.ooxml.addresses import address
from steelyard.ooxml.calculation import recalculated_on_load
from steelyard.ooxml.cell_values import Cached, CellError, Value
from steelyard.ooxml.chart_caches import refreshed
from steelyard.ooxml.opc.package import Package, write
from steelyard.ooxml.sheet_cells import cells, charts_of, patched, with_cells, with_table
from steelyard.ooxml.sheet_index import sheet_parts
from steelyard.ooxml.tables import table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from libreoffice import Office


numbers = st.floats(allow_nan=False, allow_infinity=False)
openpyxl_texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=30).filter(
    lambda text: "_x" not in text and "\ufffe" not in text and "\uffff" not in text
)
free_texts = st.text(max_size=30) | st.sampled_from(
    ["=1+1", " x", "x\n", "_x0041_", "<&>", "😀", "\r\n", "\ud800"]
)
taken = {"A8", "A9", "C9", "D8", "D9", "E3", "A2", "B2", "C2"}
places = (
    st.tuples(st.integers(1, 14), st.integers(1, 12))
    .map(lambda place: address(*place))
    .filter(lambda where: where not in taken)
)
values = st.one_of(numbers, openpyxl_texts, st.booleans(), st.none())
BEFORE = torture.workbook()
LOADED = loaded(BEFORE)


@given(st.dictionaries(places, values, max_size=10))
def test_openpyxl_reads_exactly_what_was_set_and_else_what_was_there(
    held: dict[str, float | str | None],
) -> None:
    package = with_cells(
        Package.of(BEFORE), {"Weights": {where: Value(value) for where, value in held.items()}}
    )
    after = loaded(package.to_bytes())
    for row in range(1, 16):
        for column in range(1, 14):
            where = address(row, column)
            then, now = LOADED["Weights"][where], after["Weights"][where]
            if where in held:
                assert now.value == held[where]
                assert now.data_type != "f"
                assert type(now.value) is not str or now.data_type == "s"
            elif not (then.data_type == "f" and then.value.__class__.__name__ != "str"):
                assert now.value == then.value
            if then.has_style:
                assert now.style_id == then.style_id
    assert [[cell.value for cell in row] for row in after["R & D notes"]] == [
        [cell.value for cell in row] for row in LOADED["R & D notes"]
    ]


@given(st.dictionaries(places, st.one_of(numbers, free_texts, st.booleans()), max_size=10))
def test_every_value_comes_back_as_it_went_in(held: dict[str, float | str]) -> None:
    package = Package.of(BEFORE)
    after = with_cells(package, {"Weights": {where: Value(value) for where, value in held.items()}})
    read = cells(after, "Weights")
    assert {where: read[where].value for where in held} == held
    assert all(type(read[where].value) is type(value) for where, value in held.items())
    kept = {where: cell for where, cell in cells(package, "Weights").items() if where not in held}
    assert {where: cell for where, cell in read.items() if where not in held} == kept


formulas = ("C3", "C4", "C5", "E3", "E4", "E5", "F6", "A8", "C9")


@given(st.dictionaries(st.sampled_from(formulas), st.one_of(numbers, free_texts, st.booleans(), st.none())))
def test_a_cached_result_changes_and_its_formula_does_not(held: Mapping[str, float | str | None]) -> None:
    package = Package.of(BEFORE)
    after = with_cells(package, {"Weights": {where: Cached(value) for where, value in held.items()}})
    then, now = cells(package, "Weights"), cells(after, "Weights")
    assert {where: cell.formula for where, cell in now.items() if cell.formula} == {
        where: cell.formula for where, cell in then.items() if cell.formula
    }
    assert {where: now[where].value if where in now else None for where in held} == held
    assert {k: v for k, v in now.items() if k not in held} == {k: v for k, v in then.items() if k not in held}
    assert after.part("xl/calcChain.xml") == package.part("xl/calcChain.xml")


@given(st.dictionaries(places, values, max_size=6))
def test_a_second_patch_with_the_same_values_changes_nothing(held: dict[str, float | str | None]) -> None:
    patches = {where: Value(value) for where, value in held.items()}
    once = patched(WEIGHTS, patches)
    assert patched(once, patches) == once


@pytest.mark.office
def test_libreoffice_reads_exactly_what_was_set(office: Office, tmp_path: Path) -> None:
    texts = [" a", "x\ny", "x\ry", "\x07", "_x0041_", "=1+1", "<&>", "😀", "tab\there", "x  y"]
    own = {f"A{row}": Value(text) for row, text in enumerate(texts, 1)}
    own |= {"B1": Value(0.1 + 0.2), "B2": Value(value=True), "B3": Value(CellError("#N/A"))}
    after = with_cells(Package.of(BEFORE), {"Own": own, "Weights": {"C3": Cached(4.0), "B4": Value(19.0)}})
    write(after, tmp_path / "case.xlsx")
    with office.open(tmp_path / "case.xlsx") as book:
        assert book.get("Own", "A1:A10") == [[text] for text in texts]
        assert book.get("Own", "B1:B3") == [[0.30000000000000004], [1.0], ["#N/A"]]
        assert book.get("Weights", "A3:C4") == [
            ["money & trade", 0.30000000000000004, 4.0],
            ["検証", 19.0, "much & more"],
        ]
        assert list(book.sheets) == ["Weights", "R & D notes", "Own"]


MENDED = [
    name for name in torture.parts() if re.search("sheet|table|workbook|rels|Strings|chart|drawing1", name)
]
ODD = ["", "0", "-1", "A1", "x", "999999999999", "A1:B2", "rId1", "s", "&#65;", "1.5", "é", "nan", "1e999"]


@given(st.sampled_from(MENDED), st.integers(0, 10**6), st.sampled_from(ODD))
def test_a_damaged_part_is_refused_in_our_words_or_does_no_harm(name: str, which: int, odd: str) -> None:
    text = torture.parts()[name].decode()
    spans = [found.span() for found in re.finditer('(?<=")[^"<>]*(?=")|(?<=>)[^<]+(?=<)', text)]
    start, stop = spans[which % len(spans)]
    data = torture.workbook({name: (text[:start] + odd + text[stop:]).encode()})
    try:
        package = Package.of(data)
        for sheet in sheet_parts(package):
            cells(package, sheet)
        package = with_cells(package, {"Weights": {"B3": Value(1.0), "C4": Value("x"), "J40": Value(2.0)}})
        found_table = table(package, "tblWeights")
        grown = found_table.area._replace(last_row=7)
        package = with_table(
            recalculated_on_load(package), found_table, grown, ["a", "b", "c"][: len(found_table.columns)]
        )
        for chart in charts_of(package, "Weights"):
            refreshed(package.part(chart), lambda _: [1.0])
        Package.of(package.to_bytes())
    except WorkbookError:
        pass
    except ValueError as error:
        assert "has no room for exactly" in str(error)  # noqa: PT017 - the area itself was spoilt
