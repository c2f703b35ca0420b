"""Evidence and what it stands behind; single changes are in findings.txt."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from steelyard.model.checks import check
from steelyard.model.parts import Evidence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from steelyard.model.findings import Finding
    from steelyard.model.model import Model

    Told = Callable[[Iterable[Finding]], list[str]]


def test_evidence_that_others_outdo_is_told(sound: Model, told: Told) -> None:
    evidence = (
        Evidence(key="probability/*"),
        Evidence(key="probability/core"),
        Evidence(key="probability/status-quo"),
    )
    assert told(check(sound.replace(evidence=evidence))) == [
        (
            "(idle-evidence): Evidence, row 'probability/*', column 'key': found 'probability/*'; "
            "every judgement that it names has evidence of its own, which counts"
        )
    ]


@pytest.mark.parametrize(
    ("key", "low", "high"),
    [
        ("weights/*/*", 0, 100),
        ("influence/France", 2, 2),
        ("reservation/Russia", -50, 50),
        ("settings/resolution", 0, None),
        ("settings/reservation", -5, 5),
        ("rules/r6/number", None, 90),
        ("plan/s1/phase", 1, 2),
        ("chance/Russia/access/partial", 0.5, 0.7),
        ("probability/core", 0, 1),
    ],
)
def test_ranges_around_what_was_judged_pass(
    sound: Model, key: str, low: float | None, high: float | None
) -> None:
    assert check(sound.replace(evidence=(Evidence(key=key, low=low, high=high),))) == ()


@pytest.mark.parametrize(
    "key", ["tracks/*", "opening/*", "delivery/*/*", "rules/*/kind", "settings/viewpoint"]
)
def test_words_have_no_range(sound: Model, told: Told, key: str) -> None:
    found = told(check(sound.replace(evidence=(Evidence(key=key, low=1.0),))))
    assert found == [
        f"(unused): Evidence, row '{key}': found low 1; its key names no number, so it has no range"
    ]


def test_ends_that_cannot_be_read_are_told_once(sound: Model, told: Told) -> None:
    found = told(check(sound.replace(evidence=(Evidence(key="probability/core", low=float("nan")),))))
    assert [line.split(":")[0] for line in found] == ["not-finite"]


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("linkage/easing", ""),
        ("linkage/easing/access/none", ""),
        ("xyz", ""),
        ("linkages/*/access", "; did you mean 'linkage/*/access'?"),
        ("linkage/easng/*", "; did you mean 'linkage/easing/*'?"),
        ("linkage/*/acess", "; did you mean 'linkage/*/access'?"),
    ],
)
def test_the_first_wrong_part_of_a_key_is_mended(sound: Model, told: Told, key: str, hint: str) -> None:
    (found,) = told(check(sound.replace(evidence=(Evidence(key=key),))))
    assert found.endswith(f"no judgement has this key{hint}")
