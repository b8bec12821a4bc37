"""Recognize text in pictures with the extra ``nianbao[ocr]``: RapidOCR with the models in its wheel.

Nothing is downloaded. One thread and CPU only: the same picture gives the same text on every run. The result is a
draft; ``extraction.doubts`` marks each row and text until a person confirms it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import util
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from rapidocr import RapidOCR

Image: TypeAlias = "np.ndarray[Any, np.dtype[np.uint8]]"
_NEEDED = ("rapidocr", "onnxruntime")


Box = tuple[float, float, float, float]  # x0, top, x1, bottom


@cache
def name() -> str:
    """Return the name of the installed OCR engine with the versions that determine its results; "" if not installed."""
    if not all(util.find_spec(package) for package in _NEEDED):
        return ""
    from importlib import metadata  # imports e-mail parsers: a twentieth of the import time of a small command

    return "+".join(f"{package}-{metadata.version(package)}" for package in _NEEDED)


@cache
def _engine() -> RapidOCR:
    import logging

    logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.text_score": 0.0,  # unclear text is kept and marked
            "Rec.rec_img_shape": [3, 48, 96],  # most crops are one figure: no padding to a full line
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def boxes_of(image: Image) -> list[Box]:
    """Return the boxes of text lines in the picture, without recognition."""
    found: Any = _engine()(_coloured(image), use_det=True, use_cls=False, use_rec=False)
    corners = found.boxes.tolist() if found.boxes is not None else []
    return [(min(x for x, _ in c), min(y for _, y in c), max(x for x, _ in c), max(y for _, y in c)) for c in corners]


def texts_of(crops: Sequence[Image]) -> list[tuple[str, float]]:
    """Return (text, score from 0 to 1) for pictures of one line each."""
    if not crops:
        return []
    found = _engine().recognize_txt([_coloured(crop) for crop in crops])
    return [(text, float(score)) for text, score in zip(found.txts or (), found.scores, strict=True)]


def _coloured(image: Image) -> Image:
    """Convert grey to three channels, as the models require."""
    import numpy as np

    return np.repeat(image[:, :, None], 3, axis=2)
