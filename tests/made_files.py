"""Write one made-up report as files of every format that people hand in; the expected result of a reader is known."""

from __future__ import annotations

import csv
import io
import random
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from email.message import EmailMessage
from html import escape
from typing import NamedTuple

from made_up import report, table_from_print
from openpyxl import Workbook
from styles import Rows, proactive_rows, raws, request_rows, review_rows
from xlwt import Workbook as OldWorkbook
from xlwt import easyxf

from build_scripts.forms import form
from build_scripts.model import Report

Content = list[str | Rows]


class Span(NamedTuple):
    """A cell of a table with its spans; indices start at 0."""

    row: int
    column: int
    high: int
    wide: int
    text: str


def spans(rows: Rows) -> Iterator[Span]:
    """Yield the cells of a table whose covered cells are ``None``."""
    taken: set[tuple[int, int]] = set()
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            if text is None:
                continue
            ends = (w for w in range(1, len(row) - c) if row[c + w] is not None or (r, c + w) in taken)
            wide = next(ends, len(row) - c)
            high = 1
            while (
                r + high < len(rows)
                and all(cell is None for cell in rows[r + high][c : c + wide])
                and any(rows[r + high][1:])  # a header over all columns does not belong to the cell above it
            ):
                high += 1
            taken.update((r + dr, c + dc) for dr in range(high) for dc in range(wide))
            yield Span(r, c, high, wide, text)


# --------------------------------------------------------------------------- what is printed


def dense() -> Report:
    return report(7, quiet=0)


def mixed() -> Report:
    """Return a report with blanks, zeros and slashes side by side, in rows that still have some value."""
    made = report(11, quiet=0)
    dice = random.Random(5)

    def cells(key: str) -> dict[str, list[str | None]]:
        return {
            row: [c if i == len(values) - 1 else dice.choice([c, "", "0", "/"]) for i, c in enumerate(values)]
            for row, values in raws(made, key).items()
        }

    shape = form("2021")
    return replace(
        made,
        requests=table_from_print(shape.requests, "2021", cells("requests")),
        review=table_from_print(shape.review, "2021", cells("review")),
    )


def of_2019() -> Report:
    made, shape = report(5, 2020, quiet=0), form("2019")
    dice = random.Random(9)
    rows = {row.key: [str(dice.randint(0, 40)) for _ in row.columns] for row in shape.proactive.rows}
    requests = {k: v for k, v in raws(made, "requests").items() if k in {row.key for row in shape.requests.rows}}
    requests["3.6"] = [str(n) for n in (0, 0, 0, 0, 0, 0, 0)]
    return replace(
        made,
        form="2019",
        proactive=table_from_print(shape.proactive, "2019", {k: list(v) for k, v in rows.items()}),
        requests=table_from_print(shape.requests, "2019", {k: list(v) for k, v in requests.items()}),
        review=table_from_print(shape.review, "2019", {k: list(v) for k, v in raws(made, "review").items()}),
    )


REPORTS: dict[str, Callable[[], Report]] = {"dense": dense, "mixed": mixed, "form 2019": of_2019}


def content(made: Report) -> Content:
    """Return title, sections and tables in the order of the form."""
    tables = {"proactive": proactive_rows, "requests": request_rows, "review": review_rows}
    parts: Content = [made.title]
    for section in made.sections:
        if section.heading:
            parts.append(section.heading)
        parts += [p.text for p in section.paragraphs]
        if section.key in tables:
            parts.append(tables[section.key](made))
    return [*parts, made.agency, "2025年1月20日" if made.year == 2024 else "2021年1月20日"]


# --------------------------------------------------------------------------- sheets


def typed(text: str) -> int | float | str | None:
    """Return a figure as a number, a blank as ``None``, anything else as text."""
    if re.fullmatch(r"\d+", text):
        return int(text)
    return float(text) if re.fullmatch(r"\d+\.\d+", text) else text or None


def xlsx(parts: Content, gap: int = 1, sheets: bool = False) -> bytes:
    """Write a workbook. ``gap`` is the number of empty rows around each table; ``sheets`` gives each table its own
    sheet."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    row = 1
    for part in parts:
        if isinstance(part, str):
            sheet.cell(row, 1, part)
            row += 1
            continue
        if sheets:
            sheet, row = book.create_sheet(), 1
        else:
            row += gap
        for span in spans(part):
            r, c = row + span.row, 1 + span.column
            cell = sheet.cell(r, c, typed(span.text))
            if isinstance(cell.value, float):
                cell.number_format = "0.00"
            if span.high * span.wide > 1:
                sheet.merge_cells(start_row=r, start_column=c, end_row=r + span.high - 1, end_column=c + span.wide - 1)
        row += len(part) + gap
        if sheets:
            sheet, row = book.create_sheet(), 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xls(parts: Content) -> bytes:
    book = OldWorkbook(encoding="utf-8")
    sheet = book.add_sheet("年报")
    row = 0
    for part in parts:
        if isinstance(part, str):
            sheet.write(row, 0, part)
            row += 1
            continue
        row += 1
        for span in spans(part):
            top, left = row + span.row, span.column
            value = typed(span.text)
            style = easyxf(num_format_str="0.00" if isinstance(value, float) else "General")
            if span.high * span.wide > 1:
                sheet.write_merge(top, top + span.high - 1, left, left + span.wide - 1, value, style)
            else:
                sheet.write(top, left, value, style)
        row += len(part) + 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv_file(parts: Content, encoding: str = "utf-8-sig", delimiter: str = ",", even: bool = False) -> bytes:
    """Write a CSV. ``even`` gives every record the same number of fields, as Excel does."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    widest = max(len(row) for part in parts if not isinstance(part, str) for row in part)
    for part in parts:
        for row in [[part]] if isinstance(part, str) else part:
            cells = [cell or "" for cell in row]
            writer.writerow(cells + [""] * (widest - len(cells) if even else 0))
    return out.getvalue().encode(encoding)


