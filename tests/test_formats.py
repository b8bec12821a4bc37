"""Test the formats that people hand in: one row of ``FORMATS`` each, and the same report read from every format."""

from __future__ import annotations

import io
import mimetypes
import shutil
import struct
import zipfile
from collections.abc import Callable, Mapping
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
import xlwt
from archives import make, small_project
from made_files import (
    OPEN_NAMES,
    REPORTS,
    Content,
    Sheets,
    content,
    csv_file,
    dense,
    html,
    mail,
    ods,
    odt,
    ofd,
    open_document,
    open_rows,
    rtf,
    xls,
    xlsx,
    zipped,
)
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import CellIsRule, FormulaRule, IconSetRule, Rule
from openpyxl.styles import Color, Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.worksheet.cell_range import CellRange
from PIL import Image as PngImage
from xlwt import CompoundDoc, easyfont, easyxf
from xlwt import Workbook as OldWorkbook

from build_scripts import messages, readers
from build_scripts.archive.add import files_of
from build_scripts.archive.file_changes import is_litter
from build_scripts.checks import check
from build_scripts.content.registry import registry
from build_scripts.extraction.extract import read
from build_scripts.extraction.identify import identify
from build_scripts.model import Document, Grid, Paragraph, Place, Refusal
from build_scripts.readers import FORMATS, Format
from build_scripts.readers.sheets.number_format import formatted, formatted_text
from build_scripts.readers.text import read_text

FIXTURES = Path(__file__).parent / "fixtures" / "reports"
# Endings that servers send with a type that a browser executes or shows as a page.
RUNNABLE = (
    "html",
    "htm",
    "xhtml",
    "xht",
    "shtml",
    "xml",
    "xsl",
    "svg",
    "svgz",
    "mht",
    "mhtml",
    "eml",
    "js",
    "mjs",
    "wasm",
)
INERT = ("text/plain", "text/csv", "application/", "image/png", "image/jpeg", "image/tiff")


# --------------------------------------------------------------------------- one row


