"""The data model: everything that nianbao knows about one report, as frozen values.

There are two families. ``Document`` and its blocks are the output of a *reader*: the bytes of an original as headings,
paragraphs and grids, before any statutory interpretation. ``Report`` is what the archive publishes: the same content
aligned to the statutory form. This module computes nothing; ``forms`` describes the statute, and ``extraction.extract``
turns a ``Document`` into a ``Report``."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

# --------------------------------------------------------------------------- places and cells

A4 = 8.27  # inches: the assumed page width of an image, whatever resolution the file claims


@dataclass(frozen=True, slots=True)
class Place:
    """A position in the original. All counts start at 1; ``None`` = does not apply.

    ``page`` is a PDF page. ``line`` is a line of a text file, or the ordinal of the block in DOCX and HTML. ``table``
    is the ordinal of the grid in the original; ``row``/``column`` is a cell of that grid (a whole row has no
    ``column``).

    ``box`` is the bounding box of a cell or row on a page of fixed layout (PDF, OFD, an image): left, top, right,
    bottom in points (1/72 inch), x to the right and y downwards from the upper left corner of the page. The page is the
    whole sheet (MediaBox) as a viewer shows it, then rotated by ``turn`` degrees anticlockwise. A page that was printed
    sideways is rotated by quarter turns, which make the former left or lower edge the upper edge. A skewed scan is also
    rotated by a degree or two about its centre. The page of an image is assumed to have the width of A4."""

    # Names and order of the fields are permanent: the addresses of images are digests of a ``repr`` (``facsimile.picture_plan``).
    page: int | None = None
    line: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    box: tuple[float, float, float, float] | None = None
    turn: float = 0.0


class State(StrEnum):
    """The kinds of content of a statutory cell. The four kinds of "no number" are never mixed."""

    STATED = "stated"  # a number is printed; ``Cell.number`` holds it
    BLANK = "blank"  # the cell exists and is empty
    SLASH = "slash"  # the cell holds "/", a dash, 无 or 不涉及: the author states that there is none
    ABSENT = "absent"  # the original has no such cell (a column or a row was lost)
    UNREADABLE = "unreadable"  # the content is not a number: see ``Cell.raw``, which is "" for an image


@dataclass(frozen=True, slots=True)
class Cell:
    """One statutory cell. ``raw`` is the print without white space, ``None`` when absent."""

    raw: str | None
    number: Decimal | None
    state: State
    place: Place | None = None


ABSENT = Cell(None, None, State.ABSENT)

# --------------------------------------------------------------------------- what a reader yields


class GridKind(StrEnum):
    """How reliable the columns of a grid are."""

    RULED = "ruled"  # real columns: ruled PDF, HTML, DOCX, Markdown; spans expanded to ``None``
    PACKED = "packed"  # text with tabs: cells packed to the left and padded at the end
    LOOSE = "loose"  # columns guessed from positions (no rules, OCR): low confidence


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell as printed (line breaks kept as ``\\n``). ``doubt`` says why the text may be wrong.

    ``opaque`` names content of the cell that is not text (图片, 公式, 控件): such a cell is never blank. Text that is
    not part of the figure (a note mark, struck-out or invisible text) is left out of ``text`` and quoted in
    ``doubt``."""

    text: str
    place: Place
    doubt: str = ""
    opaque: str = ""

    @property
    def print(self) -> str:
        """Return the text, or the name of the content that is not text: 〔图片〕."""
        return f"〔{self.opaque}〕" if self.opaque and not self.text else self.text


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of the original. A row is a tuple of cells; ``None`` = covered by a merged cell."""

    rows: tuple[tuple[GridCell | None, ...], ...]
    kind: GridKind
    place: Place
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph or heading as printed, without inline markup.

    ``level`` is the heading level that the file declares (``#``, ``<h2>``, Word style), 0 for none; it is only a hint.
    ``breaks`` is true when a page break (or a blank line inside broken text) follows, so that the next paragraph may
    continue this one. ``doubt`` and ``opaque`` are as in ``GridCell``. ``opaque_offsets`` are the offsets in the text
    of content that is not text; they are kept while the paragraph may be a row of figures. ``continuation_places`` are
    the places of the parts on the next pages, for a paragraph that page breaks split."""

    text: str
    place: Place
    level: int = 0
    breaks: bool = False
    centred: bool = False
    doubt: str = ""
    opaque: str = ""
    opaque_offsets: tuple[int, ...] = ()
    continuation_places: tuple[Place, ...] = ()


