"""Convert the bytes of one original into a Report: read, align, outline, collect evidence. The module reads top to
bottom.

All statutory processing happens here, once and in the same way for all formats. A problem found while reading becomes a
finding on the report; a document that cannot be published raises ``Refusal``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from build_scripts import readers
from build_scripts.extraction import doubts, proactive, requests, review
from build_scripts.extraction.admission import refuse_other_documents, refuse_unread_pages
from build_scripts.extraction.columns import keeps_blanks
from build_scripts.extraction.copies import without_copies
from build_scripts.extraction.evidence import collect
from build_scripts.extraction.grids import repair_grids
from build_scripts.extraction.lines import Line, lines_of
from build_scripts.extraction.numbering import column_numbers
from build_scripts.extraction.outline import PAGE_MARK, flatten, outline, without_page_marks
from build_scripts.extraction.printed_places import with_printed_places
from build_scripts.extraction.tables import MIN_BLANKS_KEPT, Aligned
from build_scripts.extraction.unplaced import (
    doubt_blank_columns,
    doubt_blank_groups,
    unplaced_figures,
    unplaced_headers,
    unplaced_notes,
)
from build_scripts.extraction.years import (
    is_before_forms,
    other_years,
    own_year,
    rows_of_another_year,
    split_at_captions,
    split_years,
    summaries,
    years_of_rows,
)
from build_scripts.forms import TABLES
from build_scripts.model import (
    Block,
    Document,
    Finding,
    Grid,
    GridKind,
    Paragraph,
    Place,
    Refusal,
    Report,
    Source,
    Table,
    finding,
)
from build_scripts.wording import squeeze

# A thousand times the size of the longest report of the corpus (298 paragraphs, 676 cells, tables of 28 rows).
MAX_BLOCKS = 100_000
MAX_CELLS = 1_000_000
MAX_LINES = 2_000  # lines of statutory tables: each line is compared with every row of the form
_MAX_COMPARED = 200  # different texts of headers and footers that are looked up in the text; a report has one or two
_NUMBER, _LETTER = re.compile(r"\d+"), re.compile(r"[^\W\d_第页共]")  # 第 3 页 共 6 页 is a number only


def read(data: bytes) -> Report:
    """Read one original and return everything that its bytes alone determine, so that the result is cached.

    ``agency``, ``year`` and ``published`` remain empty: see ``identify``. Raises ``Refusal``.
    """
    document = readers.read(data)
    _refuse_huge(document)
    content, page_marks = without_page_marks(flatten(document.blocks))
    once, copy = without_copies(content)
    printed = _separate_years(once, document.hints.title)
    aligned = _align_tables(printed.figures, printed.year)
    prose = [_as_text(block) for at, block in enumerate(printed.blocks) if at not in printed.claimed]
    parts = outline(prose, document.hints.title)
    refuse_other_documents(parts, aligned)
    refuse_unread_pages(document, aligned)
    shown_apart = [*printed.numbers, *printed.other_rows, *(line for made in aligned for line in made.partly_unplaced)]
    tables = with_printed_places((made.table for made in aligned), printed.figures)
    unclaimed = _unclaimed(printed, aligned, tables, shown_apart)
    findings = [
        *(f for made in aligned for f in made.findings),
        *doubts.of_tables(aligned, printed.lines, parts),
        *_doubt_blanks(aligned, unclaimed),
        *doubts.of_sections(parts),
        *doubts.of_unclaimed(parts, unclaimed, {grid.place for grid in printed.other_tables}),
        *_other_years(printed, aligned),
        *_doubts_of_document(document),
        *doubts.of_paragraphs(parts),
        *([finding("source.repeated", place=copy[0].place, count=len(copy))] if copy else []),
    ]
    if any(code == "source.scan" for code, _ in document.doubts):
        findings += doubts.of_recognition(aligned, parts, findings)
    return Report(
        title=parts.title,
        title_place=parts.title_place,
        agency="",
        agency_id="",
        year=0,
        published=None,
        form="",
        sections=parts.sections,
        proactive=tables[0],
        requests=tables[1],
        review=tables[2],
        unplaced=(
            *parts.unplaced,
            *page_marks,
            *_margins(document),
            *printed.other_columns,
            *_grids([*unplaced_headers(printed.lines, tables, unclaimed, shown_apart), *unclaimed, *shown_apart]),
        ),
        source=Source(
            name="",
            sha256=hashlib.sha256(data).hexdigest(),
            size=len(data),
            media_type=readers.media_type(data),
            reader=document.reader,
        ),
        evidence=collect(parts, document.hints),
        findings=tuple(findings),
    )


def _margins(document: Document) -> Iterator[Paragraph]:
    """Yield each text of a page header or footer that the pages do not print elsewhere, once, without page numbers."""
    printed = "".join(squeeze(text) for block in document.blocks for text in _texts(block))
    seen: set[str] = set()
    for paragraph in document.margins:
        text = _NUMBER.sub("#", squeeze(paragraph.text))
        if _LETTER.search(text) and not PAGE_MARK.fullmatch(squeeze(paragraph.text)) and text not in seen:
            seen.add(text)
            if len(seen) > _MAX_COMPARED or squeeze(paragraph.text) not in printed:
                yield paragraph


def _texts(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield block.text
    else:
        yield from (cell.text for row in block.rows for cell in row if cell)


# --------------------------------------------------------------------------- refusals


def _refuse_huge(document: Document) -> None:
    cells = sum(
        len(block.rows) * len(block.rows[0]) for block in document.blocks if isinstance(block, Grid) and block.rows
    )
    if len(document.blocks) + len(document.margins) > MAX_BLOCKS or cells > MAX_CELLS:
        raise Refusal("too-large")


# --------------------------------------------------------------------------- the report's year and other years


@dataclass(frozen=True, slots=True)
class _Printed:
    """The printed content by year. ``blocks``: all blocks; ``claimed``: indices of the blocks used by statutory tables;
    ``lines``: the lines of these tables. Of the lines, ``figures`` are rows of the report's own year, ``numbers`` are
    lines that number columns, and ``other_rows`` are rows of other years. ``years``: id of a line → year that the row
    names. ``other_tables`` belong to another year as a whole; ``other_columns`` were cut off tables of the report's own
    year."""

    year: int
    blocks: Sequence[Block]
    claimed: set[int]
    lines: tuple[Line, ...]
    figures: Sequence[Line]
    numbers: Sequence[Line]
    other_rows: Sequence[Line]
    years: Mapping[int, int]
    other_tables: Sequence[Block]
    other_columns: Sequence[Grid]


def _separate_years(content: Sequence[Block], title: str) -> _Printed:
    year = own_year(content, title)
    own_columns, other_columns = split_years(split_at_captions(content, year), year)
    blocks = repair_grids(own_columns)
    lines = lines_of(blocks)
    if is_before_forms(year, lines):
        return _Printed(year, content, set(), (), (), (), (), {}, (), ())
    after = other_years(blocks, lines, year)
    apart = after | summaries(blocks, lines)
    lines = tuple(line for line in lines if line.block not in apart)
    if sum(bool(line.table) for line in lines) > MAX_LINES:
        raise Refusal("too-large")
    numbers = column_numbers(lines)
    years = years_of_rows(lines)
    own = {line.table for line in lines if years.get(id(line)) == year}
    other_rows = [line for line in lines if line.table in own and years.get(id(line), year) != year]
    set_apart = {id(line) for line in (*numbers, *other_rows)}
    return _Printed(
        year,
        blocks,
        _claimed(blocks, lines) - apart,
        lines,
        [line for line in lines if id(line) not in set_apart],
        numbers,
        other_rows,
        years,
        [blocks[at] for at in after],
        other_columns,
    )


def _other_years(printed: _Printed, aligned: Sequence[Aligned]) -> list[Finding]:
    with_other_rows = [printed.blocks[at] for at in {line.block for line in printed.other_rows}]
    blocks = (*printed.other_columns, *printed.other_tables, *with_other_rows)
    found = [finding("table.other-year", place=block.place, year=printed.year) for block in blocks]
    if printed.year:
        found += rows_of_another_year([a.table for a in aligned], printed.figures, printed.years, printed.year)
    return found


# --------------------------------------------------------------------------- tables and unmatched content


def _align_tables(figures: Sequence[Line], year: int) -> tuple[Aligned, Aligned, Aligned]:
    """Align the lines of tables 2 (主动公开), 3 (依申请公开) and 4 (复议诉讼). ``year``: the report's own, 0 if unknown."""
    lines = {key: [line for line in figures if line.table == key] for key in TABLES}
    blanks_kept = keeps_blanks(
        [line for line in lines["requests"] if not (line.is_header or line.stream)], MIN_BLANKS_KEPT
    )
    return (
        proactive.proactive(lines["proactive"], year),
        requests.requests(lines["requests"]),
        review.review(lines["review"], blanks_kept),
    )


