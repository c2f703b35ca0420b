"""The worksheet functions about packages and plans: the engine's tables to the bit, and refusals in words.

That every client of Excel gets the same is tested with all other functions.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import xlwings
from excel.ranges import package_of, ranges_of
from excel.test_functions import cells, plain

import steelyard as sy
from steelyard.analysis.packages import frontier as search
from steelyard.excel import package_functions
from steelyard.model.parts import StepKind
from steelyard.weigh import bargain, package_results, plan_results, proposal_results
from steelyard.weigh.bargain import Effort
from steelyard.weigh.weighing import Weighing

if TYPE_CHECKING:
    from collections.abc import Callable

    from excel.ranges import Ranges

    from steelyard.model.model import Model

SIX = ("weights", "measures", "costs", "options", "rules", "counterpart")
GREEDY = ({"committee": "verified", "safe-returns": "partial"}, ["limited-easing", "stabilisation"])
"""A package that breaks rules, and that Russia accepts."""


def asked(name: str, tables: Ranges, **given: Any) -> Any:
    return plain(name, {"counterpart": "", **given}, tables)


def seen(model: Model, **settings: Any) -> Model:
    """The model as a function sees it: our side has no name, and what it gets otherwise is typed."""
    unnamed = replace(
        model.settings, our_side="our side", reservation=None, reservation_change=None, future=None
    )
    return model.replace(settings=replace(unnamed, **settings))


def untabled(model: Model) -> Model:
    return sy.tabling(model, {}, ())


@pytest.fixture(name="case", params=["syria", "nash-1950"])
def _case(request: pytest.FixtureRequest) -> Model:
    return sy.new(request.param)


def test_frontier_is_the_engines_to_the_bit(case: Model) -> None:
    tables, who = ranges_of(case), case.stakeholders[0].id
    assert asked("frontier", tables) == cells(package_results.frontier(Weighing(seen(case))))
    told = asked("frontier", tables, viewpoint=who, reservation=[[12.5]])
    assert told == cells(package_results.frontier(Weighing(seen(case, reservation=12.5), who)))
    assert told[0][:3] == ["point", "us", "them"]
    assert len(told) == len(sy.frontier(seen(case, reservation=12.5), viewpoint=who)) + 1


@pytest.mark.parametrize("points", [2, 7, 40])
def test_a_frontier_of_some_points_keeps_the_solutions_and_states_its_gap(case: Model, points: int) -> None:
    whole = cells(package_results.frontier(Weighing(seen(case))))
    head, *some = asked("frontier", ranges_of(case), points=points)
    assert head == [*whole[0], "gap for us"]
    assert all(row[:-1] in whole for row in some)
    marks = head.index("solutions")
    assert [row[:-1] for row in some if row[marks]] == [row for row in whole[1:] if row[marks]]
    [gap] = {row[-1] for row in some}
    losses = [min(us - row[1] for row in some if row[2] >= them) for _, us, them, *_ in whole[1:]]
    assert max(losses) == pytest.approx(gap, abs=1e-9)
    assert len(some) <= points + 1 + len([row for row in whole if row[marks]])


def test_solutions_are_the_engines_beside_the_package_that_is_given(case: Model) -> None:
    tables, who = ranges_of(case), case.stakeholders[0].id
    table = package_results.solutions(Weighing(seen(case, reservation=1.5), who))
    told = asked("solutions", tables, package="", viewpoint=who, reservation=1.5)
    assert told == cells(table)
    assert [row[0] for row in told[-2:]] == ["no deal", "tabled"]
    bare = ranges_of(untabled(case))
    assert asked("solutions", bare) == cells(package_results.solutions(Weighing(untabled(seen(case)))))
    assert "tabled" not in [row[0] for row in asked("solutions", bare)]


def test_bill_and_jack_gain_what_the_article_says() -> None:
    [nash] = [row for row in asked("solutions", ranges_of(sy.new("nash-1950"))) if row[0] == "Nash"]
    assert nash[4] * 26 / 100 == pytest.approx(12, abs=1e-6)  # Nash (1950), pages 161 and 162
    assert nash[5] * 16 / 100 == pytest.approx(5, abs=1e-6)
    assert nash[-1] == "Pen: given, Toy: given, Knife: given; Book, Whip, Ball, Bat"


@pytest.mark.parametrize("package", [None, GREEDY, ({}, ())])
def test_a_package_stands_as_tabled_acceptance_and_concessions_say(case: Model, package: Any) -> None:
    if package == GREEDY and not case.rules:
        package = ({"pen": "given"}, ["book", "box"])
    model = seen(case if package is None else sy.tabling(case, *package), reservation=0.25)
    tables = ranges_of(untabled(model)) | {"package": package_of(model)}
    head, *rows = asked("package_", tables, package="", reservation=0.25)
    told = {row[0]: dict(zip(head, row, strict=True)) for row in rows}
    weighing = Weighing(model)
    for party, role, *points, accepts in cells(proposal_results.acceptance(weighing))[1:]:
        found = told[party]
        assert [found["role"], found["gets"], found["with no deal"], found["gain"]] == [role, *points]
        assert found["answer"] == accepts
    shares = [row[-1] for row in cells(package_results.concessions(weighing))[1:] if row[0] == "tabled"]
    assert [row[5] for row in rows][: len(shares)] == shares
    [(text, allowed, broken, _, _, _, unbeaten, distance, left)] = cells(proposal_results.proposal(weighing))[
        1:
    ]
    assert told["all rules hold"]["answer"] == allowed
    named = [f"{row[0]} ({row[-1].split(' asks for ')[1]})" for row in rows if row[1] == "rule"]
    assert "; ".join(named) == ("" if broken == "nothing" else broken)
    assert told["no other beats it"]["answer"] == unbeaten
    assert told["all could gain"]["gain"] == distance
    assert told["left on the table"]["gain"] == left
    assert told["what it says"]["in words"] == text


def test_a_broken_rule_has_a_row_that_says_what_it_asks_for(syria: Model, tables: Ranges) -> None:
    tables["package"] = package_of(sy.tabling(syria, *GREEDY))
    rows = asked("package_", tables, package="")
    assert ["all rules hold", "package", "", "", "", "", "no", "broken: 4 of 16"] in rows
    named = ["stabilisation-core", "rule", "", "", "", "", "no"]
    assert [*named, "Stabilisation asks for all of core: implemented"] in rows
    words = {row[0]: row[-1] for row in rows}
    assert words["left on the table"] == "compared with packages that keep the rules and have the consents"


def test_exposure_is_the_ledger_of_the_plan_or_of_the_best_order(syria: Model, tables: Ranges) -> None:
    assert asked("exposure", tables) == cells(plan_results.ledger(Weighing(seen(syria))))
    model = Weighing(seen(syria, reservation=1, future=3, reservation_change=-2), "France")
    given = {"viewpoint": "France", "reservation": 1, "future": 3, "reservation_change": -2}
    assert asked("exposure", tables, **given) == cells(plan_results.ledger(model))
    best = cells(plan_results.ledger(model, optimise=True))
    for yes in (True, "yes", 1, [["TRUE"]]):
        assert asked("exposure", tables, optimise=yes, **given) == best
    assert {row[-1] for row in asked("exposure", tables)[1:]} == {"yes", "no"}


def test_a_plan_that_breaks_a_rule_is_refused_with_the_condition(tables: Ranges) -> None:
    step = next(row for row in tables["plan"] if row[0] == "fund-stabilisation")
    step[1] = 2
    assert refused("exposure", tables) == (
        "the plan breaks its rules\n"
        "  phase 2 releases 'Stabilisation' while 'stabilisation-core' does not hold: all of core: implemented\n"
        "  phase 2 releases 'Stabilisation' while 'stabilisation-committee' does not hold: "
        "Constitutional committee: partial"
    )
    assert asked("exposure", tables, optimise=True)[0][0] == "phase"


def refused(name: str, tables: Ranges, **given: Any) -> str:
    with pytest.raises(xlwings.XlwingsError) as refusal:
        asked(name, tables, **given)
    return str(refusal.value)


HEAD = ["kind", "item", "asked", "offered"]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (
            [["measure", "comittee", "partial", ""]],
            "  Package, row 'comittee', column 'item' (row 2 of the range): found 'comittee'; the id of a measure is "
            "needed; did you mean 'committee'?",
        ),
        (
            [["option", "committee", "", "yes"]],
            "  Package, row 'committee', column 'item' (row 2 of the range): found 'committee'; the id of an option "
            "is needed",
        ),
        (
            [["stick", "committee", "partial", ""]],
            "  Package, row 'committee', column 'kind' (row 2 of the range): found 'stick'; measure or option is needed",
        ),
        (
            [["measure", "committee", "done", ""]],
            "  Package, row 'committee', column 'asked' (row 2 of the range): found 'done'; one of the levels none, "
            "announced, partial, implemented, verified is needed; did you mean 'none'?",
        ),
        (
            [["option", "stabilisation", "", "perhaps"]],
            "  Package, row 'stabilisation', column 'offered' (row 2 of the range): found 'perhaps'; yes or no is needed",
        ),
        (
            [["option", "stabilisation", "partial", "yes"]],
            "  Package, row 'stabilisation', column 'asked' (row 2 of the range): found 'partial'; nothing is needed "
            "here in a row of the kind 'option'",
        ),
        (
            [["measure", "committee", "", ""], ["measure", "COMMITTEE", "partial", ""]],
            "  Package, row 'COMMITTEE', column 'item' (row 3 of the range): found 'COMMITTEE'; each item stands once",
        ),
        (
            [["option", "limited-easing", "", "yes"], ["option", "broad-easing", "", True]],
            "  Package, row 'broad-easing', column 'offered' (row 3 of the range): found 'yes'; a package has one option "
            "a track, and on 'sanctions' it is 'limited-easing' already",
        ),
        (
            [["measure", "committee", -2146826246, ""]],
            "  Package, row 'committee', column 'asked' (row 2 of the range): found '#N/A'; an Excel error stands where "
            "text is needed; mend its formula",
        ),
    ],
    ids=lambda each: "" if isinstance(each, list) else each.split("found ")[1][:24],
)
def test_what_is_wrong_with_a_package_is_told_with_its_place(
    rows: list[list[Any]], told: str, tables: Ranges
) -> None:
    tables["package"] = [HEAD, *rows]
    assert refused("package_", tables, package="").splitlines() == ["STEELYARD.PACKAGE: 1 problem", told]


def test_problems_of_all_ranges_and_arguments_are_told_at_once(tables: Ranges) -> None:
    tables["costs"][1][2] = "12"
    tables["plan"][1][3] = tables["plan"][1][4] = "nobody"  # the id follows the word
    tables["plan"][2][1] = 0.5
    tables["counterpart"][3][4] = ""
    told = refused("exposure", tables, optimise="maybe", future="much").splitlines()
    assert [line.split(": found")[0].strip() for line in told[1:]] == [
        "Argument future",
        "Costs, row 'acknowledgements', column 'domestic-price' (row 2 of the range)",
        "Counterpart, row 'Russia/option/acknowledgements', column 'weight' (row 4 of the range)",
        f"Plan, row {tables['plan'][1][0]!r}, column 'item' (row 2 of the range)",
        f"Plan, row {tables['plan'][2][0]!r}, column 'phase' (row 3 of the range)",
        "Argument optimise",
    ]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"points": 1}, "  Argument points: found 1; a number from 2 to 20000 is needed"),
        (
            {"points": 2.5},
            "  Argument points: found 2.5; a number from 2 to 20000 is needed, without decimals",
        ),
        (
            {"reservation": "a lot"},
            "  Argument reservation: found 'a lot'; a number from -1000000 to 1000000 is needed",
        ),
        (
            {"viewpoint": "Atlantis"},
            "  Argument viewpoint: found 'Atlantis'; one of these is needed: all, France",
        ),
    ],
)
def test_an_argument_that_will_not_do_is_named(given: dict[str, Any], told: str, tables: Ranges) -> None:
    assert refused("frontier", tables, **given).splitlines()[1].startswith(told)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            lambda t: t.update(package=t["plan"]),
            "  Package: found the table Plan; the table Package with its headings (kind, item, asked, offered, ...) is "
            "needed",
        ),
        (
            lambda t: t.update(plan=t["counterpart"]),
            "  Plan: found the table Counterpart; the table Plan with its headings (id, phase, kind, item, ...) is needed",
        ),
        (
            lambda t: t.update(package=[["kind", "item"], ["measure", "committee"]]),
            "  Package: found 2 × 2 cells without them; the table with its headings (kind, item, asked, offered, ...) on "
            "top is needed",
        ),
        (
            lambda t: t["costs"].pop(),
            "  Costs, row 'broad-easing': found nothing; a row for it is needed",
        ),
    ],
    ids=["plan for package", "counterpart for plan", "no headings", "no costs"],
)
def test_another_table_is_answered_in_words(
    change: Callable[[Ranges], object], told: str, tables: Ranges
) -> None:
    change(tables)
    name = "exposure" if told.startswith("  Plan") else "package_"
    assert refused(name, tables, package="").splitlines()[1:] == [told]


def test_nobody_to_deal_with_and_no_plan_are_said(tables: Ranges) -> None:
    tables["plan"] = tables["plan"][:1]
    assert refused("exposure", tables) == "the model has no plan; write its steps on the sheet Plan"
    tables["counterpart"] = tables["counterpart"][:1]
    assert "no counterpart" in refused("frontier", tables)


def test_columns_asked_and_offered_count_until_a_package_is_given(syria: Model) -> None:
    tables = ranges_of(untabled(syria))
    typed = {"measures": ("asked", "committee", "verified"), "options": ("offered", "limited-easing", "yes")}
    for name, (column, item, word) in typed.items():
        head, *rows = tables[name]
        at = [n for n, heading in enumerate(head) if heading != column]
        tables[name] = [
            [*(head[n] for n in at), column],
            *([*(row[n] for n in at), word if row[0] == item else ""] for row in rows),
        ]
    assert asked("solutions", tables)[-1][-1] == "Constitutional committee: verified; Limited easing"
    tables["package"] = [
        [*HEAD, "mine"],
        ["", "", "", "", "x"],
        ["Measure", " safe-returns", "PARTIAL", "", "x"],
    ]
    assert asked("solutions", tables, package="")[-1][-1] == "Safe returns under monitoring: partial"


def test_order_case_and_ids_of_a_plan_do_not_matter_beyond_its_phases(tables: Ranges) -> None:
    wanted = asked("exposure", tables)
    kinds = {kind.value: kind.value.title() for kind in StepKind}
    mixed = [row if n == 0 else [row[0], row[1], kinds[row[2]], row[3].upper(), *row[4:]]
             for n, row in enumerate(tables["plan"])]  # fmt: skip
    tables["plan"] = [mixed[0], *mixed[:0:-1]]
    assert asked("exposure", tables) == wanted


def test_rules_with_too_many_states_are_a_message_and_nobody_waits(
    tables: Ranges, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "OPEN", 10)
    monkeypatch.setattr(package_functions, "SEARCH_LIMITS", Effort(states=2, points=1000, thinned=100))
    monkeypatch.setattr(
        bargain, "frontier", lambda space, **_: None
    )  # as it answers where it would take long
    for name in ("frontier", "solutions", "package_"):
        assert refused(name, tables, package="") == (
            "the rules and consents have too many states at one issue to wait for here; `steelyard packages FILE` "
            "searches for longer"
        )


def test_caps_on_many_options_are_answered_within_the_patience_of_a_cell() -> None:
    """Nothing is patched here: 24 options whose costs on five heads add up in ever new ways under five caps."""
    options, heads = [f"o{n}" for n in range(24)], [f"h{n}" for n in range(5)]
    head, *rows = asked("frontier", {
        "weights": [["id", "name", "influence", "m", *heads], ["us", "Us", 1, 50, *[10] * 5]],
        "measures": [["id", "name", "none", "all of it"], ["m", "M", 0, 100]],
        "costs": [
            ["id", *heads],
            *([o, *((n * 37 + h * 53 + n * n * (h + 3) * 7) % 97 for h in range(5))] for n, o in enumerate(options)),
        ],
        "options": [["id", "name"], *([option, option.title()] for option in options)],
        "rules": [
            ["id", "option", "kind", "subject", "level", "number"],
            *([f"cap-{head}", "o0", "cap", head, "", 480] for head in heads),
        ],
        "counterpart": [
            ["party", "kind", "item", "weight"],
            *(["they", "option", o, 1 + (n * n * 13) % 31] for n, o in enumerate(options)),
            ["they", "measure", "m", 10],
        ],
    })  # fmt: skip
    assert head[:3] == ["point", "us", "them"]
    assert len(rows) > 100
    assert head[-1] != "gap for us" or {row[-1] < 1 for row in rows} == {True}


def test_a_frontier_that_explodes_is_thinned_out_and_says_by_how_much(
    syria: Model, tables: Ranges, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package_functions, "SEARCH_LIMITS", Effort(states=1000, points=100, thinned=100))
    tables["counterpart"] = _shown(tables)
    exact = package_results.frontier(Weighing(seen(syria).replace_value("role/Damascus", "is shown"))).rows
    for name in ("frontier", "solutions", "package_"):
        head, *rows = asked(name, tables, package="")
        assert head[-1] == "gap for us"
        [gap] = {row[-1] for row in rows}
        assert 0 < gap < 200
    head, *rows = asked("frontier", tables)
    for _, us, them, *_ in exact:
        assert any(row[2] >= them and row[1] >= us - gap for row in rows)


def test_more_points_than_a_sheet_takes_are_refused_until_fewer_are_asked_for(
    tables: Ranges, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package_functions, "MOST_ROWS", 100)
    tables["counterpart"] = _shown(tables)
    assert refused("frontier", tables) == (
        "the frontier has 153 points, more than the 100 that are spilled; ask for fewer by the argument points"
    )
    assert len(asked("frontier", tables, points=50)) < 70


def _shown(tables: Ranges) -> list[list[Any]]:
    """The range of counterparts in which Damascus is only shown."""
    head, *rows = tables["counterpart"]
    role, party, kind = (head.index(heading) for heading in ("role", "party", "kind"))
    return [
        head,
        *(
            [*row[:role], "is shown", *row[role + 1 :]]
            if (row[party], row[kind]) == ("Damascus", "reservation")
            else row
            for row in rows
        ),
    ]
