"""Test figures in odd places: in a picture, a label, a header, a rotated table. Each is in its cell or covered by a
finding."""

from __future__ import annotations

import re

import pytest
from archives import FIXTURES
from made_files import content, csv_file, html
from made_up import report as made_up
from styles import NAMES, Rows, grid, proactive_rows, raws, request_rows

from build_scripts.checks import check
from build_scripts.extraction import requests
from build_scripts.extraction.evidence import parse_date
from build_scripts.extraction.extract import read
from build_scripts.extraction.grids import repair_grids
from build_scripts.extraction.labels import figures_in_label
from build_scripts.extraction.lines import lines_of
from build_scripts.extraction.tables import Aligned
from build_scripts.findings import message
from build_scripts.forms import TABLES, form
from build_scripts.model import Grid, GridKind, Paragraph, Report, State

BUSY = next(n for n in range(40) if any(c.number for c in made_up(n).requests.row("3.3.1").cells))
REPORT = made_up(BUSY)
ROW = "1.属于国家秘密"
PARTLY = "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"
PARTS = content(REPORT)


def of(rows: Rows, kind: GridKind = GridKind.RULED) -> Aligned:
    return requests.requests(lines_of(repair_grids([grid([[c or "" for c in row] for row in rows], kind)])))


def page(secrets: str) -> bytes:
    """Return a web page whose table 3 is one line of text for each row, with the given line for 国家秘密."""
    lines = [" ".join(NAMES)]
    for row in request_rows(REPORT)[3:]:
        label = [c for c in row[:3] if c][-1]
        lines.append(f"{label} {secrets if label == ROW else ' '.join(c or '/' for c in row[3:])}")
    start = next(at for at, part in enumerate(PARTS) if part == request_rows(REPORT))
    made = "".join(f"<p>{line}</p>" for line in lines)
    whole = html([*PARTS[:start], "HERE", *PARTS[start + 1 :]])
    return whole.replace(b"<p>HERE</p>", made.encode("gb18030"))


def told(report: Report, row: str) -> str:
    return "".join(message(f) for f in report.findings if f.row == row)


# --------------------------------------------------------------------------- rows that are lines of text


@pytest.mark.parametrize(
    "cell",
    [
        '<img src="n.gif" alt="5">',
        "<select><option>9</option><option selected>5</option></select>",
        '<input value="5">',
        "<button>5</button>",
        '<svg width="20" height="20"><text>5</text></svg>',
    ],
)
def test_a_picture_or_a_control_in_a_line_of_text_is_a_cell(cell: str) -> None:
    report = read(page(f"0 0 {cell} 0 0 0 5"))
    assert [c.raw for c in report.requests.row("3.3.1").cells] == ["0", "0", "5", "0", "0", "0", "5"]
    assert "内容取自" in told(report, "3.3.1")
    assert not told(report, "3.3.2")


def test_a_picture_that_says_nothing_leaves_no_blank_row() -> None:
    report = read(page('<img src="n.gif">'))
    assert report.requests.row("3.3.1").cells[0].state is State.UNREADABLE
    assert "图片" in told(report, "3.3.1")


def test_a_picture_within_a_word_of_prose_adds_no_figure() -> None:
    data = html(PARTS).replace(
        "<p>二、".encode("gb18030"), '<p>公开信息<img src="a" alt="5">条。</p><p>二、'.encode("gb18030")
    )
    assert "公开信息条。" in [p.text for p in read(data).section("overview").paragraphs]


# --------------------------------------------------------------------------- figures within labels and heads


@pytest.mark.parametrize(
    ("label", "figures"),
    [
        ("行政许可 30", ["30"]),
        ("行政规范性文件0", ["0"]),
        ("2.重复申请 1,234", ["1,234"]),
        ("（三）不予公开（共17件）", ["17"]),
        ("1.属于国家秘密", []),
        ("7属于行政执法案卷", []),
        ("（六）其他处理3.其他", []),
        ("一、2024年新收政府信息公开申请数量", []),
        ("予以公开（1）", []),
        ("予以公开注1", []),
        ("予以公开（见附件2）", []),
    ],
)
def test_figures_in_a_label_are_told_from_its_number(label: str, figures: list[str]) -> None:
    assert figures_in_label(label) == figures


