"""Test that a stage runs again if and only if something that it depends on changed.

The site always equals that of a new computer."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from archives import fresh_clone, make
from test_layers import imports, modules

from build_scripts import checks, findings, project, versions
from build_scripts.archive import derived, groups, identity
from build_scripts.checks import History
from build_scripts.findings import CatalogueEntry
from build_scripts.model import Finding, Report, Severity, finding
from build_scripts.site import write
from build_scripts.site.routes import dispatch
from build_scripts.site.routes.keys import Context, Key, Pages
from build_scripts.workers import sandbox

ROOT = Path(__file__).parent.parent
TEXT = (Path(__file__).parent / "fixtures/reports/t08_text_interleaved.txt").read_text(encoding="utf-8")
ABOVE_CHECK = {"export rows", "search lines"}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    package = tmp_path / "build_scripts"
    shutil.copytree(versions.PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    return package


# --------------------------------------------------------------------------- what a module is made of


def test_imports_are_those_of_the_syntax_tree() -> None:
    found = versions.modules(versions.PACKAGE)
    for name, path in modules():
        own = "" if name == "__init__" else name
        ours = {m.removeprefix("build_scripts.") for m in imports(path) if m.startswith("build_scripts.")}
        assert found[own].imports >= ours & found.keys(), name


def test_every_data_file_has_an_owner(copy: Path) -> None:
    """One more byte in it changes the digest of a module."""
    for path in sorted(copy.rglob("*")):
        if path.suffix in (".toml", ".csv", ".txt"):
            before = versions.modules.__wrapped__(copy)
            path.write_bytes(path.read_bytes() + b"\n")
            assert versions.modules.__wrapped__(copy) != before, path


def test_a_release_alone_reads_nothing_again(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = versions.version("read")
    (copy / "__init__.py").write_text('__version__ = "99"\n', encoding="utf-8")
    monkeypatch.setattr(versions, "PACKAGE", copy)
    assert versions.version("read") == before


# --------------------------------------------------------------------------- what runs again


def archive(folder: Path) -> Path:
    """Return a small project: two years of one agency, one year of another agency of the same county."""
    for name in ("mkdocs.yml", "overrides"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    (folder / "content").mkdir()
    (folder / "content/agencies.csv").write_text(HEAD + ROWS, encoding="utf-8")
    for path, text in {
        "2024/示例县己乡.txt": TEXT,
        "2023/示例县己乡.txt": TEXT.replace("2024", "2023").replace("2025", "2024"),
        "2024/示例县庚镇.txt": TEXT.replace("己乡", "庚镇"),
    }.items():
        put(folder, path, text)
    return folder


HEAD = (ROOT / "content/agencies.csv").read_text(encoding="utf-8-sig").splitlines()[0] + "\n"
ROWS = ""


def put(folder: Path, path: str, text: str) -> None:
    file = folder / project.REPORTS / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Record the stages that ran and the kinds whose pages were made since the last reset."""
    seen: set[str] = set()

    def watch(module: object, name: str, stage: Callable[..., str]) -> None:
        work = getattr(module, name)

        def watched(*arguments: object, **named: object) -> object:
            if word := stage(*arguments):
                seen.add(word)
            return work(*arguments, **named)

        monkeypatch.setattr(module, name, watched)

    watch(sandbox, "read_all", lambda items, *_: "read" if items else "")
    watch(identity, "_claim", lambda *_: "identify")
    watch(groups, "resolve", lambda _store, _context, group, *_: "check" if group.sources else "")
    for stage, work in derived._MAKE.items():
        monkeypatch.setitem(derived._MAKE, stage, partial(_noted, seen, stage, work))
    monkeypatch.setattr(dispatch, "pages", noting(seen))
    watch(write, "render", lambda *_: "layout")
    return seen


def _noted(seen: set[str], stage: str, work: Callable[..., Any], *given: Any) -> Any:
    seen.add(stage)
    return work(*given)


def noting(made: set[str], work: Callable[..., Pages] = dispatch.pages) -> Callable[..., Pages]:
    """Wrap ``dispatch.pages`` to record the kinds of the pages that it makes."""

    def pages(key: Key, context: Context) -> Pages:
        for address, page in work(key, context):
            if page:
                made.add(type(key).__name__)
            yield address, page

    return pages


KINDS = {kind.key.__name__ for kind in dispatch.KINDS}


# File of the package → the stages that run and the kinds of pages that are made after a change of it; ``None``: all kinds.
CHANGES: dict[str, tuple[set[str], set[str] | None]] = {
    "readers/text.py": ({"read", "identify", "check", *ABOVE_CHECK}, None),
    "forms/2019.toml": ({"read", "identify", "check", *ABOVE_CHECK}, None),
    "content/new_agency.py": ({"identify", "check", *ABOVE_CHECK}, None),
    "checks/timeliness.py": ({"check", *ABOVE_CHECK}, None),
    "findings.toml": ({"identify", "check", *ABOVE_CHECK}, None),
    "indicators.toml": ({"check", *ABOVE_CHECK}, None),
    "archive/export_cache.py": ({"export rows"}, {"ReportPage", "DataPages", "DataGuide", "YearFiles"}),
    "search/dictionary.txt": ({"search lines"}, set()),
    "pages/compare/agencies.py": (set(), {"CompareAgencyPage"}),
    "pages/overviews/guide.toml": (set(), {"AboutPages"}),
    "pages/summary.py": (set(), {"ReportPage"}),
    "render/html.py": (set(), None),
    "site/stylesheet.py": (set(), set()),
}


