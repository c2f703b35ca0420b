"""The pages say what the code says: tables are generated, consoles run, sources and pages are found.

python tests/docs/test_reference.py      writes the generated parts of the pages anew
"""

from __future__ import annotations

import ast
import doctest
import inspect
import re
import sys
from functools import cache
from importlib import import_module
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
import yaml
from openpyxl.utils import get_column_letter

import steelyard
from steelyard import api, cases
from steelyard.model import parts
from steelyard.model.field import Field, InputKind
from steelyard.model.fields import INPUTS
from steelyard.model.findings import CODES
from steelyard.model.text import shape
from steelyard.model.text.reading import read_text
from steelyard.sheets.catalogue import context_of, filled_sheets, outline, sheets_by_table
from steelyard.sheets.contribution_parts import LARGEST, largest
from steelyard.sheets.headings import (
    AFTER,
    AMOUNTS,
    BY_WEIGHTS_OF,
    CHANCE,
    COST_ON,
    DELIVERED_IN,
    EFFORT,
    IN_FORCE,
    LINKAGE_OF,
    PLEDGED,
    POINTS_FOR,
    REFUSED_BY,
    WEIGHT_OF,
    half_steps,
)
from steelyard.sheets.homes import home
from steelyard.sheets.names import ON_DECIDE
from steelyard.sheets.names_above import ABOVE
from steelyard.sheets.spec import Formula

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from docs.conftest import Console
    from libreoffice import Office

    from steelyard.model.model import Model
    from steelyard.sheets.spec import AnyColumn, FilledSheet

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
REFERENCE = DOCS / "reference"
PAGES = sorted(DOCS.rglob("*.md"))
OURS = [page for page in PAGES if page.parent.name in ("tutorial", "how-to", "explanation", "reference")]

HEAVIEST_PICTURE = 150_000
"""Bytes."""


@cache
def syria() -> Model:
    """The case that the pages show."""
    return read_text(cases.text("syria"))


@cache
def office() -> Model:
    """The case with criteria that are counted in a unit."""
    return read_text(cases.text("office-2004"))


@cache
def planned() -> tuple[FilledSheet, ...]:
    """Its workbook."""
    return filled_sheets(context_of(syria()))


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def anchor(heading: str) -> str:
    """The link to a heading on the same page."""
    return "#" + re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


# The generated parts.


def runs() -> dict[tuple[str, ...], str]:
    """What columns that are headed by ids run along, by those ids."""
    model = syria()
    measures = tuple(part.id for part in model.measures)
    return {
        model.criteria: "criterion",
        measures: "measure",
        tuple(PLEDGED + measure for measure in measures): "measure",
        tuple(part.id for part in model.cost_heads): "cost head",
        (parts.POOLED, *(part.id for part in model.stakeholders)): "viewpoint",
        tuple(part.id for part in model.stakeholders): "stakeholder",
        tuple(BY_WEIGHTS_OF + part.id for part in model.stakeholders): "stakeholder",
        tuple(REFUSED_BY + part.id for part in model.stakeholders): "stakeholder",
        model.levels: "level",
        AMOUNTS: "number of points",
        tuple(WEIGHT_OF + part.id for part in model.stakeholders): "stakeholder",
        tuple(LINKAGE_OF + option.id for option in model.options): "option",
        tuple(DELIVERED_IN + scenario.id for scenario in model.all_scenarios): "scenario",
        tuple(EFFORT + level for level in model.levels): "level",
        tuple(POINTS_FOR + party.id for party in model.counterparts): "counterpart",
        tuple(IN_FORCE + head.id for head in model.cost_heads): "cost head",
        tuple(COST_ON + head.id for head in model.cost_heads): "cost head",
        tuple(f"{AFTER}{half + 1}" for half in range(half_steps(model))): "half-step",
        tuple(CHANCE + level for level in model.levels): "level",
        tuple(f"{LARGEST}{place + 1}" for place in range(largest(model))): "place",
    }


def grouped(columns: Sequence[AnyColumn]) -> Iterator[tuple[str, AnyColumn]]:
    """Each column under what it is called; those that stand for one id each are one."""
    for _, alike in groupby(columns, key=lambda column: (column.role, column.look, column.meaning)):
        run = [*alike]
        if len(run) == 1:
            yield f"`{run[0].heading}`", run[0]
        else:
            along = runs()[tuple(column.heading for column in run)]
            yield f"one a {along}, such as `{run[1].heading}`", run[1]


