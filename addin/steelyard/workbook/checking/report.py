"""What a check found, as plain values for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.model.findings import MOST_SHOWN, errors, warnings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from steelyard.model.findings import Finding
    from steelyard.workbook.checking.verify import Verification


def as_object(found: Verification, most: int = MOST_SHOWN) -> dict[str, object]:
    """What was found, for programs: the first entries of each list, and how many more there are.

    Where findings about judgements are left out, errors come first.

    Args:
        found: what was found.
        most: how many entries of each list there may be.
    """
    ordered = (*errors(found.inputs), *warnings(found.inputs))
    listed = found.inputs if len(ordered) <= most else ordered[:most]
    conflicts = _cut("conflicts", found.conflicts[:most], len(found.conflicts)) if found.conflicts else {}
    return {
        "file": found.where,
        "sound": found.sound,
        "judgements": [finding_as_object(finding) for finding in listed],
        "left_out": len(found.inputs) - len(listed),
        **conflicts,
        **({} if not found.workbook else _of_workbook(found, most)),
    }


def _of_workbook(found: Verification, most: int) -> dict[str, object]:
    return {
        "structure": found.structure or None,
        "refusal": found.refusal or None,
        "current": found.current,
        "currency": found.currency,
        "fingerprint": found.fingerprint or None,
        "stamp": found.stamp or None,
        **_cut("changed", [change._asdict() for change in found.changed[:most]], len(found.changed)),
        **_cut("renamed", [rename._asdict() for rename in found.renamed[:most]], len(found.renamed)),
        **_cut(
            "integrity", [finding_as_object(each) for each in found.integrity[:most]], len(found.integrity)
        ),
        **_cut("live", [finding_as_object(each) for each in found.live[:most]], len(found.live)),
        **_cut("computed", [finding_as_object(each) for each in found.computed[:most]], len(found.computed)),
    }


def _cut(name: str, shown: Sequence[object], count: int) -> dict[str, object]:
    """A list of which the first entries are shown, and the number of the others."""
    return {name: shown, f"{name}_left_out": count - len(shown)}


def finding_as_object(finding: Finding) -> dict[str, str]:
    """One finding, with its place taken apart and its whole sentence."""
    place = finding.place
    return {
        "severity": finding.severity.value,
        "code": finding.code,
        "sheet": place.sheet,
        "row": place.row,
        "column": place.column,
        "at": place.at,
        "found": finding.found,
        "allowed": finding.allowed,
        "message": str(finding),
    }
