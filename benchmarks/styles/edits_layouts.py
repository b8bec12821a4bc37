"""Lay tables out as no form does: cut by column, turned, a figure a row, labels in two cells, tables of other units."""

from __future__ import annotations

import re
from itertools import pairwise

import benchmarks.styles.edits_own  # noqa: F401 (columns and rows change before a table is laid out anew)
from benchmarks.styles.edits import EVERY, ORDER, _torn, _where, edit, filled_rows, one, reorder
from benchmarks.styles.edits_others import _rebuilt, _rows_of
from benchmarks.styles.edits_prints import value_cells
from benchmarks.styles.sheets import Block, Cell, Job, Para, Rows, Table
from build_scripts.forms import form

# --------------------------------------------------------------------------- table 3 by column


def _sides(job: Job, cuts: list[int], *between: Block, labels: bool = True) -> None:
    """Print table 3 as tables of some of its columns; ``labels`` repeats the labels of the rows in each."""
    table = one(job, "requests")
    stub = table.stub
    parts: list[Block] = []
    for a, b in pairwise([stub, *cuts, len(table.rows[0])]):
        first = a == stub
        rows = [(row[:stub] if first or labels else []) + row[a:b] for row in table.rows]
        parts += [*([] if first else between), Table("requests", rows, table.head, stub if first or labels else 0)]
    job.replace(table, *parts)


@edit("by column in three")
def in_three_sides(job: Job) -> None:
    stub = one(job, "requests").stub
    _sides(job, sorted(job.dice.sample(range(stub + 1, stub + 7), 2)))


@edit("by column, labels once")
def sides_unlabelled(job: Job) -> None:
    _sides(job, [one(job, "requests").stub + job.dice.randrange(2, 6)], labels=False)


@edit("persons and firms apart")
def persons_and_firms(job: Job) -> None:
    """Print a table of 自然人, one of the firms and one of 总计, each under a caption."""
    stub = one(job, "requests").stub
    _sides(job, [stub + 1, stub + 6], Para("（续）", "page"))


@edit("persons and total apart from firms")
def persons_and_total(job: Job) -> None:
    table = one(job, "requests")
    stub = table.stub
    reorder(table, [*range(stub + 1), stub + 6, *range(stub + 1, stub + 6)])
    _sides(job, [stub + 2], Para("表2 法人或其他组织申请情况", "page"))
    job.expected.add(ORDER)


# --------------------------------------------------------------------------- table 3 by row


OTHER_HEADS = {
    "自然人": ("公民", "自然人（人）", "个人"),
    "商业企业": ("企业", "商业企业（件）"),
    "科研机构": ("科研单位", "科研机构（件）"),
    "社会公益组织": ("公益组织", "社会公益机构"),
    "法律服务机构": ("法律服务", "法律机构"),
    "其他": ("其它", "其他组织"),
    "总计": ("合计", "总数"),
}


@edit("torn, head in other words")
def torn_other_words(job: Job) -> None:
    _, second = _torn(job, _where(job), head=True)
    drawn = {name: job.dice.choice(words) for name, words in OTHER_HEADS.items()}
    for row in second.rows[: second.head]:
        row[:] = [Cell(drawn[cell.text], "head") if cell.text in drawn else cell for cell in row]


@edit("torn, columns in another order below", plain=True)
def torn_other_order(job: Job) -> None:
    _, second = _torn(job, _where(job), head=True)
    stub = second.stub
    firms = list(range(stub + 1, stub + 6))
    job.dice.shuffle(firms)
    order = job.dice.choice(([*range(stub + 1), *firms, stub + 6], [*range(stub), stub + 6, *range(stub, stub + 6)]))
    second.rows[:] = [[*(row[at] for at in order), *row[len(order) :]] for row in second.rows]
    job.expected.add(ORDER)


@edit("total row in the middle")
def total_in_the_middle(job: Job) -> None:
    """Print a 合计 of the rows so far after some row, as a sheet's page does."""
    table = one(job, "requests")
    at = _where(job)
    label = Cell(job.dice.choice(("合计", "本页合计", "小计")))
    texts = [str(job.dice.randint(100, 999)) for _ in range(7)]
    table.rows.insert(at, [*[label] * table.stub, *(Cell(text, "value") for text in texts)])


