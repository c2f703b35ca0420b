"""A pressed button: read the workbook, let the engine compute, look again, write, say what was done.

Inside LibreOffice, so for Python 3.8 and later, with the standard library and uno alone; see `component`. All
that touches the workbook or a window runs in the main thread of the office, and nothing there waits for the
engine: the window goes on working, and every button then offers to stop.
"""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any

try:
    import uno
except ImportError:  # no office runs this file
    uno = None

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LIMIT = 600.0
"""Seconds that the engine has for a button."""

TICK = 1.0
"""Seconds between two signs that something computes."""

NO_ENGINE = (
    "The buttons need a Python with steelyard on this machine, and this LibreOffice asks a service. "
    "Use the commands of steelyard, or run: steelyard addin install --libreoffice"
)

DESKS: Any = []


def desk(context: Any, loaded: Callable[[str], Any], folder: Path) -> Desk:
    """The one desk of this office."""
    if not DESKS:
        DESKS.append(Desk(context, loaded, folder))
    found: Desk = DESKS[0]
    return found


class Job:
    """A button that was pressed."""

    def __init__(self, frame: Any, button: dict[str, Any], listener: Any) -> None:
        self.frame, self.button, self.listener = frame, button, listener
        self.document: Any = None
        self.content: Any = None
        self.indicator: Any = None
        self.result: Any = None
        self.failure = ""
        self.is_stopped = self.is_writing = False
        self.done = threading.Event()
        self.seconds = 0


