"""How long the exact frontier takes, next to negmas where that can still run, and how it grows by issue.

    PYTHONPATH=tests python -m benchmarks.packages [--plot PICTURE.svg]

Values are ordered, the hard case: on every issue our side gains and the other loses from choice to choice, so
that no choice is beaten. Half of the issues stand for measures, half for tracks; "full" rules are one
prerequisite a track, all measures for the first of them, and a cap on how many are released. negmas is no
requirement: without it its columns are empty (`pip install negmas`).
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
import time
import tracemalloc
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from steelyard.analysis.packages.frontier import frontier
from steelyard.analysis.packages.packages import Limit, Space

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZES = ((5, 4), (8, 4), (11, 4), (20, 5), (30, 5), (100, 10))
"""Issues, and choices of each."""

ENUMERABLE = 5_000_000
"""Packages that negmas is asked to enumerate at the most."""

RUNS = 3

CHOICES = 5
"""Choices of each issue where growth by issue is drawn."""


class Row(NamedTuple):
    """One measurement: medians of seconds, the peak of memory in MB, and the size of the frontier."""

    what: str
    rules: int
    points: int
    seconds: float
    memory: float
    peer: float | None


def ordered(issues: int, choices: int, seed: int, rules: str = "") -> Space:
    """A space with ordered values in ticks of 1e-6 points of 100, with no rules or with full ones."""
    rng = np.random.default_rng(seed)
    sides = []
    for way in (1, -1):
        weights = rng.dirichlet(np.ones(issues))
        values = [np.sort(rng.random(choices))[::way] for _ in range(issues)]
        spans = [(value - value.min()) / np.ptp(value) for value in values]
        sides.append(
            tuple(np.rint(w * v * 1e8).astype(np.int64) for w, v in zip(weights, spans, strict=True))
        )
    return Space(sides[0], sides[1], full(issues, choices, rng) if rules else ())


def full(issues: int, choices: int, rng: np.random.Generator) -> tuple[Limit, ...]:
    """One prerequisite a track, all measures for the first track, and a cap on the tracks."""
    measures, tracks = range(issues // 2), range(issues // 2, issues)
    released, always = frozenset(range(1, choices)), frozenset(range(choices))

    def below(level: int) -> tuple[int, ...]:
        return tuple(int(choice < level) for choice in range(choices))

    wanted = [
        Limit(track, released, {int(rng.choice(measures)): below(int(rng.integers(1, choices)))}, 0)
        for track in tracks
    ]
    package = Limit(tracks[0], released, {measure: below(2) for measure in measures}, 0)
    one = (0,) + (1,) * (choices - 1)
    cap = Limit(0, always, dict.fromkeys(tracks, one), len(tracks) // 2)
    return (*wanted, package, cap)


def measured(issues: int, choices: int, rules: str) -> Row:
    """The median of some runs, and the memory of one more."""
    space = ordered(issues, choices, 1, rules)
    times = []
    for _ in range(RUNS):
        start = time.process_time()
        found = frontier(space)
        times.append(time.process_time() - start)
    assert found is not None
    tracemalloc.start()
    frontier(space)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    peer = None if rules or space.packages > ENUMERABLE else negmas_seconds(space)
    what = f"{choices}^{issues}" if choices**issues < 10**99 else "10^100"
    return Row(what, len(space.limits), len(found.us), median(times), peak / 1e6, peer)


def negmas_seconds(space: Space) -> float | None:
    """What negmas takes for the same frontier, or None where it is not installed."""
    if importlib.util.find_spec("negmas") is None:
        return None
    from negmas.outcomes import make_issue, make_os  # type: ignore[import-not-found]  # noqa: PLC0415
    from negmas.preferences import LinearAdditiveUtilityFunction  # type: ignore[import-not-found]  # noqa: PLC0415
    from negmas.preferences.ops import pareto_frontier  # type: ignore[import-not-found]  # noqa: PLC0415
    from negmas.preferences.value_fun import TableFun  # type: ignore[import-not-found]  # noqa: PLC0415

    outcomes = make_os(
        [make_issue(list(map(str, range(n))), name=f"i{i}") for i, n in enumerate(space.sizes)]
    )
    sides = [
        LinearAdditiveUtilityFunction(
            values=[TableFun({str(j): float(v) for j, v in enumerate(values)}) for values in side],
            weights=[1.0] * len(side),
            outcome_space=outcomes,
        )
        for side in (space.us, space.them)
    ]
    start = time.process_time()
    pareto_frontier(sides, outcomes=list(outcomes.enumerate_or_sample()))
    return time.process_time() - start


def rows() -> Iterator[Row]:
    """Every measurement."""
    for issues, choices in SIZES:
        yield measured(issues, choices, "")
    for issues, choices in SIZES[2:5]:
        yield measured(issues, choices, "full")


def report() -> str:
    """An aligned table."""
    head = ("packages", "rules", "frontier", "s", "MB", "negmas s", "ratio")
    lines = [head]
    for row in rows():
        peer = ("", "") if row.peer is None else (f"{row.peer:.2f}", f"{row.seconds / row.peer:.4f}")
        lines.append(
            (row.what, str(row.rules), str(row.points), f"{row.seconds:.3f}", f"{row.memory:.1f}", *peer)
        )
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)) for line in lines
    )


def growth(choices: int = CHOICES, most: int = 60, step: int = 5) -> list[tuple[int, float, float]]:
    """Median processor seconds by number of issues, without rules and with full ones."""
    found = []
    for issues in range(step, most + 1, step):
        free, ruled = (
            median(_seconds(ordered(issues, choices, seed, rules)) for seed in (1, 2, 3))
            for rules in ("", "full")
        )
        found.append((issues, free, ruled))
    return found


def _seconds(space: Space) -> float:
    start = time.process_time()
    frontier(space)
    return time.process_time() - start


def picture(found: list[tuple[int, float, float]]) -> str:
    """The growth as a small SVG: two lines over the number of issues, seconds on a scale of powers of ten."""
    left, bottom, width, height = 70, 250, 480, 210
    low, high = -4.0, 1.0
    most = found[-1][0]

    def at(issues: float, seconds: float) -> tuple[float, float]:
        rise = (np.log10(seconds) - low) / (high - low)
        return left + width * issues / most, bottom - height * float(rise)

    start = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 320" font-family="Arial, sans-serif"'
    title = f"Processor seconds to the exact frontier, by issues of {CHOICES} choices"
    parts = [f'{start} font-size="12">', '<rect width="640" height="320" fill="#ffffff"/>']
    parts.append(f'<text x="20" y="20" font-size="13" font-weight="bold" fill="#1f3864">{title}</text>')
    for power in range(int(low), int(high) + 1):
        _, y = at(0, 10.0**power)
        label = f"{10.0**power:g}" if power > -4 else "0.0001"
        parts.append(f'<line x1="{left}" x2="{left + width}" y1="{y:.1f}" y2="{y:.1f}" stroke="#d9d9d9"/>')
        parts.append(_text(left - 8, y + 4, f"{label} s", "end"))
    parts += [_text(at(issues, 1)[0], bottom + 18, str(issues)) for issues in range(10, most + 1, 10)]
    parts.append(_text(left + width / 2, bottom + 40, "issues"))
    for column, colour, label in ((1, "#1f3864", "no rules"), (2, "#c55a11", "full rules")):
        points = [at(row[0], row[column]) for row in found]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points]
        x, y = points[-1]
        parts.append(f'<text x="{x + 8:.1f}" y="{y + 4:.1f}" fill="{colour}">{label}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def _text(x: float, y: float, words: str, anchor: str = "middle") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="#404040">{words}</text>'


def main() -> None:
    """Print the table; draw the growth where asked."""
    parser = argparse.ArgumentParser(description="How long the exact frontier takes.")
    parser.add_argument("--plot", type=Path, help="also draw the growth by issue, as SVG, here")
    asked = parser.parse_args()
    sys.stdout.write(report() + "\n")
    if asked.plot:
        asked.plot.write_text(picture(growth()), encoding="utf-8")


if __name__ == "__main__":
    main()
