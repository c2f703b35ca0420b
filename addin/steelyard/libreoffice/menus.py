"""The generated files of the extension that follow from the buttons: menu, toolbar, and what each asks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape

from steelyard.excel.buttons import BUTTONS, TITLE
from steelyard.excel.file_buttons import FILE_BUTTONS
from steelyard.libreoffice.packing import PROTOCOL, TOOLBAR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.excel.buttons import Button
    from steelyard.excel.file_buttons import FileButton

CONTEXT: Final = "com.sun.star.sheet.SpreadsheetDocument"
"""Where the menu and the toolbar are seen."""

QUESTIONS: Final = {
    "name": "Name (empty: as the id)",
    "part": "Id (empty: a free one)",
    "solution": "Solution, such as Nash (empty: the package of the selected row)",
    "stakeholder": "Stakeholder, by id or name (empty: the viewpoint on Decide)",
}
"""How the window of a button asks for a text; for any other text it shows the name."""


def generated() -> dict[str, str]:
    """Every file of `extension/` that follows from the buttons, by name."""
    return {"Addons.xcu": menus(), "buttons.json": asked()}


def listed() -> tuple[Button | FileButton, ...]:
    """Every button in the order of the menu: the one that is used most comes first."""
    buttons = (*BUTTONS, *FILE_BUTTONS)
    return tuple(sorted(buttons, key=lambda button: button.name != "refresh"))


def asked() -> str:
    """What the office part must know of the buttons."""
    return json.dumps([_asked(button) for button in listed()], ensure_ascii=False, indent=1) + "\n"


def _asked(button: Button | FileButton) -> dict[str, Any]:
    return {
        "name": button.name,
        "label": button.label,
        "asks": [[name, QUESTIONS.get(name, name)] for name in getattr(button, "asks", ())],
        "question": getattr(button, "question", ""),
        "saves": getattr(button, "saves", False),
    }


def menus() -> str:
    """The configuration of the menu and the toolbar of Calc."""
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<oor:component-data oor:name="Addons" oor:package="org.openoffice.Office"',
            'xmlns:oor="http://openoffice.org/2001/registry">',
            '<node oor:name="AddonUI">',
            '<node oor:name="OfficeMenuBar">',
            f'<node oor:name="{TOOLBAR}" oor:op="replace">',
            _said("Title", TITLE),
            _set("Context", CONTEXT),
            '<node oor:name="Submenu">',
            *_items(),
            "</node>",
            "</node>",
            "</node>",
            '<node oor:name="OfficeToolBar">',
            f'<node oor:name="{TOOLBAR}" oor:op="replace">',
            *_items(),
            "</node>",
            "</node>",
            "</node>",
            "</oor:component-data>",
            "",
        ]
    )


def _items() -> Iterator[str]:
    """The buttons, under names by which the office sorts them."""
    for at, button in enumerate(listed(), 1):
        yield f'<node oor:name="b{at:02}" oor:op="replace">'
        yield _set("URL", PROTOCOL + button.name)
        yield _said("Title", button.label)
        yield _set("Target", "_self")
        yield _set("Context", CONTEXT)
        yield "</node>"


def _set(what: str, value: str) -> str:
    return f'<prop oor:name="{what}"><value>{escape(value)}</value></prop>'


def _said(what: str, text: str) -> str:
    return f'<prop oor:name="{what}"><value xml:lang="en-US">{escape(text)}</value></prop>'
