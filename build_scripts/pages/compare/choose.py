"""Make the page for the reader's own choice, and the slices of data that its script fetches.

There are three kinds of slice. Each is no larger than a reader's request needs, and is rewritten only when a report in
it changes:

- ``compare/choose/places.json``: indicators, years, provinces and cities that have agencies; a few kilobytes.
- ``compare/choose/<code>.json``: the agencies of one city (of a province where there is no city between).
- ``compare/agencies/<id>/figures.json``: one agency, all its years, all indicators.

An address that names agencies by their permanent ids therefore needs no directory, whatever the size of the archive."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from build_scripts.content.divisions import UNRESOLVED, Division, path_of
from build_scripts.exports.document import software
from build_scripts.indicators import Packed, by_topic, indicators, unpacked
from build_scripts.model import Agency
from build_scripts.pages.compare.values import WORDS
from build_scripts.render import scripts
from build_scripts.render.blocks import Bullets, Link, Page, Para, Widget

CHOICE = 20  # maximum number of agencies in a link to a preset choice
DEFAULTS = ("received", "granted", "refused", "reconsideration", "permits", "penalties")


def choice(agencies: Sequence[str], years: Sequence[int]) -> str:
    """Return the address of the page with these agencies and years preselected."""
    return f"compare/choose/?a={','.join(agencies)}&y={','.join(map(str, years))}"


def choose_page() -> Page:
    """Return the page whose content the script builds; without the script it links to the ready-made comparisons."""
    fallback = (
        Para(("自选比较要通过网站打开，并且浏览器支持 JavaScript；从文件夹里直接打开时不能用。不用它也能比较：",)),
        Bullets(
            (
                (Link("同一地区各机关", "compare/#places"), "：一个县、市、省的全部机关，一年一页"),
                (Link("同一机关各年度", "compare/#agencies"), "：历年的数字和走势图"),
                (Link("数据下载", "data/"), "：全部数字，可以用表格软件打开"),
            )
        ),
    )
    return Page(
        "compare/choose/",
        "自选比较",
        "compare",
        "选机关、年度和指标，看表和图，下载，分享网址。",
        (
            Para(
                (
                    "选机关、年度和指标，表和图随即出现。网址里就是全部选择，复制给别人，打开是同样的内容。",
                    Link("各项指标的含义", "about/indicators/"),
                )
            ),
            Widget("choose", {}, fallback),
        ),
        scripts=(scripts.CHOOSE,),
    )


# --------------------------------------------------------------------------- slices


def places_json(places: Sequence[tuple[Division, int]], unresolved: int, years: Sequence[int]) -> bytes:
    """Return the list of provinces and cities. ``places`` are (place, number of agencies in the slice of exactly this
    code, or 0)."""
    listed = [[d.code, d.name, d.parent, n] for d, n in sorted(places, key=lambda item: item[0].code)]
    if unresolved:
        listed.append([UNRESOLVED, "所在地未定", "", unresolved])
    return _json(
        {
            "places": listed,
            "years": sorted(years, reverse=True),
            "topics": [
                {
                    "name": topic.name,
                    "indicators": [{"key": i.key, "name": i.name, "unit": i.unit} for i in chosen],
                }
                for topic, chosen in by_topic()
            ],
            "defaults": list(DEFAULTS),
            "words": {state: list(words) for state, words in WORDS.items()},
        }
    )


def agencies_json(agencies: Sequence[Agency]) -> bytes:
    """Return all agencies of one slice as [id, name, code of the county or ""], and the names of the counties."""
    counties: dict[str, str] = {}
    rows = []
    for agency in sorted(agencies, key=lambda a: (a.division_code, a.agency_id)):
        county = next((d for d in path_of(agency) if d.level == "县"), None)
        if county:
            counties[county.code] = county.name
        rows.append([agency.agency_id, agency.name, county.code if county else ""])
    return _json({"counties": dict(sorted(counties.items())), "agencies": rows})


def figures_json(
    agency: Agency,
    years: Mapping[int, Packed],
    ended: tuple[int, str] | None = None,
    created: tuple[int, str] | None = None,
) -> bytes:
    """Return the values of one agency.

    Each year holds the values of its report in the order of ``keys``. ``doubts`` (year → key) holds the numbers of the
    findings about them on the page of the report (``#f6``). ``ended`` is the first year in which the agency no longer
    existed and the words for that, so that readers do not expect a report; ``created`` is the year in which it was
    created and the words for the years before.

    A value is a number (as text when it has decimals or is long, so that no digit is lost), the state of a missing
    value as text, or for a rate [value, numerator, denominator]."""
    return _json(
        {
            "id": agency.agency_id,
            "name": agency.name,
            "place": " ".join(d.name for d in path_of(agency)),
            "keys": [i.key for i in indicators()],
            "years": {str(year): [_value(kept) for kept in years[year]] for year in sorted(years)},
            "doubts": {str(year): found for year in sorted(years) if (found := _doubts(years[year]))},
            "software": software(),
            **({"ended": list(ended)} if ended else {}),
            **({"created": list(created)} if created else {}),
        }
    )


def no_figures(agency_id: str, name: str) -> bytes:
    """Return the file of an agency that has no report left."""
    nothing: dict[str, object] = {"place": "", "keys": [i.key for i in indicators()], "years": {}, "doubts": {}}
    return _json({"id": agency_id, "name": name} | nothing | {"software": software()})


def _doubts(kept: Packed) -> dict[str, list[int]]:
    made = unpacked(kept)
    return {key: list(value.doubts) for key, value in made.items() if value.doubts}


def _value(kept: str | list[Any]) -> Any:
    if isinstance(kept, str):
        return _number(kept)
    state, number, above, below, *_ = kept
    shown = state if number is None else _number(number)
    return shown if above is None or below is None else [shown, above, below]


def _number(text: str) -> int | str:
    return int(text) if len(text) < 15 and "." not in text else text


def _json(data: Any) -> bytes:
    return (json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n").encode("utf-8")
