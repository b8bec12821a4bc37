"""A digit counts only when a reader of the original sees it as a digit of the figure: marks, struck-out and unseen
text stand apart, what is no text is not blank, and plain cells, however they are made, are not doubted."""

from __future__ import annotations

import pytest

from build_scripts.model import Document, Grid, GridCell, Paragraph
from build_scripts.readers import read


def grids(document: Document) -> list[Grid]:
    return [block for block in document.blocks if isinstance(block, Grid)]


def page(body: str, sheet: str = "") -> Document:
    head = f"<!doctype html><html><head><meta charset=utf-8><style>{sheet}</style></head>"
    return read(f"{head}<body>{body}</body></html>".encode())


def in_page(inside: str, sheet: str = "", cell: str = "<td>", row: str = "<tr>") -> GridCell:
    """The cell beside 行政处罚 as the web reader hands it over."""
    document = page(f"<table>{row}<td>行政处罚</td>{cell}{inside}</td></tr></table>", sheet)
    found = grids(document)[0].rows[0][1]
    assert found is not None
    return found


# --------------------------------------------------------------------------- web pages: what stands apart

# name → (what is in the cell, style sheet, what is quoted in the doubt); the figure is 353 in all of them
APART = {
    "sup": ("353<sup>1</sup>", "", "1"),
    "sub": ("353<sub>1</sub>", "", "1"),
    "style": ('353<span style="vertical-align: super; font-size: 8px">1</span>', "", "1"),
    "length": ('353<span style="vertical-align:.4em">1</span>', "", "1"),
    "class": ('353<span class="b">1</span>', ".b{vertical-align:super}", "1"),
    "compound class": ('353<i class="a b">1</i>', "td i.a.b{vertical-align:sub}", "1"),
    "child selector": ("353<b><i>1</i></b>", "td > b > i{vertical-align:super}", "1"),
    "relative": ('353<span style="position:relative;top:-.5em">1</span>', "", "1"),
    "reset sup": ("353<sup>1</sup>", "sup{vertical-align:baseline;position:relative;top:-.5em}", "1"),
    "absolute": ('353<span style="position:absolute;top:0">1</span>', "", "1"),
    "small": ("353<small>1</small>", "", "1"),
    "font size": ("353<font size=1>1</font>", "", "1"),
    "sheet size": ('353<em class="n">1</em>', ".n{font-size:60%}", "1"),
    "shorthand": ('353<span style="font: 7px/1 Arial">1</span>', "", "1"),
    "footnote link": ('353<a href="#_ftn1" name="_ftnref1">1</a>', "", "1"),
    "ruby": ("<ruby>353<rp>(</rp><rt>7</rt><rp>)</rp></ruby>", "", "7"),
    "del": ("<del>8</del>353", "", "8"),
    "strike": ("<strike>8</strike>353", "", "8"),
    "line-through": ('<span class="x">8</span>353', ".x{text-decoration:red line-through}", "8"),
    "line-through above": ('<span style="text-decoration-line:line-through"><b>8</b></span>353', "", "8"),
    "display": ('<span style="display:none">5</span>353', "", "5"),
    "compound display": ('<span class="old">5</span>353', "td span.old{display:none}", "5"),
    "important": ('<span class="old" style="display:inline">5</span>353', ".old{display:none!important}", "5"),
    "not": ('<i>5</i><i class="k">353</i>', "td i:not(.k){display:none}", "5"),
    "nth-child": ("<i>5</i><i>353</i>", "i:nth-child(1){display:none}", "5"),
    "screen": ('<i class="p">5</i>353', "@media screen and (min-width:600px){.p{display:none}}", "5"),
    "layer": ('<i class="p">5</i>353', "@supports (display:grid){.p{display:none}}", "5"),
    "visibility": ('<b style="visibility:hidden">5</b>353', "", "5"),
    "visible again": ('<b style="visibility:hidden">5<i style="visibility:visible">353</i></b>', "", "5"),
    "opacity": ('<b style="opacity:0">5</b>353', "", "5"),
    "no size": ('<b style="font-size:0">5</b>353', "", "5"),
    "one pixel": ('<b style="font-size:1px">5</b>353', "", "5"),
    "hidden": ("<b hidden>5</b>353", "", "5"),
    "off the page": ('<b style="position:absolute;left:-9999px">5</b>353', "", "5"),
    "indent": ('<b style="display:inline-block;text-indent:-999em">5</b>353', "", "5"),
    "clip": ('<b class="sr-only">5</b>353', ".sr-only{position:absolute;clip:rect(0,0,0,0)}", "5"),
    "clip-path": ('<b style="clip-path:inset(50%)">5</b>353', "", "5"),
    "no box": ('<b style="display:inline-block;width:0;overflow:hidden">5</b>353', "", "5"),
    "scale": ('<b style="display:inline-block;transform:scale(0)">5</b>353', "", "5"),
    "white": ('353<font color="white">8</font>', "", "8"),
    "white style": ('353<span style="color:#fff">8</span>', "", "8"),
    "nearly white": ('353<span style="color:rgb(252,252,252)">8</span>', "", "8"),
    "transparent": ('353<span style="color:transparent">8</span>', "", "8"),
    "alpha": ('353<span style="color:rgba(0,0,0,0.01)">8</span>', "", "8"),
    "its own ground": ('353<span style="color:#c00;background:#c00">8</span>', "", "8"),
    "Word": ("353<span style='mso-hide:all'>8</span>", "", "8"),
    "hidden control": ('353<input style="display:none" value="8">', "", "8"),
}  # fmt: skip


