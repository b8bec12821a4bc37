"""Test what readers must see and must not see, trap by trap, and what they must refuse."""

from __future__ import annotations

import io
import quopri
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from build_scripts import messages
from build_scripts.model import Document, Grid, GridKind, Paragraph, Refusal
from build_scripts.readers import media_type, read
from build_scripts.readers.word.numbers import han_number, series_number

FIXTURES = Path(__file__).parent / "fixtures" / "reports"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def docx(body: str, **parts: str) -> bytes:
    space = f'xmlns:w="{W}" xmlns:mc="{MC}"'
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document {space}><w:body>{body}</w:body></w:document>")
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", content.replace("SPACE", space))
    return data.getvalue()


def p(text: str, before: str = "") -> str:
    return f"<w:p>{before}<w:r><w:t>{text}</w:t></w:r></w:p>"


def texts(document: Document) -> list[str]:
    return [b.text for b in document.blocks if isinstance(b, Paragraph)]


def cells(document: Document, at: int = 0) -> list[list[str | None]]:
    grid = [b for b in document.blocks if isinstance(b, Grid)][at]
    return [[c.text if c else None for c in row] for row in grid.rows]


# --------------------------------------------------------------------------- Word


def test_tracked_changes_show_what_stands_now() -> None:
    body = "<w:p><w:r><w:t>新收</w:t></w:r><w:del><w:r><w:delText>17</w:delText></w:r></w:del><w:ins><w:r><w:t>95</w:t></w:r></w:ins><w:r><w:t>件</w:t></w:r></w:p>"
    assert texts(read(docx(body))) == ["新收95件"]


def test_content_controls_hide_nothing() -> None:
    row = "<w:tr><w:tc>{}</w:tc><w:sdt><w:sdtContent><w:tc>{}</w:tc></w:sdtContent></w:sdt></w:tr>".format(
        p("行政处罚"), "<w:p><w:sdt><w:sdtContent><w:r><w:t>8</w:t></w:r></w:sdtContent></w:sdt></w:p>"
    )
    body = f"<w:sdt><w:sdtContent>{p('一、总体情况')}<w:tbl>{row}</w:tbl></w:sdtContent></w:sdt>"
    document = read(docx(body))
    assert texts(document) == ["一、总体情况"]
    assert cells(document) == [["行政处罚", "8"]]


