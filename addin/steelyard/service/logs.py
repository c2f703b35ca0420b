"""The log: one JSON object a line, about events and never about the content of cells."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any, Final

from steelyard.service.workers.answer import place_of

EVENTS: Final = logging.getLogger("steelyard.service")

WITHOUT_CONTENT: Final = ("uvicorn", "steelyard")
"""Loggers whose messages have no content of cells; of all others only the place in the code is written."""


class Lines(logging.Formatter):
    """Records as JSON; an error is its kind and its place, because its message may quote a cell."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        if record.name.partition(".")[0] in WITHOUT_CONTENT:
            line["event"] = (
                record.getMessage() if record.exc_info is None else str(record.msg).partition("\n")[0]
            )
        else:
            line["event"] = f"{record.module}:{record.lineno}"
        line |= getattr(record, "facts", {})
        if record.exc_info and record.exc_info[1]:
            line["error"] = place_of(record.exc_info[1])
        return json.dumps(line, ensure_ascii=True, default=type)


def log(level: int, event: str, **facts: object) -> None:
    """Write a line about an event of the service."""
    EVENTS.log(level, event, extra={"facts": facts})


def configuration(level: str = "INFO") -> dict[str, Any]:
    """The configuration of all loggers: one stream, one form."""
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
