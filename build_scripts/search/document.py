r"""Make the searchable text of one report, as lines. All other parts of search derive from these lines.

The browser fetches them to verify a hit, to cut the excerpt and to get the address; the index holds their terms. The
first lines are the head (``DocumentHead``); every further line is::

    <kind><anchor>\t<text>[\t<text> …]

``kind`` is ``h`` for a heading, ``p`` for a paragraph or a row of an agency's own table, ``n`` for a row of a statutory
table whose cells have the same meaning as in the current form, ``r`` for any other such row, ``f`` for the words of a
table's frame. ``anchor`` is the id on the report's page, omitted when it equals that of the line before. An absent cell
is ``\x01``; ``\x02`` precedes printed text that states no number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from build_scripts.content import divisions
from build_scripts.exports.own_tables import SHOWN
from build_scripts.forms import form
from build_scripts.model import Agency, Block, Cell, Paragraph, Report, State, Table
from build_scripts.search.figures import ABSENT, UNREADABLE, comparable

HEAD_LINES = 5


@dataclass(frozen=True, slots=True)
class DocumentHead:
    """The head of a report. ``places`` are (code, name) of province, city and county as far as known; ``findings`` is
    the number of findings."""

    title: str
    agency: str
    aliases: str
    places: tuple[tuple[str, str], ...]
    address: str
    year: int
    kind: str
    form: str
    findings: int


def lines_of(report: Report, agency: Agency, address: str) -> str:
    """Return the lines of one report; ``address`` is that of its page."""
    places = "\t".join(f"{d.code} {d.name}" for d in divisions.path_of(agency))
    facts = (address, str(report.year), agency.kind, report.form, str(len(report.findings)))
    head = (report.title, agency.name, " ".join(agency.aliases), places, "\t".join(facts))
    return "\n".join((*(_spaced(line, "\t") for line in head), *_anchored(report)))


def head_of(lines: str) -> DocumentHead:
    """Parse the head of a report's lines."""
    title, agency, aliases, places, facts = lines.split("\n", HEAD_LINES)[:HEAD_LINES]
    address, year, kind, form_id, findings = facts.split("\t")
    pairs = tuple((code, name) for code, _, name in (p.partition(" ") for p in places.split("\t") if p))
    return DocumentHead(title, agency, aliases, pairs, address, int(year), kind, form_id, int(findings))


def _spaced(text: str, keep: str = "") -> str:
    """Replace every run of white space by one space, so that a line stays one line."""
    return keep.join(" ".join(part.split()) for part in (text.split(keep) if keep else (text,)))


# --------------------------------------------------------------------------- the body


def _anchored(report: Report) -> Iterator[str]:
    before = ""
    for kind, anchor, text in _body(report):
        yield f"{kind}{'' if anchor == before else anchor}\t{text}"
        before = anchor


def _body(report: Report) -> Iterator[tuple[str, str, str]]:
    """Yield (kind, anchor, text) of every line."""
    tables = {table.key: table for table in report.tables}
    for section in report.sections:
        # The signature has no id on the page, so its hits link to the top of the page.
        anchor = "content" if section.key == "signature" else section.key
        if section.heading:
            yield "h", anchor, _spaced(section.heading)
        for block in section.blocks:
            yield from _block(anchor, block)
        table = tables.get(section.key)
        if table and table.present:
            yield from _table(table)
    for block in report.unplaced:
        yield from _block("unplaced", block)


def _block(anchor: str, block: Block) -> Iterator[tuple[str, str, str]]:
    if isinstance(block, Paragraph):
        yield "p", anchor, _spaced(block.text)
        return
    rows = ("\t".join(_spaced(cell.text) for cell in row if cell) for row in block.rows[:SHOWN])
    yield from (("p", anchor, text) for text in (_spaced(block.caption), *rows) if text)


def _table(table: Table) -> Iterator[tuple[str, str, str]]:
    yield "f", table.key, frame(table.form, table.key)
    for row, kind in zip(table.rows, _kinds(table.form, table.key), strict=True):
        yield kind, f"{table.key}-{row.key}", "\t".join((_spaced(row.label), *map(_print, row.cells)))


def _print(cell: Cell) -> str:
    if cell.raw is None:
        return ABSENT
    return UNREADABLE + cell.raw if cell.state is State.UNREADABLE else cell.raw


@cache
def _kinds(form_id: str, key: str) -> tuple[str, ...]:
    """Return ``n`` or ``r`` for each row of the table."""
    return tuple("n" if comparable(form_id, key, row.key) else "r" for row in form(form_id).table(key).rows)


@cache
def frame(form_id: str, key: str) -> str:
    """Return the words that the table prints around its rows: column headers and row groups."""
    shape = form(form_id).table(key)
    words = [shape.note, shape.head, shape.stub]
    for row in shape.rows:
        words += [row.block, *row.groups, *(word for c in row.columns for word in (c.group, c.name))]
    return "｜".join(dict.fromkeys(word for word in words if word))
