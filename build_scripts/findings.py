"""核验提示: the catalogue of ``findings.toml`` with the severity and the text of each finding."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from build_scripts.model import Finding, Severity
from build_scripts.serialize import finding_to_json

SEVERITY_NAMES = {Severity.ERROR: "数字不相符", Severity.WARNING: "请留意", Severity.NOTE: "供参考"}


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One entry of the catalogue.

    ``message`` is a template; the other texts are complete. ``severity_name`` names the severity to readers: 数字不相符 only
    where figures disagree. ``doubts_extraction`` is true when the finding doubts the extraction and not the print."""

    code: str
    severity: Severity
    title: str
    message: str
    meaning: str
    advice: str
    severity_name: str
    doubts_extraction: bool = False


@cache
def catalogue() -> dict[str, CatalogueEntry]:
    """Return every code with its entry, in the order of the file."""
    text = resources.files(__package__).joinpath("findings.toml").read_text(encoding="utf-8")
    entries = tomllib.loads(text)["finding"]
    return {
        code: CatalogueEntry(
            code,
            severity,
            e["title"],
            e["message"],
            e["meaning"],
            e["advice"],
            e.get("word", SEVERITY_NAMES[severity]),
            e.get("reading", False),
        )
        for code, e in entries.items()
        for severity in [Severity(e["severity"])]
    }


def severity(finding: Finding) -> Severity:
    """Return the severity of a finding. Raises ``KeyError`` for a code that is not in the catalogue."""
    return catalogue()[finding.code].severity


def message(finding: Finding) -> str:
    """Return the Chinese text of a finding. Raises ``KeyError`` for an unknown code or a missing value of the
    template."""
    return catalogue()[finding.code].message.format(**dict(finding.values))


def finding_with_message(finding: Finding) -> dict[str, Any]:
    """Return the finding as JSON values with severity and message, for programs that do not have the catalogue."""
    item = finding_to_json(finding)
    return {"code": item.pop("code"), "severity": severity(finding).value, "message": message(finding), **item}


# --------------------------------------------------------------------------- doubts on figures

_SEVERITY_ORDER = {severity: at for at, severity in enumerate(Severity)}


def by_severity(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings by severity, the most severe first. A finding's 1-based position is its number on the report
    page (``#f1``)."""
    return sorted(findings, key=lambda finding: _SEVERITY_ORDER[severity(finding)])


def is_cleared(finding: Finding) -> bool:
    """Return whether a person's answer removes the doubt: a false alarm, or a reading that was confirmed with the
    original.

    Figures that disagree in the original stay in doubt after a confirmation, and so does every figure whose answer
    nobody has signed."""
    if not (finding.answer and finding.answer.who):
        return False
    return finding.answer.verdict == "false-alarm" or (
        finding.answer.verdict == "confirmed" and catalogue()[finding.code].doubts_extraction
    )


@dataclass(frozen=True, slots=True)
class Doubts:
    """The numbers of the findings that put a cell in doubt, by (table, row, column); "" means a whole row or column."""

    numbers: Mapping[tuple[str, str, str], tuple[int, ...]]

    def of(self, table: str, row: str, column: str) -> tuple[int, ...]:
        """Return the numbers of the findings on one cell, on its row and on its column, the most severe first."""
        if not self.numbers:
            return ()
        keys = ((table, row, column), (table, row, ""), (table, "", column))
        return tuple(sorted({n for key in keys for n in self.numbers.get(key, ())}))


def doubts(findings: Sequence[Finding]) -> Doubts:
    """Return the cells of a report that are in doubt.

    A note is no doubt: 法律行政止公开 printed for 法律行政法规禁止公开 says nothing about the figure beside it. A
    finding that a person has cleared is no doubt either."""
    numbers: dict[tuple[str, str, str], tuple[int, ...]] = {}
    for number, finding in enumerate(by_severity(findings), 1):
        row = finding.row or finding.group
        silent = severity(finding) is Severity.NOTE or is_cleared(finding)
        if not silent and finding.table and (row or finding.column):
            key = (finding.table, row, finding.column)
            numbers[key] = (*numbers.get(key, ()), number)
    return Doubts(numbers)
