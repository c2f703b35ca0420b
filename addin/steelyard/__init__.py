"""Decision support that lives in a spreadsheet: weigh what to offer against what is delivered.

    import steelyard as sy

    model = sy.load("case.xlsx")
    sy.ranking(model)

Nothing is imported before it is asked for, so that every door opens at once.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from steelyard.api import (
        acceptance,
        accepted_frontier,
        best_plan,
        check,
        concessions,
        contributions,
        counter_offers,
        duels,
        exchange,
        expected,
        frontier,
        improvements,
        load,
        new,
        order,
        packages,
        plan,
        positions,
        ranking,
        record,
        relaxations,
        save,
        score,
        scores,
        shares,
        snapback,
        stability,
        tabled,
        tabling,
        tradeoffs,
        what_it_takes,
    )
    from steelyard.errors import (
        BrokenPlan,
        EncryptedWorkbook,
        HostileWorkbook,
        InvalidModel,
        LockedWorkbook,
        MissingTable,
        ModelError,
        NewerWorkbook,
        NoSpace,
        NotAWorkbook,
        ReadOnlyWorkbook,
        SteelyardError,
        TextError,
        UnfitValue,
        UnknownKey,
        UnknownName,
        UnreadableFile,
        WorkbookError,
        WouldLoseContent,
    )
    from steelyard.model.model import Model

    __version__: str

__all__ = [
    "BrokenPlan",
    "EncryptedWorkbook",
    "HostileWorkbook",
    "InvalidModel",
    "LockedWorkbook",
    "MissingTable",
    "Model",
    "ModelError",
    "NewerWorkbook",
    "NoSpace",
    "NotAWorkbook",
    "ReadOnlyWorkbook",
    "SteelyardError",
    "TextError",
    "TooManyStates",
    "UnfitValue",
    "UnknownKey",
    "UnknownName",
    "UnreadableFile",
    "WorkbookError",
    "WouldLoseContent",
    "__version__",
    "acceptance",
    "accepted_frontier",
    "best_plan",
    "check",
    "concessions",
    "contributions",
    "counter_offers",
    "duels",
    "exchange",
    "expected",
    "frontier",
    "improvements",
    "load",
    "new",
    "order",
    "packages",
    "plan",
    "positions",
    "ranking",
    "record",
    "relaxations",
    "save",
    "score",
    "scores",
    "shares",
    "snapback",
    "stability",
    "tabled",
    "tabling",
    "tradeoffs",
    "what_it_takes",
]


if not TYPE_CHECKING:  # so that a type checker knows the names above and no other

    def __getattr__(name: str) -> object:
        """Fetch a public name from the room where it lives, and keep it."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = _version() if name == "__version__" else getattr(import_module(_room(name)), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return __all__


def _room(name: str) -> str:
    """Where a public name lives: the model, the errors (in capitals), or the face."""
    if name == "Model":
        return "steelyard.model.model"
    return "steelyard.errors" if name[0].isupper() else "steelyard.api"


def _version() -> str:
    """Version of the package that is installed."""
    from importlib import metadata  # noqa: PLC0415 - slow, and hardly ever asked for

    try:
        return metadata.version("steelyard")
    except metadata.PackageNotFoundError:
        return "unknown"  # the source is used without having been installed
