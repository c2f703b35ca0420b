"""What Excel's function wizard shows does not depend on docstrings, which `python -OO` removes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def answer(program: str, question: dict[str, object], *flags: str) -> Any:
    """What a program of this folder answers, in a process of its own."""
    env = os.environ | {"PYTHONPATH": os.pathsep.join((str(ROOT / "addin"), str(ROOT / "tests")))}
    if program == "behind_the_server.py":
        env |= {"XLWINGS_ON_SERVER": "true", "XLWINGS_LICENSE_KEY": "noncommercial"}
    done = subprocess.run(
        [sys.executable, *flags, str(HERE / program)],
        input=json.dumps(question) + "\n",
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=env,
        check=True,
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("program", "question"), [("behind_com.py", {"told": True}), ("behind_the_server.py", {"meta": True})]
)
def test_descriptions_are_the_same_without_docstrings(program: str, question: dict[str, object]) -> None:
    plain = answer(program, question)
    assert answer(program, question, "-OO") == plain
    assert "Net value of every option in points" in json.dumps(plain)
    assert "defined in" not in json.dumps(plain), "what xlwings says of a function without a docstring"