def sheets() -> str:
    """Every sheet with its table and its columns."""
    found = context_of(syria()).columns
    listed = [
        (f"[{sheet.name}]({anchor(sheet.name)})", sheet.kind.value, f"`{sheet.table.name}`", sheet.purpose)
        for sheet in outline()
    ]
    pages = [table(("sheet", "kind", "table", "what it is for"), listed)]
    for sheet in outline():
        rows = [
            (name, column.role.value, column.meaning, column.allowed.prompt if column.allowed else "")
            for name, column in grouped(found[sheet.table.name])
        ]
        pages += [
            f"### {sheet.name}",
            f"{sheet.kind.value.capitalize()}. Table `{sheet.table.name}`. {sheet.purpose}",
            table(("column", "holds", "meaning", "what may be typed"), rows),
        ]
    return "\n\n".join(pages)


def named_cells() -> str:
    """Every cell above a table that has a name."""
    rows = [
        (
            f"`{cell.name}`",
            plan.name,
            f"{get_column_letter(cell.column)}{cell.row}",
            "input" if cell.allowed else "live" if isinstance(cell.content, Formula) else "computed",
        )
        for plan in planned()
        for cell in plan.header
        if cell.name
    ]
    return table(("name", "sheet", "cell in a new workbook", "holds"), rows)


ONE = {
    "stakeholders": "STAKEHOLDER",
    "measures": "MEASURE",
    "options": "OPTION",
    "scenarios": "SCENARIO",
    "rules": "RULE",
    "record": "ENTRY",
    "counterparts": "COUNTERPART",
    "plan": "STEP",
    "criteria": "CRITERION",
    "cost_heads": "HEAD",
    "levels": "LEVEL",
    "points": "POINTS",
}
"""What stands in the form of a key for one of these."""


def key_forms() -> Iterator[str]:
    """The form of every key."""
    for kind, (of, inputs) in INPUTS.keyed.items():
        stem = [kind] if kind == "settings" else [kind, ONE[of.parts]]
        for field in inputs:
            tail = [ONE[field.axis]] if field.axis else [field.name] if field.key_ends_in_name else []
            yield "/".join([*stem, *tail, *(["LEVEL"] if field.by_level else [])])


def judgements() -> str:
    """Every kind of judgement: its key, and the cell that the key leads to."""
    rows = []
    for form in key_forms():
        pattern = re.compile("/".join(r"[^/]+" if part.isupper() else part for part in form.split("/")))
        known = (key for model in (syria(), office()) for key in model.values)
        example = next(key for key in known if pattern.fullmatch(key))
        at = home(example)
        if form.startswith("settings/") and at.row in ON_DECIDE:
            where = ("Decide", f"the cell `decide_{at.row}`", "")
        else:
            where = (sheets_by_table()[at.table].name, f"`{at.row}`", f"`{at.column}`")
        rows.append((f"`{form}`", f"`{example}`", *where, at.allowed))
    return table(("key", "for instance", "sheet", "row", "column", "tested live on Checks"), rows)


def held(field: Field) -> str:
    """What stands behind a word of the text."""
    number = field.kind is InputKind.NUMBER
    if not field.axis:
        return "yes or no" if field.kind is InputKind.YES_NO else "number" if number else "text"
    along = {"criteria": "criterion", "cost_heads": "cost head"}.get(field.axis, field.axis.removesuffix("s"))
    value = "list by level" if field.by_level else "number" if number else "level"
    return f"a {value} for each {along}"


def settings() -> str:
    """The words of the settings."""
    rows = [(f"`{word}`", held(field), field.described) for word, field in shape.settings().items()]
    return table(("word", "holds", "meaning"), rows)


def sections() -> str:
    """The words of every section of the text."""
    pages = []
    for section, (_, words) in shape.sections().items():
        rows = [(f"`{word}`", held(field), field.described) for word, field in words.items()]
        first = "key of the judgement" if section == "evidence" else "id"
        pages += [f"### {section}", f"One entry by the {first}.", table(("word", "holds", "meaning"), rows)]
    return "\n\n".join(pages)


REF = re.compile(r"(?:'[^']*'!|\w+!)?\$?[A-Z]{1,3}\$?\d+")
QUOTED = re.compile(r'"[^"]*"')


def form_of(formula: str) -> str:
    """What formulas that do the same in other places have in common."""
    return QUOTED.sub('""', REF.sub("#", formula))


def formulas() -> str:
    """One formula for every live column, and one more for every other form that stands in it."""
    pages = []
    for plan in planned():
        lines = [
            (f"`{cell.name}`", cell.content.text)
            for cell in plan.header
            if isinstance(cell.content, Formula)
            and (
                not cell.look.startswith(("anchor", ABOVE)) or cell.name.endswith("_1")
            )  # of many alike, the first
        ]
        lines += [*_of_columns(plan)]
        if lines:
            pages.append(f"### {plan.name}")
            pages += [f"{what}\n\n```excel\n={text}\n```" for what, text in lines]
    return "\n\n".join(pages)


