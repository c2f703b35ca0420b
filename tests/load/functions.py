"""How much longer a worksheet function takes than one that does nothing, by the same server in the same run.

    python -m load.functions --rounds 40

The requests alternate, so that whatever else the machine does falls on both alike. Printed are medians: of
single calls, one after the other, and of 500 cells, six calls at a time. `--plain` measures the same on
xlwings Server alone, without guard and worker processes.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
from service.running import FUNCTION, LICENCE, NO_TIME_LIMITS, ROOT, call, free_port, serving
from service.test_functions import arguments, tables, worked
from waiting import HANG, until

from steelyard.service.identity import tokens
from steelyard.service.identity.identity import Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

PROJECT = Path(__file__).parents[1] / "service" / "project"

JSON = {"content-type": "application/json"}

CELLS, AT_ONCE = 500, 6
"""Cells of a recalculation, and calls that a browser has under way at one time."""


def bodies() -> dict[str, bytes]:
    """The requests that are compared: a function that returns its argument, and NET of the shipped case."""
    ranges = tables((ROOT / "workbooks" / "syria.xlsx").read_bytes())
    return {
        "bare": json.dumps(call("bare", 1.0)).encode(),
        "NET": json.dumps(call("net", *arguments("net", ranges))).encode(),
    }


async def seconds_of(client: httpx.AsyncClient, body: bytes) -> float:
    """Seconds of one call."""
    begun = time.perf_counter()
    answer = await client.post(FUNCTION, content=body, headers=JSON)
    taken = time.perf_counter() - begun
    assert answer.status_code == 200, answer.text
    return taken


async def seconds_of_many(client: httpx.AsyncClient, body: bytes, cells: int) -> float:
    """Seconds until all cells are recalculated, a few calls at a time."""
    left = iter(range(cells))

    async def recalculate() -> None:
        for _ in left:
            await seconds_of(client, body)

    begun = time.perf_counter()
    await asyncio.gather(*(recalculate() for _ in range(AT_ONCE)))
    return time.perf_counter() - begun


async def compared(
    url: str,
    headers: Mapping[str, str],
    sent: Mapping[str, bytes],
    rounds: int,
    worked: Callable[[], float] = lambda: 0.0,
) -> tuple[dict[str, float], ...]:
    """The medians by request: seconds of a single call, of many cells, and of work for these."""
    limits = httpx.Limits(max_connections=AT_ONCE)
    single: dict[str, list[float]] = {name: [] for name in sent}
    many: dict[str, list[float]] = {name: [] for name in sent}
    work: dict[str, list[float]] = {name: [] for name in sent}
    async with httpx.AsyncClient(
        base_url=url, headers=headers, limits=limits, timeout=HANG, trust_env=False
    ) as client:
        for _ in range(rounds):
            for _ in range(25):
                for name, body in sent.items():
                    single[name].append(await seconds_of(client, body))
        for _ in range(max(3, rounds // 4)):
            for name, body in sent.items():
                before = worked()
                many[name].append(await seconds_of_many(client, body, CELLS))
                work[name].append(worked() - before)
    return tuple(
        {name: statistics.median(taken) for name, taken in kind.items()} for kind in (single, many, work)
    )


@contextlib.contextmanager
def xlwings_server_alone(folder: Path) -> Iterator[str]:
    """The address of xlwings Server with the same functions, without anything of ours around it."""
    port = free_port()
    environment = {
        **os.environ,
        **LICENCE,
        "XLWINGS_PROJECT_DIR": str(PROJECT),
        "XLWINGS_ENVIRONMENT": "prod",
    }
    environment |= {"XLWINGS_ENABLE_SOCKETIO": "false", "XLWINGS_LOG_LEVEL": "WARNING"}
    environment["PYTHONPATH"] = os.pathsep.join([str(PROJECT), environment.get("PYTHONPATH", "")])
    command = ["-m", "uvicorn", "xlwings_server.main:main_app", "--port", str(port), "--log-level", "warning"]
    process = subprocess.Popen([sys.executable, *command], env=environment, cwd=folder)
    url = f"http://127.0.0.1:{port}"

    def answers() -> bool:
        with contextlib.suppress(httpx.TransportError):
            return httpx.get(url, trust_env=False).status_code == 200
        return False

    try:
        until(answers, "xlwings Server does not start")
        yield url
    finally:
        process.terminate()
        process.wait(HANG)


def _print(where: str, single: Mapping[str, float], *of_many: Mapping[str, float]) -> None:
    say = sys.stdout.write
    say(f"{where}\n")
    many = f"{CELLS} cells, {AT_ONCE} at a time"
    for kind, found in zip(("one call", many, f"{many}, work"), (single, *of_many), strict=True):
        if all(found.values()):
            say(f"  {kind}: ")
            say(", ".join(f"{name} {1000 * seconds:,.2f} ms" for name, seconds in found.items()))
            say(f", NET / bare {found['NET'] / found['bare']:.2f}\n")
    sys.stdout.flush()


def main() -> None:
    """Measure and print."""
    chosen = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    chosen.add_argument("--rounds", type=int, default=40)
    chosen.add_argument("--plain", action="store_true")
    said = chosen.parse_args()
    sent = bodies()
    with tempfile.TemporaryDirectory(prefix="steelyard-load-") as name:
        folder = Path(name)
        key = tokens.add(folder / "tokens.json", "ana", Role.ANALYST)
        headers = {"Authorization": f"Bearer {key}"}
        with serving(
            folder,
            "--tokens",
            "tokens.json",
            project=PROJECT,
            burst=1_000_000,
            recycle_after=1_000_000,
            **NO_TIME_LIMITS,
        ) as served:
            found = compared(served.url, headers, sent, said.rounds, partial(worked, served))
            _print("steelyard serve", *asyncio.run(found))
        if said.plain:
            with xlwings_server_alone(folder) as url:
                _print("xlwings Server alone", *asyncio.run(compared(url, {}, sent, said.rounds)))


if __name__ == "__main__":
    main()
