"""Test the two PDF engines: the fast one is used where it suffices, the reference engine for everything doubted."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from made_pdf import JOINED, Sheet, pdf
from test_pdf import PROSE, drawn

from benchmarks.pdf_engines import SERVED, UNSERVED, agree, both, texts_of
from benchmarks.styles.documents import job
from benchmarks.styles.drawn import DRAWN
from build_scripts.model import Document, Grid, GridCell, GridKind, Place, Refusal
from build_scripts.readers import read
from build_scripts.readers.pdf import document as reader
from build_scripts.readers.pdf import pdfium_engine, pdfminer_engine
from build_scripts.readers.pdf.agreement import compare_engines
from build_scripts.readers.pdf.marks import Painted

REPORTS = Path(__file__).parent / "fixtures" / "reports"
FIXTURES = sorted(REPORTS.glob("*.pdf"))


@pytest.mark.parametrize("path", FIXTURES, ids=[path.stem for path in FIXTURES])
def test_both_engines_read_every_fixture_alike(path: Path) -> None:
    quick, sure = both(path.read_bytes())
    assert quick == sure


# ``python -m benchmarks.pdf_engines`` compares all of them.
SAMPLE = random.Random("engines").sample(SERVED, 8)


@pytest.mark.parametrize("name", SAMPLE)
def test_both_engines_read_a_sample_of_the_ways_of_drawing_alike(name: str) -> None:
    assert agree(name)


@pytest.mark.parametrize("name", UNSERVED)
def test_what_pdfium_reads_otherwise_is_left_to_the_engine_of_reference(name: str) -> None:
    assert pdfium_engine.pages(DRAWN[name](job("slashes", name)), 500, any_font=True) is None


def _turned(matrix: str, wide: float) -> Sheet:
    sheet = Sheet(width=wide)
    sheet.marks = [f"q {matrix} cm", *drawn().marks, "Q"]
    return sheet


def _sheet(how: Callable[[Sheet], object], keys: str = "") -> Sheet:
    sheet = drawn()
    how(sheet)
    sheet.keys = keys
    return sheet


@pytest.mark.parametrize(
    "sheet",
    [
        _turned("0 1 -1 0 842 0", 842),
        _turned("-1 0 0 -1 842 842", 842),
        _sheet(lambda s: None, "/Rotate 90"),
        _sheet(lambda s: s.text(10, 200, "88"), "/CropBox[40 20 595 822]"),
        _sheet(lambda s: s.text(153, 123, "1", 6, rise=1)),
        _sheet(lambda s: s.line(147, 131, 153, 131)),
        _sheet(lambda s: s.text(155, 125, "8", grey=1)),
        _sheet(lambda s: s.text(155, 125, "8", clip=(100, 100, 150, 200))),
        _sheet(lambda s: s.text(155, 125, "8").fill(154, 124, 162, 136, grey=1)),
        _sheet(lambda s: s.picture(160, 124, 170, 136)),
        _sheet(lambda s: s.curve(160, 124, 166, 136)),
        _sheet(lambda s: s.line(62, 138, 118, 122)),
        _sheet(lambda s: s.text(100, 200, "样稿", 40, turn=45)),
        _sheet(lambda s: s.text(100, 710, "样稿", 40, grey=0.5)),
        _sheet(lambda s: s.text(160, 135, "35", turn=45)),
        _sheet(lambda s: s.rounded(300, 300, 400, 340)),
        _sheet(lambda s: s.text(300, 300, "不予公开", turn=90)),
        _sheet(lambda s: s.text(300, 300, "：，。", font=4)),
        _sheet(lambda s: [s.fill(x, 119.5, x + 1, 120.5) for x in range(60, 240, 2)]),
        _sheet(lambda s: s.marks.append("0 g 180 702 60 20 re 181 703 58 18 re f*")),
        _sheet(lambda s: s.text(147.8, 125, "0")),
    ],
)
def test_both_engines_see_the_same_marks(sheet: Sheet) -> None:
    quick, sure = both(pdf(sheet))
    assert quick == sure


@pytest.mark.parametrize(
    "how",
    [
        lambda s: s.text(155, 125, "8", mode=3),
        lambda s: s.text(155, 125, "8", opacity=0.5),
        lambda s: s.text(155, 125, "8", tag="/Artifact <</Type /Pagination>>"),
        lambda s: s.text(155, 125, "8", tag="/Span <</ActualText (9)>>"),
        lambda s: s.text(155, 125, "8", tag="/OC <</Type /OCG>>"),
        lambda s: s.text(155, 125, "8", font=1),
        lambda s: s.text(155, 125, "—", font=JOINED),
        lambda s: s.note(155, 125, "8"),
        lambda s: [s.text(155, 125, "8"), s.picture(154, 124, 162, 136)],
    ],
    ids=[
        "invisible",
        "half seen",
        "running head",
        "another text",
        "layer",
        "no code",
        "two characters",
        "form",
        "under a picture",
    ],
)
def test_what_asks_for_a_closer_look_the_quick_engine_does_not_serve(how: Callable[[Sheet], object]) -> None:
    assert pdfium_engine.pages(pdf(_sheet(how)), 500, any_font=True) is None


def test_a_plain_file_is_read_by_the_quick_engine_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(data: bytes, most: int) -> object:
        raise AssertionError("pdfminer was asked")

    data = (REPORTS / "l01_lo_official.pdf").read_bytes()
    sure = reader.painted_document(pdfminer_engine.pages(data, 500), "pdf")
    monkeypatch.setattr(pdfminer_engine, "pages", never)
    assert texts_of(reader.read_pdf(data)) == texts_of(sure)


def test_a_figure_that_the_engines_read_differently_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """A note mark causes a doubt in the table, so that both engines read it."""
    data = pdf(_sheet(lambda s: s.text(153, 123, "1", 6, rise=1)))
    painted = pdfium_engine.pages(data, 500, any_font=True)
    assert painted is not None
    wrong = [replace(p, glyphs=[g._replace(text="9") if g.text == "4" else g for g in p.glyphs]) for p in painted]
    monkeypatch.setattr(pdfium_engine, "pages", lambda data, most: wrong)
    grid = next(block for block in reader.read_pdf(data).blocks if isinstance(block, Grid))
    cell = grid.rows[2][2]
    assert cell and (cell.text, bool(cell.opaque)) == ("", True)
    assert "“4567”" in cell.doubt and "“9567”" in cell.doubt


def test_words_that_the_engines_place_differently_stay() -> None:
    """Below a table without rules stood 改进情况：…计划开展3期业务学习, in another column for each engine: it vanished."""
    first, second = "改进情况：计划开展3期业务学习。", "12"

    def document(*rows: tuple[str, ...]) -> Document:
        cells = tuple(tuple(GridCell(text, Place(page=1, table=1)) for text in row) for row in rows)
        return Document((Grid(cells, GridKind.LOOSE, Place(page=1, table=1)),), "pdf")

    held = compare_engines(document(("", first), ("", second)), document((first, ""), (second, "")))
    grid = held.blocks[0]
    assert isinstance(grid, Grid)
    assert [[cell.text for cell in row if cell] for row in grid.rows] == [["", first], ["", ""]]
    assert all(cell and cell.doubt for _, cell in grid.rows)


def test_what_the_quick_engine_refuses_the_other_may_read(monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = [replace(page, glyphs=[]) for page in pdfium_engine.pages(pdf(drawn()), 500, any_font=True) or ()]
    monkeypatch.setattr(pdfium_engine, "pages", lambda data, most: nothing)
    found = texts_of(reader.read_pdf(pdf(drawn())))
    assert found[-1] == ("".join(PROSE), False, "")


def test_a_page_with_more_characters_than_any_report_is_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fuzz file 6042 has 111,562 characters on a page, which pdfminer reads for minutes; the limit also holds where
    pdfium cannot read the file."""
    monkeypatch.setattr(pdfium_engine, "MAX_CHARACTERS", 230)
    assert pdfium_engine.pages(pdf(drawn()), 500, any_font=True)
    crowded = drawn()
    crowded.prose(PROSE, top=300)
    noted = replace(crowded, notes=[("<</Type/Annot/Subtype/Text/Rect[0 0 9 9]", "")])
    for sheet in (crowded, noted):
        with pytest.raises(Refusal, match="too-large"):
            read(pdf(sheet))