@pytest.mark.parametrize("kind", [GridKind.RULED, GridKind.PACKED])
def test_a_figure_that_slid_into_the_label_leaves_no_blank_without_a_word(kind: GridKind) -> None:
    rows: Rows = [[*row[:2], f"{ROW} 5", *[""] * 7] if ROW in row else row for row in request_rows(REPORT)]
    made = of(rows, kind)
    assert [c.raw for c in made.table.row("3.3.1").cells] == [""] * 7
    assert any("“5”" in message(f) and f.code == "value.low-confidence" for f in made.findings if f.row == "3.3.1")


def test_a_row_with_the_word_of_an_applicant_beside_it_is_no_head() -> None:
    made = of([[*row, "自然人" if ROW in row else ""] for row in request_rows(REPORT)])
    assert [c.raw for c in made.table.row("3.3.1").cells] == raws(REPORT, "requests")["3.3.1"]


def test_figures_of_a_table_turned_on_its_side_are_shown() -> None:
    """Table 2 with its headers as rows: no rule reads it, and its figures are in a header."""
    turned: Rows = [list(row) for row in zip(*proactive_rows(REPORT), strict=True)]
    report = read(html([turned if part == proactive_rows(REPORT) else part for part in PARTS]))
    shown = [c.raw or "" for row in report.proactive.rows for c in row.cells]
    shown += [c.text for b in report.unplaced if isinstance(b, Grid) for row in b.rows for c in row if c]
    assert {v for values in raws(REPORT, "proactive").values() for v in values if v} <= set(shown)
    assert any(f.code == "table.unclaimed" for f in report.findings if f.table == "proactive")


# --------------------------------------------------------------------------- sheets of text


def attached() -> bytes:
    """Return the tables after the signature, each below its name, without an empty row."""
    text = [part for part in PARTS if isinstance(part, str)]
    tables = [part for part in PARTS if not isinstance(part, str)]
    return csv_file([*text, *(part for n, rows in enumerate(tables, 1) for part in (f"附件{n}：统计情况", rows))])


def test_a_date_above_tables_that_are_attached_is_the_date() -> None:
    report = read(attached())
    assert [parse_date(e.value) for e in report.evidence if e.about == "published"] == [parse_date("2025-01-20")]
    assert {t.key: raws(report, t.key) for t in report.tables} == {t.key: raws(REPORT, t.key) for t in REPORT.tables}
    assert not [f for f in report.findings if f.code == "table.unclaimed"]


def test_csv_as_spreadsheets_and_windows_write_it() -> None:
    guarded = "\r\n".join(
        ",".join(f'"=""{field}"""' if field.isdigit() else field for field in line.split(","))
        for line in csv_file(PARTS).decode("utf-8-sig").splitlines()
    )
    for text in (guarded, guarded.replace("\r\n", "\r\r\n")):
        report = read(text.encode())
        assert raws(report, "requests") == raws(REPORT, "requests")
        assert raws(report, "review") == raws(REPORT, "review")


def test_blanks_that_a_csv_leaves_out_at_the_end_of_its_records_are_blanks() -> None:
    """They are blanks where commas precede figures and follow merged labels, and no record ends with a comma."""
    figures = {"3.3.2": ["", "", "4", "", "", "", "4"], "3.3.3": ["2", "", "", "", "", "", ""], "3.3.4": [""] * 7}
    rows = [["" if c is None else c for c in row] for row in request_rows(REPORT)]
    for at, row in enumerate(rows):
        key = next((k for k in figures if form("2021").requests.row(k).label in row), "")
        rows[at] = [*row[:3], *figures.get(key, row[3:])]
    start = next(at for at, part in enumerate(PARTS) if part == request_rows(REPORT))
    text = csv_file([*PARTS[:start], [list(row) for row in rows], *PARTS[start + 1 :]]).decode("utf-8-sig")
    report = read("\n".join(line.rstrip(",") for line in text.splitlines()).encode())
    assert {k: raws(report, "requests")[k] for k in figures} == figures
    lost = [line if "属于国家秘密" not in line else line.rpartition(",")[0] for line in text.splitlines()]
    assert raws(read("\n".join(lost).encode()), "requests")["3.3.1"] != [*rows[0][3:9], ""]


