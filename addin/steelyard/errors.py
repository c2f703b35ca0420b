"""Everything that steelyard refuses, as one tree.

    SteelyardError
    ├── ModelError
    │   ├── InvalidModel
    │   ├── BrokenPlan
    │   ├── TextError
    │   └── UnknownKey
    ├── TooManyStates
    ├── UnknownName
    └── WorkbookError
        ├── NotAWorkbook
        ├── EncryptedWorkbook
        ├── HostileWorkbook
        ├── UnreadableFile
        ├── LockedWorkbook
        ├── ReadOnlyWorkbook
        ├── NoSpace
        ├── MissingTable
        ├── NewerWorkbook
        ├── WouldLoseContent
        └── UnfitValue

Each class docstring is the sentence that explains the error to a user.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class SteelyardError(Exception):
    """Something that steelyard was asked for and refuses, with the reason in one message."""


class ModelError(SteelyardError):
    """The model, not the file that carries it, is at fault."""


class InvalidModel(ModelError):
    """The judgements do not make a model; `findings` holds every breach with its place.

    Each finding is a `steelyard.model.checks.Finding`; the message lists them all, one line each.
    """

    def __init__(self, where: str, findings: Sequence[object]) -> None:
        self.where = where
        self.findings = tuple(findings)
        count = len(self.findings)
        problems = "1 problem" if count == 1 else f"{count} problems"
        super().__init__("\n".join([f"{where}: {problems}", *(f"  {finding}" for finding in self.findings)]))


class BrokenPlan(ModelError):
    """The plan releases an option while a condition on it does not hold; each line names the condition."""


class TooManyStates(SteelyardError):
    """An exact answer about packages would take longer than was asked for: its rules have too many states."""


class TextError(ModelError):
    """The text is not YAML, or not UTF-8."""


class UnknownKey(ModelError):
    """No judgement has this key; `near` holds the closest that do.

    >>> raise UnknownKey("weights/UK/comittee", near=["weights/UK/committee"])
    Traceback (most recent call last):
    ...
    steelyard.errors.UnknownKey: no judgement 'weights/UK/comittee'; did you mean 'weights/UK/committee'?
    """

    def __init__(self, key: str, near: Sequence[str] = ()) -> None:
        self.key = key
        self.near = tuple(near)
        hint = f"; did you mean {' or '.join(repr(name) for name in self.near)}?" if self.near else ""
        super().__init__(f"no judgement {key!r}{hint}")


class UnknownName(SteelyardError):
    """A table, case, scenario or viewpoint of this name does not exist; the message lists those that do."""

    def __init__(self, what: str, name: str, known: Sequence[str]) -> None:
        self.what = what
        self.name = name
        self.known = tuple(known)
        super().__init__(f"no {what} {name!r}; there are: {', '.join(self.known) or 'none'}")


class WorkbookError(SteelyardError):
    """The file, not the model in it, is at fault."""


class NotAWorkbook(WorkbookError):
    """The file is no .xlsx workbook."""


class EncryptedWorkbook(WorkbookError):
    """The workbook is protected by a password or a rights label; its owner must open it up first."""


class HostileWorkbook(WorkbookError):
    """The file is built to harm its reader (a bomb, a foreign entity, an unsafe name); it is not opened."""


class UnreadableFile(WorkbookError):
    """The file does not exist, is a folder, or may not be read."""


class LockedWorkbook(WorkbookError):
    """Another program has the workbook open; close it there, then try again."""


class ReadOnlyWorkbook(WorkbookError):
    """The workbook or its folder may not be written."""


class NoSpace(WorkbookError):
    """The disk is full; the workbook stays as it was."""


class MissingTable(WorkbookError):
    """A sheet or table that steelyard needs is gone or renamed."""


class NewerWorkbook(WorkbookError):
    """The workbook was made by a newer steelyard, in a form that this one does not know; update steelyard."""


class WouldLoseContent(WorkbookError):
    """The place that steelyard would write to is taken by something that is not steelyard's."""


class UnfitValue(WorkbookError):
    """No cell of a workbook can hold this value."""
