"""The live cells of a filled workbook and the cells that people type into, found as a reader finds them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from openpyxl.utils import get_column_letter
from promises.generated import generated

from steelyard.model.checks import require_fit
from steelyard.model.vocabulary import POOLED_NAME, folded
from steelyard.ooxml.dates import serial
from steelyard.ooxml.opc.package import Package
from steelyard.ooxml.sheet_index import sheet_parts
from steelyard.sheets.catalogue import context_of, filled_sheets
from steelyard.sheets.context import Context
from steelyard.sheets.names import DECIDE_RANGES, DECIDE_STEP, NEXT
from steelyard.sheets.references import DECLARED_ON
from steelyard.sheets.spec import Formula
from steelyard.sheets.start.decide.said import NOT_CURRENT, SO_JUDGED
from steelyard.sheets.start.read_me import TO_SCORE
from steelyard.weigh.lead_results import said
from steelyard.weigh.next_step import AS_OF_THE_LAST_SCORE
from steelyard.weigh.swings import swings
from steelyard.weigh.weighing import Weighing
from steelyard.workbook.building.build import workbook_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from libreoffice import Document

    from steelyard.model.keys import Value
    from steelyard.model.model import Model
    from steelyard.sheets.spec import FilledSheet

IDLE = re.compile(
    rb'<definedName [^>]*name="_xlnm[^>]*>[^<]*</definedName>'
    rb"|<dataValidations.*?</dataValidations>|<drawing [^>]*></drawing>|<tableParts.*?</tableParts>",
    re.DOTALL,
)
"""Print areas, lists, charts and tables: what LibreOffice takes longest to open and no formula needs."""


SAME = 1e-9

COUNTED = "Judgements changed since the tables were computed"
"""The test on Checks that counts the changed rows of the ledger."""

Cell = tuple[str, str]
"""A sheet and an address."""

Put = tuple[str, str, list[list[float | str | None]]]
"""A sheet, an address, and what is to stand there."""

Live = dict[Cell, tuple[str, Formula]]
"""What the live cells should say, each with the name or the heading that it stands under."""


def written(seed: int, path: Path) -> Path:
    """A file of the generated model of this number, without what no formula needs."""
    return written_bare(generated(seed), path)


def written_bare(model: Model, path: Path) -> Path:
    """A file of a model, without what no formula needs."""
    package = Package.of(workbook_bytes(model))
    parts = ["xl/workbook.xml", *sheet_parts(package).values()]
    path.write_bytes(package.replaced({part: IDLE.sub(b"", package.part(part)) for part in parts}).to_bytes())
    return path


def with_largest_points(model: Model) -> Model:
    """The model with the largest points that may be given, and decimals of which the last tick is a half."""
    large = {
        "settings/reservation": -999_999.1234565,
        "settings/future": 1_000_000.0,
        **{f"reservation/{party.id}": 123_456.0000005 + at for at, party in enumerate(model.counterparts)},
        **{f"worth/{party.id}/{model.options[0].id}": 1e9 for party in model.counterparts},
        **{f"burden/{party.id}/{model.measures[0].id}": 1e9 - 0.7 for party in model.counterparts},
        **{key: value * 1e7 for key, value in model.values.items() if key.startswith("weights/")},  # type: ignore[operator]
    }
    for key, value in large.items():
        model = model.replace_value(key, value)
    return require_fit(model, "model")


def live(filled: Sequence[FilledSheet]) -> Live:
    """Every live cell of a workbook, as it should be."""
    found: Live = {}
    for expected in filled:
        for cell in expected.header:
            if isinstance(cell.content, Formula):
                at = f"{get_column_letter(cell.column)}{cell.row}"
                found[expected.name, at] = (cell.name, cell.content)
        for table in expected.tables:
            for row, entries in enumerate(table.rows, table.place.first):
                for column, content in enumerate(entries, table.place.left):
                    if isinstance(content, Formula):
                        at = f"{get_column_letter(column)}{row}"
                        heading = table.place.headings[column - table.place.left]
                        found[expected.name, at] = (heading, content)
    return found


def live_after(before: Model, after: Model) -> Live:
    """What the live cells must say after edits: as the plan of the new model, but out of date.

    A plan takes the computed tables to be fresh; here the ledger still holds the values of `before`,
    Packages its frontier, and every table the rows that it had.
    """
    kept = {swing.id: swing.range for swing in swings(before)}
    computed = _as_built(before)
    context = Context(after, computed.sheets, computed.places._replace(weighed=kept))
    context.__dict__["next_steps"], context.__dict__["deal"] = computed.next_steps, computed.deal
    filled = filled_sheets(context)
    found = live(filled)
    _put_concessions(found, computed, context)
    ledger = [
        key
        for key, judgement in before.judgements.items()
        if key != "settings/scenario" and judgement.value != after.judgements[key].value
    ]
    renamed = _put_renamed(found, before, after)
    if not ledger:
        _put_names(found, before, after)
        if not renamed:
            return found
    changed = [key for key in ledger if key != "settings/viewpoint"]
    currency = _currency(
        len(changed), chosen(before, "viewpoint") if len(ledger) > len(changed) else "", renamed
    )
    [checks] = [expected for expected in filled if expected.name == "Checks"]
    for row, entries in enumerate(checks.table.rows, checks.place.first):
        if entries[0] in ledger:
            put(found, "Checks", f"{checks.place.letter('changed')}{row}", 1)
    [tally] = [cell.row for cell in checks.header if cell.content == COUNTED]
    put(found, "Checks", f"B{tally}", len(changed))
    _put_flags(found, currency, changed=bool(ledger), on_trial=context.weighing.on_trial)
    return found


@lru_cache(maxsize=2)
def _as_built(model: Model) -> Context:
    """What a new workbook of this model is filled from; several rounds of edits begin with it."""
    return context_of(model)


def _put_flags(found: Live, currency: str, *, changed: bool, on_trial: bool) -> None:
    """Let the flag of the computed tables, and all that depends on it, be expected to say this."""
    for (sheet, at), (name, _) in list(found.items()):
        if name == "checks_currency":
            put(found, sheet, at, currency)
        if name == DECIDE_RANGES and changed:
            put(found, sheet, at, NOT_CURRENT)
        if name == NEXT:
            put(found, sheet, at, TO_SCORE)
        if name == DECIDE_STEP and not on_trial:
            put(found, sheet, at, f"{AS_OF_THE_LAST_SCORE}{found[sheet, at][1].value}")
        if name.endswith("_flags"):
            put(found, sheet, at, f"Judgements: fit · Computed tables: {currency}")


def _currency(changed: int, viewpoint: str, renamed: int) -> str:
    """What the flag of the computed tables says; `viewpoint` is the one before, if it is another."""
    parts = [f"{changed} {'judgement' if changed == 1 else 'judgements'} changed since"] if changed else []
    parts += [f"computed for {viewpoint}"] if viewpoint else []
    parts = parts or ["current"]
    parts += [f"{renamed} {'name' if renamed == 1 else 'names'} changed since"] if renamed else []
    return "; ".join(parts)


def _put_renamed(found: Live, before: Model, after: Model) -> int:
    """Let Names be expected to tell which parts have another name; how many there are."""
    here, renamed = _as_built(before).tables["aliases"], 0
    parts = [(kind, own) for kind in DECLARED_ON for own in before.names(kind)]
    for place, (kind, own) in enumerate(parts):
        if folded(after.names(kind)[own]) != folded(before.names(kind)[own]):
            put(found, "Aliases", f"{here.letter('renamed')}{here.first + place}", 1)
            renamed += 1
    return renamed


def _put_names(found: Live, before: Model, after: Model) -> None:
    """Let Decide be expected to repeat the names that Leads was computed with; names are no judgements."""
    weighing = Weighing(before)
    [(sheet, at)] = [place for place, (name, _) in found.items() if name == DECIDE_RANGES]
    judged = SO_JUDGED if Weighing(after, with_trial=True).on_trial else ""
    put(found, sheet, at, judged + said(weighing, weighing.scenario(after.settings.scenario or None)))


def _put_concessions(found: Live, was: Context, now: Context) -> None:
    """Let Parties be expected to hold against the best of the frontier as it was computed."""
    if now.weighing.on_trial:
        return  # Parties says "as judged" then
    here = now.tables["parties"]
    for row, party in enumerate(now.parties):
        best = was.deal.ideals[row]
        conceded = None if best is None else party.concedes(best)
        for heading, found_there in (("best", best), ("concedes", conceded)):
            value = "" if found_there is None else found_there
            put(found, "Parties", f"{here.letter(heading)}{here.first + row}", value)


def put(found: Live, sheet: str, at: str, value: float | str) -> None:
    """Let this live cell be expected to say something else."""
    name, formula = found[sheet, at]
    found[sheet, at] = (name, Formula(formula.text, value))


def says(book: Document, filled: Sequence[FilledSheet], changes: Sequence[Put]) -> dict[Cell, float | str]:
    """What every cell of the workbook shows after the changes."""
    areas = [
        (
            max(
                *(table.place.left + len(table.place.headings) - 1 for table in expected.tables),
                *(cell.column for cell in expected.header),
                1,
            ),
            max(*(table.place.last for table in expected.tables), *(cell.row for cell in expected.header), 1),
        )
        for expected in filled
    ]
    reads = [
        (expected.name, f"A1:{get_column_letter(columns)}{rows}")
        for expected, (columns, rows) in zip(filled, areas, strict=True)
    ]
    return {
        (expected.name, f"{get_column_letter(column)}{row}"): value
        for expected, rows in zip(filled, book.edit_and_read(changes, reads), strict=True)
        for row, values in enumerate(rows, 1)
        for column, value in enumerate(values, 1)
    }


def differences(wanted: Live, found: Mapping[Cell, float | str], program: str = "LibreOffice") -> list[str]:
    """The live cells that say something else in a program, one line each."""
    return [
        f"{sheet}!{at} ({name}): the engine says {formula.value!r}, {program} {found[sheet, at]!r}, "
        f"by ={formula.text}"
        for (sheet, at), (name, formula) in wanted.items()
        if not same(formula.value, found[sheet, at])
    ]


def same(wanted: float | str, found: float | str) -> bool:
    """Texts are equal, numbers differ by 1e-9 at most; a text is no number."""
    if isinstance(wanted, str) or isinstance(found, str):
        return wanted == found
    return abs(wanted - found) <= SAME


def edit_of(filled: Sequence[FilledSheet], model: Model, key: str) -> Put:
    """The input cell of what this key names, and what stands there in this model."""
    kind, *path = key.split("/")
    if key in ("settings/scenario", "settings/viewpoint"):
        return ("Decide", named(filled, f"decide_{path[0]}"), [[chosen(model, path[0])]])
    if kind == "trial":
        tried = {each.criterion: each.share for each in model.trial}
        return (*input_cell(filled, "trial", path, "trial"), [[tried.get(path[0])]])
    table, row, heading = home(kind, path)
    value: Value
    if kind == "names":
        value = next(part.name for part in getattr(model, table) if part.id == path[1])
    else:
        value = model.settings.hold if key == "settings/hold" else model.judgements[key].value
    sheet, at = input_cell(filled, table, row, heading)
    if heading in ("option", "subject", "measure", "item") and len(str(value)) % 2:
        value = {**model.names("criteria"), **model.names("options")}.get(str(value), value)  # or its id
    if kind == "record" and heading == "date":
        return (sheet, at, [[float(serial(str(value)))]])
    return (sheet, at, [[("yes" if value else "no") if isinstance(value, bool) else value]])


def chosen(model: Model, setting: str) -> str:
    """The name that stands in a cell of Decide."""
    if setting == "scenario":
        wanted = model.settings.scenario or model.scenarios[0].id
        return next(part.name for part in model.all_scenarios if part.id == wanted)
    names = {part.id: part.name for part in model.stakeholders}
    return names.get(model.settings.viewpoint, POOLED_NAME)


def home(kind: str, path: Sequence[str]) -> tuple[str, tuple[str, ...], str]:  # noqa: C901, PLR0911, PLR0912
    """Table, row and heading of a judgement."""
    own, item = path[0], path[-1]
    match kind:
        case "names":
            return own, (item,), "name"
        case "settings":
            return "settings", (own,), "value"
        case "influence" | "weights":
            return "weights", (own,), item if kind == "weights" else "influence"
        case "values" | "groups":
            return "measures", (own,), item if kind == "values" else "group"
        case "amounts" | "scale":
            return {"amounts": "measures", "scale": "cost_heads"}[kind], (own,), f"amount at {item}"
        case "asked" | "offered":
            return "tabled", ("measure" if kind == "asked" else "option", own), kind
        case "tracks" | "opening" | "snapback" | "delay":
            return "options", (own,), {"tracks": "track"}.get(kind, kind)
        case "probability" | "delivery":
            return "delivery", (own,), item if kind == "delivery" else "probability"
        case "linkage" | "costs" | "rules" | "record" | "plan":
            return kind, (own,), item
        case "reservation" | "reservation_change" | "future":
            return "counterpart", (own, kind, ""), "weight"
        case "role":
            return "counterpart", (own, "reservation", ""), kind
        case "worth":
            return "counterpart", (own, "option", item), "weight"
        case "burden":
            return "counterpart", (own, "measure", item), "weight"
        case _:
            return "counterpart", (own, "measure", path[1]), f"{kind} {item}"


def input_cell(
    filled: Sequence[FilledSheet], table: str, row: Sequence[str], heading: str
) -> tuple[str, str]:
    """Sheet and address of an entry; rows of Counterpart and Package are named by several columns."""
    [(name, there)] = [(each.name, one) for each in filled for one in each.tables if one.name == table]
    named_by = {"counterpart": "party", "tabled": "kind", "trial": "criterion id"}.get(table)
    first = there.place.headings.index(named_by) if named_by else 0
    for number, entries in enumerate(there.rows, there.place.first):
        if tuple(entry or "" for entry in entries[first : first + len(row)]) == tuple(row):
            return name, f"{there.place.letter(heading)}{number}"
    raise LookupError(f"no row {row} in {table}")


def named(filled: Sequence[FilledSheet], name: str) -> str:
    """Address of a named cell."""
    return next(
        f"{get_column_letter(cell.column)}{cell.row}"
        for expected in filled
        for cell in expected.header
        if cell.name == name
    )
