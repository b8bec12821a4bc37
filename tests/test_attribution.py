"""Test who and when: variants of titles, strings that can be the name of an agency, and the dates that count."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from build_scripts.content.history import recorded_on_both_sides
from build_scripts.content.organs import is_organ_name, kind_of
from build_scripts.content.registry import registry
from build_scripts.extraction.attribution import Attribution, decide_attribution
from build_scripts.extraction.evidence import parse_date, years_in
from build_scripts.extraction.extract import read
from build_scripts.extraction.identify import identify
from build_scripts.extraction.titles import find_title, title_agency
from build_scripts.findings import message
from build_scripts.model import Agency, Evidence, Paragraph, Place, Refusal, Report

PAIRS = Path(__file__).parent / "fixtures" / "reports"
NOBODY = registry([])
TITLE = "示例县甲镇人民政府2024年政府信息公开工作年度报告"


def titled(*lines: str, hint: str = "") -> str:
    return find_title([Paragraph(line, Place(line=n)) for n, line in enumerate(lines, 1)], hint)[0]


PREAMBLE = (
    "本年度报告根据《中华人民共和国政府信息公开条例》（以",
    "下简称《条例》）、《示例省政府信息公开规定》（以下简称《规",
    "定》）和《关于印发中华人民共和国政府信息公开工作年度报告",
    "格式的通知》（国办公开办函〔2021〕30 号）的要求编制。",
)


@pytest.mark.parametrize(
    "lines",
    [
        ("示例县甲镇人民政府", "2024年政府信息公开工作年度报告"),
        ("示例县甲镇人民政府2024年", "政府信息公开", "工作年度报告"),
        ("示例县甲镇人民政府2024年政府信息公开", "工作年度报告", *PREAMBLE),
        (*PREAMBLE[:1], TITLE, *PREAMBLE),
        ("附件1", "示政办发〔2025〕1号", TITLE),
        ("示例县人民政府门户网站", "首页 > 信息公开 > 年报", TITLE),
        ("首页 > 信息公开 > " + TITLE, TITLE, "发布日期：2025-01-20 来源：甲镇"),
        ("政府信息公开年报", "示例县甲镇人民政府2022年政府信息公开工作年度报告", TITLE),
        ("示例县人民政府", TITLE),
        ("示例县甲镇人民政府", "2024年政府信息公开工作年度报告", TITLE),
    ],
)
def test_the_title_is_found(lines: tuple[str, ...]) -> None:
    assert titled(*lines) == TITLE


@pytest.mark.parametrize("at", range(1, len(PREAMBLE)))
def test_a_line_of_the_preamble_is_no_title(at: int) -> None:
    assert titled(*PREAMBLE[at:]) == titled(*PREAMBLE) == ""


@pytest.mark.parametrize(
    ("title", "name"),
    [
        (TITLE, "示例县甲镇人民政府"),
        ("2024年示例县某镇人民政府政府信息公开工作年度报告", "示例县某镇人民政府"),
        ("广州海关2015年海关政府信息公开工作年度报告", "广州海关"),
        ("广州海关2024年政府信息公开工作年度报告", "广州海关"),
        ("海关总署2010年海关信息公开工作年度报告", "海关总署"),
        ("示例县教育局关于2024年度政府信息公开工作情况的报告", "示例县教育局"),
        ("关于示例县教育局2024年政府信息公开工作的年度报告", "示例县教育局"),
        ("示例县教育局政府信息公开工作年度报告（2024年度）", "示例县教育局"),
        ("示例县教育局政府信息公开2024年度报告", "示例县教育局"),
        ("附件：示例县教育局2024年政府信息公开年报", "示例县教育局"),
        ("示例县人民政府信息公开工作年度报告", "示例县人民政府"),
        ("《示例县教育局2024年政府信息公开工作年度报告》", "示例县教育局"),
        ("（示例县教育局）2024年政府信息公开工作年度报告", "示例县教育局"),
        ("二〇二四年政府信息公开工作年度报告", ""),
        ("示例县教育局２０２４年政府信息公开工作年度报告", "示例县教育局"),
        ("示例縣幸福鎮人民政府2024年政府信息公開工作年度報告", "示例縣幸福鎮人民政府"),
    ],
)
def test_the_name_in_a_title(title: str, name: str) -> None:
    assert title_agency(title) == name
    assert not name or is_organ_name(name)


@pytest.mark.parametrize(
    "text", ["2024年元月5日", "二0二四年元月五日", "二O二四年元月五日", "二○二四年一月五日", "２０２４年１月５日"]
)
def test_dates_as_they_are_signed(text: str) -> None:
    assert str(parse_date(text)) == "2024-01-05"


def test_years_in_brackets_count_and_numbers_of_documents_do_not() -> None:
    assert years_in("示例县教育局政府信息公开工作年度报告（2024年度）") == [2024]
    assert years_in("国办公开办函〔2021〕30号 示政办发[2025]1号") == []
    assert years_in("二〇二四年政府信息公开工作年度报告") == [2024]


ORGANS = """示例县某镇人民政府 小铺乡 广州海关 示例县辰局 海东市平安区古城回族乡 国家税务总局示例县税务局 滑县 北京市 上海市浦东新区
示例省人力资源和社会保障厅 示例经济技术开发区管理委员会 示例高新区管委会 示例县公安局交通警察大队 市中区人民政府 青岛市市北区人民政府
国务院办公厅政府信息与政务公开办公室 中国人民银行示例市中心支行 内蒙古自治区 第八师石河子市 一四三团 示例县残联 新疆生产建设兵团
国家统计局示例调查队 示例市消防救援支队 镇江市人民政府 乡宁县人民政府 全州县人民政府 和田地区行政公署 四季青镇 示例县农业农村局（示例县乡村振兴局） 教育部 海关总署 叶城县𠅤塘镇人民政府 公安县公安局 国家统计局 应急管理部
长江水利委员会 中国气象局"""
NO_ORGANS = """定》）和《关于印发中华人民共和国 县教育局 办公室 人民政府 县人民政府 区人民政府 本机关 附件1 现公布示例县 根据示例县 全县教育局
示例县政府门户网站 2024年 中华人民共和国 县政府办 政府 镇人民政府 街道办事处 2024年政府 政府信息公开 工作情况 市委 局 和示例县教育局
公安局 教育局 人社局 市场监督管理局 自然资源和规划局 住房和城乡建设局 卫生健康委员会 综合行政执法大队 烟草专卖局 残疾人联合会 機關事務管理局 市临空经济区"""


@pytest.mark.parametrize("name", ORGANS.split())
def test_names_of_organs(name: str) -> None:
    assert is_organ_name(name)


@pytest.mark.parametrize("name", NO_ORGANS.split())
def test_what_names_no_single_organ(name: str) -> None:
    assert not is_organ_name(name)


def test_organs_of_other_kinds() -> None:
    assert kind_of("示例县人民法院") == kind_of("示例市人民检察院") == "court"
    assert kind_of("示例大学") == kind_of("示例职业技术学院") == "university"
    assert kind_of("示例县人民医院") == kind_of("示例水务集团") == kind_of("示例市第一中学") == "public-body"
    assert kind_of("示例县教育局") == kind_of("示例县司法局") == kind_of("示例县烟草专卖局") == ""


def said(*names: tuple[str, str], file_name: str = "x.html", register: tuple[Agency, ...] = ()) -> Attribution:
    return decide_attribution(
        tuple(Evidence("agency", name, source) for source, name in names), file_name, registry(register)
    )


@pytest.mark.parametrize(
    ("names", "file_name", "agency"),
    [
        ([("标题", "示例县教育局"), ("落款", "示例县教育局办公室")], "x.html", "示例县教育局"),
        ([("标题", "示例县人民政府"), ("落款", "示例县人民政府办公室")], "x.html", "示例县人民政府"),
        ([("标题", "甲镇人民政府"), ("落款", "示例县甲镇人民政府")], "x.html", "示例县甲镇人民政府"),
        ([("标题", "示例县甲乡"), ("落款", "示例县甲乡人民政府")], "x.html", "示例县甲乡人民政府"),
        ([("标题", "县教育局"), ("落款", "示例县教育局")], "x.html", "示例县教育局"),
        ([("标题旁", "示例县教育局")], "x.html", "示例县教育局"),
        ([("标题", "县教育局"), ("落款", "县教育局")], "示例县教育局2024年报（第2版）.pdf", "示例县教育局"),
        ([("标题", "定》）和《关于印发中华人民共和国")], "2024.pdf", ""),
        ([("标题", "县教育局"), ("网页标签", "县政府办")], "年报.pdf", ""),
        ([], "示例县教育局.pdf", "示例县教育局"),
        ([], "示例县教育局 2024 年 度 报 告.pdf", "示例县教育局"),
        ([], "（最终版）示例县教育局2024年政府信息公开工作年度报告(1).pdf", "示例县教育局"),
        ([], "【盖章件】示例县教育局2024年报-定稿2.pdf", "示例县教育局"),
        ([], "（示例县教育局）2024年政府信息公开工作年度报告（修订稿）.pdf", "示例县教育局"),
    ],
)
def test_only_what_names_an_organ_becomes_the_agency(names: list[tuple[str, str]], file_name: str, agency: str) -> None:
    who = said(*names, file_name=file_name)
    assert who.agency == agency
    codes = [f.code for f in who.findings if f.code.startswith("agency")]
    if names and names[0][1] not in agency:
        assert codes, "why the title is not followed is said"


@pytest.mark.parametrize(
    ("printed", "decided", "told"),
    [
        ("示例甲县城关镇人民政府", "jia", ""),
        ("示例甲县城关镇人民政府", "yi", "示例甲县城关镇人民政府"),
        ("示例甲县教育局", "fu", "示例甲县教育局"),
        ("示例甲县人民政府办公室", "fu", ""),  # the office signs for its government
        ("城关镇", "jia", ""),  # the name belongs to two agencies; the ledger's decision applies
        ("示例甲县城关镇", "bare", ""),  # the agency of unknown county may be the one of this county
        ("示例甲县东关乡人民政府", "jia", ""),  # its former name
        ("示例甲县水利局", "jia", ""),  # no such agency is registered, so there is no evidence of a different agency
    ],
)
def test_another_agency_in_the_title_than_the_ledger_has_is_told(printed: str, decided: str, told: str) -> None:
    county = Agency(
        "jia", "示例甲县城关镇人民政府", county="示例甲县", history="2020-01-01 原名 示例甲县东关乡人民政府"
    )
    known = registry(
        [
            *(county, Agency("yi", "示例乙县城关镇人民政府", county="示例乙县"), Agency("bare", "城关镇")),
            *(Agency("fu", "示例甲县人民政府", county="示例甲县"), Agency("jy", "示例甲县教育局", county="示例甲县")),
        ]
    )
    who = decide_attribution(
        (Evidence("agency", printed, "标题", place=Place(line=1)),), "x.html", known, known.get(decided), 2024
    )
    found = [f for f in who.findings if f.code == "agency.conflict"]
    assert [message(f) for f in found] == [
        f"原件写“{printed}”，那是登记簿里的另一个机关（{told}）；台账把这份原件归入“{who.registered.name}”，网址不变"
        for _ in found
        if who.registered
    ]
    assert bool(found) == bool(told) and all(f.place == Place(line=1) for f in found)
    assert who.registered and who.registered.agency_id == decided


@pytest.mark.parametrize(
    ("agency_id", "year", "event"),
    [
        ("hua", 2021, "2022-01-01 合并设立"),  # made in 2022 of two others
        ("hua", 2022, ""),
        ("jia", 2021, ""),  # its last report, published in the month after
        ("jia", 2022, "2021-12-20 并入"),
        ("yi", 2023, "2022-01-01 并入"),
        ("shou", 2019, ""),  # took in another: it was there before
    ],
)
def test_a_report_of_a_year_without_the_agency_is_told(agency_id: str, year: int, event: str) -> None:
    """The register said 合并 where 接收 was meant: the report before it stood under 尚未合并设立, and nothing was said."""
    known = registry(
        recorded_on_both_sides(
            [
                Agency("hua", "示例县花山镇人民政府", history="2022-01-01 由 yi、bing 合并"),
                *(Agency(key, f"示例县{name}镇人民政府") for key, name in (("yi", "乙溪"), ("bing", "丙溪"))),
                Agency("jia", "示例县甲溪镇人民政府", history="2021-12-20 并入 shou"),
                Agency("shou", "示例县大桥镇人民政府"),
            ]
        )
    )
    who = decide_attribution((Evidence("year", str(year), "标题"),), "x.html", known, known.get(agency_id), year)
    told = [message(f) for f in who.findings if f.code == "agency.history"]
    assert told == ([f"登记簿写明这个机关 {event}，这一份却是它 {year} 年度的报告"] if event else [])


@pytest.mark.parametrize(
    ("printed", "aliases", "inferred"),
    [
        ("鼓楼区司法局", (), True),
        ("鼓楼区司法局", ("鼓楼区司法局",), False),
        ("南京市鼓楼区司法局", (), False),
        ("江苏省南京市鼓楼区司法局", (), False),
    ],
)
def test_which_of_several_places_of_a_name_is_meant_is_an_inference(
    printed: str, aliases: tuple[str, ...], inferred: bool
) -> None:
    """The register has one of the four 鼓楼区; a report of another would be published as that one's."""
    own = Agency("gulou", "南京市鼓楼区司法局", aliases, "江苏省", "南京市", "鼓楼区", "320106")
    for decided in (None, own):
        collected = (Evidence("agency", printed, "标题"), Evidence("year", "2024", "标题"))
        found = decide_attribution(collected, "x.html", registry([own]), decided)
        assert found.registered == own
        assert ["不止一处" in message(f) for f in found.findings] == [True] * inferred


