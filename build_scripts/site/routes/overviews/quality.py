"""Make the pages of findings: of the whole archive, of one code, of one place, and the list of all codes."""

from __future__ import annotations

from dataclasses import dataclass

from build_scripts.archive.store import Selection, Store
from build_scripts.content.divisions import path_of
from build_scripts.findings import catalogue
from build_scripts.pages.findings import anchor
from build_scripts.pages.overviews.parts import LIST_LIMIT, numbered
from build_scripts.pages.overviews.quality import (
    FindingOfReport,
    code_page,
    codes_page,
    quality_page,
    quality_place_pages,
)
from build_scripts.render.blocks import Page
from build_scripts.site.routes.counts import counts, place_years, tally, years_of
from build_scripts.site.routes.divisions import children, division, division_path, places
from build_scripts.site.routes.keys import Context, Key, Kind, Pages, numbered_pages
from build_scripts.site.routes.register import refused_files


@dataclass(frozen=True, slots=True, order=True)
class QualityPage(Key):
    pass


@dataclass(frozen=True, slots=True, order=True)
class CodesPage(Key):
    pass


@dataclass(frozen=True, slots=True, order=True)
class CodePage(Key):
    code: str

    @property
    def address(self) -> str:
        return f"quality/codes/{anchor(self.code)}/"


@dataclass(frozen=True, slots=True, order=True)
class QualityPlacePage(Key):
    code: str

    def address(self, part: int = 1) -> str:
        return numbered(f"quality/places/{self.code}/", part)


def _quality(context: Context, _: QualityPage) -> Pages:
    store = context.store
    by_code: dict[str, dict[int, int]] = {}
    reports: dict[str, int] = {}
    for (code, year, _place), (n, of) in counts(store).codes.items():
        years = by_code.setdefault(code, {})
        years[year] = years.get(year, 0) + n
        reports[code] = reports.get(code, 0) + of
    everything = place_years(store)
    total, provinces, refused = tally(store, everything), places(store, "province"), len(refused_files(store)[0])
    years_ = years_of(everything)
    page = quality_page(total, by_code, reports, years_, provinces, refused, store.count_statements())
    yield page.address, page


def _findings(store: Store, selection: Selection) -> list[FindingOfReport]:
    """Return the findings (of the code of the selection, or all) on the reports of a selection, newest year first."""
    return [
        FindingOfReport(agency, year, address, finding)
        for agency, year, address, findings in store.findings(selection)
        for finding in findings
        if selection.code in ("", finding.code)
    ]


def _codes(_: Context, __: CodesPage) -> Pages:
    page = codes_page()
    yield page.address, page


def _code(context: Context, key: CodePage) -> Pages:
    store = context.store
    kind = catalogue().get(key.code)
    if kind is None:
        yield key.address, None
        return
    years: dict[int, int] = {}
    provinces: dict[str, int] = {}
    for (found, year, (province, *_)), (n, _reports) in counts(store).codes.items():
        if found == key.code:
            years[year] = years.get(year, 0) + n
            provinces[province] = provinces.get(province, 0) + n
    total = sum(years.values())
    findings = _findings(store, Selection(code=key.code)) if total <= LIST_LIMIT else ()
    named = [(division(store, province), provinces[province]) for province in sorted(filter(None, provinces))]
    yield key.address, code_page(kind, total, sorted(years.items(), reverse=True), named, findings)


def _place(context: Context, key: QualityPlacePage) -> Pages:
    store = context.store
    path = division_path(store, key.code)
    made: tuple[Page, ...] = ()
    if path:
        findings = _findings(store, Selection(place=key.code, own=True))
        made = quality_place_pages(path, children(store, key.code), findings)
    yield from numbered_pages(key.address, made)


KINDS = (
    Kind(QualityPage, _quality, other_keys=lambda _: [QualityPage()], on_reports=True),
    Kind(CodesPage, _codes, other_keys=lambda _: [CodesPage()]),
    Kind(
        CodePage,
        _code,
        of_report=lambda facts: (CodePage(code) for code in facts.codes),
        other_keys=lambda _: map(CodePage, catalogue()),
    ),
    Kind(QualityPlacePage, _place, of_agency=lambda agency: (QualityPlacePage(d.code) for d in path_of(agency))),
)
