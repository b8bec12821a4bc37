"""Compute the automatic numbers of OpenDocument lists, which are not in the text (一、 of a heading)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from build_scripts.readers.odf.names import TEXT
from build_scripts.readers.odf.pieces import SKIPPED
from build_scripts.readers.odf.styles import Styles


@dataclass(slots=True)
class Lists:
    """Counts the list items of one file in order, by list style; "" counts headings."""

    styles: Styles
    counters: dict[str, dict[int, int]] = field(default_factory=dict)

    def items(self, element: Any, depth: int, name: str) -> Iterator[tuple[Any, str]]:
        """Yield (block, number) for a list and its nested lists. Numbering restarts unless the list continues
        another."""
        name = element.get(f"{TEXT}style-name") or name or self._style_of_text(element)
        if (
            depth == 1
            and element.get(f"{TEXT}continue-numbering") != "true"
            and not element.get(f"{TEXT}continue-list")
        ):
            self.counters.pop(name, None)
        for item in element:
            if item.tag not in (f"{TEXT}list-item", f"{TEXT}list-header"):
                continue
            start = item.get(f"{TEXT}start-value", "")
            if start.isdigit():
                self.counters.setdefault(name, {})[depth] = int(start) - 1
            typed = item.tag == f"{TEXT}list-item" and any(c.tag in (f"{TEXT}p", f"{TEXT}h") for c in item)
            number = self.number(name, depth, True) if typed else ""
            for child in item:
                if child.tag == f"{TEXT}list":
                    yield from self.items(child, depth + 1, name)
                elif isinstance(child.tag, str) and child.tag not in SKIPPED:
                    yield child, number
                    number = ""

    def _style_of_text(self, element: Any) -> str:
        """Return the list style that the style of the first paragraph names, for a list that names none."""
        first = next(element.iter(f"{TEXT}p", f"{TEXT}h"), None)
        return self.styles.get("paragraph", first.get(f"{TEXT}style-name", "")).numbers if first is not None else ""

    def number(self, name: str, depth: int, always: bool) -> str:
        """Return the next number at that depth. ``always``: an item counts even if its number is not displayed."""
        levels = self.styles.levels.get(name, {})
        level = levels.get(depth)
        if level is None or (not level.form and not always):
            return ""
        counts = self.counters.setdefault(name, {})
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [d for d in counts if d > depth]:
            del counts[deeper]
        if not level.form:
            return ""
        shown = range(max(depth - level.depth + 1, 1), depth + 1)
        parts = [levels[d].written(counts.get(d, levels[d].start)) for d in shown if d in levels]
        return f"{level.before}{'.'.join(filter(None, parts))}{level.after}"
