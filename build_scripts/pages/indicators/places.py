"""Make the question pages of a place over the years: lawsuits and reconsiderations, and refused requests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from build_scripts.content.divisions import Division, name_within
from build_scripts.indicators import Indicator, indicator
from build_scripts.model import Agency
from build_scripts.pages.charts import ChartInfo, Point, small_multiples
from build_scripts.pages.compare.values import DOUBTED, HOW_TO_READ, scroll_box, state_word, sum_cell
from build_scripts.pages.history import NOT_HELD, absence_word, other_place_text
from build_scripts.pages.indicators.parts import AgencyValue, Years, agency_value_or_absence
from build_scripts.pages.overviews.parts import YEAR_LIMIT, crumbs, page, place_crumbs
from build_scripts.render import scripts
from build_scripts.render.blocks import Block, DataCell, DataColumn, DataTable, Group, Heading, Link, Page, Para
from build_scripts.sums import EMPTY_SUM

YearValues = Mapping[int, Mapping[str, AgencyValue]]
"""Of one agency: year → key of the indicator → what its report says."""
Sums = Mapping[str, Years]
"""Of one place: key of the indicator → year → sum."""


MAX_PICTURES = 12  # maximum number of agencies drawn on one scale; above it a table is read faster


@dataclass(frozen=True, slots=True)
class Question:
    """A question. ``summed`` are the indicators in the table of the whole place; ``listed`` are those shown by agency."""

    slug: str
    title: str
    lead: str
    summed: tuple[str, ...]
    listed: tuple[str, ...]

    def address(self, code: str) -> str:
        return f"places/{code}/{self.slug}/"


QUESTIONS = (
    Question(
        "review",
        "谁被复议、被起诉",
        "因政府信息公开被申请行政复议、被提起行政诉讼的件数（表4）。",
        ("reconsideration", "reconsideration-corrected", "suits", "suits-corrected", "corrected-rate"),
        ("reconsideration", "suits"),
    ),
    Question(
        "refused",
        "哪些申请没有给",
        "申请政府信息公开而没有得到的：不予公开、无法提供、不予处理，各有多少件，是什么原因（表3）。",
        (
            *("refused", "refused-state-secret", "refused-forbidden-by-law", "refused-safety", "refused-third-party"),
            *("refused-internal", "refused-process", "refused-enforcement-file", "refused-inquiry"),
            *("unavailable", "unavailable-not-held", "unavailable-not-compiled", "unavailable-unclear"),
            *("not-processed", "not-processed-petition", "not-processed-repeated", "not-processed-publication"),
            *("not-processed-excessive", "not-processed-reissue"),
        ),
        ("refused", "unavailable", "not-processed"),
    ),
)


def question_page(
    question: Question,
    path: Sequence[Division],
    years: Sequence[int],
    totals: Sums,
    agencies: Sequence[tuple[Agency, YearValues]],
    parts: Sequence[tuple[Division, Sums]],
) -> Page:
    """Return the page of one question. The last of ``path`` is the place; ``years`` are sorted newest first.
    ``agencies`` are all agencies with a report, as registered today; when they are too many for one page this is empty and ``parts`` are the
    places directly below."""
    place, shown = path[-1], years[:YEAR_LIMIT]
    name = f"{place.name}{question.title}"
    heads = tuple(DataColumn(f"{year} 年", True) for year in shown)
    rows = tuple(
        (DataCell((_within(question, i),)), *(sum_cell(totals[i.key].get(y, EMPTY_SUM), i) for y in shown))
        for i in map(indicator, question.summed)
    )
    blocks: list[Block] = [
        crumbs(*place_crumbs(path)),
        Para((question.lead, Link("各项的含义", f"about/indicators/#{question.listed[0]}"))),
        HOW_TO_READ,
        Heading(2, "合计", "total"),
        Para(("各机关的合计，只加有数字的机关；括号里是有数字的机关数和有报告的机关数。",), "meaning"),
        DataTable(f"{place.name}各机关合计：{question.title}", (DataColumn("项目"), *heads), rows),
    ]
    for item in map(indicator, question.listed):
        blocks.append(Heading(2, item.name, item.key))
        if parts:
            blocks += [
                Para(("机关较多，按下辖地区合计；点地区的名字看它的各个机关。",)),
                _by_part(question, place, item, shown, parts),
            ]
        else:
            blocks += _by_agency(place, question.address(place.code), item, shown, agencies)
    if len(years) > YEAR_LIMIT:
        blocks.append(Para((f"这里只列最近 {YEAR_LIMIT} 个年度，更早的见各机关的页面。",)))
    full = "".join(d.name for d in path)
    return page(question.address(place.code), "compare", name, f"{full}各机关历年：{question.lead}", *blocks, scripts=(scripts.TABLE,))  # fmt: skip


def _within(question: Question, item: Indicator) -> str:
    """Return the name of an indicator. A reason is prefixed with the outcome that includes it, so that readers do not
    add both."""
    whole = next((key for key in question.listed if item.key.startswith(f"{key}-")), "")
    name = f"{indicator(whole).name} › {item.name}" if item.topic == "reasons" and whole else item.name
    return f"{name}（{item.unit}）"


def _by_part(
    question: Question, place: Division, item: Indicator, years: Sequence[int], parts: Sequence[tuple[Division, Sums]]
) -> DataTable:
    rows = tuple(
        (
            DataCell((Link(part.name, question.address(part.code)),)),
            *(sum_cell(sums[item.key].get(year, EMPTY_SUM), item) for year in years),
        )
        for part, sums in parts
    )
    heads = (DataColumn("地区"), *(DataColumn(f"{year} 年", True, item.unit) for year in years))
    return DataTable(f"{place.name}下辖各地历年{item.name}", heads, rows, True)


def _by_agency(
    place: Division, address: str, item: Indicator, years: Sequence[int], agencies: Sequence[tuple[Agency, YearValues]]
) -> list[Block]:
    """List the agencies with a case in some year, and those with a doubted zero. Agencies without a figure form a
    separate list below, never among zeros; agencies that state zero in every archived year are only counted."""
    with_cases: list[tuple[DataCell, ...]] = []
    unknown: list[tuple[DataCell, ...]] = []
    drawn: list[tuple[str, list[Point]]] = []
    zero = doubted = 0
    for agency, figures in agencies:
        found = {year: figures[year][item.key] for year in years if year in figures}
        cells = tuple(agency_value_or_absence(item, found.get(year), agency, year, place) for year in years)
        row = (DataCell((Link(name_within(agency.name, place), f"agencies/{agency.agency_id}/"),)), *cells)
        if any(s.value.number or (s.value.number is not None and s.value.doubts) for s in found.values()):
            with_cases.append(row)
            doubted += not any(s.value.number for s in found.values())
            points = [_point(agency, year, found.get(year), place) for year in reversed(years)]
            drawn.append((name_within(agency.name, place), points))
        elif any(s.value.number is None for s in found.values()):
            unknown.append(row)
        else:
            zero += 1
    heads = (DataColumn("机关"), *(DataColumn(f"{year} 年", True, item.unit) for year in years))
    stated = len(with_cases) - doubted
    words = [
        f"{len(agencies):,} 个机关里，{stated:,} 个至少有一年有{item.name}"
        if stated
        else f"{len(agencies):,} 个机关里没有一个有{item.name}",
        *([f"{doubted:,} 个印的 0 有核验提示，一并列出"] if doubted else []),
        f"{zero:,} 个收录的各年都印着 0",
        *([f"{len(unknown):,} 个有的年度没有数字，不能说没有，列在后面"] if unknown else []),
    ]
    blocks: list[Block] = [Para((f"{'；'.join(words)}。",))]
    if with_cases:
        if 2 <= len(drawn) <= MAX_PICTURES and len(years) > 1:
            info = ChartInfo(place.name, f"各机关历年{item.name}", item.unit, address)
            chart = small_multiples(info, drawn)
            blocks += [Group("charts", (chart,))] if chart else []
        table = DataTable(f"{place.name}各机关历年{item.name}", heads, tuple(with_cases), True)
        blocks.append(scroll_box(table))
    if unknown:
        table = DataTable(f"{place.name}没有{item.name}数字的机关", heads, tuple(unknown), True)
        blocks += [Heading(3, f"{item.name}：没有数字的", f"{item.key}-unknown"), scroll_box(table)]
    return blocks


def _point(agency: Agency, year: int, stated: AgencyValue | None, place: Division) -> Point:
    if stated is None:
        word = absence_word(agency, year)
        moved = word == NOT_HELD and other_place_text(agency, year, place)
        return f"{year} 年", None, "属其他地区" if moved else word
    value = stated.value
    label = f"{year} 年{DOUBTED if value.doubts else ''}"
    return label, value.number, "" if value.number is not None else state_word(value.state)