def test_a_new_format_is_one_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The format is read, filed, published, and named on the page and in the method without any other change."""
    row = Format(
        "示例格式",
        "application/x-shili",
        ".shili",
        "shili",
        lambda data: data.startswith(b"SHILI"),
        lambda data: read_text(data[5:].decode("utf-8")),
    )
    monkeypatch.setattr(readers, "FORMATS", (row, *FORMATS))
    folder = small_project(tmp_path)
    text = (FIXTURES / "t08_text_interleaved.txt").read_bytes()
    original = folder / "content/reports/2024/示例县己乡.shili"
    original.write_bytes(b"SHILI" + text)
    make(folder)
    published = next((folder / "site").rglob("original.shili"))
    assert published.read_bytes() == original.read_bytes()
    assert "示例格式" in (published.parent / "index.html").read_text(encoding="utf-8")
    assert "示例格式" in (folder / "site/about/method/index.html").read_text(encoding="utf-8")
    original.unlink()
    shutil.copy(FIXTURES / "t08_text_interleaved.txt", original.with_suffix(".txt"))
    make(folder)
    assert published.exists() and published.with_suffix(".txt").exists(), "an address that was published answers"


def test_no_original_stands_under_an_ending_that_a_browser_runs() -> None:
    for row in FORMATS:
        if not row.media_type:
            continue
        assert row.published.rpartition(".")[2] not in RUNNABLE, row
        guessed = mimetypes.guess_type(f"original.{row.published}")[0] or "application/octet-stream"
        assert guessed.startswith(INERT) and "xml" not in guessed.replace("openxmlformats", ""), row
        assert row.name and row.suffix.startswith(".")


def test_addresses_of_safe_kinds_are_the_old_ones() -> None:
    old = {"application/pdf": "pdf", "text/html": "html.txt", "text/markdown": "md.txt", "text/plain": "txt"}
    for media_type, ending in old.items():
        assert readers.format_of(media_type).published == ending
    assert {"docx", "doc", "odt", "rtf", "png", "jpg", "tif"} < readers.published_suffixes()


def test_what_systems_leave_beside_files_is_passed_over(tmp_path: Path) -> None:
    for name in ("~$年报.docx", "Thumbs.db", ".DS_Store", "desktop.ini", "年报.txt"):
        (tmp_path / name).write_bytes(b"x")
        assert is_litter(name) == (name != "年报.txt")
    assert [p.name for p in files_of([tmp_path])] == ["年报.txt"]
    assert list(files_of([tmp_path / "~$年报.docx"])) == []


# --------------------------------------------------------------------------- the same report in every format

WRITERS: dict[str, Callable[[Content], bytes]] = {
    "xlsx": xlsx,
    "xlsx without gaps": lambda parts: xlsx(parts, gap=0),
    "xlsx with a sheet for each table": lambda parts: xlsx(parts, sheets=True),
    "xls": xls,
    "odt": odt,
    "ods": ods,
    "zip": lambda parts: zipped({"年报/示例.xlsx": xlsx(parts), "__MACOSX/._示例.xlsx": b"x", "年报/Thumbs.db": b"x"}),
    "mail with a page": lambda parts: mail(page=html(parts)),
    "mail with an attachment": lambda parts: mail(attached={"年报.odt": odt(parts), "签名.png": b"\x89PNG"}),
    "mail with an archive": lambda parts: mail(attached={"年报.zip": zipped({"年报.csv": csv_file(parts)})}),
    "ofd": ofd,
    "rtf": rtf,
    "rtf in numbers": lambda parts: rtf(parts, escapes=True),
    "csv": csv_file,
    "csv of Excel": lambda parts: csv_file(parts, "gb18030", even=True),
    "csv with semicolons": lambda parts: csv_file(parts, delimiter=";"),
    "csv with tabs": lambda parts: csv_file(parts, "utf-16", "\t", even=True),
}


@pytest.mark.parametrize("profile", REPORTS)
@pytest.mark.parametrize("name", WRITERS)
def test_every_format_tells_the_same_report(name: str, profile: str) -> None:
    """Every cell, every paragraph, title and date are equal; every finding is true, and every cell has its place."""
    made = REPORTS[profile]()
    found = check(identify(read(WRITERS[name](content(made))), "年报", registry([])))
    assert (found.title, found.agency, found.year) == (made.title, made.agency, made.year)
    assert found.published is not None and found.published.day == 20
    for table, wanted in zip(found.tables, made.tables, strict=True):
        assert table.form == wanted.form or table.key == "review"  # which is the same in both forms
        for row, right in zip(table.rows, wanted.rows, strict=True):
            assert [c.raw for c in row.cells] == [c.raw for c in right.cells], (table.key, row.key)
            assert all(c.place for c in row.cells)
    for section in ("overview", "problems", "other_matters"):
        texts = [p.text for p in found.section(section).paragraphs]
        assert "".join(texts) == "".join(p.text for p in made.section(section).paragraphs)
    said = {f.code for f in found.findings if f.code.startswith(("value.", "source.", "table.", "label."))}
    assert said <= ({"table.blank"} if profile == "mixed" else set())
    assert not found.unplaced


@pytest.mark.parametrize("name", ["xlsx", "xls", "ods", "odt", "rtf", "ofd"])
def test_a_cell_that_the_figure_above_covers_is_no_blank(name: str) -> None:
    """The figure of a cell merged over two rows may belong to either row: the second row is not silently blank."""
    parts = content(REPORTS["dense"]())
    (row,) = (row for part in parts if isinstance(part, list) for row in part if "（一）予以公开" in row)
    row[5] = None
    found = read(WRITERS[name](parts))
    (doubt,) = (f for f in found.findings if f.row == "3.1")
    assert (doubt.code, doubt.column) in (("row.unplaced", ""), ("value.low-confidence", "research"))


# --------------------------------------------------------------------------- worksheets


def workbook(fill: Callable[[Workbook], None]) -> Document:
    book = Workbook()
    fill(book)
    out = io.BytesIO()
    book.save(out)
    return readers.read(out.getvalue())


def first_grid(document: Document) -> Grid:
    return next(block for block in document.blocks if isinstance(block, Grid))


@pytest.mark.parametrize(
    ("stored", "code", "text", "doubted"),
    [
        (12.0, "General", "12", False),
        (12.0, "0.00", "12.00", False),
        (1234, "#,##0", "1,234", False),
        (0.1 + 0.2, "General", "0.3", False),
        (103.3879, "0.0000", "103.3879", False),
        (103.3879, "0.00", "103.39", False),
        (0.25, "0%", "25%", False),
        (45677, 'yyyy"年"m"月"d"日";@', "2025年1月20日", False),
        (3, '0"件"', "3件", False),
        (-4, '"增"0;"减"0', "减4", False),
        (7, "000", "007", False),
        (5, '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "5", False),
        (0, '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "-", True),
        (12.5, "0", "13", True),
        (0, "0;-0;;@", "", True),
        (88, ";;;", "", True),
        (5, "[DBNum1]General", "5", True),
        (0.5, "# ?/?", "0.5", True),
        (1e20, "0", "1e+20", True),
        (12345, "0,", "12", True),
        (-12, "0;[Red]0", "12", True),
        (-12, "0;[Red]-0", "-12", False),
        (12, '0"1"', "121", True),
        (12, "[White]0", "12", True),
        (45293, "d-mmm", "2024年1月2日", True),
        (12, "d", "12", True),
        (45303, "d", "12", False),
        (0.12, "0%", "12%", False),
        (3, '[>1E2]0;"不足"', "不足", True),  # a condition that was not understood was passed over: 3 stood there
        (3, '[ > 5 ]0;"不足"', "不足", True),
        (3, "[>x]0", "3", True),
        (12, "[NatNum1]0", "12", True),  # shown as 一二
        (12, "[$-1E000804]General", "12", True),  # shown as 一十二
        (12, "[$-1000409]0", "12", False),
        (12, "[红色][>5]0;0", "12", False),
        (3, "[>5]0", "3", True),
        (0, '[=0]"无";0', "无", True),
        (12, '[=0]"无";0', "12", False),
        (5, "[>=5]0;-0", "5", False),
        (1, "0?", "01", False),
        (1.5, "0.#0", "1.50", False),
        (12.5, "0." + "0" * 30, "12.5", True),
        (12, "0" * 300, "12", True),
        (100, "0d", "1900年4月9日", True),  # was 09, a figure
        (0.0051, 'h"时"m"分"', "0时7分", False),
        (0.0051, "mm:ss", "07:20", False),
        (0.5, "[h]:mm", "0.5", True),
        (45293, "ggge年m月", "2024年1月2日", True),
    ],
)
def test_numbers_are_what_the_sheet_shows(stored: float, code: str, text: str, doubted: bool) -> None:
    said, doubt = formatted(repr(stored), code)
    assert said == text and bool(doubt) == doubted


@pytest.mark.parametrize(
    ("stored", "code", "text", "doubted"),
    [
        ("12", "General", "12", False),
        ("12", "@", "12", False),
        ("12", "0;-0;;@", "12", False),
        ("12", '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "12", False),
        ("12", '@"件"', "12件", False),
        ("12", '0"件";@"件"', "12件", False),
        ("12", ";;;", "", True),
        ("12", '0;0;0;"见附件"', "见附件", True),
        ("12", '@"1"', "121", True),
    ],
)
def test_texts_are_what_the_sheet_shows(stored: str, code: str, text: str, doubted: bool) -> None:
    """A figure typed as text has the format of its cell: 12 that shows nothing was published."""
    said, doubt = formatted_text(stored, code)
    assert said == text and bool(doubt) == doubted

    def fill(book: Workbook) -> None:
        sheet = book.active
        assert sheet is not None
        sheet.append(["规章", "行政许可"])
        sheet.append(["5", stored])
        sheet["B2"].number_format = code

    cell = first_grid(workbook(fill)).rows[1][1]
    assert cell and (cell.text, bool(cell.doubt)) == (text, doubted)


def test_zeros_that_a_sheet_does_not_show_are_no_figures() -> None:
    """Options of the sheet: 0 stands in the file, and a reader sees a blank cell."""

    def fill(book: Workbook) -> None:
        sheet = book.active
        assert sheet is not None
        sheet.append(["规章", "行政许可", "行政处罚"])
        sheet.append([0, 3, "0"])
        sheet.sheet_view.showZeros = False

    old = xlwt.Workbook()
    sheet = old.add_sheet("年报")
    sheet.show_zero_values = False
    for column, (name, value) in enumerate([("规章", 0), ("行政许可", 3), ("行政处罚", "0")]):
        sheet.write(0, column, name)
        sheet.write(1, column, value)
    stream = io.BytesIO()
    old.save(stream)
    number = '<table:table-cell office:value-type="float" office:value="{0}"><text:p>{0}</text:p></table:table-cell>'
    cells = number.format(0) + number.format(3) + "<table:table-cell><text:p>0</text:p></table:table-cell>"
    body = f"{open_rows([['规章', '行政许可', '行政处罚']])}<table:table-row>{cells}</table:table-row>"
    shown = open_document("spreadsheet", f"<table:table>{body}</table:table>")
    names = 'xmlns:config="urn:oasis:names:tc:opendocument:xmlns:config:1.0"'
    item = '<config:config-item config:name="ShowZeroValues" config:type="boolean">false</config:config-item>'
    hidden = io.BytesIO(shown)
    with zipfile.ZipFile(hidden, "a") as archive:
        archive.writestr("settings.xml", f"<settings {names}>{item}</settings>")
    for document in (workbook(fill), readers.read(stream.getvalue()), readers.read(hidden.getvalue())):
        cells_shown = [(cell.text, bool(cell.doubt)) for cell in first_grid(document).rows[1] if cell]
        assert cells_shown == [("", True), ("3", False), ("0", False)]
    assert [cell and cell.text for cell in first_grid(readers.read(shown)).rows[1]] == ["0", "3", "0"]


def test_cells_of_a_sheet_are_what_a_reader_sees() -> None:
    """Cases: note marks, struck-out figures, formulas without a value, errors, white text, text that looks like a
    number."""

    def fill(book: Workbook) -> None:
        sheet = book.active
        assert sheet is not None
        sheet.append(["规章", "行政许可", "行政处罚", "行政强制", "收费", "甲", "乙", "丙"])
        raised = InlineFont(vertAlign="superscript")
        sheet.append([None, "12", 0, "/", "#REF!", "007", None, 3])
        sheet["A2"] = CellRichText("12", TextBlock(raised, "①"))
        sheet["G2"] = "=A2+1"
        sheet["H2"].font = Font(color="FFFFFFFF")
        sheet.append([8, None])
        sheet["A3"].font = Font(strike=True)

    rows = first_grid(workbook(fill)).rows
    assert [c and c.text for c in rows[1]] == ["12", "12", "0", "/", "#REF!", "007", "", "3"]
    assert rows[1][0] and "①" in rows[1][0].doubt
    assert rows[1][6] and rows[1][6].opaque == "没有算出值的公式"
    assert rows[1][7] and "底色相同" in rows[1][7].doubt
    assert rows[2][0] and rows[2][0].text == "8" and "划去" in rows[2][0].doubt
    assert rows[2][1] and (rows[2][1].text, rows[2][1].doubt) == ("", "")
    assert rows[1][3] and rows[1][3].place == Place(table=1, row=2, column=4)


def test_conditional_formats_that_hide_figures_are_said() -> None:
    """Cases: white letters for each 0, a rule that only Excel can evaluate, a format code that shows nothing; a red
    warning hides nothing."""

    def fill(book: Workbook) -> None:
        sheet = book.active
        assert sheet is not None
        sheet.append(["规章", "行政许可", "行政处罚", "行政强制"])
        sheet.append([0, 12, 12, 12])
        sheet.append([7, 3, 50, 12])
        white, red = Font(color="FFFFFFFF"), Font(color="FFFF0000")
        sheet.conditional_formatting.add("A2:A9", CellIsRule(operator="equal", formula=["0"], font=white))
        sheet.conditional_formatting.add("B2:B9", FormulaRule(formula=["B2>5"], font=white))
        nothing = DifferentialStyle(numFmt=NumberFormat(numFmtId=170, formatCode=";;;"))
        sheet.conditional_formatting.add("C2:C9", Rule("cellIs", dxf=nothing, operator="lessThan", formula=["20"]))
        sheet.conditional_formatting.add("D2:D9", CellIsRule(operator="between", formula=["1", "99"], font=red))

    rows = first_grid(workbook(fill)).rows
    doubts = [[cell.doubt if cell else "" for cell in row] for row in rows[1:]]
    assert [[bool(doubt) for doubt in row] for row in doubts] == [
        [True, True, True, False],
        [False, True, False, False],
    ]
    assert (
        "看不见" in doubts[0][0]
        and "可能" in doubts[0][1]
        and [c.text for c in rows[1] if c] == ["0", "12", "12", "12"]
    )


@pytest.mark.parametrize(
    ("code", "doubted"),
    [('"无"', True), ('0;-0;"无"', True), ("0;;;", True), ("0.0;;", True), ("[Red]0", False), ("#,##0.00", False)],
)
def test_conditional_formats_that_show_another_figure_are_said(code: str, doubted: bool) -> None:
    """A rule that shows each 0 as 无 was passed over: 0 was published, without a word."""

    def fill(book: Workbook) -> None:
        sheet = book.active
        assert sheet is not None
        sheet.append(["规章", "行政许可", "行政处罚"])
        sheet.append([0, 12, "无"])
        shown = DifferentialStyle(numFmt=NumberFormat(numFmtId=170, formatCode=code))
        sheet.conditional_formatting.add("A2:C9", Rule("cellIs", dxf=shown, operator="lessThan", formula=["1"]))

    row = first_grid(workbook(fill)).rows[1]
    assert [bool(cell and cell.doubt) for cell in row[:2]] == [doubted, False]
    of_old, other = first_grid(readers.read(old_book([0, 12], old_format(code)))).rows[1]
    assert of_old and other and [bool(of_old.doubt), bool(other.doubt)] == [doubted, False]


def test_icons_in_place_of_figures_and_rules_about_other_sheets_are_said() -> None:
    """An icon set may hide its figures; Excel writes a rule with another sheet in an extension: both were passed over."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for values in (["规章", "许可", "处罚"], [5, 6, 7]):
        sheet.append(values)
    icons = IconSetRule("3Arrows", "percent", [0, 33, 67], showValue=False)
    sheet.conditional_formatting.add("A2:A9", icons)
    sheet.conditional_formatting.add("C2:C9", IconSetRule("3Arrows", "percent", [0, 33, 67]))
    out = io.BytesIO()
    book.save(out)
    space = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
    rule = (
        f'<extLst><ext xmlns:x14="{space}" uri="x"><x14:conditionalFormattings><x14:conditionalFormatting><x14:cfRule '
        'type="expression"><xm:f xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">底稿!A1=6</xm:f><x14:dxf>'
        '<font><color rgb="FFFFFFFF"/></font></x14:dxf></x14:cfRule><xm:sqref xmlns:xm="http://schemas.microsoft.com/'
        'office/excel/2006/main">B2:B9</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>'
    )
    with zipfile.ZipFile(out) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    at = "xl/worksheets/sheet1.xml"
    members[at] = members[at].replace(b"</worksheet>", f"{rule}</worksheet>".encode())
    row = first_grid(readers.read(zipped(members))).rows[1]
    assert [bool(cell and cell.doubt) for cell in row] == [True, True, False]


