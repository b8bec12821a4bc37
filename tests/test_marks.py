"""Test that a digit counts only when a reader of the original sees it as part of the figure.

Note marks, struck-out and invisible text are kept apart, content that is no text is not blank, and plain cells of any
construction are not doubted."""

from __future__ import annotations

import io
import zipfile

import pytest

from build_scripts.extraction import extract
from build_scripts.findings import message
from build_scripts.model import Document, Grid, GridCell, Paragraph, Place, Refusal, Report, State
from build_scripts.readers import read
from build_scripts.readers.html import css
from build_scripts.wording import fold


def grids(document: Document) -> list[Grid]:
    return [block for block in document.blocks if isinstance(block, Grid)]


def report(penalty: str, label: str = "行政处罚") -> Report:
    """Return the report read from a page whose table 2 prints ``penalty`` in the row of 行政处罚."""
    rows = (
        ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
        ("规章", "0", "0", "0"),
        ("行政规范性文件", "1", "0", "4"),
        ("信息内容", "本年处理决定数量"),
        ("行政许可", "17"),
        ("信息内容", "本年处理决定数量"),
        (label, penalty),
        ("行政强制", "2"),
        ("信息内容", "本年收费金额（单位：万元）"),
        ("行政事业性收费", "0"),
    )
    table = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    title = "<h1>示例县人民政府2024年政府信息公开工作年度报告</h1><h2>一、总体情况</h2><p>平稳有序。</p>"
    heading = "<h2>二、主动公开政府信息情况</h2>"
    return extract.read(f"<!doctype html><html><body>{title}{heading}<table>{table}</table></body></html>".encode())


def page(body: str, sheet: str = "") -> Document:
    head = f"<!doctype html><html><head><meta charset=utf-8><style>{sheet}</style></head>"
    return read(f"{head}<body>{body}</body></html>".encode())


def in_page(inside: str, sheet: str = "", cell: str = "<td>", row: str = "<tr>") -> GridCell:
    """Return the cell beside 行政处罚 as the web reader returns it."""
    document = page(f"<table>{row}<td>行政处罚</td>{cell}{inside}</td></tr></table>", sheet)
    found = grids(document)[0].rows[0][1]
    assert found is not None
    return found


# --------------------------------------------------------------------------- web pages: what stands apart

