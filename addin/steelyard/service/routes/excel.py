"""Calls of Excel over HTTP: to the lane that fits, and back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from starlette.responses import Response
from starlette.routing import Route

from steelyard.service.work import excel as calls_work
from steelyard.service.workers.answer import Answer, refused
from steelyard.service.workers.lanes import Ended, TooBusy

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.requests import Request

    from steelyard.service.guard.guard import Visit
    from steelyard.service.identity.identity import Role
    from steelyard.service.workers.lanes import Lane, Lanes

HEAVY: Final = frozenset({"exposure", "frontier", "package_", "solutions", "whatittakes"})
"""Functions that search, and may take long whatever they are given."""

LARGE: Final = 1_000_000
"""Bytes of a body from which on any call goes where the long ones are."""

NAMED: Final = re.compile(rb'"func_name"\s*:\s*"(\w{1,64})"')


def routes(lanes: Lanes, restricted: Mapping[str, Role]) -> list[Route]:
    """The two routes that the Office client calls.

    Args:
        lanes: where calls are made.
        restricted: roles that the operator asks for, by the name of a function or script.
    """

    async def function(request: Request) -> Response:
        body = await request.body()
        name = _name(body)
        lane = lanes.heavy if name in HEAVY or len(body) > LARGE else lanes.light
        identity = request.state.visit.identity
        return await answered(request, lane, calls_work.function, body, identity, restricted)

    async def script(request: Request) -> Response:
        name = request.path_params["name"]
        return await answered(
            request, lanes.heavy, calls_work.script, name, await request.body(), request.state.visit.identity
        )

    return [
        Route("/xlwings/custom-functions-call", function, methods=["POST"]),
        Route("/xlwings/custom-scripts-call/{name}", script, methods=["POST"]),
    ]


def _name(body: bytes) -> str:
    """The function that a body asks for, as far as can be told without reading it; the worker reads it."""
    found = NAMED.findall(body)
    return found[0].decode().casefold() if len(found) == 1 else ""


async def answered(request: Request, lane: Lane, work: Callable[..., Answer], *args: object) -> Response:
    """What the lane answers; what it cannot, in a way that the Office client does not try again."""
    visit: Visit = request.state.visit
    assert visit.identity is not None  # noqa: S101 - the guard lets nobody else in
    try:
        answer = await lane.run(visit.identity.key, work, *args)
    except TooBusy:
        answer = refused(503, "the service is busy; calculate again in a while")
    except Ended as ended:
        answer = refused(400, f"the call has no result: {ended.reason}")
    return response(visit, lane, answer)


def response(visit: Visit, lane: Lane, answer: Answer) -> Response:
    """The answer as it goes out, and its traces in the log."""
    visit.facts["lane"] = lane.name
    if answer.name:
        visit.facts["name"] = answer.name
    if answer.failure:
        visit.facts["failure"] = answer.failure
    return Response(answer.body, answer.status, answer.headers, answer.kind)