def test_formats_that_a_workbook_only_numbers_are_those_of_the_standard() -> None:
    """1-2, typed into a cell, is a date to Excel: it must not become a figure of 45293."""

    def fill(book: Workbook) -> None:
        sheet = book.active
        assert sheet is not None
        sheet.append(["规章", "行政许可", "行政处罚"])
        sheet.append([45293, 0.5, 45293])
        for cell, code in (("A2", "d-mmm"), ("B2", "h:mm:ss"), ("C2", "m/d/yy h:mm")):
            sheet[cell].number_format = code

    texts = [c.text for c in first_grid(workbook(fill)).rows[1] if c]
    assert not any(text.isdigit() for text in texts)


@pytest.mark.parametrize(
    ("font", "fill", "seen"),
    [
        (Font(color="FFFFFFFF"), None, False),
        (Font(color="FFFEFEFE"), None, False),
        (Font(color=Color(theme=0)), None, False),
        (Font(color=Color(indexed=9)), None, False),
        (Font(color="FF000000"), "FF000000", False),
        (Font(color="FFFFFFFF"), "FF000080", True),
        (Font(color=Color(theme=1)), None, True),
        (Font(color=Color(theme=4)), None, True),
        (Font(color="FF999999"), "FFF2F2F2", True),
        (Font(), "FFFFFF00", True),
    ],
)
def test_figures_in_the_colour_of_their_ground_are_doubted(font: Font, fill: str | None, seen: bool) -> None:
    def make(book: Workbook) -> None:
        sheet = book.active
        assert sheet is not None
        sheet.append(["甲", "乙"])
        sheet.append([12, 3])
        sheet["A2"].font = font
        if fill:
            sheet["A2"].fill = PatternFill("solid", fgColor=fill)

    one, other = first_grid(workbook(make)).rows[1]
    assert one and other and (one.text, bool(one.doubt), other.doubt) == ("12", not seen, "")


@pytest.mark.parametrize(
    ("look", "quoted"),
    [
        (InlineFont(vertAlign="subscript"), "上标或下标“8”"),
        (InlineFont(strike=True), "划去的文字“8”"),
        (InlineFont(color="FFFFFFFF"), "看不见的文字“8”"),
        (InlineFont(sz=6), "小得多的文字“8”"),
        (InlineFont(sz=11, b=True), ""),
        (InlineFont(color="FFFF0000"), ""),
    ],
)
def test_runs_of_a_cell_that_stand_apart_join_no_digits(look: InlineFont, quoted: str) -> None:
    def fill(book: Workbook) -> None:
        sheet = book.active
        assert sheet is not None
        sheet.append(["甲", "乙"])
        sheet.append([CellRichText("35", TextBlock(look, "8")), 3])

    cell = first_grid(workbook(fill)).rows[1][0]
    assert cell and cell.text == ("35" if quoted else "358")
    assert quoted in cell.doubt and bool(cell.doubt) == bool(quoted)


def test_unseen_and_struck_figures_of_an_old_workbook_are_doubted() -> None:
    book = OldWorkbook()
    sheet = book.add_sheet("年报")
    for c, style in enumerate(
        (
            "font: colour white",
            "font: struck_out on",
            "font: colour white; pattern: pattern solid, fore_colour blue",
            "font: bold on",
        )
    ):
        sheet.write(0, c, 12, easyxf(style))
    runs = (("35", easyfont("bold on")), ("8", easyfont("colour white")))
    sheet.write_rich_text(1, 0, runs)
    out = io.BytesIO()
    book.save(out)
    first, second = first_grid(readers.read(out.getvalue())).rows
    assert [(c.text, bool(c.doubt)) for c in first if c] == [("12", True), ("12", True), ("12", False), ("12", False)]
    assert second[0] and second[0].text == "35" and "“8”" in second[0].doubt


def test_hidden_rows_columns_and_sheets_are_kept_apart_and_said() -> None:
    def fill(book: Workbook) -> None:
        sheet = book.active
        assert sheet is not None
        sheet.append(["甲", "乙", "丙"])
        sheet.append([1, 9000, 3])
        sheet.append([7000, 7001, 7002])
        sheet.append([4, 9001, 6])
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["B"].hidden = True
        other = book.create_sheet("底稿")
        other.append(["草稿", 5555])
        other.sheet_state = "hidden"

    document = workbook(fill)
    assert [[c and c.text for c in row] for row in first_grid(document).rows] == [["甲", "丙"], ["1", "3"], ["4", "6"]]
    assert len(document.blocks) == 1
    (code, cells), (_, sheet) = document.doubts
    assert code == "source.hidden" and all(text in cells for text in ("9000", "7001", "9001")) and "5555" in sheet


def test_figures_beneath_merged_cells_are_not_shown() -> None:
    """A sheet keeps what stood in cells that were merged by a program: 7, 9 and 4 were figures, and nobody sees them."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for values in (
        ["规章", "许可", "处罚", "强制"],
        ["甲", 5, 7, 8],
        ["乙", None, 9, 3],
        ["丙", 6, 5, 4],
        ["丁", 1, 1, 1],
    ):
        sheet.append(values)
    for area in ("B2:C2", "B3:C3", "D3:D4", "B5:C5"):
        sheet.merged_cells.add(CellRange(area))
    out = io.BytesIO()
    book.save(out)
    document = readers.read(out.getvalue())
    assert [[c and c.text for c in row] for row in first_grid(document).rows[1:]] == [
        ["甲", "5", None, "8"],
        ["乙", "", None, "3"],
        ["丙", "6", "5", None],
        ["丁", "1", None, "1"],
    ]
    assert document.doubts[0][0] == "source.hidden" and "其中有“7、9、4”" in document.doubts[0][1]


def test_the_figures_of_a_row_hidden_in_an_old_workbook_are_kept_apart() -> None:
    book = OldWorkbook()
    sheet = book.add_sheet("年报")
    for r, row in enumerate(((1, 2.5), (70, 80), (3, 4))):
        for c, value in enumerate(row):
            sheet.write(r, c, value, easyxf(num_format_str="0.00" if value == 2.5 else "General"))
    sheet.row(1).hidden = True
    out = io.BytesIO()
    book.save(out)
    document = readers.read(out.getvalue())
    assert [[c and c.text for c in row] for row in first_grid(document).rows] == [["1", "2.50"], ["3", "4"]]
    assert document.doubts[0][0] == "source.hidden"


def test_a_picture_on_a_blank_cell_is_no_blank() -> None:
    def fill(book: Workbook) -> None:
        sheet = book.active
        assert sheet is not None
        sheet.append(["甲", "乙", "丙"])
        sheet.append([1, None, 3])
        out = io.BytesIO()
        PngImage.new("L", (4, 4)).save(out, "PNG")
        out.seek(0)
        sheet.add_image(Image(out), "B2")

    cell = first_grid(workbook(fill)).rows[1][1]
    assert cell and cell.opaque == "图片" and not cell.text


def test_a_large_workbook_is_refused_before_it_is_built() -> None:
    def far(book: Workbook) -> None:
        sheet = book.active
        assert sheet is not None
        for row in range(1, 100):
            sheet.cell(row, 1, 1)
            sheet.cell(row, 16000, 1)

    def merged(book: Workbook) -> None:
        sheet = book.active
        assert sheet is not None
        for row in range(1, 1001):
            sheet.cell(row, 1 + row % 2 * 300, 1)
        sheet.merged_cells.ranges = {CellRange("A1:XFD1048576")}

    for fill in (far, merged):
        with pytest.raises(Refusal, match="too-large"):
            workbook(fill)


def test_prose_with_commas_is_no_csv() -> None:
    prose = "申请人情况,自然人,总计如下。\n" + "本年新收政府信息公开申请, 共3件。\n" * 9
    assert readers.media_type(prose.encode()) == "text/plain"
    broken = '申请人情况,"自然人,总计\n' + "甲,1,2,3\n" * 9
    assert readers.media_type(broken.encode()) == "text/plain"
    thousands = "一、总体情况\n申请人情况\t自然人\t总计\n" + "2.重复申请\t7,007,756\t6,169,783\n" * 9
    assert readers.media_type(thousands.encode()) == "text/plain"
    assert readers.media_type(thousands.replace(",", "").replace("\t", ",").encode()) == "text/csv"


def record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def old_book(values: list[object], *records: bytes) -> bytes:
    """Return a workbook of Excel 97 with two rows, and at the end of its sheet records that xlwt cannot write."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("年报")
    for column, value in enumerate(values):
        sheet.write(0, column, f"列{column}")
        if value is None:
            sheet.write(1, column, "", xlwt.easyxf("borders: left thin"))
        else:
            sheet.write(1, column, value)
    stream = book.get_biff_data()
    out = io.BytesIO()
    CompoundDoc.XlsDoc().save(out, stream[:-4] + b"".join(records) + stream[-4:])
    return out.getvalue()


def old_rule(kind: int, operator: int, *values: int, colour: int = 9, struck: bool = False) -> bytes:
    """Return a conditional format on the second row with letters in that palette colour (9: white, 10: red)."""
    letters = bytearray(118)
    struct.pack_into("<I", letters, 68, 0x80 if struck else 0)
    struct.pack_into("<I", letters, 80, colour)
    struct.pack_into("<I", letters, 88, 0 if struck else 0x80)
    return old_rule_of(struct.pack("<IH", 1 << 26, 0) + letters, kind, operator, *values)


