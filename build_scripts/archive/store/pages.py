"""Cached pages without the layout around them, and the keys of the pages that must be made again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from build_scripts.archive.store.schema import Database


class Pages(Database):
    """Pages by address and by page key (as text), each with the version of the code that made it."""

    def save_page(self, address: str, key: str, version: str, ready: bytes, markdown: bytes) -> None:
        """Store a page; ``ready`` and ``markdown`` are packed."""
        self.db.execute("insert or replace into pages values (?, ?, ?, ?, ?)", (address, key, version, ready, markdown))

    def ready(self, key: str) -> Iterator[tuple[bytes, bytes]]:
        """Yield (ready, markdown) of the cached pages of a key; empty when the key is dirty or was never made."""
        yield from self.db.execute("select ready, markdown from pages where key = ? order by address", (key,))

    def pages(self) -> list[str]:
        """Return the addresses of all cached pages."""
        return [address for (address,) in self.db.execute("select address from pages order by address")]

    def page(self, address: str) -> bytes:
        """Return one cached page."""
        row = self.db.execute("select ready from pages where address = ?", (address,)).fetchone()
        return bytes(row[0])

    def has_page(self, address: str) -> bool:
        return self.db.execute("select 1 from pages where address = ?", (address,)).fetchone() is not None

    def forget_page(self, address: str) -> None:
        self.db.execute("delete from pages where address = ?", (address,))

    def forget_pages_but(self, versions: Iterable[str]) -> None:
        """Delete the pages that were made by other versions of the code."""
        known = tuple(versions)
        self.db.execute(f"delete from pages where version not in ({','.join('?' * len(known))})", known)

    # ------------------------------------------------------------------- published files

    def save_site_files(self, files: Iterable[tuple[str, int, int, str]], removed: Iterable[str]) -> None:
        """Store (address, size, modification time in ns, SHA-256) of published files, and delete the removed files."""
        self.db.executemany("delete from site_files where address = ?", ((address,) for address in removed))
        self.db.executemany("insert or replace into site_files values (?, ?, ?, ?)", files)

    def forget_site_files(self) -> None:
        self.db.execute("delete from site_files")

    def site_files(self) -> dict[str, tuple[int, int]]:
        """Return address → (size, modification time in ns)."""
        return {a: (size, time) for a, size, time in self.db.execute("select address, size, mtime_ns from site_files")}

    def site_digests(self) -> Iterator[tuple[str, str]]:
        """Yield (address, SHA-256), by address."""
        yield from self.db.execute("select address, sha256 from site_files order by address")

    def site_files_below(self, folder: str) -> list[tuple[str, int, str]]:
        """Return (address, size, SHA-256) of the files below a folder, by address."""
        query = "select address, size, sha256 from site_files where address >= ? and address < ? order by address"
        return list(self.db.execute(query, (f"{folder}/", f"{folder}0")))

    # ------------------------------------------------------------------- dirty keys

    def mark_dirty(self, keys: Iterable[str]) -> None:
        """Mark page keys as dirty. This belongs to the transaction of the change, so that a later build completes an
        interrupted build."""
        self.db.executemany("insert or ignore into dirty values (?)", ((key,) for key in keys))

    def forget_dirty_pages(self) -> None:
        """Delete the cached pages of dirty keys."""
        self.db.execute("delete from pages where key in (select key from dirty)")

    def dirty(self) -> Iterator[str]:
        for (key,) in self.db.execute("select key from dirty"):
            yield key

    def clean(self) -> None:
        self.db.execute("delete from dirty")
