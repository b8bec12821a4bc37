"""Test the comparison of two years' texts: nothing is lost, changes are marked as a reader would, long texts are fast."""

from __future__ import annotations

import random

import pytest
from made_up import report

from build_scripts.textdiff import diff
from build_scripts.textdiff.diff import Comparison, Parts, compare


def plain(content: Parts) -> str:
    return "".join(part.text for part in content)


def marked(content: Parts) -> str:
    """Return the comparison as [-dropped-] {+added+} <~moved~>."""
    frames = {"dropped": "[-{}-]", "added": "{{+{}+}}", "moved": "<~{}~>"}
    return "".join(frames[part.kind].format(part.text) if part.kind else part.text for part in content)


def sides(compared: Comparison) -> list[tuple[str, str]]:
    return [(marked(a), marked(b)) for a, b in compared.rows]


def share(older: list[str], newer: list[str]) -> tuple[int, int]:
    found = compare(older, newer)
    return found.repeated, found.total


def test_a_changed_figure_is_marked_whole_and_alone() -> None:
    """A township's report of two years: the sentence is the same, the figures are not."""
    found = compare(
        ["2023 年主动公开政府信息 390 条，其中网站公开90条；公示栏公开89条。"],
        ["2024 年主动公开政府信息 425 条，其中网站公开95条；公示栏公开89条。"],
    )
    assert sides(found) == [
        (
            "[-2023-] 年主动公开政府信息 [-390-] 条，其中网站公开[-90-]条；公示栏公开89条。",
            "{+2024+} 年主动公开政府信息 {+425+} 条，其中网站公开{+95+}条；公示栏公开89条。",
        )
    ]
    assert found.repeated == found.total


def test_words_are_marked_in_stretches_not_in_shreds() -> None:
    found = compare(["个别栏目更新不及时，解读形式单一。"], ["个别栏目信息更新不够及时，政策解读形式较为单一。"])
    assert sides(found) == [
        ("个别栏目更新不[-及时，-]解读形式[-单一。-]", "个别栏目{+信息+}更新不{+够及时，政策+}解读形式{+较为单一。+}")
    ]


def test_spaces_and_width_are_no_change() -> None:
    found = compare(["全年收到申请 12 件（含网上）。"], ["全年收到申请12件(含网上)。"])
    assert sides(found) == [("全年收到申请 12 件（含网上）。", "全年收到申请12件(含网上)。")]


def test_a_new_sentence_inside_a_paragraph() -> None:
    found = compare(
        ["一是加强组织领导。三是强化监督保障。"], ["一是加强组织领导。二是组织业务培训。三是强化监督保障。"]
    )
    assert sides(found) == [
        ("一是加强组织领导。三是强化监督保障。", "一是加强组织领导。{+二是组织业务培训。+}三是强化监督保障。")
    ]


def test_a_sentence_that_was_moved_is_repeated_text() -> None:
    a, b = "明确专人负责政府信息公开工作。", "严格落实信息发布三级审核制度。"
    found = compare([a + "公开渠道进一步拓宽了许多。" + b], [b + a + "公开渠道进一步拓宽了许多。"])
    assert "<~" in sides(found)[0][0] and "<~" in sides(found)[0][1]
    assert found.repeated == found.total


def test_the_second_of_two_equal_paragraphs_belongs_to_the_second() -> None:
    found = compare(["无。", "没有收取费用。", "无。"], ["无。", "收取费用五元。", "无。"])
    assert [a for a, _ in sides(found)][::2] == ["无。", "无。"] == [b for _, b in sides(found)][::2]


def test_paragraphs_stand_beside_each_other() -> None:
    older = ["（一）主动公开。公开政府信息三百条。", "（二）依申请公开。没有收到申请。", "（三）监督保障。开展考核。"]
    newer = [
        "（一）主动公开。公开政府信息四百条。",
        "（三）监督保障。开展考核和评议。",
        "（四）政策解读。发布图解十篇。",
    ]
    rows = [(plain(a)[:3], plain(b)[:3]) for a, b in compare(older, newer).rows]
    assert rows == [("（一）", "（一）"), ("（二）", ""), ("（三）", "（三）"), ("", "（四）")]


def test_new_text_shares_nothing() -> None:
    kept, total = share(["收到申请，均已答复。"], ["坚持问题导向；补齐短板弱项！"])
    assert (kept, total) == (0, 12)


