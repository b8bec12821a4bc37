"""Test that readers see the original: the row at each finding, the place of each row, the pages beside the rows."""

from __future__ import annotations

import io
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pypdfium2
import pytest
from archives import FIXTURES, ROOT, copy_archive, digests, fresh_clone
from made_office import pages
from made_pdf import Sheet, pdf
from made_up import agency
from PIL import Image, ImageChops, ImageStat
from test_pdf_layer import layered
from test_permanence import make, office, page, put, text_of

from build_scripts import cli, project
from build_scripts.build import build
from build_scripts.checks import check
from build_scripts.content.registry import registry
from build_scripts.desk.items import items
from build_scripts.desk.pictures import drawing, links, origins
from build_scripts.desk.state import Sheet as OnDesk
from build_scripts.extraction.extract import read
from build_scripts.extraction.identify import identify
from build_scripts.extraction.outline import outline
from build_scripts.facsimile.crop import MAX_BYTES, Picture, crop, page_picture
from build_scripts.facsimile.origin import Origin, Part, origin_of_row, origins_of, printed_cells
from build_scripts.facsimile.pages import SCALE, Pages
from build_scripts.facsimile.picture_plan import PicturePlan, page_name, picture_name, plan_pictures, table_pages
from build_scripts.forms import form
from build_scripts.model import Finding, Grid, Paragraph, Place, Report, State, finding
from build_scripts.pages.findings import notices
from build_scripts.pages.originals import evidence
from build_scripts.pages.provenance import ReportContext
from build_scripts.progress import Progress
from build_scripts.readers import read as read_document
from build_scripts.readers.cell_boxes import Box
from build_scripts.readers.pdf.document import LARGEST
from build_scripts.readers.pdf.rendering import render_page, shift_of
from build_scripts.serialize import from_json, to_json
from build_scripts.wording import squeeze
from build_scripts.workers.pictures import draw_all

CORPUS = ROOT.parent / "shared" / "corpus"
PDFS = sorted({path.name: path for folder in (CORPUS, FIXTURES) for path in folder.glob("*.pdf")}.values())
BASE = FIXTURES / "o01_office_suite.pdf"


class Layer:
    """The text layer of a document by position on upright pages; each document is opened once."""

    def __init__(self, data: bytes) -> None:
        document = pypdfium2.PdfDocument(data)
        self.pages = [(page, page.get_textpage()) for page in document]

    def text(self, page: int | None, box: Box | None, margin: float = 1) -> str:
        assert page and box
        sheet, layer = self.pages[page - 1]
        x0, top, x1, bottom = box
        height = sheet.get_mediabox()[3]
        corners = x0 - margin, height - bottom - margin, x1 + margin, height - top + margin
        return squeeze(layer.get_text_bounded(*corners))


@cache
def layer_of(path: Path) -> Layer:
    return Layer(path.read_bytes())


@cache
def read_once(path: Path) -> Report:
    return read(path.read_bytes())


def drawn(pages: Pages, origin: Origin) -> Picture:
    return crop(pages, origin.row, origin.head, origin.column_edges, origin.column)


def rows_of(report: Report) -> Iterator[tuple[Place, list[str]]]:
    """Return (place, figures) of each row that is on a page."""
    for table in report.tables:
        for row in table.rows:
            if row.place and row.place.box:
                yield row.place, [c.raw for c in row.cells if c.raw and c.state in (State.STATED, State.SLASH)]


# --------------------------------------------------------------------------- places


