"""Convert a person's decision on an item into corrections and answers.

There are three choices: the original is printed like this; the extraction is wrong, and the print is typed beside it;
the rule is wrong, with a reason. Typed figures take precedence: a figure cannot be confirmed and replaced at the same
time."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from build_scripts.checks.listing import where
from build_scripts.content.amend import answer, correct, remove_answers
from build_scripts.content.ledger import today
from build_scripts.desk.items import CorrectableCell, Item
from build_scripts.desk.state import Desk, Sheet
from build_scripts.findings import catalogue
from build_scripts.model import Answer, Correction, Refusal
from build_scripts.wording import cell, squeeze

PRINTED, MISREAD, ALARM = "printed", "misread", "alarm"
BLANK, NONE = "空白", "无此格"  # input for a blank cell, and for a cell that does not exist
CONFIRMED = "已与原件核对"
AMENDED = "已与原件核对，读错的已更正"


def save_verdict(
    desk: Desk, sheet: Sheet, item: Item, choice: str, typed: Mapping[str, str], note: str, who: str
) -> list[Path]:
    """Write the decision and return the written files. ``typed``: cell → print of the original, where typed.

    Raises ``Refusal``, before anything is written, when input is missing."""
    if not who:
        raise Refusal("review-who")
    corrections = [made for asked in item.cells if (made := _correction(sheet, asked, typed, note, who))]
    if choice == MISREAD and not corrections:
        raise Refusal("review-figure")
    if choice == ALARM and not note:
        raise Refusal("review-why")
    written = []
    if corrections:
        written.append(correct(desk.root, sheet.key, corrections))
        desk.touched.add(sheet.key)
        now = desk.sheet(sheet.address)
        assert now is not None
        if outdated := _outdated(sheet, now):
            written.append(remove_answers(desk.root, sheet.key, outdated))
        left = {(f.code, f.location) for f in now.report.findings if not f.answer}
        keys = [key for key in item.keys if key in left and catalogue()[key[0]].doubts_extraction]
        given = Answer("confirmed", note or AMENDED, who, today())
    else:
        keys = list(item.keys)
        verdict, usual = ("false-alarm", "") if choice == ALARM else ("confirmed", CONFIRMED)
        given = Answer(verdict, note or usual, who, today())
    if keys:
        sha256 = sheet.report.source.sha256
        written.append(answer(desk.root, sheet.key, {(sha256, *key): given for key in keys}))
        desk.touched.add(sheet.key)
    return written


def _outdated(before: Sheet, now: Sheet) -> list[tuple[str, str, str]]:
    """Return the answers to findings whose figures have changed or disappeared.

    These answers concerned the wrongly extracted figures, and nobody has checked the new ones."""
    numbers = {(f.code, f.location): f.numbers for f in now.report.findings}
    rules = [f for f in before.report.findings if f.answer and not catalogue()[f.code].doubts_extraction]
    changed = [f for f in rules if numbers.get((f.code, f.location)) != f.numbers]
    return [(before.report.source.sha256, f.code, f.location) for f in changed]


def _correction(
    sheet: Sheet, asked: CorrectableCell, typed: Mapping[str, str], note: str, who: str
) -> Correction | None:
    word = squeeze(typed.get(asked.at, ""))
    if not word:
        return None
    now = {BLANK: "", NONE: None}.get(word, word)
    if asked.cell.raw == now and asked.cell.state is cell(now, unit=asked.unit).state:
        return None
    table, row, column = asked.at.split("/")
    before = next((c for c in sheet.report.corrections if (c.table, c.row, c.column) == (table, row, column)), None)
    read = before.was if before else asked.cell.raw
    why = note or f"原件{where(asked.cell.place).replace(' ', '')}印的是{word if now else f'“{word}”'}"
    return Correction(table, row, column, read, now, why, who, today())
