"""The whole service as one application: the guard, and behind it the routes and xlwings Server."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.routing import Mount, Route, Router

from steelyard import __version__
from steelyard.service import metrics
from steelyard.service.guard.guard import Guard
from steelyard.service.identity.authentication import Authentication
from steelyard.service.routes import excel, page, pane, verbs
from steelyard.service.server import prepare
from steelyard.service.settings import read
from steelyard.service.workers.lanes import Lanes

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

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
    routes = [
        Route("/health", health, methods=["GET"]),
        Route("/ready", readiness(lanes), methods=["GET"]),
        Route("/metrics", metrics_text, methods=["GET"]),
        *page.routes(lanes, settings),
        *excel.routes(lanes, settings.restricted),
        *pane.routes(lanes, settings),
        Mount("/", app=verbs_or_xlwings(verbs.application(lanes), xlwings_server(settings))),
    ]
    inside: Any = Router(routes, lifespan=lambda _: lanes.running())
    if settings.origins:
        inside = CORSMiddleware(
            inside, allow_origins=[*settings.origins], allow_methods=["POST"], allow_headers=["*"]
        )
    return Guard(inside, settings, Authentication(settings), lanes)


def verbs_or_xlwings(verbs_app: App, xlwings_app: App) -> App:
    """The application of the verbs, and for every path that is not theirs xlwings Server."""

    async def chosen(scope: Message, receive: Receive, send: Send) -> None:
        if scope["method"] == "POST" and scope["path"].startswith("/xlwings/"):
            await Response("Not Found", 404)(
                scope, receive, send
            )  # only our own routes take calls, so that no other spelling of a path reaches xlwings
        elif scope["path"].startswith(("/v1/", "/openapi.json")):
            await verbs_app(scope, receive, send)
        else:
            await xlwings_app(scope, receive, send)

    return chosen


def xlwings_server(settings: Settings) -> Any:
    """Xlwings Server's own application: the task pane, the manifest, names of functions and buttons.

    It reads its variables when it is imported, so they are set first. Its own lifespan is not run.
    """
    prepare(settings)
    from xlwings_server.main import main_app  # noqa: PLC0415 - not before its variables are set

    return main_app


async def health(request: Request) -> Response:
    """Whether the process that listens runs, and its version; nothing else is asked."""
    return Response(json.dumps({"status": "ok", "version": __version__}), media_type="application/json")


def readiness(lanes: Lanes) -> Callable[[Request], Awaitable[Response]]:
    """The route that says whether the service can answer calls: it asks worker processes of every lane."""

    async def ready(request: Request) -> Response:
        answers = await lanes.ready()
        body = {"ready": all(answers.values()), "lanes": answers}
        return Response(json.dumps(body), 200 if body["ready"] else 503, media_type="application/json")

    return ready


async def metrics_text(request: Request) -> Response:
    """The metrics, for Prometheus."""
    body, kind = metrics.exposition()
    return Response(body, media_type=kind)
