"""The one application that is served: everything of xlwings Server stands behind steelyard's guard."""

from __future__ import annotations

from steelyard.service.application import application

app = application()
