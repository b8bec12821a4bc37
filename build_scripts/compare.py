"""Comparison pages: one place and year, one agency through the years, two years side by side.

A cell without a number is never ranked, summed or drawn as zero; a sum says over how many it was taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from build_scripts.charts import bars
from build_scripts.divisions import Division
from build_scripts.forms import form
from build_scripts.indicators import Indicator, Outcome, Value, indicators, value
from build_scripts.model import Agency, Holding, Report, State, Table
from build_scripts.page import (
    Block,
    Bullets,
    DataCell,
    DataColumn,
    DataTable,
    Facts,
    Group,
    Heading,
    Inlines,
    Link,
    Page,
    Para,
    Span,
)
from build_scripts.summary import figure
from build_scripts.tables import text_of
from build_scripts.textdiff import DEFINITION, compare

WORDS = {
    State.BLANK.value: "空白",
    State.ABSENT.value: "无此格",
    State.SLASH.value: "/",
    State.UNREADABLE.value: "读不成数字",
    Outcome.NOT_COMPARABLE: "格式不同，不比",
    Outcome.WITHHELD: "件数太少，不算",
}
SORT_SCRIPT = ("assets/compare/table.js",)
_STATES = {state.value for state in State}
PLACE_LIMIT = 600


def shown(v: Value) -> DataCell:
    """A number, a rate with its parts, or the word for what kind of nothing it is."""
    if v.number is None:
        return DataCell((WORDS[v.state],), v.state if v.state in _STATES else "")
    if v.denominator is not None:
        return DataCell((f"{v.number}%（{v.numerator}/{v.denominator}）",))
    return DataCell((f"{v.number:f}",))


def _columns(chosen: Sequence[Indicator], first: str) -> tuple[DataColumn, ...]:
    return (DataColumn(first), *(DataColumn(i.name, True, i.unit) for i in chosen))


# --------------------------------------------------------------------------- one place, one year


def place_year_page(path: Sequence[Division], year: int, holdings: Sequence[Holding]) -> Page:
    """All agencies of a place on all indicators; sums only over those that stated a figure."""
    place = path[-1]
    chosen = indicators()
    rows = tuple(
        (DataCell((Link(h.agency.name, h.address),)), *(shown(value(h, i)) for i in chosen))
        for h in holdings[:PLACE_LIMIT]
    )
    foot = (DataCell(("合计（只加有数字的）",)), *(_sum(holdings, i) for i in chosen))
    blocks: list[Block] = [
        Bullets(((Link(place.name, place.address),), (Link(f"{year} 年度", f"years/{year}/"),)), kind="toolbar"),
        Para(
            (
                f"{place.name}有 {len(holdings)} 份 {year} 年度的报告。空白、“/”和无此格不是零，不排在零的位置，也不计入合计。",
            )
        ),
        DataTable(f"{place.name}各机关 {year} 年度主要数字", _columns(chosen, "机关"), rows, True, (foot,)),
        Para((Link("各项指标的含义", "about/indicators/"),)),
    ]
    if len(holdings) > PLACE_LIMIT:
        blocks.insert(2, Para((f"机关较多，下表列出前 {PLACE_LIMIT} 个，合计包括全部；其余请看各市、县。",)))
    return Page(
        f"compare/places/{place.code}/{year}/",
        f"{place.name} {year} 年度各机关比较",
        "compare",
        f"{''.join(d.name for d in path)}各机关 {year} 年度政府信息公开主要数字比较。",
        tuple(blocks),
        scripts=SORT_SCRIPT,
    )


def _sum(holdings: Sequence[Holding], indicator: Indicator) -> DataCell:
    if indicator.of:
        return DataCell(("—",))
    values = [value(h, indicator).number for h in holdings]
    stated = [v for v in values if v is not None]
    if not stated:
        return DataCell((f"无（0/{len(values)} 有数字）",))
    return DataCell((f"{sum(stated, Decimal(0)):f}（{len(stated)}/{len(values)} 有数字）",))


# --------------------------------------------------------------------------- one agency, its years


def agency_page(agency: Agency, holdings: Sequence[Holding], pairs: Sequence[tuple[int, int, str]]) -> Page:
    """``holdings`` newest first; ``pairs``: (older year, newer year, address) of the side-by-side pages."""
    chosen = indicators()
    columns = (DataColumn("指标"), *(DataColumn(f"{h.year} 年", True) for h in reversed(holdings)))
    rows = tuple(
        (DataCell((f"{i.name}（{i.unit}）",)), *(shown(value(h, i)) for h in reversed(holdings))) for i in chosen
    )
    blocks: list[Block] = [
        Bullets(
            (
                (Link(agency.name, f"agencies/{agency.agency_id}/"),),
                *((Link(f"{a} 与 {b} 年对比", address),) for a, b, address in pairs),
            ),
            kind="toolbar",
        ),
        DataTable(f"{agency.name}历年主要数字", columns, rows),
    ]
    charts: list[Block] = []
    for i in (i for i in chosen if i.main):
        values = [value(h, i) for h in reversed(holdings)]
        points = [
            (str(h.year), v.number, WORDS.get(v.state, "")) for h, v in zip(reversed(holdings), values, strict=True)
        ]
        if chart := bars(i.name, i.unit, points):
            charts.append(chart)
    if charts:
        blocks += [Heading(2, "走势", "charts"), Group("charts", tuple(charts))]
    elif len(holdings) > 1:
        blocks.append(Para(("各年主要数字都是零或没有填写，不画图。",)))
    else:
        blocks.append(Para(("只有一个年度的报告，还看不出走势。",)))
    return Page(
        f"compare/agencies/{agency.agency_id}/",
        f"{agency.name}历年比较",
        "compare",
        f"{agency.name}历年政府信息公开主要数字。",
        tuple(blocks),
    )


# --------------------------------------------------------------------------- two years side by side


def pair_page(agency: Agency, older: Report, newer: Report, addresses: tuple[str, str], address: str) -> Page:
    """Text with what was kept, dropped and added; tables with both values and the difference."""
    blocks: list[Block] = [
        Bullets(
            (
                (Link(f"{older.year} 年报告", addresses[0]),),
                (Link(f"{newer.year} 年报告", addresses[1]),),
                (Link("历年比较", f"compare/agencies/{agency.agency_id}/"),),
            ),
            kind="toolbar",
        )
    ]
    compared = {}
    for section in newer.sections:
        if section.key == "signature":
            continue
        before = [p.text for s in older.sections if s.key == section.key for p in s.paragraphs]
        compared[section.key] = compare(before, [p.text for p in section.paragraphs])
    kept, total = sum(c.kept for c in compared.values()), sum(c.total for c in compared.values())
    names = {"preamble": "引言"} | {s.key: s.heading for s in form("2021").sections}
    shares: list[tuple[str, Inlines]] = [("全文", (_share(kept, total),))]
    shares += [(names[key], (_share(c.kept, c.total),)) for key, c in compared.items() if c.total]
    blocks += [Heading(2, "重复的文字", "repeated"), Facts(tuple(shares)), Para((DEFINITION,), "meaning")]
    tables = {t.key: t for t in older.tables}
    for section in newer.sections:
        if section.key not in compared:
            continue
        c = compared[section.key]
        if not c.older and not c.newer and section.key not in tables:
            continue
        blocks.append(Heading(2, names[section.key], section.key))
        if c.older or c.newer:
            blocks.append(
                Group(
                    "columns",
                    (
                        Group("column", (Para((f"{older.year} 年",), "year"), Para(c.older or ("（没有文字）",)))),
                        Group("column", (Para((f"{newer.year} 年",), "year"), Para(c.newer or ("（没有文字）",)))),
                    ),
                )
            )
        if section.key in tables:
            blocks += _tables(
                tables[section.key], {t.key: t for t in newer.tables}[section.key], older.year, newer.year
            )
    return Page(
        address,
        f"{agency.name}：{older.year} 年与 {newer.year} 年对比",
        "compare",
        f"{agency.name}两年报告逐项对比，全文重复 {_share(kept, total)}。",
        tuple(blocks),
    )


def _share(kept: int, total: int) -> str:
    return f"{100 * kept / total:.0f}%（{kept}/{total} 字）" if total else "没有文字"


def _tables(older: Table, newer: Table, before: int, after: int) -> list[Block]:
    if not older.present or not newer.present:
        missing = "、".join(str(y) for t, y in ((older, before), (newer, after)) if not t.present)
        return [Para((f"{missing} 年的原件中没有这张表，不能对比。",), "missing")]
    shape = form(newer.form).table(newer.key)
    blocks: list[Block] = []
    if older.form != newer.form:
        blocks.append(
            Para(
                (f"两年的表用了不同的格式（{form(older.form).name}、{form(newer.form).name}），只对比含义相同的项目。",)
            )
        )
    rows, same = [], 0
    for spec in shape.rows:
        for column in spec.columns:
            new, old = figure(newer, spec.key, column.key), figure(older, spec.key, column.key)
            if new is None or old is None:
                continue
            if new.raw == old.raw and new.state is old.state and (new.number == 0 or new.number is None):
                same += 1
                continue
            if newer.key == "requests" and column.key != "total":
                same += new.raw == old.raw
                continue
            difference = (
                f"{new.number - old.number:+f}" if new.number is not None and old.number is not None else "不能相减"
            )
            rows.append(
                (
                    DataCell((f"{spec.path} {column.name}",)),
                    DataCell((text_of(old),), "" if old.state is State.STATED else old.state.value),
                    DataCell((text_of(new),), "" if new.state is State.STATED else new.state.value),
                    DataCell((Span(difference, "difference"),)),
                )
            )
    if rows:
        columns = (
            DataColumn("项目"),
            DataColumn(f"{before} 年", True),
            DataColumn(f"{after} 年", True),
            DataColumn("差", True),
        )
        blocks.append(DataTable(f"表{shape.number} {shape.title}", columns, tuple(rows)))
    blocks.append(Para((f"另有 {same} 格两年相同（同为零、同为空白或同样的数字），不再列出。",), "meaning"))
    return blocks


# --------------------------------------------------------------------------- index and documentation


def index_page(places: Sequence[tuple[Division, int, int]], agencies: Sequence[tuple[Agency, int]]) -> Page:
    """``places``: (place, year, reports); ``agencies`` with several years: (agency, years)."""
    blocks: list[Block] = [
        Para(("选一个地区和年度，看同一地区各机关的主要数字；或选一个机关，看它历年的变化。",)),
        Heading(2, "同一地区，同一年度", "places"),
        Bullets(
            tuple(
                (Link(f"{d.name} {year} 年度", f"compare/places/{d.code}/{year}/"), f"（{n} 份）")
                for d, year, n in places
            )
        ),
    ]
    if agencies:
        blocks += [
            Heading(2, "同一机关，各年", "agencies"),
            Bullets(tuple((Link(a.name, f"compare/agencies/{a.agency_id}/"), f"（{n} 年）") for a, n in agencies)),
        ]
    return Page("compare/", "比较", "compare", "同一地区各机关，同一机关各年。", tuple(blocks))


def indicators_page() -> Page:
    """Every indicator with its formula over the form's cells."""
    blocks: list[Block] = [
        Para(("指标只由表格里印出的数字计算；缺一个数字就不计算，不当作零。比例总是写出分子和分母。",))
    ]
    for i in indicators():
        pairs: list[tuple[str, Inlines]] = [
            ("单位", (i.unit,)),
            ("含义", (i.meaning,)),
            ("单元格", (Span("、".join(i.cells), "code"),)),
        ]
        if i.of:
            pairs.append(("除以", (Span("、".join(i.of), "code"),)))
        blocks += [Heading(2, i.name, i.key), Facts(tuple(pairs))]
    return Page("about/indicators/", "比较用的指标", "about", "每个指标的含义和算法。", tuple(blocks))