def test_the_register_knows_names_that_nobody_could_tell() -> None:
    known = Agency("lianhe", "示例协作组")
    assert said(("标题", "示例协作组")).agency == ""
    assert said(("标题", "示例协作组"), register=(known,)).registered == known


def test_a_report_that_does_not_tell_its_year_is_of_the_folder_it_was_put_into() -> None:
    """The advice of the refusal ``year-unknown`` works."""
    who = said(file_name="2024/示例县教育局.pdf")
    assert (who.year, who.agency) == (2024, "示例县教育局")
    assert "文件夹" in next(message(f) for f in who.findings if f.code == "year.conflict")
    assert said(file_name="2024/示例县教育局2023年报.pdf").year == 2023
    assert said(file_name="x/示例县教育局.pdf").year == 0


# --------------------------------------------------------------------------- dates


def dated(above: str = "", below: str = "") -> Report:
    page = (PAIRS / "h13_html_plain.html").read_text(encoding="utf-8").replace("<p>2024年2月26日</p>", "")
    page = page.replace("<h1", f"{above}<h1", 1).replace("</h1>", f"</h1>{below}", 1)
    return identify(read(page.encode()), "x.html", NOBODY)


@pytest.mark.parametrize(
    "line",
    [
        "<p>（2024年2月26日）</p>",
        "<p>发布日期：2024-02-26　来源：区政府办　浏览次数：20240301</p>",
        "<p>发布时间：2024年02月26日 10:30</p>",
        "<p>发表日期：2024-02-26 15:35:23 发布机构：示例区人民政府</p>",
        "<p>作者：本站 | 时间：2024年2月26日 点击数：20240301</p>",
        "<p>2024-02-26 09:30 来源：区政府办</p>",
        "<p>来源：区政府办 2024-02-26 09:30:11</p>",
        "<p>区政府办 | 2024/2/26 | 字体：大 中 小</p>",
        "<p>填报单位：示例区人民政府　填报日期：2024年2月26日</p>",
        "<table><tr><td>索引号</td><td>123/2024-1</td><td>发布日期</td><td>2024-02-26</td></tr></table>",
        "<dl><dt>发布日期：</dt><dd>2024-02-26</dd></dl>",
    ],
)
def test_a_date_beside_the_title_is_that_of_publication(line: str) -> None:
    for report in (dated(below=line), dated(above=line) if "（" not in line else dated(below=line)):
        assert report.published is not None and report.published.isoformat() == "2024-02-26"
        assert report.agency == "示例区人民政府"


