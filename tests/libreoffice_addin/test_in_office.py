"""The extension in LibreOffice, installed by an ordinary user: numbers, messages, and a dead engine."""

from __future__ import annotations

import json
import os
import shutil
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import xlwings
from excel.ranges import ranges_of
from excel.test_functions import CASES, plain
from libreoffice_addin.conftest import BOOK, engines_of
from waiting import until

import steelyard as sy
from steelyard import __version__
from steelyard.excel import functions
from steelyard.libreoffice.declarations import declared
from steelyard.libreoffice.packing import IDENTIFIER
from steelyard.ooxml.addresses import address
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_index import sheet_part
from steelyard.ooxml.tables import tables as tables_of_book

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from excel.ranges import Ranges
    from libreoffice import Document, Office
    from libreoffice_addin.conftest import OrdinaryUser

pytestmark = pytest.mark.office

SHEET = "Mine"
NAMES = {"tabled": "package"}
"""Tables with another name than their argument."""


@pytest.fixture(scope="module")
def running(user: OrdinaryUser) -> Iterator[Office]:
    with user.office() as office:
        yield office


@pytest.fixture(scope="module")
def book(running: Office) -> Document:
    """The shipped case with a sheet of one's own; it is closed with the office."""
    document = running.open(BOOK)
    document.add_sheet(SHEET)
    return document


@pytest.fixture(scope="module")
def ranges() -> Ranges:
    return ranges_of(sy.new("syria"))


@pytest.fixture(scope="module")
def places() -> dict[str, str]:
    return places_in(BOOK)


def places_in(path: Path) -> dict[str, str]:
    """Where each table of a workbook stands, by the name of the argument."""
    found = {}
    for table in tables_of_book(Package.of(path.read_bytes())).values():
        area = table.area
        first = address(area.first_row, area.first_column)
        found[NAMES.get(table.name, table.name)] = (
            f"$'{table.sheet}'.{first}:{address(area.last_row, area.last_column)}"
        )
    return found


def formula(name: str, given: dict[str, Any], places: dict[str, str]) -> str:
    """The call of a function, with the tables where the workbook has them."""
    [function] = [each for each in declared() if each.called.__name__ == name]
    typed = []
    for argument in function.arguments:
        if argument.name in given and given[argument.name] != "":
            value = given[argument.name]
            typed.append(str(value).upper() if isinstance(value, bool) else json.dumps(value))
        elif argument.name in given or argument.is_table:
            typed.append(places[argument.name])
        else:
            typed.append("")
    while typed[-1] == "":
        typed.pop()
    return f"{function.shown_name}({';'.join(typed)})"


