"""Damage originals at random: every input must produce an answer.

    python benchmarks/fuzz.py FOLDER [--files 3000] [--seconds 600] [--seed 1] [--keep FOLDER]

Every file of ``FOLDER`` is mutated repeatedly: bytes are flipped, cut off, swapped, repeated; members of a ZIP are
mutated inside their compression, as are tags and attributes of a web page, objects and streams of a PDF. Each copy is
read as ``nianbao build`` reads it. A crash, a program fault (``report-fault``), or more time (20 seconds) or memory
than allowed is a failure: it is printed, the file is kept, and the exit status is 1. The same seed gives the same
files."""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

from build_scripts.model import Refusal
from build_scripts.workers import sandbox

FAULTS = ("report-fault", "reading-crash", "reading-timeout", "reading-memory")
BATCH = 64
ODD = (
    b"\0",
    b"\xff" * 8,
    b"-1",
    b"99999999999999999999",
    b"1e999",
    b"<",
    b">",
    b"/",
    b"%",
    b"&#0;",
    b"\xed\xa0\x80",
    b"",
)


def flipped(data: bytes, dice: random.Random) -> bytes:
    made = bytearray(data)
    for _ in range(dice.choice((1, 3, 20, 200))):
        made[dice.randrange(len(made))] = dice.randrange(256)
    return bytes(made)


def cut(data: bytes, dice: random.Random) -> bytes:
    a, b = sorted(dice.randrange(len(data) + 1) for _ in range(2))
    return dice.choice((data[:a], data[a:], data[:a] + data[b:]))


def swapped(data: bytes, dice: random.Random) -> bytes:
    a, b, c, d = sorted(dice.randrange(len(data) + 1) for _ in range(4))
    return data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]


def repeated(data: bytes, dice: random.Random) -> bytes:
    a = dice.randrange(len(data))
    part = data[a : a + dice.choice((1, 10, 100, 5000))]
    return data[:a] + part * dice.choice((2, 10, 1000)) + data[a:]


def odd(data: bytes, dice: random.Random) -> bytes:
    a = dice.randrange(len(data))
    return data[:a] + dice.choice(ODD) * dice.choice((1, 1, 1, 50)) + data[a + dice.choice((0, 1, 8)) :]


def numbers(data: bytes, dice: random.Random) -> bytes:
    """Change some numbers: lengths, offsets, spans, sizes."""
    share = dice.choice((0.002, 0.05, 0.5))
    values = (b"0", b"-1", b"1", b"65536", b"4294967296", b"9" * 30, b"1.5", b"")
    return re.sub(rb"\d+", lambda m: dice.choice(values) if dice.random() < share else m[0], data)


def tags(data: bytes, dice: random.Random) -> bytes:
    """Drop, double and rename tags, or nest them by the hundred."""
    found = list(re.finditer(rb"<[^<>]{1,200}>", data))
    if not found:
        return odd(data, dice)
    for match in sorted(dice.sample(found, min(len(found), dice.choice((1, 5, 50)))), key=lambda m: -m.start()):
        tag = match[0]
        other = dice.choice((b"", tag * 2, tag * 300, dice.choice(found)[0], tag.replace(b" ", b"\0"), b"<table>" * 40))
        data = data[: match.start()] + other + data[match.end() :]
    return data


def objects(data: bytes, dice: random.Random) -> bytes:
    """Mutate a PDF: replace one object by another, or mutate a stream inside its compression."""
    found = list(re.finditer(rb"\d+ \d+ obj\b.*?endobj", data, re.S))
    if not found:
        return odd(data, dice)
    one = dice.choice(found)
    stream = re.search(rb"stream\r?\n(.*?)\r?\nendstream", one[0], re.S)
    if stream and dice.random() < 0.6:
        try:
            inner = zlib.compress(mutated(zlib.decompress(stream[1]), dice, PLAIN))
        except zlib.error:
            inner = mutated(stream[1], dice, PLAIN)
        at = one.start() + stream.start(1)
        return data[:at] + inner + data[at + len(stream[1]) :]
    other = dice.choice((dice.choice(found)[0], mutated(one[0], dice, PLAIN), b""))
    return data[: one.start()] + other + data[one.end() :]


