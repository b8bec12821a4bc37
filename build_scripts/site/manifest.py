"""``manifest-sha256.txt``: the digest of every file of the site, for ``sha256sum -c``, and what was changed behind our back.

The store keeps size, time and digest of each published file, so that a build hashes what it wrote and nothing else, and
finds a file that somebody edited in ``site/`` by looking at sizes and times alone.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection, Iterator
from pathlib import Path

from build_scripts import __version__
from build_scripts.archive.store import Store
from build_scripts.site.disk import addresses, entries
from build_scripts.site.publish import MANIFEST, Publication

ABOUT = "nianbao.json"  # the manifest has no comments: what made the site stands in a file of its own


def note(store: Store, publication: Publication) -> None:
    """Keep the digests of what the publication holds so far."""
    if publication.fresh:
        store.forget_site_files()
        changed: Collection[str] = list(addresses(publication.folder))
    else:
        changed = publication.changed
    store.save_site_files(_seen(publication.folder, changed), publication.removed)


def note_files(store: Store, publication: Publication, found: Collection[str]) -> None:
    """Keep the digests of these files, written since."""
    store.save_site_files(_seen(publication.folder, found), ())


def write(store: Store, publication: Publication) -> None:
    """The manifest of the publication, once everything else is in it and noted."""
    about = {"software": "nianbao", "version": __version__, "manifest": MANIFEST}
    publication.write(ABOUT, (json.dumps(about, indent=1) + "\n").encode())
    note_files(store, publication, [ABOUT])
    lines = (f"{sha256}  {address}\n" for address, sha256 in store.site_digests() if address != MANIFEST)
    publication.write(MANIFEST, "".join(lines).encode())
    note_files(store, publication, [MANIFEST])


def _seen(folder: Path, found: Collection[str]) -> Iterator[tuple[str, int, int, str]]:
    for address in found:
        with Path(f"{folder}/{address}").open("rb") as file:
            stat = os.fstat(file.fileno())
            yield address, stat.st_size, stat.st_mtime_ns, hashlib.file_digest(file, "sha256").hexdigest()


def edited(store: Store, public: Path) -> list[str]:
    """The files of the public site that are other than they were published, missing, or not ours.

    A build that was killed after the swap, or a site that was copied, leaves other times than the store knows: what the
    site's own manifest confirms is not edited."""
    known = store.site_files()
    if not known:
        return []
    odd = []
    for address, entry in entries(public):
        stat = entry.stat()
        if known.pop(address, None) != (stat.st_size, stat.st_mtime_ns):
            odd.append(address)
    odd += known
    if not odd:
        return []
    own = read_manifest(public)
    if MANIFEST in odd:
        odd = sorted({*addresses(public), *own})
    found = [a for a in odd if a != MANIFEST and digest_of(public / a) != own.get(a, "")]
    if not found:
        store.save_site_files(_seen(public, [a for a in odd if (public / a).is_file()]), known)
    return sorted(found)


def unlike(site: Path) -> list[str]:
    """The files of a generation that are other than its own manifest says; a generation without a manifest has none."""
    own = read_manifest(site)
    found = {*addresses(site), *own} - {MANIFEST} if own else set()
    return sorted(a for a in found if digest_of(site / a) != own.get(a))


def digest_of(path: Path) -> str:
    """ "Its SHA-256; "" where there is no file."""
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_manifest(site: Path) -> dict[str, str]:
    """Address → SHA-256 as the site itself says; empty when it has no manifest."""
    path = site / MANIFEST
    if not path.is_file():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    return {address: sha256 for sha256, _, address in (line.partition("  ") for line in lines)}
