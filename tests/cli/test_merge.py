"""`steelyard merge`: workbooks and texts, exit codes, and as the driver with which git merges."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import shipped
from cli.editing import typed

import steelyard as sy
from steelyard.cases import text

if TYPE_CHECKING:
    from pathlib import Path

    from cli.conftest import Shell

OURS, THEIRS = "weights/France/safe-returns", "weights/France/committee"


@pytest.fixture(name="built", scope="module")
def _built() -> bytes:
    """An excerpt of the shipped case, for every test of this file."""
    return shipped.workbook(shipped.EXCERPT)


@pytest.fixture(name="three")
def _three(book: Path, built: bytes) -> tuple[Path, Path, Path]:
    """Base, ours and theirs; one weight differs in ours, and another in theirs."""
    base, ours, theirs = (book.with_name(f"{name}.xlsx") for name in ("base", "ours", "theirs"))
    for path in (base, ours, theirs):
        path.write_bytes(built)
    typed(ours, "weights", "France", "safe-returns", 9.0)
    typed(theirs, "weights", "France", "committee", 5.0)
    return base, ours, theirs


def test_what_only_one_side_changed_is_merged(shell: Shell, three: tuple[Path, Path, Path]) -> None:
    said = shell("merge", "base.xlsx", "ours.xlsx", "theirs.xlsx", "-o", "out.xlsx").stdout
    assert said.startswith("out.xlsx: 1 edit taken from theirs, 0 conflicts.\n")
    values = sy.load(three[0].with_name("out.xlsx")).values
    assert (values[OURS], values[THEIRS]) == (9.0, 5.0)
    assert shell("check", "out.xlsx").stdout.startswith("out.xlsx: sound\n")
    refused = shell("merge", "base.xlsx", "ours.xlsx", "theirs.xlsx", "-o", "out.xlsx", code=2)
    assert "out.xlsx exists already" in refused.stderr
    shell("merge", "base.xlsx", "ours.xlsx", "theirs.xlsx", "-o", "ours.xlsx")
    assert sy.load(three[1]).values[THEIRS] == 5.0


def test_a_conflict_is_told_and_marked_and_the_rest_is_merged(
    shell: Shell, three: tuple[Path, Path, Path]
) -> None:
    typed(three[2], "weights", "France", "safe-returns", 4.0)
    asked = ("merge", "base.xlsx", "ours.xlsx", "theirs.xlsx", "-o", "out.xlsx")
    said = shell(*asked, "--name", "the copy of Ben", code=1).stdout
    assert "out.xlsx: 1 edit taken from theirs, 1 conflict." in said
    assert "both changed it" in said
    values = sy.load(three[0].with_name("out.xlsx")).values
    assert (values[OURS], values[THEIRS]) == (9.0, 5.0)
    checked = shell("check", "out.xlsx", code=1).stdout
    assert "  merge            1 open conflict, left for a person\n" in checked
    assert "from the copy of Ben" in checked
    found = json.loads(shell(*asked, "--force", "--format", "json", code=1).stdout)
    [conflict] = found["conflicts"]
    assert (conflict["edit"], conflict["base"], conflict["ours"], conflict["theirs"]) == (OURS, "7", "9", "4")
    assert json.loads(shell("check", "out.xlsx", "--format", "json", code=1).stdout)["conflicts"]
    refused = shell(*asked, "--force", "--format", "csv", code=2)
    assert "a merge has several tables" in refused.stderr


def test_a_text_is_merged_with_a_workbook_and_keeps_its_lines_and_comments(
    shell: Shell, three: tuple[Path, Path, Path]
) -> None:
    typed(three[2], "rules", "easing-committee", "level", "partial")
    typed(three[2], "weights", "France", "safe-returns", 4.0)
    shell("export", "base.xlsx", "-o", "base.yaml")
    ours = three[0].with_name("ours.yaml")
    lines = "# Who wrote this: Ann.\n" + three[0].with_name("base.yaml").read_text("utf-8")
    lines = lines.replace("safe-returns: 7,", "safe-returns: 9,", 1).replace(
        "    level: implemented\n", "    level: implemented  # as agreed in May\n", 1
    )
    ours.write_text(lines, "utf-8")
    shell("merge", "base.yaml", "ours.yaml", "theirs.xlsx", "-o", "out.yaml", code=1)
    merged = ours.with_name("out.yaml").read_text("utf-8")
    fresh = [line for line in merged.splitlines() if line not in lines.splitlines()]
    assert fresh[0] == "# Conflicts of a merge: ours stands. Decide each, then delete its line."
    assert fresh[1].startswith(f"# conflict: {OURS}: ours 9 (by ")
    assert fresh[2:] == ["    level: partial"] or len(fresh) <= 4
    assert "# Who wrote this: Ann.\n" in merged
    assert "  # as agreed in May\n" in merged
    said = shell("check", "out.yaml", code=1).stdout
    assert "1 open conflict, left for a person" in said
    ours.with_name("out.yaml").write_text(
        "".join(line for line in merged.splitlines(keepends=True) if not line.startswith("# conflict: ")),
        "utf-8",
    )
    assert shell("check", "out.yaml").stdout.startswith("out.yaml: sound\n")


def test_a_file_that_is_no_model_is_refused_and_nothing_is_written(shell: Shell, book: Path) -> None:
    book.with_name("bad.yaml").write_text("steelyard: 1\nnonsense: 2\n", "utf-8")
    shell("merge", "syria.xlsx", "syria.xlsx", "bad.yaml", "-o", "out.xlsx", code=2)
    assert not book.with_name("out.xlsx").exists()


def git(folder: Path, *arguments: str, code: int = 0) -> str:
    who = ("-c", "user.name=Ann", "-c", "user.email=ann@example.org", "-c", "init.defaultBranch=main")
    done = subprocess.run(("git", *who, *arguments), cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize("name", ["case.xlsx", "case.yaml"])
def test_git_merges_with_it(shell: Shell, built: bytes, tmp_path: Path, name: str) -> None:
    assert shell
    folder = tmp_path / "repository"
    folder.mkdir()
    path = folder / name

    def change(by: str, key: str, value: float) -> None:
        if path.suffix == ".xlsx":
            typed(path, "weights", "France", key.rsplit("/", 1)[-1], value)
        else:
            sy.save(sy.load(path).replace_value(key, value), path)
        git(folder, "commit", "-qam", by)

    git(folder, "init", "-q")
    driver = f'"{sys.executable}" -m steelyard merge %O %A %B -o %A --name "the other branch"'
    git(folder, "config", "merge.steelyard.driver", driver)
    (folder / ".gitattributes").write_text("*.xlsx merge=steelyard\n*.yaml merge=steelyard\n")
    if path.suffix == ".xlsx":
        path.write_bytes(built)
    else:
        path.write_text(text("syria"), "utf-8")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "base")
    git(folder, "switch", "-qc", "theirs")
    change("theirs", THEIRS, 5.0)
    git(folder, "switch", "-q", "main")
    change("ours", OURS, 9.0)
    git(folder, "merge", "-q", "theirs", "-m", "merged")
    values = sy.load(path).values
    assert (values[OURS], values[THEIRS]) == (9.0, 5.0)
    git(folder, "switch", "-q", "theirs")
    change("theirs again", OURS, 4.0)
    git(folder, "switch", "-q", "main")
    assert "CONFLICT" in git(folder, "merge", "theirs", "-m", "merged again", code=1)
    assert sy.load(path).values[OURS] == 9.0
    assert len(sy.check(path).conflicts) == 1


def test_a_result_that_is_open_elsewhere_is_refused(shell: Shell, three: tuple[Path, Path, Path]) -> None:
    before = three[1].read_bytes()
    three[1].with_name("~$ours.xlsx").write_bytes(b"\x03Ann")
    refused = shell("merge", "base.xlsx", "ours.xlsx", "theirs.xlsx", "-o", "ours.xlsx", code=2).stderr
    assert "ours.xlsx" in refused
    assert "open in Excel by Ann" in refused
    assert three[1].read_bytes() == before
