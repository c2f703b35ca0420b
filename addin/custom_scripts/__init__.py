"""The buttons that xlwings Server offers: those of steelyard and no others.

They are called in worker processes; see steelyard.service.work.excel.
"""

from __future__ import annotations

from steelyard.excel import server_scripts
from steelyard.excel.server_scripts import *  # noqa: F403

__all__ = list(server_scripts.__all__)
del server_scripts