@edit("labels in two cells", plain=True)
def numbers_apart(job: Job) -> None:
    """Print the number of a label in a cell of its own: 1. | 属于国家秘密."""
    table = one(job, "requests")
    rows: Rows = [[row[0], *row] for row in table.rows[: table.head]]
    for row in table.body:
        label = row[table.stub - 1]
        found = re.match(r"(（[一二三四五六七]）|[一二三四]、|\d\.)(.+)", label.text)
        number, rest = (Cell(found[1]), Cell(found[2])) if found else (Cell(""), label)
        groups = [cell for cell in row[: table.stub] if cell is not label]
        own = [number, *[rest] * (table.stub - len(groups))]
        rows.append([*groups, *own, *row[table.stub :]])
    table.rows[:], table.stub = rows, table.stub + 1


@edit("a figure a row", plain=True)
def long_format(job: Job) -> None:
    """Print each figure in a row of its own: 一、本年新收 | 自然人 | 5."""
    table = one(job, "requests")
    names = [row.text for row in table.rows[table.head - 1][table.stub :]] if table.head else []
    rows: Rows = [[*(Cell(text, "head") for text in ("项目", "申请人", "数量"))]]
    for row in table.body:
        label = Cell(row[table.stub - 1].text)
        rows += [[label, Cell(name), cell] for name, cell in zip(names, row[table.stub :], strict=True)]
    table.rows[:], table.head, table.stub = rows, 1, 2


@edit("applicants down the side", plain=True)
def turned(job: Job) -> None:
    table = one(job, "requests")
    table.rows[:] = [list(column) for column in zip(*table.rows, strict=True)]
    table.head, table.stub = table.stub, table.head


@edit("blank rows and columns", plain=True)
def fillers(job: Job) -> None:
    for name in EVERY:
        for table in job.tables(name):
            for row in table.rows:
                row.append(Cell("", "other"))
            width = len(table.rows[0])
            ends = [len(table.rows), max(1, table.head)]
            for at in ends:
                table.rows.insert(at, [Cell("", "other") for _ in range(width)])


@edit("labels repeated at the right", plain=True)
def labels_at_the_right(job: Job) -> None:
    table = one(job, "requests")
    for row in table.rows:
        row.append(Cell(row[table.stub - 1].text, row[table.stub - 1].role))


@edit("figures beside the label")
def figures_in_labels(job: Job) -> None:
    """Repeat the total in the label: （一）予以公开（共5件）."""
    table = one(job, "requests")
    for row in job.dice.sample(filled_rows(table), 3):
        label = row[table.stub - 1]
        if label.role == "label" and row[-1].text:
            label.text += f"（共{row[-1].text}件）"


# --------------------------------------------------------------------------- figures


@edit("sentences for figures")
def sentences(job: Job) -> None:
    cells = [cell for cell in value_cells(job) if cell.text.isdigit()]
    for cell in job.dice.sample(cells, min(4, len(cells))):
        said = ("本年度共办理{}件。", "{}（详见附件2）", "其中{}件为上年结转", "无，上年{}件", "截至12月31日，{}件")
        cell.reprint(job.dice.choice(said).format(cell.text))


@edit("full-width thousands", plain=True)
def full_width_thousands(job: Job) -> None:
    wide = {ord(char): ord(char) + 0xFEE0 for char in "0123456789,."}
    for cell in value_cells(job):
        cell.text = cell.text.translate(wide)


@edit("blank cells as dots")
def dotted_blanks(job: Job) -> None:
    mark = job.dice.choice(("…", "......", "·", "＿", "____"))
    for cell in value_cells(job, ("requests",)):
        if not cell.text:
            cell.reprint(mark)


