"""What somebody might try against the running server, and what it answers.

Each attempt is named; docs/explanation/security.md has the table, and a test holds it to these names.
"""

from __future__ import annotations

import base64
import contextlib
import hmac
import io
import json
import re
import socket
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING

import pytest
from joserfc.jwk import RSAKey
from service.running import CLIENT, FUNCTION, LIMIT, ROOT, SCRIPT, call, entra_token, opened
from waiting import HANG, until

from steelyard.service.identity import tokens
from steelyard.service.identity.identity import Role

if TYPE_CHECKING:
    import httpx
    from service.running import Served

ROUTES = [
    ("POST", FUNCTION),
    ("POST", f"{SCRIPT}/refresh"),
    ("POST", "/v1/score"),
    ("POST", "/v1/check"),
    ("POST", "/v1/show/ranking"),
    ("POST", "/v1/export"),
    ("POST", "/v1/build"),
    ("GET", "/workbook"),
    ("POST", "/workbook"),
    ("GET", "/metrics"),
    ("GET", "/no/such/thing"),
    ("POST", "/no/such/thing"),
]


def raw(served: Served, text: bytes) -> bytes:
    """What the server answers to these very bytes: the first of it, or nothing where it closes the line."""
    with socket.create_connection(("127.0.0.1", served.port), timeout=HANG) as line:
        line.sendall(text)
        return line.recv(65536)


def status(answer: bytes) -> int:
    """The status in an answer's first line."""
    return int(answer.split(b" ", 2)[1]) if answer else 0


# Nobody's token, somebody else's, yesterday's.


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_no_token(served: Served, method: str, path: str) -> None:
    with served.client() as stranger:
        answer = stranger.request(method, path)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith(("Bearer", "Basic"))


@pytest.mark.parametrize(
    "said",
    [
        "",
        "Bearer",
        "Bearer sy_" + "A" * 43,
        "Bearer test-token",
        "Basic " + base64.b64encode(b"ana:ana").decode(),
        "Negotiate abc",
        "Bearer " + "x" * 30_000,
        "Bearer a.b.c",
    ],
)
def test_wrong_token(served: Served, said: str) -> None:
    with served.client() as stranger:
        assert stranger.post(FUNCTION, headers={"Authorization": said}, json=call("pool")).status_code == 401


def test_a_browsers_login_opens_the_page_alone(served: Served) -> None:
    login = ("ana", served.keys["ana"])
    with served.client() as ana:
        assert ana.get("/workbook", auth=login).status_code == 200
        assert ana.get("/workbook", auth=("ben", served.keys["ana"])).status_code == 401
        assert ana.post("/v1/check", auth=login).status_code == 401


WRONG_ROLES = [
    ("mona", "POST", FUNCTION),
    ("rita", "POST", f"{SCRIPT}/refresh"),
    ("rita", "POST", f"{SCRIPT}/order_plan"),
    ("rita", "POST", "/v1/score"),
    ("rita", "POST", "/v1/build"),
    ("ana", "GET", "/metrics"),
    ("mona", "POST", "/v1/check"),
]


@pytest.mark.parametrize(("user", "method", "path"), WRONG_ROLES)
def test_wrong_role(served: Served, user: str, method: str, path: str) -> None:
    with served.client(user) as client:
        answer = client.request(method, path)
    assert (answer.status_code, answer.text[:8]) == (403, "the role")


def test_roles_of_single_functions(served: Served) -> None:
    with served.client("rita") as reader, served.client("ada") as admin:
        assert reader.post(FUNCTION, json=call("guarded", "x")).status_code == 403
        assert reader.post(FUNCTION, json=call("explain")).status_code == 403
        disguised = json.dumps(call("explain")).replace('"explain"', r'"\u0065xplain"')
        assert reader.post(FUNCTION, content=disguised).status_code == 403
        assert admin.post(FUNCTION, json=call("guarded", "x")).json() == {"result": [["x"]]}


