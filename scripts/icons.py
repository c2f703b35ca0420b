"""Draw the icons of the add-in from the shapes below: `python scripts/icons.py`."""

from __future__ import annotations

import math
import struct
import sys
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Shape = Callable[[float, float], bool]

FOLDER = Path(__file__).parents[1] / "addin" / "static" / "images"
INK = (0x1F, 0x3A, 0x5F)
SIZES = (16, 32, 64, 80, 128)
FINE = 8
"""Points along each side of a pixel that are tested, so that edges are smooth."""


def line(x0: float, y0: float, x1: float, y1: float, width: float) -> Shape:
    """A stroke with round ends; coordinates run from 0 to 1, downwards."""

    def inside(x: float, y: float) -> bool:
        dx, dy = x1 - x0, y1 - y0
        along = max(0.0, min(1.0, ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy)))
        return math.hypot(x - x0 - along * dx, y - y0 - along * dy) <= width / 2

    return inside


def disc(x0: float, y0: float, radius: float) -> Shape:
    """A filled circle."""
    return lambda x, y: math.hypot(x - x0, y - y0) <= radius


def arc(x0: float, y0: float, radius: float, width: float, gap: tuple[float, float]) -> Shape:
    """A ring without the angles of the gap, in degrees, 0 to the right and on downwards."""

    def inside(x: float, y: float) -> bool:
        angle = math.degrees(math.atan2(y - y0, x - x0)) % 360
        return abs(math.hypot(x - x0, y - y0) - radius) <= width / 2 and not gap[0] < angle < gap[1]

    return inside


def triangle(*corners: tuple[float, float]) -> Shape:
    """A filled triangle."""

    def inside(x: float, y: float) -> bool:
        sides = [
            (x - x1) * (y0 - y1) - (x0 - x1) * (y - y1)
            for (x0, y0), (x1, y1) in zip(corners, corners[1:] + corners[:1], strict=True)
        ]
        return all(side >= 0 for side in sides) or all(side <= 0 for side in sides)

    return inside


def frame(left: float, top: float, right: float, bottom: float, width: float) -> tuple[Shape, ...]:
    """The four sides of a rectangle."""
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    return tuple(line(*a, *b, width) for a, b in zip(corners, corners[1:] + corners[:1], strict=True))


ICONS: dict[str, tuple[Shape, ...]] = {
    "steelyard": (
        line(0.07, 0.40, 0.93, 0.30, 0.10),  # the beam
        line(0.30, 0.06, 0.30, 0.36, 0.08),  # what it hangs from
        line(0.13, 0.40, 0.13, 0.62, 0.06),
        triangle((0.00, 0.86), (0.26, 0.86), (0.13, 0.58)),  # the load
        line(0.70, 0.33, 0.70, 0.62, 0.06),
        disc(0.70, 0.74, 0.16),  # the one sliding weight
    ),
    "refresh": (
        arc(0.50, 0.52, 0.33, 0.12, (290, 350)),
        triangle((0.58, 0.04), (0.58, 0.42), (0.84, 0.23)),
    ),
    "check": (line(0.12, 0.55, 0.38, 0.82, 0.14), line(0.38, 0.82, 0.88, 0.18, 0.14)),
    "snapshot": (
        *frame(0.10, 0.28, 0.90, 0.84, 0.09),
        line(0.36, 0.18, 0.64, 0.18, 0.12),
        arc(0.50, 0.56, 0.15, 0.09, (0, 0)),
    ),
    "table": (
        line(0.06, 0.62, 0.94, 0.62, 0.11),
        line(0.20, 0.62, 0.20, 0.93, 0.09),
        line(0.80, 0.62, 0.80, 0.93, 0.09),
        line(0.50, 0.07, 0.50, 0.30, 0.12),  # an arrow on to it
        triangle((0.28, 0.26), (0.72, 0.26), (0.50, 0.52)),
    ),
}


def drawn(shapes: tuple[Shape, ...], size: int) -> bytes:
    """The shapes as a picture of so many pixels a side, on nothing."""
    points = [(at + 0.5) / FINE for at in range(FINE)]
    rows = bytearray()
    for y in range(size):
        rows.append(0)  # this row is written as it is
        for x in range(size):
            covered = sum(
                any(shape((x + dx) / size, (y + dy) / size) for shape in shapes)
                for dy in points
                for dx in points
            )
            rows += bytes((*INK, round(255 * covered / FINE**2)))
    return png(size, bytes(rows))


def png(size: int, rows: bytes) -> bytes:
    """A square picture with colours and transparency."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checked = kind + content
        return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

    head = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def pictures() -> dict[str, bytes]:
    """Every icon by the name of its file."""
    wanted = [(name, size) for name in ICONS for size in (SIZES if name == "steelyard" else (16, 32, 80))]
    made = {f"icons/{name}-{size}.png": drawn(ICONS[name], size) for name, size in wanted}
    return made | {"favicon.png": made["icons/steelyard-32.png"]}


def main() -> int:
    """Write them into the folder of static files."""
    for name, content in pictures().items():
        path = FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
