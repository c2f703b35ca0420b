"""Broken workbooks, each with the exact message it gives; all problems at once, and the file as it was.

`broken.txt` holds them: what is wrong in words, what is done to the shipped workbook, and what is said.

    TABLE / ROW / COLUMN = VALUE      a value typed into an entry; `=...` is a formula without a value
    SHEET ! CELL = VALUE              a value typed into a cell
    PART: OLD -> NEW                  the bytes of a part changed: `workbook`, a sheet's name, `table NAME`
"""

from __future__ import annotations

import ast
import errno
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
import shipped
from cli.editing import place
from typer.testing import CliRunner
from workbook.noted import noted

from steelyard.cli import app
from steelyard.ooxml.cell_values import CellError, Formula, Value
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import with_cells
from steelyard.ooxml.sheet_index import sheet_part
from steelyard.ooxml.tables import table
from steelyard.workbook.scoring.score import NOTED

if TYPE_CHECKING:
    from collections.abc import Callable

    from steelyard.ooxml.cell_values import Patch

LIST = Path(__file__).with_name("broken.txt")
ENTRY = re.compile(r"(\w+) / (.+?) / (.+?) = (.*)")
CELL = re.compile(r"([\w -]+) ! ([A-Z]+\d+) = (.*)")
BYTES = re.compile(r"(workbook|table \w+|[\w -]+): (.*) -> (.*)")

UNNOTED = {"a newer form"}
"""Left alone to the byte: a workbook of a newer form may keep something else in these cells."""


class Case(NamedTuple):
    """One broken workbook."""

    name: str
    done: tuple[str, ...]
    said: str
    """What is printed as the reason; warnings where nothing is refused."""


def broken() -> list[Case]:
    """The cases of the list."""
    _, *blocks = re.split(r"^# ", LIST.read_text(encoding="utf-8"), flags=re.MULTILINE)
    cases = []
    for block in blocks:
        name, *lines = block.rstrip("\n").split("\n")
        done = tuple(line for line in lines if line and not line.startswith("    "))
        said = "\n".join(line[4:] for line in lines if line.startswith("    "))
        cases.append(Case(name, done, said))
    return cases


def after(package: Package, line: str) -> Package:
    """The workbook once this was done to it."""
    if found := ENTRY.fullmatch(line):
        sheet, at = place(package, found[1], found[2], found[3])
        return with_cells(package, {sheet: {at: put(found[4])}})
    if found := CELL.fullmatch(line):
        return with_cells(package, {found[1]: {found[2]: put(found[3])}})
    found = BYTES.fullmatch(line)
    assert found, line
    if found[1] == "workbook":
        part = "xl/workbook.xml"
    elif found[1].startswith("table "):
        part = table(package, found[1].removeprefix("table ")).part
    else:
        part = sheet_part(package, found[1])
    old, new = found[2].encode(), found[3].encode()
    assert old in package.part(part), (line, package.part(part)[:3000])
    return package.replaced({part: package.part(part).replace(old, new)})


def put(written: str) -> Patch:
    """What the list writes, as it goes into a cell."""
    if written.startswith("="):
        return Formula(written[1:], None)
    if written.startswith("#"):
        return Value(CellError(written))
    value = ast.literal_eval(written)
    return Value(float(value) if type(value) is int else value)


def typed(*arguments: str) -> tuple[int, str]:
    """Exit code, and what stands on standard error."""
    result = CliRunner().invoke(app, arguments, prog_name="steelyard")
    return result.exit_code, result.stderr.rstrip("\n")


