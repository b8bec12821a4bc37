"""Test the history of agencies (renamed, moved, merged, split), and ten years of an archive, command by command."""

from __future__ import annotations

import json
import random
import shutil
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from archives import digests, fresh_clone
from test_permanence import HEADER, JIA, YI, addresses, built, make, office, page, put, text_of

from build_scripts import cli
from build_scripts.content.history import as_of, changes, created_by, recorded_on_both_sides
from build_scripts.content.ledger import is_file_address, read_ledger
from build_scripts.content.registry import read_registry
from build_scripts.exports import parquet
from build_scripts.model import Agency, Refusal
from build_scripts.site.guard import permanent_addresses
from build_scripts.site.verify import verify

OTHER = YI.replace("示例省,示例市,示例乙县,990122100", "另例省,另例市,示例乙县,980122100")


def register(folder: Path, *rows: str) -> None:
    (folder / "content/agencies.csv").write_text("\n".join((HEADER, *rows)) + "\n", encoding="utf-8")


def anew(folder: Path, other: Path) -> dict[str, str]:
    """Return the site of a new computer that has only ``content/``."""
    make(fresh_clone(folder, other))
    return digests(other / "site")


def test_each_year_has_the_name_and_the_place_of_that_year() -> None:
    written = "2020-05-01 原名 示例甲县城关乡人民政府。\n2022/3/1 原属 示例省示例市示例甲县 990121"
    now = Agency("x", "示例乙县城关镇人民政府", (), "示例省", "示例市", "示例乙县", "990122100", history=written)
    assert [c.kind for c in changes(written)] == ["原名", "原属"]
    assert (as_of(now, 2019).name, as_of(now, 2019).county) == ("示例甲县城关乡人民政府", "示例甲县")
    assert (as_of(now, 2021).name, as_of(now, 2021).county) == (now.name, "示例甲县")
    assert as_of(now, 2022) == now


@pytest.mark.parametrize("words", ["改名了", "2020-13-01 原名 某乡", "2020-05-01 合并 某乡", "2020-05-01 由 某乡"])
def test_a_history_that_cannot_be_read_is_named(tmp_path: Path, words: str) -> None:
    folder = office(tmp_path, f"{JIA},{words}")
    with pytest.raises(Refusal, match="registry-history"):
        read_registry(folder / "content/agencies.csv")


def test_a_merger_is_told_on_both_sides_and_a_moved_town_counts_where_it_lay(tmp_path: Path) -> None:
    folder = office(tmp_path / "a", JIA, YI)
    for year in (2020, 2021, 2022):
        put(folder, f"{year}/甲.txt", text_of("示例甲县城关镇人民政府", year))
        put(folder, f"{year}/乙.txt", text_of("示例乙县城关镇人民政府", year, "\n"))
    first = make(folder)
    register(
        folder,
        f"{JIA},2022-03-01 由 示例乙县城关镇人民政府 合并；2021-02-01 原名 示例甲县老城镇人民政府",
        YI.replace("示例乙县,990122100", "示例甲县,990121101") + ",2021-06-01 原属 示例省示例市示例乙县 990122",
    )
    assert make(folder) == first
    assert "由 " in page(folder, "agencies/jia-chengguan") and "合并而来" in page(folder, "agencies/jia-chengguan")
    assert 'href="../jia-chengguan/"' in page(folder, "agencies/yi-chengguan"), "撤销，并入 … with a link"
    assert "现名" in page(folder, "reports/jia-chengguan/2020") and "原名" in page(folder, "reports/jia-chengguan/2021")
    assert "yi-chengguan/2020" in page(folder, "compare/places/990122/2020")
    assert not (folder / "site/compare/places/990122/2021/index.html").is_file() or 'http-equiv="refresh"' in page(
        folder, "compare/places/990122/2021"
    )
    assert "yi-chengguan/2021" in page(folder, "compare/places/990121/2021")
    assert "yi-chengguan/2020" in page(folder, "places/990122"), "the year stays in the grid of the county it lay in"
    (folder / "content/reports/2023").mkdir()
    put(folder, "2023/甲.txt", text_of("示例甲县城关镇人民政府", 2023))
    make(folder)
    grid = page(folder, "places/990121")
    for whose, words in (("jia-chengguan", "已并入其他机关"), ("yi-chengguan", "这一年属其他地区")):  # 2023 and 2020
        assert f'<a href="../../agencies/{whose}/">{words}</a>' in grid
    assert "未收录" not in grid.split("<tbody>")[1].split("</table>")[0]
    rows = page(folder, "places/990121/review").split("<tr>")
    own = [row for row in rows if 'row"><a href="../../../agencies/yi-chengguan/' in row]
    assert own and all("这一年属其他地区" in row and "未收录" not in row.split("</tr>")[0] for row in own)
    assert anew(folder, tmp_path / "b") == digests(folder / "site")


