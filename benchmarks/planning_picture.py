"""Value and bound over time as a picture."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import log

from planning_runs import Run

WIDTH, HEIGHT, LEFT, BOTTOM = 760, 360, 64, 48
SHOWN = (0.9, 1.1)  # of the best plan found
SOONEST = 0.01  # seconds at the left edge


def picture(runs: Iterable[Run]) -> str:
    """Return an SVG with the longest run of each instance, in per cent of its best plan."""
    longest: dict[str, Run] = {}
    for run in runs:
        if run.course and run.objective and run.seconds >= longest.get(run.name, run).seconds:
            longest[run.name] = run
    end = max((run.seconds for run in longest.values()), default=1.0)

    def at(seconds: float, share: float) -> tuple[float, float]:
        x = LEFT + (WIDTH - LEFT - 20) * _logarithm(seconds / SOONEST) / _logarithm(end / SOONEST)
        inside = (min(max(share, SHOWN[0]), SHOWN[1]) - SHOWN[0]) / (SHOWN[1] - SHOWN[0])
        return x, HEIGHT - BOTTOM - (HEIGHT - BOTTOM - 20) * inside

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" font-family="sans-serif">',
        "<title>Value and bound over time, in per cent of the best plan found</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
    ]
    for share in (0.9, 0.95, 1.0, 1.05, 1.1):
        x, y = at(SOONEST, share)
        parts.append(f'<path d="M{x:.1f},{y:.1f}H{WIDTH - 20}" stroke="#ccc"/>')
        parts.append(f'<text x="{x - 8:.1f}" y="{y + 4:.1f}" font-size="12" text-anchor="end">{share:.0%}</text>')
    mark = SOONEST
    while mark <= end:
        x, y = at(mark, SHOWN[0])
        parts.append(f'<text x="{x:.1f}" y="{y + 18:.1f}" font-size="12" text-anchor="middle">{mark:g} s</text>')
        mark *= 10
    for run in longest.values():
        for column, colour in ((1, "#1a56a0"), (2, "#b3541e")):
            parts.append(_staircase(run, column, colour, at, end))
    legend = "blue: the plan, brown: the bound; time on a logarithmic scale, beyond 90 and 110 % cut off"
    parts.append(f'<text x="{LEFT}" y="{HEIGHT - 8}" font-size="12">{legend}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def _staircase(
    run: Run, column: int, colour: str, at: Callable[[float, float], tuple[float, float]], end: float
) -> str:
    points: list[str] = []
    before: float | None = None
    best = run.objective or 1.0
    for step in run.course:
        if abs(step[column]) > 10 * abs(best):
            continue
        x, y = at(step[0], step[column] / best)
        if before is not None:
            points.append(f"{x:.1f},{before:.1f}")
        points.append(f"{x:.1f},{y:.1f}")
        before = y
    if before is not None:
        points.append(f"{at(end, 1.0)[0]:.1f},{before:.1f}")
    return f'<polyline points="{" ".join(points)}" fill="none" stroke="{colour}" opacity=".55"/>'


def _logarithm(ratio: float) -> float:
    return log(max(1.0, ratio))
