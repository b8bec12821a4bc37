"""核验提示: the catalogue of ``findings.toml`` and the one way to make a finding from it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from build_scripts.model import Finding, Place, Severity


@dataclass(frozen=True, slots=True)
class Kind:
    """One entry of the catalogue; ``message`` is a template, the other texts are complete."""

    code: str
    severity: Severity
    title: str
    message: str
    meaning: str
    advice: str


@cache
def catalogue() -> dict[str, Kind]:
    """Every code with its entry, in the order of the file."""
    text = resources.files(__package__).joinpath("findings.toml").read_text(encoding="utf-8")
    entries = tomllib.loads(text)["finding"]
    return {
        code: Kind(code, Severity(e["severity"]), e["title"], e["message"], e["meaning"], e["advice"])
        for code, e in entries.items()
    }


def finding(
    code: str,
    *,
    table: str = "",
    row: str = "",
    column: str = "",
    group: str = "",
    section: str = "",
    numbers: tuple[str, ...] = (),
    place: Place | None = None,
    **values: object,
) -> Finding:
    """A finding of that code; ``values`` fill its message. ``KeyError`` for an unknown code or a missing value."""
    kind = catalogue()[code]
    message = kind.message.format(**values)
    return Finding(code, kind.severity, message, table, row, column, group, section, numbers, place)