@pytest.mark.parametrize("path", PDFS, ids=lambda path: path.stem)
def test_the_frame_of_a_row_holds_its_figures_and_no_other_row(path: Path) -> None:
    """Compare with the text layer, which pdfium returns by position."""
    report = read_once(path)
    layer = layer_of(path)
    found = list(rows_of(report))
    assert len(found) == sum(row.place is not None for table in report.tables for row in table.rows) > 20
    for place, figures in found:
        assert "".join(figures) in layer.text(place.page, place.box, 0), place
    bands = {(p.page, p.table, p.box[1], p.box[3]) for p, _ in found if p.box}
    for page_, table, top, bottom in bands:
        overlapping = [b for b in bands if b[:2] == (page_, table) and b[2] < bottom - 1 and b[3] > top + 1]
        assert overlapping == [(page_, table, top, bottom)], "each row alone"


@pytest.mark.parametrize("path", PDFS, ids=lambda path: path.stem)
def test_the_heads_of_a_row_stand_above_it_and_hold_words_of_the_form(path: Path) -> None:
    report = read_once(path)
    layer = layer_of(path)
    for table, word in zip(report.tables, ("信息内容", "自然", "结果"), strict=True):
        for row in table.rows:
            if row.place is None:
                continue
            assert (
                row.header_place and row.header_place.box and row.header_place.page and row.place.box and row.place.page
            )
            assert (row.header_place.page, row.header_place.box[3]) <= (row.place.page, row.place.box[1] + 1)
            assert word in layer.text(row.header_place.page, row.header_place.box, 0)


@pytest.mark.parametrize("path", PDFS, ids=lambda path: path.stem)
def test_the_frame_of_a_paragraph_holds_its_text_and_nothing_else(path: Path) -> None:
    """For a paragraph split by a page break the first part counts."""
    report = read_once(path)
    layer = layer_of(path)
    for paragraph in (p for section in report.sections for p in section.paragraphs):
        inside = layer.text(paragraph.place.page, paragraph.place.box)
        assert inside and squeeze(paragraph.text).startswith(inside)


def _upright() -> Sheet:
    sheet = Sheet()
    sheet.table([["信息内容", "本年制发件数"], ["规章", "12"], ["规范性文件", "3"]], top=200)
    sheet.prose(["本机关依法公开政府信息，主动回应社会关切，接受人民群众的监督，全年没有发生泄密事件。"] * 3)
    return sheet


def _row_of(data: bytes) -> Image.Image:
    grid = next(b for b in read_document(data).blocks if isinstance(b, Grid))
    cell = next(c for row in grid.rows for c in row if c and c.text == "规范性文件")
    return Image.open(io.BytesIO(crop(Pages(data), cell.place).data)).convert("L")


@pytest.mark.parametrize(
    ("keys", "every"),
    [
        ("/CropBox[40 20 555 822]", ""),
        ("", "/CropBox[40 20 555 822]"),
        ("/CropBox[40 20 555 822]", "/MediaBox[0 0 595 842]"),
        ("/CropBox[40 20 555 822]/MediaBox[-100 -50 595 842]", ""),
        ("/CropBox[40 20 555 822]/Rotate 270", ""),
        ("", "/CropBox[40 20 555 822]/Rotate 90"),
        ("/CropBox[-40 -20 700 900]/Rotate 180", ""),
        ("/UserUnit 2", ""),
        ("/UserUnit 2/CropBox[40 20 555 822]/Rotate 90", ""),
    ],
)
def test_the_right_row_is_cut_out_of_a_sheet_of_which_a_part_is_shown(keys: str, every: str) -> None:
    sheet = _upright()
    sheet.keys = keys
    [whole, part] = (_row_of(pdf(_upright())), _row_of(pdf(sheet, every=every)))
    assert part.size == whole.size
    differing = sum(abs(a - b) > 60 for a, b in zip(whole.tobytes(), part.tobytes(), strict=True))
    assert differing < 0.02 * whole.width * whole.height


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("turn", [0.0, 1.2, 91.2, 180.0, 268.8])
def test_what_is_read_from_the_part_of_a_scan_that_is_shown_lies_there_on_the_sheet(rotate: int, turn: float) -> None:
    """A scanner that crops the edge of the glass keeps the whole picture and sets a CropBox; the visible part is
    rotated about its own centre."""

    def turned(image: Image.Image) -> Image.Image:
        quarters = round(turn / 90)
        straight = image.rotate(turn - 90 * quarters, Image.Resampling.BICUBIC, fillcolor=255)
        return straight.rotate(90 * quarters, expand=True)

    sheet = _upright()
    sheet.keys = f"/CropBox[30 90 585 792]/Rotate {rotate}"
    drawn = render_page(pdf(sheet), 1, 72 * SCALE, LARGEST)
    part = turned(Image.fromarray(drawn.image))
    whole, scale = Pages(pdf(sheet)).page(1, turn)
    left, top = (round(scale * edge) for edge in shift_of(drawn, turn))

    x0, y0, x1, y1 = ImageChops.invert(part).getbbox() or (0, 0, 0, 0)  # what is printed
    print_ = part.crop((x0, y0, x1, y1))

    def differing(right: int, down: int) -> float:
        x, y = left + right, top + down
        there = whole.crop((x + x0, y + y0, x + x1, y + y1))
        return float(ImageStat.Stat(ImageChops.difference(print_, there)).mean[0])

    steps = [(right, down) for right in (-4, -1, 0, 1, 4) for down in (-4, -1, 0, 1, 4)]
    assert max(map(abs, min(steps, key=lambda step: differing(*step)))) <= 1, "a pixel is half a point"


