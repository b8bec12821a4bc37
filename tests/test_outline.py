"""Test headings found by their words, the order of text, that nothing is lost, and what is refused as no report."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest
from made_up import report as made_up
from styles import request_rows
from test_reading import HEADINGS, HOLDINGS, PAIRS, original

from build_scripts import readers
from build_scripts.extraction.extract import read
from build_scripts.extraction.headings import heading, headings
from build_scripts.extraction.lines import lines_of
from build_scripts.extraction.outline import Outline, flatten, outline
from build_scripts.extraction.titles import find_title
from build_scripts.model import Block, Grid, GridCell, GridKind, Paragraph, Place, Refusal
from build_scripts.wording import squeeze


def paragraphs(*lines: str) -> list[Block]:
    return [Paragraph(line, Place(line=n)) for n, line in enumerate(lines, 1)]


def texts(found: Outline, key: str) -> list[str]:
    return [p.text for s in found.sections if s.key == key for p in s.paragraphs]


WORDINGS = {
    "overview": "总体情况 总体工作情况 概述 工作总体情况 总体概况 政府信息公开工作总体情况 基本情况",
    "proactive": "主动公开政府信息情况 行政机关主动公开政府信息情况 主动公开信息情况 主动公开情况 政府信息主动公开情况",
    "requests": "收到和处理政府信息公开申请情况 依申请公开情况 收到和处理信息公开申请情况 收到及处理政府信息公开申请情况",
    "review": "政府信息公开行政复议、行政诉讼情况 因政府信息公开工作被申请行政复议、提起行政诉讼情况 行政复议和行政诉讼情况 复议、诉讼情况",
    "problems": "存在的主要问题及改进情况 存在问题和改进措施 存在的问题及下一步工作打算 存在的主要问题 存在的不足和下一步打算 存在的困难和问题",
    "other_matters": "其他需要报告的事项 其他需报告的事项 其他事项 需要说明的事项 其它需要报告的事项",
}
NUMBERS = dict(zip(WORDINGS, "一二三四五六", strict=True))


@pytest.mark.parametrize(
    "style",
    [
        *("{n}、{w}", "四、{w}", "第{n}部分 {w}", "{n}．{w}", "{n} {w}", "{n}{w}", "【{n}、{w}】", "{n}、{w}："),
        *("■{n}、{w}", "★ {n}、{w} ★", "—{n}、{w}—", "《{n}、{w}》", "（{n}、{w}）", "== {n}、{w} ==", "【{n}】{w}"),
        *("1){w}", "01 {w}", "03丨{w}", "PART 02 {w}", "Part.2 {w}"),
    ],
)
@pytest.mark.parametrize("key", WORDINGS)
def test_a_heading_is_known_by_its_words(key: str, style: str) -> None:
    for words in WORDINGS[key].split():
        found = heading(style.format(n=NUMBERS[key], w=words))
        assert found is not None and (found[0].key, found[1]) == (key, ""), words


@pytest.mark.parametrize("rest", ["2024年，我镇认真落实各项要求。", "（一）主动公开。全年公开100条。"])
def test_the_text_may_go_on_behind_the_heading(rest: str) -> None:
    for key, wordings in WORDINGS.items():
        for words in wordings.split():
            for between in ("", " ", "。"):
                found = heading(f"{NUMBERS[key]}、{words}{between}{rest}")
                assert found is not None and (found[0].key, found[1]) == (key, rest), words


@pytest.mark.parametrize(
    "text",
    [
        "四、结转下年度继续办理",
        "三、本年度办理结果",
        "一、本年新收政府信息公开申请数量",
        "四、下一步工作打算",
        "一、加强组织领导",
        "四、政府信息公开收费及减免情况",
        "存在的问题：一是解读形式单一，二是更新不够及时。",
        "主动公开",
        "（一）主动公开情况",
        "■（一）主动公开情况",
        "10 主动公开情况",
        "六、人员和机构建设情况",
        "五、存在的主要问题是解读单一，下一步加以改进",
        "一是主动公开情况良好",
    ],
)
def test_what_only_looks_like_a_heading(text: str) -> None:
    assert heading(text) is None


def test_a_numeral_used_twice_or_lost_hides_no_section() -> None:
    lines = [*HEADINGS[:4], "四、存在的主要问题", "更新不够及时，下一步改进。", "其他需报告的事项", "无。"]
    found = outline(paragraphs("示例县甲镇2024年政府信息公开工作年度报告", *lines))
    assert texts(found, "problems") == ["更新不够及时，下一步改进。"] and texts(found, "other_matters") == ["无。"]


def test_a_heading_in_a_cell_begins_its_section() -> None:
    place = Place(table=1)
    box = Grid(((GridCell("五、存在的主要问题及改进情况", place), GridCell("", place)),), GridKind.RULED, place)
    row = (GridCell("四、结转下年度继续办理", place), *(GridCell("0", place) for _ in range(7)))
    table = Grid((row,), GridKind.RULED, place)
    blocks = list(flatten([*paragraphs(*HEADINGS[:4]), table, box, *paragraphs("更新不够及时。")]))
    assert [b.text for b in blocks if isinstance(b, Paragraph)][-2] == "五、存在的主要问题及改进情况"
    assert table in blocks
    assert texts(outline(blocks), "problems") == ["更新不够及时。"]


def test_short_lines_of_a_sheet_and_headings_in_brackets_are_text() -> None:
    """A sheet that contains the whole report is one grid: （一）存在的主要问题 and its neighbours are no rows of a table."""
    place = Place(table=1)
    figures = ("四、结转下年度继续办理", *["0"] * 7)
    lines: list[tuple[str, ...]] = [
        ("（三）收到和处理政府信息公开申请情况",),
        figures,
        ("（五）存在的主要问题及改进情况",),
    ]
    lines += [
        ("1.主要问题",),
        ("更新不够及时，解读形式单一，公开不够全面。",),
        ("2.改进",),
        ("加强培训，丰富形式，定期自查。",),
    ]
    rows = tuple(tuple(GridCell(t, place) for t in (*texts, *[""] * (8 - len(texts)))) for texts in lines)
    blocks = list(flatten([Grid(rows, GridKind.RULED, place)]))
    assert [b.text for b in blocks if isinstance(b, Paragraph)] == [texts[0] for texts in lines if texts != figures]
    assert [[cell and cell.text for cell in row] for b in blocks if isinstance(b, Grid) for row in b.rows] == [
        [*figures]
    ]


def test_a_table_of_the_agencys_own_at_the_end_of_a_sheet_hides_no_signature() -> None:
    place = Place(table=1)
    lines = [
        ("六、其他需要报告的事项",),
        ("无。",),
        ("建议提案", "数量"),
        ("人大建议", "12"),
        ("示例县民政局",),
        ("2025年1月15日",),
    ]
    rows = tuple(tuple(GridCell(t, place) for t in (*texts, *[""] * (2 - len(texts)))) for texts in lines)
    found = outline(list(flatten([*paragraphs(*HEADINGS[:5]), Grid(rows, GridKind.RULED, place)])))
    assert texts(found, "other_matters") == ["无。"] and texts(found, "signature") == ["示例县民政局", "2025年1月15日"]


@pytest.mark.parametrize(
    ("text", "is_text"),
    [
        ("本年度没有收费，也没有减免的。", True),
        ("本年没有收费，也没有减免的。", False),
        ("公开" * 31, True),
        ("公开" * 30, False),
        ("本年新收政府信息公开申请数量，单位为件。", False),
    ],
)
def test_a_sentence_alone_in_its_row_is_text_and_a_label_stays_in_the_table(text: str, is_text: bool) -> None:
    place = Place(table=1)
    lines = (("规章", "1", "2", "3"), (text, "", "", ""), ("行政许可", "4", "5", "6"))
    grid = Grid(tuple(tuple(GridCell(word, place) for word in line) for line in lines), GridKind.RULED, place)
    found = [block.text for block in flatten([grid]) if isinstance(block, Paragraph)]
    assert found == ([text] if is_text else [])


@pytest.mark.parametrize(
    "signs",
    [
        "①②③④⑤⑥",
        "⑴⑵⑶⑷⑸⑹",
        "㈠㈡㈢㈣㈤㈥",
        "ⅠⅡⅢⅣⅤⅥ",
        "壹贰叁肆伍陆",
        ["（1）", "（2）", "（3）", "（4）", "（5）", "（6）"],
    ],
)
def test_headings_numbered_otherwise(signs: Sequence[str]) -> None:
    lines = [f"{sign}{line.partition('、')[2]}" for sign, line in zip(signs, HEADINGS, strict=True)]
    heads = headings(paragraphs(*(text for line in lines for text in (line, "逐项写明。"))))
    assert [section.number for _, (section, _) in heads] == list("一二三四五六")


@pytest.mark.parametrize(
    "lines",
    [
        ("【打印】 【关闭】", "扫一扫在手机打开当前页"),
        ("分享：", "上一篇：示例县2022年政府信息公开工作年度报告", "下一篇：无"),
        ("责任编辑：张三", "浏览次数：123 次", "收藏 打印 返回顶部"),
        ("主办单位：示例县政府办 承办单位：示例县大数据中心", "地址：示例县一路1号", "蜀ICP备05000001号 网站标识码：5114210002"),
        ("相关文档", "版权所有：示例县人民政府", "您是第 1234567 位访问者"),
    ],
)  # fmt: skip
def test_what_a_site_prints_below_a_report_is_no_text_of_it(lines: tuple[str, ...]) -> None:
    own = ("联系电话：010-00000001", "附件：2023年度报告.docx")
    found = outline(
        paragraphs("示例县教育局2023年政府信息公开工作年度报告", "六、其他需要报告的事项", "无。", *own, *lines)
    )
    assert texts(found, "other_matters") == ["无。", *own] and not texts(found, "signature")
    assert [b.text for b in found.unplaced if isinstance(b, Paragraph)] == list(lines)
    signed = outline(paragraphs("六、其他需要报告的事项", "无。", *own[:1], "示例县教育局", "2024年1月20日", *lines))
    assert texts(signed, "signature") == ["示例县教育局", "2024年1月20日"]
    assert [b.text for b in signed.unplaced if isinstance(b, Paragraph)] == list(lines)


def test_the_link_to_another_report_is_no_title() -> None:
    lines = (
        "一、总体情况",
        "好。",
        "上一篇：示例县2022年政府信息公开工作年度报告",
        "下一条 示例县2024年政府信息公开工作年度报告",
    )
    assert outline(paragraphs(*lines)).title == ""


def test_the_address_of_the_office_at_the_end_is_text_of_the_report() -> None:
    lines = ("无。", "联系电话：010-00000001", "打印文件费用按规定收取。")
    found = outline(paragraphs("示例县教育局2023年政府信息公开工作年度报告", "六、其他需要报告的事项", *lines))
    assert texts(found, "other_matters") == list(lines) and not found.unplaced


@pytest.mark.parametrize(
    "line",
    [
        "更新日期：2024-01-20 信息来源：示例县政务公开办 浏览：",
        "更新时间：2024-01-20　阅读：12",
        "体裁分类：政府信息公开年报 主题分类：科技、教育 发布时间：2024-01-27 浏览次数：72 字体：[ ]",
        "发表日期：2024-01-26 15:35:23 发布机构：示例县教育局",
        "关键词 发布机构 示例县教育局",
        "公开形式 责任部门",
        "示例县教育局 2024-01-26 字体：大 中 小",
    ],
)
def test_what_a_site_prints_below_the_title_is_no_text_of_the_report(line: str) -> None:
    found = outline(
        paragraphs("示例县教育局2023年政府信息公开工作年度报告", line, "根据条例编制。", "一、总体情况", "好。")
    )
    assert texts(found, "preamble") == ["根据条例编制。"]
    assert [b.text for b in found.unplaced if isinstance(b, Paragraph)] == [line]


# --------------------------------------------------------------------------- nothing is lost


def letters(blocks: Iterable[Block]) -> Counter[str]:
    found: Counter[str] = Counter()
    for block in blocks:
        if isinstance(block, Paragraph):
            found.update(squeeze(block.text))
        else:
            found.update(squeeze("".join(cell.text for row in block.rows for cell in row if cell)))
    return found


def kept(found: Outline) -> Counter[str]:
    parts = letters([b for s in found.sections for b in s.blocks] + list(found.unplaced))
    parts.update(squeeze("".join(s.heading for s in found.sections)))
    return parts


def assert_whole(blocks: list[Block]) -> None:
    found = outline(blocks)
    lost = letters(blocks) - kept(found)
    assert not kept(found) - letters(blocks)
    assert lost == Counter(found.title), "the title stands by itself, everything else in a section or unplaced"


LINES = [
    *HEADINGS,
    *HEADINGS[3:5],
    *("四、存在的主要问题", "六、其他需要报告的事项。无。 ", "一 总体情况 2024年，我镇认真落实。", "存在的问题和不足"),
    *("示例县甲镇人民政府", "2024年政府信息公开工作年度报告", "示例县甲镇人民政府2024年政府信息公开工作年度报告"),
    *("发布日期：2025-01-20", "首页 > 信息公开", "目录", "2025年1月20日", "（2024年度）", "附件1"),
    *("根据《条例》第五十条规定，编制本报告。", "（一）主动公开。全年公开100条。", "二、改进情况", "1.主动公开情况"),
]


@pytest.mark.parametrize("seed", range(60))
def test_nothing_of_a_shuffled_text_is_lost(seed: int) -> None:
    """All lines of a report in random order, some of them twice: each is kept exactly once, whatever it is classified
    as."""
    chance = random.Random(seed)
    lines = chance.choices(LINES, k=chance.randint(1, 40)) if seed % 2 else chance.sample(LINES, len(LINES))
    assert_whole(paragraphs(*lines))


def test_titles_that_a_site_lists_below_the_report_sign_nothing() -> None:
    """The side list of a printed page: reports of other years with their dates."""
    lines = (*HEADINGS, "无。", "示例县民政局", "2025年1月15日", "• 示例县2020年政府信息公开工作年度报告2021-01-29")
    found = outline(paragraphs(*lines, "示例县2019年政府信息公开工作年度报告"), "")
    assert texts(found, "signature") == ["示例县民政局", "2025年1月15日"]
    dated = outline(paragraphs(*HEADINGS, "无。", "示例县民政局2025年1月15日"), "")
    assert texts(dated, "signature") == ["示例县民政局2025年1月15日"]


@pytest.mark.parametrize("name", sorted({*HOLDINGS, *(p.stem for p in PAIRS.glob("*.json") if "scan" not in p.stem)}))
def test_nothing_of_the_text_of_a_report_is_lost(name: str) -> None:
    blocks = list(flatten(readers.read(original(name).read_bytes()).blocks))
    claimed = {at for line in lines_of(blocks) if line.table for at in range(line.block, line.block + line.span)}
    assert_whole([b for at, b in enumerate(blocks) if at not in claimed])


# --------------------------------------------------------------------------- what is not taken in

SIX = "\n".join(f"{h}\n示例内容若干，逐项写明。" for h in HEADINGS)
TITLED = "示例县甲镇人民政府2024年政府信息公开工作年度报告"
LONG = "本年度，我局认真贯彻落实各项要求，稳步推进各项工作，公开及时准确。" * 6


def refused(text: str) -> Refusal | None:
    try:
        read(text.encode())
    except Refusal as refusal:
        return refusal
    return None


@pytest.mark.parametrize(
    ("text", "code", "kind"),
    [
        (f"示例大学2023-2024学年信息公开年度报告\n{SIX}", "other-document", "高等学校"),
        (f"示例职业技术学院2024年信息公开工作年度报告\n{SIX}", "other-document", "高等学校"),
        (f"中华人民共和国政府信息公开工作年度报告格式\n{SIX}", "other-document", "通知"),
        (f"示例县人民法院2024年政务信息公开工作年度报告\n{SIX}", "other-document", "人民法院"),
        (f"示例县人民检察院工作报告\n{SIX}", "other-document", "人民检察院"),
        (f"中共示例县委2024年党务公开工作年度报告\n{SIX}", "other-document", "党务"),
        (f"示例县2024年法治政府建设年度报告\n{SIX}", "other-document", "法治政府"),
        (f"示例县人民医院2024年信息公开工作年度报告\n{SIX}", "other-document", "公共企事业单位"),
        (f"关于做好2024年政府信息公开工作年度报告编制工作的通知\n{SIX}", "other-document", "通知"),
        (f"示例县教育局2024年上半年政府信息公开工作报告\n{SIX}", "not-annual", ""),
        (f"示例县2024年第三季度政府信息公开情况统计表\n{SIX}", "not-annual", ""),
        ("示例县教育局2024年政府信息公开工作年度报告\n点击下载附件", "no-text", ""),
        (f"{TITLED}\n{SIX}\n{TITLED.replace('甲', '乙')}\n{SIX}", "two-titles", ""),
        ("今日天气晴朗，各地气温回升。", "not-a-report", ""),
    ],
)
def test_other_documents_are_refused_for_what_they_are(text: str, code: str, kind: str) -> None:
    refusal = refused(text)
    assert refusal is not None and refusal.code == code
    assert kind in str(refusal.values.get("kind", ""))


@pytest.mark.parametrize(
    "text",
    [
        f"示例县教育局2015年政府信息公开工作年度报告\n{LONG}",
        f"示例县教育局政府信息公开工作年度报告\n2012年，{LONG}",
        f"四季青镇人民政府2024年政府信息公开工作年度报告\n{SIX}",
        f"示例县司法局2024年政府信息公开工作年度报告\n{SIX}",
        f"{TITLED}\n{SIX}\n政府信息公开工作年度报告\n一、总体情况\n三、收到和处理政府信息公开申请情况",  # heads of pages
        f"{SIX}\n{LONG}",
    ],
)
def test_reports_of_organs_are_taken_in_with_or_without_tables(text: str) -> None:
    assert refused(text) is None


def test_a_form_whose_cells_are_lost_is_read_and_nothing_untrue_is_said() -> None:
    """The whole form in words, one a line, without a title: it is not a file without tables."""
    rows = "（一）予以公开\n（二）部分公开\n1.属于国家秘密\n（七）总计\n四、结转下年度继续办理"
    form = [
        HEADINGS[0],
        "2019年，我乡明确专人负责政务公开工作。" * 8,
        *HEADINGS[1:3],
        rows,
        *HEADINGS[3:5],
        "存在不足。",
        HEADINGS[5],
        "无。",
    ]
    assert refused("\n".join(form)) is None


def test_a_heading_with_the_number_of_the_form_may_leave_words_out() -> None:
    found = heading("二、主动公开工作")
    assert found and found[0].key == "proactive"
    assert heading("五、主动公开工作") is None


def test_a_title_that_is_repeated_below_the_cover_begins_the_report_there() -> None:
    title = "示例县东河镇人民政府2024年政府信息公开工作年度报告"
    lines = (title, "2025年1月", "示例县东河镇人民政府", "2024年政府信息公开工作年度报告")
    found, used = find_title([Paragraph(text, Place(line=at)) for at, text in enumerate(lines, 1)], "")
    assert found == title
    assert used == {2, 3}


def test_a_long_heading_on_a_line_of_its_own_is_no_part_of_the_paragraph_below() -> None:
    """A line of a text that is broken at its width is joined to its rest, which is not longer."""
    item = "（二）规范办理流程，依法依规做好政府信息依申请公开工作"
    body = "2023年我局在依申请公开工作中严格落实条例，安排专人负责依申请公开事项的登记、办理和答复工作。"
    lines = [Paragraph(line, Place(line=n), breaks=True) for n, line in enumerate(("一、总体情况", item, body), 1)]
    assert texts(outline(lines, ""), "overview") == [item, body]
    rest = "以及答复工作的规程。"
    lines = [Paragraph(line, Place(line=n), breaks=True) for n, line in enumerate(("一、总体情况", item, rest), 1)]
    assert texts(outline(lines, ""), "overview") == [item + rest]


@pytest.mark.parametrize(("longest", "count", "joined"), [(34, 3, False), (33, 3, True), (34, 2, True), (27, 9, True)])
def test_a_long_heading_shorter_than_the_lines_of_its_text_was_not_cut(longest: int, count: int, joined: bool) -> None:
    """A short line without a full stop below a heading of 26 letters was joined to it."""
    item, below = "（二）规范办理流程，依法依规做好政府信息依申请公开事", "加强组织领导"
    assert len(item) == 26
    others = ["一、总体情况", *["公" * (longest - 1) + "。"] * count]
    lines = [Paragraph(line, Place(line=n), breaks=True) for n, line in enumerate((*others, item, below), 1)]
    assert texts(outline(lines, ""), "overview")[count:] == ([item + below] if joined else [item, below])
    pages = [replace(line, place=Place(page=1)) for line in lines]
    assert texts(outline(pages, ""), "overview")[count:] == [item + below]


def test_the_page_headers_of_a_flip_book_part_neither_a_table_nor_a_paragraph() -> None:
    """Page 8 - 示例市信访局2022年…年度报告 and P. 8 stood before 四、结转下年度继续办理, which was in no row."""
    rows = "\n".join(" ".join(cell for cell in row if cell) for row in request_rows(made_up(3)))
    title = "示例县教育局2023年政府信息公开工作年度报告"
    text = f"{title}\n一、总体情况\n平稳有序。\n三、收到和处理政府信息公开申请情况\n{rows}\n五、存在的主要问题及改进情况\n无。"
    header = f"Page 8 - {title}\nP. 8"
    plain, paged = (read(t.encode()) for t in (text, text.replace("四、结转", f"{header}\n四、结转")))
    assert [cell.raw for cell in paged.requests.row("4").cells] == [cell.raw for cell in plain.requests.row("4").cells]
    assert paged.requests.row("4").label
    assert [block.text for block in paged.unplaced if isinstance(block, Paragraph)] == header.split("\n")


def test_a_line_of_figures_is_not_joined_to_the_words_above_it() -> None:
    """It was, and table 4 was said to be left blank: its figures stood within a sentence."""
    words = "维持 纠正 结果 审结 计 结果 结果 其他 尚未 总 结果 结果 其他 尚未 总"
    lines = ["四、政府信息公开行政复议、行政诉讼情况", words, "1 0 2 0 3 0 0 0 0 0 4 0 0 1 5"]
    found = outline([Paragraph(line, Place(line=n), breaks=True) for n, line in enumerate(lines, 1)], "")
    assert texts(found, "review") == lines[1:]
