"""Decision support that lives in a spreadsheet: weigh what to offer against what is delivered.

    import steelyard as sy

    model = sy.load("case.xlsx")
    sy.ranking(model)

A public name is imported when it is first used, so that `import steelyard` and each command start fast.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the same names as in __all__, for type checkers; a test compares the two
    from steelyard.api import (
        acceptance,
        accepted_frontier,
        best_plan,
        check,
        concessions,
        contributions,
        counter_offers,
        diff,
        duels,
        exchange,
        expected,
        frontier,
        improvements,
        leads,
        load,
        merge,
        new,
        order,
        packages,
        plan,
        plan_futures,
        plan_parties,
        pool,
        positions,
        ranking,
        record,
        relaxations,
        release,
        review,
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
        ChangedWorkbook,
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
        TooManyStates,
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
    "ChangedWorkbook",
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
    "diff",
    "duels",
    "exchange",
    "expected",
    "frontier",
    "improvements",
    "leads",
    "load",
    "merge",
    "new",
    "order",
    "packages",
    "plan",
    "plan_futures",
    "plan_parties",
    "pool",
    "positions",
    "ranking",
    "record",
    "relaxations",
    "release",
    "review",
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
        """Import a public name from its module, and keep it."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = _version() if name == "__version__" else getattr(import_module(_module_of(name)), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return __all__


def _module_of(name: str) -> str:
    """The module of a public name; the errors are the only names with a capital, besides Model."""
    if name == "Model":
        return "steelyard.model.model"
    return "steelyard.errors" if name[0].isupper() else "steelyard.api"


def _version() -> str:
    """Version of the package that is installed."""
    from importlib import metadata  # noqa: PLC0415 - slow, and rarely needed

    try:
        return metadata.version("steelyard")
    except metadata.PackageNotFoundError:
        return "unknown"  # the source is used without an installation
