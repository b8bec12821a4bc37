"""Markdown with pipe tables, HTML tables or front matter, read with markdown-it-py.

Text that only carries ``#`` and ``**`` beside tab tables is the text reader's: see ``readers.text``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from build_scripts.model import Block, Document, Grid, GridCell, GridKind, Hints, Paragraph, Place
from build_scripts.readers.html import read_html
from build_scripts.readers.text import blocks_of_lines
from build_scripts.wording import besides, printed

_FRONT = re.compile(r"\A\s*---\s*\n(.*?)\n---\s*\n", re.S)
_FIELD = re.compile(r"^(\w+)\s*:\s*[\"']?(.*?)[\"']?\s*$", re.M)
_RULE = re.compile(r"^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)+\|?\s*$", re.M)
_BREAK = re.compile(r"<br\s*/?>", re.I)
_NOTE = re.compile(r"\[\^[^\]\s]+\]")
_ASIDE = re.compile(r"<(?:sup|del|s|strike)\b", re.I)
_HTML_TABLE = re.compile(r"^[ \t]*(<table\b.*?</table\s*>)", re.S | re.I | re.M)


def is_markdown(text: str) -> bool:
    """True when there is a pipe table, an HTML table or front matter."""
    return bool(
        _FRONT.match(text) or _RULE.search(text) or (re.search(r"^#{1,6}\s", text, re.M) and "<table" in text.lower())
    )


def read_markdown(text: str) -> Document:
    """Blocks with their source lines; front matter becomes hints."""
    hints = Hints()
    if match := _FRONT.match(text):
        fields = dict(_FIELD.findall(match[1]))
        hints = Hints(
            fields.get("title", ""),
            fields.get("agency", ""),
            fields.get("date", "") or fields.get("published", ""),
            fields.get("year", ""),
        )
        text = "\n" * match[0].count("\n") + text[match.end() :]
    text = _HTML_TABLE.sub(_on_one_line, text).replace("[^", "\\[^")  # a note is no link: its text would vanish
    tokens = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(text)
    blocks: list[Block] = []
    lines = text.split("\n")
    at = 0
    while at < len(tokens):
        token = tokens[at]
        line = (token.map[0] if token.map else 0) + 1
        if token.type == "table_open":
            end = next(i for i in range(at, len(tokens)) if tokens[i].type == "table_close")
            blocks.append(_table(tokens[at:end], line, 1 + sum(isinstance(b, Grid) for b in blocks)))
            at = end
        elif token.type == "html_block" or (token.type == "fence" and "<table" in token.content.lower()):
            blocks += read_html(f"<html><body>{token.content}</body></html>").blocks
        elif token.type == "inline":
            level = int(tokens[at - 1].tag[1]) if tokens[at - 1].type == "heading_open" else 0
            first, last = token.map or (0, 1)
            if (
                any("\t" in source.strip() for source in lines[first:last])
                or sum("|" in source for source in lines[first:last]) > 1
            ):
                blocks += blocks_of_lines(lines[first:last], first + 1)
            else:
                texts = enumerate(_text(token)[0].split("\n"), line)
                blocks += [Paragraph(t, Place(line=n), level=level, breaks=True) for n, t in texts if t]
        elif token.type in ("code_block", "fence"):
            blocks += blocks_of_lines(token.content.split("\n"), line)
        at += 1
    return Document(tuple(blocks), "markdown", hints)


def _on_one_line(table: re.Match[str]) -> str:
    """CommonMark ends HTML at a blank line and takes an indented line for code: a table is held together."""
    return table[1].replace("\n", " ") + "\n" * table[0].count("\n")


def _text(token: Token) -> tuple[str, str]:
    """The text as read and what may be wrong with it. Marks are removed; a line break parts, a soft one too: Chinese
    authors end a paragraph with one, and a sentence that goes on is joined again by the sections."""
    parts: list[str] = []
    aside: list[str] = []  # raised or struck out
    into = parts
    for child in token.children or ():
        if child.type == "s_open" or (child.type == "html_inline" and _ASIDE.match(child.content)):
            into = aside
        elif child.type == "s_close" or (child.type == "html_inline" and child.content.startswith("</")):
            into = parts
        elif child.type in ("text", "code_inline"):
            into.append(child.content)
        elif child.type in ("softbreak", "hardbreak") or (child.type == "html_inline" and _BREAK.match(child.content)):
            parts.append("\n")
    lines = [printed(part).strip() for part in "".join(parts).split("\n")]
    return "\n".join(lines), besides(aside)


def _table(tokens: Sequence[Token], line: int, number: int) -> Grid:
    rows: list[tuple[GridCell | None, ...]] = []
    row: list[GridCell | None] = []
    for token in tokens:
        if token.type == "tr_open":
            row = []
            line = (token.map[0] + 1) if token.map else line
        elif token.type == "inline":
            text, doubt = _text(token)
            notes = _NOTE.findall(text)
            place = Place(line=line, table=number, row=len(rows) + 1, column=len(row) + 1)
            row.append(GridCell(_NOTE.sub("", text), place, doubt or besides(notes)))
        elif token.type == "tr_close":
            rows.append(tuple(row))
    return Grid(tuple(rows), GridKind.RULED, Place(line=line, table=number))
