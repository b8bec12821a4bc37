"""Make the home page and the search page."""

from __future__ import annotations

from collections.abc import Sequence

from build_scripts.content.divisions import Division
from build_scripts.model import Holding
from build_scripts.pages.counts import Tally
from build_scripts.pages.overviews.parts import figures_row, page, report_table
from build_scripts.pages.updates import Scope
from build_scripts.render import scripts
from build_scripts.render.blocks import Block, Bullets, Facts, Group, Heading, Inlines, Link, Page, Para, Span, Widget


def search_box() -> Widget:
    """Return the placeholder of the search form; without JavaScript it links to the pages for browsing."""
    links: Inlines = (
        "也可以",
        Link("按地区", "places/"),
        "、",
        Link("按年份", "years/"),
        "、",
        Link("按机关", "agencies/"),
        "查找。",
    )
    return Widget(
        "search",
        {"base": "search/"},
        (Para(("全文搜索要通过网站打开，并且浏览器支持 JavaScript；从文件夹里直接打开时不能用。", *links)),),
    )


def search_page() -> Page:
    """Return the search page, whose content the script builds."""
    return page(
        "search/", "search", "搜索", "搜索全部报告的标题、地区、正文和数字。", search_box(), scripts=(scripts.SEARCH,)
    )


def home(
    total: Tally,
    years: Sequence[tuple[int, Tally]],
    provinces: Sequence[tuple[Division, Tally]],
    newest: Sequence[Holding],
    news: Scope | None = None,
) -> Page:
    """Return the home page. ``years`` are sorted newest first, ``provinces`` by code; ``newest`` has at most a dozen
    reports; ``news`` is given when there are any."""
    return page(
        "",
        "home",
        "政府信息公开年度报告，一份一份读，一起来比较",
        "各地各部门政府信息公开工作年度报告的公共档案：按原样公布，可以搜索、比较、下载。",
        Para(
            (
                "每年一月，各级行政机关要公布上一年的政府信息公开工作年度报告：收到多少申请，公开了多少，为什么不公开，"
                "有多少人去复议、起诉。本馆把这些报告按原样收在一起，能读、能搜、能比较、能下载。",
            )
        ),
        search_box(),
        figures_row(
            (f"{total.reports:,}", "份报告"),
            (f"{total.agencies:,}", "个机关"),
            (_span([year for year, _ in years]), "年度"),
            (str(len(provinces)), "个省（区、市）"),
        ),
        *_chips("按地区", "places", [(d.name, d.address, t) for d, t in provinces]),
        *_chips("按年份", "years", [(f"{year} 年", f"years/{year}/", t) for year, t in years]),
        Heading(2, "更多入口", "start"),
        _links(news),
        Heading(2, "最近公布的报告", "newest") if newest else None,
        report_table("最近公布的报告和主要数字", newest) if newest else None,
        Heading(2, "怎样读这些数字", "reading"),
        nothing_legend(),
        Para(
            (
                "带“※”的有核验提示，点开就到那一条。表格的每一行是什么意思，见",
                Link("怎样读这些表", "about/forms/"),
                "。本馆没有某份报告，只表示它没有送到这里，不表示机关没有公布；各机关各年度的情况见",
                Link("收录情况", "quality/coverage/"),
                "。",
            )
        ),
        scripts=(scripts.SEARCH,),
        alternates=news.alternates if news else (),
    )


def _span(years: Sequence[int]) -> str:
    """Return the first and the last of years that are sorted newest first."""
    if not years:
        return "尚无"
    return str(years[0]) if len(years) == 1 else f"{years[-1]}–{years[0]}"


def _links(news: Scope | None) -> Group:
    """Return one card for each way to browse beside those by place and year, which have sections of their own."""
    links = (
        ("按机关", "agencies/", "一个机关历年的报告"),
        ("按指标", "indicators/", "一项数字，各省、各市、各县、各机关"),
        ("比较", "compare/", "同一地区各机关，或同一机关各年"),
        ("数据质量", "quality/", "对不上的数字、没填的表，都写明在哪里"),
        ("数据下载", "data/", "每个数字都能找回它在原件里的位置"),
        *(((news.title, news.address, "新增、新版、更正和撤回，可以订阅"),) if news else ()),
    )
    return Group("cards", tuple(Para((Link(name, address), Span(words, "words"))) for name, address, words in links))


def _chips(title: str, anchor: str, items: Sequence[tuple[str, str, Tally]]) -> tuple[Block, ...]:
    """Return a heading and links with their numbers of reports; nothing for an empty list."""
    if not items:
        return ()
    links = tuple((Link(name, address), Span(f"{tally.reports:,}", "count")) for name, address, tally in items)
    return (Heading(2, title, anchor), Bullets(links, kind="chips"))


def nothing_legend() -> Facts:
    """Explain the four kinds of "no number" beside the number zero."""
    return Facts(
        (
            ("0", ("原件印的就是 0。",)),
            ("空白", ("原件有这一格，没有填写。空白不等于 0。",)),
            ("/", ("原件印的是斜线、短横或“无”：填表人说没有这一项。",)),
            ("无此格", ("原件缺了这一行或这一列。无此格不等于 0。",)),
            ("读不成数字", ("原件印的是别的，例如“约十件”。照原样公布，不相加，不比较。",)),
        )
    )