def test_identical_text_is_all_repeated() -> None:
    text = [p.text for s in report(3).sections for p in s.paragraphs]
    found = compare(text, text)
    assert found.repeated == found.total > 200
    assert all(not part.kind for row in found.rows for side in row for part in side)


@pytest.mark.parametrize(
    "words",
    [
        "根据《中华人民共和国政府信息公开条例》第五十条规定，",
        "（国办公开办函〔2021〕30号）",
        "本报告中所列数据的统计期限自2024年1月1日起至2024年12月31日止。",
        "该部分以表格形式报告",
    ],
)
def test_words_that_every_report_must_have_do_not_count(words: str) -> None:
    text = "全镇设立公示栏三十处。"
    kept, total = share([words + "去年的话。"], [words + text])
    assert total <= len(text) + 4 and kept <= 4  # 根据 and 规定 may remain unmatched


def test_the_definition_says_what_is_left_out() -> None:
    for word in ("标点", "数字", "法规名称", "统计期限", "规定标题", "表格"):
        assert word in diff.DEFINITION


def test_nothing_is_lost_whatever_the_text() -> None:
    dice = random.Random(5)
    letters = "政府信息公开工作，。；！？“”（）\n 12３4.5ab《》、：\u3000%"
    for _ in range(300):
        older, newer = (
            ["".join(dice.choice(letters) for _ in range(dice.randint(0, 60))) for _ in range(dice.randint(0, 5))]
            for _ in range(2)
        )
        found = compare(older, newer)
        assert [plain(a) for a, _ in found.rows if a] == [p for p in older if p]
        assert [plain(b) for _, b in found.rows if b] == [p for p in newer if p]
        assert 0 <= found.repeated <= found.total
        for a, b in found.rows:
            assert not any(part.kind == "added" for part in a)
            assert not any(part.kind == "dropped" for part in b)


def test_kept_text_is_the_same_on_both_sides() -> None:
    for number in range(5):
        for before, after in zip(report(number, 2023).sections, report(number, 2024).sections, strict=True):
            found = compare([p.text for p in before.paragraphs], [p.text for p in after.paragraphs])
            for a, b in found.rows:
                kept = ["".join(part.text for part in side if not part.kind) for side in (a, b)]
                assert kept[0] == kept[1]


def effort_of(older: list[str], newer: list[str], monkeypatch: pytest.MonkeyPatch) -> int:
    """Return how many pairs of characters were compared: the part of the work that could grow quadratically."""
    spent = 0
    real = diff._compare_sentences

    def counted(
        old: str, new: str, left: list[diff._PartDraft], right: list[diff._PartDraft], effort: list[int]
    ) -> None:
        nonlocal spent
        before = max(effort[0], 0)
        real(old, new, left, right, effort)
        spent += before - max(effort[0], 0)

    monkeypatch.setattr(diff, "_compare_sentences", counted)
    compare(older, newer)
    monkeypatch.undo()
    return spent


def test_the_work_grows_with_the_text_not_with_its_square(monkeypatch: pytest.MonkeyPatch) -> None:
    dice = random.Random(1)
    signs = [chr(0x4E00 + i) for i in range(1500)] + ["，"] * 60 + ["。"] * 30

    def text(paragraphs: int) -> list[str]:
        return ["".join(dice.choice(signs) for _ in range(300)) for _ in range(paragraphs)]

    def altered(paragraphs: list[str]) -> list[str]:
        return ["".join(dice.choice(signs) if dice.random() < 0.05 else c for c in p) for p in paragraphs]

    small, large = text(20), text(160)
    one = effort_of(small, altered(small), monkeypatch)
    eight = effort_of(large, altered(large), monkeypatch)
    assert one and eight <= 12 * one


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        (["的" * 60_000], ["的" * 59_999 + "是"]),
        (["的是" * 30_000], ["是的" * 30_000]),
        (["加强组织领导。" * 5_000], ["加强领导。" * 5_000]),
        (["加强组织领导。"] * 5_000, ["加强组织领导。"] * 4_000 + ["组织领导。"] * 1_000),
    ],
)
def test_repetition_without_end_is_compared_in_bounded_work(
    older: list[str], newer: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert effort_of(older, newer, monkeypatch) <= diff.MAX_EFFORT
