"""Fifty users on the running service, on this machine alone: how long they wait, and what goes wrong.

    python -m load.run --seconds 600 --users 50

Each user recalculates (a few worksheet functions at once, as Excel does), now and then presses a button or
has a workbook checked, and thinks in between. The same server answers a bare function, over the same
connection, for the ratio. With every process for long calls at work, short calls are timed, and so are they
on an idle server.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
from excel.office_js import payload
from service.running import FUNCTION, ROOT, SCRIPT, Served, call, opened, processor_seconds, serving
from service.test_functions import arguments, tables, wide

from steelyard.service.identity import tokens
from steelyard.service.identity.identity import Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

PROJECT = Path(__file__).parents[1] / "service" / "project"

THINKS = (2.0, 8.0)
"""Seconds that a user looks at the results before the next change, drawn evenly."""

AT_ONCE = 6
"""Calls that a browser has under way at one time."""

RECALCULATED = ("net", "ranks", "verdicts", "contributions", "breakeven", "stability", "cost", "pool")
"""What a sheet of somebody who uses worksheet functions recalculates after one change."""


@dataclass(slots=True)
class Tally:
    """Seconds of every request by its kind, and what went wrong."""

    taken: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Sent:
    """One request that users make."""

    kind: str
    path: str
    body: bytes


async def timed(client: httpx.AsyncClient, sent: Sent, tally: Tally) -> None:
    """Make the request, and count it."""
    begun = time.perf_counter()
    try:
        answer = await client.post(sent.path, content=sent.body)
    except httpx.TransportError as error:
        tally.wrong.append(f"{sent.kind}: {type(error).__name__}")
        return
    tally.taken[sent.kind].append(time.perf_counter() - begun)
    if answer.status_code != 200:
        tally.wrong.append(f"{sent.kind}: {answer.status_code} {answer.text[:80]}")


async def works(
    served: Served, user: str, sent: Mapping[str, Sequence[Sent]], until: float, tally: Tally
) -> None:
    """One user, until the time is up."""
    draw = random.Random(user)  # noqa: S311 - steady, not secret
    limits = httpx.Limits(max_connections=AT_ONCE)
    headers = {"Authorization": f"Bearer {served.keys[user]}"}
    async with httpx.AsyncClient(
        base_url=served.url, headers=headers, limits=limits, timeout=120, trust_env=False
    ) as client:
        await asyncio.sleep(draw.uniform(0, THINKS[1]))
        while time.monotonic() < until:
            chosen = draw.choices(list(sent), weights=[12, 2, 1, 1])[0]
            await asyncio.gather(*(timed(client, one, tally) for one in sent[chosen]))
            await asyncio.sleep(draw.uniform(*THINKS))


def requests(button: str) -> dict[str, list[Sent]]:
    """What users do: recalculate, press a button, ask a long question, have a workbook checked."""
    path = ROOT / "workbooks" / "syria.xlsx"
    book = path.read_bytes()
    ranges = tables(book)

    def function(name: str, kind: str) -> Sent:
        return Sent(kind, FUNCTION, json.dumps(call(name, *arguments(name, ranges))).encode())

    return {
        "recalculate": [function(name, "worksheet function") for name in RECALCULATED],
        "press": [Sent("button", f"{SCRIPT}/{button}", json.dumps(payload(path)).encode())],
        "ask": [function("whatittakes", "WHATITTAKES")],
        "check": [Sent("check of a workbook", "/v1/check", book)],
    }


async def users(
    served: Served, sent: Mapping[str, Sequence[Sent]], names: Sequence[str], seconds: float
) -> Tally:
    """All users at once."""
    tally, until = Tally(), time.monotonic() + seconds
    await asyncio.gather(*(works(served, name, sent, until, tally) for name in names))
    return tally


async def one_by_one(served: Served, user: str, sent: Sent, count: int) -> list[float]:
    """Seconds of a request, made again and again over one connection."""
    tally = Tally()
    headers = {"Authorization": f"Bearer {served.keys[user]}"}
    async with httpx.AsyncClient(
        base_url=served.url, headers=headers, timeout=120, trust_env=False
    ) as client:
        for _ in range(count):
            await timed(client, sent, tally)
    assert not tally.wrong, tally.wrong[:3]
    return tally.taken[sent.kind]


async def delayed(
    served: Served, names: Sequence[str], light: Sent, count: int
) -> tuple[list[float], list[float]]:
    """Seconds of short calls on an idle server, and while every process for long calls is at work."""
    alone = await one_by_one(served, names[0], light, count)
    busy = Sent("long", f"{SCRIPT}/slow", json.dumps(opened(Sheet1=[["x"]]) | {"args": [20.0]}).encode())
    heavy = [asyncio.create_task(one_by_one(served, name, busy, 1)) for name in names[1:4]]
    await asyncio.sleep(1)
    beside = await one_by_one(served, names[0], light, count)
    if any(task.done() for task in heavy):
        sys.stdout.write("(the long calls ended before the short ones: the figure is too kind)\n")
    for task in heavy:
        task.cancel()
    await asyncio.gather(*heavy, return_exceptions=True)
    return alone, beside


def processor_milliseconds(served: Served) -> float:
    """What all processes of the server have worked so far, whoever else is at work on the machine."""
    return 1000 * sum(map(processor_seconds, [served.process.pid, *served.processes()]))


def quantiles(taken: Sequence[float]) -> tuple[float, float, float]:
    """p50, p95 and p99 in milliseconds."""
    ranks = statistics.quantiles(taken, n=100, method="inclusive") if len(taken) > 1 else [*taken] * 99
    return 1000 * ranks[49], 1000 * ranks[94], 1000 * ranks[98]


def lines(tally: Tally, seconds: float) -> Iterator[str]:
    """The figures, a row a kind of request."""
    yield "| request | number | p50 ms | p95 ms | p99 ms |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    for kind, taken in tally.taken.items():
        yield f"| {kind} | {len(taken):,} | " + " | ".join(f"{one:,.0f}" for one in quantiles(taken)) + " |"
    everything = sum(map(len, tally.taken.values()))
    rate = everything / seconds
    yield f"\n{everything:,} requests in {seconds:.0f} s, {rate:.1f} a second, errors: {len(tally.wrong)}"
    yield from sorted(set(tally.wrong))[:10]


def measured(
    served: Served, names: Sequence[str], seconds: float, button: str, say: Callable[[str], object]
) -> int:
    """Everything, printed as it comes; the number of errors."""
    sent = requests(button)
    bare = Sent("bare", FUNCTION, json.dumps(call("bare", 1.0)).encode())
    large = Sent("large", FUNCTION, json.dumps(call("net", *wide(1000, 200))).encode())
    net = sent["recalculate"][0]
    calls = {
        "bare function": (bare, 200),
        "NET of the Syria workbook": (net, 200),
        "NET of 1,000 x 200": (large, 10),
    }
    say("| one user, one call at a time | p50 ms | p95 ms | p99 ms | of the bare one | work ms |")
    say("| --- | ---: | ---: | ---: | ---: | ---: |")
    base = 0.0
    for kind, (asked, count) in calls.items():
        asyncio.run(one_by_one(served, names[0], asked, 5))
        worked = processor_milliseconds(served)
        taken = asyncio.run(one_by_one(served, names[0], asked, count))
        worked = (processor_milliseconds(served) - worked) / count
        base = base or statistics.median(taken)
        shown = " | ".join(f"{one:,.1f}" for one in quantiles(taken))
        say(f"| {kind} | {shown} | {statistics.median(taken) / base:.1f} | {worked:.1f} |")
    both = asyncio.run(delayed(served, names, bare, 300))
    alone, beside = (quantiles(taken)[1] for taken in both)
    say(
        f"\nA short call beside long ones on every process for them: p95 {beside:.1f} ms; alone "
        f"{alone:.1f} ms; delayed by {beside - alone:.1f} ms\n"
    )
    tally = asyncio.run(users(served, sent, names, seconds))
    say(f"{len(names)} users:\n")
    for line in lines(tally, seconds):
        say(line)
    return len(tally.wrong)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Measure, and end with 1 if anything went wrong."""
    chosen = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    chosen.add_argument("--seconds", type=float, default=600)
    chosen.add_argument("--users", type=int, default=50)
    chosen.add_argument("--button", default="refresh")
    said = chosen.parse_args()
    names = [f"user{number}" for number in range(max(4, said.users))]
    with tempfile.TemporaryDirectory(prefix="steelyard-load-") as folder:
        keys = {name: tokens.add(Path(folder) / "tokens.json", name, Role.ANALYST) for name in names}
        with serving(Path(folder), "--tokens", "tokens.json", project=PROJECT) as served:
            served.keys |= keys
            wrong = measured(served, names, said.seconds, said.button, _say)
    raise SystemExit(bool(wrong))


if __name__ == "__main__":
    main()
