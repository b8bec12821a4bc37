"""Compare originals, ledger, register, published site and manifest with each other (``nianbao verify``).

Where all agree, compare the published tables with the reports."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from build_scripts import project
from build_scripts.archive.file_changes import scan
from build_scripts.content.ledger import Entry, Ledger, read_ledger
from build_scripts.content.registry import read_registry
from build_scripts.faults import printable
from build_scripts.site.disk import addresses
from build_scripts.site.manifest import read_manifest
from build_scripts.site.publish import MANIFEST


def verify(root: Path, site: Path, with_content: bool = True) -> list[str]:
    """Return every difference as a Chinese sentence that begins with its kind; empty when all agree."""
    found = list(_manifest(site))
    if with_content:
        ledger = read_ledger(root)
        found += _originals(root, ledger)
        found += _register(root, site, ledger)
        found += _reports(site, ledger)
    return found or list(_tables(site))


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _manifest(site: Path) -> Iterator[str]:
    known = read_manifest(site)
    if not known:
        yield f"缺少：网站里没有 {MANIFEST}，请用 nianbao build 重新生成"
        return
    for address in sorted(addresses(site)):
        if address == MANIFEST:
            continue
        sha256 = known.pop(address, "")
        if not sha256:
            yield f"多出：网站里的 {address} 不在 {MANIFEST} 里"
        elif _digest(site / address) != sha256:
            yield f"改动：网站里的 {address} 与 {MANIFEST} 不符，被人直接改过"
    yield from (f"缺少：网站里没有 {address}" for address in sorted(known))


def _tables(site: Path) -> Iterator[str]:
    """Compare the tables of ``data/`` with the reports: a manifest proves what was published, not its correctness."""
    from build_scripts.exports.verify_tables import differences  # pandas takes a second to load

    yield from differences(site)


def _originals(root: Path, ledger: Ledger) -> Iterator[str]:
    here: dict[str, str] = {path: _digest(root / project.REPORTS / path) for path in scan(root)}
    shas = set(here.values())
    for path, sha256 in here.items():
        entry = ledger.entries.get(sha256)
        if entry and entry.withdrawn:
            yield f"撤回：content/reports/{path} 已记明撤回，原件还在"
        elif entry is None and (known := ledger.paths.get(path)):
            yield f"改动：content/reports/{path} 的 SHA-256 是 {sha256}，台账记的是 {known[0]}"
        elif entry is None:
            yield f"多出：content/reports/{printable(path)} 不在台账里，还没有收入"
    for entry in ledger.entries.values():
        if entry.agency_id and not (entry.withdrawn or entry.removed or entry.sha256 in shas):
            yield f"缺少：台账里的 content/reports/{entry.path}（{entry.sha256[:12]}）找不到原件"


def _register(root: Path, site: Path, ledger: Ledger) -> Iterator[str]:
    ids = {agency.agency_id for agency in read_registry(root / project.REGISTRY).agencies}
    yield from (f"缺少：台账里的机关 {i} 不在登记簿里" for i in sorted(ledger.agency_ids() - ids))
    for agency_id in sorted(ids):
        if not (site / f"agencies/{agency_id}/index.html").is_file():
            yield f"缺少：网站里没有机关 {agency_id} 的页面 agencies/{agency_id}/"


def _reports(site: Path, ledger: Ledger) -> Iterator[str]:
    for (agency_id, year), entries in sorted(ledger.versions().items()):
        folder = f"reports/{agency_id}/{year}/"
        for address in (folder, *(entry.address for entry in entries)):
            if not (site / address / "index.html").is_file():
                yield f"缺少：网站里没有 {address}"
        public = {_digest(p): p for a in (folder, *(e.address for e in entries)) for p in (site / a).glob("original.*")}
        yield from _originals_of(entries, public)


def _originals_of(entries: list[Entry], public: dict[str, Path]) -> Iterator[str]:
    for entry in entries:
        held = public.pop(entry.sha256, None)
        if held and entry.withdrawn:
            yield f"撤回：网站里还有已撤回的原件 {entry.address}"
        elif not held and not entry.withdrawn and not entry.removed:
            yield f"缺少：网站里没有 {entry.address} 的原件，或它被改动过"
    yield from (f"多出：网站里的原件 {path.as_posix()} 不在台账里" for path in public.values())
