"""Explain the tables and the identities; everything is generated from the form data and the glossary."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib import resources

from build_scripts.findings import catalogue
from build_scripts.forms import FORM_IDS, Form, FormTable, Identity, forms
from build_scripts.pages.findings import anchor
from build_scripts.pages.overviews.home import nothing_legend
from build_scripts.pages.overviews.parts import crumbs, page
from build_scripts.render.blocks import (
    Block,
    Bullets,
    DataCell,
    DataColumn,
    DataTable,
    Facts,
    Fold,
    Heading,
    Link,
    Page,
    Para,
    Statutory,
)
from build_scripts.serialize import empty_table

ABOUT = (("说明", "about/"),)


def guide_pages() -> tuple[Page, ...]:
    """Return one page for each form, and the page of the identities."""
    return (*map(_forms_page, forms()), _rules())


@cache
def glossary() -> Mapping[str, Mapping[str, str]]:
    """Return ``row`` and ``column`` → key of the form → meaning in plain Chinese."""
    text = resources.files(__package__).joinpath("guide.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


# --------------------------------------------------------------------------- how to read the tables


def _forms_page(shape: Form) -> Page:
    newest = forms()[0]
    other = next(f for f in forms() if f.id != shape.id)
    blocks: list[Block] = [
        crumbs(*ABOUT),
        Para((f"{shape.document}《{shape.title}》，{shape.first_year} 年度起的报告使用。也有报告用了别的年度的表，本馆按表上的项目名称识别，每张表照它自己的格式公布。",)),
        Bullets(((Link(f"另一种：{other.name}", _address(other, newest)),),), kind="toolbar"),
        Heading(2, "0 和四种“没有数字”", "nothing"),
        nothing_legend(),
        Heading(2, "六个部分", "sections"),
        Bullets(tuple((s.heading,) for s in shape.sections)),
    ]  # fmt: skip
    for table in shape.tables:
        blocks += [
            Heading(2, f"表{table.number}　{table.title}", table.key),
            DataTable(f"表{table.number}的各行", (DataColumn("行"), DataColumn("含义")), tuple(_row_words(table))),
            DataTable(f"表{table.number}的各列", (DataColumn("列"), DataColumn("含义")), tuple(_column_words(table))),
            # An empty form explains the form best.
            Fold("空表的样子", (Statutory(replace(empty_table(table, shape.id), present=True)),)),
        ]
    blocks.append(Para(("这些数字之间应当怎样相等，见", Link("勾稽关系", "about/rules/"), "。")))
    return page(
        _address(shape, newest),
        "about",
        f"怎样读这些表：{shape.name}",
        f"{shape.name}的全部行列和含义，以及四种“没有数字”。",
        *blocks,
    )


def _address(shape: Form, newest: Form) -> str:
    return "about/forms/" if shape is newest else f"about/forms-{shape.id}/"


def _row_words(table: FormTable) -> Iterator[tuple[DataCell, DataCell]]:
    words = glossary()["row"]
    for row in table.rows:
        label = f"{row.block} {row.label}" if row.block else " › ".join((*row.groups[1:], row.label))
        yield DataCell((label,)), DataCell((words[row.key],))


def _column_words(table: FormTable) -> Iterator[tuple[DataCell, DataCell]]:
    words = glossary()["column"]
    for column in dict.fromkeys(column for row in table.rows for column in row.columns):
        name = f"{column.group} › {column.name}" if column.group else column.name
        yield DataCell((name,)), DataCell((words[column.key],))


# --------------------------------------------------------------------------- identities


def _rules() -> Page:
    blocks: list[Block] = [
        crumbs(*ABOUT),
        Para(
            (
                "下面的等式印在表格里，或由“总计”两个字得出。本馆逐份核对；不相等时照原样公布，在旁边写明两边的数字。"
                "空白、“/”和无此格不当作零：等式里缺了数字，就不核对。",
            )
        ),
    ]
    done: set[tuple[str, tuple[str, ...]]] = set()
    for shape in forms():
        for identity in shape.identities:
            mark = (identity.code, _labels(shape, identity, identity.right))
            if mark in done:
                continue
            done.add(mark)
            only = "" if shape.id == FORM_IDS[0] else f"（{shape.name}）"
            kind = catalogue()[identity.code]
            each = "每一列" if identity.each == "column" else "每一行" if identity.table == "requests" else "每一组"
            title = f"表{shape.table(identity.table).number}{each}：{' ＋ '.join(_labels(shape, identity, identity.left))}{only}"
            blocks += [
                Heading(2, title, anchor(identity.code) + ("" if not only else f"-{shape.id}")),
                Para((kind.meaning,)),
                Facts(
                    (
                        ("应等于", (" ＋ ".join(_labels(shape, identity, identity.right)),)),
                        ("不等时", (Link(kind.title, f"quality/codes/#{anchor(kind.code)}"),)),
                    )
                ),
            ]
    blocks += [
        Heading(2, "两年之间", "years"),
        Bullets(
            tuple(
                (Link(catalogue()[code].title, f"quality/codes/#{anchor(code)}"), f"：{catalogue()[code].meaning}")
                for code in ("requests.carry-over", "proactive.stock")
            )
        ),
    ]
    return page("about/rules/", "about", "勾稽关系", "报告的数字之间应当怎样相等。", *blocks)


def _labels(shape: Form, identity: Identity, keys: Sequence[str]) -> tuple[str, ...]:
    table = shape.table(identity.table)
    if identity.each == "column":
        rows = [table.row(key) for key in keys]
        counts = Counter(row.groups[-1] for row in rows if len(row.groups) > 1)
        names = (
            f"{row.groups[-1]}的 {counts[row.groups[-1]]} 项" if len(row.groups) > 1 else row.label for row in rows
        )
        return tuple(dict.fromkeys(names))
    columns = {column.key: column.name for column in table.rows[0].columns}
    return tuple(columns[key] for key in keys)
