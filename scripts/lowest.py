"""Constraints for an environment with the oldest versions that steelyard allows: `python scripts/lowest.py`.

Run-time dependencies get the lowest version of their range in pyproject.toml; everything else, such as the
test tools, keeps its version of requirements/dev.txt. `make lowest` tests with them.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def name_of(requirement: str) -> str:
    """Name of a distribution, normalised as package indexes compare it.

    >>> name_of("PyYAML>=6.0.1"), name_of("ast_serialize==0.13.1")
    ('pyyaml', 'ast-serialize')
    """
    name = re.split(r"[<>=!~\[; ]", requirement, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name).casefold()


def lowest() -> dict[str, str]:
    """The lowest version of every run-time dependency, as a constraint, by its name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {name_of(each): each.replace(">=", "==") for each in project["dependencies"]}


def pinned() -> dict[str, str]:
    """The constraints of the environment of development, by name."""
    lines = (ROOT / "requirements" / "dev.txt").read_text(encoding="utf-8").splitlines()
    return {name_of(line): line for line in lines if line and not line.startswith("#")}


if __name__ == "__main__":
    sys.stdout.write("\n".join((pinned() | lowest()).values()) + "\n")
