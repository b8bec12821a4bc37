"""Test what the checks of the text report, and where they are silent, with the language of real reports."""

from __future__ import annotations

from datetime import date

import pytest
from test_checks import clean, codes, with_text

from build_scripts.checks import check
from build_scripts.checks.prose import statements
from build_scripts.checks.timeliness import due
from build_scripts.findings import message
from build_scripts.model import Place, Report

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


# --------------------------------------------------------------------------- word by word

# A sentence with one of these words in place of {}, and without it. Every word was met in a report or is its plain synonym.
SUM_WORDS = {
    # the parts are some of many
    "公开信息100条：{}网站60条，微信30条。": ("重点 主要 包括 包含 涵盖 含有 涉及 特别是 尤其是 仅", False),
    # the figures are no parts
    "公开信息100条：网站60条，微信30条，{}。": (
        "同比多20条 增加20条 增长20条 减少20条 上升20条 下降20条 较上年多20条 比上年多20条 比去年多20条 平均20条 日均20条"
        " 月均20条 约20条 近20条 公示栏十多条 公示栏百余条 广播20条以上 广播20条左右 广播20条等 广播2.5条 广播20次",
        False,
    ),
    # the last part is the rest
    "公开信息100条，网站60条，{}30条。": ("其他 其它 其余 剩余 余下 及其他 和其他 以及其他", True),
    "公开信息100条，网站60条，{}微信30条。": ("更新 转发", False),
    # the total
    "公开信息{}100条：网站60条，微信30条。": (
        "共 总共 共计 总计 合计 总数 总量 数量 为 达 达到 有 内容 总数达到",
        True,
    ),
    "{}信息100条：网站60条，微信30条。": ("主动公开 公开 发布", True),
    "公开信息100{0}：网站60{0}，微信30{0}。": ("条 件 篇 份", True),
    "公开信息100{0}：网站60{0}；微信30{0}。": ("条 件 篇 份", True),
    "发布动态5{0}，公开信息100条：网站60条，微信30条。": ("条 件 篇 份", False),
    # numbers that count nothing
    "公开信息100条：{}网站60条，微信20条。": ("2024年 5月 5日 8时 12号 20% 3万字的 第3期", True),
}
TABLE_WORDS = {
    "{}收到政府信息公开申请17000件。": ("全年 本年 年内 我镇 我乡 我县 我区 我市 我局 我街道 本机关 年度 全年共", True),
    "全年{}政府信息公开申请17000件。": ("收到 受理 接收", True),
    "全年收到{}17000件。": (
        "申请 信息公开申请 政府信息公开的申请 申请共 申请总数 申请数量 申请总数为 申请为 申请共计",
        True,
    ),
    "全年收到申请17000{}。": ("件 份 宗 条 件次", True),
    "{}收到申请17000件。": (
        "其中本年 网上本年 线上本年 网络本年 平台本年 邮件本年 信函本年 当面本年 现场本年 传真本年 全市本年 全县本年 全区本年"
        " 全省本年 全州本年 全旗本年 所属机关本年 下属机关本年 各部门本年 各单位本年 各镇本年 各科室本年 备案本年 办结本年"
        " 累计本年 截至本年 截止本年 上一年度 上年度 去年度 往年度 上半年度 下半年度 四季度本年 12月本年 2020年以来本年",
        False,
    ),
    "全年收到申请17000件{}。": (
        f"，其中新收2件 ，含上年结转{CARRIED}件 ，其中往年结转3件 ，其中去年结转3件 (包含3件旧案) (包括3件旧案) ，连同3件旧案 ，加上3件旧案",
        False,
    ),
    "收到{}，全年受理申请17000件。": (
        "复议2件 诉讼2件 案件2件 提案2件 建议2件 信访2件 投诉2件 举报2件 咨询2次 留言2条 来信2封 热线2次",
        False,
    ),
    "结转{}17000件。": ("下年 下年度 下一年 下一年度 至下年度 到下年 下年度继续办理 下年度申请", True),
    "上年{}17000件。": ("结转 度结转 结转申请", True),
    "办理{}，予以公开17000件。": ("结果 答复", True),
    "{}行政复议17000件。": (
        "因政府信息公开 涉及政府信息公开 因政府信息公开工作 因政府信息公开被申请 因政府信息公开引发的 因政府信息公开提起的"
        " 因政府信息公开产生的",
        True,
    ),
    "{}行政诉讼17000件。": (
        "因政府信息公开 涉及政府信息公开 因政府信息公开被提起 因政府信息公开引发的 因政府信息公开提起的 因政府信息公开产生的",
        True,
    ),
    "{}因政府信息公开引发的行政复议17000件。": ("收到 受理 审理 办理 审结 收案 立案 作为复议机关", False),
    "{}政府信息公开申请。": (
        "年度未收到 全年未收到 我局未收到 我镇，未收到 本机关未收到 全局未收到 我镇没有收到 我镇未接到 我镇未受理 我镇未收到过"
        " 我镇未收到任何",
        True,
    ),
    "我镇未收到信息公开申请{}。": (
        "的复议 行政复议 诉讼 投诉 举报 案件 收费 引发的复议 所涉及的费用 而支出 转办件",
        False,
    ),
    "{}未收到政府信息公开申请。": ("上半年度 2023年度", False),
}
BY_WORD = [
    pytest.param(sentence.format(word), speaks, code, id=sentence.format(word))
    for code, table in (("prose.sum", SUM_WORDS), ("prose.table", TABLE_WORDS))
    for sentence, (words, speaks) in table.items()
    for word in words.split()
]