OLD = '353<i class="old">8</i>'
# name → (content of the cell, style sheet, quotation in the doubt); the figure is always 353
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
    "rule within a rule": ('<i class="p">5</i>353', "table{ td{ .p{display:none} } }", "5"),
    "rule of its own within": ('<i class="p">5</i>353', "td{ color:#000; & > .p{display:none} }", "5"),
    "width in a range": ('<i class="p">5</i>353', "@media screen and (color) and (600px <= width){.p{display:none}}", "5"),
    "variable": ('<i class="p">5</i>353', ":root{--n:none} .p{display:var(--n)}", "5"),
    "variable with another": ('<i class="p">5</i>353', ".p{color:var(--paper,#fff)}", "5"),
    "filter": ('<i style="filter:opacity(0)">5</i>353', "", "5"),
    "zoom": ('<i style="zoom:0">5</i>353', "", "5"),
    "raised glyphs": ('353<i style="font-variant-position:super">1</i>', "", "1"),
    "moved up": ('353<i style="display:inline-block;translate:0 -5px">1</i>', "", "1"),
    "moved down": ('353<i style="display:inline-block;transform:translateY(4px)">1</i>', "", "1"),
    "hidden control": ('353<input style="display:none" value="8">', "", "8"),
    "container": (OLD, "@container side (min-width: 1px) {.old{display:none}}", "8"),
    "scope": (OLD, "@scope (td) to (b) {:scope .old{display:none}}", "8"),
    "imported": (OLD, "@import url('data:text/css,.old%7Bdisplay:none%7D'); td{}", "8"),
    "imported in base 64": (OLD, '@import "data:text/css;base64,Lm9sZHtkaXNwbGF5Om5vbmV9";', "8"),
    "linked": ('<link rel=stylesheet href="data:text/css,.old%7Bdisplay:none%7D">' + OLD, "", "8"),
    "animated away": (OLD, "@keyframes h{from{opacity:1}to{opacity:0}} .old{animation:h 0s forwards}", "8"),
    "masked": (OLD, ".old{mask:linear-gradient(transparent, rgba(0,0,0,0))}", "8"),
    "scaled": (OLD, ".old{display:inline-block;scale:0}", "8"),
    "scaled to a dot": (OLD, ".old{display:inline-block;transform:scale(.05)}", "8"),
    "edgewise": (OLD, ".old{display:inline-block;transform:rotateY(90deg)}", "8"),
    "polygon": (OLD, ".old{clip-path:polygon(0 0,0 0,0 0)}", "8"),
    "inset": (OLD, ".old{clip-path:inset(0 100% 0 0)}", "8"),
    "blurred": (OLD, ".old{filter:blur(9px)}", "8"),
    "no line": (OLD, ".old{display:inline-block;line-height:0;overflow:hidden}", "8"),
    "calculated": (OLD, ".old{font-size:calc(0px)}", "8"),
    "popover": ("353<i popover>8</i>", "", "8"),
    "light or dark": (OLD, ".old{color:light-dark(#fff,#000)}", "8"),
    "mixed colours": (OLD, ".old{color:color-mix(in srgb,#fff 100%,red)}", "8"),
    "lightness": (OLD, ".old{color:oklch(1 0 0)}", "8"),
    "band": (OLD, ".old{background:linear-gradient(transparent 45%,red 45%,red 55%,transparent 55%)}", "8"),
    "line over it": (OLD, '.old::after{content:"";position:absolute;top:50%;border-top:1px solid}', "8"),
    "line of an element over it": (
        '353<i class="old">8<b class="l"></b></i>', ".l{position:absolute;left:0;right:0;top:50%;border-top:1px solid}", "8",
    ),
    "edge of a shadow": (OLD, ".old{box-shadow:inset 0 -.5em 0 -.45em red}", "8"),
    "inked in": (OLD, ".old{box-shadow:inset 0 0 0 20px #000}", "8"),
    "inked in, its own colour": (OLD, ".old{color:#c00;box-shadow:0 0 2px #eee,inset 0 0 0 2em}", "8"),
    "inked in, from above": (OLD, ".old{box-shadow:inset 0 3em rgb(0, 0, 0)}", "8"),
    "white on white ink": (OLD, "td{background:#036;color:#fff} .old{box-shadow:inset 0 0 0 99px white}", "8"),
    "zoomed to a dot": (OLD, ".old{zoom:.01}", "8"),
    "superscript forms": (OLD, '.old{font-feature-settings:"sups" 1}', "8"),
    "raised by Word": (OLD, ".old{mso-text-raise:5.0pt}", "8"),
    "to the right": (OLD, ".old{float:right}", "8"),
    "moved": (OLD, ".old{position:relative;left:-30px}", "8"),
    "upon the others": (OLD, ".old{margin-left:-8px}", "8"),
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
    """White on dark blue is visible, dark blue on dark blue is not."""
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
    "wide only": ('<i class="p">353</i>', "@media (width < 600px){.p{display:none}}"),
    "unset variable": ('<i class="p">353</i>', ".p{display:var(--n)}"),
    "paper of a dark page": ('<i class="p">353</i>', "@media (prefers-color-scheme:dark){:root{--c:#fff}} .p{color:var(--c,#000)}"),
    "isolated": ("&#x2068;353&#x2069;", ""),
    "icon of a background": ('353<i style="background:url(up.png)"></i>', ""),
    "named for a script": ('<span id="n">353</span><script>let e="n"</script>', ""),
    "script": ("353<script>8</script><style>i{color:red}</style><template>8</template>", ""),
    "bullet": ("<ul><li>353</li></ul>", ""),
    "table inside": ("<table><tr><td>353</td></tr></table>", ""),
    "comment": ("3<!-- 8 -->53", ""),
    "faded in": ('<i class="p">353</i>', ".p{opacity:0;animation:f 1s forwards} @keyframes f{to{opacity:1}}"),
    "faded in, the last frame first": (
        '<i class="p">353</i>',
        ".p{animation:f 1s forwards} @keyframes f{100%{opacity:1} 0%{opacity:0}}",
    ),
    "marked with a pen": ('<i class="p">353</i>', ".p{background:linear-gradient(transparent 60%,#ff0 60%)}"),
    "bold first letter": ("353", "td::first-letter{font-weight:bold;color:#c00}"),
    "to the right as a whole": ('<span style="float:right">353</span>', ""),
    "for another browser": ('<i class="p">353</i>', "@supports not (display:grid){.p{display:none}}"),
    "masked picture": ('<i class="p">353</i>', ".p{mask-image:linear-gradient(#000,transparent)}"),
    "line below": ('353<i class="u"></i>', ".u{position:absolute;left:0;bottom:0;width:100%;height:1px;background:#ddd}"),
    "badge at the corner": ('353<i class="u"></i>', ".u{position:absolute;top:-8px;left:100%;width:8px;height:8px;background:red}"),
    "clear box": ('353<i class="u"></i>', ".u{position:absolute;inset:0;background:transparent}"),
    "box behind": ('353<i class="u"></i>', ".u{position:absolute;inset:0;background:#eee;z-index:-1}"),
    "shadow of a cell": ("353", "td{box-shadow:inset 0 -1px 0 #ddd,0 0 3px #ccc}"),
    "frame of a cell": ("353", "td{box-shadow:inset 0 0 0 2px #000}"),
    "shade of a cell": ("353", "td{box-shadow:inset 0 0 0 9999px #eee}"),
    "white on dark ink": ('<i class="p">353</i>', ".p{color:#fff;box-shadow:inset 0 0 0 9999px #036}"),
    "cut only when long": ("353", "td{max-width:80px;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}"),
}  # fmt: skip


@pytest.mark.parametrize("name", PLAIN)
def test_plain_cells_are_not_doubted_in_web_pages(name: str) -> None:
    cell = in_page(*PLAIN[name])
    assert (cell.text.replace(",", "").removesuffix("件").removeprefix("1"), cell.doubt, cell.opaque) == ("353", "", "")