def test_roles_of_single_verbs_and_buttons(served: Served) -> None:
    with served.client("rita") as reader, served.client("ana") as analyst:
        assert reader.post("/v1/export").status_code == 403
        assert analyst.post("/v1/export").status_code == 422
        for name in ("guarded_slow", "slow", "SLOW"):
            answer = analyst.post(f"{SCRIPT}/{name}", json=opened(Sheet1=[["x"]]))
            assert answer.status_code == (400 if name == "guarded_slow" else 403)


def test_calls_by_another_spelling(served: Served) -> None:
    spellings = [
        "/xlwings/custom-functions-call/",
        "/xlwings/x",
        f"{SCRIPT}/a/b",
        f"{SCRIPT}/stamp/",
        "/XLWINGS/x",
    ]
    with served.client("ada") as ada:
        assert [ada.post(path, json=call("pool")).status_code for path in spellings] == [404] * 5


def test_replay_after_revocation(served: Served) -> None:
    file = served.folder / "tokens.json"
    served.keys["ivo"] = tokens.add(file, "ivo", Role.READER)
    with served.client("ivo") as ivo:
        request = ivo.build_request("POST", FUNCTION, json=call("fail", "x"))
        assert ivo.send(request).status_code == 500
        tokens.revoke(file, "ivo")
        assert ivo.send(request).status_code == 401
        assert ivo.get("/workbook", auth=("ivo", served.keys["ivo"])).status_code == 401


FORGED = {
    "expired": {"exp": int(time.time()) - 3600},
    "not yet": {"nbf": int(time.time()) + 86_400},
    "for ever": {"exp": None},
    "for another application": {"aud": "somebody-else"},
    "for several": {"aud": [CLIENT, "somebody-else"]},
    "of another tenant": {"iss": "https://login.microsoftonline.com/other/v2.0"},
    "said to be of another tenant": {"tid": "other"},
    "of nobody": {"oid": None},
    "of another version": {"ver": "3.0"},
}


@pytest.mark.parametrize("claims", FORGED.values(), ids=FORGED.keys())
def test_forged_entra_token(served: Served, signer: RSAKey, claims: dict[str, object]) -> None:
    assert as_entra(served, entra_token(signer, **claims)).status_code == 401


def test_entra_token_signed_by_others(served: Served, signer: RSAKey) -> None:
    same_name = RSAKey.generate_key(2048, parameters={"kid": "one"}, auto_kid=False)
    assert as_entra(served, entra_token(same_name)).status_code == 401
    head, body, signature = entra_token(signer).split(".")
    none = base64.urlsafe_b64encode(b'{"alg":"none","kid":"one"}').rstrip(b"=").decode()
    assert as_entra(served, f"{none}.{body}.").status_code == 401
    assert as_entra(served, f"{head}.{body}.{signature[:-4]}AAAA").status_code == 401


def test_entra_token_signed_with_the_public_key_as_a_secret(served: Served, signer: RSAKey) -> None:
    body = entra_token(signer).split(".")[1]
    head = base64.urlsafe_b64encode(b'{"alg":"HS256","kid":"one"}').rstrip(b"=").decode()
    digest = hmac.digest(signer.as_pem(private=False), f"{head}.{body}".encode(), "sha256")
    signature = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    assert as_entra(served, f"{head}.{body}.{signature}").status_code == 401


def test_entra_token_is_good(served: Served, signer: RSAKey) -> None:
    assert as_entra(served, entra_token(signer)).status_code == 400  # let in
    assert as_entra(served, entra_token(signer, roles=["monitor"])).status_code == 403
    assert as_entra(served, entra_token(signer, roles=["owner"])).status_code == 403
    assert as_entra(served, entra_token(signer, roles=None)).status_code == 403


