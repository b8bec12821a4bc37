"""The model: everything nianbao knows about one report, as frozen values.

Two families live here. ``Document`` and its blocks are what a *reader* hands over: the bytes of an
original turned into headings, paragraphs and grids, with nothing statutory decided yet. ``Report``
is what the archive publishes: the same content held against the statutory form. Nothing in this
file computes; see ``forms`` for the statute and ``reading`` for the way from one to the other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

# --------------------------------------------------------------------------- places and cells

A4 = 8.27  # inches: how wide the page of a picture is taken to be, whatever resolution the file claims


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in the original. All counts start at 1; ``None`` = does not apply.

    ``page`` is a PDF page, ``line`` a line of a text file (or the ordinal of the block in DOCX and
    HTML), ``table`` the ordinal of the grid in the original, ``row``/``column`` a cell of that grid (a whole row has no
    ``column``).

    ``box`` frames a cell or a row on a page of fixed layout (PDF, OFD, a picture): left, top, right, bottom in points
    (1/72 inch), x to the right and y downwards from the upper left corner of the page. The page is the whole sheet
    (MediaBox) as a viewer shows it, then turned by ``turn`` degrees anticlockwise: by quarters when it was printed
    sideways, which makes the former left or lower edge the upper one, and by the degree or two that a scan lay askew,
    about its middle. The page of a picture is taken to be as wide as A4.
    """

    page: int | None = None
    line: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    box: tuple[float, float, float, float] | None = None
    turn: float = 0.0


class State(StrEnum):
    """The kinds of content of a statutory cell. The four kinds of "no number" never mix."""

    STATED = "stated"  # a number is printed; ``Cell.number`` holds it
    BLANK = "blank"  # the cell is there and empty
    SLASH = "slash"  # the cell holds "/", a dash, 无 or 不涉及: the author says there is none
    ABSENT = "absent"  # the original has no such cell (a column or a row was lost)
    UNREADABLE = "unreadable"  # something is there that is no number: see ``Cell.raw``, "" for a picture


@dataclass(frozen=True, slots=True)
class Cell:
    """One statutory cell. ``raw`` is the print with white space removed, ``None`` when absent."""

    raw: str | None
    number: Decimal | None
    state: State
    place: Place | None = None


ABSENT = Cell(None, None, State.ABSENT)

# --------------------------------------------------------------------------- what a reader yields


class GridKind(StrEnum):
    """How far the columns of a grid can be trusted."""

    RULED = "ruled"  # true columns: ruled PDF, HTML, DOCX, Markdown; spans expanded to ``None``
    PACKED = "packed"  # text with tabs: cells pushed to the left and padded at the end
    LOOSE = "loose"  # columns guessed from positions (no rules, OCR): everything is of low confidence


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell as printed (line breaks kept as ``\\n``). ``doubt`` says why the text may be wrong.

    ``opaque`` names what stands in the cell and is no text (图片, 公式, 控件): such a cell is never blank. What is text
    but no part of the figure (a note mark, struck-out or unseen text) is left out of ``text`` and quoted in ``doubt``.
    """

    text: str
    place: Place
    doubt: str = ""
    opaque: str = ""

    @property
    def print(self) -> str:
        """The text, or what stands there and is none: 〔图片〕."""
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
    """A paragraph or heading as printed, without inline marks.

    ``level`` is the heading level that the file itself declares (``#``, ``<h2>``, Word style), 0 for
    none: a hint only. ``breaks`` is true when a page break (or a blank line inside torn text) follows,
    so that the next paragraph may continue this one. ``doubt`` and ``opaque`` as in ``GridCell``; ``spots``: where in
    the text what is no text stands, for as long as the paragraph may be a row of figures. ``torn``: where what stands on
    the next pages of a paragraph that their ends tore stands.
    """

    text: str
    place: Place
    level: int = 0
    breaks: bool = False
    centred: bool = False
    doubt: str = ""
    opaque: str = ""
    spots: tuple[int, ...] = ()
    torn: tuple[Place, ...] = ()


Block = Paragraph | Grid


@dataclass(frozen=True, slots=True)
class Hints:
    """What the file says about itself outside its text (page tags, front matter). Evidence only."""

    title: str = ""
    agency: str = ""
    published: str = ""
    year: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """The neutral result of every reader. ``doubts``: (finding code, message) pairs on the whole file. ``unread``: pages
    that are pictures, of which nothing was read."""

    blocks: tuple[Block, ...]
    reader: str
    hints: Hints = Hints()
    doubts: tuple[tuple[str, str], ...] = ()
    unread: tuple[Place, ...] = ()


# --------------------------------------------------------------------------- the report


class Severity(StrEnum):
    """必须核对 · 请留意 · 供参考."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Answer:
    """答复: what a person found who held a finding against the original. ``verdict`` is ``confirmed`` (the original
    says so), ``explained`` or ``false-alarm``; ``when`` an ISO date."""

    verdict: str
    text: str
    who: str
    when: str


@dataclass(frozen=True, slots=True)
class Finding:
    """核验提示: one thing a reader should know about a report, as a fact. The code is stable for ever.

    ``table`` is ``proactive``/``requests``/``review``; ``row`` a key of the form; ``column`` a column
    key; ``group`` a group of table 4; ``section`` a section key. ``numbers`` are the printed numbers
    that it speaks of. ``answer`` is what a person said of it. Its words and its severity stand in the
    catalogue (``findings.message``, ``findings.severity``), whose template ``values`` fill by name: a word
    changed there makes no original be read again.
    """

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
    def spot(self) -> str:
        """Where it speaks of, in one word: ``requests/3.1/total``, ``overview``, "" for the whole report."""
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
    """A finding of that code; ``values`` fill its message."""
    texts = tuple((name, str(value)) for name, value in values.items())
    return Finding(code, texts, table, row, column, group, section, numbers, place)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a statutory table. ``label`` is the print, "" where the original has no such row.

    ``printed`` is all that stands in this row of the original, cell by cell, labels and what was left out included
    (``None``: covered by a merged cell). ``head`` is where the heads of its columns stand, on a page of fixed layout."""

    key: str
    label: str
    cells: tuple[Cell, ...]
    place: Place | None = None
    printed: tuple[str | None, ...] = ()
    head: Place | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A statutory table as the original fills it: every row of its form, in the form's order.

    ``form`` is the form that the table's own labels show ("2021"/"2019"), which need not be the
    form of the year. ``present`` is false when the original has no such table (all cells absent).
    Table 4 (``review``) is one row per group: ``reconsideration``, ``direct_suit``,
    ``suit_after_review``, five cells each. ``head`` is the print of the lines of heads above its first row, as in
    ``Row.printed``.
    """

    key: str
    form: str
    present: bool
    rows: tuple[Row, ...]
    head: tuple[tuple[str | None, ...], ...] = ()

    def row(self, key: str) -> Row:
        """The row with that key; ``KeyError`` when the form has none."""
        for row in self.rows:
            if row.key == key:
                return row
        raise KeyError(key)


@dataclass(frozen=True, slots=True)
class Section:
    """One of the six statutory sections (keys of ``forms``), ``preamble`` or ``signature``.

    ``heading`` is the print ("" where the original has no such heading) at ``place``; ``order`` the position
    among the headings of the original (1-based, 0 = no heading); ``blocks`` what stands in it beside
    the statutory tables: the narrative, and any table of the agency's own.
    """

    key: str
    heading: str
    order: int
    blocks: tuple[Block, ...]
    place: Place | None = None

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Paragraph))


