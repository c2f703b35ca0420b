"""The styles of columns, rows, sheets and charts' frames, each once."""

from __future__ import annotations

from typing import Final

from steelyard.odf.making.markup import element, yes_or_no

FRAME: Final = "gr1"
_FRAME_STYLE: Final = element(
    "style:style",
    {"style:name": FRAME, "style:family": "graphic"},
    element("style:graphic-properties", {"draw:stroke": "none", "draw:fill": "none"}),
)


class LineStyles:
    """The styles that a file needs so far."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, ...], str] = {}
        self._written: list[bytes] = []

    def column(self, width: str) -> str:
        """Name of the style of columns of this width."""
        return self._style("table-column", "co", {"style:column-width": width})

    def row(self, height: str, *, own: bool) -> str:
        """Name of the style of rows of this height; a program may change one that is not a row's own."""
        optimal = {"style:use-optimal-row-height": yes_or_no(not own)}
        return self._style("table-row", "ro", {"style:row-height": height} | optimal)

    def sheet(self, page: str, colour: str, *, hidden: bool) -> str:
        """Name of the style of a sheet.

        Args:
            page: name of its page set-up.
            colour: that of its tab, as `#1f3a5f`; empty for none.
            hidden: whether it has no tab.
        """
        looks = {
            "table:display": yes_or_no(not hidden),
            "style:writing-mode": "lr-tb",
            "table:tab-color": colour or None,
        }
        return self._style("table", "ta", looks, page)

    def written(self) -> bytes:
        """The styles as the content has them."""
        return b"".join(self._written) + _FRAME_STYLE

    def _style(
        self, family: str, prefix: str, looks: dict[str, str | None] | dict[str, str], page: str = ""
    ) -> str:
        key = (family, page, *map(str, looks.values()))
        if key not in self._made:
            self._made[key] = name = f"{prefix}{sum(each[0] == family for each in self._made) + 1}"
            named = {"style:name": name, "style:family": family, "style:master-page-name": page or None}
            properties = element(f"style:{family}-properties", dict(looks))
            self._written.append(element("style:style", named, properties))
        return self._made[key]