@pytest.mark.parametrize("name", APART)
def test_marks_and_unseen_ink_stand_apart_in_web_pages(name: str) -> None:
    inside, sheet, quoted = APART[name]
    cell = in_page(inside, sheet)
    assert (cell.text, cell.opaque) == ("353", "")
    assert f"“{quoted}”" in cell.doubt


@pytest.mark.parametrize(
    ("cell", "row", "sheet"),
    [
        ('<td bgcolor="#003366">', "<tr>", ""),
        ("<td>", '<tr bgcolor="003366">', ""),
        ("<td>", "<tr>", "tr{background-color:#036} td{color:white}"),
        ('<td class="h">', "<tr>", ".h{background:#036 none}"),
        ("<td>", "<tr>", "table{background:rgb(0 51 102)}"),
    ],
)
def test_what_is_lost_depends_on_the_ground(cell: str, row: str, sheet: str) -> None:
    """White on dark blue is seen, dark blue on dark blue is not."""
    seen = in_page('<font color="#ffffff">353</font>', sheet, cell, row)
    assert (seen.text, seen.doubt) == ("353", "")
    lost = in_page('<font color="#ffffff">353</font><font color="#003366">8</font>', sheet, cell, row)
    assert lost.text == "353"
    assert "“8”" in lost.doubt


