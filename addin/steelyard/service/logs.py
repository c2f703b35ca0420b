"""The log: one JSON object a line, of what happened and never of what was in a cell."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any, Final

from steelyard.service.workers.answer import place_of

EVENTS: Final = logging.getLogger("steelyard.service")

SPEAKS_FREELY: Final = ("uvicorn", "steelyard")
"""Loggers whose messages hold no content; of all others only the place is written."""


class Lines(logging.Formatter):
    """Records as JSON; an error is its kind and its place, since its words may quote a cell."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        said: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        if record.name.partition(".")[0] in SPEAKS_FREELY:
            said["event"] = (
                record.getMessage() if record.exc_info is None else str(record.msg).partition("\n")[0]
            )
        else:
            said["event"] = f"{record.module}:{record.lineno}"
        said |= getattr(record, "facts", {})
        if record.exc_info and record.exc_info[1]:
            said["error"] = place_of(record.exc_info[1])
        return json.dumps(said, ensure_ascii=True, default=type)


def log(level: int, event: str, **facts: object) -> None:
    """Write a line about an event of the service."""
    EVENTS.log(level, event, extra={"facts": facts})


def configuration(level: str = "INFO") -> dict[str, Any]:
    """What uvicorn and everything else writes by: one stream, one form."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": "steelyard.service.logs.Lines"}},
        "handlers": {
            "out": {"class": "logging.StreamHandler", "formatter": "lines", "stream": "ext://sys.stderr"}
        },
        "root": {"handlers": ["out"], "level": "WARNING"},
        "loggers": {name: {"level": level} for name in ("uvicorn", "steelyard.service")}
        | {"uvicorn.access": {"level": "CRITICAL"}},
    }
