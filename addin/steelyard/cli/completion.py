"""What the shell offers when Tab is pressed: names of tables and of cases, parts of a file by id and name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from steelyard.model.model import Model


def tables(incomplete: str) -> list[str]:
    """The tables of results."""
    from steelyard import api  # noqa: PLC0415 - help needs no engine

    return _beginning(incomplete, (name.replace("_", "-") for name in api.QUESTIONS))


def shipped_cases(incomplete: str) -> list[str]:
    """The shipped cases."""
    from steelyard import cases  # noqa: PLC0415 - help needs no case

    return _beginning(incomplete, cases.names())


def scenarios(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """The ids of the scenarios of the file that was typed before, each with its name."""
    model = _model(context)
    return _parts(incomplete, {} if model is None else model.names("all_scenarios"))


def viewpoints(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """The ids of the viewpoints of the file that was typed before, each with its name."""
    model = _model(context)
    return _parts(incomplete, {} if model is None else model.viewpoints)


def _parts(incomplete: str, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """The parts whose id begins so; shells that show more than the id show the name beside it."""
    return [(own, name) for own, name in names.items() if own.startswith(incomplete)]


def _beginning(incomplete: str, words: Iterable[str]) -> list[str]:
    return [word for word in words if word.startswith(incomplete)]


def _model(context: typer.Context) -> Model | None:
    """The model of the file that was typed; None where it cannot be read, as the shell shows no message.

    The option whose value is being typed has none yet. Then click leaves the arguments before it unread.
    """
    from steelyard import api  # noqa: PLC0415 - help needs no engine
    from steelyard.errors import SteelyardError  # noqa: PLC0415

    file = context.params.get("file") or next(iter(context.args), None)
    try:
        return None if file is None else api.load(file)
    except SteelyardError:
        return None
