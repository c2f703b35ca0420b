"""What the buttons show: message boxes, questions, a file to choose, and what computes now.

Inside LibreOffice, so for Python 3.8 and later, with the standard library and uno alone; see `component`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

try:
    import uno
    import unohelper
except ImportError:  # no office runs this file
    uno = unohelper = None

if TYPE_CHECKING:
    from collections.abc import Callable

TITLE = "Steelyard"

OK, YES_NO, YES = 1, 3, 2
"""Buttons of a message box, and the answer: com.sun.star.awt.MessageBoxButtons and MessageBoxResults."""

OPEN, SAVE = 0, 1
"""Windows of files: com.sun.star.ui.dialogs.TemplateDescription.FILEOPEN_SIMPLE and FILESAVE_SIMPLE."""

PUSH_OK, PUSH_CANCEL = 1, 2
"""com.sun.star.awt.PushButtonType."""

WIDTH, MARGIN, LINE, GAP = 220, 6, 12, 4
"""Sizes of the window that asks for texts, in the units of dialogs."""


class Windows:
    """The windows of an office."""

    def __init__(self, context: Any) -> None:
        self._context = context

    def _made(self, service: str) -> Any:
        return self._context.ServiceManager.createInstanceWithContext(service, self._context)

    def later(self, call: Callable[[], None]) -> None:
        """Call something in the main thread, as soon as that has time."""
        self._made("com.sun.star.awt.AsyncCallback").addCallback(_callback(call), None)

    def _box(self, frame: Any, kind: str, buttons: int, message: str) -> int:
        parent = frame.ContainerWindow
        type_ = uno.Enum("com.sun.star.awt.MessageBoxType", kind)
        box = self._made("com.sun.star.awt.Toolkit").createMessageBox(parent, type_, buttons, TITLE, message)
        return int(box.execute())

    def say(self, frame: Any, message: str, *, is_well: bool = True) -> None:
        """Show a message."""
        self._box(frame, "INFOBOX" if is_well else "WARNINGBOX", OK, message)

    def agrees(self, frame: Any, question: str) -> bool:
        """Whether the user says yes."""
        return self._box(frame, "QUERYBOX", YES_NO, question) == YES

    def texts(self, frame: Any, label: str, asks: list[list[str]]) -> Any:
        """The texts that the user types, by name; None where they cancel."""
        dialog = self._dialog(self._form(label, asks), frame)
        try:
            if dialog.execute() != OK:
                return None
            return {name: dialog.getControl(name).Text for name, _ in asks}
        finally:
            dialog.dispose()

    def _form(self, label: str, asks: list[list[str]]) -> Any:
        model = self._made("com.sun.star.awt.UnoControlDialogModel")
        model.Title, model.Width = f"{TITLE}: {label}", WIDTH
        top, wide = MARGIN, WIDTH - 2 * MARGIN
        for name, question in asks:
            add(model, "FixedText", f"{name}_label", (MARGIN, top, wide, LINE), Label=question)
            add(model, "Edit", name, (MARGIN, top + LINE, wide, LINE))
            top += 2 * LINE + GAP
        half = (wide - GAP) // 2
        add(model, "Button", "ok", (MARGIN, top, half, LINE + 2), PushButtonType=PUSH_OK, DefaultButton=True)
        where = (MARGIN + half + GAP, top, half, LINE + 2)
        add(model, "Button", "cancel", where, PushButtonType=PUSH_CANCEL)
        model.Height = top + LINE + 2 + MARGIN
        return model

    def progress(self, frame: Any, label: str) -> Progress:
        """A window, not shown yet, that says how much of a work is done."""
        model = self._made("com.sun.star.awt.UnoControlDialogModel")
        model.Title, model.Width, wide = f"{TITLE}: {label}, writing", WIDTH, WIDTH - 2 * MARGIN
        told = "Writing. Cells show 0 until all is written and computed."
        add(model, "FixedText", "told", (MARGIN, MARGIN, wide, LINE), Label=told)
        bar = (MARGIN, MARGIN + LINE + GAP, wide, LINE)
        add(model, "ProgressBar", "bar", bar, ProgressValueMin=0, ProgressValueMax=100)
        top = MARGIN + 2 * (LINE + GAP)
        stop = (MARGIN + wide // 3, top, wide // 3, LINE + 2)
        add(model, "Button", "stop", stop, PushButtonType=PUSH_CANCEL, Label="~Stop")
        model.Height = top + LINE + 2 + MARGIN
        return Progress(self._dialog(model, frame), frame)

    def _dialog(self, model: Any, frame: Any) -> Any:
        """A window of this model, not shown yet."""
        dialog = self._made("com.sun.star.awt.UnoControlDialog")
        dialog.setModel(model)
        dialog.createPeer(self._made("com.sun.star.awt.Toolkit"), frame.ContainerWindow)
        return dialog

    def file(self, question: str, proposed: str, *, saves: bool) -> str:
        """The path of the file that the user chooses; empty where they cancel."""
        made = self._context.ServiceManager.createInstanceWithArgumentsAndContext
        picker = made("com.sun.star.ui.dialogs.FilePicker", (SAVE if saves else OPEN,), self._context)
        picker.setTitle(question)
        if saves:
            picker.appendFilter("Workbook (*.xlsx)", "*.xlsx")
            picker.setDefaultName(proposed)
        else:
            picker.appendFilter("Workbook or text", "*.xlsx;*.ods;*.yaml;*.yml")
        chosen = picker.getSelectedFiles() if picker.execute() == OK else ()
        return uno.fileUrlToSystemPath(chosen[0]) if chosen else ""

    def user(self) -> str:
        """Name of the user, as the settings of the office have it."""
        where = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
        where.Name, where.Value = "nodepath", "/org.openoffice.UserProfile/Data"
        settings = self._made("com.sun.star.configuration.ConfigurationProvider")
        access = "com.sun.star.configuration.ConfigurationAccess"
        data = settings.createInstanceWithArguments(access, (where,))
        return " ".join(filter(None, (data.getByName("givenname"), data.getByName("sn"))))


class Progress:
    """A window that says how much of a work is done, and lets the user stop it."""

    def __init__(self, dialog: Any, frame: Any) -> None:
        self._dialog, self._frame = dialog, frame

    def show(self, share: float) -> None:
        """Show the share that is done."""
        self._dialog.getControl("bar").setValue(round(100 * share))

    def wait(self, document: Any) -> None:
        """Show the window until the work is done or stopped; no window of the workbook takes keys then."""
        others = [frame.ContainerWindow for frame in frames_of(document) if frame != self._frame]
        for other in others:
            other.setEnable(False)
        try:
            self._dialog.execute()
        finally:
            for other in others:
                other.setEnable(True)

    def close(self) -> None:
        """End the wait."""
        self._dialog.endExecute()

    def dispose(self) -> None:
        """Remove the window."""
        self._dialog.dispose()


def frames_of(document: Any) -> Any:
    """The windows in which a workbook is open."""
    found = document.getControllers()
    while found.hasMoreElements():
        yield found.nextElement().Frame


def add(model: Any, kind: str, name: str, place: Any, **properties: Any) -> None:
    """Add a control to a dialog."""
    control = model.createInstance(f"com.sun.star.awt.UnoControl{kind}Model")
    control.PositionX, control.PositionY, control.Width, control.Height = place
    for each, value in properties.items():
        setattr(control, each, value)
    model.insertByName(name, control)


def _callback(call: Callable[[], None]) -> Any:
    """What the office calls in its main thread."""
    interface = uno.getClass("com.sun.star.awt.XCallback")
    methods = {"notify": lambda _self, _data: call()}
    return type("Callback", (unohelper.Base, interface), methods)()
