"""Make ``fixtures/reports/o01_office_suite.pdf``: a report as an office suite prints it, with all known traps.

    python tests/made_office.py

It contains white boxes behind every run of text, tables cut at the page edge without a rule, figures with another font,
size and baseline than their labels, labels that lost or gained characters, （六）其他处理 as one row beside a table 2 of the
form of 2021, totals that do not add up, and file properties in a broken encoding. It imitates published reports."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from made_pdf import Sheet, pdf

PAIR = Path(__file__).parent / "fixtures" / "reports" / "o01_office_suite"
SONG, TIMES = 2, 3
INFO = (
    "/Creator(\xff\xfeW\x00P\x00S\x00 \x00\xa1eW[\\(\x00W\x00r\x00i\x00t\x00e\x00r\x00\\)\x00)"
    "/Title(\xff\xfe:y\x8bO2\x000\x002\x003\x00t^\xa5b\x4aT)/Author(\xff\xfe\x89s\x8b[:_)"
)
AGENCY = "示例市庚区人民政府"
TITLE = (AGENCY, "2023年政府信息公开工作年度报告")
# Lines as they wrap on the page; a new paragraph begins with the two blanks of the original.
PREAMBLE = (
    "　　本报告由示例市庚区人民政府办公室根据《中华人民共和国政府信",
    "息公开条例》（国令第 711 号）要求编制。报告中所列数据统计期限自",
    "2023 年 1 月 1 日起至 2023 年 12 月 31 日止。如对本报告有疑问，",
    "请与区人民政府办公室联系（地址：庚区人民路 90 号 ， 邮 编 ：",
    "000000 ， 电 话 ： 0000-00000000）。",
)
OVERVIEW = (
    "　　2023 年，庚区人民政府全面贯彻落实《条例》要求，不断完善信息",
    "公开制度，推进政府信息公开工作规范、有序、健康发展 。",
    "　　（一）主动公开情况。全年在政府网站主动公开政府信息 1136 条。",
    "　　（二）依申请公开情况。2023 年全区受理政府信息公开申请 26 件，",
    "均在法定期限内答复。",
    "　　（三）政府信息管理情况。",
    "　　加强区政府门户网站及政务新媒体日常管理，执行信息审核发布制",
    "度。严格执行“分",
)
OVERVIEW_2 = (
    "级审核、先审后发”程序，落实“三审三校”制度，从严从实把好政治",
    "关、法律关、政策关，未经审核的信息一律不准发布。",
    "　　（四）监督保障情况。形成工作清单，做到任务具体、责任明确。",
)
PROBLEMS = (
    "　　2023 年，我区政府信息公开工作取得一定的成效，但仍存在一定差",
    "距。针对存在问题，下一步，将切实抓好以下工作：一是推进依申请公",
    "开工作；二是优化政策解读、关切回应等工作；三是继续加强业务指导",
)
PROBLEMS_2 = ("培训，不断提高工作人员的业务工作水平。",)
OTHER = ("　　2023 年，全年收取政府信息公开信息处理费 0 元。",)
TABLE_2 = {
    "1.rules": ["0", "0", "0"],
    "1.docs": ["2", "5", "17"],
    "5.permit": ["648"],
    "6.penalty": ["4207"],
    "6.coercion": ["183"],
    "8.fee": ["6541.37"],
}
ZERO = ["0"] * 7


def natural(number: int) -> list[str]:
    """Return a row in which all requests of the district come from natural persons."""
    return [str(number), *ZERO[1:6], str(number)]


# (key, label as printed, values); the label may have lost or gained characters
TOP = (("1", "一、本年新收政府信息公开申请数量", natural(26)), ("2", "二、上年结转政府信息公开申请数量", natural(1)))
RESULTS = (
    ("3.1", "（一）予以公开", natural(3)),
    ("3.2", "（二）部分公开（区分处理的，只计这一情 形，\n不计其他情形）", natural(4)),
)
REFUSED = (
    ("3.3.1", "1.属于国家秘密", natural(1)),
    ("3.3.2", "2.其他法律行政止公开", ZERO),
    ("3.3.3", "3.危及“三安全一稳定”", ZERO),
    ("3.3.4", "4.保护第三方合法权益", natural(2)),
    ("3.3.5", "5.属于三类内部事务信息", ZERO),
    ("3.3.6", "6.属于四类过程性信息", natural(1)),
    ("3.3.7", "7.属于行政执法案卷", ZERO),
    ("3.3.8", "8.属于行政查询事项", ZERO),
)
UNAVAILABLE = (
    ("3.4.1", "1.本机关不掌握相关政府信息", natural(10)),
    ("3.4.2", "2.没有现成信息需要另行制作", natural(4)),
)
UNAVAILABLE_2 = (("3.4.3", "3.补正后申请内容仍不明确", ZERO),)
NOT_PROCESSED = (
    ("3.5.1", "1.信访举报投诉类申请", natural(1)),
    ("3.5.2", "2.重复申请", ZERO),
    ("3.5.3", "3.要求提供公开出版物", ZERO),
    ("3.5.4", "4.无正当理由大量反复 申请", ZERO),
    ("3.5.5", "5.要求行政机关确认或重 新\n出具已获取信息", ZERO),
)
LAST = (("3.6", "（六）其他处理", ZERO), ("3.7", "（七）总计", natural(26)))
CARRIED_OUT = ("4", "四、结转下年度继续办理", natural(1))
REVIEW = ["7", "1", "0", "0", "0", "0", "0", "0", "0", "0", "3", "0", "0", "0", "0"]  # two totals are printed as 0


@dataclass(frozen=True)
class Table:
    """Cells between rules at ``xs`` and ``ys``. ``open_top`` and ``open_bottom`` mean that the page edge cuts the table
    and no rule is drawn there."""

    sheet: Sheet
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    open_top: bool = False
    open_bottom: bool = False

    def cell(self, rows: tuple[int, int], columns: tuple[int, int], text: str, *, size: float = 8.4, font: int = SONG,
             left: bool = False, bold: bool = False, grey: float = 1, lift: float = 0) -> None:  # fmt: skip
        """Draw text centred in a box, ``lift`` points higher; ``bold`` text is drawn twice, as office suites do."""
        x0, x1, top, bottom = self.xs[columns[0]], self.xs[columns[1]], self.ys[rows[0]], self.ys[rows[1]]
        self.sheet.fill(x0, top, x1, bottom, grey)
        for a, b in ((x0, x0), (x1, x1)):
            self.sheet.line(a, top, b, bottom)
        if not (self.open_top and rows[0] == 0):
            self.sheet.line(x0, top, x1, top)
        if not (self.open_bottom and rows[1] == len(self.ys) - 1):
            self.sheet.line(x0, bottom, x1, bottom)
        lines = text.split("\n")
        for at, line in enumerate(lines):
            wide = sum(size / 2 if char < "\u2e80" else size for char in line)
            x = x0 + 3 if left else (x0 + x1 - wide) / 2
            y = (top + bottom) / 2 + (at - len(lines) / 2) * (size + 2) - lift
            for shift in (0, 0.2) if bold else (0,):
                self.sheet.text(x + shift, y, line, size, font=font)

    def values(self, row: int, columns: int, values: list[str]) -> None:
        """Draw one figure in each cell from column ``columns`` on, larger than the labels and higher."""
        for at, value in enumerate(values, columns):
            self.cell((row, row + 1), (at, at + 1), value, size=14, lift=2)


def prose(sheet: Sheet, top: float, lines: tuple[str, ...]) -> float:
    for line in lines:
        sheet.fill(74, top, 519, top + 27, 1)
        x = 78.0
        for char in line:
            latin = char < "\u2e80" and not char.isspace()
            sheet.text(x, top + 6, char, 14, font=TIMES if latin else SONG)
            x += 7 if char < "\u2e80" else 14
        top += 27
    return top


def heading(sheet: Sheet, top: float, text: str) -> float:
    sheet.fill(74, top, 519, top + 28, 1)
    sheet.text(106, top + 6, text, 15.9, font=SONG)
    return top + 28


def pages() -> tuple[Sheet, ...]:
    one, two, three, four, five = (Sheet() for _ in range(5))
    for at, line in enumerate(TITLE):
        one.fill(74, 80 + 30 * at, 519, 110 + 30 * at, 1)
        one.text((595 - 20 * len(line)) / 2, 84 + 30 * at, line, 20, font=SONG)
    top = prose(one, 160, PREAMBLE)
    prose(one, heading(one, top, "一、总体情况"), OVERVIEW)

    top = heading(two, prose(two, 80, OVERVIEW_2), "二、主动公开政府信息情况")
    ys = tuple(top + 36 * at for at in range(8))
    table = Table(two, (76, 188, 298, 408, 517), ys, open_bottom=True)
    table.cell((0, 1), (0, 4), "第二十条第（一）项", grey=0.8, size=12)
    for at, name in enumerate(("信息内容", "本年制发件数", "本年废止件数", "现行有效件数")):
        table.cell((1, 2), (at, at + 1), name, size=12, bold=True)
    for row, (key, label) in enumerate((("1.rules", "规章"), ("1.docs", "行政规范性文件")), 2):
        table.cell((row, row + 1), (0, 1), label, size=12, left=True)
        for at, value in enumerate(TABLE_2[key], 1):
            table.cell((row, row + 1), (at, at + 1), value, size=12, font=TIMES)
    table.cell((4, 5), (0, 4), "第二十条第（五）项", grey=0.8, size=12)
    _wide_row(table, 5, "信息内容", "本年处理决定数量", bold=True)
    _wide_row(table, 6, "行政许可", TABLE_2["5.permit"][0])

    table = Table(three, (76, 188, 298, 408, 517), tuple(80 + 34 * at for at in range(8)), open_top=True)
    table.cell((0, 1), (0, 4), "第二十条第（六）项", grey=0.8, size=12)
    _wide_row(table, 1, "信息内容", "本年处理决定数量", bold=True)
    _wide_row(table, 2, "行政处罚", TABLE_2["6.penalty"][0])
    _wide_row(table, 3, "行政强制", TABLE_2["6.coercion"][0])
    table.cell((4, 5), (0, 4), "第二十条第（八）项", grey=0.8, size=12)
    _wide_row(table, 5, "信息内容", "本年收费金额（单位：万元）", bold=True)
    _wide_row(table, 6, "行政事业性收费", TABLE_2["8.fee"][0])
    top = heading(three, 334, "三、收到和处理政府信息公开申请情况")
    _requests(three, top)
    top = heading(four, _requests_rest(four), "四、政府信息公开行政复议、行政诉讼情况")
    top = prose(four, heading(four, _review(four, top), "五、存在的主要问题及改进情况"), PROBLEMS)
    prose(five, heading(five, prose(five, 80, PROBLEMS_2), "六、其他需要报告的事项"), OTHER)
    sheets = (one, two, three, four, five)
    for number, sheet in enumerate(sheets, 1):
        sheet.text(460, 794, f"- {number} -", 12.9, font=TIMES)
    return sheets


def _wide_row(table: Table, row: int, label: str, text: str, *, bold: bool = False) -> None:
    table.cell((row, row + 1), (0, 1), label, size=12, left=not bold, bold=bold)
    table.cell((row, row + 1), (1, 4), text, size=12, bold=bold, font=SONG if bold else TIMES)


VALUES = (310, 342, 370, 398, 427, 455, 483, 517)


def _requests(sheet: Sheet, top: float) -> None:
    heights = (29, 29, 57, 22, 22, 20, 33, *[20] * 10)
    ys = (top, *(top + sum(heights[: at + 1]) for at in range(len(heights))))
    table = Table(sheet, (77, 104, 180, *VALUES), ys, open_bottom=True)
    table.cell((0, 3), (0, 3), "（本列数据的勾稽关系为：第一项加第二项之和， 等\n于第三项加第四项之和）", left=True)
    table.cell((0, 1), (3, 10), "申请人情况")
    table.cell((1, 3), (3, 4), "自然\n人")
    table.cell((1, 2), (4, 9), "法人或其他组织")
    table.cell((1, 3), (9, 10), "总计")
    for at, name in enumerate(("商业\n企业", "科研\n机构", "社会\n公益\n组织", "法律\n服务\n机构", "其他"), 4):
        table.cell((2, 3), (at, at + 1), name)
    for row, (_, label, values) in enumerate(TOP, 3):
        table.cell((row, row + 1), (0, 3), label, bold=True, left=True)
        table.values(row, 3, values)
    table.cell((5, 17), (0, 1), "\n".join("三、本年度办理结果"), size=12)
    for row, (_, label, values) in enumerate(RESULTS, 5):
        table.cell((row, row + 1), (1, 3), label, left=True)
        table.values(row, 3, values)
    table.cell((7, 15), (1, 2), "（三）不予公开", left=True)
    table.cell((15, 17), (1, 2), "（四）无法提供", left=True)
    for row, (_, label, values) in enumerate((*REFUSED, *UNAVAILABLE), 7):
        table.cell((row, row + 1), (2, 3), label, left=True)
        table.values(row, 3, values)


def _requests_rest(sheet: Sheet) -> float:
    heights = (20, 20, 20, 20, 30, 30, 20, 20, 24)
    ys = (80.0, *(80.0 + sum(heights[: at + 1]) for at in range(len(heights))))
    table = Table(sheet, (77, 104, 180, *VALUES), ys, open_top=True)
    table.cell((0, 8), (0, 1), "")
    table.cell((0, 1), (1, 2), "")
    table.cell((1, 6), (1, 2), "（五）不予处理", left=True)
    for row, (_, label, values) in enumerate((*UNAVAILABLE_2, *NOT_PROCESSED)):
        table.cell((row, row + 1), (2, 3), label, left=True)
        table.values(row, 3, values)
    for row, (_, label, values) in enumerate(LAST, 6):
        table.cell((row, row + 1), (1, 3), label, left=True)
        table.values(row, 3, values)
    table.cell((8, 9), (0, 3), CARRIED_OUT[1], bold=True, left=True)
    table.values(8, 3, CARRIED_OUT[2])
    return ys[-1] + 24


def _review(sheet: Sheet, top: float) -> float:
    ys = (top, top + 22, top + 46, top + 90, top + 120)
    table = Table(sheet, tuple(77 + 29.4 * at for at in range(16)), ys)
    names = ("结果\n维持", "结果\n纠正", "其他\n结果", "尚未\n审结", "总 计")
    table.cell((0, 1), (0, 5), "行政复议")
    table.cell((0, 1), (5, 15), "行政诉讼")
    table.cell((1, 2), (5, 10), "未经复议直接起诉")
    table.cell((1, 2), (10, 15), "复议后起诉")
    for at in range(15):
        table.cell((1 if at < 5 else 2, 3), (at, at + 1), names[at % 5])
    table.values(3, 0, REVIEW)
    return ys[-1] + 6


def truth() -> dict[str, object]:
    rows = (*TOP, *RESULTS, *REFUSED, *UNAVAILABLE, *UNAVAILABLE_2, *NOT_PROCESSED, *LAST, CARRIED_OUT)
    return {
        "title": "".join(TITLE),
        "agency_accept": [AGENCY],
        "year": 2023,
        "published_date": None,
        "format": "2021",
        "narrative": {
            "0": ["".join(PREAMBLE)],
            "1": ["".join((*OVERVIEW, *OVERVIEW_2))],
            "5": ["".join((*PROBLEMS, *PROBLEMS_2))],
            "6": ["".join(OTHER)],
        },
        "table2": TABLE_2,
        "table3": {key: values for key, _, values in rows},
        "table4": REVIEW,
        "identity_failures": [
            {"id": "t4.total", "group": "review", "sum": 8, "printed": 0},
            {"id": "t4.total", "group": "after", "sum": 3, "printed": 0},
        ],
    }


def office() -> bytes:
    return pdf(*pages(), info=INFO)


if __name__ == "__main__":
    PAIR.with_suffix(".pdf").write_bytes(office())
    PAIR.with_suffix(".json").write_text(json.dumps(truth(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