@pytest.mark.parametrize(
    ("inside", "sheet"),
    [
        ('353<i class="o"></i>', ".o{position:absolute;right:0;top:0;width:8px;height:16px;background:#fff}"),
        ('353<i class="o"></i>', ".o{position:absolute;top:0;bottom:0;right:0;width:30%;background-color:white}"),
        ("353", 'td::after{content:"";position:absolute;inset:0 0 0 70%;background:#fff}'),
        ('<i class="o">353</i>', ".o{max-width:1em;display:inline-block;overflow:hidden;text-overflow:ellipsis}"),
        ('<i class="o">353</i>', ".o{-webkit-mask:url(half.svg)}"),
    ],
)
def test_what_lies_over_a_figure_or_cuts_it_leaves_none(inside: str, sheet: str) -> None:
    """Only a browser can tell which digits are visible."""
    cell = in_page(inside, sheet)
    assert cell.text == "" and "“353”" in cell.doubt and cell.opaque


def test_marks_of_a_label_stay_on_it_and_what_is_not_seen_does_not() -> None:
    """行政处罚 with note mark 1 is not 行政处罚1, and the mark causes no doubt about the figures of the row."""
    label = page("<table><tr><td>行政处罚<sup>[1]</sup><sub>2</sub><td>3</tr></table>")
    assert grids(label)[0].rows[0][0] == GridCell("行政处罚[¹]₂", Place(table=1, row=1, column=1))
    assert fold("行政处罚¹₂，17¹件") == "行政处罚,17件"
    numbered = grids(page("<table><tr><td><ol start=2><li>重复申请</ol><td>3</tr></table>"))[0].rows[0][0]
    assert numbered == GridCell("重复申请", Place(table=1, row=1, column=1))
    struck = grids(page("<table><tr><td><s>行政许可</s>行政处罚<td>3</tr></table>"))[0].rows[0][0]
    assert struck
    assert (struck.text, struck.doubt) == ("行政处罚", "格内另有划去的文字“行政许可”，没有并入")


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
    "without scripts": "<noscript>353</noscript>",
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
    "background": ('<i style="background:url(353.png)"></i>', "背景图片"),
    "drawn by a script": ("<my-number value=353></my-number>", "程序写入"),
    "filled by a script": ('<span id="n1"></span><script>$("#n1").text(353)</script>', "程序写入"),
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


@pytest.mark.parametrize(
    "inside",
    [
        '<bdo dir="rtl">12</bdo>',
        '<span style="direction:rtl;unicode-bidi:bidi-override">12</span>',
        '<span style="display:inline-block;transform:scaleX(-1)">12</span>',
        '<span style="display:inline-block;transform:scale(-1)">66</span>',
        '<span style="display:inline-block;transform:rotate(180deg)">66</span>',
        "&#x202e;12",
        '<i style="display:inline-block;rotate:180deg">66</i>',
        '<i style="display:inline-block;scale:-1 1">12</i>',
        "<style>td i::first-letter{font-size:0}</style><i style='display:block'>12</i>",
        "<style>td i::first-line{color:#fff}</style><i style='display:block'>12</i>",
        "<p style='display:flex;flex-direction:row-reverse'><i>1</i><i>2</i></p>",
        "<font face=Wingdings>12</font>",
        "<span style='font-family:Webdings'>12</span>",
    ],
)
def test_figures_that_are_shown_turned_round_are_no_numbers(inside: str) -> None:
    found = report(inside)
    assert found.proactive.row("6.penalty").cells[0].state is State.UNREADABLE


def test_what_folds_out_beside_a_figure_joins_no_digits() -> None:
    assert in_page("<details><summary>35</summary>3</details>").text == "35\n3"


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
    assert (second.text, second.doubt) == ("见[¹]", "")


ROW = "<p style='font-size:16px'><span>规章</span>&nbsp;&nbsp;<span>{}</span>&nbsp;&nbsp;<span>0</span><br>下一行 3</p>"


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ('70<a href="#fn1">1</a>', "70¹"),
        ('70<sup><a href="#fn1">1</a></sup>', "70¹"),
        ('<a href="#fn1">1</a>70', "¹70"),
        ("70<sub>1</sub>", "70₁"),
        ("70<small>1</small>", "70¹"),
        ('70<span style="font-size:8px">1</span>', "70¹"),
        ('<a href="#t">70</a>', "70"),
    ],
)
def test_marks_never_join_the_figures_of_rows_that_are_lines(inside: str, text: str) -> None:
    for document in (
        page(ROW.format(inside)),
        read(f"# 报告\n\n规章  {inside}  0<br>下一行 3\n\n|甲|乙|\n|-|-|\n".encode()),
    ):
        row, after = [b for b in document.blocks if isinstance(b, Paragraph) and b.text != "报告"]
        assert row.text.split() == ["规章", text, "0"]
        assert (after.text, after.doubt) == ("下一行 3", "")


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ("70<s>1</s>", "划去"),
        ('70<i style="display:none">1</i>', "看不见"),
        ('70<input value="1">', "输入框"),
        ('70<a href="http://a.invalid/">1</a>', "链接"),
    ],
)
def test_what_stands_in_a_line_beside_a_figure_doubts_that_line_alone(inside: str, said: str) -> None:
    row, after = (b for b in page(ROW.format(inside)).blocks if isinstance(b, Paragraph))
    assert said in row.doubt
    assert not after.doubt


