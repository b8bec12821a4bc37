"""Test corrections of extracted cells and answers to findings: applied where they fit, shown, never ignored silently."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from archives import digests, fresh_clone, make, small_built_project

from build_scripts import messages
from build_scripts.build import build
from build_scripts.content.amendments import read_amendments
from build_scripts.progress import Progress

SEED = "海原县海城镇人民政府"
WHO = 'why = "原件印的是 1"\nwho = "县政务公开办"\nwhen = 2026-12-01\n'


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Return two holdings, built once."""
    return small_built_project(tmp_path / "a")


def held(folder: Path) -> tuple[str, dict[str, object]]:
    """Return (agency id, report.json) of the first report with a figure in table 3."""
    for path in sorted((folder / "site/reports").glob("*/2024/report.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["table3"]["1"][6] == "0":
            return path.parent.parent.name, data
    raise AssertionError("no report with a figure")


def write(folder: Path, kind: str, agency_id: str, text: str, year: int = 2024) -> Path:
    path = folder / "content" / kind / agency_id / f"{year}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def rows(folder: Path, agency_id: str) -> list[dict[str, str]]:
    text = (folder / "site/reports" / agency_id / "2024/report.csv").read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def page(folder: Path, agency_id: str) -> str:
    return (folder / "site/reports" / agency_id / "2024/index.html").read_text(encoding="utf-8")


def codes(folder: Path, agency_id: str) -> list[str]:
    data = json.loads((folder / "site/reports" / agency_id / "2024/report.json").read_text(encoding="utf-8"))
    return [f["code"] for f in data["findings"]]


def test_a_correction_is_shown_beside_what_was_read_and_checked_like_print(archive: Path) -> None:
    agency_id, before = held(archive)
    whole = digests(archive / "site")
    path = write(
        archive, "corrections", agency_id, f'[[correction]]\ncell = "requests/1/total"\nwas = "0"\nis = "1"\n{WHO}'
    )
    make(archive)
    cell = next(r for r in rows(archive, agency_id) if (r["row"], r["column"]) == ("1", "total"))
    assert (cell["raw"], cell["state"], cell["read_raw"], cell["read_state"]) == ("1", "stated", "0", "stated")
    assert sum(1 for r in rows(archive, agency_id) if r["read_state"]) == 1
    assert "<del>0</del> <ins>1</ins>" in page(archive, agency_id)
    assert "县政务公开办" in page(archive, agency_id) and "2026-12-01" in page(archive, agency_id)
    found = codes(archive, agency_id)
    assert "value.corrected" in found and "requests.row-total" in found  # the checks use the corrected values
    for package in ("data/datapackage.json", "data/2024/datapackage.json"):
        data = json.loads((archive / "site" / package).read_text(encoding="utf-8"))
        assert data["created"] == "2026-12-01T00:00:00Z", "the newest change is the correction"
    assert make(fresh_clone(archive, archive.parent / "b")) == digests(archive / "site")
    path.unlink()
    make(archive)
    assert digests(archive / "site") == whole, "taking a correction back leaves no trace"
    assert before == held(archive)[1]


def test_a_correction_that_does_not_fit_changes_no_figure(archive: Path) -> None:
    agency_id, before = held(archive)
    write(archive, "corrections", agency_id, f'[[correction]]\ncell = "requests/1/total"\nwas = "7"\nis = "1"\n{WHO}')
    make(archive)
    data = json.loads((archive / "site/reports" / agency_id / "2024/report.json").read_text(encoding="utf-8"))
    assert data["table3"] == before["table3"] and "correction.unused" in codes(archive, agency_id)


def test_an_answer_stands_beside_its_finding_and_speaks_of_one_original_alone(archive: Path) -> None:
    agency_id, data = next(
        (p.parent.parent.name, d)
        for p in sorted((archive / "site/reports").glob("*/2024/report.json"))
        if (d := json.loads(p.read_text(encoding="utf-8")))["findings"]
    )
    finding = data["findings"][0]
    spot = "/".join(
        part
        for part in (
            finding.get("table") or finding.get("section", ""),
            finding.get("row") or finding.get("group", ""),
            finding.get("column", ""),
        )
        if part
    )
    text = (
        f'[[answer]]\nsha256 = "{{sha}}"\ncode = "{finding["code"]}"\nplace = "{spot}"\nverdict = "explained"\n'
        'text = "已与<b>发布机关</b>核实"\nwho = "县政务公开办"\nwhen = 2026-12-01\n'
    )
    write(archive, "answers", agency_id, text.replace("{sha}", data["source"]["sha256"]))
    make(archive)
    after = json.loads((archive / "site/reports" / agency_id / "2024/report.json").read_text(encoding="utf-8"))
    assert after["findings"][0]["answer"]["text"] == "已与<b>发布机关</b>核实"
    assert "已与&lt;b&gt;发布机关&lt;/b&gt;核实" in page(archive, agency_id)
    assert [f["code"] for f in after["findings"]] == [f["code"] for f in data["findings"]], "an answer hides nothing"
    table = csv.DictReader(io.StringIO((archive / "site/data/2024/findings.csv").read_text(encoding="utf-8-sig")))
    assert next(r["verdict"] for r in table if r["agency_id"] == agency_id) == "explained"
    write(archive, "answers", agency_id, text.replace("{sha}", "0" * 64))
    make(archive)
    assert codes(archive, agency_id) == [*(f["code"] for f in data["findings"]), "answer.unused"]
    assert "SHA-256 也不同" in page(archive, agency_id)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[correction]]\ncell = requests", "读不了"),
        ('[[correction]]\ncell = "requests/1/total"\nwas = "0"\nis = "1"\n', "缺少"),
        (f'[[correction]]\ncell = "requests/9.9/total"\nwas = "0"\nis = "1"\n{WHO}', "没有“requests/9.9/total”"),
        (f'[[correction]]\ncell = "requests/1/total"\nwas = "0"\nnow = "1"\n{WHO}', "now"),
        ("", "缺少"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_and_stops_nothing(archive: Path, text: str, said: str) -> None:
    agency_id, before = held(archive)
    path = write(archive, "corrections", agency_id, text)
    outcome = build(archive, Progress(quiet=True), jobs=1)
    assert [name for name, *_ in outcome.refused] == [f"corrections/{agency_id}/2024.toml"]
    assert said in outcome.refused[0][2]
    assert held(archive)[1] == before
    path.unlink()
    assert not build(archive, Progress(quiet=True), jobs=1).refused


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, ""),
        ({"verdict": "wrong"}, "verdict 应当是 confirmed、explained、false-alarm 之一，现在是“wrong”"),
        ({"sha256": "0" * 12}, "sha256 要写全"),
        ({"note": "x"}, "note"),
    ],
)
def test_an_answer_that_cannot_be_used_says_why(tmp_path: Path, changed: dict[str, str], said: str) -> None:
    given = {
        "sha256": "0" * 64,
        "code": "requests.flow",
        "place": "",
        "verdict": "confirmed",
        "text": "已核",
        "who": "甲",
    }
    lines = "".join(f'{name} = "{value}"\n' for name, value in (given | changed).items())
    write(tmp_path, "answers", "xiaopu", f"[[answer]]\n{lines}when = 2026-12-01\n")
    read, broken = read_amendments(tmp_path)
    assert bool(read) is not bool(said)
    assert [said in messages.of(refusal) for refusal in broken.values()] == ([True] if said else [])


