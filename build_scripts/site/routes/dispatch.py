"""Which pages there are, what each is made from, and which of them a changed report touches.

A page key is ``kind|argument|…``. ``touched`` names the keys that show a report; ``pages`` and ``data`` turn a key into
what it publishes (``None`` where nothing is left to show). A full build makes the keys of all reports, an incremental one
those of the reports that changed: the pages come out the same.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from build_scripts import project, readers, search
from build_scripts.archive.export_cache import original_of
from build_scripts.archive.store import Store, agency_of, source_of
from build_scripts.content.divisions import Division, path_of
from build_scripts.indicators import Packed, unpacked
from build_scripts.model import Agency, Shown
from build_scripts.pages import compare, overviews
from build_scripts.pages.report import ReportContext, report_page
from build_scripts.render.blocks import Page
from build_scripts.site.routes import counts
from build_scripts.site.routes import data as route_data
from build_scripts.site.routes import overviews as route_overviews
from build_scripts.site.routes.data import Files

STANDING = (
    "home|",
    "years|",
    "places|",
    "agencies|",
    "compare|",
    "quality|",
    "coverage|",
    "refused|",
    "standing|",
    "data|",
    "search|",
)
INDEX = "index|"  # ``index|2024|<agency id>``: one report in the index of search


# --------------------------------------------------------------------------- what a report touches


def own(shown: Shown) -> Iterator[str]:
    """The keys of the pages that show this report, those aside that stand between it and others (``touched``)."""
    agency = shown.agency.agency_id
    yield from route_overviews.touched(shown)
    yield f"report|{shown.address}"
    yield f"{INDEX}{shown.year}|{agency}"
    yield f"compare-agency|{agency}"
    yield f"choose|{compare.slice_of(shown.agency)}"
    for division in path_of(shown.agency):
        yield f"place|{division.code}"
        yield f"compare-place|{division.code}|{shown.year}"
    yield from route_data.keys_of(shown.year, shown.agency)


def touched(store: Store, before: Iterable[Shown], after: Iterable[Shown]) -> Iterator[str]:
    """The keys of every page that shows one of these reports, or showed it as it was before."""
    changed: dict[str, set[int]] = {}
    was: dict[str, set[int]] = {}
    came: dict[str, set[int]] = {}
    for years, items in ((was, before), (came, after)):
        for shown in items:
            yield from own(shown)
            changed.setdefault(shown.agency.agency_id, set()).add(shown.year)
            if shown.main:
                years.setdefault(shown.agency.agency_id, set()).add(shown.year)
            if path := path_of(shown.agency):  # the neighbours that a report's page names
                query = f"select address from holdings where {_column(path[-1])} = ? and year = ? and +main = 1"
                yield from (f"report|{address}" for (address,) in store.rows(query, (path[-1].code, shown.year)))
    for agency_id, years_changed in changed.items():
        held = {y for (y,) in store.rows("select year from holdings where agency_id = ? and +main = 1", (agency_id,))}
        now = set(pairwise(sorted(held)))
        then = set(pairwise(sorted((held - came.get(agency_id, set())) | was.get(agency_id, set()))))
        for pair in now | then:
            if pair in now ^ then or years_changed & {*pair}:
                yield f"pair|{agency_id}|{pair[0]}|{pair[1]}"
                yield from (f"report|reports/{agency_id}/{year}/" for year in pair)


def all_keys(store: Store) -> Iterator[str]:
    """The key of every page that a report is on."""
    last: Shown | None = None
    for shown in store.shown():
        yield from own(shown)
        if shown.main:
            if last and last.agency.agency_id == shown.agency.agency_id:
                yield f"pair|{shown.agency.agency_id}|{last.year}|{shown.year}"
            last = shown


def beside(key: str) -> tuple[str, str]:
    """For sorting: the keys of one agency stand together, because what is read for one serves the next."""
    return key.split("|")[1].removeprefix("reports/").split("/")[0], key


def _column(division: Division) -> str:
    return {"省": "province", "市": "city", "县": "county"}[division.level]


# --------------------------------------------------------------------------- keys to pages and files


def pages(key: str, store: Store, site_url: str) -> route_overviews.Made:
    """(address, page) of one key."""
    kind, *arguments = key.split("|")
    if kind == "report":
        yield arguments[0], _report(store, arguments[0], site_url)
    elif kind in route_overviews.MAKERS:
        yield from route_overviews.pages(key, store)
    elif kind in _MAKERS:
        yield _ADDRESS[kind].format(*arguments), _MAKERS[kind](store, *arguments)
    elif kind in _SEVERAL:
        yield from ((page.address, page) for page in _SEVERAL[kind](store))


def data(key: str, store: Store, root: Path) -> Files:
    """(address, bytes) of the files beside the pages of one key."""
    kind, *arguments = key.split("|")
    if kind == "report":
        yield from _report_files(store, arguments[0], root)
    elif kind in _FILES:
        yield from _FILES[kind](store, *arguments)


# --------------------------------------------------------------------------- a report


def _report(store: Store, address: str, site_url: str) -> Page | None:
    query = "select agency, year, main from holdings where address = ?"
    row = next(store.rows(query, (address,)), None)
    report = store.report(address)
    if row is None or report is None:
        return None
    packed, year, main = row
    agency = agency_of(packed)
    versions = list(
        store.rows(
            "select path, address from holdings where agency_id = ? and year = ? and address <> ?",
            (agency.agency_id, year, address),
        )
    )
    before, after = _years_beside(store, agency.agency_id, year) if main else (None, None)
    context = ReportContext(
        address=address,
        original=original_of(address, report.source.media_type),
        previous=before,
        following=after,
        neighbours=_neighbours(store, agency, year),
        revisions=tuple((f"{'现行版本' if a.count('/') == 3 else '其他版本'}：{other}", a) for other, a in versions),
        comparison=f"compare/agencies/{agency.agency_id}/{before[0]}-{year}/" if before else "",
        site_url=site_url,
    )
    return report_page(report, agency, context)


Beside = tuple[int, str] | None


def _years_beside(store: Store, agency_id: str, year: int) -> tuple[Beside, Beside]:
    """(year, address) of the reports before and after."""
    query = "select year, address from holdings where agency_id = ? and +main = 1 order by year"
    years: list[tuple[int, str]] = [(y, address) for y, address in store.rows(query, (agency_id,))]
    before = next((held for held in reversed(years) if held[0] < year), None)
    return before, next((held for held in years if held[0] > year), None)


def _neighbours(store: Store, agency: Agency, year: int) -> tuple[tuple[str, str], ...]:
    """(name, address) of the reports that stand beside it in the same place and year."""
    place = path_of(agency)
    if not place:
        return ()
    column = _column(place[-1])
    query = f"select agency_id, address, agency from holdings where {column} = ? and year = ? and +main = 1 order by agency_id"
    near = list(store.rows(query, (place[-1].code, year)))
    at = next((i for i, (agency_id, *_) in enumerate(near) if agency_id == agency.agency_id), 0)
    around = near[max(0, at - 3) : at + 4]
    return tuple((agency_of(packed).name, a) for agency_id, a, packed in around if agency_id != agency.agency_id)


def _report_files(store: Store, address: str, root: Path) -> Files:
    query = "select path, source, record from holdings where address = ?"
    row = next(store.rows(query, (address,)), None)
    originals = {f"{address}original.{ending}" for ending in readers.published_endings()}
    if row is None:
        yield from ((name, None) for name in (f"{address}report.json", f"{address}report.csv", *sorted(originals)))
        return
    path, source, record = row
    original = original_of(address, source_of(source).media_type)
    yield original, (root / project.REPORTS / path).read_bytes()
    yield from (
        (name, None) for name in sorted(originals - {original})
    )  # of a file that was exchanged for another kind
    yield f"{address}report.json", zlib.decompress(record) + b"\n"
    yield f"{address}report.csv", route_data.report_csv(store, address)


# --------------------------------------------------------------------------- the index of search


def index_files(keys: Iterable[str], store: Store, read: Callable[[str], bytes | None]) -> tuple[bool, Files]:
    """(is it the whole index, its files). ``read`` gives the files of the index as it stands.

    ``keys`` are the ``index|…`` keys of the reports that came, changed or went."""
    agency_ids = [agency_id for (agency_id,) in store.rows("select agency_id from agencies order by row")]
    rows = {agency_id: row for row, agency_id in enumerate(agency_ids)}
    entries = []
    for _, year, agency_id in (key.split("|") for key in keys):
        if agency_id in rows:
            query = "select search from holdings where agency_id = ? and year = ? and +main = 1"
            data = next(store.rows(query, (agency_id, int(year))), (None,))[0]
            entries.append(search.Entry(int(year), rows[agency_id], data))
    updated = search.update(read, entries, agency_ids)
    if updated is not None:
        return False, iter(updated)
    query = """select year, row, search from holdings join agencies using (agency_id) where main = 1
               order by year desc, row"""
    return True, iter(search.build((search.Entry(*row) for row in store.rows(query)), agency_ids))


# --------------------------------------------------------------------------- makers


def _years_of(store: Store, agency_id: str) -> tuple[Agency | None, dict[int, Packed]]:
    """The agency and its indicators by year."""
    query = "select agency, year, compared from holdings where agency_id = ? and +main = 1"
    held = list(store.rows(query, (agency_id,)))
    return agency_of(held[0][0]) if held else None, {year: json.loads(figures) for _, year, figures in held}


def _compare_agency(store: Store, agency_id: str) -> Page | None:
    agency, years = _years_of(store, agency_id)
    return compare.agency_page(agency, {year: unpacked(years[year]) for year in years}) if agency else None


def _pair(store: Store, agency_id: str, older: str, newer: str) -> Page | None:
    years = [
        y
        for (y,) in store.rows(
            "select year from holdings where agency_id = ? and +main = 1 order by year", (agency_id,)
        )
    ]
    if (int(older), int(newer)) not in set(pairwise(years)):
        return None
    addresses = (f"reports/{agency_id}/{older}/", f"reports/{agency_id}/{newer}/")
    before, after = (store.report(address) for address in addresses)
    assert before is not None and after is not None
    agency = store.holdings("address = ?", (addresses[1],))[0].agency
    return compare.pair_page(agency, before, after, addresses, f"compare/agencies/{agency_id}/{older}-{newer}/")


def _compare_place(store: Store, code: str, year: str) -> Page | None:
    column = "province" if code.endswith("0000") else "city" if code.endswith("00") else "county"
    members = [
        compare.Member(agency_of(agency), address, findings, unpacked(json.loads(figures)))
        for address, agency, findings, figures in store.compared(f"{column} = ? and year = ?", (code, int(year)))
    ]
    if not members:
        return None
    path = path_of(members[0].agency)
    return compare.place_year_page(
        path[: next(i for i, d in enumerate(path) if d.code == code) + 1], int(year), members
    )


# A plus keeps the database from looking through all that is main, where it need only look up one agency.
_HELD = "exists (select 1 from holdings h where h.agency_id = a.agency_id and +h.main = 1)"


def _figures(store: Store, agency_id: str) -> Files:
    """What one agency brings to a comparison of the reader's own choice."""
    agency, years = _years_of(store, agency_id)
    made = compare.figures_json(agency, years) if agency else None
    yield f"compare/agencies/{agency_id}/figures.json", made


