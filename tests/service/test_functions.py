"""Every worksheet function over HTTP, as the Office client calls it, gives plain Python's bits."""

from __future__ import annotations

import inspect
import io
import json
import re
from datetime import date
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from openpyxl.utils.datetime import to_excel
from service.running import FUNCTION, SCRIPT, call, opened, processor_seconds

from steelyard.excel import functions
from steelyard.excel import server_scripts as scripts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.running import Served

ASKED = {"scenario": "core-implemented", "viewpoint": "all", "option": "limited-easing", "points": 20}
ASKED |= {"optimise": True, "reservation": 0.5, "future": 2, "reservation_change": -1}
"""What is typed where no table is meant."""

RESTRICTED = ("explain", "package_")
"""What the test's server keeps from readers."""

ERROR = {"type": "Error", "errorType": "Div0", "basicType": "Error", "basicValue": "#DIV/0!"}


@pytest.fixture(name="ranges", scope="module")
def _ranges(syria: bytes) -> dict[str, list[list[object]]]:
    found = tables(syria)
    return {**found, "package": found["tabled"]}


def tables(data: bytes) -> dict[str, list[list[object]]]:
    """Every table of a workbook as cells, headings on top; an empty cell is an empty text, as in Office."""
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    found = {}
    for sheet in book.worksheets:
        for name, area in sheet.tables.items():  # type: ignore[no-untyped-call]
            rows = sheet[area]
            found[name] = [[_sent(cell.value) for cell in row] for row in rows]
    return found


def _sent(value: object) -> object:
    """A value as Office's client sends it: days by their numbers."""
    if isinstance(value, date):
        return to_excel(value)  # type: ignore[no-untyped-call]
    return "" if value is None else value


def arguments(name: str, ranges: Mapping[str, list[list[object]]]) -> list[object]:
    """What the function is called with: the workbook's own tables."""
    taken = inspect.signature(getattr(functions, name)).parameters
    return [ranges.get(one) or [[ASKED[one]]] for one in taken]


@pytest.mark.parametrize("name", functions.__all__)
def test_function_gives_the_same_bits(
    served: Served, ranges: Mapping[str, list[list[object]]], name: str
) -> None:
    asked = arguments(name, ranges)
    with served.client("ana") as ana:
        answer = ana.post(FUNCTION, json=call(name, *asked))
    assert answer.status_code == 200, answer.text
    plain = getattr(functions, name)(*asked)
    spilled: Any = plain if isinstance(plain, list) else [[plain]]
    assert answer.json()["result"] == json.loads(json.dumps(spilled))


@pytest.mark.parametrize("name", functions.__all__)
def test_left_out_arguments(served: Served, ranges: Mapping[str, list[list[object]]], name: str) -> None:
    parameters = inspect.signature(getattr(functions, name)).parameters.values()
    required = [one.name for one in parameters if one.default is inspect.Parameter.empty]
    asked = [ranges.get(one) or [[ASKED[one]]] for one in required]
    with served.client("rita" if name not in RESTRICTED else "ana") as client:
        absent = client.post(FUNCTION, json=call(name, *asked))
        null = client.post(FUNCTION, json=call(name, *asked, *[None] * (len(parameters) - len(required))))
    assert absent.status_code == 200, absent.text
    assert absent.json() == null.json()


def test_a_role_is_asked_for_by_the_name_that_excel_shows(served: Served) -> None:
    with served.client("rita") as rita:
        answer = rita.post(FUNCTION, json=call("package_"))
    assert (answer.status_code, answer.text) == (403, "the role analyst is needed")


def test_an_excel_error_is_named(served: Served, ranges: Mapping[str, list[list[object]]]) -> None:
    broken = [[*row] for row in ranges["linkage"]]
    broken[1][-1] = ERROR
    asked = [broken if one is ranges["linkage"] else one for one in arguments("net", ranges)]
    with served.client("ana") as ana:
        answer = ana.post(FUNCTION, json=call("net", *asked))
    assert answer.status_code == 400
    assert "#DIV/0!" in answer.text


