"""Print the figures of a source tree: sizes of rooms, folders, files and functions, and import chains.

    python scripts/structure.py [CHECKOUT]

CHECKOUT is the root of a checkout, by default the one that holds this file. The sources are only parsed, so
that checkouts of any age can be compared.
"""

from __future__ import annotations

import ast
import math
import sys
from collections import Counter
from graphlib import TopologicalSorter
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

PACKAGE = "steelyard"
SOURCE_ROOT = "addin"


class Module(NamedTuple):
    """One source file."""

    name: str
    """With dots, without the name of the package; empty for the package itself."""
    folder: str
    lines: int
    tree: ast.Module

    @property
    def room(self) -> str:
        """The folder, or the single file, that it belongs to directly below the package."""
        return self.name.partition(".")[0]


class Function(NamedTuple):
    """One function or method; decorators do not count."""

    place: str
    lines: int
    declares: bool
    """Whether it is a declaration only: one return statement, and a docstring or none."""


def modules(checkout: Path) -> tuple[Module, ...]:
    """Every source file of the package, by name."""
    root = checkout / SOURCE_ROOT / PACKAGE
    found = []
    for path in sorted(root.rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        text = path.read_text(encoding="utf-8")
        folder = path.parent.relative_to(root).as_posix()
        found.append(Module(name, folder, len(text.splitlines()), ast.parse(text)))
    return tuple(found)


def functions(module: Module) -> Iterator[Function]:
    """Every function of a module, methods and inner functions too."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
            declares = len(body) == 1 and isinstance(body[0], ast.Return)
            end = node.end_lineno or node.lineno
            yield Function(f"{module.name}.{node.name}", end - node.lineno + 1, declares)


def imports(module: Module, names: frozenset[str]) -> set[str]:
    """The modules that are imported with this one: not those within functions or for a type checker only."""
    found = {name for node in _when_imported(module.tree.body) for name in _named(node, names)}
    return found - {module.name}


def _when_imported(body: Iterable[ast.stmt]) -> Iterator[ast.Import | ast.ImportFrom]:
    for node in body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            yield from _when_imported(node.orelse)
        elif isinstance(node, ast.If | ast.Try | ast.With | ast.ClassDef):
            yield from _when_imported(
                each for each in ast.iter_child_nodes(node) if isinstance(each, ast.stmt)
            )


def _named(node: ast.Import | ast.ImportFrom, names: frozenset[str]) -> Iterator[str]:
    """The modules of the package that a statement names; the sources hold no relative imports."""
    if isinstance(node, ast.Import):
        whole = [alias.name for alias in node.names]
    else:
        inside = [f"{node.module}.{alias.name}" for alias in node.names]
        whole = [each if _inside(each) in names else str(node.module) for each in inside]
    for each in whole:
        if (name := _inside(each)) and name in names:
            yield name


def _inside(name: str) -> str:
    """The name of a module within the package; empty for the package itself and for all others."""
    return name.removeprefix(f"{PACKAGE}.") if name.startswith(f"{PACKAGE}.") else ""


def longest_chain(graph: Mapping[str, set[str]]) -> tuple[str, ...]:
    """The longest row of modules of which each imports the next.

    Raises:
        graphlib.CycleError: modules import each other in a circle.
    """
    chains: dict[str, tuple[str, ...]] = {}
    for name in TopologicalSorter(graph).static_order():
        below = (chains[each] for each in sorted(graph.get(name, ())))
        chains[name] = (name, *max(below, key=len, default=()))
    return max(chains.values(), key=len, default=())


def share(sizes: Sequence[int], part: float) -> int:
    """The size that so large a part of the sizes does not exceed."""
    ordered = sorted(sizes)
    return ordered[math.ceil(part * len(ordered)) - 1] if ordered else 0


def report(checkout: Path) -> Iterator[str]:
    """The figures of a checkout, line by line."""
    found = modules(checkout)
    names = frozenset(module.name for module in found)
    graph = {module.name: imports(module, names) for module in found}
    yield from _rooms(found, graph)
    widest, files = max(Counter(module.folder for module in found).items(), key=lambda item: item[1])
    yield f"widest folder              {files} files: {widest}"
    chain = longest_chain(graph)
    yield f"longest import chain       {len(chain)} modules: {' > '.join(chain)}"
    largest = max(found, key=lambda module: module.lines)
    lines = [module.lines for module in found]
    yield f"lines of a file            median {median(lines):g}, most {largest.lines}: {largest.name}"
    every = [function for module in found for function in functions(module)]
    yield f"lines of a function        {_lengths(every)}"
    yield f"the same, no declarations  {_lengths([each for each in every if not each.declares])}"


def _rooms(found: Sequence[Module], graph: Mapping[str, set[str]]) -> Iterator[str]:
    """Files, lines and longest import chain of every room, the largest room first."""
    rooms: dict[str, list[Module]] = {}
    for module in found:
        rooms.setdefault(module.room, []).append(module)
    whole = sum(module.lines for module in found)
    yield f"{'room':<12}{'files':>7}{'lines':>8}{'share':>8}{'chain':>8}"
    for lines, room in sorted(
        ((sum(each.lines for each in rooms[room]), room) for room in rooms), reverse=True
    ):
        own = {module.name for module in rooms[room]}
        chain = longest_chain({name: graph[name] & own for name in own})
        yield f"{room or '__init__':<12}{len(own):>7}{lines:>8}{lines / whole:>8.0%}{len(chain):>8}"
    yield f"{'all':<12}{len(found):>7}{whole:>8}{1:>8.0%}{len(longest_chain(graph)):>8}"


def _lengths(every: Sequence[Function]) -> str:
    longest = max(every, key=lambda function: function.lines)
    lines = [function.lines for function in every]
    return (
        f"median {median(lines):g}, 95 % at most {share(lines, 0.95)}, most {longest.lines}: {longest.place}"
    )


if __name__ == "__main__":
    given = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[1]
    sys.stdout.writelines(f"{line}\n" for line in report(given))
