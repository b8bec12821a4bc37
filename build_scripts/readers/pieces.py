"""Combine the pieces of text in a cell or line into the figure and the quoted rest.

The readers of all formats deliver pieces with their attributes. A digit counts only if a person who looks at the
original sees the digit as part of the figure. All other text is quoted in the doubt, so that nothing is lost and
nothing is joined by mistake.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby

from build_scripts.model import GridCell, Place
from build_scripts.wording import OBJECT, is_value, printed, squeeze

# Maximum ratio of a mark's letter size to the largest size in the cell. CSS ``smaller`` is 0.833 of the parent size.
# The step between two Chinese type sizes that authors mix without meaning (五号 10.5 pt and 小五 9 pt) is 0.857.
MARK_SIZE = 0.84
_RAISED = str.maketrans("0123456789+-=n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼ⁿ")
_LOWERED = str.maketrans("0123456789+-=n", "₀₁₂₃₄₅₆₇₈₉₊₋₌ₙ")
_SIGNS = r"[0-9+\-=n]+"
_BRACKETS = " ()[]（）〔〕【】［］"  # around the number of a note
_DIGIT = re.compile(r"\d")
_HAN = re.compile("[一-鿿]")
_WHITE_SPACE = re.compile(r"(\s+)")
_SPACES = re.compile("[ \xa0\u3000]+")


class Exclusion(StrEnum):
    """Why a text is not part of the figure beside it; the values are the words used in the doubt."""

    RAISED = "上标或下标"
    STRUCK = "划去的文字"
    DELETED = "修订中删去的文字"
    INVISIBLE = "看不见的文字"
    NOTE = "注释标记"
    SMALL = "小得多的文字"
    RUBY = "注音"
    NUMBER = "自动编号"
    HINT = "提示文字"
    POSITIONED = "另外放置的文字"
    ANNOTATION = "批注、印章或表单控件里的文字"
    PICTURE = "图片、图形（附有文字）"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text as delivered by one format's reader; ``\\n`` is a line end.

    ``source``: the origin of text that is not plain text in the original (下拉框). ``opaque``: the kind of non-text
    content; then ``text`` is the figure that the content is said to show, and ``quoted`` holds other words.
    ``always_reported``: the content is reported even beside a figure. ``link``: "#" for a link within the document,
    else the target. ``size``: letter size in any unit, 0 if unknown.
    """

    text: str
    exclusion: Exclusion | None = None
    source: str = ""
    opaque: str = ""
    always_reported: bool = False
    quoted: str = ""
    link: str = ""
    size: float = 0.0
    lowered: bool = False


def _lines(pieces: Iterable[Piece]) -> str:
    lines = (_SPACES.sub(" ", line).strip() for line in printed("".join(p.text for p in pieces)).split("\n"))
    return "\n".join(line for line in lines if line)


