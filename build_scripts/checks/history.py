"""Across years: what was carried over, and the stock of documents in force."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from build_scripts.findings import finding
from build_scripts.forms import form
from build_scripts.model import Finding, Report
from build_scripts.summary import figure


@dataclass(frozen=True, slots=True)
class History:
    """What a check may look at beside the report: last year's report of the same agency, if archived."""

    previous: Report | None = None


def carry_over(report: Report, history: History) -> Iterator[Finding]:
    """上年结转 against last year's 结转下年度, by column (forms.md, identities)."""
    before = history.previous
    if before is None:
        return
    for column in form(report.requests.form).requests.row("2").columns:
        now = figure(report.requests, "2", column.key)
        then = figure(before.requests, "4", column.key)
        if now is None or then is None or now.number is None or then.number is None or now.number == then.number:
            continue
        yield finding(
            "requests.carry-over",
            table="requests",
            row="2",
            column=column.key,
            numbers=(now.raw or "", then.raw or ""),
            place=now.place,
            heading=column.name,
            left=now.raw,
            right=then.raw,
            year=before.year,
        )


def stock(report: Report, history: History) -> Iterator[Finding]:
    """现行有效 against last year's + 制发 − 废止 (form 2021 on both sides): a note."""
    before = history.previous
    if before is None:
        return
    for row in form("2021").proactive.rows[:2]:
        now, issued, abolished, then = (
            figure(table, row.key, column)
            for table, column in (
                (report.proactive, "in_force"),
                (report.proactive, "issued"),
                (report.proactive, "abolished"),
                (before.proactive, "in_force"),
            )
        )
        if not (now and issued and abolished and then):
            continue
        if now.number is None or issued.number is None or abolished.number is None or then.number is None:
            continue
        expected = then.number + issued.number - abolished.number
        if now.number != expected:
            yield finding(
                "proactive.stock",
                table="proactive",
                row=row.key,
                column="in_force",
                numbers=(now.raw or "", f"{expected:f}"),
                place=now.place,
                label=row.label,
                left=now.raw,
                right=f"{expected:f}",
            )
