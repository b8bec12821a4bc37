"""The tree of a web page. What the parser would leave out without a word is a refusal."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from build_scripts.model import Refusal

MAX_ATTRIBUTES = 2000  # of one element, each held against all others by the parser; pages of editors have some twenty
_LONG_TAG = re.compile(r"<[A-Za-z][^<>]{20000,}")
_VALUE = re.compile("=\\s*(?:\"[^\"]*\"|'[^']*')")


def tree_of(text: str) -> Any:
    """The elements of a page, ``None`` where there are none. Raises ``Refusal`` for what no parser can read to its end."""
    if any(len(_VALUE.sub("", tag).split()) > MAX_ATTRIBUTES for tag in _LONG_TAG.findall(text)):
        raise Refusal("too-large")
    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, encoding="utf-8")
    try:
        tree: Any = etree.fromstring(text.encode("utf-8", "surrogatepass"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refusal("damaged", why="网页无法解析") from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):  # all that follows would be lost
        raise Refusal("damaged", why="网页的标签一层套一层超过 256 层，后面的内容读不到")
    return tree
