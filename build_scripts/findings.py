"""核验提示: the catalogue of ``findings.toml``, how grave a finding is and what it says."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from build_scripts.model import Finding, Severity
from build_scripts.serialize import finding_to

WORDS = {Severity.ERROR: "数字不相符", Severity.WARNING: "请留意", Severity.NOTE: "供参考"}


@dataclass(frozen=True, slots=True)
class Kind:
    """One entry of the catalogue; ``message`` is a template, the other texts are complete; ``word`` is what readers are told
    of its severity: 数字不相符 only where figures disagree. ``reading``: it doubts our reading, not the print."""

    code: str
    severity: Severity
    title: str
    message: str
    meaning: str
    advice: str
    word: str
    reading: bool = False


@cache
def catalogue() -> dict[str, Kind]:
    """Every code with its entry, in the order of the file."""
    text = resources.files(__package__).joinpath("findings.toml").read_text(encoding="utf-8")
    entries = tomllib.loads(text)["finding"]
    return {
        code: Kind(
            code,
            severity,
            e["title"],
            e["message"],
            e["meaning"],
            e["advice"],
            e.get("word", WORDS[severity]),
            e.get("reading", False),
        )
        for code, e in entries.items()
        for severity in [Severity(e["severity"])]
    }


def severity(finding: Finding) -> Severity:
    """How grave it is. ``KeyError`` for a code that the catalogue does not have."""
    return catalogue()[finding.code].severity


def message(finding: Finding) -> str:
    """What it says, in Chinese. ``KeyError`` for an unknown code or a value that its message lacks."""
    return catalogue()[finding.code].message.format(**dict(finding.values))


def worded(finding: Finding) -> dict[str, Any]:
    """It as JSON values for whoever does not have the catalogue: with severity and message."""
    item = finding_to(finding)
    return {"code": item.pop("code"), "severity": severity(finding).value, "message": message(finding), **item}


# --------------------------------------------------------------------------- findings that travel with a figure

_GRAVEST = {severity: at for at, severity in enumerate(Severity)}


def ordered(findings: Sequence[Finding]) -> list[Finding]:
    """The gravest first. The place of a finding here, from 1, is its number on the page of its report (``#f1``)."""
    return sorted(findings, key=lambda finding: _GRAVEST[severity(finding)])


def is_cleared(finding: Finding) -> bool:
    """True when a person's answer leaves nothing in doubt: a false alarm, or a reading that was held against the original.
    Figures that disagree in the original go on disagreeing, whoever confirms it."""
    if not finding.answer:
        return False
    return finding.answer.verdict == "false-alarm" or (
        finding.answer.verdict == "confirmed" and catalogue()[finding.code].reading
    )


@dataclass(frozen=True, slots=True)
class Doubts:
    """Numbers of the findings that doubt a cell, by (table, row, column); "" stands for a whole row or column."""

    numbers: Mapping[tuple[str, str, str], tuple[int, ...]]

    def of(self, table: str, row: str, column: str) -> tuple[int, ...]:
        """The findings that doubt one cell: those of the cell, of its row, of its column; the gravest first."""
        if not self.numbers:
            return ()
        keys = ((table, row, column), (table, row, ""), (table, "", column))
        return tuple(sorted({n for key in keys for n in self.numbers.get(key, ())}))


def doubts(findings: Sequence[Finding]) -> Doubts:
    """Which cells of a report are in doubt. A note is no doubt: that the original writes 法律行政止公开 for 法律行政法规禁止公开
    says nothing of the figure beside it. Nor is what a person has settled."""
    numbers: dict[tuple[str, str, str], tuple[int, ...]] = {}
    for number, finding in enumerate(ordered(findings), 1):
        row = finding.row or finding.group
        silent = severity(finding) is Severity.NOTE or is_cleared(finding)
        if not silent and finding.table and (row or finding.column):
            key = (finding.table, row, finding.column)
            numbers[key] = (*numbers.get(key, ()), number)
    return Doubts(numbers)