def _unclaimed(
    printed: _Printed, aligned: Sequence[Aligned], tables: Sequence[Table], shown_apart: Sequence[Line]
) -> list[Line]:
    """Return the table lines that matched no row."""
    found = [line for made in aligned for line in made.unclaimed]
    found += [line for line in printed.lines if not line.table and line.block in printed.claimed and line.texts]
    found += unplaced_figures(printed.lines, tables, [*found, *shown_apart])
    return [*found, *unplaced_notes(printed.lines, tables, [*found, *shown_apart])]


def _doubt_blanks(aligned: Sequence[Aligned], unclaimed: Sequence[Line]) -> Iterator[Finding]:
    yield from doubt_blank_columns(aligned[1].table, [line for line in unclaimed if line.table == "requests"])
    yield from doubt_blank_groups(aligned[2].table, [line for line in unclaimed if line.table == "review"])


def _doubts_of_document(document: Document) -> list[Finding]:
    unread = next(iter(document.unread), None)
    return [
        finding(code, place=unread if code == "source.picture" else None, reason=reason)
        for code, reason in document.doubts
    ]


def _claimed(blocks: Sequence[Block], lines: Sequence[Line]) -> set[int]:
    """Return the indices of blocks that became statutory lines."""
    claimed = set()
    for line in lines:
        if not line.table:
            continue
        block = blocks[line.block]
        if isinstance(block, Grid):
            claimed.add(line.block)
        else:
            claimed.update(range(line.block, line.block + line.span))
    return claimed


def _as_text(block: Block) -> Block:
    """Return the block without ``opaque_offsets``: positions of pictures are not needed in a paragraph that is no table
    row."""
    return replace(block, opaque_offsets=()) if isinstance(block, Paragraph) and block.opaque_offsets else block


def _grids(lines: Sequence[Line]) -> tuple[Grid, ...]:
    """Return the unmatched lines as printed, one grid for each source block."""
    grids = []
    for block in dict.fromkeys(line.block for line in lines):
        rows = tuple(line.cells for line in lines if line.block == block)
        place = next((cell.place for row in rows for cell in row if cell), Place())
        grids.append(Grid(rows, GridKind.RULED, place))
    return tuple(grids)
