"""Sort blocks into sections: title, preamble, 一 … 六, signature, and unplaced blocks. No block is dropped.

Headings are recognized by their wording, whatever their level, order or bracket style. Row ``四、结转下年度继续办理``
of table 3 looks like heading 四 and is not a heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from build_scripts.extraction.header_words import is_any_header_word
from build_scripts.extraction.headings import heading, headings, in_brackets, without_contents
from build_scripts.extraction.labels import row_name_likeness
from build_scripts.extraction.spelling import normalize
from build_scripts.extraction.titles import FURNITURE, SIGNED, find_title, is_title
from build_scripts.forms import FormSection, form
from build_scripts.model import Block, Grid, GridCell, Paragraph, Place, Section
from build_scripts.readers.cell_boxes import joined_place
from build_scripts.wording import fold, is_value, squeeze

_ENUMERATED = re.compile(
    r"^[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）、.．]|^第[一二三四五六七八九十]+|^[一二三四五六]是"
)
# （二）规范办理流程，依法依规做好政府信息依申请公开工作: a heading within a section, of a line
_LONG_HEADING = re.compile(r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）、.．][^。；;：:]{1,40}[^，,、。；;：:]")
_SENTENCE_END = re.compile(r"[。！？!?；;：:…）)」』”》]$")
_ORGAN_END = re.compile(
    r"(?:政府|委员会|办公室|办事处|局|厅|部|委|院|署|处|中心|站|所|队|大队|支队|总队|公司|银行|学校|大学|中学|小学|幼儿园|集团|馆|行|社|会|办|乡|镇|街道|市|县|区|旗)$"
)
_DATE = re.compile(
    r"^[（(]?(?:\d{4}[年.\-/]\d{1,2}[月.\-/]\d{1,2}日?|二[〇○零０ＯOo0]..年(?:[一二三四五六七八九十]{1,3}|[元正])月[一二三四五六七八九十]{1,3}日?)[)）]?$"
)
_SIGNED_BY = re.compile(rf"^(?:{SIGNED}|报告)(?:机关|单位|机构|部门)(?:名称)?[:：]")
_DATED = re.compile(
    r"[（(]?\d{4}年[\d元正月日]*[)）]?$"
)  # only a date, not the title of another year listed below the report
# 填报人：… 审核人：… 填报日期：2025年1月20日
_SIGNED_ON = re.compile(rf"(?:^|[:：][^:：。]{{1,40}})(?:{SIGNED}|成文)?(?:日期|时间):\d{{4}}[年.\-/][^。]{{3,8}}$")
_ATTACHED = re.compile("附(?:件|表)[0-9０-９一二三]?[:：]")
_SEAL = re.compile(r"[（(](?:盖?公?章|印章)[)）]")
PAGE_MARK = re.compile(
    r"[-—–―－─]+\d{1,3}[-—–―－─]+|第\d{1,3}页(?:[,，、/]?共\d{1,3}页)?|[（(]?(?:续上?表|接上表)\d?[)）]?"
    r"|[Pp]\.?\d{1,3}|Page\d{1,3}(?:of\d{1,3}|[-—–].{2,60}(?:报告|年报))?"
)
# what a site prints below each document: 【打印】【关闭】, 扫一扫在手机打开当前页, 上一篇：…, 版权所有：…, 网站标识码：…
_BELOW_DOCUMENT = re.compile(
    r"(?:[【\[（(]?(?:打印|关闭|收藏|分享|返回顶部|返回|顶部|(?:打印|关闭|返回)?本页|关闭窗口|发表评论|互动社区)[】\]）)|｜]?[:：]?)+"
    r"|(?:扫一扫|用?手机扫|上一[篇条][:：]|下一[篇条][:：]|责任编辑[:：]|分享到?[:：]|版权所有|主办单位[:：]|承办单位[:：]|网站标识码"
    r"|网站支持|技术支持[:：]|您是第\d+位|相关(?:文档|链接|文章|新闻|阅读|稿件)[:：]?$|(?:浏览|点击|阅读)(?:次数|量|数)?[:：]\d*次?$"
    r"|特殊稿件|.{0,20}(?:ICP备|公网安备)).*"
)
_CONTACT = re.compile("(?:联系)?(?:电话|地址|方式)[:：]|邮编[:：]|(?:电子)?邮箱[:：]|传真[:：]")
_TITLE_WITHIN = 12  # number of blocks at the beginning of a text without headings that may hold the title
_MIN_LONGER_LINES = 3  # lines of that length or more show that a text is not broken at a smaller width
_MAX_RAGGED = 8  # maximum letters by which a line ends before the width: a word, a figure or a bracket moved down
_FURNITURE_WITHIN = 40  # number of characters at the beginning of a line searched for page furniture


@dataclass(frozen=True, slots=True)
class Outline:
    """The sorted blocks. ``title`` is printed at ``title_place``, with white space removed ("" if there is none). The
    ``signature`` paragraphs close the report.

    ``repeated`` counts section headings that occur again, a sign of two reports in one file. ``above`` holds the lines
    and rows before the first heading, without the title, with their places.
    """

    title: str
    title_place: Place | None
    sections: tuple[Section, ...]
    unplaced: tuple[Block, ...]
    repeated: int
    above: tuple[tuple[str, Place], ...]


# --------------------------------------------------------------------------- the outline


def outline(blocks: Sequence[Block], hint_title: str = "") -> Outline:
    """Sort the blocks that no statutory table claimed into sections."""
    flat = list(blocks)
    heads = headings(flat)
    heads, listed = without_contents(flat, heads)
    first = heads[0][0] if heads else len(flat)
    starts = dict(heads)
    title, used = find_title(flat[:first] or flat[:_TITLE_WITHIN], hint_title)
    top = min((at for at in used if at < first), default=0)
    found = _Sorted({"preamble": []}, {}, [])
    for at, block in enumerate(flat):
        if at in used:
            continue
        if at in listed or at < top:
            found.unplaced.append(block)  # a table of contents, or page furniture above the title
        elif at in starts:
            found.begin(block, *starts[at])
        elif found.current == "preamble" and heads and FURNITURE.search(squeeze(_words(block))[:_FURNITURE_WITHIN]):
            found.unplaced.append(block)
        else:
            found.bodies[found.current].append(block)
    foot = _site_foot(found.bodies[found.current])
    signature, after = _signature(found.bodies[found.current])
    width = _least_width(flat)
    sections = [
        Section(name, heading, order, tuple(_join_paragraphs(found.bodies.get(name, ()), width)), place)
        for name in ("preamble", *(s.key for s in form("2021").sections))
        for heading, order, place in [found.printed.get(name, ("", 0, None))]
    ]
    sections.append(Section("signature", "", 0, tuple(signature)))
    above = tuple(line for at, b in enumerate(flat[:first]) if at not in used for line in _lines(b))
    title_place = joined_place([flat[at].place for at in sorted(used)])
    return Outline(title, title_place, tuple(sections), (*found.unplaced, *after, *foot), found.repeated, above)


@dataclass(slots=True)
class _Sorted:
    """Blocks by section during sorting. ``printed``: each heading as printed, its ordinal, its place."""

    bodies: dict[str, list[Block]]
    printed: dict[str, tuple[str, int, Place]]
    unplaced: list[Block]
    current: str = "preamble"
    repeated: int = 0

    def begin(self, block: Block, section: FormSection, rest: str) -> None:
        """Begin a section: the following blocks belong to it, and so does ``rest``, the rest of the paragraph."""
        assert isinstance(block, Paragraph)
        self.current = section.key
        body = self.bodies.setdefault(section.key, [])
        if section.key not in self.printed:
            text = block.text.rstrip()
            heading = text[: len(text) - len(rest)].strip()
            self.printed[section.key] = (heading, len(self.printed) + 1, block.place)
            if rest:
                body.append(replace(block, text=rest, level=0))
            return
        self.repeated += 1
        if squeeze(block.text) == squeeze(self.printed[section.key][0]):
            self.unplaced.append(block)  # the same heading again, word for word
        else:
            body.append(block)  # 二、改进情况 within section 五


def _words(block: Block) -> str:
    return block.text if isinstance(block, Paragraph) else ""


def _lines(block: Block) -> Iterator[tuple[str, Place]]:
    """Yield the paragraph, or each row of the grid, with its place."""
    if isinstance(block, Paragraph):
        yield block.text, block.place
        return
    for row in block.rows:
        cells = [cell for cell in row if cell]
        place = joined_place([cell.place for cell in cells if cell.text]) or block.place
        yield " ".join(cell.text for cell in cells), place


def flatten(blocks: Sequence[Block]) -> Iterator[Block]:
    """Convert grid rows with a single cell of prose, or with a section heading, into paragraphs. Office suites draw
    white boxes behind text, and these boxes merge with the table below into one ruled table. The same applies to a
    signature or a date above attached tables in a sheet without an empty row between."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
            continue
        rows: list[tuple[GridCell | None, ...]] = []
        prose = False  # the rows before were prose
        for row in block.rows:
            cells = [cell for cell in row if cell and cell.text.strip()]
            if len(cells) != 1 or not (_is_prose(cells[0].text) or (not rows and _is_signature(cells[0].text))):
                rows.append(row)
                continue
            yield from _between(block, rows, prose)
            rows = []
            prose = True
            yield from _as_paragraphs(cells[0])
        if any(cell and cell.text for row in rows for cell in row) or (rows and len(rows) == len(block.rows)):
            yield from _between(block, rows, prose) if prose else [replace(block, rows=tuple(rows))]


