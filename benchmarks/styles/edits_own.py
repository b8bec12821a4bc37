"""Add the agency's own words, rows and columns: other column names, units, notes, subtotals, shares, codes."""

from __future__ import annotations

from itertools import pairwise

from benchmarks.styles.edits import EVERY, ORDER, _insert, edit, one
from benchmarks.styles.sheets import Block, Cell, Job, Para, Table

# --------------------------------------------------------------------------- words of the heads


def heads(job: Job, names: tuple[str, ...] = EVERY) -> list[Cell]:
    cells = {id(c): c for name in names for t in job.tables(name) for row in t.rows for c in row if c.role == "head"}
    return [cell for cell in cells.values() if cell.text]


def _renamed(job: Job, words: dict[str, tuple[str, ...]]) -> None:
    drawn = {word: job.dice.choice(others) for word, others in words.items()}
    for cell in heads(job):
        cell.text = drawn.get(cell.text, cell.text)


@edit("heads in other words", plain=True)
def other_words(job: Job) -> None:
    _renamed(
        job,
        {
            "自然人": ("自然人（件）", "自 然 人", "自然人数量"),
            "商业企业": ("商业、企业", "商业企业（件）", "商业 企业"),
            "科研机构": ("科研 机构", "科研机构（件）"),
            "社会公益组织": ("社会公益机构", "社会公益组织（件）", "公益"),
            "法律服务机构": ("法律服务 机构", "法律服务机构（件）"),
            "总计": ("合计", "总 计", "总计（件）", "总计 Total"),
            "本年制发件数": ("本年制发件数（件）", "本年度制发件数", "制发件数"),
            "本年废止件数": ("本年废止件数（件）", "本年度废止件数", "废止件数"),
            "现行有效件数": ("现行有效件数（件）", "现行有效数量", "现行 有效件数", "有效"),
            "本年处理决定数量": ("处理决定数量", "本年度处理决定数量", "本年处理决定数量（件）"),
            "本年收费金额（单位：万元）": ("本年收费金额（万元）", "收费金额（万元）", "本年收费金额(单位:万元)"),
            "结果维持": ("维持", "结果 维持"),
            "结果纠正": ("纠正", "结果 纠正"),
            "尚未审结": ("未审结", "尚未 审结"),
            "未经复议直接起诉": ("未经复议直接诉讼", "直接起诉", "未经复议直接起诉（件）"),
            "复议后起诉": ("经复议后起诉", "复议后诉讼"),
        },
    )


@edit("heads over two lines", plain=True, formats="html docx pdf xlsx csv")
def broken_heads(job: Job) -> None:
    for cell in heads(job):
        if 2 < len(cell.text) < 20:
            cut = job.dice.randrange(1, len(cell.text))
            cell.text = cell.text[:cut] + "\n" + cell.text[cut:]


@edit("heads with spaces", plain=True)
def spaced_heads(job: Job) -> None:
    for cell in heads(job):
        if 1 < len(cell.text) < 9:
            cell.text = job.dice.choice((" ", "\u3000", "\u00a0")).join(cell.text)


@edit("row labels with spaces, table 2", plain=True)
def spaced_rows(job: Job) -> None:
    for row in one(job, "proactive").rows:
        if row[0].role == "label" and row[0].text:
            row[0].text = job.dice.choice((" ", "  ", "\u3000")).join(row[0].text)


# --------------------------------------------------------------------------- columns of the agency's own


@edit("serial columns everywhere", plain=True)
def serials(job: Job) -> None:
    name = job.dice.choice(("序号", "编号", "行次"))
    for key in ("proactive", "requests"):
        table = one(job, key)
        cells, number = [], 0
        for row in table.rows:
            filled = any(cell.role == "value" for cell in row)
            number += filled
            cells.append(Cell(str(number), "label") if filled else Cell(name, "head"))
        _insert(table, 0, cells)
        table.stub += 1


@edit("codes before the figures, table 2", plain=True)
def codes_2(job: Job) -> None:
    table = one(job, "proactive")
    name, number, cells = job.dice.choice(("代码", "行次", "指标代码")), 0, []
    for row in table.rows:
        filled = any(cell.role == "value" for cell in row)
        number += filled
        cells.append(Cell(f"{number:02d}", "other") if filled else Cell(name, "head"))
    _insert(table, 1, cells)
    table.stub += 1


@edit("units before the figures, table 2", plain=True)
def units_2(job: Job) -> None:
    table = one(job, "proactive")
    cells = []
    for row in table.rows:
        filled = any(cell.role == "value" for cell in row)
        cells.append(Cell("万元" if "收费" in row[0].text else "件", "other") if filled else Cell("计量单位", "head"))
    _insert(table, 1, cells)
    table.stub += 1


