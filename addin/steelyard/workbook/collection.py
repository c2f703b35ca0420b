"""Work on a whole workbook without Python's search for reference cycles.

A workbook is hundreds of thousands of objects that all live until the work is done. Python looks through
all of them again and again for cycles to free, and finds none: that takes a fifth of the time.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def without_collection() -> Iterator[None]:
    """Let Python free only what nothing refers to any more; afterwards it is as before."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()
