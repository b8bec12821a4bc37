"""Write web pages as content management systems, Word, WPS and browsers save a report; and pages for printing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from benchmarks.styles.sheets import Cell, Job, Para, Table, boxes

PIXEL = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="


def with_mark(text: str, kind: str, mark: str) -> str:
    """Return the text of a cell with its marks."""
    mark = escape(mark)
    picture = f'<img src="{PIXEL}" width="20" height="12">'
    return {
        "sup": f"{text}<sup>{mark}</sup>",
        "sub": f"{text}<sub>{mark}</sub>",
        "note": f'{text}<a href="#fn1" class="footnote-ref">{mark}</a>',
        "hidden": f'{text}<span style="display:none">{mark}</span>',
        "white": f'{text}<span style="color:#ffffff">{mark}</span>',
        "struck": f"<s>{mark}</s>{text}",
        "picture": picture,
        "control": f'<input type="text" value="{mark}">',
        "select": f"<select><option>0</option><option selected>{mark}</option></select>",
        "generated": f'<style>.g::before{{content:attr(data-v)}}</style><span class="g" data-v="{mark}"></span>',
    }[kind]


@dataclass(frozen=True)
class Look:
    """How a page is written. ``merged``: ``span``, ``blank`` (separate cells), ``copy`` or ``gone``."""

    merged: str = "span"
    blank: str = ""
    head: str = "td"
    inside: str = "{}"  # around the text of a cell
    row: str = "<tr>{}</tr>"
    cell: str = ""  # further attributes
    table: str = '<table border="1">{}</table>'
    para: str = "<p>{}</p>"
    title: str = "<h1>{}</h1>"
    heading: str = "<h2>{}</h2>"
    page: str = (
        '<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head><body>{body}</body></html>'
    )
    encoding: str = "utf-8"
    tags: tuple[str, str] = ("td", "</td>")
    css: str = ""

    def cell_text(self, cell: Cell) -> str:
        text = escape(cell.text).replace("\n", "<br>")
        for kind, mark in cell.marks:
            text = with_mark(text, kind, mark)
        return self.inside.format(text or self.blank)

    def table_html(self, table: Table) -> str:
        places: dict[tuple[int, int], str] = {}
        open_tag, close = self.tags
        for r, c, cell, high, wide in boxes(table.rows):
            tag = self.head if r < table.head and open_tag == "td" else open_tag
            end = close.replace("td", self.head) if r < table.head else close
            text = self.cell_text(cell)
            if self.merged == "span":
                spans = (f' rowspan="{high}"' if high > 1 else "") + (f' colspan="{wide}"' if wide > 1 else "")
                places[r, c] = f"<{tag}{spans}{self.cell}>{text}{end}"
                continue
            for i in range(high if self.merged != "gone" else 1):
                for k in range(wide if self.merged != "gone" else 1):
                    shown = text if not (i or k) or self.merged == "copy" else self.inside.format(self.blank)
                    places[r + i, c + k] = f"<{tag}{self.cell}>{shown}{end}"
        rows = [[places[at] for at in sorted(places) if at[0] == r] for r in range(len(table.rows))]
        return self.table.format("\n".join(self.row.format("".join(row)) for row in rows), columns=len(table.rows[0]))

    def body(self, job: Job) -> str:
        parts = []
        for block in job.blocks:
            if isinstance(block, Table):
                parts.append(self.table_html(block))
            else:
                parts.append(self.paragraph(block))
        return "\n".join(parts)

    def paragraph(self, para: Para) -> str:
        kind = {"title": self.title, "heading": self.heading}.get(para.role, self.para)
        return kind.format(escape(para.text))

    def html(self, job: Job) -> str:
        css = f"<style>{self.css}</style>" if self.css else ""
        return self.page.replace("{title}", escape(job.truth["title"])).replace("{body}", css + self.body(job))


@dataclass(frozen=True)
class Web:
    """A writer of web pages."""

    look: Look
    proves: bool = True
    change: Callable[[str], str] = str
    suffix: str = ".html"
    marks: bool = False

    def __call__(self, job: Job) -> bytes:
        return self.change(self.look.html(job)).encode(self.look.encoding)


LAYOUT = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}_示例县人民政府</title>'
    '<meta name="ArticleTitle" content="{title}"></head><body><table width="1000" align="center"><tr><td class="nav">'
    '<a href="/">首页</a> | <a href="/zwgk">政务公开</a> | <a href="/ld">一、领导之窗</a></td></tr><tr><td><table><tr>'
    '<td width="200"><ul><li><a href="a.html">2019年政府信息公开工作年度报告</a></li><li><a href="b.html">机构职能</a></li>'
    '</ul></td><td><div class="article" id="zoom">{body}</div></td></tr></table></td></tr><tr><td>版权所有 示例县人民政府办公室'
    " 网站标识码0000000000</td></tr></table></body></html>"
)
WORD = (
    '<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word"><head>'
    '<meta http-equiv=Content-Type content="text/html; charset=gb2312"><meta name=Generator content="Microsoft Word 15">'
    "<title>{title}</title><style><!-- p.MsoNormal {margin:0cm; font-size:10.5pt} --></style></head><body lang=ZH-CN>"
    "<div class=WordSection1>{body}</div></body></html>"
)
DIVS = ".t{display:table;border:1px solid}.r{display:table-row}.c{display:table-cell;border:1px solid}"

LOOKS: dict[str, Web] = {
    "html": Web(Look()),
    "html, th": Web(Look(head="th", table="<table><tbody>{}</tbody></table>")),
    "html, nbsp": Web(Look(blank="&nbsp;", inside="<p>{}</p>")),
    "html, layout tables": Web(
        Look(
            page=LAYOUT,
            para='<p style="text-indent:2em">　　{}</p>',
            heading="<p><strong>{}</strong></p>",
            title='<p align="center">{}</p>',
        )
    ),
    "html, Word": Web(
        Look(
            page=WORD,
            encoding="gb18030",
            inside="<p class=MsoNormal align=center><span style='font-size:9.0pt;font-family:宋体'>{}<o:p></o:p></span></p>",
            blank="&nbsp;",
            para="<p class=MsoNormal style='text-indent:32.0pt'><span style='font-family:仿宋'>{}</span></p>",
            heading="<p class=MsoNormal><b><span lang=EN-US>{}</span></b></p>",
            title="<p class=MsoNormal align=center><b>{}</b></p>",
        )
    ),
    "html, spans lost": Web(Look(merged="gone"), proves=False),
    "html, cells unmerged": Web(Look(merged="blank")),
    "html, cells copied": Web(Look(merged="copy"), proves=False),
    "html, unclosed": Web(Look(tags=("td", ""), row="<tr>{}", table="<table border=1>{}</table>")),
    "html, upper case": Web(
        Look(
            tags=("TD", "</TD>"), row="<TR>{}</TR>", table="<TABLE BORDER=1><TBODY>{}</TBODY></TABLE>", para="<P>{}</P>"
        )
    ),
    "html, divs": Web(
        Look(
            merged="blank",
            tags=('div class="c"', "</div>"),
            row='<div class="r">{}</div>',
            table='<div class="t">{}</div>',
            css=DIVS,
        ),
        proves=False,
    ),
    "html, plain divs": Web(
        Look(merged="gone", tags=("div", "</div>"), row="<div>{}</div>", table="<div>{}</div>"), proves=False
    ),
    "html, grid of divs": Web(
        Look(
            merged="blank",
            tags=("div", "</div>"),
            row="{}",
            table='<div style="display:grid;grid-template-columns:repeat({columns},1fr)">{}</div>',
        ),
        proves=False,
    ),
    "html, roles": Web(
        Look(
            merged="blank",
            tags=('span role="cell"', "</span>"),
            row='<div role="row">{}</div>',
            table='<div role="table">{}</div>',
        ),
        proves=False,
    ),
    "html, headings in breaks": Web(Look(para="{}<br>", heading="<br><b>{}</b><br>", title="<center>{}</center>")),
    "html, pre": Web(
        Look(merged="blank", tags=("i", "</i>\t"), row="{}", table="<pre>{}</pre>"),
        proves=False,
        change=lambda t: t.replace("<i>", "").replace("</i>", ""),
    ),
    "html, thead, caption": Web(
        Look(table="<table><caption>统计表</caption><colgroup><col span=3></colgroup><tbody>{}</tbody></table>")
    ),
    "html, table in a cell": Web(Look(table="<table><tr><td><table border=1>{}</table></td></tr></table>")),
    "html, fonts": Web(Look(inside='<font face="宋体"><span lang="EN-US"><b>{}</b></span></font>', blank="　")),
    "html, soft breaks": Web(Look(inside="\n   {}\n  ", para="<div>\n {}\n</div>")),
    "html, hidden second copy": Web(
        Look(),
        change=lambda t: t.replace(
            "</body>", '<div style="display:none">' + t[t.index("<h1>") : t.index("</body>")] + "</div></body>"
        ),
    ),
    "html, wbr and zero width": Web(Look(inside="<span>\u200b{}</span><wbr>")),
    "html, mso-cellspans": Web(
        Look(
            cell=" valign=top style='border:solid windowtext 1.0pt;mso-border-alt:solid windowtext .5pt;padding:0cm 5.4pt'",
            blank="<o:p>&nbsp;</o:p>",
        )
    ),
    "html, spans as 0 and 100%": Web(Look(), change=lambda t: t.replace("<td>", '<td rowspan="1" colspan="1">')),
    "html, UTF-16": Web(
        Look(page="<html><head><title>{title}</title></head><body>{body}</body></html>", encoding="utf-16")
    ),
    "html, hidden rows and cells": Web(Look(), change=lambda t: _unseen(t)),
    "html, head and foot": Web(
        Look(head="th", table="<table><thead></thead><tbody>{}</tbody><tfoot></tfoot></table>"),
        change=lambda t: t.replace("<th", '<th scope="col"').replace('<th scope="col"ead', "<thead"),
    ),
    "html, deleted and inserted": Web(Look(inside="<del></del><ins>{}</ins>")),
    "html, entities": Web(
        Look(blank="&ensp;&#12288;"), change=lambda t: t.replace("0</td>", "&#48;</td>").replace("（", "&#xFF08;")
    ),
    "html, comments": Web(Look(inside="<!-- 9 -->{}<!-- 8 -->", blank="<!-- 7 -->")),
    "html, templates and scripts": Web(
        Look(inside="<script>var a = 5</script>{}<template>6</template><noscript>7</noscript>")
    ),
    "html, details": Web(Look(table="<details open><summary>展开</summary><table>{}</table></details>")),
    "html, list items": Web(
        Look(merged="blank", tags=("li", "</li>"), row="<ul>{}</ul>", table="<div>{}</div>"), proves=False
    ),
    "html, definition lists": Web(
        Look(merged="gone", tags=("dd", "</dd>"), row="<dl>{}</dl>", table="<section>{}</section>"), proves=False
    ),
    "html, breaks for rows": Web(
        Look(merged="gone", tags=("span", "</span>&nbsp;&nbsp;"), row="{}<br>", table="<p>{}</p>"), proves=False
    ),
    "html, a paragraph a cell": Web(
        Look(merged="gone", tags=("p", "</p>"), row="{}", table="<div>{}</div>"), proves=False
    ),
    "html, a table a cell": Web(Look(inside="<table><tr><td>{}</td></tr></table>"), proves=False),
    "html, bold and coloured": Web(Look(inside='<b style="color:#c00">{}</b>')),
    "html, small print": Web(Look(inside='<small style="font-size:9px">{}</small>')),
    "html, justified": Web(Look(inside='<p style="text-align:justify;text-align-last:justify"> {} </p>')),
    "html, rows in bodies": Web(Look(row="<tbody><tr>{}</tr></tbody>")),
    "html, one long line of spans": Web(
        Look(merged="gone", tags=("span", "</span> "), row="<div>{}</div>", table="<div>{}</div>"), proves=False
    ),
}


def _unseen(html: str) -> str:
    """Add rows and cells that a script hides; they take no position."""
    row = '<tr style="display:none">' + "<td>9</td>" * 10 + "</tr>"
    cell = '<td style="display: none">8</td>'
    return html.replace("</tr>\n<tr>", f"</tr>\n{row}\n<tr>{cell}")
