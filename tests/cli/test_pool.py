"""`steelyard pool`: the weights that came back, who is missing, and how far all are apart."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from cli.editing import typed

import steelyard as sy
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import table_view

if TYPE_CHECKING:
    from pathlib import Path

    from cli.conftest import Shell


@pytest.fixture(name="folder")
def _folder(book: Path, built: bytes) -> Path:
    """What was sent out, and two copies: one with weights of France, one with those of Germany and a rule."""
    for name in ("sent", "paris", "berlin"):
        book.with_name(f"{name}.xlsx").write_bytes(built)
    typed(book.with_name("paris.xlsx"), "weights", "France", "safe-returns", 9.0)
    typed(book.with_name("berlin.xlsx"), "weights", "Germany", "money", 20.0)
    typed(book.with_name("berlin.xlsx"), "rules", "easing-committee", "level", "partial")
    return book.parent


def test_weights_are_gathered_and_other_changes_are_not(shell: Shell, folder: Path) -> None:
    said = shell("pool", "sent.xlsx", "paris.xlsx", "berlin.xlsx", "-o", "pooled.xlsx").stdout
    assert said.startswith("pooled.xlsx: 2 rows of weights gathered, 2 stakeholders missing.\n")
    assert "United Kingdom\nOther EU members\n" in said
    assert "berlin.xlsx  rules/easing-committee  implemented  partial" in said
    sent, pooled = sy.load(folder / "sent.xlsx"), sy.load(folder / "pooled.xlsx")
    assert pooled.rules == sent.rules
    different = [key for key, value in pooled.values.items() if sent.values[key] != value]
    assert different == ["weights/France/safe-returns", "weights/Germany/money"]
    assert shell("check", "pooled.xlsx").stdout.startswith("pooled.xlsx: sound\n")
    view = table_view(Package.read(folder / "pooled.xlsx"), "change_log")
    effects = {view.text(row, "key"): view.text(row, "effect") for row in view.rows}
    assert effects["weights/France/safe-returns"].startswith("from paris.xlsx; ")
    assert effects["weights/Germany/money"].startswith("from berlin.xlsx; ")


def test_two_files_that_differ_on_one_stakeholder_are_a_conflict(shell: Shell, folder: Path) -> None:
    shell("export", "sent.xlsx", "-o", "lyon.yaml")
    lyon = folder / "lyon.yaml"
    lyon.write_text(lyon.read_text("utf-8").replace("safe-returns: 7,", "safe-returns: 8,", 1), "utf-8")
    asked = ("pool", "--base", "sent.xlsx", "paris.xlsx", "lyon.yaml", "-o", "pooled.xlsx")
    said = shell(*asked, code=1).stdout
    assert "none of these stakeholders' weights was taken" in said
    assert sy.load(folder / "pooled.xlsx").values["weights/France/safe-returns"] == 7.0
    found = json.loads(shell(*asked, "--force", "--format", "json", code=1).stdout)
    assert [(row["files"], row["weight"]) for row in found["conflicts"]] == [
        ("paris.xlsx", 9),
        ("lyon.yaml", 8),
    ]
    assert {*found} == {"gathered", "missing", "conflicts", "others", "apart", "distances"}


def test_a_text_that_was_sent_out_is_pooled_into_a_text(shell: Shell, folder: Path) -> None:
    shell("export", "sent.xlsx", "-o", "sent.yaml")
    shell("pool", "sent.yaml", "paris.xlsx", "-o", "pooled.yaml")
    sent, pooled = ((folder / name).read_text("utf-8").splitlines() for name in ("sent.yaml", "pooled.yaml"))
    assert len(sent) == len(pooled)
    assert sum(one != other for one, other in zip(sent, pooled, strict=True)) == 1


def test_all_files_that_cannot_be_read_are_named_at_once(shell: Shell, folder: Path) -> None:
    refused = shell("pool", "sent.xlsx", "gone.xlsx", "lost.xlsx", "-o", "pooled.xlsx", code=2).stderr
    assert "gone.xlsx" in refused
    assert "lost.xlsx" in refused
    assert not (folder / "pooled.xlsx").exists()
    assert "only the file that was sent out" in shell("pool", "sent.xlsx", "-o", "pooled.xlsx", code=2).stderr
    csv = shell("pool", "sent.xlsx", "paris.xlsx", "-o", "pooled.xlsx", "--format", "csv", code=2).stderr
    assert "several tables" in csv