def _figures_of_own(job: Job, at: int, name: str, texts: tuple[str, ...]) -> None:
    """Add a column to table 3 whose figures are not part of the form: shown beside their row, with a finding."""
    table = one(job, "requests")
    cells = [Cell(job.dice.choice(texts), "value") for _ in table.body]
    _insert(table, at, [Cell(name, "head")] * table.head + cells)
    job.expected |= {"row.surplus"}


@edit("shares after the total", plain=True)
def shares(job: Job) -> None:
    _figures_of_own(job, len(one(job, "requests").rows[0]), "占比", ("12.5%", "100%", "33.3%", "0%"))


@edit("last year's total after", plain=True)
def last_total(job: Job) -> None:
    _figures_of_own(job, len(one(job, "requests").rows[0]), "上年总计", ("41", "17", "305", "68"))


@edit("subtotal of the firms", plain=True)
def firms_subtotal(job: Job) -> None:
    table = one(job, "requests")
    _figures_of_own(job, table.stub + 6, "小计", ("41", "17", "305", "68"))


@edit("change against last year after", plain=True)
def change_column(job: Job) -> None:
    _figures_of_own(job, len(one(job, "requests").rows[0]), "同比增减", ("+41", "-17", "305", "-6.8%"))


@edit("remarks in tables 2 and 4", plain=True)
def remarks(job: Job) -> None:
    for name in ("proactive", "review"):
        table = one(job, name)
        cells = []
        for row in table.rows:
            filled = any(cell.role == "value" for cell in row)
            text = job.dice.choice(("", "无", "见官网", "2023年底起"))
            cells.append(Cell(text, "other") if filled else Cell("备注", "head"))
        _insert(table, len(table.rows[0]), cells)
    job.expected |= {"row.surplus", "table.unclaimed"}


# --------------------------------------------------------------------------- rows of the agency's own


def _row(table: Table, label: str, texts: list[str], role: str = "value") -> list[Cell]:
    cell = Cell(label)
    return [*[cell] * table.stub, *(Cell(text, role) for text in texts)]


@edit("unit line in the tables", plain=True)
def unit_line(job: Job) -> None:
    for name in EVERY:
        table = one(job, name)
        table.rows.insert(0, [Cell("单位：件", "head")] * len(table.rows[0]))
        table.head += 1


@edit("notes below the tables", plain=True)
def note_rows(job: Job) -> None:
    for name in EVERY:
        table = one(job, name)
        text = job.dice.choice(
            ("注：本表数据统计截止2024年12月31日。", "备注：其中网上申请12件。", "填表人：王某　联系电话：0519-5550000")
        )
        table.rows.append([Cell(text, "other")] * len(table.rows[0]))
    job.expected.add("table.unclaimed")


@edit("subtotal rows")
def subtotal_rows(job: Job) -> None:
    table = one(job, "requests")
    for start in ("8.属于", "3.补正", "5.要求行政"):
        at = next(i for i, row in enumerate(table.rows) if row[table.stub - 1].text.startswith(start))
        texts = [str(job.dice.randint(20, 99)) for _ in range(7)]
        row = [*table.rows[at][: table.stub - 1], Cell("小计"), *(Cell(text, "value") for text in texts)]
        table.rows.insert(at + 1, row)


@edit("sums in the rows of groups")
def group_sums(job: Job) -> None:
    """Print （三）不予公开 in a row of its own with the sum of its items."""
    table = one(job, "requests")
    seen: set[str] = set()
    for row in list(table.body):
        group = row[1].text
        if table.stub == 3 and row[2] is not row[1] and group not in seen:
            seen.add(group)
            at = next(i for i, other in enumerate(table.rows) if other is row)
            label = Cell(group)
            texts = [str(job.dice.randint(20, 99)) for _ in range(7)]
            table.rows.insert(at, [row[0], label, label, *(Cell(t, "value") for t in texts)])


@edit("of which rows")
def of_which(job: Job) -> None:
    """Print 其中：网上申请 below 一."""
    table = one(job, "requests")
    texts = [str(job.dice.randint(20, 99)) for _ in range(7)]
    table.rows.insert(
        table.head + 1, _row(table, job.dice.choice(("其中：网上申请", "其中：信函申请", "（当面申请）")), texts)
    )


@edit("a further row in table 2")
def further_row(job: Job) -> None:
    table = one(job, "proactive")
    at = next(i for i, row in enumerate(table.rows) if row[0].text.endswith("规范性文件"))
    label = job.dice.choice(("其他主动公开文件", "政策解读", "其他文件"))
    row = [Cell(label), *(Cell(str(job.dice.randint(20, 99)), "value") for _ in table.rows[at][1:])]
    table.rows.insert(at + 1, row)


