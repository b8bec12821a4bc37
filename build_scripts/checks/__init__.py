"""The checks: an ordered table of functions from a report and its history to findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from build_scripts.checks.history import History, carry_over, jumps, repeated, stock
from build_scripts.checks.identities import identities
from build_scripts.checks.privacy import personal
from build_scripts.checks.prose import prose_tables, statements
from build_scripts.checks.reuse import reused
from build_scripts.checks.structure import assessment, blank_tables, missing_tables, sections, truncated_tables
from build_scripts.checks.sums import prose_sums
from build_scripts.checks.timeliness import late
from build_scripts.checks.values import odd_values, unreadable_values
from build_scripts.model import Finding, Report

Check = Callable[[Report, History], Iterable[Finding]]

NO_HISTORY = History()  # for a report without other reports to compare

CHECKS: tuple[Check, ...] = (
    missing_tables,
    blank_tables,
    truncated_tables,
    unreadable_values,
    odd_values,
    identities,
    carry_over,
    stock,
    jumps,
    repeated,
    sections,
    assessment,
    prose_tables,
    prose_sums,
    late,
    reused,
    personal,
)


def check(report: Report, history: History = NO_HISTORY) -> Report:
    """Return the report with the findings of all checks after those of the extraction, and with the number of compared
    statements."""
    found = [finding for run in CHECKS for finding in run(report, history)]
    compared = sum(1 for statement in statements(report) if statement.printed is not None)
    return replace(report, findings=(*report.findings, *found), statements=compared)


__all__ = ["CHECKS", "History", "check"]
