"""PDFs: pages printed by Chromium, and pages drawn mark by mark."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.styles.sheets import Job, Para, Table, boxes
from benchmarks.styles.web import Look

sys.path.append(str(Path(__file__).resolve().parents[2] / "tests"))

from made_pdf import Sheet, pdf

BASE = (
    "@page{size:A4 %s;margin:20mm 18mm}body{font:11pt 'Noto Serif CJK SC',serif}h1{text-align:center;font-size:18pt}"
    "h2{font-size:13pt}p{text-indent:2em}table{border-collapse:collapse;width:100%%;font-size:9pt}"
    "td,th{border:%s;padding:2px;text-align:center}"
)
_printer: list[Any] = []


def printed(html: str) -> bytes:
    """The page as Chromium prints it; one browser serves a run."""
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
    """Chromium prints a web page. ``border`` of the cells, further ``css``."""

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


@dataclass(frozen=True)
class Drawn:
    """Text at places and rules between: ``across``, ``down``. Tables go on over pages."""

    across: bool = True
    down: bool = True
    proves: bool = True
    high: float = 18
    dashed: bool = False
    suffix: str = ".pdf"
    marks: bool = False

    def __call__(self, job: Job) -> bytes:
        sheets, top = [Sheet()], 60.0
        for block in job.blocks:
            top = self._prose(sheets, top, block) if isinstance(block, Para) else self._table(sheets, top, block)
        return pdf(*sheets)

    def _prose(self, sheets: list[Sheet], top: float, para: Para) -> float:
        size = 16 if para.role == "title" else 10.5
        text = para.text if para.role != "text" else "　　" + para.text
        count = int(470 / size)
        for at in range(0, len(text), count):
            if top > 760:
                sheets.append(Sheet())
                top = 60
            line = text[at : at + count]
            left = (595 - size * len(line)) / 2 if para.role == "title" else 60
            sheets[-1].text(left, top, line, size)
            top += size * 1.7
        return top

    def _table(self, sheets: list[Sheet], top: float, table: Table) -> float:
        columns = max(map(len, table.rows))
        stub = {0: 0.0, 1: 160.0, 2: 200.0, 3: 260.0}.get(table.stub, 280.0)
        widths = [stub / max(1, table.stub)] * table.stub + [(480 - stub) / (columns - table.stub)] * (
            columns - table.stub
        )
        lefts = [58 + sum(widths[:at]) for at in range(columns + 1)]
        start = 0
        while start < len(table.rows):
            room = int((780 - top) // self.high)
            if room < 3:
                sheets.append(Sheet())
                top = 60
                continue
            part = table.part(start, min(len(table.rows), start + room))
            for r, c, cell, high, wide in boxes(part.rows):
                x0, x1 = lefts[c], lefts[min(c + wide, columns)]
                y0, y1 = top + r * self.high, top + (r + high) * self.high
                if self.across:
                    for y in (y0, y1):
                        sheets[-1].line(x0, y, x1, y, "[2 2] 0 d" if self.dashed else "")
                if self.down:
                    for x in (x0, x1):
                        sheets[-1].line(x, y0, x, y1, "[2 2] 0 d" if self.dashed else "")
                self._text(sheets[-1], (x0, y0, x1, y1), cell.text.replace("\n", ""))
            top += len(part.rows) * self.high
            start += len(part.rows)
        return top + 12

    def _text(self, sheet: Sheet, box: tuple[float, float, float, float], text: str) -> None:
        """Wrapped and made smaller until it fits."""
        x0, y0, x1, y1 = box
        for size in (8.0, 6.5, 5.0, 4.0, 3.0, 2.5):
            wide = [0.5 * size if char < "\u2e80" and char not in "“”‘’…—" else size for char in text]
            lines, line, used = [], "", 0.0
            for char, width in zip(text, wide, strict=True):
                if used + width > x1 - x0 - 2 and line:
                    lines.append((line, used))
                    line, used = "", 0.0
                line, used = line + char, used + width
            lines += [(line, used)] if line else []
            if len(lines) * (size + 1) <= y1 - y0:
                break
        top = (y0 + y1) / 2 - len(lines) * (size + 1) / 2
        for line, used in lines:
            sheet.text((x0 + x1 - used) / 2, top, line, size)
            top += size + 1


PAPERS: dict[str, Printed | Drawn] = {
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
    "pdf, drawn": Drawn(),
    "pdf, drawn, rules across": Drawn(down=False, proves=False),
    "pdf, drawn, rules down": Drawn(across=False, proves=False),
    "pdf, drawn, no rules": Drawn(across=False, down=False, proves=False),
    "pdf, drawn, dashed": Drawn(dashed=True),
    "pdf, drawn, tall": Drawn(high=26),
}
