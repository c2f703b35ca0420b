"""What a check found as a SARIF log (OASIS, version 2.1.0), which pipelines read."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING
from urllib.parse import quote

from steelyard.model.findings import CODES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.model.findings import Finding
    from steelyard.workbook.checking.verify import Verification

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"

STRUCTURE, OUT_OF_DATE, OPEN_CONFLICT, REFUSED = "structure", "out-of-date", "open-conflict", "refused"

RULES = CODES | {
    STRUCTURE: "the tables of the workbook do not have the shape of the model",
    OUT_OF_DATE: "the computed tables were computed from other judgements",
    OPEN_CONFLICT: "nobody has answered a conflict of a merge",
    REFUSED: "steelyard score would refuse the workbook",
}
"""What each rule id means."""

INDEX = {rule: place for place, rule in enumerate(RULES)}


def as_sarif(found: Verification, version: str) -> dict[str, object]:
    """The log of one check; a file in which nothing is to be said has an empty list of results.

    Args:
        found: what was found.
        version: of steelyard.
    """
    rules = [{"id": rule, "shortDescription": {"text": f"{words}."}} for rule, words in RULES.items()]
    driver = {"name": "steelyard", "semanticVersion": version, "rules": rules}
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": [*_results(found)]}
        ],
    }


def _results(found: Verification) -> Iterator[dict[str, object]]:
    where = found.where
    for finding in (*found.inputs, *found.integrity, *found.live, *found.computed):
        yield _of_finding(where, finding)
    for conflict in found.conflicts:
        yield _result(where, OPEN_CONFLICT, "error", conflict)
    if found.structure:
        yield _result(where, STRUCTURE, "error", found.structure)
    if found.refusal:
        yield _result(where, REFUSED, "error", found.refusal)
    if found.workbook and found.fit and not found.current:
        # Another viewpoint on Decide is a choice of the reader.
        level = "error" if found.changed or not found.computed_for else "note"
        yield _result(where, OUT_OF_DATE, level, f"Computed tables: {found.currency}.")


def _of_finding(where: str, finding: Finding) -> dict[str, object]:
    place = finding.place
    logical = "/".join(filter(None, (place.sheet, place.row, place.column, place.at)))
    return _result(where, finding.code, finding.severity.value, str(finding), logical)


def _result(where: str, rule: str, level: str, message: str, logical: str = "") -> dict[str, object]:
    location: dict[str, object] = {
        "physicalLocation": {"artifactLocation": {"uri": quote(PurePath(where).as_posix())}}
    }
    if logical:
        location["logicalLocations"] = [{"fullyQualifiedName": logical}]
    return {
        "ruleId": rule,
        "ruleIndex": INDEX[rule],
        "level": level,
        "message": {"text": message},
        "locations": [location],
    }