def old_format(code: str | int, first: int = 1) -> bytes:
    """Return a conditional format with that number format on the figures below ``first``."""
    if isinstance(code, int):
        return old_rule_of(struct.pack("<IHBB", 1 << 25, 0, 0, code), 1, 6, first)
    letters = code.encode("utf-16-le")
    return old_rule_of(struct.pack("<IHHHB", 1 << 25, 1, 5 + len(letters), len(code), 1) + letters, 1, 6, first)


def old_rule_of(dxf: bytes, kind: int, operator: int, *values: int) -> bytes:
    formulas = [b"\x1e" + struct.pack("<H", value) for value in values]
    sizes = [len(formula) for formula in formulas] + [0] * (2 - len(formulas))
    areas = struct.pack("<HH4HH4H", 1, 1, 1, 1, 0, 9, 1, 1, 1, 0, 9)
    return record(0x1B0, areas) + record(0x1B1, struct.pack("<BBHH", kind, operator, *sizes) + dxf + b"".join(formulas))


@pytest.mark.parametrize(
    ("rule", "doubted"),
    [
        (old_rule(1, 3, 0), [False, True, False]),
        (old_rule(1, 1, 3, 9), [True, False, True]),
        (old_rule(2, 0, 1), [True, True, True]),
        (old_rule(1, 3, 0, colour=10), [False, False, False]),
        (old_rule(1, 5, 4, colour=10, struck=True), [True, False, False]),
        (old_format("0;;", 9), [False, True, False]),
        (old_format(9, 4), [False, False, True]),  # 0% of a percentage: 300%
    ],
)
def test_conditional_formats_of_old_workbooks(rule: bytes, doubted: list[bool]) -> None:
    row = first_grid(readers.read(old_book([5, 0, 3], rule))).rows[1]
    assert [bool(cell and cell.doubt) for cell in row] == doubted


def test_pictures_and_boxes_of_old_workbooks() -> None:
    anchor = struct.pack("<HHI9H", 0, 0xF010, 18, 0, 1, 0, 1, 0, 1, 9, 1, 9)
    drawing = record(0xEC, struct.pack("<HHI", 15, 0xF004, 999) + anchor)
    text = record(0x1B6, struct.pack("<5HHHHH", 0, 0, 0, 0, 0, 2, 0, 0, 0)) + record(
        0x3C, b"\1" + "说明".encode("utf-16-le")
    )
    picture, box, note = (record(0x5D, struct.pack("<4H14x2H", 0x15, 0x12, kind, 1, 0, 0)) for kind in (8, 6, 0x19))
    document = readers.read(old_book([5, None, None], drawing + picture, box + text, note + text))
    row = first_grid(document).rows[1]
    assert [cell and (cell.text, cell.opaque) for cell in row] == [("5", ""), ("", "图片"), ("", "")]
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == ["说明"]
    assert document.doubts == (("source.comments", "“说明”"),)


# --------------------------------------------------------------------------- OpenDocument

STYLES = (
    '<style:style style:name="T1" style:family="text"><style:text-properties style:text-position="super 58%"/></style:style>'
    '<style:style style:name="T2" style:family="text"><style:text-properties style:text-line-through-style="solid"/>'
    "</style:style>"
    '<style:style style:name="T3" style:family="text"><style:text-properties text:display="none"/></style:style>'
    '<style:style style:name="S1" style:family="table"><style:table-properties table:display="false"/></style:style>'
    '<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="一, 二, 三, ..." '
    'style:num-suffix="、"/></text:list-style>'
)


def open_cells(*cells: str) -> str:
    return (
        "<table:table-row>" + "".join(f"<table:table-cell>{c}</table:table-cell>" for c in cells) + "</table:table-row>"
    )


def test_marks_hidden_words_and_pictures_in_cells_of_open_documents() -> None:
    cells = open_cells(
        '<text:p>12<text:span text:style-name="T1">①</text:span></text:p>',
        '<text:p><text:span text:style-name="T2">9</text:span>8</text:p>',
        '<text:p>3<text:span text:style-name="T3">5</text:span></text:p>',
        "<text:p><draw:frame><draw:image/></draw:frame></text:p>",
        "<text:p>4<text:note><text:note-citation>2</text:note-citation><text:note-body><text:p>注</text:p>"
        "</text:note-body></text:note></text:p>",
        "<text:p>7</text:p><office:annotation><text:p>批注6</text:p></office:annotation>",
        "<text:p>1<text:s text:c='3'/>2</text:p>",
        "",
    )
    document = readers.read(open_document("text", f"<table:table>{cells}</table:table>", STYLES))
    row = first_grid(document).rows[0]
    assert [c and c.text for c in row] == ["12", "8", "3", "", "4", "7", "1 2", ""]
    assert [bool(c and c.doubt) for c in row] == [True, True, True, True, True, False, False, False]
    assert row[3] and row[3].opaque == "图片" and row[2] and "看不见的文字“5”" in row[2].doubt
    assert [b.text for b in document.blocks if isinstance(b, Paragraph)] == ["注"]


def test_text_of_open_documents_in_order() -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>删去的</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        '<text:list text:style-name="L1"><text:list-item><text:p>总体情况</text:p></text:list-item></text:list>'
        "<text:p>正<text:tab/>文<draw:frame><draw:text-box><text:p>框里的</text:p></draw:text-box></draw:frame></text:p>"
        '<text:list text:style-name="L1" text:continue-numbering="true"><text:list-item><text:p>主动公开</text:p>'
        "</text:list-item></text:list>"
        '<text:section text:display="none"><text:p>看不见的</text:p></text:section>'
        '<text:h text:outline-level="2">标题</text:h>'
    )
    document = readers.read(open_document("text", body, STYLES))
    texts = [b.text for b in document.blocks if isinstance(b, Paragraph)]
    assert texts == ["一、总体情况", "正\t文", "框里的", "二、主动公开", "标题"]
    assert document.doubts[0][0] == "source.hidden" and "看不见的" in document.doubts[0][1]
    flat = f'<?xml version="1.0"?><office:document {OPEN_NAMES}><office:body><office:text>{body}</office:text></office:body></office:document>'
    assert "正\t文" in [b.text for b in readers.read(flat.encode()).blocks if isinstance(b, Paragraph)]


def test_what_is_raised_or_hidden_in_paragraphs_of_open_documents_is_told() -> None:
    body = (
        '<text:p>规章 70<text:span text:style-name="T1">1</text:span> 0<text:line-break/>行政许可 3</text:p>'
        "<text:p>收到8件<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>注</text:p>"
        "</text:note-body></text:note>。</text:p>"
    )
    first, second, third, *_ = (
        b for b in readers.read(open_document("text", body, STYLES)).blocks if isinstance(b, Paragraph)
    )
    assert [first.text, second.text, third.text] == ["规章 70¹ 0", "行政许可 3", "收到8件。"]
    assert not third.doubt


LOOKS = (
    '<style:style style:name="W" style:family="text"><style:text-properties fo:color="#ffffff"/></style:style>'
    '<style:style style:name="K" style:family="text"><style:text-properties fo:color="#000000" '
    'fo:background-color="#000000"/></style:style>'
    '<style:style style:name="Z" style:family="text"><style:text-properties fo:font-size="1pt"/></style:style>'
    '<style:style style:name="M" style:family="text" style:parent-style-name="B"><style:text-properties '
    'fo:font-size="50%"/></style:style>'
    '<style:style style:name="B" style:family="text"><style:text-properties fo:font-size="12pt"/></style:style>'
    '<style:style style:name="A" style:family="text"><style:text-properties style:use-window-font-color="true" '
    'loext:opacity="0%" xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"/></style:style>'
    '<style:style style:name="O" style:family="text" style:parent-style-name="A"><style:text-properties fo:color="#ff0000" '
    'loext:opacity="0%" xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"/></style:style>'
    '<style:style style:name="U" style:family="text"><style:text-properties style:text-position="-8% 100%"/></style:style>'
    '<style:style style:name="D" style:family="table-cell"><style:table-cell-properties fo:background-color="#000000"/>'
    '<style:text-properties fo:color="#ffffff"/></style:style>'
    '<style:style style:name="C" style:family="table-cell"><style:text-properties fo:color="#ffffff"/></style:style>'
)


def open_row(*cells: str, kind: str = "text", columns: str = "", more: str = "") -> list[tuple[str, bool, str]]:
    """Return (text, doubted, non-text content) of the cells of the last row of a table."""
    rows = "".join(
        cell if cell.startswith("<table:table-cell") else f"<table:table-cell>{cell}</table:table-cell>"
        for cell in cells
    )
    head = open_cells(*("<text:p>列</text:p>" for _ in cells))
    body = (
        f'<table:table table:name="年报">{columns}{head}<table:table-row>{rows}</table:table-row>{more}</table:table>'
    )
    last = first_grid(readers.read(open_document(kind, body, LOOKS))).rows[-1]
    return [(c.text, bool(c.doubt), c.opaque) if c else ("None", False, "") for c in last]


def spanned(style: str, text: str) -> str:
    return f'<text:span text:style-name="{style}">{text}</text:span>'


