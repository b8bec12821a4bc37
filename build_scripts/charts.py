"""Charts as inline SVG made at build time: bars through the years, always beside the table they draw."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from html import escape

from build_scripts.page import Chart

BAR, GAP, HEIGHT, TOP, BOTTOM = 36, 18, 120, 22, 26


def bars(name: str, unit: str, points: Sequence[tuple[str, Decimal | None, str]]) -> Chart | None:
    """Bars for (label, number, word instead of a number); ``None`` when no number is above zero.

    A missing number is a gap with its word, never a bar of height zero."""
    numbers = [n for _, n, _ in points if n is not None]
    if len(points) < 2 or not numbers or max(numbers) <= 0:
        return None
    most = max(numbers)
    width = GAP + len(points) * (BAR + GAP)
    parts = []
    for at, (label, number, word) in enumerate(points):
        x = GAP + at * (BAR + GAP)
        middle = x + BAR // 2
        if number is None:
            parts.append(
                f'<text x="{middle}" y="{TOP + HEIGHT - 4}" text-anchor="middle" font-size="10" fill="currentColor" opacity=".7">{escape(word)}</text>'
            )
        else:
            tall = int(HEIGHT * max(number, Decimal(0)) / most)
            y = TOP + HEIGHT - tall
            parts.append(f'<rect x="{x}" y="{y}" width="{BAR}" height="{tall}" fill="currentColor" opacity=".55"/>')
            parts.append(
                f'<text x="{middle}" y="{y - 5}" text-anchor="middle" font-size="11" fill="currentColor">{number:f}</text>'
            )
        parts.append(
            f'<text x="{middle}" y="{TOP + HEIGHT + 17}" text-anchor="middle" font-size="11" fill="currentColor">{escape(label)}</text>'
        )
    spoken = "；".join(
        f"{label} {f'{number:f} {unit}' if number is not None else word}" for label, number, word in points
    )
    line = f'<path d="M0 {TOP + HEIGHT}.5H{width}" stroke="currentColor" opacity=".5"/>'
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{width}" height="{TOP + HEIGHT + BOTTOM}" '
        f'viewBox="0 0 {width} {TOP + HEIGHT + BOTTOM}"><title>{escape(name)}（{escape(unit)}）</title>'
        f"<desc>{escape(spoken)}</desc>{line}{''.join(parts)}</svg>"
    )
    return Chart(svg, f"{name}（{unit}）")
