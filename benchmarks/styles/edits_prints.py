"""Change the printed text of cells: odd figures, signs for nothing, and text around figures."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.styles.edits import EVERY, edit, one
from benchmarks.styles.sheets import Cell, Job

SUPERSCRIPTS = ("①", "²", "*", "[1]", "注1", "#")


def value_cells(job: Job, names: tuple[str, ...] = EVERY) -> list[Cell]:
    """Return the cells of figures, each once."""
    cells = {id(c): c for name in names for t in job.tables(name) for row in t.rows for c in row if c.role == "value"}
    return list(cells.values())


def _plain(cell: Cell) -> bool:
    return cell.text.isascii() and cell.text.isdigit()


def _some(name: str, change: Callable[[Job, Cell], str], count: int = 4, *, zero: bool = False) -> None:
    """Print a few figures (or zeros) differently; the new text is the truth."""

    @edit(name)
    def apply(job: Job) -> None:
        cells = [c for c in value_cells(job) if _plain(c) and (c.text == "0") >= zero]
        for cell in job.dice.sample(cells, min(count, len(cells))):
            cell.reprint(change(job, cell))


def _every(name: str, change: Callable[[Job, Cell], str], plain: bool = True) -> None:
    """Print every figure differently; additions that are not part of the figure are not part of the truth."""

    @edit(name, plain=plain)
    def apply(job: Job) -> None:
        for cell in value_cells(job):
            cell.text = change(job, cell)


_some("noted figures", lambda job, c: c.text + job.dice.choice(SUPERSCRIPTS))
_some("bracketed figures", lambda job, c: f"{c.text}{job.dice.choice(('（2）', '(含1件)', '（其中上年2）'))}")
_some("negative figures", lambda job, c: f"{job.dice.choice('-－−')}{c.text}")
_some("percentages", lambda job, c: f"{c.text}{job.dice.choice(('%', '％', '.5%'))}")
_some("ranges", lambda job, c: f"{c.text}{job.dice.choice(('-', '～', '至'))}{int(c.text) + 3}")
_some("about", lambda job, c: job.dice.choice(("约{}", "{}余", "{}多", "近{}", "≥{}")).format(c.text))
_some("dates for figures", lambda job, c: job.dice.choice(("2024-01-05", "1月5日", "2024年", "3/12", "1.5")))
_some("decimals", lambda job, c: f"{c.text}.0")
_some("leading zeros", lambda job, c: f"00{c.text}")
_some("Chinese numerals", lambda job, c: job.dice.choice("零一二三十〇两"))
_some(
    "units of their own", lambda job, c: c.text + job.dice.choice(("人次", "条", "项", "份", "起", "家", "万件", "元"))
)
_some("figures parted by a space", lambda job, c: f"{job.dice.randint(1, 9)} {c.text}")
_some("thousands with spaces", lambda job, c: f"{job.dice.randint(1, 9)} {job.dice.randint(100, 999)}")
_some("thousands with full-width commas", lambda job, c: f"{job.dice.randint(1, 9)}，{job.dice.randint(100, 999)}")
_some("thousands with apostrophes", lambda job, c: f"{job.dice.randint(1, 9)}'{job.dice.randint(100, 999)}")
_some("figures with points", lambda job, c: c.text + job.dice.choice(("。", ".", "；", "、")))
_some(
    "letters for figures",
    lambda job, c: job.dice.choice(("O", "o", "l", "X", "x", "n", "NULL", "nan", "#REF!", "#N/A", "√", "?", "待定")),
)
_some(
    "words for figures",
    lambda job, c: job.dice.choice(("见附件", "详见网站", "同上", "另附", "未统计", "保密", "无数据")),
)
_some("two figures in a cell", lambda job, c: f"{c.text}/{job.dice.randint(0, 9)}")
_some("sums in a cell", lambda job, c: f"{c.text}+{job.dice.randint(1, 9)}")
_some(
    "zeros in words",
    lambda job, c: job.dice.choice(("无", "〇", "零", "没有", "未发生", "0件", "0.0", "０", "O")),
    zero=True,
)
_some("zeros as signs", lambda job, c: job.dice.choice(("/", "／", "＼", "\\", "-", "—", "——", "－", "―", "*", "N/A", "\u2014 ")), 40, zero=True)  # fmt: skip
_some("signed figures", lambda job, c: job.dice.choice(("+{}", "增{}", "减少{}", "↑{}", "（{}）")).format(c.text))

_every("nbsp around figures", lambda job, c: f"\u00a0{c.text}\u00a0" if c.text else c.text)
_every("nbsp for blanks", lambda job, c: c.text or "\u00a0")
_every("full-width spaces for blanks", lambda job, c: c.text or "\u3000")
_every("zero-width signs in figures", lambda job, c: "\u200b".join(c.text) + "\ufeff")
_every("spaces after figures", lambda job, c: f"{c.text} ")
_every("thin spaces in thousands", lambda job, c: c.text.replace(",", ",\u2009"), plain=False)


@edit("all blank but totals")
def only_totals(job: Job) -> None:
    for cells in (job.figures.requests, job.figures.review):
        for row in cells.values():
            row[:-1] = ["" for _ in row[:-1]]
    for cell in value_cells(job):
        if cell.slot:
            cell.text = cell.slot[0][cell.slot[1]] or ""


@edit("one filled row")
def one_row(job: Job) -> None:
    """Leave everything blank except two rows."""
    rows = job.dice.sample(sorted(job.figures.requests), 2)
    for key, row in job.figures.requests.items():
        if key not in rows:
            row[:] = [""] * 7
    for cell in value_cells(job):
        if cell.slot:
            cell.text = cell.slot[0][cell.slot[1]] or ""


@edit("table 4: blanks between")
def blanks_in_4(job: Job) -> None:
    for cell in value_cells(job, ("review",)):
        if job.dice.random() < 0.5:
            cell.reprint("")


@edit("labels in one word", plain=True)
def joined_words(job: Job) -> None:
    """Join a label and the unit of its figures: 规章（件）."""
    for row in one(job, "proactive").rows:
        if row[0].role == "label" and row[0].text:
            row[0].text += "（件）" if "收费" not in row[0].text else "（万元）"
