"""The reference of worksheet functions is what the functions say of themselves.

python tests/excel/test_functions_page.py      writes the page anew
"""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import steelyard as sy

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from excel.ranges import ranges_of

from steelyard.excel import desktop, functions
from steelyard.excel import server_scripts as scripts
from steelyard.excel.arguments import ARGUMENTS
from steelyard.excel.registration import excel_name

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reference" / "worksheet-functions.md"

OPENING = """\
# Worksheet functions

For Excel with one of the add-ins: [on the desktop](../how-to/use-desktop-excel.md), where the names begin with
`STEELYARD_`, or [xlwings Lite](../how-to/use-xlwings-lite.md) and a server, where they begin with `STEELYARD.` For
[LibreOffice](../how-to/use-libreoffice.md) with its extension, where they begin with `STEELYARD.` too and a result does
not spill. The workbook itself needs none of them.

A function takes the judgement tables as they stand, headings and ids included, and gives a table that spills, headings
on top. Order of rows and columns, upper and lower case, empty rows and columns of your own do not matter, for all is
matched by ids. So in the workbook of the Syria case, with the scenario and the viewpoint that Decide shows:

```text
=STEELYARD.NET(Weights!A9:P13, Measures!A8:O15, Linkage!A8:I14, Costs!A8:G14, Delivery!A8:K18, Decide!B4, Decide!B5)
```

Numbers are those of steelyard in Python, to the last digit. What does not apply is an empty text. Where something is
wrong, the function says so for all tables at once, each with its place: `Linkage, row 'stabilisation', column
'committee' (row 4 of the range): found '#DIV/0!'; an Excel error stands where a number from 0 to 100 is needed; mend its
formula`. Rows are counted within the range, its headings being the first row.

- Delivery levels are the columns of numbers on Measures left of the note; cost heads are the columns of numbers on Costs
  that Weights has too.
- Functions that judge (VERDICTS, WHATITTAKES, EXPLAIN) need Options and Rules: without them every option would seem
  unlocked. A table with headings alone stands for no rules.
- The functions about a deal (FRONTIER, SOLUTIONS, PACKAGE, EXPOSURE) ask for neither Linkage nor Delivery. A package is a
  table with the headings kind, item, asked, offered: one row a measure that is asked for, with its level, and one row an
  option that is offered. What stands in no row stays at the lowest level, or at home.
- A cell waits for a frontier for some seconds at most. Where the packages explode, they are thinned out and a last
  column, *gap for us*, says how many points better for us another may be; where the rules do, the cell says so, and
  `steelyard packages` takes its time.
- WHATITTAKES without Counterpart takes every measure to cost the counterpart the same, which is another answer than the
  workbook's.
- A range is a picture of the table at the time: when the table grows, the range in the formula has to grow too, unless it
  is the name of the table with its headings, such as `weights[#All]`.
"""

SCRIPTS = """\
## Buttons

The scripts of a task pane, and on the desktop the macros `steelyard_refresh` and so on.

| script | does |
| --- | --- |
"""

EXAMPLE: dict[str, dict[str, str]] = {
    "exchange": {"scenario": "core-implemented", "option": "limited-easing"},
    "whatittakes": {"scenario": "core-implemented", "counterpart": ""},
    "explain": {"scenario": "core-implemented", "option": "limited-easing"},
    "solutions": {"package": ""},
}
"""What is given in the example of a function, beside the tables; a scenario otherwise."""

OPTIONAL = ("counterpart", "package")
"""Tables that an example hands over where the function needs them, or `EXAMPLE` names them."""

WHOLE = ("package_",)
"""Functions whose answers are shown in full."""

MOST_ROWS, MOST_COLUMNS = 4, 6


