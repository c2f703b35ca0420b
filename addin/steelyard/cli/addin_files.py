"""The files that connect Excel on a desktop to steelyard; `addin` writes them."""

from __future__ import annotations

import csv
import io
import keyword
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from steelyard.errors import SteelyardError, WouldLoseContent
from steelyard.ooxml.opc.atomic_save import ABSENT, digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

UDF_MODULES, MODULE = "UDF MODULES", "steelyard.excel.desktop"
"""The setting of xlwings with the modules whose functions Excel gets, and the module of steelyard."""

MARK = "written by steelyard addin install"

MAIN = f'''"""What xlwings' button "Run main" runs for the workbook of the same name; {MARK}."""

from steelyard.excel.desktop import main

__all__ = ["main"]
'''


class System(StrEnum):
    """The systems on which Excel runs on a desktop."""

    WINDOWS = "windows"
    MAC = "mac"


class File(NamedTuple):
    """A file to write, and its purpose."""

    path: Path
    text: str
    purpose: str
    was: str = ABSENT
    """Digest of what stood there when the text was made; see `atomic_save.save`."""

    @property
    def is_current(self) -> bool:
        """Whether the file exists with exactly this text."""
        return self.path.exists() and self.path.read_text(encoding="utf-8") == self.text


def this_system() -> System | None:
    """The system of this machine; None where Excel does not run."""
    return {"win32": System.WINDOWS, "darwin": System.MAC}.get(sys.platform)


def settings_file(system: System, home: Path) -> Path:
    """The file of xlwings' settings; on a Mac it is in Excel's sandbox, where Excel may read it."""
    if system is System.MAC:
        return home / "Library" / "Containers" / "com.microsoft.Excel" / "Data" / "xlwings.conf"
    return home / ".xlwings" / "xlwings.conf"


def files(system: System, home: Path, interpreter: str, book: Path | None = None) -> tuple[File, ...]:
    """All files to write.

    Args:
        system: where Excel runs.
        home: the user's own folder.
        interpreter: the Python that has steelyard.
        book: a workbook whose button *Run main* should work.

    Raises:
        SteelyardError: no module can have the workbook's name, or it is not a workbook.
        WouldLoseContent: there is a module of that name that steelyard has not written.
    """
    path = settings_file(system, home)
    held = path.read_bytes() if path.exists() else None
    was = ABSENT if held is None else digest(held)
    conf = File(path, with_settings((held or b"").decode(), system, interpreter), "settings of xlwings", was)
    return (conf,) if book is None else (conf, module_of(book))


def with_settings(text: str, system: System, interpreter: str) -> str:
    """Settings of xlwings with those of steelyard added; all others stay, other modules of functions too."""
    settings = dict(_pairs(text))
    settings["INTERPRETER_MAC" if system is System.MAC else "INTERPRETER_WIN"] = interpreter
    if system is System.WINDOWS:
        modules = [name for name in settings.get(UDF_MODULES, "").split(";") if name and name != MODULE]
        settings[UDF_MODULES] = ";".join([*modules, MODULE])
    return _written(settings.items())


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
    held = path.read_bytes() if path.exists() else None
    if held is not None and MARK not in held.decode(errors="replace"):
        raise WouldLoseContent(f"{path} is there, and it is not steelyard's; rename it or the workbook")
    was = ABSENT if held is None else digest(held)
    return File(path, MAIN, f"lets 'Run main' work in {book.name}", was)
