"""The map for newcomers and the walks lead to files that exist, and everything has its file by the map."""

from __future__ import annotations

import inspect
import re
import sys
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
import typer
from starlette.routing import Route

import steelyard
from steelyard import cases
from steelyard.cli import app
from steelyard.excel import functions
from steelyard.model.text.reading import read_text
from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.opc.package import Package, write
from steelyard.ooxml.sheet_cells import with_cells
from steelyard.ooxml.tables import tables
from steelyard.service import application
from steelyard.service.guard.permissions import ROUTES, found
from steelyard.service.routes import excel, page, pane, verbs
from steelyard.sheets.catalogue import outline

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    import click

    from steelyard.sheets.spec import Sheet

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "addin" / "steelyard"
CONTRIBUTING = ROOT / "docs" / "contributing"
WEIGHT, PACKAGE, CALL = WALKS = (
    ROOT / "docs" / "explanation" / "walk-of-a-weight.md",
    CONTRIBUTING / "walk-of-a-package.md",
    CONTRIBUTING / "walk-of-a-call.md",
)

XLWINGS_SERVER = {"openapi", "excel", "alert", "static", "pane", "manifest"}
"""Permissions for routes of xlwings Server and FastAPI."""


def the_map() -> dict[str, str]:
    """What the map says to open, by what one wants to do."""
    _, _, rest = (
        (CONTRIBUTING / "index.md").read_text(encoding="utf-8").partition("## The map for newcomers\n")
    )
    rows = re.findall(r"^\| (.+?) \| (.+) \|$", rest.partition("\n## ")[0], re.MULTILINE)
    return dict(rows[2:])


def paths(text: str) -> list[str]:
    """The paths in a text, without names of functions and commands."""
    return [span for span in re.findall(r"`([^`]+)`", text) if re.search(r"\.py$|/$", span)]


def files(pattern: str) -> list[Path]:
    """The files and folders of a path of the map, in which <...> stands for any name."""
    folder = ROOT if pattern.startswith(("tests/", "workbooks/")) else SOURCE
    return [*folder.glob(re.sub(r"<[^>]+>", "*", pattern))]


def file_of(what: object) -> str:
    """The file of a function, without its wrappers."""
    defined = inspect.unwrap(cast("Any", what))
    return Path(inspect.getfile(defined)).relative_to(SOURCE).as_posix()


def test_every_path_of_the_map_exists() -> None:
    assert {pattern for row in the_map().values() for pattern in paths(row) if not files(pattern)} == set()


def file_by_the_map(sheet: Sheet) -> str:
    [pattern] = paths(the_map()["change a heading, a width, a formula or a number format of a sheet"])
    name = re.sub(r"\W+", "_", sheet.name.lower())
    return pattern.replace("<kind>", sheet.kind.name.lower()).replace("<the sheet's name>", name)


def test_every_sheet_has_its_file_and_every_file_its_sheet() -> None:
    by_the_map = [file_by_the_map(sheet) for sheet in outline()]
    of_a_folder = [path.removesuffix(".py") for path in by_the_map if not (SOURCE / path).exists()]
    assert [folder for folder in of_a_folder if not (SOURCE / folder / "sheet.py").exists()] == []
    kinds = {Path(path).parent for path in by_the_map}
    there = [path for kind in kinds for path in (SOURCE / kind).iterdir() if not path.name.startswith("__")]
    assert {path.relative_to(SOURCE).with_suffix("").as_posix() for path in there} == {
        path.removesuffix(".py") for path in by_the_map
    }


def commands() -> Iterator[tuple[str, object]]:
    """Every command with its function; those of a group under the name of the group."""
    for name, command in cast("click.Group", typer.main.get_command(app)).commands.items():
        for below in getattr(command, "commands", {name: command}).values():
            yield name, below.callback


def test_every_command_has_its_file() -> None:
    row = the_map()["add a command"]
    elsewhere = dict(re.findall(r"`([a-z-]+)` is in `([^`]+)`", row))
    at_home = paths(row)[0]
    for name, function in commands():
        # typer calls the function within one of its own, which keeps the original.
        assert file_of(function) == elsewhere.get(name, at_home.replace("<command>", name.replace("-", "_")))


def test_every_worksheet_function_has_its_file() -> None:
    places = {file_of(getattr(functions, name)) for name in functions.__all__}
    assert places == set(paths(the_map()["add a worksheet function"]))