@dataclass(frozen=True, slots=True)
class Source:
    """原件: the original file. ``name`` is the file name in ``content/``; ``size`` in bytes."""

    name: str
    sha256: str
    size: int
    media_type: str
    reader: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of evidence for who, when or where: what it says, where it was found, and its place in the original if it
    is printed there."""

    about: str  # "agency" | "year" | "published" | "place"
    value: str
    source: str  # Chinese: 标题, 落款, 统计期限, 文件名, 网页标签, 登记簿, 地名表 …
    quote: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Agency:
    """A row of ``content/agencies.csv``: 行政机关. ``agency_id`` is ASCII and permanent."""

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
    """更正 of our reading of one cell: ``was`` is what was read, ``now`` what the original prints (``None``: no such
    cell). The original is never touched. ``when`` is an ISO date."""

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

    ``title`` is the print at ``titled`` (``None``: only the file's own tags give it); ``agency`` the name as the
    original gives it; ``agency_id`` the registry's ("" = unresolved).
    ``year`` is the year reported on, 0 when nothing tells. ``form`` is "2021", "2019" or "free".
    ``unplaced`` holds every block that belongs to no section and no table: nothing is dropped.
    ``corrections`` are those that its cells already follow. ``findings`` are those of the reading itself, then
    those of the checks. ``statements`` counts the figures in the text that were held against a table.
    """

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
    titled: Place | None = None

    @property
    def tables(self) -> tuple[Table, Table, Table]:
        """Tables 2, 3 and 4 in statutory order."""
        return (self.proactive, self.requests, self.review)

    def section(self, key: str) -> Section:
        """The section with that key; ``KeyError`` when the report has none."""
        for section in self.sections:
            if section.key == key:
                return section
        raise KeyError(key)


@dataclass(frozen=True, slots=True)
class Holding:
    """A report as overviews, comparisons and exports see it: who, when, its figures; not its text.

    ``address`` is the permanent site address ``reports/<agency_id>/<year>/``.
    """

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
        """Tables 2, 3 and 4 in statutory order."""
        return (self.proactive, self.requests, self.review)


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What decides which pages show a report. ``main``: the version that is shown first; ``codes`` of its findings, each as
    often as it was found; ``compared``: its indicators, packed, with the findings that doubt them."""

    address: str
    agency: Agency
    year: int
    main: bool
    codes: tuple[str, ...]
    compared: str


class Refusal(Exception):
    """This file cannot be published. ``code`` is a key of ``messages.toml``, ``values`` fill its text.

    A refusal is an answer to staff, not a failure of the program: it names the cause and what to do.
    """

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values