def test_automatic_numbers_are_written_out() -> None:
    numbering = (
        '<w:numbering SPACE><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/>'
        '<w:lvlText w:val="%1、"/></w:lvl></w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    )
    number = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr></w:pPr>'
    document = read(docx(p("总体情况", number) + p("正文。") + p("主动公开政府信息情况", number), numbering=numbering))
    assert texts(document) == ["一、总体情况", "正文。", "二、主动公开政府信息情况"]
    series = {"①": 3, "⑴": 3, "⒈": 3, "a": 3, "A": 27, "I": 9, "i": 14, "甲": 4, "子": 13, "壹": 12, "１": 12, "1": 5}
    assert [series_number(first, n) for first, n in series.items()] == [
        *("③", "⑶", "⒊", "c", "27", "IX", "xiv", "丁", "13", "拾贰", "１２", "5")
    ]
    assert [han_number(n) for n in (1, 10, 11, 20, 21, 99)] == ["一", "十", "十一", "二十", "二十一", "九十九"]


def test_text_boxes_appear_once_and_hidden_runs_never() -> None:
    box = f"<w:txbxContent>{p('示例县2024年政府信息公开工作年度报告')}</w:txbxContent>"
    body = (
        f"<w:p><w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>看不见</w:t></w:r><w:r><w:t>看得见</w:t></w:r></w:p>"
    )
    assert texts(read(docx(body))) == ["示例县2024年政府信息公开工作年度报告", "看得见"]


def test_word_files_under_their_other_names() -> None:
    """ISO 29500 Strict uses other namespaces; Office on the web writes word/document2.xml."""
    source = docx(p("总体情况"))
    body = zipfile.ZipFile(io.BytesIO(source)).read("word/document.xml")
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(
            "word/document2.xml", body.replace(W.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main")
        )
    assert texts(read(data.getvalue())) == ["总体情况"]


def test_endnotes_follow() -> None:
    notes = f'<w:endnotes SPACE><w:endnote w:type="separator"><w:p/></w:endnote><w:endnote>{p("注：含上年结转")}</w:endnote></w:endnotes>'
    assert texts(read(docx(p("正文"), endnotes=notes))) == ["正文", "注：含上年结转"]


def test_merged_cells_stand_once_and_nested_tables_are_kept() -> None:
    merged = (
        f"<w:tr><w:tc><w:tcPr><w:vMerge w:val='restart'/></w:tcPr>{p('组')}</w:tc><w:tc>{p('甲')}</w:tc><w:tc>{p('1')}</w:tc></w:tr>"
        f"<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc><w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr>{p('乙')}</w:tc></w:tr>"
    )
    nested = f"<w:tr><w:tc><w:tbl><w:tr><w:tc>{p('内')}</w:tc></w:tr></w:tbl><w:p/></w:tc></w:tr>"
    document = read(docx(f"<w:tbl>{merged}</w:tbl><w:tbl>{nested}</w:tbl>"))
    assert cells(document) == [["组", "甲", "1"], [None, "乙", None]]
    assert cells(document, 1) == [["内"]]


def run(text: str, mark: str) -> str:
    return f"<w:r><w:rPr>{mark}</w:rPr><w:t>{text}</w:t></w:r>"


def test_what_is_raised_or_struck_out_is_no_digit_of_the_number_beside_it() -> None:
    raised, struck = run("1", '<w:vertAlign w:val="superscript"/>'), run("99", "<w:strike/>")
    kept = run("12", '<w:strike w:val="0"/>')
    row = f"<w:tr><w:tc><w:p>{kept}{raised}</w:p></w:tc><w:tc><w:p>{struck}{kept}</w:p></w:tc><w:tc><w:p>{struck}</w:p></w:tc></w:tr>"
    document = read(docx(f"<w:tbl>{row}</w:tbl>"))
    assert cells(document) == [["12", "12", "99"]]
    grid = next(b for b in document.blocks if isinstance(b, Grid))
    assert all(c and c.doubt for c in grid.rows[0])


def test_numbers_typed_as_equations_or_in_a_symbol_font_are_read() -> None:
    space = "http://schemas.openxmlformats.org/officeDocument/2006/math"
    math = f'<w:p><m:oMath xmlns:m="{space}"><m:r><m:t>12</m:t></m:r></m:oMath></w:p>'
    symbols = '<w:p><w:r><w:sym w:font="Symbol" w:char="F031"/><w:sym w:font="Symbol" w:char="F032"/></w:r></w:p>'
    picture = '<w:p><w:r><w:sym w:font="Wingdings" w:char="F031"/></w:r></w:p>'
    row = "".join(f"<w:tc>{cell}</w:tc>" for cell in (math, symbols, picture))
    assert cells(read(docx(f"<w:tbl><w:tr>{row}</w:tr></w:tbl>"))) == [["12", "12", "\ufffd"]]


def test_text_that_a_style_hides_is_hidden() -> None:
    styles = '<w:styles SPACE><w:style w:styleId="H"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>'
    hidden = run("一", '<w:rStyle w:val="H"/>')
    body = f"<w:p>{hidden}{run('二', '')}</w:p>" + p("三", '<w:pPr><w:pStyle w:val="H"/></w:pPr>')
    assert texts(read(docx(body, styles=styles))) == ["二"]


def test_a_web_page_inside_a_word_file_is_read() -> None:
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    data = io.BytesIO(docx(f'{p("甲")}<w:altChunk xmlns:r="{R}" r:id="r1"/>'))
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("word/chunk.html", html("<p>乙</p>"))
        archive.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="{relations}"><Relationship Id="r1" Target="chunk.html"/></Relationships>',
        )
    assert texts(read(data.getvalue())) == ["甲", "乙"]


def test_a_package_in_one_flat_file_is_read() -> None:
    body = f'<w:document xmlns:w="{W}"><w:body>{p("总体情况")}</w:body></w:document>'
    package = "http://schemas.microsoft.com/office/2006/xmlPackage"
    flat = (
        f'<?xml version="1.0"?><pkg:package xmlns:pkg="{package}"><pkg:part pkg:name="/word/document.xml">'
        f"<pkg:xmlData>{body}</pkg:xmlData></pkg:part></pkg:package>"
    )
    assert texts(read(flat.encode())) == ["总体情况"]


# --------------------------------------------------------------------------- web pages


def html(body: str, head: str = "") -> bytes:
    return f"<!doctype html><html><head><meta charset=utf-8>{head}</head><body>{body}</body></html>".encode()


@pytest.mark.parametrize("sign", ["\u200b", "\ufeff", "\u2060\u200d", "\x08"])
def test_a_line_of_invisible_signs_is_no_paragraph(sign: str) -> None:
    """Text copied from a web page has lines of U+200B; one of them stopped the whole build at the database."""
    lines = ["甲", sign, f"# {sign}", f"**{sign}**", f"[{sign}]{{.a}}", "乙"]
    files = ["\n\n".join(lines).encode(), ("---\na: b\n---\n# 年报\n\n" + "\n\n".join(lines)).encode()]
    if sign != "\x08":  # no character of XML
        files += [html("".join(f"<p>{line}</p>" for line in lines)), docx("".join(map(p, lines)))]
    for data in files:
        assert all(text and text == text.strip() for text in texts(read(data))), data


def test_what_is_hidden_is_not_content() -> None:
    body = (
        '<p>看得见</p><p style="display: none">一</p><p hidden>二</p><p class="secret">三</p><p style="opacity:0">四</p>'
        '<template><p>五</p></template><noscript>六</noscript><script>七</script><p style="position:absolute;left:-9999px">八</p>'
    )
    assert texts(read(html(body, "<style>.secret{display:none}</style>"))) == ["看得见"]


def test_panes_that_a_click_unfolds_are_content_where_no_table_is_seen() -> None:
    """WeChat hides its articles until a script has run; some sites put each section into a tab."""
    table = "<table><tr><td>信息内容</td><td>本年制发件数</td></tr><tr><td>规章</td><td>3</td></tr></table>"
    gone = '<div style="display:none">{}</div>'
    panes = f'<p>示例县</p><div class="p">一、</div><div class="p">二、{table}</div><div class="p">三、无。</div>'
    tabs = read(html(panes, "<style>.p{display:none}.p:first-of-type{display:block}</style>"))
    assert (texts(tabs), cells(tabs)) == (
        ["示例县", "一、", "二、", "三、无。"],
        [["信息内容", "本年制发件数"], ["规章", "3"]],
    )
    assert [code for code, _ in tabs.doubts] == ["source.folded"] and "共 2 块" in tabs.doubts[0][1]
    article = f'<div id="js_content" style="visibility:hidden;opacity:0">{table}<p style="display:none">底稿</p></div>'
    assert cells(read(html(article))) == cells(tabs) and "底稿" not in texts(read(html(article)))
    shown = read(html(table + gone.format(table.replace("3", "8")) + gone.format("三、无。")))
    assert cells(shown) == cells(tabs) and not texts(shown)
    seen = read(html("<div>信息内容</div>" + gone.format(table)))
    assert texts(seen) == ["信息内容"] and not [b for b in seen.blocks if isinstance(b, Grid)]
    prose = "<p>全年新收政府信息公开申请17件，均依法答复。</p>"
    assert cells(read(html(prose + gone.format(table)))) == cells(tabs)
    script = f"<script>var page = '{table}'</script><p>正文</p>"
    assert not read(html(script)).doubts


def test_the_rest_of_a_table_in_a_box_named_like_furniture_is_content() -> None:
    """Bootstrap's hidden-xs is visible on a desktop; the rest of a table after a page break contains no word of its
    header."""
    rest = "<table><tr><td>3.其他</td><td>0</td><td>4</td><td>4</td></tr></table>"
    for name in ("hidden-xs", "print", "list"):
        assert cells(read(html(f'<div class="{name}">{rest}</div><p>正文</p>'))) == [["3.其他", "0", "4", "4"]]
    short = '<div class="{}"><p>示例县人民政府</p></div><p>正文</p>'
    assert texts(read(html(short.format("hidden-xs")))) == ["示例县人民政府", "正文"]
    assert texts(read(html(short.format("hidden")))) == ["正文"]


def test_what_a_phone_or_a_printer_hides_is_content() -> None:
    style = "<style>.phone{display:none} @media screen and (max-width:768px){.desk{display:none}} @media print{#all{display:none}}</style>"
    body = '<div id="all"><p class="desk">看得见</p><p class="phone">看不见</p></div>'
    assert texts(read(html(body, style))) == ["看得见"]


def test_word_markup_hides_no_text() -> None:
    body = "<p><!--[if !supportLists]--><span>一、</span><!--[endif]-->总体情况<![if !vml]><b>。</b><![endif]></p><!--[if gte mso 9]><xml>甲</xml><![endif]--><p>正文</p>"
    assert texts(read(html(body))) == ["一、总体情况。", "正文"]


def test_forms_saved_as_pages_keep_their_values() -> None:
    body = (
        '<table><tr><td>行政处罚</td><td><input type="text" value="8"><input type="hidden" value="9"></td></tr></table>'
    )
    assert cells(read(html(body))) == [["行政处罚", "8"]]


def test_preformatted_text_keeps_its_columns() -> None:
    document = read(html("<pre>规章\t0\t0\t3\n行政规范性文件\t1\t0\t4</pre><p>后</p>"))
    assert cells(document) == [["规章", "0", "0", "3"], ["行政规范性文件", "1", "0", "4"]]
    assert texts(document) == ["后"]


def test_spans_become_covered_cells_and_breaks_part_numbers() -> None:
    body = "<table><tr><td rowspan=2>组<td colspan=2>头</tr><tr><td>1<br>2</td><td>&nbsp;3&nbsp;</td></tr></table>"
    assert cells(read(html(body))) == [["组", "头", None], [None, "1\n2", "3"]]


def test_browsers_show_the_foot_of_a_table_last() -> None:
    body = "<table><tfoot><tr><td>尾</td></tr></tfoot><tbody><tr><td>身</td></tr></tbody><thead><tr><td>头</td></tr></thead></table>"
    assert cells(read(html(body))) == [["头"], ["身"], ["尾"]]


def test_the_pronunciation_of_a_word_in_prose_stands_beside_it() -> None:
    page = "<p>收到<ruby>申请<rp>(</rp><rt>shēnqǐng</rt><rp>)</rp></ruby>5件</p><p><ruby>无<rt> </rt></ruby>偿</p>"
    document = read(f"<html><body>{page}</body></html>".encode())
    assert [b.text for b in document.blocks if isinstance(b, Paragraph)] == ["收到申请（shēnqǐng）5件", "无偿"]


def test_a_row_alone_whose_roles_name_its_cells_is_a_table() -> None:
    """The part of a table below a page mark: 3.其他 | 0 | 2 | 0 became 3.其他020."""
    cells_of = "".join(f'<span role="cell">{text}</span>' for text in ("3.其他", "0", "2", "", "0"))
    row = f'<div role="row">{cells_of}</div>'
    assert cells(read(html(f'<div role="table">{row}</div>'))) == [["3.其他", "0", "2", "", "0"]]
    assert cells(read(html(f'<div role="table"><div role="rowgroup">{row}</div></div>'))) == [
        ["3.其他", "0", "2", "", "0"]
    ]
    noted = read(html(f'<div role="table">{row}注：含上年</div>'))
    assert not [block for block in noted.blocks if isinstance(block, Grid)]


def test_notes_and_struck_out_numbers_in_web_tables() -> None:
    struck = '<span style="text-decoration: line-through">99</span>'
    body = f"<table><tr><td>12<sup>[1]</sup><td>{struck}12<td><del>99</del>12件<td><sup>7</sup></tr></table><p>{struck}正文</p>"
    document = read(html(body))
    assert cells(document) == [["12", "12", "12件", "7"]]
    assert texts(document) == ["正文"]
    grid = next(b for b in document.blocks if isinstance(b, Grid))
    assert all(c and c.doubt for c in grid.rows[0])


def test_boxes_laid_out_as_a_table_are_one() -> None:
    rows = (("信息内容", "本年制发件数", "现行有效件数"), ("规章", "", "3"), ("行政规范性文件", "1", "4"))
    body = "".join(f'<div role="row">{"".join(f"<span>{c}</span>" for c in row)}</div>' for row in rows)
    assert cells(read(html(f'<div role="table">{body}</div>'))) == [list(row) for row in rows]
    links = "<ul><li><a>信息内容</a><span>2024</span></li><li><a>某年报</a><span>2023</span></li></ul>"
    assert not [b for b in read(html(links)).blocks if isinstance(b, Grid)]


GRID = '<div style="display:grid;{}">{}</div>'
HEAD = ("信息内容", "本年制发件数", "现行有效件数")


def boxes(*texts: str, style: str = "") -> str:
    return "".join(f'<div style="{style}">{text}</div>' for text in texts)


@pytest.mark.parametrize(
    "sheet",
    [
        "grid-template-columns:repeat(3,1fr)",
        "grid-template-columns:[a] 2fr [b] minmax(40px, 1fr) 20%",
        "grid-template:auto / 2em 1fr 1fr",
        "grid:auto-flow / repeat(1, 1fr 1fr) auto",
    ],
)
def test_a_grid_of_boxes_proves_where_each_stands(sheet: str) -> None:
    """Blank boxes keep their places; a box that spans several places leaves ``None`` behind."""
    body = boxes(*HEAD, "规章", "", "3") + boxes("第二十条第（五）项", style="grid-column:1 / -1")
    body += boxes("行政许可") + boxes("7", style="grid-column:span 2")
    rows = [[*HEAD], ["规章", "", "3"], ["第二十条第（五）项", None, None], ["行政许可", "7", None]]
    document = read(html(GRID.format(sheet, body)))
    assert cells(document) == rows
    assert next(b for b in document.blocks if isinstance(b, Grid)).kind is GridKind.RULED


def test_boxes_of_a_grid_by_row_by_line_and_without_a_box_of_their_own() -> None:
    three = "grid-template-columns:repeat(3,1fr)"
    tall = (
        boxes("信息内容", style="grid-row:span 2") + boxes("本年", style="grid-column:span 2") + boxes("制发", "废止")
    )
    assert cells(read(html(GRID.format(three, tall)))) == [["信息内容", "本年", None], [None, "制发", "废止"]]
    at = "".join(
        f'<div style="grid-area:{r} / {c}">{text}</div>'
        for r, c, text in ((2, 3, "3"), (1, 1, "信息内容"), (1, 3, "现行有效件数"), (2, 1, "规章"))
    )
    assert cells(read(html(GRID.format(three, at)))) == [["信息内容", None, "现行有效件数"], ["规章", None, "3"]]
    rows = "".join(f'<div style="display:contents">{boxes(*row)}</div>' for row in (HEAD, ("规章", "", "3")))
    assert cells(read(html(GRID.format(three, rows)))) == [[*HEAD], ["规章", "", "3"]]
    grids = "".join(GRID.format(three, boxes(*row)) for row in (HEAD, ("规章", "", "3")))
    assert cells(read(html(f"<div>{grids}</div>"))) == [[*HEAD], ["规章", "", "3"]]
    backwards = boxes("信息内容", "行政许可") + boxes("8", style="grid-column:1") + boxes("9", style="grid-column:3")
    assert cells(read(html(GRID.format(three, backwards)))) == [["信息内容", "行政许可"], ["8", None, "9"]]


@pytest.mark.parametrize(
    ("sheet", "style"),
    [
        ("grid-template-columns:repeat(auto-fill,60px)", ""),
        ("grid-auto-flow:column;grid-template-columns:1fr 1fr 1fr", ""),
        ("grid-template-columns:1fr 1fr 1fr", "grid-area:total"),
        ("grid-template-columns:1fr 1fr 1fr", "order:-1"),
        ("grid-template-columns:1fr 1fr 1fr", "grid-row:2"),
        ("grid-template-columns:1fr 1fr 1fr", "grid-column:3 / span 2"),
    ],
)
def test_a_grid_that_only_a_browser_can_lay_out_is_no_table(sheet: str, style: str) -> None:
    body = boxes(*HEAD, "规章", "") + boxes("3", style=style)
    assert not [b for b in read(html(GRID.format(sheet, body))).blocks if isinstance(b, Grid)]


def test_the_rest_of_a_table_of_boxes_needs_no_words_of_the_form() -> None:
    rows = [[*HEAD], ["规章", "0", "3"]], [["其他", "0", "1"], ["总计", "4", "5"]]
    tables = [f'<div class="t">{"".join(f"<div>{boxes(*row)}</div>" for row in part)}</div>' for part in rows]
    assert [cells(read(html("".join(tables))), at) for at in (0, 1)] == list(rows)
    apart = tables[0] + "<p>另有：</p>" + tables[1]
    assert sum(isinstance(b, Grid) for b in read(html(apart)).blocks) == 1


def test_pages_saved_in_one_file() -> None:
    page = quopri.encodestring("<html><body><p>总体情况</p></body></html>".encode("gb18030"))
    head = b'MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary="B"\r\n\r\n--B\r\n'
    part = b'Content-Type: text/html; charset="gb2312"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    assert texts(read(head + part + page + b"\r\n--B--\r\n")) == ["总体情况"]
    with pytest.raises(Refusal, match="damaged"):
        read(head + b"Content-Type: image/png\r\n\r\nx\r\n--B--\r\n")


FRAMED = "<html><head><style>.x{display:none}</style></head><body><p>示例县2024年政府信息公开工作年度报告</p><table><tr><td>信息内容<td>本年处理决定数量<tr><td>行政处罚<td>8<b class=x>9</b></table></body></html>"


def test_a_report_in_a_frame_is_read_with_the_page_around_it() -> None:
    """A browser saves such a page with the document inside the frame, or in one file beside it."""
    words = [["信息内容", "本年处理决定数量"], ["行政处罚", "8"]]
    inner = FRAMED.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;") + " " * 20_000
    document = read(html(f'<h1>政务公开</h1><iframe srcdoc="{inner}"></iframe>'))
    assert (texts(document), cells(document)) == (["政务公开", "示例县2024年政府信息公开工作年度报告"], words)
    twice = inner.replace("&", "&amp;")
    nested = f"&lt;iframe srcdoc=&quot;{twice}&quot;>&lt;/iframe>"
    assert cells(read(html(f'<iframe srcdoc="{nested}"></iframe>'))) == words
    outer = FRAMED.replace("8<b", "7<b").replace("</body>", f'<iframe srcdoc="{inner}"></iframe></body>')
    assert cells(read(outer.encode())) == [words[0], ["行政处罚", "7"]]  # the outer page has tables of its own


def test_a_table_in_a_frame_stands_between_the_tables_of_the_page() -> None:
    """A page that shows table 3 in a frame: it was one paragraph of its letters, as a browser without frames shows."""
    inner = "&lt;table>&lt;tr>&lt;td>自然人&lt;td>一、本年新收政府信息公开申请数量&lt;tr>&lt;td>3&lt;td>4&lt;/table>"
    outer = FRAMED.replace("</body>", f'<iframe srcdoc="{inner}"></iframe></body>')
    tables = [grid for grid in read(outer.encode()).blocks if isinstance(grid, Grid)]
    assert [len(grid.rows) for grid in tables] == [2, 2]


@pytest.mark.parametrize("address", ["cid:frame-1@mhtml.blink", "http://example.gov.cn/a/b.html", "b.html"])
def test_a_frame_saved_as_a_part_of_its_own_is_read(address: str) -> None:
    head = b'MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary="B"\r\n\r\n--B\r\n'
    page = f'<html><frameset cols="200,*"><frame src="menu.html"><frame src="{address}"></frameset></html>'
    parts = (
        f"Content-Type: text/html\r\nContent-Location: http://example.gov.cn/a/\r\n\r\n{page}\r\n--B\r\n",
        "Content-Type: text/html\r\nContent-Location: http://example.gov.cn/a/menu.html\r\n\r\n<a>菜单</a>\r\n--B\r\n",
        "Content-Type: text/html; charset=utf-8\r\nContent-ID: <frame-1@mhtml.blink>\r\n"
        f"Content-Location: http://example.gov.cn/a/b.html\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{FRAMED}\r\n--B--\r\n",
    )
    document = read(head + "".join(parts).encode())
    assert cells(document) == [["信息内容", "本年处理决定数量"], ["行政处罚", "8"]]


def test_layout_tables_are_no_tables() -> None:
    inner = "<table><tr><td>行政处罚</td><td>8</td></tr></table>"
    document = read(html(f"<table><tr><td><p>示例县2024年政府信息公开工作年度报告</p>{inner}</td></tr></table>"))
    assert texts(document) == ["示例县2024年政府信息公开工作年度报告"]
    assert cells(document) == [["行政处罚", "8"]]


def test_a_table_that_holds_the_article_beside_its_title_is_no_table() -> None:
    """Old sites use layout tables: one row for the title, one for the date, one for the article of boxes."""
    figures = "".join(f"<div>{boxes(*row)}</div>" for row in (HEAD, ("规章", "0", "3"), ("行政规范性文件", "1", "4")))
    article = "".join(f"<p>（{n}）全年主动公开政府信息一百余条，办理答复及时。</p>" for n in "一二三四五六七八九")
    rows = ("示例县2024年政府信息公开工作年度报告", "发布日期：2025-01-20", f"{article}<div>{figures}</div>")
    document = read(html(f"<table>{''.join(f'<tr><td>{row}</td></tr>' for row in rows)}</table>"))
    assert len(texts(document)) == 11
    assert cells(document) == [[*HEAD], ["规章", "0", "3"], ["行政规范性文件", "1", "4"]]
    letters = "<p>三</p><p>、</p><p>本</p><p>年</p><p>度</p><p>办</p><p>理</p><p>结</p><p>果</p>"
    body = f"<table><tr><td rowspan=2>{letters}</td><td>（一）予以公开</td><td>3</td></tr><tr><td>（二）部分公开</td><td>4</td></tr></table>"
    assert [row[1:] for row in cells(read(html(body)))] == [["（一）予以公开", "3"], ["（二）部分公开", "4"]]


def test_text_between_rows_of_boxes_is_not_lost() -> None:
    rows = "".join(f"<ul>{''.join(f'<li>{c}</li>' for c in row)}</ul>" for row in (HEAD, ("规章", "0", "3")))
    document = read(html(f"<div>本年度认真落实。<br>{rows}<br>三、收到和处理政府信息公开申请情况<br>{rows}</div>"))
    printed = [b.text if isinstance(b, Paragraph) else str(b) for b in document.blocks]
    assert "本年度认真落实。" in printed and "三、收到和处理政府信息公开申请情况" in printed
    tail = read(html(f"<div>{rows}四、行政复议、行政诉讼情况<!-- -->五、存在的主要问题及改进情况</div>"))
    assert "四、行政复议、行政诉讼情况" in "".join(str(b) for b in tail.blocks)


def test_page_tags_are_evidence() -> None:
    head = '<meta name="ArticleTitle" content="某镇2024年政府信息公开工作年度报告"><meta name="PubDate" content="2025-01-17 09:00"><meta name="ContentSource" content="某镇">'
    hints = read(html("<p>正文</p>", head)).hints
    assert (hints.title, hints.published, hints.agency) == (
        "某镇2024年政府信息公开工作年度报告",
        "2025-01-17 09:00",
        "某镇",
    )


def test_a_hundred_thousand_nested_tags_are_bounded() -> None:
    try:
        read(html("<div>" * 100_000 + "深" + "</div>" * 100_000))
    except Refusal as refusal:
        assert refusal.code in ("damaged", "too-large")


# --------------------------------------------------------------------------- Markdown


def markdown(body: str) -> Document:
    return read(f"# 示例县2024年政府信息公开工作年度报告\n\n|甲|乙|\n|-|:-:|\n|丙|1|\n\n{body}\n".encode())


def test_html_tables_in_markdown_may_hold_blank_and_indented_lines() -> None:
    document = markdown("    <table>\n\n  <tr><td>规章</td>\n\n    <td>3</td></tr>\n</table>\n\n<p>后</p>")
    assert cells(document, 1) == [["规章", "3"]]
    assert texts(document)[1:] == ["后"]


def test_what_pandoc_writes_before_a_title_and_fences_around_csv_are_no_text() -> None:
    piped = read("% 示例县2024年政府信息公开工作年度报告\n\n|规章|3|\n|---|---|\n|文件|4|\n".encode())
    assert texts(piped) == ["示例县2024年政府信息公开工作年度报告"] and cells(piped) == [["规章", "3"], ["文件", "4"]]
    quoted = read("> 正文\n>\n> | 规章 | 3 |\n> | --- | --- |\n> | 文件 | 4 |\n".encode())
    assert texts(quoted) == ["正文"] and cells(quoted) == [["规章", "3"], ["文件", "4"]]
    rows = "".join(f"行政许可{n},0,{n},{n}\n" for n in range(6))
    fenced = read(f"# 示例县年报\n\n```csv\n信息内容,本年制发件数,本年废止件数,现行有效件数\n{rows}```\n".encode())
    assert texts(fenced) == ["示例县年报"] and len(cells(fenced)) == 7


def test_a_rule_of_dashes_without_a_row_below_it_is_text() -> None:
    """Two runs of dashes are an ornament at the end of a text, and above a blank line."""
    for below in ("", "\n", "\n\n后文\n"):
        document = read(f"正文\n\n---- ----{below}".encode())
        assert [b.text for b in document.blocks if isinstance(b, Paragraph)] == ["正文", "---- ----", *below.split()]


def test_an_escaped_line_end_in_rtf_ends_a_paragraph() -> None:
    """TextEdit on a Mac writes ``\\`` and a line end instead of ``\\par``."""
    document = read("{\\rtf1\\ansi\\ansicpg936 收到申请5件。\\\n办结4件。}".encode("gb18030"))
    assert [b.text for b in document.blocks if isinstance(b, Paragraph)] == ["收到申请5件。", "办结4件。"]


def test_lines_of_a_markdown_paragraph_stand_alone() -> None:
    assert texts(markdown("无其他事项。\n示例县人民政府\n2025年1月3日"))[1:] == [
        "无其他事项。",
        "示例县人民政府",
        "2025年1月3日",
    ]


@pytest.mark.parametrize("rule", ["|:-:|:-:|", "|-|-|", "|:-|-:|", "|---|:--:|"])
def test_the_rule_below_a_markdown_head_is_no_row(rule: str) -> None:
    assert cells(markdown(f"|规章|数|\n{rule}\n|-|-|\n|丙|1|"), 1) == [["规章", "数"], ["-", "-"], ["丙", "1"]]


def test_pipe_tables_whose_edges_are_not_markdowns() -> None:
    document = markdown("第二十条 | | \n--- | --- | ---\n | 规章 | 3")
    assert cells(document, 1) == [["第二十条", "", ""], ["", "规章", "3"]]


def test_notes_and_struck_out_numbers_are_no_digits_of_a_number() -> None:
    document = markdown("|规章|207[^1]|~~99~~12|15<sup>2</sup>|\n|-|-|-|-|\n|甲|1|2|3|\n\n[^1]: 含上年。")
    grid = [b for b in document.blocks if isinstance(b, Grid)][1]
    assert [c.text for c in grid.rows[0] if c] == ["规章", "207", "12", "15"]
    assert [bool(c.doubt) for c in grid.rows[0] if c] == [False, True, True, True]
    assert texts(document)[1:] == ["[^1]: 含上年。"]


# --------------------------------------------------------------------------- plain text


def test_tables_drawn_with_bars_and_boxes() -> None:
    """Pipes without Markdown's separator line, and tables drawn by pandoc and terminals: a wrapped row is one row."""
    assert cells(read("规章|0|0|3\n行政规范性文件|1||4\n".encode())) == [
        ["规章", "0", "0", "3"],
        ["行政规范性文件", "1", "", "4"],
    ]
    box = "┌────┬──┐\n│行政│件│\n│处罚│数│\n├────┼──┤\n│规章│12│\n└────┴──┘\n"
    assert cells(read(box.encode())) == [["行政\n处罚", "件\n数"], ["规章", "12"]]
    # Rules only around the header.
    org = "|----+----|\n| 结果维持 | 总计 |\n|----+----|\n| 维持 | 合计 |\n| 5 | — |\n|----+----|\n"
    assert cells(read(org.encode())) == [["结果维持", "总计"], ["维持", "合计"], ["5", "—"]]
    open_box = "┌────┬──┐\n│规章│12│\n│文件│13│\n├────┼──┤\n│许可│14│\n└────┴──┘\n"
    assert cells(read(open_box.encode())) == [["规章", "12"], ["文件", "13"], ["许可", "14"]]


def test_rows_of_a_csv_file_are_a_table_and_prose_is_none() -> None:
    document = read('规章,0,0,3\n行政规范性文件,1,,4\n合计,"1,234",0,7\n'.encode())
    assert cells(document) == [["规章", "0", "0", "3"], ["行政规范性文件", "1", "", "4"], ["合计", "1,234", "0", "7"]]
    assert not [b for b in read("一是,二是,三是。\n甲,乙,丙。\n一,二,三。".encode()).blocks if isinstance(b, Grid)]
    outcomes = "行政复议,结果维持,0\n,结果纠正\n,其他结果\n,尚未审结\n"  # table 4 in a column, its blanks left out
    rows = "行政许可,52\n" + "行政规范性文件,1,,4\n" * 6
    short = read((rows + outcomes).encode())
    assert short.reader == "csv" and cells(short)[0][:2] == ["行政许可", "52"]


def test_padded_columns_keep_blank_rows_units_and_empty_columns() -> None:
    text = "项目        自然人  商业企业  总计\n予以公开    12件              12件\n部分公开\n总计        1,234             1,234\n"
    assert cells(read(text.encode())) == [
        ["项目", "自然人", "商业企业", "总计"],
        ["予以公开", "12件", "", "12件"],
        ["部分公开", "", "", ""],
        ["总计", "1,234", "", "1,234"],
    ]


@pytest.mark.parametrize(
    ("between", "rows"),
    [
        ("甲\n乙\n丙", 5),
        ("甲\n乙\n丙\n丁", 6),
        ("没有其他情况。", 0),
        ("单位：件", 0),
        ("三、情况", 0),
        ("字" * 46, 0),
        ("", 2),
    ],
)
def test_a_padded_table_goes_on_below_a_few_short_words(between: str, rows: int) -> None:
    document = read(f"行政处罚    12    3\n{between}\n行政强制    1    0\n".encode())
    grids = [b for b in document.blocks if isinstance(b, Grid)]
    assert [len(grid.rows) for grid in grids] == ([rows] if rows else [])


def test_what_a_line_of_padded_columns_is() -> None:
    def kinds(*lines: str) -> list[str]:
        return [b.kind.value for b in read("\n".join(lines).encode()).blocks if isinstance(b, Grid)]

    assert kinds("行政处罚    12    3", "行政强制    1    0", "没有了。") == ["ruled"]
    assert kinds("行政处罚    12    3", "没有了。") == []  # one line is no table
    assert kinds("项目    件数  备注", "行政处罚    12    3") == []  # three words may be anything
    assert kinds("项目    件数  备注    说明", "行政处罚    12    3") == []
    assert kinds("12", "13") == []  # a figure alone


def test_two_blanks_for_a_tab_keep_blank_cells() -> None:
    """Gaps of two, four or six blanks, half of them of two, were tabs: the columns do not stand below each other."""
    document = read("规章  0  1\n行政许可    3\n行政处罚  4  5  \n".encode())
    assert cells(document)[:2] == [["规章", "0", "1"], ["行政许可", "", "3"]]
    assert [b.kind for b in document.blocks if isinstance(b, Grid)] == [GridKind.PACKED]
    for odd in ("规章  0  1\n行政许可   3\n行政处罚  4  5\n", "规章  0    1\n行政许可    3\n行政处罚  4    5\n"):
        assert not [b for b in read(odd.encode()).blocks if isinstance(b, Grid)]


def test_a_column_without_a_value_has_its_header_alone() -> None:
    text = "项目      自然人    企业      总计\n一、新收  12                  12\n二、结转            备注      3\n三、办理  1                   1\n"
    assert cells(read(text.encode())) == [
        ["项目", "自然人", "企业", "总计"],
        ["一、新收", "12", "", "12"],
        ["二、结转", "", "备注", "3"],
        ["三、办理", "1", "", "1"],
    ]


def test_tables_of_every_kind_are_counted_and_know_their_lines() -> None:
    text = "一行\n规章\t0\t1\n二行\n| 规章 | 0 |\n| 许可 | 1 |\n三行\n甲,1,2\n乙,3,4\n丙,5,6\n四行\n规章    0     1\n许可    1     2\n"
    grids = [b for b in read(text.encode()).blocks if isinstance(b, Grid)]
    assert [(g.place.table, g.place.line, g.rows[0][0] and g.rows[0][0].place.table) for g in grids] == [
        (1, 2, 1), (2, 4, 2), (3, 7, 3), (4, 11, 4),
    ]  # fmt: skip


def test_lines_of_text_are_paragraphs_without_indent_marks_or_fences() -> None:
    text = "  　　全年公开信息10条。\n   \n下一段。\n##  二、主动公开 ##\n```\n规章\t** 0 **\t**1**\n```\n"
    document = read(text.encode())
    found = [b for b in document.blocks if isinstance(b, Paragraph)]
    assert [(b.text, b.place.line, b.level, b.breaks) for b in found] == [
        ("全年公开信息10条。", 1, 0, True), ("下一段。", 3, 0, True), ("二、主动公开", 4, 2, False),
    ]  # fmt: skip
    assert cells(document) == [["规章", "** 0 **", "1"]]


# --------------------------------------------------------------------------- encodings


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_every_line_end_gives_the_same_text(end: str) -> None:
    """Old Macs end a line with a carriage return alone: the rows of Markdown tables were lost with it."""
    report = '# 一、总体情况\n\n全年公开信息10条。\n\n| 信息内容 | 件数 |\n|---|---|\n| 规章 | 1 |\n\n甲,0,2\n乙,2,3\n丙,2,3\n\n规章\t1\t"3\n4"\n'
    page = "<html><body><pre>规章\t0\t1\n文件\t1\t2</pre></body></html>"
    for text in (report, report.replace("|---|---|\n", ""), "甲,0,2\n乙,2,3\n丙,2,3\n", page):
        assert read(text.replace("\n", end).encode()) == read(text.encode())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_encoding_gives_the_same_text(encoding: str) -> None:
    text = (FIXTURES / "t08_text_interleaved.txt").read_text(encoding="utf-8")
    assert read(text.encode(encoding)) == read(text.encode("utf-8"))


def test_a_web_page_that_lies_about_its_encoding_is_still_read() -> None:
    page = "<html><head><meta charset=gb2312></head><body><p>政府信息公开工作年度报告</p></body></html>"
    assert texts(read(page.encode())) == ["政府信息公开工作年度报告"]
    assert texts(read(page.encode("gb18030"))) == ["政府信息公开工作年度报告"]


def test_markup_says_nothing_of_an_encoding() -> None:
    """A page without a charset, pasted from WPS, has a hundred characters of style around each word."""
    style = "mso-spacerun:'yes';font-family:仿宋_GB2312;mso-ascii-font-family:Calibri;font-size:16.0000pt;mso-font-kerning:1.0000pt;"
    words = ("示例县民政局", "2024", "年度部门", "3", "篇")
    page = "".join(f'<p class=MsoNormal><span style="{style * 3}">{word}</span></p>' for word in words)
    assert texts(read(page.encode("gb18030"))) == list(words)


def test_a_cell_of_two_lines_that_a_spreadsheet_quotes() -> None:
    """Copied from a sheet into a text: the line ends within the quotes."""
    text = '二、主动公开政府信息情况\n信息内容\t"本年\n制发件数"\t"本年""废止""\n件数"\n规章\t0\t3\n"只是引文\n正文\t"不闭合\n4\t5'
    document = read(text.encode())
    assert cells(document) == [["信息内容", "本年\n制发件数", '本年"废止"\n件数'], ["规章", "0", "3"]]
    assert cells(document, 1) == [["正文", '"不闭合'], ["4", "5"]]
    grids = [b for b in document.blocks if isinstance(b, Grid)]
    assert [[row[0].place.line for row in grid.rows if row[0]] for grid in grids] == [[2, 5], [7, 8]]


# --------------------------------------------------------------------------- refusals


def odt(**parts: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        for name, content in parts.items():
            archive.writestr(f"META-INF/{name}.xml", content)
    return data.getvalue()


def bomb() -> bytes:
    return docx("<w:p><w:r><w:t>" + "0" * 30_000_000 + "</w:t></w:r></w:p>")


REFUSED: dict[str, tuple[bytes | Callable[[], bytes], str]] = {
    "nothing": (b"", "empty"),
    "white space": (b" \r\n\t ", "empty"),
    "cut PDF": ((FIXTURES / "l01_lo_official.pdf").read_bytes()[:60_000], "truncated"),
    "cut Word file": ((FIXTURES / "d01_docx_official.docx").read_bytes()[:20_000], "damaged"),
    "inflating Word file": (bomb, "inflating"),
    "locked OpenDocument file": (odt(manifest="<manifest:encryption-data/>"), "encrypted"),
    "binary": (bytes(range(256)) * 40, "binary"),
    "picture": (b"GIF89a" + b"0" * 100, "kind"),
    "photo of a phone": (b"\0\0\0\x18ftypheic" + b"0" * 100, "kind"),
    "archive": (b"Rar!\x1a\x07\x00" + b"0" * 100, "packed"),
    "noise": (bytes(b for b in random.Random(3).randbytes(4000) if b > 127), "encoding"),
}


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_refused_with_cause_and_advice_in_chinese(name: str) -> None:
    data, code = REFUSED[name]
    with pytest.raises(Refusal) as caught:
        read(data if isinstance(data, bytes) else data())
    assert caught.value.code == code
    said = messages.of(caught.value)
    assert any("\u4e00" <= c <= "\u9fff" for c in said) and "{" not in said


def test_entities_in_word_files_are_never_resolved() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("word/document.xml", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>')
    with pytest.raises(Refusal, match="damaged"):
        read(data.getvalue())


def test_the_content_decides_not_the_name() -> None:
    assert media_type((FIXTURES / "l01_lo_official.pdf").read_bytes()) == "application/pdf"
    assert media_type((FIXTURES / "h13_html_plain.html").read_bytes()) == "text/html"
    assert media_type((FIXTURES / "m01_md_pipe.md").read_bytes()) == "text/markdown"


def test_mutated_files_are_read_or_refused_and_never_crash() -> None:
    """The number of mutations is limited: bytes are changed, cut out, doubled."""
    dice = random.Random(11)
    for path in sorted(FIXTURES.iterdir()):
        if path.suffix == ".json" or path.stat().st_size > 200_000:
            continue
        original = path.read_bytes()
        for _ in range(6 if path.suffix == ".pdf" else 25):
            data = bytearray(original)
            for _ in range(dice.randint(1, 12)):
                at = dice.randrange(len(data))
                kind = dice.random()
                if kind < 0.5:
                    data[at] = dice.randrange(256)
                elif kind < 0.8:
                    del data[at : at + dice.randint(1, 200)]
                else:
                    data[at:at] = data[at : at + dice.randint(1, 200)]
                if not data:
                    break
            try:
                read(bytes(data))
            except Refusal as refusal:
                assert messages.of(refusal)
