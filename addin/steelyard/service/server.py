"""The server: the application in uvicorn, with what it needs around it."""

from __future__ import annotations

import os
import sys
import tempfile
from typing import TYPE_CHECKING, Final

from steelyard.service.settings import as_environment, for_xlwings, project_folder, require_licence

if TYPE_CHECKING:
    from steelyard.service.settings import Settings

HEAD_BYTES: Final = 65_536
"""Longest head of a request."""

IDLE: Final = 65
"""Seconds that a connection may stay open unused; longer than most users think between two changes."""

GRACE: Final = 10
"""Seconds that requests have to end when the service does."""

ONE_THREAD: Final = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
"""Variables that keep arithmetic from starting threads in every worker; there are processes enough."""


def serve(settings: Settings, *, level: str = "INFO") -> None:
    """Serve until told to stop.

    Args:
        settings: what the operator decided.
        level: from which severity on events are written.

    Raises:
        SteelyardError: the licence of xlwings Server is not declared.
    """
    prepare(settings)
    with tempfile.TemporaryDirectory(prefix="steelyard-metrics-") as together:
        if settings.workers > 1:
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = together
        _run(settings, level)


def prepare(settings: Settings) -> None:
    """Put the settings where this process, its worker processes and xlwings Server find them.

    Raises:
        SteelyardError: the licence of xlwings Server is not declared.
    """
    require_licence(os.environ)
    os.environ.update(as_environment(settings) | for_xlwings(settings))
    for name in ONE_THREAD:
        os.environ.setdefault(name, "1")
    folder = str(project_folder(settings))
    if folder not in sys.path:
        sys.path.insert(0, folder)
    others = [part for part in os.environ.get("PYTHONPATH", "").split(os.pathsep) if part not in {"", folder}]
    os.environ["PYTHONPATH"] = os.pathsep.join([folder, *others])


def _run(settings: Settings, level: str) -> None:
    import uvicorn  # noqa: PLC0415 - with the service only

    from steelyard.service.guard.slow_clients import Patient  # noqa: PLC0415
    from steelyard.service.logs import configuration  # noqa: PLC0415

    uvicorn.run(
        "steelyard.service.application:application",
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        http=Patient,
        ws="none",
        lifespan="on",
        log_config=configuration(level),
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.proxies),
        forwarded_allow_ips=list(settings.proxies),
        limit_concurrency=settings.connections,
        timeout_keep_alive=IDLE,
        timeout_graceful_shutdown=GRACE,
        ssl_certfile=settings.tls_certificate,
        ssl_keyfile=settings.tls_key,
        h11_max_incomplete_event_size=HEAD_BYTES,
    )
