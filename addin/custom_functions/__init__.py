"""The worksheet functions that xlwings Server offers: those of steelyard and no others.

They are called in worker processes; see steelyard.service.work.excel.
"""

from __future__ import annotations

from steelyard.excel import functions
from steelyard.excel.functions import *  # noqa: F403

__all__ = list(functions.__all__)
del functions
