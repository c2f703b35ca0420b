"""A button that was pressed in LibreOffice: the engine runs it on the workbook that the office sent."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from steelyard.excel.buttons import BUTTONS
from steelyard.excel.file_buttons import FILE_BUTTONS
from steelyard.excel.registration import shortened
from steelyard.libreoffice.sent_book import SentBook

if TYPE_CHECKING:
    from collections.abc import Mapping


def pressed(request: Mapping[str, Any]) -> dict[str, Any]:
    """What a button says, and what is to be written; nothing is written where `changes` is None.

    Args:
        request: `button`, its name; `book`, see `sent_book`; `texts` that it asked for, by name; and `file`,
            the path that the user chose, for a button that takes a file.

    Raises:
        SteelyardError: see the buttons.
        LookupError: there is no such button.
    """
    name, book = request["button"], SentBook(request["book"])
    press = {button.name: button.press for button in BUTTONS}.get(name)
    with_file = {button.name: button.press for button in FILE_BUTTONS}.get(name)
    if press is not None:
        press(book, **request["texts"])
    elif with_file is not None:
        with_file(book, Path(request["file"]))
    else:
        raise LookupError(f"no button {name!r}")
    return {"message": shortened("\n".join(book.messages)), "changes": book.changes}
