"""Cache the layouts of the site in the store: MkDocs and Material need a second to render them.

The layouts seldom change."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from build_scripts import project, versions
from build_scripts.archive.store import Store
from build_scripts.site.layout import Layout, Site, load_site

_KEY = "layouts"
_EXTERNAL = re.compile(r"^(?:INHERIT|hooks)\s*:", re.M)  # such a configuration depends on other files or programs
_THEME = re.compile(
    r"^ +custom_dir: *(?:!ENV \[(?P<variable>\w+),[^\]]*\]|(?P<folder>[^!\s#][^\s#]*)) *(?:#.*)?$", re.M
)
_ENCODING = "latin-1"  # maps any bytes to text and back


def cached_site(root: Path, store: Store) -> Site:
    """Return the result of ``load_site``, from the cache while configuration, theme and program are unchanged."""
    digest = inputs_digest(root)
    kept = json.loads(store.meta(_KEY) or "{}")
    if digest and kept.get("made of") == digest:
        return _unpacked(kept)
    site = load_site(root)
    store.set_meta(_KEY, json.dumps({"made of": digest, **_packed(site)}, ensure_ascii=False))
    return site


def inputs_digest(root: Path) -> str:
    """Return a digest of everything that the layouts depend on; "" if undeterminable, so that no cache is used."""
    config = (root / project.CONFIG).read_bytes()
    text = config.decode("utf-8", "replace")
    theme = _THEME.search(text)
    if _EXTERNAL.search(text) or not theme or theme["variable"] not in (None, project.THEME_VARIABLE):
        return ""
    folder = root / theme["folder"] if theme["folder"] else project.THEME
    digest = hashlib.sha256(versions.version_of(("site.layout",)).encode() + config)
    for name in sorted({*re.findall(r"\w+", text)} & {*os.environ} - {project.THEME_VARIABLE}):  # ``!ENV NAME``
        digest.update(f"\0{name}={os.environ[name]}".encode())
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(
            f"\0{path.relative_to(folder).as_posix()}\0".encode() + hashlib.sha256(path.read_bytes()).digest()
        )
    return digest.hexdigest()


def _packed(site: Site) -> dict[str, Any]:
    return {
        "layouts": [[*key, layout.pieces, layout.repeated] for key, layout in site.layouts.items()],
        "assets": {address: data.decode(_ENCODING) for address, data in site.assets.items()},
        "rest": [site.not_found, site.site_url, site.every_page],
    }


def _unpacked(kept: Mapping[str, Any]) -> Site:
    layouts = {(depth, report): Layout(tuple(pieces), repeated) for depth, report, pieces, repeated in kept["layouts"]}
    return Site(layouts, {address: text.encode(_ENCODING) for address, text in kept["assets"].items()}, *kept["rest"])
