"""Short names for the types of arrays, and the one tolerance."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
"""Points, shares or values."""

Ints: TypeAlias = NDArray[np.int64]
"""Levels, places and counts."""

Bools: TypeAlias = NDArray[np.bool_]
"""Answers to a question, one for each element."""

SAME = 1e-9
"""Points. Two results that differ by this or less are equal; the formulas of a workbook use the same."""
