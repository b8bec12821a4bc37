"""Charts as inline SVG made at build time, always beside the table that they draw.

One line a year, from top to bottom: so a chart is as wide as a phone however many years there are, and the word
for a missing number has room where the bar would be. Everything is drawn in ``currentColor`` (light, dark and print
are the style sheet's), the parts of a whole differ in depth and carry a number, never in colour alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from html import escape

from build_scripts.render.blocks import Chart

WIDTH, LINE, BAR, LEFT, DIGIT = 340, 26, 16, 62, 7.5
DEPTHS = (1, 0.72, 0.5, 0.34, 0.2, 0.08)  # of the parts of a whole; as many as there are outcomes in table 3
MARKS = "①②③④⑤⑥"
ALL_ZERO = "都是零"

Point = tuple[str, Decimal | None, str]
"""(label, number, the word that stands where a number is missing)"""


def bars(name: str, unit: str, points: Sequence[Point]) -> Chart | None:
    """A bar for each point; ``None`` when no number is above zero, because there is nothing to see.

    A missing number is a gap with its word, never a bar of length zero."""
    numbers = [n for _, n, _ in points if n is not None]
    if not numbers or max(numbers) <= 0:
        return None
    most = Fraction(max(numbers))
    room = WIDTH - LEFT - min(150, int(DIGIT * max(len(f"{n:f}") for n in numbers)) + 10)
    parts = []
    for at, (label, number, word) in enumerate(points):
        y = at * LINE
        parts.append(_text(0, y, label))
        if number is None:
            parts.append(_text(LEFT + 4, y, word, "nb-none"))
            continue
        long = int(room * max(Fraction(number), Fraction(0)) / most)
        parts.append(_bar(LEFT, y, max(long, 1) if number > 0 else 0))
        parts.append(_text(LEFT + long + 5, y, f"{number:f}", "nb-number"))
    spoken = "；".join(f"{label}：{word if n is None else f'{n:f} {unit}'}" for label, n, word in points)
    return _chart(f"{name}（{unit}）", spoken, parts, len(points))


def whole(
    name: str, unit: str, parts: Sequence[str], rows: Sequence[tuple[str, Sequence[Decimal] | None, str]]
) -> Chart | None:
    """Each row's numbers as parts of its own whole (at most six); ``None`` when no row has a number above zero.

    A row is (label, numbers in the order of ``parts`` or ``None``, word instead); it needs every number."""
    if not any(numbers and sum(numbers) > 0 and min(numbers) >= 0 for _, numbers, _ in rows):
        return None
    room = WIDTH - LEFT - 70
    drawn: list[str] = []
    spoken = []
    for at, (label, numbers, word) in enumerate(rows):
        y = at * LINE
        drawn.append(_text(0, y, label))
        if numbers is None or sum(numbers) <= 0 or min(numbers) < 0:
            said = word if numbers is None else ALL_ZERO if not any(numbers) else "有负数，不画"
            drawn.append(_text(LEFT + 4, y, said, "nb-none"))
            spoken.append(f"{label}：{said}")
            continue
        total = sum(numbers, Decimal(0))
        x = Fraction(LEFT)
        for number, depth, mark in zip(numbers, DEPTHS, MARKS, strict=True):
            wide = room * Fraction(number) / Fraction(total)
            long = max(int(x + wide) - int(x), 1) if number else 0
            if long:
                drawn.append(_bar(int(x), y, long, depth))
            if long >= 18:
                drawn.append(_text(int(x) + long // 2 - 6, y, mark, "nb-deep" if depth > 0.5 else "nb-pale"))
            x += wide
        drawn.append(_text(LEFT + room + 5, y, f"共 {total:f}", "nb-number"))
        spoken.append(f"{label}：" + "、".join(f"{p} {n:f} {unit}" for p, n in zip(parts, numbers, strict=True)))
    top = len(rows) * LINE + 4
    for at, (part, depth) in enumerate(zip(parts, DEPTHS, strict=True)):
        across, down = LEFT + at % 2 * 132, top + at // 2 * 22
        drawn.append(_bar(across, down, 16, depth))
        drawn.append(_text(across + 22, down, f"{MARKS[at]}{part}"))
    return _chart(f"{name}（{unit}）", "；".join(spoken), drawn, len(rows), (len(parts) + 1) // 2 * 22 + 4)


# --------------------------------------------------------------------------- pieces


def _bar(x: int, y: int, long: int, depth: float = 1) -> str:
    faint = "" if depth == 1 else f' fill-opacity="{depth}"'
    edge = "" if depth == 1 else ' stroke="currentColor" stroke-width=".6"'
    return f'<rect x="{x}" y="{y + 5}" width="{long}" height="{BAR}" fill="currentColor"{faint}{edge}/>'


def _text(x: int, y: int, text: str, kind: str = "") -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<text x="{x}" y="{y + 18}"{named}>{escape(text)}</text>'


def _chart(caption: str, spoken: str, parts: Sequence[str], lines: int, more: int = 0) -> Chart:
    """One line of text: Markdown takes it as it is. The description says every number that is drawn."""
    tall = lines * LINE + more + 4
    words = f"<title>{escape(caption)}</title><desc>{escape(spoken)}</desc>"
    axis = f'<path d="M{LEFT - 0.5} 2V{lines * LINE}" stroke="currentColor" stroke-opacity=".45"/>'
    return Chart(
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(f"{caption}。{spoken}")}" width="{WIDTH}" '
        f'height="{tall}" viewBox="0 0 {WIDTH} {tall}" font-size="13" fill="currentColor">{words}{axis}{"".join(parts)}</svg>',
        caption,
    )
