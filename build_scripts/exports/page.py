"""The pages ``data/`` and ``data/dictionary/``: every file and every column, generated from ``columns``."""

from __future__ import annotations

from collections.abc import Sequence

from build_scripts.exports.columns import FILES, form_cells
from build_scripts.exports.datapackage import YearData
from build_scripts.render.blocks import (
    Block,
    Bullets,
    DataCell,
    DataColumn,
    DataTable,
    Facts,
    Fold,
    Heading,
    Inlines,
    Link,
    Page,
    Para,
    Span,
)

PANDAS = 'pandas.read_csv("cells-640500.csv", dtype="string", keep_default_na=False)'


def data_page(years: Sequence[YearData]) -> Page:
    """``years`` newest first, each with its cities in the order of their codes."""
    blocks: list[Block] = [
        Para(
            (
                "数字是事实，可以自由使用，请注明公布报告的机关和年度。每一格都带着状态：有数字、空白、“/”、无此格、读不成数字，"
                "互不混淆；需要原件位置（页、行、格）的，在逐格文件里。",
            )
        ),
        Bullets(
            (
                (Link("datapackage.json", "data/datapackage.json"), "：全部文件和列的机器可读说明（Frictionless v2）"),
                (Link("agencies.csv", "data/agencies.csv"), "：机关登记簿"),
                (Link("数据字典", "data/dictionary/"), "：行和列的代号"),
                (Link("README.txt", "data/README.txt"), "、", Link("CITATION.cff", "data/CITATION.cff")),
            )
        ),
        Heading(2, "按年度下载", "years"),
    ]
    if years:
        blocks.append(_years_table(years))
        blocks += [_parts(item, open_=item is years[0]) for item in years]
    else:
        blocks.append(Para(("还没有报告。",)))
    blocks += [
        Heading(2, "一份报告的数据", "report"),
        Para(("每份报告的页面旁边有 report.csv（逐格，带原件位置）、report.json（全文和全部单元格）和原件，网址就是报告的网址加文件名。",)),
        Heading(2, "各文件的列", "columns"),
    ]  # fmt: skip
    for file, (columns, title) in FILES.items():
        rows = tuple(
            (DataCell((Span(name, "code"),)), DataCell((kind,)), DataCell((meaning,)))
            for name, (kind, meaning) in columns.items()
        )
        table = DataTable(file, (DataColumn("列"), DataColumn("类型"), DataColumn("含义")), rows)
        blocks.append(Fold(f"{file}　{title}", (table,)))
    blocks += [
        Heading(2, "怎样读", "reading"),
        Facts(
            (
                ("编码", ("UTF-8，换行 LF，逗号分隔；table.csv 带 UTF-8 标记，Excel 直接打开不会乱码。",)),
                ("空值", ("value 为空不等于 0：请看 state。宽表里空白写作“（空白）”，无此格写作“（无此格）”，该格式没有的列留空。",)),
                ("合计", ("totals 文件只加印有数字的，并写明几份有数字、几份空白；没有一份有数字时 sum 为空。",)),
                ("公式", ("以 = + - @ 等开头的文字前面加了英文单引号，防止表格软件当作公式；原样在 report.json。",)),
                ("Python", (Span(PANDAS, "code"), " 数字请用 Decimal 或 Int64，不要让空白变成 0。")),
            )
        ),
        Heading(2, "核对原件", "verify"),
        Para(
            (
                "下载某一年度的原件（保持文件夹结构）和 manifest-sha256.txt，在 data/年度/ 里运行 ",
                Span("sha256sum -c manifest-sha256.txt", "code"),
                "，逐份显示是否与收录时相同。",
            )
        ),
    ]  # fmt: skip
    return Page("data/", "数据下载", "data", "全部表格数字，逐格一行，带状态和原件位置。", tuple(blocks))


def _years_table(years: Sequence[YearData]) -> DataTable:
    rows = []
    for item in years:
        links: list[Inlines] = [
            (Link(word, item.folder + name),)
            for word, name in (
                ("CSV", "table.csv"),
                ("CSV", "reports.csv"),
                ("CSV", "findings.csv"),
                ("TXT", "manifest-sha256.txt"),
            )
        ]
        rows.append((DataCell((f"{item.year} 年",)), DataCell((f"{item.reports:,}",)), *map(DataCell, links)))
    columns = (
        DataColumn("年度"),
        DataColumn("报告", True, "份"),
        DataColumn("宽表", note="CSV，可用 Excel 打开"),
        DataColumn("目录"),
        DataColumn("核验提示"),
        DataColumn("校验值"),
    )
    return DataTable("全国，一年一份", columns, tuple(rows))


def _parts(item: YearData, open_: bool) -> Fold:
    rows = []
    for code, name, n in item.parts:
        files = (("CSV", f"cells-{code}.csv"), ("CSV", f"totals-{code}.csv"), ("JSONL", f"reports-{code}.jsonl"))
        cells = (DataCell((Link(word, item.folder + file),)) for word, file in files)
        rows.append((DataCell((name,)), DataCell((f"{n:,}",)), *cells))
    columns = (
        DataColumn("地区"),
        DataColumn("报告", True, "份"),
        DataColumn("逐格"),
        DataColumn("合计"),
        DataColumn("全文"),
    )
    return Fold(
        f"{item.year} 年各市的文件", (DataTable(f"{item.year} 年各市的文件", columns, tuple(rows)),), open=open_
    )


# --------------------------------------------------------------------------- dictionary


def dictionary_page() -> Page:
    """Every row and column of the forms with its keys, its unit and the forms that have it."""
    return Page(
        "data/dictionary/",
        "数据字典",
        "data",
        "数据文件里行和列的代号，由法定格式生成。",
        (
            Para((Link("首页", ""), " › ", Link("数据下载", "data/")), "crumbs"),
            Para(
                (
                    "同一个代号在两种格式里含义相同，可以比较；含义不同的另有代号。各行的白话解释见",
                    Link("怎样读这些表", "about/forms/"),
                    "。",
                )
            ),
            rows_table(),
            columns_table(),
        ),
    )


def rows_table() -> DataTable:
    """table, row → label, forms."""
    seen: dict[tuple[str, str], tuple[DataCell, ...]] = {}
    for cell in form_cells():
        key = (cell.table.key, cell.row.key)
        label = f"{cell.row.block} {cell.row.label}" if cell.row.block else cell.row.path
        forms = "、".join(dict.fromkeys(f for c in form_cells() if (c.table.key, c.row.key) == key for f in c.forms))
        values = (cell.row.key, cell.table.key, f"表{cell.table.number}　{label}", forms)
        seen.setdefault(key, tuple(DataCell((value,)) for value in values))
    columns = (DataColumn("row"), DataColumn("table"), DataColumn("项目"), DataColumn("格式"))
    return DataTable("行的代号", columns, tuple(seen.values()))


def columns_table() -> DataTable:
    """table, column → name, unit, forms."""
    seen: dict[tuple[str, str], tuple[DataCell, ...]] = {}
    for cell in form_cells():
        column = cell.column
        name = f"{column.group} › {column.name}" if column.group else column.name
        values = (column.key, cell.table.key, name, column.unit, "、".join(cell.forms))
        seen.setdefault((cell.table.key, column.key), tuple(DataCell((value,)) for value in values))
    columns = (
        DataColumn("column"),
        DataColumn("table"),
        DataColumn("列名"),
        DataColumn("单位"),
        DataColumn("格式"),
    )
    return DataTable("列的代号", columns, tuple(seen.values()))
