"""Split one line of text into the row labels and figures of table cells, by the words of the form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from build_scripts.extraction.header_words import header_words, is_any_header_word, is_beyond_form
from build_scripts.extraction.labels import names_group, row_name_likeness, split_merged_labels, without_instruction
from build_scripts.extraction.placing import MAX_CELLS
from build_scripts.extraction.spelling import APPLICANTS, OUTCOMES, applicant, normalize
from build_scripts.model import Paragraph
from build_scripts.readers.objects import with_object_signs
from build_scripts.wording import is_value

SENTENCE_SIGN = re.compile("[。，；：]")
# The text before the bracket is matched from its beginning only, and the blank is looked for once: a paragraph of 16,000
# letters, tried from each of them, took 2.4 s a line.
_BRACKETED = re.compile(r"(?:(?<![^\s（(])[^\s（(]+)?[（(](?=[^\s（()）]*\s)[^（()）]*[)）][^\s（(]*")
# minimum likeness of a label with figures beside it: the line is no header, whatever else it contains
MIN_ROW_LIKENESS = 0.9
_MAX_TOKENS = 12  # maximum number of tokens that spell one word
_MAX_ODD_TEXT = 8  # maximum letters of a text in place of a figure: 详见网站, 未统计, #REF!
# 本年度未收到公民、法人或其他组织的申请。 and 备注：… hold words of the form, but are no cells of it
_SENTENCE = re.compile("。|^[(（]?(?:备?注|附注|说明|其中)[:：]")


@dataclass(frozen=True, slots=True)
class LineCells:
    """The labels and values of one line. ``is_glued``: no white space stands between label and value."""

    labels: tuple[str, ...]
    values: tuple[str, ...]
    is_glued: bool = False


def paragraph_cells(block: Paragraph) -> LineCells | None:
    """Return the cells of a paragraph, with a sign where a picture or another object stands."""
    return line_cells(with_object_signs(block))


def line_cells(text: str) -> LineCells | None:
    """Return the labels and values of one line, ``None`` if the line holds anything else."""
    if _SENTENCE.search(without_instruction(text)):
        return None
    if glued := _split_glued(text):
        return LineCells((glued[0],), (glued[1],), is_glued=True)
    tokens = _tokens(text)
    if len(tokens) > MAX_CELLS:
        return None
    # 结 结 其 尚, but not 总 计, one name
    if len(tokens) > 1 and all(map(_is_outcome_piece, tokens)) and "".join(tokens) not in OUTCOMES:
        return LineCells(tuple(tokens), ())  # the headers of table 4, a letter or two of each on a line
    labels, end = _labels(tokens)
    if any(map(is_beyond_form, labels)):
        return None
    values = tuple(tokens[end:])
    if (labels or values) and (all(map(is_value, values)) or (labels and _are_figures(labels[-1], values))):
        return LineCells(labels, values)
    return None


def _tokens(text: str) -> list[str]:
    """Return the parts of a line between white space; what stands in brackets is one part, with its blanks: -8 is no
    figure in 本年增/减 （减用负 值表示，如 -8）."""
    found: list[str] = []
    end = 0
    for match in _BRACKETED.finditer(text):
        found += text[end : match.start()].split()
        found.append(match[0])
        end = match.end()
    return [*found, *text[end:].split()]


def _labels(tokens: Sequence[str]) -> tuple[tuple[str, ...], int]:
    """Return the form words at the start of the tokens, longest match first (自 然 人 is one word), and the index after
    them. A figure can only begin a word, as an item number."""
    first = next((at for at, token in enumerate(tokens) if is_value(token)), len(tokens))
    words = [normalize(token) for token in tokens[:first]]
    if words and all(map(_names_column, words)):
        return tuple(tokens[:first]), first
    if names := _spelt_names(words):
        return names, first
    found: list[str] = []
    at = 0
    while at < len(tokens):
        figure = next((i for i in range(at + 1, len(tokens)) if is_value(tokens[i])), len(tokens))
        ends = range(min(figure, at + _MAX_TOKENS), at, -1)
        end = next((end for end in ends if _is_form_word("".join(tokens[at:end]))), None)
        if end is None:
            break
        found += split_merged_labels("".join(tokens[at:end]))
        at = end
    return tuple(found), at


def _names_column(word: str) -> bool:
    """Return True for a header word, also in another wording: 合计 for 总计."""
    return word in header_words() or is_any_header_word(word) or applicant(word) in APPLICANTS


def _spelt_names(words: Sequence[str]) -> tuple[str, ...]:
    """Return the names of columns that the words, or single letters, of a header spell one after another; () if they
    spell anything else: 本 年 制 发 件 数 本 年 废 止 件 数 is no name that begins with 本年制发件数本年."""
    found: list[str] = []
    at = 0
    while at < len(words):
        ends = range(min(len(words), at + _MAX_TOKENS), at, -1)
        end = next((end for end in ends if "".join(words[at:end]) in _names()), None)
        if end is None:
            return ()
        found.append("".join(words[at:end]))
        at = end
    return tuple(found)


@cache
def _names() -> frozenset[str]:
    return frozenset((*header_words(), *map(normalize, ("信息内容", "申请人情况", "法人或其他组织"))))


def _are_figures(label: str, texts: Sequence[str]) -> bool:
    """Return True if the texts after a row name are its figures, even if some are words (见附件) or signs (X)."""
    named = row_name_likeness(normalize(label)) >= MIN_ROW_LIKENESS
    odd = [text for text in texts if not is_value(text)]
    short = all(
        len(text) <= _MAX_ODD_TEXT and not SENTENCE_SIGN.search(text) and not _is_form_word(text) for text in odd
    )
    return named and short and len(odd) < len(texts)


def _is_outcome_piece(token: str) -> bool:
    return len(token) <= 2 and any(token in name for name in OUTCOMES)


@lru_cache(maxsize=1 << 14)
def _is_form_word(text: str) -> bool:
    word = normalize(text)
    if not word or len(word) > 60:
        return False
    if is_any_header_word(word) or applicant(word) in APPLICANTS or word in ("行政复议", "其他组织"):
        return True
    if names_group(word, 0.85) or len(split_merged_labels(text)) > 1:
        return True
    return row_name_likeness(word) >= 0.75


def _split_glued(text: str) -> tuple[str, str] | None:
    """Return (label, rest) of ``规章000`` if the label is a row of the form."""
    match = re.match(r"^(\S*[^\d\s.,/+\-])([\d.,/+\-]*\d)$", text.strip())
    if not match:
        return None
    return (match[1], match[2]) if row_name_likeness(normalize(match[1])) >= MIN_ROW_LIKENESS else None
