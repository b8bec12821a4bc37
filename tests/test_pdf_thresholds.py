"""Test both sides of the thresholds for rules and for visibility in a PDF."""

from __future__ import annotations

import pytest

from build_scripts.readers.pdf.exclusions import NARROW, OVERHANG, THROUGH, without_struck
from build_scripts.readers.pdf.lattice import MIN_COVERAGE, MIN_LENGTH, SNAP, join_rules, lattices
from build_scripts.readers.pdf.marks import OVERFLOW, UPRIGHT, WHITE, Glyph, Marks, Painted, Patch, Rule
from build_scripts.readers.pdf.visibility import (
    BACKGROUND_COLOUR,
    COVERED,
    LIGHT_GROUND,
    MIN_CONTRAST,
    PALE,
    PALE_ON_LIGHT,
    PALE_ON_WHITE,
    STRIP,
    visible_marks,
)

LITTLE = 0.01


def across(at: float, start: float, end: float) -> Rule:
    return Rule(True, at, start, end)


def down(at: float, start: float, end: float) -> Rule:
    return Rule(False, at, start, end)


def letter(tone: float = 0.0, order: int = 5) -> Glyph:
    return Glyph(100, 100, 110, 110, "8", 10, UPRIGHT, tone, order)


def why(glyph: Glyph, *fills: Patch) -> str:
    other = letter()._replace(x0=300, x1=310)  # text of the usual size
    marks = visible_marks([Painted(595, 842, glyphs=[glyph, other], fills=list(fills))])[0]
    return marks.invisible[0].why if marks.invisible else ""


# --------------------------------------------------------------------------- rules


@pytest.mark.parametrize(("gap", "count"), [(SNAP - LITTLE, 1), (SNAP + LITTLE, 2)])
def test_pieces_of_a_dashed_rule_are_one(gap: float, count: int) -> None:
    assert len(join_rules([across(50, 0, 20), across(50, 20 + gap, 40 + gap)])) == count


@pytest.mark.parametrize(("length", "count"), [(MIN_LENGTH, 0), (MIN_LENGTH + LITTLE, 1)])
def test_a_short_piece_parts_nothing(length: float, count: int) -> None:
    assert len(join_rules([across(50, 0, length)])) == count


@pytest.mark.parametrize(("apart", "columns"), [(SNAP - LITTLE, 2), (SNAP + LITTLE, 3)])
def test_a_double_rule_is_one(apart: float, columns: int) -> None:
    frame = [across(0, 0, 100), across(50, 0, 100), across(100, 0, 100), down(0, 0, 100), down(100, 0, 100)]
    (lattice,) = lattices([*frame, down(50, 0, 100), down(50 + apart, 0, 100)], [])
    assert len(lattice.xs) - 1 == columns


@pytest.mark.parametrize(("part", "cells"), [(MIN_COVERAGE + LITTLE, 4), (MIN_COVERAGE - LITTLE, 3)])
def test_the_line_under_a_word_parts_no_cells(part: float, cells: int) -> None:
    frame = [across(0, 0, 400), across(100, 0, 400), down(0, 0, 100), down(200, 0, 100), down(400, 0, 100)]
    (lattice,) = lattices([*frame, across(50, 0, 200), across(50, 200, 200 + 200 * part)], [])
    assert len(lattice.cells) == cells


# --------------------------------------------------------------------------- what is seen


@pytest.mark.parametrize(
    ("tone", "said"), [(0.0, ""), (1 - PALE_ON_WHITE - LITTLE, ""), (1 - PALE_ON_WHITE + LITTLE, PALE)]
)
def test_how_pale_print_on_white_is_overlooked(tone: float, said: str) -> None:
    assert why(letter(tone)) == said


def test_white_print_on_white_is_no_pale_print() -> None:
    assert why(letter(WHITE)) == BACKGROUND_COLOUR


@pytest.mark.parametrize(("contrast", "said"), [(MIN_CONTRAST, BACKGROUND_COLOUR), (MIN_CONTRAST + LITTLE, "")])
def test_how_much_print_must_differ_from_its_ground(contrast: float, said: str) -> None:
    ground = Patch(90, 90, 120, 120, 1, tone=0.5)
    assert why(letter(0.5 - contrast), ground) == said


@pytest.mark.parametrize(
    ("ground", "contrast", "said"),
    [
        (LIGHT_GROUND, PALE_ON_LIGHT - LITTLE, PALE),
        (LIGHT_GROUND, PALE_ON_LIGHT + LITTLE, ""),
        (LIGHT_GROUND - LITTLE, PALE_ON_LIGHT - LITTLE, ""),
    ],
)
def test_white_print_on_a_light_stripe_is_overlooked(ground: float, contrast: float, said: str) -> None:
    assert why(letter(ground + contrast), Patch(90, 90, 120, 120, 1, tone=ground)) == said


def test_what_is_painted_later_covers() -> None:
    assert [why(letter(), Patch(90, 90, 120, 120, order, tone=0.9)) for order in (4, 6)] == ["", COVERED]


@pytest.mark.parametrize(("high", "count"), [(STRIP, 1), (STRIP + LITTLE, 0)])
def test_a_low_area_may_strike_out(high: float, count: int) -> None:
    page = Painted(595, 842, glyphs=[letter()], fills=[Patch(100, 104, 110, 104 + high, 9, tone=0.9)])
    assert len(visible_marks([page])[0].strips) == count


@pytest.mark.parametrize(("beyond", "top"), [(OVERFLOW - LITTLE, 60.1), (OVERFLOW + LITTLE, 100)])
def test_how_far_beyond_its_frame_clipped_print_belongs_to_it(beyond: float, top: float) -> None:
    frame = 0, 0, 500, 110 - 10 * beyond
    assert letter().clipped(frame).top == pytest.approx(top)


# --------------------------------------------------------------------------- struck out


def struck(rule: Rule) -> int:
    return len(without_struck(Marks(595, 842, glyphs=[letter()], rules=[rule])).struck)


@pytest.mark.parametrize(
    ("above", "count"),
    [(THROUGH[0] - LITTLE, 0), (THROUGH[0] + LITTLE, 1), (THROUGH[1] - LITTLE, 1), (THROUGH[1] + LITTLE, 0)],
)
def test_a_line_through_a_character_runs_between_its_foot_and_its_head(above: float, count: int) -> None:
    assert struck(across(letter().base - 10 * above, 100, 110)) == count


@pytest.mark.parametrize(("reach", "count"), [(OVERHANG - LITTLE, 1), (OVERHANG + LITTLE, 0)])
def test_a_line_that_reaches_far_beyond_is_a_rule(reach: float, count: int) -> None:
    assert struck(across(letter().base - 4, 100 - 10 * reach, 110)) == count


def test_a_line_narrower_than_any_digit_strikes_nothing() -> None:
    thin = letter()._replace(x1=100 + NARROW)
    marks = Marks(595, 842, glyphs=[thin], rules=[across(thin.base - 4, 100, 100 + NARROW)])
    assert not without_struck(marks).struck