def test_the_lines_that_a_site_prints_over_an_article_count() -> None:
    page = (PAIRS / "h13_html_plain.html").read_text(encoding="utf-8").replace("<p>2024年2月26日</p>", "")
    before, title, text = re.split("(<h1.*?</h1>)", page)
    imprint = "".join(
        f"<tr><td>{name}：</td><td>{value}</td></tr>"
        for name, value in (("索引号", "1/2"), ("发布日期", "2024-02-26"), ("备注/文号", "1号"), ("时 效", "有效"))
    )
    article = f"<div><p>根据年度报告格式编制。</p>{text.replace('</body>', '</div></body>')}"
    page = f"{before}<table>{imprint}</table>{title}{article}"
    report = identify(read(page.encode()), "x.html", NOBODY)
    assert (report.year, report.agency, str(report.published)) == (2023, "示例区人民政府", "2024-02-26")
    assert not [f for f in report.findings if f.code == "table.unclaimed"]


@pytest.mark.parametrize(
    "lines", [("填报日期：2024年2月26日",), ("示例区人民政府", "填报人：张三　审核人：李四　报送时间：2024年2月26日")]
)
def test_the_day_of_filling_in_signs_a_report(lines: tuple[str, ...]) -> None:
    page = (PAIRS / "h13_html_plain.html").read_text(encoding="utf-8")
    signed = "".join(f"<p>{line}</p>" for line in lines)
    report = identify(read(page.replace("<p>2024年2月26日</p>", signed).encode()), "x.html", NOBODY)
    assert (str(report.published), report.agency) == ("2024-02-26", "示例区人民政府")


