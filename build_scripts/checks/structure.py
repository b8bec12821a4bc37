"""Find missing, blank or truncated tables, and sections that are missing, thin or left as in the template."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from build_scripts.checks.history import History
from build_scripts.checks.texts import printed_texts
from build_scripts.extraction.header_words import is_header_word
from build_scripts.extraction.labels import best_row
from build_scripts.extraction.spelling import normalize
from build_scripts.forms import FormTable, form
from build_scripts.forms.names import row_name
from build_scripts.model import Finding, Report, Section, State, Table, finding
from build_scripts.wording import number

# Text of the form itself or of templates that offices circulate; it is never part of a finished report.
_PLACEHOLDERS = re.compile(
    "(?:该|本)部分以表格形式(?:报告)?|此处(?:填写|填报|填|略去)|请在此填写|请填写(?![^。]{0,20}申请)|示例文字|(?<![A-Za-z/])XX+(?![A-Za-z/@])|[×Ｘ]{2,}|〔填写说明"
)
_SHORT = 15  # characters: 无。 or 不存在问题。 says nothing about problems and improvements
_MAX_NAMED_ROWS = 6  # rows named in a message; the others are counted
_MIN_ROWS = 3  # rows in the text that prove a table: 规章 or 行政许可 alone may be on a line by accident
_LABEL, _CERTAIN = 60, 0.9  # characters of a label; its similarity to the label of the form
_LIKELY = 0.5  # similarity of a label followed by figures, as for a row of a table
# Separators between figures: blanks, ；, 、, ／, but neither the point nor the comma inside 1,234.5.
_SEPARATORS = re.compile(r"(?:[^\w.,()（）]|(?<![0-9]),|,(?![0-9]))+")
_FIGURES_ALONE = 5  # figures that make up a whole paragraph: table 4 has fifteen
_ROW = "table.unclaimed"  # the code of the finding on a row without a place
_FIGURE = re.compile("[0-9０-９]")


def _tables(report: Report) -> Iterator[tuple[Table, FormTable]]:
    if report.form != "free":
        yield from ((t, form(t.form).table(t.key)) for t in report.tables)


def missing_tables(report: Report, _: History) -> Iterator[Finding]:
    """Report tables that are missing, or whose text could not be arranged in rows (another code)."""
    for table, shape in _tables(report):
        if not table.present:
            elsewhere = len(_rows_elsewhere(report, table.key)) >= _MIN_ROWS
            code = "table.unplaced" if elsewhere else "table.missing"
            yield finding(code, table=table.key, number=shape.number, title=shape.title)


def blank_tables(report: Report, _: History) -> Iterator[Finding]:
    """Report tables that are blank throughout, once for each table: seed000 printed the form and filled in nothing."""
    for table, shape in _tables(report):
        states = {c.state for row in table.rows for c in row.cells}
        if table.present and states <= {State.BLANK, State.ABSENT}:
            figures = any(
                f.table == table.key and _FIGURE.search(value)
                for f in report.findings
                if f.code == _ROW
                for name, value in f.values
                if name == "raw"
            )
            figures = figures or any(
                _is_figures_alone(paragraph.text)
                for section in report.sections
                if section.key == table.key
                for paragraph in section.paragraphs
            )
            code = "table.unplaced" if figures else "table.blank"
            yield finding(code, table=table.key, number=shape.number, title=shape.title)


def _rows_elsewhere(report: Report, table: str) -> set[str]:
    """Return the rows of the table (for table 4, words of its header) that occur in the text or in grids outside the
    tables."""
    texts = [printed.text for printed in printed_texts(report)]
    words = {normalize(text) for text in texts if len(text) <= _LABEL}
    if table == "review":
        return {word for word in words if is_header_word(table, word)}
    found = {row for alike, row in (best_row(table, word) for word in words) if alike >= _CERTAIN}
    for labels, figures in (row for text in texts for row in _rows_in(text)):
        alike, row = max((best_row(table, normalize(label)) for label in labels), default=(0.0, ""))
        if alike >= (_CERTAIN if figures == 1 else _LIKELY):
            found.add(row)
    return found


def _rows_in(text: str) -> Iterator[tuple[list[str], int]]:
    """Yield rows of text with separated cells (several rows where lines were joined): (possible labels, number of
    figures).

    The label may be the words before the figures, with or without the words before them:
    三、本年度办理结果；（一）予以公开；1；0."""
    words: list[str] = []
    for figures, parts in groupby(_parts(text), _is_figure):
        if not figures:
            words = list(parts)
        else:
            labels = {"".join(words[-n:]) for n in (1, 2)}
            yield [label for label in labels if len(label) <= _LABEL], len(list(parts))


def _is_figures_alone(text: str) -> bool:
    parts = _parts(text)
    return len(parts) >= _FIGURES_ALONE and all(map(_is_figure, parts))


def _parts(text: str) -> list[str]:
    return [part for part in _SEPARATORS.split(text) if part]


def _is_figure(part: str) -> bool:
    return number(part) is not None


def truncated_tables(report: Report, _: History) -> Iterator[Finding]:
    """Report rows or columns that the original lacks: seed002 lost 总计, and with it 其他 in the item rows."""
    for table, shape in _tables(report):
        pairs = list(zip(table.rows, shape.rows, strict=True))
        absent = [
            (spec.key, column.name)
            for row, spec in pairs
            for cell, column in zip(row.cells, spec.columns, strict=True)
            if cell.state is State.ABSENT
        ]
        if table.present and absent:
            lost = [spec.key for row, spec in pairs if all(c.state is State.ABSENT for c in row.cells)]
            elsewhere = (
                _rows_elsewhere(report, table.key) | {row.key for row in table.rows if row.label} if lost else set()
            )
            missing = "数据行" if len(lost) == len(pairs) else _missing(table, lost, absent, elsewhere)
            yield finding("table.truncated", table=table.key, number=shape.number, title=shape.title, missing=missing)


def _missing(table: Table, lost: list[str], absent: list[tuple[str, str]], elsewhere: set[str]) -> str:
    """Return ``「四、结转下年度继续办理」一行、「总计」列（24 格）``."""
    parts = [
        f"「{row_name(table.form, table.key, row)}」一行"
        + ("（文字在原件里，没有能放进表格）" if row in elsewhere else "")
        for row in lost[:_MAX_NAMED_ROWS]
    ]
    if len(lost) > _MAX_NAMED_ROWS:
        parts[-1] += f"等 {len(lost)} 行"
    counts = Counter(name for row, name in absent if row not in lost)
    return "、".join((*parts, *(f"「{name}」列（{n} 格）" for name, n in counts.items())))


# --------------------------------------------------------------------------- sections


def sections(report: Report, _: History) -> Iterator[Finding]:
    """Check the six sections of the form. By 《条例》第五十条, problems and improvements must be reported."""
    if report.form == "free":
        return
    titles = {s.key: s.heading for s in form("2021").sections}
    for section in report.sections:
        if section.key not in titles:
            continue
        title, text = titles[section.key], "".join(p.text for p in section.paragraphs)
        has_table = any(t.present for t in report.tables if t.key == section.key)
        if not section.heading and not has_table and not section.blocks:
            yield finding("section.missing", section=section.key, title=title)
        elif thin := _thin(section, text):
            place = next((p.place for p in section.paragraphs), None)
            yield finding("section.thin", section=section.key, place=place, title=title, count=thin)
        if match := _PLACEHOLDERS.search(f"{section.heading}\n{text}"):
            place = next((p.place for p in section.paragraphs if match[0] in p.text), None)
            yield finding("section.placeholder", section=section.key, place=place, title=title, raw=match[0])


def _thin(section: Section, text: str) -> str:
    """Return what a section with required narrative lacks, or ""."""
    letters = len(re.findall(r"\w", text))
    if section.key == "problems" and letters < _SHORT:
        return f"只有 {letters} 个字" if letters else "只有标题，没有内容"
    # The section may consist of a table of the agency's own.
    return "只有标题，没有内容" if section.key == "overview" and not section.blocks else ""


_GOVERNMENT = re.compile("人民政府$")
_ASSESSED = re.compile("考核|考评|评议|追究|问责|追责|责任制")


def assessment(report: Report, _: History) -> Iterator[Finding]:
    """Check 《条例》第五十条（四）: a people's government also reports assessment, public review and accountability."""
    if report.form == "free" or not _GOVERNMENT.search(report.agency):
        return
    texts = [printed.text for printed in printed_texts(report)]
    if sum(map(len, texts)) > _SHORT and not any(_ASSESSED.search(text) for text in texts):
        yield finding("section.assessment", section="overview")
