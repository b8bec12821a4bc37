"""Edit tables 2 and 4 between the form and the file."""

from __future__ import annotations

from benchmarks.styles.edits import ORDER, edit, filled_rows, leave_out, one, reorder
from benchmarks.styles.sheets import OUTCOMES, Block, Cell, Job, Para, Rows, Table
from build_scripts.forms import form

# --------------------------------------------------------------------------- table 2


def _rows_of(job: Job) -> list[tuple[str, str, list[str], list[Cell]]]:
    """Return (article, label, column names, value cells) of each row of table 2, with distinct value cells."""
    table = one(job, "proactive")
    labelled = {row[0].text: row for row in table.rows if any(cell.role == "value" for cell in row)}
    found = []
    for row in form(job.figures.proactive_form).proactive.rows:
        cells = [(cell, cell.slot[1]) for cell in dict.fromkeys(labelled[row.label]) if cell.slot]
        found.append((row.block, row.label, [row.columns[at].name for _, at in cells], [cell for cell, _ in cells]))
    return found


def _rebuilt(job: Job, rows: Rows, head: int = 0, stub: int = 1) -> None:
    table = one(job, "proactive")
    width = max(map(len, rows))
    table.rows[:] = [[*row, *(Cell("", "other") for _ in range(width - len(row)))] for row in rows]
    table.head, table.stub = head, stub


def _starts(table: Table) -> list[int]:
    """Return the first row of each block; its article may be in a column beside all of the block's rows."""
    named = [at for at, row in enumerate(table.rows) if row[0].text.startswith("第二十条")]
    return [at for at in named if not at or table.rows[at][0] is not table.rows[at - 1][0]]


@edit("table 2 in four", plain=True)
def four_tables(job: Job) -> None:
    table = one(job, "proactive")
    starts = _starts(table)
    parts = [table.part(a, b) for a, b in zip(starts, [*starts[1:], None], strict=True)]
    job.replace(table, *parts)


@edit("table 2: articles in a column", plain=True)
def article_column(job: Job) -> None:
    articles: dict[str, Cell] = {}
    rows: Rows = []
    for article, label, names, cells in _rows_of(job):
        if article not in articles:
            articles[article] = Cell(article)
            rows.append([articles[article], Cell("信息内容", "head"), *(Cell(n, "head") for n in names)])
        rows.append([articles[article], Cell(label), *cells])
    _rebuilt(job, rows, stub=2)


@edit("table 2: one head", plain=True)
def one_head(job: Job) -> None:
    rows = _rows_of(job)
    names = list(dict.fromkeys(name for _, _, names, _ in rows for name in names))
    mark = job.dice.choice(("/", "", "—"))
    table: Rows = [[Cell("信息内容", "head"), *(Cell(n, "head") for n in names)]]
    for _, label, own, cells in rows:
        own_row = dict(zip(own, cells, strict=True))
        table.append([Cell(label), *(own_row.get(n) or Cell(mark, "other") for n in names)])
    _rebuilt(job, table, head=1)


@edit("table 2: value in a later column")
def later_column(job: Job) -> None:
    rows: Rows = []
    article = ""
    for block, label, names, cells in _rows_of(job):
        if block != article:
            article = block
            rows.append([Cell(block, "head"), *(Cell("", "other") for _ in range(3))])
            single = [Cell("", "other")] if len(names) == 1 else []
            rows.append([Cell("信息内容", "head"), *single, *(Cell(n, "head") for n in names)])
        rows.append([Cell(label), *([Cell("", "other")] if len(cells) == 1 else []), *cells])
    _rebuilt(job, rows)


@edit("table 2: no articles", plain=True)
def no_articles(job: Job) -> None:
    table = one(job, "proactive")
    table.rows[:] = [
        row for row in table.rows if not row[0].text.startswith("第二十条") or any(c is not row[0] for c in row)
    ]


