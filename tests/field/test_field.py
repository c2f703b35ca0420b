"""Every input of the field: what must happen to it happens, and to its siblings too.

A module of this folder with a table `KINDS` takes part; `docs/contributing/field-inputs.md` says how.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from field.kind import Kind

HERE = Path(__file__).parent


def kinds() -> dict[str, Kind]:
    """All kinds, by module and name."""
    found: dict[str, Kind] = {}
    for path in sorted(HERE.glob("*.py")):
        if not path.stem.startswith("test_"):
            module = importlib.import_module(f"field.{path.stem}")
            found |= {f"{path.stem}: {name}": kind for name, kind in getattr(module, "KINDS", {}).items()}
    return found


CASES = [
    pytest.param(kind, made, id=f"{name}, {words}")
    for name, kind in kinds().items()
    for words, made in kind.inputs.items()
]


@pytest.mark.parametrize(("kind", "made"), CASES)
def test_what_must_happen_to_an_input_happens(kind: Kind, made: Callable[[], bytes], tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(made())
    kind.check(path)


def test_every_kind_says_where_it_comes_from_and_has_a_sibling() -> None:
    assert len(kinds()) >= 8
    for name, kind in kinds().items():
        assert kind.source.endswith("."), name
        assert kind.must.endswith("."), name
        assert len(kind.inputs) >= 2, name