def _of_columns(plan: FilledSheet) -> Iterator[tuple[str, str]]:
    for name, column in grouped(plan.table.columns):
        at = plan.table.columns.index(column)
        seen: set[str] = set()
        for row in plan.table.rows:
            content, own = row[at], row[0].value if isinstance(row[0], Formula) else row[0]
            if isinstance(content, Formula) and form_of(content.text) not in seen:
                seen.add(form_of(content.text))
                yield f"{name} (in the row `{own}`): {column.meaning}", content.text


def functions() -> str:
    """The functions that live formulas use."""
    texts = [QUOTED.sub("", text) for text in re.findall(r"```excel\n=(.*)\n```", formulas())]
    names = sorted({name for text in texts for name in re.findall(r"([A-Z]+)\(", text)})
    return ", ".join(f"`{name}`" for name in names) + "."


def first_line(name: str) -> str:
    """What the first line of the docstring says; one that points elsewhere is followed."""
    said = inspect.getdoc(getattr(steelyard, name)) or ""
    if there := re.match(r"See `([\w.]+)\.(\w+)`", said):
        said = inspect.getdoc(getattr(import_module(there[1]), there[2])) or ""
    return said.splitlines()[0]


def called(name: str) -> str:
    """A function with the names of what it takes."""
    plain = inspect.signature(getattr(steelyard, name))
    bare = [each.replace(annotation=inspect.Parameter.empty) for each in plain.parameters.values()]
    return f"{name}{plain.replace(parameters=bare, return_annotation=inspect.Signature.empty)}"


def public_names() -> str:
    """Every public name but the errors."""
    values = {name: getattr(steelyard, name) for name in steelyard.__all__}
    rows = [(f"`{called(name)}`", first_line(name)) for name in values if inspect.isfunction(values[name])]
    others = [
        (f"`{name}`", "The version, as text." if name == "__version__" else first_line(name))
        for name, value in values.items()
        if not inspect.isfunction(value) and not is_error(value)
    ]
    return table(("name", "gives"), sorted([*rows, *others]))


def is_error(value: object) -> bool:
    """Whether it is a class of errors."""
    return isinstance(value, type) and issubclass(value, Exception)


def public_errors() -> str:
    """Every public error."""
    names = [name for name in steelyard.__all__ if is_error(getattr(steelyard, name))]
    return table(
        ("error", "says"), [(f"[`{name}`](errors.md#{name.lower()})", first_line(name)) for name in names]
    )


def answers() -> str:
    """Every table of answers, with its columns."""
    pages = []
    for name in api.QUESTIONS:
        answer = api.table(syria(), name)
        rows = []
        for _, alike in groupby(
            answer.columns, key=lambda c: (c.unit, c.name if c.name not in ids() else "")
        ):
            run = [*alike]
            along = runs().get(tuple(column.name for column in run))
            shown = f"one a {along}, such as `{run[0].name}`" if along else f"`{run[0].name}`"
            key = "index" if answer.columns.index(run[0]) < answer.keys else ""
            rows.append((shown, run[0].unit.value, run[0].title if not along else "", key))
        pages += [f"### {name}", table(("column", "unit", "title", ""), rows)]
    return "\n\n".join(pages)


@cache
def ids() -> set[str]:
    """Ids that head columns of answers."""
    return {name for run in runs() for name in run}


CODE_AT = {
    "Finding": 3,
    "note_error": 3,
    "note_warning": 4,
    "choice": 4,
    "missing": 3,
    "note_repeated": 3,
    "_warning": 3,
    "refuse": 2,
    "refuse_entry": 2,
}
"""Which argument of a function is the code."""


