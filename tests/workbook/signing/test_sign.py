"""A role signs; the signature is out of date while a judgement differs, and current when none does."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cli.editing import place

from steelyard.errors import SteelyardError, UnknownName
from steelyard.model.text.reading import read_text
from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.concealment import hidden_sheets
from steelyard.ooxml.defined_names import defined_cells
from steelyard.ooxml.opc.package import Package, write
from steelyard.ooxml.sheet_cells import cells, table_view, with_cells
from steelyard.ooxml.tables import tables
from steelyard.workbook.building.build import workbook_bytes
from steelyard.workbook.checking.verify import verified
from steelyard.workbook.reading.read import read_package
from steelyard.workbook.scoring.logged import unexplained
from steelyard.workbook.scoring.score import scored
from steelyard.workbook.signing.sign import signed
from steelyard.workbook.signing.standing import standing

if TYPE_CHECKING:
    from libreoffice import Office

    from steelyard.ooxml.cell_values import Scalar

MODEL = read_text((Path(__file__).parents[2] / "small.yaml").read_text())
BOOK = Package.of(workbook_bytes(MODEL))
NOW = datetime(2026, 5, 17, 9, 30, tzinfo=UTC)
SIGNED, DONE = signed(BOOK, "reviewer", "Mara Lindt", now=NOW)
STAKEHOLDER, CRITERION = MODEL.stakeholders[0].id, MODEL.criteria[0]
WEIGHT = MODEL.stakeholders[0].weights[0]
KEY = f"weights/{STAKEHOLDER}/{CRITERION}"


def typed(file: Package, table: str, row: str, heading: str, value: Scalar) -> Package:
    sheet, at = place(file, table, row, heading)
    return with_cells(file, {sheet: {at: Value(value)}})


def named(file: Package, name: str) -> Scalar:
    sheet, at = defined_cells(file)[name]
    cell = cells(file, sheet).get(at)
    return None if cell is None else cell.value


def stands(file: Package, role: int = 2) -> str:
    return str(named(file, f"sign_off_standing_{role}"))


def warnings(file: Package) -> list[str]:
    return [str(finding) for finding in verified(file).integrity if finding.code == "stale-signature"]


def test_a_new_workbook_is_not_signed_and_the_sheet_is_hidden() -> None:
    assert [stands(BOOK, role) for role in range(1, 5)] == ["not signed"] * 4
    assert "Sign-off" in hidden_sheets(BOOK)
    assert not standing(BOOK).sound


def test_a_signature_is_written_and_the_sheet_shown() -> None:
    cells_of_it = ("who", "day", "fingerprint", "changed", "standing", "proof")
    written = [named(SIGNED, f"sign_off_{each}_2") for each in cells_of_it]
    assert written == ["Mara Lindt", "2026-05-17", read_fingerprint(), 0, "current", None]
    assert [stands(SIGNED, role) for role in (1, 3, 4)] == ["not signed"] * 3
    assert "Sign-off" not in hidden_sheets(SIGNED)
    assert (DONE.role, DONE.fingerprint, DONE.lacking) == ("Reviewer", read_fingerprint(), ())
    assert warnings(SIGNED) == []


def read_fingerprint() -> str:
    return str(named(BOOK, "checks_fingerprint"))


def test_every_judgement_is_kept_as_it_was_signed() -> None:
    view = table_view(SIGNED, "checks")
    kept = {view.text(row, "key"): view.value(row, "signed by reviewer") for row in view.rows}
    now = {view.text(row, "key"): view.value(row, "now") for row in view.rows}
    assert kept == now
    assert kept[KEY] == WEIGHT
    assert [view.value(row, "signed by analyst") for row in view.rows] == [None] * len(view.rows)


def test_a_change_makes_it_out_of_date_and_taking_the_change_back_makes_it_current() -> None:
    changed = scored(typed(SIGNED, "weights", STAKEHOLDER, CRITERION, WEIGHT + 1), now=NOW)[0]
    assert stands(changed) == f"1 judgement changed since; first: {KEY}"
    [said] = warnings(changed)
    assert said.startswith("Sign-off, row 'Reviewer', column 'standing'")
    assert f"Mara Lindt signed on 2026-05-17 for other judgements (fingerprint {read_fingerprint()})" in said
    assert KEY in said
    assert not standing(changed).sound
    back = scored(typed(changed, "weights", STAKEHOLDER, CRITERION, WEIGHT), now=NOW)[0]
    assert stands(back) == "current"
    assert standing(back).sound


def test_the_viewpoint_and_the_scenario_are_choices() -> None:
    sheet, at = defined_cells(SIGNED)["decide_viewpoint"]
    file = with_cells(SIGNED, {sheet: {at: Value(MODEL.stakeholders[0].name)}})
    sheet, at = defined_cells(SIGNED)["decide_scenario"]
    file = scored(with_cells(file, {sheet: {at: Value(MODEL.all_scenarios[-1].name)}}), now=NOW)[0]
    assert named(file, "checks_fingerprint") != read_fingerprint()
    assert stands(file) == "current"
    assert scored(file, now=NOW)[1].changed == 0


def test_parts_that_are_gone_or_came_count() -> None:
    rule = MODEL.rules[-1].id
    view = table_view(SIGNED, "rules")
    row = next(row for row in view.rows if view.text(row, "id") == rule)
    emptied = {view.address(row, heading): Value(None) for heading in view.table.columns}
    file = scored(with_cells(SIGNED, {view.table.sheet: emptied}), now=NOW)[0]
    keys = [key for key in MODEL.values if key.startswith(f"rules/{rule}/")]
    count = named(file, "checks_signed_2")
    assert count == named(file, "sign_off_gone_2") == len(keys)
    again = scored(file, now=NOW)[0]
    assert named(again, "checks_signed_2") == count, "what is gone is remembered"
    assert f"{len(keys)} signed before and gone" in warnings(again)[0]
    anew, _ = signed(again, "reviewer", "Mara Lindt", now=NOW)
    assert (stands(anew), named(anew, "sign_off_gone_2")) == ("current", 0)


def test_roles_sign_one_after_the_other_and_each_has_judgements_of_its_own() -> None:
    changed = typed(SIGNED, "weights", STAKEHOLDER, CRITERION, WEIGHT + 1)
    both, done = signed(changed, "Owner of the numbers", "A. Brandt", now=NOW)
    assert [stands(both, role) for role in (2, 4)] == [f"1 judgement changed since; first: {KEY}", "current"]
    assert done.lacking == ("1 change has no reason in the Change log.",)
    back = scored(typed(both, "weights", STAKEHOLDER, CRITERION, WEIGHT), now=NOW)[0]
    assert [stands(back, role) for role in (2, 4)] == ["current", f"1 judgement changed since; first: {KEY}"]


def test_the_checks_of_the_sheet_are_the_users_and_stay() -> None:
    view = table_view(SIGNED, "sign_off")
    assert view.text(view.rows[0], "area") == "purpose"
    own = {
        view.address(view.rows[0], "done"): Value("yes"),
        view.address(view.rows[1], "area"): Value("inputs of Treasury"),
        view.address(view.rows[-1] + 1, "area"): Value("legal"),
        view.address(view.rows[-1] + 1, "remark"): Value("Article 30"),
    }
    file = typed(with_cells(SIGNED, {"Sign-off": own}), "weights", STAKEHOLDER, CRITERION, WEIGHT + 1)
    file, _ = signed(scored(file, now=NOW)[0], "analyst", "B", now=NOW)
    shown = cells(file, "Sign-off")
    assert [shown[at].value for at in own] == ["yes", "inputs of Treasury", "legal", "Article 30"]
    assert tables(file)["sign_off"].area == tables(SIGNED)["sign_off"].area


def test_who_signs_and_in_which_role_is_checked() -> None:
    with pytest.raises(UnknownName, match="minister"):
        signed(BOOK, "minister", "A", now=NOW)
    for name in ("", "  ", "A\nB"):
        with pytest.raises(SteelyardError, match="give a name on one line"):
            signed(BOOK, "analyst", name, now=NOW)


def test_changes_ask_for_their_reasons_until_they_have_one() -> None:
    assert named(BOOK, "change_log_unexplained") == "Every change has a reason."
    file = typed(BOOK, "weights", STAKEHOLDER, CRITERION, WEIGHT + 1)
    file = scored(typed(file, "weights", STAKEHOLDER, MODEL.criteria[1], 7), now=NOW)[0]
    asked = "2 changes have no reason yet: say why in the last column."
    assert named(file, "change_log_unexplained") == asked
    assert unexplained(file) == 2, "the line about both together needs no reason"
    view = table_view(file, "change_log")
    assert [view.text(row, "key") for row in view.rows][-1] == "all 2 together"
    why = {view.address(view.rows[0], "why"): Value("Paris asked for it.")}
    file = scored(with_cells(file, {view.table.sheet: why}), now=NOW)[0]
    assert named(file, "change_log_unexplained") == asked.replace("2 changes have", "1 change has")
    assert read_package(file).fit() == read_package(scored(file, now=NOW)[0]).fit()
    kept = table_view(file, "change_log")
    assert kept.text(kept.rows[0], "why") == "Paris asked for it."


@pytest.mark.office
def test_a_spreadsheet_tells_at_once(tmp_path: Path, office: Office) -> None:
    path = tmp_path / "signed.xlsx"
    write(SIGNED, path)
    (weights, weight), (checks, count), (sheet, said) = (
        place(SIGNED, "weights", STAKEHOLDER, CRITERION),
        defined_cells(SIGNED)["checks_signed_2"],
        defined_cells(SIGNED)["sign_off_standing_2"],
    )
    options = table_view(SIGNED, "options")
    free = options.address(options.rows[-1] + 1, "id")
    with office.open(path) as book:
        book.recalculate()
        read = [(checks, count), (sheet, said)]
        assert book.edit_and_read([], read) == [[[0]], [["current"]]]
        changed = book.edit_and_read([(weights, weight, [[WEIGHT + 1]])], read)
        assert changed == [[[1]], [[f"1 judgement changed since; first: {KEY}"]]]
        added = book.edit_and_read([(options.table.sheet, free, [["another"]])], [read[0]])
        assert added == [[[2]]]
        back = book.edit_and_read(
            [(weights, weight, [[WEIGHT]]), (options.table.sheet, free, [[None]])], read
        )
        assert back == [[[0]], [["current"]]]


@pytest.mark.office
def test_a_spreadsheet_asks_for_reasons_until_they_are_given(tmp_path: Path, office: Office) -> None:
    path = tmp_path / "logged.xlsx"
    file = scored(typed(BOOK, "weights", STAKEHOLDER, CRITERION, WEIGHT + 1), now=NOW)[0]
    write(file, path)
    log, at = table_view(file, "change_log"), defined_cells(file)["change_log_unexplained"]
    with office.open(path) as book:
        book.recalculate()
        why = log.address(log.rows[0], "why")
        assert book.edit_and_read([], [at]) == [[["1 change has no reason yet: say why in the last column."]]]
        said = book.edit_and_read([(log.table.sheet, why, [["Paris asked for it."]])], [at])
        assert said == [[["Every change has a reason."]]]