AS_WORDS = """示例县己乡人民政府2024年政府信息公开工作年度报告
一、总体情况
本年度认真贯彻落实《中华人民共和国政府信息公开条例》，持续推进政府信息公开工作，没有发生泄密事件。
二、主动公开政府信息情况
规章：83,598、23、9,778,106
行政规范性文件：1,449,722、864,973、3,025,687
三、收到和处理政府信息公开申请情况
1 一、本年新收政府信息公开申请数量 ：46,075,372、36,196,925、31,929,233、47,136,130、38,103,840、43,690,910、243,132,410
2 二、上年结转政府信息公开申请数量 ：25、4、50,062、3,400,298、32,319、87,681、3,570,389
四、政府信息公开行政复议、行政诉讼情况
行政复议 行政诉讼
结果维持 结果纠正 其他结果 尚未审结 总计 未经复议直接起诉 复议后起诉
结果维持 结果纠正 其他结果 尚未审结 总计 结果维持 结果纠正 其他结果 尚未审结 总计
：2,423,445、2,369,794、22、10,237、43,392、15,322,175、59,074、8,666,686、6,507,108、89,307、6,348,851、5、6,216,049、89,293、4
五、存在的主要问题及改进情况
存在的主要问题：一是个别栏目更新不够及时；二是政策解读形式较为单一。
六、其他需要报告的事项
无。
示例县己乡人民政府
2025年1月16日
"""


def test_figures_in_words_stay_apart_line_by_line_and_no_table_of_theirs_is_called_blank() -> None:
    """243,132,410 and the 2 of the line below were shown as 243,132,4102; table 4 was reported as 未填报."""
    report = check(read(re.sub(r"(?<=\d)、(?=\d)", "；", AS_WORDS).encode()))
    text = "\n".join(paragraph.text for section in report.sections for paragraph in section.paragraphs)
    assert "243,132,410\n2 二、" in text
    assert {f.code for f in report.findings if f.table == "review"} >= {"table.unplaced"}
    assert not any(f.code == "table.blank" for f in report.findings)


def test_figures_listed_behind_the_label_of_a_row_are_that_row() -> None:
    report = read(AS_WORDS.encode())
    assert raws(report, "requests")["2"] == ["25", "4", "50,062", "3,400,298", "32,319", "87,681", "3,570,389"]
    assert raws(report, "review")["suit_after_review"] == ["6,348,851", "5", "6,216,049", "89,293", "4"]


@pytest.mark.parametrize("sign", "；，、／—・：")
def test_tables_whose_cells_a_sign_parts_are_not_called_missing(sign: str) -> None:
    """Rows of 行政许可；4532 and of （一）予以公开；1；0；… are in the text: the finding said 没有找到表2."""
    text = (FIXTURES / "t08_text_interleaved.txt").read_text(encoding="utf-8").replace("\t", sign)
    report = check(read(text.encode()))
    said = {(f.code, f.table) for f in report.findings if f.code in ("table.missing", "table.blank", "table.unplaced")}
    assert said == {("table.unplaced", table) for table in ("proactive", "requests", "review")}


@pytest.mark.parametrize("note", ["备注：无", "未发生行政复议", "2024年未收到公民、法人或其他组织的申请。", "单位：件"])
def test_a_note_in_a_row_of_a_table_is_shown(note: str) -> None:
    """备注：无 below the figures of table 4 was nowhere on the page, and a sentence above table 3 was a header of it."""
    tables = [at for at, part in enumerate(PARTS) if not isinstance(part, str)]
    assert len(tables) == 3
    whole = read(html(PARTS))
    for at in tables:
        rows = PARTS[at]
        assert not isinstance(rows, str)
        row = [note, *[None] * (len(rows[0]) - 1)]
        for table in ([*rows, row], [row, *rows]):
            report = read(html([*PARTS[:at], table, *PARTS[at + 1 :]]))
            blocks = [*report.unplaced, *(b for section in report.sections for b in section.blocks)]
            texts = [b.text if isinstance(b, Paragraph) else [c.text for r in b.rows for c in r if c] for b in blocks]
            assert any(note in text for text in texts)
            assert all(raws(report, key) == raws(whole, key) for key in TABLES)


@pytest.mark.parametrize("number_line", [["甲", None, None, *"1234567"], ["栏次", None, None, *"1234567"]])
def test_a_line_that_numbers_the_columns_leaves_the_header_above_it(number_line: list[str | None]) -> None:
    """Below a line 甲 1 2 3 … the rows quoted no header, so the words of the header were nowhere in the report."""
    rows = request_rows(REPORT)
    at = next(at for at, part in enumerate(PARTS) if part == rows)
    numbered = read(html([*PARTS[:at], [*rows[:3], number_line, *rows[3:]], *PARTS[at + 1 :]]))
    assert numbered.requests.header_rows == read(html(PARTS)).requests.header_rows != ()


