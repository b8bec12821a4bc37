"""Pack the published site as one ZIP (``nianbao package``), complete or with only the changes since the last such ZIP.

The same site gives the same bytes. ZIPs of changes are numbered because all of them must be uploaded in order. The
record of the last ZIP holds the digest of every file, so the difference is correct whatever happened in between
(several builds, ``undo``, a killed process)."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from build_scripts.exports.packages import TAGS
from build_scripts.model import Refusal
from build_scripts.project import PACKAGED, SITE, ZIPS
from build_scripts.site.manifest import read_manifest
from build_scripts.site.publish import MANIFEST, build_lock, disk_refusal

# The earliest date of the ZIP format: the time of the build must not appear in the bytes.
_EPOCH = (1980, 1, 1, 0, 0, 0)
_COMPRESSED = (".pdf", ".docx", ".bin", ".gz", ".png", ".webp")  # already compressed
# The name contains the hash of the content, so an old file can stay.
_INDEX_PART = re.compile(r"search/.*[-/][0-9a-f]{12}\.bin")
# Lists that contain digests of pages, each after what it lists: an offline copy must be verifiable too.
LISTS = (TAGS, MANIFEST)
_LINK = re.compile(r'(<a\b[^<>]*?\shref=")([^"#?]*)([^"]*")')
_EXTERNAL = re.compile(r"^[a-z][a-z0-9+.-]*:|^/")

FileState = tuple[int, int, str]  # size, modification time in ns, SHA-256


@dataclass(frozen=True, slots=True)
class Package:
    """The result of packing.

    ``path`` is the ZIP (``None`` when nothing changed), ``files`` are the addresses in it. ``removed`` must be deleted
    by hand on the server: files, and folders (ending with ``/``) that are gone completely; old parts of the search
    index may stay. ``first`` means that there was no earlier ZIP to compare with."""

    path: Path | None
    files: tuple[str, ...]
    removed: tuple[str, ...] = ()
    first: bool = False


def package(root: Path, kind: str = "whole") -> Package:
    """Make the ZIP of this kind (a key of ``ZIPS``) in one step. Raises ``Refusal`` without a site, or when the disk is
    full."""
    with build_lock(root):
        if not (root / SITE / "index.html").is_file():
            raise Refusal("nothing-to-package")
        try:
            return _package(root, kind)
        except OSError as error:
            raise disk_refusal(error) from error


def _package(root: Path, kind: str) -> Package:
    site, (number, before) = root / SITE, _last_record(root)
    target = root / str(ZIPS[kind]).format(number)
    if kind == "offline":  # an offline copy says nothing about the state of the server, so no record is written
        addresses = sorted(_published(site))
        _write(site, target, addresses, offline=True)
        return Package(target, tuple(addresses))
    now = _file_states(site, before)
    changed = sorted(a for a, (*_, digest) in now.items() if a not in before or before[a][2] != digest)
    removed = {_outermost(site, a) for a in before.keys() - now.keys() if not _INDEX_PART.fullmatch(a)}
    wanted = changed if kind == "changed" else sorted(now)
    if wanted:
        _write(site, target, wanted)
        number += 1
    part = (root / PACKAGED).with_suffix(".new")
    part.write_text(json.dumps({"number": number, "files": now}), encoding="utf-8")
    part.replace(root / PACKAGED)
    return Package(target if wanted else None, tuple(wanted), tuple(sorted(removed)), not before)


def _outermost(site: Path, address: str) -> str:
    """Return the outermost folder that disappeared with this file, else the file itself."""
    parts = address.split("/")
    return next(
        (f"{folder}/" for n in range(1, len(parts)) if not (site / (folder := "/".join(parts[:n]))).exists()), address
    )


def _last_record(root: Path) -> tuple[int, dict[str, FileState]]:
    """Return the number of the next ZIP, and the files that the server holds after all earlier ZIPs are uploaded."""
    try:
        kept = json.loads((root / PACKAGED).read_text(encoding="utf-8"))
        return kept["number"], {
            address: (size, time, digest) for address, (size, time, digest) in kept["files"].items()
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return 1, {}


def _file_states(site: Path, before: dict[str, FileState]) -> dict[str, FileState]:
    """Return every file of the site. Only files with another size or modification time are hashed, because files are
    replaced, never modified in place."""
    found: dict[str, FileState] = {}
    for address, digest in sorted(_published(site).items()):
        path = site / address
        if not path.is_file():
            raise Refusal("site-edited", count=1, what=address)
        stat, known = path.stat(), before.get(address)
        if known is None or known[:2] != (stat.st_size, stat.st_mtime_ns):
            known = (stat.st_size, stat.st_mtime_ns, hashlib.sha256(path.read_bytes()).hexdigest())
        if digest not in ("", known[2]):
            raise Refusal("site-edited", count=1, what=address)
        found[address] = known
    return found


def _published(site: Path) -> dict[str, str]:
    """Return address → SHA-256 of the files that a build published, without files that somebody put beside them."""
    known = read_manifest(site)
    if known:
        return known | {MANIFEST: ""}
    return {p.relative_to(site).as_posix(): "" for p in site.rglob("*") if p.is_file()}


def _write(site: Path, target: Path, addresses: list[str], offline: bool = False) -> None:
    part, known = target.with_suffix(".part"), _published(site)
    changed: dict[str, str] = {}  # address → SHA-256 of what is not packed byte for byte
    try:
        with zipfile.ZipFile(part, "w") as archive:
            for address in sorted(addresses, key=lambda a: LISTS.index(a) if a in LISTS else -1):
                data = (site / address).read_bytes()
                if known.get(address, "") not in ("", hashlib.sha256(data).hexdigest()):
                    raise Refusal("site-edited", count=1, what=address)
                if offline and (address.endswith(".html") or address in LISTS):
                    text = data.decode("utf-8")
                    data = (_listed(text, address, changed) if address in LISTS else offline_links(text)).encode()
                    changed[address] = hashlib.sha256(data).hexdigest()
                entry = zipfile.ZipInfo(address, _EPOCH)
                entry.create_system, entry.external_attr = 3, 0o644 << 16  # the same bytes on Windows as elsewhere
                method = zipfile.ZIP_STORED if address.endswith(_COMPRESSED) else zipfile.ZIP_DEFLATED
                archive.writestr(entry, data, method, 6)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _listed(text: str, address: str, changed: dict[str, str]) -> str:
    """Return a list of digests with those of the changed files; its paths are relative to its own folder."""
    folder = address.rpartition("/")[0]
    lines = (line.partition("  ") for line in text.splitlines())
    found = ((changed.get(f"{folder}/{path}".lstrip("/"), digest), path) for digest, _, path in lines)
    return "".join(f"{digest}  {path}\n" for digest, path in found)


def offline_links(html: str) -> str:
    """Return a page for reading from a disk: a link to a folder names its ``index.html``, as a server would find it."""

    def named(link: re.Match[str]) -> str:
        start, path, rest = link.groups()
        last = path.rpartition("/")[2]
        if last not in ("", ".", "..") or _EXTERNAL.match(path) or (not path and rest.startswith("#")):
            return link[0]
        return f"{start}{path}{'/' if last else ''}index.html{rest}"

    return _LINK.sub(named, html)
