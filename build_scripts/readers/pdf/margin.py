"""What stands down the side of a sheet and is no text of it: 装 订 线, where it is bound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from build_scripts.readers.pdf.lines import TextLine

BINDING = "装订线"
APART = 3.0  # points from the text beside; a word of its own line would stand nearer than half its size


def without_binding(lines: Sequence[TextLine]) -> list[TextLine]:
    """The lines without their first words where these are its letters, one below the other, left of all else."""
    letters = [line for line in lines if line.words and line.words[0][2] in BINDING and len(line.words[0][2]) == 1]
    ids = set(map(id, letters))
    edge = min((x0 for line in lines for x0, _, _ in line.words[id(line) in ids :]), default=0.0) - APART
    letters.sort(key=lambda line: line.top)
    spelt = "".join(line.words[0][2] for line in letters) == BINDING
    if not spelt or any(line.words[0][1] > edge for line in letters):
        return list(lines)
    made = (_without_first(line) if id(line) in ids else line for line in lines)
    return [line for line in made if line.words]


def _without_first(line: TextLine) -> TextLine:
    words = line.words[1:]
    text = line.text.removeprefix(line.words[0][2]).lstrip()
    return replace(line, words=words, text=text, x0=words[0][0] if words else line.x0)