@edit("table 2: columns in another order", plain=True)
def columns_reordered(job: Job) -> None:
    """Put 废止 before 制发, or the stock first."""
    order = job.dice.choice(([0, 2, 1, 3], [0, 3, 1, 2], [0, 3, 2, 1]))
    table = one(job, "proactive")
    for at, row in enumerate(table.rows):
        if len({id(cell) for cell in row[1:]}) == 3:
            table.rows[at] = [row[k] for k in order]
    job.expected.add(ORDER)


@edit("table 2: columns in another order, no head", plain=False)
def no_head_2(job: Job) -> None:
    table = one(job, "proactive")
    table.rows[:] = [row for row in table.rows if row[0].text != "信息内容"]


@edit("table 2: a column lost")
def column_lost_2(job: Job) -> None:
    """Remove a column under the names of block （一）; the rows are padded."""
    table = one(job, "proactive")
    gone = job.dice.randrange(1, 4)
    end = next((at for at, row in enumerate(table.rows) if row[0].text.startswith("三、")), None)  # glued to table 3
    for at, row in enumerate(table.rows[:end]):
        cells = list(dict.fromkeys(row))
        if len(cells) == 4:
            kept = [cell for cell in row if cell is not cells[gone]]
            table.rows[at] = [*kept, *(Cell("", "other") for _ in range(len(row) - len(kept)))]
            if slot := cells[gone].slot:
                slot[0][slot[1]] = None


@edit("table 2: blocks in another order", plain=True)
def blocks_reordered(job: Job) -> None:
    table = one(job, "proactive")
    starts = _starts(table)
    parts = [table.rows[a:b] for a, b in zip(starts, [*starts[1:], None], strict=True)]
    job.dice.shuffle(parts)
    table.rows[:] = [row for part in parts for row in part]


@edit("table 2: a block left out")
def block_left_out(job: Job) -> None:
    table = one(job, "proactive")
    starts = _starts(table)
    at = job.dice.randrange(len(starts))
    end = starts[at + 1] if at + 1 < len(starts) else len(table.rows)
    block = table.rows[starts[at]][0].text
    del table.rows[starts[at] : end]
    for row in form(job.figures.proactive_form).proactive.rows:
        if row.block == block:
            job.figures.proactive[row.key] = [None] * len(row.columns)


@edit("table 2: fee in yuan")
def fee_in_yuan(job: Job) -> None:
    if job.figures.proactive_form == "2021":
        cell = _rows_of(job)[-1][3][0]
        cell.reprint(job.dice.choice(("251000元", "2.5亿元", "12千元", "3000 元")))


@edit("table 2: unit with the figure")
def fee_with_unit(job: Job) -> None:
    if job.figures.proactive_form == "2021":
        cell = _rows_of(job)[-1][3][0]
        if cell.text.replace(".", "").isdigit():
            cell.reprint(cell.text + "万元")


@edit("table 2: block （一） of 2019")
def mixed_blocks(job: Job) -> None:
    """Use the header of 2019 for block （一） and 2021 for the rest, or vice versa."""
    if job.figures.proactive_form != "2021":
        return
    table = one(job, "proactive")
    names = {"本年制发件数": "本年新制作数量", "本年废止件数": "本年新公开数量", "现行有效件数": "对外公开总数量"}
    for row in table.rows:
        for cell in row[1:]:
            cell.text = names.get(cell.text, cell.text)
    job.expected.add("table.form")


# --------------------------------------------------------------------------- table 4


def _review(job: Job) -> list[dict[str, Cell]]:
    """Return outcome → figure of each group in the order of the form, wherever earlier edits moved them."""
    found: list[dict[str, Cell]] = []
    for own in job.figures.review.values():
        slots = {c.slot[1]: c for row in one(job, "review").rows for c in row if c.slot and c.slot[0] is own}
        found.append({OUTCOMES[at]: slots[at] for at in sorted(slots)})
    return found


GROUPS = ("行政复议", "未经复议直接起诉", "复议后起诉")