def test_links_and_sizes_within_a_sentence_stay_as_printed() -> None:
    body = (
        "<p>收到<a href='#a'>12</a>件，<span style='font-size:9px'>2024</span>年答复<b>3</b>件<a href='#n'>1</a>。</p>"
    )
    (only,) = (b for b in page(body).blocks if isinstance(b, Paragraph))
    assert (only.text, only.doubt) == ("收到12件，2024年答复3件1。", "")


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


# --------------------------------------------------------------------------- Word files

SPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "v": "urn:schemas-microsoft-com:vml",
}
NAMES = " ".join(f'xmlns:{key}="{value}"' for key, value in SPACES.items())
STYLES = f"""<w:styles {NAMES}><w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="21"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="character" w:styleId="Up"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>
<w:style w:type="character" w:styleId="UpToo"><w:basedOn w:val="Up"/></w:style>
<w:style w:type="character" w:styleId="Gone"><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Note"><w:rPr><w:vertAlign w:val="subscript"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="NoteToo"><w:basedOn w:val="Note"/></w:style>
<w:style w:type="table" w:styleId="Dark"><w:tblStylePr w:type="firstRow"><w:rPr><w:color w:val="FFFFFF"/></w:rPr>
<w:tcPr><w:shd w:val="clear" w:fill="1F3864"/></w:tcPr></w:tblStylePr><w:tblStylePr w:type="band1Horz"><w:tcPr>
<w:shd w:val="clear" w:fill="D9E2F3"/></w:tcPr></w:tblStylePr></w:style>
<w:style w:type="table" w:styleId="DarkToo"><w:basedOn w:val="Dark"/></w:style></w:styles>"""
NUMBERING = f"""<w:numbering {NAMES}><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="353"/>
<w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="1"/></w:num></w:numbering>"""
THEME = f"""<a:theme {NAMES}><a:themeElements><a:clrScheme><a:dk1><a:sysClr val="windowText" lastClr="000000"/></a:dk1>
<a:lt1><a:sysClr val="window" lastClr="FFFFFF"/></a:lt1><a:accent1><a:srgbClr val="4472C4"/></a:accent1></a:clrScheme></a:themeElements></a:theme>"""


