"""Write Word files as XML, as Word, WPS and converters do."""

from __future__ import annotations

import base64
import zipfile
from dataclasses import dataclass
from io import BytesIO
from xml.sax.saxutils import escape

from benchmarks.styles.sheets import Cell, Job, Para, Table, boxes
from benchmarks.styles.text import matrix
from benchmarks.styles.web import PIXEL

TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="png" ContentType="image/png"/><Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.'
    'document.main+xml"/></Types>'
)
RELS = (
    '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}"'
    ' Target="{}"/></Relationships>'
)
DOCUMENT = (
    '<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:wp="http://schemas.openxmlformats.'
    'org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic='
    '"http://schemas.openxmlformats.org/drawingml/2006/picture"><w:body>{}</w:body></w:document>'
)
PICTURE = (
    '<w:r><w:drawing><wp:inline><wp:extent cx="200000" cy="120000"/><wp:docPr id="1" name="p"/><a:graphic><a:graphicData '
    'uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:blipFill><a:blip r:embed="rId1"/>'
    "</pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
)


def run(text: str, properties: str = "") -> str:
    parts = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in text.split("\n"))
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{parts}</w:r>"


def with_mark(kind: str, mark: str) -> str:
    return {
        "sup": lambda: run(mark, '<w:vertAlign w:val="superscript"/>'),
        "sub": lambda: run(mark, '<w:vertAlign w:val="subscript"/>'),
        "hidden": lambda: run(mark, "<w:vanish/>"),
        "white": lambda: run(mark, '<w:color w:val="FFFFFF"/>'),
        "struck": lambda: run(mark, "<w:strike/>"),
        "picture": lambda: PICTURE,
        "control": lambda: f"<w:sdt><w:sdtContent>{run(mark)}</w:sdtContent></w:sdt>",
    }[kind]()


@dataclass(frozen=True)
class Word:
    """A writer of Word files. ``merged``: ``span``, ``blank``, ``copy``, ``before`` (w:gridBefore for leading merged
    positions) or ``tabs``."""

    merged: str = "span"
    proves: bool = True
    split_runs: bool = False
    wrapped: str = "{}"  # around a table
    para: str = "{}"  # around a paragraph
    inside: str = "{}"  # around the runs of a cell
    cell: str = "{}"  # around a cell
    row: str = "{}"  # around a row
    columns: bool = True  # w:tblGrid has the right number of columns
    suffix: str = ".docx"
    marks: bool = False

    def __call__(self, job: Job) -> bytes:
        parts = []
        for block in job.blocks:
            if isinstance(block, Para):
                parts.append(self.para.format(self.paragraph(block)))
            elif self.merged == "tabs":
                if any(kind == "control" for row in block.rows for cell in row for kind, _ in cell.marks):
                    raise ValueError  # matrix() holds texts: the figures would be in no file
                parts += [f"<w:p>{'<w:r><w:tab/></w:r>'.join(run(t) for t in row)}</w:p>" for row in matrix(block)]
            else:
                parts.append(self.wrapped.format(self.table(block)) + "<w:p/>")
        made = BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
            for name, text in (
                ("[Content_Types].xml", TYPES),
                ("_rels/.rels", RELS.format("officeDocument", "word/document.xml")),
                ("word/_rels/document.xml.rels", RELS.format("image", "media/p.png")),
                ("word/document.xml", DOCUMENT.format("".join(parts))),
            ):
                file.writestr(zipfile.ZipInfo(name), text)
            file.writestr(zipfile.ZipInfo("word/media/p.png"), base64.b64decode(PIXEL.split(",")[1]))
        return made.getvalue()

    def paragraph(self, para: Para) -> str:
        centred = '<w:pPr><w:jc w:val="center"/></w:pPr>' if para.role == "title" else ""
        return f"<w:p>{centred}{run(para.text, '<w:b/>' if para.role == 'heading' else '')}</w:p>"

    def content(self, cell: Cell) -> str:
        parts = list(cell.text) if self.split_runs else [cell.text] if cell.text else []
        runs = "".join(run(part) for part in parts)
        runs = self.inside.format(runs) if runs else runs
        return f"<w:p>{runs}{''.join(with_mark(*mark) for mark in cell.marks)}</w:p>"

    def table(self, table: Table) -> str:
        rows: list[list[str]] = [[] for _ in table.rows]
        places: dict[tuple[int, int], tuple[Cell, int, int, int]] = {}
        for r, c, cell, high, wide in boxes(table.rows):
            for i in range(high):
                places[r + i, c] = (cell, i, high, wide)
        for (r, _), (cell, i, high, wide) in sorted(places.items()):
            if self.merged == "span":
                merge = ("<w:vMerge/>" if i else '<w:vMerge w:val="restart"/>') if high > 1 else ""
                span = f'<w:gridSpan w:val="{wide}"/>' if wide > 1 else ""
                shown = "<w:p/>" if i else self.content(cell)
                rows[r].append(self.cell.format(f"<w:tc><w:tcPr>{span}{merge}</w:tcPr>{shown}</w:tc>"))
                continue
            for k in range(wide):
                shown = self.content(cell) if not (i or k) or self.merged == "copy" else "<w:p/>"
                rows[r].append(f"<w:tc>{shown}</w:tc>")
        width = max(map(len, table.rows))
        grid = "<w:tblGrid>" + '<w:gridCol w:w="800"/>' * (width if self.columns else 2) + "</w:tblGrid>"
        made = []
        for row in rows:
            before = 0
            if self.merged == "before":
                while before < len(row) - 7 and row[before] == "<w:tc><w:p/></w:tc>":
                    before += 1
            skip = f'<w:trPr><w:gridBefore w:val="{before}"/></w:trPr>' if before else ""
            made.append(self.row.format(f"<w:tr>{skip}{''.join(row[before:])}</w:tr>"))
        return f"<w:tbl>{grid}{''.join(made)}</w:tbl>"