def routes() -> list[Route]:
    """Every route of steelyard's own; none is called, so that nothing has to run behind them."""
    nothing = cast("Any", None)
    listed = [*page.routes(nothing, nothing), *excel.routes(nothing, nothing), *pane.routes(nothing, nothing)]
    described = (each for each in verbs.application(nothing).routes if isinstance(each, Route))
    return [*listed, *(route for route in described if route.path.startswith("/v1/"))]


def test_every_route_has_its_file_and_its_permission() -> None:
    folder, _, permissions, outside = paths(the_map()["add a route"])
    assert file_of(found) == permissions
    names = set()
    for route in routes():
        path = re.sub(r"\{\w+\}", "any", route.path)
        for method in route.methods or ():
            permission = found(path, method)
            assert permission is not None, route.path
            names.add(permission.name)
        assert file_of(route.endpoint).startswith(folder), route.path
    single = set(re.findall(r"`/(\w+)`", the_map()["add a route"]))
    registered = set(re.findall(r'Route\("/(\w+)"', inspect.getsource(application)))
    assert (single, file_of(application.application)) == (registered, outside)
    assert names | single == {permission.name for permission in ROUTES} - XLWINGS_SERVER


def test_what_the_pages_for_contributors_name_of_the_code_is_there() -> None:
    rooms = "|".join(sorted(path.name for path in SOURCE.iterdir() if path.is_dir()))
    for page_of in sorted(CONTRIBUTING.glob("*.md")):
        for name in set(re.findall(rf"`((?:{rooms})(?:\.\w+)+)`", page_of.read_text(encoding="utf-8"))):
            module, _, attribute = f"steelyard.{name}".rpartition(".")
            assert hasattr(import_module(module), attribute) or import_module(f"steelyard.{name}"), name


def walk(page_of: Path) -> list[str]:
    """The files of a walk, in the order of its table."""
    return re.findall(r"^\| `([^`]+\.py)` \| .+\.", page_of.read_text(encoding="utf-8"), re.MULTILINE)


@contextmanager
def passed(files_passed: list[str]) -> Iterator[None]:
    """Note the files whose functions are called, each change of the file once."""

    def note(frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        if event == "call" and code.co_name != "<module>" and code.co_filename.startswith(f"{SOURCE}/"):
            files_passed.append(code.co_filename.removeprefix(f"{SOURCE}/"))

    sys.setprofile(note)
    try:
        yield
    finally:
        sys.setprofile(None)


def in_this_order(expected: list[str], actual: list[str]) -> list[str]:
    """The expected files that do not follow in the actual ones after those before them."""
    rest = iter(actual)
    return [file for file in expected if file not in rest]


@pytest.mark.parametrize("page_of", WALKS, ids=lambda path: path.stem)
def test_no_walk_enters_a_file_twice(page_of: Path) -> None:
    listed = walk(page_of)
    assert len(listed) > 10
    assert [file for file in listed if not (SOURCE / file).is_file()] == []
    assert len(set(listed)) == len(listed)


def test_a_score_passes_through_the_files_of_the_walks_of_a_weight_and_a_package(tmp_path: Path) -> None:
    book = tmp_path / "nash-1950.xlsx"
    steelyard.save(read_text(cases.text("nash-1950")), book)
    file = Package.read(book)
    weights = tables(file)["weights"]
    write(with_cells(file, {weights.sheet: {f"D{weights.first_row}": Value(20.0)}}), book)
    files_passed: list[str] = []
    with passed(files_passed):
        steelyard.score(book)
    assert in_this_order(walk(WEIGHT), files_passed) == []
    assert in_this_order(walk(PACKAGE), files_passed) == []


def test_a_call_passes_through_the_files_of_its_walk() -> None:
    weights = [["id", "name", "influence", "committee", "money"], ["ministry", "Ministry", 1, 60, 40]]
    measures = [["id", "name", "group", "none", "full"], ["committee", "Committee", "", 0, 100]]
    delivery = [["id", "name", "probability", "committee"], ["now", "As it is", "", "full"]]
    linkage, costs = [["id", "committee"], ["easing", 50]], [["id", "money"], ["easing", 25]]
    files_passed: list[str] = []
    with passed(files_passed):
        functions.net(weights, measures, linkage, costs, delivery)
    listed = walk(CALL)
    within = listed[listed.index("excel/registration.py") : listed.index("excel/spill.py") + 1]
    assert in_this_order(within, files_passed) == []