def test_letters_that_nobody_sees_in_cells_of_open_documents() -> None:
    doubted = [(f"<text:p>35{spanned(style, '8')}</text:p>", ("35", True, "")) for style in "WKZO"]
    cells = [*doubted, (f"<text:p>{spanned('W', '35')}</text:p>", ("", True, ""))]
    cells += [(f"<text:p>{spanned('B', '35')}{spanned('M', '1')}</text:p>", ("35", True, ""))]
    cells += [(f"<text:p>3{spanned('U', '5')}</text:p>", ("35", False, ""))]
    cells += [(f"<text:p>{spanned('A', '35')}</text:p>", ("35", False, ""))]
    dark = '<table:table-cell table:style-name="D"><text:p>35</text:p></table:table-cell>'
    assert open_row(*(c for c, _ in cells), dark) == [*(want for _, want in cells), ("35", False, "")]


def test_the_look_of_columns_rows_and_conditions_hides_cells_of_open_sheets() -> None:
    """A cell without a style of its own has the style of its column."""
    figure = '<table:table-cell office:value-type="float" office:value="{0}"><text:p>{0}</text:p></table:table-cell>'
    columns = '<table:table-column/><table:table-column table:default-cell-style-name="C"/><table:table-column/>'
    seen = open_row(figure.format(3), figure.format(5), figure.format(0), kind="spreadsheet", columns=columns)
    assert [doubted for _, doubted, _ in seen] == [False, True, False]
    rule = (
        '<calcext:conditional-formats xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
        '<calcext:conditional-format calcext:target-range-address="年报.A2:年报.C2">'
        '<calcext:condition calcext:apply-style-name="C" calcext:value="{}"/></calcext:conditional-format>'
        "</calcext:conditional-formats>"
    )
    for value, want in (
        ("=0", [False, False, True]),
        ("between(4,9)", [False, True, False]),
        ("formula-is(X)", [True] * 3),
    ):
        seen = open_row(
            figure.format(3), figure.format(5), figure.format(0), kind="spreadsheet", more=rule.format(value)
        )
        assert [doubted for _, doubted, _ in seen] == want, value


def test_number_formats_and_bars_of_open_sheets_hide_figures() -> None:
    """White figures by their number format, a bar in place of a figure and 0 shown as 无 by a rule were not seen."""
    figure = '<table:table-cell table:style-name="{1}" office:value-type="float" office:value="{0}"><text:p>{0}</text:p></table:table-cell>'
    style = '<style:style style:name="{0}" style:family="table-cell" style:data-style-name="{0}"/>'
    formats = {
        "white": '<style:text-properties fo:color="#ffffff"/><number:number number:decimal-places="0"/>',
        "none": "<number:text>无</number:text>",
        "plain": '<number:number number:decimal-places="2"/><number:text> </number:text>',
        "usual": "<number:number/>",
        "thousand": '<number:number number:decimal-places="0" number:display-factor="1000"/>',
        "mapped": '<style:text-properties fo:color="#ffffff"/><number:number/><style:map style:condition="value()&gt;=0" style:apply-style-name="usual"/>',
    }
    made = "".join(
        f'<number:number-style style:name="{name}">{held}</number:number-style>{style.format(name)}'
        for name, held in formats.items()
    )
    rule = '<calcext:conditional-format calcext:target-range-address="年报.{0}2:年报.{0}2">{1}</calcext:conditional-format>'
    named = '<calcext:condition calcext:apply-style-name="{}" calcext:value="&lt;9000"/>'
    bar = '<calcext:data-bar calcext:show-value="false"/>'
    rules = "".join(
        rule.format(column, named.format(name)) for column, name in zip("CDEFG", list(formats)[1:], strict=True)
    )
    cells = [figure.format(5, "white"), figure.format(5, "mapped"), *(figure.format(8000, "usual") for _ in range(6))]
    head = open_cells(*("<text:p>列</text:p>" for _ in cells))
    more = (
        '<calcext:conditional-formats xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
        f"{rules}{rule.format('H', bar)}</calcext:conditional-formats>"
    )
    table = (
        f'<table:table table:name="年报">{head}<table:table-row>{"".join(cells)}</table:table-row>{more}</table:table>'
    )
    row = first_grid(readers.read(open_document("spreadsheet", table, made))).rows[1]
    assert [bool(c and c.doubt) for c in row] == [True, False, True, False, False, True, True, True]


def test_a_figure_that_an_open_sheet_shows_as_another_is_doubted() -> None:
    figure = '<table:table-cell office:value-type="float" office:value="{}">{}</table:table-cell>'
    cells = (
        ("35", "<text:p>35</text:p>"),
        ("35", "<text:p/>"),
        ("35.4", "<text:p>35</text:p>"),
        ("1234", "<text:p>1,234</text:p>"),
        ("7", ""),
    )
    assert open_row(*(figure.format(*cell) for cell in cells), kind="spreadsheet") == [
        ("35", False, ""),
        ("", True, ""),
        ("35", True, ""),
        ("1,234", False, ""),
        ("7", False, ""),
    ]


def test_what_is_no_text_in_cells_of_open_documents_is_no_blank() -> None:
    field = 'xmlns:field="urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0"'
    entries = "".join(f'<field:param field:name="Dropdown_ListEntry" field:value="{n}"/>' for n in (3, 35))
    form = (
        f'<text:p><field:fieldmark {field} field:type="vnd.oasis.opendocument.field.FORMDROPDOWN">{entries}'
        '<field:param field:name="Dropdown_Selected" field:value="1"/></field:fieldmark></text:p>'
    )
    box = "<text:p><draw:custom-shape><text:p>7</text:p></draw:custom-shape></text:p>"
    object_ = "<text:p><draw:frame><draw:object/><draw:image/></draw:frame></text:p>"
    ruby = (
        "<text:p><text:ruby><text:ruby-base>35</text:ruby-base><text:ruby-text>1</text:ruby-text></text:ruby></text:p>"
    )
    assert open_row(form, box, object_, ruby, "<text:p><draw:control draw:control='c1'/></text:p>") == [
        ("35", True, ""),
        ("7", True, ""),
        ("", True, "嵌入的对象"),
        ("35", True, ""),
        ("", True, "控件"),
    ]


def test_a_figure_in_a_frame_of_its_cell_is_the_figure_of_an_open_document() -> None:
    """A table of one cell, a numbered paragraph and an index in a cell were passed over: the figure was a blank."""
    frame = "<table:table><table:table-row><table:table-cell>{}</table:table-cell></table:table-row></table:table>"
    picture = frame.format("<text:p><draw:frame><draw:image/></draw:frame></text:p>")
    table = f"<table:table>{open_cells('<text:p>1</text:p>', '<text:p>2</text:p>')}</table:table>"
    cells = open_cells(
        "<text:p>规章</text:p>",
        frame.format("<text:p>35</text:p>"),
        "<text:numbered-paragraph><text:p>36</text:p></text:numbered-paragraph>",
        "<text:table-of-content><text:index-body><text:p>37</text:p></text:index-body></text:table-of-content>",
        picture,
        f"<text:section>{frame.format('<text:p>38</text:p>')}</text:section>{table}",
    )
    first, inner = (b for b in readers.read(open_document("text", f"<table:table>{cells}</table:table>")).blocks)
    assert isinstance(first, Grid) and isinstance(inner, Grid)
    assert [c and (c.text, c.opaque) for c in first.rows[0]] == [
        ("规章", ""),
        ("35", ""),
        ("36", ""),
        ("37", ""),
        ("", "图片"),
        ("38", ""),
    ]
    assert [c and c.text for c in inner.rows[0]] == ["1", "2"]


def test_values_that_stand_alone_in_cells_of_open_sheets_are_read() -> None:
    """A cell without a paragraph shows its value: "/" was a blank; 0.25 is shown as a percentage that is unknown."""
    cell = '<table:table-cell office:value-type="{}" office:{}value="{}">{}</table:table-cell>'
    cells = (
        cell.format("string", "string-", "/", ""),
        cell.format("string", "string-", "甲", "<text:p>乙</text:p>"),
        cell.format("date", "date-", "2025-01-20", ""),
        cell.format("float", "", "7", ""),
        cell.format("percentage", "", "0.25", ""),
        cell.format("percentage", "", "0.25", "<text:p>25%</text:p>"),
        cell.format("percentage", "", "0.25", "<text:p>无</text:p>"),
    )
    assert [(text, doubted) for text, doubted, _ in open_row(*cells, kind="spreadsheet")] == [
        ("/", False),
        ("乙", False),
        ("2025-01-20", False),
        ("7", False),
        ("0.25", True),
        ("25%", False),
        ("无", True),
    ]


def test_numbers_of_lists_of_open_documents_are_those_of_their_styles() -> None:
    level = '<text:list-level-style-number text:level="{}" style:num-format="{}" style:num-suffix="、"{}/>'
    three = level.format(1, "甲, 乙, 丙, ...", "") + level.format(2, "", "")
    three += level.format(3, "1", ' text:display-levels="3"')
    styles = (
        f'<text:list-style style:name="A">{three}</text:list-style><text:list-style style:name="B">'
        + level.format(1, "I", ' text:start-value="4"')
        + '</text:list-style><style:style style:name="P" style:family="paragraph" style:list-style-name="B"/>'
    )
    deep = "<text:list><text:list-item><text:list><text:list-item><text:p>丁</text:p></text:list-item></text:list></text:list-item></text:list>"
    body = (
        '<text:list text:style-name="A"><text:list-header><text:p>题</text:p></text:list-header><text:list-item>'
        '<text:p>甲</text:p><text:p>续</text:p></text:list-item><text:list-item text:start-value="3"><text:p>丙</text:p>'
        f"{deep}</text:list-item></text:list>"
        '<text:list><text:list-item><text:p text:style-name="P">四</text:p></text:list-item></text:list>'
        "<text:list><text:list-item/></text:list>"
    )
    texts = [b.text for b in readers.read(open_document("text", body, styles)).blocks if isinstance(b, Paragraph)]
    assert texts == ["题", "甲、甲", "续", "丙、丙", "丙.1、丁", "IV、四"]


