"""The whole service as one application: the guard, and behind it verbs, page, Excel's calls and its pane."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.routing import Mount, Route, Router

from steelyard import __version__
from steelyard.service import metrics
from steelyard.service.guard.guard import Guard
from steelyard.service.identity.authentication import Door
from steelyard.service.routes import excel as calls
from steelyard.service.routes import page, pane, verbs
from steelyard.service.server import prepare
from steelyard.service.settings import read
from steelyard.service.workers.lanes import Lanes

if TYPE_CHECKING:
    from starlette.requests import Request

    from steelyard.service.guard.guard import App, Message, Receive, Send
    from steelyard.service.settings import Settings


def application() -> Guard:
    """What is served, by the settings in the environment.

    Raises:
        SteelyardError: with these settings it must not start.
    """
    settings = read()
    lanes = Lanes(settings)
    known = [
        Route("/health", health, methods=["GET"]),
        Route("/metrics", counted, methods=["GET"]),
        *page.routes(lanes, settings),
        *calls.routes(lanes, settings.restricted),
        *pane.routes(lanes),
        Mount("/", app=either(verbs.application(lanes), xlwings_server(settings))),
    ]
    inside: Any = Router(known, lifespan=lambda _: lanes.running())
    if settings.origins:
        inside = CORSMiddleware(
            inside, allow_origins=[*settings.origins], allow_methods=["POST"], allow_headers=["*"]
        )
    return Guard(inside, settings, Door(settings), lanes)


def either(described: App, excel: App) -> App:
    """The verbs, which describe themselves, and for every other path Excel's application."""

    async def chosen(scope: Message, receive: Receive, send: Send) -> None:
        if scope["method"] == "POST" and scope["path"].startswith("/xlwings/"):
            await Response("Not Found", 404)(scope, receive, send)  # calls are ours, by every spelling
        elif scope["path"].startswith(("/v1/", "/openapi.json")):
            await described(scope, receive, send)
        else:
            await excel(scope, receive, send)

    return chosen


def xlwings_server(settings: Settings) -> Any:
    """Xlwings Server's own application: the task pane, the manifest, names of functions and buttons.

    Its variables are set first, since it reads them when it is imported. Its own lifespan is not run.
    """
    prepare(settings)
    from xlwings_server.main import main_app  # noqa: PLC0415 - not before its variables are set

    return main_app


async def health(request: Request) -> Response:
    """That the service runs, and which version."""
    return Response(json.dumps({"status": "ok", "version": __version__}), media_type="application/json")


async def counted(request: Request) -> Response:
    """What was counted, for Prometheus."""
    body, kind = metrics.exposition()
    return Response(body, media_type=kind)
