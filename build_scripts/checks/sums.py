"""Compare a total with its parts in one sentence: 主动公开 425 条，其中网站 95 条，微信 112 条 …

Precision comes before recall. Parts are added only where the sentence claims that they are complete: a list after a
colon, a list that ends with the rest (其余 4 条), or a list that slightly exceeds its total. 其中 alone names some of
many parts, 其中重点 and 其中包括 even fewer, and one piece of information may be published in several places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from build_scripts.checks.history import History
from build_scripts.checks.phrases import phrase
from build_scripts.model import Finding, Report, finding

# seed002 lists 95＋112＋129＋89 of 425; overlapping parts exceed their total by far more
_MAX_EXCESS_RATIO = Decimal("1.1")
_LONGEST = 9  # digits of a count
_TOTAL = re.compile(
    r"(?:主动公开|公开|发布)[^。;:,(\d]{0,16}?信息(?:内容)?(?:总?共计?|总计|合计|总数|总量|数量)?(?:为|达到?|有)?"
    rf"(\d{{1,{_LONGEST}}})(条|件|篇|份)"
)
_COUNTED = re.compile(r"(?<![第\d.])(\d+(?:\.\d+)?)(?![\d.]|年|月|日|时|号|%|万)(.?)")
_PIECE = re.compile(r"\d(?:条|件|篇|份)")
_OPEN = re.compile("重点|主要|包括|包含|涵盖|含有|涉及|特别|尤其|仅|其中")
_RELATIVE = re.compile(
    r"同比|增[加长]|减少|上升|下降|较上|比上|比去|平均|日均|月均|约|近\d|多[条件篇份]|余[条件篇份]|以上|左右"
)
_REST = re.compile("^(?:及|和|以及)?(?:其他|其它|其余|剩余|余下)")
_BRACKET = re.compile(r"\([^()]*\)")


def prose_sums(report: Report, _: History) -> Iterator[Finding]:
    """Find sentences whose complete parts do not add up to their total."""
    for section in report.sections:
        for paragraph in section.paragraphs:
            text = phrase(paragraph.text)
            for begin, end in text.sentences("。"):
                match = _TOTAL.search(text.text, begin, end)
                if match is None or _PIECE.search(text.text, _clause(text.text, begin, match.start()), match.start()):
                    continue
                total = int(match[1])
                if parts := _parts(text.text[match.end() : end], total, match[2]):
                    yield finding(
                        "prose.sum",
                        section=section.key,
                        numbers=(match[1], str(sum(parts))),
                        place=paragraph.place,
                        quote=f"{text.quote(*match.span())}…",
                        left=match[1],
                        right=f"{'＋'.join(map(str, parts))}＝{sum(parts)}",
                    )


def _clause(text: str, begin: int, at: int) -> int:
    return max(begin, text.rfind(";", begin, at) + 1)


def _parts(rest: str, total: int, unit: str) -> list[int]:
    """Return the numbers that claim to be all parts of ``total`` but do not add up; empty when they do, or when it is
    unclear."""
    listed, colon, among = _list(rest)
    items = [] if _RELATIVE.search(listed) else _items(listed, unit)
    parts = [number for _, number in items]
    added = sum(parts)
    if len(parts) < 2 or added == total or any(sum(parts[:n]) == total for n in range(1, len(parts))):
        return []  # a shorter list adds up: the rest is another count
    whole = any(_REST.match(label) for label, _ in items) or (colon and not among)
    slip = among and total < added <= total * _MAX_EXCESS_RATIO and max(parts) < total
    return parts if whole or slip else []


def _list(rest: str) -> tuple[str, bool, bool]:
    """Return the text after a total as a list of parts, whether a colon or a bracket opens it, and whether 其中
    does."""
    if not rest or rest[0] not in ",:(;":
        return "", False, False
    body = rest[1 : rest.index(")")] if rest[0] == "(" and ")" in rest else rest[1:]
    among = body.startswith("其中")
    opened = rest[0] in ":(" or body.startswith(("分别为", "分别是"))
    body = _BRACKET.sub("", body.removeprefix("其中"))
    first = body.split(";", 1)[0]
    # 网站95条；微信112条；… separates its items by ``;``, while 网站95条，微信112条；另回复留言… ends at ``;``.
    return (body if len(_PIECE.findall(first)) == 1 else first), opened, among


def _items(listed: str, unit: str) -> list[tuple[str, int]]:
    """Return (label, number) of each part; empty when a part is incomplete or has another unit."""
    items: list[tuple[str, int]] = []
    at = 0
    for match in _COUNTED.finditer(listed):
        label = re.split("[,;、:]", listed[at : match.start()])[-1]
        if match[2] != unit or "." in match[1] or len(match[1]) > _LONGEST or _OPEN.search(label):
            return []
        if listed.startswith("等", match.end()):
            return []
        items.append((label, int(match[1])))
        at = match.end()
    return items