NESTED = "<w:tbl><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc>{}<w:p/></w:tc></w:tr></w:tbl>"
WORDS: dict[str, Word] = {
    "docx": Word(),
    "docx, unmerged": Word("blank"),
    "docx, copies": Word("copy", proves=False),
    "docx, grid before": Word("before"),
    "docx, a run a character": Word(split_runs=True),
    "docx, tabs": Word("tabs"),
    "docx, table in a table": Word(wrapped=NESTED),
    "docx, content control": Word(
        wrapped="<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>", para="<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>"
    ),
    "docx, grid of two columns": Word(columns=False),
    "docx, cells in controls": Word(cell="<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>"),
    "docx, rows in controls": Word(row="<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>"),
    "docx, inserted": Word(inside='<w:ins w:id="1" w:author="a">{}</w:ins>', row="{}"),
    "docx, deleted before": Word(
        inside='<w:del w:id="2" w:author="a"><w:r><w:delText>7</w:delText></w:r></w:del>{}', proves=False
    ),
    "docx, moved": Word(inside='<w:moveTo w:id="3" w:author="a">{}</w:moveTo>'),
    "docx, fields": Word(inside='<w:fldSimple w:instr=" =SUM(LEFT) ">{}</w:fldSimple>'),
    "docx, fields of parts": Word(
        inside='<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> =SUM(ABOVE) 9 </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>{}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    ),
    "docx, links": Word(inside='<w:hyperlink w:anchor="a">{}</w:hyperlink>'),
    "docx, smart tags": Word(inside='<w:smartTag w:uri="u" w:element="e">{}</w:smartTag>'),
    "docx, bookmarks": Word(
        inside='<w:bookmarkStart w:id="0" w:name="b"/>{}<w:bookmarkEnd w:id="0"/><w:proofErr w:type="x"/>'
    ),
    "docx, comments": Word(
        inside='<w:commentRangeStart w:id="0"/>{}<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>'
    ),
    "docx, table in a frame": Word(
        wrapped="<w:p><w:r><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml'><v:textbox><w:txbxContent>{}<w:p/>"
        "</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
    ),
}
