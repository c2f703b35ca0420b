"""The defects of xlwings Server that the guard and the workers stand in for, one test each.

A test that fails here is good news: upstream has mended it, and the place named beside it can go.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from service.running import LICENCE

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFECTS = {
    "static files outside their folder are found": "guard.request_head.UNSAFE_PATH",
    "a script's name may be any name of the module": "work.excel._offered",
    "ranges of every workbook are kept for ever": "work.excel._script, which clears them",
    "a function holds the event loop up": "lanes",
    "every cell of an argument costs a failed import": "excel.registration, which takes ranges raw",
    "a validated token of Entra ID is remembered": "authentication and entra, which cache nothing",
    "the client's word on its address is believed": "guard.request_head.FORWARDING",
    "errors carry no security headers": "guard._with_headers",
    "objects in memory are not kept apart by user": "work.excel._function, which wants Redis",
}

WATCHED = """
import asyncio, json, os, sys, threading, types
from pathlib import Path

folder = Path(sys.argv[1])
(folder / "static").mkdir()
(folder / "outside.txt").write_text("x")
from xlwings_server import dependencies, main, object_handles  # before xlwings
import httpx, xlwings as xw
from xlwings_server.auth import entraid
from xlwings.pro import _xlremote, udfs_officejs
import xlwings.utils

async def blocked():
    threads = []
    @xw.func
    def busy():
        threads.append(threading.get_ident())
        return 1
    module = types.SimpleNamespace(busy=busy)
    data = {"func_name": "busy", "args": [], "version": "", "client": "Office.js", "runtime": "1.4"}
    await xlwings.server.custom_functions_call(data, module)
    return threads == [threading.get_ident()]  # the thread of the loop, which stands still meanwhile

async def any_name():
    called = []
    module = types.SimpleNamespace(plain=lambda *words: called.append(words))
    await xlwings.server.custom_scripts_call(module, "plain", args=[])
    return bool(called)

def imports():
    before = sys.modules.pop("pyodide", None)
    found = []
    real = __import__
    def counting(name, *rest, **more):
        found.append(name)
        return real(name, *rest, **more)
    import builtins
    builtins.__import__ = counting
    try:
        for _ in range(10):
            xlwings.utils.is_jsnull(1.0)
    finally:
        builtins.__import__ = real
    return found.count("pyodide.ffi") == 10

async def address():
    from starlette.requests import Request
    from xlwings_server.models import User
    scope = {"type": "http", "headers": [(b"x-forwarded-for", b"192.0.2.9")], "client": ("127.0.0.1", 1)}
    return (await dependencies.get_user(Request(scope), User(id="x", name="x"))).ip_address == "192.0.2.9"

async def bare_errors():
    transport = httpx.ASGITransport(main.main_app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
        answer = await client.post("/xlwings/custom-functions-call", json={"func_name": "nope", "args": []})
    return answer.status_code == 500 and "x-content-type-options" not in answer.headers

def not_apart():
    object_handles.core_object_handles.cache.set("one", {"word": 1})
    return object_handles.core_object_handles.cache.get("one") == {"word": 1}

def found_outside():
    static = next(route.app for route in main.app.routes if getattr(route, "name", "") == "static")
    return static.lookup_path(os.path.join("..", "outside.txt"))[1] is not None

print(json.dumps({
    "static files outside their folder are found": found_outside(),
    "a script's name may be any name of the module": asyncio.run(any_name()),
    "ranges of every workbook are kept for ever": _xlremote.get_range_api.cache_info().maxsize is None,
    "a function holds the event loop up": asyncio.run(blocked()),
    "every cell of an argument costs a failed import": imports(),
    "a validated token of Entra ID is remembered": hasattr(entraid.validate_token, "cache"),
    "the client's word on its address is believed": asyncio.run(address()),
    "errors carry no security headers": asyncio.run(bare_errors()),
    "objects in memory are not kept apart by user": not_apart(),
}))
"""


@pytest.fixture(name="watched", scope="module")
def _watched(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bool]:
    """Which defects are there, looked at in a process of its own, under xlwings Server's own settings."""
    folder = tmp_path_factory.mktemp("upstream")
    environment = {
        **os.environ,
        **LICENCE,
        "XLWINGS_PROJECT_DIR": str(folder),
        "XLWINGS_ENABLE_SOCKETIO": "false",
    }
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, str(folder)],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        cwd=folder,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, bool] = json.loads(done.stdout.splitlines()[-1])
    assert found.keys() == DEFECTS.keys()
    return found


@pytest.mark.parametrize("defect", DEFECTS)
def test_defect_is_still_there(watched: Mapping[str, bool], defect: str) -> None:
    assert watched[defect], f"mended upstream; {DEFECTS[defect]} need not stand in for it any more"


def test_versions_are_those_that_were_looked_at() -> None:
    from importlib import metadata  # noqa: PLC0415

    pyproject = (Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    for package in ("xlwings", "xlwings-server"):
        series = metadata.version(package).rpartition(".")[0]
        assert f'"{package}=={series}.*"' in pyproject
