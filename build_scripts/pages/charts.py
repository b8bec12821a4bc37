"""Draw charts as inline SVG at build time, always beside the table with the same numbers.

A chart is as wide as a phone. It carries its title, its source and the address of its page, and its description
contains every number that it draws. A missing number is a gap with a word for its state. Everything is drawn in
``currentColor``, so the style sheet decides light, dark and print colours. The parts of a whole differ in opacity and
carry a sign, so colour alone never distinguishes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from html import escape
from itertools import pairwise

from build_scripts.render.blocks import Chart

WIDTH, LINE, BAR, LEFT = 340, 26, 16, 62
DIGIT, HAN = 7.5, 13  # width of a digit and of a Chinese character at 13 px
OPACITIES = (1, 0.72, 0.5, 0.34, 0.2, 0.08)  # opacities of the parts of a whole, one for each outcome in table 3
SIGNS = "①②③④⑤⑥"
ALL_ZERO = "都是零"
PLOT_HEIGHT = 96  # height of a line chart, without its texts
LINE_FROM_YEARS = 4  # number of years from which a line is drawn; two or three bars are read faster
MAX_VERTICAL = 4  # number of characters that fit below each other in a small picture
LINE_UP_TO_YEARS = 10  # number of years whose labels fit on a phone

Point = tuple[str, Decimal | None, str]
"""(label, number, the word that stands where a number is missing)"""


@dataclass(frozen=True, slots=True)
class ChartInfo:
    """The identity of a chart for readers who meet it outside its page: subject, indicator, unit, page address."""

    subject: str
    name: str
    unit: str
    address: str

    def title(self, measure: str = "") -> str:
        """Return a title such as ``海城镇：新收政府信息公开申请（件）``; ``measure`` replaces the unit when something else is drawn."""
        return f"{self.subject}：{self.name}（{measure or self.unit}）"


def year_chart(info: ChartInfo, points: Sequence[Point]) -> Chart | None:
    """Draw a line for four years or more if the labels fit, else one bar a year.

    Return ``None`` when no number is above zero, because nothing would be visible."""
    numbers = [n for _, n, _ in points if n is not None]
    if not numbers or max(numbers) <= 0:
        return None
    widest = max(_text_width(f"{n:f}" if n is not None else word) for _, n, word in points)
    if LINE_FROM_YEARS <= len(points) <= LINE_UP_TO_YEARS and min(numbers) >= 0 and widest <= _step(points):
        return _line(info, points)
    return _bars(info, points)


def share_bars(
    info: ChartInfo, parts: Sequence[str], rows: Sequence[tuple[str, Sequence[Decimal] | None, str]]
) -> Chart | None:
    """Draw the numbers of each row as shares of the row's sum (at most six parts).

    A row is (label, numbers in the order of ``parts`` or ``None``, word shown instead). A row is drawn only when every
    part has a number. Return ``None`` when no row has a number above zero."""
    if not any(numbers and sum(numbers) > 0 and min(numbers) >= 0 for _, numbers, _ in rows):
        return None
    room = WIDTH - LEFT - 70
    drawn: list[str] = []
    description = []
    y = 0
    for label, numbers, word in rows:
        drawn.append(_text(0, y, label))
        if numbers is None or sum(numbers) <= 0 or min(numbers) < 0:
            instead = word if numbers is None else ALL_ZERO if not any(numbers) else "有负数，不画"
            drawn.append(_text(LEFT + 4, y, instead, "nb-none"))
            description.append(f"{label}：{instead}")
            y += LINE
            continue
        total = sum(numbers, Decimal(0))
        x = Fraction(LEFT)
        for number, opacity, mark in zip(numbers, OPACITIES, SIGNS, strict=True):
            width = room * Fraction(number) / Fraction(total)
            length = max(int(x + width) - int(x), 1) if number else 0
            if length:
                drawn.append(_bar(int(x), y, length, opacity))
            if length >= 18:
                drawn.append(_text(int(x) + length // 2 - 6, y, mark, "nb-deep" if opacity > 0.5 else "nb-pale"))
            x += width
        drawn.append(_text(LEFT + room + 5, y, f"共 {total:f}", "nb-number"))
        shares = [f"{mark} {number:f}" for mark, number in zip(SIGNS, numbers, strict=False)]
        for line in _wrap_words(shares, WIDTH - LEFT):
            y += 18
            drawn.append(_text(LEFT, y, line, "nb-number"))
        y += LINE
        description.append(
            f"{label}：" + "、".join(f"{p} {n:f} {info.unit}" for p, n in zip(parts, numbers, strict=True))
        )
    axis = _axis(y)
    for at, (part, opacity) in enumerate(zip(parts, OPACITIES, strict=True)):
        across, down = LEFT + at % 2 * 132, y + 4 + at // 2 * 22
        drawn.append(_bar(across, down, 16, opacity))
        drawn.append(_text(across + 22, down, f"{SIGNS[at]}{part}"))
    height = y + (len(parts) + 1) // 2 * 22 + 8
    return _chart(info, "；".join(description), [axis, *drawn], height, f"条长是所占份额，数字是{info.unit}数")


def small_multiples(info: ChartInfo, series: Sequence[tuple[str, Sequence[Point]]]) -> Chart | None:
    """Draw one small picture for each name, two in a row, all on one scale, so that sizes are comparable. Return
    ``None`` when no number is above zero."""
    numbers = [n for _, points in series for _, n, _ in points if n is not None]
    if not numbers or max(numbers) <= 0:
        return None
    most = Fraction(max(numbers))
    across, row_height = (WIDTH - 12) // 2, 102
    drawn: list[str] = []
    description = []
    for at, (name, points) in enumerate(series):
        x, y = at % 2 * (across + 12), at // 2 * row_height
        drawn.append(_text(x, y, _truncated(name, across), "nb-name"))
        step = across // max(len(points), 1)
        for n, (label, number, word) in enumerate(points):
            left = x + n * step
            year, _, mark = label.partition(" 年")
            if number is None:
                drawn += _state_word(left, y + 56, word, step)
            else:
                height = max(int(36 * max(Fraction(number), Fraction(0)) / most), 1 if number > 0 else 0)
                drawn.append(_block(left, y + 74 - height, max(step - 4, 2), height))
                drawn.append(_text(left, y + 54 - height, _truncated(f"{number:f}", step), "nb-small"))
            foot = f"{year}{mark}"
            drawn.append(_text(left, y + 72, foot if _text_width(foot) <= step else foot[2:], "nb-small"))
        description.append(f"{name}：" + "，".join(f"{p} {w if n is None else f'{n:f}'}" for p, n, w in points))
    return _chart(info, "；".join(description), drawn, (len(series) + 1) // 2 * row_height)


# --------------------------------------------------------------------------- one number a year


def _bars(info: ChartInfo, points: Sequence[Point]) -> Chart:
    numbers = [n for _, n, _ in points if n is not None]
    most = Fraction(max(numbers))
    room = WIDTH - LEFT - min(150, int(DIGIT * max(len(f"{n:f}") for n in numbers)) + 10)
    parts = [_axis(len(points) * LINE)]
    for at, (label, number, word) in enumerate(points):
        y = at * LINE
        parts.append(_text(0, y, label))
        if number is None:
            parts.append(_text(LEFT + 4, y, word, "nb-none"))
            continue
        length = int(room * max(Fraction(number), Fraction(0)) / most)
        parts.append(_bar(LEFT, y, max(length, 1) if number > 0 else 0))
        parts.append(_text(LEFT + length + 5, y, f"{number:f}", "nb-number"))
    return _chart(info, _description(info, points), parts, len(points) * LINE)


def _line(info: ChartInfo, points: Sequence[Point]) -> Chart:
    """Draw a dot with its number for each year; the line breaks where a number is missing."""
    most = Fraction(max(n for _, n, _ in points if n is not None))
    step = _step(points)
    foot = PLOT_HEIGHT + LINE
    dots = [
        None if n is None else (int(step * (at + Fraction(1, 2))), foot - int(PLOT_HEIGHT * Fraction(n) / most))
        for at, (_, n, _) in enumerate(points)
    ]
    parts = [f'<path d="M0 {foot}.5H{WIDTH}" stroke="currentColor" stroke-opacity=".45"/>']
    for here, there in pairwise(dots):
        if here and there:
            parts.append(
                f'<path d="M{here[0]} {here[1]}L{there[0]} {there[1]}" stroke="currentColor" stroke-width="2"/>'
            )
    for at, ((label, number, word), dot) in enumerate(zip(points, dots, strict=True)):
        middle = int(step * (at + Fraction(1, 2)))
        year = label if _text_width(label) <= step else label.replace(" 年", "")
        parts.append(_text(middle, foot, year, "nb-mid"))
        if dot is None or number is None:
            parts.append(_text(middle, foot - LINE, word, "nb-none nb-mid"))
        else:
            parts.append(f'<circle cx="{dot[0]}" cy="{dot[1]}" r="3.5" fill="currentColor"/>')
            parts.append(_text(middle, dot[1] - LINE, f"{number:f}", "nb-number nb-mid"))
    return _chart(info, _description(info, points), parts, foot + LINE)


def _step(points: Sequence[Point]) -> Fraction:
    return Fraction(WIDTH, len(points))


def _description(info: ChartInfo, points: Sequence[Point]) -> str:
    return "；".join(f"{label}：{word if n is None else f'{n:f} {info.unit}'}" for label, n, word in points)


# --------------------------------------------------------------------------- pieces


def _text_width(text: str) -> float:
    return sum(DIGIT if c.isascii() else HAN for c in text)


def _truncated(text: str, room: float) -> str:
    """Return as much of a text as fits; the description and the table hold the complete text."""
    if _text_width(text) <= room:
        return text
    while text and _text_width(text) + HAN > room:
        text = text[:-1]
    return f"{text}…"


def _state_word(x: int, y: int, word: str, room: float) -> Iterator[str]:
    """Yield the lines of a word that ends at ``y``; a word that is too wide is set vertically, one character a line."""
    upright = _text_width(word) > room and len(word) <= MAX_VERTICAL
    lines = list(word) if upright else [_truncated(word, room)]
    for at, line in enumerate(lines):
        yield _text(x, y - (len(lines) - 1 - at) * HAN, line, "nb-none")


def _wrap_words(words: Sequence[str], room: float) -> Iterator[str]:
    """Break words into lines that fit."""
    line = ""
    for word in words:
        longer = f"{line}  {word}" if line else word
        if line and _text_width(longer) > room:
            yield line
            longer = word
        line = longer
    if line:
        yield line


def _wrap_title(text: str) -> Iterator[str]:
    """Break a title into lines that fit, none of which begins with a closing bracket."""
    line = ""
    for c in text:
        if _text_width(line + c) > WIDTH:
            kept = line[-1:] if c in "）”」》" else ""
            yield line.removesuffix(kept)
            line = kept
        line += c
    yield line


def _bar(x: int, y: int, length: int, opacity: float = 1) -> str:
    faint = "" if opacity == 1 else f' fill-opacity="{opacity}"'
    edge = "" if opacity == 1 else ' stroke="currentColor" stroke-width=".6"'
    return f'<rect x="{x}" y="{y + 5}" width="{length}" height="{BAR}" fill="currentColor"{faint}{edge}/>'


def _block(x: int, y: int, width: int, height: int) -> str:
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="currentColor"/>'


def _text(x: int, y: int, text: str, kind: str = "") -> str:
    named = f' class="{kind}"' if kind else ""
    middle = ' text-anchor="middle"' if "nb-mid" in kind else ""
    return f'<text x="{x}" y="{y + 18}"{named}{middle}>{escape(text)}</text>'


def _axis(height: int) -> str:
    return f'<path d="M{LEFT - 0.5} 2V{height}" stroke="currentColor" stroke-opacity=".45"/>'


def _chart(info: ChartInfo, description: str, parts: Sequence[str], height: int, measure: str = "") -> Chart:
    """Return the complete SVG on one line, so that Markdown leaves it unchanged. The description contains every number
    that is drawn."""
    title = info.title(measure)
    titles = list(_wrap_title(title))
    down = len(titles) * 20 + 4
    head = "".join(_text(0, at * 20 - 4, line, "nb-name") for at, line in enumerate(titles))
    source = _text(0, down + height - 2, f"来源：{info.address}", "nb-source")
    total_height = down + height + 22
    words = f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
    return Chart(
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(f"{title}。{description}")}" width="{WIDTH}" '
        f'height="{total_height}" viewBox="0 0 {WIDTH} {total_height}" font-size="13" fill="currentColor">{words}{head}'
        f'<g transform="translate(0 {down})">{"".join(parts)}</g>{source}</svg>'
    )
