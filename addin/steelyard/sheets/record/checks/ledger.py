"""The ledger of judgements: each as it was when the computed tables were written, and as it is now."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from steelyard.model.fields import PERCENT, PHASES, POINTS, SHARE
from steelyard.model.parts import EVERY_MEASURE, EVERY_STAKEHOLDER, PartyRole, RuleKind, StepKind
from steelyard.sheets.column_kinds import computed, helper, live
from steelyard.sheets.context import ALL
from steelyard.sheets.formula_text import is_blanks_only, place_of_name
from steelyard.sheets.headings import (
    ALLOWED,
    AMOUNTS,
    CHANGED,
    KEY,
    NO_DATE,
    NOW,
    SIGNED_BY,
    SINCE_SIGNED,
    WHEN_COMPUTED,
)
from steelyard.sheets.homes import (
    A_PHASE,
    ANYTHING,
    AS_COMPUTED,
    COST_HEAD,
    DATE,
    FIRST_ROLE,
    GROUP,
    LABEL,
    LEVEL,
    LEVEL_OR_EMPTY,
    MEASURE,
    ON_SCALE,
    OPTION,
    POINTS_OR_EMPTY,
    ROLE,
    STAKEHOLDER,
    VERIFIER,
    YES_NO,
    ZERO_OR_MORE,
    ZERO_TO_HUNDRED,
    ZERO_TO_ONE,
    home,
    in_cell,
)
from steelyard.sheets.names import DECIDE_VIEWPOINT, LEDGER, VIEWPOINT, ledger_keys
from steelyard.sheets.portable_text import entry_of_column
from steelyard.sheets.record.checks.evidence_summary import Backing
from steelyard.sheets.record.checks.unmatched import ends_in_blank
from steelyard.sheets.signatures import NOT_THERE, ROLES
from steelyard.sheets.spec import Fixed, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from steelyard.model.field import Bounds
    from steelyard.model.model import Model
    from steelyard.model.parts import Rule
    from steelyard.sheets.context import Context
    from steelyard.sheets.homes import Home
    from steelyard.sheets.record.checks.evidence_summary import Backed
    from steelyard.sheets.spec import At, Column


class _Judgement(NamedTuple):
    """One judgement: its cell, its value there, and the evidence for it."""

    key: str
    sheet: str
    home: Home
    value: float | str
    allowed: str
    backed: Backed | None
    """None for a setting."""


def table(_: Model) -> Table[_Judgement]:
    """The ledger on Checks."""
    return Table(
        name=LEDGER,
        rows=_rows,
        columns=(
            computed(KEY, "id", 46, "Key of the judgement.", lambda at: at.row.key),
            computed("sheet", "id", 13, "Where it stands.", lambda at: at.row.sheet),
            computed("row", "id", 24, "Id of its row.", lambda at: at.row.home.row),
            computed("column", "id", 20, "Heading of its column.", lambda at: at.row.home.column),
            computed(WHEN_COMPUTED, "plain", 14, "Value when the computed tables were written.", lambda at: at.row.value),
            live(NOW, "plain", 14, "Value now.", lambda at: at.row.value, _now),
            live(CHANGED, "count", 9, "1 where the two differ.", lambda _: 0, _changed),
            computed(ALLOWED, "id", 16, "What may stand there.", lambda at: at.row.allowed),
            live("unfit", "count", 7, "1 where the value now is not allowed.", _unfit_value, _unfit),
            computed("share", "share", 9, "Part of the pooled budget that its criterion holds, or of all influence; else empty.", _share),
            computed("confidence", "id", 12, "That of its evidence: high, medium, low, no grade; nothing where it has none.", _confidence),
            *(column for role in ROLES for column in _of_role(role)),
        ),
    )  # fmt: skip


def _rows(context: Context) -> tuple[_Judgement, ...]:
    model, backed = context.model, context.once(Backing).by_key
    made_from, referred = frozenset(_made_from(model.rules)), _referred(model) | _on_scales(model)
    sheets = {table.name: sheet.name for sheet in context.sheets for table in sheet.tables}
    return tuple(
        _Judgement(
            key=key,
            sheet="Decide" if key == VIEWPOINT else sheets[at.table],
            home=at,
            value=in_cell(model.values[key]),
            allowed=AS_COMPUTED if key in made_from else referred.get(key, at.allowed),
            backed=backed.get(key),
        )
        for key, at in ((key, home(key)) for key in ledger_keys(model))
    )


def _made_from(rules: Sequence[Rule]) -> Iterator[str]:
    """Keys of the judgements that decide which formula stands in a row of Conditions."""
    for rule in rules:
        yield f"rules/{rule.id}/kind"
        if rule.kind in (RuleKind.REQUIRES_OPTION, RuleKind.CAP, RuleKind.ACCEPTED_BY):
            yield f"rules/{rule.id}/option"
        if rule.kind is RuleKind.REQUIRES_OPTION:
            yield f"rules/{rule.id}/subject"


SUBJECTS = {
    RuleKind.REQUIRES: MEASURE,
    RuleKind.REQUIRES_ALL: GROUP,
    RuleKind.REQUIRES_AT_LEAST: GROUP,
    RuleKind.REQUIRES_OPTION: OPTION,
    RuleKind.EXCLUDES_OPTION: OPTION,
    RuleKind.CAP: COST_HEAD,
    RuleKind.ACCEPTED_BY: STAKEHOLDER,
}
"""What the subject of a rule may be, by the kind of the rule."""

ITEMS = {StepKind.MEASURE: MEASURE, StepKind.OPTION: OPTION}
"""What the item of a step may be, by the kind of the step."""


def _referred(model: Model) -> dict[str, str]:
    """What may stand where that depends on the kind of the row, by key."""
    return (
        {f"rules/{rule.id}/subject": SUBJECTS[rule.kind] for rule in model.rules}
        | {f"plan/{step.id}/item": ITEMS[step.kind] for step in model.plan}
        | {f"role/{first.id}": FIRST_ROLE for first in model.counterparts[:1]}
    )


def _on_scales(model: Model) -> dict[str, str]:
    """Costs in a unit, by key."""
    scaled = [head.id for head in model.cost_heads if head.scale]
    return {f"costs/{option.id}/{head}": ON_SCALE for option in model.options for head in scaled}


def _now(at: At[_Judgement]) -> str:
    if at.row.key == VIEWPOINT:
        return _viewpoint_now(at.context)
    judged = at.table(at.row.home.table)
    if at.row.home.allowed == DATE:
        # The date as text: a number would not equal the text in the ledger.
        return judged.lookup(at.cell("row"), "day")
    found = judged.crossing(at.cell("row"), at.cell("column"))
    blank = "no" if at.row.home.allowed == YES_NO else ""  # an empty cell says no
    # INDEX shows an empty cell as 0, which is another judgement.
    return f'IF({found}="","{blank}",{found})'


def _viewpoint_now(context: Context) -> str:
    """Formula text: the id of the viewpoint that Decide names."""
    shares, last = context.tables["shares"], ALL + len(context.model.stakeholders)
    place = place_of_name(context.cell(DECIDE_VIEWPOINT), shares.part("viewpoint", ALL, last))
    return entry_of_column(shares.part("id", ALL, last), place)


def _changed(at: At[_Judgement]) -> str:
    return _differs(at, WHEN_COMPUTED)


def _differs(at: At[_Judgement], heading: str) -> str:
    """Formula text: whether the judgement is another now than under the heading."""
    then, now = at.cell(heading), at.cell(NOW)
    # An empty cell equals 0, which is another judgement.
    return f'IF(AND({then}={now},({then}="")=({now}="")),0,1)'


def _is_within(bounds: Bounds) -> str:
    return f"IF(ISNUMBER({{now}}),IF(OR({{now}}<{bounds.low:.15g},{{now}}>{bounds.high:.15g}),1,0),1)"


IS_LEVEL = "IF(ISNUMBER(MATCH({now},{levels},0)),0,1)"
UNLESS_EMPTY = 'IF({{now}}="",0,{})'

PARTY_ROLES = ",".join(f'{{now}}="{role}"' for role in PartyRole)
"""Formula text: whether each role is that of the cell."""

UNFIT = {
    ZERO_OR_MORE: "IF(ISNUMBER({now}),IF({now}<0,1,0),1)",
    ZERO_TO_HUNDRED: _is_within(PERCENT),
    A_PHASE: _is_within(PHASES),
    ZERO_TO_ONE: UNLESS_EMPTY.format(_is_within(SHARE)),
    POINTS_OR_EMPTY: UNLESS_EMPTY.format(_is_within(POINTS)),
    DATE: f'IF({{now}}="{NO_DATE}",1,0)',
    MEASURE: "IF(ISNUMBER(MATCH({now},{measures},0)),0,1)",
    OPTION: "IF(ISNUMBER(MATCH({now},{options},0)),0,1)",
    COST_HEAD: "IF(ISNUMBER(MATCH({now},{cost_heads},0)),0,1)",
    GROUP: f'IF({{now}}="{EVERY_MEASURE}",0,IF(ISNUMBER(MATCH({{now}},{{groups}},0)),0,1))',
    STAKEHOLDER: f'IF({{now}}="{EVERY_STAKEHOLDER}",0,IF(ISNUMBER(MATCH({{now}},{{stakeholders}},0)),0,1))',
    LABEL: UNLESS_EMPTY.format(f"IF({ends_in_blank('{now}')},1,0)"),
    VERIFIER: UNLESS_EMPTY.format(f"IF({is_blanks_only('{now}')},1,0)"),
    LEVEL: IS_LEVEL,
    LEVEL_OR_EMPTY: UNLESS_EMPTY.format(IS_LEVEL),
    YES_NO: 'IF(OR({now}="yes",{now}="no"),0,1)',
    ON_SCALE: "IF(ISNUMBER({now}),IF(OR({now}<MIN({ends}),{now}>MAX({ends})),1,0),1)",
    ROLE: UNLESS_EMPTY.format(f"IF(OR({PARTY_ROLES}),0,1)"),
    FIRST_ROLE: UNLESS_EMPTY.format(f'IF({{now}}="{PartyRole.BARGAINS}",0,1)'),
    AS_COMPUTED: "{changed}",
}
"""Formula text by what is allowed: 1 where the entry of the cell is not."""


def _of_role(role: str) -> Iterator[Column[_Judgement]]:
    """What each judgement was when a role signed, and whether it is another now; empty while the role has not signed."""
    signed, since = f"{SIGNED_BY}{role}", f"{SINCE_SIGNED}{role}"

    def then(at: At[_Judgement]) -> float | str | None:
        found = at.context.places.signatures.get(role)
        return None if found is None else found.values.get(at.row.key, NOT_THERE)

    def changed(at: At[_Judgement]) -> int | None:
        found = at.context.places.signatures.get(role)
        # The viewpoint is a choice.
        return (
            None if found is None or at.row.key == VIEWPOINT else int(found.differs(at.row.key, at.row.value))
        )

    yield helper(
        computed(
            signed, "plain", 14, f"Value when the {role} signed; empty if the {role} has not signed.", then
        )
    )
    yield helper(
        live(since, "count", 9, "1 where it is another now.", changed, lambda at: _differs(at, signed))
    )


def _unfit_value(at: At[_Judgement]) -> int | Fixed:
    return Fixed(0) if at.row.allowed == ANYTHING else 0


def _unfit(at: At[_Judgement]) -> str:
    return UNFIT[at.row.allowed].format(
        now=at.cell("now"),
        ends=_ends(at),
        changed=at.cell("changed"),
        measures=at.table("measures").column("id"),
        options=at.table("options").column("id"),
        cost_heads=at.table("cost_heads").column("id"),
        groups=at.table("measures").column("group"),
        stakeholders=at.table("weights").column("id"),
        levels=at.context.level_names(),
    )


def _ends(at: At[_Judgement]) -> str:
    """The cells with the amounts at both ends of the scale that a cost is on; empty for other judgements."""
    if at.row.allowed != ON_SCALE:
        return ""
    place = at.context.model.criteria.index(at.row.home.column)
    return ",".join(at.table("swings").cell(AMOUNTS[end], place) for end in (0, -1))


def _share(at: At[_Judgement]) -> float | None:
    return None if at.row.backed is None else at.row.backed.share


def _confidence(at: At[_Judgement]) -> str | None:
    return None if at.row.backed is None else at.row.backed.grade
