"""One version for each stage of a build, computed from the stage's code and data.

The store caches the results of a stage by input and version; another version invalidates them. Nobody raises a version
number by hand. The version covers the root modules of the stage and all modules of this package that they import, their
data files, the libraries that they import, and the stages below. The imports are parsed from the source text (5 ms in
all).

A data file (``.toml``, ``.csv``, ``.txt``) belongs to the module of the same name in its folder, otherwise to every
module of its folder."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path, PurePath

# Stage → its root modules and the stages directly below it. Above these stages, each kind of pages is a stage of its
# own (``site.routes.keys.Kind``), and so is the layout.
STAGES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "read": (("workers.sandbox",), ()),
    "identify": (("archive.identity",), ("read",)),
    "check": (("archive.resolve",), ("identify",)),
    "sums": (("sums",), ("check",)),
    "export rows": (("archive.export_cache",), ("check",)),
    "search lines": (("archive.search_cache",), ("check",)),
    "pictures": (("workers.pictures",), ("check",)),
}

# Imported name → the distributions whose version may change the result.
LIBRARIES: Mapping[str, tuple[str, ...]] = {
    "PIL": ("pillow",),
    "cv2": ("opencv-python",),
    "cssselect2": ("cssselect2",),
    "distributed": (),  # transports work to other machines and does not change results
    "filelock": (),
    "jinja2": (),  # renders the pages of the desk, which no build caches
    "lxml": ("lxml",),
    "markdown": ("markdown",),
    "markdown_it": ("markdown-it-py",),
    "mkdocs": ("mkdocs", "mkdocs-material"),
    "numpy": ("numpy",),
    "pandas": ("pandas",),
    "pdfminer": ("pdfminer.six",),
    "pdfplumber": ("pdfplumber", "pdfminer.six", "pypdfium2"),
    "pebble": (),
    "pyarrow": ("pyarrow",),
    "pypdfium2": ("pypdfium2",),
    "pypinyin": ("pypinyin",),
    "rapidocr": ("rapidocr", "onnxruntime"),  # the wheel contains the models
    "rich": (),
    "tinycss2": ("tinycss2",),
    "tomlkit": (),  # writes the decisions of people; not part of any stage
    "xlrd": ("xlrd",),
}

PACKAGE = Path(__file__).parent
_ROOT = PACKAGE.name
_DATA = (".toml", ".csv", ".txt")
_IMPORT = re.compile(r"import (\([^)]*\)|[^\n]*)")
_COMMENT = re.compile(r"#[^\n]*")
_LENGTH = 16  # hexadecimal digits


def version(stage: str) -> str:
    """Return the version of a stage."""
    return version_of(*STAGES[stage])


def version_of(roots: tuple[str, ...], below: tuple[str, ...] = ()) -> str:
    """Return the version for these root modules on top of the stages ``below``."""
    return _version_of(PACKAGE, roots, below)


@cache
def _version_of(package: Path, roots: tuple[str, ...], below: tuple[str, ...]) -> str:
    known = modules(package)
    made_of = sorted(closure(known, roots))
    libraries = {library for name in made_of for library in known[name].libraries}
    digest = hashlib.sha256()
    for name in made_of:
        digest.update(f"{name}\0".encode() + known[name].digest)
    for distribution in sorted({d for library in libraries for d in LIBRARIES.get(library, ())}):
        digest.update(f"{distribution} {_installed(distribution)}\0".encode())
    for stage in below:
        digest.update(_version_of(package, *STAGES[stage]).encode())
    return digest.hexdigest()[:_LENGTH]


@cache
def _installed(distribution: str) -> str:
    """Return the installed version, or "" when the distribution is missing: after its installation the version differs,
    and the originals that need it are parsed."""
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return ""


# --------------------------------------------------------------------------- modules and their imports


@dataclass(frozen=True, slots=True)
class Module:
    """A module of the package: a digest of its source and data, the modules of the package that it imports, and the
    other libraries."""

    digest: bytes
    imports: frozenset[str]
    libraries: frozenset[str]


def closure(known: Mapping[str, Module], roots: Iterable[str]) -> set[str]:
    """Return the root modules and all modules that they import, directly or indirectly."""
    found: set[str] = set()
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += known[name].imports
    return found


@cache
def modules(package: Path) -> Mapping[str, Module]:
    """Return every module by its name within the package. A subpackage has its own name, the root package has ""."""
    sources: dict[str, bytes] = {}
    data: dict[str, list[bytes]] = {}  # owner → data; the owner is a module, or a folder (name with a trailing dot)
    for folder, _, files in os.walk(package):
        inside = ".".join(Path(folder).relative_to(package).parts)
        for file in sorted(files):
            stem, suffix = PurePath(file).stem, PurePath(file).suffix
            name = f"{inside}.{stem}" if inside else stem
            if suffix == ".py":
                sources[inside if stem == "__init__" else name] = Path(folder, file).read_bytes()
            elif suffix in _DATA:
                owner = name if f"{stem}.py" in files else f"{inside}."
                data.setdefault(owner, []).append(f"{file}\0".encode() + Path(folder, file).read_bytes())
    folders = {name.rpartition(".")[0] for name in sources}
    found = {}
    for name, source in sources.items():
        folder = name if name in folders else name.rpartition(".")[0]
        digest = hashlib.sha256(source)
        for item in (*data.get(name, ()), *data.get(f"{folder}.", ())):
            digest.update(b"\0" + item)
        found[name] = Module(digest.digest(), *_imports(source.decode("utf-8"), sources))
    return found


def _imports(text: str, known: Container[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Return (modules of the package, libraries) that a source imports.

    The subpackages around a module are included, because their ``__init__`` runs first. The root package is included
    only when a name is imported from it: it holds only the release number, and a release does not change the results of
    a stage."""
    found: set[str] = set()
    libraries: set[str] = set()
    for match in _IMPORT.finditer(text):
        before = text[text.rfind("\n", 0, match.start()) + 1 : match.start()].split()
        if before and (len(before) != 2 or before[0] != "from"):
            continue  # the word "import" inside a sentence
        names = [name.split()[0] for name in _COMMENT.sub("", match[1]).strip("()").split(",") if name.strip()]
        for module in [before[1]] if before else names:
            top, _, parent = module.partition(".")
            if top != _ROOT:
                libraries.add(top)
                continue
            for name in names if before else ():
                inner = f"{parent}.{name}".lstrip(".")
                found.add(inner if inner in known else parent)
    for name in list(found):
        parts = name.split(".")
        found.update(".".join(parts[:end]) for end in range(1, len(parts)))
    return frozenset(found), frozenset(libraries)
