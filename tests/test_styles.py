"""Test a sample of ``benchmarks/styles``: no figure is read wrongly without a finding, and none is lost. ``python -m
benchmarks.styles`` runs all styles."""

from __future__ import annotations

import random

import pytest

from benchmarks.styles.catalogue import ALL_WRITERS, PROFILE_NAMES, Style, made, measured, styles
from benchmarks.styles.edits import EDITS

EVERY = [
    style for style in styles() if not style.name.startswith("pdf")
]  # printing a page takes as long as twenty texts
DRAWN = [style for style in EVERY if style.edits[0].name == "as it is"]
EDITED = random.Random("slice").sample([style for style in EVERY if style.edits[0].name != "as it is"], 120)


def test_there_are_hundreds_of_styles() -> None:
    assert len({style.name for style in styles()}) > 700
    assert len(ALL_WRITERS) > 80
    assert len(EDITS) > 80


@pytest.mark.parametrize("style", DRAWN, ids=lambda style: style.name)
def test_every_way_of_writing(style: Style) -> None:
    profile = random.Random(style.name).choice(PROFILE_NAMES)  # a second one runs no line that the others do not run
    words, said = certain(style, profile)
    assert not style.plain or words == {"perfect"}, (profile, *said)


@pytest.mark.parametrize("style", EDITED, ids=lambda style: style.name)
def test_what_happens_to_tables(style: Style) -> None:
    certain(style, style.profiles[0])


def certain(style: Style, profile: str) -> tuple[set[str], tuple[str, ...]]:
    """Return the columns of the matrix that the file counts in; nothing is silent and nothing gone."""
    found = measured(style, profile, "test")
    assert not {"silent", "gone", "fault"} & set(found.words), (profile, *found.lines[:6])
    return set(found.words), found.lines[:6]


def test_the_same_seed_gives_the_same_file() -> None:
    for style in DRAWN[::7]:
        assert made(style, "blanks", "1")[1] == made(style, "blanks", "1")[1]
