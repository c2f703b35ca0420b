"""What each role signed, as the workbook remembers it: on Sign-off, and in the ledger of judgements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.errors import UnknownKey
from steelyard.model.draft import Place
from steelyard.model.findings import Finding, Severity
from steelyard.model.fingerprint import fingerprint
from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.defined_names import defined_cells
from steelyard.ooxml.sheet_cells import cells, table_view, with_cells
from steelyard.ooxml.tables import tables
from steelyard.sheets.headings import KEY, SIGNED_BY
from steelyard.sheets.homes import in_cell
from steelyard.sheets.names import (
    LEDGER,
    SIGNED_DAY,
    SIGNED_FINGERPRINT,
    SIGNED_GONE,
    SIGNED_NAME,
    SIGNED_TEXT,
    VIEWPOINT,
    ledger_keys,
)
from steelyard.sheets.signatures import IN_WORDS, NOT_THERE, ROLES, Signature

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.model.model import Model
    from steelyard.ooxml.cell_values import Patch
    from steelyard.ooxml.opc.package import Package
    from steelyard.sheets.context import Context

MOST_NAMED = 5
"""Judgements that a warning names."""

WRITTEN = (SIGNED_NAME, SIGNED_DAY, SIGNED_FINGERPRINT, SIGNED_TEXT, SIGNED_GONE)
"""The cells of a signature that are read back."""


def signatures(file: Package, model: Model) -> dict[str, Signature]:
    """The signatures in a workbook by role, compared with what its judgement sheets say now.

    A judgement that was signed and does not exist any more is counted as gone. Where the judgements are again
    the signed ones, none is.

    Args:
        file: the workbook.
        model: what its judgement sheets say.
    """
    found: dict[str, Signature] = {}
    for number, role in enumerate(ROLES, 1):
        signed = _signed(file, role, number)
        if signed is not None:
            found[role] = _compared(signed, model)
    return found


def stale_signatures(context: Context) -> Iterator[Finding]:
    """A warning for each signature that was given for other judgements than those of now.

    Args:
        context: the model in its workbook.
    """
    for role, signed in context.places.signatures.items():
        changed = signed.changed(context.signed_now)
        if not signed.count(context.signed_now):
            continue
        named = ", ".join([*changed[:MOST_NAMED], *(["…"] if len(changed) > MOST_NAMED else [])])
        lost = f"; {signed.gone} signed before and gone" if signed.gone else ""
        words = (
            f"{signed.name} signed on {signed.day} for other judgements (fingerprint {signed.fingerprint}); "
            f"changed or new since: {named or 'none'}{lost}. Let the role sign again with steelyard sign"
        )
        place = Place("Sign-off", IN_WORDS[role], "standing")
        yield Finding(place, signed.standing(context.signed_now), words, "stale-signature", Severity.WARNING)


def _signed(file: Package, role: str, number: int) -> Signature | None:
    """What a role signed; None where it has not, or the workbook has an older form."""
    named = defined_cells(file)
    if any(pattern.format(number) not in named for pattern in WRITTEN):
        return None
    name, day, mark, proof = (_text(file, *named[each.format(number)]) for each in WRITTEN[:-1])
    if not name:
        return None
    gone = cells(file, named[SIGNED_GONE.format(number)][0]).get(named[SIGNED_GONE.format(number)][1])
    count = gone.value if gone is not None and isinstance(gone.value, int | float) else 0
    return Signature(name, day, mark, _values(file, f"{SIGNED_BY}{role}"), proof, int(count))


def _text(file: Package, sheet: str, at: str) -> str:
    cell = cells(file, sheet).get(at)
    return "" if cell is None or cell.value is None else str(cell.value)


def _values(file: Package, heading: str) -> dict[str, float | str]:
    """What the ledger has in a column, by key; nothing for judgements that did not exist then."""
    table = tables(file).get(LEDGER)
    if table is None or not {KEY, heading} <= {*table.columns}:
        return {}
    view = table_view(file, LEDGER)
    found: dict[str, float | str] = {}
    for row in view.rows:
        value = view.value(row, heading)
        if value != NOT_THERE:
            found[view.text(row, KEY)] = value if isinstance(value, int | float) else str(value or "")
    return found


def _compared(signed: Signature, model: Model) -> Signature:
    """The signature with the right number of judgements that are gone."""
    now = {key: in_cell(model.values[key]) for key in ledger_keys(model)}
    viewed = str(signed.values.get(VIEWPOINT, now[VIEWPOINT]))
    try:
        is_same = fingerprint(model.replace_value(VIEWPOINT, viewed)) == signed.fingerprint
    except UnknownKey:
        is_same = False
    if is_same:
        return signed._replace(values=now | {VIEWPOINT: viewed}, gone=0)
    lost = sum(key not in now for key in signed.values)
    kept = {key: value for key, value in signed.values.items() if key in now}
    others = any(signed.differs(key, value) for key, value in now.items() if key != VIEWPOINT)
    # The order of the levels and the first counterpart count, and have no key of their own.
    return signed._replace(values=kept, gone=signed.gone + lost or int(not others))


def with_signature(file: Package, role: str, signed: Signature) -> Package:
    """The workbook in which a role has signed; a score then writes what follows from it.

    Args:
        file: the workbook, scored.
        role: one of `steelyard.sheets.signatures.ROLES`.
        signed: what it signed.
    """
    named, number = defined_cells(file), ROLES.index(role) + 1
    patches: dict[str, dict[str, Patch]] = {}
    held = (signed.name, signed.day, signed.fingerprint, signed.proof or None, signed.gone)
    for pattern, value in zip(WRITTEN, held, strict=True):
        sheet, at = named[pattern.format(number)]
        patches.setdefault(sheet, {})[at] = Value(value)
    view, heading = table_view(file, LEDGER), f"{SIGNED_BY}{role}"
    patches.setdefault(view.table.sheet, {}).update(
        {
            view.address(row, heading): Value(signed.values.get(view.text(row, KEY), NOT_THERE))
            for row in view.rows
        }
    )
    return with_cells(file, patches)