def _choose(store: Store, code: str) -> Files:
    """The agencies of one city (or province without cities): the slice from which readers pick."""
    columns = {"省": "province = ? and city = ''", "市": "city = ?", "县": "county = ? and city = '' and province = ''"}
    where = (
        columns[Division(code, "", "").level]
        if code.isdigit()
        else "province = '' and city = '' and ? <> '' and county = ''"
    )
    found = store.rows(f"select agency from agencies a where {where} and {_HELD} order by agency_id", (code,))
    agencies = [agency_of(packed) for (packed,) in found]
    yield f"compare/choose/{code}.json", compare.agencies_json(agencies) if agencies else None


def _choose_places(store: Store, _: str) -> Files:
    """Every slice with the number of its agencies, under its province."""
    places: dict[str, tuple[Division, int]] = {}
    unresolved = 0
    query = (
        f"select min(agency), count(*) from agencies a where {_HELD} "
        "group by province, city, case when province || city = '' then county else '' end"
    )
    for packed, n in store.rows(query):
        code = compare.slice_of(agency_of(packed))
        path = path_of(agency_of(packed))
        unresolved += n if not path else 0
        for division in path[:2]:
            if division.code == code or division.level == "省":
                before = places.get(division.code, (division, 0))[1]
                places[division.code] = (division, before + (n if division.code == code else 0))
    years = list(counts.counts(store).by_year)
    yield "compare/choose/places.json", compare.places_json(list(places.values()), unresolved, years)