@pytest.mark.parametrize("turn", [90, 270, 180])
def test_a_row_of_a_page_printed_sideways_is_cut_out_upright(turn: int) -> None:
    upright = Sheet()
    upright.table([["信息内容", "本年制发件数"], ["规章", "12"], ["规范性文件", "3"]])
    upright.prose(["本机关依法公开政府信息，主动回应社会关切，接受人民群众的监督，全年没有发生泄密事件。"] * 3)
    sheet = Sheet(width=842)
    matrix = {90: "0 1 -1 0 842 0", 270: "0 -1 1 0 0 842", 180: "-1 0 0 -1 842 842"}[turn]
    sheet.marks = [f"q {matrix} cm", *upright.marks, "Q"]
    pictures = []
    for made in (upright, sheet):
        grid = next(b for b in read_document(pdf(made)).blocks if hasattr(b, "rows"))
        cell = next(c for row in grid.rows for c in row if c and c.text == "规范性文件")
        pictures.append(Image.open(io.BytesIO(crop(Pages(pdf(made)), cell.place).data)).convert("L"))
    assert pictures[0].size == pictures[1].size
    dark = [sum(p.histogram()[:128]) for p in pictures]
    assert dark[0] > 200 and abs(dark[0] - dark[1]) < 0.1 * dark[0]


def test_a_row_of_a_table_without_rules_has_a_frame() -> None:
    report = read((FIXTURES / "p02_chrome_vertical.pdf").read_bytes())
    assert all(row.place.box for table in report.tables for row in table.rows if row.place)


def test_a_row_is_quoted_as_it_stands_with_its_blanks() -> None:
    report = read((FIXTURES / "seed000.txt").read_bytes()) if (FIXTURES / "seed000.txt").exists() else None
    report = report or read((FIXTURES / "t08_text_interleaved.txt").read_bytes())
    for table in report.tables:
        for row in table.rows:
            if origin := origin_of_row(row):
                print_ = [squeeze(text) for line in printed_cells(origin) for text in line]
                for cell in row.cells:
                    assert cell.raw is None or cell.raw in print_


# --------------------------------------------------------------------------- pictures


@pytest.mark.parametrize("path", PDFS, ids=lambda path: path.stem)
def test_pictures_are_light_and_the_same_every_time(path: Path) -> None:
    data = path.read_bytes()
    report = read_once(path)
    pages, once_more = Pages(data), Pages(data)
    for number, turn in table_pages(report).items():
        made = page_picture(pages, number, turn)
        assert len(made.data) <= MAX_BYTES and made.width > 600
    for found in report.findings:
        for origin in (o for o in origins_of(report, found) if o.row.box):
            picture = drawn(pages, origin)
            assert picture.data == drawn(once_more, origin).data
            assert picture.width <= 1200 and len(picture.data) < 40_000