def build_cell(pieces: Sequence[Piece], place: Place) -> GridCell:
    """Build the cell: its figure or words, the doubt on it, and the kind of non-text content."""
    if all(p.exclusion is None and not (p.opaque or p.source or p.link) for p in pieces) and _have_one_size(pieces):
        return GridCell(_lines(pieces), place)
    parts = _separate_marks(pieces)
    inside = [p for p in parts if p.exclusion is None and not p.opaque]
    opaque = [p for p in parts if p.opaque]
    reasons = []
    text = _lines(inside)
    if not text:  # the whole text is raised or struck out: this is the printed content
        inside = [
            p
            for p in parts
            if p.exclusion in (Exclusion.RAISED, Exclusion.STRUCK, Exclusion.NOTE, Exclusion.POSITIONED)
        ]
        if text := _lines(inside):
            reasons.append(f"格内只有{'、'.join(dict.fromkeys(str(p.exclusion) for p in inside))}")
            parts = [p for p in parts if p not in inside]
    if not text:
        inside = [replace(p, source=f"{p.opaque}附带的文字") for p in opaque]
        text = _lines(inside)
    else:
        parts += [Piece(p.text, Exclusion.PICTURE) for p in opaque]
        reasons += [f"格内另有{_opaque_name(p)}，读不出其中的内容" for p in opaque if p.always_reported and not p.text]
    sources = dict.fromkeys(p.source for p in inside if p.source and squeeze(p.text))
    if sources:
        reasons.append(f"这一格的内容取自{'、'.join(sources)}")
    links = {p.link for p in inside if re.search(r"\d", p.text)}
    if len(links) > 1:
        reasons.append("只有一部分数字带有链接")
    if _HAN.search(text) and not is_value(text):  # the number of a list item beside words is no figure
        parts = [p for p in parts if p.exclusion is not Exclusion.NUMBER]
    kinds = "" if text else "、".join(dict.fromkeys(map(_opaque_name, opaque)))
    reasons += [f"格内是{kinds}，不是文字"] if kinds else []
    reasons += exclusion_doubts(parts, "格内", "没有并入")
    return GridCell(text, place, "；".join(reasons), kinds)


def _opaque_name(piece: Piece) -> str:
    return f"{piece.opaque}“{piece.quoted}”" if piece.quoted else piece.opaque


def _have_one_size(pieces: Sequence[Piece]) -> bool:
    return len({p.size for p in pieces if squeeze(p.text)}) < 2


def _separate_marks(pieces: Sequence[Piece]) -> list[Piece]:
    """Mark the pieces that only their neighbours show to be marks: small digits, linked digits."""
    plain = [p for p in pieces if p.exclusion is None and not p.opaque and squeeze(p.text)]
    words = "".join(p.text for p in plain)
    # in a label, smaller text may be a remark, and raised digits are written as raised digits
    if _HAN.search(words) and not is_value(words):
        return [replace(p, text=mark, exclusion=None) if (mark := _raised_letters(p)) else p for p in pieces]
    figures = [p for p in plain if re.search(r"\d", p.text)]
    largest = max((p.size for p in figures), default=0.0)
    noted = {p.link for p in figures} > {"#"}
    marked = []
    for piece in pieces:
        if piece in figures and 0 < piece.size <= MARK_SIZE * largest:
            piece = replace(piece, exclusion=Exclusion.SMALL)
        elif piece.exclusion is None and piece.link == "#" and noted:
            piece = replace(piece, exclusion=Exclusion.NOTE)
        marked.append(piece)
    return marked