def test_a_year_before_an_agency_was_created_is_not_missed(tmp_path: Path) -> None:
    """A merger of two and a split create an agency; an agency that others were merged into existed before."""
    bing, ding, wu = (
        JIA.replace("jia-", f"{key}-")
        .replace("示例甲县城关镇", f"示例甲县{name}镇")
        .replace("990121100", f"99012110{n}")
        for n, (key, name) in enumerate((("bing", "丙"), ("ding", "丁"), ("wu", "戊")), 1)
    )
    folder = office(
        tmp_path,
        f"{JIA},2021-03-01 由 bing-chengguan、ding-chengguan 合并",
        f"{YI},2021-03-01 由 wu-chengguan 分设",
        f"{bing},", f"{ding},2021-03-01 并入 jia-chengguan",
        f"{wu},2021-05-01 由 yi-chengguan 合并",
    )  # fmt: skip
    known = {a.agency_id: a for a in read_registry(folder / "content/agencies.csv").agencies}
    created = {a: made.day for a, known_agency in known.items() if (made := created_by(known_agency))}
    assert created == {"jia-chengguan": "2021-03-01", "yi-chengguan": "2021-03-01"}
    assert "接收" not in known["jia-chengguan"].history, "it says itself what it was made of"
    absorbed = recorded_on_both_sides(
        (
            Agency("c", "丙镇"),
            Agency("a", "甲乡", history="2016-03-01 并入 c"),
            Agency("b", "乙乡", history="2016-03-01 并入 c"),
        )
    )
    assert absorbed[0].history == "2016-03-01 接收 a、b" and created_by(absorbed[0]) is None
    assert created_by(replace(known["jia-chengguan"], history="2016-01-01 原名 某乡；2021-03-01 由 a、b 合并")) is None
    for year in (2020, 2022):
        put(folder, f"{year}/丙.txt", text_of("示例甲县丙镇人民政府", year))
        put(folder, f"{year}/乙.txt", text_of("示例乙县城关镇人民政府", 2022, "\n" * year)) if year == 2022 else None
    put(folder, "2022/甲.txt", text_of("示例甲县城关镇人民政府", 2022))
    put(folder, "2023/甲.txt", text_of("示例甲县城关镇人民政府", 2023))
    make(folder)
    grid = page(folder, "quality/coverage")
    assert '<a href="../../agencies/jia-chengguan/">尚未合并设立</a>' in grid and "尚未分设</a>" in grid
    chosen = json.loads((folder / "site/compare/agencies/jia-chengguan/figures.json").read_text(encoding="utf-8"))
    assert chosen["created"] == [2021, "尚未合并设立"]
    assert "尚未合并设立" in page(folder, "places/990121/review")


def test_whatever_is_added_edited_or_reordered_every_report_keeps_its_first_address(tmp_path: Path) -> None:
    """Run random sequences of adding, editing a cell, re-ordering and building from scratch."""
    names = (
        "示例甲县城关镇人民政府",
        "示例乙县城关镇人民政府",
        "城关镇人民政府",
        "示例丙县城关镇",
        "示例丙县河湾乡人民政府",
    )
    for seed in range(3):
        dice = random.Random(seed)
        folder = office(tmp_path / f"{seed}", *dice.sample([JIA, YI], dice.randint(0, 2)))
        given: dict[str, str] = {}
        for step in range(5):
            kind = dice.choice(("add", "add", "edit", "order", "nothing")) if step else "add"
            path = folder / "content/agencies.csv"
            header, *rows = path.read_text(encoding="utf-8").splitlines()
            if kind == "add":
                for name in dice.sample(names, 2):
                    year = dice.randint(2020, 2024)
                    put(folder, f"{year}/{name}{step}.txt", text_of(name, year, "\n" * step))
            elif kind == "edit" and rows:
                at = dice.randrange(len(rows))
                cells = (rows[at] + "," * 10).split(",")[:11]
                cells[dice.choice((1, 2))] = dice.choice(names)
                rows[at] = ",".join(cells)
                path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
            elif kind == "order":
                dice.shuffle(rows)
                path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
            else:
                shutil.rmtree(folder / "build", ignore_errors=True)
            make(folder)
            now = {e.sha256: e.address for e in read_ledger(folder).entries.values()}
            assert given.items() <= now.items()
            assert all((folder / "site" / address / "index.html").is_file() for address in now.values())
            given = now


