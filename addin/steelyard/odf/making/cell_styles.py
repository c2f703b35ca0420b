"""The looks of cells: those that a workbook names, and those of single cells.

A cell that looks as a named style says has that style, so that a change of the style reaches it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from steelyard.odf.making.markup import element, points, style_name
from steelyard.odf.making.number_formats import BUILT_IN, GENERAL, NumberFormats
from steelyard.odf.making.parts import colour_of, is_on, within

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

DEFAULT: Final = "Default"
CELL: Final = "table-cell"
INDENT: Final = 8.4
"""Points by which one step of Excel's indents a text."""

_LINES: Final = {"hair": "0.06pt", "thin": "0.74pt", "medium": "1.76pt", "thick": "2.49pt"}
_ACROSS: Final = {"left": "start", "right": "end", "center": "center", "justify": "justify"}
_UPRIGHT: Final = {"top": "top", "center": "middle", "bottom": "bottom"}
SCRIPTS: Final = ("asian", "complex")
SIDES: Final = ("left", "right", "top", "bottom")

Named = dict[str, "str | None"]


class CellStyles:
    """The cell styles of a workbook, by their numbers."""

    def __init__(self, styles: Element) -> None:
        self.formats = NumberFormats()
        self._styles = styles
        self._codes = {
            int(each.get("numFmtId", "0")): each.get("formatCode", "") for each in styles.iter("numFmt")
        }
        self._fonts, self._fills, self._borders = (
            list(within(styles, name)) for name in ("fonts", "fills", "borders")
        )
        bases = list(within(styles, "cellStyleXfs"))
        self._named: dict[bytes, str] = {}
        self._common = [self._default(bases[0])]
        for each in within(styles, "cellStyles"):
            self._add_common(
                each.get("name", ""), bases[int(each.get("xfId", "0"))], first=each.get("xfId") == "0"
            )
        self._cells = list(within(styles, "cellXfs"))
        self._single: dict[tuple[int, bytes], str] = {}
        self._automatic: list[bytes] = []

    def _default(self, xf: Element) -> bytes:
        """The letters of a cell of which nothing is said.

        The style `Default` itself sets nothing: what it set would hide what a cell has under a condition.
        """
        family: Named = {"style:family": CELL}
        return element("style:default-style", family, self._properties(xf)[-1])

    def _add_common(self, name: str, xf: Element, *, first: bool) -> None:
        own = DEFAULT if first else style_name(name)
        properties = b"".join(self._properties(xf))
        data = self._format(xf)
        self._named.setdefault(data.encode() + properties, own)
        named: Named = {"style:name": own, "style:display-name": None if own == name or first else name}
        parent = {"style:parent-style-name": None if first else DEFAULT, "style:data-style-name": data}
        looks = b"" if first else properties
        self._common.append(element("style:style", named | {"style:family": CELL} | parent, looks))

    def name(self, number: int, maps: bytes = b"") -> str:
        """Name of the style of this number.

        Args:
            number: place of the style among those of cells.
            maps: what the style looks like under conditions.
        """
        if (number, maps) not in self._single:
            self._single[number, maps] = self._name(number, maps)
        return self._single[number, maps]

    def _name(self, number: int, maps: bytes) -> str:
        xf = self._cells[number]
        properties, data = b"".join(self._properties(xf)), self._format(xf)
        named = self._named.get(data.encode() + properties)
        if named and not maps:
            return named
        own = f"ce{len(self._automatic) + 1}"
        looks: Named = {"style:name": own, "style:family": CELL, "style:parent-style-name": named or DEFAULT}
        self._automatic.append(
            element("style:style", looks | {"style:data-style-name": data}, properties, maps)
        )
        return own

    def code(self, number: int) -> str:
        """The number format of a style, as Excel writes it."""
        return self._code(self._cells[number])

    def _code(self, xf: Element) -> str:
        number = int(xf.get("numFmtId", "0"))
        return self._codes.get(number) or BUILT_IN.get(number, GENERAL)

    def _format(self, xf: Element) -> str:
        return self.formats.name(self._code(xf))

    def _properties(self, xf: Element) -> list[bytes]:
        """What a style says of cells, paragraphs and letters."""
        alignment = within(xf, "alignment")
        across = _ACROSS.get(alignment.get("horizontal", ""))
        cell: Named = {
            "style:text-align-source": "fix" if across else "value-type",
            "fo:wrap-option": "wrap" if is_on(alignment, "wrapText") else "no-wrap",
            "style:vertical-align": _UPRIGHT.get(alignment.get("vertical", "bottom"), "bottom"),
            "style:cell-protect": _protected(within(xf, "protection")),
            "style:print-content": "true",
        }
        cell |= _filled(self._fills[int(xf.get("fillId", "0"))])
        cell |= _bordered(self._borders[int(xf.get("borderId", "0"))])
        indent = float(alignment.get("indent", "0")) * INDENT
        paragraph: Named = {"fo:text-align": across or "start", "fo:margin-left": points(indent)}
        letters = lettered(self._fonts[int(xf.get("fontId", "0"))])
        return [
            element("style:table-cell-properties", cell),
            element("style:paragraph-properties", paragraph),
            element("style:text-properties", letters),
        ]

    def conditional(self) -> list[str]:
        """Names of the styles that cells take on under conditions, by the numbers that rules give."""
        names = []
        for at, each in enumerate(within(self._styles, "dxfs"), 1):
            names.append(own := f"Conditional_{at}")
            named: Named = {"style:name": own, "style:family": CELL, "style:parent-style-name": DEFAULT}
            looks = element("style:text-properties", lettered(within(each, "font")))
            background = colour_of(within(each, "fill/patternFill/bgColor"))
            cell = (
                element("style:table-cell-properties", {"fo:background-color": background})
                if background
                else b""
            )
            self._common.append(element("style:style", named, cell, looks))
        return names

    def fonts(self) -> bytes:
        """The fonts that the styles name."""
        names = dict.fromkeys(within(each, "name").get("val", "") for each in self._fonts)
        return element("office:font-face-decls", {}, *map(font_face, filter(None, names)))

    def common(self) -> bytes:
        """The number formats and the styles with names."""
        return self.formats.written() + b"".join(self._common)

    def automatic(self) -> bytes:
        """The styles of single cells."""
        return b"".join(self._automatic)


