"""The page for users without an add-in: they send a workbook by a plain form, and nothing is kept."""

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
from steelyard.service.workers.lanes import WithoutResult

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.datastructures import UploadFile
    from starlette.requests import Request

    from steelyard.service.identity.identity import Role
    from steelyard.service.settings import Settings
    from steelyard.service.workers.lanes import Lanes, NoResult

FOLDER: Final = Path(__file__).parents[1] / "pages"

PAGES: Final = Environment(
    loader=FileSystemLoader(FOLDER),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)

UNSAFE: Final = re.compile(r"[^\w. ()@+-]|^\.+", re.ASCII)
"""Characters of a file's name that are replaced before a page or a header shows it."""

MOST_FINDINGS: Final = 200
"""Findings that the page lists; `steelyard check` lists all of them."""


class InMemory(MultiPartParser):
    """A form whose file is never written to a disk, whatever its size; the guard has bounded it."""

    spool_max_size = 1 << 40


def routes(lanes: Lanes, settings: Settings) -> list[Route]:
    """The page, its answer to a workbook, and its style."""

    async def page(request: Request) -> Response:
        return _page(request, 200, settings)

    async def upload(request: Request) -> Response:
        return await _answer_upload(request, lanes, settings)

    async def style(request: Request) -> Response:
        return Response((FOLDER / "workbook.css").read_bytes(), media_type="text/css")

    return [
        Route("/workbook", page, methods=["GET"]),
        Route("/workbook", upload, methods=["POST"]),
        Route("/workbook.css", style, methods=["GET"]),
    ]


async def _answer_upload(request: Request, lanes: Lanes, settings: Settings) -> Response:
    """The answer to the workbook that the form sends."""
    try:
        form = await InMemory(request.headers, request.stream(), max_files=1, max_fields=4).parse()
    except (MultiPartException, KeyError, ValueError):
        return _page(request, 400, settings, problem="This is not the form of this page.")
    action = form.get("action")
    verb = action if isinstance(action, str) and action in {"score", "check"} else "show"
    name, data = await _read(form.get("workbook"))
    if not data:
        return _page(request, 422, settings, problem="Choose a workbook first.")
    if missing := needed(verb, settings.restricted) - request.state.visit.identity.roles:
        return _page(request, 403, settings, problem=f"This needs the role {min(missing)}.")
    answer = await _run(request, lanes, verb, data, name)
    sent = response(request.state.visit, lanes.heavy, answer)
    if answer.kind == WORKBOOK and answer.status == 200:
        sent.headers["content-disposition"] = f"attachment; filename*=UTF-8''{quote(_scored_name(name))}"
        return sent
    return _page(request, answer.status, settings, name=name, **_content(answer, verb))


def needed(verb: str, restricted: Mapping[str, Role]) -> frozenset[Role]:
    """The roles that a verb needs: the same as by its own route.

    >>> needed("score", {}), needed("check", {})
    (frozenset({<Role.ANALYST: 'analyst'>}), frozenset({<Role.READER: 'reader'>}))
    """
    route = found(f"/v1/{verb}" + ("/ranking" if verb == "show" else ""), "POST")
    return frozenset({route and route.role, restricted.get(verb)} - {None})  # type: ignore[arg-type]


async def _read(file: UploadFile | str | None) -> tuple[str, bytes]:
    """Name and content of the file in the form."""
    if file is None or isinstance(file, str):
        return "", b""
    name = UNSAFE.sub("_", Path((file.filename or "").replace("\\", "/")).name)[-120:]
    return name or "workbook.xlsx", await file.read()


async def _run(request: Request, lanes: Lanes, verb: str, data: bytes, name: str) -> Answer:
    options = {"table": "ranking"} if verb == "show" else {}
    key = request.state.visit.identity.key
    return await lanes.heavy.answer(key, WITHOUT_RESULT, verbs_work.run, verb, data, name, **options)


def _without_result(status: int, reason: NoResult) -> Answer:
    """The reason as a sentence of the page."""
    message = str(reason)
    return Answer(
        status, json.dumps({"error": "", "message": f"{message[0].upper()}{message[1:]}."}).encode()
    )


WITHOUT_RESULT: Final = WithoutResult(busy=503, ended=504, answer=_without_result)


def _content(answer: Answer, verb: str) -> dict[str, object]:
    """What the page shows of an answer."""
    result = json.loads(answer.body)
    if answer.status != 200:
        return {"problem": result["message"]}
    return {"checked": _checked(result)} if verb == "check" else {"ranking": _ranking(result)}


def _scored_name(name: str) -> str:
    """Name of the workbook that is sent back.

    >>> _scored_name("syria.xlsx")
    'syria scored.xlsx'
    """
    return f"{Path(name).stem} scored.xlsx"


def _checked(result: Mapping[str, Any]) -> dict[str, Any]:
    findings = [*result["judgements"], *result.get("live", []), *result.get("computed", [])]
    return {
        "sound": result["sound"],
        "current": result.get("current", True),
        "currency": result.get("currency", "current"),
        "structure": result.get("structure"),
        "findings": findings[:MOST_FINDINGS],
        "more": max(0, len(findings) - MOST_FINDINGS),
    }


def _ranking(result: Mapping[str, Any]) -> dict[str, Any]:
    from steelyard.weigh.sentences import number_words  # noqa: PLC0415 - imports numpy

    wanted = [column for column in result["columns"] if column["name"] not in {"option", "how_firm"}]
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
        for row in result["rows"]
    ]
    return {"title": result["title"], "columns": wanted, "rows": rows}


def _page(request: Request, status: int, settings: Settings, **content: object) -> Response:
    defaults: dict[str, object] = {
        "name": "",
        "problem": "",
        "checked": None,
        "ranking": None,
        "roles": [str(role) for role in request.state.visit.identity.roles],
        "limit": settings.upload_bytes // 1_000_000,
    }
    written = PAGES.get_template("workbook.html").render(defaults | content)
    return Response(written, status, media_type="text/html")
