"""Colours of text and of what lies under it: can a reader see the one on the other?"""

from __future__ import annotations

Colour = tuple[float, float, float, float]  # red, green, blue and opacity, each 0 … 1
BLACK: Colour = (0.0, 0.0, 0.0, 1.0)
WHITE: Colour = (1.0, 1.0, 1.0, 1.0)

# Contrast by WCAG 2, 1 … 21. #eee on white (1.16) cannot be read on paper or screen; #ccc on white (1.61), the palest
# grey of notes on real pages, can.
FAINTEST = 1.2
CLEAREST = 0.05  # opacity; what lets more light through than that is not seen


def over(top: Colour, under: Colour) -> Colour:
    """A colour that lets light through, as it looks on an opaque one."""
    alpha = top[3]
    red, green, blue = (t * alpha + u * (1 - alpha) for t, u in zip(top[:3], under[:3], strict=True))
    return red, green, blue, 1.0


def _luminance(colour: Colour) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def is_lost(colour: Colour, back: Colour | None) -> bool:
    """True for text that nobody sees; ``back`` is ``None`` where a picture lies under it."""
    if colour[3] < CLEAREST:
        return True
    if back is None:
        return False
    light, dark = sorted((_luminance(over(colour, back)), _luminance(back)), reverse=True)
    return (light + 0.05) / (dark + 0.05) < FAINTEST


def from_hex(text: str) -> Colour | None:
    """``FFFFFF`` or ``#ffffff``; ``None`` for anything else (``auto``)."""
    digits = text.removeprefix("#")
    if len(digits) != 6 or any(d not in "0123456789abcdefABCDEF" for d in digits):
        return None
    red, green, blue = (int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4))
    return red, green, blue, 1.0
