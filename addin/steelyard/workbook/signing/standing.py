"""What still holds of the signatures in a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.model.statement import JUDGEMENTS, TEXT, hashes, stated
from steelyard.sheets.headings import CURRENT
from steelyard.sheets.homes import in_cell
from steelyard.sheets.names import VIEWPOINT, ledger_keys
from steelyard.sheets.signatures import IN_WORDS, PROOFS, SSH
from steelyard.weigh.result import Result, ResultColumn, Unit
from steelyard.workbook.reading.read import read_package
from steelyard.workbook.scoring.signatures import signatures
from steelyard.workbook.signing.key_programs import Proof, verified_by_gpg, verified_by_ssh

if TYPE_CHECKING:
    from pathlib import Path

    from steelyard.model.model import Model
    from steelyard.ooxml.opc.package import Package
    from steelyard.sheets.signatures import Signature

COLUMNS = tuple(
    ResultColumn(name, name, Unit.TEXT)
    for name in ("role", "name", "date", "fingerprint", "standing", "proof")
)

NO_KEY = "no key was used"


class Standing(NamedTuple):
    """The signatures of a workbook."""

    table: Result
    """By role: who signed, when, what, how it stands, and what the key proves."""
    sound: bool
    """Whether somebody signed, every signature is current, and no proof is broken."""


def standing(file: Package, allowed_signers: Path | None = None) -> Standing:
    """How it stands with every signature in a workbook.

    Args:
        file: the workbook.
        allowed_signers: the keys that SSH signatures may be by; any key without it.

    Raises:
        InvalidModel: the judgements make no model.
        SteelyardError: a program that verifies is absent.
    """
    reading = read_package(file)
    model = reading.fit()
    values = {key: in_cell(model.values[key]) for key in ledger_keys(model) if key != VIEWPOINT}
    rows, sound = [], True
    for role, signed in signatures(reading.file, model).items():
        words, proof = signed.standing(values), _proof(model, role, signed, allowed_signers)
        sound = sound and words == CURRENT and proof.good
        rows.append((IN_WORDS[role], signed.name, signed.day, signed.fingerprint, words, proof.words))
    return Standing(Result("signatures", "Signatures", COLUMNS, tuple(rows)), sound and bool(rows))


def _proof(model: Model, role: str, signed: Signature, allowed_signers: Path | None) -> Proof:
    """What the key of a signature proves."""
    if not signed.proof:
        return Proof(True, NO_KEY)  # noqa: FBT003
    begins = PROOFS.get(signed.kind_of_proof or "")
    if begins is None:
        return Proof(False, "broken: the cell holds no signature")  # noqa: FBT003
    lines, _, rest = signed.proof.partition(begins)
    if signed.kind_of_proof == SSH:
        proof = verified_by_ssh(lines, begins + rest, allowed_signers)
    else:
        proof = verified_by_gpg(lines, begins + rest)
    if not proof.good:
        return proof._replace(words=f"broken: {proof.words}")
    return _compared(model, role, signed, proof, stated(lines))


def _compared(model: Model, role: str, signed: Signature, proof: Proof, told: dict[str, str]) -> Proof:
    """A good signature beside what the sheet says, and what the judgements are now."""
    shown = {"role": role, "name": signed.name, "date": signed.day, "fingerprint": signed.fingerprint}
    others = [key for key, value in shown.items() if told.get(key) != value]
    if others:
        return Proof(False, f"broken: Sign-off shows another {' and '.join(others)} than the key signed")  # noqa: FBT003
    now = hashes(model)
    if told.get(JUDGEMENTS) != now[JUDGEMENTS]:
        return Proof(False, f"good ({proof.words}), for other judgements")  # noqa: FBT003
    words = "" if told.get(TEXT) == now[TEXT] else "; names, notes or evidence differ since"
    return Proof(True, f"good ({proof.words}){words}")  # noqa: FBT003