def test_a_file_that_speaks_of_no_report_is_named(archive: Path) -> None:
    agency_id, _ = held(archive)
    text = f'[[correction]]\ncell = "requests/1/total"\nwas = "0"\nis = "1"\n{WHO}'
    write(archive, "corrections", agency_id, text, year=1999)
    outcome = build(archive, Progress(quiet=True), jobs=1)
    assert outcome.refused[0][:2] == (f"corrections/{agency_id}/1999.toml", "amendment-alone")


def test_an_amendment_without_name_or_reason_is_applied_and_says_so_to_readers_and_staff(archive: Path) -> None:
    """Readers saw 更正为“1”：（，2026-12-01）, and nobody was told. What was published with it stays published."""
    agency_id, before = held(archive)
    empty = 'why = ""\nwho = " "\nwhen = 2026-12-01\n'
    write(archive, "corrections", agency_id, f'[[correction]]\ncell = "requests/1/total"\nwas = "0"\nis = "1"\n{empty}')
    sha256 = before["source"]["sha256"]  # type: ignore[index]
    code, place = "value.corrected", "requests/1/total"
    for verdict, shown in (
        ("explained", "没有写明理由（没有署名，2026-12-01）"),
        ("confirmed", "（没有署名，2026-12-01）"),
    ):
        said = f'verdict = "{verdict}"\ntext = ""\nwho = ""\nwhen = 2026-12-01\n'
        write(
            archive,
            "answers",
            agency_id,
            f'[[answer]]\nsha256 = "{sha256}"\ncode = "{code}"\nplace = "{place}"\n{said}',
        )
        outcome = build(archive, Progress(quiet=True), jobs=1)
        assert not outcome.refused
        [notice] = [r for r in outcome.changes.remarks if "没有写明由谁" in r]
        assert f"content/corrections/{agency_id}/2024.toml（requests/1/total：why、who）" in notice
        lacking = "text、who" if verdict == "explained" else "who"
        assert f"content/answers/{agency_id}/2024.toml（{code} {place}：{lacking}）" in notice
        assert shown in page(archive, agency_id) and "：（" not in page(archive, agency_id)
    assert "更正为“1”：没有写明理由（没有署名，2026-12-01）" in page(archive, agency_id)
    news = (archive / "site/updates/index.html").read_text(encoding="utf-8")
    assert "更正为 1" in news and "没有写明理由" in news