def word(body: str, outer: str = "") -> Document:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document {NAMES}>{outer}<w:body>{body}</w:body></w:document>")
        archive.writestr("word/styles.xml", STYLES)
        archive.writestr("word/numbering.xml", NUMBERING)
        archive.writestr("word/theme/theme1.xml", THEME)
        archive.writestr("word/settings.xml", f"<w:settings {NAMES}><w:displayBackgroundShape/></w:settings>")
    return read(data.getvalue())


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def para(inside: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>"


def in_word(inside: str, cell: str = "", table: str = "", label: str = "行政处罚") -> GridCell:
    """Return the cell beside 行政处罚 as the reader of Word files returns it."""
    inside = inside if inside.startswith(("<w:p>", "<w:sdt>")) and "<w:p>" in inside else para(inside)
    grid = "<w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid>"
    row = f"<w:tr><w:tc>{para(run(label))}</w:tc><w:tc><w:tcPr>{cell}</w:tcPr>{inside}</w:tc></w:tr>"
    found = grids(word(f"<w:tbl><w:tblPr>{table}</w:tblPr>{grid}{row}</w:tbl>"))[0].rows[0][1]
    assert found is not None
    return found


N = run("353")
PICTURE = "<w:drawing><wp:inline><wp:extent cx='300000' cy='200000'/>{}</wp:inline></w:drawing>"
FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{}</w:instrText></w:r>{}'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
RESULT = '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
APART_IN_WORD = {
    "always hidden": (N + run("8", "<w:specVanish/>"), "8"),
    "narrowed to strokes": (N + run("8", '<w:w w:val="1"/>'), "8"),
    "upon each other": (N + run("8", '<w:spacing w:val="-200"/>'), "8"),
    "a note in a circle": (N + FIELD.format("eq \\o\\ac(○,3)", ""), "eq \\o\\ac(○,3)"),
    "a note in a circle, its result empty": (N + FIELD.format("EQ \\o\\ac(○,3)", RESULT), "EQ \\o\\ac(○,3)"),
    "superscript": (N + run("1", '<w:vertAlign w:val="superscript"/>'), "1"),
    "subscript": (N + run("1", '<w:vertAlign w:val="subscript"/>'), "1"),
    "position": (N + run("1", '<w:position w:val="6"/>'), "1"),
    "lowered": (N + run("1", '<w:position w:val="-6"/>'), "1"),
    "smaller": (N + run("1", '<w:sz w:val="12"/>'), "1"),
    "character style": (N + run("1", '<w:rStyle w:val="Up"/>'), "1"),
    "based on": (N + run("1", '<w:rStyle w:val="UpToo"/>'), "1"),
    "paragraph style": (f"<w:p>{N}</w:p><w:p><w:pPr><w:pStyle w:val='NoteToo'/></w:pPr>{run('1')}</w:p>", "1"),
    "footnote": (N + '<w:r><w:footnoteReference w:id="2"/></w:r>', "1"),
    "footnote link": (N + f'<w:hyperlink w:anchor="_ftn1">{run("1")}</w:hyperlink>', "1"),
    "ruby": (f"<w:r><w:ruby><w:rt>{run('7')}</w:rt><w:rubyBase>{N}</w:rubyBase></w:ruby></w:r>", "7"),
    "strike": (run("8", "<w:strike/>") + N, "8"),
    "double strike": (run("8", "<w:dstrike/>") + N, "8"),
    "deletion": (f"<w:del><w:r><w:delText>8</w:delText></w:r></w:del><w:ins>{N}</w:ins>", "8"),
    "moved away": (f"<w:moveFrom>{run('8')}</w:moveFrom>{N}", "8"),
    "vanish": (run("5", "<w:vanish/>") + N, "5"),
    "hidden by style": (run("5", '<w:rStyle w:val="Gone"/>') + N, "5"),
    "dot": (run("5", '<w:sz w:val="2"/>') + N, "5"),
    "white": (N + run("8", '<w:color w:val="FFFFFF"/>'), "8"),
    "white of the theme": (N + run("8", '<w:color w:val="000000" w:themeColor="background1"/>'), "8"),
    "no fill": (N + run("8", "<w14:textFill><w14:noFill/></w14:textFill>"), "8"),
    "filled white": (
        N + run("8", '<w14:textFill><w14:solidFill><w14:schemeClr w14:val="bg1"/></w14:solidFill></w14:textFill>'),
        "8",
    ),
    "its own ground": (N + run("8", '<w:color w:val="FFFF00"/><w:highlight w:val="yellow"/>'), "8"),
    "exponent": (
        "<m:oMath><m:sSup><m:e><m:r><m:t>353</m:t></m:r></m:e><m:sup><m:r><m:t>1</m:t></m:r></m:sup></m:sSup></m:oMath>",
        "1",
    ),
    "numbered": (para(N, '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr>'), "353."),
    "text box": (N + f"<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{para(run('8'))}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>", "8"),
    "picture of a number": (N + f"<w:r>{PICTURE.format('<wp:docPr descr=' + chr(39) + '8' + chr(39) + '/>')}</w:r>", "8"),
}  # fmt: skip


@pytest.mark.parametrize("name", APART_IN_WORD)
def test_marks_and_unseen_ink_stand_apart_in_word_files(name: str) -> None:
    inside, quoted = APART_IN_WORD[name]
    cell = in_word(inside)
    assert (cell.text, cell.opaque) == ("353", "")
    assert f"“{quoted}”" in cell.doubt


def test_an_automatic_number_joins_no_figure_with_a_unit() -> None:
    """7件 with the number 1. was published as 17件."""
    cell = in_word(para(run("7件"), '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr>'))
    assert (cell.text, cell.doubt) == ("7件", "格内另有自动编号“353.”，没有并入")


FIRST_ROW = '<w:tblStyle w:val="{}"/><w:tblLook w:val="0020"/>'
GROUNDS = {  # name → (properties of the cell, of the table, text colour that is invisible on this background)
    "cell": ('<w:shd w:val="clear" w:fill="1F3864"/>', "", "1F3864"),
    "theme": ('<w:shd w:val="clear" w:fill="FFFFFF" w:themeFill="accent1"/>', "", "4472C4"),
    "pattern": ('<w:shd w:val="solid" w:color="1F3864" w:fill="auto"/>', "", "1F3864"),
    "table": ("", '<w:shd w:val="clear" w:fill="1F3864"/>', "1F3864"),
    "first row": ("", FIRST_ROW.format("Dark"), "1F3864"),
    "style based on": ("", FIRST_ROW.format("DarkToo"), "1F3864"),
}


@pytest.mark.parametrize("name", GROUNDS)
def test_what_is_lost_depends_on_the_ground_in_word_files(name: str) -> None:
    cell, table, colour = GROUNDS[name]
    white = run("353", '<w:color w:val="FFFFFF"/>')
    seen = in_word(white, cell, table)
    assert (seen.text, seen.doubt) == ("353", "")
    lost = in_word(white + run("8", f'<w:color w:val="{colour}"/>'), cell, table)
    assert lost.text == "353"
    assert "“8”" in lost.doubt


def test_white_that_a_table_style_gives_is_lost_where_the_cell_is_white_again() -> None:
    cell = in_word(N, '<w:shd w:val="clear" w:fill="FFFFFF"/>', FIRST_ROW.format("Dark"))
    assert cell.text == ""
    assert "“353”" in cell.doubt


PLAIN_IN_WORD = {
    "a field within the code of another": FIELD.format("IF", FIELD.format("REF a", RESULT + run("8")) + RESULT + N),
    "a field that shows nothing": N + FIELD.format("SET a 8", ""),
    "a field that is cut off": '<w:r><w:fldChar w:fldCharType="begin"/></w:r>' + N,
    "a choice that nobody knows": "<w:r><mc:AlternateContent><mc:Choice Requires='zz9'><w:t>8</w:t></mc:Choice><mc:Fallback><w:t>353</w:t></mc:Fallback></mc:AlternateContent></w:r>",
    "tightened a little": run("353", '<w:spacing w:val="-20"/><w:w w:val="80"/>'),
    "text": N,
    "runs": run("3") + run("5", "<w:b/>") + run("3", "<w:u/><w:i/>"),
    "small throughout": run("353", '<w:sz w:val="10"/>'),
    "two type sizes": run("35") + run("3", '<w:sz w:val="18"/>'),
    "shifted a little": run("35") + run("3", '<w:position w:val="-2"/>'),
    "small unit": N + run("件", '<w:sz w:val="12"/>'),
    "strike off": run("353", '<w:strike w:val="0"/>'),
    "baseline": run("353", '<w:rStyle w:val="Up"/><w:vertAlign w:val="baseline"/>'),
    "shown again": run("353", '<w:rStyle w:val="Gone"/><w:vanish w:val="0"/>'),
    "automatic colour": run("353", '<w:color w:val="auto"/>'),
    "grey": run("353", '<w:color w:val="A6A6A6"/>'),
    "white on black": run("353", '<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="000000"/>'),
    "link": f'<w:hyperlink w:anchor="x">{N}</w:hyperlink>',
    "inserted": f"<w:ins>{N}</w:ins>",
    "content control": f"<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>{N}</w:sdtContent></w:sdt>",
    "smart tag": f"<w:smartTag>{N}</w:smartTag>",
    "field": f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>=SUM(ABOVE)</w:instrText></w:r>{N}',
    "icon": N + f"<w:r>{PICTURE.format('')}</w:r>",
    "spacer": N + "<w:r><w:drawing><wp:inline><wp:extent cx='9525' cy='9525'/></wp:inline></w:drawing></w:r>",
    "framed": f"<w:p/><w:tbl><w:tr><w:tc>{para(N)}</w:tc></w:tr></w:tbl><w:p></w:p>",
    "hidden mark of the paragraph": f"<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr>{N}</w:p>",
}  # fmt: skip


@pytest.mark.parametrize("name", PLAIN_IN_WORD)
def test_plain_cells_are_not_doubted_in_word_files(name: str) -> None:
    cell = in_word(PLAIN_IN_WORD[name])
    assert (cell.text.removesuffix("件"), cell.doubt, cell.opaque) == ("353", "", "")


def test_zebra_tables_and_dark_heads_are_not_doubted_in_word_files() -> None:
    rows = "".join(f"<w:tr><w:tc>{para(run(label))}</w:tc><w:tc>{para(N)}</w:tc></w:tr>" for label in "头甲乙丙")
    look = '<w:tblStyle w:val="Dark"/><w:tblLook w:firstRow="1" w:noHBand="0"/>'
    grid = grids(word(f"<w:tbl><w:tblPr>{look}</w:tblPr>{rows}</w:tbl>"))[0]
    assert [(c.text, c.doubt) for row in grid.rows for c in row[1:] if c] == [("353", "")] * 4


LIST = (
    '<w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="0"/><w:listEntry w:val="353"/></w:ddList></w:ffData>'
)
TAKEN_IN_WORD = {
    "button of a template": FIELD.format("MACROBUTTON NoMacro 353", ""),
    "automatic number": '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr></w:pPr></w:p>',
    "drop-down": f"<w:sdt><w:sdtPr><w:dropDownList/></w:sdtPr><w:sdtContent>{N}</w:sdtContent></w:sdt>",
    "drop-down around": f"<w:sdt><w:sdtPr><w:comboBox/></w:sdtPr><w:sdtContent><w:p>{N}</w:p></w:sdtContent></w:sdt>",
    "old drop-down": f'<w:r><w:fldChar w:fldCharType="begin">{LIST}</w:fldChar></w:r>',
    "equation": "<m:oMath><m:r><m:t>353</m:t></m:r></m:oMath>",
    "text box": f"<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{para(N)}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>",
    "picture": f"<w:r>{PICTURE.format('<wp:docPr descr=' + chr(39) + '353' + chr(39) + '/>')}</w:r>",
}


@pytest.mark.parametrize("name", TAKEN_IN_WORD)
def test_a_value_that_can_be_known_is_taken_with_a_doubt_in_word_files(name: str) -> None:
    cell = in_word(TAKEN_IN_WORD[name])
    assert cell.text == "353"
    assert cell.doubt


GRAPHIC = '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/{}"/></a:graphic>'
OPAQUE_IN_WORD = {
    "picture": (f"<w:r>{PICTURE.format('')}</w:r>", "图片"),
    "chart": (f"<w:r>{PICTURE.format(GRAPHIC.format('chart'))}</w:r>", "图表"),
    "old picture": ("<w:r><w:pict><v:shape><v:imagedata/></v:shape></w:pict></w:r>", "图片"),
    "line": ("<w:r><w:pict><v:line/></w:pict></w:r>", "图形"),
    "sum that nobody computed": (FIELD.format("=SUM(LEFT)", ""), "没有算出值的域"),
    "field without a result": ('<w:fldSimple w:instr=" DOCVARIABLE n353 "/>', "没有算出值的域"),
    "file in a file": ('<w:subDoc r:id="rId7"/>', "嵌入的对象"),
    "variable that nobody filled in": (FIELD.format(" DocVariable n353 ", ""), "没有算出值的域"),
    "from right to left": (f'<w:bdo w:val="rtl">{N}</w:bdo>', "显示得与文字不一样的内容“353”"),
    "font of pictures": (run("353", '<w:rFonts w:ascii="Wingdings 2"/>'), "用图形字体显示的内容“353”"),
    "object": ("<w:r><w:object><v:shape><v:imagedata/></v:shape></w:object></w:r>", "嵌入的对象"),
    "fraction": (
        "<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>",
        "公式“1 2”",
    ),
}


@pytest.mark.parametrize("name", OPAQUE_IN_WORD)
def test_a_cell_that_holds_no_text_is_not_blank_in_word_files(name: str) -> None:
    inside, named = OPAQUE_IN_WORD[name]
    cell = in_word(inside)
    assert (cell.text, cell.opaque) == ("", named)
    assert named in cell.doubt


@pytest.mark.parametrize(
    "around", ["<mc:AlternateContent><mc:Choice>{}</mc:Choice></mc:AlternateContent>", "<w:moveTo>{}</w:moveTo>"]
)
def test_rows_that_were_moved_or_have_an_alternative_are_there_in_word_files(around: str) -> None:
    rows = (f"<w:tr><w:tc>{para(run(label))}</w:tc><w:tc>{para(N)}</w:tc></w:tr>" for label in ("行政处罚", "行政强制"))
    (grid,) = grids(word(f"<w:tbl><w:tblPr/>{next(rows)}{around.format(next(rows))}</w:tbl>"))
    assert [[cell.text for cell in row if cell] for row in grid.rows] == [["行政处罚", "353"], ["行政强制", "353"]]


def test_a_direction_that_is_the_usual_one_changes_no_figure_in_word_files() -> None:
    cell = in_word(f'<w:bdo w:val="ltr">{N}</w:bdo>')
    assert (cell.text, cell.opaque, cell.doubt) == ("353", "", "")


def test_old_boxes_that_are_ticked_and_symbols_are_no_numbers() -> None:
    box = '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData></w:fldChar></w:r>'
    assert in_word(box).text == "☑"
    hint = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('单击输入')}</w:sdtContent></w:sdt>"
    assert (in_word(hint).text, in_word(hint).doubt) == ("", "格内另有提示文字“单击输入”，没有并入")


