"""Make the pages of all agencies, of the agencies of one letter, and of one agency."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from build_scripts.archive.store import Selection, Store
from build_scripts.content.divisions import UNRESOLVED, Division, path_of, pinyin_of
from build_scripts.content.history import changes
from build_scripts.content.ledger import Entry
from build_scripts.model import Agency, PageFacts
from build_scripts.pages.overviews.agencies import agency_page
from build_scripts.pages.overviews.directory import PLACES, agencies_index, directory_pages, letter_of, letter_page
from build_scripts.pages.overviews.parts import LIST_LIMIT, numbered
from build_scripts.pages.updates import Scope
from build_scripts.render.blocks import Page
from build_scripts.site.routes.counts import place_years, tally, years_of
from build_scripts.site.routes.divisions import children, division, division_path, places
from build_scripts.site.routes.keys import Context, Key, Kind, Pages, numbered_pages
from build_scripts.site.routes.register import grid_lines, refused_by_agency


@dataclass(frozen=True, slots=True, order=True)
class AgenciesPage(Key):
    pass


@dataclass(frozen=True, slots=True, order=True)
class LetterPage(Key):
    letter: str

    @property
    def address(self) -> str:
        return f"agencies/az/{self.letter}/"


@dataclass(frozen=True, slots=True, order=True)
class DirectoryPage(Key):
    """The agencies of one place."""

    code: str

    def address(self, part: int = 1) -> str:
        return numbered(PLACES.format(code=self.code), part)


@dataclass(frozen=True, slots=True, order=True)
class AgencyPage(Key):
    agency_id: str

    @property
    def address(self) -> str:
        return f"agencies/{self.agency_id}/"


def _letter_of(agency: Agency) -> Iterator[Key]:
    if path := path_of(agency):
        yield LetterPage(letter_of(pinyin_of(path[-1])))


def _letters(store: Store) -> dict[str, list[Division]]:
    """Return initial letter → the places that have agencies of their own."""
    found: dict[str, list[Division]] = {}
    for code in store.own_places():
        place = division(store, code)
        found.setdefault(letter_of(pinyin_of(place)), []).append(place)
    return {letter: sorted(found[letter], key=lambda d: (pinyin_of(d), d.code)) for letter in sorted(found)}


def _agencies(context: Context, _: AgenciesPage) -> Pages:
    store = context.store
    total = store.count_agencies()
    letters = {letter: len(places) for letter, places in _letters(store).items()}
    unresolved = store.count_agencies(Selection(place=UNRESOLVED))
    lines_if_few = grid_lines(store) if total <= LIST_LIMIT else ()
    provinces = places(store, "province")
    page = agencies_index(total, provinces, lines_if_few, years_of(place_years(store)), letters, unresolved)
    yield page.address, page


def _letter(context: Context, key: LetterPage) -> Pages:
    store = context.store
    places = _letters(store).get(key.letter, ())
    counted = [(d, tally(store, place_years(store, d.code, own_only=True))) for d in places]
    yield key.address, letter_page(key.letter, counted) if counted else None


def _directory(context: Context, key: DirectoryPage) -> Pages:
    store = context.store
    path = division_path(store, key.code)
    made: tuple[Page, ...] = ()
    if path:
        few = store.count_agencies(Selection(place=key.code)) <= LIST_LIMIT
        listed = grid_lines(store, Selection(place=key.code, own=not few))
        made = directory_pages(path, children(store, key.code), sorted(listed, key=lambda line: line.pinyin))
    yield from numbered_pages(key.address, made)


def _agency(context: Context, key: AgencyPage) -> Pages:
    store = context.store
    agency = store.agency(key.agency_id)
    if agency is None:
        yield key.address, None
        return
    holdings = store.holdings(Selection(agency_id=key.agency_id))
    others = [(f"{year} 年：{path}", address) for path, address, year in store.other_versions(key.agency_id)]
    refused = refused_by_agency(store).get(key.agency_id, ())
    named = (store.agency(i) for change in changes(agency.history) for i in change.others)
    names = {other.agency_id: other.name for other in named if other}
    gone = [(_gone(entry), entry.address) for entry in store.removed_entries(key.agency_id)]
    news = Scope(agency=agency) if store.has_news(Selection(agency_id=key.agency_id)) else None
    near = _neighbours(store, agency, holdings[0].year) if holdings else 0
    yield key.address, agency_page(agency, holdings, others, refused, names, gone, near, news)


def _neighbours(store: Store, agency: Agency, year: int) -> int:
    """Return how many other agencies of its place have a report of that year."""
    path = path_of(agency)
    near = store.agencies_with_report(path[-1].code, year) if path else []
    return len({*near} - {agency.agency_id})


def _gone(entry: Entry) -> str:
    word = f"{entry.withdrawn} 撤回" if entry.withdrawn else "原件已不在馆内"
    return f"{entry.year} 年第 {entry.version} 版：{word}"


def _of_change(store: Store, before: Sequence[PageFacts], after: Sequence[PageFacts]) -> Iterator[Key]:
    """Yield the keys of agencies that became or ceased to be the only one of their place with a report of a year.

    The comparison that their page offers is then different."""
    changed = Counter((division.code, s.year) for s in (*before, *after) for division in path_of(s.agency))
    for (code, year), n in changed.items():
        near = store.agencies_with_report(code, year, n + 2)
        if len(near) <= n + 1:
            yield from map(AgencyPage, near)


KINDS = (
    Kind(AgenciesPage, _agencies, other_keys=lambda _: [AgenciesPage()], on_reports=True, on_register=True),
    Kind(LetterPage, _letter, of_agency=_letter_of),
    Kind(DirectoryPage, _directory, of_agency=lambda agency: (DirectoryPage(d.code) for d in path_of(agency))),
    Kind(AgencyPage, _agency, of_agency=lambda agency: [AgencyPage(agency.agency_id)], of_change=_of_change),
)
