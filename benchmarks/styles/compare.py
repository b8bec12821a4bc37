"""Compare the data extracted from a made file with what the file prints.

A wrong cell is *doubted* when a finding concerns its row, its column or, where nothing is published, its table;
otherwise it is *silent*. A finding on a table that nothing explains is *needless*."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from build_scripts.findings import finding_with_message
from build_scripts.forms import form
from build_scripts.model import Report, State
from build_scripts.serialize import to_json
from build_scripts.wording import fold

TABLES = {"table2": "proactive", "table3": "requests", "table4": "review"}
WORDING = {"label.variant"}  # a finding about wording, no doubt about a figure
EXPLAINED = {"table.form", "table.blank"}  # findings about the table that are true for the profile
NUMERAL = re.compile(r"\d+(?:\.\d+)?")  # 1,234 counts as two numerals, because a comma may separate cells
PLAIN = re.compile(
    r"(?:[+-]|增加?|减少?)?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?(万元|人次|[件条项份起元])?"
)  # printed texts that state a number
NONE = re.compile(r"[-/\\]*|\*+|无|没有|未发生|n/a")
IDENTITIES = {"requests.row-total", "requests.results", "requests.flow", "review.total"}


@dataclass
class Result:
    cells: int = 0
    silent: list[str] = field(default_factory=list)
    doubted: list[str] = field(default_factory=list)
    needless: list[str] = field(default_factory=list)
    metadata_diffs: list[str] = field(default_factory=list)  # differences in agency, year, date or text
    lost: list[str] = field(default_factory=list)  # numerals of the tables that the result shows nowhere
    unreported: list[str] = field(default_factory=list)  # numerals that the result lists as unplaced without a finding


def compare(truth: dict[str, Any], report: Report, cells: Iterable[str], words: set[str], expected: set[str]) -> Result:
    """Compare the truth with the report. ``cells`` are the printed figures of the source; ``words`` are the agency's
    own words in them; ``expected`` are the codes of true findings."""
    result = Result()
    found = json.loads(json.dumps(to_json(report, finding_with_message)))
    all_shown = numerals(*_page_texts(found))
    printed = _numerals(cells, all_shown)
    result.lost += sorted((printed - all_shown).elements())
    shown = fold("".join(_page_texts(found)))
    result.lost += sorted(word for word in words if fold(word) not in shown)
    findings = found["findings"]
    for table, row, column, want, got in _cells(truth, found):
        result.cells += 1
        if fold(want or "") == fold(got or ""):
            continue
        where = f"{table} {row}[{column}]: {want!r} read as {got!r}"
        doubted = any(_concerns(f, table, row, column, got) for f in findings)
        (result.doubted if doubted else result.silent).append(where)
    result.silent += _number_errors(report, findings)
    result.metadata_diffs += _metadata_diffs(truth, found)
    result.unreported += sorted(_unreported(printed, found).elements())
    expected_breaks = identities(truth)
    broken = Counter((f["code"], _position(f)) for f in findings if f["code"] in IDENTITIES)
    result.metadata_diffs += [f"{code} {spot} is not said" for code, spot in (expected_breaks - broken)]
    if not result.silent and not result.doubted:
        true = WORDING | EXPLAINED | IDENTITIES | expected
        if not any(truth["table4"]):
            true |= {"table.truncated"}  # a line of only tabs or commas is no row
        needless = [f for f in findings if f.get("table") and f["code"] not in true]
        result.needless += [f"{f['code']}: {f['message']}" for f in needless]
    result.needless += [f"{code} {spot} is not so" for code, spot in (broken - expected_breaks)]
    return result


def numerals(*texts: str) -> Counter[str]:
    return Counter(number for text in texts for part in text.split() for number in NUMERAL.findall(fold(part)))


def _numerals(cells: Iterable[str], shown: Counter[str]) -> Counter[str]:
    """Count the printed numerals. ``1 0`` is a letter-spaced ten, or a one and a zero: the displayed text decides, and
    the cell has its own finding."""
    texts = list(cells)
    printed = numerals(*texts)
    for text in texts:
        parts, whole = numerals(text), numerals("".join(text.split()))
        if parts != whole and (printed - shown).total() > ((other := printed - parts + whole) - shown).total():
            printed = other
    return printed


def _page_texts(found: dict[str, Any]) -> Iterator[str]:
    """Yield the texts on the page of a report: labels, cells, sections, unplaced content, quotations in findings."""
    yield from _placed_texts(found)
    yield from _texts(found["detail"]["unplaced"])


def _placed_texts(found: dict[str, Any]) -> Iterator[str]:
    """Yield the same texts without the unplaced content, which needs a finding."""
    detail = found["detail"]
    yield from (row["label"] for table in detail["tables"] for row in table["rows"])
    for name in TABLES:
        yield from _texts(found[name])
    for section in detail["sections"]:
        yield from _texts(section["blocks"])
    for finding in found["findings"]:
        if finding["code"] not in IDENTITIES:
            yield finding["message"]


def _unreported(printed: Counter[str], found: dict[str, Any]) -> Counter[str]:
    """Count the numerals that are unplaced and in no finding's words, unless a finding concerns exactly their place."""
    places = {json.dumps(f.get("place")) for f in found["findings"] if f.get("place")}
    left = printed - numerals(*_placed_texts(found))
    reported = Counter[str]()
    for block in found["detail"]["unplaced"]:
        whole = json.dumps(block.get("place")) in places
        for row in block.get("grid", ()):
            if whole or any(cell and json.dumps(cell[1]) in places for cell in row):
                reported += numerals(*_texts(row))
    return (left - reported) & numerals(*_texts(found["detail"]["unplaced"]))


