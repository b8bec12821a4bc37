"""Test ``nianbao review``: pending items are settled in a browser by keyboard.

They become the same files that people write by hand."""

from __future__ import annotations

import errno
import http.client
import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from archives import FIXTURES, make, project, run
from made_files import content, csv_file, dense, html, ods, odt, rtf, xls, xlsx
from made_up import agency, enrol, report
from playwright.sync_api import Browser, Page, expect
from test_axe import WIDTHS, violations_on
from test_hostile import ALL, NAME, TRICKS, register, text_of
from test_pdf_layer import layered

from build_scripts.archive.add import FilingState, accept, propose
from build_scripts.content.amend import answer, correct, remove_answers
from build_scripts.content.amendments import NO_AMENDMENTS, amendments_of
from build_scripts.content.registry import read_registry
from build_scripts.desk.items import READING, SCAN
from build_scripts.desk.server import Server
from build_scripts.desk.state import Desk, Sheet, Waiting
from build_scripts.desk.verdicts import save_verdict
from build_scripts.findings import by_severity, doubts, is_cleared, severity
from build_scripts.model import Answer, Correction, Finding, Refusal, Severity
from build_scripts.serialize import finding_from_json

WHO = "县政务公开办 李明"
INCOMING = 18
TURNED = "年报\u202efdp.exe"
KEY = ("haiyuan-haicheng", 2024)
BY_HAND = """\
# 二月核对的，请勿改动次序
[[answer]]   # 电话问过
sha256 = "{sha}"
code   = "requests.flow"
place  = 'requests/1/total'
verdict = "explained"
text = \"\"\"第一行
第二行\"\"\"
who = "王"
when = 2026-02-01 # 星期日
# 末尾的话
"""


# --------------------------------------------------------------------------- the files


def said(text: str = "已与原件核对", verdict: str = "confirmed") -> Answer:
    return Answer(verdict, text, WHO, "2026-02-03")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_people_wrote_by_hand_stays_as_it_is(tmp_path: Path, end: str) -> None:
    path = tmp_path / "content/answers" / KEY[0] / "2024.toml"
    path.parent.mkdir(parents=True)
    before = BY_HAND.format(sha="0" * 64).replace("\n", end).encode()
    path.write_bytes(b"\xef\xbb\xbf" + before)
    text = '他说"对"\n\\ <b>\x7f'
    answer(tmp_path, KEY, {("1" * 64, "value.low-confidence", "requests/1"): said(text)})
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf" + before) and data.count(b"\r\n") == (
        data.count(b"\n") if end != "\n" else 0
    )
    written = amendments_of(tmp_path, KEY).answers
    assert written is not None and written["1" * 64, "value.low-confidence", "requests/1"] == said(text)
    assert written["0" * 64, "requests.flow", "requests/1/total"].text == "第一行\n第二行"


def test_an_answer_that_was_given_before_is_changed_where_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "content/answers" / KEY[0] / "2024.toml"
    path.parent.mkdir(parents=True)
    path.write_text(BY_HAND.format(sha="0" * 64), encoding="utf-8")
    answer(tmp_path, KEY, {("0" * 64, "requests.flow", "requests/1/total"): said("误读", "false-alarm")})
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# 二月核对的") and "# 电话问过" in text and text.endswith("# 末尾的话\n")
    assert list((amendments_of(tmp_path, KEY).answers or {}).values()) == [said("误读", "false-alarm")]
    one = Correction("requests", "1", "total", "5", "50", "原件印的是 50", WHO, "2026-02-03")
    gone = Correction("requests", "1", "commercial", None, "", "原件是空的", WHO, "2026-02-03")
    correct(tmp_path, KEY, [one, gone])
    correct(tmp_path, KEY, [Correction("requests", "1", "total", "5", None, "没有这一格", WHO, "2026-02-04")])
    first, second = amendments_of(tmp_path, KEY).corrections
    assert (first.was, first.now, first.when) == ("5", None, "2026-02-04") and second == gone