def _compare_index(store: Store, _: str) -> Page:
    places = []
    level = "county" if len({shelf.place[2] for shelf in counts.shelves(store)}) <= 40 else "province"
    for year in sorted(counts.counts(store).by_year, reverse=True):
        found = counts.by_place(store, level, counts.shelves(store, year=year), year)
        places += [(route_overviews.division_path(store, c)[-1], year, tally.reports) for c, tally in found.items()]
    query = "select min(agency), count(*) from holdings where +main = 1 group by agency_id having count(*) > 1"
    several = store.rows(f"{query} order by agency_id limit 200")
    return compare.index_page(places, [(agency_of(packed), n) for packed, n in several])


_MAKERS: dict[str, Callable[..., Page | None]] = {
    "compare": _compare_index,
    "compare-agency": _compare_agency,
    "compare-place": _compare_place,
    "pair": _pair,
}
_ADDRESS = {
    "compare": "compare/",
    "compare-agency": "compare/agencies/{}/",
    "compare-place": "compare/places/{}/{}/",
    "pair": "compare/agencies/{}/{}-{}/",
}
_SEVERAL: dict[str, Callable[[Store], tuple[Page, ...]]] = {
    "data": route_data.pages,
    "standing": lambda store: (
        *overviews.about_pages(),
        overviews.codes_page(),
        compare.indicators_page(),
        compare.choose_page(),
    ),
}
_FILES: dict[str, Callable[..., Files]] = {
    "choose": _choose,
    "compare": _choose_places,
    "compare-agency": _figures,
    **route_data.FILES,
}
