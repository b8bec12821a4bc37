"""Extract files as they would be published, for ``convert`` and ``check``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from build_scripts import faults, messages
from build_scripts.checks import check
from build_scripts.commands import print_message
from build_scripts.content.amendments import NO_AMENDMENTS, answered, corrected, read_amendments
from build_scripts.content.ledger import read_ledger
from build_scripts.content.registry import Registry, read_registry, registry
from build_scripts.extraction.identify import identify
from build_scripts.model import Refusal, Report
from build_scripts.project import CONFIG, REGISTRY
from build_scripts.workers import sandbox


def read_register() -> Registry:
    """Return the register of the current folder. Outside an archive it is empty, and a message says so."""
    if not CONFIG.is_file():
        print_message(messages.text("notice", "no-archive"))
    return read_registry(REGISTRY) if REGISTRY.is_file() else registry([])


def extracted_reports(paths: Sequence[Path], register: Registry) -> Iterator[Report | Refusal]:
    """Yield every file as it would be published; each is parsed in a subprocess that can be killed."""
    written, ledger = read_amendments(Path())[0], read_ledger(Path())

    def published(path: Path, read: Report) -> Report:
        entry = ledger.decided(read.source.sha256)
        decided = register.get(entry.agency_id) if entry else None
        name = faults.printable(path.as_posix())
        report = identify(read, name, register, decided, entry.year if entry and decided else 0)
        amended = written.get((report.agency_id, report.year), NO_AMENDMENTS)
        return answered(check(corrected(report, amended)), amended)

    for path, read in zip(paths, sandbox.reports(paths), strict=True):
        made = read if isinstance(read, Refusal) else faults.isolated(partial(published, path, read))
        yield faults.with_log(Path(), made) if isinstance(made, Refusal) else made
