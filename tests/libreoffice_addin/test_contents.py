"""What stood in cells before a button wrote, in the blocks in which it is put back."""

from __future__ import annotations

from steelyard.libreoffice.extension.contents import Contents, Formula, Piece, contents_of, pieces, runs
from steelyard.libreoffice.extension.writing import equal_heights

SHOWN = {
    "rows": [["=1 is a text", 2.0, ""], [3.0, 4.0, ""]],
    "errors": [(2, 3, "#N/A")],
    "formulas": [(1, 2, "=A2-1"), (2, 1, "{=A1:A2}")],
}


def test_a_text_that_looks_like_a_formula_is_a_text() -> None:
    found = contents_of(SHOWN)
    assert found == {(1, 1): "=1 is a text", (1, 2): "=A2-1", (2, 1): "{=A1:A2}", (2, 2): 4.0, (2, 3): "#N/A"}
    assert {at for at, value in found.items() if isinstance(value, Formula)} == {(1, 2), (2, 1)}


def test_an_area_is_put_back_in_runs_of_one_kind_without_empty_cells() -> None:
    held = [1.0, 2.0, Formula("=A1"), "", Formula("{=A1}"), Formula("=B1")]
    assert list(runs((5, 2, 6, 4), held)) == [
        ("values", (5, 2, 5, 3), ((1.0, 2.0),)),
        ("formulas", (5, 4, 5, 4), (("=A1",),)),
        ("array", (6, 3, 6, 3), (("{=A1}",),)),
        ("formulas", (6, 4, 6, 4), (("=B1",),)),
    ]
    assert list(runs((1, 1, 2, 1), [1.0, 2.0])) == [("values", (1, 1, 2, 1), ((1.0,), (2.0,)))]
    assert list(runs((1, 1, 2, 1), ["", ""])) == []


def test_a_block_is_set_some_rows_at_a_time() -> None:
    rows = [[float(at)] * 200 for at in range(5)]
    areas = [piece.area for piece in pieces("Scores", (3, 1, 7, 200), "values", rows)]
    assert areas == [(3, 1, 4, 200), (5, 1, 6, 200), (7, 1, 7, 200)]


def test_blocks_with_formats_within_texts_are_left_to_the_office() -> None:
    blocks = [((1, 1, 1, 2), "values", [[1.0, 2.0]]), ((2, 1, 2, 2), "values", [[1.0, 2.0]])]
    changes = {"cells": {"Mine": blocks}, "looks": [("Mine", (1, 1, 1, 1), (3, 1, 3, 2), None)]}
    calls: list[Piece] = []

    class Watched(Contents):
        def _formatted(self, sheet: str) -> list[object]:
            return [(1, 2, 1, 3), (2, 3, 9, 9)] if sheet == "Mine" else []

        def _setting(self, piece: Piece) -> object:  # type: ignore[override]
            return calls.append, piece

        def _cleared(self, sheet: str, cells: object) -> object:  # type: ignore[override]
            return (lambda _: None), (sheet, cells)

    quiet: list[object] = []
    watched = Watched(
        None, changes, {"sheets": {"Mine": SHOWN}}, lambda _document, _call, what: quiet.append(what)
    )
    assert list(watched.write()) == [2, 2]
    assert [piece.area for piece in calls] == [(1, 1, 1, 2)]
    assert [piece.area for piece in quiet if isinstance(piece, Piece)] == [(2, 1, 2, 2)]


def test_rows_below_each_other_get_the_same_height_at_once() -> None:
    heights = [["B", 2, 15.0], ["A", 4, 15.0], ["A", 3, 15.0], ["A", 5, 30.0], ["A", 7, 30.0], ["B", 3, 15.0]]
    assert list(equal_heights(heights)) == [
        ("A", 3, 4, 15.0),
        ("A", 5, 5, 30.0),
        ("A", 7, 7, 30.0),
        ("B", 2, 3, 15.0),
    ]