HIDING = {
    "hidden": "<w:hidden/>",
    "deleted": "<w:del/>",
    "flat": '<w:trHeight w:val="2" w:hRule="exact"/>',
}


@pytest.mark.parametrize("name", [*HIDING, "vanish"])
def test_hidden_rows_take_nobodys_place_in_word_files(name: str) -> None:
    hidden = "<w:vanish/>" if name == "vanish" else ""

    def row(cells: str, properties: str = "", letters: str = "") -> str:
        return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(f'<w:tc>{para(run(c, letters))}</w:tc>' for c in cells)}</w:tr>"

    document = word(f"<w:tbl>{row('甲12')}{row('乙89', HIDING.get(name, ''), hidden)}{row('乙34')}</w:tbl>")
    assert [[c.text for c in r if c] for r in grids(document)[0].rows] == [["甲", "1", "2"], ["乙", "3", "4"]]
    assert document.doubts == (("source.hidden", "第 1 个表格中不显示的行“乙89”"),)


def test_prose_of_word_files_keeps_what_is_raised_and_tells_what_is_not_seen() -> None:
    up, gone = '<w:vertAlign w:val="superscript"/>', "<w:vanish/>"
    body = para(run("面积5m") + run("2", up) + run("（原6）", gone)) + para(run("收到17件。", gone)) + para(run("完"))
    document = word(body)
    first, second = (b for b in document.blocks if isinstance(b, Paragraph))
    assert (first.text, second.text) == ("面积5m²", "完")
    assert "“（原6）”" in first.doubt
    assert document.doubts == (("source.hidden", "正文里看不见的“收到17件。”"),)