def test_a_finding_of_a_whole_table_shows_its_head_and_first_rows_and_one_of_the_text_its_lines() -> None:
    data = BASE.read_bytes()
    report = read_once(BASE)

    def inside(place: Place) -> str:
        return layer_of(BASE).text(place.page, place.box)

    for table in report.tables:
        said = finding("table.truncated", table=table.key, number="", title="", missing="")
        [shown] = origins_of(report, said)
        assert shown.part is Part.TABLE and shown.head
        figures = [[c.raw for c in row.cells if c.raw] for row in table.rows if row.place and row.place.box]
        assert all("".join(row) in inside(shown.row) for row in figures[: 1 if table.key == "review" else 3])
        assert crop(Pages(data), shown.row, shown.head, shown.column_edges).width <= 1200
    paragraph = report.section("overview").paragraphs[-1]
    said = finding(
        "prose.table", table="requests", row="1", column="total", place=paragraph.place, quote="", label="", right=""
    )
    row, text = origins_of(report, said)
    assert (row.part, text.part) == (Part.ROW, Part.TEXT) and inside(text.row) == squeeze(paragraph.text)
    private = finding("privacy.personal", section="overview", place=paragraph.place, kind="", raw="")
    assert not plan_pictures(replace(report, findings=(private,)), False).rows
    assert {o.part for o in plan_pictures(replace(report, findings=(private, said)), False).rows.values()} == {Part.ROW}


def every_kind(report: Report) -> list[Finding]:
    """Return the actual findings, and one artificial finding for each further rule that can concern this report.

    Such rules concern rows, columns, tables, text or headers."""
    columns = [c.key for c in form(report.requests.form).table("requests").rows[0].columns]
    return [
        *check(identify(report, "甲.pdf", registry(()))).findings,
        *(finding("requests.flow", table="requests", row="1", column=column) for column in columns),
        *(finding("requests.results", table="requests", row="3.7", column=column) for column in columns),
        *(finding("table.truncated", table=table.key) for table in report.tables),
        *(finding("prose.sum", section="overview", place=p.place) for p in report.section("overview").paragraphs),
        *map(finding, ("table.misplaced", "year.conflict", "published.unknown")),
    ]


@pytest.mark.parametrize("path", [*PDFS, None], ids=lambda path: path.stem if path else "layered")
def test_what_a_finding_speaks_of_is_in_its_picture(path: Path | None) -> None:
    """Compare the text layer of each cropped picture with the extracted values; for a column only this column beside
    the labels. ``None`` is a scan with a text layer."""
    data = path.read_bytes() if path else layered()
    report = read_once(path) if path else read(data)
    layer = layer_of(path) if path else Layer(data)
    kinds = Counter[Part]()
    for said in every_kind(report):
        origins = [origin for origin in origins_of(report, said) if origin.row.box]
        assert origins or said.code.startswith(("source.", "section.missing")), f"{said} shows nothing"
        kinds.update(origin.part for origin in origins)
        words = "".join(layer.text(o.row.page, o.row.box) for o in origins if o.part is Part.TEXT)
        for origin in origins:
            assert origin.row.box
            shown = layer.text(origin.row.page, origin.row.box)
            if origin.part in (Part.TITLE, Part.HEADING):
                assert squeeze(origin.printed[0][0] or "") == shown
            elif origin.part is Part.TEXT and origin.printed:
                assert squeeze(origin.printed[0][0] or "") in words, "to its end, which may stand on the next page"
            elif origin.part is Part.COLUMN:
                assert origin.column and origin.column_edges
                x0, top, _, bottom = origin.row.box
                column = layer.text(origin.row.page, (origin.column[0], top, origin.column[1], bottom))
                labels = layer.text(origin.row.page, (x0, top, origin.column_edges[0] - 2, bottom))
                at = [c.key for c in form(report.requests.form).table("requests").rows[0].columns].index(said.column)
                rows = [r for r in report.requests.rows if r.printed in origin.printed and r.place]
                assert column == "".join(r.cells[at].raw or "" for r in rows)
                assert all(sum(c in labels for c in squeeze(r.label)) > 0.8 * len(squeeze(r.label)) for r in rows)
    assert kinds[Part.COLUMN] and kinds[Part.TITLE] and kinds[Part.HEADING] >= 6 and kinds[Part.TEXT]
    assert kinds[Part.TABLE] >= 3