def page() -> str:
    """The whole page."""
    tables = ranges_of(sy.new("syria"))
    parts = [OPENING, "## Arguments\n", "| argument | what it is |", "| --- | --- |"]
    parts += [f"| `{name}` | {told} |" for name, told in ARGUMENTS.items()]
    parts += ["", *(section(name, tables) for name in functions.__all__)]
    rows = [f"| `{name}` | {getattr(scripts, name).__doc__} |" for name in scripts.__all__]
    return "\n".join([*parts, SCRIPTS + "\n".join(rows), ""])


def section(name: str, tables: Any) -> str:
    """One function: how it is called, what it says, and what that looks like."""
    function = getattr(functions, name)
    parameters = inspect.signature(function).parameters.values()
    shown = [each.name if each.default is each.empty else f"[{each.name}]" for each in parameters]
    given = EXAMPLE.get(name, {"scenario": "core-implemented"})
    held = {
        each.name: tables[each.name]
        for each in parameters
        if each.name in tables and (each.name not in OPTIONAL or each.default is each.empty)
    }
    held |= {each.name: given[each.name] or tables[each.name] for each in parameters if each.name in given}
    told = ", ".join(f"{key} `{value}`" for key, value in given.items() if value and key in held)
    called = excel_name(name)
    lines = [f"## {called}", "", f"```text\nSTEELYARD.{called}({', '.join(shown)})\n```", ""]
    lines += [function.__doc__, "", f"For the Syria case{f', {told}' if told else ''}:", ""]
    return "\n".join([*lines, *example(function(**held), whole=name in WHOLE), ""])


def example(spilled: list[list[Any]], *, whole: bool = False) -> Iterator[str]:
    """The upper left of an answer as a table, or all of it, numbers rounded for the page."""
    across, down = (len(spilled[0]), len(spilled)) if whole else (MOST_COLUMNS, MOST_ROWS)
    wide, long = len(spilled[0]) > across, len(spilled) > down
    rows = [[cell(each) for each in row[:across]] + ["..."] * wide for row in spilled[:down]]
    if len(spilled) == 1:
        yield f"> {rows[0][0]}"
        return
    yield f"| {' | '.join(rows[0])} |"
    yield f"|{' --- |' * len(rows[0])}"
    yield from (f"| {' | '.join(row)} |" for row in rows[1:])
    if long:
        yield f"| {' | '.join(['...'] * len(rows[0]))} |"


def cell(value: Any) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def test_the_page_is_what_the_functions_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python tests/excel/test_functions_page.py"


def test_the_ranges_on_the_page_are_those_of_the_workbook() -> None:
    from steelyard.sheets.catalogue import places  # noqa: PLC0415

    found = places(sy.new("syria")).tables
    named = [
        f"{found[name].sheet}!{found[name].ref}"
        for name in ("weights", "measures", "linkage", "costs", "delivery")
    ]
    assert f"=STEELYARD.NET({', '.join(named)}, Decide!B4, Decide!B5)" in OPENING


def test_formulas_on_all_pages_name_functions_tables_and_arguments_that_there_are() -> None:
    from steelyard.sheets.catalogue import places  # noqa: PLC0415

    tables, known = places(sy.new("syria")).tables, {excel_name(name): name for name in functions.__all__}
    formulas = [
        (found[1], found[2].split(", "))
        for page in (ROOT / "docs").rglob("*.md")
        for found in re.finditer(
            r"^=STEELYARD\.(\w+)\((.+)\)$", page.read_text(encoding="utf-8"), re.MULTILINE
        )
    ]
    assert len(formulas) >= 6
    for called, given in formulas:
        parameters = list(inspect.signature(getattr(functions, known[called])).parameters.values())
        assert (
            len([each for each in parameters if each.default is each.empty]) <= len(given) <= len(parameters)
        )
        for argument, parameter in zip(given, parameters, strict=False):
            if argument.endswith("[#All]"):
                assert argument.removesuffix("[#All]") == parameter.name
                assert parameter.name in tables


def test_every_script_has_its_macro_on_the_desktop() -> None:
    assert [f"steelyard_{name}" for name in scripts.__all__] == list(desktop.MACROS)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE.relative_to(ROOT)}\n")
