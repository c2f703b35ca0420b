"""Aliases: what each part is called now, and what it was called when the computed tables were written."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.sheets.column_kinds import computed, live
from steelyard.sheets.headings import FROM_BELOW, KEY, NOW, RENAMED, WHEN_COMPUTED
from steelyard.sheets.names import ALIASES
from steelyard.sheets.references import DECLARED_ON, name_word
from steelyard.sheets.spec import Kind, Sheet, Table

if TYPE_CHECKING:
    from steelyard.model.model import Model
    from steelyard.sheets.context import Context
    from steelyard.sheets.spec import At, HeaderCell


class _Named(NamedTuple):
    """One part that has a name."""

    kind: str
    id: str
    name: str

    @property
    def word(self) -> str:
        """What a reference to the part says, with the kind of the part."""
        return name_word(self.kind, self.name)


def sheet(_: Model) -> Sheet:
    """Aliases."""
    return Sheet(
        name="Aliases",
        kind=Kind.COMPUTED,
        since=8,
        title="Aliases: what parts are called, and were called at the last score",
        purpose="A cell that refers to a part holds its name. The name now is looked up first, then the name that the part had "
        "when the computed tables were written.",
        tables=(
            Table(
                name=ALIASES,
                rows=_rows,
                columns=(
                    computed(KEY, "id", 34, "Kind and id of the part.", lambda at: f"{at.row.kind}/{at.row.id}"),
                    computed("id", "id", 22, "Id of the part.", lambda at: at.row.id),
                    computed(WHEN_COMPUTED, "id", 40, "Kind and name when the computed tables were written.", lambda at: at.row.word),
                    live(NOW, "id", 40, "Kind and name now.", lambda at: at.row.word, _now),
                    live(RENAMED, "count", 9, "1 where the two differ.", lambda _: 0, _renamed),
                    computed(FROM_BELOW, "count", 9, "Number of the row, counted from the last one.", lambda at: at.here.rows - at.place),
                ),
            ),
        ),
        header=_header,
    )  # fmt: skip


def _rows(context: Context) -> tuple[_Named, ...]:
    return tuple(
        _Named(kind, own, name) for kind in DECLARED_ON for own, name in context.model.names(kind).items()
    )


def _now(at: At[_Named]) -> str:
    # The row of a part may be gone, and an error here would be one in every reference.
    name = at.table(DECLARED_ON[at.row.kind]).lookup(at.cell("id"), "name")
    return f'"{name_word(at.row.kind, "")}"&IFERROR({name},"")'


def _renamed(at: At[_Named]) -> str:
    return f"IF({at.cell(NOW)}={at.cell(WHEN_COMPUTED)},0,1)"


def _header(context: Context) -> tuple[HeaderCell, ...]:
    return context.stamp(ALIASES, "Fingerprint of the inputs")