def as_cells(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """A result as cells show it: every number is a float."""
    return [[each if isinstance(each, str) else float(each) for each in row] for row in rows]


def area(rows: Sequence[Sequence[Any]], first_row: int) -> str:
    return f"A{first_row}:{address(first_row + len(rows) - 1, len(rows[0]))}"


def test_the_wizard_knows_every_function_and_argument(running: Office) -> None:
    known = {each["name"]: each for each in running.functions("STEELYARD")}
    assert sorted(known) == [function.shown_name for function in declared()]
    for function in declared():
        told = known[function.shown_name]
        assert told["description"] == function.description
        assert told["arguments"] == [
            [each.name, each.description, not each.is_table] for each in function.arguments
        ]


def test_every_function_says_what_python_says_to_the_bit(
    book: Document, ranges: Ranges, places: dict[str, str]
) -> None:
    wanted = [as_cells(plain(name, given, ranges)) for name, given in CASES]
    tops = [1 + sum(len(rows) + 1 for rows in wanted[:at]) for at in range(len(wanted))]
    areas = [area(rows, top) for rows, top in zip(wanted, tops, strict=True)]
    typed = {
        where: f"={formula(name, given, places)}" for where, (name, given) in zip(areas, CASES, strict=True)
    }
    book.put_formulas(SHEET, typed)
    shown = book.edit_and_read([], [(SHEET, where) for where in areas])
    for case, found, rows in zip(CASES, shown, wanted, strict=True):
        assert found == rows, case
    assert {name for name, _ in CASES} == set(functions.__all__)


def test_single_values_come_by_index_and_an_empty_cell_says_nothing(
    book: Document, ranges: Ranges, places: dict[str, str]
) -> None:
    call = formula("net", {}, places)
    book.put_formulas(SHEET, {"AA1": f"=INDEX({call};2;3)", "AA2": f"=INDEX({call[:-1]};AB1);3;2)"})
    rows = plain("net", {}, ranges)
    assert book.get(SHEET, "AA1:AA2") == [[rows[1][2]], [rows[2][1]]]


def test_a_refusal_stands_in_the_cell_word_for_word(
    book: Document, ranges: Ranges, places: dict[str, str]
) -> None:
    given = {"scenario": "no such scenario"}
    book.put_formulas(SHEET, {"AA4": f"={formula('net', given, places)}"})
    assert book.get(SHEET, "AA4") == [[refused(given, ranges)]]
    other = places | {"weights": places["linkage"], "linkage": places["weights"]}
    book.put_formulas(SHEET, {"AA5": f"={formula('net', {}, other)}"})
    told = refused({}, ranges | {"weights": ranges["linkage"], "linkage": ranges["weights"]})
    assert book.get(SHEET, "AA5") == [[told]]
    assert told.startswith("STEELYARD.NET: 2 problems | Weights: found ")


def refused(given: dict[str, Any], ranges: Ranges) -> str:
    """What Excel would show, in one line."""
    with pytest.raises(xlwings.XlwingsError) as refusal:
        plain("net", given, ranges)
    return " | ".join(line.strip() for line in str(refusal.value).splitlines())


def test_an_error_in_a_table_is_named_with_its_place(book: Document, places: dict[str, str]) -> None:
    book.put_formulas(SHEET, {"AA6": f"=INDEX({formula('net', {}, places)};2;2)"})
    before = book.get(SHEET, "AA6")
    [[held]] = book.get("Linkage", "C10")
    book.put_formulas("Linkage", {"C10": "=1/0"})
    [[told]] = book.get(SHEET, "AA6")
    assert "column 'detainee-access' (row 3 of the range): found '#DIV/0!'" in str(told)
    book.put("Linkage", "C10", [[held]])
    assert book.get(SHEET, "AA6") == before


def test_cells_of_a_table_that_compute_are_computed_first(book: Document, places: dict[str, str]) -> None:
    book.put_formulas(SHEET, {"AA6": f"=INDEX({formula('net', {}, places)};3;4)"})
    [[held]] = book.get("Linkage", "C10")
    [[weight]] = book.get("Weights", address_of_a_weight(places))
    book.put_formulas("Linkage", {"C10": f"=100*INDEX({formula('pool', {}, places)};2;4)"})
    before = book.get(SHEET, "AA6")
    book.put("Weights", address_of_a_weight(places), [[77.0]])
    after = book.get(SHEET, "AA6")
    assert isinstance(after[0][0], float)
    assert after != before
    book.put("Linkage", "C10", book.get("Linkage", "C10"))
    assert book.get(SHEET, "AA6") == after
    book.edit_and_read(
        [
            ("Linkage", "C10", [[held]]),
            ("Weights", address_of_a_weight(places), [[weight]]),
        ],
        [],
    )


def test_formulas_survive_a_save_and_carry_the_name_that_excel_knows(
    running: Office, book: Document, places: dict[str, str], tmp_path: Path
) -> None:
    book.put_formulas(SHEET, {"AA9": f"=INDEX({formula('net', {}, places)};2;2)"})
    before = book.get(SHEET, "AA9")
    saved = book.save_as(tmp_path / "saved.xlsx")
    package = Package.of(saved.read_bytes())
    written = package.part(sheet_part(package, SHEET)).decode()
    assert ">INDEX(STEELYARD.NET(Weights!" in written
    with running.open(saved) as again:
        assert again.get(SHEET, "AA9") == [[float(f"{before[0][0]:.15g}")]]  # kept, in so many digits
        again.recalculate()
        assert again.get(SHEET, "AA9") == before


def test_an_engine_that_dies_is_started_anew_and_one_that_cannot_start_says_why(
    user: OrdinaryUser, running: Office, book: Document, places: dict[str, str]
) -> None:
    book.put_formulas(SHEET, {"AA7": f"=INDEX({formula('net', {}, places)};2;2)"})
    before = book.get(SHEET, "AA7")
    [engine] = engines_of(running)
    os.kill(engine, signal.SIGKILL)
    cell = address_of_a_weight(places)
    book.put("Weights", cell, [[31.0]])
    after = book.get(SHEET, "AA7")
    assert isinstance(after[0][0], float)
    assert after != before
    [another] = engines_of(running)
    assert another != engine

    user.python.broken.touch()
    os.kill(another, signal.SIGKILL)
    book.put("Weights", cell, [[32.0]])
    [[told]] = book.get(SHEET, "AA7")
    reason = f"steelyard: {user.python.path} cannot compute: ModuleNotFoundError: No module named 'numpy'. "
    assert str(told).startswith(reason)
    assert book.get(SHEET, "A1:B2") == [[told, told], [told, told]]

    user.python.broken.unlink()
    book.put("Weights", cell, [[31.0]])
    until(lambda: recalculated(book) == after, "an answer that is known does not come back")
    book.put("Weights", cell, [[33.0]])  # an answer that nothing has kept
    until(lambda: isinstance(recalculated(book)[0][0], float), "the engine does not come back")


def address_of_a_weight(places: dict[str, str]) -> str:
    """The first weight of the first stakeholder: below the heading, right of id, name and influence."""
    first = places["weights"].split(".")[1].split(":")[0]
    return f"D{int(first[1:]) + 1}"


def recalculated(book: Document) -> Any:
    book.recalculate()
    return book.get(SHEET, "AA7")


def test_updates_a_reset_and_removal_leave_nothing_behind(
    user: OrdinaryUser, running: Office, places: dict[str, str]
) -> None:
    engines = engines_of(running)
    assert len(engines) == 1
    running.stop()
    until(lambda: not any(Path(f"/proc/{engine}").exists() for engine in engines), "the engine still runs")
    _update_office(user, places)
    _reset(user)
    again = user.steelyard("addin", "install", "--libreoffice", "--profile", str(user.profile))
    assert again.returncode == 0, again.stderr
    assert user.extensions().count(f"Identifier: {IDENTIFIER}") == 1
    assert f"Version: {__version__}" in user.extensions()
    packages = user.profile / "user" / "uno_packages"
    assert len([*packages.rglob("component.py")]) == 1
    removed = user.steelyard("addin", "remove", "--libreoffice", "--profile", str(user.profile))
    assert (removed.returncode, removed.stdout) == (0, "extension of LibreOffice: removed\n"), removed.stderr
    assert IDENTIFIER not in user.extensions()
    assert [*packages.rglob("component.py")] == []
    again = user.steelyard("addin", "remove", "--libreoffice", "--profile", str(user.profile))
    assert (again.returncode, again.stdout) == (0, "extension of LibreOffice: not installed\n")


def _update_office(user: OrdinaryUser, places: dict[str, str]) -> None:
    """An office of another build takes the extension over; the file says which build was here last."""
    build = user.profile / "user" / "extensions" / "buildid"
    installed = build.read_text()
    build.write_text("20(Build:9)")
    with user.office() as office, office.open(BOOK) as book:
        book.add_sheet(SHEET)
        book.put_formulas(SHEET, {"A1": f"=INDEX({formula('pool', {}, places)};2;3)"})
        assert isinstance(book.get(SHEET, "A1")[0][0], float)
        assert build.read_text() == installed


def _reset(user: OrdinaryUser) -> None:
    """Extensions are registered anew; then the profile is lost, and the extension is installed again."""
    assert user.unopkg("reinstall", "-f").returncode == 0
    with user.office() as office:
        assert len(office.functions("STEELYARD")) == len(declared())
    shutil.rmtree(user.profile / "user")
    with user.office() as office:
        assert office.functions("STEELYARD") == []
    assert not user.steelyard("addin", "install", "--libreoffice", "--profile", str(user.profile)).returncode
    with user.office() as office:
        assert len(office.functions("STEELYARD")) == len(declared())
