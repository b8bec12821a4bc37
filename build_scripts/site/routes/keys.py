"""Define keys and kinds of pages: what a key names, what makes it dirty, and how its pages and files are made.

A key names what is made together: one or a few pages and the files beside them. It is a frozen dataclass, and its kind
is one entry in the table of ``dispatch``. The store keeps a key as a line of text."""

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
from build_scripts.site.prepared_page import PreparedPage

Pages = Iterator[tuple[str, Page | None]]  # (address, page); ``None`` removes the page
# A ``Path`` is a file in ``build/`` that is moved to its place; ``None`` removes the file.
Files = Iterator[tuple[str, bytes | Path | None]]
SPARE_PAGES = 3  # numbered pages beyond the end of a list that may remain from a longer list
T = TypeVar("T")


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """The base class of all page keys. Fields are numbers or words without ``|``."""

    @property
    def locality(self) -> str:
        """Return the word by which keys are sorted: keys with the same word read the same data from the store."""
        return next((str(getattr(self, item.name)) for item in fields(self)), "")

    def text(self) -> str:
        """Return the key as the store keeps it."""
        return "|".join((type(self).__name__, *(str(getattr(self, item.name)) for item in fields(self))))

    @classmethod
    def from_words(cls, words: Sequence[str]) -> Self:
        """Rebuild a key from the words after its name."""
        types = (item.type for item in fields(cls))
        return cls(*(int(word) if type_ == "int" else word for word, type_ in zip(words, types, strict=True)))


@dataclass(frozen=True, slots=True)
class Context:
    """What pages are made from besides their key: the store, the root of the project, the URL of the site. ``pictures``
    holds the sizes of the pictures of each original when the root is on another machine."""

    store: Store
    root: Path
    site_url: str
    pictures: Mapping[str, Sizes] | None = None
    _last: dict[str, Any] = field(default_factory=dict)

    def picture_sizes(self, sha256: str) -> Sizes:
        """Return name → size of the pictures of an original."""
        return sizes_of(self.root, sha256) if self.pictures is None else self.pictures.get(sha256, {})

    def shared(self, key: Key, make: Callable[[], T]) -> T:
        """Return the data shared by the pages and the files of one key, computed once; the next key replaces it."""
        if self._last.get("key") != key:
            self._last.update(key=key, made=make())
        made: T = self._last["made"]
        return made


def _nothing(*_: object) -> Iterator[Any]:
    yield from ()


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of page, or of files without a page.

    - ``pages`` and ``files`` make what a key names.
    - ``empty`` makes the files that stay without data at an address (or beside its page) after everything there is
      gone; it returns nothing while there is data to show.
    - ``of_report`` yields the keys that show a report, ``of_agency`` those that name a registered agency with or
      without reports, ``of_change`` those that depend on the reports before and after a change together, ``other_keys``
      all keys that none of these yields.
    - ``on_reports`` and ``on_register`` make the keys of ``other_keys`` dirty when any report or refused file, or any
      row of the register, changes.
    - ``figures_only`` says that the pages show no more of a report than ``PageFacts`` holds, so a changed text with the
      same figures does not make them dirty.
    - ``input_stages`` names the stages that made the input."""

    key: type[Key]
    pages: Callable[[Context, Any], Pages] = _nothing
    files: Callable[[Context, Any], Files] = _nothing
    empty: Callable[[Context, str, Redirect], Files] = _nothing
    of_report: Callable[[PageFacts], Iterable[Key]] = _nothing
    of_agency: Callable[[Agency], Iterable[Key]] = _nothing
    of_change: Callable[[Store, Sequence[PageFacts], Sequence[PageFacts]], Iterable[Key]] = _nothing
    other_keys: Callable[[Store], Iterable[Key]] = _nothing
    on_reports: bool = False
    on_register: bool = False
    figures_only: bool = False
    input_stages: tuple[str, ...] = ("check",)

    @property
    def version(self) -> str:
        """Return the version of the kind: a digest of its modules, their imports, and the HTML and Markdown renderers."""
        made_by = {self.key.__module__, self.pages.__module__, self.files.__module__, PreparedPage.__module__}
        return versions.version_of(tuple(sorted(name.partition(".")[2] for name in made_by)), self.input_stages)


def numbered_pages(address: Callable[[int], str], made: Sequence[Page]) -> Pages:
    """Yield the pages of a list in several parts, and ``None`` for the numbers after the last part."""
    yield from ((page.address, page) for page in made)
    for spare in range(len(made) + 1, len(made) + 1 + SPARE_PAGES):
        yield address(spare), None
