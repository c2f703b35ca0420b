"""The components inside LibreOffice: for calls see `link`, for buttons `buttons`, for opened files `opening`.

LibreOffice's own Python runs this file; it may be as old as 3.8, and has neither steelyard nor numpy. So the
file imports nothing but the standard library and uno, and what goes wrong stands in the cell or in a message
box. An error while it is imported would break every function of Calc, so it does as little as it can.
"""

from __future__ import annotations

import contextlib
import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Any

try:
    import uno
    import unohelper
except ImportError:  # no office runs this file
    uno = unohelper = None

if TYPE_CHECKING:
    from collections.abc import Callable

SERVICE = "STEELYARD"
OPENING, JOB = "org.steelyard.libreoffice.Opening", "com.sun.star.task.Job"
HANDLER, HANDLES = "org.steelyard.libreoffice.Buttons", "com.sun.star.frame.ProtocolHandler"
INTERFACE = "org.steelyard.libreoffice.XFunctions"
FOLDER = Path(__file__).resolve().parent

LOADED: dict[str, Any] = {}
"""Modules by path: the office makes many components of one class."""


def loaded(name: str) -> Any:
    """The module of this name beside this file, under no name that another extension may have."""
    path = str(FOLDER / f"{name}.py")
    if path not in LOADED:
        found = importlib.util.spec_from_file_location(f"steelyard_{name}", path)
        assert found  # noqa: S101 - for the type checker; a Python file always has both
        assert found.loader  # noqa: S101
        module = importlib.util.module_from_spec(found)
        found.loader.exec_module(module)
        LOADED[path] = module
    return LOADED[path]


class Calls:
    """What the worksheet functions do, whichever is called."""

    def __init__(self, _context: object = None) -> None:
        self._link: Any = None
        self._broken = ""
        try:
            self._link = loaded("link").shared(FOLDER)
            self._rows_of = loaded("reading").rows_of
        except Exception as error:
            self._broken = f"steelyard: the extension cannot start: {type(error).__name__}: {error}"

    def answer(self, name: str, arguments: tuple[Any, ...]) -> Any:
        """The rows of a function's result, or one cell with a message."""
        if self._link is None:
            return ((self._broken,),)
        try:
            return self._link.answer(name, tuple(map(self._rows_of, arguments)))
        except Exception as error:
            return ((f"steelyard: {type(error).__name__}: {error}",),)


def method(name: str) -> Callable[..., Any]:
    """The method that LibreOffice calls for a function."""
    return lambda self, *arguments: self.answer(name, arguments)


def component() -> type:
    """The class that LibreOffice makes the component of: one method a function, and no others."""
    names = (FOLDER / "functions.txt").read_text(encoding="utf-8").split()
    methods = {name: method(name) for name in names}
    return type("Functions", (unohelper.Base, Calls, uno.getClass(INTERFACE)), methods)


class Presses:
    """What a window asks of the buttons; the office calls these methods by these names."""

    def __init__(self, context: Any = None) -> None:
        self._context = context
        self._frame: Any = None

    def initialize(self, arguments: Any) -> None:
        """Take the window of the buttons."""
        self._frame = arguments[0] if arguments else None

    def queryDispatch(self, _url: Any, _target: str, _flags: int) -> Any:  # noqa: N802
        """Who does what the address of a button says."""
        return self

    def queryDispatches(self, requests: Any) -> Any:  # noqa: N802
        """The same for many."""
        return tuple(self for _ in requests)

    def dispatch(self, url: Any, arguments: Any) -> None:
        """A button was pressed."""
        self.dispatchWithNotification(url, arguments, None)

    def dispatchWithNotification(self, url: Any, arguments: Any, listener: Any) -> None:  # noqa: N802
        """A program presses a button, and takes the message in the place of a message box."""
        given = {each.Name: each.Value for each in arguments}
        try:
            loaded("buttons").desk(self._context, loaded, FOLDER).press(
                self._frame, url.Path, given, listener
            )
        except Exception as error:
            self._broken(f"The extension cannot start: {type(error).__name__}: {error}", listener)

    def _broken(self, message: str, listener: Any) -> None:
        """Say what is wrong with no help of another module."""
        if listener is not None:
            told = uno.createUnoStruct("com.sun.star.frame.DispatchResultEvent")
            told.Source, told.Result = self, message
            listener.dispatchFinished(told)
            return
        toolkit = self._context.ServiceManager.createInstance("com.sun.star.awt.Toolkit")
        kind = uno.Enum("com.sun.star.awt.MessageBoxType", "ERRORBOX")
        toolkit.createMessageBox(self._frame.ContainerWindow, kind, 1, "Steelyard", message).execute()

    def addStatusListener(self, _listener: Any, _url: Any) -> None:  # noqa: N802
        """Buttons have no states."""

    def removeStatusListener(self, _listener: Any, _url: Any) -> None:  # noqa: N802
        """Buttons have no states."""


def handler() -> type:
    """The class that LibreOffice makes the handler of the buttons of."""
    names = ("frame.XDispatchProvider", "frame.XNotifyingDispatch", "lang.XInitialization")
    interfaces = (uno.getClass(f"com.sun.star.{name}") for name in names)
    return type("Buttons", (unohelper.Base, Presses, *interfaces), {})


class Opening:
    """What the office does when it has opened a document."""

    def __init__(self, context: Any = None) -> None:
        self._context = context

    def execute(self, arguments: Any) -> None:
        """A document was opened; nothing that goes wrong here is worth a message."""
        with contextlib.suppress(Exception):
            loaded("opening").opened(self._context, arguments, loaded, FOLDER)


def job() -> type:
    """The class that LibreOffice makes the job of."""
    return type("Opening", (unohelper.Base, Opening, uno.getClass("com.sun.star.task.XJob")), {})


if uno is not None:
    g_ImplementationHelper = unohelper.ImplementationHelper()  # noqa: N816 - LibreOffice looks for this name
    g_ImplementationHelper.addImplementation(component(), SERVICE, (SERVICE,))
    g_ImplementationHelper.addImplementation(handler(), HANDLER, (HANDLES,))
    g_ImplementationHelper.addImplementation(job(), OPENING, (JOB,))
