"""The generated files of the extension: the interface that LibreOffice calls, and what its wizard says."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from steelyard.libreoffice.declarations import declared
from steelyard.libreoffice.packing import SERVICE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.libreoffice.declarations import Argument, Function

ROWS = "sequence< sequence< any > >"
"""What a function returns."""

TABLE, ANY = "com::sun::star::table::XCellRange", "any"
"""How the office passes a range, errors too; and what may be one cell, a range without errors, or nothing."""

INTERFACE = "org.steelyard.libreoffice.XFunctions"


def generated() -> dict[str, str]:
    """Every generated file of `extension/` but the compiled interface, by name."""
    names = "".join(f"{function.method}\n" for function in declared())
    return {"CalcAddins.xcu": wizard(), "functions.txt": names, "interface.idl": idl()}


def idl() -> str:
    """The interface in the language of UNO, from which `unoidl-write` makes `interface.rdb`."""
    *modules, interface = INTERFACE.split(".")
    opened = " ".join(f"module {name} {{" for name in modules)
    methods = "\n".join(f"    {_method(function)}" for function in declared())
    closed = " ".join("};" for _ in modules)
    return f"{opened}\ninterface {interface} {{\n{methods}\n}};\n{closed}\n"


def _method(function: Function) -> str:
    arguments = (f"[in] {TABLE if each.is_table else ANY} {_word(each)}" for each in function.arguments)
    return f"{ROWS} {function.method}({', '.join(arguments)});"


def _word(argument: Argument) -> str:
    """The name of an argument as a word of the interface: `reservationChange` for `reservation_change`.

    The language allows no underscore. The function wizard finds the texts of an argument by it.
    """
    first, *further = argument.name.split("_")
    return first + "".join(map(str.capitalize, further))


def wizard() -> str:
    """The configuration of Calc: names in formulas, and the texts of the function wizard."""
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<oor:component-data oor:name="CalcAddIns" oor:package="org.openoffice.Office"',
            'xmlns:oor="http://openoffice.org/2001/registry">',
            '<node oor:name="AddInInfo">',
            f'<node oor:name="{SERVICE}" oor:op="replace">',
            '<node oor:name="AddInFunctions">',
            *(line for function in declared() for line in _texts(function)),
            "</node>",
            "</node>",
            "</node>",
            "</oor:component-data>",
            "",
        ]
    )


def _texts(function: Function) -> Iterator[str]:
    yield f'<node oor:name="{function.method}" oor:op="replace">'
    yield _said("DisplayName", function.shown_name)
    yield _said("CompatibilityName", function.shown_name)
    yield _said("Description", function.description)
    yield '<prop oor:name="Category"><value>Add-In</value></prop>'
    yield '<node oor:name="Parameters">'
    for argument in function.arguments:
        yield from _texts_of_argument(argument)
    yield "</node>"
    yield "</node>"


def _texts_of_argument(argument: Argument) -> Iterator[str]:
    yield f'<node oor:name="{_word(argument)}" oor:op="replace">'
    yield _said("DisplayName", argument.name)
    yield _said("Description", argument.description)
    yield "</node>"


def _said(what: str, text: str) -> str:
    return f'<prop oor:name="{what}"><value xml:lang="en-US">{escape(text)}</value></prop>'
