"""The copy of a case that may leave the house: built anew from what its policy leaves, then searched.

What steelyard's sheets hold follows from the reduced model alone. The sheets that people added are put into
the copy as they are, without what may depend on something withheld (see `carrying`). Two proofs stand beside
that. The copy is made again from a model in which all that is withheld has other values; the bytes must be
the same. And the bytes are searched for what is withheld, in all spellings.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from steelyard.errors import SteelyardError
from steelyard.model.canonical_order import in_canonical_order
from steelyard.model.checks import require_fit
from steelyard.model.release import (
    Withheld,
    policy_of,
    public_texts,
    reduced,
    secrets,
    with_other_secrets,
)
from steelyard.model.vocabulary import folded
from steelyard.ooxml.opc.atomic_save import ABSENT, is_same_file
from steelyard.ooxml.opc.atomic_save import save as save_bytes
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.opc.preflight import file_bytes
from steelyard.ooxml.sheet_index import sheet_parts
from steelyard.sheets.catalogue import context_of, declared, filled_sheets, is_shown
from steelyard.workbook.collection import without_collection
from steelyard.workbook.files import WORKBOOK, holds_workbook, load_bytes_as_declared, require_ending
from steelyard.workbook.packages import package_of_bytes
from steelyard.workbook.reading.declared_order import as_declared
from steelyard.workbook.releasing.carrying import Carried, Case, carried
from steelyard.workbook.releasing.left_out import left_out, own_names
from steelyard.workbook.releasing.search import DIGITS_OF_TEXTS, Hit, searched
from steelyard.workbook.releasing.spellings import Spellings, Wanted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from steelyard.model.model import Model
    from steelyard.model.release import Policy, Secret

BEYOND_CHANCE = 6
"""Digits of a number that is not met by chance in a workbook."""

DEPENDS = "its bytes depend on something that is withheld"


class Released(NamedTuple):
    """What a release did."""

    policy: str
    """What was withheld, in the words of the setting `release`."""
    withheld: dict[str, int]
    """How many entries of each class were withheld."""
    left_out: dict[str, str]
    """The sheets that are not steelyard's and not in the copy, each with the reason as a sentence."""
    unsearched: int
    """How many entries are not searched for, as they would be met by chance, or stand in the case openly."""
    leaks: tuple[str, ...]
    """What still leaks, each with its place; nothing is written where there is one."""
    beside: tuple[str, ...] = ()
    """What somebody added to steelyard's sheets, or carried sheets had, that the copy lacks, in words."""
    carried: tuple[str, ...] = ()
    """The sheets that are not steelyard's and are in the copy."""
    lost: tuple[str, ...] = ()
    """A sentence for each property of a replaced file that was lost."""


def release(source: Path | str, target: Path | str, *, new: bool = False) -> Released:
    """Write the copy of a case that may leave the house, unless something still leaks.

    Args:
        source: a workbook, or the text of a model; it stays as it is.
        target: the workbook to write.
        new: whether there may be no file at the target.

    Raises:
        SteelyardError: the target is the source, or is no name of a workbook, or rounding empties weights.
        InvalidModel: there is an error in the model.
        UnreadableFile, NotAWorkbook, TextError: the source cannot be read; see `files.load`.
        WouldLoseContent: there is a file where nothing may be.
        LockedWorkbook, ReadOnlyWorkbook, NoSpace: the target cannot be written.
    """
    require_ending(target, WORKBOOK)
    if is_same_file(Path(source), Path(target)):
        raise SteelyardError(f"{target} is the case itself; give the copy another name")
    data = file_bytes(Path(source))
    copy, done = released(data, str(source))
    if done.leaks:
        return done
    lost = save_bytes(copy, Path(target), noun="workbook", was=ABSENT if new else None)
    return done._replace(lost=lost)


def released(data: bytes, where: str) -> tuple[bytes, Released]:
    """The bytes of the copy, and what was done; `where` is what messages call the case.

    Raises:
        InvalidModel, SteelyardError, NotAWorkbook, TextError: see `release`.
    """
    with without_collection():
        return _released(data, where)


def _released(data: bytes, where: str) -> tuple[bytes, Released]:
    if not holds_workbook(data, where):
        return released_model(load_bytes_as_declared(data, where), where)
    file = package_of_bytes(data, where=where)
    model = as_declared(file)
    sheets = filled_sheets(context_of(model))
    copy, done = released_model(model, where, Case(file, own_names(sheets)))
    return copy, done._replace(beside=(*left_out(file, sheets), *done.beside))


