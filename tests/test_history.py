"""The life of agencies: renamed, moved, merged, split; and ten years of an archive, played command by command."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest
from test_permanence import HEADER, JIA, YI, make, office, page, put, text_of
from test_site import digests

from build_scripts.content.history import as_of, changes
from build_scripts.content.ledger import read_ledger
from build_scripts.content.registry import read_registry
from build_scripts.model import Agency, Refusal


def register(folder: Path, *rows: str) -> None:
    (folder / "content/agencies.csv").write_text("\n".join((HEADER, *rows)) + "\n", encoding="utf-8")


def anew(folder: Path, other: Path) -> dict[str, str]:
    """The site of a new computer that has ``content/`` alone."""
    for name in ("content", "overrides"):
        shutil.copytree(folder / name, other / name)
    shutil.copy(folder / "mkdocs.yml", other)
    make(other)
    return digests(other / "site")


def test_each_year_has_the_name_and_the_place_of_that_year() -> None:
    written = "2020-05-01 原名 示例甲县城关乡人民政府；2022/3/1 原属 示例省示例市示例甲县 990121"
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
    assert anew(folder, tmp_path / "b") == digests(folder / "site")


def test_whatever_is_added_edited_or_reordered_every_report_keeps_its_first_address(tmp_path: Path) -> None:
    """Random lives of an archive: add, edit a cell, re-order, build again from nothing."""
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
