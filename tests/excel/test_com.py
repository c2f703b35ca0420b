"""Excel on Windows, as far as it can be tested without Windows: see `behind_com`.

Excel itself, its COM server and the compiler of VBA are not there; what they would be handed is.
"""

from __future__ import annotations

import inspect
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from excel.ranges import FIVE
from excel.test_functions import CASES, arguments, plain

from steelyard.excel import desktop, functions
from steelyard.excel.arguments import ARGUMENTS
from steelyard.excel.registration import LONGEST_DOC

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from excel.ranges import Ranges

HERE = Path(__file__).parent
LONGEST_LINE, MOST_CONTINUED, MOST_ARGUMENTS = 1023, 24, 60
"""What VBA allows: characters of a line, continued lines, arguments of a procedure."""


@pytest.fixture(scope="module")
def com() -> Iterator[Callable[..., Any]]:
    """One process for the module, asked line by line."""
    env = os.environ | {"PYTHONPATH": str(HERE.parents[1] / "addin")}
    with subprocess.Popen(
        [sys.executable, str(HERE / "behind_com.py")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=env,
    ) as process:
        assert process.stdin
        assert process.stdout
        asking, telling = process.stdin, process.stdout

        def ask(**asked: object) -> Any:
            asking.write(json.dumps(asked) + "\n")
            asking.flush()
            return json.loads(telling.readline())

        yield ask
        asking.close()


VBA = {
    *(
        "call",
        "case",
        "close",
        "const",
        "declare",
        "dim",
        "do",
        "else",
        "elseif",
        "end",
        "endif",
        "enum",
        "erase",
    ),
    *(
        "event",
        "exit",
        "for",
        "friend",
        "function",
        "get",
        "global",
        "gosub",
        "goto",
        "if",
        "implements",
        "input",
    ),
    *(
        "let",
        "lock",
        "loop",
        "lset",
        "next",
        "on",
        "open",
        "option",
        "print",
        "private",
        "public",
        "put",
        "redim",
    ),
    *(
        "raiseevent",
        "resume",
        "return",
        "rset",
        "seek",
        "select",
        "set",
        "static",
        "stop",
        "sub",
        "type",
        "unlock",
    ),
    *(
        "wend",
        "while",
        "with",
        "write",
        "any",
        "as",
        "byref",
        "byval",
        "each",
        "in",
        "new",
        "optional",
        "then",
        "to",
    ),
    *(
        "paramarray",
        "preserve",
        "shared",
        "until",
        "and",
        "eqv",
        "imp",
        "is",
        "like",
        "mod",
        "not",
        "or",
        "xor",
    ),
    *(
        "abs",
        "array",
        "date",
        "double",
        "fix",
        "int",
        "integer",
        "len",
        "long",
        "me",
        "null",
        "scale",
        "string",
        "tab",
    ),
}
"""Words of VBA's language (MS-VBAL 3.3.5.2), which are no names there; those that an argument might have."""


def test_no_argument_has_a_word_of_vba_for_its_name(com: Callable[..., Any]) -> None:
    named = [arg["name"] for each in com(told=True) for arg in each["args"]]
    assert "option_" in named
    assert not VBA & set(named)


def test_every_function_and_macro_gets_its_vba(com: Callable[..., Any]) -> None:
    vba = com(vba=True)
    heads = dict(re.findall(r"^(?:Function|Sub) (\w+)\((.*)\)$", vba, re.MULTILINE))
    assert sorted(heads) == sorted(name for name in desktop.__all__ if name != "main")
    for name in functions.__all__:
        wanted = [
            ("Optional " if parameter.default is not inspect.Parameter.empty else "") + desktop.vba_word(each)
            for each, parameter in inspect.signature(getattr(functions, name)).parameters.items()
        ]
        assert heads[desktop.desktop_name(name)].split(", ") == wanted
        assert len(wanted) <= MOST_ARGUMENTS
    macros = (*desktop.MACROS, *desktop.FILE_MACROS)
    assert [heads[name] for name in macros] == [""] * len(macros)
    assert max(map(len, vba.splitlines())) <= LONGEST_LINE
    assert vba.count("\nEnd Function") == len(functions.__all__)


def test_the_wizard_is_told_what_the_functions_say(com: Callable[..., Any]) -> None:
    told = {each["name"]: each for each in com(told=True)}
    for name in functions.__all__:
        each = told[desktop.desktop_name(name)]
        assert each["doc"] == getattr(functions, name).__doc__
        assert (each["sub"], each["category"]) == (False, "Steelyard")
        assert [(arg["name"], arg["options"]) for arg in each["args"]] == [
            (desktop.vba_word(parameter), {"convert": "raw"})
            for parameter in inspect.signature(getattr(functions, name)).parameters
        ]
        assert all(arg["doc"] == ARGUMENTS[arg["name"].rstrip("_")] for arg in each["args"])
    for name in (*desktop.MACROS, *desktop.FILE_MACROS):
        assert told[name]["sub"]
        assert len(told[name]["doc"]) <= LONGEST_DOC


@pytest.mark.parametrize(("name", "given"), CASES)
def test_a_call_by_vba_says_the_same_to_the_bit(
    name: str, given: dict[str, Any], tables: Ranges, com: Callable[..., Any]
) -> None:
    handed = [
        "missing" if each is None else {"range": by_com(each)} if isinstance(each, list) else each
        for each in arguments(name, given, tables)
    ]
    assert com(call=desktop.desktop_name(name), args=handed) == plain(name, given, tables)


def by_com(table: list[list[Any]]) -> list[list[Any]]:
    """Cells as COM hands them over: every number with a point, nothing for an empty cell."""
    return [[float(v) if isinstance(v, int) else None if v == "" else v for v in row] for row in table]


def test_an_error_in_a_cell_is_named_in_the_cell_that_asks(tables: Ranges, com: Callable[..., Any]) -> None:
    five: list[dict[str, Any]] = [{"range": by_com(tables[name])} for name in FIVE]
    five[2]["range"][3][3] = -2146826281
    told = com(call="steelyard_net", args=[*five, "missing", "missing"])
    assert told.splitlines()[1] == (
        "  Linkage, row 'stabilisation', column 'safe-returns' (row 4 of the range): found '#DIV/0!'; an Excel "
        "error stands where a number from 0 to 100 is needed; mend its formula"
    )


def test_one_cell_as_scenario_comes_alone_or_as_a_range(tables: Ranges, com: Callable[..., Any]) -> None:
    five: list[dict[str, Any]] = [{"range": by_com(tables[name])} for name in FIVE]
    by_range = com(call="steelyard_net", args=[*five, {"range": [["verified-committee"]]}, "missing"])
    assert by_range == com(call="steelyard_net", args=[*five, "verified-committee", "missing"])


def test_here_the_module_is_plain_python(tables: Ranges) -> None:
    assert sorted(desktop.__all__) == sorted({*desktop.__all__})
    own = getattr(desktop, "steelyard_cost")  # noqa: B009 - made at import, unknown to a type checker
    given = [tables[name] for name in FIVE]
    assert own(*given) == functions.cost(*given)
    assert own.__name__ == "steelyard_cost"
