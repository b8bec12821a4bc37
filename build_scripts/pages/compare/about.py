"""Make the entry page of the comparisons, and the documentation of the indicators, generated from their declaration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from build_scripts.content.divisions import Division
from build_scripts.forms import forms
from build_scripts.indicators import Indicator, by_topic, operand_addresses
from build_scripts.model import Agency
from build_scripts.pages.compare.values import READING
from build_scripts.pages.overviews.parts import YEAR_LIMIT, place_words
from build_scripts.render import scripts
from build_scripts.render.blocks import (
    Block,
    Bullets,
    DataCell,
    DataColumn,
    DataTable,
    Facts,
    Heading,
    Inlines,
    Link,
    Page,
    Para,
    Span,
)


def index_page(
    places: Sequence[tuple[Division, Mapping[int, int]]],
    years: Sequence[int],
    agencies: Sequence[tuple[Agency, int]] | None,
) -> Page:
    """Return the entry page. ``places`` are (place, year → number of reports), limited by the caller; ``years`` are
    sorted newest first; ``agencies`` are (agency, number of years) with several years, ``None`` when they are too many
    for a list."""
    shown_years = years[:YEAR_LIMIT]
    blocks: list[Block] = [
        Heading(2, "自选比较", "choose"),
        Para(
            (
                "挑几个机关、几个年度、几项指标，放在一张表和一组图里；可以下载，也可以把网址发给别人，打开就是同样的内容。",
            )
        ),
        Bullets(((Link("自选比较", "compare/choose/"),), (Link("按指标", "indicators/"),)), kind="toolbar"),
        Heading(2, "同一地区，同一年度", "places"),
        Para(("一个县、市、省的全部机关，按各项指标排在一起。表里是有报告的机关数，点开就是比较；只有一个机关的没有可比的。",)),
    ]  # fmt: skip
    if places:
        heads = (DataColumn("地区"), *(DataColumn(f"{year} 年", True, "个机关") for year in shown_years))
        rows = tuple(
            (DataCell((Link(d.name, d.address),)), *(_compared(d, year, held.get(year, 0)) for year in shown_years))
            for d, held in places
        )
        blocks.append(DataTable("各地各年度有报告的机关", heads, rows, True))
    blocks += [
        Para(("没有列出的地区，可以从", Link("按地区", "places/"), "找到它，再看“比较”。")),
        Heading(2, "同一机关，各个年度", "agencies"),
    ]
    if agencies is None:
        directory = Link("按机关", "agencies/")
        blocks.append(Para(("历年的数字和走势图，以及相邻两年逐字逐格的对比：从", directory, "先选地区，再选机关。")))
    elif agencies:
        blocks.append(Para(("历年的数字和走势图，以及相邻两年逐字逐格的对比。",)))
        heads = (DataColumn("机关"), DataColumn("收录的年度", True, "个"))
        rows = tuple(
            (DataCell((Link(a.name, f"compare/agencies/{a.agency_id}/"), *place_words(a))), DataCell((str(n),)))
            for a, n in agencies
        )
        blocks.append(DataTable("有几个年度报告的机关", heads, rows, True))
    else:
        blocks.append(Para(("本馆还没有同一机关两个年度的报告；收录以后，这里会自动出现两年对比。",)))
    description = "同一地区各机关、同一机关各年度，或者自选。"
    return Page("compare/", "比较", "compare", description, tuple(blocks), scripts=(scripts.TABLE,))


def _compared(place: Division, year: int, reports: int) -> DataCell:
    if reports < 2:
        return DataCell((str(reports),))
    return DataCell((Link(f"{reports:,}", f"compare/places/{place.code}/{year}/"),))


def indicators_page() -> Page:
    """Return the documentation of every indicator: its meaning in both forms, the cells that it sums, its caveats."""
    blocks: list[Block] = [
        Para(
            (
                "指标只用报告表格里印着的数字计算，算式都在下面。算式里有一格没有数字，这个指标就没有数字，不把那一格当作零。",
            )
        ),
        Para(("比例总是写出分子和分母；分母太小时不计算，只写出分子和分母，因为一两件就会使比例大变。",)),
        Para(
            (
                "地区的合计只加有数字的机关，并写明“有数字的机关数/全部机关数”。原件里的数字对不上时照印照算，另有核验提示。",
            )
        ),
        Para(READING[:1]),
    ]
    for topic, chosen in by_topic():
        blocks.append(Heading(2, topic.name, topic.key))
        for item in chosen:
            blocks += [Heading(3, item.name, item.key), Facts(_facts(item))]
    return Page("about/indicators/", "比较用的指标", "about", "每个比较指标的含义、算式和注意事项。", tuple(blocks))


def _facts(item: Indicator) -> tuple[tuple[str, Inlines], ...]:
    pairs: list[tuple[str, Inlines]] = [
        ("含义", (item.meaning,)),
        ("2019 年格式", (item.form_2019,)),
        ("单位", (item.unit,)),
        ("代号", (Span(item.key, "code"),)),
    ]
    for form in forms():
        above, below = operand_addresses(item, form.id)
        if above:
            pairs.append((f"算式（{form.name}）", _formula(above, below)))
    if item.of:
        pairs.append(("不计算", (f"分母不足 {max(item.least, 1)} 时",)))
    if item.caveat:
        pairs.append(("请注意", (item.caveat,)))
    return tuple(pairs)


def _formula(above: Sequence[str], below: Sequence[str]) -> Inlines:
    """Return the formula with cells named as in the downloads: table.row.column."""
    top = Span(" + ".join(above), "code")
    return (top, " ÷ ", Span(" + ".join(below), "code")) if below else (top,)
