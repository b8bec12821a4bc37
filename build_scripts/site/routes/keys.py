"""What a kind of page is: its key, what dirties it, how its pages and files are made.

A key names what is made together: a page or a few, and the files beside them. It is a frozen dataclass, and its kind is one
entry in the table of ``dispatch``. In the store it is a line of text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Self, TypeVar

from build_scripts import versions
from build_scripts.archive.pictures import Sizes, sizes_of
from build_scripts.archive.store import Store
from build_scripts.content.ledger import Redirect
from build_scripts.model import Agency, PageFacts
from build_scripts.render.blocks import Page
from build_scripts.site.ready import Ready

Pages = Iterator[tuple[str, Page | None]]  # (address, page); ``None``: nothing is left to show there
Files = Iterator[tuple[str, bytes | Path | None]]  # a ``Path``: a file of ``build/`` that is moved to its place
SPARE = 3  # numbered pages that may have been there before a list became shorter
T = TypeVar("T")


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """The base of all page keys. Fields are numbers or words without ``|``."""

    @property
    def neighbourhood(self) -> str:
        """What is read for one key serves the next of the same word."""
        return next((str(getattr(self, item.name)) for item in fields(self)), "")

    def text(self) -> str:
        """The key as the store keeps it."""
        return "|".join((type(self).__name__, *(str(getattr(self, item.name)) for item in fields(self))))

    @classmethod
    def of_words(cls, words: Sequence[str]) -> Self:
        """Back from the words after the first one."""
        types = (item.type for item in fields(cls))
        return cls(*(int(word) if type_ == "int" else word for word, type_ in zip(words, types, strict=True)))


@dataclass(frozen=True, slots=True)
class Context:
    """What pages are made from beside their key: the store, the root of the project, the address of the site. ``pictures``:
    the sizes of the pictures of each original, where the root is on another machine."""

    store: Store
    root: Path
    site_url: str
    pictures: Mapping[str, Sizes] | None = None
    _last: dict[str, Any] = field(default_factory=dict)

    def drawn(self, sha256: str) -> Sizes:
        """The sizes of the pictures of an original by their names."""
        return sizes_of(self.root, sha256) if self.pictures is None else self.pictures.get(sha256, {})

    def once(self, key: Key, make: Callable[[], T]) -> T:
        """What the pages and the files of a key are both made from; the next key takes its place."""
        if self._last.get("key") != key:
            self._last.update(key=key, made=make())
        made: T = self._last["made"]
        return made


def _nothing(*_: object) -> Iterator[Any]:
    yield from ()


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of page, or of files without a page.

    ``pages`` and ``files`` make what a key names. ``empty``: the files that stay at an address, or beside the page there,
    of which nothing is left and that a person or a build made lead elsewhere; none while there is something to show. ``of_report``: the keys that show a report; ``of_agency``: that name a
    registered agency, whether it has reports or not; ``of_change``: that stand between the reports that were there before
    and are there after, and others; ``every``: those that none of these names. ``on_reports``, ``on_register``: ``every``
    one is dirty when any report or refused file, or any row of the register, changed. ``on_figures``: of a report it shows
    no more than ``PageFacts`` holds, so another text with the same figures does not concern it. ``below``: the stages that made what it is
    made from."""

    key: type[Key]
    pages: Callable[[Context, Any], Pages] = _nothing
    files: Callable[[Context, Any], Files] = _nothing
    empty: Callable[[Context, str, Redirect], Files] = _nothing
    of_report: Callable[[PageFacts], Iterable[Key]] = _nothing
    of_agency: Callable[[Agency], Iterable[Key]] = _nothing
    of_change: Callable[[Store, Sequence[PageFacts], Sequence[PageFacts]], Iterable[Key]] = _nothing
    every: Callable[[Store], Iterable[Key]] = _nothing
    on_reports: bool = False
    on_register: bool = False
    on_figures: bool = False
    below: tuple[str, ...] = ("check",)

    @property
    def version(self) -> str:
        """Of the modules that make it, of all that these import, and of what turns a page into HTML and Markdown."""
        made_by = {self.key.__module__, self.pages.__module__, self.files.__module__, Ready.__module__}
        return versions.version_of(tuple(sorted(name.partition(".")[2] for name in made_by)), self.below)


def numbered_pages(address: Callable[[int], str], made: Sequence[Page]) -> Pages:
    """A list in parts: the pages, and the numbers after them where nothing stands any more."""
    yield from ((page.address, page) for page in made)
    for spare in range(len(made) + 1, len(made) + 1 + SPARE):
        yield address(spare), None
