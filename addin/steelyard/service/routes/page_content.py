"""What the page shows of an answer: the result of a check, and a ranking."""

from __future__ import annotations

import base64
import csv
import io
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from steelyard.weigh.result import harmless

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from steelyard.model.keys import Value

MOST_LISTED: Final = 50
"""Changed judgements and findings that the page lists; the others are in a download."""


def checked(result: Mapping[str, Any]) -> dict[str, Any]:
    """The result of a check: what changed first, then what is wrong by its kind, errors before warnings."""
    findings = [*result["judgements"], *result.get("live", []), *result.get("computed", [])]
    changed, lists = result.get("changed", []), ("left_out", *(f"{each}_left_out" for each in CUT))
    shown = changed[:MOST_LISTED]
    groups = _grouped(findings, MOST_LISTED - len(shown))
    hidden = len(changed) - len(shown) + sum(group["more"] for group in groups)
    return {
        "sound": result["sound"],
        "current": result.get("current", True),
        "currency": result.get("currency", "current"),
        "structure": result.get("structure"),
        "refusal": result.get("refusal"),
        "changed": [{key: shown_value(each[key]) for key in ("words", "then", "now")} for each in shown],
        "groups": groups,
        "findings": len(findings),
        "more": hidden,
        "beyond": sum(result.get(each, 0) for each in lists),
        "download": _download(changed, findings) if hidden else "",
    }


CUT: Final = ("changed", "live", "computed")
"""The lists of a check that may be cut, beside that of the judgements."""


def shown_value(value: Value) -> str:
    """A value of a judgement as people read it.

    >>> shown_value(15.0), shown_value(-2.25), shown_value("partial"), shown_value(None), shown_value("")
    ('15', '−2.25', 'partial', 'not there', 'empty')
    """
    from steelyard.weigh.conditions import plain_number  # noqa: PLC0415 - imports numpy

    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return plain_number(value).replace("-", "−")
    return "not there" if value is None else str(value) or "empty"


def _grouped(findings: Sequence[Mapping[str, str]], most: int) -> list[dict[str, Any]]:
    """The findings by severity and kind, so many in all: of each group one in turn."""
    from steelyard.model.findings import CODES  # noqa: PLC0415

    groups: dict[tuple[str, str], list[Mapping[str, str]]] = {}
    for each in sorted(findings, key=lambda finding: finding["severity"] != "error"):
        groups.setdefault((each["severity"], each["code"]), []).append(each)
    shares = shared_out([len(group) for group in groups.values()], most)
    return [
        {
            "severity": severity,
            "kind": CODES[code].removesuffix(" (warning)"),
            "sheets": Counter(each["sheet"] for each in group).items(),
            "findings": [
                dict(finding) | {each: with_minus(finding[each]) for each in ("found", "allowed")}
                for finding in group[:share]
            ],
            "more": len(group) - share,
        }
        for ((severity, code), group), share in zip(groups.items(), shares, strict=True)
    ]


def with_minus(text: str) -> str:
    """The text with a true minus sign before its numbers.

    >>> with_minus("the engine computes -2.5"), with_minus("'core-2'")
    ('the engine computes −2.5', "'core-2'")
    """
    return re.sub(r"(?<![\w-])-(?=\d)", "−", text)


def shared_out(wanted: Sequence[int], most: int) -> list[int]:
    """How many each may have of so many in all: one each in turn, as long as it wants more.

    >>> shared_out([1, 100, 4], 12), shared_out([2, 2], 1)
    ([1, 7, 4], [1, 0])
    """
    given = [0] * len(wanted)
    left = min(most, sum(wanted))
    while left:
        for at, size in enumerate(wanted):
            if left and given[at] < size:
                given[at] += 1
                left -= 1
    return given


def _download(changed: Sequence[Mapping[str, Any]], findings: Sequence[Mapping[str, str]]) -> str:
    """All of it as a csv file within the page: the service keeps nothing that could be asked for later."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerow(("kind", "place", "found", "wanted"))
    for each in changed:
        writer.writerow(
            map(harmless, ("changed", each["words"], shown_value(each["then"]), shown_value(each["now"])))
        )
    for each in findings:
        place = f"{each['sheet']} {each['at']}".strip()
        writer.writerow(map(harmless, (each["severity"], place, each["found"], each["allowed"])))
    content = base64.b64encode(lines.getvalue().encode("utf-8-sig")).decode()
    return f"data:text/csv;charset=utf-8;base64,{content}"


def ranking(result: Mapping[str, Any]) -> dict[str, Any]:
    """The ranking, with each number as people read it."""
    from steelyard.weigh.sentences import number_words  # noqa: PLC0415 - imports numpy

    wanted = [column for column in result["columns"] if column["name"] not in {"option", "how_firm"}]
    rows = [
        [
            {
                "text": number_words(row[column["name"]])
                if column["unit"] == "points" and isinstance(row[column["name"]], (int, float))
                else ""
                if row[column["name"]] is None
                else str(row[column["name"]]),
                "number": column["unit"] in {"points", "count", "share"},
                "whole": column["name"] == "verdict",
            }
            for column in wanted
        ]
        for row in result["rows"]
    ]
    return {"title": result["title"], "columns": wanted, "rows": rows}
