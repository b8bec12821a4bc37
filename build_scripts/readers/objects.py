"""What stands in a line of text and is no text (a picture, a control): its place is kept until the line is known to be
prose or a row of figures, where it is the content of a cell.

While a line is read, ``wording.OBJECT`` stands there for it; the paragraph that is made of the line says in ``spots``
where it stood, so that nothing else has to know that sign.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate

from build_scripts.model import GridCell, Paragraph
from build_scripts.wording import OBJECT

_WHITE = " \u3000\xa0\n\r"  # at the ends of a line; tabs may stand for blank cells


def with_spots(line: str) -> tuple[str, tuple[int, ...]]:
    """The text of a line without white space at its ends, tabs apart, and where in it the objects stand."""
    parts = line.split(OBJECT)
    whole = "".join(parts)
    text = whole.strip(_WHITE)
    lead = len(whole) - len(whole.lstrip(_WHITE))
    return text, tuple(min(max(at - lead, 0), len(text)) for at in accumulate(map(len, parts[:-1])))


def signed(paragraph: Paragraph) -> str:
    """The text with the sign of an object where each of them stands."""
    text = paragraph.text
    for at in reversed(paragraph.spots):
        text = text[:at] + OBJECT + text[at:]
    return text


def content(cell: GridCell, names: str) -> GridCell:
    """The cell whose text may hold signs of objects, which are ``names``: nothing but them is what it holds."""
    if OBJECT not in cell.text:
        return cell
    text = cell.text.replace(OBJECT, "").strip()
    doubt = f"格内另有{names}，读不出其中的内容" if text else f"格内是{names}，不是文字"
    return replace(cell, text=text, opaque="" if text else names, doubt="；".join(filter(None, (cell.doubt, doubt))))