PLAIN = {
    "text": ("353", ""),
    "comma in a span": ("1<span>,</span>353", ""),
    "several spans": ("<span>3</span><span>5</span><b>3</b>", ""),
    "bold and underlined": ("<b><u>353</u></b>", ""),
    "small throughout": ("<font size=1>353</font>", ""),
    "small class throughout": ('<span class="s">353</span>', ".s{font-size:8px}"),
    "small table": ("353", "table{font-size:7pt}"),
    "two type sizes": ('<span style="font-size:10.5pt">35</span><span style="font-size:9pt">3</span>', ""),
    "small unit": ("353<small>件</small>", ""),
    "link": ('<a href="list.html">353</a>', ""),
    "link in the page": ('<a href="#detail">353</a>', ""),
    "bookmark": ('<a name="OLE_LINK1"></a><a name="OLE_LINK2">35</a>3', ""),
    "spaces": ("&nbsp;353&nbsp;\u3000", ""),
    "Word spaces": ("<span style='mso-spacerun:yes'>&nbsp; </span>353", ""),
    "hidden space": ('<span style="display:none">\u200d</span>353', ""),
    "only on paper": ('<i class="p">353</i>', "@media print{.p{display:none}}"),
    "only on a phone": ('<i class="p">353</i>', "@media (max-width:600px){.p{display:none}}"),
    "only in the dark": ('<i class="p">353</i>', "@media (prefers-color-scheme:dark){.p{color:#fff}}"),
    "shown again": ('<i class="p">353</i>', ".p{display:none} td .p{display:inline}"),
    "aria": ('<span aria-hidden="true">353</span>', ""),
    "middle": ('<span style="vertical-align:middle">353</span>', "td{vertical-align:top}"),
    "undecorated": ('<a href="x" style="text-decoration:none">353</a>', ""),
    "grey": ('<span style="color:#999">353</span>', ""),
    "on a picture": ("353", "td{color:#fff;background:url(blue.png) #fff}"),
    "zebra": ("353", "tr:nth-child(odd){background:#f5f5f5}"),
    "shadow": ('<span style="color:#fff;text-shadow:0 0 2px #000">353</span>', ""),
    "clearfix": ("353", 'td::after{content:"";display:table} td::before{content:" "}'),
    "ornament": ("353", 'td::before{content:"\\2022"}'),
    "hidden ornament": ("353", 'td::after{content:"5";visibility:hidden}'),
    "label of a phone": ("353", "@media (max-width:600px){td::before{content:attr(class)}}"),
    "spacer": ('353<img src="s.gif" width=1 height=1>', ""),
    "icon": ('353<img src="up.png" alt="">', ""),
    "icon with words": ('353<img src="up.png" alt="图标">', ""),
    "drawn icon": ("353<svg width=10 height=10><path d='M0 0'/></svg>", ""),
    "hidden field": ('353<input type="hidden" value="8">', ""),
    "script": ("353<script>8</script><style>i{color:red}</style><template>8</template>", ""),
    "bullet": ("<ul><li>353</li></ul>", ""),
    "table inside": ("<table><tr><td>353</td></tr></table>", ""),
    "comment": ("3<!-- 8 -->53", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", PLAIN)
def test_plain_cells_are_not_doubted_in_web_pages(name: str) -> None:
    cell = in_page(*PLAIN[name])
    assert (cell.text.replace(",", "").removesuffix("件").removeprefix("1"), cell.doubt, cell.opaque) == ("353", "", "")


def test_two_numbers_in_one_cell_stay_two() -> None:
    assert in_page("41<br>13") == in_page("<p>41</p><p>13</p>")
    assert in_page("41<br>13").text == "41\n13"


# --------------------------------------------------------------------------- web pages: what is no text

TAKEN = {
    "select": "<select><option>0<option selected>353</select>",
    "first option": "<select><option>353</option><option>0</option></select>",
    "option label": '<select><option label="353">x</option></select>',
    "input": '<input value="353">',
    "number field": '<input type="number" value=353 readonly>',
    "textarea": "<textarea>353</textarea>",
    "button": "<button>353</button>",
    "input button": '<input type="button" value="353">',
    "alt": '<img src="n.gif" alt="353">',
    "svg": "<svg><title>8</title><text>3<tspan>53</tspan></text></svg>",
    "MathML": "<math><mn>353</mn></math>",
    "frame": '<iframe srcdoc="<p>353</p>"></iframe>',
    "before": '<i class="n"></i>',
    "attribute": '<i class="a" data-n="353"></i>',
    "list number": "<ol><li value=353></li></ol>",
    "list start": "<ol start=353><li></ol>",
}
_PUT = '.n::before{content:"353"} .a::after{content:attr(data-n)}'


@pytest.mark.parametrize("name", TAKEN)
def test_a_value_that_can_be_known_is_taken_with_a_doubt(name: str) -> None:
    cell = in_page(TAKEN[name], _PUT)
    assert cell.text == "353"
    assert cell.doubt


OPAQUE = {
    "picture": ('<img src="n.gif">', "图片"),
    "picture with words": ('<img src="n.gif" alt="见图">', "图片"),
    "canvas": ("<canvas></canvas>", "图形"),
    "svg": ("<svg><path d='M0 0'/></svg>", "图形"),
    "frame": ('<iframe src="n.html"></iframe>', "网页"),
    "object": ('<object data="n.swf">8</object>', "对象"),
    "fraction": ("<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>", "公式“1 2”"),
    "counter": ('<i class="c"></i>', "编号"),
    "icon": ('<i class="i"></i>', "图标"),
    "password": ('<input type="password" value="x">', "控件"),
}


@pytest.mark.parametrize("name", OPAQUE)
def test_a_cell_that_holds_no_text_is_not_blank(name: str) -> None:
    inside, named = OPAQUE[name]
    cell = in_page(inside, '.c::before{content:counter(n)} .i::before{content:"\\e600"}')
    assert cell.text == ""
    assert named in cell.opaque
    assert cell.opaque in cell.doubt


@pytest.mark.parametrize(
    "inside",
    [
        "",
        "&nbsp;",
        '<img src="spacer.gif">',
        '<img src="x.gif" width=1 height=1>',
        "<br>",
        "<p></p>",
        "<select></select>",
    ],
)
def test_blank_cells_stay_blank(inside: str) -> None:
    assert (in_page(inside).text, in_page(inside).opaque) == ("", "")


def test_an_exponent_is_no_digit_and_a_frame_beside_a_figure_is_said() -> None:
    power = in_page("<math><msup><mn>353</mn><mn>1</mn></msup></math>")
    assert power.text == "353"
    assert "“1”" in power.doubt
    assert "嵌入的网页" in in_page('353<iframe src="x"></iframe>').doubt
    assert "“8”" in in_page('353<img src="x.gif" alt="8">').doubt
    assert "只有一部分" in in_page('<a href="x.html">35</a>3').doubt


# --------------------------------------------------------------------------- web pages: rows, columns, prose


def test_hidden_rows_and_columns_take_nobodys_place() -> None:
    rows = "<tr><td>甲<td>1<td>2</tr><tr {}><td>乙<td>8<td>9</tr><tr><td>乙<td>3<td>4</tr>"
    for hiding in ('style="display:none"', "hidden", 'style="visibility:collapse"', "class=h"):
        document = page(f"<table>{rows.format(hiding)}</table>", "table tr.h{display:none}")
        assert [[c.text for c in row if c] for row in grids(document)[0].rows] == [["甲", "1", "2"], ["乙", "3", "4"]]
        assert document.doubts[0][0] == "source.hidden"
        assert "乙89" in document.doubts[0][1]


def test_a_hidden_column_is_left_out_once() -> None:
    shown = [["甲", "1"], ["乙", "2"]]
    by_cell = "<tr><td>甲<td hidden>7<td>1</tr><tr><td>乙<td hidden>8<td>2</tr>"
    by_column = "<col><col style='visibility:collapse'><col><tr><td>甲<td>7<td>1</tr><tr><td>乙<td>8<td>2</tr>"
    by_both = f"<col><col style='display:none'><col>{by_cell}"
    for body in (by_cell, by_column, by_both):
        document = page(f"<table>{body}</table>")
        assert [[c.text for c in row if c] for row in grids(document)[0].rows] == shown
        assert "7" in document.doubts[0][1]
        assert "8" in document.doubts[0][1]


def test_a_merged_head_over_a_hidden_column_keeps_its_words() -> None:
    columns = "<col style='display:none'><col><col>"
    document = page(f"<table>{columns}<tr><td colspan=2>头<td>尾</tr><tr><td>7<td>1<td>2</tr></table>")
    assert [[c.text for c in row if c] for row in grids(document)[0].rows] == [["头", "尾"], ["1", "2"]]


def test_prose_keeps_what_is_raised_and_tells_what_is_not_seen() -> None:
    body = "<p>面积5m<sup>2</sup>，收到17<sup>1</sup>件<span style='display:none'>（原17件）</span>。</p><p>见<sup>[1]</sup></p>"
    first, second = (b for b in page(body).blocks if isinstance(b, Paragraph))
    assert first.text == "面积5m²，收到17¹件。"
    assert "（原17件）" in first.doubt
    assert (second.text, second.doubt) == ("见[1]", "")


def test_unseen_paragraphs_are_told_and_share_buttons_are_not() -> None:
    document = page("<p>正文。</p><p hidden>全年收到17件。</p><div hidden>分享到 微信 微博</div>")
    assert [b.text for b in document.blocks if isinstance(b, Paragraph)] == ["正文。"]
    assert [text for _, text in document.doubts] == ["正文里看不见的“全年收到17件。”"]


def test_style_sheets_saved_in_one_file_with_the_page_hold() -> None:
    parts = (
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=B\r\n\r\n--B\r\n"
        "Content-Type: text/html\r\nContent-Location: http://a.invalid/x/p.html\r\n\r\n"
        "<html><head><link rel=stylesheet href='css/s.css'></head><body><table><tr><td>行政处罚</td>"
        "<td>353<i class=n>1</i></td></tr></table></body></html>\r\n--B\r\nContent-Type: text/css\r\n"
        "Content-Location: http://a.invalid/x/css/s.css\r\n\r\n.n{vertical-align:super}\r\n--B--\r\n"
    )
    cell = grids(read(parts.encode()))[0].rows[0][1]
    assert cell
    assert cell.text == "353"
    assert "“1”" in cell.doubt