def _new(job: Job, rows: Rows, head: int, stub: int) -> None:
    table = one(job, "review")
    table.rows[:], table.head, table.stub = rows, head, stub


@edit("table 4: a row a group", plain=True)
def by_group(job: Job) -> None:
    groups = _review(job)
    rows: Rows = [[Cell("", "head"), *(Cell(name, "head") for name in groups[0])]]
    rows += [[Cell(name), *cells.values()] for name, cells in zip(GROUPS, groups, strict=True)]
    _new(job, rows, 1, 1)


@edit("table 4 transposed", plain=True)
def transposed(job: Job) -> None:
    """Print one outcome a row, with the groups as merged row labels."""
    rows: Rows = []
    suits = Cell("行政诉讼")
    for at, (name, cells) in enumerate(zip(GROUPS, _review(job), strict=True)):
        group = Cell(name)
        for outcome, cell in cells.items():
            rows.append([*((suits, group) if at else (group, group)), Cell(outcome), cell])
    _new(job, rows, 0, 3)


@edit("table 4: outcomes down, groups across", plain=True)
def outcomes_down(job: Job) -> None:
    groups = _review(job)
    rows: Rows = [[Cell("", "head"), *(Cell(name, "head") for name in GROUPS)]]
    rows += [[Cell(outcome), *(cells[outcome] for cells in groups)] for outcome in groups[0]]
    _new(job, rows, 1, 1)


@edit("table 4 in three", plain=True)
def in_three(job: Job) -> None:
    table = one(job, "review")
    new: list[Block] = []
    for name, cells in zip(GROUPS, _review(job), strict=True):
        rows: Rows = [[Cell(name, "head")] * len(cells), [Cell(o, "head") for o in cells], list(cells.values())]
        new.append(Table("review", rows, 2, 0))
    job.replace(table, *new)


@edit("table 4: groups swapped", plain=True)
def groups_swapped(job: Job) -> None:
    order = job.dice.choice(([2, 1, 0], [0, 2, 1], [1, 2, 0]))
    reorder(one(job, "review"), [at * 5 + k for at in order for k in range(5)])
    job.expected.add(ORDER)


@edit("table 4: outcomes in another order", plain=True)
def outcomes_swapped(job: Job) -> None:
    order = job.dice.choice(([4, 0, 1, 2, 3], [1, 0, 2, 3, 4], [0, 1, 3, 2, 4]))
    reorder(one(job, "review"), [at * 5 + k for at in range(3) for k in order])
    job.expected.add(ORDER)


@edit("table 4 torn", plain=True)
def torn_4(job: Job) -> None:
    table = one(job, "review")
    at = job.dice.randrange(1, 4)
    job.replace(table, table.part(0, at), table.part(at))


@edit("table 4: no totals")
def no_totals_4(job: Job) -> None:
    total = len(OUTCOMES) - 1
    for table in job.tables("review"):
        slots = [(r, c, cell.slot[1]) for r, row in enumerate(table.rows) for c, cell in enumerate(row) if cell.slot]
        columns = {c for _, c, _ in slots if all(slot == total for _, at, slot in slots if at == c)}
        rows = {r for r, c, _ in slots if all(slot == total for at, _, slot in slots if at == r)}
        rows -= {r for r, c, _ in slots if c in columns}
        table.rows[:] = [
            [cell for c, cell in enumerate(row) if c not in columns]
            for r, row in enumerate(table.rows)
            if r not in rows
        ]
    for figures in job.figures.review.values():
        figures[total] = None


@edit("table 4: labels before the figures", plain=True)
def labelled_4(job: Job) -> None:
    table = one(job, "review")
    head = Cell(job.dice.choice(("项目", "类别", "")), "head")
    for row in table.rows[:-1]:
        row.insert(0, head)
    table.rows[-1].insert(0, Cell(job.dice.choice(("件数", "数量", "本年度"))))
    table.stub = 1