OWN_LIST: Rows = [
    ["序号", "规范性文件名称", "文号", "状态"],
    ["1", "关于印发管理办法的通知", "石政规〔2024〕656号", "现行有效"],
    ["2", "关于公布收费目录的通知", "石政规〔2024〕657号", "废止"],
]
OWN_ROWS: Rows = [["部门", "行政许可", "行政处罚"], ["公安局", "4767", "2394"], ["民政局", "1685", "3180"]]
OWN_YEARS: Rows = [
    ["办理结果", str(REPORT.year - 1), str(REPORT.year), "增减"],
    ["予以公开", "6204", "6402", "5139"],
    ["不予公开", "1192", "7425", "2924"],
]
FIGURES_IN_WORDS: Rows = [["行政复议：372件"], ["行政诉讼：324件"]]


@pytest.mark.parametrize("where", ["apart", "below", "above"])
@pytest.mark.parametrize("own", [OWN_LIST, OWN_ROWS, OWN_YEARS, FIGURES_IN_WORDS])
@pytest.mark.parametrize("key", TABLES)
def test_words_of_an_own_table_beside_a_statutory_table_are_shown(key: str, own: Rows, where: str) -> None:
    """The names and numbers of the documents in a list below table 2 were nowhere (现行有效 made them headers), nor was the
    header of own rows below a table on the same sheet, nor the words of its last row (行政复议：372件). A table by years on
    the sheet of a statutory table took columns of that away."""
    tables = [at for at, part in enumerate(PARTS) if not isinstance(part, str)]
    at = tables[list(TABLES).index(key)]
    rows = PARTS[at]
    assert not isinstance(rows, str)
    wide = [[*row, *[None] * (len(rows[0]) - len(row))] for row in own]
    grids = {"apart": (rows, own), "below": ([*rows, *wide],), "above": ([*wide, *rows],)}
    report = read(html([*PARTS[:at], *grids[where], *PARTS[at + 1 :]]))
    blocks = [*report.unplaced, *(b for section in report.sections for b in section.blocks)]
    shown = {c.text for b in blocks if isinstance(b, Grid) for row in b.rows for c in row if c}
    shown |= {b.text for b in blocks if isinstance(b, Paragraph)}
    assert {cell for row in own for cell in row if cell and not cell.isdigit()} <= shown
    assert all(raws(report, table) == raws(read(html(PARTS)), table) for table in TABLES)


@pytest.mark.parametrize("year", [REPORT.year, REPORT.year + 5])
def test_figures_of_a_row_that_look_like_years_name_no_years(year: int) -> None:
    """The row （七）总计 1341 2019 … 2024 of the report on 2024 was the header of years: it and the rows below it were lost."""
    rows = request_rows(REPORT)
    at = next(at for at, part in enumerate(PARTS) if part == rows)
    figures = ["1341", str(REPORT.year - 5), "0", str(year), "0", "0", "9501"]
    changed = [[*row[:3], *figures] if "（七）总计" in row else row for row in rows]
    report = read(html([*PARTS[:at], changed, *PARTS[at + 1 :]]))
    assert raws(report, "requests") == {**raws(read(html(PARTS)), "requests"), "3.7": figures}


def test_a_row_without_figures_above_figures_without_a_label_is_in_doubt() -> None:
    """The row of （二）部分公开 was missing, and the figures of （一）予以公开 stood below its label: they were those of （二）,
    and （一） was blank without a finding."""
    rows = request_rows(REPORT)
    granted, partly = ([name in row for row in rows].index(True) for name in ("（一）予以公开", PARTLY))
    label = [*rows[granted][:3], *[""] * 7]
    figures = [None, "", None, *rows[granted][3:]]
    report = of([*rows[:granted], label, figures, *rows[partly + 1 :]])
    assert [cell.raw for cell in report.table.row("3.1").cells] == [""] * 7
    assert {"3.1", "3.2"} <= {f.row for f in report.findings if f.code == "value.low-confidence"}


def test_headers_of_table_2_copied_into_each_column_are_no_remark() -> None:
    """A converter copied each merged cell. The headers above rows with copies of a figure were called unknown content."""
    rows = proactive_rows(REPORT)
    copied: Rows = []
    for row in rows:
        copied.append([])
        for cell in row:
            copied[-1].append(cell if cell is not None else copied[-1][-1])
    at = next(at for at, part in enumerate(PARTS) if part == rows)
    report = read(html([*PARTS[:at], copied, *PARTS[at + 1 :]]))
    assert raws(report, "proactive") == raws(read(html(PARTS)), "proactive")
    assert "table.unclaimed" not in {f.code for f in report.findings}