def test_a_table_in_a_shape_of_an_open_document_keeps_its_blanks() -> None:
    """LibreOffice writes a table in a shape with elements of its own: its cells were lines, its blanks were gone."""
    cells = "".join(f"<loext:table-cell><text:p>{text}</text:p></loext:table-cell>" for text in ("行政处罚", "", "35"))
    shape = (
        '<text:p><draw:custom-shape xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0">'
        f"<loext:table><loext:table-row>{cells}</loext:table-row></loext:table></draw:custom-shape></text:p>"
    )
    assert [c.text for c in first_grid(readers.read(open_document("text", shape))).rows[0] if c] == [
        "行政处罚",
        "",
        "35",
    ]


@pytest.mark.parametrize("covered", ["", "<table:covered-table-cell/>"])
def test_cells_behind_merged_cells_of_an_open_document_may_stand_without_covered_ones(covered: str) -> None:
    """pandoc writes no covered cells: 12 and 34 were taken for covered ones, and stood nowhere."""
    cell = "<table:table-cell{}><text:p>{}</text:p></table:table-cell>"
    tall, wide = ' table:number-rows-spanned="2"', ' table:number-columns-spanned="2"'
    rows = (
        cell.format(tall, "甲") + cell.format(wide, "乙") + covered + cell.format("", "12"),
        covered + "".join(cell.format("", text) for text in ("丙", "34", "56")),
    )
    table = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    grid = first_grid(readers.read(open_document("text", f"<table:table>{table}</table:table>")))
    assert [[cell and cell.text for cell in row] for row in grid.rows] == [
        ["甲", "乙", None, "12"],
        [None, "丙", "34", "56"],
    ]


def test_deletions_that_still_stand_in_open_documents_are_none_of_the_figure() -> None:
    changes = (
        '<text:tracked-changes><text:changed-region text:id="c1"><text:deletion/></text:changed-region>'
        '<text:changed-region text:id="c2"><text:insertion/></text:changed-region></text:tracked-changes>'
    )
    cells = open_cells(
        '<text:p>35<text:change-start text:change-id="c1"/>8<text:change-end text:change-id="c1"/></text:p>',
        '<text:p>3<text:change-start text:change-id="c2"/>5<text:change-end text:change-id="c2"/></text:p>',
    )
    row = first_grid(readers.read(open_document("text", f"{changes}<table:table>{cells}</table:table>"))).rows[0]
    assert [(c.text, bool(c.doubt)) for c in row if c] == [("35", True), ("35", False)]


def test_an_automatic_number_alone_in_a_cell_of_an_open_document_is_told() -> None:
    item = '<text:list text:style-name="L1"><text:list-item><text:p>{}</text:p></text:list-item></text:list>'
    cells = open_cells(item.format(""), item.format("35"), item.format("其他"))
    row = first_grid(readers.read(open_document("text", f"<table:table>{cells}</table:table>", STYLES))).rows[0]
    assert [(c.text, bool(c.doubt)) for c in row if c] == [("一", True), ("35", True), ("一、其他", False)]


def test_repeated_and_hidden_cells_of_open_sheets() -> None:
    rows = (
        open_cells("<text:p>甲</text:p>", "<text:p>乙</text:p>", "<text:p>丙</text:p>")
        + '<table:table-row><table:table-cell table:number-columns-repeated="3"><text:p>0</text:p></table:table-cell>'
        '<table:table-cell table:number-columns-repeated="16381"/></table:table-row>'
        + open_cells("<text:p>80</text:p>", "<text:p>81</text:p>").replace(
            "row>", 'row table:visibility="collapse">', 1
        )
        + open_cells("<text:p>4</text:p>", "", "<text:p>6</text:p>")
    )
    hidden = f'<table:table table:name="底稿" table:style-name="S1">{open_cells("<text:p>55</text:p>")}</table:table>'
    document = readers.read(
        open_document("spreadsheet", f'<table:table table:name="表">{rows}</table:table>{hidden}', STYLES)
    )
    found = [[c and c.text for c in row] for row in first_grid(document).rows]
    assert found == [["甲", "乙", "丙"], ["0", "0", "0"], ["4", "", "6"]]
    assert ["80、81" in document.doubts[0][1], "55" in document.doubts[1][1]] == [True, True]


@pytest.mark.parametrize(
    "row",
    [
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell><text:p>1</text:p></table:table-cell></table:table-row>',
        '<table:table-row><table:table-cell table:number-columns-repeated="900000000"><text:p>1</text:p></table:table-cell></table:table-row>',
        '<table:table-row><table:table-cell table:number-columns-repeated="900000000"/><table:table-cell><text:p>1</text:p>'
        "</table:table-cell></table:table-row>" + open_cells("<text:p>1</text:p>", "<text:p>1</text:p>"),
    ],
)
@pytest.mark.parametrize("kind", ["text", "spreadsheet"])
def test_hostile_repeats_in_open_documents_are_refused(row: str, kind: str) -> None:
    with pytest.raises(Refusal, match="too-large"):
        readers.read(open_document(kind, f"<table:table>{row}</table:table>"))


# --------------------------------------------------------------------------- mails and archives


def test_several_reports_in_one_file_are_refused_with_their_names() -> None:
    first, second = odt(content(REPORTS["dense"]())), xlsx(content(REPORTS["form 2019"]()))
    members = {"甲镇.odt": first, "乙镇.xlsx": second}
    for data in (zipped(members), mail(attached=members)):
        with pytest.raises(Refusal) as caught:
            readers.read(data)
        said = messages.of(caught.value)
        assert "甲镇.odt" in said and "乙镇.xlsx" in said and "2 份报告" in said


def test_names_in_gbk_and_names_that_leave_the_archive_do_no_harm() -> None:
    """Windows writes names in GBK without declaring it."""
    text = "2024年政府信息公开工作年度报告\n申请人情况"
    data = zipped({"../../aa.txt": text, "bb.txt": text})
    for plain, name in ((b"aa.txt", "甲".encode("gb18030") + b".txt"), (b"bb.txt", "乙".encode("gb18030") + b".txt")):
        assert len(plain) == len(name)
        data = data.replace(plain, name)
    with pytest.raises(Refusal) as caught:
        readers.read(data)
    assert "“甲.txt”、“乙.txt”" in messages.of(caught.value)


def test_what_is_inside_and_cannot_be_read_is_said() -> None:
    scan = b"%PDF-1.7\n broken"
    with pytest.raises(Refusal, match="truncated"):
        readers.read(zipped({"年报.pdf": scan}))
    with pytest.raises(Refusal, match="truncated"):
        readers.read(mail(attached={"年报.pdf": scan}))
    with pytest.raises(Refusal, match="inflating"):
        readers.read(zipped({"年报.txt": b"0" * 70_000_000}))
    with pytest.raises(Refusal, match="none-inside"):
        readers.read(zipped({}))


def test_a_mail_that_was_forwarded_as_an_attachment_is_read() -> None:
    """转发为附件 puts the whole mail into another one: only 请查收年报 was read, and refused as no report."""
    outer = message_from_bytes(mail(), _class=EmailMessage, policy=default)
    outer.add_attachment(message_from_bytes(mail(page=html(content(dense()))), policy=default))
    assert len([block for block in readers.read(outer.as_bytes()).blocks if isinstance(block, Grid)]) == 3


def test_a_saved_page_is_no_mail() -> None:
    saved = (
        b"From: <Saved by Blink>\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n"
    )
    assert readers.media_type(saved + b"Content-Type: text/html\n\n<p>x</p>\n--x--\n") == "multipart/related"
    assert readers.media_type(mail()) == "message/rfc822"


# --------------------------------------------------------------------------- OFD


def test_what_a_page_of_an_ofd_hides_or_raises_is_no_digit_of_its_figures() -> None:
    sheets = Sheets()
    for n in range(3):
        sheets.paragraph(f"第{n}段文字，说明这一年的政府信息公开工作情况，一切正常。")
    sheets.y = 100
    sheets.table([["规章", "行政许可", "行政处罚", "行政强制"], ["12", "34", "56", "78"]])
    base = 100 + 4 + 1.3 * 2.4 + 1.5
    sheets.text(20 + 0.5 + 2.6, base - 1.2, "①", 1.4)  # raised beside 12
    sheets.text(62.5 + 0.5 + 2.6, base, "9", 2.4, 'Visible="false"')  # hidden behind 34
    sheets.text(105 + 0.5 + 2.6, base, "8", 2.4, "", '<ofd:FillColor Value="255 255 255"/>')  # white, behind 56
    sheets.text(147.5, base, "水印7", 9, 'CTM="0.7 0.7 -0.7 0.7 0 0"', '<ofd:FillColor Value="200 200 200"/>')
    row = first_grid(readers.read(sheets.saved())).rows[-1]
    assert [c and c.text for c in row] == ["12", "34", "56", "78"]
    assert [bool(c and c.doubt) for c in row] == [True, True, True, False]


def test_places_of_letters_in_an_ofd_are_written_short() -> None:
    """``g 3 5`` means 5 5 5; a hostile count is limited to the number of letters."""
    sheets = Sheets()
    sheets.paragraph("这一行有二十来个字，说明这一年的政府信息公开工作情况。")
    sheets.pages[0].append(
        '<ofd:PageBlock><ofd:TextObject Boundary="20 60 150 10" Size="4"><ofd:TextCode X="0" Y="4" DeltaX="g 99999999 4">'
        "总体情况一切正常</ofd:TextCode></ofd:TextObject></ofd:PageBlock>"
    )
    texts = [b.text for b in readers.read(sheets.saved()).blocks if isinstance(b, Paragraph)]
    assert texts[-1] == "总体情况一切正常"


