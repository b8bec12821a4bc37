"""Blocks to sections: title, preamble, 一 … 六, signature, and what is left over. Nothing is dropped.

Headings are known by their wording, whatever their level, order or bracket style. Row
``四、结转下年度继续办理`` of table 3 looks like heading 四 and is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from build_scripts.extraction.labels import best_row, is_head, key, likeness, prefix
from build_scripts.extraction.titles import FURNITURE, find_title, is_title
from build_scripts.forms import FormSection, form
from build_scripts.model import Block, Grid, GridCell, Paragraph, Section
from build_scripts.wording import fold, squeeze

_NUMBERED = re.compile(
    r"^[【\[〖]?第?\s*(?P<number>[一二三四五六七]|[1-7１-７])\s*(?:[、.．,，:：]|部分|章|\s)\s*(?P<rest>.*)$", re.S
)
_IN_BRACKETS = re.compile(r"^[（(](?P<number>[一二三四五六])[)）]\s*(?P<rest>.*)$", re.S)
_ARABIC = re.compile(r"^[【\[〖]?第?\s*[1-7１-７]")
_ENOUGH = 3  # headings of one kind that settle how a report numbers its sections
_ENUMERATED = re.compile(
    r"^[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）、.．]|^第[一二三四五六七八九十]+|^[一二三四五六]是"
)
_SENTENCE_END = re.compile(r"[。！？!?；;：:…）)」』”》]$")
_ORGAN_END = re.compile(
    r"(?:政府|委员会|办公室|办事处|局|厅|部|委|院|署|处|中心|站|所|队|大队|支队|总队|公司|银行|学校|大学|中学|小学|幼儿园|集团|馆|行|社|会|办|乡|镇|街道|市|县|区|旗)$"
)
_DATE = re.compile(
    r"^[（(]?(?:\d{4}[年.\-/]\d{1,2}[月.\-/]\d{1,2}日?|[二][〇○零０Ｏ○]..年(?:[一二三四五六七八九十]{1,3}|[元正])月[一二三四五六七八九十]{1,3}日?)[)）]?$"
)
_SIGNED_BY = re.compile(r"^(?:发布|公布|编制|报告)(?:机关|单位|机构)[:：]")
_SEAL = re.compile(r"[（(](?:盖?公?章|印章)[)）]$")
_PAGE_MARK = re.compile(
    r"[-—–―－─]+\d{1,3}[-—–―－─]+|第\d{1,3}页(?:[,，、/]?共\d{1,3}页)?|[（(]?(?:续上?表|接上表)\d?[)）]?"
)
_COPY = 3  # section headings in one run that was printed before
_ALIKE = 0.55
_Heads = list[tuple[int, tuple[FormSection, str]]]


@dataclass(frozen=True, slots=True)
class Outline:
    """``title`` as printed, white space removed ("" when none); ``signature`` paragraphs close the report.

    ``repeated`` counts section headings that came twice, the mark of two reports in one file. ``above`` are the lines
    and rows that stand before the first heading, the title apart."""

    title: str
    sections: tuple[Section, ...]
    unplaced: tuple[Block, ...]
    repeated: int
    above: tuple[str, ...]


# --------------------------------------------------------------------------- headings


def heading(text: str, level: int = 0) -> tuple[FormSection, str] | None:
    """(section, text after the heading in the same paragraph) when ``text`` begins a section."""
    match = _NUMBERED.match(text.strip())
    rest = match["rest"] if match else text.strip()
    if not match and not level and len(rest) > 30:
        return None
    if match and (found := _run_in(rest, "")) and found[1]:
        return found
    word = key(rest)
    best: tuple[float, FormSection | None] = (0.0, None)
    for section in form("2021").sections:
        alike = max(likeness(word, key(title)) for title in (section.title, *section.aliases))
        if match and match["number"] == section.number and alike >= _ALIKE and len(word) <= 16:
            return section, ""  # 一、总体概况: number and wording say the same
        best = max(best, (alike, section), key=lambda b: b[0])
    need = 0.7 if match else 0.95
    if best[1] is not None and best[0] >= need and len(word) <= 32:
        return best[1], ""
    return _run_in(rest, match["number"]) if match else None


def _run_in(rest: str, number: str) -> tuple[FormSection, str] | None:
    """A heading that the paragraph goes on after: 六、其他需要报告的事项。无。"""
    for section in form("2021").sections:
        for title in sorted((section.title, *section.aliases), key=len, reverse=True):
            end = prefix(rest, title)
            if end and (end == len(rest) or rest[end] in " 　：:。，,；;\n" or section.number == number):
                return section, rest[end:].lstrip(" 　：:。，,；;\n】〗]")
    return None


def _in_brackets(text: str) -> tuple[FormSection, str] | None:
    """（一）总体情况 as the heading of a section: only with the number and the wording of the form."""
    match = _IN_BRACKETS.match(text.strip())
    found = _run_in(match["rest"], match["number"]) if match else None
    return found if match and found and found[0].number == match["number"] else None


def _headings(blocks: Sequence[Block]) -> _Heads:
    """The section headings in order, of the kind that the report uses: 一、 before 1., and （一） where there is neither."""
    paragraphs = [(at, b) for at, b in enumerate(blocks) if isinstance(b, Paragraph)]
    heads = [(at, found) for at, b in paragraphs if (found := heading(b.text, b.level))]
    han = [(at, found) for at, found in heads if not _ARABIC.match(squeeze(_words(blocks[at])))]
    if len({section.key for _, (section, _) in han}) >= _ENOUGH:
        return han
    bracketed = [(at, found) for at, b in paragraphs if (found := _in_brackets(b.text))]
    if len({section.key for _, (section, _) in bracketed}) > max(_ENOUGH, len(heads)):
        return bracketed
    return heads


def _words(block: Block) -> str:
    return block.text if isinstance(block, Paragraph) else ""


# --------------------------------------------------------------------------- the outline


def outline(blocks: Sequence[Block], hint_title: str = "") -> Outline:
    """Sort the blocks that no statutory table claimed."""
    flat = list(blocks)
    heads = _headings(flat)
    heads, listed = _without_contents(flat, heads)
    first = heads[0][0] if heads else len(flat)
    title, used = find_title(flat[:first] or flat[:12], hint_title)
    top = min((at for at in used if at < first), default=0)
    bodies: dict[str, list[Block]] = {"preamble": []}
    printed: dict[str, tuple[str, int]] = {}
    repeated = 0
    current = "preamble"
    starts = dict(heads)
    unplaced: list[Block] = []
    for at, block in enumerate(flat):
        if at in used:
            continue
        if at in listed or at < top:
            unplaced.append(block)  # a list of contents, the page's own words above the title
            continue
        if at in starts:
            section, rest = starts[at]
            assert isinstance(block, Paragraph)
            again = section.key in printed
            if again:
                repeated += 1
            else:
                text = block.text[: len(block.text) - len(rest)] if rest else block.text
                printed[section.key] = (text.strip(), len(printed) + 1)
            current = section.key
            bodies.setdefault(current, [])
            if again and squeeze(block.text) != squeeze(printed[section.key][0]):
                bodies[current].append(block)  # 二、改进情况 within section 五
            elif rest:
                bodies[current].append(replace(block, text=rest, level=0))
            continue
        if (
            current == "preamble"
            and isinstance(block, Paragraph)
            and FURNITURE.search(squeeze(block.text)[:40])
            and heads
        ):
            unplaced.append(block)
            continue
        bodies[current].append(block)
    signature, after = _signature(bodies[current])
    unplaced += after
    sections = [
        Section(name, *printed.get(name, ("", 0)), tuple(_joined(bodies.get(name, ()))))
        for name in ("preamble", *(s.key for s in form("2021").sections))
    ]
    sections.append(Section("signature", "", 0, tuple(signature)))
    above = tuple(line for at, b in enumerate(flat[:first]) if at not in used for line in _lines(b))
    return Outline(title, tuple(sections), tuple(unplaced), repeated, above)


def _lines(block: Block) -> Iterator[str]:
    """The paragraph, or each row of the grid."""
    if isinstance(block, Paragraph):
        yield block.text
    else:
        yield from (" ".join(cell.text for cell in row if cell) for row in block.rows)


def _without_contents(blocks: Sequence[Block], heads: _Heads) -> tuple[_Heads, set[int]]:
    """The headings without those of a list of contents (one after another, and all come again), and where it stands."""
    keys = [section.key for _, (section, _) in heads]
    size = 0
    while (
        size < len(heads)
        and (not size or heads[size][0] == heads[size - 1][0] + 1)
        and keys[size] in keys[size + 1 :]
        and keys[size] not in keys[:size]
    ):
        size += 1
    if size < 3:
        return heads, set()
    start = heads[0][0]
    if start and isinstance(before := blocks[start - 1], Paragraph) and re.fullmatch("目[录次]", squeeze(before.text)):
        start -= 1
    return heads[size:], set(range(start, heads[size - 1][0] + 1))


def flatten(blocks: Sequence[Block]) -> Iterator[Block]:
    """A grid row that holds a single cell of prose, or a section heading, is a paragraph in a box.

    office suites draw white boxes behind its text, which join the table below them into one ruled thing."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
            continue
        rows: list[tuple[GridCell | None, ...]] = []
        for row in block.rows:
            cells = [cell for cell in row if cell and cell.text.strip()]
            if len(cells) != 1 or not _is_prose(cells[0].text):
                rows.append(row)
                continue
            if any(cell and cell.text for kept in rows for cell in kept):
                yield replace(block, rows=tuple(rows))
            rows = []
            for line in cells[0].text.split("\n"):
                if line.strip():
                    yield Paragraph(line.strip(), cells[0].place, breaks=True, doubt=cells[0].doubt)
        if any(cell and cell.text for row in rows for cell in row) or (rows and len(rows) == len(block.rows)):
            yield replace(block, rows=tuple(rows))


