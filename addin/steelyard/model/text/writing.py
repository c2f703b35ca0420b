"""A model as text: one form for each model, made to be read, edited and compared line by line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from steelyard.model.checks import require_fit
from steelyard.model.parts import DEFAULT_SCALE
from steelyard.model.text.shape import FIRST, FORMAT, TRIAL, sections, settings
from steelyard.model.value_functions import POINTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from steelyard.model.field import Field
    from steelyard.model.model import Model

_Value = TypeVar("_Value")

WIDTH = 100
"""Columns that a line fills at most, unless one word is longer."""

_SPECIAL = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null"))
"""Words that some readers of YAML take for something else than text."""

_BREAK = re.compile(r"(?<=\S) (?=\S)")
_UNSAFE = re.compile(r": |:$| #|[\t\n]")
_FLOW_UNSAFE = re.compile(r"[,\[\]{}:]")
_ESCAPED = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
_UNPRINTABLE = re.compile(
    "[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)


def write_text(model: Model) -> str:
    """The model in YAML; `read_text` gives the same model back, exactly.

    Raises:
        InvalidModel: the model has errors, so what is written could not be read.
    """
    return valid_text(require_fit(model, "model"))


def valid_text(model: Model) -> str:
    """The same, of a model that was checked: it must be valid, and it is not checked again."""
    written = _written(model)
    blocks = ("\n".join(_entry(name, inner, 0)) for name, inner in written.items())
    return "\n\n".join(block for block in blocks if block) + "\n"


def number(value: float) -> str:
    """A number that every reader of YAML takes for this very number.

    >>> number(40.0), number(0.1), number(1e-7), number(1e300)
    ('40', '0.1', '1.0e-07', '1.0e+300')
    """
    if float(value).is_integer() and abs(value) < 1e15:
        return str(int(value))
    digits, mark, power = repr(float(value)).partition("e")
    return f"{digits if '.' in digits else digits + '.0'}{mark}{power}"


def word(text: str, *, flow: bool = False) -> str:
    """A text on one line, quoted only where a reader of YAML could take it for something else.

    >>> print(word("limited easing: a test"), word("no"), word("France"), word("2019-06-17"), word("a, b"))
    "limited easing: a test" "no" France "2019-06-17" a, b
    >>> word("a, b", flow=True)
    '"a, b"'
    """
    plain = (
        text[:1].isalpha()
        and text.lower() not in _SPECIAL
        and not _UNSAFE.search(text)
        and not (flow and _FLOW_UNSAFE.search(text))
        and not text.endswith(" ")
        and all(sign == " " or unicodedata.category(sign)[0] not in "CZ" for sign in text)
    )
    return text if plain else _quoted(text)


def _quoted(text: str) -> str:
    signs = "".join(_ESCAPED.get(sign, sign) for sign in text)
    return '"' + _UNPRINTABLE.sub(lambda found: f"\\U{ord(found[0]):08X}", signs) + '"'


def _written(model: Model) -> dict[str, object]:
    """What stands behind each word of the text, as plain values."""
    default = model.levels == (*DEFAULT_SCALE,)
    return {
        FIRST: FORMAT,
        "settings": {word: getattr(model.settings, word) for word in settings()},
        "levels": DEFAULT_SCALE if default else model.levels,
        **{
            section: {
                part.key if section == "evidence" else part.id: _row(model, words, part)
                for part in getattr(model, section)
            }
            for section, (_, words) in sections().items()
        },
        TRIAL: {each.criterion: each.share for each in model.trial},
    }


def _row(model: Model, words: Mapping[str, Field], part: Any) -> dict[str, object]:
    # Where a measure has a unit, values that are left out would follow from its amounts.
    unit = getattr(part, "unit", "")
    return {
        word: _written_value(model, field, getattr(part, field.name), unit) for word, field in words.items()
    }


def _written_value(model: Model, field: Field, value: Any, unit: str) -> object:
    """The value of a part as it is written; None where a default of the text form says the same."""
    if not field.axis:
        return value
    if not value:
        return None
    along = _zipped(model.ids(field.axis), value)
    if field.by_level:
        return {item: curve for item, curve in along.items() if curve is not None}
    if field.axis == "levels":
        return None if along == DEFAULT_SCALE and not unit else value
    return {item: each for item, each in along.items() if each is not None}


def _zipped(ids: Iterable[str], values: Iterable[_Value]) -> dict[str, _Value]:
    return dict(zip(ids, values, strict=True))


def _entry(key: str, value: object, indent: int) -> Iterator[str]:
    """The lines of one word with what stands behind it; none for what is empty."""
    start = f"{' ' * indent}{_key(key)}:"
    if value is None or value is False or value in ("", {}, ()):
        return
    if isinstance(value, str):
        yield from _text(start, str(value), indent + 2)
    elif isinstance(value, Mapping) and (indent in (0, 2) or _nested(value)) and value is not DEFAULT_SCALE:
        yield start
        for name, inner in value.items():
            yield from _entry(name, inner, indent + 2)
    elif isinstance(value, Mapping):
        pairs = [f"{_key(name)}: {_single(inner)}" for name, inner in value.items()]
        yield from _filled(f"{start} {{", pairs, "}", indent + 2)
    elif isinstance(value, tuple):
        yield from _filled(f"{start} [", [_single(inner) for inner in value], "]", indent + 2)
    else:
        yield f"{start} {_single(value)}"


def _key(name: str) -> str:
    """A word before a colon; points of a scale, the only ones that are numbers, are not quoted."""
    return name if name in POINTS else word(name, flow=True)


def _nested(value: Mapping[str, object]) -> bool:
    return any(isinstance(inner, tuple) for inner in value.values())


def _single(value: object) -> str:
    if isinstance(value, bool):
        return "true"
    return number(value) if isinstance(value, int | float) else word(str(value), flow=True)


def _text(start: str, text: str, indent: int) -> Iterator[str]:
    """A text on the line of its word, or folded over several lines below it."""
    line = f"{start} {word(text)}"
    lines = text.split("\n")
    folds = all(part == part.strip() for part in lines) and not _UNPRINTABLE.search(text.replace("\n", ""))
    if not folds or (len(line) <= WIDTH and len(lines) == 1):
        yield line
        return
    yield f"{start} >-"
    for count, part in enumerate(lines):
        if count:
            yield ""
        if part:
            yield from _filled(" " * indent, _BREAK.split(part), "", indent, between="")


def _filled(start: str, pieces: Sequence[str], end: str, indent: int, between: str = ",") -> Iterator[str]:
    """Pieces that fill lines up to the width; all lines but the first are indented."""
    line = start + pieces[0]
    for piece in pieces[1:]:
        if len(f"{line}{between} {piece}{between or end}") > WIDTH:
            yield line + between
            line = " " * indent + piece
        else:
            line = f"{line}{between} {piece}"
    yield line + end