def test_lines_that_breaks_make_in_word_files_are_doubted_one_by_one() -> None:
    linked = f'<w:hyperlink w:anchor="fn1">{run("1")}</w:hyperlink>'
    body = para(
        run("规章 70") + linked + run(" 0") + "<w:r><w:br/></w:r>" + run("行政许可 3") + run("9", "<w:strike/>")
    )
    first, second = (b for b in word(body).blocks if isinstance(b, Paragraph))
    assert (first.text, first.doubt, second.text) == ("规章 70¹ 0", "", "行政许可 3")
    assert "划去的文字“9”" in second.doubt


def test_a_painted_page_is_a_ground() -> None:
    white = para(run("白", '<w:color w:val="FFFFFF"/>'))
    assert word(white, '<w:background w:color="1F3864"/>').blocks
    assert not word(white).blocks


# --------------------------------------------------------------------------- Markdown

MARKDOWN = {  # cell → (text, content of the doubt)
    "353<sub>1</sub>": ("353", "“1”"),
    '353<span style="font-size:6px">1</span>': ("353", "“1”"),
    "353[1](#fn1)": ("353", "“1”"),
    "353[^1]": ("353", "“[^1]”"),
    "~~8~~353": ("353", "“8”"),
    '<i class="h">8</i>353': ("353", "“8”"),
    "![353](n.png)": ("353", "图片"),
    "![见图](n.png)": ("", "图片"),
    '<input value="353">': ("353", "输入框"),
    "<ruby>353<rt>7</rt></ruby>": ("353", "“7”"),
    "**353**": ("353", ""),
    "[353](list.html)": ("353", ""),
    "<u>353</u>": ("353", ""),
    '<font color="red">3</font>53': ("353", ""),
    "3<!-- 8 -->53": ("353", ""),
    "41<br>13": ("41\n13", ""),
}


