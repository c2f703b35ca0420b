"""What may be typed into cells, and how they look under conditions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from steelyard.odf.addresses import Place, quoted_sheet, ranges
from steelyard.odf.formulas import open_expression
from steelyard.odf.making.markup import element, yes_or_no
from steelyard.odf.making.parts import is_on, within
from steelyard.odf.xml import written_text
from steelyard.ooxml.addresses import Area, address

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from xml.etree.ElementTree import Element

_KINDS: Final = {
    "whole": "cell-content-is-whole-number()",
    "decimal": "cell-content-is-decimal-number()",
    "date": "cell-content-is-date()",
    "time": "cell-content-is-time()",
}
_SIGNS: Final = {
    "equal": "=",
    "notEqual": "!=",
    "greaterThan": ">",
    "lessThan": "<",
    "greaterThanOrEqual": ">=",
    "lessThanOrEqual": "<=",
}
_CHOICES: Final = re.compile(r'"([^"]*)"')


class Rule(NamedTuple):
    """A rule for what may be typed, and where it holds."""

    name: str
    areas: tuple[Area, ...]
    xml: bytes


def areas_of(element_: Element) -> tuple[Area, ...]:
    """Where a rule of a sheet holds."""
    return tuple(Area.parse(each) for each in element_.get("sqref", "").split())


def rules_of(sheet: str, tree: Element, before: int) -> list[Rule]:
    """The rules of a sheet.

    Args:
        sheet: its name.
        tree: its part.
        before: how many rules other sheets have; their names are numbers.
    """
    found = []
    for at, each in enumerate(tree.iter("dataValidation"), before + 1):
        areas = areas_of(each)
        found.append(Rule(f"val{at}", areas, _validation(f"val{at}", sheet, each, areas)))
    return found


def _validation(name: str, sheet: str, rule: Element, areas: Sequence[Area]) -> bytes:
    condition = _condition(rule)
    is_list = rule.get("type") == "list"
    named = {
        "table:name": name,
        "table:condition": f"of:{condition}" if condition else None,
        "table:allow-empty-cell": yes_or_no(is_on(rule, "allowBlank")),
        "table:display-list": ("none" if is_on(rule, "showDropDown") else "unsorted") if is_list else None,
        "table:base-cell-address": _base(sheet, areas[0]),
    }
    texts = b""
    if rule.get("prompt"):
        shown = {
            "table:title": rule.get("promptTitle"),
            "table:display": yes_or_no(is_on(rule, "showInputMessage")),
        }
        texts += element("table:help-message", shown, *_lines(rule.get("prompt", "")))
    if rule.get("error"):
        kind = {"table:message-type": rule.get("errorStyle", "stop"), "table:title": rule.get("errorTitle")}
        shown = kind | {"table:display": yes_or_no(is_on(rule, "showErrorMessage"))}
        texts += element("table:error-message", shown, *_lines(rule.get("error", "")))
    return element("table:content-validation", named, texts)


def _base(sheet: str, area: Area) -> str:
    return f"{quoted_sheet(sheet)}.{address(area.first_row, area.first_column)}"


def _lines(text: str) -> Iterator[bytes]:
    return (b"<text:p>%b</text:p>" % written_text(line) for line in text.split("\n"))


def _condition(rule: Element) -> str:
    """What a rule asks for; empty where anything may be typed."""
    kind = rule.get("type", "none")
    first, second = (open_expression(within(rule, each).text or "") for each in ("formula1", "formula2"))
    if kind == "list":
        return f"cell-content-is-in-list({_choices(within(rule, 'formula1').text or '')})"
    if kind == "custom":
        return f"is-true-formula({first})"
    if kind not in _KINDS:
        return ""
    operator = rule.get("operator", "between")
    if operator in _SIGNS:
        return f"{_KINDS[kind]} and cell-content(){_SIGNS[operator]}{first}"
    word = "between" if operator == "between" else "not-between"
    return f"{_KINDS[kind]} and cell-content-is-{word}({first},{second})"


def _choices(formula: str) -> str:
    """What a list offers: cells, or words that the rule spells out.

    >>> _choices('"yes,no"'), _choices("Delivery!$B$9:$B$18")
    ('"yes";"no"', '[$Delivery.$B$9:.$B$18]')
    """
    words = _CHOICES.fullmatch(formula)
    return ";".join(f'"{each}"' for each in words[1].split(",")) if words else open_expression(formula)


class Conditional(NamedTuple):
    """The looks that some cells take on under conditions."""

    areas: tuple[Area, ...]
    maps: bytes
    """As the styles of these cells have them, which every program reads."""
    xml: bytes
    """As LibreOffice has them beside the cells, which it follows when cells move."""


def conditionals(sheet: str, tree: Element, names: Sequence[str]) -> list[Conditional]:
    """The conditional formats of a sheet.

    Args:
        sheet: its name.
        tree: its part.
        names: names of the styles by their numbers.
    """
    found = []
    for each in tree.iter("conditionalFormatting"):
        areas = areas_of(each)
        base = _base(sheet, areas[0])
        rules = sorted(each.iter("cfRule"), key=lambda rule: int(rule.get("priority", "1")))
        kept = [
            (open_expression(within(rule, "formula").text or ""), names[int(rule.get("dxfId", "0"))])
            for rule in rules
            if rule.get("type") == "expression"
        ]
        target = ranges(Place(sheet, area) for area in areas)
        found.append(Conditional(areas, _maps(kept, base), _extension(kept, base, target)))
    return found


def _maps(kept: Sequence[tuple[str, str]], base: str) -> bytes:
    return b"".join(
        element(
            "style:map",
            {
                "style:condition": f"is-true-formula({formula})",
                "style:apply-style-name": style,
                "style:base-cell-address": base,
            },
        )
        for formula, style in kept
    )


def _extension(kept: Sequence[tuple[str, str]], base: str, target: str) -> bytes:
    conditions = (
        element(
            "calcext:condition",
            {
                "calcext:apply-style-name": style,
                "calcext:value": f"formula-is({formula})",
                "calcext:base-cell-address": base,
            },
        )
        for formula, style in kept
    )
    return element("calcext:conditional-format", {"calcext:target-range-address": target}, *conditions)
