"""Keep the position of non-text content (a picture, a control) in a line of text until the line is known to be prose or
a row of figures. In a row of figures the content belongs to a cell.

While a line is read, ``wording.OBJECT`` marks the position. The resulting paragraph stores the positions in ``opaque_offsets``,
so that no other code needs this sign.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate

from build_scripts.model import GridCell, Paragraph
from build_scripts.wording import OBJECT

_WHITE = " \u3000\xa0\n\r"  # at the ends of a line; tabs may stand for blank cells


def split_spots(line: str) -> tuple[str, tuple[int, ...]]:
    """Return the text of a line without white space (except tabs) at its ends, and the positions of its objects."""
    parts = line.split(OBJECT)
    whole = "".join(parts)
    text = whole.strip(_WHITE)
    lead = len(whole) - len(whole.lstrip(_WHITE))
    return text, tuple(min(max(at - lead, 0), len(text)) for at in accumulate(map(len, parts[:-1])))


def with_object_signs(paragraph: Paragraph) -> str:
    """Return the text with the object sign at each position."""
    text = paragraph.text
    for at in reversed(paragraph.opaque_offsets):
        text = text[:at] + OBJECT + text[at:]
    return text


def resolve_objects(cell: GridCell, names: str) -> GridCell:
    """Resolve the object signs in a cell; ``names`` are their kinds. A cell with only objects becomes opaque."""
    if OBJECT not in cell.text:
        return cell
    text = cell.text.replace(OBJECT, "").strip()
    doubt = f"格内另有{names}，读不出其中的内容" if text else f"格内是{names}，不是文字"
    return replace(cell, text=text, opaque="" if text else names, doubt="；".join(filter(None, (cell.doubt, doubt))))
