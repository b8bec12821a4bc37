"""Measure the search: our index, Pagefind and Material's built-in search, on the same synthetic reports, in one run.

    python benchmarks/search/run.py 5 2000 [100000 …]      our index at these sizes
    python benchmarks/search/run.py --beside 2000          beside the others at this size
    -v                                                     name the queries that were not answered completely

The others are measured where they are installed: ``pagefind[extended]`` (with its binary) and ``jieba``. There are two
sets of queries: exact words (``queries.py``) and inexact queries of people (``inexact_queries.py``). Each query runs in
a browser with an empty cache, on a server that compresses text; ``data`` and ``scripts`` are bytes over the wire up to
the first ten results. Eight reports are in the separate index of the newest reports: half of its maximum. A query that
is not answered within a minute counts as nothing found."""

from __future__ import annotations

import importlib.util
import json
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Set
from html import escape
from itertools import islice
from pathlib import Path
from statistics import mean
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(Path(__file__).parent)]

from corpus import Made, corpus  # noqa: E402
from inexact_queries import inexact_queries  # noqa: E402
from measure import PATIENCE, Ask, Measured, measure  # noqa: E402
from playwright.sync_api import Page  # noqa: E402
from queries import queries, text_of  # noqa: E402

from build_scripts.build import build as build_site  # noqa: E402
from build_scripts.model import Paragraph  # noqa: E402
from build_scripts.progress import Progress  # noqa: E402
from build_scripts.search.build import Document, build  # noqa: E402
from build_scripts.search.dictionary import pack  # noqa: E402
from build_scripts.search.document import lines_of  # noqa: E402
from build_scripts.search.newest import MIN_ORIGINALS, NEWEST  # noqa: E402
from build_scripts.site.disk import write  # noqa: E402

SETS = {"exact": queries, "people": inexact_queries}


def truths_of(total: int, name: str) -> dict[str, Set[str]]:
    """Return query → addresses of the reports that contain it."""
    asked = SETS[name](total)
    found: dict[str, set[str]] = {query.text: set() for query in asked}
    for item in corpus(total):
        text = text_of(item)
        for query in asked:
            if query.meets(item, text):
                found[query.text].add(item.address)
    return dict(found)


