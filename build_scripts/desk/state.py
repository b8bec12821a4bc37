"""The waiting items at this moment: the store of the last build together with the files that people have written since.

For every page, the report is resolved again from its extracted record, with the same function as in a build. So the
page shows what the next build will publish. Between two pages, the server keeps only the user's name and a cache of the
waiting items of edited reports, which is valid while the files are unchanged."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from build_scripts import project, versions
from build_scripts.archive.resolve import BuildContext, Group, resolve
from build_scripts.archive.store import Store
from build_scripts.content.amendments import Key, amendments_of, file_of
from build_scripts.content.ledger import Ledger, files, read_ledger
from build_scripts.content.registry import Registry, read_registry
from build_scripts.desk.items import Item, items
from build_scripts.findings import severity
from build_scripts.model import Agency, Refusal, Report, Severity


@dataclass(frozen=True, slots=True)
class Waiting:
    """A report with the numbers of its waiting findings: errors (figures that disagree) and warnings."""

    address: str
    agency: Agency
    year: int
    is_current: bool
    errors: int
    warnings: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A report on the desk, as the next build will publish it; ``path`` is the path of its original."""

    address: str
    key: Key
    path: Path
    is_current: bool
    agency: Agency
    report: Report
    items: tuple[Item, ...]

    @property
    def waiting(self) -> list[Item]:
        return [item for item in self.items if item.waits]


@dataclass(slots=True)
class Desk:
    """The desk of one project. ``who`` is the user; ``touched`` are the agencies and years that were edited since the
    build."""

    root: Path
    who: str = ""
    touched: set[Key] = field(default_factory=set)
    writing: threading.Lock = field(default_factory=threading.Lock)
    _left: dict[Key, tuple[object, dict[str, Waiting | None]]] = field(default_factory=dict)

    @contextmanager
    def store(self) -> Iterator[Store]:
        """Open the store of the last build. Raises ``Refusal`` when there is none, or when another version of the
        program made it."""
        path = self.root / project.STORE
        if not path.is_file():
            raise Refusal("review-unbuilt")
        store = Store(path, readonly=True)
        try:
            if store.meta("check") != versions.version("check"):
                raise Refusal("review-unbuilt")
            yield store
        finally:
            store.close()

    def registry(self) -> Registry:
        return _registry(self.root / project.REGISTRY, _state(self.root / project.REGISTRY))

    def ledger(self) -> Ledger:
        return _ledger(self.root, tuple(map(_state, files(self.root))))

    def waiting(self) -> list[Waiting]:
        """Return the reports with waiting items, the most urgent first."""
        registry = self.registry()
        with self.store() as store:
            everything = (Waiting(*row) for row in store.unanswered())
            found = {
                w.address: w for w in everything if registry.get(w.agency.agency_id)
            }  # the next build removes other reports
            for key in sorted(self.touched):
                for address, left in self._waiting_in(store, key).items():
                    found.pop(address, None)
                    if left:
                        found[address] = left
        return sorted(found.values(), key=lambda w: (not w.is_current, not w.errors, -w.errors, -w.warnings, w.address))

    def _waiting_in(self, store: Store, key: Key) -> dict[str, Waiting | None]:
        """Return the waiting findings of each report of an agency and year; cached until a file changes."""
        paths = [file_of(folder, key) for folder in (project.ANSWERS, project.CORRECTIONS)]
        paths += [project.REGISTRY, project.STORE, *(path.relative_to(self.root) for path in files(self.root))]
        now = [_state(self.root / path) for path in paths]
        if (kept := self._left.get(key)) and kept[0] == now:
            return kept[1]
        found: dict[str, Waiting | None] = {}
        for sheet in self._sheets(store, key):
            left = [f for item in sheet.waiting for f in item.findings if not f.answer]
            errors = sum(severity(f) is Severity.ERROR for f in left)
            row = Waiting(sheet.address, sheet.agency, key[1], sheet.is_current, errors, len(left) - errors)
            found[sheet.address] = row if left else None
        self._left[key] = (now, found)
        return found

    def sheet(self, address: str) -> Sheet | None:
        """Return the report at that address; ``None`` when there is none.

        Raises ``Refusal`` when the original changed since the build, because the extracted record no longer belongs to
        the file."""
        with self.store() as store:
            held = store.held_at(address)
            if held is None:
                return None
            path = self.root / project.REPORTS / held.path
            if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != held.source.sha256:
                raise Refusal("review-changed", file=held.path)
            key = (held.agency.agency_id, held.year)
            return next((s for s in self._sheets(store, key) if s.path == path), None)

    def _sheets(self, store: Store, key: Key) -> Iterator[Sheet]:
        agency_id, year = key
        if self.registry().get(agency_id) is None:
            return
        context = BuildContext(self.registry(), self.ledger(), {key: amendments_of(self.root, key)})
        previous = store.report(f"reports/{agency_id}/{year - 1}/")
        for made in resolve(store, context, Group(key, store.sources(agency_id, year)), previous).reports:
            path = self.root / project.REPORTS / made.path
            found = tuple(items(made.report, made.agency.basis))
            yield Sheet(made.address, key, path, made.is_current, made.agency, made.report, found)


def _state(path: Path) -> tuple[str, int, int]:
    stat = path.stat() if path.is_file() else None
    return (path.name, stat.st_size, stat.st_mtime_ns) if stat else (path.name, 0, 0)


@lru_cache(maxsize=2)
def _registry(path: Path, _: tuple[str, int, int]) -> Registry:
    return read_registry(path)


@lru_cache(maxsize=2)
def _ledger(root: Path, _: tuple[tuple[str, int, int], ...]) -> Ledger:
    return read_ledger(root)
