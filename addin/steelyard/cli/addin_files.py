"""What lets Excel on a desktop find steelyard: the files to write, decided here and written nowhere else."""

from __future__ import annotations

import csv
import io
import keyword
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from steelyard.errors import SteelyardError, WouldLoseContent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

UDF_MODULES, MODULE = "UDF MODULES", "steelyard.excel.desktop"
"""The setting of xlwings that names the modules whose functions Excel gets, and ours."""

MARK = "written by steelyard addin install"

MAIN = f'''"""What xlwings' button "Run main" runs for the workbook of the same name; {MARK}."""

from steelyard.excel.desktop import main

__all__ = ["main"]
'''


class System(StrEnum):
    """Where Excel runs on a desktop."""

    WINDOWS = "windows"
    MAC = "mac"


class File(NamedTuple):
    """A file to write, and what it is for."""

    path: Path
    text: str
    purpose: str

    @property
    def stands(self) -> bool:
        """Whether it is there already, just so."""
        return self.path.exists() and self.path.read_text(encoding="utf-8") == self.text


def this_system() -> System | None:
    """The system of this machine; None where Excel does not run."""
    return {"win32": System.WINDOWS, "darwin": System.MAC}.get(sys.platform)


def settings_file(system: System, home: Path) -> Path:
    """Where xlwings keeps the settings of a user; on a Mac within Excel's own sandbox."""
    if system is System.MAC:
        return home / "Library" / "Containers" / "com.microsoft.Excel" / "Data" / "xlwings.conf"
    return home / ".xlwings" / "xlwings.conf"


def files(system: System, home: Path, interpreter: str, book: Path | None = None) -> tuple[File, ...]:
    """All that is to be written.

    Args:
        system: where Excel runs.
        home: the user's own folder.
        interpreter: the Python that has steelyard.
        book: a workbook whose button *Run main* should work.

    Raises:
        SteelyardError: no module can have the workbook's name, or it is no workbook.
        WouldLoseContent: a module of that name is there, and it is not steelyard's.
    """
    settings = settings_file(system, home)
    held = settings.read_text(encoding="utf-8") if settings.exists() else ""
    ours = File(settings, with_settings(held, system, interpreter), "settings of xlwings")
    return (ours,) if book is None else (ours, module_of(book))


def with_settings(held: str, system: System, interpreter: str) -> str:
    """Settings of xlwings with ours among them; those of others stay, other modules of functions too."""
    known = dict(_pairs(held))
    known["INTERPRETER_MAC" if system is System.MAC else "INTERPRETER_WIN"] = interpreter
    if system is System.WINDOWS:
        modules = [name for name in known.get(UDF_MODULES, "").split(";") if name and name != MODULE]
        known[UDF_MODULES] = ";".join([*modules, MODULE])
    return _written(known.items())


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for row in csv.reader(io.StringIO(text)):
        if len(row) >= 2:
            yield row[0].strip(), row[1].strip()


def _written(pairs: Iterable[tuple[str, str]]) -> str:
    page = io.StringIO()
    csv.writer(page, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(pairs)
    return page.getvalue()


def module_of(book: Path) -> File:
    """The module beside a workbook that *Run main* imports under the workbook's name.

    Raises:
        SteelyardError, WouldLoseContent: see `files`.
    """
    if book.suffix.casefold() not in (".xlsx", ".xlsm"):
        raise SteelyardError(f"{book} is no workbook in .xlsx or .xlsm")
    name = book.stem
    if not name.isidentifier() or keyword.iskeyword(name):
        raise SteelyardError(
            f"'Run main' imports a module of the workbook's name, and {name!r} is no name of a module. Use "
            "letters, digits and _ only, with a letter first"
        )
    if name in sys.stdlib_module_names or name in ("steelyard", "xlwings", "numpy", "pandas", "openpyxl"):
        raise SteelyardError(f"a module {name!r} would hide one that is needed; rename the workbook")
    path = book.with_suffix(".py")
    if path.exists() and MARK not in path.read_text(encoding="utf-8", errors="replace"):
        raise WouldLoseContent(f"{path} is there, and it is not steelyard's; rename it or the workbook")
    return File(path, MAIN, f"lets 'Run main' work in {book.name}")
