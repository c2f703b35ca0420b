"""What a window shows when the file is opened: the sheet in sight, and rows and columns that stay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from steelyard.odf.making.markup import document, element, yes_or_no
from steelyard.odf.making.parts import is_on, within
from steelyard.odf.xml import written_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from xml.etree.ElementTree import Element

FROZEN: Final = "2"


def item(name: str, kind: str, value: str) -> bytes:
    """One setting."""
    return element("config:config-item", {"config:name": name, "config:type": kind}, written_text(value))


def settings_part(sheets: Mapping[str, Element], in_sight: str) -> bytes:
    """The part with the settings.

    Args:
        sheets: the parts of the sheets by their names.
        in_sight: name of the sheet that is in sight.
    """
    tables = _group("named", "Tables", [_entry(name, _sheet(tree)) for name, tree in sheets.items()])
    view = [item("ViewId", "string", "view1"), tables, item("ActiveTable", "string", in_sight)]
    views = _group("indexed", "Views", [_entry(None, view)])
    whole = element("config:config-item-set", {"config:name": "ooo:view-settings"}, views)
    return document("office:document-settings", element("office:settings", {}, whole))


def _group(kind: str, name: str, entries: Sequence[bytes]) -> bytes:
    return element(f"config:config-item-map-{kind}", {"config:name": name}, *entries)


def _entry(name: str | None, items: Sequence[bytes]) -> bytes:
    return element("config:config-item-map-entry", {"config:name": name}, *items)


def _sheet(tree: Element) -> list[bytes]:
    """The settings of one sheet."""
    view = within(tree, "sheetViews/sheetView")
    pane = within(view, "pane")
    frozen = pane.get("state") == "frozen"
    columns, rows = ((pane.get(each, "0") if frozen else "0") for each in ("xSplit", "ySplit"))
    return [
        item("CursorPositionX", "int", "0"),
        item("CursorPositionY", "int", "0"),
        item("HorizontalSplitMode", "short", FROZEN if columns != "0" else "0"),
        item("VerticalSplitMode", "short", FROZEN if rows != "0" else "0"),
        item("HorizontalSplitPosition", "int", columns),
        item("VerticalSplitPosition", "int", rows),
        item("ActiveSplitRange", "short", _active(columns != "0", rows != "0")),
        item("PositionLeft", "int", "0"),
        item("PositionRight", "int", columns),
        item("PositionTop", "int", "0"),
        item("PositionBottom", "int", rows),
        item("ShowGrid", "boolean", yes_or_no(is_on(view, "showGridLines", default=True))),
    ]


def _active(right: bool, below: bool) -> str:  # noqa: FBT001 - two of one kind
    """The part of a split window that the cursor is in: the lower right one."""
    return "3" if right and below else "1" if right else "2"