# --------------------------------------------------------------------------- OpenDocument

_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
OPEN_NAMES = " ".join(
    f'xmlns:{short}="{_ODF}{name}:1.0"'
    for short, name in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("style", "style"),
        ("draw", "drawing"),
        ("fo", "xsl-fo-compatible"),
        ("number", "datastyle"),
    )
)


def open_document(kind: str, body: str, styles: str = "") -> bytes:
    """Write an OpenDocument file. ``kind`` is text or spreadsheet."""
    xml = (
        f'<?xml version="1.0"?><office:document-content {OPEN_NAMES}><office:automatic-styles>{styles}'
        f"</office:automatic-styles><office:body><office:{kind}>{body}</office:{kind}></office:body>"
        "</office:document-content>"
    )
    return zipped({"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": xml})


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def open_rows(rows: Rows) -> str:
    """Return rows with spanned and covered cells; equal adjacent blanks become one repeated cell, as in LibreOffice."""
    at = {(span.row, span.column): span for span in spans(rows)}
    made = ""
    for r, row in enumerate(rows):
        made += "<table:table-row>"
        for c, text in enumerate(row):
            if text is None:
                made += "<table:covered-table-cell/>"
                continue
            span = at[r, c]
            words = f"<text:p>{escape(text)}</text:p>" if text else ""
            made += (
                f'<table:table-cell table:style-name="ce1" table:number-columns-spanned="{span.wide}" '
                f'table:number-rows-spanned="{span.high}">{words}</table:table-cell>'
            )
        made += "</table:table-row>"
    return made


def odt(parts: Content) -> bytes:
    body = ""
    for part in parts:
        if isinstance(part, str):
            body += f"<text:p>{escape(part)}</text:p>"
        else:
            body += f"<table:table>{open_rows(part)}</table:table><text:p/>"
    return open_document("text", body)


def ods(parts: Content) -> bytes:
    rows = ""
    rest = '<table:table-cell table:number-columns-repeated="16380"/>'
    for part in parts:
        if isinstance(part, str):
            cell = f"<table:table-cell><text:p>{escape(part)}</text:p></table:table-cell>"
            rows += f"<table:table-row>{cell}{rest}</table:table-row>"
        else:
            empty = f'<table:table-row table:number-rows-repeated="2">{rest}</table:table-row>'
            rows += empty + open_rows(part) + empty
    last = f'<table:table-row table:number-rows-repeated="1048000">{rest}</table:table-row>'
    return open_document("spreadsheet", f'<table:table table:name="年报">{rows}{last}</table:table>')


# --------------------------------------------------------------------------- mails and web pages


def html(parts: Content) -> bytes:
    body = ""
    for part in parts:
        if isinstance(part, str):
            body += f"<p>{escape(part)}</p>"
            continue
        at = {(span.row, span.column): span for span in spans(part)}
        rows = (
            "".join(
                f"<td rowspan={at[r, c].high} colspan={at[r, c].wide}>{escape(text)}</td>"
                for c, text in enumerate(row)
                if text is not None
            )
            for r, row in enumerate(part)
        )
        body += f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"
    return f"<!doctype html><html><head><meta charset=gb2312></head><body>{body}</body></html>".encode("gb18030")


def mail(text: str = "请查收年报。", page: bytes = b"", attached: Mapping[str, bytes] | None = None) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.org", "b@example.org", "年报"
    message.set_content(text)
    if page:
        message.add_alternative(page, "text", "html", params={"charset": "gb2312"})
    for name, data in (attached or {}).items():
        message.add_attachment(data, "application", "octet-stream", filename=name)
    return message.as_bytes()


# --------------------------------------------------------------------------- OFD