def codes() -> dict[str, set[str]]:
    """Every code that the source gives a finding, with its severities."""
    found: dict[str, set[str]] = {}
    for path in sorted((ROOT / "addin" / "steelyard").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for code, warns in _codes_in(node):
                found.setdefault(code, set()).add("warning" if warns else "error")
    return found


def _codes_in(node: ast.AST) -> Iterator[tuple[str, bool]]:
    if isinstance(node, ast.FunctionDef):
        last = node.args.args[-len(node.args.defaults) :] if node.args.defaults else []
        for argument, default in zip(last, node.args.defaults, strict=True):
            if argument.arg == "code" and isinstance(default, ast.Constant):
                yield str(default.value), False
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        given = [
            *node.args[CODE_AT.get(name, 99) :][:1],
            *(k.value for k in node.keywords if k.arg == "code"),
        ]
        warns = name in ("note_warning", "_warning") or "WARNING" in ast.dump(node)
        yield from ((str(each.value), warns) for each in given if isinstance(each, ast.Constant))


def model_codes() -> str:
    """Every code of a model's findings, with what it means."""
    severities = codes()
    rows = [
        (f"`{code}`", ", ".join(sorted(severities[code])), meaning.removesuffix(" (warning)"))
        for code, meaning in CODES.items()
    ]
    return table(("code", "severity", "meaning"), rows)


GENERATED: dict[str, dict[str, Callable[[], str]]] = {
    "findings.md": {"codes": model_codes},
    "formulas.md": {"functions": functions, "formulas": formulas},
    "python.md": {"names": public_names, "errors": public_errors, "answers": answers},
    "sheets.md": {"sheets": sheets, "named cells": named_cells},
    "words.md": {"judgements": judgements},
    "yaml.md": {"settings": settings, "sections": sections},
}
"""By page: the parts that the code writes, by the name between their marks."""


def written(page: str) -> str:
    """The page with its generated parts as the code has them now."""
    text = (REFERENCE / page).read_text(encoding="utf-8")
    for name, part in GENERATED[page].items():
        start, stop = f"<!-- generated: {name} -->\n", f"\n<!-- end: {name} -->"
        before, _, rest = text.partition(start)
        _, found, after = rest.partition(stop)
        assert found, f"{page} has no place for {name!r}"
        text = f"{before}{start}\n{part()}\n{stop}{after}"
    return text


@pytest.mark.parametrize("page", GENERATED)
def test_a_generated_page_is_what_the_code_says(page: str) -> None:
    said = (REFERENCE / page).read_text(encoding="utf-8")
    assert said == written(page), "run: python tests/docs/test_reference.py"


def test_every_code_of_a_finding_is_explained() -> None:
    page = (REFERENCE / "findings.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `([a-z-]+)` \| ([a-z, ]+) \|", page, re.MULTILINE)
    assert {code: severities.split(", ") for code, severities in listed} == {
        code: sorted(severities) for code, severities in codes().items()
    }


# Sources.

KEY = re.compile(r"\[([A-Z][^\[\]\n]*? \d{4}[a-z]?)\](?!\()")


def cited(text: str) -> set[str]:
    """The keys of sources in a text."""
    return {found[1] for found in KEY.finditer(" ".join(text.split()))}


def docstrings(folder: Path) -> Iterator[str]:
    """Every docstring of the modules in a folder and the folders in it."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, documented):
                yield ast.get_docstring(node) or ""


def test_every_source_is_resolved_and_every_entry_is_used() -> None:
    page = (REFERENCE / "bibliography.md").read_text(encoding="utf-8")
    resolved = re.findall(r"^## (.+ \d{4}[a-z]?)$", page, re.MULTILINE)
    in_code = {key for text in docstrings(ROOT / "addin" / "steelyard" / "analysis") for key in cited(text)}
    in_pages = {key for path in OURS for key in cited(path.read_text(encoding="utf-8"))}
    assert resolved == sorted(resolved)
    assert {*resolved} == in_code | in_pages


# The consoles.


class Typed(NamedTuple):
    """A line of a console block: the command and what it printed."""

    command: str
    output: str


class Saved(NamedTuple):
    """A block that the reader saves as a file."""

    file: str
    text: str


class Edited(NamedTuple):
    """A hidden mark: a judgement that somebody changed in the meantime."""

    file: str
    key: str
    value: float | str


STEP = re.compile(
    r"^```console\n(?P<block>.*?)^```$"
    r"|^<!-- save as (?P<saved>\S+) -->\n```\w+\n(?P<text>.*?)^```$"
    r"|^<!-- edit (?P<file>\S+): (?P<key>\S+) = (?P<value>.*?) -->$",
    re.MULTILINE | re.DOTALL,
)


def steps(text: str) -> Iterator[Typed | Saved | Edited]:
    """What happens in the consoles of a page, in its order."""
    for found in STEP.finditer(text):
        if found["saved"]:
            yield Saved(found["saved"], found["text"])
        elif found["file"]:
            value: object = yaml.safe_load(found["value"])
            assert isinstance(value, str | int | float)
            yield Edited(found["file"], found["key"], value)
        else:
            first, *typed = re.split(r"^\$ ", found["block"], flags=re.MULTILINE)
            assert not first, f"a console begins with a command: {first!r}"
            for entry in typed:
                command, _, output = entry.partition("\n")
                yield Typed(command, output)


@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if "```console" in page.read_text(encoding="utf-8")],
    ids=lambda page: page.relative_to(DOCS).as_posix(),
)
def test_the_consoles_of_a_page_run_and_print_what_it_shows(page: Path, console: Console) -> None:
    same = doctest.OutputChecker()
    loosely = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    status_is_shown = True
    for step in steps(page.read_text(encoding="utf-8")):
        if isinstance(step, Edited):
            console.edit(step.file, step.key, step.value)
            continue
        if isinstance(step, Saved):
            (console.folder / step.file).write_text(step.text, encoding="utf-8")
            continue
        asks = step.command == "echo $?"
        assert status_is_shown or asks, "an exit code other than 0 must be shown by: echo $?"
        output = console.type(step.command)
        assert same.check_output(step.output, output, loosely), f"$ {step.command}\n{output}"
        status_is_shown = asks or console.status == 0 or not step.command.startswith("steelyard ")
    assert status_is_shown


# The pages as a whole.


def test_every_block_of_a_page_is_of_a_kind_that_is_tested() -> None:
    kinds = {"console", "python", "yaml", "excel", "text"}
    for page in OURS:
        text = page.read_text(encoding="utf-8")
        for kind, block in re.findall(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
            assert kind in kinds or page.name == "commands.md", f"{page.name}: {kind!r}"
            assert kind != "python" or ">>> " in block, f"{page.name}: nobody runs {block!r}"
            assert kind != "yaml" or read_text(block), page.name


def test_what_the_pages_name_of_the_code_is_there() -> None:
    rooms = "cli|workbook|sheets|ooxml|weigh|model|analysis"
    for page in OURS:
        for path in set(re.findall(rf"`((?:{rooms})(?:\.\w+)+)`", page.read_text(encoding="utf-8"))):
            module, _, name = f"steelyard.{path}".rpartition(".")
            found = import_module(module)
            assert hasattr(found, name) or import_module(f"{module}.{name}"), f"{page.name}: {path}"


TOLD = re.compile(r"^<!-- with (?P<key>\S+) = (?P<value>.*?), Decide says: (?P<says>.*?) -->$", re.MULTILINE)
"""A hidden mark of the officials' tutorial: what they set, and what they then read."""


@pytest.mark.office
def test_officials_read_on_decide_what_their_tutorial_says(console: Console, office: Office) -> None:
    told = [*TOLD.finditer((DOCS / "tutorial" / "official.md").read_text(encoding="utf-8"))]
    assert len(told) > 5
    steelyard.save(syria(), console.folder / "syria.xlsx")
    with office.open(console.folder / "syria.xlsx") as book:
        book.recalculate()
        for step in told:
            sheet, at = console.place("syria.xlsx", step["key"])
            book.put(sheet, at, [[yaml.safe_load(step["value"])]])
            shown = [str(cell) for row in book.get("Decide", "A1:K40") for cell in row]
            assert any(step["says"] in cell for cell in shown), f"{step[0]}\n{shown}"


@pytest.mark.office
def test_a_workbook_that_went_through_libreoffice_can_be_scored(tmp_path: Path, office: Office) -> None:
    steelyard.save(syria(), tmp_path / "built.xlsx")
    with office.open(tmp_path / "built.xlsx") as book:
        book.put("Weights", "D10", [[20]])
        saved = book.save_as(tmp_path / "saved.xlsx")
    assert steelyard.load(saved) == syria().replace_value("weights/France/detainee-access", 20)
    steelyard.score(saved)
    assert steelyard.check(saved).sound


def test_every_page_is_on_the_map() -> None:
    links = {
        (page.parent / target).resolve()
        for page in PAGES
        if page.name == "index.md"
        for target in re.findall(r"\]\(([^)#:]+\.md)[^)]*\)", page.read_text(encoding="utf-8"))
    }
    assert [page.name for page in PAGES if page not in {*links, DOCS / "index.md"}] == []


def test_pictures_are_light_and_shown_with_words() -> None:
    told = " ".join(page.read_text(encoding="utf-8") for page in [*PAGES, ROOT / "README.md"])
    for picture in sorted((DOCS / "pictures").iterdir()):
        assert picture.stat().st_size < HEAVIEST_PICTURE, picture.name
        assert re.search(rf"!\[[^\]]{{20,}}\]\([^)]*{re.escape(picture.name)}\)", told), picture.name


if __name__ == "__main__":
    for name in GENERATED:
        (REFERENCE / name).write_text(written(name), encoding="utf-8")
        sys.stdout.write(f"docs/reference/{name}\n")
