"""Worksheet functions from request to response, next to a peer.

NET on 1000 x 200 cells stands next to the same arguments through xlwings' stock converter, which does nothing
but return a number: the difference is the conversion and, on our side, the engine. SOLUTIONS of the Syria case
stands next to the engine alone, with the model at hand: the difference is the door.

Runs in a process of its own, where xlwings is as on a server; prints medians as JSON. Calls take the way of a
request: JSON in, arguments converted, function called, result converted, JSON out.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from statistics import median
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

LEVELS = ("none", "announced", "partial", "implemented", "verified")


def ranges(options: int, measures: int, heads: int) -> list[list[list[Any]]]:
    """The five tables of a model of that size, as Office's client sends them."""
    draw = random.Random(7)  # noqa: S311 - no secret
    what, cost, offers = (
        [f"{name}-{at}" for at in range(count)]
        for name, count in (("measure", measures), ("cost", heads), ("option", options))
    )
    return [
        [
            ["id", "name", "influence", *what, *cost, "note"],
            *(
                [f"who-{at}", f"Who {at}", at, *(draw.randint(1, 9) for _ in (*what, *cost)), ""]
                for at in range(1, 6)
            ),
        ],
        [
            ["id", "name", "group", *LEVELS, "note"],
            *([m, m.title(), "core", 0, 10, 40, 80, 100, ""] for m in what),
        ],
        [
            ["id", "option", *what],
            *([o, o, *(draw.choice([0, 10, 25.5, 100]) for _ in what)] for o in offers),
        ],
        [["id", "option", *cost], *([o, o, *(draw.randint(0, 100) for _ in cost)] for o in offers)],
        [
            ["id", "name", "probability", *what, "note"],
            *([f"case-{at}", f"Case {at}", "", *(draw.choice(LEVELS) for _ in what), ""] for at in range(7)),
        ],
    ]


def stock(weights: object, measures: object, linkage: object, costs: object, delivery: object) -> float:
    """What a function with five tables as DataFrames pays before it computes anything."""
    return 1.0


def medians(ours: Callable[[], object], peers: Callable[[], object], runs: int) -> dict[str, float]:
    """Median seconds of both, alternating, after a warm-up of ours."""

    def seconds(action: Callable[[], object]) -> float:
        start = time.perf_counter()
        action()
        return time.perf_counter() - start

    ours()
    pairs = [(seconds(ours), seconds(peers)) for _ in range(runs)]
    return {"ours": median(mine for mine, _ in pairs), "peers": median(theirs for _, theirs in pairs)}


def measured(runs: int) -> dict[str, dict[str, float]]:
    """Medians by function; the converter of xlwings is so slow that three runs must do for it."""
    import pandas as pd  # noqa: PLC0415 - the variables of the server come first
    import xlwings as xw  # noqa: PLC0415
    from excel.ranges import ranges_of  # noqa: PLC0415
    from xlwings.server import custom_functions_call  # noqa: PLC0415

    import steelyard as sy  # noqa: PLC0415
    from steelyard.excel import functions  # noqa: PLC0415
    from steelyard.weigh import package_results  # noqa: PLC0415
    from steelyard.weigh.weighing import Weighing  # noqa: PLC0415

    space: Any = ModuleType("custom_functions")
    space.net, space.solutions = functions.net, functions.solutions
    space.stock = xw.func(stock)
    for name in ("weights", "measures", "linkage", "costs", "delivery"):
        space.stock = xw.arg(name, pd.DataFrame, index=False)(space.stock)

    def request(name: str, args: list[Any]) -> Callable[[], object]:
        told = {"client": "Office.js", "version": xw.__version__, "runtime": "1.4"}
        asked = json.dumps({**told, "func_name": name, "args": args})
        return lambda: json.dumps(asyncio.run(custom_functions_call(json.loads(asked), space)))

    large, syria = ranges(1000, 200, 8), sy.new("syria")
    tables = ranges_of(syria)
    deal = [
        tables[name]
        for name in ("weights", "measures", "costs", "options", "rules", "counterpart", "package")
    ]
    return {
        "net": medians(request("net", [*large, [["case-1"]]]), request("stock", large), min(runs, 3)),
        "solutions": medians(
            request("solutions", deal), lambda: package_results.solutions(Weighing(syria)), max(runs, 3)
        ),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measured(int(sys.argv[1]))))
