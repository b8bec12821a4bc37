"""Make the directory of agencies: first the place, then its agencies from A to Z by their own names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from build_scripts.content.divisions import Division
from build_scripts.pages.counts import AgencyLine, Tally
from build_scripts.pages.overviews.parts import (
    LEGEND,
    agency_link,
    crumbs,
    division_table,
    grid_columns,
    grid_rows,
    grid_years,
    number,
    numbered,
    page,
    part_links,
    place_words,
    split,
)
from build_scripts.render import scripts
from build_scripts.render.blocks import (
    Block,
    Bullets,
    DataCell,
    DataColumn,
    DataTable,
    Heading,
    Inline,
    Link,
    Page,
    Para,
    Span,
)

NO_LETTER = "0"  # the list of names that do not begin with a Latin letter in pinyin
PLACES = "agencies/places/{code}/"


def letter_of(word: str) -> str:
    """Return the A–Z list of a pinyin word or an agency id: ``a`` … ``z`` or ``0``."""
    return word[:1] if word[:1].isascii() and word[:1].isalpha() else NO_LETTER


def _letter(letter: str) -> str:
    return "其他" if letter == NO_LETTER else letter.upper()


def agencies_index(
    total: int,
    provinces: Sequence[tuple[Division, Tally]],
    lines: Sequence[AgencyLine],
    years: Sequence[int],
    letters: Mapping[str, int],
    unresolved: int,
) -> Page:
    """Return the entry page. ``lines`` are all registered agencies when they are few, else empty; ``letters`` maps each
    A–Z list to its number of places with agencies of their own; ``unresolved`` counts agencies whose place is unknown.
    """
    blocks: list[Block] = [
        Para((f"本馆登记了 {total:,} 个机关。先选地区，再按机关自己的名称从 A 到 Z 查找；也可以直接", Link("搜索", "search/"), "机关的名称。"))
    ]  # fmt: skip
    if provinces:
        blocks.append(division_table("各省（自治区、直辖市）的机关", provinces, PLACES))
    if unresolved:
        blocks.append(Para((Link(f"所在地未定的机关（{unresolved:,} 个）", "places/unresolved/"),)))
    if letters:
        chips = tuple(
            (Link(_letter(letter), f"agencies/az/{letter}/"), Span(f"{n:,}", "count")) for letter, n in letters.items()
        )
        blocks += [Heading(2, "按地名的拼音", "az"), Bullets(chips, kind="chips")]
    if lines:
        shown = grid_years(lines, years)
        table = DataTable("全部机关与年度", grid_columns(shown), grid_rows(lines, shown), True)
        blocks += [Heading(2, "全部机关", "all"), table, LEGEND]
    return page("agencies/", "agency", "按机关查找", "本馆登记的机关及其报告年度。", *blocks, scripts=(scripts.TABLE,))


def letter_page(letter: str, places: Sequence[tuple[Division, Tally]]) -> Page:
    """Return the places under one letter of the pinyin alphabet that have agencies of their own.

    The agencies are listed on the pages of their places."""
    return page(
        f"agencies/az/{letter}/",
        "agency",
        f"机关名录：{_letter(letter)}",
        f"地名拼音以 {_letter(letter)} 开头的地区和它们的机关。",
        crumbs(("按机关", "agencies/")),
        division_table(f"拼音 {_letter(letter)} 开头的地区", places, PLACES),
        scripts=(scripts.TABLE,),
    )


# --------------------------------------------------------------------------- one place


def directory_pages(
    path: Sequence[Division], below: Sequence[tuple[Division, Tally]], lines: Sequence[AgencyLine]
) -> tuple[Page, ...]:
    """Return the agencies of the last place in ``path``, in numbered pages when they are many. ``below`` are the places
    directly below; ``lines`` are the agencies sorted by pinyin, including those of places below only when they are few.
    """
    place = path[-1]
    address = PLACES.format(code=place.code)
    parts = split([_row(line, place) for line in lines])
    letters = split([letter_of(line.pinyin) for line in lines])
    spans = [f"{_letter(found[0])}–{_letter(found[-1])}" for found in letters if found]
    heads = (DataColumn("机关"), DataColumn("首字母"), DataColumn("收录的年度", True, "个"), DataColumn("比较"))
    pages = []
    for at, rows in enumerate(parts, 1):
        blocks: list[Block | None] = [
            crumbs(("按机关", "agencies/"), *((d.name, PLACES.format(code=d.code)) for d in path[:-1]))
        ]
        if at == 1:
            blocks.append(Bullets(((Link(f"{place.name}的报告", place.address),),), kind="toolbar"))
            if below:
                table = division_table(f"{place.name}下辖各地的机关", below, PLACES)
                blocks += [Heading(2, "下辖地区", "children"), table]
        if rows:
            blocks += [
                Heading(2, f"{place.name}的机关", "agencies"),
                part_links(address, at, len(parts), spans),
                DataTable(f"{place.name}的机关（按拼音）", heads, tuple(rows), True),
                part_links(address, at, len(parts), spans),
            ]
        title = f"机关名录：{place.name}" + (f"（{spans[at - 1]}）" if len(parts) > 1 else "")
        description = f"{''.join(d.name for d in path)}的机关，按机关自己的名称从 A 到 Z。"
        pages.append(page(numbered(address, at), "agency", title, description, *blocks, scripts=(scripts.TABLE,)))
    return tuple(pages)


def _row(line: AgencyLine, place: Division) -> tuple[DataCell, ...]:
    """Return the row of one agency; a comparison through the years is linked when there are several years."""
    name = agency_link(line.agency, place)
    words: tuple[Inline, ...] = () if line.agency.county == place.name else place_words(line.agency)
    held = [year for year, seen in line.years.items() if seen.address]
    compared = Link("历年比较", f"compare/agencies/{line.agency.agency_id}/") if len(held) > 1 else "—"
    return (
        DataCell((*name.content, *words)),
        DataCell((_letter(letter_of(line.pinyin)),)),
        number(len(held)),
        DataCell((compared,)),
    )