MOVED = "0.7 0 0 0.7 150 60"


@pytest.mark.parametrize(
    ("nested", "placed"), [((MOVED,), "1 0 0 1 0 0"), (("1 0 0 1 0 0",), MOVED), ((MOVED,) * 2, MOVED)]
)
def test_replacement_text_stands_where_form_objects_move_it(nested: tuple[str, ...], placed: str) -> None:
    """Chromium writes 金 as the radical ⾦ with replacement text; programs that print two pages a sheet, or stamp pages,
    put the page into form objects. pdfium places replacement text as if they did not move it."""
    sheet = drawn()
    sheet.text(300, 60, "金", tag="/Span <</ActualText <FEFF91D1>>>")
    sheet.nested, sheet.placed = nested, placed
    quick = pdfium_engine.pages(pdf(sheet), 500, any_font=True)
    sure = pdfminer_engine.pages(pdf(sheet), 500)
    assert sure and (quick is None or _places(quick) == _places(sure))


def _places(pages: list[Painted]) -> set[tuple[str, int, int]]:
    return {(g.text, round(g.x0), round(g.top)) for g in pages[0].glyphs}


def test_a_page_is_read_alike_whatever_fonts_a_machine_has() -> None:
    """Pdfium takes a font of the machine in the place of one that is not embedded: without a Chinese one, 23 cells of
    the office document were read otherwise."""
    data = (REPORTS / "o01_office_suite.pdf").read_bytes()
    apart = data.replace(b"/FontFile2", b"/FontFileX")
    assert apart != data and pdfium_engine.pages(data, 500) is not None
    assert pdfium_engine.pages(apart, 500, any_font=True) is not None
    assert pdfium_engine.pages(apart, 500) is None