def members(data: bytes, dice: random.Random) -> bytes:
    """Mutate a Word file: mutate, lose, double or rename one member of the archive."""
    written = BytesIO()
    try:
        old = zipfile.ZipFile(BytesIO(data))
        with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
            names = old.namelist()
            one = dice.choice([n for n in names if n.startswith("word/")] or names)
            for name in names:
                inside = old.read(name)
                if name == one and inside:
                    fate = dice.randrange(10)
                    if fate == 0:
                        continue
                    inside = mutated(inside, dice, (*PLAIN, tags, tags, tags))
                    name = f"../../{name}" if fate == 1 else name
                new.writestr(name, inside)
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, zlib.error):  # already mutated
        return flipped(data, dice)
    return written.getvalue()


Mutation = Callable[[bytes, random.Random], bytes]
PLAIN: tuple[Mutation, ...] = (flipped, cut, swapped, repeated, odd, numbers)
BY_KIND: tuple[tuple[bytes, tuple[Mutation, ...]], ...] = (
    (b"%PDF", (*PLAIN, objects, objects, objects, objects)),
    (b"PK\3\4", (flipped, cut, swapped, members, members, members, members, members)),
    (b"", (*PLAIN, tags, tags)),
)


def mutated(data: bytes, dice: random.Random, by: tuple[Mutation, ...]) -> bytes:
    """Apply one to three mutations one after another."""
    for _ in range(dice.choice((1, 1, 2, 3))):
        if data:
            data = dice.choice(by)(data, dice)
    return data


def copies(folder: Path, count: int, seed: int, first: int = 0) -> Iterator[tuple[str, bytes]]:
    """Yield ``count`` mutated files, starting at number ``first``: each number is the same file in every run."""
    originals = [p for p in sorted(folder.rglob("*")) if p.is_file() and p.suffix not in (".json", ".py", ".pyc")]
    kept = [(p, data) for p in originals if (data := p.read_bytes())]
    for number in range(first, first + count):
        dice = random.Random(f"{seed}/{number}")
        path, data = dice.choice(kept)
        by = next(mutations for mark, mutations in BY_KIND if data.startswith(mark))
        yield f"{number:05d}{path.suffix}", mutated(data, dice, by)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=3000)
    parser.add_argument("--seconds", type=float, default=600, help="stop after so many seconds")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--limit", type=float, default=20, help="seconds for one file; more on a busy machine")
    parser.add_argument("--keep", type=Path, default=Path("build/fuzz"), help="where files that show a fault are kept")
    args = parser.parse_args()
    began, seen, faults, done = time.monotonic(), Counter[str](), 0, 0
    stream = copies(args.folder, args.files, args.seed)
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() - began < args.seconds:
            batch = [(name, Path(folder) / name, data) for (name, data), _ in zip(stream, range(BATCH), strict=False)]
            for _, path, data in batch:
                path.write_bytes(data)
            items = [(name, path) for name, path, _ in batch]
            for name, path, result in sandbox.read_all(items, args.jobs, seconds=args.limit):
                done += 1
                code = result.code if isinstance(result, Refusal) else "read"
                seen[code] += 1
                if code in FAULTS:
                    faults += 1
                    args.keep.mkdir(parents=True, exist_ok=True)
                    (args.keep / name).write_bytes(path.read_bytes())
                    print(f"{args.keep / name}: {code} {getattr(result, 'values', '')}", flush=True)
                path.unlink()
            if len(batch) < BATCH:
                break
    counts = ", ".join(f"{code} {count}" for code, count in seen.most_common())
    print(f"{done} files in {time.monotonic() - began:.0f} s: {counts}; faults {faults}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
