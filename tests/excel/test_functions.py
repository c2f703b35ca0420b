"""Every worksheet function, called as plain Python and by xlwings' server, against the engine, to the bit."""

from __future__ import annotations

import copy
import inspect
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import xlwings

from steelyard.excel import functions
from steelyard.excel.arguments import ARGUMENTS, SINGLE
from steelyard.excel.ranges import entry
from steelyard.excel.registration import LONGEST_DOC, excel_name
from steelyard.model.parts import RuleKind
from steelyard.weigh import score_results
from steelyard.weigh.sentences import VERDICTS, why
from steelyard.weigh.weighing import Weighing

if TYPE_CHECKING:
    from collections.abc import Callable

    from excel.conftest import Server
    from excel.ranges import Range, Ranges

    from steelyard.model.model import Model
    from steelyard.weigh.result import Result

    Case = tuple[str, dict[str, Any]]

SCENARIO, VIEWPOINT = "core-implemented", "France"

DEALS: list[Case] = [
    ("frontier", {"counterpart": ""}),
    ("frontier", {"counterpart": "", "viewpoint": VIEWPOINT, "points": 20, "reservation": 2.5}),
    ("solutions", {"counterpart": ""}),
    ("solutions", {"counterpart": "", "package": "", "viewpoint": VIEWPOINT, "reservation": 2.5}),
    ("package_", {"counterpart": "", "package": "", "viewpoint": VIEWPOINT}),
    ("package_", {"counterpart": "", "package": "", "reservation": -1}),
    ("exposure", {"counterpart": "", "viewpoint": VIEWPOINT}),
    (
        "exposure",
        {"counterpart": "", "optimise": True, "reservation": 1, "future": 3, "reservation_change": -2},
    ),
]
"""Those about packages and plans; that they say what the engine says is tested in `test_package_functions`."""

CASES: list[Case] = [
    ("net", {"scenario": SCENARIO, "viewpoint": VIEWPOINT}),
    ("net", {}),
    ("benefit", {"scenario": "Core package implemented"}),
    ("cost", {"viewpoint": "United-Kingdom"}),
    ("ranks", {"viewpoint": "all, pooled"}),
    ("verdicts", {"scenario": SCENARIO, "viewpoint": VIEWPOINT}),
    ("verdicts", {}),
    ("contributions", {"scenario": SCENARIO, "viewpoint": VIEWPOINT}),
    ("exchange", {"scenario": SCENARIO}),
    ("exchange", {"scenario": SCENARIO, "option": "limited-easing"}),
    ("breakeven", {"scenario": SCENARIO, "viewpoint": VIEWPOINT}),
    ("whatittakes", {"scenario": "status-quo"}),
    ("whatittakes", {"counterpart": ""}),
    ("stability", {"scenario": SCENARIO, "viewpoint": "Germany"}),
    ("pool", {}),
    ("explain", {"option": "Limited easing", "scenario": SCENARIO, "viewpoint": VIEWPOINT}),
    *DEALS,
]
"""Each function with what is given beside the tables; counterpart and package stand for their tables."""

OPTIONAL = ("counterpart", "package")
"""Tables that are handed over where a case names them."""


def arguments(name: str, given: dict[str, Any], tables: Ranges) -> list[object]:
    """What Excel hands over, in the order of the function: a table by its name, a word, a number, nothing."""
    held: dict[str, object] = {**given, **{key: tables[key] for key in tables if key not in OPTIONAL}}
    held |= {key: tables[key] for key in OPTIONAL if key in given}
    names = list(inspect.signature(getattr(functions, name)).parameters)
    return [held.get(each) for each in names]


def plain(name: str, given: dict[str, Any], tables: Ranges) -> Any:
    """The function, called as Python; what is left out keeps its default."""
    names = list(inspect.signature(getattr(functions, name)).parameters)
    values = zip(names, arguments(name, given, tables), strict=True)
    return getattr(functions, name)(**{key: value for key, value in values if value is not None})


def expected(name: str, given: dict[str, Any], model: Model) -> Any:
    """The same from the engine, without ranges and functions."""
    weighing = Weighing(
        model, {"all, pooled": "all"}.get(given.get("viewpoint", "all"), given.get("viewpoint", "all"))
    )
    scenario = {"Core package implemented": SCENARIO}.get(given.get("scenario", ""), given.get("scenario"))
    whole: dict[str, Callable[[], Any]] = {
        "net": lambda: across(weighing, weighing.net, scenario),
        "benefit": lambda: across(weighing, weighing.benefit, scenario),
        "ranks": lambda: across(weighing, weighing.ranks, scenario),
        "verdicts": lambda: across(weighing, np.array(VERDICTS)[weighing.verdicts], scenario),
        "cost": lambda: [["option", "cost"], *zip_rows(weighing, weighing.cost[:, None])],
        "contributions": lambda: cells(score_results.contributions(weighing, scenario)),
        "stability": lambda: cells(score_results.stability(weighing, scenario)),
        "pool": lambda: cells(score_results.shares(weighing)),
        "explain": lambda: [
            [why(Weighing(as_headed(model), weighing.viewpoint), SCENARIO, "limited-easing")]
        ],
    }
    return whole[name]()


