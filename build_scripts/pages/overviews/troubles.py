"""Make the page 疑难解答: every message of the program with its advice, generated from the message table."""

from __future__ import annotations

import re

from build_scripts import messages
from build_scripts.pages.overviews.parts import crumbs, page
from build_scripts.render.blocks import Block, Bullets, DataCell, DataColumn, DataTable, Heading, Link, Page, Para

ADDRESS = "about/help/"
_VALUE = re.compile(r"\{\w+\}")  # a placeholder in a message


def troubles_page() -> Page:
    """Return all messages under the headings of the table, in its order."""
    topics: dict[str, list[tuple[DataCell, DataCell]]] = {}
    for entries in messages.catalogue().values():
        for entry in entries.values():
            row = DataCell((plain(entry["text"]),)), DataCell((plain(entry["advice"]),))
            topics.setdefault(entry["topic"], []).append(row)
    blocks: list[Block] = []
    for number, (topic, rows) in enumerate(topics.items(), 1):
        columns = (DataColumn("程序说"), DataColumn("怎么办"))
        blocks += [Heading(2, topic, f"topic-{number}"), DataTable("提示和办法", columns, tuple(rows))]
    return page(
        ADDRESS,
        "about",
        "疑难解答",
        "给工作人员：程序的每一条提示是什么意思，怎么办。",
        crumbs(("说明", "about/")),
        Para(("程序说的每一句话都在这里，“…”是文件名、行号、标题一类的具体内容。一个文件有问题，不影响其他报告；公开的网站只会是完整的旧版或完整的新版。",)),
        *blocks,
        Heading(2, "别的提示", "other"),
        Bullets(
            (
                ("报告页上的提示（数字对不上等）：见", Link("核验规则", "quality/codes/"), "。"),
                ("眼下有哪些文件没有收录：生成网站时逐一列出，也写在 build/report.json；公众看到的是", Link("未能收录的文件", "quality/refused/"), "。"),
                ("这里没有的话（一大段英文）是程序的错误：请连同那个文件发给维护人员。公开的网站不受影响。",),
            )
        ),
    )  # fmt: skip


def plain(template: str) -> str:
    """Return the template of a message as readable text."""
    return _VALUE.sub("…", template)
