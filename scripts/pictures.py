"""Print each sheet of a workbook: one PDF a sheet, one PNG a page.

    python scripts/pictures.py BOOK.xlsx OUTDIR [--sheet Decide]... [--dpi 80] [--recalculate] [--screen]

The pictures carry the name of the sheet (`Decide.png`; `Linkage-1.png`, `Linkage-2.png` if it takes more
pages than one). Without --sheet every visible sheet is drawn. With --screen a picture is what a window of
1440 x 900 shows of the sheet. Needs LibreOffice and pdftoppm; for --screen Xvfb, xdotool and ImageMagick.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from libreoffice import Document, Office, OfficeError
from window import Window, missing, screen

if TYPE_CHECKING:
    from collections.abc import Sequence


def file_name(sheet: str) -> str:
    """The sheet's name without characters that a file name or a link cannot have."""
    return re.sub(r"[^\w.-]+", "-", sheet)


def draw(book: Document, sheet: str, folder: Path, dpi: int) -> list[Path]:
    """The pages of one sheet, printed and drawn into the folder in place of older ones."""
    name = file_name(sheet)
    for old in [folder / f"{name}.png", *folder.glob(f"{name}-[0-9]*.png")]:
        old.unlink(missing_ok=True)
    pdf = book.to_pdf(folder / f"{name}.pdf", sheet)
    with tempfile.TemporaryDirectory() as scratch:
        pdftoppm = shutil.which("pdftoppm") or sys.exit("pictures: pdftoppm is not installed")
        subprocess.run([pdftoppm, "-png", "-r", str(dpi), pdf, f"{scratch}/page"], check=True)  # noqa: S603
        pages = sorted(Path(scratch).iterdir())
        numbers = [""] if len(pages) == 1 else [f"-{number}" for number in range(1, len(pages) + 1)]
        pictures = [folder / f"{name}{number}.png" for number in numbers]
        for page, picture in zip(pages, pictures, strict=True):
            picture.write_bytes(page.read_bytes())
    return pictures


def shown(book: Document, sheets: Sequence[str], folder: Path, display: str) -> list[Path]:
    """What a window shows of each sheet when one turns to it."""
    window, pictures = Window(book, display), []
    for sheet in sheets:
        window.go_to(sheet, "A1")
        time.sleep(1)  # no event tells when the window is drawn
        pictures.append(window.picture(folder / f"{file_name(sheet)}.png"))
    return pictures


def main() -> None:
    """Draw the sheets that were asked for and say where they are."""
    parser = argparse.ArgumentParser(description="Each sheet of a workbook as it prints, as PDF and PNG.")
    parser.add_argument("book", type=Path, help="the workbook")
    parser.add_argument("folder", type=Path, help="where the pictures go; made if absent")
    parser.add_argument("--sheet", action="append", help="only this sheet; may be given again")
    parser.add_argument("--dpi", type=int, default=80, help="dots per inch (default: 80)")
    parser.add_argument("--recalculate", action="store_true", help="compute every formula anew first")
    parser.add_argument("--screen", action="store_true", help="as a window shows them, not as they print")
    wanted = parser.parse_args()
    wanted.folder.mkdir(parents=True, exist_ok=True)
    if wanted.screen and (lacking := missing()):
        sys.exit(f"pictures: {lacking}")
    with (
        screen() if wanted.screen else nullcontext("") as display,
        Office(display=display) as office,
        office.open(wanted.book, hidden=not wanted.screen) as book,
    ):
        if wanted.recalculate:
            book.recalculate()
        sheets = wanted.sheet or [name for name, visible in book.sheets.items() if visible]
        if wanted.screen:
            pictures = shown(book, sheets, wanted.folder, display)
        else:
            pictures = [page for sheet in sheets for page in draw(book, sheet, wanted.folder, wanted.dpi)]
        sys.stdout.writelines(f"{picture}\n" for picture in pictures)


if __name__ == "__main__":
    try:
        main()
    except OfficeError as problem:
        sys.exit(f"pictures: {problem}")
