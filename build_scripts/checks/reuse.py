"""Text repeated from last year's report (内容雷同 is named in the notice of 2021), statutory wording left out."""

from __future__ import annotations

from collections.abc import Iterator

from build_scripts.checks.history import History
from build_scripts.findings import finding
from build_scripts.model import Finding, Report
from build_scripts.textdiff import compare

_MUCH = 0.8
_ENOUGH = 300  # letters: a short text repeats by necessity


def reused(report: Report, history: History) -> Iterator[Finding]:
    """A note when four fifths of a text of some length stood in last year's report."""
    before = history.previous
    if before is None:
        return
    kept = total = 0
    for section in report.sections:
        older = [p.text for s in before.sections if s.key == section.key for p in s.paragraphs]
        compared = compare(older, [p.text for p in section.paragraphs])
        kept, total = kept + compared.kept, total + compared.total
    if total >= _ENOUGH and kept >= _MUCH * total:
        share = f"{100 * kept // total}%（{kept}/{total} 字）"
        yield finding(
            "report.reused-text",
            numbers=(str(kept), str(total)),
            share=share,
            other=f"上一年（{before.year} 年）的报告",
        )
