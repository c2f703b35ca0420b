"""What a copy that leaves the house withholds: the policy of a case, and the model that remains.

| word | withheld |
| --- | --- |
| reservation | our reservation value, its change and our future; and all that `counterpart` names |
| counterpart | the counterparts: worth, burden, effort, chance, role, reservation values and futures |
| trial | the shares on trial |
| authors | who keeps the case, where to ask, who judged, who verified |
| notes | remarks, purpose, context, sources |
| sheets | the sheets and names that people added; an empty policy alone does not withhold them |
| weights to N | nothing; each weight becomes the nearest multiple of N points |

Whether a package is acceptable tells how high a reservation value is at most. So the other side is withheld
with our reservation value. Evidence for a judgement that is withheld goes with it.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from steelyard.errors import SteelyardError
from steelyard.model import fields
from steelyard.model.field import InputKind
from steelyard.model.keys import judgements_of
from steelyard.model.parts import Trial
from steelyard.model.vocabulary import folded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.model.model import Model
    from steelyard.model.parts import Evidence, ModelFields, Stakeholder

WITHHELD = "withheld"
"""What stands in place of what is withheld."""

ALL = "all"
"""The word of a policy for every class."""

OURS = ("reservation", "reservation_change", "future")
"""The settings that say what our side gets without a deal or after the plan."""

_ROUNDED = re.compile(r"weights to ([0-9]{1,6}(?:\.[0-9]{1,6})?)", re.IGNORECASE)

_PEOPLE = {"settings": ("owner", "contact"), "evidence": ("author",), "record": ("verifier",)}
"""The inputs that name people, by the field of the model."""


class Withheld(StrEnum):
    """A class of what is withheld."""

    RESERVATION = "reservation"
    COUNTERPART = "counterpart"
    TRIAL = "trial"
    AUTHORS = "authors"
    NOTES = "notes"
    SHEETS = "sheets"
    """The sheets that people added. They are no part of the model."""


IN_WORDS = {
    Withheld.RESERVATION: "our reservation value and our future",
    Withheld.COUNTERPART: "what is estimated of the counterparts",
    Withheld.TRIAL: "weights on trial",
    Withheld.AUTHORS: "authors",
    Withheld.NOTES: "notes and sources",
    Withheld.SHEETS: "sheets beside steelyard's",
}
"""The classes as people read them."""

WANTED = (
    f"{', '.join(f'`{each}`' for each in Withheld)} or `{ALL}` is needed, between commas, and at most once "
    "`weights to N`, where N is a number of points above 0"
)
"""What a policy may say."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What a copy withholds."""

    classes: frozenset[Withheld]
    step: float = 0.0
    """Points, of which each weight becomes a multiple; 0 leaves the weights as they are."""

    def __str__(self) -> str:
        words = [each.value for each in Withheld if each in self.classes]
        return ", ".join([*words, *([f"weights to {self.step:.15g}"] if self.step else [])])

    @property
    def sentence(self) -> str:
        """What a reader of the copy is told."""
        words = [IN_WORDS[each] for each in Withheld if each in self.classes]
        kept = [f"weights are rounded to multiples of {self.step:.15g} points"] if self.step else []
        said = [f"Withheld from this copy: {', '.join((*words, 'the change log'))}"]
        return ". ".join([*said, *(each[0].upper() + each[1:] for each in kept)]) + "."


def policy_of(text: str) -> Policy:
    """The policy that a setting states; one that states nothing withholds every class but `sheets`.

    Raises:
        ValueError: a word is none of a policy; the message is the word.

    >>> str(policy_of("notes, authors, weights to 5")), str(policy_of("reservation"))
    ('authors, notes, weights to 5', 'reservation, counterpart')
    """
    classes: set[Withheld] = set()
    step = 0.0
    for word in filter(None, (each.strip() for each in text.split(","))):
        if found := _ROUNDED.fullmatch(word):
            if step or not float(found[1]):
                raise ValueError(word)
            step = float(found[1])
        elif folded(word) == ALL:
            classes |= {*Withheld}
        elif folded(word) in [*Withheld]:
            classes.add(Withheld(folded(word)))
        else:
            raise ValueError(word)
    if not text.strip():
        classes = {*Withheld} - {Withheld.SHEETS}
    if Withheld.RESERVATION in classes:
        classes.add(Withheld.COUNTERPART)
    return Policy(frozenset(classes), step)


