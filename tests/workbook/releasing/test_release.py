"""The copy that may leave the house: it holds no secret, depends on none, and says so where it must."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import shipped
import small
from gnumeric import recalculated
from hypothesis import given, settings
from openpyxl import load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from promises.live import live
from strategies import models
from workbook.releasing.secretive import NUMBERS, WORDS, met, secretive

from steelyard.cases import text
from steelyard.errors import SteelyardError, WouldLoseContent
from steelyard.model.parts import Counterpart
from steelyard.model.release import policy_of, with_other_secrets
from steelyard.model.text.reading import read_text
from steelyard.model.text.writing import write_text
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import cells
from steelyard.sheets.catalogue import context_of, filled_sheets
from steelyard.workbook.building.build import workbook_bytes
from steelyard.workbook.checking.verify import verify
from steelyard.workbook.files import load
from steelyard.workbook.releasing import release as releasing
from steelyard.workbook.releasing.release import DEPENDS, release, released, released_model
from steelyard.workbook.scoring.score import scored

if TYPE_CHECKING:
    from steelyard.model.model import Model


@pytest.fixture(scope="module", name="copy")
def _copy() -> bytes:
    data, done = released_model(secretive())
    assert done.leaks == ()
    return data


def test_an_independent_search_finds_every_secret_in_the_case_and_none_in_the_copy(copy: bytes) -> None:
    assert met(workbook_bytes(secretive())) == {*NUMBERS, *WORDS}
    assert met(copy) == set()


def test_two_cases_that_differ_in_secrets_only_release_to_the_same_bytes(copy: bytes) -> None:
    other = secretive(
        {name: value * 1.0737 if abs(value) > 1 else value * 0.9137 for name, value in NUMBERS.items()},
        {name: f"Something else about {name}" for name in WORDS},
    )
    assert released_model(other)[0] == copy


def test_a_workbook_and_its_text_release_to_the_same_bytes(copy: bytes) -> None:
    assert released(workbook_bytes(secretive()), "case.xlsx")[0] == copy
    assert released(write_text(secretive()).encode(), "case.yaml")[0] == copy


@settings(max_examples=8, deadline=None)
@given(models(plain=True))
def test_no_drawn_model_releases_bytes_that_depend_on_a_secret(model: Model) -> None:
    data, done = released_model(model)
    assert DEPENDS not in done.leaks
    withheld = replace(
        model.settings, reservation=12.5, future=None, owner="Somebody", purpose="Something", compare="3"
    )
    party = Counterpart(id="another", worth=(2.0,) * len(model.options), burden=(3.0,) * len(model.measures))
    other = model.replace(settings=withheld, counterparts=(party,), trial=())
    assert released_model(other)[0] == data


def test_the_copy_is_a_sound_workbook_that_a_score_leaves_as_it_is(copy: bytes, tmp_path: Path) -> None:
    path = tmp_path / "copy.xlsx"
    path.write_bytes(copy)
    assert verify(path).sound
    file, done = scored(Package.read(path), now=datetime(2030, 1, 1, tzinfo=UTC))
    assert (done.changed, done.restored, file.to_bytes()) == (0, (), copy)


def test_what_cannot_be_computed_says_withheld_and_never_0(copy: bytes) -> None:
    file = Package.of(copy)
    parties, package = cells(file, "Parties"), cells(file, "Package")
    assert {at: parties[at].value for at in ("E9", "F9", "G9", "H9", "P9")} == {
        "E9": pytest.approx(40.860806),
        **dict.fromkeys(("F9", "G9", "H9", "P9"), "withheld"),
    }
    assert [package[at].value for at in ("A5", "B8", "E8")] == ["withheld"] * 3
    assert {cells(file, "Package rules")[f"F{row}"].value for row in (13, 18)} == {"withheld"}
    said = [cell.value for cell in cells(file, "Read me").values() if isinstance(cell.value, str)]
    assert [each for each in said if each.startswith("Withheld from this copy: our reservation value")]
    [why] = {cells(file, name)["A6"].value for name in ("Concessions",)} | set()
    assert why is None or "counterpart" in str(why)


@pytest.mark.usefixtures("gnumeric")
@pytest.mark.parametrize("policy", ["", "reservation", "counterpart, weights to 5"])
def test_a_second_engine_computes_the_cells_of_a_copy_alike(policy: str, tmp_path: Path) -> None:
    model = secretive()
    model = model.replace(settings=replace(model.settings, release=policy))
    path = tmp_path / "copy.xlsx"
    path.write_bytes(released_model(model)[0])
    wanted = live(filled_sheets(context_of(load(path))))
    found = recalculated(Package.read(path), {sheet for sheet, _ in wanted}, tmp_path)
    assert [
        (cell, found[cell], formula.value)
        for cell, (_, formula) in wanted.items()
        if not (
            found[cell] == formula.value
            or (
                isinstance(formula.value, float | int)
                and found[cell] == pytest.approx(float(formula.value), abs=1e-9)
            )
        )
    ] == []


def test_weights_are_rounded_and_two_cases_that_round_alike_release_alike() -> None:
    model = shipped.model(shipped.EXCERPT)
    model = model.replace(settings=replace(model.settings, release="all, weights to 5"))
    first = model.stakeholders[0]
    nearly = replace(first, weights=tuple(float(round(each / 5) * 5) + 0.3719 for each in first.weights))
    other = model.replace(stakeholders=(nearly, *model.stakeholders[1:]))
    rounded = replace(first, weights=tuple(float(round(each / 5) * 5) for each in first.weights))
    same = model.replace(stakeholders=(rounded, *model.stakeholders[1:]))
    assert released_model(other)[0] == released_model(same)[0]
    none = replace(first, weights=(1.0,) * len(first.weights))
    with pytest.raises(SteelyardError, match=f"every weight of {first.name} is 0"):
        released_model(model.replace(stakeholders=(none, *model.stakeholders[1:])))


@pytest.mark.parametrize(
    ("title", "how"),
    [
        ("Not below 37.4129 points", "in full"),
        ("Not below 37,41 points", "rounded"),
        ("Not below 37.4 points", "rounded"),
        ("Not below 3741.29 %", "in full"),
        ("As theodora  QUILLFEATHER sees it", "in words"),
    ],
)
def test_what_somebody_typed_elsewhere_leaks_and_nothing_is_written(
    title: str, how: str, tmp_path: Path
) -> None:
    model = secretive()
    source, target = tmp_path / "case.yaml", tmp_path / "copy.xlsx"
    source.write_text(write_text(model.replace(settings=replace(model.settings, title=title))))
    done = release(source, target)
    assert any(each.startswith("settings/title: ") and f"({how})" in each for each in done.leaks)
    assert not target.exists()
    assert not [secret for secret in WORDS.values() if secret in "".join(done.leaks)]


def test_a_copy_that_depended_on_a_secret_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    model = secretive()
    monkeypatch.setattr(releasing, "with_other_secrets", lambda model, _: with_title(model, "Another"))
    assert released_model(model)[1].leaks == (DEPENDS,)


def with_title(model: Model, title: str) -> Model:
    """The model with another title, as if the title told a secret."""
    return with_other_secrets(
        model.replace(settings=replace(model.settings, title=title)), policy_of(model.settings.release)
    )


def test_a_secret_on_a_sheet_of_somebody_elses_leaks_unless_the_policy_withholds_sheets(
    tmp_path: Path,
) -> None:
    source, target = tmp_path / "case.xlsx", tmp_path / "copy.xlsx"
    model = secretive()
    for policy, leaks, left_out in (
        ("", ("sheet Our notes, cell A1: the value of settings/reservation (in full)",), {}),
        ("all", (), {"Our notes": "the policy of the case withholds sheets of your own"}),
    ):
        source.write_bytes(workbook_bytes(model.replace(settings=replace(model.settings, release=policy))))
        book = load_workbook(source)
        book.create_sheet("Our notes")["A1"] = NUMBERS["reservation"]
        book.save(source)
        done = release(source, target)
        assert (done.leaks, done.left_out) == (leaks, left_out)
        assert target.exists() is not bool(leaks)
    assert met(target.read_bytes()) == set()
    with zipfile.ZipFile(io.BytesIO(target.read_bytes())) as archive:
        assert not re.search(b"Our notes", archive.read("xl/workbook.xml"))


def test_a_policy_may_withhold_less() -> None:
    model = secretive()
    model = model.replace(settings=replace(model.settings, release="notes, authors"))
    data, done = released_model(model)
    assert done.policy == "authors, notes"
    assert {*done.withheld} == {"authors", "notes"}
    assert met(data) == {*NUMBERS}


def test_a_copy_is_written_beside_its_case_and_over_nothing(tmp_path: Path) -> None:
    source, target = tmp_path / "case.yaml", tmp_path / "copy.xlsx"
    source.write_text(text("nash-1950"))
    assert release(source, target, new=True).leaks == ()
    with pytest.raises(WouldLoseContent):
        release(source, target, new=True)
    for wrong in (tmp_path / "copy.yaml", source):
        with pytest.raises(SteelyardError, match=r"a name that ends in \.xlsx is needed"):
            release(source, wrong)
    with pytest.raises(SteelyardError, match="is the case itself"):
        release(target, target)


def test_what_somebody_added_to_our_sheets_is_listed(tmp_path: Path) -> None:
    book = load_workbook(io.BytesIO(workbook_bytes(read_text(small.TEXT))))
    sheet: Any = book["Weights"]
    for at in ("A9", "B9"):
        sheet[at].comment = Comment("Who said so?", "somebody")
    drawn = BarChart()
    drawn.add_data(Reference(sheet, min_col=3, min_row=9, max_row=9))
    sheet.add_chart(drawn, "K2")
    book.defined_names["Rate"] = DefinedName("Rate", attr_text="0.19")
    path = tmp_path / "case.xlsx"
    book.save(path)
    assert release(path, tmp_path / "copy.xlsx").beside == (
        "2 comments on the sheet 'Weights'",
        "1 chart on the sheet 'Weights'",
    )


def test_a_case_as_it_was_built_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "case.xlsx"
    path.write_bytes(workbook_bytes(read_text(small.TEXT)))
    assert release(path, tmp_path / "copy.xlsx").beside == ()
