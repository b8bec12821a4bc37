"""Write the files that describe the data files: data packages, catalogue, database, bag.

Each of these names sizes and digests of other files, so all of them are written after every data file stands. No data
file refers back to them."""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from build_scripts import faults
from build_scripts.archive.store import Store
from build_scripts.exports import database
from build_scripts.exports.packages import (
    DESCRIBING_FILES,
    PackageContext,
    Published,
    bag,
    catalogue,
    index_package,
    tag_manifest,
    year_package,
)
from build_scripts.model import Refusal
from build_scripts.site import manifest
from build_scripts.site.publish import Publication
from build_scripts.site.routes.data import part_names
from build_scripts.site.write import OutputFolders

_YEAR = re.compile(r"data/(\d{4})/")
_PACKAGE = "datapackage.json"
DATABASE = f"data/{database.DATABASE}"


def write(store: Store, output: OutputFolders, publication: Publication, site_url: str) -> Refusal | None:
    """Bring all describing files up to date. Return why the database could not be made: see ``_write_database``."""
    context = PackageContext(site_url, store.changed_in(), part_names(store))
    made = [(f"data/{year}/{_PACKAGE}", year_package(year, files, context)) for year, files in _years(store).items()]
    _write_files(store, output, publication, made)
    years, index = (
        _years(store),
        [f for f in _files(store) if not _YEAR.match(f.address) or f.address.endswith(_PACKAGE)],
    )
    _write_files(store, output, publication, [(f"data/{_PACKAGE}", index_package(index, context))])
    fault = _write_database(store, output, publication)
    described = [("data/catalog.jsonld", catalogue(years, index, context)), *bag(_files(store), context)]
    _write_files(store, output, publication, described)
    _write_files(store, output, publication, [tag_manifest(_files(store))])
    return fault


def is_description(address: str) -> bool:
    """Return whether this module writes the file at this address."""
    return (
        address in DESCRIBING_FILES
        or address == DATABASE
        or (address.startswith("data/") and address.endswith(f"/{_PACKAGE}"))
    )


def _write_database(store: Store, output: OutputFolders, publication: Publication) -> Refusal | None:
    """Rewrite the single-file database when any data file changed since the last build.

    It is the only description that is made of the texts of reports. When one of these cannot be inserted, everything
    else is still published: the file says how to make the database, and the reason is returned."""
    files = [f for f in _files(store) if f.address != DATABASE and f.address not in DESCRIBING_FILES]
    small = len(store.originals()) <= database.BUILT
    inputs_digest = hashlib.sha256(repr((small, files if small else ())).encode()).hexdigest()
    if inputs_digest == store.meta("database") and (publication.folder / DATABASE).is_file():
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / database.DATABASE
        made = faults.isolated(partial(database.write, str(publication.folder / "data"), path)) if small else None
        if not small or made:
            database.write_pointer(path)
        _write_files(store, output, publication, [(DATABASE, path.read_bytes())])
    store.set_meta("database", "" if made else inputs_digest)
    return made


def _files(store: Store) -> list[Published]:
    return [Published(*file) for file in store.site_files_below("data")]


def _years(store: Store) -> dict[int, list[Published]]:
    """Return year → files of that year, without its data package and its page."""
    found: dict[int, list[Published]] = {}
    for file in _files(store):
        if (match := _YEAR.match(file.address)) and not file.address.endswith((f"/{_PACKAGE}", "/index.html")):
            found.setdefault(int(match[1]), []).append(file)
    return found


def _write_files(
    store: Store, output: OutputFolders, publication: Publication, files: Iterable[tuple[str, bytes]]
) -> None:
    files = list(files)
    for address, data in files:
        before = address in publication.changed
        publication.write(address, data)
        output.link_in_docs(address, address in publication.changed and not before)
    manifest.note_files(store, publication, [address for address, _ in files])
