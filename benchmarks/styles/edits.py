"""Edit table 3 between the form and the file. Each edit changes the blocks of a job in place. ``plain`` edits keep
every figure in a cell whose position the source proves, so no doubt is needed there."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from benchmarks.styles.sheets import NAMES, Block, Cell, Job, Para, Rows, Table
from build_scripts.forms import form


@dataclass(frozen=True)
class Edit:
    name: str
    apply: Callable[[Job], None]
    plain: bool = False
    formats: str = "txt md html docx pdf csv xlsx"  # formats in which the edit occurs
    unread: bool = False  # a figure that the file does not contain as text: it must be lost with a doubt
    refused: bool = False  # the file holds the figures of two reports


EDITS: dict[str, Edit] = {}
ORDER = "table.columns"  # the finding that the header of a table names its columns in another order than the form


def edit(name: str, *, plain: bool = False, formats: str = "txt md html docx pdf csv xlsx", unread: bool = False, refused: bool = False
         ) -> Callable[[Callable[[Job], None]], Callable[[Job], None]]:  # fmt: skip
    def keep(apply: Callable[[Job], None]) -> Callable[[Job], None]:
        EDITS[name] = Edit(name, apply, plain, formats, unread, refused)
        return apply

    return keep


@edit("as it is", plain=True)
def as_it_is(job: Job) -> None:
    """Leave the form unchanged."""


def one(job: Job, name: str) -> Table:
    return job.tables(name)[0]


def each_label(table: Table, change: Callable[[str], str]) -> None:
    cells = {id(cell): cell for row in table.rows for cell in row if cell.role == "label" and cell.text}
    for cell in cells.values():
        cell.text = change(cell.text)


# --------------------------------------------------------------------------- words of the labels


@edit("labels without numbers", plain=True)
def labels_without_numbers(job: Job) -> None:
    each_label(one(job, "requests"), lambda t: re.sub(r"^(?:[一二三四]、|（[一二三四五六七]）|\d\.)", "", t))


@edit("labels numbered otherwise", plain=True)
def labels_numbered_otherwise(job: Job) -> None:
    style = job.dice.choice(("({})", "{}、", "{}．", "{} ", "（{}）", "{})"))
    each_label(one(job, "requests"), lambda t: re.sub(r"^(\d)\.", lambda m: style.format(m[1]), t))


@edit("items numbered through all groups", plain=True)
def numbered_through(job: Job) -> None:
    numbers = count(1)
    each_label(one(job, "requests"), lambda t: re.sub(r"^\d(?=\.(?!其他$))", lambda _: str(next(numbers)), t))


@edit("labels with spaces", plain=True)
def labels_with_spaces(job: Job) -> None:
    def spaced(text: str) -> str:
        cut = job.dice.randrange(1, len(text))
        return text[:cut] + job.dice.choice((" ", "  ", "\u00a0", "\u3000")) + text[cut:]

    each_label(one(job, "requests"), spaced)


@edit("labels over two lines", plain=True, formats="html docx pdf")
def labels_over_two_lines(job: Job) -> None:
    def broken(text: str) -> str:
        cut = job.dice.randrange(1, len(text))
        return text[:cut] + "\n" + text[cut:]

    each_label(one(job, "requests"), broken)


@edit("half-width brackets", plain=True)
def half_width(job: Job) -> None:
    each_label(one(job, "requests"), lambda t: t.replace("（", "(").replace("）", ")").replace("、", "，"))


@edit("labels shortened", plain=True)
def labels_shortened(job: Job) -> None:
    short = {
        "（二）部分公开（区分处理的，只计这一情形，不计其他情形）": "（二）部分公开",
        "一、本年新收政府信息公开申请数量": "一、本年新收申请数量",
        "二、上年结转政府信息公开申请数量": "二、上年结转申请数量",
        "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请": "1.申请人无正当理由逾期不补正",
        "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请": "2.申请人逾期未按收费通知要求缴费",
        "5.要求行政机关确认或重新出具已获取信息": "5.要求确认或重新出具已获取信息",
        "1.本机关不掌握相关政府信息": "1.本机关不掌握",
    }
    each_label(one(job, "requests"), lambda t: short.get(t, t))


@edit("labels with more words", plain=True)
def labels_longer(job: Job) -> None:
    more = {
        "（一）予以公开": "（一）予以公开的",
        "1.属于国家秘密": "1.属于国家秘密的",
        "2.重复申请": "2.重复提出申请的",
        "（七）总计": "（七）办理结果总计",
        "四、结转下年度继续办理": "四、结转下年度继续办理的申请",
        "2.其他法律行政法规禁止公开": "2.其他法律、行政法规禁止公开的",
    }
    each_label(one(job, "requests"), lambda t: more.get(t, t))


@edit("合计 for 总计", plain=True)
def sums_renamed(job: Job) -> None:
    for name in ("requests", "review"):
        for row in one(job, name).rows:
            for cell in row:
                if cell.role != "value":
                    cell.text = cell.text.replace("总计", "合计")


@edit("note marks on labels", plain=True, formats="html docx")
def label_notes(job: Job) -> None:
    table = one(job, "requests")
    for row in job.dice.sample(table.body, 3):
        row[table.stub - 1].marks = (("sup", job.dice.choice(("1", "2", "①", "[1]", "注1"))),)


# --------------------------------------------------------------------------- columns


def reorder(table: Table, order: list[int]) -> None:
    table.rows[:] = [[row[at] for at in order] for row in table.rows]


@edit("total first", plain=True)
def total_first(job: Job) -> None:
    reorder(one(job, "requests"), [0, 1, 2, 9, *range(3, 9)])
    job.expected.add(ORDER)


@edit("columns shuffled", plain=True)
def columns_shuffled(job: Job) -> None:
    """Shuffle the five columns of 法人或其他组织."""
    firms = list(range(4, 9))
    job.dice.shuffle(firms)
    reorder(one(job, "requests"), [0, 1, 2, 3, *firms, 9])
    job.expected.add(ORDER)


@edit("firms before persons", plain=True)
def firms_first(job: Job) -> None:
    reorder(one(job, "requests"), [0, 1, 2, *range(4, 9), 3, 9])
    job.expected.add(ORDER)


def _lost(job: Job, column: int) -> None:
    """Remove a column of table 3, wherever an earlier edit moved it."""
    table = one(job, "requests")
    gone = {cell for row in table.rows for cell in row if cell.slot and cell.slot[1] == column}
    at = next(at for row in table.rows for at, cell in enumerate(row) if cell in gone)
    reorder(table, [k for k in range(len(table.rows[0])) if k != at])
    for row in job.figures.requests.values():
        row[column] = None


@edit("total column missing")
def total_missing(job: Job) -> None:
    _lost(job, 6)


@edit("a column missing")
def column_missing(job: Job) -> None:
    _lost(job, job.dice.randrange(1, 6))


def _insert(table: Table, at: int, cells: list[Cell]) -> None:
    for row, cell in zip(table.rows, cells, strict=True):
        row.insert(at, cell)


@edit("remark column", plain=True)
def remark_column(job: Job) -> None:
    table = one(job, "requests")
    head = Cell("备注", "head")
    notes = [Cell(job.dice.choice(("", "", "", "见附件", "无")), "other") for _ in table.body]
    _insert(table, len(table.rows[0]), [head] * table.head + notes)
    job.expected.add("row.surplus")  # a remark is under no header of the form


@edit("unit column", plain=True)
def unit_column(job: Job) -> None:
    table = one(job, "requests")
    head = Cell("单位", "head")
    _insert(table, table.stub, [head] * table.head + [Cell("件", "other") for _ in table.body])


@edit("serial column", plain=True)
def serial_column(job: Job) -> None:
    table = one(job, "requests")
    head = Cell("序号", "head")
    _insert(table, 0, [head] * table.head + [Cell(str(n), "label") for n in range(1, len(table.body) + 1)])
    table.stub += 1


@edit("indicator codes", plain=True)
def code_column(job: Job) -> None:
    """Add a column of codes after the label, as in statistical forms: 01, 02."""
    table = one(job, "requests")
    head = Cell(job.dice.choice(("代码", "编号", "行次")), "head")
    _insert(table, table.stub, [head] * table.head + [Cell(f"{n:02d}", "other") for n in range(1, len(table.body) + 1)])


@edit("spacer columns", plain=True, formats="html docx txt md csv xlsx")
def spacer_columns(job: Job) -> None:
    table = one(job, "requests")
    for at in sorted(job.dice.sample(range(table.stub, 10), 2), reverse=True):
        _insert(table, at, [Cell("", "other") for _ in table.rows])


@edit("spacer rows", plain=True)
def spacer_rows(job: Job) -> None:
    for name in ("proactive", "requests", "review"):
        table = one(job, name)
        for at in sorted(
            job.dice.sample(range(max(1, table.head), len(table.rows)), min(2, len(table.body) - 1)), reverse=True
        ):
            table.rows.insert(at, [Cell("", "other") for _ in table.rows[0]])


# --------------------------------------------------------------------------- layouts of the stub and the head


def lowest(table: Table, column: int) -> str:
    """Return the header of a column directly above the figures, after all earlier edits."""
    texts = [row[column].text for row in table.rows[: table.head]]
    return next((text for text in reversed(texts) if text), "")


def _labelled(job: Job, labels: Callable[[tuple[str, ...], str], list[str]], head: list[str]) -> None:
    """Return table 3 with another stub: ``labels`` are (groups, label); the header is one row of names."""
    table = one(job, "requests")
    names = [lowest(table, at) for at in range(table.stub, len(table.rows[0]))]
    rows: Rows = [[*(Cell(text, "head") for text in head), *(Cell(name, "head") for name in names)]][: table.head]
    for row, old in zip(form(job.figures.requests_form).requests.rows, table.body, strict=True):
        rows.append([*(Cell(text) for text in labels(row.groups, row.label)), *old[table.stub :]])
    table.rows[:], table.head, table.stub = rows, min(table.head, 1), len(head)


@edit("one label column", plain=True)
def one_label_column(job: Job) -> None:
    """Put groups into rows of their own."""
    _labelled(job, lambda groups, label: [label], ["项目"])
    table = one(job, "requests")
    seen: set[str] = set()
    rows = table.rows[: table.head]
    for row, form_row in zip(table.body, form(job.figures.requests_form).requests.rows, strict=True):
        for group in form_row.groups:
            if group not in seen:
                rows.append([Cell(group), *(Cell("", "other") for _ in NAMES)])
        seen.update(form_row.groups)
        rows.append(row)
    table.rows[:] = rows


@edit("one label column, no groups", plain=True)
def no_groups(job: Job) -> None:
    _labelled(job, lambda groups, label: [label], ["项目"])


@edit("joined labels", plain=True)
def joined_labels(job: Job) -> None:
    mark = job.dice.choice(("", "-", "—", "／", " "))
    _labelled(job, lambda groups, label: [mark.join((*groups, label))], ["项目"])


@edit("labels filled down", plain=True)
def filled_down(job: Job) -> None:
    def labels(groups: tuple[str, ...], label: str) -> list[str]:
        return [*groups, label, *[label] * (2 - len(groups))]

    _labelled(job, labels, ["项目", "项目", "项目"])


@edit("no vertical column", plain=True)
def no_vertical_column(job: Job) -> None:
    """Leave out 三、本年度办理结果: two label columns."""
    _labelled(job, lambda groups, label: [*groups[1:], label, *[""] * (2 - len(groups[1:]) - 1)], ["项目", ""])


@edit("no head")
def no_head(job: Job) -> None:
    table = one(job, "requests")
    table.rows[:], table.head = table.body, 0


@edit("head of two rows", plain=True)
def flat_head(job: Job) -> None:
    table = one(job, "requests")
    if table.head > 2:
        del table.rows[0]
        table.head -= 1


@edit("rows for humans", plain=True)
def rows_shuffled(job: Job) -> None:
    """Swap two neighbours of a group, and 上年结转 and 新收; numbers stay with their labels."""
    table = one(job, "requests")
    at = next(i for i, row in enumerate(table.rows) if row[table.stub - 1].text.startswith("2.重复"))
    rows = table.rows
    rows[3], rows[4], rows[at], rows[at + 1] = rows[4], rows[3], rows[at + 1], rows[at]


def filled_rows(table: Table) -> list[list[Cell]]:
    """Return the rows with figures of the report."""
    return [row for row in table.rows if any(cell.slot for cell in row)]


def leave_out(table: Table, gone: list[list[Cell]]) -> None:
    """Remove rows from the source."""
    for row in gone:
        for cell in row:
            if cell.slot:
                cell.slot[0][cell.slot[1]] = None
    table.rows[:] = [row for row in table.rows if not any(row is other for other in gone)]


@edit("rows of zero left out")
def zero_rows_left_out(job: Job) -> None:
    table = one(job, "requests")
    items = [row for row in filled_rows(table) if re.match(r"\d", row[table.stub - 1].text)]
    leave_out(
        table, [row for row in items if all(c.text in ("", "0", "/", "-", "—", "无") for c in row if c.role == "value")]
    )


@edit("a row left out")
def a_row_left_out(job: Job) -> None:
    table = one(job, "requests")
    leave_out(table, [job.dice.choice(filled_rows(table))])


# --------------------------------------------------------------------------- torn and glued


def _torn(job: Job, at: int, *between: Block, head: bool = False) -> tuple[Table, Table]:
    table = one(job, "requests")
    first, second = table.part(0, at), table.part(at)
    if head:
        second.rows[:0], second.head = [list(row) for row in table.rows[: table.head]], table.head
    job.replace(table, first, *between, second)
    return first, second


def _where(job: Job) -> int:
    table = one(job, "requests")
    return job.dice.randrange(table.head + 1, len(table.rows) - 1)


@edit("torn", plain=True)
def torn(job: Job) -> None:
    _torn(job, _where(job))


@edit("torn in the head", plain=True)
def torn_in_head(job: Job) -> None:
    _torn(job, job.dice.choice((1, 2, 3)))


@edit("torn, page number between", plain=True)
def torn_with_footer(job: Job) -> None:
    mark = job.dice.choice(("— 3 —", "- 3 -", "第 3 页 共 6 页", "3"))
    _torn(job, _where(job), Para(mark, "page"))
    if mark == "3":
        job.expected.add("table.unclaimed")  # in a sheet the text may be taken for a figure


@edit("torn, head repeated", plain=True)
def torn_with_head(job: Job) -> None:
    _torn(job, _where(job), head=True)


@edit("torn, （续表）", plain=True)
def torn_continued(job: Job) -> None:
    _torn(job, _where(job), Para("（续表）", "page"), head=job.dice.random() < 0.5)
    job.expected.add("table.unclaimed")  # in a sheet the words are a row


@edit("head repeated inside", plain=True)
def head_inside(job: Job) -> None:
    table = one(job, "requests")
    at = _where(job)
    table.rows[at:at] = [list(row) for row in table.rows[: table.head]]


@edit("label torn")
def label_torn(job: Job) -> None:
    """Split a row by the page break: half of its label, and none of its figures, is on the next page."""
    first, second = _torn(job, _where(job))
    row = first.rows[-1]
    label = row[first.stub - 1]
    if len(label.text) > 5:
        cut = job.dice.randrange(2, len(label.text) - 1)
        top, rest = Cell(label.text[:cut]), Cell(label.text[cut:])
        second.rows.insert(0, [rest if c is label else Cell("", "other") for c in row[: first.stub]])
        second.rows[0] += [Cell("", "other") for _ in row[first.stub :]]
        row[:] = [top if c is label else c for c in row]


@edit("figures torn from label")
def figures_torn(job: Job) -> None:
    """End one table with the label and begin the next with its figures."""
    table = one(job, "requests")
    at = _where(job)
    first, second = _torn(job, at)
    row = first.rows[-1]
    second.rows.insert(0, [*(Cell("") for _ in range(table.stub)), *row[table.stub :]])
    row[table.stub :] = [Cell("", "other") for _ in range(7)]


@edit("a table a row")
def table_a_row(job: Job) -> None:
    table = one(job, "requests")
    parts = [table.part(0, table.head)] if table.head else []
    parts += [table.part(at, at + 1) for at in range(table.head, len(table.rows))]
    for part in parts[1:]:
        part.head = 0
    job.replace(table, *parts)


@edit("single rows of their own", plain=True)
def single_rows(job: Job) -> None:
    """Split the table so that one table is a single row: 予以公开 between the two others."""
    table = one(job, "requests")
    at = _where(job)
    job.replace(table, table.part(0, at), table.part(at, at + 1), table.part(at + 1))


@edit("down the middle")
def down_the_middle(job: Job) -> None:
    table = one(job, "requests")
    stub, at = table.stub, table.stub + job.dice.randrange(2, 6)
    left = Table("requests", [row[:at] for row in table.rows], table.head, stub)
    right = Table("requests", [row[:stub] + row[at:] for row in table.rows], table.head, stub)
    job.replace(table, left, Para("（续表）", "page"), right)


@edit("glued to table 2")
def glued(job: Job) -> None:
    """Join tables 2 and 3 without heading or line in between."""
    first, second = one(job, "proactive"), one(job, "requests")
    width = max(len(first.rows[0]), len(second.rows[0]))
    for table in (first, second):
        for row in table.rows:
            row += [row[-1] if table.name == "proactive" else Cell("", "other")] * (width - len(row))
    heading = next(b for b in job.blocks if isinstance(b, Para) and b.text.startswith("三、"))
    first.rows += [[Cell(heading.text, "head")] * width, *second.rows]
    job.blocks[:] = [b for b in job.blocks if b is not heading and b is not second]


@edit("heading in the first row", plain=True)
def heading_inside(job: Job) -> None:
    for start, name in (("二、", "proactive"), ("三、", "requests"), ("四、", "review")):
        heading = next(b for b in job.blocks if isinstance(b, Para) and b.text.startswith(start))
        table = one(job, name)
        table.rows.insert(0, [Cell(heading.text, "head")] * len(table.rows[0]))
        table.head += 1
        job.blocks[:] = [b for b in job.blocks if b is not heading]


@edit("captions before tables", plain=True)
def captions(job: Job) -> None:
    for number, name in enumerate(("proactive", "requests", "review"), 1):
        table = one(job, name)
        job.replace(table, Para(job.dice.choice((f"表{number}", f"附表{number}", "单位：件")), "page"), table)
    job.expected.add("table.unclaimed")


# --------------------------------------------------------------------------- figures


def _value_cells(job: Job, name: str = "requests") -> list[Cell]:
    return [cell for table in job.tables(name) for row in table.body for cell in row if cell.role == "value"]


def _filled(job: Job, count: int, names: tuple[str, ...] = ("requests",)) -> list[Cell]:
    cells = [cell for name in names for cell in {id(c): c for c in _value_cells(job, name)}.values()]
    filled = [cell for cell in cells if cell.text.replace(",", "").isdigit()]
    return job.dice.sample(filled, min(count, len(filled)))


EVERY = ("proactive", "requests", "review")


@edit("full-width digits", plain=True)
def full_width(job: Job) -> None:
    wide = {ord("0") + n: chr(0xFF10 + n) for n in range(10)}
    for name in EVERY:
        for cell in {id(c): c for c in _value_cells(job, name)}.values():
            cell.text = cell.text.translate(wide)


@edit("figures with 件", plain=True)
def with_unit(job: Job) -> None:
    own = list(job.figures.requests.values())
    for cell in {id(c): c for t in job.blocks if isinstance(t, Table) for row in t.rows for c in row}.values():
        if cell.slot and any(cell.slot[0] is row for row in own) and cell.text.replace(",", "").isdigit():
            cell.reprint(f"{cell.text}件")
    job.expected.add("value.odd")


@edit("figures over two lines", formats="html docx pdf")
def wrapped(job: Job) -> None:
    for cell in {id(c): c for name in EVERY for c in _value_cells(job, name)}.values():
        if cell.text.isdigit() and len(cell.text) > 2:
            cell.text = cell.text[:-1] + "\n" + cell.text[-1]


def _mark_figures(name: str, kind: str, texts: tuple[str, ...], formats: str) -> None:
    @edit(name, formats=formats)
    def apply(job: Job) -> None:
        for cell in _filled(job, 3, EVERY):
            cell.marks = ((kind, job.dice.choice(texts)),)


_mark_figures("note marks on figures", "sup", ("1", "2", "[1]", "①"), "html docx pdf")
_mark_figures("low marks on figures", "sub", ("1", "2"), "html docx pdf")
_mark_figures("links to notes", "note", ("1", "[2]"), "html")
_mark_figures("unseen figures", "hidden", ("7", "12"), "html docx pdf")
_mark_figures("white figures", "white", ("7", "12"), "html docx pdf")
_mark_figures("figures struck out", "struck", ("7", "12"), "html docx pdf")

_mark_figures("figures clipped away", "clipped", ("7", "12"), "drawn")
_mark_figures("figures under white", "covered", ("7", "12"), "drawn")
_mark_figures("figures of a layer", "layer", ("7", "12"), "drawn")
_mark_figures("stamps beside figures", "stamp", ("7", "12"), "drawn")


def _instead(name: str, kind: str, formats: str) -> None:
    @edit(name, formats=formats, unread=True)
    def apply(job: Job) -> None:
        for cell in _filled(job, 3, EVERY):
            cell.marks, cell.text = ((kind, cell.text),), ""


_instead("pictures of figures", "picture", "html docx pdf")
_instead("controls with figures", "control", "html docx drawn")
_instead("comments with figures", "comment", "drawn")
_instead("figures as shapes", "outline", "drawn")
_instead("figures without a code", "undecoded", "drawn")
_instead("chosen figures", "select", "html")
_instead("generated figures", "generated", "html")


# --------------------------------------------------------------------------- cells that are gone


def drop_blanks(table: Table) -> None:
    for at, row in enumerate(table.rows):
        if at >= table.head and any(cell.role == "value" for cell in row):
            table.rows[at] = [cell for cell in row if cell.text or cell.marks or cell.role != "value"]


@edit("blank cells dropped")
def blanks_dropped(job: Job) -> None:
    for name in EVERY:
        for table in job.tables(name):
            drop_blanks(table)


@edit("blank cells dropped, rows padded")
def blanks_dropped_padded(job: Job) -> None:
    for table in (table for name in EVERY for table in job.tables(name)):
        width = len(table.rows[0])
        drop_blanks(table)
        for row in table.rows:
            row += [Cell("", "other") for _ in range(width - len(row))]


@edit("one cell lost")
def one_cell_lost(job: Job) -> None:
    """Remove one cell of a row; the following cells move one place to the left."""
    row = job.dice.choice(filled_rows(one(job, "requests")))
    cells = [cell for cell in row if cell.slot]
    gone = job.dice.choice(cells[:-1] or cells)
    row.remove(gone)
    if gone.slot:
        gone.slot[0][gone.slot[1]] = None if gone.text else ""


@edit("one cell too many")
def one_cell_more(job: Job) -> None:
    table = one(job, "requests")
    row = job.dice.choice(table.body)
    row.insert(table.stub + job.dice.randrange(7), Cell("", "other"))
