"""Metrics for Prometheus. No label has a value that a client can choose freely."""

from __future__ import annotations

import os
from typing import Final

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"
"""Variable with the folder in which several server processes add up their metrics."""

SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)

REGISTRY: Final = CollectorRegistry()

REQUESTS: Final = Counter(
    "steelyard_requests", "Requests answered.", ("route", "method", "status"), registry=REGISTRY
)
SECONDS_TAKEN: Final = Histogram(
    "steelyard_request_seconds",
    "From the head of a request to its answer.",
    ("route",),
    buckets=SECONDS,
    registry=REGISTRY,
)
REFUSED: Final = Counter(
    "steelyard_refused", "Requests refused before any work.", ("reason",), registry=REGISTRY
)
WAITING: Final = Gauge(
    "steelyard_waiting",
    "Calls that wait for their turn.",
    ("lane",),
    registry=REGISTRY,
    multiprocess_mode="livesum",
)
WORK: Final = Histogram(
    "steelyard_work_seconds", "Work of a call in its process.", ("lane",), buckets=SECONDS, registry=REGISTRY
)
ENDED: Final = Counter(
    "steelyard_ended",
    "Calls ended: by their deadline, or by the death of their process.",
    ("lane", "how"),
    registry=REGISTRY,
)
FAILED: Final = Counter(
    "steelyard_failed", "Calls that failed because of an unexpected error.", registry=REGISTRY
)

ALL: Final = (REQUESTS, SECONDS_TAKEN, REFUSED, WAITING, WORK, ENDED, FAILED)


def exposition() -> tuple[bytes, str]:
    """The metrics of all server processes so far, and their media type."""
    if not os.environ.get(FOLDER):
        return generate_latest(REGISTRY), CONTENT_TYPE_LATEST
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry), CONTENT_TYPE_LATEST
