"""Tables without rules: words to columns by position. Everything found so is of low confidence.

Value columns are the centres of the head words (自然人 … 总计) where they stand in one row of places, else clusters
of the numbers' centres; rows are the baselines, and a label that wraps around its numbers is put together again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from build_scripts.model import Grid, GridCell, GridKind, Place
from build_scripts.wording import squeeze

if TYPE_CHECKING:
    from build_scripts.readers.pdf_lines import TextLine

DOUBT = "原件的表格没有完整的框线，按位置识别"
_VALUE = re.compile(r"^[+\-]?[\d,.]+$|^[/／\-—–]+$|^[增减]\d+$|^\d[\d.,]*(?:万元|元|件|项)$")
_STARTS = (
    (
        "requests",
        re.compile("勾稽关系|申请人情况|本年新收政府信息公开申请"),
        re.compile("^四、政府信息公开行政复议|^行政复议|^五、存在|结果维持"),
    ),
    ("proactive", re.compile("^第二十条第?[（(]|^信息内容"), re.compile("^三、收到|勾稽关系|申请人情况|^四、政府信息")),
    (
        "review",
        re.compile("^行政复议.*行政诉讼|结果维持.*结果纠正|^结果维持|未经复议直接起诉"),
        re.compile("^五、|^六、|存在的主要问题"),
    ),
)
_PRESENT = {"requests": "本年新收政府信息公开申请", "proactive": "行政处罚", "review": "结果维持"}


def loose_grids(
    lines: Sequence[TextLine], ruled: str, tables: int
) -> tuple[list[tuple[int, float, Grid]], set[TextLine]]:
    """(page, top, grid) of each table that no rules show, and the lines that went into them.

    ``ruled`` is the text of all ruled tables: a table that stands there is not looked for again."""
    grids: list[tuple[int, float, Grid]] = []
    used: set[TextLine] = set()
    for key, start, end in _STARTS:
        if _PRESENT[key] in ruled:
            continue
        zone: list[TextLine] = []
        for line in lines:
            text = squeeze(line.text)
            if line in used:
                continue
            if not zone and start.search(text):
                zone = [line]
            elif zone and end.search(text) and not start.search(text):
                break
            elif zone:
                zone.append(line)
        while zone and len(zone[-1].text) > 30 and not any(_VALUE.match(w) for _, _, w in zone[-1].words):
            zone.pop()
        if sum(1 for line in zone for _, _, w in line.words if _VALUE.match(w)) < 3:
            continue
        used.update(zone)
        for page in dict.fromkeys(line.page for line in zone):
            tables += 1
            part = [line for line in zone if line.page == page]
            grids.append((page, part[0].top, _grid(part, _columns(zone, key), page, tables)))
    return grids, used


def _columns(zone: Sequence[TextLine], key: str) -> list[float]:
    """Centres of the value columns, left to right."""
    heads = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
    if key == "requests":
        found: dict[str, float] = {}
        for line in zone[:8]:
            for x0, x1, word in line.words:
                for head in heads:
                    if squeeze(word) == head or (
                        len(squeeze(word)) >= 2 and head.startswith(squeeze(word)) and head not in found
                    ):
                        found.setdefault(head, (x0 + x1) / 2)
        centres = [found[h] for h in heads if h in found]
        if len(found) == len(heads) and centres == sorted(centres):
            return centres
    points = sorted((x0 + x1) / 2 for line in zone for x0, x1, w in line.words if _VALUE.match(w))
    height = sorted(line.height for line in zone)[len(zone) // 2]
    clusters: list[list[float]] = []
    for point in points:
        if clusters and point - clusters[-1][-1] < 0.9 * height:
            clusters[-1].append(point)
        else:
            clusters.append([point])
    return [sum(c) / len(c) for c in clusters]


def _grid(lines: Sequence[TextLine], columns: Sequence[float], page: int, table: int) -> Grid:
    """Two label columns and one column for each centre."""
    first = min((x0 for line in lines for x0, _, w in line.words if _VALUE.match(w)), default=0.0)
    rows: list[tuple[list[str], list[str]]] = []
    for line in lines:
        labels: list[str] = []
        values = [""] * len(columns)
        for x0, x1, word in line.words:
            centre = (x0 + x1) / 2
            if not _VALUE.match(word) and (x0 < first - line.height or not columns):
                labels.append(word)
                continue
            at = min(range(len(columns)), key=lambda i: abs(columns[i] - centre))
            values[at] = f"{values[at]}\n{word}" if values[at] else word
        rows.append((labels, values))
    rows = _rejoined(rows, lines)
    cells = []
    for r, (labels, values) in enumerate(rows, 1):
        texts = ["".join(labels[:-1]), labels[-1] if labels else "", *values]
        cells.append(
            tuple(GridCell(t, Place(page=page, table=table, row=r, column=k), DOUBT) for k, t in enumerate(texts, 1))
        )
    return Grid(tuple(cells), GridKind.LOOSE, Place(page=page, table=table))


def _rejoined(rows: list[tuple[list[str], list[str]]], lines: Sequence[TextLine]) -> list[tuple[list[str], list[str]]]:
    """Numbers that stand between two lines of their wrapped label: the three make one row."""
    made: list[tuple[list[str], list[str]]] = []
    at = 0
    while at < len(rows):
        labels, values = rows[at]
        alone = any(values) and not labels
        if alone and made and not any(made[-1][1]) and made[-1][0] and at + 1 < len(rows) and not any(rows[at + 1][1]):
            above = made.pop()
            made.append(([*above[0][:-1], above[0][-1] + "".join(rows[at + 1][0])], values))
            at += 2
            continue
        made.append((labels, values))
        at += 1
    return made
