"""Test charts: they draw the numbers of the table, a missing number is a gap with a word, and text is escaped."""

from __future__ import annotations

from decimal import Decimal
from xml.etree import ElementTree

from build_scripts.pages.charts import OPACITIES, PLOT_HEIGHT, ChartInfo, share_bars, small_multiples, year_chart

SVG = "{http://www.w3.org/2000/svg}"
POINTS = [
    ("2021 年", Decimal(10), ""),
    ("2022 年", None, "空白"),
    ("2023 年", Decimal(0), ""),
    ("2024 年", Decimal(40), ""),
]


def info(name: str, unit: str) -> ChartInfo:
    return ChartInfo("海城镇", name, unit, "compare/agencies/haicheng/")


def drawn(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def lengths(svg: str) -> list[int]:
    return [int(r.get("width", "")) for r in drawn(svg).iter(f"{SVG}rect")]


def words(svg: str) -> list[str]:
    return [t.text or "" for t in drawn(svg).iter(f"{SVG}text")]


def test_bars_are_as_long_as_the_numbers() -> None:
    chart = year_chart(info("新收申请", "件"), [POINTS[0], *POINTS[2:]])
    assert chart is not None
    ten, zero, forty = lengths(chart.svg)
    assert zero == 0 and forty == max(lengths(chart.svg)) and abs(ten * 4 - forty) <= 4


def test_a_missing_number_is_a_gap_with_its_word() -> None:
    chart = year_chart(info("新收申请", "件"), POINTS[:3])
    assert chart is not None
    assert len(lengths(chart.svg)) == 2 and "空白" in words(chart.svg)


def test_a_line_through_four_years_is_as_high_as_the_numbers_and_breaks_where_one_is_missing() -> None:
    chart = year_chart(info("新收申请", "件"), POINTS)
    assert chart is not None
    ten, zero, forty = (int(c.get("cy", "")) for c in drawn(chart.svg).iter(f"{SVG}circle"))
    assert zero - forty == PLOT_HEIGHT and abs((zero - ten) * 4 - PLOT_HEIGHT) <= 4
    assert {"10", "空白", "0", "40"} <= set(words(chart.svg))
    lines = [p.get("d", "") for p in drawn(chart.svg).iter(f"{SVG}path")][1:]
    assert len(lines) == 1, "2023 to 2024 alone: nothing is drawn across the year that is missing"


def test_a_line_is_drawn_only_where_every_print_has_room() -> None:
    long = [(f"{year} 年", Decimal(123456789), "") for year in range(2015, 2025)]
    chart = year_chart(info("新收申请", "件"), long)
    assert chart is not None and len(lengths(chart.svg)) == 10 and words(chart.svg).count("123456789") == 10


def test_small_multiples_have_one_scale() -> None:
    chart = small_multiples(info("新收申请", "件"), [("甲镇", POINTS), ("乙镇", [("2024 年", Decimal(20), "")])])
    assert chart is not None
    tall = [int(r.get("height", "")) for r in drawn(chart.svg).iter(f"{SVG}rect")]
    assert tall[2] == 2 * tall[3] > 0 and tall[1] == 0 and "空白" in words(chart.svg)
    assert "乙镇：2024 年 20" in (drawn(chart.svg).findtext(f"{SVG}desc") or "")


def test_a_word_without_room_stands_upright_in_a_small_picture() -> None:
    years = [(f"{year} 年", Decimal(year % 7), "") for year in range(2019, 2024)]
    chart = small_multiples(info("新收申请", "件"), [("甲镇", [*years, ("2024 年", None, "未收录")])])
    assert chart is not None
    upright = [t for t in drawn(chart.svg).iter(f"{SVG}text") if t.text in list("未收录")]
    assert [t.text for t in upright] == list("未收录") and len({t.get("x") for t in upright}) == 1
    assert "未…" not in words(chart.svg)


def test_no_line_of_a_title_begins_with_a_bracket_that_closes() -> None:
    for more in range(12):
        chart = year_chart(ChartInfo("某" * (14 + more), "新收申请", "件", "compare/"), POINTS)
        assert chart is not None and not any(line.startswith("）") for line in words(chart.svg))


def test_a_picture_alone_says_whose_it_is_and_where_it_comes_from() -> None:
    chart = year_chart(ChartInfo("某" * 30, "新收申请", "件", "compare/agencies/haicheng/"), POINTS)
    assert chart is not None
    found = words(chart.svg)
    assert "".join(found[:2]) == f"{'某' * 30}：新收申请（件）", "a long title goes on in a second line"
    assert found[-1] == "来源：compare/agencies/haicheng/"


def test_the_text_alternative_says_every_number() -> None:
    chart = year_chart(info("新收申请", "件"), POINTS)
    assert chart is not None
    root = drawn(chart.svg)
    assert root.get("role") == "img"
    said = "2021 年：10 件；2022 年：空白；2023 年：0 件；2024 年：40 件"
    assert root.findtext(f"{SVG}desc") == said and said in (root.get("aria-label") or "")
    assert root.findtext(f"{SVG}title") == "海城镇：新收申请（件）"


def test_nothing_is_drawn_of_zeros_or_of_nothing() -> None:
    assert year_chart(info("新收申请", "件"), [("2023 年", Decimal(0), ""), ("2024 年", None, "/")]) is None
    assert year_chart(info("新收申请", "件"), []) is None
    assert (
        share_bars(info("结果", "件"), ["甲"] * 6, [("2024 年", [Decimal(0)] * 6, ""), ("2023 年", None, "空白")])
        is None
    )


def test_a_small_number_is_seen_beside_a_large_one() -> None:
    chart = year_chart(info("行政许可", "件"), [("2023 年", Decimal(1), ""), ("2024 年", Decimal(10) ** 9, "")])
    assert chart is not None and lengths(chart.svg)[0] >= 1


def test_everything_stays_inside_the_picture() -> None:
    for number in (Decimal(7), Decimal("103.3879"), Decimal("9" * 18)):
        chart = year_chart(info("收费", "万元"), [("2024 年", number, "")])
        assert chart is not None
        root = drawn(chart.svg)
        assert all(
            int(r.get("x", "")) + int(r.get("width", "")) <= int(root.get("width", "")) for r in root.iter(f"{SVG}rect")
        )


def test_parts_fill_the_whole_line() -> None:
    parts = [Decimal(n) for n in (5, 10, 0, 20, 40, 25)]
    chart = share_bars(info("申请办理结果构成", "件"), ["一", "二", "三", "四", "五", "六"], [("2024 年", parts, "")])
    assert chart is not None
    found = lengths(chart.svg)[: len([p for p in parts if p])]
    assert abs(sum(found) - found[3] * 100 / 40) <= 5
    assert "共 100" in words(chart.svg) and "三 0 件" in (drawn(chart.svg).findtext(f"{SVG}desc") or "")


def test_parts_differ_without_colour() -> None:
    chart = share_bars(info("申请办理结果构成", "件"), list("一二三四五六"), [("2024 年", [Decimal(10)] * 6, "")])
    assert chart is not None and len(set(OPACITIES)) == 6
    assert [w for w in words(chart.svg) if w in "①②③④⑤⑥"] == list("①②③④⑤⑥")


def test_text_is_text_and_styles_are_the_style_sheets() -> None:
    chart = year_chart(info('<script>"&', "<b>"), [("</svg><img onerror=x>", Decimal(1), ""), ("乙", None, "<i>")])
    assert chart is not None
    root = drawn(chart.svg)
    assert {e.tag.removeprefix(SVG) for e in root.iter()} <= {"svg", "title", "desc", "path", "rect", "text", "g"}
    assert not any(name.startswith("on") or name in ("style", "href") for e in root.iter() for name in e.attrib)
    assert "\n" not in chart.svg
    assert year_chart(info('<script>"&', "<b>"), [("甲", Decimal(1), "")]) == year_chart(
        info('<script>"&', "<b>"), [("甲", Decimal(1), "")]
    )