def as_headed(model: Model) -> Model:
    """The model as functions know it: of cost heads they see the headings of Costs, which are ids."""
    return model.replace(cost_heads=tuple(replace(head, name=head.id) for head in model.cost_heads))


def across(weighing: Weighing, values: Any, scenario: str | None) -> list[list[Any]]:
    ids = [part.id for part in weighing.scenarios]
    at = list(range(len(ids))) if scenario is None else [ids.index(scenario)]
    return [["option", *(ids[n] for n in at)], *zip_rows(weighing, values[:, at])]


def zip_rows(weighing: Weighing, values: Any) -> list[list[Any]]:
    return [[option.id, *row] for option, row in zip(weighing.model.options, values.tolist(), strict=True)]


def cells(table: Result) -> list[list[Any]]:
    return [
        [column.title for column in table.columns],
        *([entry(each) for each in row] for row in table.rows),
    ]


@pytest.mark.parametrize(
    ("name", "given"),
    [case for case in CASES if case[0] not in ("exchange", "breakeven", "whatittakes") and case not in DEALS],
)
def test_a_function_says_what_the_engine_says_to_the_bit(
    name: str, given: dict[str, Any], tables: Ranges, syria: Model
) -> None:
    assert plain(name, given, tables) == expected(name, given, syria)


def test_exchange_is_the_engines_table_or_one_options_rows_of_it(tables: Ranges, syria: Model) -> None:
    whole = cells(score_results.exchange(Weighing(syria), SCENARIO))
    assert plain("exchange", {"scenario": SCENARIO}, tables) == whole
    one = plain("exchange", {"scenario": SCENARIO, "option": "limited-easing"}, tables)
    assert one == [whole[0], *(row for row in whole[1:] if row[0] == "limited-easing")]
    assert len(one) == 1 + len(syria.measures)


def test_break_even_is_the_level_of_the_trade_off_table(tables: Ranges, syria: Model) -> None:
    told = {
        (row[0], row[1]): row[7] for row in score_results.tradeoffs(Weighing(syria, VIEWPOINT), SCENARIO).rows
    }
    cells = plain("breakeven", {"scenario": SCENARIO, "viewpoint": VIEWPOINT}, tables)
    assert cells[0] == ["option", *(measure.id for measure in syria.measures)]
    # The function does not get the rules, so it is about the option alone; broad easing requires another one.
    requires = {rule.option for rule in syria.rules if rule.kind is RuleKind.REQUIRES_OPTION}
    assert requires == {"broad-easing"}
    for row in cells[1:]:
        if row[0] not in requires:
            assert row[1:] == [told[row[0], measure] for measure in cells[0][1:]]


def test_what_it_takes_counts_the_counterparts_cost_only_where_it_is_given(
    tables: Ranges, syria: Model
) -> None:
    whole = cells(score_results.what_it_takes(Weighing(syria)))
    assert plain("whatittakes", {"counterpart": ""}, tables) == whole
    alone = cells(score_results.what_it_takes(Weighing(syria.replace(counterparts=())), "status-quo"))
    assert plain("whatittakes", {"scenario": "status-quo"}, tables) == alone
    assert alone[1:] != [row for row in whole[1:] if row[0] == "status-quo"]


@pytest.mark.parametrize(("name", "given"), CASES)
def test_the_server_says_the_same_to_the_bit(
    name: str, given: dict[str, Any], tables: Ranges, server: Server
) -> None:
    asked = [
        each if isinstance(each, list) or each is None else [[each]]
        for each in arguments(name, given, tables)
    ]
    assert server.ask(function=name, args=asked) == plain(name, given, tables)


def test_every_function_is_covered_by_a_case() -> None:
    assert {name for name, _ in CASES} == set(functions.__all__)


def test_names_are_sorted_and_lead_to_functions_that_a_wizard_explains() -> None:
    assert functions.__all__ == sorted(functions.__all__)
    for name in functions.__all__:
        documented = getattr(functions, name).__doc__
        assert documented
        assert 20 < len(documented) <= LONGEST_DOC
        assert "\n" not in documented
    assert max(map(len, ARGUMENTS.values())) <= LONGEST_DOC


