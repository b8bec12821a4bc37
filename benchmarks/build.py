"""Measure how long a build takes.

The cases: reading everything; making every page from extracted data, as after an upgrade of nianbao; building with the
ready pages of the record store, with and without ``build/docs``; adding one report of a known agency, then one of a new
agency; no change; a report saved while ``serve`` runs.

    python benchmarks/build.py [--hugo PATH] 1000 [10000 …]

Made-up reports with realistic structure are written as text files into a temporary project; their agencies lie in real
cities and counties. Whole commands are timed, all cases of one size in the same run, so that the ratios hold when the
speed of the machine drifts. The commands run as after ``pip install nianbao``, without the Parquet extra, except for
the last row. Compare the processor time (user and system, of all processes): the wall-clock time of a shared machine is
noisy. Files and bytes count the files of the site that changed.

``--hugo`` lets Hugo build the Markdown pages of the build with a template that adds nothing. Hugo and the two rows
beside it run three times in alternating order, and the median counts (a single run from 10,000 reports on). The last
lines are the table of issue 21: values at that time, goals, values measured now."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from made_up import agency, report  # noqa: E402

from build_scripts.content import divisions  # noqa: E402
from build_scripts.content.registry import COLUMNS  # noqa: E402
from build_scripts.forms import form  # noqa: E402
from build_scripts.model import Agency, Report  # noqa: E402

RUNS = 3  # runs beside Hugo, in alternating order
SAMPLE = 2000  # number of page keys, evenly chosen, whose rendering from blocks to HTML is timed
MANY = 10_000  # number of reports from which there is only one run; three would take an hour
COUNTIES = 10  # number of counties of a city that have agencies, 40 in each


def as_text(item: Report) -> str:
    """Return the report in the format of the five real ones: text with tab-separated tables."""
    lines = [item.title, ""]
    for section in item.sections:
        lines += [section.heading, ""] if section.heading else []
        lines += [line for p in section.paragraphs for line in (p.text, "")]
        table = {t.key: t for t in item.tables}.get(section.key)
        if table:
            lines += [*_table(item, section.key), ""]
    published = item.published
    assert published is not None
    return "\n".join([*lines, item.agency, "", f"{published.year}年{published.month}月{published.day}日"])


def _table(item: Report, key: str) -> list[str]:
    shape = form("2021").table(key)
    table = {t.key: t for t in item.tables}[key]
    values = {row.key: [cell.raw or "" for cell in row.cells] for row in table.rows}
    if key == "review":
        names = [c.name for c in shape.rows[0].columns]
        head = [
            "行政复议" + "\t" * 5 + "行政诉讼" + "\t" * 9,
            "\t".join([*names, "未经复议直接起诉", "", "", "", "", "复议后起诉", "", "", "", ""]),
        ]
        return [*head, "\t" * 5 + "\t".join(names * 2), "\t".join(v for row in values.values() for v in row)]
    lines = []
    if key == "requests":
        lines = [
            f"{shape.note}\t\t申请人情况\t\t\t\t\t\t总计\t",
            "\t\t" + "\t".join(c.name for c in shape.rows[0].columns),
        ]
    block = ""
    for row in shape.rows:
        if row.block != block:
            block = row.block
            lines += [f"{block}\t\t\t", "\t".join(["信息内容", *(c.name for c in row.columns)])]
        lead = (
            [row.label, ""]
            if key == "requests" and not row.groups
            else ["", row.label]
            if key == "requests"
            else [row.label]
        )
        lines.append("\t".join([*lead, *values[row.key]]))
    return lines


def places() -> list[divisions.Division]:
    """Return the counties of the agencies: ten of each city that has at least ten."""
    counties: dict[str, list[divisions.Division]] = {}
    for code, place in divisions.table().items():
        path = divisions.ancestors(code)
        if len(path) == 3 and path[-1] is place:
            counties.setdefault(place.parent, []).append(place)
    return [county for found in counties.values() if len(found) >= COUNTIES for county in found[:COUNTIES]]


def enrolled(number: int, counties: Sequence[divisions.Division]) -> Agency:
    """Return an agency as the register has it."""
    province, city, county = divisions.ancestors(counties[number // 40].code)
    code = f"{county.code}{number % 40 + 100}"
    return replace(agency(number), province=province.name, city=city.name, county=county.name, division_code=code)


def project(folder: Path, count: int) -> None:
    for name in ("mkdocs.yml", "overrides"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    rows, counties = [",".join(COLUMNS)], places()
    for n in range(count // 2 + 1):
        who = enrolled(n, counties)
        values = {c: getattr(who, c) for c in COLUMNS} | {"aliases": "；".join(who.aliases)}
        rows.append(",".join(values[c] for c in COLUMNS))
    (folder / "content/reports").mkdir(parents=True)
    (folder / "content/agencies.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    for n in range(count):
        add(folder, n // 2, 2023 + n % 2)


def add(folder: Path, number: int, year: int) -> None:
    path = folder / "content/reports" / str(year) / f"{number:06}.txt"
    path.parent.mkdir(exist_ok=True)
    path.write_text(as_text(report(number, year)), encoding="utf-8")


@dataclass(frozen=True)
class Cost:
    """The cost of a whole command.

    ``wall`` and ``processor`` are seconds; then follow the peak memory of its largest process in MB, and the number and
    bytes of changed files of the site."""

    wall: float
    processor: float
    memory: int
    files: int = 0
    size: int = 0


def measure_command(command: list[str], folder: Path, **environment: str) -> Cost:
    began = time.monotonic()
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ | environment
    )
    _, status, used = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{' '.join(command)}: {os.waitstatus_to_exitcode(status)}")
    return Cost(time.monotonic() - began, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024)


def build(folder: Path, parquet: bool = False) -> Cost:
    before = published(folder)
    environment = _as_installed(folder, parquet)
    cost = measure_command([sys.executable, "-m", "build_scripts", "build", "--quiet"], folder, **environment)
    after = published(folder)
    new = [size for address, (file, size) in after.items() if before.get(address) != (file, size)]
    return replace(cost, files=len(new) + len(before.keys() - after.keys()), size=sum(new))


def _as_installed(folder: Path, parquet: bool = False) -> dict[str, str]:
    """Return an environment like that of an installed program, which uses byte code; ``parquet`` enables the extra."""
    plain = folder / "plain"
    plain.mkdir(exist_ok=True)
    (plain / "sitecustomize.py").write_text("import sys\nsys.modules['pyarrow'] = None\n", encoding="utf-8")
    path = [str(ROOT)] if parquet else [str(plain), str(ROOT)]
    return {
        "PYTHONPATH": os.pathsep.join(path),
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
    }


SAVING = """
import sys, time
from pathlib import Path
from build_scripts.commands.build import rebuild
rebuild()
path = Path(sys.argv[1])
for word in ("一", "二"):
    path.write_text(path.read_text(encoding="utf-8").replace("认真贯彻", f"认真贯彻{word}", 1), encoding="utf-8")
    began = time.monotonic(), time.process_time()
    rebuild()
