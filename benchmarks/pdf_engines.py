"""Compare both PDF engines on every way of drawing that pdfium can read.

    python -m benchmarks.pdf_engines [WORD …]

Print the ways of drawing (whose name contains every word) that the engines read differently, or that pdfium cannot read
though it should; the exit status is 1 when there is one. The tests take a sample of the same ways."""

from __future__ import annotations

import sys

from benchmarks.styles.documents import job
from benchmarks.styles.drawn import DRAWN
from build_scripts.model import Document, Grid, Paragraph
from build_scripts.readers.pdf import document as reader
from build_scripts.readers.pdf import pdfium_engine, pdfminer_engine

MOST = 500  # number of pages
# pdfium drops some of the characters that are printed twice; a drawn digit, or one without a code, needs a closer look.
UNSERVED = [name for name in DRAWN if name.endswith(("twice", "shadowed")) or ", digits " in name]
# The position of text in cells, and pages without rules, do not depend on the engine.
SERVED = [
    name
    for name, way in DRAWN.items()
    if way.across and way.down and way.set == "centre middle" and name not in UNSERVED
]


def texts_of(document: Document) -> list[object]:
    return [
        [[(c.text, c.doubt, c.opaque) if c else None for c in row] for row in block.rows]
        if isinstance(block, Grid)
        else (block.text, block.centred, block.doubt)
        for block in document.blocks
        if isinstance(block, Grid | Paragraph)
    ]


def both(data: bytes) -> tuple[list[object] | None, list[object]]:
    """Return what pdfium reads (``None`` where it cannot be used) and what pdfminer reads."""
    quick, sure = pdfium_engine.pages(data, MOST, any_font=True), pdfminer_engine.pages(data, MOST)
    seen = texts_of(reader.painted_document(quick, "pdf")) if quick else None
    return seen, texts_of(reader.painted_document(sure, "pdf"))


def agree(name: str) -> bool:
    quick, sure = both(DRAWN[name](job("slashes", name)))
    return quick == sure


def main(words: list[str]) -> int:
    chosen = [name for name in SERVED if all(word in name for word in words)]
    off = [name for name in chosen if not agree(name)]
    print("\n".join([*off, f"{len(chosen)} ways, {len(off)} read differently"]))
    return 1 if off else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