def test_excel_is_told_of_every_function_and_argument(server: Server) -> None:
    told = {each["name"]: each for each in server.ask(meta=True)["functions"]}
    assert sorted(told) == [excel_name(name) for name in functions.__all__]
    for name in functions.__all__:
        function = getattr(functions, name)
        meta, parameters = told[excel_name(name)], inspect.signature(function).parameters
        assert meta["description"] == function.__doc__
        assert [each["name"] for each in meta["parameters"]] == list(parameters)
        for each in meta["parameters"]:
            assert each["description"] == ARGUMENTS[each["name"]]
            optional = parameters[each["name"]].default is not inspect.Parameter.empty
            assert bool(each.get("optional")) is optional


JAVASCRIPTS = {*("let", "yield", "await", "static", "package", "interface"), "private", "protected", "public"}
"""Words that a function of JavaScript may not have for a name, some of them in strict mode only."""


def test_no_function_has_a_word_of_javascript_for_its_name() -> None:
    assert not JAVASCRIPTS & set(functions.__all__)


def refused(tables: Ranges, name: str = "net", **given: Any) -> str:
    with pytest.raises(xlwings.XlwingsError) as refusal:
        plain(name, given, tables)
    return str(refusal.value)


def test_what_follows_from_the_record_is_read_as_delivery_shows_it(tables: Ranges, syria: Model) -> None:
    turned = tables | {"delivery": [tables["delivery"][0], *tables["delivery"][:0:-1]]}
    assert plain("net", {}, turned)[0][-2:] == ["pledges-kept", "today"]
    today = next(row for row in tables["delivery"] if row[0] == "today")
    column = tables["delivery"][0].index("committee")
    other = [
        row if row is not today else [*row[:column], "done", *row[column + 1 :]] for row in tables["delivery"]
    ]
    assert "Delivery, row 'today', column 'committee'" in refused(tables | {"delivery": other})
    weighing = Weighing(syria)
    assert plain("net", {"scenario": "today"}, tables)[1][1] == float(
        weighing.net[0, weighing.scenario("today")]
    )


def test_problems_of_all_tables_are_told_at_once_each_with_its_place(tables: Ranges) -> None:
    tables["linkage"][3][3] = {"type": "Error", "errorType": "Div0", "basicValue": "#DIV/0!"}
    tables["costs"][1][2] = -2146826246
    tables["weights"][2][3] = "12"
    tables["delivery"][4][3] = ""
    assert refused(tables).splitlines() == [
        "STEELYARD.NET: 4 problems",
        "  Weights, row 'Germany', column 'detainee-access' (row 3 of the range): found '12'; a number of 0 or "
        "more is needed, not text that looks like one; write 12",
        "  Linkage, row 'stabilisation', column 'safe-returns' (row 4 of the range): found '#DIV/0!'; an Excel "
        "error stands where a number from 0 to 100 is needed; mend its formula",
        "  Costs, row 'acknowledgements', column 'domestic-price' (row 2 of the range): found '#N/A'; an Excel "
        "error stands where a number from 0 to 100 is needed; mend its formula",
        "  Delivery, row 'core-implemented', column 'detainee-access' (row 5 of the range): found nothing; one "
        "of the levels none, announced, partial, implemented, verified is needed",
    ]


def test_a_message_is_no_longer_than_a_tooltip(tables: Ranges) -> None:
    for row in tables["linkage"][1:]:
        row[2:] = ["x"] * len(row[2:])
    told = refused(tables).splitlines()
    assert len(told) == 12
    assert told[-1] == "... and 32 more"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            lambda t: t.update(weights=t["measures"], measures=t["weights"]),
            "  Measures: found the table Weights; the table Measures belongs here; were two ranges exchanged?",
        ),
        (
            lambda t: t.update(linkage=t["costs"], costs=t["linkage"]),
            "  Costs: found the table Linkage; the table Costs belongs here; were linkage and costs exchanged?",
        ),
        (
            lambda t: t.update(delivery=[list(row) for row in zip(*t["delivery"], strict=True)]),
            "  Delivery: found a table on its side; the headings stand in the first column; select the table "
            "as it stands, headings on top",
        ),
        (
            lambda t: t.update(linkage=[["", ""], ["", ""]]),
            "  Linkage: found nothing; the table with its headings (id, ...) is needed",
        ),
        (
            lambda t: t.update(costs=[[7.0]]),
            "  Costs: found 7; a whole table with its headings (id, ...) is needed",
        ),
        (
            lambda t: t.update(measures=t["measures"][1:]),
            "  Measures: found 7 × 15 cells without them; the table with its headings (id, name, ...) on top is needed",
        ),
        (
            lambda t: t["linkage"].__setitem__(2, t["linkage"][2][:5]),
            "  Linkage (row 3 of the range): found 5 cells; 9 are needed, as many as there are headings",
        ),
        (
            lambda t: t["weights"][0].__setitem__(4, t["weights"][0][3]),
            "  Weights, column 'detainee-access': found 'detainee-access'; each heading stands once",
        ),
        (
            lambda t: t["linkage"].append(["stabilisation", "", *[1] * 7]),
            "  Linkage, row 'stabilisation', column 'id' (row 8 of the range): found 'stabilisation'; each id "
            "stands once, this one is taken by row 4 of the range",
        ),
        (
            lambda t: t["costs"].pop(),
            "  Costs, row 'broad-easing': found nothing; a row for it is needed",
        ),
        (
            lambda t: t["costs"][0].__setitem__(6, "monye"),
            "  Costs, column 'monye': found 'monye'; Weights has no column of this name; did you mean 'money'?",
        ),
    ],
    ids=lambda each: "" if callable(each) else str(each).split(":", maxsplit=1)[0].strip(),
)
def test_a_range_that_is_not_the_table_is_answered_in_words(change: Any, told: str, tables: Ranges) -> None:
    change(tables)
    assert told in refused(tables).splitlines()


