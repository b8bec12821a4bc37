"""Find the title of a report and the agency that it names.

A title may stand on one line or be split over four, with 附件1 or 〔2025〕1号 above, the year first, last or in
brackets. Every run of lines that ends like a title is a candidate; the most specific candidate wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from build_scripts.content.organs import is_organ_name, is_prose
from build_scripts.model import Block, Grid, Paragraph
from build_scripts.wording import simplified, squeeze

_LIST_WITHIN = 20  # lines at the beginning that may list 索引号, 发文机关, 标题 …
_LISTED_TITLE = re.compile(
    r"^[-•·*]*(?:标题|名称|信息名称)[:：]?(.+?)(?=(?:发布机构|发文机关|发文字号|文号|索引号)[:：]|$)"
)
_MAX_LINES = 4  # maximum number of lines of a title: organ, year, 政府信息公开, 工作年度报告
_MAX_LENGTH = 80  # maximum number of characters of a title
_YEAR = r"(?:(?:[1１][9９]|[2２][0０])\d\d|二[〇○零０Ｏ][〇○零０Ｏ一二][〇○零０Ｏ一二三四五六七八九])年?度?"
_YEARS = rf"{_YEAR}(?:[-—–－~～至到、和/]+{_YEAR})?"
SIGNED = "发布|公布|公开|编制|编报|填报|填表|制表|报送|上报"  # verbs for what organs do with a report
_REPORT = re.compile(
    rf"(?:关于)?(?:(?:(?:政府|政务)?信息公开(?:工作)?(?:开展)?(?:情况)?的?(?:{_YEARS})?(?:年度)?(?:工作)?(?:年度)?(?:情况)?的?(?:总结)?(?:报告|年报|总结))"
    rf"|(?:党务[、和及与]?)?政务公开(?:工作)?(?:情况)?的?(?:{_YEARS})?(?:年度(?:工作)?(?:情况)?报告|年报))"
    rf"(?:[（(〔\[][^（()）]*[)）〕\]]|[—–\-]*{_YEARS})?》?$"
)
# Words before and after the name: 附件1：关于示例县教育局2024年…, 示例县教育局关于报送2024年….
_PREFIX = re.compile(r"^(?:附件?\d*[:：.、]?|关于|《|[—–\-:：·])+")
_SUFFIX = re.compile(r"(?:关于(?:公布|发布|公开|报送|上报|印发)?|开展|的|》|[—–\-:：·])+$")
_WRAPPED_NAME = re.compile(r"^[（(]([^（()）]+)[)）]$")  # （示例县教育局）2024年政府信息公开工作年度报告
_SENTENCE = re.compile(r"[。，,；;！!？?]")
_PAIRS = ("《》", "（）", "()", "〔〕", "“”", "【】")
# maximum characters, with blanks, of such an ending: a paragraph joined from thousands of lines was looked at again for
# each of them
_MAX_ENDING = 400
_WRAPPED = 15  # minimum characters of a line that continues in the next line if it ends in a connecting sign
FURNITURE = re.compile(
    r"[>＞›»|｜【】]|(?:主题分类|信息来源|浏览(?:次数|量)?|(?:点击|阅读)(?:次数|数|量)?|字体(?:大小)?|字号)[:：]"
    r"|^[-•·]?(?:索引号|发布|(?:更新|发表)(?:日期|时间)|体裁分类|关键词|公开形式|[上下]一[篇条]|来源|时间|日期|浏览|字号|字体|作者|您?(?:现在|当前)?的?所?在?位置|首页|信息来源|信息分类|主题分类|公开方式|"
    r"(?:公开|成文|发文|印发|签发|(?:公文)?生成)日期|(?:备注/)?文号|责任编辑|阅读|点击|打印|分享|保存|关闭|扫一扫|标题|(?:信息)?名称|(?:有效性|时效|发文字号|发文机[关构]|关键词|主题词|组配分类|服务对象|体裁|生效日期|废止日期|内容概述|分类|内容分类|信息类别|公文种类|公开目录|公开类型|公开属性|公开形式|公开时限|公开范围|所属机构|责任部门|责任单位|主办单位|关键字|主题|载体类型|信息格式|语种|效力状态|是否有效|题名|摘要|文件编号|公文编号|文件名称|主题导航)[:：])"
)


def is_title(text: str) -> bool:
    """Return True if the text ends like the title of an annual report: …政府信息公开工作年度报告."""
    return bool(_REPORT.search(simplified(squeeze(text[-_MAX_ENDING:]))))


def is_furniture(grid: Grid) -> bool:
    """Return True for the metadata table that a site prints above each document: every row 索引号, 发布机构, 名称 …, or
    most of them where one is 索引号 (a county's site adds 文件下载 and 时效 to it)."""
    firsts = [first for row in grid.rows if (first := next((squeeze(c.text) for c in row if c and c.text.strip()), ""))]
    known = [first for first in firsts if FURNITURE.match(f"{first}:")]  # 标题 in a cell needs no colon
    if any(first.startswith("索引号") for first in known):
        return len(known) * 2 > len(firsts)
    return bool(firsts) and known == firsts


def title_agency(title: str) -> str:
    """Return the name left in a title without the year and ``政府信息公开工作年度报告``; "" if nothing is left."""
    printed = squeeze(title)
    name = _agency(simplified(printed))
    at = simplified(printed).find(name)
    return printed[at : at + len(name)] if at >= 0 else name  # in the characters of the title


def _agency(title: str) -> str:
    name = _PREFIX.sub("", _REPORT.sub("", title))
    first, *rest = (_SUFFIX.sub("", _PREFIX.sub("", part)) for part in re.split(_YEARS, name))
    for part in rest:  # 广州海关2015年海关政府信息公开…, 海关总署2010年海关信息公开… contain 海关 twice
        first = first if part in first else first + part
    first = _WRAPPED_NAME.sub(r"\1", first)
    # 示例县人民政府信息公开工作年度报告: the single 政府 belongs to both words.
    return first + "政府" if first.endswith("人民") else first


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A run of lines that may be a title; ``start`` … ``end`` in the list of lines."""

    start: int
    end: int
    text: str
    rank: tuple[bool, ...]


def find_title(blocks: Sequence[Block], hint: str) -> tuple[str, set[int]]:
    """Return the title among the blocks above the text, with white space removed, and the indices of its paragraphs.

    ``hint`` is the title in the file's own tags; it is the fallback if the text prints no title.
    """
    lines = [(at, block, squeeze(block.text)) for at, block in enumerate(blocks) if isinstance(block, Paragraph)]
    found = max(_candidates(lines, squeeze(hint)), key=lambda c: (c.rank, c.start - c.end, c.start), default=None)
    if found is None:
        for *_, line in lines[:_LIST_WITHIN]:
            listed = _LISTED_TITLE.search(line)
            if listed and is_title(listed[1]) and not _SENTENCE.search(listed[1]):
                return listed[1], set()
        return next((part for part in re.split(r"[_|｜>»–—\-]+", squeeze(hint)) if is_title(part)), ""), set()
    start, end = found.start, found.end
    # A cover prints the title on separate lines; above the text it may occur again with other line breaks. The later
    # one begins the report.
    for later, size in ((at, n) for at in range(end, len(lines)) for n in range(1, _MAX_LINES + 1)):
        if "".join(text for *_, text in lines[later : later + size]) == found.text:
            start, end = later, later + size
    return found.text, {at for at, *_ in lines[start:end]}


def _candidates(lines: Sequence[tuple[int, Paragraph, str]], hint: str) -> Iterator[_Candidate]:
    for start in range(len(lines)):
        for end in range(start + 1, min(len(lines), start + _MAX_LINES) + 1):
            run = lines[start:end]
            text = "".join(line for *_, line in run)
            if len(text) > _MAX_LENGTH or run[-1][0] - run[0][0] >= end - start:
                break
            if not is_title(text) or _SENTENCE.search(text) or not _balanced(text):
                continue
            if any(FURNITURE.search(simplified(line)) for *_, line in run):
                continue
            agency = title_agency(text)
            if is_prose(agency) or _continues(lines, start):
                continue
            rank = (
                is_organ_name(agency),
                bool(re.search(_YEAR, text)),
                not agency or end - start == 1,
                bool(hint) and text in hint,
                any(block.level or block.centred for _, block, _ in run),
            )
            yield _Candidate(start, end, text, rank)


def _balanced(text: str) -> bool:
    """Return False for the middle of a sentence: 定》）和《关于印发中华人民共和国政府信息公开工作年度报告."""
    return all(text.count(pair[0]) == text.count(pair[1]) for pair in _PAIRS)


def _continues(lines: Sequence[tuple[int, Paragraph, str]], start: int) -> bool:
    """Return True if the line continues a sentence of the line before."""
    if not start or lines[start][0] != lines[start - 1][0] + 1:
        return False
    before = lines[start - 1][2]
    return len(before) >= _WRAPPED and bool(re.search("[，、,的和《（(]$", before))
