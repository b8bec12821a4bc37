"""Test that reports of before 2019 are published as their text: their own tables have words of the forms, and none of
their figures."""

from __future__ import annotations

import pytest
from made_up import report as made_up
from test_own_words import tables

from build_scripts.checks import check
from build_scripts.content.registry import registry
from build_scripts.extraction.extract import read
from build_scripts.extraction.identify import identify
from build_scripts.model import Grid, Report

CATEGORIES = (
    "信息类别|数量（条）\n规章|0\n规范性文件|12\n行政许可|35\n行政处罚|7\n行政事业性收费|3\n政府集中采购|4\n总计|61"
)
RESULTS = "答复类型|2015年|2016年\n予以公开|2|3\n部分公开|0|1\n不予公开|1|0\n其他处理|1|1\n总计|4|5"
SUITS = "类别|总计|维持|纠正|其他\n行政复议|3|1|2|0\n行政诉讼|1|1|0|0\n行政申诉|0|0|0|0"


def page(year: int, table: str) -> bytes:
    rows = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row.split("|")) + "</tr>" for row in table.split("\n"))
    return (
        f"<h1>示例县教育局{year}年政府信息公开工作年度报告</h1><p>一、概述</p><p>{'成立领导小组，制定制度，' * 12}平稳有序。</p>"
        f"<p>二、主动公开政府信息情况</p><table>{rows}</table><p>三、需要说明的事项</p><p>无。</p>"
    ).encode()


def published(data: bytes) -> Report:
    return check(identify(read(data), "report.html", registry([])))


@pytest.mark.parametrize("table", [CATEGORIES, RESULTS, SUITS])
def test_tables_of_a_report_of_before_the_forms_are_shown_whole(table: str) -> None:
    report = published(page(2016, table))
    assert not any(t.present for t in report.tables)
    assert report.form == "free"
    [kept] = [block for section in report.sections for block in section.blocks if isinstance(block, Grid)]
    assert [[c.text if c else "" for c in row] for row in kept.rows] == [row.split("|") for row in table.split("\n")]
    assert not any(f.table for f in report.findings)


def test_a_form_in_a_report_with_an_older_year_is_read() -> None:
    """The year of the title may be a slip; words that only the forms have are none."""
    data = tables(made_up(3)).replace("2024年政府信息公开", "2016年政府信息公开")
    assert published(data.encode()).requests.present