class Sheets:
    """Pages of 210 × 297 mm, filled from top to bottom."""

    def __init__(self) -> None:
        self.pages: list[list[str]] = [[]]
        self.y = 20.0

    def room(self, high: float) -> None:
        if self.y + high > 275:
            self.pages.append([])
            self.y = 20.0

    def text(self, x: float, y: float, text: str, size: float, extra: str = "", inner: str = "") -> None:
        """Add a text with its baseline at ``y``. Half-width letters advance by half the size."""
        steps = " ".join(str(size if c >= "\u2e80" else size / 2) for c in text[:-1])
        self.pages[-1].append(
            f'<ofd:TextObject ID="1" Boundary="{x} {y - size} 150 {size * 2}" Font="3" Size="{size}" {extra}>{inner}'
            f'<ofd:TextCode X="0" Y="{size}" DeltaX="{steps}">{escape(text)}</ofd:TextCode></ofd:TextObject>'
        )

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.pages[-1].append(
            f'<ofd:PathObject ID="2" Boundary="{x0} {y0} {x1 - x0} {y1 - y0}" LineWidth="0.3">'
            f"<ofd:AbbreviatedData>M 0 0 L {x1 - x0} {y1 - y0}</ofd:AbbreviatedData></ofd:PathObject>"
        )

    def paragraph(self, text: str, size: float = 4.2, wide: int = 38) -> None:
        for at in range(0, len(text), wide):
            self.room(8)
            self.text(20, self.y + size, text[at : at + wide], size)
            self.y += 7

    def table(self, rows: Rows, size: float = 2.4) -> None:
        columns = len(rows[0])
        wide = 170 / columns
        letters = [max(int((span.wide * wide - 1) / size), 1) for span in spans(rows)]
        high = [4.0] * len(rows)
        for span, most in zip(spans(rows), letters, strict=True):
            lines = -(-len(span.text) // most)
            if span.high == 1:
                high[span.row] = max(high[span.row], 1.5 + 1.3 * size * lines)
        self.room(sum(high))
        tops = [self.y + sum(high[:r]) for r in range(len(rows) + 1)]
        for span, most in zip(spans(rows), letters, strict=True):
            x, x1 = 20 + span.column * wide, 20 + (span.column + span.wide) * wide
            y, y1 = tops[span.row], tops[span.row + span.high]
            for corners in ((x, y, x1, y), (x, y1, x1, y1), (x, y, x, y1), (x1, y, x1, y1)):
                self.line(*corners)
            for n in range(0, len(span.text), most):
                base = y + 1.3 * size * (n // most + 1)
                self.text(x + 0.5, base, span.text[n : n + most], size)
        self.y = tops[-1] + 8

    def saved(self) -> bytes:
        space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
        pages = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/P{n}/Content.xml"/>' for n in range(len(self.pages)))
        box = "<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>"
        return zipped(
            {
                "OFD.xml": f"<ofd:OFD {space}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
                "Doc_0/Document.xml": f"<ofd:Document {space}><ofd:CommonData><ofd:PageArea>{box}</ofd:PageArea>"
                f"</ofd:CommonData><ofd:Pages>{pages}</ofd:Pages></ofd:Document>",
                **{
                    f"Doc_0/Pages/P{n}/Content.xml": f"<ofd:Page {space}><ofd:Content><ofd:Layer>{''.join(marks)}"
                    "</ofd:Layer></ofd:Content></ofd:Page>"
                    for n, marks in enumerate(self.pages)
                },
            }
        )


def ofd(parts: Content) -> bytes:
    sheets = Sheets()
    for part in parts:
        if isinstance(part, str):
            sheets.paragraph(part)
        else:
            sheets.table(part)
    return sheets.saved()


# --------------------------------------------------------------------------- RTF


def rtf_text(text: str, escapes: bool) -> str:
    """Return Chinese text as bytes of GB18030, or as Unicode escapes with a question mark as fallback."""
    if escapes:
        return "".join(c if c.isascii() else f"\\u{ord(c) if ord(c) < 32768 else ord(c) - 65536}?" for c in text)
    return "".join(c if c.isascii() else "".join(f"\\'{b:02x}" for b in c.encode("gb18030")) for c in text)


def rtf(parts: Content, escapes: bool = False) -> bytes:
    body = ""
    for part in parts:
        if isinstance(part, str):
            body += f"\\pard\\qj {rtf_text(part, escapes)}\\par\n"
            continue
        covers = {(span.row + r, span.column): (span, r) for span in spans(part) for r in range(span.high)}
        for r in range(len(part)):
            looks, cells = "", ""
            for (row, column), (span, down) in sorted(covers.items()):
                if row == r:
                    merge = ("\\clvmrg" if down else "\\clvmgf") if span.high > 1 else ""
                    looks += f"{merge}\\clbrdrt\\brdrs\\cellx{(column + span.wide) * 900}"
                    cells += f"\\pard\\intbl {'' if down else rtf_text(span.text, escapes)}\\cell\n"
            body += f"\\trowd\\trgaph108{looks}\n{cells}\\row\n"
    fonts = "{\\fonttbl{\\f0\\fnil\\fcharset134 SimSun;}}{\\*\\generator x;}"
    return f"{{\\rtf1\\ansi\\ansicpg936\\uc1{fonts}{body}}}".encode("ascii")