@pytest.mark.parametrize("years", ["2023-2024年度", "2023年—2024年", "2023至2024年度"])
def test_a_title_of_two_years_says_so(years: str) -> None:
    title = f"示例县教育局{years}政府信息公开工作年度报告"
    assert title_agency(title) == title_agency(f"{years}示例县教育局政府信息公开工作年度报告") == "示例县教育局"
    page = (PAIRS / "h13_html_plain.html").read_text(encoding="utf-8")
    page = re.sub("<h1.*?</h1>", f"<h1>{title}</h1>", page)
    report = identify(read(page.encode()), "x.html", NOBODY)
    said = [message(f) for f in report.findings if f.code == "year.conflict"]
    assert report.year == 2023 and any("还写 2024 年" in text for text in said)


def test_a_report_dated_in_its_own_year_is_doubted_until_that_year_ends() -> None:
    year = Evidence("year", "2024", "标题", TITLE)
    for day, doubted in (("2024-01-20", True), ("2024-12-30", False), ("2025-01-20", False)):
        who = decide_attribution((year, Evidence("published", day, "落款", day)), "x.pdf", NOBODY)
        assert any(f.code == "year.conflict" for f in who.findings) is doubted


def test_other_dates_are_not() -> None:
    assert dated(below="<p>更新时间：2024-02-26 09:30</p>").published is None
    assert dated(below="<p>更新时间：2024-02-26，成立时间：2024-02-26</p>").published is None
    assert dated(below="<p>成立日期：2024-02-26，电话：2024-0226</p>").published is None