@edit("zeros blank in some rows")
def half_blank(job: Job) -> None:
    """Print 0 in some rows and a blank for 0 in others, as two people fill one form."""
    for cells in (job.figures.requests, job.figures.review):
        for row in job.dice.sample(list(cells.values()), len(cells) // 2):
            row[:-1] = ["" if text == "0" else text for text in row[:-1]]
    for cell in value_cells(job):
        if cell.slot:
            cell.text = cell.slot[0][cell.slot[1]] or ""


@edit("some blank cells dropped")
def some_dropped(job: Job) -> None:
    """Drop the blank cells of some rows of table 3 and keep those of the others."""
    table = one(job, "requests")
    rows = filled_rows(table)
    chosen = {id(row) for row in job.dice.sample(rows, len(rows) // 3)}
    table.rows[:] = [
        [cell for cell in row if cell.text or cell.role != "value"] if id(row) in chosen else row for row in table.rows
    ]


# --------------------------------------------------------------------------- tables 2 and 4


@edit("table 2: a figure a row", plain=True)
def long_format_2(job: Job) -> None:
    rows: Rows = [[*(Cell(text, "head") for text in ("信息内容", "项目", "数量"))]]
    for _, label, names, cells in _rows_of(job):
        own = Cell(label)
        rows += [[own, Cell(name), cell] for name, cell in zip(names, cells, strict=True)]
    _rebuilt(job, rows, head=1, stub=2)


@edit("table 2: turned", plain=True)
def turned_2(job: Job) -> None:
    """Print 规章 and 规范性文件 as columns, and the other figures in rows of two cells."""
    found = _rows_of(job)
    wide = [item for item in found if len(item[2]) > 1 and item[0] == found[0][0]]
    rows: Rows = [[Cell("项目", "head"), *(Cell(label, "head") for _, label, _, _ in wide)]]
    for at, name in enumerate(wide[0][2]):
        rows.append([Cell(name), *(cells[at] for _, _, _, cells in wide)])
    for _, label, names, cells in found[len(wide) :]:
        rows.append([Cell("信息内容", "head"), *(Cell(name, "head") for name in names)])
        rows.append([Cell(label), *cells])
    _rebuilt(job, rows, head=1)


@edit("table 2: all in one row", plain=True)
def one_row_2(job: Job) -> None:
    """Print one row of figures under the names of the rows and of their columns."""
    labels, names, figures = [], [], []
    for _, label, own, cells in _rows_of(job):
        labels += [Cell(label, "head")] * len(own)
        names += [Cell(name, "head") for name in own]
        figures += cells
    table = one(job, "proactive")
    table.rows[:], table.head, table.stub = [labels, names, figures], 2, 0


@edit("table 2: both forms")
def both_forms(job: Job) -> None:
    """Print an empty table 2 of the other form above the filled one, as a template left in the file."""
    own = one(job, "proactive")
    other = form("2019" if job.figures.proactive_form == "2021" else "2021").proactive
    rows: Rows = []
    block = ""
    for row in other.rows:
        cells = [Cell("", "other") for _ in range(3 - len(row.columns))]
        if row.block != block:
            block = row.block
            rows.append([Cell(block, "head")] * 4)
            rows.append([Cell("信息内容", "head"), *(Cell(c.name, "head") for c in row.columns), *cells])
        rows.append([Cell(row.label), *(Cell("", "other") for _ in range(3))])
    job.replace(own, Table("other", rows, 0, 1), own)
    job.expected |= {"table.form", "table.unclaimed"}


@edit("table 2: one head, blanks dropped")
def one_head_dropped(job: Job) -> None:
    """Print all column names once with / in cells that do not exist, and drop the cells that are blank."""
    rows = _rows_of(job)
    names = list(dict.fromkeys(name for _, _, names, _ in rows for name in names))
    mark = job.dice.choice(("/", "—", ""))
    table: Rows = [[Cell("信息内容", "head"), *(Cell(n, "head") for n in names)]]
    for _, label, own, cells in rows:
        own_row = dict(zip(own, cells, strict=True))
        new = [own_row.get(n) or Cell(mark, "other") for n in names]
        table.append([Cell(label), *(cell for cell in new if cell.text)])
    _rebuilt(job, table, head=1)


@edit("table 2: remarks, some cells lost")
def remarks_cells_lost(job: Job) -> None:
    """Add 备注 and lose the cell of the article before each row of figures."""
    table = one(job, "proactive")
    articles: dict[str, Cell] = {}
    rows: Rows = []
    for article, label, names, cells in _rows_of(job):
        filler = [Cell("", "other") for _ in range(3 - len(cells))]
        note = Cell(job.dice.choice(("", "无", "见官网")), "other")
        if article not in articles:
            articles[article] = Cell(article)
            heads = [Cell("信息内容", "head"), *(Cell(n, "head") for n in names)]
            rows.append([articles[article], *heads, *filler, Cell("备注", "head")])
            rows.append([articles[article], Cell(label), *cells, *filler, note])
        else:
            rows.append([Cell(label), *cells, *filler, note])
    width = max(map(len, rows))
    table.rows[:] = [[*row, *(Cell("", "other") for _ in range(width - len(row)))] for row in rows]
    table.head, table.stub = 0, 2
    job.expected |= {"row.surplus", "table.unclaimed"}


@edit("table 4: grand total after", plain=True)
def grand_total_4(job: Job) -> None:
    table = one(job, "review")
    head = Cell("合计", "head")
    total = sum(int(row[-1] or 0) for row in job.figures.review.values() if (row[-1] or "").isdigit())
    for at, row in enumerate(table.rows):
        row.append(head if at < table.head else Cell(str(total), "other"))
    job.expected |= {"row.surplus", "table.unclaimed"}


@edit("table 4: last year above")
def last_year_4(job: Job) -> None:
    """Print a row of the year before above the row of the year."""
    table = one(job, "review")
    year = job.truth["year"]
    head = Cell("年度", "head")
    old = [Cell(str(job.dice.randint(1, 9)), "value") for _ in table.rows[-1]]
    for row in table.rows[: table.head]:
        row.insert(0, head)
    table.rows[-1].insert(0, Cell(f"{year}年"))
    table.rows.insert(table.head, [Cell(f"{year - 1}年"), *old])
    table.stub = 1


@edit("table 4: a figure a row, labels joined", plain=True)
def long_format_4(job: Job) -> None:
    names = ("行政复议", "行政诉讼—未经复议直接起诉", "行政诉讼—复议后起诉")
    table = one(job, "review")
    outcomes = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    cells = {(id(c.slot[0]), c.slot[1]): c for row in table.rows for c in row if c.slot}
    rows: Rows = []
    for name, own in zip(names, job.figures.review.values(), strict=True):
        rows += [[Cell(f"{name}{outcome}"), cells[id(own), at]] for at, outcome in enumerate(outcomes)]
    table.rows[:], table.head, table.stub = rows, 0, 1


# --------------------------------------------------------------------------- whole report


@edit("corrigenda behind the table")
def corrigenda(job: Job) -> None:
    """Say below table 3 that a figure is wrong: what is printed in the table stays as it is."""
    table = one(job, "requests")
    said = (
        "更正：上表中“一、本年新收政府信息公开申请数量”自然人一栏应为{}件。",
        "勘误：（一）予以公开 总计 应为{}",
        "注：（七）总计由{}更正为{}",
    )
    job.replace(table, table, Para(job.dice.choice(said).format(*(job.dice.randint(100, 999) for _ in "ab")), "text"))
    job.truth["narrative"] = {}
    job.expected.add("table.unclaimed")


@edit("table 3 of the county after", refused=True)
def county_table(job: Job) -> None:
    """Add the sums of the whole county, which are not the agency's own figures."""
    table = one(job, "requests")
    rows = [[Cell(cell.text, cell.role) for cell in row] for row in table.rows]
    other = Table("other", rows, table.head, table.stub)
    for row in other.body:
        for cell in row:
            if cell.role == "value" and cell.text.isdigit():
                cell.text = str(int(cell.text) + job.dice.randint(100, 900))
    where = job.dice.random() < 0.5
    caption = Para(job.dice.choice(("附：全县汇总数据", "全县各单位合计情况如下：")), "text")
    job.replace(table, *((table, caption, other) if where else (caption, other, Para("其中本机关：", "text"), table)))
    job.truth["narrative"] = {}


@edit("figures of another report after", refused=True)
def second_report(job: Job) -> None:
    """Append the tables and headings of another agency's report."""
    blocks: list[Block] = [Para("示例县财政局2024年政府信息公开工作年度报告", "title")]
    for block in job.blocks[1:]:
        if isinstance(block, Para):
            blocks.append(Para(block.text, block.role))
            continue
        rows = [[Cell(cell.text, cell.role) for cell in row] for row in block.rows]
        for cell in (cell for row in rows for cell in row if cell.role == "value" and cell.text.isdigit()):
            cell.text = str(int(cell.text) + job.dice.randint(1, 9))
        blocks.append(Table("other", rows, block.head, block.stub))
    job.blocks += blocks
    job.truth["narrative"] = {}
