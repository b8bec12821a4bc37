"""Test sheets that show two pages of a report side by side, as programs print two pages a sheet."""

from __future__ import annotations

import pytest
from made_pdf import Sheet, pdf

from build_scripts.model import Document, Grid
from build_scripts.readers import read

PROSE = [f"第{n}条说明全年政府信息公开工作的情况。" for n in "一二三四五六七八"]
HEADER = ["", "自然人", "商业企业", "总计"]
FIRST = [HEADER, ["1.属于国家秘密", "", "35", "35"]]
SECOND = [["2.其他法律行政法规", "12", "4", "16"], ["3.危及三安全", "7", "", "7"]]


def _sheet(left: Sheet, right: Sheet, keys: str = "") -> bytes:
    """Return a wide sheet with two pages."""
    sheet = Sheet(width=842, height=595, keys=keys)
    for x, page in ((0, left), (421, right)):
        sheet.marks += [f"q 0.7071 0 0 0.7071 {x} 0 cm", *page.marks, "Q"]
    return pdf(sheet)


def _page(rows: list[list[str]], prose: list[str]) -> Sheet:
    page = Sheet()
    if rows:
        page.table(rows, wide=110)
    page.prose(prose, top=300)
    return page


def _contents(document: Document) -> list[str | list[list[str]]]:
    """Return the texts and tables of a document; adjacent paragraphs are one text."""
    made: list[str | list[list[str]]] = []
    for block in document.blocks:
        if isinstance(block, Grid):
            made.append([[cell.text for cell in row if cell] for row in block.rows])
        elif made and isinstance(made[-1], str):
            made[-1] += block.text.replace(" ", "")
        else:
            made.append(block.text.replace(" ", ""))
    return made


IN_ORDER = [FIRST, "".join(PROSE), SECOND, "".join(PROSE)]


def test_two_pages_on_a_sheet_are_read_one_after_the_other() -> None:
    """Both pages have text on the same heights: the rows of one page were joined with those of the other."""
    document = read(_sheet(_page(FIRST, PROSE), _page(SECOND, PROSE)))
    assert _contents(document) == IN_ORDER
    assert {block.place.page for block in document.blocks} == {1}
    boxes = [block.place.box or (0.0,) * 4 for block in document.blocks if isinstance(block, Grid)]
    assert [(box[0] > 421, box[2] < 842) for box in boxes] == [(False, True), (True, True)]


def test_a_turned_sheet_has_two_pages_too() -> None:
    sheet = Sheet(width=595, height=842)
    sheet.marks = ["q 0 1 -1 0 595 0 cm"]
    for x, page in ((0, _page(FIRST, PROSE)), (421, _page(SECOND, PROSE))):
        sheet.marks += [f"q 0.7071 0 0 0.7071 {x} 0 cm", *page.marks, "Q"]
    sheet.marks.append("Q")
    assert _contents(read(pdf(sheet))) == IN_ORDER


def test_the_last_sheet_of_such_a_file_may_have_few_lines() -> None:
    sheets = [Sheet(width=842, height=595), Sheet(width=842, height=595)]
    for sheet, pages in zip(
        sheets, ((_page(FIRST, PROSE), _page([], PROSE)), (_page(SECOND, []), _page([], PROSE[:2]))), strict=True
    ):
        for x, page in zip((0, 421), pages, strict=True):
            sheet.marks += [f"q 0.7071 0 0 0.7071 {x} -150 cm", *page.marks, "Q"]
    assert _contents(read(pdf(*sheets)))[-2:] == [SECOND, "".join(PROSE[:2])]


@pytest.mark.parametrize("what", ["figures", "line", "rule", "picture", "few"])
def test_a_wide_page_is_one_page(what: str) -> None:
    """A table without rules may have its labels left and its figures right of the middle; a title or a rule crosses the
    middle of one page."""
    left, right = _page([], PROSE), _page([], PROSE)
    if what == "figures":
        right = _page([], [*PROSE[:3], *"12345"])
        right.prose([*"1234567"], top=500)
    if what == "few":
        right = _page([], PROSE[:7])
    if what == "line":
        left.text(500, 100, "示例县人民政府信息公开工作")
    if what == "rule":
        left.line(60, 100, 1000, 100)
    if what == "picture":
        left.picture(500, 100, 700, 140)
    assert "".join(PROSE[:3]) not in str(_contents(read(_sheet(left, right))))
