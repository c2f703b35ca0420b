"""The shipped cases as tests use them: each is read, built, and read as a workbook once in a process."""

from __future__ import annotations

from dataclasses import replace
from fnmatch import fnmatchcase
from functools import cache

from parting import without

from steelyard import cases
from steelyard.model.keys import judgements_of
from steelyard.model.model import Model
from steelyard.model.parts import RuleKind
from steelyard.model.text.reading import read_text
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import cells
from steelyard.ooxml.sheet_index import sheet_parts
from steelyard.workbook.building.build import workbook_bytes
from steelyard.workbook.reading.read import read_package

SYRIA = "syria"
EXCERPT = "an excerpt"
_KEPT = {
    "measures": {"detainee-access", "safe-returns", "committee"},
    "cost_heads": {"common-position", "money"},
    "options": {"political-engagement", "reconstruction", "limited-easing", "broad-easing"},
    "stakeholders": {"France", "Germany"},
    "scenarios": {"status-quo", "core-implemented", "comprehensive"},
    "counterparts": {"Russia"},
}
"""What the excerpt has of the shipped case: some of every kind, under the same ids."""


@cache
def model(case: str = SYRIA) -> Model:
    """The model of a case; it never changes. That of the excerpt is weighed in a third of the time."""
    return _excerpt(model()) if case == EXCERPT else read_text(cases.text(case), where=case)


def _excerpt(whole: Model) -> Model:
    found = whole
    for parts, kept in _KEPT.items():
        for own in whole.ids(parts):
            if own not in kept:
                found = without(found, parts, own)
    chances = (0.3, 0.5, 0.2)
    found = found.replace(
        scenarios=tuple(
            replace(each, probability=chance) for each, chance in zip(found.scenarios, chances, strict=True)
        ),
        # Fewer measures are in a group.
        rules=tuple(
            replace(each, number=2.0) if each.kind is RuleKind.REQUIRES_AT_LEAST else each
            for each in found.rules
        ),
    )
    keys = [key for key, _ in judgements_of(found) if not key.startswith("probability/")]
    evidence = (each for each in whole.evidence if any(fnmatchcase(key, each.key) for key in keys))
    return found.replace(evidence=tuple(evidence))


@cache
def workbook(case: str = SYRIA) -> bytes:
    """The bytes of the workbook that is built of it."""
    return workbook_bytes(model(case))


@cache
def package(case: str = SYRIA) -> Package:
    """The same, opened, and all of it read. A workbook that is made of it keeps what did not change."""
    opened = Package.of(workbook(case))
    read_package(opened)
    for sheet in sheet_parts(opened):
        cells(opened, sheet)
    return opened
