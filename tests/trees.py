"""Parse HTML into a tree, for tests that inspect pages."""

from __future__ import annotations

from typing import Any

from lxml import html

Tree = Any  # an HtmlElement; the type of an xpath result depends on the expression


def tree_of(text: str | bytes) -> Tree:
    """Return the root element of a page or a fragment."""
    return html.fromstring(text)
