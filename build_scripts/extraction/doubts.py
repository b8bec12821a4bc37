"""Create the findings on the reading of a whole report: unmatched lines, possibly shifted rows, sections out of order,
text in doubt, text recognized from a picture."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from build_scripts.extraction.columns import SHIFTED, blanks_shifted
from build_scripts.extraction.lines import Line
from build_scripts.extraction.outline import PAGE_MARK, Outline
from build_scripts.extraction.tables import Aligned
from build_scripts.extraction.titles import is_furniture
from build_scripts.forms import form
from build_scripts.model import Finding, Grid, Paragraph, Place, State, finding
from build_scripts.wording import is_value, squeeze

# Maximum number of agency-defined rows or tables with one finding each. Further rows share one finding per grid. The
# last finding counts the grids or tables beyond this number.
MAX_FINDINGS = 20
# maximum number of rows quoted in one finding: both sides of table 3, split down the middle, have 56
MAX_QUOTED_ROWS = 60
_MAX_QUOTED_CHARACTERS = 60  # maximum number of characters of a quoted row
_MIN_FIGURES = 5  # figures in the text that are a row of a table: a group of table 4 has five, a row of table 3 seven
# A table row that names the table. The text of such a row is displayed and needs no finding.
_CAPTION = re.compile(
    "(?:附?表[一二三四1-9]?|续表|[(（]续表?[)）]|[(（]?(?:计量)?单位[:：][^。]{1,8}[)）]?|[^。]{0,30}(?:统计表|情况表?)(?:[(（][^。]{1,12}[)）])?)"
)
UNCONFIRMED = "由程序从图片中识别，还没有人核对"


def of_tables(aligned: Sequence[Aligned], lines: Sequence[Line], parts: Outline) -> Iterator[Finding]:
    """Yield findings for rows that may have shifted, if the tables have blanks only after figures, and for rows whose
    figures are in the text."""
    if blanks_shifted(lines):
        yield from _shifted(aligned)
    yield from _figures_in_text(aligned, parts)


def _shifted(aligned: Sequence[Aligned]) -> Iterator[Finding]:
    """Yield findings for rows that end in blanks in tables where no blank precedes a figure: rows of table 2 and the
    single line of table 4. In table 3 a missing total already reports the shift."""
    for made, together in ((aligned[0], False), (aligned[2], True)):
        ends = {row.key: row.cells[-1].state in (State.BLANK, State.ABSENT) for row in made.table.rows}
        known = {f.row for f in made.findings}
        for row in made.table.rows:
            stated = any(cell.state is State.STATED for cell in row.cells)
            if row.key not in known and (any(ends.values()) if together else stated and ends[row.key]):
                label = form(made.table.form).table(made.table.key).row(row.key).label
                group = row.key if together else ""
                spot = {"table": made.table.key, "row": row.key, "group": group}
                yield finding("value.low-confidence", **spot, place=row.place, reason=SHIFTED, label=label)  # type: ignore[arg-type]


def of_sections(parts: Outline) -> list[Finding]:
    """Return a finding if the sections are not in the order of the form."""
    numbered = {s.key: s.number for s in form("2021").sections}
    order = [s for s in sorted(parts.sections, key=lambda s: s.heading_position) if s.heading_position]
    statutory = [s for s in parts.sections if s.heading_position]
    if [s.key for s in order] == [s.key for s in statutory]:
        return []
    return [finding("table.misplaced", printed="、".join(numbered[s.key] for s in order))]


def of_unclaimed(parts: Outline, lines: Sequence[Line], known: set[Place]) -> list[Finding]:
    """Return findings for unmatched rows and tables. ``known``: places of tables with another finding."""
    rows = list({(line.table, line.texts): line for line in reversed(lines)}.values())[::-1]
    rows = [line for line in rows if not _names_the_table(squeeze("".join(_without_repeats(line.texts))))]
    found = [_unclaimed(line.table, [line]) for line in rows[:MAX_FINDINGS]]
    grids_of_rows: dict[tuple[str, int], list[Line]] = {}
    for line in rows[MAX_FINDINGS:]:
        of = line.table, line.block
        grids_of_rows.setdefault(
            of if of in grids_of_rows or len(grids_of_rows) < MAX_FINDINGS else next(reversed(grids_of_rows)), []
        ).append(line)
    found += [_unclaimed(table, some) for (table, _), some in grids_of_rows.items()]
    sorted_in = [(section.key, block) for section in parts.sections for block in section.blocks]
    grids = [(k, b) for k, b in (*sorted_in, *(("", b) for b in parts.unplaced)) if isinstance(b, Grid)]
    grids = [(key, grid) for key, grid in grids if grid.place not in known and not is_furniture(grid)]
    for at, (key, grid) in enumerate(grids[:MAX_FINDINGS], 1):
        more = f"……（连同别的共 {len(grids):,} 张表）" if at == MAX_FINDINGS < len(grids) else ""
        raw = _short(" ".join(_without_repeats([c.text for c in grid.rows[0] if c]))) + more
        found.append(finding("table.unclaimed", section=key, place=grid.place, raw=raw))
    return found


def _figures_in_text(aligned: Sequence[Aligned], parts: Outline) -> Iterator[Finding]:
    """Yield one finding for table 3 and table 4 that quotes the rows of figures in the text of their section, if a
    row of the table is absent. Text copied from a PDF has the label in the middle of its lines (息需要 / 另行制 /
    6 0 0 0 1 0 7 / 作): such a row is no line of the table, and only its figures tell that it was printed."""
    for made in aligned[1:]:
        lost = any(all(cell.state is State.ABSENT for cell in row.cells) for row in made.table.rows)
        sections = [section for section in parts.sections if lost and section.key == made.table.key]
        rows = [row for section in sections for row in _rows_of_figures(section.paragraphs)]
        if rows:
            more = f"……（共 {len(rows):,} 行）" if len(rows) > MAX_QUOTED_ROWS else ""
            raw = "；".join(_short(text) for text, _ in rows[:MAX_QUOTED_ROWS]) + more
            yield finding("table.unclaimed", table=made.table.key, place=rows[0][1], raw=raw)


def _rows_of_figures(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[str, Place]]:
    """Yield the rows of figures, in one paragraph or one figure per paragraph, each with the words before it."""
    runs = [("", list[str](), paragraphs[0].place)] if paragraphs else []
    for paragraph in paragraphs:
        words, figures = _split_at_figures(paragraph.text)
        if words:
            runs.append((words, [], paragraph.place))
        runs[-1][1].extend(figures)
    return ((" ".join([words, *figures]).strip(), place) for words, figures, place in runs if _is_row(figures))


def _split_at_figures(text: str) -> tuple[str, list[str]]:
    """Return the words of a line and the figures at its end."""
    tokens = text.split()
    start = next((at for at in range(len(tokens), 0, -1) if not is_value(tokens[at - 1])), 0)
    return " ".join(tokens[:start]), tokens[start:]


def _is_row(figures: Sequence[str]) -> bool:
    return len(figures) >= _MIN_FIGURES and any(map(str.isdigit, figures))


def _unclaimed(table: str, lines: Sequence[Line]) -> Finding:
    """Return one finding that quotes one row, or all rows of a grid with too many rows for single findings."""
    place = next((cell.place for line in lines for cell in line.cells if cell), None)
    quoted = [_short(" ".join(_without_repeats(line.texts))) for line in lines[:MAX_QUOTED_ROWS]]
    more = f"……（共 {len(lines):,} 行）" if len(lines) > MAX_QUOTED_ROWS else ""
    return finding("table.unclaimed", table=table, place=place, raw="；".join(quoted) + more)


def _names_the_table(text: str) -> bool:
    """Return True for a caption, a unit, or a page mark that a page break left between two rows of a sheet."""
    return bool(_CAPTION.fullmatch(text) or PAGE_MARK.fullmatch(text))


def _without_repeats(texts: Sequence[str]) -> Iterator[str]:
    """Yield each text that a merged cell repeats over its columns once; yield figures each time."""
    return (text for at, text in enumerate(texts) if not at or text != texts[at - 1] or is_value(text))


def _short(text: str) -> str:
    """Return the beginning of a long text without cutting a figure."""
    if len(text) <= _MAX_QUOTED_CHARACTERS:
        return text
    return re.sub(r"[^\s一-鿿]+\Z", "", text[:_MAX_QUOTED_CHARACTERS]).rstrip() + "…"


def of_paragraphs(parts: Outline) -> list[Finding]:
    """Return one finding for each distinct doubt on the text of a section."""
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
    """Return a finding for each row and section recognized from a picture without such a finding, blank or not."""
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
