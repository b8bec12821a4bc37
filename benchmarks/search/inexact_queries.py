"""Inexact queries of people: what they type, what they mean, and the reports that contain it.

A clerk remembers half a document number, a journalist transposes two characters of a town, a citizen copies a sentence
without its punctuation or types pinyin. There are at least three queries of each kind; the truth comes from scanning
the texts, never from the engine."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence

from corpus import Made, made
from queries import Query, plain, word_query

from build_scripts.content.divisions import stem, syllables
from build_scripts.model import Paragraph

Meets = Callable[[Made, str], bool]

# Typed query → intended words of the text. Punctuation is ignored in the intended words.
MEANT: dict[str, tuple[tuple[str, str], ...]] = {
    "a word of one character": (
        ("乡村振兴 财政 村", "乡村振兴 财政 村"),
        ("微信 群", "微信 群"),
        ("公开栏 村", "公开栏 村"),
        ("培训 场", "培训 场"),
        ("行政执法 人", "行政执法 人"),
        ("网站 栏 督查", "网站 栏 督查"),
        ("村 水", "村 水"),
        ("学校 村", "学校 村"),
        ("群 微信 村", "群 微信 村"),
    ),
    "copied without its marks": (
        ("围绕服务群众提升政务效能", "围绕服务群众提升政务效能"),
        ("三审三校制度", "三审三校制度"),
        ("中华人民共和国政府信息公开条例的规定", "中华人民共和国政府信息公开条例的规定"),
        ("知情权参与权表达权和监督权", "知情权参与权表达权和监督权"),
        ("公开是原则不公开是例外", "公开是原则不公开是例外"),
        ("谁主管谁负责", "谁主管谁负责"),
        ("全面准确公布有关内容", "全面准确公布有关内容"),
        ("时政要闻政策解读法制宣传", "时政要闻政策解读法制宣传"),
        ("规范高效便民原则", "规范高效便民原则"),
    ),
    "a wrong character": (
        ("政府信息工开", "政府信息公开"),
        ("政府信息公开工作年渡报告", "政府信息公开工作年度报告"),
        ("行政付议", "行政复议"),
        ("乡村震兴", "乡村振兴"),
        ("规范性文见", "规范性文件"),
        ("微信公众好", "微信公众号"),
        ("依伸请公开", "依申请公开"),
        ("三审三较", "三审三校"),
        ("公开领导小祖", "公开领导小组"),
        ("政务功开", "政务公开"),
        ("微信公众平抬", "微信公众平台"),
        ("社会救肋", "社会救助"),
        ("监督保章", "监督保障"),
        ("政策解毒", "政策解读"),
        ("以申请公开", "依申请公开"),
        ("惠民正策", "惠民政策"),
        ("涉农补帖", "涉农补贴"),
        ("新媒提 培训", "新媒体 培训"),
        ("政府门户网战", "政府门户网站"),
        ("公式栏", "公示栏"),
    ),
    "a character missing, or too many": (
        ("政府信公开", "政府信息公开"),
        ("政府信息息公开", "政府信息公开"),
        ("微信公号", "微信公众号"),
        ("信息公开栏目", "信息公开栏"),
    ),
    "two characters swapped": (
        ("政府息信公开", "政府信息公开"),
        ("政公务开", "政务公开"),
        ("规性范文件", "规范性文件"),
        ("主公动开", "主动公开"),
        ("政策读解", "政策解读"),
    ),
    "traditional characters": (
        ("政府資訊公開", "政府信息公开"),
        ("鄉村振興", "乡村振兴"),
        ("行政複議", "行政复议"),
        ("依申請公開", "依申请公开"),
        ("公眾號", "公众号"),
        ("網路輿情", "网络舆情"),
        ("徵地補償", "征地补偿"),
        ("社會救助 養老服務", "社会救助 养老服务"),
        ("資訊公開條例", "信息公开条例"),
    ),
    "part of a document's number": (
        ("国办函〔2020〕10", "国办函2020109号"),
        ("国办公开办函〔2021〕3", "国办公开办函202130号"),
        ("国办公开办函[2021]30", "国办公开办函202130号"),
        ("国办函2020 109号", "国办函2020109号"),
        ("国办函(2020)109", "国办函2020109号"),
        ("国办公开办函2021 30", "国办公开办函202130号"),
        ("109号文", "109号"),
    ),
    "a question": (
        ("什么是依申请公开", "依申请公开"),
        ("三审三校是什么意思", "三审三校"),
        ("怎么申请信息公开", "申请 信息公开"),
        ("信息公开收费吗", "信息公开 费"),
        ("涉农补贴怎么公开的", "涉农补贴"),
    ),
    "as it stands": (
        ("民生实事", "民生实事"),
        ("社会救助", "社会救助"),
        ("公共资源交易", "公共资源交易"),
        ("滞后性 互动", "滞后性 互动"),
        ("政务新媒体 培训", "政务新媒体 培训"),
    ),
}


def _bare(text: str) -> str:
    return text.replace("·", "")


def _holds(meant: str, typed: str = "") -> Meets:
    """Match reports that contain every word (ignoring punctuation), or the typed text exactly."""
    words = [_bare(plain(word)) for word in meant.split()]
    exact = word_query(typed).meets if typed else None
    return lambda item, text: all(word in _bare(text) for word in words) or (exact is not None and exact(item, text))


# ------------------------------------------------------------------------------------ figures


COLUMNS = {
    "proactive": ("issued", "abolished", "in_force"),
    "requests": ("natural_person", "commercial", "research", "public_welfare", "legal_service", "other_org", "total"),
    "review": ("upheld", "corrected", "other_result", "pending", "total"),
}


def _cells(item: Made, table: str, rows: str, column: str = "") -> list[int | None]:
    """Return the figures of the rows whose key begins with this prefix, in one column of a table or in the last."""
    found = next(t for t in item.report.tables if t.key == table)
    at = COLUMNS[table].index(column) if column else -1
    picked = [row.cells[at].raw or "" for row in found.rows if row.key == rows or row.key.startswith(rows + ".")]
    return [int(raw) if raw.isdigit() else None for raw in picked]


def _sum(item: Made, cells: Sequence[tuple[str, ...]]) -> int | None:
    numbers = [n for cell in cells for n in _cells(item, *cell)]
    return None if None in numbers or not numbers else sum(n for n in numbers if n is not None)


def _figure(met: Callable[[int], bool], *cells: tuple[str, ...], or_text: str = "") -> Meets:
    exact = word_query(or_text).meets if or_text else None

    def meets(item: Made, text: str) -> bool:
        value = _sum(item, cells)
        return (value is not None and met(value)) or (exact is not None and exact(item, text))

    return meets


SUITS = (("review", "direct_suit"), ("review", "suit_after_review"))
FIGURES: tuple[tuple[str, Meets], ...] = (
    ("行政诉讼>=1", _figure(lambda n: n >= 1, *SUITS)),
    ("行政诉讼 >= 3", _figure(lambda n: n >= 3, *SUITS)),
    ("不予公开>=10", _figure(lambda n: n >= 10, ("requests", "3.3"))),
    ("无法提供>0", _figure(lambda n: n > 0, ("requests", "3.4"))),
    ("不予处理＞＝100", _figure(lambda n: n >= 100, ("requests", "3.5"))),
    ("信访举报40件", _figure(lambda n: n == 40, ("requests", "3.5.1"), or_text="信访举报40件")),
    ("信访举报投诉类申请=13", _figure(lambda n: n == 13, ("requests", "3.5.1"))),
    ("行政处罚大于100", _figure(lambda n: n > 100, ("proactive", "6.penalty"))),
    ("行政许可100件以上", _figure(lambda n: n >= 100, ("proactive", "5.permit"))),
    ("自然人>=40", _figure(lambda n: n >= 40, ("requests", "1", "natural_person"))),
    ("商业企业>0", _figure(lambda n: n > 0, ("requests", "1", "commercial"))),
    ("一、本年新收政府信息公开申请数量>=100", _figure(lambda n: n >= 100, ("requests", "1"))),
    ("结转下年度继续办理=2", _figure(lambda n: n == 2, ("requests", "4"))),
    ("规范性文件废止件数>=5", _figure(lambda n: n >= 5, ("proactive", "1.docs", "abolished"))),
    ("制发规范性文件>=5", _figure(lambda n: n >= 5, ("proactive", "1.docs", "issued"))),
    ("复议结果纠正>=1", _figure(lambda n: n >= 1, ("review", "reconsideration", "corrected"))),
    ("复议后起诉=2", _figure(lambda n: n == 2, ("review", "suit_after_review"))),
    ("其他处理>=5", _figure(lambda n: n >= 5, ("requests", "3.6"))),
    ("3件行政复议", _figure(lambda n: n == 3, ("review", "reconsideration"))),
    ("收到申请超过100件", _figure(lambda n: n > 100, ("requests", "1"))),
    ("被起诉3次以上", _figure(lambda n: n >= 3, *SUITS)),
    ("不予公开 13 件", _figure(lambda n: n == 13, ("requests", "3.3"))),
    ("行政强制 多于 100", _figure(lambda n: n > 100, ("proactive", "6.coercion"))),
    ("规章现行有效3件", _figure(lambda n: n == 3, ("proactive", "1.rules", "in_force"))),
)


# ------------------------------------------------------------------------------------ names


def _of(place: str, own: str = "", year: int = 0) -> Meets:
    return lambda item, text: (
        place in (item.agency.county, item.agency.city, item.agency.province, "")
        and own in item.agency.name
        and year in (item.year, 0)
    )


def _either(meets: Meets, typed: str) -> Meets:
    """Match also reports that contain the typed text exactly."""
    exact = word_query(typed).meets
    return lambda item, text: meets(item, text) or exact(item, text)


def _in_city(city: str, own: str) -> Meets:
    return lambda item, text: item.agency.city == city and own in item.agency.name


def _pinyin(text: str, initials: bool = False) -> str:
    return "".join(s[0] if initials else s for s in syllables(text))


def _sounds(word: str) -> Meets:
    """Match reports whose place or agency has this pinyin, in full or as initials, with or without its kind."""

    def meets(item: Made, _: str) -> bool:
        who = item.agency
        names = [who.province, who.city, who.county, *who.aliases]
        names += [stem(n) for n in names[:3]] + [re.sub("[乡镇]$", "", n) for n in names[3:]]
        return any(word in (_pinyin(name), _pinyin(name, True)) for name in names if len(name) > 1)

    return meets


def _swapped(name: str) -> str:
    return name[1] + name[0] + name[2:]


def _names(total: int) -> Iterator[tuple[str, Meets]]:
    """Return typical queries for towns, counties and offices of this archive."""
    dice = random.Random(f"people {total}")
    held = [made(dice.randrange(total), total) for _ in range(400)]
    towns = [m for m in held if m.agency.kind != "部门" and len(set(m.agency.aliases[0])) > 2]
    offices = [m for m in held if m.agency.kind == "部门"]
    counties = [m for m in held if len(m.agency.county) >= 3]
    for item in towns[:4]:
        name = item.agency.aliases[0]
        yield _swapped(name), _of("", name)
    for item in counties[:3]:
        yield _swapped(item.agency.county), _of(item.agency.county)
    for item in towns[4:7]:
        name = item.agency.aliases[0]
        yield f"{item.agency.county}{'某' + name[1:]}", _of(item.agency.county, name)
    for item in towns[7:9]:
        name = item.agency.aliases[0]
        yield name[:-1] + ("乡" if name[-1] == "镇" else "镇"), _of("", name)
    for item in towns[9:11]:
        yield f"{item.agency.aliases[0]}政府", _of("", item.agency.aliases[0])
    for item in towns[11:13]:
        yield f"{item.agency.aliases[0]}{item.year}年年报", _of("", item.agency.aliases[0], item.year)
    for item in counties[3:5]:
        yield f"{item.agency.county}{item.year}年政府信息公开年报", _of(item.agency.county, "", item.year)
    for item in offices[:2]:
        yield (
            f"{item.agency.county}{item.agency.aliases[0]} {item.year}",
            _of(item.agency.county, item.agency.aliases[0], item.year),
        )
    for item in counties[5:7]:
        yield f"{stem(item.agency.province)}{item.agency.county}", _of(item.agency.county)
    for item in towns[13:15]:
        yield f"{stem(item.agency.county)}{item.agency.aliases[0]}", _of(item.agency.county, item.agency.aliases[0])
    words = [
        _pinyin(counties[7].agency.county),
        _pinyin(stem(counties[8].agency.county)),
        _pinyin(counties[9].agency.county, True),
        _pinyin(towns[15].agency.aliases[0]),
        _pinyin(towns[16].agency.aliases[0][:-1]),
        _pinyin(towns[17].agency.aliases[0], True),
        "jiaoyuju",
        "jtysj",
    ]
    yield from ((word, _sounds(word)) for word in words)
    spaced = syllables(counties[10].agency.county)
    yield " ".join(spaced), _sounds("".join(spaced))


def _questions(total: int) -> Iterator[tuple[str, Meets]]:
    """Return citizens' questions about their town or an office, in words and with partial names."""
    dice = random.Random(f"citizens {total}")
    held = [made(dice.randrange(total), total) for _ in range(300)]
    towns = iter([m for m in held if m.agency.kind != "部门" and len(set(m.agency.aliases[0])) > 2])
    offices = iter([m for m in held if m.agency.kind == "部门"])
    for asked in ("{n}收到多少申请", "{n}的电话是多少", "{n}政府信息公开电话", "{n}信息公开指南"):
        name = next(towns).agency.aliases[0]
        yield asked.format(n=name), _of("", name)
    for asked in (
        *("{n}{y}年公开了多少条信息", "{n}政府{y}年年报", "{y}年{n}信息公开报告", "{n}{y}年度", "{c} {n} {y}年"),
        "{n}{y}年有几件行政复议",
    ):
        item = next(towns)
        name = item.agency.aliases[0]
        yield asked.format(n=name, y=item.year, c=item.agency.county), _of("", name, item.year)
    for asked in ("{c}有哪些单位被行政复议", "{p}{c}", "{c}哪个乡镇被起诉"):
        who = next(towns).agency
        yield asked.format(c=who.county, p=f"{stem(who.province)}{stem(who.city)}"), _of(who.county)
    for asked in ("{c}{n}有没有被起诉", "{s}{n}", "{c}的{n}"):
        who = next(offices).agency
        yield asked.format(c=who.county, s=stem(who.county), n=who.aliases[0]), _of(who.county, who.aliases[0])
    for who in (next(offices).agency, next(towns).agency):
        yield f"{stem(who.city)}{who.aliases[0]}", _in_city(who.city, who.aliases[0])
    for asked in ("{n}人民政府", "{n}政府"):
        name = next(towns).agency.aliases[0]
        yield asked.format(n=name[:-1]), _of("", name)
    name = next(towns).agency.aliases[0]
    yield _pinyin(name[:-1]) + name[-1], _of("", name)
    name = next(towns).agency.aliases[0]
    yield " ".join(syllables(name)).title(), _sounds(_pinyin(name))


def _copied(total: int) -> Iterator[tuple[str, Meets]]:
    """Return sentences copied without their punctuation."""
    dice = random.Random(f"copied {total}")
    count = 0
    while count < 5:
        item = made(dice.randrange(total), total)
        paragraphs = [b.text for s in item.report.sections for b in s.blocks if isinstance(b, Paragraph)]
        text = plain(dice.choice([p for p in paragraphs if len(p) > 60]))
        found = [m.start() for m in re.finditer("(?<=[\u4e00-\u9fff]{6})·(?=[\u4e00-\u9fff]{6})", text)]
        if found:
            at = dice.choice(found)
            typed = _bare(text[at - 6 : at + 7])
            yield typed, _holds(typed)
            count += 1


def inexact_queries(total: int) -> list[Query]:
    """Return about 160 queries on the archive of that size."""
    found = [
        Query(typed, _holds(meant, typed if typed != meant else ""))
        for pairs in MEANT.values()
        for typed, meant in pairs
    ]
    found += [Query(typed, meets) for typed, meets in (*FIGURES, *_copied(total))]
    found += [Query(typed, _either(meets, typed)) for typed, meets in (*_names(total), *_questions(total))]
    return list({query.text: query for query in found}.values())
