"""The routes that Excel calls: worksheet functions and buttons, each in the lane for its length."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from starlette.responses import Response
from starlette.routing import Route

from steelyard.service.work import excel as excel_work
from steelyard.service.workers.answer import Answer, refused
from steelyard.service.workers.lanes import WithoutResult

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.requests import Request

    from steelyard.service.guard.guard import Visit
    from steelyard.service.identity.identity import Role
    from steelyard.service.workers.lanes import Lane, Lanes

HEAVY: Final = frozenset({"exposure", "frontier", "package_", "solutions", "whatittakes"})
"""Functions that search, so that even small tables may take long."""

LARGE: Final = 1_000_000
"""Bytes of a body above which a call counts as a long one."""

NAMED: Final = re.compile(rb'"func_name"\s*:\s*"(\w{1,64})"')

WITHOUT_RESULT: Final = WithoutResult(
    busy=503, ended=400, answer=lambda status, reason: refused(status, str(reason))
)
"""A call that was ended must not come again: after a 400 the Office client does not send it again."""


def routes(lanes: Lanes, restricted: Mapping[str, Role]) -> list[Route]:
    """The two routes that the Office client calls.

    Args:
        lanes: the lanes that make the calls.
        restricted: roles that the operator requires, by the name of a function or script.
    """

    async def function(request: Request) -> Response:
        body = await request.body()
        name = _name(body)
        light = name != "" and name not in HEAVY and len(body) <= LARGE
        identity = request.state.visit.identity
        return await answered(
            request,
            lanes.light if light else lanes.heavy,
            excel_work.function,
            body,
            identity,
            restricted,
            name,
        )

    async def script(request: Request) -> Response:
        name = request.path_params["name"]
        return await answered(
            request, lanes.heavy, excel_work.script, name, await request.body(), request.state.visit.identity
        )

    return [
        Route("/xlwings/custom-functions-call", function, methods=["POST"]),
        Route("/xlwings/custom-scripts-call/{name}", script, methods=["POST"]),
    ]


def _name(body: bytes) -> str:
    """The function that a body names, found without parsing the body; empty where that is not clear."""
    found = NAMED.findall(body)
    return found[0].decode().casefold() if len(found) == 1 else ""


async def answered(request: Request, lane: Lane, work: Callable[..., Answer], *args: object) -> Response:
    """The answer of a call of Excel or its task pane."""
    visit: Visit = request.state.visit
    assert visit.identity is not None  # noqa: S101 - the guard has refused all others
    answer = await lane.answer(visit.identity.key, WITHOUT_RESULT, work, *args)
    return response(visit, lane, answer)


def response(visit: Visit, lane: Lane, answer: Answer) -> Response:
    """The answer as a response; what the log says of it is added to the visit."""
    visit.facts["lane"] = lane.name
    if answer.name:
        visit.facts["name"] = answer.name
    if answer.failure:
        visit.facts["failure"] = answer.failure
    return Response(answer.body, answer.status, answer.headers, answer.kind)
