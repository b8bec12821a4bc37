"""Measure correctness: read made-up reports in hundreds of styles and compare the result with what they print.

    python -m benchmarks.styles [--styles WORD …] [--without WORD …] [--profile NAME …]
                                [--seed N] [--limit N] [--seconds N] [--pairs N [--at-once N]] [--keep FOLDER]

A style is a way of writing a file (``txt tabs``, ``html, Word`` …) and an edit of the tables (``total first``,
``torn``, ``blank cells dropped`` …); a profile determines the figures. Every file is read as ``nianbao convert`` reads
it.

Printed for each style: files, perfect, doubted (wrong, with a finding), **silent** (wrong without a finding), lost (a
figure that is shown nowhere), unreported (a figure that is listed as unplaced without a finding), needless (a finding
that is not true; only for styles that keep every figure in its place), metadata_diffs (title, agency, year, date or
text differ), refused. The exit status is 1 when one cell is silent or the reading of a file ends in a fault. The same
seed gives the same files."""

from __future__ import annotations

import argparse
import logging
import random
import sys
import time
from collections import Counter
from pathlib import Path

from benchmarks.styles.catalogue import PROFILE_NAMES, Style, measured, pairs, styles

COUNTS = (
    "files",
    "perfect",
    "doubted",
    "silent",
    "lost",
    "unreported",
    "needless",
    "metadata_diffs",
    "refused",
    "fault",
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--styles", nargs="*", default=[], help="styles whose name holds every one of these words")
    parser.add_argument("--without", nargs="*", default=[], help="and none of these")
    parser.add_argument("--profile", nargs="*", default=[], choices=PROFILE_NAMES)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--limit", type=int, default=0, help="so many files, drawn at random")
    parser.add_argument("--seconds", type=float, default=3600, help="stop after so many seconds")
    parser.add_argument("--keep", type=Path, help="where files that are read wrongly are kept")
    parser.add_argument("--pairs", type=int, default=0, help="instead: so many styles of two edits, drawn at random")
    parser.add_argument("--at-once", type=int, default=2, help="so many edits in each of these styles")
    parser.add_argument("--all", action="store_true", help="every way of writing with every edit")
    parser.add_argument("--verbose", action="store_true", help="what is off, file by file")
    args = parser.parse_args()
    logging.disable(logging.ERROR)
    chosen = [
        style
        for style in (pairs(args.pairs, args.seed, args.at_once) if args.pairs else styles(everything=args.all))
        if all(word in style.name for word in args.styles) and not any(word in style.name for word in args.without)
    ]
    jobs = [(style, profile) for style in chosen for profile in (args.profile or style.profiles)]
    if args.limit:
        jobs = sorted(random.Random(args.seed).sample(jobs, min(args.limit, len(jobs))), key=lambda job: job[0].name)
    table: dict[str, Counter[str]] = {}
    plain = Counter[str]()
    began = time.monotonic()
    for style, profile in jobs:
        if time.monotonic() - began > args.seconds:
            print(f"stopped after {args.seconds:.0f} s")
            break
        one(style, profile, args, table, plain)
    print_matrix(table)
    total = sum(table.values(), Counter[str]())
    print(
        f"{len(table)} styles, "
        + ", ".join(f"{total[name]} {name}" for name in COUNTS)
        + f"; plain styles: {plain['files']} files, {plain['needless']} with a needless doubt; "
        f"{time.monotonic() - began:.0f} s"
    )
    return 1 if total["silent"] or total["fault"] else 0


def one(
    style: Style, profile: str, args: argparse.Namespace, table: dict[str, Counter[str]], plain: Counter[str]
) -> None:
    found = measured(style, profile, args.seed)
    counts = table.setdefault(style.name, Counter())
    counts["files"] += 1
    for name in found.words:
        counts[name] += 1
    if style.plain:
        plain["files"] += 1
        plain["needless"] += "needless" in found.words
    if args.verbose and found.words != ("perfect",):
        print(f"{style.name} / {profile}: {' '.join(found.words)}")
        for line in found.lines[:6]:
            print(f"    {line}")
    if args.keep and {"silent", "fault", "needless", "metadata_diffs"} & set(found.words):
        args.keep.mkdir(parents=True, exist_ok=True)
        (args.keep / f"{style.name} ~ {profile}{style.suffix}".replace("/", "+")).write_bytes(found.data)


def print_matrix(table: dict[str, Counter[str]]) -> None:
    width = max((len(name) for name in table), default=5)
    print(f"{'style':{width}}  " + " ".join(f"{name:>14}" for name in COUNTS))
    for name, counts in table.items():
        print(f"{name:{width}}  " + " ".join(f"{counts[key] or '·':>14}" for key in COUNTS))


if __name__ == "__main__":
    sys.exit(main())