def site() -> Path:
    """Return the site of the five holdings, whose search page is used."""
    folder = Path(tempfile.mkdtemp(prefix="nianbao-search-"))
    for name in ("mkdocs.yml", "content", "overrides"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    build_site(folder, Progress(quiet=True), jobs=1)
    return folder / "site"


# --------------------------------------------------------------------------- the three


def index(total: int, folder: Path) -> float:
    """Write our index of that many reports; return the seconds without making the reports."""
    shutil.rmtree(folder / "search/p", ignore_errors=True)
    made_up = 0.0

    def timed() -> Iterator[Made]:
        nonlocal made_up
        items = corpus(total)
        while True:
            began = time.monotonic()
            item = next(items, None)
            made_up += time.monotonic() - began
            if item is None:
                return
            yield item

    entries = (Document(m.year, m.row, pack(lines_of(m.report, m.agency, m.address))) for m in timed())
    rows = -(-total // max(1, min(10, total // 20)))
    newest = [(m.year, m.row) for m in islice(corpus(total), NEWEST // 2)] if total >= MIN_ORIGINALS else []
    began = time.monotonic()
    for address, data in build(entries, [f"a{row:06}" for row in range(rows)], newest):
        write(folder, address, data, fresh=True)
    return time.monotonic() - began - made_up


def ask_ours(page: Page, url: str, query: str, hits: str = "li > a") -> list[str]:
    """Return all displayed results, including those of guesses."""
    page.goto(f"{url}search/?q={quote(query)}")
    page.locator(".nb-search-results[aria-busy=false]").wait_for(timeout=PATIENCE * 1000, state="attached")
    return _addresses(page.locator(f".nb-search-results {hits}").evaluate_all("links => links.map((a) => a.href)"))


def ask_to_the_letter(page: Page, url: str, query: str) -> list[str]:
    """Return the results without the guesses, which are listed below a separating line."""
    return ask_ours(page, url, query, "li:not(.nb-search-meant) > a")


def _wait_for(page: Page, selector: str, words: str) -> None:
    page.locator(selector).filter(has_text=re.compile(words)).wait_for(timeout=PATIENCE * 1000)


def _addresses(links: list[str]) -> list[str]:
    return [f"{found[0]}/" for link in links if (found := re.search(r"reports/[^/]+/\d+", link))]


def pagefind(total: int, folder: Path) -> float:
    for item in corpus(total):
        body = "".join(
            f"<h2>{escape(s.heading)}</h2>"
            + "".join(f"<p>{escape(b.text)}</p>" for b in s.blocks if isinstance(b, Paragraph))
            for s in item.report.sections
        )
        rows = "".join(
            "<tr>" + "".join(f"<td>{escape(text)}" for text in (row.label, *(c.raw or "" for c in row.cells)))
            for table in item.report.tables
            for row in table.rows
        )
        title = escape(item.report.title)
        page = (
            f"<html lang=zh><title>{title}</title><body data-pagefind-body><h1>{title}</h1>{body}<table>{rows}</table>"
        )
        path = folder / item.address / "index.html"
        path.parent.mkdir(parents=True)
        path.write_text(page, encoding="utf-8")
    (folder / "index.html").write_text("<html lang=zh><title>Pagefind</title>", encoding="utf-8")
    began = time.monotonic()
    subprocess.run([sys.executable, "-m", "pagefind", "--site", folder], check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - began


def ask_pagefind(page: Page, url: str, query: str) -> list[str]:
    page.goto(url)
    script = """async (query) => {
        const pagefind = await import("/pagefind/pagefind.js");
        const found = await pagefind.search(query);
        return Promise.all(found.results.slice(0, 10).map(async (hit) => (await hit.data()).url));
    }"""
    return _addresses(page.evaluate(script, query))


def material(total: int, folder: Path) -> float:
    docs = folder / "docs"
    for item in corpus(total):
        lines = [f"# {item.report.title}"]
        for section in item.report.sections:
            lines += [f"## {section.heading}"] if section.heading else []
            lines += [b.text for b in section.blocks if isinstance(b, Paragraph)]
        rows = ["".join((r.label, *(c.raw or "" for c in r.cells))) for t in item.report.tables for r in t.rows]
        path = docs / item.address / "index.md"
        path.parent.mkdir(parents=True)
        path.write_text("\n\n".join([*lines, *rows]), encoding="utf-8")
    (docs / "index.md").write_text("# x\n", encoding="utf-8")
    config = "site_name: x\nnav: [index.md]\ntheme: {name: material, language: zh, font: false}\nplugins: [{search: {lang: [zh, en]}}]\n"
    (folder / "mkdocs.yml").write_text(config, encoding="utf-8")
    began = time.monotonic()
    subprocess.run([sys.executable, "-m", "mkdocs", "build", "-q", "-d", folder / "site"], cwd=folder, check=True)
    return time.monotonic() - began


def ask_material(page: Page, url: str, query: str) -> list[str]:
    page.goto(url)
    field = page.locator(".md-search__input")
    field.fill(query)
    field.press("End")  # Material searches on keyup
    _wait_for(page, ".md-search-result__meta", "符合条件的结果")
    page.wait_for_timeout(500)
    return list(
        dict.fromkeys(_addresses(page.locator(".md-search-result__link").evaluate_all("l => l.map((a) => a.href)")))
    )


# --------------------------------------------------------------------------- the table


def row(name: str, total: int, seconds: float, memory: int, found: list[Measured]) -> None:
    data = [m.data + m.scripts for m in found]
    print(
        f"{name:<16} {total:>7} {len(found):>8} {mean(m.data for m in found) / 1000:>7.1f} {mean(data) / 1000:>8.1f}"
        f" {max(data) / 1000:>8.1f} {mean(m.precision for m in found):>6.3f} {mean(m.recall for m in found):>6.3f}"
        f" {mean(m.seconds for m in found):>7.2f} {seconds / total * 1000:>9.2f} {memory:>7}",
        flush=True,
    )


def apart(work: Callable[[int, Path], float], total: int, folder: Path) -> tuple[float, int]:
    """Return (seconds, peak MB) of one index, built in a separate process."""
    command = [sys.executable, __file__, "--only", work.__name__, str(total), str(folder)]
    seconds, memory = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return seconds, memory


def compare(name: str, work: Callable[[int, Path], float], total: int, folder: Path, public: Path, ask: Ask) -> None:
    seconds, memory = apart(work, total, folder)
    for queries_of in SETS:
        how = ask_to_the_letter if (ask, queries_of) == (ask_ours, "exact") else ask
        row(f"{name} {queries_of}", total, seconds, memory, measure(public, how, truths_of(total, queries_of)))


def main() -> None:
    arguments = [a for a in sys.argv[1:] if a != "-v"]
    if arguments[:1] == ["--only"]:
        seconds = globals()[arguments[1]](int(arguments[2]), Path(arguments[3]))
        peaks = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        print(json.dumps([seconds, max(peaks) // 1024]))
        return
    compared = arguments[:1] == ["--beside"]
    sizes = [int(a) for a in arguments[compared:]] or [5, 2000]
    print(
        f"{'':<16} {'reports':>7} {'queries':>8} {'data KB':>7} {'+scripts':>8} {'max KB':>8} {'P@10':>6} {'R@10':>6}"
        f" {'s/query':>7} {'s/1000':>9} {'MB':>7}"
    )
    ours = site()
    for total in sizes:
        compare("nianbao", index, total, ours, ours, ask_ours)
        if compared and importlib.util.find_spec("pagefind"):
            folder = Path(tempfile.mkdtemp(prefix="pagefind-"))
            compare("Pagefind", pagefind, total, folder, folder, ask_pagefind)
        if compared and importlib.util.find_spec("jieba"):
            folder = Path(tempfile.mkdtemp(prefix="material-"))
            compare("Material", material, total, folder, folder / "site", ask_material)


if __name__ == "__main__":
    main()
