"""Images of originals, cached under ``build/pictures`` in one ZIP for each original.

A ZIP is rebuilt when the version of the stage or the requested places change, and deleted when its original is no
longer held."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from build_scripts import faults, messages, project, versions
from build_scripts.archive.store import Store
from build_scripts.content import durable
from build_scripts.facsimile.picture_plan import DRAWABLE, PicturePlan, plan_pictures
from build_scripts.progress import Progress

if TYPE_CHECKING:
    from build_scripts.workers.pictures import DrawResult

STAGE = "pictures"
BATCH = 64  # originals per batch: the images of a batch are held in memory
_INDEX = "index.json"

Sizes = dict[str, tuple[int, int, float]]


@dataclass(slots=True)
class Refreshed:
    """The addresses of the reports with new images, and messages for staff."""

    addresses: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


def refresh(
    root: Path, store: Store, fresh: Collection[str], every_page: bool, jobs: int, progress: Progress
) -> Refreshed:
    """Draw the images that reports need and that are missing. ``fresh``: addresses of the changed reports."""
    held = store.originals()
    folder = root / project.PICTURES
    there = {path.stem for path in folder.glob("*.zip")} if folder.is_dir() else set()
    for sha256 in there - {sha256 for _, sha256, _ in held}:
        _file_of(root, sha256).unlink()
    version = f"{versions.version(STAGE)} {every_page}"
    same = store.meta(STAGE) == version
    looked_at = [
        (address, sha256)
        for address, sha256, media_type in held
        if media_type in DRAWABLE and not (same and sha256 in there and address not in fresh)
    ]
    todo = []
    for address, sha256 in looked_at:
        report, holding = store.report(address), store.held_at(address)
        if report is None or holding is None:
            continue
        asked = plan_pictures(report, every_page)
        key = hashlib.sha256(f"{versions.version(STAGE)} {asked!r}".encode()).hexdigest()
        if _key(root, sha256) != key:
            todo.append((address, sha256, key, root / project.REPORTS / holding.path, asked))
    refreshed = Refreshed()
    progress.stage("画出原件", len(todo))
    for at in range(0, len(todo), BATCH):
        batch = todo[at : at + BATCH]
        from build_scripts.workers.pictures import draw_all  # imports large libraries that few builds need

        drawn = draw_all([(path, asked) for *_, path, asked in batch], jobs)
        for (address, sha256, key, path, asked), made in zip(batch, drawn, strict=True):
            progress.step(path.name)
            _save(root, sha256, key, asked, made)
            refreshed.addresses.append(address)
            if made.failed:
                name = path.relative_to(root / project.REPORTS).as_posix()
                why = messages.of(faults.with_log(root, made.failed[0]))
                refreshed.notices.append(
                    messages.text("notice", "pictures-failed", path=name, count=len(made.failed), why=why)
                )
    store.set_meta(STAGE, version)
    return refreshed


def _file_of(root: Path, sha256: str) -> Path:
    return root / project.PICTURES / f"{sha256}.zip"


def _save(root: Path, sha256: str, key: str, asked: PicturePlan, made: DrawResult) -> None:
    names = sorted({*asked.rows, *asked.pages} & made.pictures.keys())
    sizes = {name: (p.width, p.height, p.scale) for name in names for p in [made.pictures[name]]}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:  # stored without compression: images do not get smaller
        file.writestr(_INDEX, json.dumps({"key": key, "sizes": sizes}))
        for name in names:
            file.writestr(name, made.pictures[name].data)
    durable.write(_file_of(root, sha256), packed.getvalue())


def _index(root: Path, sha256: str) -> tuple[str, Sizes]:
    try:
        with zipfile.ZipFile(_file_of(root, sha256)) as file:
            found = json.loads(file.read(_INDEX))
        return found["key"], {name: (wide, tall, scale) for name, (wide, tall, scale) in found["sizes"].items()}
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError):
        return "", {}


def _key(root: Path, sha256: str) -> str:
    return _index(root, sha256)[0]


def sizes_of(root: Path, sha256: str) -> Sizes:
    """Return file name → (width, height, pixels per point) of the images of an original; empty when none are cached."""
    return _index(root, sha256)[1]


def all_sizes(root: Path) -> dict[str, Sizes]:
    """Return ``sizes_of`` every original with cached images, by SHA-256."""
    return {path.stem: _index(root, path.stem)[1] for path in sorted((root / project.PICTURES).glob("*.zip"))}


def pictures_of(root: Path, sha256: str, names: Sequence[str]) -> dict[str, bytes]:
    """Return the images of an original with these names."""
    if not names:
        return {}
    with zipfile.ZipFile(_file_of(root, sha256)) as file:
        return {name: file.read(name) for name in names}