@edit("totals of table 2")
def totals_2(job: Job) -> None:
    table = one(job, "proactive")
    table.rows.append([Cell("合计"), *(Cell(str(job.dice.randint(200, 999)), "value") for _ in table.rows[0][1:])])


@edit("table 3 in blocks", plain=True)
def in_blocks(job: Job) -> None:
    """Print a table with its own header for each of 一, 二, 三, 四."""
    table = one(job, "requests")
    cuts = [table.head, table.head + 1, table.head + 2, len(table.rows) - 1, len(table.rows)]
    parts: list[Block] = []
    for a, b in pairwise(cuts):
        part = table.part(a, b)
        part.rows[:0], part.head = [list(row) for row in table.rows[: table.head]], table.head
        parts.append(part)
    job.replace(table, *parts)


@edit("carried over before results", plain=True)
def carried_first(job: Job) -> None:
    """Print 四、结转下年度 before 三."""
    table = one(job, "requests")
    row = table.rows.pop()
    table.rows.insert(table.head + 2, row)


@edit("results' total first", plain=True)
def results_total_first(job: Job) -> None:
    """Print （七）总计 before （一）."""
    table = one(job, "requests")
    at = next(i for i, row in enumerate(table.rows) if row[1].text.startswith("（七）"))
    row = table.rows.pop(at)
    table.rows.insert(table.head + 2, row)


@edit("merged labels gone", plain=True)
def merged_labels_blank(job: Job) -> None:
    """Print a merged label only in its first row; the other rows have a blank cell instead."""
    table = one(job, "requests")
    for column in range(table.stub - 1):
        seen: set[int] = set()
        for row in table.body:
            if row[column] is row[table.stub - 1]:
                continue
            if id(row[column]) in seen:
                row[column] = Cell("", "other")
            seen.add(id(row[column]))


@edit("merged labels copied down", plain=True)
def merged_labels_copied(job: Job) -> None:
    table = one(job, "requests")
    for row in table.body:
        for column in range(table.stub - 1):
            if row[column] is not row[table.stub - 1]:
                row[column] = Cell(row[column].text)


# --------------------------------------------------------------------------- years side by side


@edit("last year beside this year")
def two_years(job: Job) -> None:
    """Print this year and last year under each name."""
    table = one(job, "requests")
    year = job.truth["year"]
    names = [Cell(f"{year}年", "head"), Cell(f"{year - 1}年", "head")]
    if job.dice.random() < 0.5:
        names.reverse()
    own = names[0].text.startswith(str(year))
    for at, row in enumerate(table.rows):
        new = row[: table.stub]
        for cell in row[table.stub :]:
            if at < table.head:
                new += [cell, cell]
            else:
                other = Cell(str(job.dice.randint(20, 99)) if cell.text else "", "value")
                new += [cell, other] if own else [other, cell]
        table.rows[at] = new
    stub = table.rows[table.head - 1][: table.stub]
    table.rows.insert(table.head, [*stub, *names * 7])
    table.head += 1


@edit("last year's rows beneath")
def years_beneath(job: Job) -> None:
    """Print the row of last year below each row."""
    table = one(job, "requests")
    rows = table.rows[: table.head]
    for row in table.body:
        label = Cell("上年同期")
        rows.append(row)
        rows.append([*row[: table.stub - 1], label, *(Cell(str(job.dice.randint(20, 99)), "value") for _ in range(7))])
    table.rows[:] = rows


@edit("captions inside the tables", plain=True)
def caption_rows(job: Job) -> None:
    for number, name in enumerate(EVERY, 2):
        table = one(job, name)
        title = job.dice.choice((f"表{number}", f"{job.truth['year']}年度政府信息公开情况统计表", "统计表（单位：件）"))
        table.rows.insert(0, [Cell(title, "head")] * len(table.rows[0]))
        table.head += 1


@edit("tables after the text", plain=True)
def tables_last(job: Job) -> None:
    """Print （见附表）: the three tables are after section 六."""
    tables = [b for b in job.blocks if isinstance(b, Table)]
    job.blocks[:] = [b for b in job.blocks if not isinstance(b, Table)]
    for number, table in enumerate(tables, 1):
        job.blocks += [Para(f"附表{number}", "page"), table]
    job.expected |= {ORDER, "table.unclaimed", "table.misplaced"}
    job.truth["narrative"] = {}
    job.truth["published_date"] = job.truth["published_date"]
