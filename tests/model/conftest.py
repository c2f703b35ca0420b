"""A small sound model that uses every kind of part, and ways to spoil it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from steelyard.model.assembly.assemble import Assembled, draft_of
from steelyard.model.draft import Cell, Row
from steelyard.model.text.reading import read_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from steelyard.model.draft import Draft
    from steelyard.model.findings import Finding
    from steelyard.model.model import Model

SOUND = """\
steelyard: 1

settings:
  title: Aid and access
  resolution: 0.5

measures:
  access:
    name: Access to detainees
    group: core
  aid:
    name: Independent aid
    group: core
    values: [0, 20, 50, 90, 100]
  talks:
    name: Talks

cost_heads:
  money: {name: Money, worst: All of the fund, best: None}
  home: {name: Price at home, worst: A lost vote, best: No debate}

options:
  words:
    name: Acknowledgements
    opening: true
    linkage: {access: 10, aid: 10, talks: 10}
    costs: {money: 0, home: 10}
  funds:
    name: Stabilisation
    linkage: {access: 30, aid: 90, talks: 40}
    costs: {money: 60, home: 20}
  easing:
    name: Limited easing
    track: sanctions
    linkage: {access: 60, aid: 20, talks: 50}
    costs: {money: 5, home: 40}
  lifting:
    name: Broad lifting
    track: sanctions
    linkage: {access: 80, aid: 30, talks: 100}
    costs: {money: 10, home: 90}

stakeholders:
  France:
    name: France
    influence: 2
    weights: {access: 30, aid: 20, talks: 10, money: 10, home: 30}
  "NO":
    name: Norway
    weights: {access: 20, aid: 40, talks: 0, money: 5, home: 35}

scenarios:
  status-quo:
    name: Status quo
    probability: 0.75
    delivers: {access: none, aid: announced, talks: none}
  core:
    name: Core implemented
    probability: 0.25
    delivers: {access: implemented, aid: implemented, talks: none}

rules:
  r1: {option: easing, kind: requires all, subject: core, level: implemented}
  r2: {option: funds, kind: requires, subject: aid, level: partial}
  r3: {option: lifting, kind: requires at least, subject: all, level: verified, number: 2}
  r4: {option: lifting, kind: requires option, subject: words}
  r5: {option: funds, kind: excludes option, subject: lifting}
  r6: {option: funds, kind: cap, subject: money, number: 80}

record:
  v1: {date: 2019-03-04, measure: access, level: partial, verifier: Red Cross, source: A letter}
  v2: {date: 2019-05-20, measure: access, level: implemented, note: Promised in a speech.}

counterparts:
  Russia:
    reservation: 5
    worth: {words: 5, funds: 20, easing: 30, lifting: 60}
    burden: {access: 20, aid: 30, talks: 40}
    effort:
      access: [0, 0.1, 0.3, 0.8, 1]
    chance:
      access: [1, 0.9, 0.6, 0.4, 0.2]
    note: The owner of the file.

plan:
  s1: {phase: 1, kind: option, item: words}
  s2: {phase: 1, kind: measure, item: aid, level: partial}
  s3: {phase: 2, kind: option, item: funds}

evidence:
  linkage/easing/access: {low: 40, high: 80, source: A report, date: 2019-06-17, confidence: medium}
  linkage/*/*: {author: An analyst}
"""


@pytest.fixture
def sound() -> Model:
    """A model with nothing wrong."""
    return read_text(SOUND)


@pytest.fixture
def draft(sound: Model) -> Draft:
    """Its tables."""
    return draft_of(sound)


@pytest.fixture(scope="session")
def sound_text() -> str:
    """The text of the sound model."""
    return SOUND


@pytest.fixture(scope="session")
def told() -> Callable[[Assembled | Iterable[Finding]], list[str]]:
    """How findings are compared: each as `code: message`, or `(code): message` for a warning."""

    def lines(found: Assembled | Iterable[Finding]) -> list[str]:
        findings = found.findings if isinstance(found, Assembled) else found
        return [
            f"{finding.code if finding.severity == 'error' else f'({finding.code})'}: {finding}"
            for finding in findings
        ]

    return lines


@pytest.fixture(scope="session")
def with_cell() -> Callable[[Draft, str, int, str, object], Draft]:
    """A draft with another value in one cell: by table, number of the row, column."""

    def changed(draft: Draft, table: str, number: int, column: str, value: object) -> Draft:
        rows = [*draft.tables[table]]
        place = replace(rows[number].place, column=column)
        rows[number] = Row({**rows[number].cells, column: Cell(value, place)}, rows[number].place)
        return replace(draft, tables={**draft.tables, table: rows})

    return changed
