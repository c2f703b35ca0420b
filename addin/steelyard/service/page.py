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

from steelyard.service import verbs_work
from steelyard.service.answer import WORKBOOK, Answer
from steelyard.service.calls import response
from steelyard.service.lanes import Ended, TooBusy
from steelyard.service.routes import found

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.datastructures import UploadFile
    from starlette.requests import Request

    from steelyard.service.identity import Role
    from steelyard.service.lanes import Lanes
    from steelyard.service.settings import Settings

HERE: Final = Path(__file__).parent / "pages"

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
    limit = settings.upload_bytes // 1_000_000

    async def page(request: Request) -> Response:
        return _page(200, limit=limit, roles=_roles(request))

    async def dropped(request: Request) -> Response:
        try:
            form = await InMemory(request.headers, request.stream(), max_files=1, max_fields=4).parse()
        except (MultiPartException, KeyError, ValueError):
            return _page(400, limit=limit, roles=_roles(request), problem="This is not what the form sends.")
        file, action = form.get("workbook"), form.get("action")
        name, data = await _read(file)
        if not data:
            return _page(422, limit=limit, roles=_roles(request), problem="Choose a workbook first.")
        verb = action if isinstance(action, str) and action in {"score", "check"} else "show"
        if missing := needed(verb, settings.restricted) - request.state.visit.identity.roles:
            problem = f"This needs the role {min(missing)}."
            return _page(403, limit=limit, roles=_roles(request), problem=problem)
        answer = await _done(request, lanes, verb, data, name)
        return _told(request, lanes, answer, verb, name, limit)

    async def style(request: Request) -> Response:
        return Response((HERE / "workbook.css").read_bytes(), media_type="text/css")

    return [
        Route("/workbook", page, methods=["GET"]),
        Route("/workbook", dropped, methods=["POST"]),
        Route("/workbook.css", style, methods=["GET"]),
    ]


def needed(verb: str, restricted: Mapping[str, Role]) -> frozenset[Role]:
    """The roles that a verb needs here as it does by its own route.

    >>> needed("score", {}), needed("check", {})
    (frozenset({<Role.ANALYST: 'analyst'>}), frozenset({<Role.READER: 'reader'>}))
    """
    route = found(f"/v1/{verb}" + ("/ranking" if verb == "show" else ""), "POST")
    return frozenset({route and route.role, restricted.get(verb)} - {None})  # type: ignore[arg-type]


def _roles(request: Request) -> list[str]:
    return sorted(map(str, request.state.visit.identity.roles))


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


def _told(request: Request, lanes: Lanes, answer: Answer, verb: str, name: str, limit: int) -> Response:
    """The workbook itself, or the page with what there is to say of it."""
    roles = _roles(request)
    sent = response(request.state.visit, lanes.heavy, answer)
    if answer.kind == WORKBOOK and answer.status == 200:
        sent.headers["content-disposition"] = f"attachment; filename*=UTF-8''{quote(_scored(name))}"
        return sent
    said = json.loads(answer.body)
    if answer.status != 200:
        return _page(answer.status, limit=limit, roles=roles, name=name, problem=said["message"])
    if verb == "check":
        return _page(200, limit=limit, roles=roles, name=name, checked=_checked(said))
    return _page(200, limit=limit, roles=roles, name=name, ranking=_ranking(said))


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
    from steelyard.weigh.sentences import shown  # noqa: PLC0415 - brings numpy along

    wanted = [column for column in said["columns"] if column["name"] not in {"option", "how_firm"}]
    rows = [
        [
            {
                "text": shown(row[column["name"]])
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


def _page(status: int, **said: object) -> Response:
    blank: dict[str, object] = {"name": "", "problem": "", "checked": None, "ranking": None}
    return Response(PAGES.get_template("workbook.html").render(blank | said), status, media_type="text/html")