@edit("table 4: head flattened", plain=True)
def flat_4(job: Job) -> None:
    """Print 行政复议-结果维持 and the others in one row of fifteen names."""
    named = zip(GROUPS, _review(job), strict=True)
    cells = {f"{group}{job.dice.choice(('-', '：', ''))}{name}": c for group, own in named for name, c in own.items()}
    _new(job, [[Cell(name, "head") for name in cells], list(cells.values())], 1, 0)


@edit("table 4: blank row left out")
def only_head_4(job: Job) -> None:
    table = one(job, "review")
    leave_out(table, filled_rows(table))


# --------------------------------------------------------------------------- whole report


@edit("last year's table 3 after")
def last_year(job: Job) -> None:
    """Add the table of the year before, under a line that says so."""
    table = one(job, "requests")
    old = Table("other", [[Cell(c.text, c.role) for c in row] for row in table.rows], table.head, table.stub)
    for row in old.body:
        for cell in row:
            if cell.role == "value" and cell.text.isdigit():
                cell.text = str(int(cell.text) + job.dice.randint(1, 9))
    job.replace(table, table, Para(f"附：{job.truth['year'] - 1}年收到和处理政府信息公开申请情况", "text"), old)
    job.truth["narrative"] = {}


@edit("a table of its own in section 一", plain=True)
def own_table(job: Job) -> None:
    at = next(i for i, b in enumerate(job.blocks) if isinstance(b, Para) and b.text.startswith("（一）主动公开"))
    rows = [
        [Cell("渠道", "head"), Cell("条数", "head")],
        *([Cell(n), Cell(str(job.dice.randint(1, 900)), "other")] for n in ("网站", "公众号", "公示栏")),
    ]
    job.blocks.insert(at + 1, Table("other", rows, 1, 1))
    job.expected.add("table.unclaimed")


@edit("some rows of table 3 in section 一", plain=True)
def summary(job: Job) -> None:
    """Compare two years in a table of the agency's own."""
    at = next(i for i, b in enumerate(job.blocks) if isinstance(b, Para) and b.text.startswith("（一）主动公开"))
    names = ("本年新收政府信息公开申请数量", "上年结转政府信息公开申请数量", "予以公开", "重复申请")
    year, count = job.truth["year"], job.dice.randint(1, len(names))
    rows = [
        [Cell(text, "head") for text in ("指标", f"{year - 1}年", f"{year}年", "增减")],
        *([Cell(name), *(Cell(str(job.dice.randint(1, 90)), "other") for _ in range(3))] for name in names[:count]),
    ]
    job.blocks.insert(at + 1, Table("other", rows, 1, 1))
    job.expected |= {"table.unclaimed", "table.other-year"}


@edit("sections without numbers", plain=True)
def no_numbers(job: Job) -> None:
    for block in job.blocks:
        if isinstance(block, Para) and block.role == "heading":
            block.text = block.text[2:]


@edit("section 三 before 二", plain=True)
def sections_swapped(job: Job) -> None:
    start = [i for i, b in enumerate(job.blocks) if isinstance(b, Para) and b.role == "heading"]
    two, three = job.blocks[start[1] : start[2]], job.blocks[start[2] : start[3]]
    job.blocks[start[1] : start[3]] = [*three, *two]
    job.expected.add("table.misplaced")


@edit("title over three lines", plain=True)
def long_title(job: Job) -> None:
    title = next(b for b in job.blocks if isinstance(b, Para) and b.role == "title")
    agency = job.truth["agency_accept"][0]
    rest = title.text.removeprefix(agency)
    job.replace(title, Para(agency, "title"), Para(rest[:5], "title"), Para(rest[5:], "title"))


@edit("no signature", plain=True)
def no_signature(job: Job) -> None:
    job.blocks[:] = [b for b in job.blocks if not (isinstance(b, Para) and b.role == "sign")]
    job.truth["published_date"] = None
