"""Drop the rules of Material's style sheet that no page of ours can use, which leaves about a seventh of the bytes.

The look is unchanged. The first view matters on a slow line, and Material brings styles for tabs, code, annotations and
search that the archive does not have. A selector is dropped when it requires a class or a ``data-md-`` attribute that
no page carries, or right-to-left text. Empty rules and unused ``@keyframes`` are dropped as well. Rules about elements
always stay. The remaining rules precede our own in one file. The plain build (``mkdocs build``) publishes both style
sheets complete and looks the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

_STRING = re.compile(r"""(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^"'{};])*""", re.S)
_ANY_OF = re.compile(r":(?:not|is|where|has)\((?:[^()]|\([^()]*\))*\)")
_REQUIRED = re.compile(r"\.(-?[A-Za-z_][\w-]*)|\[(data-md-[\w-]+)")
_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_ICON = re.compile(r"(--[\w-]+):url\(\"[^\"]*\"\);?")


def drop_unused_rules(css: str, names: Set[str]) -> str:
    """Return ``css`` with only the rules that can match a page. ``names`` are the class names and attribute names of
    all pages."""
    kept = "".join(_rules(_COMMENT.sub("", css), names))
    # Icons are custom properties that contain whole pictures: drop those that no remaining rule refers to.
    kept = _ICON.sub(lambda match: match[0] if f"var({match[1]})" in kept else "", kept)
    return "".join(
        f"{head}{{{body}}}" if body is not None else head + ";"
        for head, body in _blocks(kept)
        if body != ""
        and not (head.startswith("@keyframes ") and not _animation_used(head.removeprefix("@keyframes "), kept))
    )


def minified_css(css: str) -> str:
    """Return ``css`` without comments and indentation."""
    return re.sub(r"\s*\n\s*", "\n", _COMMENT.sub("", css)).strip() + "\n"


def names_of(html: str) -> set[str]:
    """Return the class names and ``data-md-`` attributes of a page."""
    classes = {name for value in re.findall(r'class="([^"]*)"', html) for name in value.split()}
    return classes | set(re.findall(r"\s(data-md-[\w-]+)", html))


def _rules(css: str, names: Set[str]) -> Iterator[str]:
    for head, body in _blocks(css):
        if body is None or head.startswith(("@font-face", "@page", "@keyframes")):
            yield head + (";" if body is None else f"{{{body}}}")
        elif head.startswith("@"):
            if inner := "".join(_rules(body, names)):
                yield f"{head}{{{inner}}}"
        elif selectors := [s for s in _selectors(head) if _can_match(s, names)]:
            yield f"{','.join(selectors)}{{{body}}}"


def _blocks(css: str) -> Iterator[tuple[str, str | None]]:
    """Yield (selector or at-rule, body); the body is ``None`` for a statement such as ``@charset``. Strings may contain
    braces."""
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
    """Yield the selectors of a list; commas inside brackets do not separate selectors."""
    depth, begin = 0, 0
    for at, char in enumerate(head):
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(char, 0)
        if char == "," and not depth:
            yield head[begin:at]
            begin = at + 1
    yield head[begin:]


def _animation_used(name: str, css: str) -> bool:
    return re.search(rf"animation[\w-]*:[^;}}]*(?<![\w-]){re.escape(name)}(?![\w-])", css) is not None


def _can_match(selector: str, names: Set[str]) -> bool:
    needed = (a or b for a, b in _REQUIRED.findall(_ANY_OF.sub("", selector)))
    return "[dir=rtl]" not in selector and all(name in names for name in needed)
