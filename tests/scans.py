"""Make a made-up report as a scan: printed by a browser, then converted to black and white.

``python tests/scans.py`` rewrites ``fixtures/scan.pdf``: its first page is slightly skewed, its second rotated by 90
degrees."""

from __future__ import annotations

from html import escape
from io import BytesIO
from pathlib import Path

import pypdfium2
from browser import SWITCHES, chromium_path
from made_up import report
from PIL import Image, ImageDraw
from playwright.sync_api import sync_playwright
from styles import Rows, proactive_rows, request_rows, review_rows

from build_scripts.forms import form
from build_scripts.model import Report

FIXTURE = Path(__file__).parent / "fixtures/scan.pdf"
NUMBER = 5  # number of the made-up agency
DPI = 200
STYLE = """<meta charset="utf-8"><style>body{font:15px/1.6 sans-serif} h1{text-align:center;font-size:24px}
p{text-indent:2em;margin:6px 0;text-align:justify} h2{font-size:17px;margin:8px 0;text-indent:2em}
table{border-collapse:collapse;width:100%;font-size:11px;line-height:1.25;text-align:center;break-before:auto}
td{border:1px solid #000;padding:3px} .page{break-before:page}</style>"""


def printed() -> Report:
    """Return the report shown in the fixture."""
    return report(NUMBER, quiet=0)


def table(rows: Rows) -> str:
    """Return an HTML table. A cell spans the ``None`` cells to its right, then those below; a label does not span a
    cell beside a new group."""
    taken: set[tuple[int, int]] = set()
    lines = []
    for r, row in enumerate(rows):
        cells = []
        for k, text in enumerate(row):
            if text is None or (r, k) in taken:
                continue
            wide, tall = 1, 1
            while k + wide < len(row) and row[k + wide] is None and (r, k + wide) not in taken:
                wide += 1
            before = slice(0, k if k < 3 else 1)
            while r + tall < len(rows) and all(
                c is None for c in (*rows[r + tall][before], *rows[r + tall][k : k + wide])
            ):
                tall += 1
            taken |= {(r + a, k + b) for a in range(tall) for b in range(wide)}
            cells.append(f"<td colspan={wide} rowspan={tall}>{escape(text)}</td>")
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(lines)}</table>"


def html(item: Report) -> str:
    """Return the report as an HTML page for printing."""
    tables = {"proactive": proactive_rows(item), "requests": request_rows(item), "review": review_rows(item)}
    headings = {s.key for s in form("2021").sections}
    parts = [STYLE, f"<h1>{escape(item.title)}</h1>"]
    for section in item.sections:
        if section.key in headings:
            page = " class=page" if section.key == "requests" else ""
            parts.append(f"<h2{page}>{escape(section.heading)}</h2>")
        parts += [f"<p>{escape(p.text)}</p>" for p in section.paragraphs]
        if section.key in tables:
            parts.append(table(tables[section.key]))
    return "".join(parts)


def pictures(pdf: bytes) -> list[Image.Image]:
    """Return the pages as greyscale pictures."""
    document = pypdfium2.PdfDocument(pdf)
    return [page.render(scale=DPI / 72, grayscale=True).to_pil().convert("L") for page in document]


def pictures_to_pdf(pages: list[Image.Image]) -> bytes:
    """Return a PDF with one picture for each page."""
    written = BytesIO()
    pages[0].save(written, "PDF", save_all=True, append_images=pages[1:], resolution=DPI, creationDate=None)
    return written.getvalue()


def main() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path() or None, args=SWITCHES)
        page = browser.new_page()
        page.set_content(html(printed()))
        pdf = page.pdf(format="A4", margin={"top": "18mm", "bottom": "18mm", "left": "18mm", "right": "18mm"})
        browser.close()
    first, second, *more = pictures(pdf)
    first = first.rotate(1.1, resample=Image.Resampling.BICUBIC, fillcolor=255)
    second = second.rotate(90, expand=True)
    FIXTURE.write_bytes(
        pictures_to_pdf([page.point(lambda v: 255 * (v > 150)).convert("1") for page in (first, second, *more)])
    )


if __name__ == "__main__":
    main()


def cover() -> Image.Image:
    """Return a photograph without text."""
    picture = Image.new("L", (800, 1131), 200)
    ImageDraw.Draw(picture).ellipse((100, 100, 700, 700), fill=90)
    return picture


def with_cover(pdf: bytes, without: int | None = None) -> bytes:
    """Insert the picture before the pages of a PDF, or replace the page ``without`` by it."""
    made, picture = pypdfium2.PdfDocument(pdf), pypdfium2.PdfDocument(pictures_to_pdf([cover()]))
    made.import_pages(picture, index=0 if without is None else without)
    if without is not None:
        del made[without + 1]
    written = BytesIO()
    made.save(written)
    return written.getvalue()
