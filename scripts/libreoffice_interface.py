"""Write the files of the LibreOffice extension that follow from the worksheet functions and the buttons.

    python scripts/libreoffice_interface.py [UNOIDL-WRITE]

UNOIDL-WRITE is the program of LibreOffice's development kit (Debian: libreoffice-dev) that compiles the
interface. Where the interface is as it was, nothing is compiled and the program is not needed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from steelyard.libreoffice import interface, menus
from steelyard.libreoffice.interface import idl

FOLDER = Path(__file__).resolve().parents[1] / "addin" / "steelyard" / "libreoffice" / "extension"
COMPILER = "/usr/lib/libreoffice/sdk/bin/unoidl-write"


def types() -> list[Path]:
    """The types of this machine's LibreOffice: those of UNO, and those of the office."""
    program = shutil.which("soffice")
    if program is None:
        sys.exit("LibreOffice is not installed: its types are needed")
    folder = Path(program).resolve().parent
    return [folder / "types.rdb", folder / "types" / "offapi.rdb"]


def compile_interface(compiler: str) -> None:
    """Make `interface.rdb` of `interface.idl`."""
    known = types()
    libraries = os.environ | {"LD_LIBRARY_PATH": str(known[0].parent)}
    source, target = FOLDER / "interface.idl", FOLDER / "interface.rdb"
    target.unlink(missing_ok=True)  # where it cannot be compiled, no old one stays
    subprocess.run([compiler, *map(str, [*known, source, target])], check=True, env=libraries)  # noqa: S603 - as given


if __name__ == "__main__":
    source = FOLDER / "interface.idl"
    changed = not source.exists() or source.read_text(encoding="utf-8") != idl()
    for name, text in (interface.generated() | menus.generated()).items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")
    if changed or not (FOLDER / "interface.rdb").exists():
        compile_interface(sys.argv[1] if len(sys.argv) > 1 else COMPILER)
