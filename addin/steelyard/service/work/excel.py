"""Calls of Excel in a worker process: a worksheet function or a button.

xlwings Server converts the cells, calls, and converts the result, as it would in its own process. In a worker
process the call can be ended at any moment and delays no other call. It leaves nothing for the next one but
the last weighings of worksheet functions, which only the same user gets: see `weigh.kept_weighings`.
"""

from __future__ import annotations

import asyncio
import json
import sys
from functools import cache
from inspect import Parameter, signature
from typing import TYPE_CHECKING, Any

from steelyard.errors import SteelyardError
from steelyard.service.identity.identity import Role
from steelyard.service.workers.answer import JSON, Answer, place_of, refused
from steelyard.weigh.kept_weighings import kept_for

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable, Mapping

    from steelyard.service.identity.identity import Identity


NOT_THERE: Any = None
"""What stands among the imported modules for one that cannot be imported, so that nobody searches for it."""


def preload() -> None:
    """Import what calls need, so that the first call does not wait for it."""
    sys.modules.setdefault("pyodide", NOT_THERE)  # xlwings tries to import it once for each argument
    import xlwings_server.main  # noqa: F401, PLC0415 - registers the converters

    import custom_functions  # noqa: F401, PLC0415
    import custom_scripts  # noqa: F401, PLC0415


def function(body: bytes, identity: Identity, restricted: Mapping[str, Role], named: str = "") -> Answer:
    """A worksheet function as the Office client calls it.

    Args:
        body: JSON with func_name and args, each a matrix of cells.
        identity: who calls.
        restricted: roles that the operator requires, by the name that Excel shows, in lower case.
        named: the function by which the lane was chosen, in lower case; empty where the body did not show it.
    """
    with kept_for(identity.key):
        return _answer(lambda: _function(body, identity, restricted, named))


def script(name: str, body: bytes, identity: Identity) -> Answer:
    """A button, pressed on the workbook whose content is in the body."""
    return _answer(lambda: _script(name, body, identity))


def _answer(call: Callable[[], Coroutine[Any, Any, Answer]]) -> Answer:
    """The answer of a call, or of its error.

    A refusal of steelyard or xlwings is for the user: 400 with its message, which the Office client shows and
    after which it does not call again. Any other error is a fault of the program: 500 without its message,
    and the log gets its kind and its place.
    """
    import xlwings as xw  # noqa: PLC0415 - reads its settings when it is imported
    from fastapi import HTTPException  # noqa: PLC0415
    from redis.exceptions import RedisError  # noqa: PLC0415
    from xlwings_server.object_handles import XlwingsOperationalError  # noqa: PLC0415

    try:
        return asyncio.run(call())
    except (XlwingsOperationalError, RedisError):
        return refused(503, "the object cache does not answer; try again")
    except (SteelyardError, xw.XlwingsError) as refusal:
        return refused(400, str(refusal))
    except HTTPException as refusal:
        return refused(refusal.status_code, str(refusal.detail))
    except Exception as error:
        return Answer(500, b"An error occurred.", failure=place_of(error))


async def _function(body: bytes, identity: Identity, restricted: Mapping[str, Role], named: str) -> Answer:
    from xlwings_server.databases import redis_pool  # noqa: PLC0415
    from xlwings_server.object_handles import CONVERTER_KEYS  # noqa: PLC0415
    from xlwings_server.routers.xlwings import custom_functions_call  # noqa: PLC0415

    import custom_functions  # noqa: PLC0415 - found in the project folder, under xlwings' settings

    data = _parsed(body)
    name = data.get("func_name")
    offered = _offered(custom_functions, "__xlfunc__")
    if not isinstance(name, str) or name not in offered or not isinstance(data.get("args"), list):
        return refused(400, "there is no such function")
    if named and name.casefold() != named:
        return refused(400, "the request names two functions")  # one would have the lane of the other
    declared = offered[name].__xlfunc__
    shown_name = declared.get("excel_name") or name
    wanted = {*(declared["required_roles"] or ()), restricted.get(shown_name.casefold(), Role.READER)}
    if denied := _denied(wanted, identity):
        return denied
    if declared["ret"]["options"].get("convert") in CONVERTER_KEYS and redis_pool is None:
        return refused(400, f"{name} returns an object, and this service has no object cache to keep it in")
    if misfit := _misfit(shown_name, offered[name], data["args"]):
        return refused(400, misfit)
    result = await custom_functions_call(
        _user(identity), _redis(), {"client": "Office.js", "version": "", "runtime": "1.1", **data}
    )
    return Answer(200, _written(result), JSON, name=name)


