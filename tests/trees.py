"""HTML as a tree, for tests that look into pages."""

from __future__ import annotations

from typing import Any

from lxml import html

Tree = Any  # an HtmlElement: what an xpath gives depends on its text, which no type tells


def tree_of(text: str | bytes) -> Tree:
    """The root element of a page, or of a piece of one."""
    return html.fromstring(text)
