"""Another version merged into a workbook, three-way; its Change log says what came and what conflicts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from steelyard.errors import WouldLoseContent
from steelyard.model.difference import LEVELS, Difference, EditKind
from steelyard.model.fields import INPUTS
from steelyard.model.merging import FIRST, merged
from steelyard.model.rewording import rewordings
from steelyard.ooxml.concealment import hidden_sheets, with_sheets_shown
from steelyard.ooxml.sheet_cells import table_view
from steelyard.sheets.headings import CONFLICT
from steelyard.sheets.names import CHANGE_LOG
from steelyard.sheets.record.change_log import LogEntry
from steelyard.weigh.difference_results import in_words
from steelyard.weigh.merge_results import three_values
from steelyard.workbook.editing.put_model import obstacles, put
from steelyard.workbook.reading.read import read_package
from steelyard.workbook.scoring.change_log import with_entries
from steelyard.workbook.scoring.logged import open_conflicts
from steelyard.workbook.scoring.score import scored

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from steelyard.model.difference import Edit
    from steelyard.model.keys import Value
    from steelyard.model.merging import Conflict, Merged
    from steelyard.model.model import Model
    from steelyard.ooxml.opc.package import Package
    from steelyard.workbook.editing.put_model import Obstacle
    from steelyard.workbook.reading.read import Reading
    from steelyard.workbook.scoring.score import Scored

IN_A_WORKBOOK = {
    LEVELS: "other delivery levels make other sheets: change the text of the model and build a workbook",
    FIRST: "a workbook keeps the order of its counterparts: change the text and build a workbook",
}
"""Edits that no workbook can take, by key, with the reason."""


class Origin(NamedTuple):
    """The other version, as the Change log speaks of it."""

    name: str
    """What the log calls the file."""
    author: Callable[[str], str]
    """Who wrote what stands under a key."""
    file: Callable[[str], str] | None = None
    """Name of the file that a key comes from, where there are several."""

    def words(self, key: str) -> str:
        """What the effect of an entry in the log begins with."""
        return f"from {self.file(key) if self.file else self.name}"


class Result(NamedTuple):
    """A workbook with the judgements of both versions."""

    file: Package
    merged: Merged
    scored: Scored


def with_merged(
    file: Package, base: Model, theirs: Model, origins: tuple[Origin, Origin], now: datetime | None = None
) -> Result:
    """The workbook with what theirs changed and it did not, scored, and every change and conflict in its log.

    Args:
        file: our version; where its results are old, it is scored first.
        base: the version that both come from.
        theirs: the other version.
        origins: of our version, and of theirs.
        now: see `steelyard.workbook.scoring.score.score`.

    Raises:
        InvalidModel: our version is not valid.
        WouldLoseContent: something of the user's is in the way.
        MissingTable: see `steelyard.workbook.scoring.score.score`.
    """
    when = now or datetime.now(tz=UTC)
    file, before = scored(file, now=when)
    reading = read_package(file, as_live=True)
    ours = reading.fit()
    found = _writable(reading, base, ours, theirs)
    stamp = when.strftime("%Y-%m-%d %H:%M")
    known = {each.effect for each in open_conflicts(file)}
    conflicts = [_conflict_entry(each, stamp, origins) for each in found.conflicts]
    file = with_entries(file, [each for each in conflicts if each.effect not in known])
    file, done = put_and_scored(reading._replace(file=file), ours, found.model, origins[1], when, found.taken)
    if found.conflicts:
        file = _with_log_shown(file)
    return Result(file, found, done._replace(corrections=before.corrections, restored=before.restored))


def put_and_scored(
    reading: Reading, ours: Model, model: Model, origin: Origin, now: datetime, taken: Sequence[Edit]
) -> tuple[Package, Scored]:
    """The workbook with the judgements of a model, scored, and each edit in its Change log.

    Args:
        reading: the workbook, which says `ours`; it was scored.
        ours: what it says.
        model: what it is to say.
        origin: where the edits come from.
        now: stands in the column *when*.
        taken: the edits that lead from `ours` to the model.

    Raises:
        WouldLoseContent: something of the user's is in the way, or the file would say something else.
    """
    logged = len(_log(reading.file))

    def credited(entry: LogEntry) -> LogEntry:
        effect = "; ".join(filter(None, (origin.words(entry.key), entry.effect)))
        return entry._replace(who=origin.author(entry.key), effect=effect)

    file, done = scored(put(reading, ours, model), now=now, credited=credited)
    require_same(file, done.model, model)
    known, stamp = _log(file)[logged:], now.strftime("%Y-%m-%d %H:%M")
    missing = [edit for edit in taken if not any(_is_logged(edit.key, key) for key in known)]
    if missing:
        file = with_entries(file, [_edit_entry(edit, stamp, origin) for edit in missing])
        file, _ = scored(file, now=now)  # Checks counts the entries that have no reason
    return file, done


def require_same(file: Package, found: Model, wanted: Model) -> None:
    """Let a workbook pass that says what it was to say.

    Raises:
        WouldLoseContent: it says something else; nothing is written then.
    """
    differing = [
        *(edit.key for edit in Difference(wanted, found).edits),
        *(e.key for e in rewordings(wanted, found)),
    ]
    if differing:
        raise WouldLoseContent(
            f"{file.where} is not written: it would not say what was merged under {', '.join(differing[:3])}"
        )


def _writable(reading: Reading, base: Model, ours: Model, theirs: Model) -> Merged:
    """The merge without the edits that cannot be written into this workbook; they are conflicts."""
    left = dict(IN_A_WORKBOOK)
    while True:
        found = merged(base, ours, theirs, left)
        blocked = {
            edit.key: obstacle.why
            for obstacle in obstacles(reading, ours, found.model)
            for edit in _behind(obstacle, found.taken)
        }
        if not blocked:
            return found
        left |= blocked


def _behind(obstacle: Obstacle, taken: Sequence[Edit]) -> Iterator[Edit]:
    """The edits that an obstacle is in the way of.

    Raises:
        WouldLoseContent: none of them is known to be.
    """
    found = [edit for edit in taken if _meets(edit, obstacle)]
    if not found:
        raise WouldLoseContent(f"the merge is not written: {obstacle.why}")
    yield from found


def _meets(edit: Edit, obstacle: Obstacle) -> bool:
    kind, _, rest = edit.key.partition("/")
    if not obstacle.heading:
        return edit.kind is EditKind.REMOVED and kind == obstacle.parts and rest in obstacle.words
    if kind == "evidence":
        return obstacle.parts == kind and rest in obstacle.words
    inputs = INPUTS.keyed[kind][1] if kind in INPUTS.keyed and "/" not in rest and kind != "settings" else ()
    fits = not inputs or any(not each.heading or each.heading == obstacle.heading for each in inputs)
    return fits and {*rest.split("/")} <= obstacle.words


def _conflict_entry(conflict: Conflict, stamp: str, origins: tuple[Origin, Origin]) -> LogEntry:
    _, ours, theirs = three_values(conflict)
    ours_by, theirs_by = (origin.author(conflict.key) for origin in origins)
    effect = (
        f"{CONFLICT}ours {ours} (by {ours_by}), which stands; theirs {theirs} (by {theirs_by}, from "
        f"{origins[1].name}); {conflict.why}. Decide, and say why in the last column."
    )
    was, stays = (_in_log(conflict.key, conflict.kind, each) for each in (conflict.base, conflict.ours))
    return LogEntry(stamp, theirs_by, conflict.key, was, stays, effect)


def _edit_entry(edit: Edit, stamp: str, origin: Origin) -> LogEntry:
    was, now = (_in_log(edit.key, edit.kind, each) for each in (edit.was, edit.now))
    return LogEntry(stamp, origin.author(edit.key), edit.key, was, now, origin.words(edit.key))


def _in_log(key: str, kind: EditKind, values: Mapping[str, Any]) -> Value:
    """The values of an edit in a cell of the log: a number stays one."""
    [value] = values.values() if len(values) == 1 else [None]
    return value if isinstance(value, float) else in_words(key, kind, values)


def _log(file: Package) -> list[str]:
    """The keys of the entries of the Change log."""
    view = table_view(file, CHANGE_LOG)
    return [key for row in view.rows if (key := view.text(row, "key"))]


def _is_logged(edit: str, key: str) -> bool:
    """Whether an entry of the log is about an edit: about itself, or about one of its judgements."""
    return key == edit or key.startswith(f"{edit}/")


def _with_log_shown(file: Package) -> Package:
    sheet = table_view(file, CHANGE_LOG).table.sheet
    return with_sheets_shown(file, [sheet]) if sheet in hidden_sheets(file) else file
