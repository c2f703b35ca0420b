"""A worksheet function on 1000 x 200 cells, next to the same arguments through xlwings' stock converter.

Runs in a process of its own, where xlwings is as on a server; prints two medians as JSON. Both calls take the
way of a request: JSON in, arguments converted, function called, result converted, JSON out. The peer
does nothing but return a number, so that the difference is the conversion and, on our side, the engine.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from statistics import median
from types import ModuleType
from typing import Any

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


def measured(runs: int) -> dict[str, float]:
    """Median seconds of both, alternating, after a warm-up of ours; the peer is slow enough without one."""
    import pandas as pd  # noqa: PLC0415 - the variables of the server come first
    import xlwings as xw  # noqa: PLC0415
    from xlwings.server import custom_functions_call  # noqa: PLC0415

    from steelyard.excel import functions  # noqa: PLC0415

    space: Any = ModuleType("custom_functions")
    space.net = functions.net
    space.stock = xw.func(stock)
    for name in ("weights", "measures", "linkage", "costs", "delivery"):
        space.stock = xw.arg(name, pd.DataFrame, index=False)(space.stock)
    asked = {
        name: json.dumps({
            "client": "Office.js",
            "func_name": name,
            "args": ranges(1000, 200, 8) + ([[["case-1"]]] if name == "net" else []),
            "version": xw.__version__,
            "runtime": "1.4",
        })
        for name in ("net", "stock")
    }  # fmt: skip

    def seconds(name: str) -> float:
        start = time.perf_counter()
        json.dumps(asyncio.run(custom_functions_call(json.loads(asked[name]), space)))
        return time.perf_counter() - start

    seconds("net")
    pairs = [(seconds("net"), seconds("stock")) for _ in range(runs)]
    return {"ours": median(ours for ours, _ in pairs), "peers": median(peers for _, peers in pairs)}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measured(int(sys.argv[1]))))
