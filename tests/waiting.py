"""How tests wait: for an event, never for a time. A busy machine makes a test slower, not red."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final, TypeVar

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

HANG: Final = 600.0
"""Seconds after which a wait counts as a hang. No test comes near this bound, however busy the machine is."""

NEVER: Final = 100_000.0
"""Seconds of a limit of the product that no test may reach."""


def until(
    found: Callable[[], T | None],
    failure: str | Callable[[], str],
    *,
    sleep: Callable[[float], object] = time.sleep,
) -> T:
    """Wait until something is found, and return it.

    Args:
        found: looks for the event; what it returns is true once the event has happened.
        failure: the message of the test that fails after `HANG` seconds.
        sleep: waits some seconds between two looks.
    """
    end = time.monotonic() + HANG
    while not (result := found()):
        if time.monotonic() > end:
            pytest.fail(failure if isinstance(failure, str) else failure())
        sleep(0.05)
    return result