BARE = "<p>一、总体情况</p><p>全年平稳。</p><p>二、主动公开政府信息情况</p><p>三、收到和处理政府信息公开申请情况</p><p>四、政府信息公开行政复议、行政诉讼情况</p>"


BARE_TEXT = (
    "\n".join(re.sub("</?p>", "\n", BARE).split()).replace("全年平稳。", "2023年，" + "各项工作有序。" * 40)
    + "\n五、存在的主要问题及改进情况\n更新不及时。\n六、其他需要报告的事项\n无。"
)


def evidence(page: str) -> set[tuple[str, str, str]]:
    filled = (
        "<p>" + "全年公开信息若干条，各项工作有序。" * 20 + "</p><p>五、存在的主要问题及改进情况</p><p>更新不及时。</p>"
    )
    return {(e.about, e.value, e.source) for e in read(f"<html>{page}{BARE}{filled}</html>".encode()).evidence}


def test_the_year_that_a_page_gives_in_its_title_tag_is_evidence() -> None:
    tag = '<head><meta name="ArticleTitle" content="示例县教育局2023年政府信息公开工作年度报告"></head>'
    assert ("year", "2023", "网页标签") in evidence(f"{tag}<h1>政府信息公开工作年度报告</h1>")


def test_who_is_said_to_publish_above_the_text_is_evidence() -> None:
    found = evidence("<p>填报单位：示例县教育局</p><h1>2023年政府信息公开工作年度报告</h1>")
    assert ("agency", "示例县教育局", "标题旁") in found


