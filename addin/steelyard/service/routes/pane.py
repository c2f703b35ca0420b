"""The routes that the task pane calls: what to send, and the answers to what it sent."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from starlette.responses import Response
from starlette.routing import Route

from steelyard.service.routes.excel import LARGE, answered
from steelyard.service.work import pane as pane_work
from steelyard.service.work import pane_files
from steelyard.service.workers.answer import JSON

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from steelyard.service.settings import Settings
    from steelyard.service.workers.answer import Answer
    from steelyard.service.workers.lanes import Lanes


def routes(lanes: Lanes, settings: Settings) -> list[Route]:
    """The routes that the pane calls."""

    async def tables(request: Request) -> Response:
        wanted = pane_work.wanted() | {"largest": settings.upload_bytes}
        return Response(json.dumps(wanted), media_type=JSON)

    async def weigh(request: Request) -> Response:
        body = await request.body()
        return await answered(
            request, lanes.heavy if len(body) > LARGE else lanes.light, pane_work.weigh, body
        )

    async def compare(request: Request) -> Response:
        return await _of_files(request, lanes, pane_files.compare)

    async def release(request: Request) -> Response:
        return await _of_files(request, lanes, pane_files.release)

    return [
        Route("/steelyard/tables", tables, methods=["GET"]),
        Route("/steelyard/weigh", weigh, methods=["POST"]),
        Route("/steelyard/compare", compare, methods=["POST"]),
        Route("/steelyard/release", release, methods=["POST"]),
    ]


async def _of_files(request: Request, lanes: Lanes, work: Callable[[bytes, str], Answer]) -> Response:
    """The answer to a form with files, which a worker process parses."""
    kind = request.headers.get("content-type", "")
    return await answered(request, lanes.heavy, work, await request.body(), kind)