def test_a_scenario_or_viewpoint_that_is_not_there_lists_those_that_are(tables: Ranges) -> None:
    assert refused(tables, scenario="core implemented") == (
        "STEELYARD.NET: 1 problem\n  Argument scenario: found 'core implemented'; one of these is needed: status-quo, "
        "piecemeal, core-announced, core-implemented, verified-committee, comprehensive, backsliding, unravelling, "
        "today, pledges-kept; did you mean 'core-implemented'?"
    )
    assert "Argument viewpoint: found 'Atlantis'; one of these is needed: all, France" in refused(
        tables, viewpoint="Atlantis"
    )
    assert "Argument scenario: found nothing; one of these" in refused(tables, "stability", scenario="")


def test_order_case_and_columns_of_ones_own_do_not_matter(tables: Ranges) -> None:
    wanted = plain("verdicts", {"scenario": SCENARIO}, tables)
    mixed = copy.deepcopy(tables)
    for name in ("linkage", "costs", "delivery", "rules"):
        mixed[name][1:] = mixed[name][:0:-1]
    for table in mixed.values():
        for row in table:
            row.insert(2, "mine" if row is table[0] else "whatever")
    mixed["linkage"][-1][0] = " Acknowledgements".upper()
    mixed["weights"].insert(0, ["Weights: what matters to whom", *[""] * (len(mixed["weights"][0]) - 1)])
    mixed["measures"].append([""] * len(mixed["measures"][0]))
    assert plain("verdicts", {"scenario": SCENARIO}, mixed) == wanted


def test_what_desktop_excel_hands_over_is_read_like_what_the_web_sends(tables: Ranges) -> None:
    def by_com(table: Range) -> object:
        floats = [[float(v) if isinstance(v, int) else None if v == "" else v for v in row] for row in table]
        return tuple(map(tuple, floats))

    com: Any = {name: by_com(table) for name, table in tables.items()}
    assert plain("net", {}, com) == plain("net", {}, tables)
    assert plain("whatittakes", {"counterpart": ""}, com) == plain("whatittakes", {"counterpart": ""}, tables)


def test_a_table_with_headings_alone_has_no_rules(tables: Ranges, syria: Model) -> None:
    tables["rules"] = tables["rules"][:1]
    weighing = Weighing(syria.replace(rules=()))
    wanted = across(weighing, np.array(VERDICTS)[weighing.verdicts], SCENARIO)
    assert plain("verdicts", {"scenario": SCENARIO}, tables) == wanted


@pytest.mark.parametrize("name", sorted(SINGLE))
def test_two_cells_where_one_belongs_are_refused(tables: Ranges, name: str) -> None:
    function = next(
        one
        for one in (getattr(functions, own) for own in functions.__all__)
        if name in inspect.signature(one).parameters
    )
    needed = {
        one.name: tables.get(one.name)
        for one in inspect.signature(function).parameters.values()
        if one.default is inspect.Parameter.empty
    }
    for given, size in (([["today", "x"]], "1 × 2"), ([["today"], [""]], "2 × 1"), (["a", "b"], "1 × 2")):
        with pytest.raises(xlwings.XlwingsError) as refused_:
            function(**(needed | {name: given}))
        assert f"Argument {name}: found {size} cells; one cell is needed" in str(refused_.value)


def test_whole_columns_are_refused_with_the_cure(tables: Ranges) -> None:
    """In one argument, in two; as rows, and as the bare column that some clients pass."""
    columns = [*tables["costs"], *[[""] * len(tables["costs"][0])] * (1_048_576 - len(tables["costs"]))]
    said = refused({**tables, "costs": columns, "linkage": [[""] * 16_384]})
    assert said.startswith("STEELYARD.NET: 2 problems")
    assert said.count("whole columns or rows are selected; select the table, from its headings to") == 2
