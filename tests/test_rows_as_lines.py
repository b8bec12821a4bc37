"""Test rows of a statutory table that are lines of text, in files of every kind.

Cases are spaced letters, words and pictures in place of figures, lists after a colon."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from html import escape

import pytest
from made_files import open_document

from build_scripts.extraction import extract
from build_scripts.extraction.line_cells import line_cells
from build_scripts.extraction.lines import lines_of
from build_scripts.findings import message
from build_scripts.forms import form
from build_scripts.model import Grid, GridCell, GridKind, Paragraph, Place, Report, State

TITLE = "示例县人民政府2024年政府信息公开工作年度报告"
APPLICANTS = "自然人 商业企业 科研机构 社会公益组织 法律服务机构 其他 总计"
PICTURE = "\ufffc"
# Table 2 and three rows of table 3, one row a line; {penalty} is beside 行政处罚, {row} after 二.
ROWS = """第二十条第（一）项
信息内容|本年制发件数|本年废止件数|现行有效件数
规章|0|0|0
行政规范性文件|1|0|4
第二十条第（五）项
信息内容|本年处理决定数量
行政许可|17
第二十条第（六）项
信息内容|本年处理决定数量
行政处罚|{penalty}
行政强制|2
三、收到和处理政府信息公开申请情况
本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和|{applicants}
一、本年新收政府信息公开申请数量|5|2|0|0|0|1|8
二、上年结转政府信息公开申请数量|{row}
（七）总计|5|2|0|0|0|1|8"""


PROSE = "五、存在的主要问题及改进情况\n\n" + "各项工作平稳有序。" * 40 + "\n\n六、其他需要报告的事项\n\n无。"


def lines(gap: str, penalty: str = "3", row: str = "0|0|0|0|0|0|0") -> list[str]:
    text = ROWS.format(penalty=penalty, row=row, applicants=APPLICANTS.replace(" ", "|")).replace("|", gap)
    return [TITLE, "一、总体情况", "平稳有序。", "二、主动公开政府信息情况", *text.split("\n")]


def read_text(rows: list[str]) -> Report:
    return extract.read("\n".join(rows).encode())


def as_text(rows: list[str]) -> bytes:
    return "\n".join(rows).encode()


def as_pre(rows: list[str]) -> bytes:
    body = "\n".join(escape(row) for row in rows[4:]).replace(PICTURE, '<img src="a.png">')
    head = "".join(f"<p>{row}</p>" for row in rows[:4])
    return f"<!doctype html><html><meta charset=utf-8><body>{head}<pre>{body}</pre></body></html>".encode()


def as_paragraphs(rows: list[str]) -> bytes:
    body = "".join(f"<p>{escape(row)}</p>" for row in rows).replace(PICTURE, '<img src="a.png">')
    return f"<!doctype html><html><meta charset=utf-8><body>{body}</body></html>".encode()


def as_markdown(rows: list[str]) -> bytes:
    return (
        "\n\n".join(["# " + rows[0], *rows[1:], "**完**", "| 附 | 表 |\n|---|---|\n| 1 | 2 |"])
        .replace(PICTURE, "![](a.png)")
        .encode()
    )


def as_odt(rows: list[str]) -> bytes:
    frame = "<draw:frame><draw:image/></draw:frame>"
    texts = (escape(row).replace("\t", "<text:tab/>").replace(PICTURE, frame) for row in rows)
    return open_document("text", "".join(f"<text:p>{text}</text:p>" for text in texts))


def as_docx(rows: list[str]) -> bytes:
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    picture = "<w:drawing><pic:pic xmlns:pic='http://schemas.openxmlformats.org/drawingml/2006/picture'/></w:drawing>"
    body = ""
    for row in rows:
        runs = escape(row).replace("\t", "</w:t><w:tab/><w:t>")
        runs = runs.replace(PICTURE, f"</w:t>{picture}<w:t>")
        body += f"<w:p><w:r><w:t xml:space='preserve'>{runs}</w:t></w:r></w:p>"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f"<w:document xmlns:w='{word}'><w:body>{body}</w:body></w:document>")
    return buffer.getvalue()


def prints(report: Report, table: str, row: str) -> list[str | None]:
    found = next(t for t in report.tables if t.key == table)
    return [cell.raw for cell in found.row(row).cells]


def doubts(report: Report, row: str) -> list[str]:
    return [
        f.column for f in report.findings if f.row == row and f.code in ("value.low-confidence", "value.unreadable")
    ]


# --------------------------------------------------------------------------- what is no text


@pytest.mark.parametrize("write", [as_pre, as_docx, as_odt])
def test_a_picture_between_tabs_is_no_blank_cell(write: object) -> None:
    """The figure is a picture: the cells on either side keep their places, and this cell is not blank."""
    assert callable(write)
    report = extract.read(write(lines("\t", PICTURE, f"0|0|{PICTURE}|0|0|0|4".replace("|", "\t"))))
    for table, row, at in ((report.proactive, "6.penalty", 0), (report.requests, "2", 2)):
        cell = table.row(row).cells[at]
        assert (cell.state, cell.raw) == (State.UNREADABLE, "")
        assert doubts(report, row)
    assert prints(report, "requests", "2") == ["0", "0", "", "0", "0", "0", "4"]
    assert prints(report, "proactive", "6.coercion") == ["2"]


@pytest.mark.parametrize("write", [as_paragraphs, as_pre, as_markdown, as_docx, as_odt])
def test_a_picture_between_spaces_keeps_its_place(write: object) -> None:
    assert callable(write)
    report = extract.read(write(lines(" ", PICTURE, f"0 0 {PICTURE} 0 0 0 4")))
    assert report.proactive.row("6.penalty").cells[0].state is State.UNREADABLE
    assert prints(report, "requests", "2") == ["0", "0", "", "0", "0", "0", "4"]
    assert report.requests.row("2").cells[2].state is State.UNREADABLE
    assert doubts(report, "2")


@pytest.mark.parametrize("write", [as_paragraphs, as_markdown, as_docx, as_odt])
def test_a_picture_within_prose_leaves_no_sign(write: object) -> None:
    assert callable(write)
    rows = lines("\t")
    rows[0], rows[2] = PICTURE + rows[0], f"公开{PICTURE}信息5条。"
    report = extract.read(write(rows))
    assert report.title == TITLE
    assert [p.text for p in report.section("overview").paragraphs] == ["公开信息5条。"]


def test_a_figure_that_a_picture_in_preformatted_text_says_is_doubted() -> None:
    data = as_pre(lines("\t", PICTURE)).replace(b'<img src="a.png">', b'<img src="a.png" alt="31">')
    report = extract.read(data)
    assert prints(report, "proactive", "6.penalty") == ["31"]
    assert doubts(report, "6.penalty")


# --------------------------------------------------------------------------- letters set apart


@pytest.mark.parametrize("gap", ["  ", "\u3000\u3000", "   "])
def test_letters_of_a_label_set_apart_are_no_cells(gap: str) -> None:
    """行 政 处 罚 is on one line, its figure on the next: neither is a row of a padded table."""
    rows = [cell for row in lines("|") for cell in row.split("|") if cell]
    spread = {name: gap.join(name) for name in ("规章", "行政许可", "行政处罚", "行政强制")}
    report = extract.read(as_text([spread.get(cell, cell) for cell in rows]))
    assert {row.key: [cell.raw for cell in row.cells] for row in report.proactive.rows} == {
        "1.rules": ["0", "0", "0"],
        "1.docs": ["1", "0", "4"],
        "5.permit": ["17"],
        "6.penalty": ["3"],
        "6.coercion": ["2"],
        "8.fee": [None],
    }
    assert not doubts(report, "6.penalty")


def test_letters_of_a_label_set_apart_in_a_padded_table_are_its_label() -> None:
    rows = lines("|")[:15]
    widths = [max((len(row.split("|")[k]) for row in rows[5:] if row.count("|") >= k), default=0) for k in range(4)]

    def padded(row: str) -> str:
        return "".join(
            (shown := "  ".join(cell) if cell in ("规章", "行政处罚") else cell)
            + " " * (2 * widths[k] + 8 - sum(1 + (letter > "\u2e80") for letter in shown))
            for k, cell in enumerate(row.split("|"))
        ).rstrip()

    report = extract.read(as_text([*rows[:4], *map(padded, rows[4:])]))
    assert prints(report, "proactive", "6.penalty") == ["3"]
    assert prints(report, "proactive", "1.rules") == ["0", "0", "0"]


# --------------------------------------------------------------------------- words in the place of figures


@pytest.mark.parametrize("word", ["见附件", "X", "约3", "#REF!", "一百二十"])
def test_a_word_in_the_place_of_a_figure_moves_and_joins_none(word: str) -> None:
    """二、上年结转 5 见附件 0: neither the figures before the word nor the word are part of the label."""
    report = extract.read(as_text(lines(" ", row=f"12 3 {word} 0 0 1 16")))
    assert prints(report, "requests", "2") == ["12", "3", word, "0", "0", "1", "16"]
    assert report.requests.row("2").label == "二、上年结转政府信息公开申请数量"
    assert report.requests.row("2").cells[2].state is State.UNREADABLE


def test_the_first_figure_may_be_a_word() -> None:
    report = extract.read(as_text(lines(" ", row="约12 3 0 0 0 1 16")))
    assert prints(report, "requests", "2") == ["约12", "3", "0", "0", "0", "1", "16"]


def test_figures_in_a_label_that_found_no_row_are_shown() -> None:
    """Two rows in swapped order with their figures as a list of clauses after a colon: the row that fits nowhere is listed and
    reported."""
    rows = lines(" ", row="：0；0；0；0；0；0；0")
    at = next(i for i, row in enumerate(rows) if row.startswith("一、本年"))
    rows[at] = "一、本年新收政府信息公开申请数量 ：24；30；4；22；7；109；196"
    rows[at], rows[at + 1] = rows[at + 1], rows[at]
    report = extract.read(as_text(rows))
    assert any("109" in message(f) for f in report.findings)


@pytest.mark.parametrize(("penalty", "stands", "doubted"), [(("71", "3"), "3", False), (("71",), "71", True)])
def test_a_column_of_its_own_in_cells_one_below_the_other(penalty: tuple[str, ...], stands: str, doubted: bool) -> None:
    """上年末件数 is beside each column of table 2, and the paste dropped a blank: 71 was silently assigned to the wrong
    column."""
    own = lines("\n", "|".join(penalty).replace("|", "\n"))
    text = "\n".join(own).replace("信息内容\n", "信息内容\n上年末件数\n")
    for row, last in (("规章\n", "9"), ("行政规范性文件\n", "8"), ("行政许可\n", "91"), ("行政强制\n", "56")):
        text = text.replace(row, f"{row}{last}\n")
    report = extract.read("\n\n".join(text.split("\n")).encode())
    cells = {row.key: [cell.raw for cell in row.cells] for row in report.proactive.rows}
    assert cells["1.rules"] == ["0", "0", "0"] and cells["1.docs"] == ["1", "0", "4"]
    assert (cells["5.permit"], cells["6.coercion"], cells["6.penalty"]) == (["17"], ["2"], [stands])
    of_row = {f.code for f in report.findings if (f.table, f.row) == ("proactive", "6.penalty")}
    assert ("value.low-confidence" in of_row) == doubted
    others = {f.row: message(f) for f in report.findings if f.code == "row.surplus"}
    assert "91" in others["5.permit"] and ("6.penalty" in others) != doubted, "what stands in no column is told"


@pytest.mark.parametrize(
    ("unit", "other"), [("（单位：万元）", False), ("（元）", True), ("单位：元", True), ("万元", False)]
)
def test_the_unit_below_a_head_is_the_unit_of_that_head(unit: str, other: bool) -> None:
    """The unit separated the header from its row, which was reported as missing."""
    rows = "\n".join(lines("\n")).split("\n")
    at = rows.index("三、收到和处理政府信息公开申请情况")
    fee = ["第二十条第（八）项", "信息内容", "本年收费金额", unit, "行政事业性收费", "3.5"]
    report = extract.read("\n\n".join([*rows[:at], *fee, *rows[at:]]).encode())
    assert report.proactive.row("8.fee").cells[0].raw == "3.5"
    assert [f.row for f in report.findings if f.code == "value.unit"] == ["8.fee"] * other
    assert not any(f.code == "table.truncated" for f in report.findings)


FIFTEEN = ("119", "25", "91", "24", "259", "7", "0", "15", "6", "28", "21", "1", "7", "9", "38")


def barred(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def parted(received: str, *below: str) -> bytes:
    """Return a report whose table 3 is a line, and the content below the heading of section 四."""
    rows = (
        received,
        "",
        "四、政府信息公开行政复议、行政诉讼情况",
        *below,
        "",
        "五、存在的主要问题及改进情况",
        "人手不足。",
    )
    return "\n".join((*lines("\t")[:-5], "三、收到和处理政府信息公开申请情况", "", *rows)).encode()


@pytest.mark.parametrize("above", [(), ("行政复议行政诉讼",), ("（单位：件）",)])
def test_a_row_alone_between_bars_is_a_row(above: tuple[str, ...]) -> None:
    """A PDF extraction tool left such a row; the figures without a header below the heading of section 四 are table 4,
    and do not continue table 3."""
    received = barred("一、本年新收政府信息公开申请数量", "3746", "63", "0", "0", "19", "2", "3830")
    report = extract.read(parted(received, *above, barred(*FIFTEEN)))
    assert prints(report, "requests", "1") == ["3746", "63", "0", "0", "19", "2", "3830"]
    assert doubts(report, "1")
    assert [cell.raw for row in report.review.rows for cell in row.cells] == list(FIFTEEN)
    assert {f.row for f in report.findings if f.table == "review"} == {row.key for row in report.review.rows}


def test_cells_one_a_line_may_end_with_bars() -> None:
    """As some tools write the tables of web pages: nothing of them was read."""
    rows = lines("|")
    cells = [f"{cell} |" for row in rows[4:] for cell in row.split("|")]
    report = extract.read("\n".join([*rows[:4], *cells, "四、其他", "六 | 七 |"]).encode())
    assert prints(report, "requests", "1") == ["5", "2", "0", "0", "0", "1", "8"]
    assert prints(report, "proactive", "1.docs") == ["1", "0", "4"]
    assert not report.findings


RESULTS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
BAR_STYLES: dict[str, Callable[[str, int], str]] = {
    "bars on lines of their own": lambda cell, rest: f"{cell}\n|" if cell else "|",
    "blank lines between": lambda cell, rest: f"{cell}\n\n|\n" if cell else "|\n",
    "bars of a merged cell on the next line": lambda cell, rest: f"{cell} |" + "\n" * bool(rest) + "|" * rest,
    "bars of a merged cell behind it": lambda cell, rest: f" {cell}  | " + "|" * rest,
}


@pytest.mark.parametrize("style", BAR_STYLES)
def test_cells_below_each_other_between_bars_keep_their_blanks(style: str) -> None:
    """As tools that save web pages as text write the cells that hold paragraphs: all cells of such files were lost."""
    rows = lines("|", penalty="", row="|0|||/||0")
    text = []
    for row in rows[4:]:
        cells = row.split("|")
        if row.startswith("三、收到"):
            text.append(row)
        else:
            rest = 3 if row.startswith("第二十条") else 0
            text += [BAR_STYLES[style](cell, rest * (cell is cells[-1])) for cell in cells]
    report = extract.read("\n".join([*rows[:4], *text, "四、其他", "无。"]).encode())
    assert prints(report, "proactive", "1.docs") == ["1", "0", "4"]
    assert report.proactive.row("6.penalty").cells[0].state is State.BLANK
    assert prints(report, "requests", "1") == ["5", "2", "0", "0", "0", "1", "8"]
    assert prints(report, "requests", "2") == ["", "0", "", "", "/", "", "0"]
    assert not report.findings
    assert "四、其他" in [p.text for section in report.sections for p in section.paragraphs]


def test_a_cell_between_bars_may_have_several_lines_and_a_sentence_is_no_cell() -> None:
    rows = lines("|")
    cells = "\n|\n".join(cell for row in rows[4:-5] for cell in row.split("|")) + "\n|"
    head = "\n|\n".join(["申请人情况", *APPLICANTS.split()]).replace("商业企业", "商业\n企业")
    figures = "\n|\n".join(cell for row in rows[-3:] for cell in row.split("|"))
    middle = [rows[-5], "该部分以表格形式报告。", head, "|", figures, "|", "四、政府信息公开行政复议、行政诉讼情况"]
    names = ["行政复议", "行政诉讼", *RESULTS, "未经复议直接起诉", "复议后起诉", *RESULTS, *RESULTS, *FIFTEEN]
    review = [f"{name}\n|" for name in names]
    report = extract.read("\n".join([*rows[:4], cells, *middle, *review, "五、其他", "无。"]).encode())
    assert [cell.raw for row in report.review.rows for cell in row.cells] == list(FIFTEEN)
    assert prints(report, "proactive", "6.coercion") == ["2"]
    assert prints(report, "requests", "2") == ["0"] * 7
    assert "该部分以表格形式报告。" in [p.text for section in report.sections for p in section.paragraphs]
    assert not report.findings


@pytest.mark.parametrize(
    "sentence",
    [
        "2024年度未收到公民、法人或其他组织的政府信息公开申请。",
        "2024年未收到公民、法人或其他组织的申请",
        "行政许可和行政处罚决定已在信用中国公示",
        "第二十条第（一）项信息已全部公开。",
        "现行有效件数包括以前年度制发的文件",
        "行政复议结果纠正1件，为程序问题。",
        "备注：行政处罚数量包括简易程序",
        "说明：因上年结转数有误，表中数据不符合勾稽关系。",
    ],
)
@pytest.mark.parametrize("end", ["", " |", "\n|"])
def test_a_sentence_beside_a_table_is_no_word_of_the_form(sentence: str, end: str) -> None:
    """Between the heading and the table stood 2019年度未收到公民、法人或其他组织的…: it was taken for a header and was lost."""
    rows = lines("|")
    proactive, requests = (
        [f"{cell}{end}" for row in part for cell in row.split("|")] for part in (rows[4:-5], rows[-4:])
    )
    for text in (
        [*rows[:4], sentence, *proactive, rows[-5], *requests],
        [*rows[:4], *proactive, sentence, rows[-5], *requests],
        [*rows[:4], *proactive, rows[-5], sentence, *requests],
    ):
        report = extract.read("\n".join([*text, "四、其他", "无。"]).encode())
        assert sentence in [p.text for section in report.sections for p in section.paragraphs]
        assert prints(report, "proactive", "1.docs") == ["1", "0", "4"]
        assert prints(report, "requests", "1") == ["5", "2", "0", "0", "0", "1", "8"]
        assert not [f for f in report.findings if f.code != "section.missing"]


def filled_up(rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """Return the rows as trafilatura writes them: the rest of merged cells behind the other cells, the last row ends early."""
    made = [f"{' | '.join(row)} | {'|' * (width - len(row))}" for row in rows]
    return [*made[:-1], made[-1].rstrip("|")]


HEAD = ["自然人", "法人或其他组织", "总计"], ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]
NEW = ["一、本年新收政府信息公开申请数量", "5", "2", "0", "0", "0", "1", "8"]
CARRIED = ["二、上年结转政府信息公开申请数量", "1", "0", "0", "3", "0", "0", "4"]
OPEN = ["三、本年度办理结果", "（一）予以公开", "0", "0", "6", "0", "0", "1", "7"]
TOTAL = ["（七）总计", "6", "2", "0", "3", "0", "1", "12"]


@pytest.mark.parametrize("lead", ["", "| "])
@pytest.mark.parametrize("last", [1, 0])
def test_rows_filled_up_behind_their_cells_are_read(lead: str, last: int) -> None:
    """行政复议 and 行政诉讼 stood side by side at the left: no figure of table 4 was placed in any report of this kind."""
    names = ["行政复议", "行政诉讼"], ["未经复议直接起诉", "复议后起诉"], [*RESULTS] * 3
    requests = filled_up([*HEAD, NEW, CARRIED, OPEN, TOTAL], 10)
    requests[-1] += "||" * last
    head, *below = filled_up([*names, FIFTEEN], 15)
    text = [*requests, "四、政府信息公开行政复议、行政诉讼情况", head, *below, "五、其他", "无。"]
    start = [*lines("\t")[:-5], "三、收到和处理政府信息公开申请情况"]
    report = extract.read("\n".join([*start, *(lead + row if "|" in row else row for row in text)]).encode())
    assert [cell.raw for row in report.review.rows for cell in row.cells] == list(FIFTEEN)
    assert prints(report, "requests", "2") == ["1", "0", "0", "3", "0", "0", "4"]
    assert prints(report, "requests", "3.1") == ["0", "0", "6", "0", "0", "1", "7"]
    assert not [f for f in report.findings if f.table != "requests" or f.row in ("1", "2", "3.1", "3.7")]


def test_blanks_that_such_a_table_keeps_have_their_places_and_those_it_drops_have_none() -> None:
    start = [*lines("\t")[:-5], "三、收到和处理政府信息公开申请情况"]
    kept = [[cell.replace("0", "") for cell in row] for row in (NEW, CARRIED, OPEN, TOTAL)]
    report = extract.read("\n".join([*start, *filled_up([*HEAD, *kept], 10), "五、其他", "无。"]).encode())
    assert prints(report, "requests", "2") == ["1", "", "", "3", "", "", "4"]
    assert prints(report, "requests", "3.1") == ["", "", "6", "", "", "1", "7"]
    dropped = [[cell for cell in row if cell] for row in kept]
    report = extract.read("\n".join([*start, *filled_up([*HEAD, *dropped], 10), "五、其他", "无。"]).encode())
    assert "6" not in prints(report, "requests", "3.1")
    assert {"2", "3.1"} <= {f.row for f in report.findings}


def test_a_line_end_in_a_blank_cell_ends_no_row() -> None:
    """Cells of paragraphs without a word: 二、上年结转… | 1 | ⏎ | ⏎ | 1 | of many reports was torn into rows of bars."""
    start = [*lines("\t")[:-5], "三、收到和处理政府信息公开申请情况"]
    kept = [[cell.replace("0", "") for cell in row] for row in (NEW, CARRIED, OPEN, TOTAL)]
    text = "\n".join(filled_up([*HEAD, *kept], 10)).replace("|  |", "|\n|").replace("|  |", "|\n|")
    report = extract.read("\n".join([*start, text, "五、其他", "无。"]).encode())
    assert prints(report, "requests", "1") == ["5", "2", "", "", "", "1", "8"]
    assert prints(report, "requests", "2") == ["1", "", "", "3", "", "", "4"]


def test_a_figure_for_each_column_behind_the_rest_of_a_merged_label_is_certain() -> None:
    """markdownify keeps the columns of a merged cell and drops its rows: seven rows of every table 3 were in doubt."""
    secret = ["（三）不予公开", "1.属于国家秘密", "0", "0", "0", "0", "1", "2", "3"]
    repeated = ["2.重复申请", "0", "0", "0", "0", "0", "2", "2"]
    names = ["自然人", "法人或其他组织", "", "", "", "", "总计"]
    wide = [[NEW[0], "", "", *NEW[1:]], [CARRIED[0], "", "", *CARRIED[1:]], [*OPEN[:2], "", *OPEN[2:]]]
    rows = [["勾稽关系", "", "", "申请人情况", *[""] * 6], ["---"] * 10, names, HEAD[1], *wide, secret, repeated]
    text = [*lines("\t")[:4], ""]
    report = extract.read(
        "\n".join([*text, "三、收到", "", *(barred(*row) for row in rows), "", "五、其他", "无。"]).encode()
    )
    assert prints(report, "requests", "2") == ["1", "0", "0", "3", "0", "0", "4"]
    assert prints(report, "requests", "3.1") == ["0", "0", "6", "0", "0", "1", "7"]
    assert not any(doubts(report, row) for row in ("1", "2", "3.1", "3.3.1", "3.5.2"))


def test_two_tabs_between_all_cells_are_one() -> None:
    """resiliparse writes the cells of a table so: 20 of 25 rows of table 3 were in no column."""
    secret = ["（三）不予公开", "1.属于国家秘密", "0", "0", "0", "0", "", "2", "2"]
    rows = ["\t\t".join(row) for row in (*HEAD, NEW, CARRIED, OPEN, secret, TOTAL)]
    report = extract.read(as_text([*lines("\t\t")[:-5], "三、收到和处理政府信息公开申请情况", *rows]))
    assert prints(report, "proactive", "1.docs") == ["1", "0", "4"]
    assert prints(report, "requests", "2") == ["1", "0", "0", "3", "0", "0", "4"]
    assert prints(report, "requests", "3.1") == ["0", "0", "6", "0", "0", "1", "7"]
    assert prints(report, "requests", "3.3.1") == ["0", "0", "0", "0", "", "2", "2"]


@pytest.mark.parametrize("around", ["\t{}\t", "\t{}", "{}\t"])
def test_tabs_around_cells_one_a_line_separate_none(around: str) -> None:
    names = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
    received = ("一、本年新收政府信息公开申请数量", "5", "2", "0", "0", "0", "1", "8")
    head = [
        "示例县河店镇人民政府2024年政府信息公开工作年度报告",
        "一、总体情况",
        "全年主动公开信息二百条。",
        "三、申请情况",
    ]
    report = extract.read("\n".join([*head, *map(around.format, (*names, *received)), "五、其他", "无。"]).encode())
    assert prints(report, "requests", "1") == list(received[1:])


def test_cells_one_a_line_may_begin_with_bars() -> None:
    rows = lines("|")
    cells = [f"|{cell}" for row in rows[4:-5] for cell in row.split("|")]
    below = [f"|{cell}" for row in rows[-4:] for cell in row.split("|")]
    report = extract.read("\n".join([*rows[:4], *cells, rows[-5], *below, "四、其他", "无。"]).encode())
    assert prints(report, "requests", "1") == ["5", "2", "0", "0", "0", "1", "8"]
    assert prints(report, "proactive", "1.docs") == ["1", "0", "4"]
    assert not [f for f in report.findings if f.code != "section.missing"]


def test_figures_below_each_other_between_bars_with_a_blank_at_both_ends_are_in_no_column() -> None:
    """One blank is the rest of a merged label or of the row, and nothing says which."""
    row = ["二、上年结转政府信息公开申请数量 |", "|", *["/ |", "0 |"] * 3, "|"]
    rows = [f"{cell} |" for line in lines("|")[4:-2] for cell in line.split("|")]
    report = extract.read("\n".join([*lines("|")[:4], *rows, *row, "四、其他", "无。"]).encode())
    assert prints(report, "requests", "1") == ["5", "2", "0", "0", "0", "1", "8"]
    assert "2" in {f.row for f in report.findings}


def test_a_label_merged_over_two_columns_may_stand_alone_among_its_like() -> None:
    """（一）予以公开 | | stands over two columns, 1.属于国家秘密 beside it in one: the items do not show where the
    figures of the first begin. A row with a blank at both ends was published one column to the left."""
    items = ["1.属于国家秘密", "2.其他法律行政法规禁止公开", "3.危及“三安全一稳定”"]
    rows = [
        "三、本年度办理结果 | （一）予以公开 | | | 0 | — | 0 | / | 0 | |",
        *(f"（三）不予公开 | {item} | 0 | | 0 | 0 | / | 0 | / |" for item in items),
    ]
    text = [*lines(" | ")[:-3], *rows, "四、其他", "无。"]
    report = extract.read("\n".join(text).encode())
    assert prints(report, "requests", "3.3.1") == ["0", "", "0", "0", "/", "0", "/"]
    assert "3.1" in {f.row for f in report.findings}


def test_blanks_at_both_ends_of_table_4_may_be_either_of_its_cells() -> None:
    names = ["行政复议", "行政诉讼", "未经复议直接起诉", "复议后起诉"]
    outcomes = [*RESULTS] * 3
    figures = ["", "0", "0", "/", "/", "0", "0", "—", "0", "0", "/", "0", "0", "0", "0", ""]
    received = barred("一、本年新收政府信息公开申请数量", "5", "2", "0", "0", "0", "1", "8")
    below = [" | ".join(row) + " |" for row in (names[:2], [*outcomes[:5], *names[2:]], outcomes[5:], figures)]
    report = extract.read(parted(received, *below))
    assert {f.row for f in report.findings if f.table == "review"} == {row.key for row in report.review.rows}


def below_outcomes(figures: str, total: str, gap: str) -> Report:
    """Return the report of a text with these figures below the header of table 4, its words ``gap`` apart."""
    outcomes = gap.join(("结果维持", "结果纠正", "其他结果", "尚未审结", total))
    head = f"行政复议 行政诉讼\n{outcomes}{gap}未经复议直接起诉{gap}复议后起诉\n{outcomes}{gap}{outcomes}"
    title = "示例县河店镇人民政府2024年政府信息公开工作年度报告\n三、收到和处理政府信息公开申请情况"
    received = "一、本年新收政府信息公开申请数量 5 2 0 0 0 1 8"
    below = ["四、政府信息公开行政复议、行政诉讼情况", head, figures, "五、其他", "无。"]
    return extract.read("\n".join((title, received, *below)).encode())


@pytest.mark.parametrize("total", ["总计", "合计"])
@pytest.mark.parametrize("gap", ["", " "])
def test_two_figures_below_fifteen_outcomes_are_in_no_column(total: str, gap: str) -> None:
    """Blank cells left no trace. A header whose words stand together was one word, and the two figures were 结果维持 of
    two groups."""
    report = below_outcomes("5 5", total, gap)
    assert {cell.raw for row in report.review.rows for cell in row.cells} <= {"", None}
    assert {f.row for f in report.findings if f.code == "row.unplaced"} >= {row.key for row in report.review.rows}


@pytest.mark.parametrize("total", ["总计", "合计"])
def test_the_outcomes_of_table_4_may_end_in_a_sum(total: str) -> None:
    report = below_outcomes("5 1 0 0 6 0 0 2 0 2 1 1 1 1 4", total, " ")
    assert [row.cells[4].raw for row in report.review.rows] == ["6", "2", "4"]
    assert not [f for f in report.findings if f.table == "review"]


def test_hyphens_between_bars_are_figures_and_no_rule() -> None:
    received = barred("一、本年新收政府信息公开申请数量", "5", "2", "0", "0", "0", "1", "8")
    report = extract.read(parted(received, "行政复议 | 行政诉讼", barred(*["-"] * 15)))
    assert {cell.state for row in report.review.rows for cell in row.cells} == {State.SLASH}


@pytest.mark.parametrize("words", ["| 打印 | 关闭 |", "| 2024年 | 第3期", "共 5 件 | 6 件"])
def test_bars_in_a_line_of_prose_part_nothing(words: str) -> None:
    received = barred("一、本年新收政府信息公开申请数量", "3746", "63", "0", "0", "19", "2", "3830")
    report = extract.read(parted(received, "本年没有。", "", words))
    assert words in [paragraph.text for section in report.sections for paragraph in section.paragraphs]


def test_figures_alone_in_another_section_are_no_rows_of_table_4() -> None:
    received = barred("一、本年新收政府信息公开申请数量", "3746", "63", "0", "0", "19", "2", "3830")
    below = (
        barred(*FIFTEEN),
        "",
        "五、存在的主要问题及改进情况",
        "培训场次、人次、课时、考核：",
        "",
        barred("1", "2", "3", "4", "5"),
    )
    report = extract.read(parted(received, *below))
    assert [cell.raw for row in report.review.rows for cell in row.cells] == list(FIFTEEN)
    assert any(isinstance(b, Grid) for section in report.sections for b in section.blocks)


# --------------------------------------------------------------------------- columns that rules show

PROACTIVE = (
    ("第二十条第（一）项",),
    ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
    ("规章", "34", '[**　**]{lang="EN-US"}', "**30**"),
    ("行政规范性文件", "[32]{.mark}", "/", "54"),
    ("第二十条第（五）项",),
    ("信息内容", "本年处理决定数量"),
    ("行政许可", "41"),
)


def between_rules(kind: str) -> list[str]:
    """Return table 2 as pandoc converts it from a Word file; a Chinese character is two columns wide."""
    first = ("\\",) if kind == "reStructuredText" else ()  # an empty cell before each row
    rows = [(*first, *row, *[""] * (4 - len(row))) for row in PROACTIVE]
    if kind == "rows apart":
        rows[3:4] = [("行政规范性", *rows[3][1:]), ("文件", "", "", "")]
    wide = [max(4, *(len(text.encode("gb18030")) for text in column)) for column in zip(*rows, strict=True)]
    rule = "  " + " ".join(("=" if first else "-") * width for width in wide)
    lines = ["  " + " ".join(map(padded, row, wide)) for row in rows]
    if kind == "head above":
        return [*lines[1:2], rule, *lines[2:]]
    if kind == "rows apart":
        lines = [part for at, line in enumerate(lines) for part in (line, "")[: 1 if at in (3, 7) else 2]]
    return [rule, *lines, rule]


def padded(text: str, width: int) -> str:
    return text + " " * (width - len(text.encode("gb18030")))


@pytest.mark.parametrize("head", ["", "---\ntitle: x\n---\n\n"])
@pytest.mark.parametrize("kind", ["rows together", "rows apart", "head above", "reStructuredText"])
def test_rules_show_the_columns(kind: str, head: str) -> None:
    """In text, and in Markdown, where the rules would turn the rows into headings."""
    table = "\n".join(between_rules(kind))
    text = "\n\n".join((head + TITLE, "二、主动公开政府信息情况", table, "三、收到和处理政府信息公开申请情况", "无。"))
    report = extract.read(text.encode())
    assert prints(report, "proactive", "1.rules") == ["34", "", "30"]
    assert prints(report, "proactive", "1.docs") == ["32", "/", "54"]
    assert prints(report, "proactive", "5.permit") == ["41"]
    assert not doubts(report, "1.docs") and not doubts(report, "5.permit")
    assert [section.key for section in report.sections if section.heading][:2] == ["proactive", "requests"]


def test_rules_around_prose_are_none() -> None:
    rule = between_rules("rows together")[0]
    text = "\n".join(
        (
            TITLE,
            "一、总体情况",
            rule,
            "全年平稳有序，主动公开各类政府信息共计五百余条，未收到申请。",
            rule,
            "二、主动公开政府信息情况",
            "无。",
        )
    )
    report = extract.read(text.encode())
    assert not any(isinstance(block, Grid) for section in report.sections for block in section.blocks)


def test_a_cell_wrapped_over_lines_between_the_rules_of_a_grid_is_one_cell() -> None:
    """pandoc draws a table of many columns like this: a figure of two digits is not two rows, and is joined with a
    doubt."""
    table = """+----------+----------+----------+----------+
