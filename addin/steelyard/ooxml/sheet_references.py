"""References to a sheet that was renamed by a program that did not rewrite them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from steelyard.ooxml.addresses import on_sheet
from steelyard.ooxml.opc.relationships import workbook_part
from steelyard.ooxml.sheet_cells import charts_of
from steelyard.ooxml.xml.text import escaped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from steelyard.ooxml.opc.package import Package

_NAMES = rb"definedName"
_RULES = rb"formula1|formula2|formula"
"""Elements of validations and of conditional formats."""
_SERIES = rb"f"
"""The element of a chart that names a range."""
_LINK = re.compile(rb"""(<(?:[\w.-]+:)?hyperlink\s[^>]*?location=["'])([^">]+)(?=["'])""")
"""A link to a place in the workbook, which stands in an attribute."""


def with_references(package: Package, renamed: Mapping[str, str], sheets: Mapping[str, str]) -> Package:
    """The workbook in which names, lists, links and charts refer to sheets by the names that these have now.

    Formulas in cells are the caller's.

    Args:
        package: the workbook.
        renamed: the name of each sheet now, by the name that is referred to.
        sheets: the sheets whose lists, links and charts are looked at, with their parts.
    """
    of_names = {workbook_part(package): _NAMES}
    of_sheets = dict.fromkeys(sheets.values(), _RULES)
    of_charts = {chart: _SERIES for sheet in sheets for chart in charts_of(package, sheet)}
    changed: dict[str, bytes | None] = {}
    for part, elements in {**of_names, **of_sheets, **of_charts}.items():
        changed[part] = _rewritten(package.part(part), elements, renamed)
    return package.replaced(changed)


def _rewritten(xml: bytes, elements: bytes, renamed: Mapping[str, str]) -> bytes:
    """A part, in which the formulas of these elements name sheets as they are called now."""
    inside = re.compile(rb"(<(?:[\w.-]+:)?(?:%b)(?:\s[^>]*)?>)([^<]+)(?=</)" % elements)
    names = {}
    for old, new in renamed.items():
        quoted = escaped("'" + old.replace("'", "''") + "'!")
        for written in (quoted, quoted.replace(b"'", b"&apos;"), escaped(f"{old}!")):
            names[written] = escaped(on_sheet(new, ""))
    written = b"|".join(re.escape(name) for name in names)
    # A plain name may be the end of a longer one, so it stands after neither a letter nor a quote.
    reference = re.compile(rb"(?<![\w.'\]\x80-\xff])(?:%b)" % written)

    def replaced(found: re.Match[bytes]) -> bytes:
        return found[1] + reference.sub(lambda one: names[one[0]], found[2])

    xml = inside.sub(replaced, xml)
    return _LINK.sub(replaced, xml) if elements is _RULES else xml
