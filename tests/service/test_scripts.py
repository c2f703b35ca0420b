"""A button over HTTP: who may press it, what it reads of the request, and what it sends back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from excel.office_js import Client, payload
from service.running import SCRIPT

import steelyard as sy
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.tables import table
from steelyard.workbook.building.build import workbook_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from service.running import Served


def test_a_package_is_tabled_by_whoever_may_write(served: Served, tmp_path: Path) -> None:
    """The selection travels in the request; the new cells and the message come back as actions."""
    book = tmp_path / "bargain.xlsx"
    book.write_bytes(workbook_bytes(sy.new("nash-1950")))
    spot = table(Package.read(book), "concessions")
    path, asked = (
        f"{SCRIPT}/table_package",
        payload(book, "Concessions", f"{spot.first_row}:{spot.first_row}"),
    )
    with served.client("rita") as rita, served.client("ana") as ana:
        assert rita.post(path, json=asked).status_code == 403
        answer = ana.post(path, json=asked)
        asked["book"]["selection"] = None
        refused = ana.post(path, json=asked)
    assert answer.status_code == 200
    client = Client(book)
    client.run(answer.json()["actions"])
    [[message, *_]] = client.alerts
    wanted = sy.packages(sy.new("nash-1950")).loc["Nash"].iloc[0]
    assert message.splitlines()[:2] == ["On the table: Nash on Concessions.", wanted["package"]]
    found: Any = sy.tabled(sy.load(book)).iloc[0]
    assert (found["us"], found["them"]) == (wanted["us"], wanted["them"])
    assert (refused.status_code, refused.text.partition(":")[0]) == (400, "no package is selected")
