"""Detect, before anything changes, which published content a build would remove.

An original that was filed and is now missing would leave a published address without its report. A build never removes
such an address without a person's permission. An original that exists but can no longer be parsed stops nothing: its
page stays as it is published."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from build_scripts.content.ledger import Entry, Ledger
from build_scripts.content.registry import Registry
from build_scripts.model import Refusal

MAX_LISTED = 20  # a message lists at most this many addresses and counts the others


def refuse_lost_agencies(ledger: Ledger, registry: Registry, names: Mapping[str, str]) -> None:
    """Raise ``Refusal`` when an agency with reports is missing from the register. ``names``: id → first name."""
    gone = sorted(ledger.agency_ids() - {agency.agency_id for agency in registry.agencies})
    if gone:
        lines = [f"{i}（{names.get(i, '名称不详')}）：reports/{i}/" for i in gone]
        raise Refusal("agency-gone", count=len(gone), what=listing(lines))


def lost_entries(ledger: Ledger, live: Collection[str], replaced: Collection[str]) -> list[Entry]:
    """Return the decided entries whose original is neither ``live`` nor withdrawn nor recorded as removed.

    An original that was ``replaced`` at its path is not lost while another version of the same agency and year is
    live."""
    found = []
    for entries in ledger.versions().values():
        open_ = [e for e in entries if not e.withdrawn]
        some = any(e.sha256 in live for e in open_)
        found += [e for e in open_ if e.sha256 not in live and not e.removed and not (some and e.sha256 in replaced)]
    return found


def refuse_removal(entries: Sequence[Entry], folder_missing: bool, causes: Mapping[str, str]) -> None:
    """Raise ``Refusal`` with the entries that would be removed and the remedy. ``causes``: path → why the file there
    cannot be parsed."""
    what = listing(
        [
            f"reports/{e.agency_id}/{e.year}/　{e.path}"
            + (f"：{causes[e.path].removesuffix('。')}" if e.path in causes else "")
            for e in entries
        ]
    )
    if folder_missing:
        raise Refusal("reports-missing", count=len(entries), what=what)
    raise Refusal("removal", count=len(entries), what=what)


def listing(lines: Sequence[str]) -> str:
    """Return the addresses as indented lines for a message, at most ``LISTED``."""
    more = f"\n  ……共 {len(lines)} 处" if len(lines) > MAX_LISTED else ""
    return "\n  " + "\n  ".join(lines[:MAX_LISTED]) + more
