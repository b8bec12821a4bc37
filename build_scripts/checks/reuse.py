"""Find text repeated from last year's report or shared with another agency; statutory wording is excluded.

The notice of 2021 names such repetition (内容雷同)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256

from build_scripts.checks.history import History, SimilarReport
from build_scripts.model import Finding, Report, finding
from build_scripts.textdiff.diff import compare, counted_sentences

_MIN_SHARE_OF_LAST_YEAR = 0.8
_MIN_SHARE_OF_OTHER_AGENCY = 0.6  # share with another agency; names of places and people differ even in a copied text
_MIN_CHARACTERS = 300  # characters: short texts repeat by necessity
_MIN_SENTENCE = 12  # characters: shorter sentences are common to many reports
COMMON = 50  # agencies: a more common sentence comes from a template or from a higher authority


def reused(report: Report, history: History) -> Iterator[Finding]:
    """Yield a note when most of a long enough text is in last year's report or in another agency's report."""
    if history.previous is not None:
        before = history.previous
        kept = total = 0
        for section in report.sections:
            older = [p.text for s in before.sections if s.key == section.key for p in s.paragraphs]
            compared = compare(older, [p.text for p in section.paragraphs])
            kept, total = kept + compared.repeated, total + compared.total
        if total >= _MIN_CHARACTERS and kept >= _MIN_SHARE_OF_LAST_YEAR * total:
            yield _finding(kept, total, f"上一年（{before.year} 年）的报告")
    if alike := history.similar:
        yield _finding(alike.shared, alike.total, f"{alike.agency}同一年度的报告")


def _finding(kept: int, total: int, other: str) -> Finding:
    share = f"{100 * kept // total}%（{kept}/{total} 字）"
    return finding("report.reused-text", numbers=(str(kept), str(total)), share=share, other=other)


# --------------------------------------------------------------------------- sentences


def sentences(report: Report) -> dict[int, int]:
    """Return 63 bits of the SHA-256 of every whole sentence → its number of characters; key 0 → characters of the
    report."""
    found: dict[int, int] = {0: 0}
    for section in report.sections:
        for paragraph in section.paragraphs:
            for letters in counted_sentences(paragraph.text):
                found[0] += len(letters)
                if len(letters) >= _MIN_SENTENCE:
                    key = int.from_bytes(sha256(letters.encode("utf-8")).digest()[:8], "big") >> 1
                    found[key] = len(letters)
    return found


def closest(shared: Mapping[str, int], total: int) -> tuple[str, int] | None:
    """Return (agency, shared characters) of the agency that shares most, if the texts are similar enough."""
    if total < _MIN_CHARACTERS or not shared:
        return None
    letters, agency = min((-n, agency) for agency, n in shared.items())
    return (agency, -letters) if -letters >= _MIN_SHARE_OF_OTHER_AGENCY * total else None


__all__ = ["COMMON", "SimilarReport", "closest", "reused", "sentences"]
