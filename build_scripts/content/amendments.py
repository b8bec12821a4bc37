"""Amendments: corrections of extracted cells and answers to findings, read from TOML files. No file is changed here.

``content/corrections/<agency_id>/<year>.toml``::

    [[correction]]
    cell = "requests/3.1/total"   # table/row/column, as ``nianbao check`` prints it
    was = "5"                     # the extracted value; omitted if no such cell was extracted
    is = "50"                     # what the original prints
    why = "原件第 3 页印的是 50"
    who = "县政务公开办 李明"
    when = 2026-02-01

``content/answers/<agency_id>/<year>.toml``::

    [[answer]]
    sha256 = "0f3a…"              # of the original: an answer is valid only for these bytes
    code = "requests.flow"
    place = "requests/1/total"    # as ``nianbao check`` prints it; "" for the whole report
    verdict = "confirmed"         # confirmed 原件如此 · explained 有说明 · false-alarm 误报
    text = "已与发布机关核实"
    who = "县政务公开办 李明"
    when = 2026-02-01
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from build_scripts import faults
from build_scripts.content import csv_files
from build_scripts.forms import form, forms
from build_scripts.forms.names import cell_name
from build_scripts.model import ABSENT, Answer, Correction, Finding, Refusal, Report, Table, finding
from build_scripts.project import ANSWERS, CONTENT, CORRECTIONS
from build_scripts.wording import cell, squeeze

_SHA256 = re.compile(r"^[0-9a-f]{64}$")
NO_REASON, NO_NAME = "没有写明理由", "没有署名"  # what readers see where ``why``, ``text`` or ``who`` is empty
_VERDICTS = ("confirmed", "explained", "false-alarm")
_CORRECTION = {"cell", "was", "is", "why", "who", "when"}
_STATEMENTS = ("why", "who", "text")
_ANSWER = {"sha256", "code", "place", "verdict", "text", "who", "when"}


@dataclass(frozen=True, slots=True)
class Amendments:
    """All amendments of one report (one agency, one year).

    ``answers``: (SHA-256, code, location) → answer. ``path`` is the last file read, relative to ``content``. ``digest``
    covers all files."""

    corrections: tuple[Correction, ...] = ()
    answers: Mapping[tuple[str, str, str], Answer] | None = None
    path: str = ""
    digest: str = ""


NO_AMENDMENTS = Amendments()
Key = tuple[str, int]  # agency_id, year


def read_amendments(root: Path, only: Iterable[Path] = ()) -> tuple[dict[Key, Amendments], dict[str, Refusal]]:
    """Read all amendments of a project, or those in the given files.

    Return the valid amendments, and path below ``content/`` → refusal of every invalid file."""
    found: dict[Key, Amendments] = {}
    refused: dict[str, Refusal] = {}
    everything = (p for folder in (CORRECTIONS, ANSWERS) for p in (root / folder).glob("*/*.toml"))
    for path in sorted(filter(Path.is_file, only) if only else everything):
        name = path.relative_to(root / CONTENT).as_posix()
        try:
            if not (path.stem.isascii() and path.stem.isdigit() and len(path.stem) == 4):
                raise ValueError(f"文件名应当是四位数的年度，如 2024.toml，现在是 {faults.printable(path.name)}")
            key = (path.parent.name, int(path.stem))
            found[key] = _with(found.get(key, NO_AMENDMENTS), name, path.read_bytes())
        except Refusal as refusal:
            refused[name] = refusal
        except OSError as error:
            refused[name] = faults.environment_refusal(error) or Refusal("amendment", why="打不开")
        except UnicodeDecodeError:
            refused[name] = Refusal("amendment", why="文字编码不是 UTF-8")
        except tomllib.TOMLDecodeError as error:
            refused[name] = Refusal("amendment", why=faults.toml_cause(error))
        except RecursionError:
            refused[name] = Refusal("amendment", why="括号套得太深")
        except KeyError as error:
            refused[name] = Refusal("amendment", why=f"缺少 {error.args[0]} 一项")
        except ValueError as error:  # raised above, with a Chinese message
            refused[name] = Refusal("amendment", why=str(error))
    return found, refused


def unsigned(written: Mapping[Key, Amendments]) -> Iterator[str]:
    """Yield file and subject of each amendment that does not say who made it, or why. They are applied all the same:
    what was published with them stays published, but no mark beside a figure goes for an unsigned answer
    (``findings.is_cleared``). A confirmation is its own reason."""
    for key, amended in sorted(written.items()):
        for c in amended.corrections:
            if lacking := [name for name, value in (("why", c.why), ("who", c.who)) if not value]:
                yield _lacking(CORRECTIONS, key, f"{c.table}/{c.row}/{c.column}", lacking)
        for (_, code, place), a in (amended.answers or {}).items():
            needed = (("text", a.text or a.verdict == "confirmed"), ("who", a.who))
            if lacking := [name for name, value in needed if not value]:
                yield _lacking(ANSWERS, key, f"{code} {place}".strip(), lacking)


def _lacking(folder: Path, key: Key, subject: str, names: Iterable[str]) -> str:
    return f"{file_of(folder, key).as_posix()}（{subject}：{'、'.join(names)}）"


def file_of(folder: Path, key: Key) -> Path:
    """Return the path of the amendments of an agency and year; ``folder`` is ``ANSWERS`` or ``CORRECTIONS``."""
    return folder / key[0] / f"{key[1]}.toml"


def amendments_of(root: Path, key: Key) -> Amendments:
    """Return the valid amendments of an agency and year."""
    return read_amendments(root, [root / file_of(folder, key) for folder in (CORRECTIONS, ANSWERS)])[0].get(
        key, NO_AMENDMENTS
    )


def _with(before: Amendments, name: str, data: bytes) -> Amendments:
    text = data.decode("utf-8-sig")
    csv_files.refuse_conflict(text, name)
    items = tomllib.loads(text)
    made = replace(before, path=name, digest=hashlib.sha256(before.digest.encode() + data).hexdigest())
    if name.startswith(f"{CORRECTIONS.name}/"):
        corrections = map(_correction, _tables(items, "correction"))  # a merge in git may duplicate an entry
        return replace(made, corrections=tuple(dict.fromkeys(corrections)))
    return replace(made, answers=dict(map(_answer, _tables(items, "answer"))))


def _tables(items: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = items[name]
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise ValueError(f"每一条要以 [[{name}]]（两对方括号）开头")
    return found


def _correction(item: Mapping[str, Any]) -> Correction:
    _refuse_unknown_items(item, _CORRECTION)
    table, row, column = (*_text(item, "cell").split("/"), "", "")[:3]
    if item["cell"].count("/") != 2 or not any(_known_cell(f.id, table, row, column) for f in forms()):
        raise ValueError(f"格式里没有“{item['cell']}”这一格")
    before, now = (_text(item, name) if name in item else None for name in ("was", "is"))
    return Correction(table, row, column, before, now, _text(item, "why"), _text(item, "who"), _day(item))


def _answer(item: Mapping[str, Any]) -> tuple[tuple[str, str, str], Answer]:
    _refuse_unknown_items(item, _ANSWER)
    if _text(item, "verdict") not in _VERDICTS:
        raise ValueError(f"verdict 应当是 {'、'.join(_VERDICTS)} 之一，现在是“{item['verdict']}”")
    if not _SHA256.match(_text(item, "sha256")):
        raise ValueError("sha256 要写全（64 位，报告网页上有）：答复只对这一份原件有效")
    key = (_text(item, "sha256"), _text(item, "code"), _text(item, "place"))
    return key, Answer(item["verdict"], _text(item, "text"), _text(item, "who"), _day(item))


def _refuse_unknown_items(item: Mapping[str, Any], names: set[str]) -> None:
    if strange := sorted(set(item) - names):
        raise ValueError(f"不认识的项：{'、'.join(strange)}（可用的是 {'、'.join(sorted(names))}）")


def _text(item: Mapping[str, Any], name: str) -> str:
    if not isinstance(item[name], str):
        raise ValueError(f"{name} 的内容要放在引号里")
    return str(item[name]).strip() if name in _STATEMENTS else str(item[name])


def _day(item: Mapping[str, Any]) -> str:
    if not isinstance(item["when"], date):
        raise ValueError("when 要写成日期，如 2026-02-01，不加引号")
    return item["when"].isoformat()


def _known_cell(form_id: str, table: str, row: str, column: str) -> bool:
    shape = next((t for t in form(form_id).tables if t.key == table), None)
    return shape is not None and shape.has(row) and any(c.key == column for c in shape.row(row).columns)


# --------------------------------------------------------------------------- applying


def corrected(report: Report, amended: Amendments) -> Report:
    """Return the report with the corrections whose ``was`` equals the extracted print. Every correction adds a finding,
    applied or not."""
    for correction in amended.corrections:
        report = _apply(report, correction)
    return report


def _apply(report: Report, correction: Correction) -> Report:
    table = next(t for t in report.tables if t.key == correction.table)
    known = _known_cell(table.form, correction.table, correction.row, correction.column)
    before = table.row(correction.row).cells[_column(table, correction)] if known else ABSENT
    fits = known and before.raw == (None if correction.was is None else squeeze(correction.was))
    note = finding(
        "value.corrected" if fits else "correction.unused",
        table=correction.table,
        row=correction.row if known else "",
        column=correction.column if known else "",
        numbers=(correction.was or "", correction.now or ""),
        place=before.place,
        label=cell_name(table.form, table.key, correction.row, correction.column) if known else correction.row,
        was=print_in_words(correction.was),
        is_=print_in_words(correction.now),
        now=print_in_words(before.raw),
        why=correction.why or NO_REASON,
        who=correction.who or NO_NAME,
        when=correction.when,
    )
    report = replace(report, findings=(*report.findings, note))
    if not fits:
        return report
    made = {table.key: replace(_with_cell(table, correction, correction.now), present=True)}
    return replace(report, **made, corrections=(*report.corrections, correction))  # type: ignore[arg-type]


def _column(table: Table, correction: Correction) -> int:
    """Return the index of the corrected cell in its row."""
    columns = form(table.form).table(table.key).row(correction.row).columns
    return next(at for at, column in enumerate(columns) if column.key == correction.column)


def _with_cell(table: Table, correction: Correction, raw: str | None) -> Table:
    row, at = table.row(correction.row), _column(table, correction)
    unit = form(table.form).table(table.key).row(correction.row).columns[at].unit
    made = replace(row, cells=(*row.cells[:at], cell(raw, row.cells[at].place, unit), *row.cells[at + 1 :]))
    return replace(table, rows=tuple(made if r.key == row.key else r for r in table.rows))


def as_extracted(table: Table, corrections: Iterable[Correction]) -> Table:
    """Return the table as it was extracted, before these corrections."""
    for correction in corrections:
        table = _with_cell(table, correction, correction.was)
    return table


def print_in_words(raw: str | None) -> str:
    """Return the print for use in a Chinese sentence; a blank and a missing cell get different words."""
    return "无此格" if raw is None else raw or "空白"


def answered(report: Report, amended: Amendments) -> Report:
    """Return the report with its findings answered. An answer that matches no finding becomes a finding itself.

    A person who confirms a whole scan has compared each cell with the original, so this answer also answers each
    low-confidence finding."""
    if not amended.answers:
        return report
    left = dict(amended.answers)
    whole = amended.answers.get((report.source.sha256, "source.scan", ""))
    findings = []
    for item in report.findings:
        key = (report.source.sha256, item.code, item.location)
        found = amended.answers.get(key)
        if not found and whole and whole.verdict == "confirmed" and item.code == "value.low-confidence":
            found = whole
        left.pop(key, None)
        findings.append(replace(item, answer=found) if found else item)
    return replace(report, findings=(*findings, *_unused(report, left)))


def _unused(report: Report, left: Mapping[tuple[str, str, str], Answer]) -> Iterator[Finding]:
    for sha256, code, location in left:
        other = "" if sha256 == report.source.sha256 else "，原件的 SHA-256 也不同"
        yield finding("answer.unused", rule=code, spot=location or "整份报告", other=other)
