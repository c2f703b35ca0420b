"""Decision support that lives in a spreadsheet: weigh what to offer against what is delivered.

import steelyard as sy

model = sy.load("case.xlsx")
sy.ranking(model)

Nothing is imported before it is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from steelyard.errors import (
        EncryptedWorkbook,
        HostileWorkbook,
        InvalidModel,
        LockedWorkbook,
        MissingTable,
        ModelError,
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
    from steelyard.face import (
        check,
        contributions,
        duels,
        exchange,
        expected,
        load,
        new,
        positions,
        ranking,
        save,
        scores,
        score,
        shares,
        stability,
        tradeoffs,
        what_it_takes,
    )
    from steelyard.model.model import Model

    __version__: str
