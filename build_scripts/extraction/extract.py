"""The way from the bytes of one original to a Report: read, align, outline, attribute. Top to bottom.

Everything statutory happens here and once, the same for all formats. What is found wanting while reading
becomes a finding on the report; what cannot be published at all is a ``Refusal``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from build_scripts import readers
from build_scripts.extraction import proactive, requests, review
from build_scripts.extraction.admission import refuse_half, refuse_others
from build_scripts.extraction.alignment import MIXED, Aligned
from build_scripts.extraction.columns import SLID, blanks_slid, keeps_blanks
from build_scripts.extraction.copies import without_copies
from build_scripts.extraction.evidence import collect
from build_scripts.extraction.grids import repaired
from build_scripts.extraction.lines import Line, lines_of
from build_scripts.extraction.numbering import of_columns
from build_scripts.extraction.origins import with_origins
from build_scripts.extraction.outline import PAGE_MARK, Outline, flatten, outline, without_page_marks
from build_scripts.extraction.strays import forgotten
from build_scripts.extraction.titles import is_furniture
from build_scripts.extraction.years import captioned, other_years, own_year, parted, rows_of_another_year, years_of_rows
from build_scripts.forms import form
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
    State,
    finding,
)
from build_scripts.wording import is_value, squeeze

# A thousand times what the longest report of the corpus holds (298 paragraphs, 676 cells, tables of 28 rows).
MAX_BLOCKS = 100_000
MAX_CELLS = 1_000_000
MAX_LINES = 2_000  # of statutory tables, each of which is held against every row of the form
MANY = (
    20  # rows or tables of the agency's own that have a finding each; further rows have one for each grid, and what is
)
# beyond so many grids or tables is counted in the last
QUOTED = 60  # rows that one finding quotes: both sides of table 3, torn down the middle, have 56
_QUOTED = 60  # letters of a row that a finding quotes
_CAPTION = re.compile(
    "(?:附?表[一二三四1-9]?|续表|[(（]续表?[)）]|[(（]?(?:计量)?单位[:：][^。]{1,8}[)）]?|[^。]{0,30}(?:统计表|情况表?)(?:[(（][^。]{1,12}[)）])?)"
)  # a row of the table that names it: what it says is shown, and is no remark
UNCONFIRMED = "由程序从图片中识别，还没有人核对"


def read(data: bytes) -> Report:
    """Read one original: everything that its bytes alone tell, so that it is read once and kept.

    Who and when are still open (``agency``, ``year``, ``published``): see ``identify``. Raises ``Refusal``.
    """
    document = readers.read(data)
    _refuse_huge(document)
    content, marks = without_page_marks(flatten(document.blocks))
    once, copy = without_copies(content)
    year = own_year(once, document.hints.title)
    parted_blocks, beside = parted(captioned(once, year), year)
    blocks = repaired(parted_blocks)
    lines = lines_of(blocks)
    after = other_years(blocks, lines, year)
    lines = tuple(line for line in lines if line.block not in after)
    if sum(bool(line.table) for line in lines) > MAX_LINES:
        raise Refusal("too-large")
    numbers = of_columns(lines)
    years = years_of_rows(lines)
    own = {line.table for line in lines if years.get(id(line)) == year}
    of_others = [line for line in lines if line.table in own and years.get(id(line), year) != year]
    set_apart = {id(line) for line in (*numbers, *of_others)}
    figures = [line for line in lines if id(line) not in set_apart]
    of = {key: [line for line in figures if line.table == key] for key in ("proactive", "requests", "review")}
    kept = keeps_blanks([line for line in of["requests"] if not (line.head or line.stream)], MIXED)
    aligned = (
        proactive.proactive(of["proactive"]),
        requests.requests(of["requests"]),
        review.review(of["review"], kept),
    )
    apart = [*numbers, *of_others, *(line for a in aligned for line in a.apart)]
    claimed = _claimed(blocks, lines) - after
    parts = outline([_as_text(b) for at, b in enumerate(blocks) if at not in claimed], document.hints.title)
    refuse_others(parts, aligned)
    refuse_half(document, aligned)
    unclaimed = [line for a in aligned for line in a.unclaimed]
    unclaimed += [line for line in lines if not line.table and line.block in claimed and line.texts]
    unclaimed += forgotten(lines, (a.table for a in aligned), [*unclaimed, *apart])
    findings = [
        *(f for a in aligned for f in a.findings),
        *(_slid(aligned) if blanks_slid(lines) else ()),
        *_order_findings(parts),
        *_unclaimed_findings(parts, unclaimed, {blocks[at].place for at in after}),
        *(
            finding("table.other-year", place=grid.place, year=year)
            for grid in (*beside, *(blocks[at] for at in after), *(blocks[at] for at in {x.block for x in of_others}))
        ),
        *(rows_of_another_year([a.table for a in aligned], figures, years, year) if year else ()),
        *(
            finding(code, place=next(iter(document.unread), None) if code == "source.picture" else None, reason=reason)
            for code, reason in document.doubts
        ),
        *_paragraph_doubts(parts),
        *([finding("source.repeated", place=copy[0].place, count=len(copy))] if copy else []),
    ]
    if any(code == "source.scan" for code, _ in document.doubts):
        findings += _unconfirmed(aligned, parts, findings)
    proactive_table, requests_table, review_table = with_origins((a.table for a in aligned), lines)
    return Report(
        title=parts.title,
        titled=parts.titled,
        agency="",
        agency_id="",
        year=0,
        published=None,
        form="",
        sections=parts.sections,
        proactive=proactive_table,
        requests=requests_table,
        review=review_table,
        unplaced=(
            *parts.unplaced,
            *marks,
            *beside,
            *_grids([*unclaimed, *apart]),
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


# --------------------------------------------------------------------------- what is refused


def _refuse_huge(document: Document) -> None:
    cells = sum(
        len(block.rows) * len(block.rows[0]) for block in document.blocks if isinstance(block, Grid) and block.rows
    )
    if len(document.blocks) > MAX_BLOCKS or cells > MAX_CELLS:
        raise Refusal("too-large")


# --------------------------------------------------------------------------- what stays, what is said


def _claimed(blocks: Sequence[Block], lines: Sequence[Line]) -> set[int]:
    """Indices of blocks that became statutory lines."""
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
    """A paragraph that became no row of figures: where in it a picture stands says nothing any more."""
    return replace(block, spots=()) if isinstance(block, Paragraph) and block.spots else block


def _grids(lines: Sequence[Line]) -> tuple[Grid, ...]:
    """Lines that found no row, as they were printed, one grid for each block they came from."""
    grids = []
    for block in dict.fromkeys(line.block for line in lines):
        rows = tuple(line.cells for line in lines if line.block == block)
        place = next((cell.place for row in rows for cell in row if cell), Place())
        grids.append(Grid(rows, GridKind.RULED, place))
    return tuple(grids)


def _slid(aligned: Sequence[Aligned]) -> Iterator[Finding]:
    """Rows that end in blanks, where blanks never stand before a figure: those of table 2, and the one line of table 4.
    In table 3 the missing total says so."""
    for made, together in ((aligned[0], False), (aligned[2], True)):
        ends = {row.key: row.cells[-1].state in (State.BLANK, State.ABSENT) for row in made.table.rows}
        said = {f.row for f in made.findings}
        for row in made.table.rows:
            stated = any(cell.state is State.STATED for cell in row.cells)
            if row.key not in said and (any(ends.values()) if together else stated and ends[row.key]):
                label = form(made.table.form).table(made.table.key).row(row.key).label
                group = row.key if together else ""
                spot = {"table": made.table.key, "row": row.key, "group": group}
                yield finding("value.low-confidence", **spot, place=row.place, reason=SLID, label=label)  # type: ignore[arg-type]


def _order_findings(parts: Outline) -> list[Finding]:
    numbered = {s.key: s.number for s in form("2021").sections}
    order = [s for s in sorted(parts.sections, key=lambda s: s.order) if s.order]
    statutory = [s for s in parts.sections if s.order]
    if [s.key for s in order] == [s.key for s in statutory]:
        return []
    return [finding("table.misplaced", printed="、".join(numbered[s.key] for s in order))]


def _unclaimed_findings(parts: Outline, lines: Sequence[Line], told: set[Place]) -> list[Finding]:
    """``told``: where tables stand that another finding speaks of."""
    rows = list({(line.table, line.texts): line for line in reversed(lines)}.values())[::-1]
    rows = [line for line in rows if not _names_the_table(squeeze("".join(_without_repeats(line.texts))))]
    found = [_unclaimed(line.table, [line]) for line in rows[:MANY]]
    grids_of_rows: dict[tuple[str, int], list[Line]] = {}
    for line in rows[MANY:]:
        of = line.table, line.block
        grids_of_rows.setdefault(
            of if of in grids_of_rows or len(grids_of_rows) < MANY else next(reversed(grids_of_rows)), []
        ).append(line)
    found += [_unclaimed(table, some) for (table, _), some in grids_of_rows.items()]
    sorted_in = [(section.key, block) for section in parts.sections for block in section.blocks]
    grids = [(k, b) for k, b in (*sorted_in, *(("", b) for b in parts.unplaced)) if isinstance(b, Grid)]
    grids = [(key, grid) for key, grid in grids if grid.place not in told and not is_furniture(grid)]
    for at, (key, grid) in enumerate(grids[:MANY], 1):
        more = f"……（连同别的共 {len(grids):,} 张表）" if at == MANY < len(grids) else ""
        raw = _short(" ".join(_without_repeats([c.text for c in grid.rows[0] if c]))) + more
        found.append(finding("table.unclaimed", section=key, place=grid.place, raw=raw))
    return found


def _unclaimed(table: str, lines: Sequence[Line]) -> Finding:
    """One row, or those of one grid that are too many to speak of each: their figures all the same."""
    place = next((cell.place for line in lines for cell in line.cells if cell), None)
    quoted = [_short(" ".join(_without_repeats(line.texts))) for line in lines[:QUOTED]]
    more = f"……（共 {len(lines):,} 行）" if len(lines) > QUOTED else ""
    return finding("table.unclaimed", table=table, place=place, raw="；".join(quoted) + more)


def _names_the_table(text: str) -> bool:
    """A caption, a unit, or what a page break left between two rows of a sheet."""
    return bool(_CAPTION.fullmatch(text) or PAGE_MARK.fullmatch(text))


def _without_repeats(texts: Sequence[str]) -> Iterator[str]:
    """Words that a merged cell repeats over its columns, once; figures each time."""
    return (text for at, text in enumerate(texts) if not at or text != texts[at - 1] or is_value(text))


def _short(text: str) -> str:
    """The beginning of a long text; no figure is cut."""
    if len(text) <= _QUOTED:
        return text
    return re.sub(r"[^\s一-鿿]+\Z", "", text[:_QUOTED]).rstrip() + "…"


def _paragraph_doubts(parts: Outline) -> list[Finding]:
    found = []
    for section in parts.sections:
        doubts: dict[str, Place] = {}
        for paragraph in section.paragraphs:
            if paragraph.doubt:
                doubts.setdefault(paragraph.doubt, paragraph.place)
        found += [
            finding("value.low-confidence", section=section.key, place=place, reason=doubt, label="正文")
            for doubt, place in doubts.items()
        ]
    return found


def _unconfirmed(aligned: Sequence[Aligned], parts: Outline, said: Sequence[Finding]) -> list[Finding]:
    """A machine read it from a picture: each row and each text that is not marked yet is marked, blank or not."""
    marked = {(f.table, f.row, f.section) for f in said if f.code == "value.low-confidence" and not f.column}
    found = []
    for table in (a.table for a in aligned if a.table.present):
        for row in table.rows:
            if (table.key, row.key, "") not in marked:
                found.append(
                    finding(
                        "value.low-confidence",
                        table=table.key,
                        row=row.key,
                        group=row.key if table.key == "review" else "",
                        place=row.place,
                        reason=UNCONFIRMED,
                        label=form(table.form).table(table.key).row(row.key).label,
                    )
                )
    for section in parts.sections:
        if section.blocks and ("", "", section.key) not in marked:
            place = next((p.place for p in section.paragraphs), None)
            found.append(
                finding("value.low-confidence", section=section.key, place=place, reason=UNCONFIRMED, label="正文")
            )
    return found
