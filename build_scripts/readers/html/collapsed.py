"""Find boxes that a page keeps hidden until a click or until its script has run: panes behind tabs, a whole article
(WeChat).

No script is run here. Hidden boxes are content only if all statutory tables of the page are in hidden boxes. Otherwise
a hidden box is a copy, a draft or a template, and only the visible tables count.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from build_scripts.readers.html.computed_style import PLAIN, ComputedStyle
from build_scripts.readers.recognition import TABLE_WORDS
from build_scripts.wording import squeeze

_SENTENCE = re.compile("[，。；]")  # a sentence with table words (全年新收政府信息公开申请17件。) is no visible table
_NON_CONTENT = frozenset(["script", "style", "noscript", "template", "head", "title", "select", "textarea"])


def collapsed_boxes(tree: Any, styles: Mapping[Any, ComputedStyle]) -> dict[Any, None]:
    """Return the hidden boxes with the statutory tables and their hidden siblings; {} if any table word is visible."""
    texts: list[str] = []
    boxes: list[Any] = []
    stack = [tree]
    while stack:
        element = stack.pop()
        if not isinstance(element.tag, str) or element.tag in _NON_CONTENT:
            continue
        if not _is_hidden(element, styles):
            texts += [element.text or "", *(child.tail or "" for child in element)]
            stack += element
        elif TABLE_WORDS.search(squeeze("".join(element.itertext()))):
            boxes.append(element)
    if not boxes or TABLE_WORDS.search(squeeze("".join(text for text in texts if not _SENTENCE.search(text)))):
        return {}
    rows = dict.fromkeys(box.getparent() for box in boxes)
    tags = {box.tag for box in boxes}
    return dict.fromkeys(box for row in rows for box in row if box.tag in tags and _is_hidden(box, styles))


def _is_hidden(element: Any, styles: Mapping[Any, ComputedStyle]) -> bool:
    style = styles.get(element, PLAIN)
    return style.removed or style.covered or style.hidden
