"""List the styles: every way of writing with the unedited form, and every edit in one way of writing of each format."""

from __future__ import annotations

import random
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.styles import edits_layouts, edits_others, edits_own, edits_prints  # noqa: F401 (their edits)
from benchmarks.styles.compare import compare
from benchmarks.styles.documents import figures_of, job
from benchmarks.styles.edits import EDITS, Edit
from benchmarks.styles.figures import PROFILES
from benchmarks.styles.paper import PAPERS
from benchmarks.styles.sheet_files import SHEETS
from benchmarks.styles.sheets import Job, Table, boxes
from benchmarks.styles.text import WRITERS
from benchmarks.styles.web import LOOKS
from benchmarks.styles.word import WORDS
from build_scripts.checks import check
from build_scripts.content.registry import registry
from build_scripts.extraction.extract import read
from build_scripts.extraction.identify import identify
from build_scripts.model import Refusal

PROFILE_NAMES = tuple(PROFILES)
ALL_WRITERS = WRITERS | LOOKS | WORDS | SHEETS | PAPERS
# The ways of writing of each format in which every edit is tried.
MAIN = (
    "txt tabs", "txt tabs, packed", "txt tabs, collapsed", "txt tabs, merged gone", "txt aligned", "txt a cell a line",
    "txt pipes after", "md", "md, merged gone", "html", "html, spans lost", "docx", "csv", "xlsx", "pdf, printed", "pdf, drawn",
)  # fmt: skip


@dataclass(frozen=True)
class Style:
    """A style. ``plain`` means that the file proves the position of every figure."""

    name: str
    write: Callable[[Job], bytes]
    edits: tuple[Edit, ...]
    profiles: tuple[str, ...]
    plain: bool
    suffix: str


@dataclass(frozen=True)
class Measured:
    words: tuple[str, ...]
    lines: tuple[str, ...]
    data: bytes


def styles(everything: bool = False) -> Iterator[Style]:
    edits = [(edit, frozenset(edit.formats.split())) for edit in EDITS.values()]
    for at, (name, writer) in enumerate(ALL_WRITERS.items()):
        families = {word.rstrip(",") for word in name.split()[:2]}
        for edit, formats in edits:
            own = edit.name == "as it is"
            if (not own and name not in MAIN and not everything) or families.isdisjoint(formats):
                continue
            profiles = (
                PROFILE_NAMES
                if own
                else tuple(PROFILE_NAMES[(at + k + len(edit.name)) % len(PROFILE_NAMES)] for k in (0, 4, 8))
            )
            yield Style(f"{name} / {edit.name}", writer, (edit,), profiles, writer.proves and edit.plain, writer.suffix)


def pairs(count: int, seed: str, at_once: int = 2) -> Iterator[Style]:
    """Return styles with several edits one after another in a way of writing, drawn at random."""
    dice = random.Random(f"pairs/{seed}")
    names = [name for name in ALL_WRITERS if not name.startswith("pdf")]
    for _ in range(count):
        name = dice.choice(names)
        writer, family = ALL_WRITERS[name], name.split()[0].rstrip(",")
        known = [edit for edit in EDITS.values() if family in edit.formats.split()]
        edits = [
            known[at] for at in sorted(dice.sample(range(len(known)), at_once))
        ]  # edits of columns and rows precede edits of their content
        yield Style(
            f"{name} / {' + '.join(edit.name for edit in edits)}",
            writer,
            tuple(edits),
            (dice.choice(PROFILE_NAMES),),
            writer.proves and all(edit.plain for edit in edits),
            writer.suffix,
        )


def made(style: Style, profile: str, seed: str) -> tuple[Job, bytes]:
    """Return the file of that style; the same arguments give the same file."""
    item = job(profile, f"{style.name}/{seed}")
    for edit in style.edits:
        edit.apply(item)
    return item, style.write(item)


def measured(style: Style, profile: str, seed: str) -> Measured:
    """Write, read and compare the file; ``words`` are the columns of the matrix in which it counts."""
    try:
        item, data = made(style, profile, seed)
    except (IndexError, KeyError, StopIteration, ValueError, TypeError):
        if len(style.edits) < 2:
            raise
        return Measured(("unmade",), (), b"")  # the second edit cannot handle the result of the first
    truth = figures_of(item.truth, item.figures)
    try:
        report = check(identify(read(data), f"report{style.suffix}", REGISTRY))
    except Refusal as refusal:
        return Measured(("refused",), (f"{refusal.code} {refusal.values}",), data)
    except Exception:
        return Measured(("fault",), tuple(traceback.format_exc().splitlines()[-4:]), data)
    result = compare(truth, report, _printed(item, "value"), set(_words(item)), item.expected)
    words = [name for name in ("silent", "doubted", "lost", "unreported", "metadata_diffs") if getattr(result, name)]
    if result.needless and style.plain:
        words.append("needless")
    if not result.silent and not result.doubted:
        words.insert(0, "perfect")
    lines = [f"SILENT {line}" for line in result.silent] + result.doubted + result.metadata_diffs
    lines[:0] = [f"LOST {' '.join(result.lost)}"] if result.lost else []
    lines[:0] = [f"UNREPORTED {' '.join(result.unreported)}"] if result.unreported else []
    if style.plain:
        lines += [f"needless {line}" for line in result.needless]
    return Measured(tuple(words), tuple(lines), data)


def _printed(item: Job, role: str) -> Iterator[str]:
    """Return the texts of the cells with that role."""
    for block in item.blocks:
        if isinstance(block, Table):
            for _, _, cell, _, _ in boxes(block.rows):
                if cell.role == role:
                    yield cell.text


def _words(item: Job) -> Iterator[str]:
    """Return remarks and notes: words that belong to no form."""
    texts = ("".join(text.split()) for text in _printed(item, "other"))
    return (text for text in texts if len(text) > 2)


REGISTRY = registry(())