def as_entra(served: Served, token: str) -> httpx.Response:
    """A call with a token of Entra ID."""
    headers = {"Authorization": f"Bearer {token}", "Auth-Provider": "entraid"}
    with served.client() as client:
        return client.post(FUNCTION, headers=headers, json=call("unlisted"))


# Large bodies, slow bodies, bodies that are something else.


def test_oversized_body_is_refused_unread(served: Served) -> None:
    head = f"POST {FUNCTION} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {served.keys['ana']}\r\n"
    answer = raw(served, f"{head}Content-Length: 6000001\r\n\r\n".encode())
    assert status(answer) == 413


def test_oversized_body_without_a_length(served: Served) -> None:
    with served.client("ana") as ana:
        answer = ana.post(FUNCTION, content=(b"x" * 100_000 for _ in range(61)))
    assert answer.status_code == 413


def test_unauthenticated_body_is_refused_unread(served: Served) -> None:
    head = f"POST {FUNCTION} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999999\r\n\r\n"
    assert status(raw(served, head.encode() + b"x" * 10)) == 401  # the time for a body never ends here


def test_unauthenticated_body_without_end(short_limits: Served) -> None:
    """It is not read, and the line is closed after the time for a head, however much still comes."""
    head = f"POST {FUNCTION} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999999\r\n\r\n"
    with socket.create_connection(("127.0.0.1", short_limits.port), timeout=HANG) as line:
        line.sendall(head.encode())
        assert status(line.recv(65536)) == 401
        with pytest.raises(ConnectionError):
            pour(line)


def pour(line: socket.socket) -> None:
    """Send on and on."""
    end = time.monotonic() + HANG
    while time.monotonic() < end:
        line.sendall(b"x" * 1000)
        time.sleep(0.01)


def test_a_body_where_none_belongs(served: Served) -> None:
    with served.client("ana") as ana:
        assert ana.request("GET", "/health", content=b"x" * 1000).status_code == 400
        assert ana.request("GET", "/static/js/auth.js", content=b"x").status_code == 400


def test_slow_body(short_limits: Served) -> None:
    head = (
        f"POST {FUNCTION} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {short_limits.keys['ana']}\r\n"
    )
    started = time.monotonic()
    assert status(raw(short_limits, f"{head}Content-Length: 100\r\n\r\n{{".encode())) == 408
    assert time.monotonic() - started >= LIMIT


@pytest.mark.parametrize("begun", [b"", b"GET /health HTTP/1.1\r\nHost: 127"])
def test_slow_head(short_limits: Served, begun: bytes) -> None:
    started = time.monotonic()
    assert raw(short_limits, begun) == b""
    assert time.monotonic() - started >= LIMIT


def test_compressed_body(served: Served) -> None:
    with served.client("ana") as ana:
        assert ana.post(FUNCTION, headers={"Content-Encoding": "gzip"}, content=b"x").status_code == 415


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"1",
        b"\xff\xfe",
        b"[" * 200_000,
        b'{"func_name": {}}',
        b'{"func_name":"pool"}',
        b'{"args":[]}',
    ],
    ids=range(9),
)
def test_malformed_call(served: Served, body: bytes) -> None:
    with served.client("ana") as ana:
        assert ana.post(FUNCTION, content=body).status_code == 400
        assert ana.post(f"{SCRIPT}/stamp", content=body).status_code == 400


@pytest.mark.parametrize(
    "name", ["unlisted", "os", "__builtins__", "_kept", "functions", "", "a" * 10_000, "pool\x00"]
)
def test_calling_what_is_not_offered(served: Served, name: str) -> None:
    with served.client("ana") as ana:
        answer = ana.post(FUNCTION, json=call(name, "x"))
        assert (answer.status_code, answer.text) == (400, "there is no such function")


@pytest.mark.parametrize("name", ["unlisted", "os", "__builtins__", "scripts", "pool"])
def test_pressing_what_is_not_offered(served: Served, name: str) -> None:
    with served.client("ana") as ana:
        answer = ana.post(f"{SCRIPT}/{name}", json=opened(Sheet1=[["x"]]))
        assert (answer.status_code, answer.text) == (400, "there is no such script")


