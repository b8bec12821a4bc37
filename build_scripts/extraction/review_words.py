"""The words of table 4 (行政复议、行政诉讼情况), and the cells collected so far."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from build_scripts.extraction.lines import Line
from build_scripts.extraction.spelling import GROUPS, OUTCOMES, normalize
from build_scripts.model import GridCell
from build_scripts.wording import is_value

Name = tuple[int, int]  # (group, outcome) of a cell
ALL_CELLS: tuple[Name, ...] = tuple((group, outcome) for group in range(3) for outcome in range(5))
TOTAL = 4  # 总计, the sum of the other outcomes
LITIGATION = 9  # 行政诉讼, the header above two groups
MIN_LABEL_COLUMN = 3  # minimum number of outcomes in a label column; for groups the minimum is two
UNNAMED_LITIGATION = "表头没有写明“未经复议直接起诉”和“复议后起诉”，按格式的次序识别"
MIN_NOTE = 5  # minimum letters of a note below the table; 项目, 类别, 件数 and 本年度 are headers and labels
YEAR_WORDS = re.compile("20\\d\\d|本年|上一?年|去年|同期")  # 2024年, 去年同期
_MAX_FURTHER = 16  # maximum letters of a header besides the words of the form: 因政府信息公开工作被申请行政复议情况
# 已审结 is no 尚未审结, and 审理结果 is no outcome
_PENDING = "(?<!已)(?:审结|结案)|未(?:审理|办结)|正在审理|审理中"
_OUTCOME_WORDS = tuple(map(re.compile, ("维持", "纠正|更正|纠错", "其他", _PENDING, "总计|合计|共计")))
_DIRECT_SUIT, _SUIT_AFTER_REVIEW = re.compile("未经?复议|直接(?:起诉|诉讼)"), re.compile("复议后|经(?:行政)?复议")
_FORM_WORDS = re.compile(
    "|".join([*GROUPS, *OUTCOMES, "行政|诉讼|复议|起诉|结果", *(word.pattern for word in _OUTCOME_WORDS)])
)
_DATES = re.compile("(20\\d\\d年度?)?(\\d+月)?(\\d+日)?")
_NOTE = re.compile("^\\W*(备?注|说明|附注?|其中)\\d?[:：]")
_CLAUSES = re.compile("[。，；]|\\d")  # signs of a sentence, and its figures


def group_of(word: str) -> int | None:
    """Return the group that a header names; ``LITIGATION`` for 行政诉讼 alone."""
    if _DIRECT_SUIT.search(word):
        return 1
    if _SUIT_AFTER_REVIEW.search(word):
        return 2
    if "行政复议" in word and "诉讼" not in word:
        return 0
    return LITIGATION if "行政诉讼" in word and "行政复议" not in word else None


def outcome_of(word: str) -> int | None:
    """Return the outcome that a header names, in full or cut by a narrow column (结果, 维持 over two lines); ``None`` for
    several outcomes that lost the space between them."""
    named = [i for i, spelling in enumerate(_OUTCOME_WORDS) if spelling.search(word)]
    return named[0] if len(named) == 1 else None


def is_sum(word: str) -> bool:
    """Return True for the label of a row that adds up groups: 合计, 小计."""
    return outcome_of(word) == TOTAL or "小计" in word


def have_different_years(one: Line, other: Line) -> bool:
    """Return True if the two rows are labelled with different years."""
    words, others = ("".join(word for _, word in words_of(line)) for line in (one, other))
    return words != others and bool(YEAR_WORDS.search(words) and YEAR_WORDS.search(others))


def without_groups(word: str) -> str:
    """Return a header without the group names printed in the same cell as the outcome (行政复议结果维持)."""
    for name in (*GROUPS, "行政诉讼"):
        word = word.replace(name, "")
    return word


def words_of(line: Line) -> list[tuple[int, str]]:
    """Return the words of a line with their columns. A note is no word, although it may hold some: 注：行政复议 1 件，
    为上年结转."""
    return [(at, word) for at, c in enumerate(line.cells) if c and not is_value(c.text) and (word := word_in(c.text))]


def word_in(text: str) -> str:
    """Return the normalized text of a cell, "" for a note."""
    return "" if is_note(text) else normalize(text)


def is_note(text: str) -> bool:
    """Return True for a cell that says more than the names of groups and outcomes: it names no column and no row. A
    figure, of however many digits, is no note."""
    if is_value(text):
        return False
    further = len(_further(text))
    return further > _MAX_FURTHER or bool(_NOTE.search(text) or (further >= MIN_NOTE and _CLAUSES.search(text)))


def is_header_text(text: str) -> bool:
    """Return True if a cell only names groups and outcomes: nothing else is lost when it is not shown apart."""
    word, further = normalize(text), _further(text)
    named = group_of(word) is not None or outcome_of(word) is not None
    begun = any(name.startswith(word) for name in OUTCOMES)
    return begun or (named and len(further) < MIN_NOTE and not re.search(r"\D\d", further))


def _further(text: str) -> str:
    """Return the letters and digits of a cell besides the words of the form and dates."""
    return _DATES.sub("", _FORM_WORDS.sub("", normalize(text)))


@dataclass(slots=True)
class ReviewCells:
    """Cells by name, unplaced cells by group, and the doubt on each group."""

    cells: dict[Name, GridCell] = field(default_factory=dict)
    doubts: dict[int, str] = field(default_factory=dict)
    ambiguous: dict[int, list[GridCell]] = field(default_factory=dict)
    used: list[Line] = field(default_factory=list)
    order: tuple[Name, ...] = ()
    rows: dict[Name, Line] = field(default_factory=dict)  # the printed line of each cell
    numbering: list[GridCell] = field(default_factory=list)  # 1, 2, 3 under 序号, 2024 under 年度
    # id of a cell that is not in the form → the header above it
    header_above: dict[int, GridCell] = field(default_factory=dict)

    def add_cell(self, name: Name, cell: GridCell | None, line: Line) -> None:
        """Add a cell. A filled cell replaces a blank one (rows left empty under the header). A second filled cell makes
        the group ambiguous, and so does a filled cell in a row with another year label (2023年, below a blank row
        2024年)."""
        if cell is None:
            return
        held = self.cells.get(name)
        if held and cell.text and (held.text or have_different_years(self.rows[name], line)):
            self.ambiguous.setdefault(name[0], []).append(cell)
        elif held is None or cell.text:
            self.cells[name], self.rows[name] = cell, line
        if cell.text:
            self.used.append(line)

    def add_ambiguous(self, cells: Sequence[GridCell | None], line: Line, groups: Sequence[int] = (0, 1, 2)) -> None:
        for group in groups:
            self.ambiguous.setdefault(group, []).extend(cell for cell in cells if cell and cell.text)
        self.used.append(line)
