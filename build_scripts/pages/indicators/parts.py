"""Shared parts of the indicator pages: addresses, cells that link to the row of a report, tiles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from build_scripts.content.divisions import Division, stem
from build_scripts.indicators import Indicator, IndicatorValue, anchor, rate
from build_scripts.model import Agency
from build_scripts.pages.compare.values import NOT_HELD, sum_cell, sum_text, value_cell
from build_scripts.pages.history import absence_text, other_place_text
from build_scripts.pages.overviews.parts import place_words
from build_scripts.pages.tiles import Tile
from build_scripts.render.blocks import DataCell, DataColumn, DataTable, Link, Para
from build_scripts.sums import Sum

# Maximum number of agencies listed on one page; above it readers browse by place, and one report changes no long list.
AGENCIES = 200
FILE = "figures.csv"
MIN_COMPARED = 2  # minimum number of reports for a link to a comparison
UNKNOWN_PLACE = "所在地未定"


@dataclass(frozen=True, slots=True)
class PlaceSum:
    """The sum of one place in one year. ``division`` is ``None`` for the agencies whose place is unknown; ``href``
    links to the values behind the sum."""

    division: Division | None
    made: Sum
    href: str

    @property
    def name(self) -> str:
        return self.division.name if self.division else UNKNOWN_PLACE


@dataclass(frozen=True, slots=True)
class AgencyValue:
    """The value in the report of one agency at ``address``."""

    agency: Agency
    address: str
    value: IndicatorValue


def years_address(item: Indicator) -> str:
    return f"indicators/{item.key}/"


def year_address(item: Indicator, year: int, code: str = "") -> str:
    """Return ``indicators/refused/2024/``, or for one province ``indicators/refused/2024/640000/``."""
    return f"indicators/{item.key}/{year}/" + (f"{code}/" if code else "")


def as_file(address: str) -> tuple[tuple[str, str], ...]:
    """Return the link to the figures of a page as a file, for programs."""
    return (("text/csv", f"{address}{FILE}"),)


def comparison_address(code: str, year: int, reports: int, topic: str) -> str:
    """Return the address of the comparison of a place's agencies; with a single report, the address of the place."""
    return f"compare/places/{code}/{year}/#{topic}" if reports >= MIN_COMPARED else f"places/{code}/"


# --------------------------------------------------------------------------- cells and tables


def agency_value_or_absence(
    item: Indicator, stated: AgencyValue | None, agency: Agency, year: int, place: Division | None = None
) -> DataCell:
    """Return the cell of an agency and year for which there may be no report, or none that belongs to ``place``."""
    if stated is not None:
        return agency_value_cell(item, stated)
    gone = absence_text(agency, year) or other_place_text(agency, year, place)
    return DataCell((gone,)) if gone else NOT_HELD


def agency_value_cell(item: Indicator, stated: AgencyValue) -> DataCell:
    """Return a figure that links to its row in the report, with a mark that links to its finding."""
    return value_cell(stated.value, stated.address, anchor(item))


def agency_cell(agency: Agency, address: str) -> DataCell:
    return DataCell((Link(agency.name, address), *place_words(agency)))


def place_table(caption: str, item: Indicator, places: Sequence[PlaceSum], total: Sum | None = None) -> DataTable:
    rows = tuple((DataCell((Link(p.name, p.href),)), sum_cell(p.made, item)) for p in places)
    foot = ((DataCell(("合计",)), sum_cell(total, item)),) if total else ()
    return DataTable(caption, (DataColumn("地区"), DataColumn(item.name, True, item.unit)), rows, True, foot)


def agency_table(caption: str, item: Indicator, members: Sequence[AgencyValue]) -> DataTable:
    rows = tuple((agency_cell(m.agency, m.address), agency_value_cell(item, m)) for m in members)
    return DataTable(caption, (DataColumn("机关"), DataColumn(item.name, True, item.unit)), rows, True)


def meaning(item: Indicator) -> Para:
    more = Link("算式和注意事项", f"about/indicators/#{item.key}")
    return Para((f"{item.meaning}{item.caveat}", more), "meaning")


# --------------------------------------------------------------------------- tiles


def tiles_of(item: Indicator, places: Iterable[PlaceSum], year: int) -> dict[str, Tile]:
    """Return code → tile. The opacity shows the rate itself, or for a count its share of the largest count."""
    known = [(p.division, p) for p in places if p.division]
    most = max((p.made.above for _, p in known), default=Decimal(0))
    return {d.code: _tile(item, d, p, most, year) for d, p in known}


def _tile(item: Indicator, place: Division, found: PlaceSum, most: Decimal, year: int) -> Tile:
    made = found.made
    number = sum_text(made, item) if made.stated else ""
    if item.of and made.stated:
        result = rate(item, made.above, made.below).number
        share, number = (int(result), number) if result is not None else (0, f"{made.above:f}/{made.below:f}")
    else:
        share = int(100 * made.above / most) if most > 0 else 0
    text = f"{number}{'' if item.of else ' ' + item.unit}" if number else "没有数字"
    doubted = f"，其中 {made.doubted} 个有核验提示" if made.doubted else ""
    label = f"{place.name} {year} 年{item.name} {text}，{made.stated}/{made.reports} 个机关有数字{doubted}"
    of = f"{made.stated}/{made.reports}"
    return Tile(stem(place.name), found.href, number, of, max(0, min(share, 100)), label, made.doubted > 0)


def tiles_note(what: str) -> Para:
    return Para(
        (f"{what}下面的小字是有数字的机关数和有报告的机关数；“—”是没有数字，不是零；“※”是其中有数字有核验提示。",),
        "meaning",
    )


Years = Mapping[int, Sum]