def test_a_paragraph_that_the_end_of_a_page_tore_is_shown_in_both_parts() -> None:
    begins = Place(page=1, box=(78.0, 700.0, 519.0, 741.0))
    ends = Place(page=2, box=(78.0, 86.0, 491.0, 100.0))
    blocks = [
        Paragraph("一、总体情况", Place(page=1)),
        Paragraph("本机关加强门户网站及政务新媒体日常管理，严格执行分", begins, breaks=True),
        Paragraph("级审核、先审后发程序。", ends),
    ]
    section = next(s for s in outline(blocks).sections if s.key == "overview")
    report = replace(read_once(BASE), sections=(section,))
    assert from_json(to_json(report)) == report
    first, rest = origins_of(report, finding("prose.sum", section="overview", place=begins))
    assert (first.row, rest.row) == (begins, ends) and not rest.printed
    assert first.printed == (("本机关加强门户网站及政务新媒体日常管理，严格执行分级审核、先审后发程序。",),)
    said = replace(report, findings=(finding("prose.sum", place=begins),))
    assert plan_pictures(said, False).rows.keys() == {picture_name(report, origin) for origin in (first, rest)}


def test_the_address_of_a_picture_is_permanent() -> None:
    """The address is a digest of the ``repr`` of a place: another name of one of its fields would move every image."""
    report, place = read_once(BASE), Place(page=1, table=2, row=3, box=(78.0, 700.0, 519.0, 741.0), turn=90.0)
    report = replace(report, source=replace(report.source, sha256="0" * 64))
    assert picture_name(report, Origin(place, None, (80.0,), ())) == "row-b67091f4c2142c22.webp"
    assert page_name(report, 2, 0.5) == "page-2-c26de01a1cf6b8a6.webp"


def test_a_picture_of_a_column_says_what_was_read_down_it() -> None:
    report = read_once(BASE)
    said = finding("requests.flow", table="requests", row="1", column="natural_person")
    pictures = {picture_name(report, origin): (300, 200, 2.0) for origin in origins_of(report, said)}
    context = ReportContext("reports/x/2023/", "reports/x/2023/x.pdf", pictures=pictures)
    first, second = (block.alt for block in evidence(report, said, context))  # type: ignore[union-attr]
    assert first == (
        "原件这一列的各行的图。自然人本馆读作：一、本年新收政府信息公开申请数量 26；二、上年结转政府信息公开申请数量 1"
    )
    assert "（七）总计" in second and "四、结转下年度继续办理" in second


@cache
def pictures_of(turn: int) -> list[Image.Image]:
    """Return the pictures of two findings of a file whose pages are turned by that angle."""
    sheets = pages()
    for sheet in sheets:
        sheet.keys = f"/Rotate {turn}"
    data = pdf(*sheets)
    report, drawn_from = read(data), Pages(data)
    said = finding("requests.flow", table="requests", row="1", column="total"), finding("year.conflict")
    origins = [origin for found in said for origin in origins_of(report, found)]
    return [Image.open(io.BytesIO(drawn(drawn_from, origin).data)).convert("L") for origin in origins]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_pictures_of_pages_that_lie_on_their_side_are_those_of_upright_ones(turn: int) -> None:
    for a, b in zip(pictures_of(0), pictures_of(turn), strict=True):
        assert max(abs(a.width - b.width), abs(a.height - b.height)) <= 4
        same = b.resize(a.size)
        assert float(ImageStat.Stat(ImageChops.difference(a, same)).mean[0]) < 12


