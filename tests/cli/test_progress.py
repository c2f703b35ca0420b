"""The line that says that a command is still at work: on a console, and gone before anything is printed."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

from waiting import until

from steelyard.cli import output, progress
from steelyard.cli.progress import Progress

if TYPE_CHECKING:
    import pytest


class Console(io.StringIO):
    """Standard error of a person who looks at it."""

    def isatty(self) -> bool:
        return True


def test_it_is_shown_once_it_takes_long_and_taken_away() -> None:
    console = Console()
    shown = Progress(console, patience=0.01, between=0.01)
    until(lambda: console.getvalue().count("still at work") > 1, lambda: "nothing is shown")
    shown.end()
    said = console.getvalue()
    assert said.startswith("\rsteelyard: still at work, 0 s\r")
    *_, last, end = said.split("\r")
    assert (last.strip(), end) == ("", "")
    shown.end()
    assert console.getvalue() == said


def test_what_is_quick_shows_nothing() -> None:
    console = Console()
    Progress(console, patience=3600).end()
    assert console.getvalue() == ""


def test_a_console_that_is_gone_is_no_error() -> None:
    console = Console()
    shown = Progress(console, patience=0.01, between=0.01)
    console.close()
    shown.end()


def test_it_ends_before_anything_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    console, order = Console(), []
    monkeypatch.setattr(sys, "stderr", console)
    monkeypatch.setattr(Progress, "end", lambda _: order.append("end"))
    monkeypatch.setattr("typer.echo", lambda *_, **__: order.append("printed"))
    with progress.at_work():
        output.say("a table")
        output.warn("a warning")
    assert order == ["end", "printed", "printed"]


def test_a_pipe_never_gets_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    monkeypatch.setattr(progress, "Progress", None)
    with progress.at_work():
        pass
    monkeypatch.setattr(sys, "stderr", None)
    with progress.at_work():
        pass
