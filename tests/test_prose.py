"""Test what the checks of the text report, and where they are silent, with the language of real reports."""

from __future__ import annotations

from datetime import date

import pytest
from test_checks import clean, codes, with_text

from build_scripts.checks import check
from build_scripts.checks.prose import statements
from build_scripts.checks.timeliness import due
from build_scripts.model import Report

RECEIVED = 17_000  # table 3 of the made-up report has far fewer

CARRIED = clean().requests.row("2").cells[6].raw


def prose(text: str, section: str = "overview") -> list[str]:
    item = with_text(clean(), section, text)
    return [f.code for f in check(item).findings if f.code.startswith("prose")]


SUMS_SILENT = """全年主动公开政府信息总数172条：村务公开信息125条，镇务动态34条，财政4条，预案3条，文件2条，其余信息4条。
通过县网站发布镇务动态信息166条，其中重点介绍产业发展103条；发布机构信息1条，包括职责1条，以及经费信息2条。
本机关通过部门网站当年发布政府信息394件，其中包括：行政规范性文件13件；规划计划文件2件；主办人大代表建议50件、政协提案85件的办理复文。
2024年，上新庄镇通过微信公众号公开政府信息共202条，其中，生活安全常识52条，平安建设12条，防诈骗宣传50条，精神文明22条，学习教育16条，政策宣传26条，活动公示12条，法律宣传12条。
主动公开政府信息425条，其中通过政府门户网站公开95条，主要涉及政策宣传等领域；通过微信公众号公开112条，主要涉及时政要闻等；通过政务微博公开129条；通过线下公示栏公开89条，主要涉及人事等。
主动公开信息896条，网站发布239条，新媒体发布344条，其他渠道313条，重点是民生实事、惠农补贴和工程建设领域。
全年通过门户网站、政务新媒体和公开栏共发布信息122条，其中工作动态78条、通知公告21条、财政信息23条。
主动公开政府信息503条。
主动公开政府信息425条，主要是网站95条等。
主动公开政府信息425条，其中网站95条，微信112条。
主动公开政府信息425条，其中网站425条，微信公众号同步112条。
主动公开政府信息425条，其中门户网站400条，微信公众号312条。
全年发布信息300条，回复网民留言30条，发布解读12条。
全年主动公开政府信息1,203条，其中概况类信息更新量3条、政务动态900条、信息公开目录300条。
主动公开政府信息425条，比上年增加20条，其中网站430条。
主动公开政府信息425条：网站95条，微信112条等。
公开信息约400条：网站200条，微信150条。
主动公开政府信息100条（其中网站60条、微信30条），受理咨询20件。
主动公开政府信息100条：动态60条，公告40条；回复留言30条，发布解读12条。
发布信息56篇：动态40篇，政策解读16篇，阅读量1200次。"""
SUMS_SPEAK = """主动公开政府信息425条，其中网站95条，微信112条，微博129条，公示栏98条。
全年主动公开政府信息总数172条：村务公开信息125条，镇务动态34条，财政4条，预案3条，文件2条，其余信息14条。
主动公开信息896条，网站发布239条，新媒体发布344条，其他渠道303条。
主动公开政府信息100条（网站60条、微信30条）。
主动公开政府信息100条：网站60条；微信30条；公示栏20条。
公开政府信息共计1,203条，分别为网站900条，微信300条，其他13条。
全年发布信息122件，其中工作动态78件、通知公告21件、其余24件。"""


@pytest.mark.parametrize("text", SUMS_SILENT.split("\n"))
def test_no_sum_is_claimed_or_it_holds(text: str) -> None:
    assert prose(text) == []


@pytest.mark.parametrize("text", SUMS_SPEAK.split("\n"))
def test_parts_that_are_all_and_do_not_add_up(text: str) -> None:
    assert prose(text) == ["prose.sum"]


