"""One version for each stage of a build, computed from what the stage is made of.

What a stage made is kept in the store under its input and this version, and made again when either is another. Nobody
raises a number: a stage is made of its root modules and all that they import within this package, of their data files,
of the libraries they import, and of the stages below it. The imports are read from the source text (5 ms in all).

A data file (``.toml``, ``.csv``, ``.txt``) belongs to the module of the same name beside it, or else to every module of
its folder.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path, PurePath

# Root modules, the stages right below. Above them each kind of pages is a stage (``site.routes.keys.Kind``), and the layout.
STAGES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "read": (("workers.sandbox",), ()),
    "identify": (("archive.identity",), ("read",)),
    "check": (("archive.resolve",), ("identify",)),
    "sums": (("sums",), ("check",)),
    "export rows": (("archive.export_cache",), ("check",)),
    "search lines": (("archive.search_cache",), ("check",)),
    "pictures": (("workers.pictures",), ("check",)),
}

# The name that is imported → the distributions that decide what comes of it.
LIBRARIES: Mapping[str, tuple[str, ...]] = {
    "PIL": ("pillow",),
    "cv2": ("opencv-python",),
    "cssselect2": ("cssselect2",),
    "distributed": (),  # carries work to other machines, changes nothing in it
    "filelock": (),
    "jinja2": (),  # the pages of the desk, which no build keeps
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
    "rapidocr": ("rapidocr", "onnxruntime"),  # the models lie in the wheel
    "rich": (),
    "tinycss2": ("tinycss2",),
    "tomlkit": (),  # writes what people say, in no stage
    "xlrd": ("xlrd",),
}

PACKAGE = Path(__file__).parent
_ROOT = PACKAGE.name
_DATA = (".toml", ".csv", ".txt")
_IMPORT = re.compile(r"import (\([^)]*\)|[^\n]*)")
_COMMENT = re.compile(r"#[^\n]*")
_LENGTH = 16  # hexadecimal digits


def version(stage: str) -> str:
    """The version of a stage."""
    return version_of(*STAGES[stage])


def version_of(roots: tuple[str, ...], below: tuple[str, ...] = ()) -> str:
    """The version of what these modules make out of what the stages ``below`` made."""
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
    """Its version, "" when it is not there: what it could read is then read once it is."""
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return ""


# --------------------------------------------------------------------------- what a module is made of


@dataclass(frozen=True, slots=True)
class Module:
    """A module of the package: a digest of its source and data, the modules that it imports, and the other packages."""

    digest: bytes
    imports: frozenset[str]
    libraries: frozenset[str]


def closure(known: Mapping[str, Module], roots: Iterable[str]) -> set[str]:
    """The modules, and all that they import, directly or not."""
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
    """Every module by its name within the package; a package folder by its own name, the root as ""."""
    sources: dict[str, bytes] = {}
    data: dict[str, list[bytes]] = {}  # by the module or the folder (then with a dot at the end) that it belongs to
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
    """(modules of the package, libraries) that a source imports. The folders around a module count, whose ``__init__``
    runs first; that of the root only when something is taken out of it: it tells the number of the release alone, and a
    release does not change what a stage makes."""
    found: set[str] = set()
    libraries: set[str] = set()
    for match in _IMPORT.finditer(text):
        before = text[text.rfind("\n", 0, match.start()) + 1 : match.start()].split()
        if before and (len(before) != 2 or before[0] != "from"):
            continue  # a word of a sentence
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