def test_taking_an_answer_back_leaves_the_others(tmp_path: Path) -> None:
    path = answer(tmp_path, KEY, {("0" * 64, "requests.flow", "requests/1/total"): said(), ("1" * 64, "x", ""): said()})
    text = path.read_text(encoding="utf-8")
    path.write_text("# 头\n" + text + "# 尾\n", encoding="utf-8")
    assert remove_answers(tmp_path, KEY, [("0" * 64, "requests.flow", "requests/1/total")]) == path
    assert list(amendments_of(tmp_path, KEY).answers or {}) == [("1" * 64, "x", "")]
    left = path.read_text(encoding="utf-8")
    assert left.startswith("# 头\n") and left.endswith("# 尾\n")


@pytest.mark.parametrize("broken", [b"[[answer]\n", b"[[answer]]\ntext = '\xff'\n"])
def test_a_file_that_cannot_be_read_is_not_overwritten(tmp_path: Path, broken: bytes) -> None:
    path = tmp_path / "content/answers" / KEY[0] / "2024.toml"
    path.parent.mkdir(parents=True)
    path.write_bytes(broken)
    with pytest.raises(Refusal, match="amendment-broken"):
        answer(tmp_path, KEY, {("1" * 64, "value.low-confidence", "requests/1"): said()})
    assert path.read_bytes() == broken and [p.name for p in path.parent.iterdir()] == ["2024.toml"]


def test_a_confirmed_reading_is_no_doubt_and_a_confirmed_disagreement_is_one() -> None:
    def found(code: str, verdict: str) -> Finding:
        return Finding(code, table="requests", row="1", column="total", answer=said(verdict=verdict))

    assert is_cleared(found("value.low-confidence", "confirmed")) and is_cleared(found("requests.flow", "false-alarm"))
    kept = [found("requests.flow", "confirmed"), found("value.low-confidence", "explained")]
    assert doubts(kept).of("requests", "1", "total") == (1, 2)


# --------------------------------------------------------------------------- a January


