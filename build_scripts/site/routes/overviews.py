"""The index pages of the plan: which questions to the store each of them asks.

``pages`` turns a key (see ``plan``) into the pages at their addresses; ``None`` in place of a page means that nothing is
left to show there. All counts go through the indexes of the store: no record is opened for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from build_scripts.archive.store import Store, agency_of, findings_of
from build_scripts.content import divisions
from build_scripts.content.divisions import Division, path_of, pinyin_of
from build_scripts.findings import catalogue
from build_scripts.model import Holding, Shown
from build_scripts.pages import overviews
from build_scripts.pages.overviews import LIST_LIMIT, Remark, Tally, letter_of
from build_scripts.pages.overviews.parts import numbered
from build_scripts.pages.report import anchor
from build_scripts.render.blocks import Page
from build_scripts.site.routes.counts import LEVELS, by_place, by_year, column_of, counts, shelves, tally, years_of
from build_scripts.site.routes.register import agency_keys, lines, refused_by_agency, refused_files, remarks

_SPARE = 3  # numbered pages that may have been there before a list became shorter

Made = Iterator[tuple[str, Page | None]]


def touched(shown: Shown) -> Iterator[str]:
    """The keys of the index pages that show this report; the standing ones (home, years …) are not named."""
    yield from agency_keys(shown.agency)
    path = path_of(shown.agency)
    yield f"year|{shown.year}"
    if path:
        yield f"year-place|{shown.year}|{path[0].code}"
    yield from (f"code|{code}" for code in shown.codes)


def pages(key: str, store: Store) -> Made:
    """(address, page) of one key; the address with ``None`` when there is nothing to show any more."""
    kind, *arguments = key.split("|")
    yield from MAKERS[kind](store, *(argument for argument in arguments if argument))


def _standing(make: Callable[[Store], Page]) -> Callable[[Store], Made]:
    def made(store: Store) -> Made:
        page = make(store)
        yield page.address, page

    return made


def _parts(address: str, made: tuple[Page, ...]) -> Made:
    for page in made:
        yield page.address, page
    for spare in range(len(made) + 1, len(made) + 1 + _SPARE):
        yield numbered(address, spare), None


# --------------------------------------------------------------------------- places in the store


def division_path(store: Store, code: str) -> tuple[Division, ...]:
    """The place of that code and those around it, outermost first; empty when no registered agency lies there."""
    query = f"select agency from agencies where {column_of(code)} = ? limit 1"
    for (packed,) in store.rows(query, (code,)):
        path = path_of(agency_of(packed))
        return path[: next(i for i, d in enumerate(path) if d.code == code) + 1]
    return ()


def _division(store: Store, code: str) -> Division:
    return divisions.table().get(code) or division_path(store, code)[-1]


def _places(store: Store, level: str, within: str = "", gap: str = "") -> list[tuple[Division, Tally]]:
    """The places of a level (in one place) that have registered agencies, with what the archive holds of each;
    ``gap`` names a level that must be missing between."""
    tallies = by_place(store, level, shelves(store, within))
    where = f"{level} <> ''" + (f" and {column_of(within)} = ?" if within else "") + (f" and {gap} = ''" if gap else "")
    query = f"select distinct {level} from agencies where {where} order by 1"
    codes = [code for (code,) in store.rows(query, (within,) if within else ())]
    return [(_division(store, code), tallies.get(code, Tally())) for code in codes]


def _children(store: Store, code: str) -> list[tuple[Division, Tally]]:
    """The places directly below: a county may lie under a province without a city between (直辖市)."""
    below = LEVELS[LEVELS.index(column_of(code)) + 1 :]
    found = [item for level in below for item in _places(store, level, code, "" if level == below[0] else below[0])]
    return sorted(found, key=lambda item: item[0].code)


def _own(code: str) -> str:
    """The condition for what belongs to this very place and not to one below it."""
    column = column_of(code)
    return f"{column} = ?" + "".join(f" and {level} = ''" for level in LEVELS[LEVELS.index(column) + 1 :])


# --------------------------------------------------------------------------- home, years


def _home(store: Store) -> Page:
    newest = store.holdings(order="published desc, address", limit=10)
    return overviews.home(tally(store, shelves(store)), by_year(store), _places(store, "province"), newest)


def _few(store: Store, total: Tally, where: str, values: tuple[object, ...]) -> tuple[Holding, ...]:
    return store.holdings(f"+main = 1 and {where}", values) if total.reports <= LIST_LIMIT else ()


def _named(store: Store, tallies: dict[str, Tally]) -> list[tuple[Division, Tally]]:
    return [(_division(store, code), item) for code, item in tallies.items()]


def _year(store: Store, year: str) -> Made:
    found = shelves(store, year=int(year))
    total = tally(store, found, int(year))
    address = f"years/{year}/"
    if not total.reports:
        yield address, None
        return
    provinces = _named(store, by_place(store, "province", found, int(year)))
    unresolved = sum(shelf.reports for shelf in found if not shelf.place[0])
    few = _few(store, total, "year = ?", (int(year),))
    yield address, overviews.year_page(int(year), total, provinces, few, unresolved)


def _year_place(store: Store, year: str, code: str) -> Made:
    found = shelves(store, code, int(year))
    total = tally(store, found, int(year))
    address = f"years/{year}/{code}/"
    if not total.reports:
        yield address, None
        return
    few = _few(store, total, "year = ? and province = ?", (int(year), code))
    below = {} if few else by_place(store, "city", found, int(year)) | by_place(store, "county", found, int(year))
    children = sorted(_named(store, below), key=lambda item: item[0].code)
    yield address, overviews.year_place_page(int(year), _division(store, code), total, children, few)


# --------------------------------------------------------------------------- places


def _count(store: Store, query: str, values: tuple[object, ...] = ()) -> int:
    return int(next(store.rows(query, values))[0])


def _places_index(store: Store) -> Page:
    provinces = _places(store, "province")
    tree: dict[str, list[list[tuple[Division, Tally]]]] = {}
    if _count(store, "select count(distinct county) from agencies") <= LIST_LIMIT:
        for province, _ in provinces:
            below = _children(store, province.code)
            tree[province.code] = [[d, *(_children(store, d[0].code) if d[0].level == "市" else ())] for d in below]
    unresolved = _count(store, "select count(*) from agencies where province = ''")
    return overviews.places_index(provinces, tree, unresolved)


def _place(store: Store, code: str) -> Made:
    path = division_path(store, code)
    found = shelves(store, code)
    made: tuple[Page, ...] = ()
    if path:
        own = lines(store, _own(code), (code,))
        made = overviews.place_pages(path, tally(store, found), _children(store, code), own, years_of(found))
    yield from _parts(f"places/{code}/", made)


def _unresolved(store: Store) -> Made:
    listed = lines(store, "province = ''")
    years = years_of(shelf for shelf in shelves(store) if not shelf.place[0])
    yield from _parts("places/unresolved/", overviews.unresolved_pages(listed, years) if listed else ())


# --------------------------------------------------------------------------- agencies

_OWN_PLACE = "case when county <> '' then county when city <> '' then city else province end"


def _letters(store: Store) -> dict[str, list[Division]]:
    """A–Z list → the places that have agencies of their own."""
    found: dict[str, list[Division]] = {}
    for (code,) in store.rows(f"select distinct {_OWN_PLACE} from agencies where province <> ''"):
        division = _division(store, code)
        found.setdefault(letter_of(pinyin_of(division)), []).append(division)
    return {letter: sorted(found[letter], key=lambda d: (pinyin_of(d), d.code)) for letter in sorted(found)}


def _agencies(store: Store) -> Page:
    total = _count(store, "select count(*) from agencies")
    letters = {letter: len(places) for letter, places in _letters(store).items()}
    unresolved = _count(store, "select count(*) from agencies where province = ''")
    few = lines(store) if total <= LIST_LIMIT else ()
    return overviews.agencies_index(total, few, years_of(shelves(store)), letters, unresolved)


def _letter(store: Store, letter: str) -> Made:
    places = _letters(store).get(letter, ())
    address = f"agencies/az/{letter}/"
    counted = [(d, tally(store, shelves(store, d.code, own=True))) for d in places]
    yield address, overviews.letter_page(letter, counted) if counted else None


def _agency(store: Store, agency_id: str) -> Made:
    address = f"agencies/{agency_id}/"
    row = next(store.rows("select agency from agencies where agency_id = ?", (agency_id,)), None)
    if row is None:
        yield address, None
        return
    holdings = store.holdings("agency_id = ? and +main = 1", (agency_id,))
    query = "select path, address, year from holdings where agency_id = ? and main = 0 order by year desc, address"
    others = [(f"{year} 年：{path}", at) for path, at, year in store.rows(query, (agency_id,))]
    refused = refused_by_agency(store).get(agency_id, ())
    yield address, overviews.agency_page(agency_of(row[0]), holdings, others, refused)


# --------------------------------------------------------------------------- quality


def _quality(store: Store) -> Page:
    remarks: dict[str, dict[int, int]] = {}
    reports: dict[str, int] = {}
    for (code, year, _), (n, of) in counts(store).codes.items():
        years = remarks.setdefault(code, {})
        years[year] = years.get(year, 0) + n
        reports[code] = reports.get(code, 0) + of
    everything = shelves(store)
    total, provinces = tally(store, everything), _places(store, "province")
    statements = next(store.rows("select coalesce(sum(statements), 0) from holdings where main = 1"))[0]
    refused = len(store.refused())
    return overviews.quality_page(total, remarks, reports, years_of(everything), provinces, refused, statements)


def _remarks(store: Store, where: str, values: tuple[object, ...], code: str = "") -> list[Remark]:
    """Findings (of one code, or all) on the reports that meet a condition, newest year first."""
    query = f"select agency, year, address, findings from holdings where +main = 1 and {where} order by year desc, agency_id, address"
    return [
        Remark(agency_of(packed), year, address, finding)
        for packed, year, address, findings in store.rows(query, values)
        for finding in findings_of(findings)
        if code in ("", finding.code)
    ]


def _code(store: Store, code: str) -> Made:
    kind = catalogue().get(code)
    if kind is None:
        yield f"quality/codes/{anchor(code)}/", None
        return
    years: dict[int, int] = {}
    provinces: dict[str, int] = {}
    for (found, year, (province, *_)), (n, _reports) in counts(store).codes.items():
        if found == code:
            years[year] = years.get(year, 0) + n
            provinces[province] = provinces.get(province, 0) + n
    total = sum(years.values())
    where = "address in (select address from findings where code = ?)"
    remarks = _remarks(store, where, (code,), code) if total <= LIST_LIMIT else ()
    named = [(_division(store, province), provinces[province]) for province in sorted(filter(None, provinces))]
    page = overviews.code_page(kind, total, sorted(years.items(), reverse=True), named, remarks)
    yield page.address, page


def _quality_place(store: Store, code: str) -> Made:
    path = division_path(store, code)
    made: tuple[Page, ...] = ()
    if path:
        made = overviews.quality_place_pages(path, _children(store, code), _remarks(store, _own(code), (code,)))
    yield from _parts(f"quality/places/{code}/", made)


def _coverage(store: Store) -> Page:
    held: dict[str, dict[int, int]] = {}
    for shelf in shelves(store):
        years = held.setdefault(shelf.place[0], {})
        years[shelf.year] = years.get(shelf.year, 0) + shelf.reports
    registered = dict(store.rows("select province, count(*) from agencies group by 1 order by 1"))
    provinces = [(_division(store, code) if code else None, n, held.get(code, {})) for code, n in registered.items()]
    few = lines(store) if sum(registered.values()) <= LIST_LIMIT else ()
    return overviews.coverage_page(provinces, few, years_of(shelves(store)))


MAKERS: dict[str, Callable[..., Made]] = {
    "home": _standing(_home),
    "years": _standing(lambda store: overviews.years_index(by_year(store))),
    "year": _year,
    "year-place": _year_place,
    "places": _standing(_places_index),
    "place": _place,
    "unresolved": _unresolved,
    "agencies": _standing(_agencies),
    "az": _letter,
    "agency": _agency,
    "quality": _standing(_quality),
    "code": _code,
    "quality-place": _quality_place,
    "coverage": _standing(_coverage),
    "search": _standing(lambda store: overviews.search_page()),
    "refused": _standing(lambda store: overviews.refused_page(refused_files(store), remarks(store))),
}
