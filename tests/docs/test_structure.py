"""The figures of a source tree, on one that is small enough to count by hand."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "structure.py"

SOURCES = {
    "__init__.py": "",
    "errors.py": '"""Refusals."""\n\n\nclass Refused(Exception):\n    """One."""\n',
    "model/__init__.py": "",
    "model/parts.py": "from steelyard.errors import Refused\nfrom dataclasses import dataclass\n",
    "model/keys.py": (
        "from __future__ import annotations\n"
        "from typing import TYPE_CHECKING\n"
        "from steelyard.model import parts\n"
        "if TYPE_CHECKING:\n"
        "    from steelyard.cli import run\n"
        "def declared():\n"
        '    """One statement."""\n'
        "    return (\n"
        "        1,\n"
        "        2,\n"
        "        3,\n"
        "    )\n"
        "def acts():\n"
        "    import steelyard.cli\n"
        "    return steelyard.cli\n"
    ),
    "cli.py": "import steelyard.model.keys\n\n\nasync def run():\n    pass\n",
}

REPORT = """\
room          files   lines   share   chain
model             3      17     63%       2
errors            1       5     19%       1
cli               1       5     19%       1
__init__          1       0      0%       1
all               6      27    100%       4
widest folder              3 files: .
longest import chain       4 modules: cli > model.keys > model.parts > errors
lines of a file            median 3.5, most 15: model.keys
lines of a function        median 3, 95 % at most 7, most 7: model.keys.declared
the same, no declarations  median 2.5, 95 % at most 3, most 3: model.keys.acts
"""


def test_the_figures_of_a_tree_are_those_that_a_reader_counts(tmp_path: Path) -> None:
    for name, text in SOURCES.items():
        path = tmp_path / "addin" / "steelyard" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(SCRIPT), str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout == REPORT


LONGEST_FUNCTION = 40
"""Lines of a function below its signature, its docstring included."""


def test_no_function_is_long_but_declarations() -> None:
    """A signature declares: those of commands list all options of the shell."""
    long = [
        f"{path.name}: {node.name}"
        for path in (SCRIPT.parents[1] / "addin" / "steelyard").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.body[0].lineno >= LONGEST_FUNCTION
        and not isinstance(node.body[-1 if len(node.body) < 3 else 0], ast.Return)
    ]
    assert long == []