@pytest.mark.parametrize(("text", "speaks", "code"), BY_WORD)
def test_each_word_that_decides_whether_a_sentence_is_compared(text: str, speaks: bool, code: str) -> None:
    assert prose(text) == ([code] if speaks else [])


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("公开信息100条（网站60条、微信30条），受理咨询20件。", "60＋30＝90"),
        ("公开信息100条（网站60条、微信30条。", "60＋30＝90"),  # a bracket that is never closed
        ("公开信息100条：网站60条（含转发5条），微信30条，其他20条。", "60＋30＋20＝110"),
        ("公开信息100条，分别为网站60条，微信30条。", "60＋30＝90"),
        ("公开信息100条，分别是网站60条，微信30条。", "60＋30＝90"),
        ("公开信息100条：网站60条，微信30条；回复留言30条。", "60＋30＝90"),
        ("公开信息100条，其中：网站60条，微信50条。", "60＋50＝110"),
        ("公开信息100条，网站60条，微信50条。", ""),  # not said to be all
        ("公开信息100条：网站100条，微信30条。", ""),
        ("公开信息100条的同时，受理咨询60条，其他30条。", ""),
        ("公开信息100条：网站60条。", ""),
        ("公开信息100条：网站123456789条，微信30条。", "123456789＋30＝123456819"),
        ("公开信息100条：网站1234567890条，微信30条。", ""),
        ("公开信息123456789条：网站60条，微信30条。", "60＋30＝90"),
    ],
)
def test_which_figures_of_a_sentence_are_its_parts(text: str, right: str) -> None:
    found = check(with_text(clean(), "overview", text)).findings
    assert [message(f).partition(right)[1] for f in found if f.code == "prose.sum"] == ([right] if right else [])


def test_a_sentence_is_compared_with_the_cell_that_it_names() -> None:
    texts = {
        "因政府信息公开被提起行政诉讼5000件。": ("review", "direct_suit", "表4「行政诉讼·未经复议直接起诉」总计＋"),
        "办理结果，予以公开17000件。": ("requests", "3.1", "表3「（一）予以公开」总计"),
    }
    for text, (table, row, label) in texts.items():
        (found,) = (f for f in check(with_text(clean(), "overview", "另起一段。", text)).findings if f.table)
        assert (found.table, found.row, found.place) == (table, row, Place(line=2)) and label in message(found)