def number_pieces(number: str, pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Return the pieces for the automatic number of a paragraph in a cell: part of its label, beside its figure, or
    alone."""
    text = "".join(p.text for p in pieces if p.exclusion is None)
    if not number or (_HAN.search(text) and not is_value(text)):  # 7件 is a figure
        return (Piece(number),)
    if squeeze(text):
        return (Piece(number, Exclusion.NUMBER),)
    return (Piece(number.strip().rstrip(".、．)）"), source="自动编号"),)


def exclusion_doubts(pieces: Iterable[Piece], where: str, done: str) -> list[str]:
    """Return one reason for each kind of excluded text: 格内另有划去的文字“8”，没有并入."""
    kinds: dict[Exclusion, list[str]] = {}
    for piece in pieces:
        if piece.exclusion is not None and (text := squeeze(piece.text)):
            kinds.setdefault(piece.exclusion, []).append(text)
    return [f"{where}另有{kind}“{'、'.join(texts)}”，{done}" for kind, texts in kinds.items()]


def build_lines(pieces: Iterable[Piece]) -> Iterator[tuple[str, str]]:
    """Yield each line formed by the line breaks in the pieces, with its own doubt."""
    current: list[Piece] = []
    for piece in pieces:
        first, *others = piece.text.split("\n")
        current.append(replace(piece, text=first))
        for text in others:
            yield build_line(current)
            current = [replace(piece, text=text)]
    yield build_line(current)


def is_figure(text: str) -> bool:
    """Return True if the text of a picture or control may be a table figure: a value with a digit."""
    return is_value(text) and _DIGIT.search(text) is not None


def opaque_kinds(pieces: Iterable[Piece]) -> str:
    """Return the kinds of non-text content in a line for which no figure is known: 图片."""
    return "、".join(dict.fromkeys(p.opaque for p in pieces if p.opaque and not (p.text or p.quoted)))


def build_line(pieces: Sequence[Piece]) -> tuple[str, str]:
    """Return a line of prose, or of a table without cells, and the doubt on it. Raised digits stay as raised digits.
    Struck-out and invisible text goes into the doubt. The sign ``OBJECT`` stands for non-text content."""
    pieces, doubts = _with_raised_marks(pieces)
    parts = []
    for piece in pieces:
        if piece.exclusion is Exclusion.RAISED:
            parts.append(_inline_text(piece))
        elif piece.exclusion is Exclusion.RUBY:
            parts.append(f"（{text}）" if (text := piece.text.strip()) else "")
        elif piece.exclusion in (None, Exclusion.POSITIONED, Exclusion.NOTE, Exclusion.HINT):
            parts.append(piece.quoted or OBJECT if piece.opaque else piece.text)
    excluded = [p for p in pieces if p.exclusion in (Exclusion.STRUCK, Exclusion.DELETED, Exclusion.INVISIBLE)]
    return "".join(parts), "；".join(dict.fromkeys([*doubts, *exclusion_doubts(excluded, "文中", "没有算进正文")]))


def _with_raised_marks(pieces: Sequence[Piece]) -> tuple[list[Piece], list[str]]:
    """Return the pieces of a line, with marks that touch digits converted to raised digits, and the doubts on its
    figures.

    White space separates words. A word that is a figure may be a table cell, so it is checked like a cell. Different
    letter sizes within a sentence have no meaning.
    """
    split = [replace(p, text=text) for p in pieces for text in _WHITE_SPACE.split(p.text) if text or p.opaque]
    made: list[Piece] = []
    doubts: list[str] = []
    for white, group in groupby(split, lambda p: not p.opaque and p.text.isspace()):
        word = list(group)
        if white or (len(word) == 1 and not (word[0].source or word[0].opaque)):
            made += word
            continue
        if any(p.opaque and p.text for p in word):  # a picture of a figure represents a cell in a row of words
            read = build_cell(word, Place())
            doubts.append(read.doubt)
            made.append(Piece(read.text))
            continue
        marked = _separate_marks(word)
        plain = [p for p in marked if p.exclusion is None and not p.opaque]
        figure = "".join(p.text for p in plain)
        alone = is_figure(figure)
        doubts += filter(None, [build_cell(plain, Place()).doubt] if alone else [])
        for at, piece in enumerate(marked):
            near = [p.text for p in word[max(at - 1, 0) : at + 2]]
            mark = piece.exclusion is Exclusion.NOTE or (alone and piece.exclusion is Exclusion.SMALL)
            if mark and re.search(r"\d\n\d", "\n".join(near)):
                piece = replace(piece, exclusion=Exclusion.RAISED)
            made.append(replace(piece, exclusion=None) if piece.exclusion is Exclusion.SMALL else piece)
    return made, doubts


def _raised_letters(piece: Piece) -> str:
    """Return raised digits as Unicode superscript or subscript letters, "" if the text has no such form (注, ①)."""
    text = piece.text.strip()
    if piece.exclusion is not Exclusion.RAISED or not re.fullmatch(_SIGNS, text.strip(_BRACKETS)):
        return ""
    return text.translate(_LOWERED if piece.lowered else _RAISED)


def _inline_text(piece: Piece) -> str:
    """Return ``m²`` and ``17¹件``; text without a raised form is unchanged."""
    return _raised_letters(piece) or piece.text
