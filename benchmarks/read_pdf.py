"""Measure the cost of reading a PDF relative to pdfplumber's plain characters, and whether memory stays flat.

    python benchmarks/read_pdf.py [FOLDER]

FOLDER holds the PDFs (by default those of the tests). Both sides open the file, go through every page and close it. The
best of five alternating runs counts, so that a machine that slows down slows both. Then one process reads three hundred
files, the same ones repeatedly, and prints its memory after 50, 100, 200 and 300."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import pdfplumber  # noqa: E402

from build_scripts.readers.pdf.document import read_pdf  # noqa: E402

RUNS = 5


def characters(data: bytes) -> int:
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        count = 0
        for page in pdf.pages:
            count += len(page.chars)
            page.close()
    return count


def timed(work: Callable[[bytes], object], data: bytes) -> float:
    began = time.perf_counter()
    work(data)
    return time.perf_counter() - began


def resident() -> float:
    """Return the resident memory of this process in MB (Linux)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "tests/fixtures/reports"
    files = {path.name: path.read_bytes() for path in sorted(folder.glob("*.pdf"))}
    print(f"{'file':<32} {'characters':>10} {'page.chars':>11} {'read':>8} {'ratio':>6}")
    sums = [0.0, 0.0]
    for name, data in files.items():
        pairs = [(timed(characters, data), timed(read_pdf, data)) for _ in range(RUNS)]
        bare, ours = min(a for a, _ in pairs), min(b for _, b in pairs)
        sums = [sums[0] + bare, sums[1] + ours]
        print(f"{name:<32} {characters(data):>10} {bare:>10.3f}s {ours:>7.3f}s {ours / bare:>6.2f}")
    print(f"{'all':<32} {'':>10} {sums[0]:>10.3f}s {sums[1]:>7.3f}s {sums[1] / sums[0]:>6.2f}")
    print(f"{len(files) / sums[1]:.1f} files a second")
    order = list(files.values())
    for count in range(1, 301):
        read_pdf(order[count % len(order)])
        if count in (50, 100, 200, 300):
            print(f"after {count} files: {resident():.0f} MB")


if __name__ == "__main__":
    main()
