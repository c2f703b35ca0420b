"""Every dependency has an exact version for development, within the range that pyproject.toml allows."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def versions(lines: str) -> dict[str, str]:
    """The version of each distribution in a file of constraints; nothing but names and exact versions."""
    found = [
        re.fullmatch(r"([A-Za-z0-9._-]+)==([A-Za-z0-9._+!-]+)", line)
        for line in lines.splitlines()
        if not line.startswith("#")
    ]
    assert all(found)
    return {canonicalize_name(each[1]): each[2] for each in found if each}


def requirements(*extras: str) -> list[Requirement]:
    """The requirements of the project, and those of some extras."""
    optional = PROJECT["optional-dependencies"]
    lines = [*PROJECT["dependencies"], *(line for extra in extras for line in optional[extra])]
    return [each for each in map(Requirement, lines) if each.name != PROJECT["name"]]


def test_every_dependency_of_development_has_an_exact_version_within_its_range() -> None:
    pinned = versions((ROOT / "requirements" / "dev.txt").read_text(encoding="utf-8"))
    for each in requirements("server", "dev"):
        assert each.specifier.contains(pinned[canonicalize_name(each.name)]), each


def test_the_lowest_versions_are_the_ends_of_the_ranges() -> None:
    script = ROOT / "scripts" / "lowest.py"
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True)
    lowest = versions(done.stdout)
    for each in requirements():
        assert str(each.specifier) == f">={lowest[canonicalize_name(each.name)]}"
