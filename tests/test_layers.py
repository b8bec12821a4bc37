"""The house keeps its floors: a module imports only from lower ones, and each library stays in its room."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "build_scripts"

# From the ground up; a package counts as one room. Rooms of one floor do not know each other.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("__init__",),
    ("model",),
    ("messages", "wording", "forms"),
    ("findings", "labels", "divisions", "contract", "page"),
    ("registry", "readers", "lines", "summary", "indicators", "textdiff"),
    ("columns", "sections", "registration", "provenance"),
    ("align", "attribution", "tables"),
    ("reading", "markup", "checks"),
    ("search", "charts", "markdown", "extension", "pages", "check_report", "site", "store", "progress"),
    ("overviews", "compare", "exports", "archive", "publish", "serve"),
    ("adding", "plan_register", "plan_data"),
    ("plan_overviews",),
    ("plan",),
    ("pipeline",),
    ("cli",),
    ("__main__",),
)
ROOMS = {
    "pdfplumber": {"readers.pdf"},
    "pandas": {"exports", "overviews"},
    "mkdocs": {"site"},
    "markdown": {"extension"},
    "markdown_it": {"readers.markdown"},
    "sqlite3": {"store"},
    "socket": set(),
    "urllib.request": set(),
}


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        yield ".".join(parts).removesuffix(".__init__"), path


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            if node.module == "build_scripts":
                yield from (f"build_scripts.{name.name}" for name in node.names if not name.name.startswith("_"))


def test_modules_import_only_from_lower_floors() -> None:
    floor = {name: n for n, names in enumerate(FLOORS) for name in names}
    for name, path in modules():
        room = name.split(".")[0]
        assert room in floor, f"{name}: say in FLOORS where it belongs"
        for module in imports(path):
            if module.startswith("build_scripts."):
                other = module.split(".")[1]
                assert other == room or floor[other] < floor[room], f"{name} imports {other}"


def test_libraries_stay_in_their_rooms() -> None:
    for name, path in modules():
        for module in imports(path):
            for library, rooms in ROOMS.items():
                if module == library or module.startswith(library + "."):
                    assert any(name == room or name.startswith(room + ".") for room in rooms), (
                        f"{name} imports {library}"
                    )
