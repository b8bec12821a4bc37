"""Text from pictures, when the extra ``nianbao[ocr]`` is installed: RapidOCR with the models inside its wheel.

Nothing is fetched. One thread and the processor alone: the same picture gives the same text on every run.
What it reads is a draft; ``reading`` marks each figure until a person confirms it.
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
    """What recognises text here, with the versions that decide what it reads; "" when it is not installed."""
    if not all(util.find_spec(package) for package in _NEEDED):
        return ""
    from importlib import metadata  # parsers of e-mail come with it: a twentieth of what a small command loads

    return "+".join(f"{package}-{metadata.version(package)}" for package in _NEEDED)


@cache
def _engine() -> RapidOCR:
    import logging

    logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.text_score": 0.0,  # nothing is dropped for being unclear: it is marked
            "Rec.rec_img_shape": [3, 48, 96],  # most crops are one figure: no need to pad each to a whole line
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def boxes_of(image: Image) -> list[Box]:
    """Where text stands in the picture, line by line, unread."""
    found: Any = _engine()(_coloured(image), use_det=True, use_cls=False, use_rec=False)
    corners = found.boxes.tolist() if found.boxes is not None else []
    return [(min(x for x, _ in c), min(y for _, y in c), max(x for x, _ in c), max(y for _, y in c)) for c in corners]


def texts_of(crops: Sequence[Image]) -> list[tuple[str, float]]:
    """(text, score from 0 to 1) of pictures that hold one line each."""
    if not crops:
        return []
    found = _engine().recognize_txt([_coloured(crop) for crop in crops])
    return [(text, float(score)) for text, score in zip(found.txts or (), found.scores, strict=True)]


def _coloured(image: Image) -> Image:
    """The models want three colours, though ours are all grey."""
    import numpy as np

    return np.repeat(image[:, :, None], 3, axis=2)