def ofd_figures(
    marks: str, members: Mapping[str, str] | None = None, **changed: tuple[str, str]
) -> list[tuple[str, bool]]:
    """Return (text, doubted) of the figures 12, 34, 56, 78 on a page with other marks behind its table. ``changed``:
    texts of the document or the page → texts in their place."""
    sheets = Sheets()
    for n in range(3):
        sheets.paragraph(f"第{n}段文字，说明这一年的政府信息公开工作情况，一切正常。")
    sheets.y = 100
    sheets.table([["规章", "行政许可", "行政处罚", "行政强制"], ["12", "34", "56", "78"]])
    sheets.pages[0].append(marks)
    with zipfile.ZipFile(io.BytesIO(sheets.saved())) as archive:
        held = {name: archive.read(name).decode() for name in archive.namelist()}
    for part, (old, new) in changed.items():
        name = {"document": "Doc_0/Document.xml", "page": "Doc_0/Pages/P0/Content.xml"}[part]
        assert old in held[name]
        held[name] = held[name].replace(old, new, 1)
    spaced = {
        name: text.replace(">", ' xmlns:ofd="http://www.ofdspec.org/2016">', 1)
        for name, text in (members or {}).items()
    }
    row = first_grid(readers.read(zipped({**held, **spaced}))).rows[-1]
    return [(c.text, bool(c.doubt)) for c in row if c]


def beside_34(size: str = "2.4", text: str = "9", attributes: str = "", inner: str = "") -> str:
    return (
        f'<ofd:TextObject ID="9" Boundary="65.6 105 20 6" Size="{size}" {attributes}>{inner}'
        f'<ofd:TextCode X="0" Y="2.74">{text}</ofd:TextCode></ofd:TextObject>'
    )


PLAIN = [("12", False), ("34", False), ("56", False), ("78", False)]
DOUBTED = [("12", False), ("34", True), ("56", False), ("78", False)]
WHITE_PARAM = '<ofd:DrawParam ID="{}"{}><ofd:FillColor Value="255 255 255"/></ofd:DrawParam>'


def test_the_colour_of_a_layer_of_an_ofd_is_that_of_its_texts() -> None:
    """White digits were read as digits of the figure when their layer, another parameter or the page named the colour."""
    assert ofd_figures(beside_34()) == [("12", False), ("349", False), ("56", False), ("78", False)]
    assert ofd_figures(beside_34(inner='<ofd:FillColor Value="#FF #ff #FF"/>')) == DOUBTED
    common = {"document": ("</ofd:PageArea>", "</ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes>")}
    white = WHITE_PARAM.format(5, "")
    chained = white + '<ofd:DrawParam ID="6" Relative="5"/><ofd:DrawParam ID="7" Relative="7"/>'
    public = {"Doc_0/PublicRes.xml": f"<ofd:Res><ofd:DrawParams>{chained}</ofd:DrawParams></ofd:Res>"}
    layer = f'</ofd:Layer><ofd:Layer DrawParam="5">{beside_34()}'
    assert ofd_figures(layer, public, **common) == DOUBTED
    assert ofd_figures(beside_34(attributes='DrawParam="6"'), public, **common) == DOUBTED
    assert ofd_figures(beside_34(attributes='DrawParam="7"'), public, **common)[1] == ("349", False)
    assert ofd_figures(beside_34(inner='<ofd:FillColor Value="255,255,255"/>')) == DOUBTED
    own = {"Doc_0/Pages/P0/Res.xml": f"<ofd:Res><ofd:DrawParams>{white}</ofd:DrawParams></ofd:Res>"}
    page = {"page": ("<ofd:Content>", "<ofd:PageRes>Res.xml</ofd:PageRes><ofd:Content>")}
    assert ofd_figures(beside_34(attributes='DrawParam="5"'), own, **page) == DOUBTED


