"""What is said about the reading of a whole report: lines that found no row, rows that may have slid, sections out of
order, text in doubt, everything that a machine read from a picture."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from build_scripts.extraction.columns import SLID, blanks_slid
from build_scripts.extraction.lines import Line
from build_scripts.extraction.outline import PAGE_MARK, Outline
from build_scripts.extraction.tables import Aligned
from build_scripts.extraction.titles import is_furniture
from build_scripts.forms import form
from build_scripts.model import Finding, Grid, Place, State, finding
from build_scripts.wording import is_value, squeeze

# Rows or tables of the agency's own that have a finding each; further rows have one for each grid, and what is beyond so
# many grids or tables is counted in the last.
MANY = 20
QUOTED = 60  # rows that one finding quotes: both sides of table 3, torn down the middle, have 56
_QUOTED = 60  # letters of a row that a finding quotes
# A row of the table that names it: what it says is shown, and is no remark.
_CAPTION = re.compile(
    "(?:附?表[一二三四1-9]?|续表|[(（]续表?[)）]|[(（]?(?:计量)?单位[:：][^。]{1,8}[)）]?|[^。]{0,30}(?:统计表|情况表?)(?:[(（][^。]{1,12}[)）])?)"
)
UNCONFIRMED = "由程序从图片中识别，还没有人核对"


def of_tables(aligned: Sequence[Aligned], lines: Sequence[Line]) -> Iterator[Finding]:
    """Rows that may have slid, when blanks of their tables did."""
    return _slid(aligned) if blanks_slid(lines) else iter(())


def _slid(aligned: Sequence[Aligned]) -> Iterator[Finding]:
    """Rows that end in blanks, where blanks never stand before a figure: those of table 2, and the one line of table 4.
    In table 3 the missing total says so."""
    for made, together in ((aligned[0], False), (aligned[2], True)):
        ends = {row.key: row.cells[-1].state in (State.BLANK, State.ABSENT) for row in made.table.rows}
        known = {f.row for f in made.findings}
        for row in made.table.rows:
            stated = any(cell.state is State.STATED for cell in row.cells)
            if row.key not in known and (any(ends.values()) if together else stated and ends[row.key]):
                label = form(made.table.form).table(made.table.key).row(row.key).label
                group = row.key if together else ""
                spot = {"table": made.table.key, "row": row.key, "group": group}
                yield finding("value.low-confidence", **spot, place=row.place, reason=SLID, label=label)  # type: ignore[arg-type]


def of_sections(parts: Outline) -> list[Finding]:
    """Sections that stand in another order than the form's."""
    numbered = {s.key: s.number for s in form("2021").sections}
    order = [s for s in sorted(parts.sections, key=lambda s: s.order) if s.order]
    statutory = [s for s in parts.sections if s.order]
    if [s.key for s in order] == [s.key for s in statutory]:
        return []
    return [finding("table.misplaced", printed="、".join(numbered[s.key] for s in order))]


def of_unclaimed(parts: Outline, lines: Sequence[Line], known: set[Place]) -> list[Finding]:
    """``known``: where tables stand that another finding speaks of."""
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
    grids = [(key, grid) for key, grid in grids if grid.place not in known and not is_furniture(grid)]
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


def of_paragraphs(parts: Outline) -> list[Finding]:
    """Each reason for which the text of a section is in doubt, once."""
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


def of_recognition(aligned: Sequence[Aligned], parts: Outline, known: Sequence[Finding]) -> list[Finding]:
    """A machine read it from a picture: each row and each text that is not marked yet is marked, blank or not."""
    marked = {(f.table, f.row, f.section) for f in known if f.code == "value.low-confidence" and not f.column}
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