def is_withheld(model: ModelFields, what: Withheld) -> bool:
    """Whether a model is what a copy has that withholds this class."""
    stated = model.settings.withheld
    return bool(stated) and what in policy_of(stated).classes


class Secret(NamedTuple):
    """One thing that is withheld."""

    what: str
    """The class, or `weights` for a weight that is rounded."""
    key: str
    """Key of the judgement, or where the words stand."""
    value: float | str


def reduced(model: Model, policy: Policy) -> Model:
    """The model without what is withheld.

    Two models that differ in nothing else have the same reduced model.

    Raises:
        SteelyardError: rounding leaves a stakeholder without any weight.
    """
    parts: dict[str, Any] = {}
    settings = replace(model.settings, release="", withheld=str(policy))
    evidence = model.evidence
    if Withheld.RESERVATION in policy.classes:
        settings = replace(settings, reservation=None, reservation_change=None, future=None)
    if Withheld.COUNTERPART in policy.classes:
        settings = replace(settings, compare="")  # it counts packages that the counterparts' points order
        parts["counterparts"] = ()
    if Withheld.TRIAL in policy.classes:
        parts["trial"] = ()
    if policy.step:
        parts["stakeholders"] = tuple(_rounded(part, policy.step) for part in model.stakeholders)
    parts["evidence"] = tuple(
        _without_range(each, policy) for each in evidence if not _is_about(each, policy)
    )
    return _with_words(model.replace(settings=settings, **parts), policy, "")


def _rounded(part: Stakeholder, step: float) -> Stakeholder:
    weights = tuple(float(f"{math.floor(each / step + 0.5) * step:.12g}") for each in part.weights)
    if any(part.weights) and not any(weights):
        raise SteelyardError(
            f"setting 'release': in multiples of {step:.15g} points every weight of {part.name} is 0; give a "
            "smaller number"
        )
    return replace(part, weights=weights)


def _is_about(evidence: Evidence, policy: Policy) -> bool:
    """Whether evidence may be about a judgement that is withheld."""
    kind, second, *_ = (*evidence.key.split("/"), "")
    if Withheld.RESERVATION in policy.classes and kind in ("settings", "*") and second in (*OURS, "*"):
        return True
    return Withheld.COUNTERPART in policy.classes and kind in (*_of_counterparts(), "*")


def _of_counterparts() -> tuple[str, ...]:
    """The first parts of the keys of judgements about counterparts."""
    return tuple(kind for kind, (table, _) in fields.INPUTS.keyed.items() if table.parts == "counterparts")


def _without_range(evidence: Evidence, policy: Policy) -> Evidence:
    """Evidence without the range of a weight that is rounded."""
    is_of_weight = evidence.key.split("/")[0] in ("weights", "*")
    return replace(evidence, low=None, high=None) if policy.step and is_of_weight else evidence


def _with_words(model: Model, policy: Policy, words: str) -> Model:
    """The model with these words in place of remarks and people, where these are withheld."""
    changed: dict[str, Any] = {}
    for section in fields.INPUTS.sections:
        whole, names = getattr(model, section), _words(section, policy)
        found = [
            replace(each, **{name: _in_place(name, getattr(each, name), words) for name in names})
            for each in ([whole] if section == "settings" else whole)
        ]
        changed[section] = found[0] if section == "settings" else tuple(found)
    return model.replace(**changed)


def _in_place(name: str, old: str, words: str) -> str:
    """What stands in place of a text. That somebody verified is a judgement, so a word remains of it."""
    if name == "verifier":
        return old and (words or WITHHELD)
    return words


def _words(section: str, policy: Policy) -> tuple[str, ...]:
    """Names of the inputs of a section whose words are withheld."""
    _, declared = fields.INPUTS.sections[section]
    remarks = [field.name for field in declared.values() if field.kind is InputKind.NOTE]
    people = _PEOPLE.get(section, ())
    return (
        *(remarks if Withheld.NOTES in policy.classes else ()),
        *(people if Withheld.AUTHORS in policy.classes else ()),
    )


def secrets(model: Model, policy: Policy) -> tuple[Secret, ...]:
    """All that is withheld, in the order of the sheets."""
    return (*_judged(model, policy), *_ranges(model, policy), *_said(model, policy))


