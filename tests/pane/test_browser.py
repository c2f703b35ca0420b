"""The pane in a browser: xlwings' own client as it is, a real service, and a stand-in for Excel.

All in one file, so that one worker has the one server and the one browser.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from pane.driving import CONTROLS, TAGS, cut, kept
from pane.expected import lead, said, what_it_takes
from waiting import HANG

from steelyard.cases import text
from steelyard.excel import functions
from steelyard.model.text.reading import read_text
from steelyard.ooxml.addresses import column_letters
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.tables import table
from steelyard.service.settings import ADD_IN
from steelyard.weigh.bargain import SOLUTIONS

if TYPE_CHECKING:
    from pane.driving import Pane
    from playwright.sync_api import Route

    from steelyard.model.model import Model

WEIGHT = "weights/France/detainee-access"


@pytest.fixture(name="model", scope="module")
def _model() -> Model:
    return read_text(text("syria"), where="syria")


# What is seen first.


def test_the_pane_shows_what_the_engine_says_of_the_open_workbook(pane: Pane, model: Model) -> None:
    pane.load()
    assert pane.text("#title") == "Europe, Russia and Syria"
    assert pane.text("#flags") == "Judgements: fit · Computed tables: current"
    assert pane.text("#lead") == lead(model)
    assert pane.ranking == said(model)
    pane.picture("whole")
    pane.picture("first", whole=False)
    first = pane.page.locator("#further > div").first
    assert first.locator(".missing").inner_text() == "Missing: nothing"
    assert first.locator(".firm").inner_text() == (
        "first while Independent delivery of aid stays over 3.6 % (now 8.1 %)"
    )
    assert pane.slider("detainee-access").input_value() == "15"
    assert pane.page.locator('.weight[data-criterion="independent-aid"] .margin').inner_text() == (
        "share 8.1 %; first place stays from 3.6 % up"
    )


def test_scenario_and_viewpoint_are_chosen_in_the_pane_and_stand_on_decide(pane: Pane, model: Model) -> None:
    pane.load()
    pane.page.select_option("#scenario", label="Comprehensive agreement")
    pane.until(lambda: pane.ranking == said(model, "comprehensive"))
    pane.page.select_option("#viewpoint", label="United Kingdom")
    pane.until(lambda: pane.ranking == said(model, "comprehensive", "United-Kingdom"))
    pane.settle()
    assert pane.host("cell", "Decide", "B4") == "Comprehensive agreement"
    assert pane.host("cell", "Decide", "B5") == "United Kingdom"
    assert pane.page.input_value("#stakeholder") == "United-Kingdom"


# Weights.


def test_a_weight_that_is_let_go_stands_in_its_cell_and_moves_the_ranking(pane: Pane, model: Model) -> None:
    pane.load()
    moved = model.replace_value(WEIGHT, 30.0)
    slider = pane.slider("detainee-access")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box is not None
    far, most = box["x"] + box["width"] - 2, float(slider.get_attribute("max") or 0)
    pane.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    pane.page.mouse.down()
    pane.page.mouse.move(far, box["y"] + box["height"] / 2, steps=6)
    assert pane.slider("detainee-access").input_value() == str(int(most))
    ahead = model.replace_value(WEIGHT, most)
    pane.until(lambda: pane.ranking == said(ahead), "no look ahead while the weight moves")
    assert pane.host("value", "weights", "France", "detainee-access") == 15
    pane.page.mouse.up()
    pane.until(lambda: pane.host("value", "weights", "France", "detainee-access") == most)
    assert most == 30
    pane.settle()
    assert pane.ranking == said(moved)
    assert pane.text("#lead") == lead(moved)


def test_the_pane_follows_what_somebody_types_into_a_sheet(pane: Pane, model: Model) -> None:
    pane.load()
    pane.host("type", "weights", "France", "detainee-access", 20)
    pane.until(lambda: pane.ranking == said(model.replace_value(WEIGHT, 20.0)))
    assert pane.slider("detainee-access").input_value() == "20"


def test_an_old_answer_never_replaces_a_new_one(pane: Pane, model: Model) -> None:
    pane.page.clock.install()
    pane.load()
    pane.stop_clock()  # the weight is not let go meanwhile
    held: list[Route] = []
    pane.page.route("**/steelyard/weigh", kept(held))
    slider = pane.slider("detainee-access")
    slider.fill("16")
    pane.until(lambda: bool(held))
    for weight in (18, 25):
        slider.fill(str(weight))
    pane.page.evaluate("fetch('/health').then((answer) => answer.text())")  # asked for after all questions
    assert [_asked(route) for route in held] == [16]
    assert pane.page.get_attribute("#results", "aria-busy") == "true"
    pane.until(lambda: _let_through(held) or pane.page.get_attribute("#results", "aria-busy") == "false")
    assert pane.ranking == said(model.replace_value(WEIGHT, 25.0))
    assert pane.text("#lead") == lead(model.replace_value(WEIGHT, 25.0))


def _let_through(held: list[Route]) -> bool:
    for route in [held.pop(0) for _ in held[:]]:
        route.continue_()
    return False


def _asked(route: Route) -> float:
    """The weight in a question."""
    rows = json.loads(route.request.post_data or "")["tables"]["weights"]["rows"]
    column = rows[0].index("detainee-access")
    return float(next(row[column] for row in rows if row[rows[0].index("id")] == "France"))


def test_everything_works_from_the_keyboard(pane: Pane, model: Model) -> None:
    pane.page.clock.install()
    pane.load()
    keys = pane.page.keyboard
    reached = []
    for _ in range(60):
        keys.press("Tab")
        name = pane.page.evaluate("document.activeElement.id || document.activeElement.innerText")
        reached.append(name)
        visible = pane.page.evaluate(
            "(({top, bottom}) => {"
            " const head = document.getElementById('results').getBoundingClientRect();"
            " const own = document.activeElement.closest('#results');"
            " return own !== null || bottom <= head.top + 1 || top >= head.bottom - 1;"
            "})(document.activeElement.getBoundingClientRect())"
        )
        assert visible, f"{name} is hidden behind the ranking"
        if name == "weight-m0":
            break
    assert reached[:4] == ["Refresh", "Check", "What changed", "Snapshot"]
    assert [name for name in reached if name in ("scenario", "viewpoint", "stakeholder", "weight-m0")] == [
        *("scenario", "viewpoint", "stakeholder", "weight-m0")
    ]
    pane.stop_clock()  # the weight is not let go between two keys
    for _ in range(3):
        keys.press("ArrowRight")
    pane.page.clock.resume()
    pane.until(lambda: pane.host("value", "weights", "France", "detainee-access") == 18)
    pane.settle()
    assert pane.ranking == said(model.replace_value(WEIGHT, 18.0))
    assert pane.page.evaluate("document.activeElement.id") == "weight-m0"
    assert pane.slider("detainee-access").get_attribute("aria-valuetext") == "18 points"
    pane.until(lambda: "leads" in pane.page.inner_text("#announced"))
    keys.press("Shift+Tab")
    keys.press("Control+A")
    keys.type("22.5")
    keys.press("Enter")
    pane.until(lambda: pane.host("value", "weights", "France", "detainee-access") == 22.5)
    pane.until(lambda: pane.ranking == said(model.replace_value(WEIGHT, 22.5)))


def move(pane: Pane, criterion: str, points: float) -> None:
    """Type a weight and let go of it."""
    pane.page.fill(f'.weight[data-criterion="{criterion}"] .points', str(points))
    pane.page.keyboard.press("Enter")
    pane.until(lambda: pane.host("value", "weights", "France", criterion) == points)
    pane.settle()


def was(pane: Pane) -> dict[str, str]:
    """By option, what the pane says of the net before weights were moved."""
    read = "rows => Object.fromEntries(rows.map((r) => [r, '.name', '.was']).map(([r, name, was]) => "
    read += "[r.querySelector(name).innerText, r.querySelector(was).innerText]))"
    found: dict[str, str] = pane.page.locator("#ranking tr").evaluate_all(read)
    return found


def test_bars_show_what_was_before_and_weights_are_put_back(pane: Pane, model: Model) -> None:
    pane.load()
    first = {name: f"was {net}" for _, name, net, _ in pane.ranking}
    assert pane.page.is_disabled("#undo")
    assert pane.page.is_disabled("#reset")
    assert pane.page.is_hidden("#before-key")
    for criterion, points in (("detainee-access", 40), ("money", 30), ("detainee-access", 5)):
        move(pane, criterion, points)
    there = model.replace_value(WEIGHT, 5.0).replace_value("weights/France/money", 30.0)
    pane.until(lambda: pane.ranking == said(there))
    pane.until(lambda: pane.page.is_visible("#before-key"))
    nets = {name: f"was {net}" for _, name, net, _ in pane.ranking}
    assert was(pane) == {name: "" if nets[name] == before else before for name, before in first.items()}
    pane.press("Undo")
    pane.until(lambda: pane.host("value", "weights", "France", "detainee-access") == 40)
    pane.until(lambda: pane.ranking == said(there.replace_value(WEIGHT, 40.0)))
    assert pane.host("value", "weights", "France", "money") == 30
    pane.press("Reset all")
    pane.until(lambda: pane.ranking == said(model))
    assert pane.host("value", "weights", "France", "detainee-access") == 15
    assert pane.host("value", "weights", "France", "money") == 3
    pane.until(lambda: set(was(pane).values()) == {""})
    assert pane.page.is_disabled("#undo")


def test_before_is_that_of_the_scenario_that_is_shown(pane: Pane, model: Model) -> None:
    pane.load()
    move(pane, "detainee-access", 40)
    pane.page.select_option("#scenario", label="Comprehensive agreement")
    pane.until(lambda: pane.ranking == said(model.replace_value(WEIGHT, 40.0), "comprehensive"))
    first = {name: f"was {net}" for _, name, net, _ in said(model, "comprehensive")}
    pane.until(lambda: any(was(pane).values()))
    assert all(before in ("", first[name]) for name, before in was(pane).items())


def test_a_cell_that_somebody_else_changed_is_not_put_back(pane: Pane, model: Model) -> None:
    pane.load()
    move(pane, "detainee-access", 40)
    pane.host("type", "weights", "France", "detainee-access", 20)
    pane.until(lambda: pane.ranking == said(model.replace_value(WEIGHT, 20.0)))
    pane.press("Undo")
    assert pane.see("#undo-refusal").inner_text() == (
        "Weights, row France, column detainee-access: changed meanwhile, and left as it is."
    )
    assert pane.host("value", "weights", "France", "detainee-access") == 20


def test_a_share_on_trial_stands_on_decide_and_what_is_judged_is_shown_beside_it(
    pane: Pane, model: Model, syria: bytes
) -> None:
    place = table(Package.of(syria), "trial")
    column = column_letters(place.column("trial"))
    cell = f"{column}{place.first_row + model.criteria.index('detainee-access')}"
    trial = '.weight[data-criterion="detainee-access"] .trial'
    tried = read_text(text("syria") + "trial: {detainee-access: 0.3}\n", where="syria")
    pane.load()
    judged = {name: f"as judged {net}" for _, name, net, _ in pane.ranking}
    assert pane.page.is_hidden("#trial-said")
    assert pane.page.is_hidden("#trial-buttons")
    pane.page.fill(trial, "30")
    pane.page.keyboard.press("Enter")
    pane.until(lambda: pane.ranking == said(tried, with_trial=True))
    assert pane.host("cell", "Decide", cell) == 0.3
    assert pane.text("#trial-said") == "Trial weights are in use."
    nets = {name: f"as judged {net}" for _, name, net, _ in pane.ranking}
    assert was(pane) == {name: "" if nets[name] == before else before for name, before in judged.items()}
    assert pane.text("#before-words") == "as judged"
    assert pane.host("value", "weights", "France", "detainee-access") == 15
    pane.picture("trial")
    pane.page.fill(trial, "130")
    pane.page.keyboard.press("Enter")
    refusal = pane.see('.weight[data-criterion="detainee-access"] .refusal')
    assert refusal.inner_text() == "A trial is a share from 0 % to 100 %, or nothing."
    assert pane.host("cell", "Decide", cell) == 0.3
    pane.press("Adopt the trial")
    pane.until(lambda: pane.host("cell", "Decide", cell) in ("", None))
    assert pane.host("value", "weights", "France", "detainee-access") == 30
    adopted = pane.see("#report").inner_text()
    assert adopted.startswith("The trial weights are now the weights of France")
    pane.page.fill(trial, "20")
    pane.page.keyboard.press("Enter")
    pane.until(lambda: pane.host("cell", "Decide", cell) == 0.2)
    pane.press("Empty the trials")
    pane.until(lambda: pane.page.is_hidden("#trial-said"))
    assert pane.host("cell", "Decide", cell) in ("", None)


def test_weights_come_before_the_ranking_which_stays_in_sight_below_them(pane: Pane) -> None:
    pane.load()
    top = "(id) => document.getElementById(id).getBoundingClientRect().top"
    assert pane.page.evaluate(top, "weights-title") < pane.page.evaluate(top, "ranking-title") < 800
    pane.slider("money").scroll_into_view_if_needed()
    assert pane.page.locator("#ranking tr").first.is_visible()
    assert 0 < pane.page.evaluate(top, "ranking-title") < 800


def test_what_is_missing_is_folded_where_it_is_more_than_one_condition(pane: Pane) -> None:
    pane.load()
    folded = pane.page.locator("#further > div", has_text="Broad easing")
    assert folded.locator("summary").inner_text() == "Missing: 4 conditions"
    assert folded.locator("li").first.is_hidden()
    folded.locator("summary").click()
    assert folded.locator("li").all_inner_texts()[0] == (
        "Comprehensive political agreement: implemented (it stands at none)"
    )
    move(pane, "money", 4)
    assert folded.locator("li").first.is_visible(), "it is closed while weights move"
    one = pane.page.locator("#further > div", has_text="Limited easing")
    assert one.locator(".missing").inner_text() == (
        "Missing: Constitutional committee: implemented (it stands at partial)"
    )
    assert one.locator("summary").is_hidden()


# Buttons.


def test_refresh_writes_what_the_engine_says_into_the_open_workbook(pane: Pane, syria: bytes) -> None:
    pane.load()
    before = pane.host("table", "what_it_takes")
    pane.page.fill('.weight[data-criterion="detainee-access"] .points', "40")
    pane.page.keyboard.press("Enter")
    pane.until(lambda: pane.host("value", "weights", "France", "detainee-access") == 40)
    pane.settle()
    locked = pane.host("protectedSheets")
    pane.press("Refresh")
    pane.until_announced("The computed tables are refreshed.")
    expected = what_it_takes(syria, WEIGHT, 40.0)
    shown = pane.host("table", "what_it_takes")
    assert len(shown) == len(before)
    assert shown != before
    for row, wanted in zip(shown[1:], expected, strict=True):
        assert row == pytest.approx(wanted, abs=1e-9)
    assert pane.host("protectedSheets") == locked
    headings, *ledger = pane.host("table", "checks")
    at = headings.index("when computed")
    assert [row[at] for row in ledger if row[0] == WEIGHT] == [40]


def test_a_weight_that_is_just_let_go_is_written_before_a_script_reads(pane: Pane) -> None:
    pane.page.clock.install()
    pane.load()
    pane.stop_clock()  # the weight is not written for any other reason
    pane.slider("detainee-access").focus()
    pane.page.keyboard.press("ArrowRight")
    pane.press("Refresh")
    pane.until_announced("The computed tables are refreshed.")
    assert pane.host("value", "weights", "France", "detainee-access") == 16
    headings, *ledger = pane.host("table", "checks")
    at = headings.index("when computed")
    assert [row[at] for row in ledger if row[0] == WEIGHT] == [16]


def test_a_weight_that_comes_back_to_where_it_was_is_not_written(pane: Pane, model: Model) -> None:
    pane.page.clock.install()
    pane.load()
    pane.slider("detainee-access").focus()
    pane.stop_clock()
    for key in ("ArrowRight", "ArrowLeft"):
        pane.page.keyboard.press(key)
    pane.page.clock.run_for(400)  # it is let go
    pane.settle()
    assert pane.trace["written"] == []
    pane.page.clock.resume()
    pane.host("type", "weights", "France", "money", 9)
    pane.until(lambda: pane.ranking == said(model.replace_value("weights/France/money", 9.0)))


def test_nothing_else_can_be_changed_while_a_script_runs(pane: Pane) -> None:
    pane.load()
    held: list[Route] = []
    pane.page.route("**/custom-scripts-call/**", kept(held))
    pane.press("Refresh")
    pane.until(lambda: bool(held))
    assert pane.text("#progress") == "Refreshing the computed tables …"
    pane.picture("busy", whole=False)
    assert pane.page.inner_text("#announced") == "Refreshing the computed tables …"
    assert pane.page.locator(f"{CONTROLS}:enabled:visible").count() == 0
    held[0].continue_()
    pane.until_announced("The computed tables are refreshed.")
    assert pane.text("#progress") == ""
    assert pane.page.locator(f"{CONTROLS}:disabled:not(#undo, #reset)").count() == 0
    assert pane.page.evaluate("document.activeElement.innerText") == "Refresh"


def test_check_says_in_the_pane_what_it_found(pane: Pane) -> None:
    pane.load()
    pane.press("Check")
    assert pane.see("#report").inner_text().splitlines()[0] == "All is well."
    pane.picture("check", whole=False)
    assert pane.trace["dialogs"] == []


def test_an_option_is_inserted_and_takes_its_place_in_the_ranking(pane: Pane) -> None:
    pane.load()
    pane.page.fill("#insert-id", "loan-guarantee")
    pane.page.fill("#insert-name", "Loan guarantee")
    pane.page.click("#insert-form button")
    pane.until(lambda: any(line[1] == "Loan guarantee" for line in pane.ranking))
    assert [line[2] for line in pane.ranking if line[1] == "Loan guarantee"] == ["0.0"]
    assert pane.text("#insert-refusal") == ""
    assert pane.page.input_value("#insert-id") == ""


def test_an_id_that_is_taken_is_refused_beside_the_form(pane: Pane) -> None:
    pane.load()
    pane.page.fill("#insert-id", "stabilisation")
    pane.page.click("#insert-form button")
    assert "'stabilisation' is taken" in pane.see("#insert-refusal").inner_text()
    assert pane.ranking[0][1] == "Stabilisation"
    assert pane.page.input_value("#insert-id") == "stabilisation"


# Packages and plans.


def on_table(pane: Pane) -> tuple[dict[str, str], set[str]]:
    """What the sheet Package asks for and offers."""
    headings, *rows = pane.host("table", "tabled")
    kind, item, asked, offered = map(headings.index, ("kind", "name", "asked", "offered"))
    levels = {row[item]: row[asked] for row in rows if row[kind] == "measure" and row[asked]}
    return levels, {row[item] for row in rows if row[offered] == "yes"}


def as_said(words: str) -> tuple[dict[str, str], set[str]]:
    """What a package in words asks for and offers."""
    parts = [each for part in words.split("; ") for each in part.split(", ")]
    asked = dict(each.split(": ") for each in parts if ": " in each)
    return asked, {each for each in parts if ": " not in each}


def row_on(pane: Pane, table: str, number: int) -> tuple[dict[str, Any], int]:
    """A row of a table, counted from 1, and where on its sheet it stands."""
    headings, *rows = pane.host("table", table)
    return dict(zip(headings, rows[number - 1], strict=True)), pane.host("top", table) + number


def test_the_package_of_the_selected_row_is_tabled(pane: Pane) -> None:
    pane.load()
    assert pane.page.locator("#solution option").all_inner_texts() == list(SOLUTIONS)
    locked = pane.host("protectedSheets")
    row, at = row_on(pane, "packages", 12)
    pane.host("select", "Packages", f"C{at}:F{at}")
    pane.press("Table this package")
    report = pane.see("#deal-report").inner_text().splitlines()
    assert report[:2] == [f"On the table: point {row['point']} on Packages.", row["package"]]
    assert on_table(pane) == as_said(row["package"])
    pane.until_announced("The package is tabled.")
    assert pane.host("protectedSheets") == locked
    assert pane.text("#report") == ""
    pane.picture("tabled", whole=False)
    pane.picture("package", part="#deal")


def test_who_has_selected_no_package_is_told_beside_the_button(pane: Pane) -> None:
    pane.load()
    before = on_table(pane)
    pane.host("select", "Packages", None)
    pane.press("Table this package")
    assert pane.see("#deal-refusal").inner_text() == (
        "no package is selected: select one row on Packages (a point), Concessions (a solution) or "
        "Improvements, and press again"
    )
    pane.host("type", "weights", "France", "detainee-access", 40)
    pane.host("select", "Packages", f"A{row_on(pane, 'packages', 1)[1]}")
    pane.press("Table this package")
    pane.until(lambda: pane.text("#deal-refusal").endswith("press Refresh first"))
    assert pane.text("#script-refusal") == ""
    pane.picture("not-tabled", whole=False)
    pane.host("type", "costs", "limited-easing", "money", "abc")
    pane.see("#problems")
    pane.page.evaluate(
        "new Promise((completed) => host.trace.actions.table_package({ completed: () => completed(true) }))"
    )
    assert "Costs, row 'limited-easing'" in pane.see("#script-refusal").inner_text()
    assert on_table(pane) == before


def test_a_solution_is_tabled_by_name_and_the_plan_is_ordered(pane: Pane) -> None:
    pane.load()
    rows = (row_on(pane, "concessions", number)[0] for number in range(1, 9))
    row = next(row for row in rows if as_said(row["package"]) != on_table(pane))
    pane.page.select_option("#solution", label=row["solution"])
    pane.press("Table it")
    assert pane.see("#deal-report").inner_text().splitlines()[:2] == [
        f"On the table: {row['solution']}.",
        row["package"],
    ]
    assert on_table(pane) == as_said(row["package"])
    assert pane.page.input_value("#solution") == row["solution"]
    phases = {
        each["step"]: each["best phase"] for each in (row_on(pane, "best_order", n)[0] for n in (1, 18))
    }
    last = list(phases)[-1]
    pane.host("type", "plan", last, "phase", 9)
    pane.press("Order the plan")
    pane.until_announced("The plan is ordered.")
    assert pane.text("#deal-report").splitlines()[0] == "Steps with another phase now: 1 of 18."
    assert {step: pane.host("value", "plan", step, "phase") for step in phases} == phases


def test_a_sheet_with_a_password_is_named_and_all_others_are_closed_again(pane: Pane) -> None:
    pane.load()
    locked = pane.host("protectedSheets")
    pane.host("setPassword", "What it takes", "secret")
    pane.host("type", "weights", "France", "detainee-access", 40)
    pane.press("Refresh")
    assert "‘What it takes’ is protected by a password" in pane.see("#script-refusal").inner_text()
    pane.until(lambda: pane.host("protectedSheets") == locked)


def test_a_button_of_the_ribbon_does_what_the_one_in_the_pane_does(pane: Pane) -> None:
    pane.load()
    completed = pane.page.evaluate(
        "new Promise((completed) => host.trace.actions.check({ completed: () => completed(true) }))"
    )
    assert completed
    assert pane.trace["shown"] == ["pane"]
    assert "All is well." in pane.text("#report")


# What goes wrong.


def test_an_unfit_cell_is_named_instead_of_a_ranking_and_mended(pane: Pane, model: Model) -> None:
    pane.load()
    pane.host("type", "costs", "limited-easing", "money", "abc")
    problems = pane.see("#problems").inner_text()
    assert "Costs, row 'limited-easing', column 'money' (cell " in problems
    assert "found 'abc'" in problems
    pane.picture("problems", whole=False)
    assert not pane.page.is_visible("#ranking")
    pane.host("type", "costs", "limited-easing", "money", model.values["costs/limited-easing/money"])
    pane.until(lambda: pane.page.is_visible("#ranking") and pane.ranking == said(model))


def test_a_workbook_that_is_none_of_ours_is_told_so(pane: Pane) -> None:
    pane.page.add_init_script("for (const sheet of steelyardBook.sheets) sheet.tables = [];")
    pane.page.add_init_script(f"sessionStorage.setItem('steelyard-token', '{pane.server.token}')")
    pane.page.goto(f"{pane.server.address}/taskpane.html")
    assert "syria.xlsx: no table 'settings'" in pane.see("#problems").inner_text()


def test_a_weight_that_cannot_be_written_says_where(pane: Pane, model: Model) -> None:
    pane.load()
    pane.host("refuse", "the workbook is read-only")
    slider = pane.slider("money")
    slider.focus()
    pane.page.keyboard.press("ArrowRight")
    refusal = pane.page.locator('.weight[data-criterion="money"] .refusal')
    pane.until(refusal.is_visible)
    assert refusal.inner_text() == (
        "Weights, row France, column money: not written. the workbook is read-only"
    )
    pane.settle()
    assert pane.ranking == said(model)
    points = pane.page.locator('.weight[data-criterion="money"] .points')
    assert points.get_attribute("aria-invalid") == "true"


def test_a_negative_weight_is_refused_at_its_field(pane: Pane, model: Model) -> None:
    pane.load()
    pane.page.fill('.weight[data-criterion="money"] .points', "-1")
    pane.page.keyboard.press("Enter")
    refusal = pane.page.locator('.weight[data-criterion="money"] .refusal')
    pane.until(refusal.is_visible)
    assert refusal.inner_text() == "Weights, row France, column money: a number of 0 or more is needed."
    pane.picture("unfit-weight", whole=False)
    assert pane.host("value", "weights", "France", "money") == model.values["weights/France/money"]


def test_a_service_that_is_gone_is_said_and_tried_again(pane: Pane) -> None:
    pane.load()
    pane.page.route("**/steelyard/weigh", lambda route: route.abort())
    pane.page.select_option("#scenario", label="Backsliding")
    assert "The service cannot be reached." in pane.see("#problems").inner_text()
    assert not pane.page.is_visible("#ranking")
    pane.page.unroute("**/steelyard/weigh")
    pane.page.click("#again")
    pane.see("#ranking tr")


def test_a_token_is_asked_for_refused_and_accepted(pane: Pane, model: Model) -> None:
    pane.load(token=False)
    assert pane.page.evaluate("document.activeElement.id") == "token"
    pane.page.keyboard.type("sy_wrong")
    pane.page.keyboard.press("Enter")
    assert pane.see("#token-refusal").inner_text() == "The service did not accept this token."
    assert not pane.page.is_visible("#weighed")
    pane.picture("token", whole=False)
    pane.page.fill("#token", pane.server.token)
    pane.page.click("text=Continue")
    pane.see("#ranking tr")
    assert pane.ranking == said(model)
    assert not pane.page.is_visible("#token-form")


@pytest.mark.parametrize(
    ("providers", "kept", "signs_in", "sent"),
    [
        ([], "sy_1", True, ("", "")),
        (["token"], "sy_1", True, ("Bearer sy_1", "token")),
        (["token"], "", True, ("", "")),
        (["entraid"], "", True, ("Bearer of-entra", "entraid")),
        (["token", "entraid"], "sy_1", True, ("Bearer sy_1", "token")),
        (["token", "entraid"], "", True, ("Bearer of-entra", "entraid")),
        (["token", "entraid"], "", False, ("", "")),
    ],
)
def test_requests_carry_the_token_that_there_is(
    shared: Pane, providers: list[str], kept: str, signs_in: bool, sent: tuple[str, str]
) -> None:
    found = shared.page.evaluate(
        "async ([providers, kept, signsIn]) => {"
        " config.authProviders = providers;"
        " kept ? steelyardToken.keep(kept) : steelyardToken.forget();"
        " xlwings.getAccessToken = () => signsIn ? Promise.resolve('Bearer of-entra') : Promise.reject('no');"
        " return getAuth(); }",
        [providers, kept, signs_in],
    )
    assert (found["token"], found["provider"]) == sent


# For everybody.


@pytest.mark.parametrize("state", ["weighed", "moved", "problems", "token", "help"])
def test_axe_finds_nothing(pane: Pane, state: str) -> None:
    pane.load(token=state != "token")
    if state == "moved":
        pane.page.locator("#further summary:visible").first.click()
        move(pane, "detainee-access", 40)
        pane.see(".before:not([hidden])")
    if state == "help":
        pane.page.goto(f"{pane.server.address}/static/help.html")
    if state == "weighed":
        pane.press("Check")
        pane.see("#report")
    if state == "problems":
        pane.host("type", "costs", "limited-easing", "money", "abc")
        pane.see("#problems")
    looks: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for look in looks:
        pane.page.emulate_media(color_scheme=look)
        pane.picture(f"{state}-{look}")
        pane.picture(f"{state}-{look}-first", whole=False)
        found = Axe().run(pane.page, options={"runOnly": {"type": "tag", "values": TAGS}})
        assert [(each["id"], each["nodes"][0]["html"]) for each in found.response["violations"]] == []


def test_nothing_is_cut_or_runs_out_to_the_side(shared: Pane) -> None:
    for width, height in ((320, 800), (320, 256), (640, 480)):
        shared.page.set_viewport_size({"width": width, "height": height})
        assert shared.page.evaluate("document.documentElement.scrollWidth") == width
        assert cut(shared.page) == []
        shared.picture(f"{width}x{height}", whole=height > 300)


def test_targets_are_large_enough_to_hit(shared: Pane) -> None:
    small = shared.page.evaluate(
        "[...document.querySelectorAll('#pane :is(button, input, select, summary)')]"
        ".filter((e) => e.offsetParent).map((e) => [e.id || e.className, e.getBoundingClientRect()])"
        ".filter(([, box]) => box.width < 24 || box.height < 24).map(([name]) => name)"
    )
    assert small == []


def test_worksheet_functions_are_there_for_excel(shared: Pane) -> None:
    named = set(shared.page.evaluate("Object.keys(host.trace.functions)"))
    assert named == {name.upper() for name in functions.__all__}  # the client goes by Python's names


def test_a_strict_policy_holds(pane: Pane) -> None:
    answered = pane.page.goto(f"{pane.server.address}/taskpane.html")
    assert answered is not None
    policy = answered.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert re.search(r"script-src ([^;]*)", policy)[1] == "'self'"  # type: ignore[index]
    assert re.search(r"connect-src ([^;]*)", policy)[1] == "'self'"  # type: ignore[index]


def test_the_service_hands_out_the_manifest(shared: Pane) -> None:
    answered = shared.page.request.get(f"{shared.server.address}/manifest.xml", timeout=1000 * HANG)
    assert answered.status == 200
    assert f"<Id>{ADD_IN}</Id>" in answered.text()
