"""Read Markdown with pipe tables, HTML tables or front matter, using markdown-it-py.

Text that has only ``#`` and ``**`` beside tab tables is read by the text reader: see ``readers.text``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from build_scripts.model import Block, Document, Grid, GridKind, Hints, Paragraph, Place, Refusal
from build_scripts.readers.html.compute_page import fragment
from build_scripts.readers.html.document import read_html
from build_scripts.readers.objects import split_spots
from build_scripts.readers.pieces import Exclusion, Piece, build_cell, build_lines, opaque_kinds
from build_scripts.readers.recognition import FRONT_MATTER
from build_scripts.readers.text import blocks_of_lines, without_attributes, without_empty_bold
from build_scripts.readers.text_tables import is_row, ruled_columns_end
from build_scripts.wording import printed

_FIELD = re.compile(r"(\w+)\s*+:(.*)")
_BAR = re.compile(r"(?<!\\)\|")
_DASH = r"(?::-++:?|-++:|-{2,}+)"  # also :-:; a lone - in a table may be a figure
_DASHES = re.compile(rf"[>\s]*+\|?(?:\s*+{_DASH}\s*+\|)*\s*+{_DASH}\s*+\|?\s*+")
_SHORT_DASHES = re.compile(r"[>\s]*+\|?(?:\s*+:?-++:?\s*+\|)*\s*+:?-++:?\s*+\|?\s*+")
_BREAK = re.compile(r"<br\s*/?>", re.I)
_NOTE = re.compile(r"(\[\^[^\]\s]+\])")
_STYLE = (re.compile(r"<style\b", re.I), re.compile(r"</style\s*>", re.I))
# inline marks without effect on the meaning of the text
_MARKS = frozenset(["strong_open", "strong_close", "em_open", "em_close"])
_PANDOC_TITLE = re.compile(r"\A\s*%[ \t]+(?=\S)")  # before the title of the document
_MAX_NESTING = 200  # the library drops deeper nesting; its default limit of 20 is a list of ten levels
_HTML_TABLE = (re.compile(r"^[ \t]*+<table\b", re.I | re.M), re.compile(r"</table\s*>", re.I))


def read_markdown(text: str) -> Document:
    """Return blocks with their source lines; front matter becomes hints."""
    hints = Hints()
    if match := FRONT_MATTER.match(text):
        fields = {m[1]: _unquoted(m[2].strip()) for m in map(_FIELD.match, match[1].split("\n")) if m}
        hints = Hints(
            fields.get("title", ""),
            fields.get("agency", ""),
            fields.get("date", "") or fields.get("published", ""),
            fields.get("year", ""),
        )
        text = "\n" * match[0].count("\n") + text[match.end() :]
    text = _PANDOC_TITLE.sub("# ", without_empty_bold(text))
    # a footnote mark must not become a link, or its text would be lost
    text = _from_pandoc(_tables_on_one_line(text)).replace("[^", "\\[^")
    sheet = "".join(text[start:end] for start, end in _elements(text, _STYLE))
    options = {"html": True, "breaks": True, "maxNesting": _MAX_NESTING}
    parser = MarkdownIt("commonmark", options).enable(["table", "strikethrough"])
    tokens = parser.parse(text)
    if any(token.nesting == 1 and token.level >= _MAX_NESTING - 1 for token in tokens):
        raise Refusal("damaged", why="列表或引用一层套一层，套得太深，读不到末尾")
    blocks: list[Block] = []
    doubts: list[tuple[str, str]] = []
    lines = text.split("\n")
    at = tables = counted = 0  # ``tables`` counts the grids in the first ``counted`` blocks
    while at < len(tokens):
        token = tokens[at]
        first_line = (token.map[0] if token.map else 0) + 1
        if token.type == "table_open":
            end = next(i for i in range(at, len(tokens)) if tokens[i].type == "table_close")
            tables += sum(isinstance(b, Grid) for b in blocks[counted:])
            counted, number = len(blocks), tables + 1
            first, last = token.map or (0, 0)
            rows = list(_rows(lines[first:last]))
            blocks.append(_table(rows, first_line, number, lambda t: _pieces(parser.parseInline(t)[0], parser, sheet)))
            at = end
        elif token.type == "html_block" or (token.type == "fence" and "<table" in token.content.lower()):
            page = read_html(f"<html><body>{sheet}{token.content}</body></html>")
            blocks += page.blocks
            doubts += page.doubts
        elif token.type == "inline":
            level = int(tokens[at - 1].tag[1]) if tokens[at - 1].type == "heading_open" else 0
            first, last = token.map or (0, 1)
            if _holds_rows(lines[first:last]):
                blocks += blocks_of_lines(lines[first:last], first + 1)
            else:
                noted = [part for piece in _pieces(token, parser, sheet) for part in _split_note_marks(piece)]
                for n, (words, doubt) in enumerate(build_lines(noted), first_line):
                    shown, spots = split_spots(printed(words))
                    opaque = opaque_kinds(noted) if spots else ""
                    if shown.strip():
                        blocks.append(Paragraph(shown, Place(line=n), level, True, False, doubt, opaque, spots))
        elif token.type in ("code_block", "fence"):
            blocks += blocks_of_lines(token.content.split("\n"), first_line)
        at += 1
    return Document(tuple(blocks), "markdown", hints, tuple(doubts))


def _holds_rows(lines: Sequence[str]) -> bool:
    """Return True if lines that Markdown treats as a paragraph are, or contain, table rows."""
    tabs, bars = any("\t" in line.strip() for line in lines), sum("|" in line for line in lines)
    return tabs or bars > 1 or any(map(is_row, lines))


def _unquoted(value: str) -> str:
    value = value[1:] if value[:1] in ("'", '"') else value
    return value[:-1] if value[-1:] in ("'", '"') else value


def _elements(text: str, tags: tuple[re.Pattern[str], re.Pattern[str]]) -> Iterator[tuple[int, int]]:
    """Yield start and end of every element with an end tag. Text without an end tag is scanned only once."""
    opening, closing = tags
    at = 0
    while (start := opening.search(text, at)) and (end := closing.search(text, start.end())):
        yield start.start(), end.end()
        at = end.end()


def _tables_on_one_line(text: str) -> str:
    """Put each HTML table on one line: CommonMark ends HTML at a blank line and treats an indented line as code."""
    parts, at = [], 0
    for start, end in _elements(text, _HTML_TABLE):
        table = text[start:end]
        parts += [text[at:start], table.lstrip(" \t").replace("\n", " ") + "\n" * table.count("\n")]
        at = end
    return "".join((*parts, text[at:]))


def _from_pandoc(text: str) -> str:
    """Convert pandoc's Markdown extensions to plain Markdown. A table whose columns are marked only by rules is
    indented like code, because its lines would be parsed as headings. Pandoc attributes are removed outside such
    tables; inside, they keep the columns aligned."""
    lines, at = text.split("\n"), 0
    while at < len(lines):
        end = ruled_columns_end(lines, at) if not (at and lines[at - 1].strip()) else at
        lines[at:end] = [f"    {line}" if line.strip() else line for line in lines[at:end]]
        if end == at:
            lines[at], end = without_attributes(lines[at]), at + 1
        at = end
    return "\n".join(lines)


def _pieces(token: Token, parser: MarkdownIt, sheet: str) -> list[Piece]:
    """Return the text without inline marks. Every line break separates, soft breaks too: Chinese authors end a
    paragraph with a soft break, and the section code rejoins a sentence that continues. Inline HTML is read as HTML."""
    pieces: list[Piece] = []
    for child in token.children or ():
        if child.type in ("text", "code_inline"):
            pieces.append(Piece(child.content))
        elif child.type in ("softbreak", "hardbreak") or (child.type == "html_inline" and _BREAK.match(child.content)):
            pieces.append(Piece("\n"))
        elif child.type not in _MARKS:
            return fragment(sheet + parser.renderer.render(token.children or [], parser.options, {}))
    return pieces


def _rows(lines: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield (line, cells) of each row as written. The parser would pad a row that has fewer cells than its header, drop
    surplus cells, and treat a leading bar as the table edge even if the header has none: figures would move to other
    columns."""
    edge = lines[0].lstrip("> ").startswith("|") if lines else True
    for at, source in enumerate(lines):
        if _DASHES.fullmatch(source) or (at == 1 and _SHORT_DASHES.fullmatch(source)):
            continue  # the rule below the header; in joined tables it may occur again
        cells = [part.strip().replace("\\|", "|") for part in _BAR.split(source.strip().lstrip("> " if edge else ""))]
        if edge and not cells[0] and len(cells) > 1:
            del cells[0]
        if not cells[-1] and len(cells) > 1:
            del cells[-1]
        yield at, cells


def _table(
    rows: Sequence[tuple[int, list[str]]], at: int, number: int, pieces_of: Callable[[str], list[Piece]]
) -> Grid:
    made = tuple(
        tuple(
            build_cell(
                [part for piece in pieces_of(text) for part in _split_note_marks(piece)],
                Place(line=at + row_line, table=number, row=row, column=column),
            )
            for column, text in enumerate(texts, 1)
        )
        for row, (row_line, texts) in enumerate(rows, 1)
    )
    return Grid(made, GridKind.RULED, Place(line=at, table=number))


def _split_note_marks(piece: Piece) -> Iterator[Piece]:
    """Split off footnote marks (``[^1]``)."""
    for at, text in enumerate(_NOTE.split(piece.text)):
        if text or piece.opaque:
            yield replace(piece, text=text, exclusion=Exclusion.NOTE) if at % 2 else replace(piece, text=text)
