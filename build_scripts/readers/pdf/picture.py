"""Read a report scanned or photographed as a picture file: it is converted to a PDF of pictures."""

from __future__ import annotations

import io
from dataclasses import replace

from PIL import Image, ImageSequence

from build_scripts.model import A4, Document, Refusal
from build_scripts.readers.pdf import ocr
from build_scripts.readers.pdf.document import MAX_PAGES, read_pdf

MAX_PIXELS = 80_000_000  # an A4 page at 900 dpi


def read_picture(data: bytes) -> Document:
    """Read PNG, JPEG, or multi-page TIFF. Raises ``Refusal``: scanned, unrecognised, damaged, too-large."""
    if not ocr.name():
        raise Refusal("scanned", pages="里面")
    pages: list[Image.Image] = []
    try:
        with Image.open(io.BytesIO(data)) as picture:
            for frame in ImageSequence.Iterator(picture):
                if frame.width * frame.height > MAX_PIXELS or len(pages) == MAX_PAGES:
                    raise Refusal("too-large")
                pages.append(frame.convert("L"))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Refusal("damaged", why="图片打不开") from error
    bound = io.BytesIO()
    pages[0].save(bound, "PDF", save_all=True, append_images=pages[1:], resolution=pages[0].width / A4)
    document = read_pdf(bound.getvalue())
    return replace(document, reader=document.reader.replace("pdf+", "picture+"))
