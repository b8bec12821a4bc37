"""Material's style sheet without the rules that no page of ours can use: a fifth of the bytes, the same look.

First view counts on a slow line, and Material brings styles for tabs, code, annotations and search that the archive does
not have. A rule goes only when its selector names a class or a ``data-md-`` attribute that no page carries, or a text
from right to left, or when it is empty or a movement that nothing makes; rules about elements always stay. What is left stands in front of our own rules, in one file. The plain way (``mkdocs build``)
publishes both sheets whole and looks the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

_STRING = re.compile(r"""(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^"'{};])*""", re.S)
_ANY_OF = re.compile(r":(?:not|is|where|has)\((?:[^()]|\([^()]*\))*\)")
_NEEDS = re.compile(r"\.(-?[A-Za-z_][\w-]*)|\[(data-md-[\w-]+)")
_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_PICTURE = re.compile(r"(--[\w-]+):url\(\"[^\"]*\"\);?")


def lean(css: str, names: Set[str]) -> str:
    """``css`` with the rules that ``names`` (class names and attribute names of all pages) can meet."""
    kept = "".join(_rules(_COMMENT.sub("", css), names))
    # Icons are custom properties with whole pictures inside: those that no remaining rule refers to.
    kept = _PICTURE.sub(lambda match: match[0] if f"var({match[1]})" in kept else "", kept)
    return "".join(
        f"{head}{{{body}}}" if body is not None else head + ";"
        for head, body in _blocks(kept)
        if body != "" and not (head.startswith("@keyframes ") and not _moves(head.removeprefix("@keyframes "), kept))
    )


def tidy(css: str) -> str:
    """``css`` without comments and indentation."""
    return re.sub(r"\s*\n\s*", "\n", _COMMENT.sub("", css)).strip() + "\n"


def names_of(html: str) -> set[str]:
    """The class names and ``data-md-`` attributes in a page."""
    classes = {name for value in re.findall(r'class="([^"]*)"', html) for name in value.split()}
    return classes | set(re.findall(r"\s(data-md-[\w-]+)", html))


def _rules(css: str, names: Set[str]) -> Iterator[str]:
    for head, body in _blocks(css):
        if body is None or head.startswith(("@font-face", "@page", "@keyframes")):
            yield head + (";" if body is None else f"{{{body}}}")
        elif head.startswith("@"):
            if inner := "".join(_rules(body, names)):
                yield f"{head}{{{inner}}}"
        elif selectors := [s for s in _selectors(head) if _possible(s, names)]:
            yield f"{','.join(selectors)}{{{body}}}"


def _blocks(css: str) -> Iterator[tuple[str, str | None]]:
    """(selector or at-rule, body); the body is ``None`` for a statement such as ``@charset``. Strings may hold braces."""
    at = 0
    while at < len(css):
        match = _STRING.match(css, at)
        assert match is not None
        head, at = match[0].strip(), match.end()
        if at >= len(css) or css[at] != "{":
            if head:
                yield head, None
            at += 1
            continue
        begin, depth = at + 1, 0
        while True:
            depth += {"{": 1, "}": -1}.get(css[at], 0)
            at += 1
            if not depth:
                break
            match = _STRING.match(css, at)
            assert match is not None
            at = match.end()
        yield head, css[begin : at - 1]


def _selectors(head: str) -> Iterator[str]:
    """The selectors of a list; commas inside brackets part nothing."""
    depth, begin = 0, 0
    for at, char in enumerate(head):
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(char, 0)
        if char == "," and not depth:
            yield head[begin:at]
            begin = at + 1
    yield head[begin:]


def _moves(name: str, css: str) -> bool:
    return re.search(rf"animation[\w-]*:[^;}}]*(?<![\w-]){re.escape(name)}(?![\w-])", css) is not None


def _possible(selector: str, names: Set[str]) -> bool:
    needed = (a or b for a, b in _NEEDS.findall(_ANY_OF.sub("", selector)))
    return "[dir=rtl]" not in selector and all(name in names for name in needed)