TABLES_SILENT = f"""全市备案行政复议案件134件。
其中网上收到政府信息公开申请{RECEIVED}件。
2024年，全区各部门收到政府信息公开申请{RECEIVED}件。
累计收到政府信息公开申请{RECEIVED}件。
2023年收到政府信息公开申请{RECEIVED}件，较上年减少5件。
行政复议案件10件（上年结转{RECEIVED}件）。
全年办理提案20件，上年结转{RECEIVED}件。
作为复议机关受理涉及政府信息公开的行政复议案件{RECEIVED}件。
全年共收到政府信息公开申请{RECEIVED}件，其中当年新收2件，上年结转{CARRIED}件。
2024年共收到申请{RECEIVED}件（含上年结转{CARRIED}件）。
去年收到政府信息公开申请{RECEIVED}件。
2024年，我局共收到网上依申请公开{RECEIVED}件。
全年共收到依申请公开的咨询{RECEIVED}件。
第四季度，全年收到政府信息公开申请的咨询{RECEIVED}次。
我镇未收到政府信息公开申请的行政复议。
上半年未收到政府信息公开申请。
2024年县政府办公室收到政府信息公开申请{RECEIVED}件。"""
TABLES_SPEAK = f"""全年收到政府信息公开申请{RECEIVED}件。
2023年收到申请12件，2024年收到申请{RECEIVED}件。
2024年，我局共收到政府信息公开申请{RECEIVED}件，均按期答复。
新收政府信息公开申请{RECEIVED:,}件。
上年结转政府信息公开申请{RECEIVED}件。
结转下年度继续办理{RECEIVED}件。
因政府信息公开被申请行政复议{RECEIVED}件。
2024年，我委收到政府信息公开申请{RECEIVED}件，均已答复。
2024年，我局共收到依申请公开{RECEIVED}件。
全年受理依申请公开信息{RECEIVED}条，全部在规定时间内答复。
全年共收到依申请公开申请{RECEIVED}件，其中网络申请1件。
我镇未收到政府信息公开申请。"""


@pytest.mark.parametrize("text", TABLES_SILENT.split("\n"))
def test_another_subject_is_not_held_against_the_table(text: str) -> None:
    assert prose(text) == []


@pytest.mark.parametrize("text", TABLES_SPEAK.split("\n"))
def test_the_same_subject_is(text: str) -> None:
    assert prose(text) == ["prose.table"]


def test_statements_are_counted_and_quoted() -> None:
    received = clean().requests.row("1").cells[6].raw
    item = with_text(clean(), "overview", f"（二）依申请公开。全年新收政府信息公开申请{received}件。")
    assert [(s.quote, s.stated == s.printed) for s in statements(item)] == [(f"新收政府信息公开申请{received}件", True)]


# --------------------------------------------------------------------------- the other words


def said(text: str, section: str = "other_matters") -> set[str]:
    return codes(with_text(clean(), section, text))


@pytest.mark.parametrize(
    "text",
    [
        "联系电话：0955-4011434，邮编：755200。",
        "索引号：4305242025000003",
        "统一社会信用代码 11640522MB1234567X，索引号 640522001/2025-00012。",
        "网址 http://www.example.gov.cn/2024/13812345678.html",
        "申请人请填写《政府信息公开申请表》，在平台提交。",
        "本年度没有收取信息处理费。",
    ],
)
def test_office_words_are_no_personal_data_and_no_template(text: str) -> None:
    assert not said(text) & {"privacy.personal", "section.placeholder"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("联系人：张某，13812345678。", "privacy.personal"),
        ("开户银行账号：6222020000000000000。", "privacy.personal"),
        ("（此处填写其他事项）", "section.placeholder"),
        ("请填写本机关名称", "section.placeholder"),
        ("XX镇人民政府", "section.placeholder"),
    ],
)
def test_personal_data_and_templates_are_named(text: str, code: str) -> None:
    assert code in said(text)


def test_reports_before_the_revision_were_due_in_march() -> None:
    assert due("示例县教育局", 2017) == date(2018, 3, 31) and due("示例县教育局", 2019) == date(2020, 1, 31)
    assert due("示例县人民政府", 2024) == date(2025, 3, 31) and due("示例高新区管委会", 2024) is None
    assert due("示例县人民医院", 2024) is None


def test_the_clean_report_says_nothing() -> None:
    item: Report = clean()
    assert codes(item) == set()
