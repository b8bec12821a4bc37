"""Test ``nianbao add``: it shows what it extracted, files originals byte for byte, and never overwrites anything."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from build_scripts import cli
from build_scripts.content.registry import read_registry

ROOT = Path(__file__).parent.parent
HEYUAN = ROOT / "content/reports/2024/叶城县河园镇人民政府.txt"


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty project as the working directory."""
    (tmp_path / "content/reports").mkdir(parents=True)
    (tmp_path / "mkdocs.yml").write_bytes((ROOT / "mkdocs.yml").read_bytes())
    (tmp_path / "content/agencies.csv").write_bytes((ROOT / "content/agencies.csv").read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def inbox(folder: Path, name: str, text: str) -> Path:
    path = folder / "收件" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def filed(folder: Path) -> list[str]:
    reports = folder / "content/reports"
    return sorted(p.relative_to(reports).as_posix() for p in reports.rglob("*") if p.is_file())


def test_a_folder_is_filed_under_year_and_agency_and_registered(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    original = HEYUAN.read_text(encoding="utf-8")
    inbox(office, "扫描件 1.txt", original.replace("河园镇", "海塘镇"))
    # a name of the maximum length of a file system, and two names that Windows treats as one
    inbox(office, f"{'很长的名字' * 16}.txt", original.replace("河园镇", "江塘镇"))
    inbox(office, "甲/Report.txt", original.replace("河园镇", "湖塘镇"))
    inbox(office, "乙/report.TXT", original.replace("河园镇", "洪塘镇"))
    inbox(office, "通知.txt", "关于召开会议的通知")
    assert cli.main(["add", "--yes", "收件"]) == 3  # the notice is refused as no report; the other files are added
    said = capsys.readouterr().out
    names = ["叶城县江塘镇人民政府", "叶城县洪塘镇人民政府", "叶城县海塘镇人民政府", "叶城县湖塘镇人民政府"]
    assert filed(office) == [f"2024/{name}.txt" for name in names]
    register = read_registry(office / "content/agencies.csv")
    assert all(register.get(f"yecheng-{place}") for place in ("jiangtang", "hongtang", "haitang", "hutang"))
    assert "通知.txt\n  不能收：" in said
    assert "依据：机关（标题、落款）" in said, "evidence that agrees is not quoted"
    assert said.endswith("下一步：nianbao build\n")
    assert "5 个文件里有 1 个没有收，办法见上面各自的说明：\n  收件/通知.txt：" in said
    assert "下一步：nianbao build" in said


def test_evidence_that_differs_is_quoted_line_by_line(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["add", "--yes", str(inbox(office, "叶城县河园镇2023年年报.txt", HEYUAN.read_text(encoding="utf-8")))])
    said = capsys.readouterr().out
    assert "年度的依据：标题“叶城县河园镇人民政府2024年政府信息公开工作年度报告”" in said
    assert "年度的依据：文件名“叶城县河园镇2023年年报.txt”" in said
    assert "没有收" not in said


def test_the_same_bytes_are_recognised_and_leave_nothing_to_do(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["add", "--yes", str(HEYUAN)]) == 0
    assert (office / "content/reports/2024" / HEYUAN.name).read_bytes() == HEYUAN.read_bytes()
    capsys.readouterr()
    assert cli.main(["add", "--yes", str(inbox(office, "又一次.txt", HEYUAN.read_text(encoding="utf-8")))]) == 0
    said = capsys.readouterr().out
    assert "完全相同，不必再收" in said
    assert "下一步" not in said
    assert filed(office) == [f"2024/{HEYUAN.name}"]


def test_another_file_for_the_same_year_is_asked_about_and_kept_beside_the_first(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli.main(["add", "--yes", str(HEYUAN)])
    changed = inbox(office, "更正.txt", HEYUAN.read_text(encoding="utf-8") + "\n更正后重新发布。\n")
    monkeypatch.setattr("builtins.input", lambda _: "n")
    assert cli.main(["add", str(changed)]) == 3
    assert filed(office) == [f"2024/{HEYUAN.name}"]
    monkeypatch.setattr("builtins.input", lambda _: "y")
    assert cli.main(["add", str(changed)]) == 0
    assert filed(office) == [f"2024/{HEYUAN.name}", f"2024/{HEYUAN.stem}（第2版）.txt"]
    first = office / "content/reports/2024" / HEYUAN.name
    assert first.read_bytes() == HEYUAN.read_bytes()
    first.unlink()
    again = inbox(office, "再次更正.txt", HEYUAN.read_text(encoding="utf-8") + "\n再次更正。\n")
    assert cli.main(["add", str(again)]) == 0
    assert filed(office) == [f"2024/{HEYUAN.stem}（第{n}版）.txt" for n in (2, 3)], (
        "no version gets the number of another"
    )


def test_a_console_in_gbk_shows_what_it_can_and_stops_nothing(office: Path) -> None:
    """𠅤 occurs in place names and is not in GBK."""
    path = inbox(office, "报告.txt", HEYUAN.read_text(encoding="utf-8").replace("河园镇", "𠅤塘镇"))
    done = subprocess.run(
        [sys.executable, "-m", "build_scripts", "add", "--yes", str(path)],
        cwd=office,
        env={**os.environ, "PYTHONIOENCODING": "gbk", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode("gbk")
    assert "机关：叶城县?塘镇人民政府" in done.stdout.decode("gbk")
    assert filed(office) == ["2024/叶城县𠅤塘镇人民政府.txt"]
