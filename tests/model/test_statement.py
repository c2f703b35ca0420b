"""The lines that a key signs: they follow judgements and words, and nothing that only shows them."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from steelyard.model.fingerprint import fingerprint
from steelyard.model.parts import Trial
from steelyard.model.statement import hashes, stated, statement
from steelyard.model.text.reading import read_text

SMALL = read_text((Path(__file__).parents[1] / "small.yaml").read_text())
WEIGHT = f"weights/{SMALL.stakeholders[0].id}/{SMALL.criteria[0]}"


def test_the_lines_say_who_signed_what_and_when() -> None:
    lines = statement(SMALL, "reviewer", "Mara: Lindt", "2026-05-17").split("\n")
    assert lines[:5] == [
        "steelyard sign-off 1",
        "role: reviewer",
        "name: Mara: Lindt",
        "date: 2026-05-17",
        f"fingerprint: {fingerprint(SMALL)}",
    ]
    assert all(re.fullmatch(r"(judgements|text): [0-9a-f]{64}", line) for line in lines[5:7])
    assert lines[7:] == [""]


def test_the_lines_are_read_again() -> None:
    told = stated(statement(SMALL, "owner", "A = B", "2026-05-17"))
    assert told == {
        "role": "owner",
        "name": "A = B",
        "date": "2026-05-17",
        "fingerprint": fingerprint(SMALL),
    } | hashes(SMALL)
    assert stated("steelyard sign-off 2\nrole: owner\n") == {}


def test_a_judgement_changes_both_hashes_and_a_name_one() -> None:
    before = hashes(SMALL)
    weighed = hashes(SMALL.replace_value(WEIGHT, 99))
    assert (weighed["judgements"] == before["judgements"], weighed["text"] == before["text"]) == (
        False,
        False,
    )
    renamed = replace(SMALL.options[0], name="Another name")
    named = hashes(SMALL.replace(options=(renamed, *SMALL.options[1:])))
    assert [named[each] == before[each] for each in ("judgements", "text")] == [True, False]


def test_choices_of_a_reader_change_neither() -> None:
    seen = SMALL.replace(
        settings=replace(
            SMALL.settings,
            scenario=SMALL.scenarios[-1].id,
            viewpoint=SMALL.stakeholders[0].id,
            compare="1",
        ),
        trial=(Trial(criterion=SMALL.criteria[0], share=0.5),),
    )
    assert hashes(seen) == hashes(SMALL)
