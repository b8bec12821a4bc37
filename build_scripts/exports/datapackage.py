"""What describes the data to programs and people without our pages: data package, README, citation."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from build_scripts.exports.columns import FILES
from build_scripts.render.blocks import DataTable

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"


@dataclass(frozen=True, slots=True)
class YearData:
    """The data of one year: ``parts`` are (code, name, reports) of the cities that hold reports."""

    year: int
    reports: int
    parts: tuple[tuple[str, str, int], ...]

    @property
    def folder(self) -> str:
        return f"data/{self.year}/"


def datapackage(years: Sequence[YearData]) -> bytes:
    """Frictionless Data Package v2. The schemas stand in files of their own, each one once."""
    resources: list[dict[str, Any]] = [_resource("agencies", "agencies.csv", "agencies", FILES["agencies.csv"][1])]
    for item in years:
        for name in ("reports", "versions", "findings"):
            resources.append(_resource(f"{name}-{item.year}", f"{item.year}/{name}.csv", name, FILES[f"{name}.csv"][1]))
        table = _resource(
            f"table-{item.year}", f"{item.year}/table.csv", "table", "宽表（CSV，可用 Excel 打开）：每份报告一行"
        )
        resources.append(table)
        for code, place, _ in item.parts:
            for name in ("cells", "totals"):
                title = f"{place}：{FILES[f'{name}-*.csv'][1]}"
                path = f"{item.year}/{name}-{code}.csv"
                resources.append(_resource(f"{name}-{item.year}-{code}", path, name, title))
            path = f"{item.year}/reports-{code}.jsonl"
            resources.append(
                {
                    "name": f"full-{item.year}-{code}",
                    "title": f"{place}：报告全文，每份一行",
                    "path": path,
                    "format": "jsonl",
                    "mediatype": "application/jsonl",
                    "encoding": "utf-8",
                }
            )
    package = {
        "$schema": PROFILE,
        "name": "nianbao",
        "title": "政府信息公开工作年度报告数据",
        "description": "各级行政机关政府信息公开工作年度报告的全部表格数字，逐格可查到原件位置；空白、斜线、无此格与 0 分开。",
        "keywords": ["政府信息公开", "年度报告", "依申请公开"],
        "resources": resources,
    }
    return (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode()


def _resource(name: str, path: str, schema: str, title: str) -> dict[str, Any]:
    return {
        "name": name,
        "title": title,
        "path": path,
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": f"schema/{schema}.json",
    }


def readme(dictionary: DataTable) -> bytes:
    """``data/README.txt``: the files, their columns, and how to check the originals; for whoever has only the folder."""
    lines = [
        "年报馆数据",
        "==========",
        "",
        "各级行政机关政府信息公开工作年度报告的全部表格数字。数字和事实可以自由使用，请注明公布报告的机关和年度。",
        "文字编码 UTF-8，换行 LF，逗号分隔。table.csv 带 UTF-8 标记，供 Excel 直接打开。",
        "",
        "没有数字的四种情况各不相同，请不要当作 0：",
        "  blank 空白　slash 斜线、短横或“无”　absent 原件无此格　unreadable 读不成数字",
        "以 = + - @ 等开头、可能被表格软件当作公式的文字，前面加了一个英文单引号；原样见各报告的 report.json。",
        "",
        "文件",
        "----",
        "agencies.csv                 机关登记簿",
        "datapackage.json、schema/    各文件的机器可读说明（Frictionless Data Package v2）",
        "<年度>/reports.csv           报告目录",
        "<年度>/findings.csv          核验提示",
        "<年度>/table.csv             宽表（CSV，可用 Excel 打开），每份报告一行",
        "<年度>/manifest-sha256.txt   原件的 SHA-256",
        "<年度>/cells-<代码>.csv      全部表格，每格一行，分市存放",
        "<年度>/totals-<代码>.csv     各县和全市合计",
        "<年度>/reports-<代码>.jsonl  报告全文，每份一行 JSON",
        "reports/<机关>/<年度>/report.csv、report.json　每份报告自己的数据，带原件位置",
        "",
        "核对原件",
        "--------",
        "在 data/<年度>/ 里运行：sha256sum -c manifest-sha256.txt",
        "",
    ]
    for file, (columns, title) in FILES.items():
        lines += [f"{file}　{title}", "-" * 40]
        lines += [f"  {name:<14} {kind:<8} {meaning}" for name, (kind, meaning) in columns.items()]
        lines.append("")
    lines += ["行和列的代号", "-" * 40]
    for row in dictionary.rows:
        lines.append("  " + "　".join("".join(str(getattr(i, "text", i)) for i in cell.content) for cell in row))
    return ("\n".join(lines) + "\n").encode("utf-8")


def citation() -> bytes:
    """``data/CITATION.cff``."""
    return (
        "cff-version: 1.2.0\n"
        "message: 引用数据时请写明数据文件、下载日期和公布报告的机关、年度。\n"
        "title: 年报馆：政府信息公开工作年度报告数据\n"
        "type: dataset\n"
        "authors:\n"
        "  - name: 年报馆\n"
    ).encode()
