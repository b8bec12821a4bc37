"""Make the pages ``data/`` and ``data/<year>/``: the list of files, how to read them, and an example question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from build_scripts.exports.columns import FILES, FORMAT
from build_scripts.exports.commands import (
    Example,
    datasette_command,
    duckdb_command,
    excel_formulas,
    pandas_command,
    r_command,
    sqlite_query,
)
from build_scripts.render.blocks import (
    Block,
    Bullets,
    Code,
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

PANDAS = 'pandas.read_csv("cells.csv.gz", dtype=str, keep_default_na=False)'
ALTERNATES = (
    ("application/json", "data/datapackage.json"),
    ("application/ld+json", "data/catalog.jsonld"),
)
MAKE_SQLITE = "data/make_sqlite.py"


@dataclass(frozen=True, slots=True)
class YearData:
    """The data of one year; ``parts`` are (code, name, number of reports) of the cities that have reports."""

    year: int
    reports: int
    parts: tuple[tuple[str, str, int], ...]

    @property
    def folder(self) -> str:
        return f"data/{self.year}/"


_DATABASE = "全部报告一个 SQLite 数据库，带全文检索（任意三个字以上），Datasette、DB Browser、pandas、R 都能直接打开"


def data_page(years: Sequence[tuple[int, int]], province: str, site_url: str, with_database: bool = True) -> Page:
    """Return the page ``data/``. ``years`` are (year, number of reports), newest first; ``with_database`` says that the
    build makes the database; ``province`` is one with reports, for the example."""
    asked = Example(site_url, [year for year, _ in reversed(years)], province)
    blocks = (
        Para(
            (
                "数字是事实，可以自由使用（CC0），请注明公布报告的机关和年度；",
                Link("怎样引用", "about/citation/#data"),
                "。每一格都带着状态：有数字、空白、“/”、无此格、读不成数字，互不混淆；也带着原件里的位置（页、行、格）。",
            )
        ),
        Para((Link("不下载，直接查", "data/ask/"), "：按地区、年度、项目、状态和核验提示筛选，下载查到的。"), "lead"),
        Heading(2, "取全部", "whole"),
        _archive_files(with_database),
        Heading(2, "按年度下载", "years"),
        _years_table(years) if years else Para(("还没有报告。",)),
        *(_example(asked) if years else ()),
        Heading(2, "一份报告的数据", "report"),
        Para(("每份报告的页面旁边有 report.csv（逐格，带原件位置）、report.json（全文和全部单元格）和原件，网址就是报告的网址加文件名。",)),
        Heading(2, "各文件的列", "columns"),
        *_columns_of_files(),
        Heading(2, "怎样读", "reading"),
        _how_to_read(),
        Heading(2, "核对", "verify"),
        Para(
            (
                "原件：下载某一年度的原件（保持文件夹结构）和 manifest-sha256.txt，在 data/年度/ 里运行 ",
                Span("sha256sum -c manifest-sha256.txt", "code"),
                "，逐份显示是否与收录时相同。数据：整个 data/ 是一个 BagIt 包，下载后运行 ",
                Span("bagit.py --validate data", "code"),
                "；每个文件的大小和 SHA-256 也写在 datapackage.json 里。",
            )
        ),
    )  # fmt: skip
    description = "全部表格数字，逐格一行，带状态和原件位置。"
    return Page("data/", "数据下载", "data", description, blocks, alternates=ALTERNATES)


def _archive_files(with_database: bool) -> Bullets:
    """Return the list of files of the whole archive; without a database on the site, it explains how to make one."""
    return Bullets(
        (
            *([(Link("nianbao.sqlite", "data/nianbao.sqlite", True), f"：{_DATABASE}")] if with_database else []),
            (Link("make_sqlite.py", MAKE_SQLITE, True), f"：用本页的文件做成 nianbao.sqlite{'，与上面的一样' if with_database else f'：{_DATABASE}'}；命令见", Link("下面的例子", "data/#datasette")),
            (Link("datapackage.json", "data/datapackage.json"), "：全部文件和列的机器可读说明（Frictionless v2），每年一个，这里是总目；", Link("catalog.jsonld", "data/catalog.jsonld"), "：同样的目录，DCAT"),
            (Link("agencies.csv", "data/agencies.csv"), "：机关登记簿"),
            (Link("数据字典", "data/dictionary/"), "、", Link("dictionary.csv", "data/dictionary.csv"), "：每个代号的含义，中文和英文"),
            (Link("report.schema.json", "data/schema/report.schema.json"), "：report.json 的格式（JSON Schema）；", Link("README.txt", "data/README.txt"), "、", Link("CITATION.cff", "data/CITATION.cff")),
        )
    )  # fmt: skip


def _columns_of_files() -> Iterator[Fold]:
    for file, (columns, title) in FILES.items():
        rows = tuple(
            (DataCell((Span(name, "code"),)), DataCell((kind,)), DataCell((meaning,)))
            for name, (kind, meaning) in columns.items()
        )
        yield Fold(
            f"{file}　{title}", (DataTable(file, (DataColumn("列"), DataColumn("类型"), DataColumn("含义")), rows),)
        )


def _how_to_read() -> Facts:
    return Facts(
        (
            ("格式", (f"数据格式第 {FORMAT} 版；小数点后变大，只增加文件和列；前面变大，才改变或去掉已有的，改之前一版在这里和 README.txt 里预告，旧格式的文件在原网址再留一版。",)),
            ("编码", ("UTF-8，换行 LF，逗号分隔；每个 .csv 开头带 UTF-8 标记，Excel、WPS 表格双击打开不会乱码（Python 的 csv 用 encoding=\"utf-8-sig\"），.gz 里的没有。",)),
            ("空值", ("value 为空不等于 0：请看 state。宽表里空白写作“（空白）”，无此格写作“（无此格）”，读不成数字的前面写“（读不成数字）”，该格式没有的列留空。",)),
            ("版本", ("cells.csv.gz、reports.csv.gz、reports.jsonl.gz 和数据库里有每一份报告的每一个版本，相加以前请只取 current 为 1 的；其他文件（分市的文件、宽表）和数据库的 figures 视图只有现行版本。",)),
            ("单位", ("value 的单位写在 unit。印着别的单位的，value 为空，照印在 raw；2019 年格式的采购总金额没有规定单位，unit 是原件所印的，不能直接相加。",)),
            ("合计", ("totals 文件只加印有数字的，并写明几份有数字、几份空白；没有一份有数字时 sum 为空。",)),
            ("公式", ("CSV 里，表格软件会当作公式（= + - @ 开头）或者显示成别的样子（1-2 变成日期，007 丢掉零）的文字，前面加了一个英文单引号，去掉它就是原件所印；report.json、数据库和 Parquet 里没有加。行的代号（如 3.3.1）不加，软件如果把它显示成日期，请用“导入”，把这一列设为文本。",)),
            ("Python", (Span(PANDAS, "code"), "：先都当作文字，再用 ", Span("pandas.to_numeric", "code"), " 把 value 变成数字，空白就不会变成 0，007 也不会变成 7。nianbao verify 也这样读一遍，与 report.json 逐格核对。")),
        )
    )  # fmt: skip


def _years_table(years: Sequence[tuple[int, int]]) -> DataTable:
    files = (
        ("逐格", "CSV，gzip", "cells.csv.gz"),
        ("目录", "CSV，gzip", "reports.csv.gz"),
        ("全文", "JSONL，gzip", "reports.jsonl.gz"),
        ("宽表", "CSV，可用 Excel 打开", "table.csv"),
        ("核验提示", "CSV", "findings.csv"),
        ("版本", "CSV", "versions.csv"),
    )
    rows = []
    for year, reports in years:
        folder = f"data/{year}/"
        links: list[Inlines] = [(Link(name.partition(".")[2], folder + name),) for *_, name in files]
        rows.append((DataCell((Link(f"{year} 年", folder),)), DataCell((f"{reports:,}",)), *map(DataCell, links)))
    named = (DataColumn(word, note=note) for word, note, _ in files)
    return DataTable(
        "一年一份；分市的文件在各年的页面", (DataColumn("年度"), DataColumn("报告", True, "份"), *named), tuple(rows)
    )


def _example(asked: Example) -> list[Block]:
    """Return one question with five ways to answer it."""
    formulas = tuple((what, (Span(formula, "code"),)) for what, formula in excel_formulas(asked))
    return [
        Heading(2, "例：回答一个问题", "example"),
        Para(
            (
                f"“{asked.province}各县每年收到多少件申请？有几个机关把这一格留空？”五种办法，答案相同。换一个省，改引号里的名称；"
                "换一个项目，改 table、row、column，代号见",
                Link("数据字典", "data/dictionary/"),
                "。received 是印有数字的各份之和，stated 是这样的份数，blank 是留空的份数：留空的没有当作 0 相加。没有装过的工具先装：pip install pandas（或 duckdb、datasette）。",
            )
        ),
        Heading(3, "pandas", "pandas"),
        Code(pandas_command(asked)),
        Heading(3, "DuckDB", "duckdb"),
        Code(duckdb_command(asked)),
        Para(
            (
                "DuckDB 读网址要用它的 httpfs 扩展，第一次用时自己下载；下载不了的，先把这些文件下载下来，把网址换成文件名。",
            )
        ),
        Heading(3, "R", "r"),
        Code(r_command(asked)),
        Heading(3, "Datasette", "datasette"),
        Code(datasette_command(asked)),
        Para(("打开它显示的网址，选 nianbao，在查询框里粘贴（任何别的 SQLite 工具也一样）：",)),
        Code(sqlite_query(asked)),
        Heading(3, "Excel、WPS 表格", "excel"),
        Para(
            (
                "下载一个年度的 table.csv，双击打开，在宽表右边的空列输入下面的公式，一个年度一次。要一个县的，把两个星号之间换成所在地一列里写的省、市、县全名，去掉后一个星号"
                "（只写县名会把别处同名的县一起算进去）。空白写作“（空白）”，不是数字，不会被加进去。"
                "要各县一张表，插入数据透视表：行放“所在地”，值放这一列（求和；文字不算在内）；再把这一列也放进筛选，选“（空白）”计数，就是留空的机关。",
            )
        ),
        Facts(formulas),
    ]


def year_data_page(item: YearData, file_names: Sequence[str]) -> Page:
    """Return the list of all files of one year; ``file_names`` are the names of the files of the whole year."""
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
    blocks = (
        Para((Link("首页", ""), " › ", Link("数据下载", "data/")), "crumbs"),
        Para((f"{item.year} 年度的报告 {item.reports:,} 份。", Link("报告本身", f"years/{item.year}/"), "；各列的含义见", Link("数据下载", "data/#columns"), "。")),
        Heading(2, "全年", "whole"),
        Bullets(tuple((Link(name, item.folder + name), f"：{WHOLE[name]}") for name in file_names)),
        Heading(2, "分市", "parts"),
        DataTable(f"{item.year} 年各市的文件", columns, tuple(rows)),
    )  # fmt: skip
    package = (
        ("application/json", f"{item.folder}datapackage.json"),
        ("application/gzip", f"{item.folder}cells.csv.gz"),
    )
    description = f"{item.year} 年度全部报告的数据文件，全年的和分市的。"
    return Page(item.folder, f"{item.year} 年度的数据", "data", description, blocks, alternates=package)


# File of a whole year → description
WHOLE = {
    "cells.csv.gz": "全部表格，每格一行，每一个版本",
    "reports.csv.gz": "报告目录，每一个版本",
    "reports.jsonl.gz": "报告全文和全部单元格，每份一行，每一个版本",
    "cells.parquet": "与 cells.csv.gz 相同，Parquet",
    "reports.parquet": "与 reports.csv.gz 相同，Parquet",
    "table.csv": "宽表，可用 Excel 打开：每份报告一行",
    "reports.csv": "报告目录，现行版本",
    "versions.csv": "版本目录：每份原件一行，包括不是现行的和已撤回的",
    "findings.csv": "核验提示，每条一行",
    "manifest-sha256.txt": "原件的 SHA-256，供 sha256sum -c 核对",
    "datapackage.json": "这一年的文件、列、大小和 SHA-256（Frictionless v2）",
}