print(time.monotonic() - began[0], time.process_time() - began[1], file=sys.stderr)
"""


def rebuild_after_save(folder: Path) -> Cost:
    """Measure the rebuild of ``serve`` after a report is saved; the second rebuild counts, as in a running server."""
    command = [sys.executable, "-c", SAVING, str(min((folder / "content/reports/2024").iterdir()))]
    environment = os.environ | _as_installed(folder)
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    wall, processor = map(float, done.stderr.split()[-2:])
    return Cost(wall, processor, 0)


def published(folder: Path) -> dict[str, tuple[int, int]]:
    """Return address → (inode, size). A changed file has another inode, because files are replaced, never modified in
    place."""
    site = folder / "site"
    found = {path.relative_to(site).as_posix(): path.stat() for path in site.rglob("*") if path.is_file()}
    return {address: (stat.st_ino, stat.st_size) for address, stat in found.items()}


READING = """
import sys, time
from pathlib import Path
from build_scripts.extraction.extract import read
files = [Path(name).read_bytes() for name in sys.argv[1:]]
read(files[0])
rates = []
for _ in range(5):
    began = time.process_time()
    for data in files:
        read(data)
    rates.append(len(files) / (time.process_time() - began))
print(max(rates))
"""


def files_a_second(folder: Path, *kinds: str) -> float:
    """Return the number of test originals of these kinds that one core reads in a second, best of five."""
    files = [str(path) for kind in kinds for path in sorted((ROOT / "tests/fixtures/reports").glob(f"*.{kind}"))]
    command = [sys.executable, "-c", READING, *files]
    environment = os.environ | _as_installed(folder)
    return float(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)


def startup_time(folder: Path, *arguments: str) -> float:
    """Return the processor time of a small command, best of five."""
    command = [sys.executable, "-m", "build_scripts", *arguments]
    return min(measure_command(command, folder, **_as_installed(folder)).processor for _ in range(5))


RENDER_RATE = """
import sys, tempfile, time
from pathlib import Path
from build_scripts import project
from build_scripts.archive.store import Store
from build_scripts.site.layout_cache import cached_site
from build_scripts.site.layout import file_of, render
from build_scripts.site.disk import write
from build_scripts.site.prepared_page import prepare
from build_scripts.site.routes import dispatch
from build_scripts.site.routes.keys import Context
root = Path.cwd()
store = Store(root / project.STORE)
site = cached_site(root, store)
keys = sorted(dispatch.all_keys(store), key=lambda key: (key.locality, key.text()))
context = Context(store, root, site.site_url)
made = [page for key in keys[:: len(keys) // int(sys.argv[1]) + 1] for _, page in dispatch.pages(key, context) if page]
with tempfile.TemporaryDirectory(dir=root) as folder:
    began = time.process_time()
    for page in made:
        write(Path(folder), file_of(page.address), render(prepare(page), site), fresh=True)
    print(len(made) / (time.process_time() - began))
"""


def render_rate(folder: Path) -> float:
    """Return pages per second for the work that Hugo does too: from blocks (Hugo: Markdown) to a page's HTML file."""
    command = [sys.executable, "-c", RENDER_RATE, str(SAMPLE)]
    environment = os.environ | _as_installed(folder)
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    return float(done.stdout)


def hugo(program: str, folder: Path) -> Cost:
    """Let Hugo build the same Markdown pages; every ``x/index.md`` becomes ``x.md``."""
    docs, site = folder / "build/docs", folder / "hugo"
    delete(folder, "hugo")
    for page in docs.rglob("index.md"):
        name = page.parent.relative_to(docs).as_posix()
        target = site / "content" / f"{'_' if name == '.' else name}.md"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(page, target)
    (site / "layouts/_default").mkdir(parents=True)
    layout = '<!doctype html><html lang="zh"><title>{{ .Title }}</title><body>{{ .Content }}</body></html>'
    (site / "layouts/_default/single.html").write_text(layout, encoding="utf-8")
    settings = {
        "title": "x",
        "disableKinds": ["taxonomy", "term", "RSS", "sitemap", "section", "home", "404", "robotsTXT"],
        "markup": {"goldmark": {"renderer": {"unsafe": True}, "parser": {"attribute": {"block": True}}}},
    }
    (site / "hugo.json").write_text(json.dumps(settings), encoding="utf-8")
    return measure_command([program, "--quiet", "-s", str(site), "-d", "public"], folder)


def delete(folder: Path, *parts: str) -> None:
    for part in parts:
        path = folder / part
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)


def another_version(folder: Path) -> None:
    """Mark the content of the store as made by another version of the code."""
    with closing(sqlite3.connect(folder / "build/store.sqlite")) as db:
        db.execute("update meta set value = 'another' where key = 'made by'")
        db.execute("update pages set version = 'another'")
        db.commit()


SITE = ("site", "site.previous", "build/publication.json")


def build_anew(folder: Path) -> Cost:
    delete(folder, *SITE, "build/docs")
    another_version(folder)
    return build(folder)


def build_from_store(folder: Path) -> Cost:
    delete(folder, *SITE, "build/docs")
    return build(folder)


def median_cost(costs: list[Cost]) -> Cost:
    return next(cost for cost in costs if cost.processor == median(c.processor for c in costs))


def compared_with_hugo(folder: Path, program: str, runs: int) -> list[Cost]:
    """Return the median costs of making every page anew, of the site from the record store alone, and of Hugo."""
    works: list[Callable[[Path], Cost]] = [
        build_anew,
        build_from_store,
        *([lambda f: hugo(program, f)] if program else []),
    ]
    costs: list[list[Cost]] = [[] for _ in works]
    for turn in range(runs if program else 1):
        for at in sorted(range(len(works)), reverse=turn % 2 == 1):
            costs[at].append(works[at](folder))
    return list(map(median_cost, costs))


def measure(count: int, program: str, folder: Path) -> None:
    project(folder, count)
    read = build(folder)
    pages = sum(1 for _ in (folder / "site").rglob("index.html"))
    print(f"{count} reports, {pages} pages")

    def show(what: str, cost: Cost, pages: int = pages) -> Cost:
        rate = f"{pages / cost.processor:>7.0f} pages/s" if pages else f"{cost.files:>7} files {cost.size:>11,} B"
        seconds = f"{cost.wall:>7.2f} s {cost.processor:>7.2f} s of processor"
        print(f"  {what:<32} {seconds} {cost.memory:>6} MB {rate}", flush=True)
        return cost

    show("read and build", read)
    shown = zip(
        ("every page made anew", "from the record store alone", "Hugo"),
        compared_with_hugo(folder, program, RUNS if count < MANY else 1),
        strict=False,
    )
    made, from_store, *other = [show(what, cost) for what, cost in shown]
    same = render_rate(folder)
    print(f"  {'blocks of pages to HTML files':<32} {'as Hugo does from Markdown, one core':>56} {same:>7.0f} pages/s")
    delete(folder, *SITE)
    show("from the record store and docs", build(folder))
    add(folder, count // 2, 2024)
    one = show("add one", build(folder), 0)
    add(folder, count, 2024)
    show("add one of a new agency", build(folder), 0)
    show("nothing", build(folder), 0)
    seen = show("saved while serving", rebuild_after_save(folder), 0)
    build(folder, parquet=True)
    add(folder, count // 2, 2023)
    with_parquet = show("add one, with Parquet", build(folder, parquet=True), 0)
    own = sum(p.stat().st_size for p in (folder / f"site/reports/{agency(count // 2).agency_id}/2024").iterdir())
    text = str(next((folder / "content/reports/2023").iterdir()))

    def rate(cost: Cost) -> str:
        return f"{other[0].processor / cost.processor:.2f}" if other else "not run"

    small = count < 100
    table = (
        ("--help", "1.7 s", "<= 0.25 s", f"{startup_time(folder, '--help'):.2f} s"),
        ("convert one text", "2.2 s", "<= 0.6 s", f"{startup_time(folder, 'convert', text):.2f} s"),
        ("add one report", "4-6 s", "<= 1.5 s", f"{one.processor:.1f} s"),
        ("add one report, with Parquet", "", "", f"{with_parquet.processor:.1f} s"),
        ("serve: saved, seen", "1.1-1.4 s" if small else "3.7-4.5 s", "<= 0.5 s" if small else "<= 1 s", f"{seen.processor:.1f} s"),
        ("files changed by one report", "496", "<= 40", f"{one.files}"),
        ("bytes, times the report", "24", "<= 5", f"{one.size / own:.1f}"),
        ("reading PDF, a core", "1.3 files/s", ">= 5", f"{files_a_second(folder, 'pdf'):.1f} files/s"),
        ("reading text, HTML, DOCX", "12-28 files/s", ">= 24-56", f"{files_a_second(folder, 'txt', 'html', 'docx'):.0f} files/s"),
        ("pages anew, rate of Hugo", "0.33", ">= 1", rate(made)),
        ("from the store, rate of Hugo", "0.69", ">= 1.5", rate(from_store)),
        ("the step that Hugo does, its rate", "", "", f"{same * other[0].processor / pages:.2f}" if other else "not run"),
        ("first build, a report", "95-98 ms", "<= 50 ms", f"{1000 * read.processor / count:.0f} ms"),
    )  # fmt: skip
    print(f"  {'what people wait for, processor time':<40} {'issue 21':<14} {'goal':<11} measured")
    for what, then, goal, value in table:
        print(f"    {what:<38} {then:<14} {goal:<11} {value}", flush=True)


def main() -> None:
    arguments = sys.argv[1:]
    program = arguments.pop(1) if arguments[:1] == ["--hugo"] else ""
    arguments = arguments[1:] if program else arguments
    for count in map(int, arguments or ["1000"]):
        with tempfile.TemporaryDirectory() as name:
            measure(count, program, Path(name))


if __name__ == "__main__":
    main()
