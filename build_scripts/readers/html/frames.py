"""Insert framed pages: some sites show the report in a frame, saved in one file with the outer page.

A frame with words of statutory tables is read in place if the page around it has none of these words: the page may
hold tables of its own, but not the same tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from build_scripts.readers.html.tree import tree_of
from build_scripts.readers.recognition import TABLE_WORDS
from build_scripts.wording import squeeze

_MAX_NESTING = 3  # maximum nesting of frames
_MAX_FRAMES = 30  # maximum number of frames of one page that are read


def insert_frames(tree: Any, pages: Mapping[str, str], depth: int = 0) -> None:
    """Replace the frames of a page with their content. ``pages``: address → page saved in the same file."""
    if depth == _MAX_NESTING:
        return
    held = _table_words(tree)
    for frame in list(tree.iter("iframe", "frame"))[:_MAX_FRAMES]:
        source = frame.get("srcdoc") or pages.get(frame.get("src", ""), "")
        inner = tree_of(source) if source.strip() else None
        if inner is None:
            continue
        insert_frames(inner, pages, depth + 1)
        words = _table_words(inner)
        if words and held.isdisjoint(words):
            _fill_frame(frame, inner)
            held |= words


def _table_words(tree: Any) -> set[str]:
    texts = ([e.tail, "" if e.tag in ("script", "style", "title", "iframe") else e.text] for e in tree.iter())
    return set(TABLE_WORDS.findall(squeeze("".join(text for pair in texts for text in pair[::-1] if text))))


def _fill_frame(frame: Any, inner: Any) -> None:
    """Insert the page as the content of its frame, with its tags and style sheets."""
    for around in (frame, *frame.iterancestors("frameset")):
        around.tag = "div"
        around.attrib.clear()
    body = inner.find("body")
    page = inner if body is None else body
    head = inner.find("head")
    if len(frame) == 0:
        frame.text = page.text
    frame.extend([*(() if head is None else head), *page])
