"""The server: uvicorn with the application, and the environment that both need."""

from __future__ import annotations

import os
import sys
import tempfile
from typing import TYPE_CHECKING, Final

from steelyard.service.settings import as_environment, for_xlwings, project_folder, require_licence
from steelyard.service.threads import ask_for_one_thread

if TYPE_CHECKING:
    from steelyard.service.settings import Settings

HEAD_BYTES: Final = 65_536
"""Longest head of a request."""

GRACE: Final = 10
"""Seconds that requests have left when the service stops."""


def serve(settings: Settings, *, level: str = "INFO") -> None:
    """Serve until stopped.

    Args:
        settings: the settings of the operator.
        level: the lowest severity that is logged.

    Raises:
        SteelyardError: the licence of xlwings Server is not declared.
    """
    prepare(settings)
    with tempfile.TemporaryDirectory(prefix="steelyard-metrics-") as folder:
        if settings.workers > 1:
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        _run(settings, level)


def prepare(settings: Settings) -> None:
    """Put the settings into the environment, for this process, its worker processes and xlwings Server.

    Raises:
        SteelyardError: the licence of xlwings Server is not declared.
    """
    require_licence(os.environ)
    os.environ.update(environment_of(settings))
    folder = str(project_folder(settings))
    if folder not in sys.path:
        sys.path.insert(0, folder)


def environment_of(settings: Settings) -> dict[str, str]:
    """The environment of this process with the settings, for processes of the service."""
    variables = {**os.environ, **as_environment(settings), **for_xlwings(settings)}
    ask_for_one_thread(variables)
    folder = str(project_folder(settings))
    others = [part for part in variables.get("PYTHONPATH", "").split(os.pathsep) if part not in {"", folder}]
    variables["PYTHONPATH"] = os.pathsep.join([folder, *others])
    return variables


def _run(settings: Settings, level: str) -> None:
    import uvicorn  # noqa: PLC0415 - with the service only

    from steelyard.service.guard.slow_clients import IDLE, TimedConnection  # noqa: PLC0415
    from steelyard.service.logs import configuration  # noqa: PLC0415

    uvicorn.run(
        "steelyard.service.application:application",
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        http=TimedConnection,
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