def ofd_area(corners: str, fill: str = "", more: str = "") -> str:
    return (
        f'<ofd:PathObject Boundary="0 0 210 297" Stroke="false" Fill="true" {more}>{fill}'
        f"<ofd:AbbreviatedData>{corners}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def test_what_covers_the_figures_of_an_ofd_is_what_is_painted_above_them() -> None:
    square = "M 63 104 L 104 104 L 104 111 L 63 111 C"
    assert ofd_figures(ofd_area(square))[1] == ("", True)
    assert ofd_figures(f'</ofd:Layer><ofd:Layer Type="Background">{ofd_area(square, PALE)}') == PLAIN
    ring = "M 19.5 99.5 L 190.5 99.5 L 190.5 109.74 L 19.5 109.74 C M 20 100 L 190 100 L 190 109.24 L 20 109.24 C"
    assert ofd_figures(ofd_area(ring, more='Rule="Even-Odd"')) == PLAIN
    shaded = '<ofd:FillColor><ofd:AxialShd StartPoint="0 0" EndPoint="9 9"/></ofd:FillColor>'
    assert ofd_figures(f'</ofd:Layer><ofd:Layer Type="Background">{ofd_area(square, shaded)}') == PLAIN
    cover = {
        "Doc_0/Tpls/T.xml": f"<ofd:Page><ofd:Content><ofd:Layer>{ofd_area(square, PALE)}</ofd:Layer></ofd:Content></ofd:Page>"
    }
    template = '</ofd:PageArea><ofd:TemplatePage ID="8" BaseLoc="Tpls/T.xml"{}/>'
    for order, covered in (("", False), (' ZOrder="Foreground"', True)):
        for at in ("document", "page"):
            use = f'<ofd:Template TemplateID="8"{order if at == "page" else ""}/><ofd:Content>'
            changed = {
                "document": ("</ofd:PageArea>", template.format(order if at == "document" else "")),
                "page": ("<ofd:Content>", use),
            }
            assert (ofd_figures("", cover, **changed)[1] == ("", True)) == covered


PALE = '<ofd:FillColor Value="221 235 247"/>'


def test_graphics_that_a_page_of_an_ofd_places_are_text() -> None:
    """The text of a composite object was a picture; one that contains itself stays one."""
    unit = (
        '<ofd:Res><ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="4" Width="40" Height="10"><ofd:Content>'
        '<ofd:TextObject Boundary="0 0 40 6" Size="2.4"><ofd:TextCode X="0" Y="2.74">5</ofd:TextCode></ofd:TextObject>'
        '<ofd:CompositeObject Boundary="300 300 10 10" ResourceID="4"/>'
        "</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits></ofd:Res>"
    )
    common = {"document": ("</ofd:PageArea>", "</ofd:PageArea><ofd:DocumentRes>Res.xml</ofd:DocumentRes>")}
    placed = '<ofd:CompositeObject Boundary="65.6 105 20 6" ResourceID="4"{}/>'
    assert ofd_figures(placed.format(""), {"Doc_0/Res.xml": unit}, **common)[1] == ("345", False)
    assert ofd_figures(placed.format(' Visible="false"'), {"Doc_0/Res.xml": unit}, **common) == DOUBTED


def test_characters_of_an_ofd_that_are_turned_or_painted_otherwise() -> None:
    """A 6 that is turned over is seen as a 9: it was a digit of the figure. Outlined letters are seen."""
    assert ofd_figures(beside_34(text="6", attributes='CharDirection="180"'))[1] == ("346", True)
    assert ofd_figures(beside_34(attributes='CTM="-1 0 0 1 2 0"'))[1][1]
    assert ofd_figures(beside_34(attributes='Fill="false"')) == DOUBTED
    assert ofd_figures(beside_34(attributes='Fill="false" Stroke="true"'))[1] == ("349", False)
    for white in ('Value="0 0 0 0"', 'Value="255"', 'Value="0 0 0" Alpha="0"'):
        assert ofd_figures(beside_34(inner=f"<ofd:FillColor {white}/>")) == DOUBTED
    down = beside_34().replace('Y="2.74"', 'Y="2.74" DeltaY="1.2"').replace(">9<", ">98<")
    assert ofd_figures(down)[1][1], "the 8 stands below the row"
    curves = ofd_area("M 70 106 Q 71 106 72 107 B 1 1 2 2 74 106 A 3 2 0 1 1 70 106")
    assert ofd_figures(curves) == PLAIN and ofd_figures('<ofd:PathObject Boundary="0 0 9 9" Stroke="false"/>') == PLAIN
    with pytest.raises(Refusal, match="too-large"):
        ofd_figures(ofd_area("L 1 1 " * 200_000))


def test_what_was_written_on_a_page_of_an_ofd_is_told() -> None:
    """A figure that was crossed out, painted over or added above the page was read as if nothing stood there."""
    index = '<ofd:Annotations><ofd:Page PageID="0"><ofd:FileLoc>P0/Annotation.xml</ofd:FileLoc></ofd:Page></ofd:Annotations>'
    changed = {"document": ("</ofd:Pages>", "</ofd:Pages><ofd:Annotations>Annots/Annotations.xml</ofd:Annotations>")}

    def figures(kind: str, marks: str, more: str = "") -> list[tuple[str, bool]]:
        note = (
            f'<ofd:PageAnnot><ofd:Annot ID="20" Type="{kind}"{more}><ofd:Appearance Boundary="0 0 210 297">{marks}'
            "</ofd:Appearance></ofd:Annot></ofd:PageAnnot>"
        )
        members = {"Doc_0/Annots/Annotations.xml": index, "Doc_0/Annots/P0/Annotation.xml": note}
        return ofd_figures("", members, **changed)

    square = ofd_area("M 63 104.7 L 104 104.7 L 104 109.1 L 63 109.1 C", '<ofd:FillColor Value="255 255 255"/>')
    assert figures("Path", square) == [("12", False), ("", True), ("56", False), ("78", False)]
    assert figures("Stamp", beside_34()) == DOUBTED
    frame = ofd_area("M 80 102 L 100 102 L 100 108 L 80 108 C").replace('Fill="true"', "").replace('Stroke="false"', "")
    assert figures("Stamp", frame) == PLAIN
    struck = '<ofd:PathObject Boundary="0 0 210 297"><ofd:AbbreviatedData>M 64 106.9 L 70 106.9</ofd:AbbreviatedData></ofd:PathObject>'
    assert figures("Path", struck)[1] != ("34", False)
    assert figures("Stamp", '<ofd:ImageObject Boundary="20 100 90 9" ResourceID="5"/>') == PLAIN
    assert figures("Watermark", beside_34()) == figures("Path", square, ' Visible="false"') == PLAIN


def test_the_sheet_of_an_ofd_may_begin_anywhere() -> None:
    box = ("<ofd:PhysicalBox>0 0 210 297", "<ofd:PhysicalBox>-300 -400 510 697")
    assert ofd_figures("", document=box) == PLAIN
    moved = ("<ofd:PhysicalBox>0 0 210 297", "<ofd:PhysicalBox>10 20 200 277")
    assert ofd_figures("", document=moved) == PLAIN


def test_pages_of_pictures_in_an_ofd_are_scans() -> None:
    sheets = Sheets()
    sheets.pages[0].append('<ofd:ImageObject Boundary="0 0 210 297" ResourceID="5"/>')
    with pytest.raises(Refusal, match="scanned"):
        readers.read(sheets.saved())


# --------------------------------------------------------------------------- RTF


def test_marks_and_unseen_words_in_cells_of_rtf() -> None:
    cells = (
        r"12{\super 1}\cell 8{\strike 9}\cell 3{\v 5}\cell 4{\deleted 6}\cell {\*\unknown 7{\fldrslt 6}}\cell 1\u31532?\cell "
        r"7\par 8\cell\row"
    )
    looks = "".join(rf"\cellx{n * 500}" for n in range(1, 8))
    document = readers.read(
        (r"{\rtf1\ansi\ansicpg936{\info{\title x}}\trowd" + looks + r"\pard\intbl " + cells + "}").encode()
    )
    row = first_grid(document).rows[0]
    assert [c and c.text for c in row] == ["12", "8", "3", "4", "", "1第", "7\n8"]
    assert [bool(c and c.doubt) for c in row] == [True, True, True, True, False, False, False]


def rtf_row(*cells: str, looks: str = "", head: str = "") -> list[tuple[str, bool, str]]:
    """Return (text, doubted, non-text content) of each cell of a row; ``looks`` is inserted before the end of the last
    cell."""
    edges = "".join(rf"{looks if n == len(cells) else ''}\cellx{n * 900}" for n in range(1, len(cells) + 1))
    body = "".join(rf"\pard\intbl {cell}\cell " for cell in cells)
    colours = r"{\colortbl;\red255\green255\blue255;\red0\green0\blue0;\red250\green0\blue0;}"
    data = rf"{{\rtf1\ansi\ansicpg936{colours}\trowd\trleft-100{edges}{body}\row\pard {head}\par}}"
    return [
        (c.text, bool(c.doubt), c.opaque) if c else ("None", False, "")
        for c in first_grid(readers.read(data.encode())).rows[0]
    ]


def test_letters_that_nobody_sees_in_cells_of_rtf() -> None:
    """Cases: white on white, black on black, too small, the colour of the cell."""
    assert rtf_row(r"35{\cf1 8}", r"{\cf3 35}", r"35{\cf2\chcbpat2 8}", r"35{\fs2 8}", r"{\cf1 35}") == [
        ("35", True, ""),
        ("35", False, ""),
        ("35", True, ""),
        ("35", True, ""),
        ("", True, ""),
    ]
    assert rtf_row("0", r"\cf1 35", looks=r"\clcbpat2")[1] == ("35", False, "")
    assert rtf_row("0", r"\cf2 35", looks=r"\clcfpat2\clcbpat1\clshdng10000")[1][1]


def test_small_digits_in_cells_of_rtf_are_marks() -> None:
    assert rtf_row(r"\fs24 35{\fs12 1}", r"\fs24 3{\fs21 5}", r"35{\up6 1}", r"3{\dn1 5}") == [
        ("35", True, ""),
        ("35", False, ""),
        ("35", True, ""),
        ("35", False, ""),
    ]


def test_a_text_box_of_rtf_between_paragraphs_is_text() -> None:
    data = rb"{\rtf1\ansi \pard Above{\shp{\*\shpinst{\shptxt \pard one 5\par two\par}}} rest\par\pard Below\par}"
    found = [(b.text, b.doubt) for b in readers.read(data).blocks if isinstance(b, Paragraph)]
    assert found == [("one 5", ""), ("two", ""), ("Above rest", ""), ("Below", "")]


def test_what_is_no_text_in_cells_of_rtf_is_no_blank() -> None:
    picture = r"{\*\shppict{\pict\picwgoal300\pichgoal300\pngblip 89504e47}}{\nonshppict{\pict\wmetafile8 0100}}"
    form = r"{\field{\*\fldinst{FORMDROPDOWN {\*\formfield{\fftype2\ffres1{\*\ffl 3}{\*\ffl 35}}}}}{\fldrslt{}}}"
    box = r"{\shp{\*\shpinst{\sp{\sn x}{\sv 1}}{\shptxt \pard 7\par}}{\shprslt{\*\do 7}}}"
    built = r"{\mmath{\*\moMath{\*\mf{\*\mnum 1}{\*\mden 2}}}}"
    assert rtf_row(picture, "{\\object{\\*\\objdata 01}{\\result 9}}", form, box, built, r"{\*\moMath 35}") == [
        ("", True, "图片"),
        ("", True, "嵌入的对象"),
        ("35", True, ""),
        ("7", True, ""),
        ("", True, "公式"),
        ("35", True, ""),
    ]
    ruby = r"{\field{\*\fldinst{ EQ \\\\o(35,1)}}{\fldrslt{}}}"
    assert rtf_row(ruby)[0][2].startswith("域代码")


def test_a_note_in_a_cell_of_rtf_is_read_after_the_text() -> None:
    note = r"35{\super\chftn{\footnote\chftn\pard Carried over: 9\par}}"
    data = rf"{{\rtf1\trowd\cellx900\cellx1800\pard\intbl {note}\cell 0\cell\row\pard End\par}}".encode()
    document = readers.read(data)
    grid = first_grid(document)
    assert [(c.text, bool(c.doubt)) for c in grid.rows[0] if c] == [("35", True), ("0", False)]
    assert [b.text for b in document.blocks if isinstance(b, Paragraph)] == ["End", "Carried over: 9"]


def test_tables_in_cells_and_numbers_of_lists_in_rtf() -> None:
    inner = (
        r"A\par\pard\intbl\itap2 1\par\pard\intbl\itap2 5\nestcell{\nonesttables\par}2\nestcell"
        r"{\*\nesttableprops\trowd\cellx300\cellx600\nestrow}{\nonesttables\par}\pard\intbl\itap1 "
    )
    data = rf"{{\rtf1\trowd\cellx900\cellx1800\pard\intbl {inner}\cell 0\cell\row\pard End\par}}".encode()
    outer, nested = [block for block in readers.read(data).blocks if isinstance(block, Grid)]
    assert [[c and c.text for c in row] for row in outer.rows] == [["A", "0"]]
    assert [[c and c.text for c in row] for row in nested.rows] == [["1\n5", "2"]]
    number = r"{\listtext\pard 1.\tab}"
    assert rtf_row(rf"{number}\u20854?\u20182?", rf"{number}35", number)[:2] == [
        ("1.\t其他", False, ""),
        ("35", True, ""),
    ]
    assert rtf_row("0", number)[1] == ("1", True, "")


def test_hostile_rtf_ends() -> None:
    with pytest.raises(Refusal, match="damaged"):
        readers.read(b"{\\rtf1" + b"{" * 100_000)
    with pytest.raises(Refusal, match="too-large"):
        readers.read(b"{\\rtf1" + b"\\cell" * 70_000)
    assert not readers.read(b"{\\rtf1\\bin999999999 x}").blocks


def test_a_row_that_alone_ends_early_keeps_its_columns_and_is_doubted() -> None:
    """The sheet proves the columns, but its author may have lost a cell before. Trailing blanks that are not stored are
    blanks; OpenDocument stores all cells."""

    def fill(lost: int) -> Callable[[Workbook], None]:
        def rows(book: Workbook) -> None:
            sheet = book.active
            assert sheet is not None
            for row in range(12):
                sheet.append([row, 1, 2][: 2 if row < lost else 3])

        return rows

    for lost, doubted in ((1, True), (6, False)):
        rows = first_grid(workbook(fill(lost))).rows
        assert [(c.text, bool(c.doubt)) for c in rows[0] if c] == [("0", False), ("1", False), ("", doubted)]
        assert not any(c.doubt for row in rows[1:] for c in row if c)
    open_rows = [open_cells(*(f"<text:p>{n}</text:p>" for n in range(2 if row < 1 else 3))) for row in range(12)]
    body = f'<table:table table:name="表">{"".join(open_rows)}</table:table>'
    first = first_grid(readers.read(open_document("spreadsheet", body, STYLES))).rows[0]
    assert [c and (c.text, c.doubt) for c in first] == [("0", ""), ("1", ""), ("", "")]