@pytest.mark.parametrize("case", broken(), ids=lambda case: case.name)
def test_a_broken_workbook_is_told_apart_and_stays_as_it_was(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    package = shipped.package()
    for line in case.done:
        package = after(package, line)
    data = package.to_bytes()
    Path("book.xlsx").write_bytes(data)
    warned = case.said.startswith("warning: ")
    is_noted = not warned and case.name not in UNNOTED
    said = f"{case.said}\n{NOTED}" if is_noted else case.said
    assert typed("score", "book.xlsx") == (0 if warned else 2, said)
    if is_noted:
        assert_only_noted(package, Package.read("book.xlsx"), case.said.removeprefix("steelyard: "))
    else:
        assert warned or Path("book.xlsx").read_bytes() == data
    assert [path.name for path in Path().iterdir()] == ["book.xlsx"]


def assert_only_noted(before: Package, after: Package, said: str) -> None:
    """The problems stand on Checks, in the order in which they were printed; all else is as it was."""
    stamp, *problems = noted(before, after)
    assert re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC: nothing was scored, \d+ problem", stamp)
    first, *more = said.split("\n")
    printed = [line[2:] for line in more if line.startswith("  ")] or [first]
    assert problems == printed or "more: " in problems[-1]
    assert all(line in "\n".join(problems) for line in printed)


def test_there_are_sixty_of_them() -> None:
    cases = broken()
    assert len(cases) >= 60
    assert len({case.name for case in cases}) == len(cases)


def _folder(path: Path) -> None:
    path.mkdir()


def _nothing(path: Path) -> None:
    path.touch()


def _csv(path: Path) -> None:
    path.write_text("option,net\nloan,3\n", encoding="utf-8")


def _cut(path: Path) -> None:
    data = shipped.workbook()
    path.write_bytes(data[: len(data) // 2])


def _ole(path: Path) -> None:
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le").ljust(4096, b"\0")
    )


def _absent(path: Path) -> None:
    path.unlink(missing_ok=True)


DAMAGED = (
    "book.xlsx is damaged, or only a part of a workbook (File is not a zip file); "
    "get it again from where it came from"
)
PROTECTED = (
    "book.xlsx is protected by a password. Open it in Excel, take the protection off "
    "(File > Info > Protect Workbook), save it as .xlsx, and use that file"
)
LOCKED = (
    "steelyard: book.xlsx is open in Excel by Frida (lock file ~$book.xlsx). Close it there and try "
    "again; if nobody has it open, delete the lock file"
)

FILES: list[tuple[Callable[[Path], None], str]] = [
    (_folder, "book.xlsx is a folder, not a workbook"),
    (_nothing, "book.xlsx is no workbook (.xlsx): it is empty"),
    (_csv, "book.xlsx is no workbook (.xlsx): it is not a zip"),
    (_cut, DAMAGED),
    (_ole, PROTECTED),
    (_absent, "book.xlsx does not exist"),
]


@pytest.mark.parametrize(("made", "said"), FILES, ids=lambda made: getattr(made, "__name__", ""))
def test_what_is_no_workbook_says_what_it_is(
    made: Callable[[Path], None], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    made(Path("book.xlsx"))
    assert typed("score", "book.xlsx") == (2, f"steelyard: {said}")
    assert typed("check", "book.xlsx") == (2, f"steelyard: {said}")


def changed(path: Path) -> bytes:
    """The shipped workbook with one weight moved, so that there is something to write."""
    data = after(shipped.package(), "weights / France / money = 40").to_bytes()
    path.write_bytes(data)
    return data


def test_a_workbook_that_is_open_elsewhere_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    data = changed(Path("book.xlsx"))
    Path("~$book.xlsx").write_bytes(b"\x05Frida" + b" " * 49)
    assert typed("score", "book.xlsx") == (2, LOCKED)
    assert Path("book.xlsx").read_bytes() == data


def test_a_full_disk_leaves_the_workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    data = changed(Path("book.xlsx"))

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    assert typed("score", "book.xlsx") == (
        2,
        "steelyard: book.xlsx was not written: the disk is full. The workbook is as it was",
    )
    assert Path("book.xlsx").read_bytes() == data
    assert [path.name for path in Path().iterdir()] == ["book.xlsx"]
