"""Make PDFs: pages printed by Chromium, and pages drawn mark by mark (``drawn``)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from benchmarks.styles.drawn import DRAWN, Drawn
from benchmarks.styles.sheets import Job
from benchmarks.styles.web import Look

BASE = (
    "@page{size:A4 %s;margin:20mm 18mm}body{font:11pt 'Noto Serif CJK SC',serif}h1{text-align:center;font-size:18pt}"
    "h2{font-size:13pt}p{text-indent:2em}table{border-collapse:collapse;width:100%%;font-size:9pt}"
    "td,th{border:%s;padding:2px;text-align:center}"
)
_printer: list[Any] = []


def printed(html: str) -> bytes:
    """Print the page with Chromium; one browser serves a whole run."""
    if not _printer:
        from browser import SWITCHES, chromium_path
        from playwright.sync_api import sync_playwright

        playwright = sync_playwright().start()
        browser = playwright.chromium.launch(executable_path=chromium_path() or None, args=SWITCHES)
        _printer.extend((playwright, browser, browser.new_page()))
    page = _printer[2]
    page.set_content(html)
    return bytes(page.pdf(prefer_css_page_size=True, print_background=True))


def close() -> None:
    if _printer:
        _printer[1].close()
        _printer[0].stop()
        _printer.clear()


@dataclass(frozen=True)
class Printed:
    """A web page printed by Chromium, with the ``border`` of its cells and further ``css``."""

    border: str = "1px solid #000"
    css: str = ""
    proves: bool = True
    turned: bool = False
    look: Look = field(default_factory=Look)
    suffix: str = ".pdf"
    marks: bool = False

    def __call__(self, job: Job) -> bytes:
        css = BASE % ("landscape" if self.turned else "portrait", self.border) + self.css
        html = self.look.html(job).replace("</head>", f"<style>{css}</style></head>")
        return printed(html)


PAPERS: dict[str, Printed | Drawn] = DRAWN | {
    "pdf, printed": Printed(),
    "pdf, printed sideways": Printed(turned=True),
    "pdf, rows kept whole": Printed(css="tr{break-inside:avoid}thead{display:table-header-group}"),
    "pdf, no rules": Printed(border="none", proves=False, css="td{padding:4px}"),
    "pdf, rules across": Printed(border="none", proves=False, css="td{border-bottom:1px solid #000}"),
    "pdf, dotted rules": Printed(border="1px dotted #666"),
    "pdf, grey cells": Printed(border="1px solid #ccc", css="tr:nth-child(2n) td{background:#eef}"),
    "pdf, narrow columns": Printed(css="table{table-layout:fixed}td{font-size:7.5pt;word-break:break-all}"),
    "pdf, large print": Printed(css="table{font-size:12pt}body{font-size:14pt;line-height:2}"),
    "pdf, unmerged": Printed(look=Look(merged="blank")),
    "pdf, vertical label": Printed(css="tr td[rowspan]:first-child{writing-mode:vertical-rl}"),
}
