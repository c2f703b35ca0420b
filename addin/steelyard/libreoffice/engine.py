"""The process that computes for LibreOffice: a request in JSON a line in, an answer a line out.

    python -m steelyard.libreoffice.engine

The first line out is {"ready": true}. A request is {"function": "net", "arguments": [...]}, or a button as in
`pressing`; the answer is {"result": rows or what to write}, {"refused": message for the user} or {"fault":
name of the error}. The process ends when the requests do, with the office at the latest. `extension/link.py`
starts it: one process for the functions and one for the buttons, so that neither waits for the other.
"""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

from steelyard.errors import SteelyardError
from steelyard.excel.registration import Refusal
from steelyard.libreoffice.declarations import declared
from steelyard.weigh.kept_weighings import kept_for

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

USER = "the user of the office"
"""For whom weighings are kept from one cell to the next: the process has one user."""


def answered(line: bytes | str) -> dict[str, Any]:
    """The answer to one request.

    >>> answered('{"function": "guess", "arguments": []}')
    {'fault': "LookupError: no function 'guess'"}
    """
    try:
        request = json.loads(line)
        if "button" in request:
            return {"result": _pressed(request)}
        return {"result": _result(request["function"], request["arguments"])}
    except (Refusal, SteelyardError) as refusal:
        return {"refused": str(refusal)}
    except Exception as error:
        return {"fault": f"{type(error).__name__}: {error}"}


def _pressed(request: dict[str, Any]) -> dict[str, Any]:
    from steelyard.libreoffice.pressing import pressed  # noqa: PLC0415 - the functions need nothing of it

    return pressed(request)


def _result(name: str, arguments: list[Any]) -> Any:
    found = next((function for function in declared() if function.method == name), None)
    if found is None:
        raise LookupError(f"no function {name!r}")
    given = zip(found.arguments, arguments, strict=False)  # the office leaves the last ones out
    with kept_for(USER):
        return found.called(**{each.name: value for each, value in given if value is not None})


def serve(requests: Iterable[bytes], answers: TextIO) -> None:
    """Answer requests until there are no more."""
    _say(answers, {"ready": True})
    for line in requests:
        _say(answers, answered(line))


def _say(answers: TextIO, answer: dict[str, Any]) -> None:
    answers.write(json.dumps(answer, allow_nan=False) + "\n")
    answers.flush()


def main() -> None:
    """Serve the office."""
    declared()
    with os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8", newline="\n") as answers:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
        serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
