"""The page for users without an add-in: they send a workbook by a plain form, and nothing is kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import Response
from starlette.routing import Route

from steelyard.service.guard.permissions import found
from steelyard.service.routes.excel import response
from steelyard.service.routes.page_content import checked, ranking
from steelyard.service.work import page as page_work
from steelyard.service.work import verbs as verbs_work
from steelyard.service.workers.answer import ENDINGS, Answer
from steelyard.service.workers.lanes import NoResult, TooBusy
from steelyard.workbook.reviewing.page import STYLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from steelyard.service.identity.identity import Role
    from steelyard.service.settings import Settings
    from steelyard.service.workers.lanes import Lanes

FOLDER: Final = Path(__file__).parents[1] / "pages"

PAGES: Final = Environment(
    loader=FileSystemLoader(FOLDER),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def routes(lanes: Lanes, settings: Settings) -> list[Route]:
    """The first page, the page for a workbook, its answer to one, and the style of both."""

    async def page(request: Request) -> Response:
        return _page(request, 200, settings)

    async def upload(request: Request) -> Response:
        return await _answer_upload(request, lanes, settings)

    async def style(request: Request) -> Response:
        return Response(STYLE.read_bytes(), media_type="text/css")

    async def landing(request: Request) -> Response:
        return Response(PAGES.get_template("landing.html").render(), media_type="text/html")

    return [
        Route("/", landing, methods=["GET"]),
        Route("/workbook", page, methods=["GET"]),
        Route("/workbook", upload, methods=["POST"]),
        Route("/workbook.css", style, methods=["GET"]),
    ]


async def _answer_upload(request: Request, lanes: Lanes, settings: Settings) -> Response:
    """The answer to the workbook that the form sends; a worker process parses the form."""
    visit = request.state.visit
    lacking = {verb: needed(verb, settings.restricted) - visit.identity.roles for verb in verbs_work.VERBS}
    missing = {verb: str(min(roles)) for verb, roles in lacking.items() if roles}
    kind = request.headers.get("content-type", "")
    try:
        done = await lanes.heavy.run(
            visit.identity.key, page_work.upload, await request.body(), kind, missing
        )
    except NoResult as reason:
        message = str(reason)
        status = 503 if isinstance(reason, TooBusy) else 504
        return _page(request, status, settings, problem=f"{message[0].upper()}{message[1:]}.")
    sent = response(visit, lanes.heavy, done.answer)
    if done.problem:
        return _page(request, done.answer.status, settings, problem=done.problem)
    if done.answer.kind in ENDINGS and done.answer.status == 200:
        ending = ENDINGS[done.answer.kind]
        name = quote(verbs_work.sent_name(done.verb, done.name, ending))
        sent.headers["content-disposition"] = f"attachment; filename*=UTF-8''{name}"
        return sent
    shown = {"name": done.name, "earlier": done.earlier, **_content(done.answer, done.verb)}
    return _page(request, done.answer.status, settings, **shown)


def needed(verb: str, restricted: Mapping[str, Role]) -> frozenset[Role]:
    """The roles that a verb needs: the same as by its own route.

    >>> needed("score", {}), needed("check", {})
    (frozenset({<Role.ANALYST: 'analyst'>}), frozenset({<Role.READER: 'reader'>}))
    """
    route = found(f"/v1/{verb}" + ("/ranking" if verb == "show" else ""), "POST")
    return frozenset({route and route.role, restricted.get(verb)} - {None})  # type: ignore[arg-type]


def _content(answer: Answer, verb: str) -> dict[str, object]:
    """What the page shows of an answer."""
    if answer.status == 200 and verb == "diff":
        return {"difference": answer.body.decode()}
    result = json.loads(answer.body)
    if answer.status != 200:
        return {"problem": result["message"]}
    return {"checked": checked(result)} if verb == "check" else {"ranking": ranking(result)}


def _page(request: Request, status: int, settings: Settings, **content: object) -> Response:
    defaults: dict[str, object] = {
        "name": "",
        "problem": "",
        "checked": None,
        "ranking": None,
        "difference": "",
        "earlier": "",
        "roles": [str(role) for role in request.state.visit.identity.roles],
        "limit": settings.upload_bytes // 1_000_000,
    }
    written = PAGES.get_template("workbook.html").render(defaults | content)
    return Response(written, status, media_type="text/html")