def test_a_byte_more_runs_its_stage_and_those_above(
    copy: Path, ran: set[str], built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One file after the other gets a byte more. A stage that ran stays done: otherwise it would run at the next file."""
    folder = copy.parent / "project"
    shutil.copytree(built, folder)
    before = make(folder)
    assert not ran, "nothing changed, nothing runs"
    monkeypatch.setattr(versions, "PACKAGE", copy)
    for file, (stages, kinds) in CHANGES.items():
        (copy / file).write_bytes((copy / file).read_bytes() + b"\n")
        forget_versions()
        assert make(folder) == before, file
        assert ran - KINDS == {*stages, "layout"}, file
        assert ran & KINDS == (MADE if kinds is None else kinds), file
        ran.clear()
    assert make(folder) == before and not ran


def forget_versions() -> None:
    """Compute the versions anew: within a process, a package is not expected to change."""
    versions.modules.cache_clear()
    versions._version_of.cache_clear()


MADE: set[str] = set()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = archive(tmp_path_factory.mktemp("archive"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dispatch, "pages", noting(MADE))
        make(folder)
    return folder


# --------------------------------------------------------------------------- a new check


def shouting(report: Report, _: History) -> Iterator[Finding]:
    """A new check."""
    yield finding("test.shouting", title=report.title)


def with_shouting(patch: pytest.MonkeyPatch, package: Path) -> None:
    """Add one entry to the catalogue and one function to the table, in another version of this package."""
    entry = CatalogueEntry(
        "test.shouting", Severity.NOTE, "标题", "标题是“{title}”", "只在测试里有。", "不用处理。", "供参考"
    )
    patch.setitem(findings.catalogue(), entry.code, entry)
    patch.setattr(checks, "CHECKS", (*checks.CHECKS, shouting))
    path = package / "checks/timeliness.py"
    path.write_bytes(path.read_bytes() + b"\n")
    patch.setattr(versions, "PACKAGE", package)
    forget_versions()


def fresh(folder: Path, other: Path) -> dict[str, str]:
    """Return the site that a new computer makes, which has only what people wrote."""
    made = make(fresh_clone(folder, other))
    shutil.rmtree(other)
    return made


# --------------------------------------------------------------------------- histories


def test_whatever_happens_the_site_is_the_one_of_a_new_computer(
    built: Path, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, other = copy.parent / "project", copy.parent / "fresh"
    shutil.copytree(built, folder)
    agency = next(p.parent.name for p in (folder / "site/reports").glob("*/2023"))
    sha = next(
        line for line in (folder / "site/data/2024/manifest-sha256.txt").read_text().splitlines() if agency in line
    )

    def add() -> None:
        put(folder, "2022/示例县己乡.txt", TEXT.replace("2024", "2022").replace("2025", "2023"))

    def change() -> None:
        put(
            folder,
            "2024/示例县庚镇.txt",
            TEXT.replace("己乡", "庚镇").replace("加强组织领导", "加强领导").replace("125\t8", "126\t8"),
        )

    def rename() -> None:
        (folder / project.REPORTS / "2023/示例县己乡.txt").rename(folder / project.REPORTS / "2023/己乡（重命名）.txt")

    def correct() -> None:
        path = folder / project.CORRECTIONS / agency / "2024.toml"
        path.parent.mkdir(parents=True)
        path.write_text(
            '[[correction]]\ncell = "requests.1.natural"\nwas = "125"\nis = "128"\nwhy = "对照原件"\nwho = "测试"\n'
            "when = 2025-02-03\n",
            encoding="utf-8",
        )

    def answer() -> None:
        path = folder / project.ANSWERS / agency / "2024.toml"
        path.parent.mkdir(parents=True)
        path.write_text(
            f'[[answer]]\nsha256 = "{sha.split()[0]}"\ncode = "report.reused-text"\nplace = ""\nverdict = "explained"\n'
            'text = "说明"\nwho = "测试"\nwhen = 2025-02-03\n',
            encoding="utf-8",
        )

    def check() -> None:
        with_shouting(monkeypatch, copy)

    def form() -> None:
        path = copy / "forms/2021.toml"
        path.write_bytes(path.read_bytes() + b"\n")
        monkeypatch.setattr(versions, "PACKAGE", copy)
        forget_versions()

    def template() -> None:
        path = folder / "overrides/main.html"
        path.write_text(path.read_text(encoding="utf-8") + "\n<!-- x -->\n", encoding="utf-8")

    def remove() -> None:
        (folder / project.REPORTS / "2022/示例县己乡.txt").unlink()

    for step in (add, change, rename, correct, answer):
        step()
        site = make(folder)
    assert site == fresh(folder, other)
    for step in (form, check, template, remove):
        step()
        site = make(folder)
    pages = list((folder / "site/reports").glob("*/2024/index.html"))
    assert pages and all("标题是“" in page.read_text(encoding="utf-8") for page in pages), "a check reaches old reports"
    assert site == fresh(folder, other)