async def _script(name: str, body: bytes, identity: Identity) -> Answer:
    import xlwings as xw  # noqa: PLC0415
    from xlwings.pro import _xlremote  # noqa: PLC0415
    from xlwings_server.routers.xlwings import custom_scripts_call  # noqa: PLC0415

    import custom_scripts  # noqa: PLC0415 - found in the project folder, under xlwings' settings

    offered = _offered(custom_scripts, "__xlscript__")
    if name not in offered:
        return refused(400, "there is no such script")
    if denied := _denied(offered[name].__xlscript__.get("required_roles") or (), identity):
        return denied
    data = _parsed(body)
    arguments = data.pop("args", None) or []
    if not isinstance(arguments, list):
        return refused(400, "args: a list is needed")
    book = xw.Book(json=_whole(data))
    try:
        done = await custom_scripts_call(name, arguments, book, _user(identity))
        return Answer(200, _written(done), JSON, name=name)
    finally:
        book.close()
        _xlremote.get_range_api.cache_clear()  # its cache would keep every workbook in memory


def _whole(data: dict[str, Any]) -> dict[str, Any]:
    """The content of the workbook, checked for the form that xlwings reads."""
    sheets = data.get("sheets")
    if not isinstance(data.get("book"), dict) or not isinstance(sheets, list):
        raise SteelyardError("the request lacks the content of the workbook: book and sheets are needed")
    if not all(isinstance(sheet, dict) and isinstance(sheet.get("name"), str) for sheet in sheets):
        raise SteelyardError("every sheet needs its name")
    return data


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise SteelyardError("the request is no JSON") from None
    if not isinstance(data, dict):
        raise SteelyardError("the request is no JSON object")
    return data


def _written(result: object) -> bytes:
    """The result as JSON; NaN and infinity, which JSON does not have, are an error."""
    return json.dumps(result, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _offered(module: Any, mark: str) -> dict[str, Any]:
    """What a module offers to Excel, by name: all in its `__all__` that xlwings has decorated."""
    names = getattr(module, "__all__", ())
    return {name: getattr(module, name) for name in names if hasattr(getattr(module, name), mark)}


def _misfit(shown_name: str, function: Callable[..., object], given: list[object]) -> str:
    """Why a function cannot take so many arguments; an empty text where it can.

    An error that calling it raised would look like a fault of the program, after which Excel calls again.

    >>> _misfit("NET", lambda weights, costs, scenario="": None, [1])
    'NET takes 2 to 3 arguments (weights, costs, scenario); here is 1'
    """
    names, least, takes_more = _arguments(function)
    most = len(names)
    if least <= len(given) and (len(given) <= most or takes_more):
        return ""
    counted = f"{least} to {most}" if least != most else str(most)
    there = "here is 1" if len(given) == 1 else f"here are {len(given)}"
    return f"{shown_name} takes {counted} arguments ({', '.join(names)}); {there}"


@cache
def _arguments(function: Callable[..., object]) -> tuple[list[str], int, bool]:
    """The names of the arguments, how many are needed, and whether it takes any number of further ones."""
    parameters = [*signature(function).parameters.values()]
    named = [one for one in parameters if one.kind is Parameter.POSITIONAL_OR_KEYWORD]
    needed = sum(one.default is Parameter.empty for one in named)
    return (
        [one.name for one in named],
        needed,
        any(one.kind is Parameter.VAR_POSITIONAL for one in parameters),
    )


def names_offered() -> list[str]:
    """The names, as Excel shows them, of all functions and buttons of the project folder."""
    import custom_functions  # noqa: PLC0415 - found in the project folder, under xlwings' settings
    import custom_scripts  # noqa: PLC0415

    functions = _offered(custom_functions, "__xlfunc__").items()
    shown = [function.__xlfunc__.get("excel_name") or name for name, function in functions]
    return sorted([*shown, *_offered(custom_scripts, "__xlscript__")])


def _denied(wanted: Iterable[str], identity: Identity) -> Answer | None:
    """The refusal where the user lacks a role; None otherwise."""
    missing = sorted({*map(str, wanted)} - {*map(str, identity.roles)})
    return refused(403, f"the role {missing[0]} is needed") if missing else None


def _user(identity: Identity) -> Any:
    """The user in the form of xlwings Server."""
    from xlwings_server.models import User  # noqa: PLC0415

    return User(id=identity.key, name=identity.user, roles=sorted(map(str, identity.roles)))


def _redis() -> Any:
    from redis import Redis  # noqa: PLC0415
    from xlwings_server.databases import redis_pool  # noqa: PLC0415

    return None if redis_pool is None else Redis.from_pool(redis_pool)