| 信息内容 | 本年制发 | 本年废止 | 现行有效 |
|          | 件数     | 件数     | 件数     |
+==========+===+===+===+
| 规章     | 1 | 0 | 8 |
+----------+---+---+---+
| 行政规范 | 1 | 0 | 4 |
| 性文件   | 2 |   |   |
+----------+---+---+---+
""".replace("+----------+----------+----------+----------+", "+----------+---+---+---+")
    report = extract.read(
        "\n\n".join((TITLE, "二、主动公开政府信息情况", table, "三、收到和处理政府信息公开申请情况", "无。")).encode()
    )
    assert prints(report, "proactive", "1.rules") == ["1", "0", "8"]
    assert prints(report, "proactive", "1.docs") == ["12", "0", "4"]
    assert doubts(report, "1.docs") == ["issued"] and not doubts(report, "1.rules")


def test_a_row_of_dashes_between_rules_is_a_row() -> None:
    """pandoc writes — as three dashes, and a row of them looks like a rule."""
    heads = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计    ") * 3
    rule, row = " ".join(["--------"] * 15), " ".join(["---     "] * 15)
    table = "\n".join((rule, " ".join(heads), row, rule))
    report = extract.read(parted(barred("一、本年新收政府信息公开申请数量", *"1234567"), "行政复议行政诉讼", "", table))
    assert {cell.state for line in report.review.rows for cell in line.cells} == {State.SLASH}


def test_a_figure_whose_column_hangs_on_the_width_of_a_sign_is_doubted() -> None:
    """“ is one column wide for some programs and two for others."""
    heads = ("本列数据的勾稽关系为", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
    figures = [("一、本年新收政府信息公开申请数量", *"2400006"), ("3.危及“三安全一稳定”", "", *"240006")]
    wide = [max(len(text.encode("gb18030")) for text in column) for column in zip(heads, *figures, strict=True)]
    wide[1:] = [len(text.encode("gb18030")) for text in heads[1:]]
    lines = [" ".join(map(padded, row, wide)).rstrip() for row in (heads, *figures)]
    rule = " ".join("-" * width for width in wide)
    above = (TITLE, "", *ROWS.replace("|", "\t").split("\n")[:-4], "")
    report = extract.read("\n".join((*above, rule, *lines, rule)).encode())
    assert prints(report, "requests", "3.3.3") != ["", *"240006"], "no fault of this kind to be found"
    assert doubts(report, "3.3.3") and not doubts(report, "1")
    assert prints(report, "requests", "1") == [*"2400006"]


def test_rules_around_several_rows_leave_them_rows() -> None:
    """For example between the blocks of table 2: a figure with room beside it does not continue below."""
    rule = "+----------------+--------------+--------------+--------------+"
    rows = (
        "| 信息内容       | 本年制发件数 | 本年废止件数 | 现行有效件数 |",
        rule,
        "| 规章           | 1            | 0            | 3            |",
        "| 行政规范性文件 | 5            | 12           | 8            |",
        rule,
        "| 信息内容       | 本年处理决定数量 |          |              |",
        "| 行政许可       | 7            |              |              |",
    )
    text = "\n".join(
        (TITLE, "", "二、主动公开政府信息情况", "", rule, *rows, rule, "", "三、收到和处理政府信息公开申请情况", "无。")
    )
    report = extract.read(text.encode())
    assert prints(report, "proactive", "1.rules") == ["1", "0", "3"]
    assert prints(report, "proactive", "1.docs") == ["5", "12", "8"]
    assert prints(report, "proactive", "5.permit") == ["7"]


@pytest.mark.parametrize("below", ["", "|---|---|"])
def test_notes_of_print_go_and_other_brackets_stay(below: str) -> None:
    """In text, and in Markdown, which a rule below the header creates."""
    table = (
        "| 信息内容 | 本年处理决定数量 |",
        below,
        "| 行政许可 | [353]{.underline} |",
        '| 行政处罚 | [**0**]{lang="EN-US"} |',
    )
    words = "按[2024]{第3号}文件和[底线]{.mark}要求办理。"
    text = "\n".join(
        (TITLE, "", "## 一、总体情况", "", words, "", "## 二、主动公开政府信息情况", "", *filter(None, table))
    )
    report = extract.read(text.encode())
    assert prints(report, "proactive", "5.permit") == ["353"]
    assert prints(report, "proactive", "6.penalty") == ["0"]
    assert [p.text for s in report.sections for p in s.paragraphs if "按" in p.text] == [
        "按[2024]{第3号}文件和底线要求办理。"
    ]


def test_a_label_broken_by_a_line_end_in_pasted_text_is_joined_again() -> None:
    """A label of two lines in Word is pasted as a line without tabs and the rest of the row."""
    rows = "\n".join(lines("\t", row="1\t0\t0\t0\t0\t0\t1"))
    for label in ("一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量"):
        rows = rows.replace(label, f"{label[:9]}\n{label[9:]}")
    requests = extract.read(rows.encode()).requests
    assert [cell.raw for cell in requests.row("1").cells] == ["5", "2", "0", "0", "0", "1", "8"]
    assert [cell.raw for cell in requests.row("2").cells] == ["1", "0", "0", "0", "0", "0", "1"]


@pytest.mark.parametrize("gap", [" ", "\t", "  "])
@pytest.mark.parametrize("width", [6, 9, 12, 18, 25])
def test_a_label_over_several_lines_has_the_figures_behind_its_last_line(width: int, gap: str) -> None:
    """Text copied from a PDF: （二）部分公开（区分处理的，只计这一情 / 形，不计其他情形） 447 7 0 0 0 0 454. The rows were absent, and
    nothing said so."""
    labels = [row.label for row in form("2021").requests.rows]
    printed = {label: [str(n), *"1000", "2", str(n + 3)] for n, label in enumerate(labels, 30)}
    text = [TITLE, "一、总体情况", "平稳有序。", "三、收到和处理政府信息公开申请情况", APPLICANTS.replace(" ", gap)]
    for label, figures in printed.items():
        if label.startswith("1.申请人"):
            text += ["（六）", "其他处", "理"]  # the merged label beside the rows
        pieces = [label[at : at + width] for at in range(0, len(label), width)]
        text += [*pieces[:-1], gap.join([pieces[-1], *figures])]
    found = read_text([*text, *PROSE.split("\n")])
    assert [[cell.raw for cell in row.cells] for row in found.requests.rows] == list(printed.values())
    assert gap == "  " or [row.label for row in found.requests.rows] == labels
    assert gap == "  " or not [f for f in found.findings if f.table == "requests" and f.row]


def test_figures_behind_the_rest_of_a_label_in_other_words_are_those_of_its_row_or_are_listed() -> None:
    """（二）部分公开… and 四、结转下一年度继续办理 are no wordings of the form, and each is cut by a line end."""
    text = [TITLE, "一、总体情况", "平稳有序。", "三、收到和处理政府信息公开申请情况", APPLICANTS]
    text += [
        "一、本年新收政府信息公开申请数量 5 2 0 0 0 1 8",
        "四、结转下一年",
        "度继续办理 3 1 0 0 0 0 4",
        "某某事项办理 9 9 9 9 9 9 54",
    ]
    found = read_text([*text, *PROSE.split("\n")])
    assert [c.raw for c in found.requests.row("4").cells] == list("3100004")
    unplaced = [c.text for block in found.unplaced if isinstance(block, Grid) for row in block.rows for c in row if c]
    assert "某某事项办理" in unplaced and unplaced.count("9") == 6
    assert "table.unclaimed" in {f.code for f in found.findings}


def test_labels_gathered_above_two_rows_of_figures_are_joined_to_none() -> None:
    """A bureau's report that a program took from its PDF: 3.补正后申请内容仍不 / 明确 stands above the figures of item 2 and
    those of its own; joined, the label had those of item 2."""
    text = [TITLE, "一、总体情况", "平稳有序。", "三、收到和处理政府信息公开申请情况", APPLICANTS]
    text += ["| 8.属于行政查询事项 | 0 | 0 | 0 | 0 | 0 | 0 | 0 |", "|---|---|---|---|---|---|---|---|"]
    text += ["| 4 | 0 | 0 | 0 | 0 | 0 | 4 |", "|---|---|---|---|---|---|---|", ""]
    text += ["（四）无2.没有现成信息需要另", "法提供行制作", "3.补正后申请内容仍不", "明确"]
    for value in (6, 0):
        text += [f"| {value} | 0 | 0 | 0 | 0 | 0 | {value} |", "|---|---|---|---|---|---|---|"]
    text += ["| 1.信访举报投诉类申请 | 0 | 0 | 0 | 0 | 0 | 0 | 0 |", "|---|---|---|---|---|---|---|---|"]
    found = read_text([*text, "", *PROSE.split("\n")])
    assert [found.requests.row(key).cells[6].raw for key in ("3.4.1", "3.4.2", "3.4.3")] == ["4", "6", "0"]
    assert {"3.4.1", "3.4.2", "3.4.3"} <= {f.row for f in found.findings}


def test_a_row_below_the_beginning_of_another_label_is_its_own() -> None:
    """（二）部分公开 without figures, and 三、本年度办理结果 of nothing: the next line is a whole label."""
    text = [TITLE, "一、总体情况", "平稳有序。", "三、收到和处理政府信息公开申请情况", APPLICANTS]
    text += [
        "一、本年新收政府信息公开申请数量 5 2 0 0 0 1 8",
        "（二）部分公开",
        "1.属于国家秘密 1 0 0 0 0 0 1",
        "（七）总计 5 2 0 0 0 1 8",
    ]
    found = read_text([*text, *PROSE.split("\n")])
    assert [c.raw for c in found.requests.row("3.3.1").cells] == list("1000001")
    assert found.requests.row("3.2").cells[0].state is State.ABSENT


def test_the_rest_of_a_label_that_two_rows_end_with_is_in_doubt() -> None:
    """息公开申请数量 is the end of two labels; the row beside which no line stands may be the printed one."""
    rows = lines("\t", row="1\t0\t0\t0\t0\t0\t1")
    kept = [row for row in rows if not row.startswith("一、本年")]
    report = extract.read("\n".join(kept).replace("二、上年结转政府信", "").encode())
    assert any(f.code == "value.low-confidence" and f.row == "1" for f in report.findings)


def test_a_figure_in_the_brackets_of_a_header_is_no_figure_of_a_row() -> None:
    """本年增/减 （…减用负 值表示，如 -8）: -8 was said to be a row of no table."""
    cells = """第二十条第（六）项
