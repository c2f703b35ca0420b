"""xlwings as a server has it, in a process of its own: the variables must be there before the first import.

Requests come in as lines of JSON, answers go out as lines of JSON:
`{"function": name, "args": [...]}` calls a worksheet function as xlwings' server does for Office's client,
`{"script": name, "book": payload, "args": [...]}` runs a script on xlwings' remote book,
`{"meta": true}` asks what Excel is told of the functions and scripts.
"""

from __future__ import annotations

import asyncio
import json
import sys
import traceback
from types import ModuleType
from typing import Any

import xlwings as xw
import xlwings.server

from steelyard.excel import functions
from steelyard.excel import server_scripts as scripts


def _space(name: str, module: ModuleType) -> ModuleType:
    """What a server finds: the names of `__all__` and nothing else."""
    space = ModuleType(name)
    for each in module.__all__:
        setattr(space, each, getattr(module, each))
    return space


FUNCTIONS = _space("custom_functions", functions)
SCRIPTS = _space("custom_scripts", scripts)


def answer(asked: dict[str, Any]) -> object:
    """The result of a request, or the text that a person would be shown."""
    try:
        if "function" in asked:
            data = {
                "client": "Office.js",
                "func_name": asked["function"],
                "args": asked["args"],
                "version": xw.__version__,
                "runtime": "1.4",
            }
            return {"result": asyncio.run(xlwings.server.custom_functions_call(data, FUNCTIONS))}
        if "script" in asked:
            book = xw.Book(json=asked["book"])
            known = {xw.Book: book}
            call = xlwings.server.custom_scripts_call(
                SCRIPTS, asked["script"], typehint_to_value=known, args=asked.get("args", [])
            )
            asyncio.run(call)
            return {"result": book.json()["actions"]}
        return {"result": xlwings.server.custom_functions_meta(FUNCTIONS)}  # type: ignore[no-untyped-call]
    except xw.XlwingsError as refusal:
        return {"refused": str(refusal)}
    except Exception:  # a fault of the program, which a server would only log
        return {"fault": traceback.format_exc()}


for line in sys.stdin:
    sys.stdout.write(json.dumps(answer(json.loads(line)), allow_nan=False) + "\n")
    sys.stdout.flush()
