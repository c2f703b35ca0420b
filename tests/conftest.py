"""What every test may use: one LibreOffice for the session, Gnumeric, and steady random examples."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

import gnumeric as third_engine
import hypothesis
import pytest
import typer.testing
import window
from libreoffice import Office, missing

if TYPE_CHECKING:
    from collections.abc import Iterator

collect_ignore = ["libreoffice_bridge.py"]  # runs under another Python, one that has uno

# A command line is made of the same commands each time; to make it takes longer than many a command.
typer.testing._get_command = cache(typer.testing._get_command)  # type: ignore[attr-defined]

# No example has a deadline, and no check of how long examples take to make: a busy machine would fail both.
WITHOUT_TIME = hypothesis.settings(deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.register_profile("ci", WITHOUT_TIME, derandomize=True)
hypothesis.settings.register_profile("search", WITHOUT_TIME)  # fresh examples: --hypothesis-profile=search
hypothesis.settings.load_profile("ci")


@pytest.fixture(scope="session")
def office() -> Iterator[Office]:
    """One LibreOffice for all tests; where it must be there (STEELYARD_CI), its absence is a failure."""
    _require(missing())
    with Office() as running:
        yield running


@pytest.fixture(scope="session")
def gnumeric() -> None:
    """Gnumeric, which `gnumeric.recalculated` starts; where it must be there, its absence is a failure."""
    _require(third_engine.missing())


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """A virtual screen for windows; where it must be there, its absence is a failure."""
    _require(window.missing())
    with window.screen() as found:
        yield found


def _require(lacking: str | None) -> None:
    """Skip a test for what this machine lacks, if anything; fail it where no program may be absent."""
    if lacking:
        if os.environ.get("STEELYARD_CI"):
            pytest.fail(lacking)
        pytest.skip(lacking)