信息内容
上一年项目数量 （指2019年事项数）
本年增/减 （指2020年增加或减 少的事项 数，减用负 值表示，如 -8）
处理决定数量 （指2020年办 件量）
行政处罚
3
-1
4
行政强制 （含 2 项委托）
5
0
6"""
    rest = "\n".join(lines("|")[15:]) + "\n" + PROSE
    text = "\n".join([TITLE, "一、总体情况", "平稳有序。", "二、主动公开政府信息情况", *cells.split("\n")])
    for report in (extract.read(f"{made}\n{rest}".encode()) for made in (text, f"{text}\n".replace("\n", " |\n"))):
        assert prints(report, "proactive", "6.penalty") == ["3", "-1", "4"]
        assert prints(report, "proactive", "6.coercion") == ["5", "0", "6"]
        assert not [f for f in report.findings if f.code == "table.unclaimed"]


@pytest.mark.parametrize("article", ["第二十条第（五）项", "第二十条第"])
@pytest.mark.parametrize("label", ["规章", ""])
def test_letters_that_a_converter_dropped(article: str, label: str) -> None:
    """（一）项 and 规章 are blank on the pages of a county: its rows of table 2 were text, and 0 0 0 belonged to no row."""
    cells = [
        article,
        "信息内容",
        "本年制发件数",
        "本年废止件数",
        "现行有效件数",
        label,
        "0",
        "12",
        "5",
        "行政规范性文件",
        "1",
        "0",
        "3",
    ]
    cells += [article, "信息内容", "本年处理决定数量", "行政许可", "124"]
    text = "\n\n".join([TITLE, "二、主动公开政府信息情况", *filter(None, cells), PROSE])
    report = extract.read(text.encode())
    assert prints(report, "proactive", "1.rules") == ["0", "12", "5"]
    assert prints(report, "proactive", "1.docs") == ["1", "0", "3"]
    assert prints(report, "proactive", "5.permit") == ["124"]
    doubted = {f.row for f in report.findings if f.code == "value.low-confidence"}
    # without 规章, 0 12 5 may also be the figures of the label below them
    assert doubted == (set() if label else {"1.rules", "1.docs"})


def test_a_bar_before_each_row_of_cells_below_each_other() -> None:
    """| 规章 ⏎ | ⏎ 0 ⏎ | ⏎ 0 ⏎ | ⏎ |: table 2 was text. Of 本年新制作数量 and 本年新公开数量 only 本年新 is left."""
    rows = [["第二十条第（一）项"], ["信息内容", "本年新", "本年新", "对外公开总数量"]]
    rows += [["规章", "1", "", "3"], ["规范性文件", "40", "5", "65"], ["第二十条第（五）项"]]
    rows += [["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"], ["行政许可", "5", "减1", "47"]]
    made = "\n".join("| " + "\n".join(f"{text}\n|" for text in row) + "\n|" * (5 - len(row)) for row in rows)
    made = made.replace("本年新\n|", "本年新 |")
    title = TITLE.replace("2024", "2020")
    report = extract.read("\n".join([title, "二、主动公开政府信息情况", made, PROSE]).encode())
    assert prints(report, "proactive", "1.rules") == ["1", "", "3"]
    assert prints(report, "proactive", "1.docs") == ["40", "5", "65"]
    assert prints(report, "proactive", "5.permit") == ["5", "减1", "47"]
    assert not [f for f in report.findings if f.table == "proactive" and f.row]


@pytest.mark.parametrize("below", ["", "|---|---|"])
@pytest.mark.parametrize(("bold", "blank"), [("**", True), ("", False)])
def test_the_stars_of_a_bold_blank_are_no_print(bold: str, blank: bool, below: str) -> None:
    """html2text writes | **3** | **** |; where no cell is bold, the stars are what the agency printed."""
    rows = [
        ("信息内容", "本年处理决定数量"),
        ("行政许可", "3"),
        ("行政处罚", "****" if not bold else ""),
        ("行政强制", "2"),
    ]
    table = [f"| {bold}{a}{bold} | {bold}{b}{bold} |" for a, b in rows]
    text = "\n".join(
        [TITLE, "", "## 二、主动公开政府信息情况", "", table[0], *filter(None, [below]), *table[1:], "", PROSE]
    )
    report = extract.read(text.encode())
    assert prints(report, "proactive", "5.permit") == ["3"]
    assert report.proactive.row("6.penalty").cells[0].state is (State.BLANK if blank else State.SLASH)


def test_words_that_state_that_there_is_none_are_values_of_cells_below_each_other() -> None:
    cells = [
        "信息内容",
        "本年处理决定数量",
        "行政许可",
        "暂无",
        "信息内容",
        "本年处理决定数量",
        "行政处罚",
        "未发生",
        "行政强制",
        "2",
    ]
    report = extract.read("\n".join([TITLE, "二、主动公开政府信息情况", *cells, PROSE]).encode())
    assert prints(report, "proactive", "5.permit") == ["暂无"]
    assert prints(report, "proactive", "6.penalty") == ["未发生"]
    assert report.proactive.row("6.penalty").cells[0].state is State.SLASH


LETTERS = """结 结 其 尚
结 结 其 尚 结 结 其 尚
果 果 他 未
总计 果 果 他 未 总 果 果 他 未 总
维 纠 结 审
维 纠 结 审 计 维 纠 结 审 计
持 正 果 结
持 正 果 结 持 正 果 结"""
HALVES = """结果 结果 其他 尚未 总
维持 纠正 结果 审结 计 结果 结果 其他 尚未 总 结果 结果 其他 尚未 总
维持 纠正 结果 审结 计 维持 纠正 结果 审结 计"""


@pytest.mark.parametrize("head", [LETTERS, HALVES])
def test_the_headers_of_table_4_in_letters_below_each_other(head: str) -> None:
    """The text of a PDF: its fifteen figures stood in no column. They do where they add up, and are in doubt."""
    figures = "1 0 2 0 3 0 0 0 0 0 4 0 0 1 5"
    groups = "行政复议 行政诉讼\n未经复议直接起诉 复议后起诉"
    rest = "\n".join(["四、政府信息公开行政复议、行政诉讼情况", groups, head, figures, PROSE])
    report = extract.read("\n".join([*lines(" "), rest]).encode())
    assert [[cell.raw for cell in row.cells] for row in report.review.rows] == [
        figures.split()[at : at + 5] for at in (0, 5, 10)
    ]
    doubted = {f.row for f in report.findings if f.code == "value.low-confidence" and f.table == "review"}
    assert len(doubted) == 3


def test_a_line_without_words_above_a_label_is_no_part_of_it() -> None:
    """pandoc writes a row of AsciiDoc over two lines: ``| |`` above 2.申请人逾期…, which was a fault of the program."""
    label = GridCell("2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", Place())
    figures = tuple(GridCell(text, Place()) for text in ("88", "72", "86", "4", "97", "70", "417"))
    below = Grid(((label,), figures), GridKind.PACKED, Place())
    assert [len(line.cells) for line in lines_of((Paragraph("| |", Place()), below))] == [1, 7]


def test_bars_on_one_line_behind_a_row_are_no_blank_cells() -> None:
    """A report that fills in only 总计: || is the rest of the merged label, and each row was in no column."""
    heads = [
        "（本列数据的勾稽关系为…） |",
        "申请人情况 |",
        "||||||||",
        "自然人 |",
        "法人或其他组织 |",
        "总计 |",
        "|||||||",
    ]
    heads += [f"{name} |" for name in ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")] + ["|||||"]
    rows = []
    for label, total in (("一、本年新收政府信息公开申请数量", 12), ("二、上年结转政府信息公开申请数量", 0)):
        rows += [f"{label} |", *["|"] * 6, f"{total} |", "||"]
    text = "\n".join([TITLE, "三、收到和处理政府信息公开申请情况", *heads, *rows, PROSE])
    report = extract.read(text.encode())
    assert prints(report, "requests", "1") == [*[""] * 6, "12"]
    assert prints(report, "requests", "2") == [*[""] * 6, "0"]
    assert not {f.code for f in report.findings} & {"row.unplaced", "value.low-confidence"}


@pytest.mark.parametrize("ends_with_a_bar", [False, True])
def test_a_bar_before_each_row_is_a_blank_cell_behind_the_row_above(ends_with_a_bar: bool) -> None:
    """Only 总计 is filled in: with a blank cell behind it, it may be 其他, but for the last row, which has none."""
    labels = {"1": "一、本年新收政府信息公开申请数量", "2": "二、上年结转政府信息公开申请数量"}
    labels |= {"3.1": "（一）予以公开", "3.7": "（七）总计", "4": "四、结转下年度继续办理"}
    rows = [[label, *[""] * 6, str(at)] for at, label in enumerate(labels.values())]
    head = [["申请人情况"], ["自然人", "法人或其他组织", "总计"], [*APPLICANTS.split()[1:6]]]
    cells = [text for row in (*head, *rows) for text in ("", *row)] + [""] * ends_with_a_bar
    bars = "\n".join(f"{text}\n|".strip() for text in cells)
    report = extract.read("\n".join([TITLE, "三、收到和处理政府信息公开申请情况", bars, PROSE]).encode())
    unplaced = {f.row for f in report.findings if f.code == "row.unplaced"}
    assert unplaced == (set(labels) if ends_with_a_bar else set())
    for at, key in enumerate(labels):
        total = "" if ends_with_a_bar else str(at)
        assert prints(report, "requests", key) == [*[""] * 6, total]

    more = bars.replace("1\n|\n", "1\n|\n9\n|\n", 1)  # a figure behind the seven cells of 二、上年结转 is kept
    report = extract.read("\n".join([TITLE, "三、收到和处理政府信息公开申请情况", more, PROSE]).encode())
    assert "row.unplaced" in {f.code for f in report.findings if f.row == "2"}


def test_a_merged_header_that_is_only_higher_on_the_page_moves_no_columns() -> None:
    """Text taken from a PDF from top to bottom: 法人或其他组织 stands above 自然人, and the figures went one column astray."""
    head = "申请人情况 法人或其他组织 自然人 总计 商业企业 科研机构 社会公益组织 法律服务机构 其他"
    figures = ("78", "54", "43", "92", "60", "100", "427")
    rows = f"一、本年新收政府信息公开申请数量 {' '.join(figures)} 二、上年结转政府信息公开申请数量 {'0 ' * 7}"
    text = [TITLE, "三、收到和处理政府信息公开申请情况", *head.split(), *rows.split(), PROSE]
    report = extract.read("\n".join(text).encode())
    assert tuple(prints(report, "requests", "1")) == figures
    assert "1" in {f.row for f in report.findings if f.code == "value.low-confidence"}


def test_a_header_of_which_some_words_are_torn_names_no_columns() -> None:
    """A PDF saved as a web page tears 自然人, 总计 and 其他 of narrow columns: four figures stood below the four words left,
    though three of seven cells were blank."""
    head = "申请人情况 法 人或其他组织 总 计之 商业企业 科研机构 社会公益组织 法律服务机构 其 他之"
    rows = (
        "三、本年度办理结果 （一）予以公开 29 12 3 44 （二）部分公开 1 14 15 1 四、政府信息公开行政复议、行政诉讼情况"
    )
    text = [TITLE, "三、收到和处理政府信息公开申请情况", *head.split(), *rows.split(), PROSE]
    report = extract.read("\n".join(text).encode())
    row = report.requests.row("3.1")
    assert not any(cell.state is State.STATED for cell in row.cells) or "3.1" in {f.row for f in report.findings}


@pytest.mark.parametrize("spaced", ["6 414", "8 5"])
def test_two_figures_on_the_line_of_one_cell_may_be_one_number(spaced: str) -> None:
    """6 414 below 规章, every other cell on a line of its own: a number with a space, and the blank cell beside it was
    dropped. It was published as 6 and 414."""
    rows = [part for row in lines("|") for part in row.split("|")]
    at = rows.index("规章")
    rows[at + 1 : at + 4] = ["0", spaced]
    report = extract.read(as_text(rows))
    assert {(f.code, f.row) for f in report.findings} >= {("value.low-confidence", "1.rules")}
    rows[at + 1 : at + 3] = ["0", "6", "414"]
    assert not [f for f in extract.read(as_text(rows)).findings if f.row == "1.rules"]


@pytest.mark.parametrize("named", [True, False])
def test_under_a_header_with_another_column_the_last_figure_may_be_its(named: bool) -> None:
    """Tabs of blank cells are kept, but the header is packed to the left: 305 alone in the row is the total or 同比增减.
    It was published as the total."""
    head = ["勾稽关系|申请人情况" + "|同比增减" * named, "|自然人|法人或其他组织|总计"]
    head.append("||" + "|".join(APPLICANTS.split()[1:-1]))
    rows = ["一、本年新收政府信息公开申请数量||16|25||20|15|0|76", "二、上年结转政府信息公开申请数量||||||||305"]
    rows.append("（七）总计||16|25||20|15|0|76")
    text = [TITLE, "三、收到和处理政府信息公开申请情况", *(row.replace("|", "\t") for row in [*head, *rows]), PROSE]
    found = {f.row for f in extract.read(as_text(text)).findings if f.code == "value.low-confidence"}
    assert found == ({"2"} if named else set())


@pytest.mark.parametrize("named", [True, False])
def test_a_row_cut_behind_the_subtotal_of_the_organisations_has_no_proven_total(named: bool) -> None:
    """小计 between the organisations and 总计, blank cells at the end of a line dropped: the seven cells of 2.重复申请 end
    with the 小计, and 68 was published as the total. Without such a header seven cells are the seven columns."""
    head = ["勾稽关系|申请人情况" + "|小计" * named + "|申请人情况", "|自然人|法人或其他组织|总计"]
    head.append("||" + "|".join(APPLICANTS.split()[1:-1]))
    wide = ["三、本年度办理结果（一）予以公开|9|7||||6|305|22", "（三）不予公开1.属于国家秘密|8|5|||||17|30"]
    wide.append("（七）总计|9|12||||6|322|27")
    rows = [*(wide if named else []), "2.重复申请|||||||68", "3.要求提供公开出版物|2||||||2"]
    text = [TITLE, "三、收到和处理政府信息公开申请情况", *(row.replace("|", "\t") for row in [*head, *rows]), PROSE]
    found = {f.row for f in extract.read(as_text(text)).findings if f.code == "value.low-confidence"}
    assert ("3.5.2" in found, "3.5.3" in found) == (named, False)


def test_a_backslash_in_a_table_between_rules_is_printed() -> None:
    """In reStructuredText it is a blank cell in the first column only; elsewhere it stands for no figure, as / does."""
    table = "\n".join(between_rules("rows together")).replace("/ ", "\\ ")
    text = "\n\n".join((TITLE, "二、主动公开政府信息情况", table, "三、收到和处理政府信息公开申请情况", "无。"))
    assert prints(extract.read(text.encode()), "proactive", "1.docs") == ["32", "\\", "54"]


def test_a_word_behind_the_figures_of_table_4_may_be_a_remark() -> None:
    """A blank cell too many before the figures, or a remark behind them: they were published one column to the left."""
    outcomes = "结果维持|结果纠正|其他结果|尚未审结|总计"
    head = ["行政复议|行政诉讼", f"{outcomes}|未经复议直接起诉|复议后起诉", f"|||||{outcomes}|{outcomes}"]
    figures = ["", "0", "", "0", "0", *[""] * 6, "0", "", "", "0"]

    def states(*cells: str) -> set[State]:
        text = [
            TITLE,
            "四、政府信息公开行政复议、行政诉讼情况",
            *(row.replace("|", "\t") for row in head),
            "\t".join(cells),
        ]
        return {cell.state for row in extract.read(as_text([*text, PROSE])).review.rows for cell in row.cells}

    assert states(*figures) == {State.STATED, State.BLANK}
    assert states(*figures, "见官网") == {State.UNREADABLE}
    head = [row + "|备注" for row in head]
    assert states(*figures, "无") == {State.UNREADABLE}


def test_under_a_header_with_numbers_of_rows_a_figure_may_be_the_number_of_the_next_row() -> None:
    """编号 above the header, each cell on a line of its own, blank cells dropped: the 5 below 行政处罚 is the number of the
    row 行政强制, or its figure. It was published as the figure."""
    rows = [part for row in lines("|", penalty="5") for part in row.split("|")]
    at = rows.index("第二十条第（六）项")
    rows[at : at + 7] = ["编号", rows[at], "编号", rows[at + 1], rows[at + 2], "4", "行政处罚", "5", "行政强制"]
    report = extract.read(as_text(rows))
    assert [cell.raw for cell in report.proactive.row("6.penalty").cells] == ["5"]
    assert ("value.low-confidence", "6.penalty") in {(f.code, f.row) for f in report.findings}


def test_a_header_that_lost_its_blank_cells_gives_no_row_a_column() -> None:
    """Tabs of blank cells dropped in header and rows: 7, 4, 4, 15 stand below four of the five words of the last line. The
    only row with four figures was published in these columns, without a total."""
    head = ["勾稽关系|申请人情况", "自然人|法人或其他组织|总计", "|".join(APPLICANTS.split()[1:-1])]
    rows = [
        "一、本年新收政府信息公开申请数量|5|5",
        "6.属于四类过程性信息|7|4|4|15",
        "7.属于行政执法案卷",
        "（七）总计|5|5",
    ]
    labels = ["3.危及“三安全一稳定”", "4.保护第三方合法权益", "5.属于三类内部事务信息"]
    text = [
        TITLE,
        "三、收到和处理政府信息公开申请情况",
        *(row.replace("|", "\t") for row in [*head, rows[0], *labels, *rows[1:]]),
    ]
    report = extract.read(as_text([*text, PROSE]))
    doubted = {
        f.row for f in report.findings if f.code in ("row.unplaced", "value.low-confidence", "row.total-missing")
    }
    assert {"1", "3.3.6", "3.7"} <= doubted


def test_headers_whose_letters_stand_apart_name_their_columns() -> None:
    cells = line_cells("信　息　内　容 本 年 制 发 件 数 本 年 废 止 件 数 现 行 有 效 件 数")
    assert cells and cells.labels == ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数")
    cells = line_cells("自 然 人 法 人 或 其 他 组 织 总 计")
    assert cells and cells.labels == ("自然人", "法人或其他组织", "总计")


def test_a_row_below_a_header_that_lost_a_name_is_in_doubt() -> None:
    """规章 has three figures below two names: the two figures of the next row may be those of any two columns."""
    rows = ROWS.replace("本年制发件数|", "").replace("行政规范性文件|1|0|4", "行政规范性文件|1|4")
    text = rows.format(penalty="0", row="0|0|0|0|0|0|0", applicants=APPLICANTS.replace(" ", "|")).replace("|", " ")
    report = extract.read(f"{TITLE}\n二、主动公开政府信息情况\n{text}\n".encode())
    assert "1.docs" in {found.row for found in report.findings if found.code == "value.low-confidence"}


@pytest.mark.parametrize("gap", [" ", "\n"])
def test_figures_that_stay_in_the_text_are_told_if_a_row_of_table_3_is_absent(gap: str) -> None:
    """A label centred beside its figures, copied from a PDF: the figures stand between two of its lines. The row was
    absent, and its figures were text without a finding."""
    rows = lines(" ", row="0 0 0 0 0 0 0")
    at = next(n for n, row in enumerate(rows) if row.startswith("二、上年结转"))
    figures = "6 0 0 0 1 0 7"
    label = ["2.没有", "现成信", "息需要", "另行制", figures.replace(" ", gap), "作"]
    report = extract.read(as_text([*rows[: at + 1], *label, *rows[at + 1 :]]))
    told = [dict(f.values)["raw"] for f in report.findings if f.code == "table.unclaimed" and f.table == "requests"]
    stated = " ".join(cell.raw or "" for cell in report.requests.row("3.4.2").cells)
    assert stated == figures or any(figures in raw for raw in told)
