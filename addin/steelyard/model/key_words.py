"""What the key of a judgement means, in words: by the names of its parts, for people.

A key itself stays as it is, since evidence and programs name judgements by it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.errors import UnknownKey
from steelyard.model import fields

if TYPE_CHECKING:
    from steelyard.model.model import Model

WORDS = {
    "settings": "setting {0}",
    "influence": "influence of {0}",
    "weights": "weight of {1} for {0}",
    "amounts": "amount of {0} at {1}",
    "values": "value of {0} at {1}",
    "groups": "group of {0}",
    "asked": "level asked for on {0}",
    "unit": "unit of {0}",
    "cost-unit": "unit of {0}",
    "scale": "amount of {0} at {1} points",
    "tracks": "track of {0}",
    "opening": "whether {0} is an opening",
    "snapback": "snapback of {0}",
    "delay": "delay of {0}",
    "offered": "whether {0} is offered",
    "linkage": "linkage of {0} to {1}",
    "costs": "cost of {0} on {1}",
    "probability": "probability of {0}",
    "delivery": "level of {1} in {0}",
    "rules": "{1} of the rule {0}",
    "record": "{1} of the entry {0}",
    "reservation": "reservation value of {0}",
    "reservation_change": "change of the reservation value of {0}",
    "future": "future of {0}",
    "role": "role of {0}",
    "worth": "worth of {1} to {0}",
    "burden": "burden of {1} for {0}",
    "effort": "effort of {1} at {2} for {0}",
    "chance": "chance of {1} at {2} for {0}",
    "plan": "{1} of the step {0}",
}
"""What a key of each kind means; the numbers stand for its further parts."""

UNNAMED = ("settings", "rules", "record", "counterparts", "plan")
"""Parts without a name, which messages call by their id."""


def key_words(model: Model, key: str) -> str:
    """What a key means, by the names of its parts; a key that no part of the model has is shown as it is.

    >>> from steelyard.model.parts import CostHead, Settings, Stakeholder
    >>> from steelyard.model.model import Model
    >>> france = Stakeholder(id="FR", name="France", weights=(1.0,))
    >>> money = CostHead(id="money", name="Public money")
    >>> model = Model(settings=Settings(title=""), measures=(), cost_heads=(money,), options=(),
    ...     stakeholders=(france,), scenarios=())
    >>> key_words(model, "weights/FR/money"), key_words(model, "weights/FR/gone")
    ('weight of Public money for France', 'weights/FR/gone')
    """
    kind = key.split("/", maxsplit=1)[0]
    try:
        table, field, own, along = fields.INPUTS.parsed(key)
        axes = (*((field.axis,) if field.axis else ()), *(("levels",) if field.by_level else ()))
        parts = [field.name] if field.key_ends_in_name else []
        parts += [_name(model, axis, item) for axis, item in zip(axes, along, strict=True)]
        first = [] if table.parts == "settings" else [_name(model, table.parts, own)]
        return WORDS[kind].format(*first, *parts)
    except (KeyError, ValueError, UnknownKey):
        return key


def _name(model: Model, axis: str, item: str) -> str:
    """The name of a part; its id where parts of its kind have no name.

    Raises:
        KeyError: there is no such part.
    """
    if axis in (*UNNAMED, "levels", "points"):
        return item
    return model.names(axis)[item]