Block = Paragraph | Grid


@dataclass(frozen=True, slots=True)
class Hints:
    """Metadata of the file outside its text (page tags, front matter). Evidence only."""

    title: str = ""
    agency: str = ""
    published: str = ""
    year: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """The format-independent output of every reader.

    ``doubts`` are (finding code, message) pairs on the whole file. ``unread`` are pages that are images and were not
    read. ``margins`` are headers and footers of pages, page numbers among them."""

    blocks: tuple[Block, ...]
    reader: str
    hints: Hints = Hints()
    doubts: tuple[tuple[str, str], ...] = ()
    unread: tuple[Place, ...] = ()
    margins: tuple[Paragraph, ...] = ()


# --------------------------------------------------------------------------- the report


class Severity(StrEnum):
    """必须核对 · 请留意 · 供参考."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Answer:
    """答复: the decision of a person who compared a finding with the original.

    ``verdict`` is ``confirmed`` (the original says so), ``explained`` or ``false-alarm``. ``when`` is an ISO date."""

    verdict: str
    text: str
    who: str
    when: str


@dataclass(frozen=True, slots=True)
class Finding:
    """核验提示: one fact that a reader should know about a report. The code is permanent.

    ``table`` is ``proactive``/``requests``/``review``; ``row`` a row key of the form; ``column`` a column key;
    ``group`` a group of table 4; ``section`` a section key. ``numbers`` are the printed numbers of the finding.
    ``answer`` is the decision of a person. Text and severity are in the catalogue (``findings.message``,
    ``findings.severity``); ``values`` fill its template by name. Therefore a changed text does not require parsing an
    original again."""

    code: str
    values: tuple[tuple[str, str], ...] = ()
    table: str = ""
    row: str = ""
    column: str = ""
    group: str = ""
    section: str = ""
    numbers: tuple[str, ...] = ()
    place: Place | None = None
    answer: Answer | None = None

    @property
    def location(self) -> str:
        """The location as one word: ``requests/3.1/total``, ``overview``, "" for the whole report."""
        return "/".join(part for part in (self.table or self.section, self.row or self.group, self.column) if part)


def finding(
    code: str,
    *,
    table: str = "",
    row: str = "",
    column: str = "",
    group: str = "",
    section: str = "",
    numbers: tuple[str, ...] = (),
    place: Place | None = None,
    **values: object,
) -> Finding:
    """Return a finding with that code; ``values`` fill the template of its message."""
    texts = tuple((name, str(value)) for name, value in values.items())
    return Finding(code, texts, table, row, column, group, section, numbers, place)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a statutory table. ``label`` is the print, "" where the original has no such row.

    ``printed`` is the content of every cell of this row in the original, including labels and text that was left out
    (``None``: covered by a merged cell). ``header_place`` is that of the column headers, on a page of fixed layout."""

    key: str
    label: str
    cells: tuple[Cell, ...]
    place: Place | None = None
    printed: tuple[str | None, ...] = ()
    header_place: Place | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A statutory table as the original fills it: every row of its form, in the order of the form.

    ``form`` is the form that the labels of the table show ("2021"/"2019"); it may differ from the form of the year.
    ``present`` is false when the original has no such table (all cells absent). Table 4 (``review``) has one row for
    each group ``reconsideration``, ``direct_suit`` and ``suit_after_review``, with five cells each. ``header_rows`` are
    the header lines in the order of print: (key of the row below, print as in ``Row.printed``)."""

    key: str
    form: str
    present: bool
    rows: tuple[Row, ...]
    header_rows: tuple[tuple[str, tuple[str | None, ...]], ...] = ()

    def row(self, key: str) -> Row:
        """Return the row with that key. Raises ``KeyError`` when the form has none."""
        for row in self.rows:
            if row.key == key:
                return row
        raise KeyError(key)


@dataclass(frozen=True, slots=True)
class Section:
    """One of the six statutory sections (keys of ``forms``), ``preamble`` or ``signature``.

    ``heading`` is the print at ``place`` ("" where the original has no such heading). ``heading_position`` is that
    among the headings of the original (1-based, 0 = no heading). ``blocks`` is the content besides the statutory
    tables: the narrative and any tables of the agency's own."""

    key: str
    heading: str
    heading_position: int
    blocks: tuple[Block, ...]
    place: Place | None = None

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Paragraph))