@pytest.mark.parametrize("verb", ["score", "check", "show/ranking"])
def test_hostile_workbooks(served: Served, verb: str) -> None:
    bodies = {
        "nothing": b"",
        "text": b"hello",
        "a zip of nothing": b"PK\x05\x06" + bytes(18),
        "a broken zip": b"PK\x03\x04" + bytes(200),
        "old Office": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "deep YAML": b"steelyard: 1\n" + b"a: " + b"[" * 5000,
        "doubling YAML": b"steelyard: 1\na: &a [x,x]\n"
        + b"".join(
            f"b{n}: &b{n} [*{'a' if not n else f'b{n - 1}'},*{'a' if not n else f'b{n - 1}'}]\n".encode()
            for n in range(40)
        ),
        "a tag": b"steelyard: 1\nsettings: !!python/object/apply:os.system ['true']\n",
        "a bomb": bomb(),
    }
    with served.client("ana") as ana:
        for name, body in bodies.items():
            answer = ana.post(f"/v1/{verb}", content=body)
            if verb == "check" and answer.status_code == 200:
                assert answer.json()["sound"] is False, name
            else:
                assert answer.status_code == 422, (name, answer.text)
                assert set(answer.json()) >= {"error", "message"}


@cache
def bomb() -> bytes:
    """A small file that would be a very large one."""
    page = io.BytesIO()
    with zipfile.ZipFile(page, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("xl/workbook.xml", b" " * 400_000_000)
    return page.getvalue()


def test_fault_tells_nothing(served: Served) -> None:
    with served.client("ana") as ana:
        answer = ana.post(FUNCTION, json=call("fail", "s3cret cell"))
        assert (answer.status_code, answer.text) == (500, "An error occurred.")
        ana.post("/v1/check", content=b"s3cret cell")
        ana.post(FUNCTION, json=call("pool", "s3cret cell", "x", "x"))
    written = (served.folder / "log").read_text(encoding="utf-8")
    assert "s3cret" not in written
    assert "ValueError in __init__.py" in written
    assert not any(key in written for key in served.keys.values())


# Paths, headers, origins.

PATHS = [
    "/static/../auth/token.py",
    "/static/%2e%2e/auth/token.py",
    "/static/..%2fauth/token.py",
    "/static/..%5cauth%5ctoken.py",
    "/static/%252e%252e/auth/token.py",
    "/static/....//auth/token.py",
    "/static//etc/passwd",
    "/static/.env",
    "/.git/config",
    "/..",
    "//health",
    "/health/../metrics",
    "/static/a%00.js",
    "/static/a%0d%0aSet-Cookie:x",
    "/" + "a" * 3000,
]


@pytest.mark.parametrize("path", PATHS)
def test_path_tricks(served: Served, path: str) -> None:
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    answer = raw(served, request.encode())
    assert status(answer) == 400
    assert b"validate_token" not in answer
    assert b"root:" not in answer


HEADS = {
    "two hosts": "Host: 127.0.0.1\r\nHost: example.org\r\n",
    "two lengths": "Host: 127.0.0.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n",
    "length and chunks": "Host: 127.0.0.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n",
    "no number": "Host: 127.0.0.1\r\nContent-Length: +1\r\n",
    "folded": "Host: 127.0.0.1\r\nX: a\r\n b\r\nOrigin: x\r\nOrigin: y\r\n",
    "two tokens": "Host: 127.0.0.1\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b\r\n",
    "no colon": "Host: 127.0.0.1\r\nAuthorization\r\n",
    "bare line ends": "Host: 127.0.0.1\nX: y\r\x00\r\n",
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS.keys())
def test_header_tricks(served: Served, head: str) -> None:
    answer = raw(served, f"POST {FUNCTION} HTTP/1.1\r\n{head}Connection: close\r\n\r\nabc".encode())
    assert status(answer) == 400
    assert b"x-content-type-options: nosniff" in answer


def test_a_very_long_head(served: Served) -> None:
    long = f"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nX: {'x' * 60_000}\r\n\r\n"
    assert status(raw(served, long.encode())) == 431


@pytest.mark.parametrize("host", ["example.org", "127.0.0.1.example.org", "", "127.0.0.1@example.org"])
def test_another_host(served: Served, host: str) -> None:
    answer = raw(served, f"GET /health HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    assert status(answer) == 421


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"])
def test_other_methods(served: Served, method: str) -> None:
    answer = raw(
        served, f"{method} /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode()
    )
    assert status(answer) == 405


def test_overriding_the_method_or_the_path(served: Served) -> None:
    claims = {"X-HTTP-Method-Override": "POST", "X-Original-URL": "/metrics", "X-Rewrite-URL": "/metrics"}
    with served.client("ana") as ana:
        assert ana.get("/health", headers=claims).json()["status"] == "ok"


def test_said_to_be_forwarded(served: Served) -> None:
    claims = {"X-Forwarded-For": "192.0.2.66", "Forwarded": "for=192.0.2.66", "X-Forwarded-Proto": "https"}
    with served.client("ana") as ana:
        number = ana.get("/manifest", headers=claims).headers["x-request-id"]
    assert served.line(number)["client"] == "127.0.0.1"


@pytest.mark.parametrize(
    ("headers", "answer"),
    [
        ({"Origin": "https://example.org"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://127.0.0.1.example.org"}, 403),
        ({"Origin": "file://"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "SELF"}, 500),
    ],
)
def test_cross_origin(served: Served, headers: dict[str, str], answer: int) -> None:
    said = {name: served.url if value == "SELF" else value for name, value in headers.items()}
    with served.client("ana") as ana:
        got = ana.post(FUNCTION, headers=said, json=call("fail", "x"))
    assert got.status_code == answer
    assert "access-control-allow-origin" not in got.headers


def test_cross_origin_preflight(served: Served) -> None:
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    with served.client() as browser:
        answer = browser.request("OPTIONS", FUNCTION, headers=asked)
    assert answer.status_code in {403, 405}
    assert "access-control-allow-origin" not in answer.headers


def test_upgrade_to_another_protocol(served: Served) -> None:
    upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: eA==\r\n"
    answer = raw(served, f"GET /socket.io/ HTTP/1.1\r\nHost: 127.0.0.1\r\n{upgrade}\r\n".encode())
    assert status(answer) == 401


ANSWERS = [
    ("GET", "/health", None, 200),
    ("GET", "/nowhere", None, 401),
    ("GET", "/metrics", "ana", 403),
    ("GET", "/nowhere", "ana", 404),
    ("PUT", "/health", None, 405),
    ("POST", FUNCTION, "ana", 400),
    ("POST", "/v1/check", "ana", 422),
    ("GET", "/taskpane", None, 200),
    ("GET", "/static/nothing.js", None, 404),
    ("GET", "/openapi.json", None, 200),
    ("GET", "/workbook.css", None, 200),
]


@pytest.mark.parametrize(("method", "path", "user", "expected"), ANSWERS)
def test_headers_of_every_answer(
    served: Served, method: str, path: str, user: str | None, expected: int
) -> None:
    with served.client(user) as client:
        answer = client.request(method, path)
    assert answer.status_code == expected
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy
    assert not re.search(r"script-src[^;]*'unsafe-inline'", policy)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert "server" not in answer.headers


def test_headers_of_a_fault(served: Served) -> None:
    with served.client("ana") as ana:
        answer = ana.post(FUNCTION, json=call("fail", "x"))
    assert answer.status_code == 500
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_every_attempt_is_in_the_table() -> None:
    page = (ROOT / "docs" / "explanation" / "security.md").read_text(encoding="utf-8")
    told = set(re.findall(r"`(test_\w+)`", page))
    here = {name for name in globals() if name.startswith("test_")} - {"test_every_attempt_is_in_the_table"}
    assert here - told == set()


# To take what others need: connections, room for bodies, turns.


def test_a_stranger_with_many_connections(served: Served) -> None:
    """Three times the limit of one address; known users are answered meanwhile."""
    with contextlib.ExitStack() as many, served.client("ana") as ana:
        lines = [
            many.enter_context(socket.create_connection(("127.0.0.1", served.port), timeout=HANG))
            for _ in range(MANY)
        ]
        for line in lines:
            with contextlib.suppress(OSError):  # it is closed already
                line.sendall(b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert [ana.post(FUNCTION, json=call("bare", 1.0)).status_code for _ in range(5)] == [200] * 5
        until(lambda: sum(map(is_open, lines)) <= 100, "the stranger keeps more connections than the limit")


MANY = 300
"""Connections of one address: three times its limit."""


def is_open(line: socket.socket) -> bool:
    """Whether the server has left the connection open; what it has sent is read."""
    line.setblocking(False)
    try:
        while line.recv(65536):
            pass
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def test_empty_bodies_without_end(served: Served) -> None:
    """Ana begins thirty bodies of unstated length and sends nothing; all of them together hold no byte."""
    token = served.keys["ana"]
    head = f"POST /v1/check HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
    with contextlib.ExitStack() as many, served.client("ben") as ben:
        for _ in range(30):
            line = many.enter_context(socket.create_connection(("127.0.0.1", served.port), timeout=HANG))
            line.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())
        answers = [ben.post("/v1/check", content=b"PK" + bytes(20_000_000)).status_code for _ in range(2)]
    assert answers == [422, 422]


@pytest.mark.parametrize(
    "disguised",
    [
        {"escaped": '"func\\u005fname": "endless"'},
        {"twice": '"func_name": "bare", "func_name": "endless"'},
        {"none": '"args": []'},
        {"inside": '"func_name": "bare", "more": {"func_name": "bare"}'},
    ],
    ids=lambda one: next(iter(one)),
)
def test_a_call_that_hides_its_function(served: Served, disguised: dict[str, str]) -> None:
    """It goes to the lane for long calls, where it keeps nobody from short ones."""
    [text] = disguised.values()
    body = "{" + text.replace("endless", "unlisted") + ', "args": [[[1]]]}'
    with served.client("ana") as ana:
        answer = ana.post(FUNCTION, content=body)
    assert served.line(answer.headers["x-request-id"])["lane"] == "heavy"


def test_a_call_that_names_two_functions(served: Served) -> None:
    body = json.dumps(call("bare", 1.0))[:-1] + ', "func\\u005fname": "frontier"}'
    with served.client("ana") as ana:
        answer = ana.post(FUNCTION, content=body)
    assert (answer.status_code, answer.text) == (400, "the request names two functions")


def test_large_wrong_inputs(served: Served) -> None:
    """Arguments of three megabytes, wrong in every cell, do not delay the short calls of others."""
    wrong = [["id", "name", "influence"], *[["x" * 20, "y", "z"]] * 20_000]
    with served.client("ana") as ana, served.client("ben") as ben, ThreadPoolExecutor(4) as many:
        sent = [many.submit(ana.post, FUNCTION, json=call("net", *[wrong] * 5)) for _ in range(4)]
        answers = [ben.post(FUNCTION, json=call("bare", 1.0)) for _ in range(20)]
        refused = [one.result() for one in sent]
    assert [answer.status_code for answer in answers] == [200] * 20
    assert {served.line(answer.headers["x-request-id"])["lane"] for answer in answers} == {"light"}
    assert [answer.status_code for answer in refused] == [400] * 4
    assert {served.line(answer.headers["x-request-id"])["lane"] for answer in refused} == {"heavy"}
