"""The buttons as a server and xlwings Lite call them: scripts of a ribbon or a task pane.

`__all__` must have nothing else: a server lets clients call every name in it.
"""

from __future__ import annotations

from inspect import Parameter, Signature
from typing import TYPE_CHECKING

import xlwings as xw

from steelyard.excel.buttons import BUTTONS
from steelyard.excel.open_book import XlwingsBook
from steelyard.excel.registration import refusing

if TYPE_CHECKING:
    from collections.abc import Callable

    from steelyard.excel.buttons import Button


def script_of(button: Button) -> Callable[..., object]:
    """The script of a button: a function of the open book and of the texts that the button asks for.

    xlwings reads the parameters of a script from its signature and its annotations, so both are made here.
    """
    book = Parameter("book", Parameter.POSITIONAL_OR_KEYWORD, annotation=xw.Book)
    texts = [
        Parameter(name, Parameter.POSITIONAL_OR_KEYWORD, default="", annotation=str) for name in button.asks
    ]
    parameters = Signature([book, *texts], return_annotation=None)

    def script(*args: object, **kwargs: object) -> None:
        given = parameters.bind(*args, **kwargs).arguments
        button.press(XlwingsBook(given.pop("book")), **given)

    script.__name__ = script.__qualname__ = button.name
    script.__doc__ = button.description
    script.__signature__ = parameters  # type: ignore[attr-defined]
    script.__annotations__ = {each.name: each.annotation for each in (book, *texts)} | {"return": None}
    made: Callable[..., object] = xw.script(refusing(script))
    return made


__all__ = [button.name for button in BUTTONS]

globals().update({button.name: script_of(button) for button in BUTTONS})