def _judged(model: Model, policy: Policy) -> Iterator[Secret]:
    """The numbers that are withheld."""
    weights = dict(judgements_of(reduced(model, policy))) if policy.step else {}
    for key, value in judgements_of(model):
        what = withheld_class(key)
        if isinstance(value, bool) or not isinstance(value, int | float):
            continue
        if what in policy.classes:
            yield Secret(what, key, value)
        elif policy.step and key.startswith("weights/") and weights[key] != value:
            yield Secret("weights", key, value)
    if Withheld.TRIAL in policy.classes:
        for each in model.trial:
            yield Secret(Withheld.TRIAL, f"trial/{each.criterion}", each.share)


def withheld_class(key: str) -> str:
    """The class of `Withheld` that a judgement belongs to, by its key; empty where it is in none."""
    kind, _, rest = key.partition("/")
    if kind == "settings" and rest in OURS:
        return Withheld.RESERVATION
    return Withheld.COUNTERPART if kind in _of_counterparts() else ""


def _ranges(model: Model, policy: Policy) -> Iterator[Secret]:
    """The ends of ranges that are withheld with their judgement."""
    for each in model.evidence:
        gone = _is_about(each, policy)
        what = (withheld_class(each.key) or Withheld.COUNTERPART) if gone else "weights"
        if gone or _without_range(each, policy) != each:
            yield from (
                Secret(what, f"evidence/{each.key}", value)
                for value in (each.low, each.high)
                if value is not None
            )


def _said(model: Model, policy: Policy) -> Iterator[Secret]:
    """The remarks and the people that are withheld; one text is listed once."""
    seen: set[str] = set()
    for section in fields.INPUTS.sections:
        whole = getattr(model, section)
        for part in [whole] if section == "settings" else whole:
            own = getattr(part, "id", "") or getattr(part, "key", "")
            for word in _words(section, policy):
                text = getattr(part, word)
                if text and text not in seen:
                    seen.add(text)
                    is_person = word in _PEOPLE.get(section, ())
                    what = Withheld.AUTHORS if is_person else Withheld.NOTES
                    yield Secret(what, "/".join(filter(None, (section, own, word))), text)


def with_other_secrets(model: Model, policy: Policy) -> Model:
    """The model with other values for all that is withheld: its released copy must be the same to the byte.

    The other values need not be fit; nothing but `reduced` may be asked of this model.
    """
    parts: dict[str, Any] = {}
    settings = model.settings
    if Withheld.RESERVATION in policy.classes:
        parts["settings"] = replace(settings, **{name: _other(getattr(settings, name)) for name in OURS})
    if Withheld.COUNTERPART in policy.classes:
        parts["counterparts"] = tuple(
            replace(
                part, **{each.name: _other(getattr(part, each.name)) for each in _NUMBERS_OF_COUNTERPARTS}
            )
            for part in model.counterparts
        )
    if Withheld.TRIAL in policy.classes:
        parts["trial"] = tuple(Trial(criterion=each, share=0.141421) for each in model.criteria)
    if policy.step:
        parts["stakeholders"] = tuple(_rounded(part, policy.step) for part in model.stakeholders)
    parts["evidence"] = tuple(
        replace(each, low=_other(each.low), high=_other(each.high))
        if _is_about(each, policy) or _without_range(each, policy) != each
        else each
        for each in model.evidence
    )
    return _with_words(model.replace(**parts), policy, "other words")


_NUMBERS_OF_COUNTERPARTS = tuple(
    field for field in fields.INPUTS.by_table["counterpart"] if field.kind is InputKind.NUMBER
)


def _other(value: Any) -> Any:
    """Other numbers in the places of these."""
    if isinstance(value, tuple):
        return tuple(None if each is None else _other(each) for each in value)
    return (value or 0.0) + 1.618033


def public_texts(model: Model) -> dict[str, str]:
    """Every text that a person typed into a model and a copy of it shows, each with where it stands first."""
    found: dict[str, str] = {}
    for section in fields.INPUTS.sections:
        whole = getattr(model, section)
        for part in [whole] if section == "settings" else whole:
            own = getattr(part, "id", "") or getattr(part, "key", "")
            for name in part.__dataclass_fields__:
                for text in _texts(getattr(part, name)):
                    found.setdefault(text, "/".join(filter(None, (section, own, name))))
    return found | dict.fromkeys(model.levels, "levels")


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (str(value),) if value else ()
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, tuple) else ()
