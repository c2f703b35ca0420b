"""The shape of the text form: which words stand where, and which input each of them is.

    steelyard: 1
    settings: {title: ..., resolution: 1, ...}
    levels: {none: 0, announced: 10, ...}     # or a list of names; left out for the default scale
    measures:
      detainee-access: {name: ..., group: core, values: [0, 10, 40, 80, 100]}
    ...

Reading, writing and the schema take the words from here; all but the first word and the levels are inputs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.model import fields

if TYPE_CHECKING:
    from collections.abc import Mapping

    from steelyard.model.field import Field, InputTable

FORMAT = 1
"""The number after the first word of the text, `steelyard`."""

FIRST = "steelyard"
"""The word that a model starts with."""

TRIAL = "trial"
"""The word of the shares on trial, by criterion; no section, since they are no judgements."""


def sections() -> dict[str, tuple[InputTable, Mapping[str, Field]]]:
    """The sections with rows, in their order: the table of the draft for the rows, and the words of a row."""
    return {name: found for name, found in fields.INPUTS.sections.items() if name != "settings"}


def settings() -> Mapping[str, Field]:
    """The words of the settings."""
    return fields.INPUTS.sections["settings"][1]
