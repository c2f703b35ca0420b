"""The same model gives the same bytes: in any process, language, time zone and with any XML library."""

from __future__ import annotations

import hashlib
import locale
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from waiting import HANG

from steelyard.model.text.reading import read_text
from steelyard.ooxml.opc.package import Package, content_digest
from steelyard.workbook.building.build import workbook_bytes

ROOT = Path(__file__).parents[2]
SYRIA = ROOT / "workbooks" / "syria.yaml"

BUILD = """
import hashlib, sys
from pathlib import Path
from steelyard.model.text.reading import read_text
from steelyard.workbook.building.build import workbook_bytes
data = workbook_bytes(read_text(Path(sys.argv[1]).read_text("utf-8")))
print(hashlib.sha256(data).hexdigest())
"""


def german() -> str:
    """The German locale where this machine has it, else another that is not C."""
    try:
        locale.setlocale(locale.LC_ALL, "de_DE.UTF-8")
    except locale.Error:
        return "C.UTF-8"
    locale.setlocale(locale.LC_ALL, "C")
    return "de_DE.UTF-8"


def test_the_same_bytes_come_out_of_every_process() -> None:
    surroundings = [
        {"PYTHONHASHSEED": "0", "LC_ALL": "C", "TZ": "UTC"},
        {"PYTHONHASHSEED": "1", "LC_ALL": german(), "TZ": "Asia/Tokyo"},
        {"PYTHONHASHSEED": "777", "LC_ALL": "C", "TZ": "Asia/Tokyo", "OPENPYXL_LXML": "False"},
        {"PYTHONHASHSEED": "random", "LC_ALL": "C.UTF-8", "TZ": "America/St_Johns", "SOURCE_DATE_EPOCH": "1"},
    ]
    running = [
        subprocess.Popen(
            [sys.executable, "-c", BUILD, str(SYRIA)],
            env=os.environ | {"PYTHONPATH": str(ROOT / "addin")} | each,
            stdout=subprocess.PIPE,
            text=True,
        )
        for each in surroundings
    ]
    hashes = [process.communicate(timeout=HANG)[0].strip() for process in running]
    here = hashlib.sha256(workbook_bytes(read_text(SYRIA.read_text("utf-8")))).hexdigest()
    assert hashes == [here] * len(surroundings)


def test_the_shipped_workbook_is_what_its_text_builds() -> None:
    shipped = ROOT / "workbooks" / "syria.xlsx"
    built = Package.of(workbook_bytes(read_text(SYRIA.read_text("utf-8"))))
    there = Package.read(shipped)
    assert [name for name in built.names if name not in there or built.part(name) != there.part(name)] == []
    assert content_digest(built) == content_digest(there)


def test_another_model_gives_other_bytes() -> None:
    model = read_text(SYRIA.read_text("utf-8"))
    other = model.replace(settings=replace(model.settings, title="Another case"))
    digests = {content_digest(Package.of(workbook_bytes(each))) for each in (model, other)}
    assert len(digests) == 2
