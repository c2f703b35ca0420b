"""One thread of arithmetic for each process, for commands as for the processes of the service.

numpy starts a thread for each processor, and threads use time while they wait. The arrays of steelyard are
too small to divide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import MutableMapping

THREADS: Final = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
"""The variables in which the libraries under numpy are told how many threads to start."""


def ask_for_one_thread(environment: MutableMapping[str, str]) -> None:
    """Set the variables, unless they are set; numpy reads them when it is imported."""
    for name in THREADS:
        environment.setdefault(name, "1")
