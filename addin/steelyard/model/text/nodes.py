"""YAML as a tree of nodes with their lines, restricted to the part of YAML that a model needs."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import yaml

from steelyard.errors import TextError
from steelyard.model.draft import Cell, Place
from steelyard.model.findings import Finding, quoted_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

DEEPEST = 12
"""Levels of nesting; a model has six."""

_READ_DIFFERENTLY = re.compile(r"[\t?\ufeff\x85\u2028\u2029]|(?<!: )[|>]|[|>](?!-?\n)")
"""Signs that the two parsers of PyYAML do not always read in the same way: seen in 50,000 altered texts."""

_NULL = "tag:yaml.org,2002:null"
_NUMBER = re.compile(r"[-+]?((0|[1-9]\d*)(\.\d*)?|\.\d+)([eE][-+]?\d+)?", re.ASCII)
_WHOLE, _DECIMALS = re.compile(r"[-+]?\d+", re.ASCII), re.compile(r"\d+", re.ASCII)
_NO_FINITE_NUMBER = re.compile(r"([-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))")


class _Composer(yaml.composer.Composer):
    """Makes nodes of what a parser has read, and refuses anchors, tags and deep nesting.

    Anchors can make a short text huge, and tags change what a text means.
    """

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: object) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[attr-defined]
        if getattr(event, "anchor", None) is not None:
            problem = (
                "anchors and aliases (& and *) are no part of a model; write the values out, or quote them"
            )
        elif getattr(event, "tag", None) is not None:
            problem = "tags (!) are no part of a model; quote what is meant as text"
        elif self.depth == DEEPEST:
            problem = f"this is nested more than {DEEPEST} deep; a model is not"
        else:
            self.depth += 1
            node: yaml.Node | None = super().compose_node(parent, index)  # type: ignore[arg-type]
            self.depth -= 1
            return node
        raise yaml.composer.ComposerError(None, None, problem, event.start_mark)


class _Loader(_Composer, yaml.SafeLoader):
    """The loader whose messages people read."""

    def __init__(self, text: str) -> None:
        yaml.SafeLoader.__init__(self, text)


if yaml.__with_libyaml__:

    class _QuickLoader(_Composer, yaml.CSafeLoader):
        """The loader for texts in order: the parser in C takes a fifth of the time."""

        def __init__(self, text: str) -> None:
            yaml.CSafeLoader.__init__(self, text)
            yaml.composer.Composer.__init__(self)

else:  # pragma: no cover - a Python for which PyYAML has no compiled part
    _QuickLoader = _Loader  # type: ignore[misc, assignment]


@dataclass(frozen=True, slots=True)
class Shape:
    """What stands where a text or a number should: a list or a mapping."""

    words: str

    def __str__(self) -> str:
        return self.words


def root_of(text: str | bytes, where: str) -> yaml.MappingNode:
    """The topmost mapping of the text.

    Raises:
        TextError: not UTF-8, not YAML, not one mapping, or beyond what a model has use for.
    """
    if isinstance(text, bytes):
        text = _decoded(text, where)
    try:
        root = _root(text)
    except yaml.reader.ReaderError as error:
        sign = f"U+{int(error.character):04X}"
        raise TextError(
            f"{where}: {_spot(text, error.position)}: the character {sign} is not allowed"
        ) from None
    except yaml.MarkedYAMLError as error:
        spot = _at(error.problem_mark) if error.problem_mark else "at the end"
        raise TextError(f"{where}: {spot}: {error.problem or error.context}") from None
    if not isinstance(root, yaml.MappingNode):
        found = "nothing" if root is None else _shape(root)
        raise TextError(f"{where}: line 1, column 1: found {found}; a model starts with 'steelyard: 1'")
    return root


def _root(text: str) -> yaml.Node | None:
    if not _READ_DIFFERENTLY.search(text):
        try:
            return _composed(_QuickLoader, text)
        except (yaml.YAMLError, UnicodeEncodeError):
            pass  # the parser in C has other words for what is wrong
    return _composed(_Loader, text)


def _composed(loader_class: type[_Loader | _QuickLoader], text: str) -> yaml.Node | None:
    loader = loader_class(text)
    try:
        return loader.get_single_node()
    finally:
        loader.dispose()


def entries(
    node: yaml.Node | None,
    place: Place,
    noted: list[Finding],
    wanted: str = "a mapping, such as 'word: value',",
) -> Iterator[tuple[str, Place, yaml.Node]]:
    """The words of a mapping, with their places and what stands behind them; each word once."""
    if not isinstance(node, yaml.MappingNode):
        if node is not None and not is_null(node):
            found = _shape(node)
            noted.append(Finding(spot(place, node), found, f"{wanted} is needed", "wrong-shape"))
        return
    seen: dict[str, str] = {}
    before: yaml.Node | None = None
    for key, value in node.value:
        parted, before = _parted(before, key) if is_null(value) else "", value
        word = key.value if isinstance(key, yaml.ScalarNode) else ""
        here = spot(place, key)
        if not isinstance(key, yaml.ScalarNode):
            noted.append(
                Finding(here, _shape(key), "a single word is needed before the colon", "wrong-shape")
            )
        elif parted:
            noted.append(Finding(here, quoted_value(parted), decimal_commas_read([parted]), "decimal-comma"))
        elif word in seen:
            wanted_once = f"each word stands once, this one stands at {seen[word]} already"
            noted.append(Finding(here, quoted_value(word), wanted_once, "duplicate-key"))
        else:
            seen[word] = here.at
            yield word, here, value


def items(node: yaml.Node, place: Place, noted: list[Finding], wanted: str) -> list[yaml.Node]:
    """What stands in a list."""
    if isinstance(node, yaml.SequenceNode):
        return list(node.value)
    if not is_null(node):
        noted.append(Finding(spot(place, node), _shape(node), f"{wanted} is needed", "wrong-shape"))
    return []


def decimal_commas(node: yaml.Node) -> list[str]:
    """Pairs of numbers in a list such as `[0, 12,5, 40]` that were probably meant as one number.

    In such a list a blank stands behind some commas and none behind others. Where none stands behind any, as
    in `[0,10,40]`, nothing tells which commas were meant as decimal commas.
    """
    listed = node.value if isinstance(node, yaml.SequenceNode) and node.flow_style else []
    parted = [_parted(one, other) for one, other in pairwise(listed)]
    return [] if all(parted) else [pair for pair in parted if pair]


def decimal_commas_read(pairs: Sequence[str]) -> str:
    """How such pairs are read, and what to write instead.

    >>> decimal_commas_read(["12,5"])
    'a decimal comma separates two values here; write decimals with a point: 12.5'
    """
    points = ", ".join(pair.replace(",", ".") for pair in pairs)
    return f"a decimal comma separates two values here; write decimals with a point: {points}"


def _parted(one: yaml.Node | None, other: yaml.Node) -> str:
    """Two values with nothing but a comma between them, if they can be one number with a decimal comma."""
    for node, digits in ((one, _WHOLE), (other, _DECIMALS)):
        if not isinstance(node, yaml.ScalarNode) or node.style or not digits.fullmatch(node.value):
            return ""
    end, start = one.end_mark, other.start_mark  # type: ignore[union-attr]
    beside = end.line == start.line and start.column - end.column == 1
    return f"{one.value},{other.value}" if beside else ""  # type: ignore[union-attr]


def cell(node: yaml.Node, place: Place, *, number: bool) -> Cell:
    """The value that a node stands for: a text as it is written, or a number where numbers are wanted."""
    here = spot(place, node)
    if not isinstance(node, yaml.ScalarNode):
        return Cell(Shape(_shape(node)), here)
    if is_null(node):
        return Cell(None, here)
    text: str = node.value
    if number and not node.style:
        if _NUMBER.fullmatch(text):
            return Cell(float(text), here)
        if _NO_FINITE_NUMBER.fullmatch(text):
            return Cell(float(text.replace(".", "")), here)
    return Cell(text, here)


def is_mapping(node: yaml.Node) -> bool:
    """Whether words with values stand there."""
    return isinstance(node, yaml.MappingNode)


def is_null(node: yaml.Node) -> bool:
    """Whether nothing stands there: no word, or an unquoted `null` or `~`."""
    return isinstance(node, yaml.ScalarNode) and not node.style and node.tag == _NULL


def spot(place: Place, node: yaml.Node) -> Place:
    """The place with the line and column of the node."""
    return replace(place, at=_at(node.start_mark))


def _shape(node: yaml.Node) -> str:
    if isinstance(node, yaml.ScalarNode):
        return quoted_value(node.value)
    return "a list" if isinstance(node, yaml.SequenceNode) else "a mapping"


def _at(mark: yaml.Mark) -> str:
    return f"line {mark.line + 1}, column {mark.column + 1}"


def _spot(text: str, position: int) -> str:
    before = text[:position]
    return f"line {before.count(chr(10)) + 1}, column {position - before.rfind(chr(10))}"


def _decoded(data: bytes, where: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        raise TextError(
            f"{where}: {_spot(before, len(before))}: this is not UTF-8 text; save it as UTF-8"
        ) from None