def without_page_marks(blocks: Iterable[Block]) -> tuple[list[Block], list[Block]]:
    """The blocks, and apart from them what page breaks left in files that have no pages: — 3 —, 第 3 页, （续表）."""
    content: list[Block] = []
    marks: list[Block] = []
    for block in blocks:
        mark = isinstance(block, Paragraph) and _PAGE_MARK.fullmatch(squeeze(block.text))
        (marks if mark else content).append(block)
    return content, marks


def without_copy(blocks: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """The blocks without a second copy of the whole report, word for word the first (pages print one for phones); and
    that copy."""
    said = [b.text if isinstance(b, Paragraph) else tuple(c and c.text for row in b.rows for c in row) for b in blocks]
    heads = [at for at, b in enumerate(blocks) if isinstance(b, Paragraph) and heading(b.text, b.level)]
    for second in heads[_COPY:]:
        first = said.index(said[second])
        step = second - first
        end = second
        while step and end < len(said) and said[end] == said[end - step]:
            end += 1
        start = second
        while start > first + 1 and start > step and said[start - 1] == said[start - 1 - step]:
            start -= 1
        if end - start >= step > 0 and sum(start <= at < end for at in heads) >= _COPY:
            return [*blocks[:start], *blocks[end:]], list(blocks[start:end])
    return list(blocks), []


def _is_prose(text: str) -> bool:
    if heading(text) or is_title(text):
        return True
    word = key(text)
    if max(best_row(table, word)[0] for table in ("proactive", "requests")) >= 0.5:
        return False
    if any(is_head(table, word) for table in ("proactive", "requests", "review")):
        return False
    return len(word) > 60 or (len(word) > 12 and bool(re.search("[，。；]", text)))


def _signature(body: list[Block]) -> tuple[list[Block], list[Block]]:
    """Take name and date off the end of the last section; what follows the date is left over."""
    last = None
    for at in range(len(body) - 1, max(-1, len(body) - 12), -1):
        block = body[at]
        if isinstance(block, Paragraph) and _signs(block.text):
            last = at
            break
    if last is None:
        return [], []
    start = last
    while start and isinstance(prior := body[start - 1], Paragraph) and (_signs(prior.text) or _organ_line(prior.text)):
        start -= 1
    signature, after = body[start : last + 1], body[last + 1 :]
    del body[start:]
    return signature, after


def _signs(text: str) -> bool:
    word = fold(text).replace("(", "").replace(")", "")
    if _DATE.match(word) or re.search(r"^(?:发布|公布|成文)?(?:日期|时间):\d{4}", word):
        return True
    match = re.match(r"^(.{3,40}?)(\d{4}年\d{1,2}月\d{1,2}日)$", word)
    return bool(match and _ORGAN_END.search(match[1])) or _organ_line(text)


def organ_name(text: str) -> str:
    """The name in a line of the signature, without 发布机关： before it and （盖章） or a date behind it."""
    word = _SIGNED_BY.sub("", squeeze(text))
    return re.sub(r"[（(]?\d{4}年.*$", "", _SEAL.sub("", word))


def _organ_line(text: str) -> bool:
    word = organ_name(text)
    return (
        3 <= len(word) <= 40
        and not re.search(r"[。；，、：:;,]", word)
        and bool(_ORGAN_END.search(word))
        and not _ENUMERATED.match(word)
    )


def _joined(body: Sequence[Block]) -> Iterator[Block]:
    """Paragraphs torn by a page break made whole: seed000 breaks 项目的进 / 展情况 over two pages."""
    held: Paragraph | None = None
    for block in body:
        if held is not None and isinstance(block, Paragraph) and _continues(held, block):
            held = replace(held, text=held.text + block.text, breaks=block.breaks, doubt=held.doubt or block.doubt)
            continue
        if held is not None:
            yield held
            held = None
        if isinstance(block, Paragraph):
            held = block
        elif isinstance(block, Grid):
            yield block
    if held is not None:
        yield held


def _continues(before: Paragraph, after: Paragraph) -> bool:
    if not before.breaks or _SENTENCE_END.search(before.text.rstrip()) or _ENUMERATED.match(after.text.lstrip()):
        return False
    return len(before.text) >= 25 or before.text.rstrip().endswith(("，", "、", ","))
