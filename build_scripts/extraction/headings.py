"""Recognize the headings of the six sections by their wording, because numerals are lost, repeated or used for other
things.

Row ``四、结转下年度继续办理`` of table 3 looks like heading 四 and is not a heading; ``四、存在的主要问题`` is heading
五.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from build_scripts.extraction.spelling import likeness, normalize
from build_scripts.forms import FormSection, form
from build_scripts.model import Block, Paragraph
from build_scripts.wording import squeeze

# Ornaments before a heading: ■一、…, ★ 一、… ★, （一、…）, * 一、…, == 一、… ==, Part 01 …
_ORNAMENT = re.compile(r"^(?:(?![【\[〖（(])\W|[（(](?=[一二三四五六][、.．]))+|^part\s*[.．]?\s*(?=0?[1-6])", re.I)
_NUMBERED = re.compile(
    r"^[【\[〖]?第?\s*(?P<number>[一二三四五六七八]|0?[1-8]|[１-８])\s*(?:[、.．,，:：)）】\]〗|｜丨/]|部分|章|\s)\s*(?P<rest>.*)$",
    re.S,
)
# 一总体情况: the separator is lost
_BARE_NUMBER = re.compile(r"^(?P<number>[一二三四五六])(?P<rest>[^、.．\s].*)$", re.S)
_IN_BRACKETS = re.compile(
    r"^(?:[（(](?P<number>[一二三四五六1-6１-６])[)）]|(?P<sign>[①-⑥⑴-⑹㈠-㈥Ⅰ-Ⅵ壹贰叁肆伍陆])[、.．]?)\s*(?P<rest>.*)$",
    re.S,
)
_NUMERALS = {
    sign: "一二三四五六"[at]
    for signs in (
        "一二三四五六",
        "123456",
        "１２３４５６",
        "①②③④⑤⑥",
        "⑴⑵⑶⑷⑸⑹",
        "㈠㈡㈢㈣㈤㈥",
        "ⅠⅡⅢⅣⅤⅥ",
        "壹贰叁肆伍陆",
    )
    for at, sign in enumerate(signs)
}
_ARABIC = re.compile(r"^[【\[〖]?第?\s*0?[1-8１-８]")
_MIN_HEADINGS = 3  # minimum number of headings of one kind that establishes the numbering style of a report
# Minimum likeness to the wording of the form for headings that match no pattern: with the number of the form, with
# another number, without a number. 一、总体概况 has 0.6; 四、政府信息公开收费及减免情况 has 0.6 to section 四, whose
# words it lacks.
_ALIKE, _ALIKE_OTHER, _ALIKE_BARE = 0.55, 0.7, 0.95
# maximum characters of a heading, and of a paragraph that is a heading without a numeral
_LONGEST, _LONGEST_BARE = 32, 30
_AND = "(?:和|及|与|以及)?"
_WORDINGS = {
    "overview": "(?:政府)?(?:信息公开)?(?:工作)?的?(?:总体|基本)(?:工作)?(?:情况|概况)(?:概述)?|(?:总体|主要)?(?:工作)?概[述况]",
    "proactive": "(?:行政机关|本机关)?主动公开(?:政府)?(?:信息)?(?:工作)?的?情况|(?:政府)?信息主动公开(?:工作)?的?情况",
    "requests": f"(?:行政机关|本机关)?收到{_AND}处理(?:政府)?信息公开(?:申请)?的?情况"
    "|(?:政府信息)?依申请公开(?:政府)?(?:信息)?(?:工作)?的?(?:办理|处理)?情况|(?:政府)?信息公开申请的?(?:办理|处理|受理)?情况",
    "review": f"因?(?:政府)?(?:信息公开)?(?:工作)?被?(?:申请|引[起发])?的?(?:行政)?复议{_AND}被?(?:提起)?的?(?:行政)?诉讼的?(?:案件)?情况",
    "problems": f"(?:政府)?(?:信息公开)?(?:工作)?中?(?:存在的?主要|存在的?|主要)的?(?:问题|不足|困难){_AND}(?:问题|不足|困难)?"
    f"(?:{_AND}(?:下[一]?步|今后)?的?(?:改进|整改|工作|努力)?的?(?:情况|措施|打算|计划|安排|思路|方向|建议))?",
    "other_matters": "(?:其[他它]|需要?|应当?)(?:需要?|应当?)?(?:报告|说明)?的?(?:其[他它])?(?:报告|说明)?的?事项|其[他它]需要(?:报告|说明)的情况",
}
_PATTERNS = {name: re.compile(pattern) for name, pattern in _WORDINGS.items()}
_NAMED = {
    "overview": re.compile("总体|概"),
    "proactive": re.compile("主动公开"),
    "requests": re.compile("申请"),
    "review": re.compile("复议|诉讼"),
    "problems": re.compile("问题|不足|改进"),
    "other_matters": re.compile("报告|事项"),
}
_WORD = re.compile(r"\w")  # text after a heading without a word character is the second half of an ornament
_ENTRY = re.compile(r"(?:…|[.·．‥_-]{3}|\s{3}|\t)\s*\d{1,3}\s*$")
_SEPARATORS = " 　：:。，,；;\n"
_RUNS_ON = "是有为在，的"  # 五、存在的主要问题是… is a sentence

Headings = list[tuple[int, tuple[FormSection, str]]]


def heading(text: str, level: int = 0) -> tuple[FormSection, str] | None:
    """Return (section, rest of the paragraph after the heading) if ``text`` begins a section."""
    text = _bare(text)
    if match := _NUMBERED.match(text):
        number = match["number"].removeprefix("0")
        return _exact_section(match["rest"], number) or _similar_section(match["rest"], number)
    if not level and len(text) > _LONGEST_BARE:
        return None
    lost = _BARE_NUMBER.match(text)
    spelt = _exact_section(lost["rest"], lost["number"]) if lost else None
    return spelt if lost and spelt and spelt[0].number == lost["number"] else _similar_section(text, "")


def _bare(text: str) -> str:
    return _ORNAMENT.sub("", text.strip())


def _exact_section(rest: str, number: str) -> tuple[FormSection, str] | None:
    """Return the section whose wording begins ``rest``, and the rest of the paragraph: 六、其他需要报告的事项。无。"""
    word, ends = _with_ends(rest)
    best: tuple[int, FormSection] | None = None
    for section in form("2021").sections:
        if (match := _PATTERNS[section.key].match(word)) and (best is None or match.end() > best[0]):
            best = (match.end(), section)
    if best is None:
        return None
    end, section = ends[best[0] - 1], best[1]
    after = rest[end : end + 1]
    if after and after not in _SEPARATORS and (section.number != number or after in _RUNS_ON):
        return None
    text = rest[end:].lstrip(_SEPARATORS + "】〗]")
    return section, text if _WORD.search(text) else ""


def _with_ends(text: str) -> tuple[str, list[int]]:
    """Return the normalized text and, for each of its characters, the end position in the text."""
    word, ends = "", []
    for end, char in enumerate(text, 1):
        part = normalize(char)
        word += part
        ends += [end] * len(part)
        if len(word) > _LONGEST * 2:
            break
    return word, ends


def _similar_section(rest: str, number: str) -> tuple[FormSection, str] | None:
    """Return the section whose wording is similar to the whole of ``rest`` (with a page number, or an extra or missing
    word)."""
    word = normalize(rest)
    if len(word) > _LONGEST:
        return None
    best: tuple[float, FormSection | None] = (0.0, None)
    for section in form("2021").sections:
        if not _NAMED[section.key].search(word):
            continue
        alike = max(likeness(word, normalize(title)) for title in (section.title, *section.aliases))
        if number == section.number and alike >= _ALIKE and len(word) <= _LONGEST // 2:
            return section, ""
        best = max(best, (alike, section), key=lambda b: b[0])
    alike, found = best
    return (found, "") if found and alike >= (_ALIKE_OTHER if number else _ALIKE_BARE) else None


def in_brackets(text: str) -> tuple[FormSection, str] | None:
    """Return the section of a heading such as （一）总体情况 (① or Ⅰ、) with the number and the wording of the form."""
    match = _IN_BRACKETS.match(_bare(text))
    if match is None:
        return None
    number = _NUMERALS[match["number"] or match["sign"]]
    found = _exact_section(match["rest"], number)
    return found if found and found[0].number == number else None


def _unnumbered(text: str) -> tuple[FormSection, str] | None:
    """Return the section if a whole paragraph has the wording of a section without a numeral."""
    text = _bare(text)
    found = _exact_section(text, "") if len(text) <= _LONGEST_BARE and not _NUMBERED.match(text) else None
    return found if found and not found[1] else None


def headings(blocks: Sequence[Block]) -> Headings:
    """Return the section headings in order, in the numbering style of the report: 一、 before 1., and （一） if there
    is neither.

    A heading without a numeral (存在的问题和不足) counts only if no other heading begins that section.
    """
    paragraphs = {at: b for at, b in enumerate(blocks) if isinstance(b, Paragraph)}
    heads = [(at, found) for at, b in paragraphs.items() if (found := heading(b.text, b.level))]
    han = [(at, found) for at, found in heads if not _ARABIC.match(_bare(squeeze(paragraphs[at].text)))]
    if len({section.key for _, (section, _) in han}) >= _MIN_HEADINGS:
        heads = han
    else:
        bracketed = [(at, found) for at, b in paragraphs.items() if (found := in_brackets(b.text))]
        if len({section.key for _, (section, _) in bracketed}) > max(_MIN_HEADINGS, len(heads)):
            heads = bracketed
    keys = {section.key for _, (section, _) in heads}
    if len(keys) < _MIN_HEADINGS:
        return heads
    bare = [(at, found) for at, b in paragraphs.items() if (found := _unnumbered(b.text)) and found[0].key not in keys]
    return sorted([*heads, *bare], key=lambda head: head[0])


def without_contents(blocks: Sequence[Block], heads: Headings) -> tuple[Headings, set[int]]:
    """Return the headings without those of a table of contents, and the block indices of that table of contents. The
    headings of a table of contents follow one another directly, or with entries between them that end in a page number,
    and each occurs again later."""
    keys = [section.key for _, (section, _) in heads]
    size = 0
    while (
        size < len(heads)
        and (not size or all(map(_is_entry, blocks[heads[size - 1][0] + 1 : heads[size][0]])))
        and keys[size] in keys[size + 1 :]
        and keys[size] not in keys[:size]
    ):
        size += 1
    if size < _MIN_HEADINGS:
        return heads, set()
    start, end = heads[0][0], heads[size - 1][0] + 1
    while end < len(blocks) and _is_entry(blocks[end]):
        end += 1
    if start and isinstance(before := blocks[start - 1], Paragraph) and re.fullmatch("目[录次]", squeeze(before.text)):
        start -= 1
    return heads[size:], set(range(start, end))


def _is_entry(block: Block) -> bool:
    """Return True for an entry of a table of contents, or the second line of one: （一）主动公开情况……2."""
    return isinstance(block, Paragraph) and bool(_ENTRY.search(block.text))