def _between(block: Grid, rows: Sequence[tuple[GridCell | None, ...]], within_prose: bool) -> Iterator[Block]:
    """Yield the rows of a grid between two prose rows: the text above the table, the table, the text below it."""
    filled = [[cell for cell in row if cell and cell.text.strip()] for row in rows]
    first, last = _table_within(filled) if within_prose else (0, len(rows))
    for cells in filled[:first]:
        yield from (paragraph for cell in cells for paragraph in _as_paragraphs(cell))
    if any(filled[first:last]):
        yield replace(block, rows=tuple(rows[first:last]))
    for cells in filled[last:]:
        yield from (paragraph for cell in cells for paragraph in _as_paragraphs(cell))


def _table_within(filled: Sequence[Sequence[GridCell]]) -> tuple[int, int]:
    """Return the start and end of the table among rows of a sheet that holds a whole report. 无。 may stand above a
    table of the agency, name and date below it. Return (0, 0) if there is no table: （一）存在的主要问题 below the
    heading of section 五."""
    lone = [cells[0] for cells in filled if cells]
    if all(len(cells) <= 1 for cells in filled) and not any(_is_table_text(cell.text) for cell in lone):
        return 0, 0
    first, last = 0, len(filled)
    while first < last and len(filled[first]) == 1 and _SENTENCE_END.search(filled[first][0].text):
        first += 1
    while last > first and len(filled[last - 1]) <= 1 and all(_is_signature(cell.text) for cell in filled[last - 1]):
        last -= 1
    dated = any(_DATE.match(squeeze(cell.text)) for cells in filled[last:] for cell in cells)
    return first, last if dated else len(filled)