def test_arguments_of_a_thousand_by_two_hundred_cells(served: Served) -> None:
    asked = wide(1000, 200)
    with served.client("ana") as ana:
        answer = ana.post(FUNCTION, json=call("net", *asked))
    assert answer.status_code == 200, answer.text
    assert answer.json()["result"] == json.loads(json.dumps(functions.net(*asked)))


def wide(options: int, measures: int) -> list[Any]:
    """Weights, measures, linkage, costs and delivery of a model of this size."""
    names = [f"m{number}" for number in range(measures)]
    return [
        [["id", "name", "influence", *names, "money"], ["ours", "Ours", 1, *[1] * measures, 10]],
        [["id", "name", "group", "none", "verified"], *([name, name, "", 0, 100] for name in names)],
        [
            ["id", *names],
            *(
                [f"o{row}", *(float((row * column) % 101) for column in range(measures))]
                for row in range(options)
            ),
        ],
        [["id", "money"], *([f"o{row}", float(row % 101)] for row in range(options))],
        [["id", "name", "probability", *names], ["now", "Now", "", *["verified"] * measures]],
    ]


@pytest.mark.parametrize(
    ("name", "count"), [("net", 0), ("net", 4), ("net", 8), ("bare", 2), ("package_", 1)]
)
def test_a_wrong_number_of_arguments_is_a_refusal_in_the_cell(served: Served, name: str, count: int) -> None:
    """Not a fault of the program, status 500, after which the Office client calls three times."""
    with served.client("ana") as ana:
        answer = ana.post(FUNCTION, json=call(name, *[1.0] * count))
    assert answer.status_code == 400
    assert re.search(rf" takes .*; here (is|are) {count}$", answer.text), answer.text


def test_a_body_of_whole_columns_is_refused_with_the_cure(served: Served) -> None:
    with served.client("ana") as ana:
        answer = ana.post(FUNCTION, content=b" " * 6_000_001)
    assert (answer.status_code, answer.text) == (
        413,
        "the body is too large: at most 6,000,000 bytes are read; select tables, not whole columns",
    )


def test_a_button_writes_into_the_book(served: Served) -> None:
    with served.client("ana") as ana:
        answer = ana.post(f"{SCRIPT}/stamp", json=opened(Sheet1=[["hello"]]))
    assert answer.status_code == 200
    [action] = answer.json()["actions"]
    assert (action["func"], action["values"]) == ("setValues", [["hello"]])


def test_names_for_excel_are_steelyards(served: Served) -> None:
    with served.client() as excel:
        meta = excel.get("/xlwings/custom-functions-meta").json()
        code = excel.get("/xlwings/custom-functions-code.js").text
        buttons = excel.get("/xlwings/custom-scripts-meta.json").json()
    assert {function["id"].lower() for function in meta["functions"]} >= set(functions.__all__)
    assert 'CustomFunctions.associate("NET", net)' in code
    named = {function["name"] for function in meta["functions"]}
    assert named >= {"NET", "FRONTIER", "SOLUTIONS", "PACKAGE", "EXPOSURE"}
    assert {script["function_name"] for script in buttons} >= set(scripts.__all__)
    assert "unlisted" not in code


def test_a_recalculation_of_hundreds_is_queued(
    served: Served, ranges: Mapping[str, list[list[object]]]
) -> None:
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415

    body = json.dumps(call("cost", *arguments("cost", ranges)))
    with served.client("ana") as ana, ThreadPoolExecutor(16) as many:
        before = worked(served)
        answers = [*many.map(lambda _: ana.post(FUNCTION, content=body).status_code, range(400))]
        assert answers == [200] * 400
        assert worked(served) - before < 60


def worked(served: Served) -> float:
    """Seconds that all processes of the server have worked, whoever else is at work on the machine."""
    return sum(map(processor_seconds, [served.process.pid, *served.processes()]))
