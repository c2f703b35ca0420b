"""What a release did, in sentences that every door says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.errors import MOST_LISTED
from steelyard.weigh.entry_words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steelyard.workbook.releasing.release import Released


def said(done: Released) -> Iterator[str]:
    """What was withheld, carried over and left out; what leaks is in `done.leaks`."""
    yield f"Withheld: {done.policy or 'nothing'}, and the change log."
    for what, count in done.withheld.items():
        yield f"  {what}: {counted(count, 'item')}"
    for name in done.carried:
        yield f"Carried over: the sheet {name!r}, which is not steelyard's."
    for name, why in done.left_out.items():
        yield f"Left out: the sheet {name!r}: {why}."
    for each in done.beside:
        yield f"Left out: {each}."
    if done.unsearched:
        yield (
            f"Not searched for: {counted(done.unsearched, 'item')} that would be met by chance or stand in "
            "the case openly."
        )


def refusal(done: Released) -> str:
    """Why nothing is released: what leaks, with its places and never its value."""
    return f"nothing is released: {'; '.join(done.leaks[:MOST_LISTED])}. Mend the case first"
