"""The names of a workbook: of numbers, texts and single cells, and of what is printed of its sheets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from steelyard.ooxml.addresses import Area, address, column_letters, on_sheet, sheet_and_area
from steelyard.ooxml.opc.relationships import workbook_part
from steelyard.ooxml.xml.scan import root, spliced, tags_named
from steelyard.ooxml.xml.text import escaped, text, unescaped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from steelyard.ooxml.opc.package import Package
    from steelyard.ooxml.xml.scan import Edit

_PRINT_AREA = "_xlnm.Print_Area"
"""The name that Excel gives to the print area of a sheet; which sheet, `localSheetId` says."""

_PRINT_TITLES = "_xlnm.Print_Titles"
"""Its name for the rows and columns that are repeated on every page."""

_TEXT = re.compile(r'"([^"]*)"')

_CELLS = re.compile(rb"(?<=!)\$?[A-Z]+\$?[0-9]+(?::\$?[A-Z]+\$?[0-9]+)?")


class _Name(NamedTuple):
    """A defined name, and where the formula stands that it stands for."""

    name: str
    sheet: str
    """Place of the sheet that it belongs to, from 0; empty where it belongs to the workbook."""
    start: int
    stop: int


def _names(package: Package) -> tuple[_Name, ...]:
    return package.memo("defined_names", lambda: tuple(_read_names(package)))


def _read_names(package: Package) -> Iterator[_Name]:
    structure = package.structure(workbook_part(package), "the workbook part")
    for tag in tags_named(structure, b"definedName"):
        if not tag.closed:
            stop = structure.index(b"</", tag.stop)
            name, sheet = tag.attributes.get("name", ""), tag.attributes.get("localSheetId", "")
            yield _Name(name, sheet, tag.stop, stop)


def _formula(package: Package, name: _Name) -> str:
    """What a name stands for."""
    return unescaped(text(package.part(workbook_part(package))[name.start : name.stop])).strip()


def defined_number(package: Package, name: str, default: int) -> int:
    """The whole number that a name stands for, or the default where there is no such name."""
    for each in _names(package):
        if each.name == name and (formula := _formula(package, each)).isdecimal():
            return int(formula)
    return default


class DefinedName(NamedTuple):
    """A name that a workbook defines, and the formula that it stands for."""

    name: str
    formula: str


def defined_names(package: Package) -> tuple[DefinedName, ...]:
    """Every name of a workbook, less those of print areas, titles and filters, which programs define."""
    return tuple(
        DefinedName(unescaped(each.name), _formula(package, each))
        for each in _names(package)
        if not each.name.startswith("_xlnm.")
    )


def text_constant(text: str) -> str:
    """What a name stands for that holds a text."""
    return f'"{text}"'


def defined_text(package: Package, name: str) -> str:
    """The text that a name stands for; empty where there is no such name, or it stands for something else."""
    for each in _names(package):
        if each.name == name and (found := _TEXT.fullmatch(_formula(package, each))):
            return found[1]
    return ""


def with_defined_text(package: Package, name: str, text: str) -> Package:
    """The workbook with another text behind a name that it has.

    Raises:
        WouldLoseContent: the workbook is signed.
    """
    part = workbook_part(package)
    edits = [
        (each.start, each.stop, escaped(text_constant(text))) for each in _names(package) if each.name == name
    ]
    return package.replaced({part: spliced(package.part(part), edits)})


def defined_cells(package: Package) -> Mapping[str, tuple[str, str]]:
    """Sheet and address of every name that leads to one cell."""
    return package.memo("defined_cells", lambda: dict(_defined_cells(package)))


def _defined_cells(package: Package) -> Iterator[tuple[str, tuple[str, str]]]:
    for each in _names(package):
        target = sheet_and_area(_formula(package, each))
        if target is not None and target[1].size == 1:
            sheet, area = target
            yield each.name, (sheet, address(area.first_row, area.first_column))


def with_print_area(package: Package, sheet: str, area: Area, old: Area) -> Package:
    """The workbook with a sheet printed to the end of one area where it was printed to the end of another.

    The first row and column that are printed stay. So does a print area that ends anywhere else, one of
    several areas, and one that is computed: somebody has set it.

    Args:
        package: the workbook.
        sheet: name of the sheet; capitals do not matter.
        area: where its contents are now.
        old: where they were.

    Raises:
        WouldLoseContent: the workbook is signed.
    """
    part = workbook_part(package)
    edits = _print_area_edits(package, sheet.casefold(), area, old)
    return package.replaced({part: spliced(package.part(part), edits)})


def _print_area_edits(package: Package, sheet: str, area: Area, old: Area) -> Iterator[Edit]:
    part = workbook_part(package)
    places = [
        str(place)
        for place, tag in enumerate(tags_named(package.structure(part), b"sheet"))
        if unescaped(tag.attributes.get("name", "")).casefold() == sheet
    ]
    for each in _names(package):
        if each.name == _PRINT_AREA and each.sheet in places:
            printed = sheet_and_area(_formula(package, each))
            if printed and printed[0].casefold() == sheet and _ends_with(printed[1], old):
                *_, cells = _CELLS.finditer(package.part(part), each.start, each.stop)
                first_row, first_column = printed[1][:2]
                beside = printed[1].last_column if printed[1].last_column > old.last_column else 0
                now = Area(first_row, first_column, area.last_row, max(area.last_column, beside))
                yield *cells.span(), _absolute(now)


def _ends_with(printed: Area, old: Area) -> bool:
    """Whether a print area ends where contents end; empty columns beside them may be printed, too."""
    return printed.last_row == old.last_row and printed.last_column >= old.last_column


def _absolute(area: Area) -> bytes:
    first = f"${column_letters(area.first_column)}${area.first_row}"
    return f"{first}:${column_letters(area.last_column)}${area.last_row}".encode()


def with_print_set_up(package: Package, sheet: str, area: Area, rows: str, columns: str) -> Package:
    """The workbook with a print area and print titles for a sheet that has neither.

    Args:
        package: the workbook.
        sheet: name of the sheet.
        area: what is printed.
        rows: the rows that are repeated on every page, such as `8:8`; empty where none are.
        columns: the columns, such as `A:A`.

    Raises:
        WouldLoseContent: the workbook is signed.
    """
    part = workbook_part(package)
    structure = package.structure(part)
    names = [unescaped(tag.attributes.get("name", "")) for tag in tags_named(structure, b"sheet")]
    place = names.index(sheet)
    there = {each.name for each in _names(package) if each.sheet == str(place)}
    if there & {_PRINT_AREA, _PRINT_TITLES}:
        return package
    titles = ",".join(on_sheet(sheet, _dollars(each)) for each in (columns, rows) if each)
    printed = {_PRINT_AREA: on_sheet(sheet, _absolute(area).decode()), _PRINT_TITLES: titles}
    return _with_names(package, {name: target for name, target in printed.items() if target}, place)


def with_defined_cells(package: Package, cells: Mapping[str, tuple[str, str]]) -> Package:
    """The workbook with a name for each of these cells, by sheet and address; names that it has stay.

    Raises:
        WouldLoseContent: the workbook is signed.
    """
    there = {each.name.casefold() for each in _names(package)}
    fresh = {
        name: on_sheet(sheet, _absolute(Area.parse(at)).decode())
        for name, (sheet, at) in cells.items()
        if name.casefold() not in there
    }
    return _with_names(package, fresh)


def _with_names(package: Package, targets: Mapping[str, str], sheet: int | None = None) -> Package:
    """The workbook with these names for these ranges, of a sheet if its place is given, from 0."""
    part = workbook_part(package)
    structure = package.structure(part)
    listed = next(tags_named(structure, b"definedNames"), None)
    if not targets or listed is None or listed.closed:
        return package
    prefix, own = root(structure).prefix, b"" if sheet is None else b' localSheetId="%d"' % sheet
    entries = b"".join(
        b'<%bdefinedName name="%b"%b>%b</%bdefinedName>'
        % (prefix, name.encode(), own, escaped(target), prefix)
        for name, target in targets.items()
    )
    return package.replaced({part: spliced(package.part(part), [(listed.stop, listed.stop, entries)])})


def _dollars(rows_or_columns: str) -> str:
    """The same with absolute ends.

    >>> _dollars("8:8"), _dollars("A:A")
    ('$8:$8', '$A:$A')
    """
    return ":".join(f"${end}" for end in rows_or_columns.split(":"))
