"""How sheets print: paper, margins, what stands at the foot, and on how many pages it fits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from steelyard.odf.making.markup import element, style_name
from steelyard.odf.making.parts import is_on, within
from steelyard.odf.xml import written_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

PAPER: Final = {"9": ("21cm", "29.7cm"), "8": ("29.7cm", "42cm"), "1": ("8.5in", "11in")}
"""Width and height of A4, A3 and letter paper, upright, by the numbers that Excel has for them."""

_SIDES: Final = ("left", "right", "top", "bottom")
_REGION: Final = re.compile(r"&([LCR])((?:(?!&[LCR]).)*)", re.DOTALL)
_FIELD: Final = re.compile(r"&([APND])|&&")
_REGIONS: Final = {"L": "left", "C": "center", "R": "right"}
_FIELDS: Final = {
    "A": b"<text:sheet-name>???</text:sheet-name>",
    "P": b"<text:page-number>1</text:page-number>",
    "N": b"<text:page-count>1</text:page-count>",
    "D": b"<text:date/>",
}
_NO_MARGINS: Final[dict[str, str | None]] = {"fo:margin-left": "0cm", "fo:margin-right": "0cm"}
FOOT: Final = "0.5cm"
"""Height of a foot line, and its distance from the sheet."""


class Pages:
    """The page set-up of each sheet, as the part with the styles has it."""

    def __init__(self) -> None:
        self._layouts: list[bytes] = []
        self._masters: list[bytes] = []

    def add(self, sheet: str, tree: Element) -> str:
        """Name of the page set-up of this sheet."""
        layout, name = f"pm{len(self._layouts) + 1}", f"Page {sheet}"
        self._layouts.append(_layout(layout, tree))
        head, foot = (within(tree, f"headerFooter/{each}").text or "" for each in ("oddHeader", "oddFooter"))
        named = {"style:name": style_name(name), "style:display-name": name, "style:page-layout-name": layout}
        self._masters.append(
            element("style:master-page", named, _line("style:header", head), _line("style:footer", foot))
        )
        return style_name(name)

    def layouts(self) -> bytes:
        """The layouts, which are automatic styles."""
        return b"".join(self._layouts)

    def masters(self) -> bytes:
        """The pages that sheets name."""
        return element("office:master-styles", {}, *self._masters)


def _layout(name: str, tree: Element) -> bytes:
    setup, margins = within(tree, "pageSetup"), within(tree, "pageMargins")
    width, height = PAPER.get(setup.get("paperSize", ""), PAPER["9"])
    lies = setup.get("orientation") == "landscape"
    fits = is_on(within(tree, "sheetPr/pageSetUpPr"), "fitToPage")
    named: dict[str, str | None] = {
        "fo:page-width": height if lies else width,
        "fo:page-height": width if lies else height,
        "style:print-orientation": "landscape" if lies else "portrait",
        **{f"fo:margin-{side}": f"{margins.get(side, '0.7')}in" for side in _SIDES},
        "style:print-page-order": "ttb",
        "style:first-page-number": "continue",
        "style:scale-to-X": _fit(setup.get("fitToWidth", "1")) if fits else None,
        "style:scale-to-Y": _fit(setup.get("fitToHeight", "1")) if fits else None,
        "style:writing-mode": "lr-tb",
        "style:print": "charts drawings objects zero-values",
    }
    line = element(
        "style:header-footer-properties", {"fo:min-height": FOOT} | _NO_MARGINS | {"fo:margin-top": "0.2cm"}
    )
    above = element(
        "style:header-footer-properties",
        {"fo:min-height": FOOT} | _NO_MARGINS | {"fo:margin-bottom": "0.2cm"},
    )
    return element(
        "style:page-layout",
        {"style:name": name},
        element("style:page-layout-properties", named),
        element("style:header-style", {}, above),
        element("style:footer-style", {}, line),
    )


def _fit(pages: str) -> str | None:
    """On how many pages a sheet is to fit; any number of them where it says 0."""
    return pages if pages != "0" else None


def _line(name: str, code: str) -> bytes:
    """A head or foot line; one without words is not shown."""
    regions = [
        element(f"style:region-{_REGIONS[side]}", {}, _words(words))
        for side, words in _REGION.findall(code)
        if words
    ]
    return element(name, {"style:display": None if regions else "false"}, *regions)


def _words(code: str) -> bytes:
    return b"<text:p>%b</text:p>" % b"".join(_pieces(code))


def _pieces(code: str) -> Iterator[bytes]:
    at = 0
    for found in _FIELD.finditer(code):
        yield written_text(code[at : found.start()])
        yield _FIELDS[found[1]] if found[1] else b"&amp;"
        at = found.end()
    yield written_text(code[at:])