def _number_errors(report: Report, findings: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the cells whose printed text is a plain number but whose number is missing or different, and vice versa."""
    for table in report.tables:
        for row in table.rows:
            for at, cell in enumerate(row.cells):
                text = fold(cell.raw or "")
                plain = PLAIN.fullmatch(text)
                where = f"{table.key} {row.key}[{at}]: {cell.raw!r}"
                if cell.number is not None and (not plain or abs(cell.number) != _decimal(text)):
                    yield f"{where} is the number {cell.number}"
                odd = cell.state is State.UNREADABLE or (cell.state is State.SLASH and not NONE.fullmatch(text))
                if (odd or (plain and cell.number is None)) and not any(
                    _concerns(f, table.key, row.key, at, cell.raw) for f in findings
                ):
                    yield f"{where} is no number and no finding says so"


def _decimal(text: str) -> Decimal:
    return Decimal(re.sub(r"[^\d.]", "", text))


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict | list):
        for value in part.values() if isinstance(part, dict) else part:
            yield from _texts(value)


def _position(finding: dict[str, Any]) -> str:
    by_row = finding["code"] in ("requests.row-total", "review.total")
    return str(finding.get("row") if by_row else finding.get("column"))


def _cells(truth: dict[str, Any], found: dict[str, Any]) -> Iterator[tuple[str, str, int, str | None, str | None]]:
    for name, table in TABLES.items():
        want, got = truth[name], found[name]
        if table == "review":
            keys = [row.key for row in form("2021").review.rows]
            want = {key: want[5 * at : 5 * at + 5] for at, key in enumerate(keys)}
            got = {key: got[5 * at : 5 * at + 5] for at, key in enumerate(keys)}
        for key in [*want, *(key for key in got if key not in want)]:
            one, other = want.get(key, []), got.get(key, [])
            for at in range(max(len(one), len(other))):
                yield table, key, at, one[at] if at < len(one) else None, other[at] if at < len(other) else None


def _concerns(finding: dict[str, Any], table: str, row: str, column: int, got: str | None) -> bool:
    if finding["code"] in WORDING or finding.get("table") != table:
        return False
    if at := finding.get("row") or finding.get("group"):
        return bool(at == row)
    if at := finding.get("column"):
        columns = [c.key for c in form("2021").table(table).rows[0].columns]
        return column < len(columns) and columns[column] == at
    return got is None


def _metadata_diffs(truth: dict[str, Any], found: dict[str, Any]) -> Iterator[str]:
    for name in ("year", "published_date"):
        if truth[name] != found[name]:
            yield f"{name}: {truth[name]!r} read as {found[name]!r}"
    if fold(found["title"]) != fold(truth["title"]):
        yield f"title: {found['title']!r}"
    if fold(found["agency"]) not in {fold(name) for name in truth["agency_accept"]}:
        yield f"agency: {found['agency']!r}"
    for section, paragraphs in truth["narrative"].items():
        printed = "".join(found["narrative"].get(section, [])).replace("*", "")
        if fold(printed) != fold("".join(paragraphs)):
            yield f"text of section {section}: {fold(printed)[:40]!r}…"


def identities(truth: dict[str, Any]) -> Counter[tuple[str, str]]:
    """Return the identities that the printed figures break. Blank and / count as 0 only beside a number and where the
    sum is printed; an identity with an absent cell is not checked."""
    broken: Counter[tuple[str, str]] = Counter()
    review = {row.key: truth["table4"][5 * at : 5 * at + 5] for at, row in enumerate(form("2021").review.rows)}
    for rule in form("2021" if "3.6.1" in truth["table3"] else "2019").identities:
        rows = truth["table3"] if rule.table == "requests" else review
        columns = [c.key for c in form("2021").table(rule.table).rows[0].columns]
        if rule.each == "row":
            lines = {key: (dict(zip(columns, row, strict=True)), key) for key, row in rows.items()}
        else:
            lines = {c: ({key: row[at] for key, row in rows.items()}, c) for at, c in enumerate(columns)}
        for line, spot in lines.values():
            left = [line[key] for key in rule.left if key in line]
            right = [line[key] for key in rule.right if key in line]
            if _broken(left, right):
                broken[rule.code, spot] += 1
    return broken


def _number(text: str | None) -> Decimal | None:
    word = fold(text or "")
    sign = -1 if word[:1] in ("-", "减") else 1
    return sign * _decimal(word) if PLAIN.fullmatch(word) and not re.search(r"\d\s+\d|[¹²³①-⑳]", text or "") else None


def _broken(left: list[str | None], right: list[str | None]) -> bool:
    if None in left or None in right:
        return False
    # an odd printed text: the result is undecidable
    if any(_number(text) is None and not NONE.fullmatch(fold(text or "")) for text in (*left, *right)):
        return False
    one, other = [_number(t) for t in left], [_number(t) for t in right]
    if all(n is None for n in one) or all(n is None for n in other):
        return False
    return sum(n or 0 for n in one) != sum(n or 0 for n in other)