def released_model(
    model: Model, where: str = "the model", case: Case | None = None
) -> tuple[bytes, Released]:
    """The same, of a valid model, and of the workbook that says it if there is one."""
    policy = policy_of(model.settings.release)
    left = _left(model, policy, where)
    plain, gone = _built(left), secrets(model, policy)
    more = _with_sheets(case, plain, policy)
    copy = more.file.to_bytes()
    wanted, unsearched = _searched_for(gone, left)
    leaks = [*_typed(left, wanted), *_said(copy, _met(copy, plain, wanted, more.parts, left))]
    again = _built(_left(with_other_secrets(model, policy), policy, where))
    if _with_sheets(case, again, policy).file.to_bytes() != copy:
        leaks.append(DEPENDS)
    return copy, Released(
        policy=str(policy),
        withheld=dict(Counter(str(each.what) for each in gone)),
        left_out=dict(more.left_out),
        unsearched=unsearched,
        leaks=tuple(dict.fromkeys(leaks)),
        beside=more.beside,
        carried=more.sheets,
    )


def _with_sheets(case: Case | None, copy: bytes, policy: Policy) -> Carried:
    """A copy with the sheets that people added to the case."""
    file = Package.of(copy)
    if case is None:
        return Carried(file, (), {}, (), frozenset())
    return carried(case, file, withheld=Withheld.SHEETS in policy.classes)


def _met(
    copy: bytes, plain: bytes, wanted: Sequence[Wanted], typed: AbstractSet[str], left: Model
) -> list[Hit]:
    """What of the search counts: all that is met in what people put there, and what is not met by chance."""
    hidden = [each.name for each in declared(left) if not is_shown(left, each)]
    hits = searched(copy, wanted, hidden, typed)
    own = {*(searched(plain, wanted, hidden, typed) if typed and hits else hits)}
    return [hit for hit in hits if hit not in own or not _is_by_chance(hit, left)]


def _left(model: Model, policy: Policy, where: str) -> Model:
    """What a copy is built from, in an order that tells nothing of what is gone."""
    return in_canonical_order(require_fit(reduced(model, policy), f"{where} without what is withheld"))


def _built(model: Model) -> bytes:
    from steelyard.workbook.building.build import workbook_bytes  # noqa: PLC0415 - slow to import

    return workbook_bytes(model)


def _searched_for(gone: Sequence[Secret], left: Model) -> tuple[list[Wanted], int]:
    """What is searched for, and how many entries are not.

    A text that the copy shows openly, such as an author who is a stakeholder too, is no secret; nor is the
    value of a judgement that the copy shows.
    """
    public = {folded(text) for text in public_texts(left)}
    shown = {value for value in left.values.values() if not isinstance(value, str | bool | None)}
    found = []
    for each in gone:
        is_open = folded(each.value) in public if isinstance(each.value, str) else each.value in shown
        if not is_open:
            what = f"what {each.key} said" if isinstance(each.value, str) else f"the value of {each.key}"
            found.append(Wanted(what, each.value, each.what == Withheld.AUTHORS))
    return found, len(gone) - len(found) + len(Spellings(found).unsought)


def _typed(left: Model, wanted: Sequence[Wanted]) -> list[str]:
    """What the texts of the case say of it."""
    spellings = Spellings(wanted, DIGITS_OF_TEXTS)
    return [
        f"{place}: {found.what} ({found.how})"
        for text, place in public_texts(left).items()
        for _, found in spellings.met(text)
    ]


def _is_by_chance(hit: Hit, left: Model) -> bool:
    """Whether something was met in what steelyard wrote.

    The second build proves that this depends on no secret: it is a result with the same first digits, or a
    word of steelyard's own. What people typed is never met by chance, nor is a number of many digits; nor is
    anything that a copy without the sheets of others does not hold.
    """
    if not hit.how or hit.written in "\n".join(public_texts(left)):
        return False
    return hit.how != "in full" or sum(map(str.isdigit, hit.written)) < BEYOND_CHANCE


def _said(copy: bytes, hits: Sequence[Hit]) -> list[str]:
    """The hits with the names of sheets in place of their parts."""
    sheets = {part: f"sheet {name}" for name, part in sheet_parts(Package.of(copy)).items()} if hits else {}
    return [str(hit._replace(part=sheets.get(hit.part, hit.part))) for hit in hits]
