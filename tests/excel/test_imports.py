"""What worksheet functions import: the engine, and nothing that reads or writes workbooks."""

from __future__ import annotations

import json
import subprocess
import sys

LISTED = "import json, sys, steelyard.excel.functions; print(json.dumps(sorted(sys.modules)))"


def test_worksheet_functions_load_neither_sheets_nor_the_file_format() -> None:
    done = subprocess.run([sys.executable, "-c", LISTED], capture_output=True, text=True, check=True)
    loaded = json.loads(done.stdout)
    rooms = {".".join(name.split(".")[:2]) for name in loaded if name.startswith("steelyard.")}
    assert rooms == {
        *("steelyard.errors", "steelyard.model", "steelyard.analysis", "steelyard.weigh"),
        "steelyard.excel",
    }
    assert "openpyxl" not in loaded
