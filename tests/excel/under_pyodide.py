"""What runs of Excel's room without numpy: the codec, the reading of ranges, and xlwings' decorators.

Runs under Pyodide (WebAssembly), as xlwings Lite does; prints one line of JSON.
"""

import json
import sys

import xlwings

from steelyard.errors import InvalidModel
from steelyard.excel.ranges import Block, block, cell_text, cell_value, entry
from steelyard.excel.registration import refusing, worksheet_function
from steelyard.model.assembly.assemble import assemble, draft_of
from steelyard.model.draft import Draft
from steelyard.model.findings import Finding
from steelyard.model.fingerprint import fingerprint
from steelyard.model.text import reading as text

JSNULL = type("JsNull", (), {})()

with open("/cases/syria.yaml", encoding="utf-8") as file:  # noqa: PTH123 - as short as it gets
    model = text.read_text(file.read(), where="syria.yaml")

noted: list[Finding] = []
linkage = block([["id", "option", "a"], ["loan", "", 40], ["", JSNULL, ""]], "Linkage", noted)
block([["id"], ["loan", 2]], "Costs", noted)
assert isinstance(linkage, Block)


@worksheet_function("Twice the number.", {"cells": "The number to double."})
def double(cells: object) -> list[list[float]]:
    return [[2 * float(cell_text(cells))]]


@refusing
def refuse() -> None:
    """Refuse."""
    raise InvalidModel("STEELYARD.TEST", noted)


try:
    refuse()
except xlwings.XlwingsError as refusal:
    told = str(refusal)

print(  # noqa: T201 - the test reads it
    json.dumps(
        {
            "platform": sys.platform,
            "numpy": "numpy" in sys.modules,
            "fingerprint": fingerprint(model),
            "again": assemble(draft_of(model)).model == model,
            "rows": [list(map(cell_value, row)) for row in linkage.rows],
            "words": [
                entry(float("inf")),
                cell_text([["France"]]),
                cell_value({"type": "Error", "basicValue": "#N/A"}),
            ],
            "double": double([[21]]),
            "told": told,
            "drafted": len(Draft("x", ("a",), {"linkage": linkage.drafted()}).tables["linkage"]),
        }
    )
)
