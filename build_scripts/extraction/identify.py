"""Identify the agency and the year of a report from its evidence, its file name and the register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from build_scripts.content.registry import Registry
from build_scripts.extraction.attribution import decide_attribution
from build_scripts.forms import FORM_IDS, expected, form
from build_scripts.model import Agency, Finding, Report, Table, finding


def identify(
    report: Report, file_name: str, registry: Registry, decided: Agency | None = None, decided_year: int = 0
) -> Report:
    """Return the report with agency and year, from its evidence, the file name and the register, or as ``decided``."""
    who = decide_attribution(report.evidence, file_name, registry, decided, decided_year)
    return replace(
        report,
        agency=who.agency,
        agency_id=who.registered.agency_id if who.registered else "",
        year=who.year,
        published=who.published,
        form=_form_of(report.tables, who.year),
        source=replace(report.source, name=file_name),
        evidence=who.evidence,
        findings=(*who.findings, *_form_findings(report.tables, who.year), *report.findings),
    )


def _form_of(tables: Sequence[Table], year: int) -> str:
    """Return the form of table 2; without table 2, the form due for the year."""
    if tables[0].present:
        return form(tables[0].form).base
    due = expected(year) if year else FORM_IDS[0]
    return next((t.form for t in tables if t.present), due) if due == "free" else due


def _form_findings(tables: Sequence[Table], year: int) -> list[Finding]:
    if not year:
        return []
    due = expected(year)
    found = []
    for table in tables[:2]:
        if table.present and due != "free" and table.form != due:
            found.append(
                finding(
                    "table.form",
                    table=table.key,
                    table_name=f"表{form(due).table(table.key).number}",
                    printed=form(table.form).name,
                    due=form(due).name,
                    year=year,
                )
            )
    return found
