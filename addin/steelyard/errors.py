"""All errors of steelyard, as one tree.

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
        ├── ChangedWorkbook
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


MOST_LISTED = 200
"""Problems that one message lists; how many more there are is said instead of the rest."""


class SteelyardError(Exception):
    """Steelyard refuses what it was asked for; the message gives the reason."""


class ModelError(SteelyardError):
    """There is an error in the model, not in its file."""


class InvalidModel(ModelError):
    """The judgements are not a valid model; `findings` has every error with its place.

    Each finding is a `steelyard.model.checks.Finding`. The message has one line for each of the first 200.
    """

    def __init__(self, where: str, findings: Sequence[object]) -> None:
        self.where = where
        self.findings = tuple(findings)
        count = len(self.findings)
        problems = "1 problem" if count == 1 else f"{count:,} problems"
        left = count - MOST_LISTED
        rest = [f"  and {left:,} more; correct these first, the next reading lists the others"]
        lines = [f"  {finding}" for finding in self.findings[:MOST_LISTED]]
        super().__init__("\n".join([f"{where}: {problems}", *lines, *(rest if left > 0 else [])]))


class BrokenPlan(ModelError):
    """The plan releases an option while a condition on it does not hold; each line names one condition."""


class TooManyStates(SteelyardError):
    """The rules have too many states, so an exact answer about packages takes longer than is allowed here."""


class TextError(ModelError):
    """The text is not YAML, or not UTF-8."""


class UnknownKey(ModelError):
    """No judgement has this key; `near` has the keys that are most similar.

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
    """No table, case, scenario or viewpoint has this name; the message gives the nearest, and lists all."""

    def __init__(self, what: str, name: str, known: Sequence[str], near: str = "") -> None:
        self.what = what
        self.name = name
        self.known = tuple(known)
        self.near = near
        hint = f"; did you mean {near!r}?" if near else ""
        between = "; " if any("," in each for each in self.known) else ", "
        listed = between.join(self.known) or "none"
        super().__init__(f"no {what} {name!r}{hint}{' There are' if hint else '; there are'}: {listed}")


class WorkbookError(SteelyardError):
    """There is an error in the file, not in the model in it."""


class NotAWorkbook(WorkbookError):
    """The file is not an .xlsx workbook."""


class EncryptedWorkbook(WorkbookError):
    """A password or a rights label protects the workbook; its owner must remove the protection first."""


class HostileWorkbook(WorkbookError):
    """The file can harm its reader (a zip bomb, an external entity, an unsafe name); it is not opened."""


class UnreadableFile(WorkbookError):
    """The file does not exist, is a folder, or may not be read by this user."""


class LockedWorkbook(WorkbookError):
    """Another program has the workbook open; close the workbook there and try again."""


class ChangedWorkbook(WorkbookError):
    """Someone else changed the file after steelyard had read it; nothing was written."""


class ReadOnlyWorkbook(WorkbookError):
    """This user may not write to the workbook or to its folder."""


class NoSpace(WorkbookError):
    """The disk is full; the workbook is unchanged."""


class MissingTable(WorkbookError):
    """A sheet or a table that steelyard needs was deleted or renamed."""


class NewerWorkbook(WorkbookError):
    """A newer steelyard made the workbook, in a form that this version cannot read; update steelyard."""


class WouldLoseContent(WorkbookError):
    """The cells that steelyard must write to have content that steelyard did not write."""


class UnfitValue(WorkbookError):
    """A cell of a workbook cannot hold this value."""
