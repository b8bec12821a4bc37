"""Charts: what is drawn is what the table says, missing is a gap with a word, and nothing from outside is markup."""

from __future__ import annotations

from decimal import Decimal
from xml.etree import ElementTree

from build_scripts.pages.charts import DEPTHS, bars, whole

SVG = "{http://www.w3.org/2000/svg}"
POINTS = [
    ("2021 年", Decimal(10), ""),
    ("2022 年", None, "空白"),
    ("2023 年", Decimal(0), ""),
    ("2024 年", Decimal(40), ""),
]


def drawn(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def lengths(svg: str) -> list[int]:
    return [int(r.get("width", "")) for r in drawn(svg).iter(f"{SVG}rect")]


def words(svg: str) -> list[str]:
    return [t.text or "" for t in drawn(svg).iter(f"{SVG}text")]


def test_bars_are_as_long_as_the_numbers() -> None:
    chart = bars("新收申请", "件", POINTS)
    assert chart is not None
    ten, zero, forty = lengths(chart.svg)
    assert zero == 0 and forty == max(lengths(chart.svg)) and abs(ten * 4 - forty) <= 4


def test_a_missing_number_is_a_gap_with_its_word() -> None:
    chart = bars("新收申请", "件", POINTS)
    assert chart is not None
    assert len(lengths(chart.svg)) == 3 and "空白" in words(chart.svg)


def test_the_text_alternative_says_every_number() -> None:
    chart = bars("新收申请", "件", POINTS)
    assert chart is not None
    root = drawn(chart.svg)
    assert root.get("role") == "img"
    said = "2021 年：10 件；2022 年：空白；2023 年：0 件；2024 年：40 件"
    assert root.findtext(f"{SVG}desc") == said and said in (root.get("aria-label") or "")
    assert root.findtext(f"{SVG}title") == "新收申请（件）" == chart.caption


def test_nothing_is_drawn_of_zeros_or_of_nothing() -> None:
    assert bars("新收申请", "件", [("2023 年", Decimal(0), ""), ("2024 年", None, "/")]) is None
    assert bars("新收申请", "件", []) is None
    assert whole("结果", "件", ["甲"] * 6, [("2024 年", [Decimal(0)] * 6, ""), ("2023 年", None, "空白")]) is None


def test_a_small_number_is_seen_beside_a_large_one() -> None:
    chart = bars("行政许可", "件", [("2023 年", Decimal(1), ""), ("2024 年", Decimal(10) ** 9, "")])
    assert chart is not None and lengths(chart.svg)[0] >= 1


def test_everything_stays_inside_the_picture() -> None:
    for number in (Decimal(7), Decimal("103.3879"), Decimal("9" * 18)):
        chart = bars("收费", "万元", [("2024 年", number, "")])
        assert chart is not None
        root = drawn(chart.svg)
        assert all(
            int(r.get("x", "")) + int(r.get("width", "")) <= int(root.get("width", "")) for r in root.iter(f"{SVG}rect")
        )


def test_parts_fill_the_whole_line() -> None:
    parts = [Decimal(n) for n in (5, 10, 0, 20, 40, 25)]
    chart = whole("申请办理结果构成", "件", ["一", "二", "三", "四", "五", "六"], [("2024 年", parts, "")])
    assert chart is not None
    found = lengths(chart.svg)[: len([p for p in parts if p])]
    assert abs(sum(found) - found[3] * 100 / 40) <= 5
    assert "共 100" in words(chart.svg) and "三 0 件" in (drawn(chart.svg).findtext(f"{SVG}desc") or "")


def test_parts_differ_without_colour() -> None:
    chart = whole("申请办理结果构成", "件", list("一二三四五六"), [("2024 年", [Decimal(10)] * 6, "")])
    assert chart is not None and len(set(DEPTHS)) == 6
    assert [w for w in words(chart.svg) if w in "①②③④⑤⑥"] == list("①②③④⑤⑥")


def test_text_is_text_and_styles_are_the_style_sheets() -> None:
    chart = bars('<script>"&', "<b>", [("</svg><img onerror=x>", Decimal(1), ""), ("乙", None, "<i>")])
    assert chart is not None
    root = drawn(chart.svg)
    assert {e.tag.removeprefix(SVG) for e in root.iter()} <= {"svg", "title", "desc", "path", "rect", "text"}
    assert not any(name.startswith("on") or name in ("style", "href") for e in root.iter() for name in e.attrib)
    assert "\n" not in chart.svg
    assert bars('<script>"&', "<b>", [("甲", Decimal(1), "")]) == bars('<script>"&', "<b>", [("甲", Decimal(1), "")])
