"""Write ``manifest-sha256.txt``, the digest of every file of the site, and detect files edited after publication.

``sha256sum -c`` accepts the manifest. The store keeps size, modification time and digest of each published file. A
build therefore hashes only the files it wrote, and finds an edited file in ``site/`` by size and time alone."""

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

SOFTWARE_FILE = (
    "nianbao.json"  # the manifest has no comments, so the software that made the site is named in a separate file
)


def note(store: Store, publication: Publication) -> None:
    """Store the digests of all files that the publication changed so far; of all its files when it began empty."""
    if publication.fresh:
        store.forget_site_files()
        changed: Collection[str] = list(addresses(publication.folder))
    else:
        changed = publication.changed
    store.save_site_files(_stat_rows(publication.folder, changed), publication.removed)


def note_files(store: Store, publication: Publication, found: Collection[str]) -> None:
    """Store the digests of these files, which were written after ``note``."""
    store.save_site_files(_stat_rows(publication.folder, found), ())


def write(store: Store, publication: Publication) -> None:
    """Write the manifest of the publication, after all other files are written and noted."""
    about = {"software": "nianbao", "version": __version__, "manifest": MANIFEST}
    publication.write(SOFTWARE_FILE, (json.dumps(about, indent=1) + "\n").encode())
    note_files(store, publication, [SOFTWARE_FILE])
    lines = (f"{sha256}  {address}\n" for address, sha256 in store.site_digests() if address != MANIFEST)
    publication.write(MANIFEST, "".join(lines).encode())
    note_files(store, publication, [MANIFEST])


def _stat_rows(folder: Path, found: Collection[str]) -> Iterator[tuple[str, int, int, str]]:
    for address in found:
        with Path(f"{folder}/{address}").open("rb") as file:
            stat = os.fstat(file.fileno())
            yield address, stat.st_size, stat.st_mtime_ns, hashlib.file_digest(file, "sha256").hexdigest()


def edited(store: Store, public: Path) -> list[str]:
    """Return the files of the public site that were edited, are missing, or were not published by us.

    A build that was killed after the swap, or a copied site, leaves other modification times than the store knows. A
    file that the site's own manifest confirms is therefore not edited."""
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
        store.save_site_files(_stat_rows(public, [a for a in odd if (public / a).is_file()]), known)
    return sorted(found)


def mismatched(site: Path) -> list[str]:
    """Return the files of a generation that differ from its own manifest; none without a manifest."""
    own = read_manifest(site)
    found = {*addresses(site), *own} - {MANIFEST} if own else set()
    return sorted(a for a in found if digest_of(site / a) != own.get(a))


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file; "" where there is no file."""
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_manifest(site: Path) -> dict[str, str]:
    """Return address → SHA-256 from the manifest of a site; empty when it has none."""
    path = site / MANIFEST
    if not path.is_file():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    return {address: sha256 for sha256, _, address in (line.partition("  ") for line in lines)}
