"""The verbs over HTTP, described at /openapi.json: from a file to a table, findings or a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from fastapi import FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, RootModel
from starlette.responses import Response

from steelyard import __version__
from steelyard.api import QUESTIONS
from steelyard.service.routes.excel import response
from steelyard.service.work import verbs as verbs_work
from steelyard.service.workers.answer import JSON, OPENDOCUMENT, WORKBOOK, YAML, Answer
from steelyard.service.workers.lanes import WithoutResult

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from steelyard.service.workers.lanes import Lanes, NoResult

    Run = Callable[..., Awaitable[Response]]

TABLES: Final = ", ".join(QUESTIONS)

LONGEST_NAME: Final = 200

OptionalId = Annotated[str | None, Query(max_length=LONGEST_NAME)]
"""An id that may be left out."""


class Problem(BaseModel):
    """Why there is no answer."""

    error: str
    """Kind of the refusal, a name from the reference of errors."""
    message: str
    findings: list[dict[str, str]] = []


class Column(BaseModel):
    """One column of a table."""

    name: str
    title: str
    unit: str


class Shown(BaseModel):
    """A table of results; shares from 0 to 1, "inf" for a rate at which nothing would be enough."""

    table: str
    title: str
    columns: list[Column]
    rows: list[dict[str, float | int | str | bool | None]]


class Checked(BaseModel):
    """The result of a check, as `steelyard check --format json` prints it."""

    file: str
    sound: bool
    judgements: list[dict[str, str]]
    structure: str | None = None
    current: bool | None = None
    fingerprint: str | None = None
    stamp: str | None = None
    changed: list[dict[str, Any]] = []
    live: list[dict[str, str]] = []
    computed: list[dict[str, str]] = []


class Difference(RootModel[dict[str, list[dict[str, float | int | str | bool | None]]]]):
    """The tables of a difference by name, each as a list of rows; empty where nothing differs."""


BINARY: Final = {"schema": {"type": "string", "format": "binary"}}
FILE: Final = {
    "requestBody": {
        "required": True,
        "description": "A workbook, or the text of a model; its content shows which of the two it is.",
        "content": {WORKBOOK: BINARY, OPENDOCUMENT: BINARY, YAML: BINARY, "application/octet-stream": BINARY},
    }
}


FILES: Final = {
    "requestBody": {
        "required": True,
        "description": "A form with the earlier version and the later one, each a workbook or a text.",
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": dict.fromkeys(("old", "new"), BINARY["schema"]),
                    "required": ["old", "new"],
                }
            }
        },
    }
}
TWO: Final = ("diff", "review")
"""The verbs that take two files."""


def _file(*kinds: str) -> dict[str, Any]:
    """An answer that is a file."""
    return {"description": "The file.", "content": dict.fromkeys(kinds, BINARY)}


STATUS_MEANINGS: Final = {
    400: "The request is malformed.",
    401: "No valid token.",
    403: "The role does not suffice.",
    404: "There is no such table.",
    408: "The body came too slowly.",
    413: "The body is too large.",
    415: "A compressed body.",
    421: "Another host is meant.",
    422: "The file or the question is refused, and the message says why.",
    429: "Too many requests.",
    500: "A fault of the service; the log has it.",
    503: "Too busy; try again.",
    504: "It took too long and was ended.",
}
PROBLEMS: Final[dict[int | str, dict[str, Any]]] = {
    status: {"description": meaning, "content": {JSON: {}, "text/plain": {}}}
    for status, meaning in STATUS_MEANINGS.items()
}
for _status in (404, 422, 500, 503, 504):
    PROBLEMS[_status] = {"description": STATUS_MEANINGS[_status], "model": Problem}


VERBS: Final[Mapping[str, tuple[str, dict[str, Any]]]] = {
    "score": (
        "The workbook with its results written back, all else as it was.",
        _file(WORKBOOK, OPENDOCUMENT),
    ),
    "check": ("Whether the file is valid, current and untouched.", {"model": Checked}),
    "show": (f"A table of results: {TABLES}.", {"model": Shown}),
    "export": ("The model out of a workbook, as text.", _file(YAML)),
    "build": ("A new workbook from a model.", _file(WORKBOOK)),
    "release": ("The copy that may leave the house; refused while something leaks.", _file(WORKBOOK)),
    "diff": (
        "What lies between two versions, as `steelyard diff` prints it.",
        {"model": Difference},
    ),
    "review": ("The review workbook of two versions.", _file(WORKBOOK)),
}
"""Every verb: its description, and its answer."""


def application(lanes: Lanes) -> FastAPI:
    """The verbs.

    Args:
        lanes: the lanes that do the work.
    """
    app = FastAPI(
        title="steelyard",
        version=__version__,
        summary="Weigh what to offer against what is delivered.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
    )
    app.add_exception_handler(RequestValidationError, _answer_invalid)
    _add_verbs(app, _runner(lanes))
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]
    return app


def _runner(lanes: Lanes) -> Run:
    """A function that runs a verb on the body of a request, and answers the request."""

    async def run(request: Request, verb: str, **options: str | None) -> Response:
        visit, data = request.state.visit, await request.body()
        if not data:
            return response(
                visit, lanes.heavy, _problem(422, "NotAWorkbook", "the body is empty: send the file")
            )
        where = "the workbook" if data.startswith(b"PK") else "the model.yaml"
        answer = await lanes.heavy.answer(
            visit.identity.key, WITHOUT_RESULT, verbs_work.run, verb, data, where, **options
        )
        return response(visit, lanes.heavy, answer)

    return run


def _add_verbs(app: FastAPI, run: Run) -> None:
    async def show(
        request: Request, table: str, scenario: OptionalId = None, stakeholder: OptionalId = None
    ) -> Response:
        return await run(request, "show", table=table, scenario=scenario, stakeholder=stakeholder)

    async def show_difference(
        request: Request,
        stakeholder: OptionalId = None,
        without_secrets: Annotated[Literal["yes", "no"], Query()] = "no",
    ) -> Response:
        verb, kind = request.url.path.rpartition("/")[2], request.headers.get("content-type", "")
        return await run(request, verb, kind=kind, stakeholder=stakeholder, without_secrets=without_secrets)

    endpoints: dict[str, Callable[..., Any]] = {"show": show, **dict.fromkeys(TWO, show_difference)}
    for verb, (summary, answer) in VERBS.items():
        app.add_api_route(
            f"/v1/{verb}" + ("/{table}" if verb == "show" else ""),
            endpoints.get(verb) or _endpoint(run, verb),
            methods=["POST"],
            name=verb,
            summary=summary,
            responses=PROBLEMS | {200: answer},
            openapi_extra=FILES if verb in TWO else FILE,
            response_class=Response,
        )


def _endpoint(run: Run, verb: str) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint of a verb that takes only the file."""

    async def endpoint(request: Request) -> Response:
        return await run(request, verb)

    return endpoint


def _problem(status: int, error: str, message: str) -> Answer:
    return Answer(status, Problem(error=error, message=message).model_dump_json().encode(), JSON)


def _without_result(status: int, reason: NoResult) -> Answer:
    return _problem(status, type(reason).__name__, str(reason))


WITHOUT_RESULT: Final = WithoutResult(busy=503, ended=504, answer=_without_result)


async def _answer_invalid(request: Request, error: Exception) -> Response:
    """The answer to a query that is not valid, without quoting the query."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - FastAPI calls this for no other
    places = ", ".join(".".join(map(str, one["loc"])) for one in error.errors())
    refusal = _problem(422, "UnknownName", f"{places}: at most {LONGEST_NAME} characters are needed")
    return Response(refusal.body, refusal.status, media_type=refusal.kind)


def _openapi(app: FastAPI) -> dict[str, Any]:
    """The description at /openapi.json, with the token that every verb needs."""
    from fastapi.openapi.utils import get_openapi  # noqa: PLC0415 - only for a request of it

    if not app.openapi_schema:
        description = get_openapi(
            title=app.title, version=app.version, summary=app.summary, routes=app.routes
        )
        description["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
        description["security"] = [{"token": []}]
        app.openapi_schema = description
    return app.openapi_schema
