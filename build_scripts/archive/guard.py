"""What a build would take from the public, found before anything is changed.

An original that was taken in and is no longer there would leave a hole at a published address. Nothing of the kind happens
without a person's word. One that is there and can no longer be read stops nothing: its page stays as it is public.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from build_scripts.content.ledger import Entry, Ledger
from build_scripts.content.registry import Registry
from build_scripts.model import Refusal

LISTED = 20  # addresses that a message names; more of them are counted


def refuse_lost_agencies(ledger: Ledger, registry: Registry, names: Mapping[str, str]) -> None:
    """``Refusal`` when the register no longer has an agency to which reports were given. ``names``: id → name at first."""
    gone = sorted(ledger.agency_ids() - {agency.agency_id for agency in registry.agencies})
    if gone:
        lines = [f"{i}（{names.get(i, '名称不详')}）：reports/{i}/" for i in gone]
        raise Refusal("agency-gone", count=len(gone), what=listing(lines))


def lost(ledger: Ledger, live: Collection[str], replaced: Collection[str]) -> list[Entry]:
    """The entries that were decided and whose original is neither ``live`` nor withdrawn nor allowed to be absent.

    An original that was ``replaced`` at its path is no loss while another version stands at the address of the year."""
    found = []
    for entries in ledger.versions().values():
        open_ = [e for e in entries if not e.withdrawn]
        some = any(e.sha256 in live for e in open_)
        found += [e for e in open_ if e.sha256 not in live and not e.removed and not (some and e.sha256 in replaced)]
    return found


def refuse_removal(entries: Sequence[Entry], folder_missing: bool, causes: Mapping[str, str]) -> None:
    """``Refusal`` that lists what would go, and says what to do. ``causes``: path → why what stands there now cannot be read."""
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
    """The lines of a message that names addresses."""
    more = f"\n  ……共 {len(lines)} 处" if len(lines) > LISTED else ""
    return "\n  " + "\n  ".join(lines[:LISTED]) + more
