"""The buttons under the name by which workbooks of xlwings Lite may import them; see `server_scripts`."""

from __future__ import annotations

from steelyard.excel import server_scripts
from steelyard.excel.server_scripts import *  # noqa: F403

__all__ = list(server_scripts.__all__)
