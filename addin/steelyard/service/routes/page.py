"""The page to drop a workbook on, for those without an add-in: plain forms, no script, nothing kept."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.responses import Response
from starlette.routing import Route

from steelyard.service.guard.permissions import found
from steelyard.service.routes.excel import response
from steelyard.service.work import verbs as verbs_work
from steelyard.service.workers.answer import WORKBOOK, Answer
from steelyard.service.workers.lanes import Ended, TooBusy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.datastructures import UploadFile
    from starlette.requests import Request

    from steelyard.service.identity.identity import Role
    from steelyard.service.settings import Settings
    from steelyard.service.workers.lanes import Lanes

HERE: Final = Path(__file__).resolve().parents[1] / "pages"

PAGES: Final = Environment(
    loader=FileSystemLoader(HERE),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)

UNTOLD: Final = re.compile(r"[^\w. ()@+-]|^\.+", re.ASCII)
"""What a file's name loses on its way into a page or a header."""

SHOWN: Final = 200
"""Findings that the page lists; the command line has all of them."""


class InMemory(MultiPartParser):
    """A form whose file never touches a disk, however large it is; the guard has bounded it."""

    spool_max_size = 1 << 40


def routes(lanes: Lanes, settings: Settings) -> list[Route]:
    """The page, what it does with a workbook, and its looks."""

    async def page(request: Request) -> Response:
        return _page(request, 200, settings)

    async def dropped(request: Request) -> Response:
        return await _dropped(request, lanes, settings)

    async def style(request: Request) -> Response:
        return Response((HERE / "workbook.css").read_bytes(), media_type="text/css")

    return [
        Route("/workbook", page, methods=["GET"]),
        Route("/workbook", dropped, methods=["POST"]),
        Route("/workbook.css", style, methods=["GET"]),
    ]


async def _dropped(request: Request, lanes: Lanes, settings: Settings) -> Response:
    """What there is to say of the workbook that the form sends."""
    try:
        form = await InMemory(request.headers, request.stream(), max_files=1, max_fields=4).parse()
    except (MultiPartException, KeyError, ValueError):
        return _page(request, 400, settings, problem="This is not what the form sends.")
    action = form.get("action")
    verb = action if isinstance(action, str) and action in {"score", "check"} else "show"
    name, data = await _read(form.get("workbook"))
    if not data:
        return _page(request, 422, settings, problem="Choose a workbook first.")
    if missing := needed(verb, settings.restricted) - request.state.visit.identity.roles:
        return _page(request, 403, settings, problem=f"This needs the role {min(missing)}.")
    answer = await _done(request, lanes, verb, data, name)
    sent = response(request.state.visit, lanes.heavy, answer)
    if answer.kind == WORKBOOK and answer.status == 200:
        sent.headers["content-disposition"] = f"attachment; filename*=UTF-8''{quote(_scored(name))}"
        return sent
    return _page(request, answer.status, settings, name=name, **_told(answer, verb))


def needed(verb: str, restricted: Mapping[str, Role]) -> frozenset[Role]:
    """The roles that a verb needs here as it does by its own route.

    >>> needed("score", {}), needed("check", {})
    (frozenset({<Role.ANALYST: 'analyst'>}), frozenset({<Role.READER: 'reader'>}))
    """
    route = found(f"/v1/{verb}" + ("/ranking" if verb == "show" else ""), "POST")
    return frozenset({route and route.role, restricted.get(verb)} - {None})  # type: ignore[arg-type]


async def _read(file: UploadFile | str | None) -> tuple[str, bytes]:
    """Name and content of what was dropped."""
    if file is None or isinstance(file, str):
        return "", b""
    name = UNTOLD.sub("_", Path((file.filename or "").replace("\\", "/")).name)[-120:]
    return name or "workbook.xlsx", await file.read()


async def _done(request: Request, lanes: Lanes, verb: str, data: bytes, name: str) -> Answer:
    asked = {"table": "ranking"} if verb == "show" else {}
    key = request.state.visit.identity.key
    try:
        return await lanes.heavy.run(key, verbs_work.answered, verb, data, name, **asked)
    except TooBusy:
        return _plain(503, "The service is busy; try again in a while.")
    except Ended as ended:
        return _plain(504, f"There is no result: {ended.reason}.")


def _plain(status: int, message: str) -> Answer:
    return Answer(status, json.dumps({"error": "", "message": message}).encode())


def _told(answer: Answer, verb: str) -> dict[str, object]:
    """What the page says of an answer."""
    said = json.loads(answer.body)
    if answer.status != 200:
        return {"problem": said["message"]}
    return {"checked": _checked(said)} if verb == "check" else {"ranking": _ranking(said)}


def _scored(name: str) -> str:
    """What the workbook is called when it comes back.

    >>> _scored("syria.xlsx")
    'syria scored.xlsx'
    """
    return f"{Path(name).stem} scored.xlsx"


def _checked(said: Mapping[str, Any]) -> dict[str, Any]:
    findings = [*said["judgements"], *said.get("live", []), *said.get("computed", [])]
    return {
        "sound": said["sound"],
        "current": said.get("current", True),
        "structure": said.get("structure"),
        "findings": findings[:SHOWN],
        "more": max(0, len(findings) - SHOWN),
    }


def _ranking(said: Mapping[str, Any]) -> dict[str, Any]:
    from steelyard.weigh.sentences import number_words  # noqa: PLC0415 - brings numpy along

    wanted = [column for column in said["columns"] if column["name"] not in {"option", "how_firm"}]
    rows = [
        [
            {
                "text": number_words(row[column["name"]])
                if column["unit"] == "points" and isinstance(row[column["name"]], (int, float))
                else ""
                if row[column["name"]] is None
                else str(row[column["name"]]),
                "number": column["unit"] in {"points", "count", "share"},
                "whole": column["name"] == "verdict",
            }
            for column in wanted
        ]
        for row in said["rows"]
    ]
    return {"title": said["title"], "columns": wanted, "rows": rows}


def _page(request: Request, status: int, settings: Settings, **said: object) -> Response:
    told: dict[str, object] = {
        "name": "",
        "problem": "",
        "checked": None,
        "ranking": None,
        "roles": [str(role) for role in request.state.visit.identity.roles],
        "limit": settings.upload_bytes // 1_000_000,
    }
    written = PAGES.get_template("workbook.html").render(told | said)
    return Response(written, status, media_type="text/html")