@pytest.mark.parametrize(
    ("sentence", "agency"),
    [
        ("根据《条例》规定，现公布示例县教育局2023年度政府信息公开年度报告。", "示例县教育局"),
        ("特向社会公布2023年度示例市公安局甲区分局政府信息公开工作年度报告。", "示例市公安局甲区分局"),
        ("现发布《示例市甲区司法局2023年政府信息公开工作年度报告》，统计期限从1月1日起。", "示例市甲区司法局"),
        ("示例县甲乡根据要求，特向社会公开2023年度示例县甲乡政府信息公开年度报告。", "示例县甲乡"),
        ("按照《条例》要求，编制了示例县发展和改革局2023年度政府信息公开工作年度报告。", "示例县发展和改革局"),
        ("编制完成《示例县乡村振兴局2023年政府信息公开工作年度报告》，现予公布。", "示例县乡村振兴局"),
        ("现将示例县发展改革局（以下简称发展改革局）2023年度信息公开工作报告如下：", "示例县发展改革局"),
        ("现公布示例市自然资源局政府信息公开工作2023年度报告。", "示例市自然资源局"),
        ("本年度报告根据《条例》要求，由示例县公安局负责编制。", "示例县公安局"),
        ("由国家税务总局示例市甲区税务局（以下简称甲区税务局）编制，共六部分。", "国家税务总局示例市甲区税务局"),
        ("本报告由示例县人民政府办公室编制，由我局撰写。", ""),
        ("示例街道2023年政府信息公开工作年度报告是根据《条例》要求进行编制的。", "示例街道"),
        ("2023年示例市政府信息公开工作年度报告（以下简称年报）根据《条例》编制。", "示例市"),
        ("关于做好2023年政府信息公开工作年度报告按照要求编制。", ""),
        ("特向社会公布2023年度我局政府信息公开工作年度报告。", ""),
        ("根据《示例市关于编制2023年政府信息公开工作年度报告的通知》，制作本报告。", ""),
        ("根据《示例市公布示例市教育局2023年政府信息公开年度报告编制办法》，制作本报告。", ""),
    ],
)
def test_a_preamble_says_whose_report_it_is(sentence: str, agency: str) -> None:
    """Text copied without its title says so only here: staff were told that the original names no agency."""
    report = identify(read(f"{sentence}\n{BARE_TEXT}".encode()), "x.txt", NOBODY)
    assert report.agency == agency
    said = [message(f) for f in report.findings if f.code == "agency.inferred"]
    assert said == ([f"标题没有写明机关，按前言归属“{agency}”"] if agency else [])
    assert report.year == 2023


def test_a_title_in_the_list_above_the_text_is_read_without_its_label() -> None:
    """名  称 山阳县…: 名称山阳县人民政府 was to become an agency with an address of its own."""
    title = "示例县人民政府2023年政府信息公开工作年度报告"
    for above in (f"名  称 {title}\n{title}", f"{title}\n索引号 1 发布机构 市政府办\n名  称 {title}", f"标题 {title}"):
        report = identify(read(f"{above}\n{BARE_TEXT}".encode()), "x.txt", NOBODY)
        assert (report.agency, report.title) == ("示例县人民政府", title)


def test_a_report_of_free_text_that_is_announced_needs_no_title() -> None:
    """现将我局2014年政府信息公开情况报告如下: copied without its title, with four sections, it was refused as no report."""
    parts = [
        "一、主要工作概述",
        "二、主动公开政府信息情况",
        "三、收费及减免情况",
        "四、因政府信息公开申请行政复议、提起行政诉讼情况",
    ]
    text = "\n".join(f"{part}\n{'各项工作有序。' * 20}" for part in parts)
    report = identify(read(f"现将我局2014年政府信息公开情况报告如下。\n{text}".encode()), "x.txt", NOBODY)
    assert (report.year, report.form, report.agency) == (2014, "free", "")
    assert report.sections[1].heading == parts[0]
    with pytest.raises(Refusal, match="not-a-report"):
        read(f"我局认真做好2014年政府信息公开的各项工作。\n{text}".encode())


def test_a_table_of_metadata_above_the_text_is_no_table_of_the_report() -> None:
    """Sites print it above each document; 发文日期, 分类 and 责任部门 made it a table of the agency's own, to be looked at."""
    rows = (
        "索引号：|1/2024-1|分类：|年报",
        "发文日期：|2024-01-18|有效性：|有效",
        "责任部门：|示例县教育局|公开形式：|网站",
        "文件编号：|无|主题：|年报",
        "文件下载|",
        "附注：|无",
    )
    cells = "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in row.split('|'))}</tr>" for row in rows)
    filled = "<p>五、存在的主要问题及改进情况</p><p>更新不及时。</p>" + "<p>各项工作有序。</p>" * 40
    title = "<h1>示例县教育局2023年政府信息公开工作年度报告</h1>"
    report = read(f"<html><table>{cells}</table>{title}{BARE}{filled}</html>".encode())
    assert not any(f.code == "table.unclaimed" for f in report.findings)
    assert ("published", "2024-01-18") in {(e.about, str(parse_date(e.value))) for e in report.evidence}