@pytest.mark.parametrize("inside", MARKDOWN)
def test_marks_stand_apart_in_markdown(inside: str) -> None:
    text, told = MARKDOWN[inside]
    source = f"<style>.h{{display:none}}</style>\n\n|行政处罚|{inside}|\n|-|-|\n|甲|1|\n"
    cell = grids(read(source.encode()))[0].rows[0][1]
    assert cell
    assert cell.text == text
    assert (told in cell.doubt) if told else not cell.doubt


def test_struck_out_words_of_markdown_prose_are_told() -> None:
    document = read("|甲|1|\n|-|-|\n|乙|2|\n\n收到~~99~~12件，5m<sup>2</sup>。\n下一行。\n".encode())
    first, second = (b for b in document.blocks if isinstance(b, Paragraph))
    assert (first.text, second.text) == ("收到12件，5m²。", "下一行。")
    assert "“99”" in first.doubt


def test_marks_in_preformatted_text_join_no_digits() -> None:
    document = page("<pre>规章\t0\t0\t3\n行政规范性文件\t1\t0\t35<sup>3</sup><i hidden>8</i>\n</pre>")
    assert [c.text for c in grids(document)[0].rows[1] if c] == ["行政规范性文件", "1", "0", "35³"]
    assert [["“8”" in c.doubt for c in row if c] for row in grids(document)[0].rows] == [[False] * 4, [True] * 4]


def test_what_a_script_writes_is_not_blank() -> None:
    assert in_page("<script>document.write(353)</script>").opaque == "程序写入的内容"


# --------------------------------------------------------------------------- hostile style sheets

DEEP = 5000
HOSTILE_SHEETS = {
    "selector": "td" + "(" * DEEP + ")" * DEEP + "{color:red}",
    "value": "td{color:" + "(" * DEEP + ")" * DEEP + "}",
    "content": "td::before{content:" + "(" * DEEP,
    "not": "td" + ":not(" * DEEP + "a" + ")" * DEEP + "{color:red}",
    "braces": "a" + "{" * DEEP,
    "media": "@media all{" * DEEP + "td{display:none}" + "}" * DEEP,
    "broken": "td{{}}} .a > > b{color:red} td::{x} @import url(http://evil.invalid/x.css); td:nth-child(q){display:none}",
}


@pytest.mark.parametrize("name", HOSTILE_SHEETS)
def test_hostile_style_sheets_are_passed_over_or_refused(name: str) -> None:
    try:
        assert in_page("353", HOSTILE_SHEETS[name]).text == "353"
    except Refusal as refusal:
        assert refusal.code == "damaged"


def test_the_steps_of_matching_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    body, sheet = "<div>" * 50 + "<b>x</b>" * 50, "div i ~ b{color:red}"
    assert page(body, sheet).blocks
    monkeypatch.setattr(css, "MAX_STEPS", 1000)
    with pytest.raises(Refusal, match="too-large"):
        page(body, sheet)


# --------------------------------------------------------------------------- what comes of it


@pytest.mark.parametrize(
    ("printed", "state", "raw"),
    [
        ("353<sup>1</sup>", State.STATED, "353"),
        ("<select><option>353</select>", State.STATED, "353"),
        ("<img src='n.gif'>", State.UNREADABLE, ""),
        ("<font color=white>8</font>", State.BLANK, ""),
    ],
)
def test_the_doubt_stands_on_that_very_cell(printed: str, state: State, raw: str) -> None:
    read_so = report(printed)
    cell = read_so.proactive.row("6.penalty").cells[0]
    assert (cell.state, cell.raw) == (state, raw)
    said = [f for f in read_so.findings if f.code == "value.low-confidence"]
    assert [(f.table, f.row, f.column) for f in said] == [("proactive", "6.penalty", "decisions")]


def test_what_is_struck_out_in_a_label_is_said_of_its_row() -> None:
    said = [f for f in report("353", "<s>行政许可</s>行政处罚").findings if f.code == "value.low-confidence"]
    assert [(f.row, f.column) for f in said] == [("6.penalty", "")]
    assert "行政许可" in message(said[0])
    assert not [f for f in report("353", "行政处罚<sup>1</sup>").findings if f.code == "value.low-confidence"]


@pytest.mark.parametrize("rule", ["body{display:none}", "html{visibility:hidden}", "body{opacity:0}"])
def test_a_page_that_hides_itself_until_its_script_has_run_is_no_empty_page(rule: str) -> None:
    text = "<h1>示例县人民政府2024年政府信息公开工作年度报告</h1><p>平稳有序。</p>"
    read_back = read(f"<!doctype html><html><head><style>{rule}</style></head><body>{text}</body></html>".encode())
    assert [block.text for block in read_back.blocks if isinstance(block, Paragraph)][1:] == ["平稳有序。"]
    assert not read_back.doubts