def _as_paragraphs(cell: GridCell) -> Iterator[Paragraph]:
    for line in cell.text.split("\n"):
        if line.strip():
            yield Paragraph(line.strip(), cell.place, breaks=True, doubt=cell.doubt)


def without_page_marks(blocks: Iterable[Block]) -> tuple[list[Block], list[Block]]:
    """Separate the marks that page breaks left in files without pages (— 3 —, 第 3 页, （续表）) from the blocks."""
    content: list[Block] = []
    marks: list[Block] = []
    for block in blocks:
        mark = isinstance(block, Paragraph) and PAGE_MARK.fullmatch(squeeze(block.text))
        (marks if mark else content).append(block)
    return content, marks


def _is_prose(text: str) -> bool:
    if heading(text) or in_brackets(text) or is_title(text) or _ATTACHED.match(squeeze(text)):
        return True
    word = normalize(text)
    if _is_table_text(text):
        return False
    return len(word) > 60 or (len(word) > 12 and bool(re.search("[，。；]", text)))


def _is_table_text(text: str) -> bool:
    """Return True for a figure and for words of a statutory table."""
    word = normalize(text)
    if is_value(text) or row_name_likeness(word) >= 0.5:
        return True
    return is_any_header_word(word)


def _site_foot(body: list[Block]) -> list[Block]:
    """Remove what a site prints below the document from the end of the last section, and return it. The address of the
    site may stand among it, but the report may end with its own."""
    at = len(body)
    while at and isinstance(block := body[at - 1], Paragraph) and _is_site_line(block.text):
        at -= 1
    while at < len(body) and isinstance(block := body[at], Paragraph) and _CONTACT.match(squeeze(block.text)):
        at += 1
    foot = body[at:]
    del body[at:]
    return foot


