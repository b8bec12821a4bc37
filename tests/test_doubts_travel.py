"""Test that a finding travels with its figure to every page and file of a site.

In this archive of four reports only the wrong totals of one report, and numbers derived from them (sums, rates,
differences, bars), have five digits. Therefore every number of five digits must be marked everywhere."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from lxml import html
from made_up import enrol, report
from made_up_years import printed, with_cells

from benchmarks.build import as_text
from build_scripts.build import build
from build_scripts.progress import Progress

ROOT = Path(__file__).parent.parent
WRONG = {"requests": (("1", "3.1", "3.3.2", "4"), "73219"), "review": (("reconsideration", "direct_suit"), "83617")}
# Excluded: 10,000 yuan, which is a unit, and region codes and postcodes, which are larger.
ORDINARY, LARGEST = 20_000, 400_000
NUMBER = re.compile(r"(?<![\w.#/-])[+-]?(\d{1,3}(?:,\d{3})+|\d+)(?![\w/-])")
UNIT = "ancestor-or-self::*[self::td or self::th or self::li or self::p or self::dd or self::svg or self::meta][1]"
TELLS = (
    # A finding itself; the quotation beside it.
    "ancestor-or-self::*[starts-with(@id, 'f') or contains(@class, 'nb-rows')]"
)
OWN = ("quality/", "original/")  # pages that list findings, and pages that show the original
LATER = {"agency_id", "division_code", "report"}


def large(text: str) -> bool:
    """Return whether a text contains a figure of five digits as a separate number."""
    return any(ORDINARY <= int(found.replace(",", "")) < LARGEST for found in NUMBER.findall(text))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a site of two towns of a county over two years; it takes 3 s of processor time."""
    folder = tmp_path_factory.mktemp("travel")
    (folder / "content").mkdir()
    (folder / "mkdocs.yml").write_bytes((ROOT / "mkdocs.yml").read_bytes())
    (folder / "overrides").symlink_to(ROOT / "overrides")
    enrol(folder / "content/agencies.csv", (0, 1))
    for number in (0, 1):
        for year in (2023, 2024):
            item = report(number, year)
            for table, (rows, total) in WRONG.items() if (number, year) == (0, 2024) else ():
                cells = printed(item, table)
                item = with_cells(item, table, {row: [*cells[row][:-1], total] for row in rows})
            path = folder / f"content/reports/{year}/{number}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(as_text(replace(item, year=year)), encoding="utf-8")
    shown = "requests/3.1/total"
    (folder / "content/corrections/shili-0-0").mkdir(parents=True)
    (folder / "content/corrections/shili-0-0/2024.toml").write_text(
        f'[[correction]]\ncell = "{shown}"\nwas = "73219"\nis = "73218"\nwhy = "原件印的是 73218"\nwho = "某人"\nwhen = 2026-02-01\n',
        encoding="utf-8",
    )
    build(folder, Progress(quiet=True), jobs=1)
    return folder / "site"


def test_every_page_marks_what_is_in_doubt(site: Path) -> None:
    bare, seen = [], set()
    for path in sorted(site.rglob("*.html")):
        address = path.relative_to(site).as_posix()
        if any(part in address for part in OWN):
            continue
        page = html.fromstring(path.read_bytes())
        for element, text in _texts(page):
            if not large(text) or element.xpath(TELLS):
                continue
            seen.add(address.removesuffix("index.html"))
            (unit,) = element.xpath(UNIT) or [element]
            around = html.tostring(unit, encoding="unicode", with_tail=False)
            if not any(sign in around for sign in ("nb-mark", "※", "核验提示")):
                bare.append(f"{address}: {text.strip()[:80]}")
    assert not bare
    kinds = {
        *("", "years/2024/", "agencies/shili-0-0/", "reports/shili-0-0/2024/", "indicators/", "indicators/received/"),
        *("indicators/received/2024/", "places/990121/review/", "places/990121/refused/", "places/990000/review/"),
        *("compare/agencies/shili-0-0/", "compare/agencies/shili-0-0/2023-2024/", "compare/places/990121/2024/"),
    }
    assert kinds <= seen, "the figure is on each of these"


def _texts(page: html.HtmlElement) -> Iterator[tuple[html.HtmlElement, str]]:
    for element in page.iter():
        if not isinstance(element.tag, str) or element.tag in ("script", "style"):
            continue
        yield element, element.text or ""
        yield from ((element, child.tail) for child in element if child.tail)
        yield from ((element, element.get(name, "")) for name in ("content", "aria-label", "title", "alt"))


def test_every_table_of_data_marks_what_is_in_doubt(site: Path) -> None:
    bare, seen = [], set()
    for path in sorted(site.rglob("*.csv")):
        address = path.relative_to(site).as_posix()
        if path.name == "findings.csv":
            continue
        for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))):
            if any(large(text) for name, text in row.items() if name not in LATER):
                seen.add(path.name)
                marks = (
                    row.get("doubts"),
                    row.get("findings"),
                    row.get("存疑的格"),
                    row.get("doubted", "0").strip("0"),
                )
                bare += [] if any(marks) else [f"{address}: {row}"]
    assert not bare
    assert {"report.csv", "figures.csv", "table.csv", "totals-990100.csv", "cells-990100.csv"} <= seen
    with sqlite3.connect(site / "data/nianbao.sqlite") as database:
        ((all_of, marked),) = database.execute(
            "select count(*), count(doubts) from cells where value >= ?", (ORDINARY,)
        )
    assert all_of == marked > 0


def test_every_document_marks_what_is_in_doubt(site: Path) -> None:
    whole = json.loads((site / "reports/shili-0-0/2024/report.json").read_bytes())
    (line,) = (
        line
        for line in (site / "data/2024/reports-990100.jsonl").read_text(encoding="utf-8").splitlines()
        if "shili-0-0" in line
    )
    for document in (whole, json.loads(line)):
        cells = [cell for cell in document["cells"] if (cell["value"] or 0) >= ORDINARY]
        assert cells and all(cell["findings"] for cell in cells)
    figures = json.loads((site / "compare/agencies/shili-0-0/figures.json").read_bytes())
    values = dict(zip(figures["keys"], figures["years"]["2024"], strict=True))
    assert _large_keys(values) <= set(figures["doubts"]["2024"]) and _large_keys(values)
    asked = json.loads((site / "data/2024/ask-990100.json").read_bytes())
    held = {key: numbers for key, numbers in asked["cells"].items() if _large_keys(dict(enumerate(numbers)))}
    assert held and set(held) <= set(asked["doubts"])


def _large_keys(values: dict[Any, Any]) -> set[Any]:
    return {key for key, value in values.items() if large(json.dumps(value))}


def test_every_feed_marks_what_is_in_doubt(site: Path) -> None:
    told = [
        text
        for path in sorted(site.rglob("atom.xml"))
        for text in ElementTree.parse(path).getroot().itertext()
        if large(text)
    ]
    assert told and all("核验提示" in text for text in told)
