"""LibreOffice at the end of a pipe: one request in JSON a line in, one answer a line out.

Runs under a Python that can import uno, which is rarely the Python of the tests; `libreoffice.py` starts it:

    python3 libreoffice_bridge.py SOFFICE PROFILE [WINDOW]

With a third argument the office has a window, on the display that the environment names.
A request is {"do": verb, ...}; the answer is {"value": ...} or {"error": "..."}. The office is a child
of this process and ends with it, at the latest when the requests end.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import uno
import unohelper
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.frame import XDispatchResultListener
from com.sun.star.uno import Exception as UnoException

if TYPE_CHECKING:
    from collections.abc import Iterator

BOLD = 150.0  # com.sun.star.awt.FontWeight.BOLD
FORMULA_ERROR = 4  # com.sun.star.sheet.FormulaResult.ERROR
HANG = 600.0  # seconds after which the office hangs; the same as in `waiting`, which this Python does not see
END = 60.0  # seconds that the office has to end by itself; nothing depends on how it ends
LOAD = {"Hidden": True, "MacroExecutionMode": 0, "UpdateDocMode": 0}
XLSX = "Calc MS Excel 2007 XML"
ODS = "calc8"
PDF = "calc_pdf_Export"

# Foreign links are not followed, macros do not run, nothing is saved behind our back or locked by a file.
SETTINGS = [
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Misc", "FirstRun", "false"),
    ("Common/Misc", "ShowTipOfTheDay", "false"),
    ("Common/Misc", "UseDocumentOOoLockFile", "false"),
    ("Common/Misc", "UseDocumentSystemFileLocking", "false"),
    ("Recovery/AutoSave", "Enabled", "false"),
]


def write_profile(profile: Path) -> None:
    """Put the safe settings where the office will look for them."""
    items = "".join(
        f'<item oor:path="/org.openoffice.Office.{path}">'
        f'<prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>\n'
        for path, name, value in SETTINGS
    )
    names = 'xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"'
    (profile / "user").mkdir(parents=True, exist_ok=True)  # an extension may be installed there already
    (profile / "user" / "registrymodifications.xcu").write_text(
        f'<?xml version="1.0" encoding="UTF-8"?>\n<oor:items {names}>\n{items}</oor:items>\n',
        encoding="utf-8",
    )


def properties(values: dict[str, Any]) -> tuple[Any, ...]:
    """Named values as the office wants them."""
    return tuple(PropertyValue(Name=name, Value=value) for name, value in values.items())


def cell(value: Any) -> float | str:
    """A value as a cell takes it; empty text empties the cell."""
    if value is None:
        return ""
    return value if isinstance(value, str) else float(value)


ROLE = "com.sun.star.accessibility.AccessibleRole"
DIALOG, TEXT = uno.getConstantByName(f"{ROLE}.DIALOG"), uno.getConstantByName(f"{ROLE}.TEXT")


def url(path: str) -> str:
    """The address of a file."""
    return str(uno.systemPathToFileUrl(str(Path(path).resolve())))


def _made(there: Any, service: str) -> Any:
    """An object of the office."""
    return there.ServiceManager.createInstanceWithContext(service, there)


def _area(area: Any) -> list[int]:
    """An area as rows and columns that count from 1."""
    return [area.StartRow + 1, area.StartColumn + 1, area.EndRow + 1, area.EndColumn + 1]


def _seen(sheet: Any, document: Any) -> dict[str, Any]:
    """What a sheet is like, apart from its cells."""
    page = document.StyleFamilies.getByName("PageStyles").getByName(sheet.PageStyle)
    return {
        "protected": sheet.isProtected(),
        "visible": sheet.IsVisible,
        "tab": sheet.TabColor,
        "printed": [_area(area) for area in sheet.PrintAreas],
        "repeated": _area(sheet.TitleRows)[::2] if sheet.PrintTitleRows else [],
        "landscape": page.IsLandscape,
        "pages": [page.ScaleToPagesX, page.ScaleToPagesY],
        "charts": sheet.Charts.Count,
        "formats": sheet.ConditionalFormats.Length,
    }


def _fields(seen: Any) -> Iterator[str]:
    """The texts of all fields in a part of a window, in the order in which they stand there."""
    if seen.AccessibleRole == TEXT:
        yield seen.getText()
    for place in range(seen.AccessibleChildCount):
        yield from _fields(seen.getAccessibleChild(place).AccessibleContext)


class Answer(unohelper.Base, XDispatchResultListener):  # type: ignore[misc]
    """What a command that works on says in the end."""

    def __init__(self) -> None:
        self.there = threading.Event()
        self.message = ""

    def dispatchFinished(self, event: Any) -> None:  # noqa: N802 - the office calls it so
        self.message = event.Result
        self.there.set()

    def disposing(self, _event: Any) -> None:
        """The office ends."""


class Bridge:
    """The office and the documents that are open in it; each public method is a verb of the protocol."""

    def __init__(self, soffice: str, profile: Path, *, has_window: bool = False) -> None:
        write_profile(profile)
        self.pipe = f"steelyard-{os.getpid()}"
        arguments = ["--norestore", "--nologo", "--nodefault", "--nolockcheck"]
        if not has_window:
            arguments += ["--headless", "--invisible"]
        self.process = subprocess.Popen(
            [
                soffice,
                f"-env:UserInstallation={url(str(profile))}",
                *arguments,
                f"--accept=pipe,name={self.pipe};urp;",
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.desktop = self._connect()
        self.documents: dict[int, Any] = {}
        self.answers: dict[int, Answer] = {}
        self.ranges: dict[int, dict[tuple[str, str], Any]] = {}  # a range costs as much to find as to read
        self.opened = 0

    def _connect(self) -> Any:
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        end = time.monotonic() + HANG
        while True:
            try:
                there = resolver.resolve(f"uno:pipe,name={self.pipe};urp;StarOffice.ComponentContext")
                self._make = partial(_made, there)
                self.helper = self._make("com.sun.star.frame.DispatchHelper")
                self.toolkit = self._make("com.sun.star.awt.Toolkit")
                return self._make("com.sun.star.frame.Desktop")
            except NoConnectException:
                if self.process.poll() is not None:
                    raise RuntimeError(f"the office ended at once, code {self.process.returncode}") from None
                if time.monotonic() > end:
                    raise RuntimeError(f"the office did not answer within {HANG:.0f} s") from None
                time.sleep(0.05)

    def stop(self) -> None:
        """End the office, gently first."""
        try:
            self.desktop.terminate()
            self.process.wait(END)
        except Exception:
            self.process.kill()
            self.process.wait(HANG)

    def _cells(self, document: int, sheet: str, ref: str) -> Any:
        known = self.ranges[document]
        if (sheet, ref) not in known:
            known[sheet, ref] = self._find(document, sheet, ref)
        return known[sheet, ref]

    def _find(self, document: int, sheet: str, ref: str) -> Any:
        try:
            return self._sheet(document, sheet).getCellRangeByName(ref)
        except UnoException:
            raise ValueError(f"no range {ref!r} on {sheet}") from None

    def _sheet(self, document: int, sheet: str) -> Any:
        sheets = self.documents[document].Sheets
        if not sheets.hasByName(sheet):
            raise ValueError(f"no sheet {sheet!r}; there are {', '.join(sheets.ElementNames)}")
        return sheets.getByName(sheet)

    def open(self, path: str, *, hidden: bool = True) -> dict[str, Any]:
        how = properties(
            LOAD | {"Hidden": hidden, "OnMainThread": not hidden}
        )  # gtk draws in one thread only
        found = self.desktop.loadComponentFromURL(url(path), "_blank", 0, how)
        if found is None or not hasattr(found, "Sheets"):
            raise ValueError(f"LibreOffice opens no workbook from {path}")
        self.opened += 1
        self.documents[self.opened] = found
        self.ranges[self.opened] = {}
        sheets = {name: bool(found.Sheets.getByName(name).IsVisible) for name in found.Sheets.ElementNames}
        return {"document": self.opened, "sheets": sheets}

    def edit_and_read(self, document: int, edits: list[Any], reads: list[Any]) -> list[Any]:
        for sheet, ref, rows in edits:
            try:
                self._cells(document, sheet, ref).setDataArray(tuple(tuple(map(cell, row)) for row in rows))
            except UnoException as problem:
                shape = f"{len(rows)} x {len(rows[0]) if rows else 0} values"
                raise ValueError(f"{sheet} {ref} does not take {shape}: {problem.Message}") from None
        return [self._values(self._cells(document, sheet, ref)) for sheet, ref in reads]

    def _values(self, cells: Any) -> list[list[float | str]]:
        return [
            [
                cells.getCellByPosition(column, row).String if value is None else value
                for column, value in enumerate(values)
            ]
            for row, values in enumerate(cells.getDataArray())
        ]

    def everything(self, document: int) -> dict[str, list[list[float | str]]]:
        sheets = self.documents[document].Sheets
        return {name: self._used(sheets.getByName(name)) for name in sheets.ElementNames}

    def _used(self, sheet: Any) -> list[list[float | str]]:
        cursor = sheet.createCursor()
        cursor.gotoEndOfUsedArea(False)
        last = cursor.RangeAddress
        rows = self._values(sheet.getCellRangeByPosition(0, 0, last.EndColumn, last.EndRow))
        for row in rows:
            while row and row[-1] == "":
                row.pop()
        while rows and not rows[-1]:
            rows.pop()
        return rows

    def errors(self, document: int, sheet: str, ref: str) -> list[list[str]]:
        wrong = self._cells(document, sheet, ref).queryFormulaCells(FORMULA_ERROR)
        cells = wrong.Cells.createEnumeration()
        found = []
        while cells.hasMoreElements():
            cell = cells.nextElement()
            found.append([cell.AbsoluteName.rpartition(".")[2].replace("$", ""), cell.String])
        return found

    def put_formulas(self, document: int, sheet: str, formulas: list[list[str]]) -> None:
        for ref, formula in formulas:
            cells = self._cells(document, sheet, ref)
            if ":" in ref:
                cells.setArrayFormula(formula)
            else:
                cells.getCellByPosition(0, 0).setFormula(formula)

    def inventory(self, document: int) -> dict[str, Any]:
        found = self.documents[document]
        return {
            "names": {
                name: found.NamedRanges.getByName(name).Content for name in found.NamedRanges.ElementNames
            },
            "tables": {
                name: _area(found.DatabaseRanges.getByName(name).DataArea)
                for name in found.DatabaseRanges.ElementNames
            },
            "sheets": {
                name: _seen(found.Sheets.getByName(name), found) for name in found.Sheets.ElementNames
            },
        }

    def rule(self, document: int, sheet: str, ref: str) -> dict[str, Any]:
        cells = self._cells(document, sheet, ref)
        rule = cells.Validation
        return {
            "type": rule.Type.value,
            "formulas": [rule.getFormula1(), rule.getFormula2()],
            "prompt": rule.InputMessage if rule.ShowInputMessage else "",
            "error": rule.ErrorMessage if rule.ShowErrorMessage else "",
            "locked": cells.CellProtection.IsLocked,
            "fill": cells.CellBackColor,
        }

    def add_sheet(self, document: int, sheet: str) -> None:
        sheets = self.documents[document].Sheets
        sheets.insertNewByName(sheet, sheets.Count)

    def functions(self, beginning: str) -> list[dict[str, Any]]:
        known = self._make("com.sun.star.sheet.FunctionDescriptions")
        found = []
        for at in range(known.Count):
            one = {value.Name: value.Value for value in known.getByIndex(at)}
            if one["Name"].startswith(beginning):
                arguments = [
                    [each.Name, each.Description, each.IsOptional] for each in one["Arguments"] or ()
                ]
                found.append({"name": one["Name"], "description": one["Description"], "arguments": arguments})
        return found

    def recalculate(self, document: int) -> None:
        self.documents[document].calculateAll()

    def save_as(self, document: int, path: str) -> None:
        form = ODS if path.endswith(".ods") else XLSX
        self.documents[document].storeToURL(url(path), properties({"FilterName": form}))

    def to_pdf(self, document: int, path: str, sheet: str | None) -> None:
        alone = nullcontext() if sheet is None else self._alone(document, sheet)
        with alone:
            self.documents[document].storeToURL(url(path), properties({"FilterName": PDF}))

    @contextmanager
    def _alone(self, document: int, sheet: str) -> Iterator[None]:
        """Only this sheet prints; a sheet that is merely hidden still would, if it has a print area."""
        wanted = self._sheet(document, sheet)
        sheets = self.documents[document].Sheets
        before = [(one, one.IsVisible, one.PrintAreas) for one in map(sheets.getByName, sheets.ElementNames)]
        wanted.IsVisible = True  # first: one sheet must be visible at any time
        for one, _, areas in before:
            if one.Name != sheet:
                one.IsVisible = False
                if areas:
                    one.PrintAreas = ()
        try:
            yield
        finally:
            for one, visible, areas in sorted(before, key=lambda entry: not entry[1]):
                one.IsVisible = visible
                if areas:
                    one.PrintAreas = areas

    def activate(self, document: int, sheet: str) -> None:
        self.documents[document].CurrentController.setActiveSheet(self._sheet(document, sheet))

    def dispatch(self, document: int, command: str, arguments: dict[str, Any]) -> None:
        frame = self.documents[document].CurrentController.Frame
        self.helper.executeDispatch(frame, command, "", 0, properties(arguments))

    def press(self, document: int, address: str, arguments: dict[str, Any]) -> None:
        found, target = self._command(document, address)
        answer = self.answers[document] = Answer()
        found.dispatchWithNotification(target, properties(arguments), answer)

    def click(self, document: int, address: str) -> None:
        found, target = self._command(document, address)
        found.dispatch(target, ())

    def _command(self, document: int, address: str) -> Any:
        target = uno.createUnoStruct("com.sun.star.util.URL")
        target.Complete = address
        _, target = self._make("com.sun.star.util.URLTransformer").parseStrict(target)
        found = self.documents[document].CurrentController.Frame.queryDispatch(target, "_self", 0)
        if found is None:
            raise ValueError(f"nothing takes {address}")
        return found, target

    def answered(self, document: int) -> str:
        answer = self.answers.pop(document)
        if not answer.there.wait(HANG):
            raise ValueError("no answer")
        return answer.message

    def undo(self, document: int) -> list[str]:
        manager = self.documents[document].UndoManager
        titles = list(manager.getAllUndoActionTitles())
        manager.undo()
        return titles

    def redo(self, document: int) -> None:
        self.documents[document].UndoManager.redo()

    def embolden(self, document: int, sheet: str, ref: str, length: int) -> None:
        cursor = self._cells(document, sheet, ref).getCellByPosition(0, 0).createTextCursor()
        cursor.gotoStart(False)
        cursor.goRight(length, True)
        cursor.CharWeight = BOLD

    def bold(self, document: int, sheet: str, ref: str) -> str:
        lines = self._cells(document, sheet, ref).getCellByPosition(0, 0).createEnumeration()
        parts = []
        while lines.hasMoreElements():
            portions = lines.nextElement().createEnumeration()
            while portions.hasMoreElements():
                parts.append(portions.nextElement())
        return "".join(part.String for part in parts if part.CharWeight == BOLD)

    def protect(self, document: int, sheet: str, password: str) -> None:
        self._sheet(document, sheet).unprotect("")
        self._sheet(document, sheet).protect(password)

    def protected(self, document: int) -> list[str]:
        sheets = self.documents[document].Sheets
        return [name for name in sheets.ElementNames if sheets.getByName(name).isProtected()]

    def view(self, document: int) -> dict[str, Any]:
        controller = self.documents[document].CurrentController
        if not hasattr(controller, "ActiveSheet"):
            return {"preview": True}
        size = controller.Frame.ContainerWindow.PosSize
        seen, chosen = controller.VisibleRange, self.documents[document].CurrentSelection
        return {
            "preview": False,
            "sheet": controller.ActiveSheet.Name,
            "last_row": seen.EndRow + 1,
            "last_column": seen.EndColumn + 1,
            "first_row": seen.StartRow + 1,
            "first_column": seen.StartColumn + 1,
            "zoom": controller.ZoomValue,
            "selected": chosen.AbsoluteName.rpartition(".")[2].replace("$", ""),
            "size": [size.Width, size.Height],
        }

    def typed(self, document: int) -> list[str]:
        """What stands in the fields of the dialogs that are there."""
        windows = [self.toolkit.getTopWindow(number) for number in range(self.toolkit.TopWindowCount)]
        seen = [window.AccessibleContext for window in windows]
        return [text for each in seen if each.AccessibleRole == DIALOG for text in _fields(each)]

    def close(self, document: int) -> None:
        self.ranges.pop(document)
        self.documents.pop(document).close(True)


def answer(bridge: Bridge, line: str) -> dict[str, Any]:
    """What the office says to one request."""
    request = json.loads(line)
    verb = request.pop("do")
    try:
        return {"value": getattr(bridge, verb)(**request)}
    except Exception as problem:
        return {"error": f"{verb}: {getattr(problem, 'Message', None) or problem or type(problem).__name__}"}


def say(message: dict[str, Any]) -> None:
    """One line to the other side."""
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Serve requests until there are no more."""
    soffice, profile, *window = sys.argv[1:]
    try:
        bridge = Bridge(soffice, Path(profile), has_window=bool(window))
    except Exception as problem:
        say({"error": str(problem)})
        return
    try:
        say({"value": "ready"})
        for line in sys.stdin:
            say(answer(bridge, line))
    finally:
        bridge.stop()


if __name__ == "__main__":
    main()