@dataclass(frozen=True, slots=True)
class Source:
    """原件: the original file. ``name`` is the file name in ``content/``; ``size`` is in bytes."""

    name: str
    sha256: str
    size: int
    media_type: str
    reader: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of evidence for agency, year, date or place: the value, its source, and its place in the original if it
    is printed there."""

    about: str  # "agency" | "year" | "published" | "place"
    value: str
    source: str  # Chinese: 标题, 落款, 统计期限, 文件名, 网页标签, 登记簿, 地名表 …
    quote: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Agency:
    """行政机关: a row of ``content/agencies.csv``. ``agency_id`` is ASCII and permanent."""

    agency_id: str
    name: str
    aliases: tuple[str, ...] = ()
    province: str = ""
    city: str = ""
    county: str = ""
    division_code: str = ""  # GB/T 2260 + GB/T 10114: 6 or 9 digits
    level: str = ""  # 省 市 县 乡
    kind: str = ""  # 乡镇街道 县区 市 省 部门 …
    basis: str = ""  # "" = confirmed by staff; otherwise why the place is only inferred
    history: str = ""  # 沿革: renamed, moved, merged, split, with days (``content.history``)


@dataclass(frozen=True, slots=True)
class Correction:
    """更正: a correction of the extracted value of one cell; the original never changes.

    ``was`` is the value that was extracted, ``now`` the print of the original (``None``: no such cell). ``when`` is an
    ISO date."""

    table: str
    row: str
    column: str
    was: str | None
    now: str | None
    why: str
    who: str
    when: str


@dataclass(frozen=True, slots=True)
class Report:
    """政府信息公开工作年度报告: one agency, one year, one original.

    ``title`` is the print at ``title_place`` (``None``: the title comes only from metadata of the file). ``agency`` is
    the name as the original gives it; ``agency_id`` is the id in the register ("" = unresolved). ``year`` is the year
    of the report, 0 when unknown. ``form`` is "2021", "2019" or "free". ``unplaced`` holds every block that belongs to
    no section and no table: nothing is dropped. ``corrections`` are already applied to the cells. ``findings`` are
    those of the extraction, followed by those of the checks. ``statements`` counts the figures in the text that were
    compared with a table."""

    title: str
    agency: str
    agency_id: str
    year: int
    published: date | None
    form: str
    sections: tuple[Section, ...]
    proactive: Table
    requests: Table
    review: Table
    unplaced: tuple[Block, ...]
    source: Source
    evidence: tuple[Evidence, ...] = ()
    findings: tuple[Finding, ...] = field(default=())
    corrections: tuple[Correction, ...] = ()
    statements: int = 0
    title_place: Place | None = None

    @property
    def tables(self) -> tuple[Table, Table, Table]:
        """Return tables 2, 3 and 4 in statutory order."""
        return (self.proactive, self.requests, self.review)

    def section(self, key: str) -> Section:
        """Return the section with that key. Raises ``KeyError`` when the report has none."""
        for section in self.sections:
            if section.key == key:
                return section
        raise KeyError(key)


@dataclass(frozen=True, slots=True)
class Holding:
    """A report for overviews, comparisons and exports: agency, year and figures, without the text.

    ``address`` is the permanent site address ``reports/<agency_id>/<year>/``."""

    address: str
    agency: Agency
    year: int
    title: str
    form: str
    published: date | None
    source: Source
    proactive: Table
    requests: Table
    review: Table
    findings: tuple[Finding, ...] = ()
    statements: int = 0

    @property
    def tables(self) -> tuple[Table, Table, Table]:
        """Return tables 2, 3 and 4 in statutory order."""
        return (self.proactive, self.requests, self.review)


@dataclass(frozen=True, slots=True)
class PageFacts:
    """The facts that decide which pages show a report.

    ``is_current`` is true for the version that is shown first. ``codes`` lists the codes of the findings, with
    repetitions. ``packed_indicators`` are those of the report with the findings that put them in doubt."""

    address: str
    agency: Agency
    year: int
    is_current: bool
    codes: tuple[str, ...]
    packed_indicators: str


class Refusal(Exception):
    """The reason why this file cannot be published. ``code`` is a key of ``messages.toml``; ``values`` fill its text.

    A refusal is an answer to staff, not an error of the program: it names the cause and the remedy."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values
