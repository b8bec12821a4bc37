"""Print one report in many styles as grids and lines, imitating what agencies' files do to the statutory tables."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence

from build_scripts.forms import form
from build_scripts.model import Block, Grid, GridCell, GridKind, Paragraph, Place, Report

NAMES = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
Rows = list[list[str | None]]


def grid(rows: Sequence[Sequence[str | None]], kind: GridKind = GridKind.RULED, table: int = 1, page: int = 1) -> Grid:
    return Grid(
        tuple(
            tuple(
                None if c is None else GridCell(c, Place(page=page, table=table, row=r, column=k))
                for k, c in enumerate(row, 1)
            )
            for r, row in enumerate(rows, 1)
        ),
        kind,
        Place(page=page, table=table),
    )


def raws(report: Report, key: str) -> dict[str, list[str]]:
    table = {t.key: t for t in report.tables}[key]
    return {row.key: [cell.raw or "" for cell in row.cells] for row in table.rows}


# --------------------------------------------------------------------------- table 3, rows of ten columns


def request_rows(report: Report) -> Rows:
    """Return the official layout: three label columns (merged cells ``None``), seven values."""
    values = raws(report, "requests")
    rows: Rows = [
        [NOTE, None, None, "申请人情况", None, None, None, None, None, None],
        [None, None, None, "自然人", "法人或其他组织", None, None, None, None, "总计"],
        [None, None, None, None, "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", None],
    ]
    seen: set[str] = set()
    for row in form(report.requests.form).requests.rows:
        groups = [g if g not in seen else None for g in row.groups]
        seen.update(row.groups)
        if not row.groups:
            labels: list[str | None] = [row.label, None, None]
        elif len(row.groups) == 1:
            labels = [groups[0], row.label, None]
        else:
            labels = [groups[0], groups[1], row.label]
        rows.append([*labels, *values[row.key]])
    return rows


def official(report: Report) -> Iterator[Block]:
    yield grid(request_rows(report))


def torn(at: int) -> Callable[[Report], Iterator[Block]]:
    """Split the table by a page break before row ``at``; the merged label columns are missing on the second page."""

    def blocks(report: Report) -> Iterator[Block]:
        rows = request_rows(report)
        yield grid(rows[:at], table=1)
        yield grid(rows[at:], table=2, page=2)

    return blocks


def torn_without_label_column(report: Report) -> Iterator[Block]:
    """Split the table; the vertical column 三、本年度办理结果 is not ruled on the second page, which leaves nine columns."""
    rows = request_rows(report)
    yield grid(rows[:12], table=1)
    yield grid([row[1:] for row in rows[12:-1]] + [[rows[-1][0], None, *rows[-1][3:]]], table=2, page=2)


def torn_label(report: Report) -> Iterator[Block]:
    """Split a label by the page break: 3.补正 | 后申请内容仍不明确."""
    rows = request_rows(report)
    at = next(i for i, row in enumerate(rows) if row[2] and row[2].startswith("3.补正"))
    first = [*rows[at][:2], "3.补正", *rows[at][3:]]
    second: list[str | None] = ["", "", "后申请内容仍不明确", *[""] * 7]
    yield grid([*rows[:at], first], table=1)
    yield grid([second, *rows[at + 1 :]], table=2, page=2)


def repeated_head(report: Report) -> Iterator[Block]:
    rows = request_rows(report)
    yield grid(rows[:15], table=1)
    yield grid(rows[:3] + rows[15:], table=2, page=2)


def unmerged(report: Report) -> Iterator[Block]:
    yield grid([[c or "" for c in row] for row in request_rows(report)])


def one_label_column(report: Report) -> Iterator[Block]:
    """Print no group columns: groups have their own rows, values are in columns two to eight."""
    values = raws(report, "requests")
    rows: Rows = [["项目", *NAMES]]
    seen: set[str] = set()
    for row in form(report.requests.form).requests.rows:
        for group in row.groups:
            if group not in seen:
                seen.add(group)
                rows.append([group, *[""] * 7])
        rows.append([row.label, *values[row.key]])
    yield grid(rows)


def repeated_copies(report: Report) -> Iterator[Block]:
    """Export merged cells as copies: the group label is in every row."""
    values = raws(report, "requests")
    rows: Rows = [[NOTE, NOTE, NOTE, *NAMES]]
    for row in form(report.requests.form).requests.rows:
        labels = [*row.groups, row.label]
        rows.append([*labels, *[row.label] * (3 - len(labels)), *values[row.key]])
    yield grid(rows)


def packed(report: Report) -> Iterator[Block]:
    """Print text with tabs, left-packed and padded, as in the five real reports."""
    values = raws(report, "requests")
    rows: Rows = [
        [NOTE, "申请人情况", "", "", "", "", "", "总计", ""],
        ["", "自然人", "法人或其他组织", "", "", "", "", "", ""],
        ["", "", *NAMES[1:6], "", ""],
    ]
    seen: set[str] = set()
    for row in form(report.requests.form).requests.rows:
        groups = [g if g not in seen else "" for g in row.groups]
        seen.update(row.groups)
        if not row.groups:
            rows.append([row.label, "", *values[row.key], ""])
        else:
            rows.append([*(groups if len(groups) == 2 else groups[:1]), row.label, *values[row.key], ""])
    yield grid(rows, GridKind.PACKED)


def one_cell_a_line(report: Report) -> Iterator[Block]:
    values = raws(report, "requests")
    words = ["申请人情况", "自然人", "法人或其他组织", "总计", *NAMES[1:6]]
    seen: set[str] = set()
    for row in form(report.requests.form).requests.rows:
        words += [g for g in row.groups if g not in seen]
        seen.update(row.groups)
        words += [row.label, *values[row.key]]
    for line, word in enumerate(words, 1):
        yield Paragraph(word, Place(line=line))


def one_row_a_line(report: Report) -> Iterator[Block]:
    """Print text without tabs: labels and values of a row separated by single spaces, merged labels in front."""
    rows = [[c for c in row if c] for row in request_rows(report)]
    for line, row in enumerate(rows, 1):
        yield Paragraph(" ".join(row), Place(line=line))


def joined_labels(report: Report) -> Iterator[Block]:
    """Print one label column that repeats the merged labels: （六）其他处理3.其他."""
    rows = request_rows(report)
    values = raws(report, "requests")
    labelled = [
        ["".join((*row.groups, row.label)), *values[row.key]] for row in form(report.requests.form).requests.rows
    ]
    yield grid([["项目", *rows[0][4:], None], ["", *NAMES], *labelled])


def total_first(report: Report) -> Iterator[Block]:
    """Print 总计 before 自然人."""
    rows = request_rows(report)
    rows[1] = [None, None, None, *NAMES]
    yield grid([[*row[:3], row[9], *row[3:9]] for row in (rows[1], *rows[3:])])


def rows_swapped(report: Report) -> Iterator[Block]:
    """Swap two rows of a group, and swap 上年结转 with 新收; item numbers stay with their labels."""
    rows = request_rows(report)
    at = next(i for i, row in enumerate(rows) if row[2] and row[2].startswith("2.重复"))
    rows[3], rows[4], rows[at], rows[at + 1] = rows[4], rows[3], rows[at + 1], rows[at]
    yield grid(rows)


def transposed(report: Report) -> Iterator[Block]:
    """Print applicants as rows and outcomes as columns, with groups in merged cells above."""
    rows = request_rows(report)
    heads = ["申请人情况", None, None, *NAMES]
    yield grid([list(row) for row in zip(heads, *rows[3:], strict=True)])


def transposed_with_groups(report: Report) -> Iterator[Block]:
    """Print the whole form turned: 申请人情况, 法人或其他组织 and the applicant beside each other."""
    yield grid([[text or "" for text in column] for column in zip(*request_rows(report), strict=True)])


def torn_in_three(report: Report) -> Iterator[Block]:
    """Print 自然人, the organisations and 总计 apart; the header of 总计 alone has a row less."""
    rows = request_rows(report)
    yield grid([row[:4] for row in rows])
    yield Paragraph("（续）", Place(line=1))
    yield grid([row[:3] + row[4:9] for row in rows], table=2)
    yield Paragraph("（续）", Place(line=2))
    yield grid([row[:3] + row[9:] for row in rows[1:]], table=3)


def torn_in_three_on_a_sheet(report: Report) -> Iterator[Block]:
    rows: Rows = []
    for part in torn_in_three(report):
        texts = [[part.text]] if isinstance(part, Paragraph) else [[c and c.text for c in row] for row in part.rows]
        rows += [[*row, *[None] * (8 - len(row))] for row in texts]
    yield grid(rows)


def item_numbers_apart(report: Report) -> Iterator[Block]:
    """Print the number of a label in a cell of its own: 1. | 属于国家秘密."""
    rows: Rows = []
    for row in request_rows(report):
        at = max((at for at in range(3) if row[at]), default=0)
        found = re.match(r"(（.）|.、|\d\.)(.+)", row[at] or "")
        number, label = found.groups() if found else (None, row[at])
        rows.append([*row[:at], number, label, *row[at + 1 :]])
    yield grid(rows)


def a_figure_a_row(report: Report) -> Iterator[Block]:
    rows: Rows = [["统计表", None, None], ["项目", "申请人", "数量"]]
    for row in form(report.requests.form).requests.rows:
        figures = zip(NAMES, raws(report, "requests")[row.key], strict=True)
        rows += [[row.label if at == 0 else None, name, figure] for at, (name, figure) in enumerate(figures)]
    yield grid(rows)


def torn_down_the_middle(report: Report) -> Iterator[Block]:
    """Split a table that is too wide: the remaining columns are in a second table under （续表）."""
    rows = request_rows(report)
    yield grid([row[:6] for row in rows])
    yield Paragraph("（续表）", Place(line=1))
    yield grid([row[:3] + row[6:] for row in rows], table=2)


def torn_without_labels(report: Report) -> Iterator[Block]:
    rows = request_rows(report)
    yield grid([row[:6] for row in rows])
    yield grid([row[6:] for row in rows], table=2)


def printed_twice(report: Report) -> Iterator[Block]:
    """Print a second copy for phones that only a script of the page hides."""
    yield grid(request_rows(report))
    yield grid(request_rows(report), table=2)


def spaced_labels(report: Report) -> Iterator[Block]:
    """Print 自 然 人, labels with spaces and line breaks, half-width brackets, no item numbers."""
    dice = random.Random(1)
    rows = request_rows(report)
    for row in rows:
        for at in range(3):
            if text := row[at]:
                text = text.replace("（", "(").replace("）", ")")
                cut = dice.randrange(1, len(text))
                row[at] = text[:cut] + dice.choice(["\n", " ", "  "]) + text[cut:]
    rows[1][3] = "自 然\n人"
    yield grid(rows)


REQUEST_STYLES: dict[str, Callable[[Report], Iterator[Block]]] = {
    "official": official,
    "unmerged": unmerged,
    "torn label": torn_label,
    "repeated head": repeated_head,
    "torn without label column": torn_without_label_column,
    "one label column": one_label_column,
    "merged cells as copies": repeated_copies,
    "packed": packed,
    "one cell a line": one_cell_a_line,
    "one row a line": one_row_a_line,
    "joined labels": joined_labels,
    "total first": total_first,
    "rows swapped": rows_swapped,
    "spaced labels": spaced_labels,
    "transposed": transposed,
    "transposed with groups": transposed_with_groups,
    "item numbers apart": item_numbers_apart,
    "a figure a row": a_figure_a_row,
    "torn in three": torn_in_three,
    "torn in three on a sheet": torn_in_three_on_a_sheet,
    "torn down the middle": torn_down_the_middle,
    "torn without labels": torn_without_labels,
    "printed twice": printed_twice,
    **{f"torn before row {at}": torn(at) for at in range(2, 30)},
}


# --------------------------------------------------------------------------- tables 2 and 4


def proactive_rows(report: Report) -> Rows:
    values = raws(report, "proactive")
    rows: Rows = []
    block = ""
    for row in form(report.proactive.form).proactive.rows:
        names = [column.name for column in row.columns]
        if row.block != block:
            block = row.block
            rows.append([block, None, None, None])
            rows.append(["信息内容", *names, *[None] * (3 - len(names))])
        rows.append([row.label, *values[row.key], *[None] * (3 - len(names))])
    return rows


def proactive_official(report: Report) -> Iterator[Block]:
    yield grid(proactive_rows(report))


def proactive_unmerged(report: Report) -> Iterator[Block]:
    yield grid([[c or "" for c in row] for row in proactive_rows(report)])


def proactive_four_tables(report: Report) -> Iterator[Block]:
    rows = proactive_rows(report)
    starts = [i for i, row in enumerate(rows) if row[0] and row[0].startswith("第二十条")]
    for table, (a, b) in enumerate(zip(starts, [*starts[1:], len(rows)], strict=True), 1):
        yield grid(rows[a:b], table=table)


def proactive_article_column(report: Report) -> Iterator[Block]:
    """Print the article in a merged column before the rows."""
    rows: Rows = []
    article: str | None = None
    for row in proactive_rows(report):
        if row[0] and row[0].startswith("第二十条"):
            article = row[0]
        else:
            rows.append([article, *row])
            article = None
    yield grid(rows)


def proactive_one_head(report: Report) -> Iterator[Block]:
    """Print all columns in one header, with / under those that a row does not have."""
    values = raws(report, "proactive")
    rows = form(report.proactive.form).proactive.rows
    names = list(dict.fromkeys(column.name for row in rows for column in row.columns))
    table: Rows = [["信息内容", *names]]
    for row in rows:
        said = dict(zip((column.name for column in row.columns), values[row.key], strict=True))
        table.append([row.label, *(said.get(name, "/") for name in names)])
    yield grid(table)


def proactive_article_copies(report: Report) -> Iterator[Block]:
    rows = [list(row) for row in proactive_rows(report)]
    for at, row in enumerate(rows):
        article = row[0] if row[0] and row[0].startswith("第二十条") else rows[at - 1][0]
        row.insert(0, article)
    yield grid([row for row in rows if row[1] != row[0]])


def proactive_centred_value(report: Report) -> Iterator[Block]:
    """Print the single value of a row in a later column of the unmerged grid."""
    rows = [[c or "" for c in row] for row in proactive_rows(report)]
    for row in rows:
        if row[0] in ("行政许可", "行政处罚", "行政强制", "行政事业性收费"):
            row[1], row[2] = "", row[1]
    yield grid(rows)


def proactive_a_figure_a_row(report: Report) -> Iterator[Block]:
    values = raws(report, "proactive")
    rows: Rows = [["信息内容", "项目", "数量"]]
    for row in form(report.proactive.form).proactive.rows:
        rows += [[row.label, c.name, v] for c, v in zip(row.columns, values[row.key], strict=True)]
    yield grid(rows)


def proactive_turned(report: Report) -> Iterator[Block]:
    """Print 规章 and 规范性文件 across the top of their figures, and the other blocks as in the form."""
    rows = proactive_rows(report)
    (_, *names), *figures = rows[1:4]
    turned = [
        ["项目", *(row[0] for row in figures), ""],
        *([name, *(row[at] for row in figures), ""] for at, name in enumerate(names, 1)),
    ]
    yield grid([*turned, *rows[4:]])


def proactive_packed(report: Report) -> Iterator[Block]:
    yield grid([[c or "" for c in row] for row in proactive_rows(report)], GridKind.PACKED)


def proactive_lines(report: Report) -> Iterator[Block]:
    line = 0
    for row in proactive_rows(report):
        for cell in row:
            if cell:
                line += 1
                yield Paragraph(cell, Place(line=line))


PROACTIVE_STYLES: dict[str, Callable[[Report], Iterator[Block]]] = {
    "official": proactive_official,
    "unmerged": proactive_unmerged,
    "four tables": proactive_four_tables,
    "articles in a column": proactive_article_column,
    "one head": proactive_one_head,
    "articles as copies": proactive_article_copies,
    "value in a later column": proactive_centred_value,
    "packed": proactive_packed,
    "a figure a row": proactive_a_figure_a_row,
    "turned": proactive_turned,
    "one cell a line": proactive_lines,
}

OUTCOMES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")


def review_values(report: Report) -> list[str]:
    return [cell for row in raws(report, "review").values() for cell in row]


def review_rows(report: Report) -> Rows:
    return [
        ["行政复议", None, None, None, None, "行政诉讼", *[None] * 9],
        [*OUTCOMES, "未经复议直接起诉", None, None, None, None, "复议后起诉", None, None, None, None],
        [None, None, None, None, None, *OUTCOMES, *OUTCOMES],
        list(review_values(report)),
    ]


def review_official(report: Report) -> Iterator[Block]:
    yield grid(review_rows(report))


def review_torn(report: Report) -> Iterator[Block]:
    rows = review_rows(report)
    yield grid(rows[:3], table=1)
    yield grid(rows[3:], table=2, page=2)


def review_by_group(report: Report) -> Iterator[Block]:
    values = review_values(report)
    yield grid(
        [
            ["", *OUTCOMES],
            ["行政复议", *values[:5]],
            ["未经复议直接起诉", *values[5:10]],
            ["复议后起诉", *values[10:]],
        ]
    )


def review_transposed(report: Report) -> Iterator[Block]:
    values = review_values(report)
    rows: Rows = []
    for at, group in enumerate(("行政复议", "未经复议直接起诉", "复议后起诉")):
        for k, outcome in enumerate(OUTCOMES):
            rows.append([group if k == 0 else None, outcome, values[at * 5 + k]])
    yield grid(rows)


def review_joined_labels(report: Report, kind: GridKind = GridKind.RULED) -> Iterator[Block]:
    """Print 行政复议结果维持 and the others, one below the other."""
    names = [
        f"{group}{outcome}"
        for group in ("行政复议", "行政诉讼—未经复议直接起诉", "行政诉讼—复议后起诉")
        for outcome in OUTCOMES
    ]
    yield grid([[name, value] for name, value in zip(names, review_values(report), strict=True)], kind)


def review_joined_labels_packed(report: Report) -> Iterator[Block]:
    yield from review_joined_labels(report, GridKind.PACKED)


def review_packed(report: Report) -> Iterator[Block]:
    yield grid([[c or "" for c in row] for row in review_rows(report)], GridKind.PACKED)


def review_lines(report: Report) -> Iterator[Block]:
    words = [
        "行政复议",
        "行政诉讼",
        *OUTCOMES,
        "未经复议直接起诉",
        "复议后起诉",
        *OUTCOMES,
        *OUTCOMES,
        *review_values(report),
    ]
    for line, word in enumerate(words, 1):
        yield Paragraph(word, Place(line=line))


def review_with_empty_rows(report: Report) -> Iterator[Block]:
    rows = review_rows(report)
    yield grid([row for pair in ((r, [""] * 15) for r in rows) for row in pair])


REVIEW_STYLES: dict[str, Callable[[Report], Iterator[Block]]] = {
    "official": review_official,
    "torn": review_torn,
    "a row for each group": review_by_group,
    "transposed": review_transposed,
    "joined labels": review_joined_labels,
    "joined labels, packed": review_joined_labels_packed,
    "with empty rows": review_with_empty_rows,
    "packed": review_packed,
    "one cell a line": review_lines,
}
