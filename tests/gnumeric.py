"""Gnumeric as a third engine: recalculate a workbook, and read what the formulas then say.

    found = recalculated(Package.read("book.xlsx"), ["Scores"], folder)
    found["Scores", "D4"]

`ssconvert`, which comes with Gnumeric, opens the workbook, computes every formula and saves it again.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections import defaultdict
from io import BytesIO
from typing import TYPE_CHECKING

from waiting import HANG

from steelyard.ooxml.cell_values import CellError
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import cells
from steelyard.ooxml.sheet_index import sheet_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

PROGRAM, FORMAT, OPENDOCUMENT = "ssconvert", "Gnumeric_Excel:xlsx", "Gnumeric_OpenCalc:openoffice"

CACHE = re.compile(rb"(</f>)<v>[^<]*</v>")
"""The value of a formula from the last calculation."""

OPEN_CACHE = re.compile(
    rb'(<table:table-cell(?: (?!table:formula)[\w:-]++="[^"]*+")*+ table:formula="[^"]*+")'
    rb'(?: [\w:-]++="[^"]*+")*+>'
    rb"(?:<text:p>(?:(?!</text:p>).)*+</text:p>|<text:p/>)*+"
)
"""A cell of an .ods as far as its formula, and what follows of its value."""


class GnumericError(Exception):
    """Gnumeric could not convert a workbook."""


def missing() -> str | None:
    """What this machine lacks for Gnumeric, as a sentence; None where nothing is missing."""
    return None if shutil.which(PROGRAM) else f"Gnumeric is not installed (no program {PROGRAM})"


def recalculated(package: Package, sheets: Iterable[str], folder: Path) -> dict[tuple[str, str], float | str]:
    """What the cells of these sheets show once Gnumeric has computed them, "" for an empty one.

    Truth values are numbers, errors are texts such as "#DIV/0!". The workbook that Gnumeric gets has no
    values from earlier calculations, so that none of them can be read in place of a new one.
    """
    return _computed(without_caches(package).to_bytes(), FORMAT, sheets, folder)


def recalculated_opendocument(
    content: Callable[[Callable[[bytes], bytes]], bytes], sheets: Iterable[str], folder: Path
) -> dict[tuple[str, str], float | str]:
    """The same of an .ods.

    Args:
        content: makes the file, once it is told what to do with its content.
        sheets: the sheets to read.
        folder: where files may be put.
    """
    return _computed(content(lambda xml: OPEN_CACHE.sub(rb"\1>", xml)), OPENDOCUMENT, sheets, folder)


def _computed(
    data: bytes, form: str, sheets: Iterable[str], folder: Path
) -> dict[tuple[str, str], float | str]:
    before, after = folder / "before", folder / "after.xlsx"
    after.unlink(missing_ok=True)
    before.write_bytes(data)
    done = subprocess.run(
        [PROGRAM, "--recalc", f"--import-type={form}", str(before), str(after)],
        capture_output=True,
        text=True,
        timeout=HANG,
        check=False,
    )
    if done.returncode or not after.exists():
        raise GnumericError(f"{PROGRAM} ended with {done.returncode}: {done.stderr[-2000:]}")
    saved = Package.of(_stored(after))
    found: dict[tuple[str, str], float | str] = defaultdict(str)
    for sheet in sheets:
        for at, cell in cells(saved, sheet).items():
            value = cell.value
            if value is not None:
                found[sheet, at] = str(value) if isinstance(value, CellError | str) else float(value)
    return found


def _stored(path: Path) -> bytes:
    """The file without compression: Gnumeric repeats itself more than is read of files from anywhere."""
    target = BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return target.getvalue()


def without_caches(package: Package) -> Package:
    """The workbook with formulas but without their values."""
    parts = sheet_parts(package).values()
    return package.replaced({part: CACHE.sub(rb"\1", package.part(part)) for part in parts})