def test_whatever_cell_of_the_register_is_edited_no_address_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Edit every cell of a row in turn: the build keeps all that was published, or stops and leaves the site unchanged."""
    folder = built(tmp_path, JIA, YI, 甲="示例甲县城关镇人民政府", 乙="示例乙县城关镇人民政府")
    monkeypatch.chdir(folder)
    edits = {
        "agency_id": ("", "xin", "yi-chengguan"), "name": ("", "示例乙县城关镇人民政府"), "aliases": ("城关镇",),
        "province": ("另例省",), "city": ("",), "county": ("示例乙县",), "division_code": ("", "640522100", "99012"),
        "level": ("县", "乡级"), "kind": ("部门",), "basis": ("推断",),
        "history": ("2024-05-01 撤销", "2024-01-01 原属 示例省示例市示例乙县 990122", "改名"),
    }  # fmt: skip
    assert edits.keys() == set(HEADER.split(","))
    names = HEADER.split(",")
    seen: set[str] = set()
    now = digests(folder / "site")
    for column, values in edits.items():
        for value in values:
            kept = now
            seen |= {a for a in kept if a.endswith((".html", ".csv", ".jsonl")) and not a.startswith("search/")}
            row = dict(zip(names, JIA.split(","), strict=False)) | {column: value}
            register(folder, ",".join(row.get(name, "") for name in names), YI)
            status = cli.main(["build", "--quiet", "--jobs", "1"])
            now = digests(folder / "site")
            assert status == 0 or (status in (2, 4) and now == kept), (
                column,
                value,
                capsys.readouterr().err,
            )
            assert seen <= now.keys(), (column, value, sorted(seen - now.keys()))


# --------------------------------------------------------------------------- ten years


TOWNS = ("东城", "西城", "南城", "北城", "上河", "下河")


def _published(folder: Path) -> set[str]:
    return {a for a in permanent_addresses(folder / "site") if not is_file_address(a)}


def test_ten_years_of_an_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seven agencies of two counties: towns are renamed, merged and moved, with corrections, a withdrawal, a lost folder,
    a new computer. At the end every address ever published answers, and a fresh build gives the same bytes."""
    folder, inbox = office(tmp_path / "a"), tmp_path / "收件"
    monkeypatch.chdir(folder)
    seen: set[str] = set()
    names = [f"示例甲县{town}镇人民政府" for town in TOWNS]
    other = "示例乙县东城镇人民政府"

    def play(*arguments: str, code: int = 0) -> None:
        assert cli.main(list(arguments)) == code
        if arguments[0] in ("build", "withdraw"):
            seen.update(_published(folder))

    def hand_in(year: int, *who: str, more: str = "") -> None:
        shutil.rmtree(inbox, ignore_errors=True)
        inbox.mkdir()
        for n, name in enumerate(who):
            (inbox / f"{n}.txt").write_text(text_of(name, year, more), encoding="utf-8")
        play("add", "--yes", str(inbox))

    hand_in(2014, *names[:3], other)
    play("build", "--quiet", "--jobs", "1")
    first = addresses(folder)
    assert len(first) == 4
    hand_in(2015, *names[:3], other)
    path = folder / "content/agencies.csv"

    def write(whose: str, /, **cells: str) -> None:
        """Edit a row as in Excel, with the rows in a different order each time."""
        table = [line.split(",") for line in path.read_text(encoding="utf-8-sig").splitlines()]
        if "history" not in table[0]:
            table[0].append("history")
        for row in table[1:]:
            row += [""] * (len(table[0]) - len(row))
            if row[1] == whose:
                for column, value in cells.items():
                    row[table[0].index(column)] = value
        path.write_text("\n".join(",".join(r) for r in (table[0], *reversed(table[1:]))) + "\n", encoding="utf-8")

    write(names[0], name="示例甲县老城镇人民政府", history=f"2017-05-01 原名 {names[0]}")
    play("build", "--quiet", "--jobs", "1")
    hand_in(2017, "示例甲县老城镇人民政府", names[1], names[2])
    write(names[1], history=f"2018-03-01 由 {names[2]} 合并")
    play("build", "--quiet", "--jobs", "1")
    assert "合并而来" in page(folder, "agencies/shilijiaxianxicheng")
    hand_in(2018, names[1], more="\n第一次公布。\n")
    play("build", "--quiet", "--jobs", "1")
    hand_in(2018, names[1], more="\n更正后公布。\n")
    play("build", "--quiet", "--jobs", "1")
    write(other, province="示例省", city="示例市", county="示例甲县", division_code="990121115",
          history="2019-06-01 原属 示例省示例市示例乙县 990122")  # fmt: skip
    hand_in(2019, other, names[3])
    play("build", "--quiet", "--jobs", "1")
    gone = next(a for a in sorted(addresses(folder)) if "/2015/" in a)
    play("withdraw", gone, "--why", "隐私投诉", "--who", "县政务公开办")
    (folder / "content/reports").rename(folder / "content/reports-old")
    play("build", "--quiet", "--jobs", "1", code=4)
    (folder / "content/reports-old").rename(folder / "content/reports")
    hand_in(2020, names[4], "东城镇人民政府")
    play("build", "--quiet", "--jobs", "1")
    play("undo")
    hand_in(2021, names[4])
    play("build", "--quiet", "--jobs", "1")
    assert not any("/2021/" in a for a in addresses(folder)), "what was taken back stays so"
    play("build", "--quiet", "--jobs", "1", "--publish")
    new = fresh_clone(folder, tmp_path / "b")  # a new computer that has content/ and the published site
    shutil.copytree(folder / "site", new / "site")
    monkeypatch.chdir(new)
    shutil.rmtree(inbox)
    inbox.mkdir()
    for year in (2022, 2023):
        (inbox / f"{year}.txt").write_text(text_of(names[5], year), encoding="utf-8")
    assert cli.main(["add", "--yes", str(inbox)]) == 0
    assert cli.main(["build", "--quiet", "--jobs", "1"]) == 0
    seen.update(_published(new))
    assert first - {gone} <= addresses(new)
    missing = {address for address in seen if not (new / "site" / address / "index.html").is_file()}
    assert not missing
    assert verify(new, new / "site") == []
    assert anew(new, tmp_path / "c") == digests(new / "site")


