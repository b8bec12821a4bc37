"""Build the element tree of a web page. Content that the parser would drop silently causes a refusal."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from build_scripts.model import Refusal

# maximum attributes of one element (the parser compares each with all others); pages from editors have some twenty
MAX_ATTRIBUTES = 2000
_LONG_TAG = re.compile(r"<[A-Za-z][^<>]{20000,}")
_VALUE = re.compile("=\\s*(?:\"[^\"]*\"|'[^']*')")


def tree_of(text: str) -> Any:
    """Return the elements of a page, ``None`` if there are none. Raises ``Refusal`` if the parser cannot reach its
    end."""
    if any(len(_VALUE.sub("", tag).split()) > MAX_ATTRIBUTES for tag in _LONG_TAG.findall(text)):
        raise Refusal("too-large")
    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, encoding="utf-8")
    try:
        tree: Any = etree.fromstring(text.encode("utf-8", "surrogatepass"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refusal("damaged", why="网页无法解析") from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):  # all later content would be lost
        raise Refusal("damaged", why="网页的标签一层套一层超过 256 层，后面的内容读不到")
    return tree