@pytest.fixture
def desk(request: pytest.FixtureRequest) -> Iterator[Server]:
    server = Server(request.getfixturevalue(request.param))
    server.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def january(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return eighteen incoming files; those of known agencies, one of each kind, have no pending item.

    They are texts, web pages, Word, sheets, a PDF whose tables are split by its pages, a scan with a text layer."""
    folder = project(tmp_path_factory.mktemp("january"))
    reports = folder / "content/reports/2024"
    kinds = {"html": html, "xlsx": xlsx, "xls": xls, "csv": csv_file, "odt": odt, "ods": ods, "rtf": rtf}
    clean = range(INCOMING - 11)
    enrol(folder / "content/agencies.csv", clean)
    for number, (kind, made) in zip(clean, cycle(kinds.items()), strict=False):
        (reports / f"{agency(number).name}.{kind}").write_bytes(made(content(report(number, quiet=0.0))))
    for name in (
        "t08_text_interleaved.txt",
        "h08_html_nested_nbsp.html",
        "d02_docx_unmerged.docx",
        "o01_office_suite.pdf",
    ):
        shutil.copy(FIXTURES / name, reports)
    (reports / "报表.xlsx").write_bytes(xlsx(content(dense())))
    (reports / "双层.pdf").write_bytes(layered())
    assert sum(path.is_file() for path in reports.iterdir()) == INCOMING
    make(folder)
    return folder


def findings(folder: Path) -> dict[str, list[Finding]]:
    paths = sorted((folder / "site/reports").rglob("report.json"))
    return {
        p.parent.relative_to(folder / "site").as_posix(): [
            finding_from_json(f) for f in json.loads(p.read_text(encoding="utf-8"))["findings"]
        ]
        for p in paths
    }


def marks(folder: Path, address: str) -> list[str]:
    """Return the numbers of the findings marked beside figures."""
    html = (folder / "site" / address / "index.html").read_text(encoding="utf-8")
    return re.findall(r'class="nb-mark"[^>]* data-n="(\d+)"', html)


def to(page: Page, key: str, selector: str) -> None:
    """Press the key until the focus is there."""
    for _ in range(300):
        if page.locator(f"{selector}:focus").count():
            return
        page.keyboard.press(key)
    raise AssertionError(selector)


def settle_by_keyboard(page: Page, desk: Server) -> Counter[str]:
    """Press Enter and type words until nothing is pending; one figure is corrected, one finding is a false alarm.
    Return how often Enter was pressed on the page of each report."""
    page.goto(desk.url)
    entered: Counter[str] = Counter()
    named = corrected = alarmed = False
    for _ in range(300):
        if page.get_by_text("没有等待核对的内容了。运行").count():
            return entered
        # A browser sets the focus when it first renders the page.
        page.wait_for_function("document.activeElement !== document.body")
        if not named and page.locator("[name=who]:focus").count():
            page.keyboard.type(WHO)
            named = True
        elif not corrected and page.locator("input[name='cell:requests/1/natural_person']:focus").count():
            page.keyboard.type("7")
            corrected = True
        elif not alarmed and page.locator("h2", has_text="缺行或缺列").count() and page.locator("button:focus").count():
            to(page, "Shift+Tab", "[name=note]")
            page.keyboard.type("表在附件里")
            to(page, "Tab", "button[value=alarm]")
            alarmed = True
        entered[page.url.partition("/report/")[2].partition("?")[0].strip("/")] += bool(
            page.locator("form.item").count()
        )
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert not page.locator(".trouble").count(), page.locator(".trouble").inner_text()
    raise AssertionError(page.url)


@pytest.mark.parametrize("desk", ["january"], indirect=True)
def test_a_january_is_settled_by_keyboard_and_the_site_follows(desk: Server, january: Path, page: Page) -> None:
    before = findings(january)
    waiting = [f for found in before.values() for f in found if severity(f) is not Severity.NOTE]
    drafts = [address for address, found in before.items() if any(f.code == SCAN for f in found)]
    draft = next(address for address in drafts if marks(january, address))  # an address with its page, not a redirect
    assert len(waiting) > 60 and len(marks(january, draft)) > 40
    originals = {p: p.read_bytes() for p in (january / "content/reports").rglob("*") if p.is_file()}
    page.goto(f"{desk.url}report/{draft}/")
    picture = page.locator("form img")
    assert picture.evaluate("async e => { await e.decode(); return e.naturalWidth; }") > 100, (
        "the row as it was printed"
    )
    page.goto(f"{desk.url}agency/shilishigengqu/")
    picture = page.locator(".evidence img").first
    assert picture.evaluate("async e => { await e.decode(); return e.naturalWidth; }") > 100, "who it says it is"
    asked = {address: sheet for address in drafts if (sheet := desk.desk.sheet(f"{address}/"))}
    assert asked
    entered = settle_by_keyboard(page, desk)
    for address, sheet in asked.items():
        # The corrected figure no longer fits its row and its column.
        assert 0 < entered[address] <= len(sheet.waiting) + 2, "a row is one key"
        for table in sheet.report.tables:
            of_table = [item for item in sheet.waiting if item.keys[0][1].startswith(table.key)]
            rows = [item for item in of_table if item.keys[0][0] == READING]
            assert len(rows) == len(table.rows), "docs/staff counts the keys: 6, 25 and 3"
            assert len(of_table) < 60, "at a second a row, a clean table takes less than a minute"
    assert originals == {p: p.read_bytes() for p in originals}, "an original is never touched"
    whole = make(january)
    after = findings(january)
    for address, found in after.items():
        html = (january / "site" / address / "index.html").read_text(encoding="utf-8")
        for f in found:
            assert f.answer or severity(f) is Severity.NOTE, (address, f)
            if f.answer:
                leads_on = "这是现行版本" in html  # the address of the current version
                assert f.answer.who == WHO and (leads_on or f.answer.text in html)
        assert not {f.code for f in found if not is_cleared(f)} & {"value.low-confidence", SCAN}
    open_ = {str(n) for n, f in enumerate(by_severity(after[draft]), 1) if not is_cleared(f)}
    assert set(marks(january, draft)) <= open_, "what was confirmed has lost its mark"
    assert any(f.code == "value.corrected" and f.numbers[1] == "7" for found in after.values() for f in found)
    assert any(f.answer and f.answer.verdict == "false-alarm" for found in after.values() for f in found)
    fresh = project(january.parent / "fresh")
    shutil.rmtree(fresh / "content")
    shutil.copytree(january / "content", fresh / "content")
    assert make(fresh) == whole, "a build from nothing gives the same bytes"


def test_adding_a_scan_ends_with_the_command_that_confirms_it(tmp_path: Path) -> None:
    folder = project(tmp_path / "a")
    (tmp_path / "双层.pdf").write_bytes(layered())
    done = run(folder, "add", str(tmp_path / "双层.pdf"), "--yes")
    assert done.stdout.rstrip().endswith("nianbao review reports/shilishigengqu/2023/")


# --------------------------------------------------------------------------- who may ask


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the five holdings together with hostile ones."""
    folder = project(tmp_path_factory.mktemp("small"))
    register(folder / "content/agencies.csv")
    (folder / "content/reports/2024/坏.txt").write_text(text_of(2024, TRICKS[1]), encoding="utf-8")
    name = NAME.replace("示例县", "外来县")
    (folder / "content/reports/2024/外.txt").write_text(text_of(2024, TRICKS[2]).replace(NAME, name), encoding="utf-8")
    for name in ("坏<img src=x onerror=window.pwned=42>.pdf", f"{TURNED}.pdf"):
        (folder / "content/reports/2024" / name).write_bytes(b"%PDF-1.7\n broken")
    make(folder)
    return folder


def ask(desk: Server, path: str, body: str | None = None, **headers: str) -> tuple[int, http.client.HTTPResponse]:
    status, answered, _ = told(desk, path, body, **headers)
    return status, answered


def told(desk: Server, path: str, body: str | None = None, **headers: str) -> tuple[int, http.client.HTTPResponse, str]:
    host = urlsplit(desk.url).netloc
    connection = http.client.HTTPConnection("127.0.0.1", desk.server_port, timeout=30)
    sent = {"Host": host} | {name.replace("_", "-"): value for name, value in headers.items()}
    if body is not None:
        sent |= {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("GET" if body is None else "POST", path, body, sent)
    answered = connection.getresponse()
    return answered.status, answered, answered.read().decode()


def post(desk: Server, address: str, **form: str) -> tuple[int, str]:
    """Send what a form on the page of that report sends."""
    here = f"{urlsplit(desk.url).path}report/{address}"
    status, _, text = told(desk, here, urlencode(form), Origin=f"http://{urlsplit(desk.url).netloc}")
    return status, text


def opened(desk: Server, address: str) -> Sheet:
    sheet = desk.desk.sheet(address)
    assert sheet is not None
    return sheet


@pytest.mark.parametrize("desk", ["small"], indirect=True)
def test_only_who_has_the_address_is_answered(desk: Server, small: Path) -> None:
    own = f"http://{urlsplit(desk.url).netloc}"
    here = urlsplit(desk.url).path
    status, answered = ask(desk, here)
    assert status == 200 and "default-src 'none'" in answered.headers["Content-Security-Policy"]
    assert ask(desk, "/")[0] == ask(desk, "/x/")[0] == ask(desk, f"/{'x' * 32}/")[0] == 403
    assert ask(desk, here, Host="evil.invalid")[0] == ask(desk, here, Host=f"evil.invalid:{desk.server_port}")[0] == 403
    assert ask(desk, here, Origin="http://evil.invalid")[0] == 403
    assert ask(desk, f"{here}original/../../mkdocs.yml")[0] == ask(desk, f"{here}original/%2e%2e/mkdocs.yml")[0] == 404
    form = urlencode({"choice": "accept", "name": "改了", "who": WHO})
    before = (small / "content/agencies.csv").read_bytes()
    target = f"{here}agency/xiaopu/"
    for origin in (
        {},
        {"Origin": "null"},
        {"Origin": "http://evil.invalid"},
        {"Origin": own.replace("127.0.0.1", "localhost")},
    ):
        assert ask(desk, target, form, **origin)[0] == 403
    assert ask(desk, "/agency/xiaopu/", form, Origin=own)[0] == 403
    assert (small / "content/agencies.csv").read_bytes() == before
    assert ask(desk, target, form.replace(urlencode({"who": WHO}), ""), Origin=own)[0] == 422
    assert (small / "content/agencies.csv").read_bytes() == before


@pytest.mark.parametrize("desk", ["small"], indirect=True)
def test_an_answer_about_figures_that_are_corrected_later_is_taken_back(desk: Server, small: Path) -> None:
    address = "reports/pwned-a/2024/"
    desk.desk.who = WHO

    def settle_it(code: str, choice: str, typed: dict[str, str]) -> Sheet:
        sheet = desk.desk.sheet(address)
        assert sheet is not None
        item = next(item for item in sheet.items if item.keys[0][0] == code)
        save_verdict(desk.desk, sheet, item, choice, typed, "", WHO)
        after = desk.desk.sheet(address)
        assert after is not None
        return after

    sheet = desk.desk.sheet(address)
    assert sheet is not None
    was = sheet.report.requests.row("1").cells[-1].raw
    correct(small, sheet.key, [Correction("requests", "1", "total", was, "776", "印的是 776", WHO, "2026-02-03")])
    sheet = settle_it("requests.row-total", "printed", {})
    [total] = [f for f in sheet.report.findings if f.code == "requests.row-total" and f.answer]
    cell = next(c for item in sheet.items if item.findings[0] == total for c in item.cells if c.name == "总计")
    sheet = settle_it("requests.row-total", "printed", {cell.at: "777"})
    [again] = [f for f in sheet.report.findings if (f.code, f.location) == (total.code, total.location)]
    assert not again.answer and again.numbers[0] == "777" != total.numbers[0]
    for kind in ("answers", "corrections"):
        (small / "content" / kind / "pwned-a/2024.toml").unlink()
    desk.desk.touched.clear()


EFFECTS = """() => {
  const wrong = window.pwned === undefined ? [] : ["ran"];
  for (const e of document.querySelectorAll("*")) {
    if (/^(script|iframe|object|embed|base|style|audio|video|math|svg|marquee|template)$/.test(e.localName)) wrong.push(e.outerHTML);
    for (const { name, value } of e.attributes) {
      if (name.startsWith("on") || name === "style") wrong.push(e.outerHTML);
      if (/^(href|src|action)$/.test(name) && !new URL(value, location.href).href.startsWith(location.origin + "/")) wrong.push(e.outerHTML);
    }
  }
  return wrong;
}"""


@pytest.mark.parametrize("desk", ["small"], indirect=True)
def test_hostile_reports_and_notes_have_no_effect(desk: Server, small: Path, page: Page) -> None:
    """The fixture ``page`` fails the test on a script error and on any violation of the Content-Security-Policy."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(desk.url)
    named = page.locator("main").inner_text()
    assert "坏<img src=x onerror=window.pwned=42>.pdf" in named, "what was not taken in is named"
    assert TURNED not in named and TURNED.replace("\u202e", "\\u202e") in named, "no sign turns words around"
    links = [link.get_attribute("href") or "" for link in page.locator("main a").all()]
    assert any("pwned-a" in link for link in links) and any("/agency/" in link for link in links)
    seen = 0
    for link in links:
        page.goto(f"{desk.url}{link.removeprefix(urlsplit(desk.url).path)}")
        assert page.evaluate(EFFECTS) == [], link
        for item in [a.get_attribute("href") or "" for a in page.locator("section a[href^='?item=']").all()]:
            page.goto(page.url.partition("?")[0] + item)
            assert page.evaluate(EFFECTS) == [], item
            seen += 1
    assert (seen > 5 and NAME in page.content().replace("&lt;", "<")) or seen
    page.goto(f"{desk.url}report/reports/pwned-a/2024/")
    page.locator("[name=who]").fill(TRICKS[1])
    page.locator("[name=note]").fill(ALL[:400])
    page.locator("button[value=alarm]").click()
    page.get_by_text("已经核对的").click()
    assert TRICKS[1] in page.locator("details").inner_text()
    assert page.evaluate(EFFECTS) == []
    assert all(url.startswith(desk.url) for url in asked), asked


@pytest.mark.parametrize("desk", ["small"], indirect=True)
def test_the_desk_is_for_everybody(desk: Server, browser: Browser) -> None:
    """Check with axe on a phone and on a desktop; keyboard users must see the focus."""
    wrong, known = [], set[str]()
    context = browser.new_context()
    page = context.new_page()
    page.goto(desk.url)
    links = [a.get_attribute("href") or "" for a in page.locator("main a").all()]
    kinds = [next(link for link in links if kind in link) for kind in ("/report/", "/agency/")]
    for path in (urlsplit(desk.url).path, *kinds, f"{kinds[0]}?item=none", "none"):
        page.goto(urljoin(desk.url, path))
        page.keyboard.press("Tab")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (width, path)
            ring = page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)")
            assert ring >= 2, (width, path)
        wrong += [(path, found) for found in violations_on(page, known)]
    context.close()
    assert not wrong


@pytest.mark.parametrize("desk", ["small"], indirect=True)
def test_who_comes_second_in_another_window_is_told(desk: Server, small: Path) -> None:
    address, answers = "reports/pwned-a/2024/", small / "content/answers/pwned-a/2024.toml"
    item = opened(desk, address).waiting[0]
    form = {"item": item.id, "choice": "printed", "who": WHO}
    assert post(desk, address, **form)[0] == 303
    written = answers.read_bytes()
    assert post(desk, address, **(form | {"choice": "alarm", "note": "另一个窗口", "who": "王"}))[0] == 303
    assert answers.read_bytes() == written
    assert "没有保存：这一处已经核对过" in told(desk, f"{urlsplit(desk.url).path}report/{address}")[2]
    again = next(i for i in opened(desk, address).items if i.keys == item.keys)
    assert again.id != item.id and not again.waits
    assert post(desk, address, item=again.id, choice="alarm", note="想了想", who="王")[0] == 303, "who has seen it may"
    assert "想了想" in answers.read_text(encoding="utf-8")
    answers.unlink()


@pytest.mark.parametrize("desk", ["small"], indirect=True)
def test_an_original_that_is_another_one_now_is_not_settled(desk: Server, small: Path) -> None:
    address, answers = "reports/pwned-a/2024/", small / "content/answers/pwned-a/2024.toml"
    sheet = opened(desk, address)
    before = sheet.path.read_bytes()
    here = urlsplit(desk.url).path
    for change in (lambda: sheet.path.write_bytes(before + b" "), sheet.path.unlink):
        change()
        for path in ("report", "original"):
            status, _, text = told(desk, f"{here}{path}/{address}")
            assert status == 500 and sheet.path.name in text and "nianbao build" in text
        assert post(desk, address, item=sheet.waiting[0].id, choice="printed", who=WHO)[0] == 500
        assert told(desk, here)[0] == 200, "the list and the other reports stay"
    assert not answers.exists()
    sheet.path.write_bytes(before)


@pytest.mark.parametrize(
    ("number", "said"), [(errno.ENOSPC, "磁盘"), (errno.EACCES, "2024.toml"), (errno.EROFS, "2024.toml")]
)
@pytest.mark.parametrize("desk", ["small"], indirect=True)
def test_what_the_disk_refuses_is_said_and_what_was_typed_stays(
    desk: Server, small: Path, monkeypatch: pytest.MonkeyPatch, number: int, said: str
) -> None:
    def refuse(path: Path, data: bytes) -> None:
        raise OSError(number, "", str(path))

    monkeypatch.setattr("build_scripts.content.durable.write", refuse)
    address = "reports/pwned-a/2024/"
    item = next(item for item in opened(desk, address).waiting if item.cells)
    typed = {f"cell:{item.cells[0].at}": "4711", "note": "原件第 3 页"}
    status, text = post(desk, address, item=item.id, choice="misread", who=WHO, **typed)
    assert status == 422 and said in text and 'role="alert"' in text
    assert 'value="4711"' in text and 'value="原件第 3 页"' in text
    assert not list((small / "content").rglob("pwned-a/2024.toml"))


@pytest.mark.parametrize("desk", ["small"], indirect=True)
def test_a_thousand_reports_wait_page_by_page(desk: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    many = [Waiting(f"reports/x-{n}/2024/", agency(n), 2024, True, 1, 0) for n in range(1000)]
    monkeypatch.setattr(Desk, "waiting", lambda _: many)
    here, listed, asked = urlsplit(desk.url).path, [], [""]
    for query in asked:
        text = told(desk, here + query)[2]
        listed += re.findall(r"report/(reports/x-\d+/2024/)", text)
        asked += re.findall(r'href="[^"]*(\?from=\d+)">后', text)
    assert listed == [w.address for w in many] and len(asked) == 5


@pytest.mark.parametrize("desk", ["small"], indirect=True)
def test_what_was_settled_is_settled_again_only_when_a_file_changes(
    desk: Server, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "reports/pwned-a/2024/"
    sheet = opened(desk, address)
    save_verdict(desk.desk, sheet, sheet.waiting[0], "printed", {}, "", WHO)
    first = desk.desk.waiting()
    with monkeypatch.context() as patch:
        patch.setattr(Desk, "_sheets", None)
        assert desk.desk.waiting() == first
    (small / "content/answers/pwned-a/2024.toml").unlink()
    assert desk.desk.waiting() != first
    desk.desk.touched.clear()


# --------------------------------------------------------------------------- agencies


@pytest.fixture
def newcomer(tmp_path: Path) -> Path:
    """Return an unregistered agency, filed by ``add``."""
    folder = project(tmp_path / "a")
    shutil.copy(FIXTURES / "t08_text_interleaved.txt", tmp_path / "己乡.txt")
    shelf = FilingState.of(folder, read_registry(folder / "content/agencies.csv"))
    [proposal] = propose(shelf, [tmp_path / "己乡.txt"])
    accept(shelf, proposal)
    make(folder)
    return folder


def row(folder: Path, agency_id: str) -> dict[str, object]:
    found = read_registry(folder / "content/agencies.csv").get(agency_id)
    return {name: getattr(found, name) for name in ("name", "county", "basis", "aliases")} if found else {}


@pytest.mark.parametrize("desk", ["newcomer"], indirect=True)
def test_a_new_agency_is_looked_at_and_changed(desk: Server, newcomer: Path, page: Page) -> None:
    page.goto(f"{desk.url}agency/shilixianji/")
    expect(page.locator(".evidence")).to_contain_text("示例县己乡人民政府")
    page.locator("[name=division_code]").fill("640522")
    page.locator("[name=who]").first.fill(WHO)
    page.keyboard.press("Enter")
    expect(page.locator(".saved")).to_contain_text("示例县己乡人民政府")
    assert row(newcomer, "shilixianji") == {
        "name": "示例县己乡人民政府",
        "county": "海原县",
        "basis": "",
        "aliases": (),
    }
    assert page.locator("a[href*='agency/shilixianji']").count() == 0
    make(newcomer)
    assert "shilixianji" in (newcomer / "site/places/640522/index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("how", ["alias", "renamed"])
@pytest.mark.parametrize("desk", ["newcomer"], indirect=True)
def test_who_is_registered_already_takes_over_reports_and_addresses(
    desk: Server, newcomer: Path, page: Page, how: str
) -> None:
    answer(newcomer, ("shilixianji", 2024), {("0" * 64, "requests.flow", "requests/1/total"): said()})
    page.goto(f"{desk.url}agency/shilixianji/")
    page.locator("[name=other]").fill("pingan-gucheng")
    page.locator("[name=day]").fill("2023-05-01")
    page.locator("[name=who]").last.fill(WHO)
    page.locator(f"button[value={how}]").click()
    expect(page.locator(".saved")).to_be_visible()
    make(newcomer)
    assert row(newcomer, "shilixianji") == {}
    now = row(newcomer, "pingan-gucheng")
    assert "示例县己乡人民政府" in (now["name"] if how == "renamed" else now["aliases"])  # type: ignore[operator]
    moved = (newcomer / "site/reports/shilixianji/2024/index.html").read_text(encoding="utf-8")
    assert re.search(r'http-equiv="refresh"', moved) and "pingan-gucheng/2024/" in moved
    assert "pingan-gucheng" in (newcomer / "site/agencies/shilixianji/index.html").read_text(encoding="utf-8")
    assert amendments_of(newcomer, ("shilixianji", 2024)) == NO_AMENDMENTS
    assert amendments_of(newcomer, ("pingan-gucheng", 2024)).answers


@pytest.mark.parametrize("desk", ["newcomer"], indirect=True)
def test_a_merger_keeps_both(desk: Server, newcomer: Path, page: Page) -> None:
    page.goto(f"{desk.url}agency/shilixianji/")
    page.locator("[name=other]").fill("pingan-gucheng")
    page.locator("[name=day]").fill("五月")
    page.locator("[name=who]").last.fill(WHO)
    page.locator("button[value=merged]").click()
    expect(page.locator(".trouble")).to_contain_text("五月")
    page.locator("[name=day]").fill("2024-05-01")
    page.locator("button[value=merged]").click()
    expect(page.locator(".saved")).to_be_visible()
    make(newcomer)
    assert "示例县己乡人民政府" in (newcomer / "site/agencies/pingan-gucheng/index.html").read_text(encoding="utf-8")
    assert row(newcomer, "pingan-gucheng") and row(newcomer, "shilixianji")["basis"] == ""
