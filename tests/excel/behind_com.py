"""xlwings' own COM code with pywin32 stubbed, in a process of its own: what one can know without Windows.

The decorators, the conversion of arguments and results, the call and the generator of VBA are xlwings'; only
the modules that talk to Windows are empty. A line of JSON comes in, a line of JSON goes out:
`{"vba": true}` gives the generated VBA, `{"told": true}` what Excel's wizard would be told,
`{"call": name, "args": [...]}` calls as VBA does, where `{"range": rows}` is a range of cells.
"""

from __future__ import annotations

import io
import json
import sys
from types import ModuleType, SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

for absent in ("pythoncom", "pywintypes", "win32com", "win32com.client"):
    sys.modules[absent] = MagicMock(name=absent)

import xlwings  # noqa: E402
from xlwings import udfs  # noqa: E402

xlwings.func, xlwings.arg = udfs.xlfunc, udfs.xlarg  # type: ignore[assignment]
xlwings.ret, xlwings.script = udfs.xlret, udfs.xlsub  # type: ignore[assignment]

from steelyard.excel import desktop  # noqa: E402

MISSING = -2147352572
"""How COM hands over an argument that is left out."""


class Cells:
    """A range, as far as reading it raw needs one."""

    max_cells_per_read = None

    def __init__(self, xl: Any) -> None:
        self.rows, self.sheet = xl["range"], MagicMock()
        self.shape = (len(self.rows), len(self.rows[0]))

    @property
    def raw_value(self) -> object:
        """Rows of rows; one cell comes alone."""
        return self.rows[0][0] if self.shape == (1, 1) else tuple(map(tuple, self.rows))


xlwings._xlwindows = SimpleNamespace(  # type: ignore[attr-defined]
    Range=lambda xl: Cells(xl or {"range": [[None]]}),
    BOOK_CALLER=None,
    is_range_instance=lambda arg: isinstance(arg, dict),
)
xlwings.engines.engines_by_name["excel"] = SimpleNamespace(name="excel", type="desktop")
server = ModuleType("xlwings.com_server")
server.loop = None  # type: ignore[attr-defined]
sys.modules["xlwings.com_server"] = server


def answer(asked: dict[str, Any]) -> object:
    """What was asked for."""
    if "vba" in asked:
        page = io.StringIO()
        udfs.generate_vba_wrapper("steelyard.excel.desktop", desktop, page, MagicMock())  # type: ignore[no-untyped-call]
        return page.getvalue()
    if "told" in asked:
        declared = [getattr(desktop, name).__xlfunc__ for name in desktop.__all__ if name != "main"]
        return [
            {
                "name": each["name"],
                "sub": each["sub"],
                "category": each["category"],
                "doc": each["ret"]["doc"],
                "args": [{key: arg.get(key) for key in ("name", "doc", "options")} for arg in each["args"]],
            }
            for each in declared
        ]
    try:
        args = [MISSING if arg == "missing" else arg for arg in asked["args"]]
        return udfs.call_udf("steelyard.excel.desktop", asked["call"], args)  # type: ignore[no-untyped-call]
    except xlwings.XlwingsError as refusal:
        return str(refusal)


for line in sys.stdin:
    sys.stdout.write(json.dumps(answer(json.loads(line)), allow_nan=False) + "\n")
    sys.stdout.flush()
