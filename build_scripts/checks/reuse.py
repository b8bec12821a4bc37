"""Text repeated from last year's report or shared with another agency's (内容雷同 is named in the notice of 2021);
statutory wording is left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256

from build_scripts.checks.history import Alike, History
from build_scripts.model import Finding, Report, finding
from build_scripts.textdiff.diff import compare, counted_sentences

_MUCH = 0.8
_SHARED = 0.6  # with another agency; names of places and people differ even in a copied text
_ENOUGH = 300  # letters: a short text repeats by necessity
_WHOLE = 12  # letters: shorter sentences are everybody's
COMMON = 50  # agencies: a sentence of more of them comes from a template, or from above


def reused(report: Report, history: History) -> Iterator[Finding]:
    """A note when most of a text of some length stood in last year's report, or stands in another agency's."""
    if history.previous is not None:
        before = history.previous
        kept = total = 0
        for section in report.sections:
            older = [p.text for s in before.sections if s.key == section.key for p in s.paragraphs]
            compared = compare(older, [p.text for p in section.paragraphs])
            kept, total = kept + compared.kept, total + compared.total
        if total >= _ENOUGH and kept >= _MUCH * total:
            yield _finding(kept, total, f"上一年（{before.year} 年）的报告")
    if alike := history.alike:
        yield _finding(alike.shared, alike.total, f"{alike.agency}同一年度的报告")


def _finding(kept: int, total: int, other: str) -> Finding:
    share = f"{100 * kept // total}%（{kept}/{total} 字）"
    return finding("report.reused-text", numbers=(str(kept), str(total)), share=share, other=other)


# --------------------------------------------------------------------------- sentences of many reports


def sentences(report: Report) -> dict[int, int]:
    """63 bits of the SHA-256 of every whole sentence → its letters; under 0, all letters of the report."""
    found: dict[int, int] = {0: 0}
    for section in report.sections:
        for paragraph in section.paragraphs:
            for letters in counted_sentences(paragraph.text):
                found[0] += len(letters)
                if len(letters) >= _WHOLE:
                    key = int.from_bytes(sha256(letters.encode("utf-8")).digest()[:8], "big") >> 1
                    found[key] = len(letters)
    return found


def closest(shared: Mapping[str, int], total: int) -> tuple[str, int] | None:
    """(agency, letters) of the agency that shares most, of those with which the text is much alike."""
    if total < _ENOUGH or not shared:
        return None
    letters, agency = min((-n, agency) for agency, n in shared.items())
    return (agency, -letters) if -letters >= _SHARED * total else None


__all__ = ["COMMON", "Alike", "closest", "reused", "sentences"]
