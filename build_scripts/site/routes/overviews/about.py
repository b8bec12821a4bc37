"""Make the pages that do not depend on the content of the archive."""

from __future__ import annotations

from dataclasses import dataclass

from build_scripts.pages.overviews.about import about_pages
from build_scripts.site.routes.keys import Context, Key, Kind, Pages


@dataclass(frozen=True, slots=True, order=True)
class AboutPages(Key):
    pass


def _about(_: Context, __: AboutPages) -> Pages:
    yield from ((page.address, page) for page in about_pages())


KINDS = (Kind(AboutPages, _about, other_keys=lambda _: [AboutPages()]),)