class Desk:
    """The buttons of one office; one of them computes at a time."""

    def __init__(self, context: Any, loaded: Callable[[str], Any], folder: Path) -> None:
        self._link, self._reading = loaded("link"), loaded("reading")
        self._writing, self._loaded = loaded("writing"), loaded
        self._slices = loaded("slices")
        self._windows = loaded("windows").Windows(context)
        self._later = self._windows.later
        known = json.loads((folder / "buttons.json").read_text(encoding="utf-8"))
        self._buttons = {button["name"]: button for button in known}
        settings = self._link.settings_in(folder)
        self._engine: Any = None
        if not settings["service"]:
            self._engine = self._link.Engine(settings["python"], self._link.START, LIMIT)
        self._job: Any = None

    def press(self, frame: Any, name: str, given: dict[str, Any], listener: Any) -> None:
        """Do what a button does, as soon as the main thread has time.

        Args:
            frame: the window of the workbook.
            name: of the button.
            given: texts by name, and `file`, a path, where a program presses it.
            listener: of that program, for the message; None shows a message box.
        """
        job = Job(frame, self._buttons[name], listener)
        self._later(lambda: self._begin(job, given))

    def _begin(self, job: Job, given: dict[str, Any]) -> None:
        try:
            if self._job is not None:
                self._offer_to_stop(job)
            elif self._engine is None:
                self._tell(job, NO_ENGINE, is_well=False)
            else:
                self._start(job, given)
        except Exception as error:
            self._job = None if self._job is job else self._job
            self._tell(job, fault(error), is_well=False)

    def _offer_to_stop(self, job: Job) -> None:
        running = self._job
        label = running.button["label"]
        if running.is_writing:
            self._tell(job, f"{label} still writes.", is_well=False)
        elif job.listener is not None:
            self._tell(job, f"{label} still computes.", is_well=False)
        elif self._windows.agrees(job.frame, f"{label} still computes. Stop it? Nothing will be written."):
            self.stop(running)

    def stop(self, job: Job) -> None:
        """End what computes, unless it is done already."""
        if self._job is job and not job.is_writing:
            job.is_stopped = True
            self._engine.halt()

    def _start(self, job: Job, given: dict[str, Any]) -> None:
        document = job.frame.Controller.Model
        asked = self._asked(job, given, document.Title)
        if asked is None:
            return  # the user has cancelled
        self._job, job.document = job, document
        job.indicator = None if job.listener is not None else job.frame.createStatusIndicator()
        self._show(job)
        steps = self._reading.content(document, self._windows.user())
        self._slices.Slices(
            self._later, steps, lambda _share: None, lambda *read: self._send(job, asked, *read)
        ).run()

    def _send(self, job: Job, asked: dict[str, Any], content: Any, error: Any) -> None:
        """Let the engine compute with what was read."""
        if error is not None or job.is_stopped:
            job.failure = fault(error) if error is not None else ""
            job.done.set()
            self._finish(job)
            return
        job.content = content
        request = {"button": job.button["name"], "book": content, **asked}
        threading.Thread(target=self._compute, args=(job, request), daemon=True).start()
        threading.Thread(target=self._tick, args=(job,), daemon=True).start()

    def _asked(self, job: Job, given: dict[str, Any], title: str) -> Any:
        """The texts and the file that the button takes; None where the user cancels."""
        button = job.button
        names = [name for name, _ in button["asks"]]
        if job.listener is not None:
            return {"texts": {n: given[n] for n in names if n in given}, "file": given.get("file", "")}
        if button["question"]:
            proposed = f"{title.rpartition('.')[0] or title} released.xlsx"
            file = self._windows.file(button["question"], proposed, saves=button["saves"])
            return {"texts": {}, "file": file} if file else None
        texts = self._windows.texts(job.frame, button["label"], button["asks"]) if names else {}
        return None if texts is None else {"texts": texts, "file": ""}

    def _show(self, job: Job) -> None:
        """Say in the status bar what computes."""
        if job.indicator is not None and not job.done.is_set():
            told = f"Steelyard: {job.button['label']} computes, {job.seconds} s. Press a button to stop it."
            if job.seconds:
                job.indicator.setText(told)
            else:
                job.indicator.start(told, 0)

    def _tick(self, job: Job) -> None:
        while not job.done.wait(TICK):
            job.seconds += 1
            self._later(lambda: self._show(job))

    def _compute(self, job: Job, request: dict[str, Any]) -> None:
        """Wait for the engine, in a thread of its own."""
        try:
            job.result = self._engine.result(request)
        except (self._link.Refused, self._link.Failure) as refusal:
            job.failure = str(refusal)
        except Exception as error:
            job.failure = fault(error)
        job.done.set()
        self._later(lambda: self._finish(job))

    def _finish(self, job: Job) -> None:
        if job.indicator is not None:
            job.indicator.end()
        if job.is_stopped:
            self._end(job, f"{job.button['label']} was stopped. Nothing is written.")
        elif job.failure:
            self._end(job, job.failure, is_well=False)
        elif job.result["changes"] is None:
            self._end(job, job.result["message"])
        else:
            try:
                self._write(job)
            except Exception as error:
                self._end(job, fault(error), is_well=False)

    def _write(self, job: Job) -> None:
        """Write what the engine says, unless the workbook has changed since it was read.

        For a program all at once. A user sees a window with the share that is written, from which the work
        can be stopped; while it is there nobody can change the workbook.
        """
        job.is_writing = True
        steps = self._writing.write(
            job.document, job.result["changes"], job.content, job.button["label"], self._loaded
        )
        if job.listener is not None:
            try:
                count = self._slices.all_of(steps)
            except Exception as error:
                self._written(job, None, error)
            else:
                self._written(job, count, None)
            return
        window = self._windows.progress(job.frame, job.button["label"])
        ended: list[Any] = []

        def end(*how: Any) -> None:
            ended.append(how)
            window.close()

        slices = self._slices.Slices(self._later, steps, window.show, end)
        slices.run()
        if not ended:
            window.wait(job.document)
            slices.stop()
        window.dispose()
        self._written(job, *ended[0])

    def _written(self, job: Job, count: Any, error: Any) -> None:
        """Say what was written, or why nothing was."""
        label = job.button["label"]
        if error is None:
            self._end(job, job.result["message"] or f"{label}: {count:,} cells are written.")
        elif isinstance(error, self._slices.Stopped):
            self._end(job, f"{label} was stopped. Nothing is written.")
        elif isinstance(error, self._writing.NotWritten):
            self._end(job, f"{label}: {error} Nothing is written.", is_well=False)
        else:
            self._end(job, f"{fault(error)} Nothing is written.", is_well=False)

    def _end(self, job: Job, message: str, *, is_well: bool = True) -> None:
        """Let the next button be pressed, and say what this one did."""
        self._job = None
        self._tell(job, message, is_well=is_well)

    def _tell(self, job: Job, message: str, *, is_well: bool = True) -> None:
        if job.listener is None:
            self._windows.say(job.frame, message, is_well=is_well)
            return
        told = uno.createUnoStruct("com.sun.star.frame.DispatchResultEvent")
        told.State, told.Result = int(is_well), message
        job.listener.dispatchFinished(told)


def fault(error: Exception) -> str:
    """What to say of an error that nobody has foreseen."""
    return f"A fault of the program: {type(error).__name__}: {error}"