@pytest.mark.parametrize("name", ["d01_docx_official.docx", "h13_html_plain.html", "t01_text_seedlike.txt"])
def test_what_has_no_pages_is_quoted_with_its_heads(name: str) -> None:
    report = read_once(FIXTURES / name)
    context = ReportContext("reports/x/2024/", "reports/x/2024/x")

    def lines(said: Finding) -> list[str]:
        return ["".join(map(_text, block.content)) for block in evidence(report, said, context)]  # type: ignore[union-attr]

    table = lines(finding("table.truncated", table="requests"))
    assert table[0].startswith("原件这张表的开头：") and any("自然人" in line for line in table)
    assert "一、本年新收政府信息公开申请数量" in squeeze("".join(table))
    flow = lines(finding("requests.flow", table="requests", row="1", column="total"))
    assert len(flow) == 4 and [line.startswith("原件这一列的各行：") for line in flow] == [True, False, True, False]
    paragraph = report.section("overview").paragraphs[-1]
    assert lines(finding("prose.sum", place=paragraph.place)) == [f"原件这一段：{paragraph.text}"]
    title, *_ = lines(finding("agency.unresolved"))
    assert title == f"原件标题：{report.title}"
    [day] = lines(finding("published.late"))
    assert day.startswith("原件这一段：") and "年" in day
    report = replace(report, evidence=())
    unknown = lines(finding("published.unknown"))
    end = day.replace("这一段", "正文末尾")
    assert unknown[0] == title and end in unknown, "the signature, in which it should stand"


def _text(part: object) -> str:
    return part if isinstance(part, str) else getattr(part, "text", "")


def test_the_desk_draws_what_no_build_drew(tmp_path: Path) -> None:
    """Cases: a sum that a correction breaks, and an agency that was not in doubt."""
    report = identify(read_once(BASE), "甲.pdf", registry(()))
    sheet = OnDesk("reports/x/2023/", ("x", 2023), BASE, True, agency(1), report, tuple(items(report, "")))
    places = origins_of(report, finding("agency.inferred"))
    for link, origin in zip(links(tmp_path, report, sheet.address, places), places, strict=True):
        assert link == f"drawing/reports/x/2023/{picture_name(report, origin)}"
        made = drawing(sheet, link.rpartition("/")[2])
        assert made and Image.open(io.BytesIO(made)).width > 100
    assert drawing(sheet, "row-0123456789abcdef.webp") is None
    paragraphs = report.section("overview").paragraphs
    said = finding("value.low-confidence", section="overview", place=paragraphs[0].place, reason="", label="")
    doubted = replace(report, findings=(said,))
    [text_] = items(doubted, "")
    assert [o.row for o in origins(doubted, text_)] == [
        at for p in paragraphs for at in (p.place, *p.continuation_places)
    ]
    text = read_once(FIXTURES / "t01_text_seedlike.txt")
    assert set(links(tmp_path, text, "reports/x/2024/", origins_of(text, finding("agency.inferred")))) == {""}


def test_a_long_quotation_stands_once() -> None:
    """Seven columns do not add up: the twenty rows are quoted only at the first finding."""
    report = read_once(FIXTURES / "d01_docx_official.docx")
    columns = ("total", "natural_person")
    found = [
        finding("requests.results", table="requests", row="3.7", column=c, heading=c, left="1", right="2", cause="")
        for c in columns
    ]
    first, second = notices(found, lambda f: evidence(report, f, ReportContext("reports/x/2024/", "x")))
    assert len(first.notice.blocks) > 15 and len(second.notice.blocks) == 2
    assert "第 1 条" in "".join(map(_text, second.notice.blocks[-1].content))  # type: ignore[union-attr]


