"""Commands whose output cannot be written: a reader that is gone, a full disk, a stream that is closed."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from steelyard.cli.output import warn

if TYPE_CHECKING:
    from collections.abc import Callable

REFUSED: Final = 2
"""Exit code of a command that refuses; usage errors have the same."""

READER_GONE: Final = 141
"""Exit code where the reader of a pipe is gone, as `head` is after its lines: that of other tools there."""


def fill_closed_streams() -> None:
    """Open the null device for every standard stream that the shell has closed.

    The system gives the number of a closed stream to the next file that is opened. A library that prints a
    warning would then print it into a workbook.
    """
    with suppress(OSError):
        while (handle := os.open(os.devnull, os.O_RDWR)) <= 2:
            pass
        os.close(handle)


def run(application: Callable[[], object]) -> None:
    """Run the application, which ends with SystemExit, and end quietly where nobody reads its output.

    Raises:
        SystemExit: always, with the exit code.
    """
    before = sys.stdout
    try:
        application()
    except SystemExit:
        if sys.stdout is before:
            raise
        # Typer puts another stream in the place of one whose reader is gone.
        _end(READER_GONE, "")
    except BrokenPipeError:
        _end(READER_GONE, "")
    except OSError as error:
        _end(REFUSED, _words(error))
    except MemoryError:
        _end(REFUSED, "steelyard: the memory is too small for this")


def _words(error: OSError) -> str:
    """What an error of the system is about: a file that it names, or else a stream that is written to."""
    about = "the output cannot be written" if error.filename is None else str(error.filename)
    return f"steelyard: {about}: {error.strerror or error}"


def _end(code: int, message: str) -> None:
    with suppress(OSError):
        if message:
            warn(message)
    for number in (1, 2):  # what still waits is dropped, so that Python's end has nothing to complain of
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), number)
    raise SystemExit(code) from None
