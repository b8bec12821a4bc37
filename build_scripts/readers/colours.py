"""Decide whether text of one colour is visible on a background colour."""

from __future__ import annotations

Colour = tuple[float, float, float, float]  # red, green, blue and opacity, each 0 … 1
BLACK: Colour = (0.0, 0.0, 0.0, 1.0)
WHITE: Colour = (1.0, 1.0, 1.0, 1.0)

# Contrast by WCAG 2, 1 … 21. #eee on white (1.16) is unreadable on paper and screen. #ccc on white (1.61), the palest
# grey of notes on real pages, is readable.
MIN_CONTRAST = 1.2
MIN_OPACITY = 0.05  # minimum opacity of visible text


def blend(top: Colour, under: Colour) -> Colour:
    """Blend a translucent colour with the opaque colour under it."""
    alpha = top[3]
    red, green, blue = (t * alpha + u * (1 - alpha) for t, u in zip(top[:3], under[:3], strict=True))
    return red, green, blue, 1.0


def _luminance(colour: Colour) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def is_invisible(colour: Colour, background: Colour | None) -> bool:
    """Return True for invisible text; ``background`` is ``None`` if a picture lies under the text."""
    if colour[3] < MIN_OPACITY:
        return True
    if background is None:
        return False
    light, dark = sorted((_luminance(blend(colour, background)), _luminance(background)), reverse=True)
    return (light + 0.05) / (dark + 0.05) < MIN_CONTRAST


def from_hex(text: str) -> Colour | None:
    """Parse ``FFFFFF`` or ``#ffffff``; return ``None`` for any other text (``auto``)."""
    digits = text.removeprefix("#")
    if len(digits) != 6 or any(d not in "0123456789abcdefABCDEF" for d in digits):
        return None
    red, green, blue = (int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4))
    return red, green, blue, 1.0