def test_what_cannot_be_drawn_is_said_and_stops_nothing(tmp_path: Path) -> None:
    report = read(BASE.read_bytes())
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7\n" + b"\x00" * 500)
    outside = Place(page=1, box=(9e3, 9e3, 9.1e3, 9.1e3))
    origin = next(o for t in report.tables for r in t.rows if (o := origin_of_row(r)))
    odd = PicturePlan(
        {"row-1.webp": type(origin)(outside, None, (), ())}, {"page-1.webp": (1, 0.0), "page-99.webp": (99, 0.0)}
    )
    first, second = draw_all([(broken, plan_pictures(report, True)), (BASE, odd)], 1)
    assert not first.pictures and first.failed
    assert set(second.pictures) == {"page-1.webp"} and len(second.failed) == 2


# --------------------------------------------------------------------------- the site


class _Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[tuple[str, dict[str, str]]] = []
        self.images: list[dict[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.ids |= {found["id"]} if "id" in found else set()
        if tag == "a" and "href" in found:
            self.links.append((found["href"], found))
        if tag == "img":
            self.images.append(found)


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = office(tmp_path_factory.mktemp("facsimile") / "a")
    shutil.copy(FIXTURES / "o01_office_suite.pdf", folder / "content/reports/2024/甲.pdf")
    put(folder, "2024/乙.txt", text_of("示例乙县城关镇人民政府"))
    make(folder)
    return folder


@pytest.fixture
def archive(once: Path, tmp_path: Path) -> Path:
    """Build a PDF with a finding on a row, and a text."""
    copy_archive(once, tmp_path / "a")
    return tmp_path / "a"


def address_of(folder: Path, kind: str) -> str:
    [original] = folder.glob(f"site/reports/*/*/original.{kind}")
    return original.parent.relative_to(folder / "site").as_posix() + "/"


def test_each_finding_shows_its_row_and_each_row_leads_to_its_place(archive: Path) -> None:
    address = address_of(archive, "pdf")
    report = _Page(page(archive, address))
    rows = [image for image in report.images if "本馆读作" in image["alt"]]
    assert rows and {image["alt"] for image in report.images if image not in rows} <= {"原件这张表的开头的图。"}
    for image in report.images:
        assert image["loading"] == "lazy"
        with Image.open(archive / "site" / address / image["src"]) as made:
            assert made.size == (int(image["width"]), int(image["height"]))
    marks = [found for _, found in report.links if found.get("class") == "nb-at"]
    assert len(marks) > 20 and all(re.fullmatch(r"original\.pdf#page=\d+", found["href"]) for found in marks)
    assert {f"#{id_}" for id_ in report.ids if id_.startswith("requests-")} <= {href for href, _ in report.links}
    assert any("download" in found and href == "original.pdf" for href, found in report.links)
    text = _Page(page(archive, address_of(archive, "txt")))
    places = [href for href, found in text.links if found.get("class") == "nb-at"]
    assert len(places) > 20 and {place.removeprefix("#") for place in places} <= text.ids
    assert not text.images


def test_the_pages_stand_beside_what_was_read_and_each_leads_to_the_other(archive: Path) -> None:
    address = address_of(archive, "pdf")
    html = page(archive, f"{address}original/")
    beside = _Page(html)
    assert "original/" in {href for href, _ in _Page(page(archive, address)).links}
    inside = [href[1:] for href, _ in beside.links if href.startswith("#") and href != "#content"]
    assert set(inside) <= beside.ids, "no link leads nowhere"
    over = {id_[3:] for id_ in beside.ids if id_.startswith("on-")}
    assert over == {id_[3:] for id_ in beside.ids if id_.startswith("at-")} and len(over) > 20
    assert {f"on-{row}" for row in over} | {f"at-{row}" for row in over} <= set(inside)
    assert "style=" not in html.partition("<article")[2].partition("</article")[0]
    for image in beside.images:
        file = archive / "site" / address / "original" / image["src"]
        assert file.stat().st_size <= MAX_BYTES and image["loading"] == "lazy" and image["alt"]
    assert {f"../#{row}" for row in over} <= {href for href, _ in beside.links}


def test_only_reports_with_findings_unless_the_configuration_says_all(tmp_path: Path) -> None:
    folder = office(tmp_path / "a")
    shutil.copy(FIXTURES / "l04_lo_2019.pdf", folder / "content/reports/2024/甲.pdf")
    make(folder)
    address = address_of(folder, "pdf")
    has_findings = "没有需要提示的地方" not in page(folder, address)
    assert (folder / "site" / address / "original").exists() == has_findings
    config = folder / "mkdocs.yml"
    config.write_text(config.read_text(encoding="utf-8") + "\nextra:\n  facsimile: all\n", encoding="utf-8")
    make(folder)
    assert list((folder / "site" / address / "original").glob("page-*.webp"))
    assert digests(folder / "site") == digests(again(folder, tmp_path / "b") / "site")


def again(folder: Path, fresh: Path) -> Path:
    """Build the same archive from scratch, with only the files that people keep."""
    make(fresh_clone(folder, fresh))
    return fresh


def test_pictures_come_and_go_with_the_report(archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another version has other pictures; a withdrawn report leaves none, here or in the packages."""
    address = address_of(archive, "pdf")
    before = {path.name for path in (archive / "site").rglob("*.webp")}
    original = archive / "content/reports/2024/甲.pdf"
    original.write_bytes(original.read_bytes() + b"\n%%EOF\n")
    make(archive)
    [earlier] = {path.parent for path in (archive / "site" / address).glob("*/*.webp")} - {
        archive / "site" / address / "original"
    }
    old = {path.name for path in earlier.rglob("*.webp")}
    assert old == before, "what was saved over is a version with pictures of its own"
    assert {path.name for path in (archive / "site" / address).rglob("*.webp")} - old
    assert digests(archive / "site") == digests(again(archive, tmp_path / "b") / "site")
    monkeypatch.chdir(archive)
    assert cli.main(["withdraw", address, "--why", "隐私投诉", "--who", "县政务公开办"]) == 0
    assert cli.main(["package"]) == 0
    assert not [path for path in archive.rglob("*.webp") if path.is_file()]
    assert not list((archive / project.PICTURES).glob("*"))
    assert b".webp" not in (archive / project.ZIPS["whole"]).read_bytes()
    assert "已撤回" in page(archive, address) and (archive / "site" / address / "original/index.html").is_file()


def test_a_pdf_with_a_line_before_its_mark_is_drawn_as_it_is_read() -> None:
    """Mail programs and servers put lines before %PDF-; a file that can be read must also be drawn."""
    data = (FIXTURES / "o01_office_suite.pdf").read_bytes()
    before = Pages(b"Content-Type: application/pdf\r\n\r\n" + data).page(1)[0]
    assert before.tobytes() == Pages(data).page(1)[0].tobytes()


def test_a_failed_picture_is_a_line_and_the_report_is_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("build_scripts.facsimile.pages._pdf_renderer", None)
    folder = office(tmp_path / "a")
    shutil.copy(FIXTURES / "o01_office_suite.pdf", folder / "content/reports/2024/甲.pdf")
    outcome = build(folder, Progress(quiet=True), jobs=1)
    [notice] = [notice for notice in outcome.notices if "甲.pdf" in notice]
    address = address_of(folder, "pdf")
    assert "画不出图" in notice and "。。" not in notice and not outcome.refused
    assert not _Page(page(folder, address)).images and "原件这一行：" in page(folder, address)
