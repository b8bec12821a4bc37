"""Match the style sheets of a page: which declarations apply to which element, in cascade order.

The sheets are parsed by tinycss2 and matched by cssselect2. WeasyPrint uses both for layout, and the same people
maintain them. A hand-written selector matcher would miss ``td span.old``, ``:not()`` or specificity. Nothing is loaded
from the network. The cost of a hostile style sheet is limited by the constants below.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Any

import cssselect2
import tinycss2

from build_scripts.model import Refusal
from build_scripts.readers.html.rules import FRAMES, MAX_NESTING, Declarations, rules

# Limits for one page. The style sheets of a large portal have 6,000 selectors, of which a page uses some hundreds; a
# page of the corpus with 1,500 elements takes 2,700 steps.
MAX_LETTERS = 4_000_000
MAX_RULES = 20_000
MAX_STEPS = 2_000_000
_WRAP_COST = 8  # cost in steps of wrapping an element
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,([^()]*))?\)")
_ROOTS = (":root", "html", "body", "*", ":root, :host")
_NAMES = re.compile(r"[.#][\w-]+")
_BROKEN = (
    cssselect2.SelectorError,
    SyntaxError,
    ValueError,
    TypeError,
    RecursionError,
    MemoryError,
    NotImplementedError,
)
_KEEPS_END_STATE = re.compile(r"\b(?:forwards|both|infinite)\b")


@lru_cache(maxsize=1024)
def _content(value: str) -> tuple[tuple[str, str], ...]:
    """Return the parts of ``content``: ("text", …), ("attr", name), ("counter", …) or ("url", …)."""
    parts = []
    for token in tinycss2.parse_component_value_list(value, skip_comments=True):
        if token.type == "string":
            parts.append(("text", token.value))
        elif token.type == "function" and token.lower_name == "attr":
            names = [t.lower_value for t in token.arguments if t.type == "ident"]
            parts += [("attr", name) for name in names[:1]]
        elif token.type == "function" or token.type == "url":
            parts.append((token.lower_name[:7] if token.type == "function" else "url", ""))
        elif token.type == "literal" and token.value == "/":
            break  # the text after the slash is an alternative for screen readers
    return tuple(parts)


def generated_content(declared: Declarations, element: Any) -> tuple[str, bool, bool]:
    """Return the content that the style sheet inserts before or after an element: (text, has a counter, has a
    picture)."""
    value = next((text for name, text in reversed(declared) if name == "content"), "")
    parts = _content(value) if value else ()
    text = "".join(
        value_of if kind == "text" else element.get(value_of, "")
        for kind, value_of in parts
        if kind in ("text", "attr")
    )
    kinds = {kind for kind, _ in parts}
    return text, "counter" in kinds, "url" in kinds


# --------------------------------------------------------------------------- matching


class _Node(cssselect2.ElementWrapper):  # type: ignore[misc]
    """An element as seen by selectors; counts every step to other elements."""

    steps = 0

    @property
    def ancestors(self) -> Iterator[_Node]:
        node = self.parent
        while node is not None:
            self.count(1)
            yield node
            node = node.parent

    @property
    def previous_siblings(self) -> Iterator[_Node]:
        node = self.previous
        while node is not None:
            self.count(1)
            yield node
            node = node.previous

    def iter_children(self) -> Iterator[_Node]:
        for child in super().iter_children():
            self.count(_WRAP_COST)
            yield child

    @property
    def etree_siblings(self) -> list[Any]:
        self.count(1 + len(self._beside) // 16)
        return self._beside

    @etree_siblings.setter
    def etree_siblings(self, elements: list[Any]) -> None:
        self._beside = elements

    @staticmethod
    def count(steps: int) -> None:
        _Node.steps += steps
        if _Node.steps > MAX_STEPS:
            raise Refusal("too-large")


class _Matcher(cssselect2.Matcher):  # type: ignore[misc]
    """Counts every selector that is tried."""

    @staticmethod
    def add_relevant_selectors(element: Any, selectors: list[Any], relevant_selectors: list[Any]) -> None:
        _Node.count(len(selectors))
        cssselect2.Matcher.add_relevant_selectors(element, selectors, relevant_selectors)


class StyleSheets:
    """The compiled style sheets of one page."""

    def __init__(self, sheets: Collection[str], root: Any) -> None:
        self.matcher = _Matcher()
        self.empty = True
        self.variables: dict[str, str] = {}
        self.frames: dict[str, Declarations] = {}
        if sum(map(len, sheets)) > MAX_LETTERS:
            raise Refusal("too-large")
        found = [rule for sheet in sheets for rule in rules(sheet)]
        if len(found) > MAX_RULES:
            raise Refusal("too-large")
        if not found:
            return
        self.frames |= {s.removeprefix(FRAMES): plain for s, plain, _ in found if s.startswith(FRAMES)}
        for selectors, plain, important in found:
            for name, value in (d for d in (*plain, *important) if d[0].startswith("--")):
                if selectors in _ROOTS:
                    self.variables[name] = value
                else:
                    self.variables.setdefault(name, value)
        names = {f".{name}" for e in root.iter() for name in e.get("class", "").split()}
        names |= {f"#{e.get('id')}" for e in root.iter() if e.get("id")}
        for selectors, plain, important in found:
            if not selectors.startswith(FRAMES) and (
                all(name in names for name in _NAMES.findall(selectors)) or "," in selectors or ":not" in selectors
            ):
                for selector in _compiled(selectors):
                    self.matcher.add_selector(selector, (plain, important))
                    self.empty = False

    def walk(self, root: Any) -> Iterator[tuple[Any, dict[str, tuple[Declarations, Declarations]]]]:
        """Yield every element in document order with its declarations: key "" for the element itself, keys ``before``
        and ``after`` for its pseudo-elements."""
        if self.empty:
            yield from ((element, {}) for element in root.iter() if isinstance(element.tag, str))
            return
        _Node.steps = 0
        for node in _Node.from_html_root(root).iter_subtree():
            found: dict[str, list[tuple[Declarations, Declarations]]] = {}
            for _, _, pseudo, payload in self.matcher.match(node):
                found.setdefault(pseudo or "", []).append(payload)
            yield node.etree_element, {k: (_merged(v, 0), _merged(v, 1)) for k, v in found.items()}

    def resolved(self, declared: Declarations) -> Declarations:
        """Return the declarations with page-wide variables substituted; a variable set only for a part of the page gets
        its first value. The final state of an animation is added."""
        animations = " ".join(value for name, value in declared if name.startswith("animation"))
        if animations and _KEEPS_END_STATE.search(animations):
            declared += tuple(
                d for name, frame in self.frames.items() if name.lower() in animations.split() for d in frame
            )
        if not any("var(" in value for _, value in declared):
            return declared
        made = []
        for name, value in declared:
            for _ in range(MAX_NESTING):
                if "var(" not in value:
                    break
                value = _VARIABLE.sub(lambda m: self.variables.get(m[1], m[2] or "").strip(), value)
            made.append((name, value))
        return tuple(made)


def _merged(payloads: list[tuple[Declarations, Declarations]], which: int) -> Declarations:
    return payloads[0][which] if len(payloads) == 1 else tuple(d for payload in payloads for d in payload[which])


@lru_cache(maxsize=8192)
def _compiled(selectors: str) -> tuple[Any, ...]:
    """Compile selectors; return () for selectors that a browser would drop as invalid."""
    try:
        return tuple(cssselect2.compile_selector_list(selectors))
    except _BROKEN:
        return ()
