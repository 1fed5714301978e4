"""Plots as inline SVG, drawn by hand: bars beside a number, and a histogram."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH = 200  #: units of a bar that is as long as the longest
HEIGHT = 120


def bar(value: float, most: float, kind: str = "") -> Any:
    """A bar; the number stands beside it in the table, so screen readers pass over it."""
    from markupsafe import Markup

    length = WIDTH * value / most if most > 0 else 0.0
    if value > 0:
        length = max(length, 1.0)
    return Markup(
        '<svg class="bar {}" viewBox="0 0 {} 10" width="{}" height="10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="{:.1f}" height="10" rx="1"/></svg>'
    ).format(kind, WIDTH, WIDTH, length)


def histogram(edges: Sequence[float], series: Sequence[tuple[str, Sequence[int]]], *, label: str, unit: str = "") -> Any:
    """Stacked columns over ``len(edges) - 1`` bins; ``series`` are name (a CSS class) and counts."""
    from markupsafe import Markup

    bins = len(edges) - 1
    totals = [sum(counts[i] for _, counts in series) for i in range(bins)]
    most = max(totals, default=0)
    step = 640 / max(bins, 1)
    parts = [Markup('<svg class="histogram" viewBox="0 0 640 {}" role="img" aria-label="{}">').format(HEIGHT + 22, label)]
    for i in range(bins):
        y = float(HEIGHT)
        for name, counts in series:
            height = HEIGHT * counts[i] / most if most else 0.0
            y -= height
            if counts[i]:
                parts.append(
                    Markup('<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"><title>{}</title></rect>').format(
                        name, i * step + 1, y, step - 2, height, f"{edges[i]:g} to {edges[i + 1]:g}{unit}: {counts[i]:,} {name}"
                    )
                )
        if i % max(1, bins // 10) == 0:
            parts.append(Markup('<text x="{:.1f}" y="{}">{}</text>').format(i * step + 1, HEIGHT + 16, f"{edges[i]:g}{unit}"))
    return Markup("").join([*parts, Markup("</svg>")])
