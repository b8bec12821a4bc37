"""Choose the current version of a report from the documents and the ledger, never from a file's extension or name.

A person's decision (``superseded_by``) comes first. Then the date of publication decides, when every version prints
one; then the day of arrival; then the version number, which is the order of arrival."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from build_scripts.content.ledger import Entry, Ledger


@dataclass(frozen=True, slots=True)
class Choice:
    """The current version and the reason, in Chinese."""

    sha256: str
    why: str


def choose(versions: Sequence[tuple[Entry, date | None]]) -> Choice:
    """Choose among versions, given as (entry, printed date of publication). At least one is required."""
    open_ = [v for v in versions if not _superseded(v[0], versions)]
    left = open_ or list(versions)  # circular ``superseded_by`` decides nothing
    if len(left) == 1:
        why = "按台账 superseded_by 一栏指定" if len(versions) > 1 else ""
        return Choice(left[0][0].sha256, why)
    dates = [published for _, published in left]
    if all(dates):
        newest = max(d for d in dates if d)
        left = [v for v in left if v[1] == newest]
        if len(left) == 1:
            return Choice(left[0][0].sha256, f"公布日期最晚（{newest}）")
    latest = max(entry.archived for entry, _ in left)
    left = [v for v in left if v[0].archived == latest]
    if len(left) == 1:
        return Choice(left[0][0].sha256, f"入藏日期最晚（{latest}）")
    last = max(left, key=lambda v: (v[0].version, v[0].sha256))[0]
    return Choice(last.sha256, f"公布日期和入藏日期都分不出先后，暂按台账中的版次（第 {last.version} 版）")


def _superseded(entry: Entry, versions: Sequence[tuple[Entry, date | None]]) -> bool:
    return any(_is_prefix(entry.superseded_by, version) and version.sha256 != entry.sha256 for version, _ in versions)


def _is_prefix(word: str, entry: Entry) -> bool:
    return len(word) >= 8 and entry.sha256.startswith(word.lower())


def invalid_successors(ledger: Ledger) -> Iterator[Entry]:
    """Yield the entries whose ``superseded_by`` does not name another version of the same report."""
    for entry in ledger.entries.values():
        if entry.superseded_by and not any(
            _is_prefix(entry.superseded_by, other) and other.key == entry.key and other.sha256 != entry.sha256
            for other in ledger.entries.values()
        ):
            yield entry
