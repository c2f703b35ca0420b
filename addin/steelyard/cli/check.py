"""`steelyard check`: whether a file is valid and current and its formulas unchanged."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from steelyard.cli.output import (
    LONGEST_LIST,
    as_json,
    command_help,
    console_width,
    listed,
    plain_text,
    say,
)
from steelyard.weigh.entry_words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from steelyard.model.findings import Finding
    from steelyard.workbook.checking.verify import Verification

FOUND = 1
"""Exit code where something is to be mended."""

INDENT = "    "

SHOWN = ("severity", "sheet", "row", "column", "at", "found", "allowed")
"""Columns of the table of findings."""


class Format(StrEnum):
    """How the findings are printed."""

    TABLE = "table"
    JSON = "json"
    SARIF = "sarif"


@command_help(
    """
    Check whether a file is valid and current, and its formulas unchanged.

    The judgements must make a model, the computed tables must have been computed from these judgements, and
    every formula must be there and show what the engine computes. The exit code is 0 where nothing is wrong
    (there may be warnings), 1 where something is to be mended, 2 where the file cannot be read. json and
    sarif name each finding by its code, so that a pipeline can refuse a file by it.
    """
)
def check(
    file: Annotated[Path, typer.Argument(help="Workbook (.xlsx, .ods) or text of a model (.yaml).")],
    form: Annotated[Format, typer.Option("--format", help="How it is printed.")] = Format.TABLE,
) -> None:
    from steelyard.workbook.checking.verify import verify  # noqa: PLC0415 - help needs no workbook

    found = verify(file)
    say(_printed(found, form))
    if not found.sound:
        raise typer.Exit(FOUND)


def _printed(found: Verification, form: Format) -> str:
    from steelyard import __version__  # noqa: PLC0415 - reads the metadata of the installation, which takes time
    from steelyard.workbook.checking.report import as_object  # noqa: PLC0415 - help needs no workbook
    from steelyard.workbook.checking.sarif import as_sarif  # noqa: PLC0415

    if form is Format.SARIF:
        return as_json(as_sarif(found, __version__))
    return as_json(as_object(found)) if form is Format.JSON else "\n".join(lines(found))


def lines(found: Verification) -> Iterator[str]:
    """The result, part by part: a line with the state of each, then what is to be mended."""
    yield f"{found.where}: {'sound' if found.sound else 'not sound'}"
    yield f"  judgements       {_judgements(found)}"
    yield from _table(sorted(found.inputs, key=_is_warning))
    if found.conflicts:
        yield f"  merge            {counted(len(found.conflicts), 'open conflict')}, left for a person"
        yield from listed(found.conflicts, LONGEST_LIST, INDENT)
    if not found.workbook:
        return
    if found.structure:
        yield f"  structure        {found.structure}"
    if found.refusal:
        yield f"  score            would refuse: {found.refusal}"
    yield f"  computed tables  {_currency(found)}"
    yield from listed((*found.changed, *found.renamed), LONGEST_LIST, INDENT)
    if found.fit and not found.structure:
        yield f"  live results     {_agreement(found.live)}"
        yield from _table(found.live)
        if found.current or not found.changed:
            yield f"  computed cells   {_agreement(found.computed)}"
            yield from _table(found.computed)
        if found.integrity:
            yield f"  beside them      {counted(len(found.integrity), 'warning')}"
            yield from _table(found.integrity)


def _judgements(found: Verification) -> str:
    warnings = sum(map(_is_warning, found.inputs))
    wrong = len(found.inputs) - warnings
    parts = ["valid" if found.fit else counted(wrong, "error")]
    return ", ".join(parts + ([counted(warnings, "warning")] if warnings else []))


def _currency(found: Verification) -> str:
    if not found.fit:
        return "cannot be compared before the judgements are mended"
    if found.current:
        aside = ", which is no fault" if found.renamed else ""
        return f"{found.currency}{aside} (fingerprint {found.stamp})"
    if found.computed_for and not found.changed:
        return f"{found.currency}; another viewpoint is chosen, which is no fault"
    changes = f": {found.currency}" if found.changed else ""
    cure = "" if found.structure or found.refusal else "; steelyard score writes them anew"
    return f"out of date{changes}{cure}"


def _agreement(differing: Sequence[Finding]) -> str:
    if not differing:
        return "as the engine computes them"
    return f"{counted(len(differing), 'cell')} to look at; steelyard score sets them"


def _table(findings: Sequence[Finding]) -> Iterator[str]:
    """The findings as a table, as wide as the console allows."""
    from steelyard.weigh.result import Result, ResultColumn, Unit  # noqa: PLC0415 - only where there is something
    from steelyard.workbook.checking.report import finding_as_object  # noqa: PLC0415

    if not findings:
        return
    columns = tuple(ResultColumn(name, name, Unit.TEXT) for name in SHOWN)
    objects = [finding_as_object(finding) for finding in findings[:LONGEST_LIST]]
    rows = tuple(
        tuple((one | {"found": one["found"] or "nothing"})[name] for name in SHOWN) for one in objects
    )
    width = console_width()
    table = Result("findings", "Findings", columns, rows)
    for line in plain_text(table, None if width is None else width - len(INDENT)).split("\n"):
        yield f"{INDENT}{line}"
    if len(findings) > LONGEST_LIST:
        yield f"{INDENT}and {len(findings) - LONGEST_LIST:,} more"


def _is_warning(finding: Finding) -> bool:
    return finding.severity.value == "warning"
