"""Write answers and corrections into the TOML files that people also edit by hand.

Comments, the order of entries and entries of other people are preserved. An entry on the same subject is changed in
place; a new entry is appended. The new text is parsed and verified before it replaces the file."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import AoT, Array

from build_scripts import faults
from build_scripts.content import durable
from build_scripts.content.amendments import Key, file_of
from build_scripts.model import Answer, Correction, Refusal
from build_scripts.project import ANSWERS, CORRECTIONS

Entry = Mapping[str, Any]


def answer(root: Path, key: Key, answers: Mapping[tuple[str, str, str], Answer]) -> Path:
    """Write answers, (SHA-256, code, place) → answer, into the file of that agency and year."""
    entries = [
        {
            "sha256": sha256,
            "code": code,
            "place": place,
            "verdict": item.verdict,
            "text": item.text,
            "who": item.who,
            "when": date.fromisoformat(item.when),
        }
        for (sha256, code, place), item in answers.items()
    ]
    return _write(root / file_of(ANSWERS, key), "answer", ("sha256", "code", "place"), entries)


def remove_answers(root: Path, key: Key, about: Collection[tuple[str, str, str]]) -> Path:
    """Remove the answers to (SHA-256, code, place)."""
    return _write(root / file_of(ANSWERS, key), "answer", ("sha256", "code", "place"), (), about)


def correct(root: Path, key: Key, corrections: Sequence[Correction]) -> Path:
    """Write corrections of cells into the file of that agency and year."""
    entries = []
    for item in corrections:
        cell = f"{item.table}/{item.row}/{item.column}"
        printed = {name: value for name, value in (("was", item.was), ("is", item.now)) if value is not None}
        entries.append(
            {"cell": cell, **printed, "why": item.why, "who": item.who, "when": date.fromisoformat(item.when)}
        )
    return _write(root / file_of(CORRECTIONS, key), "correction", ("cell",), entries)


def move(root: Path, key: Key, other: Key) -> None:
    """Move the entries on one agency and year to another. They are merged into the target file if it exists."""
    for folder, name, about in ((CORRECTIONS, "correction", "cell"), (ANSWERS, "answer", "sha256 code place")):
        source, target = root / file_of(folder, key), root / file_of(folder, other)
        if not source.is_file():
            continue
        if target.is_file():
            text = _decoded(source, source.read_bytes())[1]
            _write(target, name, about.split(), tomllib.loads(text).get(name, ()))
            source.unlink()
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            source.replace(target)
            durable.flush_folder(target.parent)
        durable.flush_folder(source.parent)


def _write(
    path: Path, name: str, about: Sequence[str], entries: Sequence[Entry], without: Collection[tuple[str, ...]] = ()
) -> Path:
    """Write ``entries`` into the array ``name`` of the file.

    ``about`` names the keys that identify an entry; entries with an identity in ``without`` are removed."""
    data = path.read_bytes() if path.is_file() else b""
    mark, text = _decoded(path, data)
    windows = "\r\n" in text and "\n" not in text.replace("\r\n", "")
    try:
        before = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Refusal("amendment-broken", file=path.name, why=faults.toml_cause(error)) from error
    except RecursionError as error:
        raise Refusal("amendment-broken", file=path.name, why="括号套得太深") from error
    document = tomlkit.parse(text.replace("\r\n", "\n") if windows else text)
    wanted = [dict(item) for item in before.get(name, ())]
    found = document.get(name)
    made_here = not isinstance(found, AoT | Array)
    if not isinstance(found, AoT | Array):  # the form ``answer = [{…}, …]`` is valid too and is kept
        found = tomlkit.aot()
        document[name] = found
    for entry in entries:
        same = [i for i, item in enumerate(wanted) if all(item.get(n) == entry[n] for n in about)]
        at = same[-1] if same else None  # of two entries on the same subject, the last one counts
        if at is None:
            wanted.append(dict(entry))
            if isinstance(found, AoT) and not made_here and len(found):
                found[-1].add(tomlkit.nl())
            found.append(_table(entry, isinstance(found, AoT)))
            continue
        for item in [n for n in wanted[at] if n not in entry]:
            del wanted[at][item]
            del found[at][item]
        for item, value in entry.items():
            if wanted[at].get(item) != value:
                wanted[at][item] = value
                found[at][item] = value
    for at in reversed([i for i, item in enumerate(wanted) if tuple(item.get(n, "") for n in about) in without]):
        del wanted[at]
        del found[at]
    made = tomlkit.dumps(document)
    if tomllib.loads(made) != before | {name: wanted}:
        raise Refusal("amendment-broken", file=path.name, why="改写以后与原来的内容不符，没有保存")
    durable.write(path, mark + (made.replace("\n", "\r\n") if windows else made).encode("utf-8"))
    return path


def _decoded(path: Path, data: bytes) -> tuple[bytes, str]:
    """Return (byte order mark, text)."""
    mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
    try:
        return mark, data.removeprefix(mark).decode("utf-8")
    except UnicodeDecodeError:
        raise Refusal("amendment-broken", file=path.name, why="文字编码不是 UTF-8") from None


def _table(entry: Entry, alone: bool) -> Any:
    made = tomlkit.table() if alone else tomlkit.inline_table()
    for name, value in entry.items():
        made.add(name, value)
    return made
