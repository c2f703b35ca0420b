"""The routes that the task pane calls: which tables to send, and the weighing of what it sent."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from starlette.responses import Response
from starlette.routing import Route

from steelyard.service.routes.excel import LARGE, answered
from steelyard.service.work import pane as pane_work
from steelyard.service.workers.answer import JSON

if TYPE_CHECKING:
    from starlette.requests import Request

    from steelyard.service.workers.lanes import Lanes


def routes(lanes: Lanes) -> list[Route]:
    """The two routes that the pane calls."""

    async def tables(request: Request) -> Response:
        return Response(json.dumps(pane_work.wanted()), media_type=JSON)

    async def weigh(request: Request) -> Response:
        body = await request.body()
        return await answered(
            request, lanes.heavy if len(body) > LARGE else lanes.light, pane_work.weigh, body
        )

    return [
        Route("/steelyard/tables", tables, methods=["GET"]),
        Route("/steelyard/weigh", weigh, methods=["POST"]),
    ]
