"""What messages advise where part of a workbook is gone: first what keeps the file."""

from __future__ import annotations

UNDO = "Undo that, or go back to an earlier copy of the file"

NEW_WORKBOOK = (
    "steelyard export, then steelyard build, makes a new workbook of the judgements. Your own sheets, "
    "columns, comments and formats do not move into it, so keep the old file"
)
"""The last resort, which costs what people added by themselves."""
