"""What ids, names and labels may look like, and which words are reserved."""

from __future__ import annotations

import difflib
import unicodedata
from itertools import islice
from typing import TYPE_CHECKING

from steelyard.model.fields import AMOUNT_AT, INPUTS

if TYPE_CHECKING:
    from collections.abc import Iterable

POOLED_NAME = "all, pooled"
"""How lists show the viewpoint of all stakeholders together; no stakeholder may have this name."""

IS_OFFERED = "is offered"
"""Heading of what the tabled package offers on Effects, as 1 or 0; no id has a blank."""

TYPED_IN = "typed in"
"""Heading of the units of costs on Costs, where there are any."""

ANCHORS = ("worst", "best", "unit")
"""Headings of what describes a criterion. No id heads a column beside them; only levels do, on Measures."""

_OF_INPUTS = (
    field.heading
    for field in INPUTS.fields
    if field.table != "settings" and field.heading not in ("", *ANCHORS)
)
_OF_RESULTS = (
    *("scenario", "stakeholder", "criterion"),
    *("level today", "verified on", "verified by", "only announced", "entry", "row"),
    *("condition", "holds", "missing", "further", "rank", "place", "net", "lowest", "highest"),
)
HEADINGS = tuple(dict.fromkeys(("setting", "value", *_OF_INPUTS, *_OF_RESULTS)))
"""Column headings of the tables, so that an id that heads a column of its own is never mistaken for one."""

RESERVED = frozenset((*HEADINGS, "all", "viewpoint", "chosen"))
"""Words that may be neither an id nor a level."""

LONGEST_ID = 60
"""Characters of an id, a level, a group or a track: the longest key, of four parts, stays under 255."""
LONGEST_NAME = 255
LONGEST_NOTE = 32_000
"""Characters; a cell of a workbook holds 32,767."""

MOST_COMPARED = 300
"""Words that a misspelt one is compared with; of more, only those that begin alike and are about as long."""

EXCEL_ERRORS = frozenset(
    (
        *("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA", "#SPILL!"),
        *("#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#BUSY!", "#PYTHON!", "#EXTERNAL!"),
    )
)


INVISIBLE = (
    *map(chr, range(0x200B, 0x2010)),  # zero-width blank, joiners, marks of direction
    *map(chr, range(0x202A, 0x202F)),  # embeddings of direction
    *map(chr, range(0x2060, 0x2070)),  # word joiner, isolates of direction
    *("\u00ad", "\u061c", "\u180e", "\ufeff"),  # soft hyphen, other marks, byte order mark
)
"""Signs without a width, which come along when text is copied from pages and mails."""

BLANKS = (*(sign for sign in map(chr, range(0x3001)) if sign.isspace()), *INVISIBLE)
"""Every sign that nobody sees at the ends of a word."""

_BLANKS = "".join(BLANKS)


def stripped(text: str) -> str:
    r"""The text without what nobody sees at its ends: blanks of any kind, line breaks, zero-width signs.

    >>> stripped("\u00a0core\u200b\n")
    'core'
    """
    return text.strip() if text.isascii() else text.strip(_BLANKS)


def folded(word: str) -> str:
    """The word as it is compared: blanks at its ends, case and the spelling of accents do not count.

    Letters that only differ before they are made capitals are the same too, such as i and the dotless ı:
    spreadsheets compare capitals.

    >>> folded(" Limited-Easing ") == folded("limited-easing"), folded("m\u0131l") == folded("MIL")
    (True, True)
    """
    if word.isascii():  # nearly all are, and then this is the same at a tenth of the time
        return word.strip().lower()
    composed = unicodedata.normalize("NFC", stripped(word))
    return unicodedata.normalize("NFC", composed.upper().casefold())


def same_in_formulas(one: str, other: str) -> bool:
    r"""Whether every spreadsheet program takes two words for the same: only the case of letters differs.

    Of words that `folded` takes for the same, some programs tell apart those with ß for ss, with the dotless
    ı or with accents that are signs of their own, and others do not.

    >>> same_in_formulas("Café", "CAFÉ"), same_in_formulas("straße", "STRASSE")
    (True, False)
    >>> same_in_formulas("m\u0131l", "MIL"), same_in_formulas("Caf\u00e9", "Cafe\u0301")
    (False, False)
    """
    return one.lower() == other.lower() and one.upper() == other.upper()


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that was probably meant, or ''.

    >>> nearest("comittee", ["committee", "idlib-protection"]), nearest("xyz", ["committee"])
    ('committee', '')
    """
    if len(word) > LONGEST_ID:
        return ""
    wanted, spelled = folded(word), {folded(other): other for other in known}
    compared: Iterable[str] = spelled
    if len(spelled) > MOST_COMPARED:
        alike = (other for other in spelled if other[:1] == wanted[:1] and abs(len(other) - len(wanted)) < 3)
        compared = islice(alike, MOST_COMPARED)
    return next((spelled[near] for near in difflib.get_close_matches(wanted, compared, n=1)), "")


def hint(word: str, known: Iterable[str]) -> str:
    """The nearest word as the end of a message, or nothing.

    >>> hint("comittee", ["committee", "idlib-protection"])
    "; did you mean 'committee'?"
    """
    near = nearest(word, known)
    return f"; did you mean {near!r}?" if near else ""


def is_id(word: str) -> bool:
    """Whether the word starts with a letter and goes on with letters, digits, -, _ and . only.

    >>> is_id("limited-easing"), is_id("2nd"), is_id("two words"), is_id("États-Unis")
    (True, False, False, True)
    """
    return is_label(word) and all(
        unicodedata.category(sign)[0] in "LM" or sign in "-_." or sign.isdecimal() for sign in word
    )


def is_free_level(word: str) -> bool:
    """Whether a level may be this word: none with a meaning of its own, and no beginning of other headings.

    >>> is_free_level("partial"), is_free_level("all"), is_free_level("Amount at none")
    (True, False, False)
    """
    return folded(word) not in {*RESERVED, *ANCHORS} and not folded(word).startswith(AMOUNT_AT)


def is_label(word: str) -> bool:
    """Whether the word starts with a letter, holds none of `/ * ? ~` and stays on one line.

    >>> is_label("core package"), is_label("1"), is_label("core/linked")
    (True, False, False)
    """
    return word[:1].isalpha() and not set(word) & set("/*?~") and not strange(word)


def strange(text: str) -> str:
    """The first character that no text may hold (a control character, half a character), or ''.

    >>> strange("plain"), ord(strange("bell" + chr(7)))
    ('', 7)
    """
    if text.isprintable():  # nearly all are, and no printable sign is strange
        return ""
    return next(
        (sign for sign in text if unicodedata.category(sign) in _STRANGE or sign in "\ufffe\uffff"), ""
    )


_STRANGE = ("Cc", "Cs", "Zl", "Zp")