def font_face(name: str) -> bytes:
    """A font, which styles name."""
    return element(
        "style:font-face", {"style:name": name, "svg:font-family": f"'{name}'" if " " in name else name}
    )


def lettered(font: Element) -> Named:
    """What a font says of letters; only what it says."""
    size, name, line = (within(font, each).get("val") for each in ("sz", "name", "u"))
    bold, italic = font.find("b"), font.find("i")
    has_size = size is not None
    underlined: Named = {
        "style:text-underline-style": "solid",
        "style:text-underline-width": "auto",
        "style:text-underline-color": "font-color",
    }
    shape: Named = {
        "font-name": name,
        "font-size": points(float(size or 0)) if has_size else None,
        "font-style": ("italic" if italic is not None else "normal") if has_size else None,
        "font-weight": ("bold" if bold is not None else "normal") if has_size else None,
    }
    return {
        "fo:color": colour_of(within(font, "color")) or None,
        **(underlined if line else {"style:text-underline-style": "none"} if has_size else {}),
        **{f"{'style' if key == 'font-name' else 'fo'}:{key}": value for key, value in shape.items()},
        # Signs such as a bar's block count as letters of other scripts, which have fonts of their own.
        **{f"style:{key}-{script}": value for script in SCRIPTS for key, value in shape.items()},
    }


def _filled(fill: Element) -> Named:
    pattern = within(fill, "patternFill")
    colour = colour_of(within(pattern, "fgColor")) if pattern.get("patternType") == "solid" else ""
    return {"fo:background-color": colour or "transparent"}


def _bordered(border: Element) -> Named:
    return {f"fo:border-{side}": _line(within(border, side)) for side in SIDES}


def _line(side: Element) -> str:
    width = _LINES.get(side.get("style", ""))
    return f"{width} solid {colour_of(within(side, 'color')) or '#000000'}" if width else "none"


def _protected(protection: Element) -> str:
    locked, hidden = is_on(protection, "locked", default=True), is_on(protection, "hidden")
    if hidden:
        return "hidden-and-protected" if locked else "formula-hidden"
    return "protected" if locked else "none"
