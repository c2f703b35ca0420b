"""A package or an order that the engine found, typed into the input cells: those cells and no others."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

import steelyard as sy
from steelyard.api import weighed
from steelyard.errors import SteelyardError, UnknownName, WouldLoseContent
from steelyard.ooxml.addresses import address
from steelyard.ooxml.cell_values import Formula, Value
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_cells import cells, with_cells
from steelyard.ooxml.sheet_index import sheet_part
from steelyard.ooxml.tables import table
from steelyard.sheets.catalogue import judgement_tables
from steelyard.weigh import plan_results
from steelyard.workbook.building.build import workbook_bytes
from steelyard.workbook.checking.verify import verified
from steelyard.workbook.editing.put_package import Selected, ordered, propose_selection, propose_solution
from steelyard.workbook.reading.read import read_package
from steelyard.workbook.scoring.score import scored

if TYPE_CHECKING:
    from steelyard.model.model import Model
    from steelyard.ooxml.cell_values import Scalar

NOW = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
SELECT = (
    r"select one row on Packages \(a point\), Concessions \(a solution\) or Improvements, and press again"
)


def built(model: Model) -> Package:
    return Package.of(workbook_bytes(model), where="case.xlsx")


@pytest.fixture(scope="module", name="syria")
def _syria() -> Model:
    """The case where no consent is needed, with a long list of packages."""
    return sy.new("syria").replace_value("role/Damascus", "is shown")


@pytest.fixture(scope="module", name="book")
def _book(syria: Model) -> Package:
    return built(syria)


@pytest.fixture(scope="module", name="small")
def _small() -> Package:
    """A book of a small case, for refusals."""
    return built(sy.new("nash-1950"))


@pytest.fixture(scope="module", name="poor")
def _poor(syria: Model) -> Package:
    """The case with a package on the table that both sides can better, and that Russia does not accept."""
    levels = {"safe-returns": "implemented", "independent-aid": "implemented", "committee": "partial"}
    return built(sy.tabling(syria, levels, ["acknowledgements"]))


def rows(package: Package, name: str) -> list[dict[str, Any]]:
    """What stands in a table, by heading, and its row on the sheet."""
    place = table(package, name)
    held = cells(package, place.sheet)

    def value(row: int, heading: str) -> Scalar:
        cell = held.get(address(row, place.column(heading)))
        return None if cell is None else cell.value

    return [
        {"at": row} | {heading: value(row, heading) for heading in place.columns}
        for row in range(place.first_row, place.last_row + 1)
    ]


def put(package: Package, of: str, row: int, **said: Scalar) -> Package:
    place = table(package, of)
    entries = {address(row, place.column(heading)): Value(value) for heading, value in said.items()}
    return with_cells(package, {place.sheet: entries})


def as_said(words: str) -> tuple[dict[str, str], set[str]]:
    """What a package in words asks for and offers."""
    parts = [each for part in words.split("; ") for each in part.split(", ")]
    asked = dict(each.split(": ") for each in parts if ": " in each)
    return asked, {each for each in parts if ": " not in each}


def on_table(model: Model) -> tuple[dict[str, str], set[str]]:
    """What a model asks for and offers."""
    asked = {m.name: m.asked for m in model.measures if m.asked not in ("", model.levels[0])}
    return asked, {option.name for option in model.options if option.offered}


@pytest.mark.parametrize(("name", "at"), [("packages", 17), ("concessions", 4)])
def test_the_package_of_a_row_is_what_is_asked_for_and_offered(book: Package, name: str, at: int) -> None:
    row = rows(book, name)[at]
    done = propose_selection(book, Selected(table(book, name).sheet, row["at"]), NOW)
    assert on_table(done.done.model) == as_said(row["package"])
    worth = sy.tabled(done.done.model).iloc[0]
    assert (worth["us"], worth["them"]) == pytest.approx((row["us"], row["them"]))
    assert verified(done.file).sound
    assert done.message.splitlines()[1] == row["package"]
    gets = [round(each["tabled package"], 9) for each in rows(done.file, "parties")]
    assert gets[:2] == pytest.approx([row["us"], row["them"]])


def test_what_was_tabled_is_told_with_what_it_is_worth(book: Package) -> None:
    nash = rows(book, "concessions")[0]
    said = propose_selection(book, Selected("Concessions", nash["at"]), NOW).message
    assert said.splitlines() == [
        "On the table: Nash on Concessions.",
        nash["package"],
        "European governments: 15.3 points (0.0 with no deal); Russia: 4.5 points (−4.0 with no deal).",
        "All rules hold; every party that must accept does.",
    ]


def test_every_kind_of_improvement_can_be_tabled(poor: Package) -> None:
    listed = [row for row in rows(poor, "improvements") if row["kind"]]
    kinds = {row["kind"]: row for row in reversed(listed)}
    assert {"joint improvement", "counter-offer to Russia"} <= set(kinds)
    for row in kinds.values():
        done = propose_selection(poor, Selected("Improvements", row["at"]), NOW)
        worth = sy.tabled(done.done.model).iloc[0]
        assert (worth["us"], worth["them"]) == pytest.approx((row["us"], row["them"]))
        moved = [each["key"] for each in rows(done.file, "change_log") if each["key"]]
        assert len([key for key in moved if key.startswith("asked/")]) <= row["changes"]


def test_rules_to_relax_are_tabled_and_told_to_be_broken(syria: Model) -> None:
    worthless = (
        "acknowledgements",
        "political-engagement",
        "stabilisation",
        "reconstruction",
        "broad-easing",
    )
    for option in worthless:
        syria = syria.replace_value(f"worth/Russia/{option}", 0)
    shut = built(syria.replace_value("settings/reservation", 3).replace_value("reservation/Russia", 8))
    row = next(each for each in rows(shut, "improvements") if str(each["kind"]).startswith("do without"))
    done = propose_selection(shut, Selected("Improvements", row["at"]), NOW)
    assert "Rules broken: " in done.message
    assert not sy.tabled(done.done.model)["allowed"].iloc[0]


def test_only_the_two_columns_are_typed_and_keep_their_look(book: Package, syria: Model) -> None:
    row = rows(book, "packages")[0]
    done = propose_selection(book, Selected("Packages", row["at"]), NOW)
    moved = {
        (name, heading)
        for name in judgement_tables()
        for was, now in zip(rows(book, name), rows(done.file, name), strict=True)
        for heading in was
        if was[heading] != now[heading]
    }
    assert {("tabled", "asked"), ("tabled", "offered")} <= moved
    live = {"position", "our points", *(f"points for {party.id}" for party in syria.counterparts)}
    live |= {f"by weights of {part.id}" for part in syria.stakeholders}
    assert moved <= {("tabled", heading) for heading in ("asked", "offered", *live)}
    part = sheet_part(book, "Package")
    looks = [re.findall(rb'<c r="(\w+)" s="(\d+)"', each.part(part)) for each in (book, done.file)]
    assert looks[0] == looks[1]
    log = {
        each["key"]: (each["was"], each["is"])
        for each in rows(done.file, "change_log")
        if "/" in str(each["key"])
    }
    before, after = on_table(syria), on_table(done.done.model)
    own = {name: part for axis in ("measures", "options") for part, name in syria.names(axis).items()}
    wanted = {f"asked/{own[m]}" for m in {*before[0], *after[0]} if before[0].get(m) != after[0].get(m)}
    assert set(log) == wanted | {f"offered/{own[option]}" for option in before[1] ^ after[1]}
    again = propose_selection(done.file, Selected("Packages", row["at"]), NOW)
    assert again.message.startswith("On the table already: point 1 on Packages.")
    assert again.done.changed == 0


@pytest.mark.parametrize(
    "selected",
    [None, Selected("Decide", 9), Selected("Packages", 3), Selected("Package", 9)],
    ids=["nothing", "another sheet", "above the table", "a measure"],
)
def test_who_has_selected_no_package_is_told_what_to_select(
    small: Package, selected: Selected | None
) -> None:
    with pytest.raises(SteelyardError, match=f"^no package is selected: {SELECT}$"):
        propose_selection(small, selected)


def test_a_row_without_a_package_is_named(small: Package) -> None:
    row = table(small, "packages").last_row
    with pytest.raises(SteelyardError, match=f"^row {row} of Packages has no package: {SELECT}$"):
        propose_selection(small, Selected("Packages", row))


def test_a_list_of_other_judgements_is_refused(small: Package) -> None:
    weights = table(small, "weights")
    at = address(weights.first_row, weights.column(sy.new("nash-1950").measures[0].id))
    stale = with_cells(small, {"Weights": {at: Value(9.0)}})
    row = rows(small, "packages")[0]["at"]
    said = r"^Packages is out of date \(1 judgement changed since\), .*: press Refresh first$"
    with pytest.raises(SteelyardError, match=said):
        propose_selection(stale, Selected("Packages", row))
    fresh, _ = scored(stale)
    done = propose_selection(fresh, Selected("Packages", row))
    assert done.message.startswith("On the table")
    over = put(small, "packages", row, point=2.0)
    with pytest.raises(
        SteelyardError, match=r"Packages is out of date \(it is not what the engine computes\)"
    ):
        propose_selection(over, Selected("Packages", row))


def test_a_solution_by_name_is_that_of_the_judgements_as_they_stand(book: Package, syria: Model) -> None:
    measures = table(book, "measures")
    levels = dict(zip(syria.levels, (0.0, 10.0, 40.0, 80.0, 100.0), strict=True))
    stale = put(
        book, "measures", measures.last_row + 1, id="crossing", name="A crossing stays open", **levels
    )
    stale = put(stale, "weights", table(book, "weights").first_row, money=9.0)
    done = propose_solution(stale, " kalai-smorodinsky ", NOW)
    now = read_package(stale).fit()
    wanted = sy.packages(now).loc["Kalai-Smorodinsky"].iloc[0]
    worth = sy.tabled(done.done.model).iloc[0]
    assert (worth["us"], worth["them"]) == pytest.approx((wanted["us"], wanted["them"]))
    assert done.message.splitlines()[:2] == ["On the table: Kalai-Smorodinsky.", wanted["package"]]
    found = verified(done.file)
    assert (found.structure, found.current, found.computed) == ("", True, ())
    assert "measures/crossing" in {each["key"] for each in rows(done.file, "change_log")}


def test_a_solution_that_is_none_and_a_model_with_nobody_to_deal_with_are_refused(small: Package) -> None:
    with pytest.raises(
        UnknownName, match="no solution 'Rubinstein'; there are: best for them, best for us, "
    ):
        propose_solution(small, "Rubinstein")
    with pytest.raises(SteelyardError, match=r"^The model has no plan: write its steps on the sheet Plan\.$"):
        ordered(small)
    alone = built(sy.new("nash-1950").replace(counterparts=()))
    with pytest.raises(SteelyardError, match=r"^Nash points at no package\. The model names no counterpart"):
        propose_solution(alone, "Nash")


def test_a_row_of_concessions_without_a_package_is_refused(small: Package) -> None:
    greedy, _ = scored(put(small, "settings", _setting(small, "reservation"), value=99.0))
    nearest, row = (each["at"] for each in rows(greedy, "concessions")[:2])
    with pytest.raises(SteelyardError, match=f"row {row} of Concessions has no package: {SELECT}"):
        propose_selection(greedy, Selected("Concessions", row))
    done = propose_selection(greedy, Selected("Concessions", nearest))
    assert done.message.startswith("On the table: nearest on Concessions.")
    with pytest.raises(SteelyardError, match=r"^Nash points at no package\. No zone of agreement is open: "):
        propose_solution(greedy, "Nash")


def _setting(package: Package, name: str) -> int:
    return next(int(row["at"]) for row in rows(package, "settings") if row["setting"] == name)


def test_a_formula_of_somebodys_is_not_typed_over(small: Package) -> None:
    now, nash = on_table(read_package(small).fit())[1], as_said(rows(small, "concessions")[0]["package"])[1]
    row = next(each for each in rows(small, "tabled") if each["name"] in now ^ nash)
    where, said = address(row["at"], table(small, "tabled").column("offered")), str(row["offered"])
    formula = with_cells(small, {"Package": {where: Formula(f'"{said}"', said)}})
    with pytest.raises(
        WouldLoseContent, match=rf"^Package!{where} is in the way: it holds a formula\. Type "
    ):
        propose_solution(formula, "Nash")


def test_a_sheet_in_another_order_is_typed_row_by_row(small: Package) -> None:
    listed = rows(small, "tabled")
    first, last = listed[0], listed[-1]
    mixed = put(small, "tabled", first["at"], **{k: last[k] for k in ("kind", "item", "asked", "offered")})
    mixed = put(mixed, "tabled", last["at"], **{k: first[k] for k in ("kind", "item", "asked", "offered")})
    wanted = as_said(rows(small, "concessions")[0]["package"])
    assert on_table(propose_solution(mixed, "Nash").done.model) == wanted


def test_the_plan_gets_the_phases_of_the_best_order(syria: Model) -> None:
    worse = syria.replace(plan=tuple(replace(step, phase=2 * step.phase) for step in syria.plan))
    worse = worse.replace_value("plan/fund-stabilisation/phase", 20)
    book = built(worse)
    done = ordered(book, NOW)
    exposure: Any = [sy.plan(each)["exposure"].max() for each in (done.done.model, worse)]
    assert exposure == pytest.approx([11.1, 12.3], abs=0.05)
    wanted = {row[0]: row[1] for row in plan_results.order(weighed(worse)).rows}
    assert {row["id"]: row["phase"] for row in rows(done.file, "plan")} == wanted
    assert {step.id: step.phase for step in done.done.model.plan} == wanted
    moved = [step.id for step in worse.plan if step.phase != wanted[step.id]]
    log = {row["key"]: row["is"] for row in rows(done.file, "change_log") if "/" in str(row["key"])}
    assert log == {f"plan/{step}/phase": wanted[step] for step in moved}
    assert done.message == (
        f"Steps with another phase now: {len(moved)} of {len(wanted)}.\n"
        "Greatest exposure 11.1 in 4 phases; before, 12.3 in 5."
    )
    found = verified(done.file)
    assert (found.structure, found.current, found.computed) == ("", True, ())
    again = ordered(done.file, NOW)
    assert again.message.startswith(
        "The plan stands so already.\nGreatest exposure 11.1 in 4 phases; before, 11.1 in 4"
    )
    assert again.done.changed == 0


def test_a_plan_that_no_order_can_mend_says_why(syria: Model) -> None:
    short = built(syria.replace(plan=tuple(step for step in syria.plan if step.item != "committee")))
    with pytest.raises(SteelyardError, match=r"^No order of the steps keeps the rules: a condition"):
        ordered(short)
