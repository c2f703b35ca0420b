"""The sheets as the old modules have them, in the new form."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from steelyard.model.record import DERIVED
from steelyard.sheets import charts as old_charts
from steelyard.sheets import plans as old
from steelyard.sheets.columns import columns_of
from steelyard.sheets.contents import SHEETS
from steelyard.sheets.headings import POINTS_FOR, TABLED
from steelyard.sheets.layout import CELLS, FIRST_TEST, SINCE, TESTS, row_counts
from steelyard.sheets.names import TEST
from steelyard.sheets.spec import Sheet, Table, View

KEYS = {"counterpart": ("party", "kind", "item"), TABLED: ("kind", "item")}
LISTED = {
    "measures": ("effects", ""),
    "cost_heads": ("effects", ""),
    "options": ("effects", "id"),
    "weights": ("shares", "id"),
    "delivery": ("delivered", "id"),
    "rules": ("conditions", "condition"),
}


def _value(i, at):
    return None if at.row is None else at.row[i]


def declared(model):
    columns, counts = columns_of(model), row_counts(model)
    found = []
    for s in SHEETS:
        t = s.table

        def rows(context, t=t):
            got = old.table_rows_one(context, t)
            own = old.own_rows(context, t)
            return got[: len(got) - own] if own else got

        def own(context, t=t):
            got = old.table_rows_one(context, t)
            n = old.own_rows(context, t)
            heads = [c.heading for c in columns[t]]
            return [dict(zip(heads, r)) for r in got[len(got) - n :]] if n else ()

        cells = {n: a for n, (sh, a) in CELLS.items() if sh == s.name}
        if t == "checks":
            cells |= {TEST.format(i + 1): f"B{FIRST_TEST + i}" for i in range(TESTS)}
        found.append(
            Sheet(
                name=s.name,
                kind=s.kind,
                title=s.title,
                purpose=s.purpose,
                head=s.head,
                since=SINCE.get(t, 1),
                view=View.SCENARIO
                if t in old.IN_DECIDE_VIEW
                else View.VIEWPOINT
                if t in old.IN_VIEWPOINT
                else View.NONE,
                header=lambda c, t=t: old._own(c, t),
                cells=cells,
                charts=lambda c, t=t: old_charts.charts(c).get(t, ()),
                frozen_columns=2 if t in ("decide", "linkage", "costs", "shares") else 1,
                unprinted_columns=1 if t == "decide" else 0,
                chart_column="A" if t == "decide" else "B",
                one_page_rows=12 if t == "decide" else 0,
                tables=(
                    Table(
                        name=t,
                        columns=tuple(
                            replace(
                                c,
                                value=partial(_value, i),
                                formula=None,
                                dated=(t, c.heading) in (("evidence", "date"), ("record", "date")),
                            )
                            for i, c in enumerate(columns[t])
                        ),
                        rows=rows,
                        room=lambda m, n=counts[t]: n,
                        own_rows=own,
                        keys=KEYS.get(t, ()),
                        own_ids=tuple(DERIVED) if t == "delivery" else (),
                        own_prefixes=(POINTS_FOR,) if t == TABLED else (),
                        listed_by=LISTED.get(t, ("", "")),
                        counted=t not in ("counterpart", TABLED, "evidence"),
                        summed=t == TABLED,
                        kept=t == "change_log",
                        typed_rows=t != "decide",
                        least_lines={"decide": 3, "packages": 2, "improvements": 2}.get(t, 1),
                    ),
                ),
            )
        )
    return tuple(found)
