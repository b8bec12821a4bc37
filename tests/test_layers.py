"""Test the layers of the program: a module imports only from lower floors, each library is used only in its room."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from build_scripts import versions

PACKAGE = Path(__file__).parent.parent / "build_scripts"
BENCHMARKS = PACKAGE.parent / "benchmarks"

# Vague words: a type, function or module must be named after what it holds, makes or decides.
VAGUE = {"told", "said", "whose", "beside", "put", "was", "twin"}
LONGEST = 60  # maximum number of lines of a function; ruff limits its complexity (C901)
DECLARATIONS = {"report_schema"}  # functions that consist of one table

# From the lowest floor up. A folder is one room; every room is listed here, so a new room must be given a floor.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("__init__", "interrupts", "model", "progress", "project", "versions"),
    ("faults",),
    ("wording", "forms", "serialize", "findings", "messages", "indicators", "sums"),
    ("content", "render", "readers", "textdiff"),
    ("extraction", "exports", "facsimile"),
    ("pages", "search", "workers"),
    ("checks",),
    ("archive",),
    ("site", "desk"),
    ("build",),
    ("commands",),
    ("cli",),
    ("__main__",),
)
ROOMS = {
    "pdfplumber": {"readers.pdf.pdfminer_engine"},
    "pdfminer": {"readers.pdf.pdfminer_engine", "readers.pdf.layers", "readers.pdf.annotations"},
    "pypdfium2": {
        *("readers.pdf.extra_content", "readers.pdf.rendering", "readers.pdf.pdfium_engine", "readers.pdf.native"),
        *("readers.pdf.objects", "facsimile.pages"),
    },
    "rapidocr": {"readers.pdf.ocr"},
    "xlrd": {"readers.sheets.biff", "readers.sheets.xls"},
    "cv2": {"readers.pdf.scan"},
    "pandas": {"exports.verify_tables"},
    "mkdocs": {"site.configuration", "site.layout"},
    "markdown": {"render.extension"},
    "markdown_it": {"readers.markdown"},
    "cssselect2": {"readers.html.css"},
    "tinycss2": {"readers.html.css", "readers.html.computed_style", "readers.html.rules"},
    "sqlite3": {"archive.store", "exports.database"},
    "pyarrow": {"exports.parquet"},
    "distributed": {"workers.dask"},
    "jinja2": {"desk.views"},
    "tomlkit": {"content.amend"},
    "socket": set(),
    "urllib.request": {"exports.database"},
}


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        yield ".".join(parts).removesuffix(".__init__"), path


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Return all nodes of a module, parsed once for all tests."""
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


@cache
def imports(path: Path) -> tuple[str, ...]:
    """Return the imported modules of a module as written."""
    return tuple(_imports(path))


def _imports(path: Path) -> Iterator[str]:
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            if node.module == "build_scripts":
                yield from (f"build_scripts.{name.name}" for name in node.names if not name.name.startswith("_"))


def neighbours() -> dict[str, set[str]]:
    """Return room → rooms it imports from."""
    found: dict[str, set[str]] = {}
    for name, path in modules():
        room = name.split(".")[0]
        others = {m.split(".")[1] for m in imports(path) if m.startswith("build_scripts.")}
        found.setdefault(room, set()).update(others - {room})
    return found


def test_no_floor_knows_a_higher_one() -> None:
    floor = {name: n for n, names in enumerate(FLOORS) for name in names}
    assert set(neighbours()) == floor.keys(), "each room stands on a floor, and no floor names a room that is gone"
    for room, others in neighbours().items():
        for other in others:
            assert floor[other] <= floor[room], f"{room} imports {other}"


def test_there_is_no_circle() -> None:
    knows = neighbours()
    done: set[str] = set()

    def visit(room: str, above: tuple[str, ...]) -> None:
        assert room not in above, " → ".join((*above, room))
        if room not in done:
            for other in sorted(knows.get(room, ())):
                visit(other, (*above, room))
            done.add(room)

    for room in sorted(knows):
        visit(room, ())


def test_sql_stays_in_the_store() -> None:
    """No other module contains the text of a query or a database connection, except for the published database."""
    sql = re.compile(
        r"\b(?:select\s.+\sfrom|insert\s+(?:or\s+\w+\s+)?into|delete\s+from|update\s+\w+\s+set)\b", re.IGNORECASE | re.S
    )
    for name, path in modules():
        if not name.startswith("archive.store") and name not in ("exports.database", "exports.commands"):
            docs = {id(n.value) for n in nodes(path) if isinstance(n, ast.Expr)}
            texts = (n for n in nodes(path) if isinstance(n, ast.Constant) and id(n) not in docs)
            found = [n.value for n in texts if isinstance(n.value, str) and sql.search(n.value)]
            assert not found, f"{name}: {found}"
            assert not any(isinstance(n, ast.Attribute) and n.attr == "db" for n in nodes(path)), name


def test_libraries_stay_in_their_rooms() -> None:
    for name, path in modules():
        for module in imports(path):
            for library, rooms in ROOMS.items():
                if module == library or module.startswith(library + "."):
                    assert any(name == room or name.startswith(room + ".") for room in rooms), (
                        f"{name} imports {library}"
                    )


def test_every_library_says_which_distribution_decides_what_it_does() -> None:
    known = {*versions.LIBRARIES, *sys.stdlib_module_names, "build_scripts"}
    for name, path in modules():
        assert {module.split(".")[0] for module in imports(path)} <= known, name


def test_the_picture_in_the_readme_names_every_folder() -> None:
    picture = (
        (PACKAGE.parent / "README.md")
        .read_text(encoding="utf-8")
        .partition("## Package map")[2]
        .partition("Read in")[0]
    )
    for folder in sorted({name.split(".")[0] for name, path in modules() if path.parent != PACKAGE}):
        assert f"{folder}/" in picture, folder


def definitions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    """Yield the types and functions of a module, including methods and nested ones."""
    for node in nodes(path):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node


def sources() -> list[Path]:
    return sorted((*PACKAGE.rglob("*.py"), *BENCHMARKS.rglob("*.py")))


def test_names_say_what_a_thing_is() -> None:
    for path in sources():
        for name in (path.stem, *(node.name for node in definitions(path))):
            words = {word.lower() for word in re.findall("[A-Z]?[a-z]+|[A-Z]+", name)}
            assert not words & VAGUE, f"{path.name}: {name}"


def test_a_function_can_be_read_at_a_glance() -> None:
    for path in sources():
        for node in definitions(path):
            if not isinstance(node, ast.ClassDef) and node.name not in DECLARATIONS:
                lines = (node.end_lineno or 0) - node.lineno + 1
                assert lines <= LONGEST, f"{path.name}: {node.name} has {lines} lines"
