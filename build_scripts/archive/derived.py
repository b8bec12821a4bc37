"""Cached derivatives of the reports: export rows and search lines of each report, and the sums of each place and year.
Each is a stage with its own version."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from build_scripts import versions
from build_scripts.archive.export_cache import export_rows
from build_scripts.archive.search_cache import search_lines
from build_scripts.archive.store import Store
from build_scripts.model import Agency, Report
from build_scripts.progress import Progress
from build_scripts.sums import packed_sums
from build_scripts.workers.processes import map_in_batches, workers, worth_sharing

Rows = Mapping[str, Any]  # stage → the cached value
_BATCH = 16  # reports per batch
_MAKE: Mapping[str, Callable[[Report, Agency, str], Any]] = {"export rows": export_rows, "search lines": search_lines}


def rows(report: Report, agency: Agency, address: str, stages: Sequence[str] = tuple(_MAKE)) -> Rows:
    """Return the result of these stages for a report at its address."""
    return {stage: _MAKE[stage](report, agency, address) for stage in stages}


def save(store: Store, address: str, made: Rows) -> None:
    if "export rows" in made:
        store.save_export_rows(made["export rows"])
    if "search lines" in made:
        store.save_search_lines(address, made["search lines"])


def refresh(store: Store, fresh: Collection[str], progress: Progress) -> bool:
    """Rebuild the rows that another version made, except at the ``fresh`` addresses. Return whether that was
    necessary."""
    stages = tuple(stage for stage in _MAKE if store.meta(stage) != versions.version(stage))
    if not stages:
        return False
    addresses = [address for address in store.addresses() if address not in fresh]
    progress.stage("整理数据", len(addresses))
    for address, made in zip(addresses, _made_again(store, addresses, stages), strict=True):
        progress.step(address)
        save(store, address, made)
    for stage in stages:
        store.set_meta(stage, versions.version(stage))
    return True


def refresh_sums(store: Store) -> None:
    """Rebuild the missing sums (of places and years with a new, changed or removed report), or all sums after a version
    change."""
    if store.meta("sums") != versions.version("sums"):
        store.forget_sums()
        store.set_meta("sums", versions.version("sums"))
    for place_year in store.places_without_sums():
        store.save_sums(place_year, packed_sums(store.indicators_at(place_year)))


def _made_again(store: Store, addresses: Sequence[str], stages: Sequence[str]) -> Iterator[Rows]:
    if not worth_sharing(addresses):
        yield from [_of_address(address, store, stages) for address in addresses]
    else:
        with workers(_open_worker, store.path, stages) as pool:
            yield from map_in_batches(pool, _in_worker, addresses, _BATCH)


def _of_address(address: str, store: Store, stages: Sequence[str]) -> Rows:
    report, held = store.report(address), store.held_at(address)
    assert report and held
    return rows(report, held.agency, address, stages)


_worker: dict[str, Any] = {}


def _open_worker(database: Path, stages: Sequence[str]) -> None:
    _worker.update(store=Store(database, readonly=True), stages=stages)


def _in_worker(address: str) -> Rows:
    return _of_address(address, **_worker)