def _is_site_line(text: str) -> bool:
    word = squeeze(text)
    return bool(_BELOW_DOCUMENT.fullmatch(word) or _CONTACT.match(word))


def _signature(body: list[Block]) -> tuple[list[Block], list[Block]]:
    """Remove name and date from the end of the last section. Return the signature and the blocks after it."""
    last = None
    for at in range(len(body) - 1, max(-1, len(body) - 12), -1):
        block = body[at]
        if isinstance(block, Paragraph) and _is_signature(block.text):
            last = at
            break
    if last is None:
        return [], []
    start = last
    while (
        start
        and isinstance(prior := body[start - 1], Paragraph)
        and (_is_signature(prior.text) or _is_organ_line(prior.text))
    ):
        start -= 1
    signature, after = body[start : last + 1], body[last + 1 :]
    del body[start:]
    return signature, after


def _is_signature(text: str) -> bool:
    word = fold(text).replace("(", "").replace(")", "")
    if _DATE.match(word) or _SIGNED_ON.search(word):
        return True
    match = re.match(r"^(.{3,40}?)(\d{4}年\d{1,2}月\d{1,2}日)$", word)
    return bool(match and _ORGAN_END.search(match[1])) or _is_organ_line(text)


def organ_name(text: str) -> str:
    """Return the name in a signature line, without 发布机关： before it, a date after it, and （盖章）."""
    word = _SIGNED_BY.sub("", _SEAL.sub("", squeeze(text)))
    return _DATED.sub("", word)


def _is_organ_line(text: str) -> bool:
    word = organ_name(text)
    return (
        3 <= len(word) <= 40
        and not re.search(r"[。；，、：:;,]", word)
        and bool(_ORGAN_END.search(word))
        and not _ENUMERATED.match(word)
    )


def _least_width(blocks: Iterable[Block]) -> int:
    """Return the length that several lines reach: at a smaller width, no line was broken."""
    lengths = sorted((len(block.text) for block in blocks if isinstance(block, Paragraph)), reverse=True)
    return next(iter(lengths[_MIN_LONGER_LINES - 1 :]), 0)


def _join_paragraphs(body: Sequence[Block], width: int) -> Iterator[Block]:
    """Join paragraphs split by a page break: seed000 breaks 项目的进 / 展情况 over two pages. ``width``: see
    ``_least_width``."""
    held: Paragraph | None = None
    for block in body:
        if held is not None and isinstance(block, Paragraph) and _continues(held, block, width):
            rest = (*held.continuation_places, block.place, *block.continuation_places)
            doubt = held.doubt or block.doubt
            held = replace(
                held, text=held.text + block.text, breaks=block.breaks, doubt=doubt, continuation_places=rest
            )
            continue
        if held is not None:
            yield held
            held = None
        if isinstance(block, Paragraph):
            held = block
        else:
            yield block
    if held is not None:
        yield held


def _continues(before: Paragraph, after: Paragraph, width: int) -> bool:
    if not before.breaks or _SENTENCE_END.search(before.text.rstrip()[-1:]) or _ENUMERATED.match(after.text.lstrip()):
        return False
    if before.text[-1:].isdigit() and after.text[:1].isdigit():
        # 总计 243,132,410 and the line below, 2 二、上年结转, would make 4102; a split year is read anyway
        return False
    # a line that is cut at the width of the text is as long as others, and not shorter than the rest of its paragraph
    is_whole = max(len(after.text) - 1, width - _MAX_RAGGED) >= len(before.text)
    if before.place.page is None and is_whole and _LONG_HEADING.fullmatch(before.text):
        return False
    if len(figures := after.text.split()) > 1 and all(map(is_value, figures)):
        return False  # a row of figures below words that name no row
    if is_title(before.text):
        return False  # the title of another report, which a site lists or prints below this report
    return len(before.text) >= 25 or before.text.rstrip().endswith(("，", "、", ","))
