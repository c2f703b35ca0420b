"""A role signs the judgements of a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.errors import SteelyardError
from steelyard.model.fingerprint import fingerprint
from steelyard.model.naming import meant
from steelyard.model.statement import statement
from steelyard.ooxml.concealment import hidden_sheets, with_sheets_shown
from steelyard.ooxml.tables import tables
from steelyard.sheets.homes import in_cell
from steelyard.sheets.names import SIGN_OFF, ledger_keys
from steelyard.sheets.signatures import IN_WORDS, Signature
from steelyard.workbook.reading.dropped import require_tables
from steelyard.workbook.reading.read import read_package
from steelyard.workbook.scoring.logged import open_conflicts, unexplained
from steelyard.workbook.scoring.score import scored
from steelyard.workbook.scoring.signatures import with_signature

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from steelyard.ooxml.opc.package import Package
    from steelyard.workbook.scoring.score import Scored


class Signed(NamedTuple):
    """What a signature did."""

    scored: Scored
    role: str
    """The role in words."""
    fingerprint: str
    """Of the judgements that were signed."""
    lacking: tuple[str, ...]
    """What whoever signs should know: sentences about conflicts and changes without a reason."""


def signed(
    file: Package,
    role: str,
    name: str,
    *,
    now: datetime,
    proof_of: Callable[[str], str] | None = None,
) -> tuple[Package, Signed]:
    """The workbook, scored, in which a role has signed the judgements as they are.

    An earlier signature of the role is replaced. The sheet Sign-off is shown.

    Args:
        file: the workbook.
        role: one of `steelyard.sheets.signatures.ROLES`, or its words on the sheet.
        name: who signs.
        now: the day of the signature, and what the Change log says of when.
        proof_of: makes an armoured signature of a text, where a key signs as well.

    Raises:
        SteelyardError: the name is empty or has a line break, or the key signs nothing.
        UnknownName: there is no such role.
        InvalidModel, WouldLoseContent, MissingTable: see `steelyard.workbook.scoring.score.score`.
    """
    own = meant("role", role, IN_WORDS)
    if not name.strip() or not name.isprintable():
        raise SteelyardError(f"the name of who signs is {name!r}; give a name on one line")
    require_tables(file)
    file, first = scored(file, now=now)
    model = read_package(file).fit()
    day, told = now.strftime("%Y-%m-%d"), ""
    if proof_of is not None:
        lines = statement(model, own, name.strip(), day)
        told = lines + proof_of(lines)
    values = {key: in_cell(model.values[key]) for key in ledger_keys(model)}
    signature = Signature(name.strip(), day, fingerprint(model), values, told)
    file = with_signature(file, own, signature)
    sheet = tables(file)[SIGN_OFF].sheet
    if sheet in hidden_sheets(file):
        file = with_sheets_shown(file, [sheet])
    file, done = scored(file, now=now)
    done = done._replace(corrections=first.corrections, restored=first.restored, laid_out=first.laid_out)
    return file, Signed(done, IN_WORDS[own], signature.fingerprint, tuple(_lacking(file)))


def _lacking(file: Package) -> list[str]:
    conflicts, reasons = len(open_conflicts(file)), unexplained(file)
    said = []
    if conflicts:
        words = "conflict of a merge is" if conflicts == 1 else "conflicts of a merge are"
        said.append(f"{conflicts} {words} open.")
    if reasons:
        said.append(
            f"{reasons} {'change has' if reasons == 1 else 'changes have'} no reason in the Change log."
        )
    return said
