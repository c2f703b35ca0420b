"""xlwings Lite, as far as it can be tested here: under Pyodide in Node, without numpy.

numpy, scipy and pandas for Pyodide are not on the registries that tests may use, so the engine itself is not
run there. What could keep it from running there is checked in the source: threads, processes, sockets, and
compiled packages that Pyodide does not ship.
"""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from waiting import HANG

import steelyard as sy
from steelyard.model.fingerprint import fingerprint

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PYODIDE = "pyodide@314.0.7"
PURE = ("xlwings", "openpyxl", "et_xmlfile", "yaml")
"""Packages of pure Python that the program needs; a compiled part that is missing is done without."""

SHIPPED = {"numpy", "scipy", "pandas", "yaml", "openpyxl", "typer", "xlwings"}
"""Third-party packages that may be imported: Pyodide ships the first four, the others are pure Python."""

UNFIT = {"threading", "multiprocessing", "concurrent", "subprocess", "socket", "asyncio", "ctypes", "mmap"}
"""What the browser does not have."""


def missing(reason: str) -> None:
    """Skip, or fail where nothing may be skipped."""
    if os.environ.get("STEELYARD_CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def pyodide() -> Path:
    """The folder of Pyodide, installed once beside the tools of Python."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not (node and npm):
        missing("Node and npm are needed to run Pyodide")
    home = ROOT / ".venv" / "node"
    folder = home / "node_modules" / "pyodide"
    if not folder.is_dir():
        home.mkdir(parents=True, exist_ok=True)
        command = [str(npm), "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(home), PYODIDE]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            missing(f"npm cannot install {PYODIDE}: {done.stderr.strip()[-200:]}")
    return folder


def test_what_needs_no_numpy_runs_in_web_assembly(pyodide: Path, tmp_path: Path) -> None:
    for name in PURE:
        spec = find_spec(name)
        assert spec
        assert spec.submodule_search_locations
        shutil.copytree(
            spec.submodule_search_locations[0],
            tmp_path / name,
            ignore=shutil.ignore_patterns("*.so", "__pycache__"),
        )
    folders = [f"pure={tmp_path}", f"addin={ROOT / 'addin'}", f"cases={ROOT / 'workbooks'}"]
    command = ["node", str(HERE / "pyodide_run.mjs"), str(pyodide), str(HERE / "under_pyodide.py"), *folders]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=HANG)
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert told == {
        "platform": "emscripten",
        "numpy": False,
        "fingerprint": fingerprint(sy.new("syria")),
        "again": True,
        "rows": [["loan", None, 40]],
        "words": ["∞", "France", "#N/A"],
        "double": [[42.0]],
        "told": "STEELYARD.TEST: 1 problem\n  Costs (row 2 of the range): found 2 cells; 1 are needed, as many "
        "as there are headings",
        "drafted": 1,
    }


def sources() -> list[Path]:
    """Every module that functions and scripts bring along when they are imported."""
    code = (
        "import sys, steelyard.excel.functions, steelyard.excel.server_scripts\n"
        "print(*(m.__file__ for n, m in sys.modules.items() if n.split('.')[0] == 'steelyard'), sep='\\n')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return [Path(line) for line in done.stdout.splitlines()]


def test_nothing_is_imported_that_a_browser_lacks() -> None:
    found = sources()
    assert {path.stem for path in found} >= {
        "functions",
        "server_scripts",
        "weighing",
        "growth",
        "cheapest",
    }
    roots = {(path.stem, root) for path in found for root in imported(path)}
    allowed = SHIPPED | set(sys.stdlib_module_names) | {"steelyard"}
    assert {pair for pair in roots if pair[1] in UNFIT or pair[1] not in allowed} == set()


def imported(path: Path) -> set[str]:
    """First names of all that a module imports, wherever it does."""
    roots = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            roots |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            roots.add(node.module.split(".")[0])
    return roots
