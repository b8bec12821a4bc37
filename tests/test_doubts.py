"""Test that a finding travels with its figure: a mark at every number derived from a doubted cell links to it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from made_up import agency, report
from made_up_years import member
from trees import tree_of

from build_scripts.archive.resolve import holding_of
from build_scripts.checks import check
from build_scripts.content.divisions import path_of
from build_scripts.findings import by_severity, doubts, message
from build_scripts.indicators import packed, unpacked, values
from build_scripts.model import Answer, Report, Row, finding
from build_scripts.pages.compare.agencies import agency_page
from build_scripts.pages.compare.choose import figures_json
from build_scripts.pages.compare.pairs import pair_page
from build_scripts.pages.compare.places import place_year_page
from build_scripts.pages.overviews.parts import report_table
from build_scripts.pages.provenance import ReportContext
from build_scripts.pages.report import report_page
from build_scripts.render.blocks import Page
from build_scripts.render.html import block_html, to_html
from build_scripts.wording import cell

AGENCY = agency(3)


def address(year: int) -> str:
    return f"reports/{AGENCY.agency_id}/{year}/"


def contradicted(year: int = 2024) -> Report:
    """Return a report with 行政复议 10, 1, 0, 0 and 总计 0, as a district printed it, and with a wrong 总计 of 新收申请."""
    whole = replace(report(3), year=year, agency_id=AGENCY.agency_id)
    first = Row("reconsideration", "行政复议", tuple(map(cell, ("10", "1", "0", "0", "0"))))
    rows = tuple(
        replace(row, cells=(*row.cells[:-1], cell("7777"))) if row.key == "1" else row for row in whole.requests.rows
    )
    return check(
        replace(
            whole,
            review=replace(whole.review, rows=(first, *whole.review.rows[1:])),
            requests=replace(whole.requests, rows=rows),
        )
    )


def marks_on(page: Page) -> list[tuple[str, str]]:
    """Return (text of the row header, target of the mark)."""
    html = tree_of(f"<main>{to_html(page)}</main>")
    html.make_links_absolute(f"http://x/{page.address}")
    return [
        ("".join(mark.xpath("ancestor::tr/th[@scope='row']")[0].text_content().split()), mark.get("href"))
        for mark in html.xpath("//tr//a[@class='nb-mark']")
    ]


def remark(year: int, target: str) -> str:
    """Return the text of the finding that a mark links to, from the page of its report."""
    where, _, number = target.removeprefix("http://x/").partition("#")
    assert where == address(year)
    page = report_page(contradicted(year), AGENCY, ReportContext(where, where + "original.txt"))
    (notice,) = tree_of(f"<main>{to_html(page)}</main>").xpath(f"//div[@id='{number}']")
    return str(notice.text_content())


def test_through_the_years() -> None:
    found = dict(marks_on(agency_page(AGENCY, {2024: unpacked(packed(values(contradicted())))})))
    assert "行政复议" in remark(2024, found["行政复议（件）"])
    assert "7777" in remark(2024, found["新收申请（件）"])
    assert not any(head.startswith("行政许可") for head in found)


def test_beside_the_other_agencies_of_a_place_and_in_their_sum() -> None:
    own = member(holding_of(address(2024), AGENCY, contradicted()))
    other = replace(own, address="reports/other/2024/", figures=values(report(5)))
    page = place_year_page(path_of(AGENCY), 2024, [own, other])
    targets = [target for _, target in marks_on(page)]
    assert any("7777" in remark(2024, target) for target in targets)
    total = tree_of(f"<main>{to_html(page)}</main>").xpath("//tfoot//td")[0].text_content()
    assert "2/2，※1" in total, "a sum with a doubted figure in it says so"


def test_two_years_side_by_side() -> None:
    older, newer = replace(report(3), year=2023), contradicted()
    page = pair_page(
        AGENCY, older, newer, (address(2023), address(2024)), f"compare/agencies/{AGENCY.agency_id}/2023-2024/"
    )
    found = [target for head, target in marks_on(page) if head.startswith("一、本年新收")]
    assert found and all("7777" in remark(2024, target) for target in found)


def test_in_a_list_of_reports() -> None:
    listed = block_html(report_table("x", [holding_of(address(2024), AGENCY, contradicted())]), "agencies/x/")
    html = tree_of(listed)
    html.make_links_absolute("http://x/agencies/x/")
    (mark,) = html.xpath("//a[@class='nb-mark']")
    assert "7777" in remark(2024, mark.get("href"))


def test_a_total_that_is_blank_or_a_slash_is_marked_like_a_figure() -> None:
    """A row with figures but no total may be shifted: in every list the blank links to the finding."""
    for print_ in ("", "/"):
        whole = report(3, quiet=0)
        rows = tuple(
            replace(row, cells=(*row.cells[:-1], cell(print_))) if row.key == "1" else row
            for row in whole.requests.rows
        )
        item = replace(whole, agency_id=AGENCY.agency_id, requests=replace(whole.requests, rows=rows))
        item = replace(
            item, findings=(finding("row.total-missing", table="requests", row="1", column="total", label="一"),)
        )
        listed = holding_of(address(2024), AGENCY, item)
        through_years = agency_page(AGENCY, {2024: values(item)})
        for html in (block_html(report_table("x", [listed]), "agencies/x/"), to_html(through_years)):
            (mark,) = tree_of(f"<main>{html}</main>").xpath("//tr//a[@class='nb-mark']/@href")
            assert mark.endswith("/2024/#f1")


def test_in_the_slice_of_the_readers_own_choice() -> None:
    checked = contradicted()
    data = json.loads(figures_json(AGENCY, {2024: packed(values(checked)), 2023: packed(values(report(3)))}))
    assert set(data["doubts"]) == {"2024"}
    numbers = data["doubts"]["2024"]["reconsideration"]
    assert "行政复议" in message(by_severity(checked.findings)[numbers[0] - 1])
    at = data["keys"].index("reconsideration")
    assert data["years"]["2024"][at] == 0, "the value itself is as printed"


def test_the_store_gives_back_what_it_was_given() -> None:
    figures = values(contradicted())
    kept = unpacked(json.loads(json.dumps(packed(figures))))
    assert {key: (v.number, v.state, v.doubts) for key, v in kept.items()} == {
        key: (v.number, v.state, v.doubts) for key, v in figures.items()
    }


@pytest.mark.parametrize(
    ("place", "cell_of_it", "doubted"),
    [
        ({"table": "requests", "row": "3.1", "column": "total"}, ("requests", "3.1", "total"), True),
        ({"table": "requests", "row": "3.1", "column": "total"}, ("requests", "3.1", "commercial"), False),
        ({"table": "requests", "row": "3.1"}, ("requests", "3.1", "commercial"), True),
        ({"table": "requests", "column": "total"}, ("requests", "3.2", "total"), True),
        ({"table": "requests", "column": "total"}, ("requests", "3.2", "commercial"), False),
        ({"table": "review", "group": "direct_suit"}, ("review", "direct_suit", "total"), True),
        ({"table": "requests"}, ("requests", "3.2", "total"), False),
        ({"section": "overview"}, ("requests", "3.2", "total"), False),
    ],
)
def test_which_cells_a_finding_doubts(place: dict[str, str], cell_of_it: tuple[str, str, str], doubted: bool) -> None:
    said = finding("value.low-confidence", **place, reason="x", label="y")  # type: ignore[arg-type]
    assert bool(doubts([said]).of(*cell_of_it)) is doubted


def test_a_note_and_what_a_person_settled_are_no_doubt() -> None:
    note = finding("label.variant", table="requests", row="3.1", printed="x", label="y")
    reading = finding("value.low-confidence", table="requests", row="3.1", reason="x", label="y")
    alarm = finding("requests.row-total", table="requests", row="3.1")
    answered = replace(alarm, answer=Answer("false-alarm", "看过原件", "某人", "2026-02-01"))
    confirmed, read = (
        replace(f, answer=Answer("confirmed", "看过原件", "某人", "2026-02-01")) for f in (alarm, reading)
    )
    assert not doubts([note]).of("requests", "3.1", "total")
    assert not doubts([answered]).of("requests", "3.1", "total")
    assert doubts([confirmed]).of("requests", "3.1", "total"), "printed so, and still a contradiction"
    assert doubts([reading]).of("requests", "3.1", "total") and not doubts([read]).of("requests", "3.1", "total")
    for item in (answered, read):
        assert item.answer
        unsigned = replace(item, answer=replace(item.answer, who=""))
        assert doubts([unsigned]).of("requests", "3.1", "total"), "nobody answers for it"