def _answering(folder: Path) -> set[str]:
    """Return the permanent addresses of pages and files."""
    return set(permanent_addresses(folder / "site"))


def test_every_file_of_a_place_and_an_agency_of_which_nothing_is_left_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files: data of a city, its list of agencies, its news. A program that fetches them every night finds that there
    is no data."""
    ding = JIA.replace("jia-", "ding-").replace("甲县", "丁县")
    folder = office(tmp_path / "a", JIA, OTHER, ding)
    put(folder, "2024/丁.txt", text_of("示例丁县城关镇人民政府"))
    put(folder, "2024/甲.txt", text_of("示例甲县城关镇人民政府"))
    put(folder, "2024/乙.txt", text_of("示例乙县城关镇人民政府"))
    make(folder)
    seen = _answering(folder)
    monkeypatch.chdir(folder)
    assert cli.main(["withdraw", "reports/ding-chengguan/2024/", "--why", "隐私", "--who", "办公室"]) == 0
    seen = {a for a in seen if not a.startswith("reports/ding-chengguan/2024/") or a.endswith("/2024/")}
    register(folder, JIA, YI, ding)  # 乙 now lies in another city of another province
    assert cli.main(["build", "--quiet", "--jobs", "1"]) == 0
    assert not seen - _answering(folder)
    site = folder / "site"
    assert json.loads((site / "data/2024/ask-980100.json").read_text(encoding="utf-8"))["reports"] == []
    assert json.loads((site / "compare/choose/980100.json").read_text(encoding="utf-8"))["agencies"] == []
    assert (
        json.loads((site / "compare/agencies/ding-chengguan/figures.json").read_text(encoding="utf-8"))["years"] == {}
    )
    feed = ElementTree.fromstring((site / "places/980100/updates/atom.xml").read_bytes())
    (entry,) = feed.iter("{http://www.w3.org/2005/Atom}entry")
    (link,) = entry.iter("{http://www.w3.org/2005/Atom}link")
    leads = site / "places/980100/updates" / link.attrib["href"]
    assert (leads / "index.html").is_file() and 'http-equiv="refresh"' not in (leads / "index.html").read_text("utf-8")
    assert cli.main(["verify"]) == 0
    assert anew(folder, tmp_path / "b") == digests(site)
    register(folder, JIA, OTHER, ding)  # and back: new content appears at an address that was empty
    assert cli.main(["build", "--quiet", "--jobs", "1"]) == 0
    assert not seen - _answering(folder)
    assert len(json.loads((site / "data/2024/ask-980100.json").read_text(encoding="utf-8"))["reports"]) == 1
    assert len(json.loads((site / "compare/choose/980100.json").read_text(encoding="utf-8"))["agencies"]) == 1
    assert (site / "places/980100/updates/atom.xml").read_bytes().count(b"<entry>") == 1
    assert b"closed" not in (site / "places/980100/updates/atom.xml").read_bytes()
    assert anew(folder, tmp_path / "c") == digests(site)


def test_a_row_of_redirects_that_somebody_takes_away_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = office(tmp_path, JIA, OTHER)
    put(folder, "2024/甲.txt", text_of("示例甲县城关镇人民政府"))
    put(folder, "2024/乙.txt", text_of("示例乙县城关镇人民政府"))
    make(folder)
    register(folder, JIA, YI)
    make(folder)
    path = folder / "content/ledger/redirects.csv"
    before, seen = path.read_bytes(), _answering(folder)
    assert b"data/2024/ask-980100.json" in before and b"places/980122/updates/" in before
    path.write_bytes(before.split(b"\n")[0] + b"\n")
    make(folder)
    assert {line.split(b",")[0] for line in before.split(b"\n")} == {
        line.split(b",")[0] for line in path.read_bytes().split(b"\n")
    }
    assert _answering(folder) == seen


def test_a_file_that_this_computer_cannot_make_stops_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = built(tmp_path, JIA, 甲="示例甲县城关镇人民政府")
    assert (folder / "site/data/2024/cells.parquet").is_file()
    before = digests(folder / "site")
    monkeypatch.setattr(parquet, "is_here", lambda: False)
    shutil.rmtree(folder / "build")
    monkeypatch.chdir(folder)
    assert cli.main(["build", "--quiet", "--jobs", "1"]) == 4
    assert "nianbao[parquet]" in capsys.readouterr().err and digests(folder / "site") == before
    assert cli.main(["build", "--quiet", "--jobs", "1", "--allow-removal"]) == 0
    assert not (folder / "site/data/2024/cells.parquet").exists()


def test_what_is_taken_back_stays_so_on_another_computer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The new computer has ``content/`` and the published site, but no ``build/``."""
    folder = office(tmp_path / "a", JIA, YI)
    put(folder, "2024/甲.txt", text_of("示例甲县城关镇人民政府"))
    put(folder, "2023/甲.txt", text_of("示例甲县城关镇人民政府", 2023))
    first = make(folder)
    before = digests(folder / "site")
    put(folder, "2024/乙.txt", text_of("示例乙县城关镇人民政府"))
    second = make(folder)
    monkeypatch.chdir(folder)
    assert cli.main(["undo"]) == 0
    new = fresh_clone(folder, tmp_path / "b")
    shutil.copytree(folder / "site", new / "site")
    monkeypatch.chdir(new)
    capsys.readouterr()
    for _ in range(2):
        assert cli.main(["build", "--quiet", "--jobs", "1"]) == 0
        said = capsys.readouterr().err
        assert "已由 nianbao undo 退回上一版" in said and "--publish" in said
        assert "将要公布的报告有 2 份" in said and "reports/yi-chengguan/2024/" in said
        assert "reports/jia-chengguan/2024/" in said, "it is like the new one, and says so"
        assert "不是退回后的那一版" not in said and "taken-back" not in said.replace(
            "（记在 content/taken-back.txt）", ""
        )
        assert digests(new / "site") == before and addresses(new) == first
    assert cli.main(["undo"]) == 2 and "--publish" in capsys.readouterr().err
    shutil.rmtree(new / "site")  # and a computer that has only content/
    assert cli.main(["build", "--quiet", "--jobs", "1"]) == 0
    assert not (new / "site").exists() and "3 份" in capsys.readouterr().err
    assert cli.main(["build", "--quiet", "--jobs", "1", "--publish"]) == 0
    assert addresses(new) == second and not (new / "content/taken-back.txt").exists()
    capsys.readouterr()
    shutil.copytree(new / "site", tmp_path / "newer")
    monkeypatch.chdir(folder)  # whose folder receives the content/ of the other computer
    (folder / "content/taken-back.txt").unlink()
    assert cli.main(["build", "--quiet", "--jobs", "1"]) == 0
    assert addresses(folder) == second
    assert cli.main(["undo"]) == 0
    shutil.copytree(folder / "content", new / "content", dirs_exist_ok=True)
    monkeypatch.chdir(new)  # the computer with the newer site
    capsys.readouterr()
    assert cli.main(["build", "--quiet", "--jobs", "1"]) == 0
    assert "不是退回后的那一版" in capsys.readouterr().err and digests(new / "site") == digests(tmp_path / "newer")