@pytest.mark.parametrize(
    ("lines", "year"),
    [
        (("本报告根据《条例》要求，结合我镇实际，从六个方面汇报我镇2023年政府信息公开工作。", "全年公开5条。"), 2023),
        (("一是强化组织领导，落实工作机制。", "2023年，我局按照《条例》规定公开信息。", "2024年，将继续公开。"), 2023),
        (("根据《关于做好2023年政府信息公开工作的通知》公开信息。", "好。"), 2023),
        (("一是强化组织领导，落实工作机制。", "共公开2023年以前的文件3件。"), 0),
    ],
)
def test_section_1_says_the_year_where_nothing_else_does(lines: tuple[str, ...], year: int) -> None:
    text = BARE_TEXT.replace("2023", "")
    text = text.replace("一、总体情况\n", "一、总体情况\n" + "\n".join(lines) + "\n", 1)
    report = identify(read(text.encode()), "x.txt", NOBODY)
    assert report.year == year


def test_the_first_words_of_a_preamble_say_the_year() -> None:
    text = BARE_TEXT.replace("2023", "本")
    for words, year in (("2022年,示例乡", 2022), ("2022年来，示例乡", 2022), ("2019年修订的《条例》要求，示例乡", 0)):
        report = identify(read(f"{words}扎实推进政府信息公开工作。\n{text}".encode()), "x.txt", NOBODY)
        assert report.year == year
        assert bool(year) == any(f.code == "year.conflict" for f in report.findings)


def test_the_day_of_the_letter_that_publishes_a_report_is_that_of_publication() -> None:
    letter = "我部编制了政府信息公开工作报告，现予公布。\n应急管理部\n2024年1月26日"
    title = "应急管理部2023年政府信息公开工作报告"
    report = identify(read(f"{letter}\n{title}\n{BARE_TEXT}".encode()), "x.txt", NOBODY)
    assert (report.agency, str(report.published)) == ("应急管理部", "2024-01-26")
    report = identify(read(f"{letter.replace('应急管理部', '其中')}\n{title}\n{BARE_TEXT}".encode()), "x.txt", NOBODY)
    assert report.published is None


@pytest.mark.parametrize("title", ["标  题: 示例市教育局2023年政府信息公开工作年度报告", "主题分类: 无"])
def test_a_title_that_stands_only_in_the_list_above_the_text(title: str) -> None:
    """Some sites print the title of an article only beside 标题."""
    list_above = (
        f"- 索 引 号: 00503\n- 发文机关: 示例市教育局\n- 成文日期: 2024-01-13\n- {title}\n- 发布日期: 2024-01-14"
    )
    report = identify(read(f"{list_above}\n本报告根据《条例》规定编制。\n{BARE_TEXT}".encode()), "x.txt", NOBODY)
    assert (report.agency, report.year, str(report.published)) == ("示例市教育局", 2023, "2024-01-14")
    assert report.title == ("示例市教育局2023年政府信息公开工作年度报告" if "标" in title else "")


def test_a_report_announced_by_another_is_not_this_one() -> None:
    """Section 一 tells what was published in the year: …及时发布市政府办公厅2022年度政府信息公开年报."""
    text = BARE_TEXT.replace("\n二、", "\n按规定发布示例县人民政府2022年度政府信息公开年报。\n二、", 1)
    report = identify(read(f"示例县教育局2023年政府信息公开工作年度报告\n{text}".encode()), "x.txt", NOBODY)
    assert not [e for e in report.evidence if e.source == "前言"]


def test_the_day_of_publication_tells_the_year_where_nothing_else_does() -> None:
    who = decide_attribution((Evidence("published", "2025-01-20", "落款"),), "x.pdf", NOBODY)
    assert who.year == 2024
    assert who.findings[0].code == "year.conflict"
    assert "推定为 2024 年" in message(who.findings[0])


@pytest.mark.parametrize("text", ["2025年13月3日", "2025年2月30日", "二〇二五年二月三十日", "没有日期"])
def test_a_day_that_is_none_is_no_date(text: str) -> None:
    assert parse_date(text) is None
