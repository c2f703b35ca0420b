"""Every route: which role may use it, its methods, its largest body. All other paths need a known user."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final, NamedTuple

from steelyard.service.identity.identity import Role

READ: Final = frozenset({"GET", "HEAD"})
SEND: Final = frozenset({"POST"})


class Body(StrEnum):
    """How large a body may be."""

    NONE = "none"
    CALL = "call_bytes"
    UPLOAD = "upload_bytes"


class Kind(StrEnum):
    """What the answer is; its content security policy follows from this."""

    DATA = "data"
    PANE = "pane"
    PAGE = "page"


class Route(NamedTuple):
    """One route."""

    name: str
    pattern: re.Pattern[str]
    methods: frozenset[str]
    role: Role | None
    """The role that it needs; None for a route that is open to all."""
    body: Body = Body.NONE
    kind: Kind = Kind.DATA
    meaning: str = ""


def _route(  # noqa: PLR0913 - one line of a table
    name: str,
    path: str,
    methods: frozenset[str],
    role: Role | None,
    meaning: str,
    *,
    body: Body = Body.NONE,
    kind: Kind = Kind.DATA,
) -> Route:
    return Route(name, re.compile(path), methods, role, body, kind, meaning)


ROUTES: Final = (
    _route("health", r"/health", READ, None, "whether the process that listens runs"),
    _route("ready", r"/ready", READ, None, "whether worker processes of every lane answer"),
    _route("metrics", r"/metrics", READ, Role.MONITOR, "what it counts, for Prometheus"),
    _route("openapi", r"/openapi\.json", READ, None, "the verbs, for programs"),
    _route("page", r"/workbook", READ, Role.READER, "the page that takes a workbook", kind=Kind.PAGE),
    _route(
        "page", r"/workbook", SEND, Role.READER, "the same, with a workbook", body=Body.UPLOAD, kind=Kind.PAGE
    ),
    _route("style", r"/workbook\.css", READ, None, "its style", kind=Kind.PAGE),
    _route("score", r"/v1/score", SEND, Role.ANALYST, "the workbook with its results", body=Body.UPLOAD),
    _route(
        "check", r"/v1/check", SEND, Role.READER, "whether it is valid, current, untouched", body=Body.UPLOAD
    ),
    _route("show", r"/v1/show/[^/]+", SEND, Role.READER, "a table of results", body=Body.UPLOAD),
    _route("export", r"/v1/export", SEND, Role.READER, "the model as text", body=Body.UPLOAD),
    _route("build", r"/v1/build", SEND, Role.ANALYST, "a new workbook from a model", body=Body.UPLOAD),
    _route(
        "release", r"/v1/release", SEND, Role.ANALYST, "a copy without what is withheld", body=Body.UPLOAD
    ),
    _route("diff", r"/v1/diff", SEND, Role.READER, "what lies between two versions", body=Body.UPLOAD),
    _route("review", r"/v1/review", SEND, Role.ANALYST, "the review workbook of two", body=Body.UPLOAD),
    _route(
        "function",
        r"/xlwings/custom-functions-call",
        SEND,
        Role.READER,
        "a worksheet function",
        body=Body.CALL,
    ),
    _route("script", r"/xlwings/custom-scripts-call/[^/]+", SEND, Role.ANALYST, "a button", body=Body.CALL),
    _route("tables", r"/steelyard/tables", READ, Role.READER, "which tables the task pane sends"),
    _route("weigh", r"/steelyard/weigh", SEND, Role.READER, "what the task pane shows", body=Body.CALL),
    _route(
        "diff", r"/steelyard/compare", SEND, Role.READER, "a difference for the task pane", body=Body.UPLOAD
    ),
    _route(
        "release", r"/steelyard/release", SEND, Role.ANALYST, "a copy for the task pane", body=Body.UPLOAD
    ),
    _route(
        "excel",
        r"/xlwings/custom-(?:functions-(?:meta|code)|scripts-meta)(?:\.json|\.js)?",
        READ,
        None,
        "names of functions and buttons",
    ),
    _route("alert", r"/xlwings/alert", READ, None, "the frame of a message", kind=Kind.PANE),
    _route("static", r"/static/.+", READ, None, "scripts, styles, icons of the pane", kind=Kind.PANE),
    _route("pane", r"/taskpane(?:\.html)?|/favicon\.ico", READ, None, "the task pane, empty", kind=Kind.PANE),
    _route("manifest", r"/manifest(?:\.xml|/download)?", READ, None, "what Excel installs"),
    _route("root", r"/", READ, None, "the ways to use the service", kind=Kind.PAGE),
)

OTHER: Final = (
    _route("other", r".*", READ, Role.READER, "what the pane asks", kind=Kind.PANE),
    _route("other", r".*", SEND, Role.READER, "the same, with a body", body=Body.CALL, kind=Kind.PANE),
)
"""All other paths, such as what xlwings Server adds for the pane: for known users only."""


PREFLIGHT: Final = _route(
    "preflight", r".*", frozenset({"OPTIONS"}), None, "what a browser asks before a call from another origin"
)
"""What a browser asks before a page of another origin calls."""


def found(path: str, method: str) -> Route | None:
    """The route of a path and a method; None where the path does not have the method."""
    return next((route for route in _of(path) if method in route.methods), None)


def methods(path: str) -> list[str]:
    """Every method of a path."""
    return sorted(frozenset().union(*(route.methods for route in _of(path))))


def _of(path: str) -> list[Route]:
    return [route for route in ROUTES if route.pattern.fullmatch(path)] or [*OTHER]
