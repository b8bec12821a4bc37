"""Write ``data/README.txt`` and ``data/CITATION.cff`` for people who have only the folder."""

from __future__ import annotations

from build_scripts import __version__
from build_scripts.exports.columns import FILES, FORMAT
from build_scripts.exports.dictionary import table_of
from build_scripts.exports.document import LICENCE


def readme() -> bytes:
    """Return the list of files and columns, and how to check the originals."""
    lines = [
        "年报馆数据",
        "==========",
        "",
        "各级行政机关政府信息公开工作年度报告的全部表格数字。数字和事实可以自由使用（CC0 1.0），请注明公布报告的机关和年度。",
        "怎样引用：CITATION.cff。每个代号的含义（中文、英文）：dictionary.csv。",
        f"数据格式第 {FORMAT} 版，由 nianbao {__version__} 生成。文字编码 UTF-8，换行 LF，逗号分隔。每个 .csv 开头带 UTF-8 标记，供 Excel 直接打开；.gz 里的没有。",
        "小数点后变大，只增加文件和列；前面变大，才改变或去掉已有的，改之前一版在这里预告，旧格式的文件在原网址再留一版。",
        "",
        "没有数字的四种情况各不相同，请不要当作 0：",
        "  blank 空白　slash 斜线、短横或“无”　absent 原件无此格　unreadable 读不成数字",
        "CSV 里，表格软件会当作公式（= + - @ 开头）或者显示成别的样子（1-2 变成日期，007 丢掉零）的文字，前面加了一个英文单引号，",
        "去掉它就是原件所印；report.json、数据库和 Parquet 里没有加。",
        "*.gz 和数据库里有每一份报告的每一个版本，相加以前只取 current 为 1 的；其他文件只有现行版本。",
        "",
        "文件",
        "----",
        "make_sqlite.py               用这些文件做成 nianbao.sqlite：python make_sqlite.py 本文件夹或它的网址（只要 Python）；",
        "                             全部报告一个 SQLite 数据库，Datasette 等可以直接打开，figures 视图是现行版本的全部单元格",
        "agencies.csv                 机关登记簿",
        "dictionary.csv               数据字典，中文和英文",
        "datapackage.json、schema/    各文件的机器可读说明（Frictionless Data Package v2），每年的在 <年度>/datapackage.json",
        "schema/report.schema.json    report.json 和 reports*.jsonl 每一行的格式（JSON Schema）",
        "catalog.jsonld               DCAT 目录",
        "bagit.txt、*manifest-sha256.txt、data/originals.csv　BagIt 包和全部原件的目录",
        "<年度>/cells.csv.gz          全部表格，每格一行",
        "<年度>/reports.csv.gz        报告目录",
        "<年度>/reports.jsonl.gz      报告全文和全部单元格，每份一行 JSON",
        "<年度>/reports.csv           报告目录（现行版本）",
        "<年度>/versions.csv          版本目录",
        "<年度>/findings.csv          核验提示",
        "<年度>/table.csv             宽表（CSV，可用 Excel 打开），每份报告一行",
        "<年度>/manifest-sha256.txt   原件的 SHA-256",
        "<年度>/cells-<代码>.csv      全部表格，每格一行，分市存放",
        "<年度>/totals-<代码>.csv     各县和全市合计",
        "<年度>/reports-<代码>.jsonl  报告全文，每份一行 JSON，分市存放",
        "<年度>/ask-<代码>.json、ask.json　网页“查数据”读的文件，内容与上面的相同",
        "reports/<机关>/<年度>/report.csv、report.json　每份报告自己的数据，带原件位置",
        "indicators/<指标>/<年度>/figures.csv　一项指标，各省、市、县、机关一行，有数字的机关才相加",
        "",
        "核对原件",
        "--------",
        "在 data/<年度>/ 里运行：sha256sum -c manifest-sha256.txt",
        "核对数据：bagit.py --validate data",
        "",
    ]
    for file, (columns, title) in FILES.items():
        lines += [f"{file}　{title}", "-" * 40]
        lines += [f"  {name:<14} {kind:<8} {meaning}" for name, (kind, meaning) in columns.items()]
        lines.append("")
    lines += ["行和列的代号", "-" * 40]
    for kind in ("row", "column"):
        for row in table_of(kind).rows:
            lines.append("  " + "　".join("".join(str(getattr(i, "text", i)) for i in cell.content) for cell in row))
    return ("\n".join(lines) + "\n").encode("utf-8")


def citation() -> bytes:
    """Return ``data/CITATION.cff``."""
    return (
        "cff-version: 1.2.0\n"
        "message: 引用数据时请写明数据文件、下载日期和公布报告的机关、年度。\n"
        "title: 年报馆：政府信息公开工作年度报告数据\n"
        "type: dataset\n"
        f"license: {LICENCE}\n"
        f'version: "{FORMAT}"\n'
        "authors:\n"
        "  - name: 年报馆\n"
    ).encode()
