"""``nianbao build``: build the site from ``content/``. Other commands use its summary of a build too."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from build_scripts import faults, messages
from build_scripts.build import Outcome, build
from build_scripts.commands import OK, PARTLY, REFUSED, SHOWN, print_message
from build_scripts.model import Refusal
from build_scripts.progress import Progress
from build_scripts.project import CONTENT, REGISTRY, SUMMARY


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of a build and its permissions."""
    parser.add_argument("--strict", action="store_true", help="只要有一个文件读不了，就不更新网站")
    parser.add_argument("--jobs", type=int, default=0, metavar="N", help="同时读取几个文件（默认按处理器个数）")
    parser.add_argument(
        "--scheduler",
        default="",
        metavar="tcp://…",
        help="读取、核验和做网页交给这个地址的 Dask 调度器（需装 nianbao[scheduler]）",
    )
    parser.add_argument("--allow-removal", action="store_true", help="准许撤下找不到原件的报告；原来的网址留下一页说明")
    parser.add_argument("--publish", action="store_true", help="网站退回上一版（undo）以后，重新公布新版")
    parser.add_argument("--quiet", action="store_true", help="不显示进度")


def run(args: argparse.Namespace) -> int:
    with Progress(args.quiet) as progress:
        outcome = build(Path.cwd(), progress, args.strict, args.jobs, args.scheduler, args.allow_removal, args.publish)
    summary(outcome, args.strict)
    if outcome.refused:
        return REFUSED if args.strict else PARTLY
    return OK


def rebuild() -> tuple[bool, list[str]]:
    """Build for an interactive command. Return whether the site changed, and the messages for staff.

    An error of the build is returned as a message and does not end the command, because its user can correct the
    cause."""
    try:
        with Progress() as progress:
            outcome = build(Path.cwd(), progress)
    except Exception as error:
        refusal = faults.refusal_of(Path(), error)
        print_message(messages.of(refusal))
        return False, [messages.of(refusal)]
    summary(outcome, False)
    held = (
        [messages.text("notice", "held", count=len(outcome.pending_addresses))]
        if outcome.pending_addresses is not None
        else []
    )
    return outcome.published, held + list(map(left_out, outcome.refused))


def left_out(refused: tuple[str, str, str]) -> str:
    """Return the message on a refused file. Corrections and answers get other words, because they are not reports."""
    path, code, message = refused
    word, base = ("没有采用", f"{CONTENT.as_posix()}/") if code.startswith("amendment") else ("没有收录", "")
    return f"{word}：{base}{faults.printable(path)}：{message}"


def _previous_remarks() -> list[str]:
    """Return the remarks on the register that the previous build printed."""
    try:
        return [str(remark) for remark in json.loads(SUMMARY.read_text(encoding="utf-8"))["register"]]
    except (OSError, ValueError, KeyError, TypeError):  # the file is missing or was edited by hand
        return []


def _without_line(remark: str) -> str:
    """Remove the line number from a remark: a row that moved is not a new remark."""
    return re.sub(r"^第 \d+ 行", "", remark)


def _joined(remarks: Sequence[str]) -> Iterator[str]:
    """Join the rows with the same remark into one sentence."""
    rows: dict[str, list[str]] = {}
    for remark in remarks:
        row, _, advice = remark.partition("）：")
        rows.setdefault(advice, []).append(row)
    yield from ("）、".join(where) + f"）：{advice}" if advice else "、".join(where) for advice, where in rows.items())


def summary(outcome: Outcome, strict: bool) -> None:
    changes = outcome.changes
    known = {_without_line(remark) for remark in _previous_remarks()}
    fresh = [remark for remark in outcome.remarks if _without_line(remark) not in known]
    report = {
        "new": changes.new,
        "changed": changes.changed,
        "removed": changes.removed,
        "registered": [agency.agency_id for agency in changes.registered],
        "refused": [{"file": p, "code": c, "message": m} for p, c, m in outcome.refused],
        "register": outcome.remarks,
        "pages": outcome.pages,
        "published": outcome.published,
    }
    text = json.dumps(report, ensure_ascii=False, indent=1) + "\n"
    written = faults.isolated(partial(SUMMARY.write_text, text, encoding="utf-8"))
    if isinstance(written, Refusal):  # the build itself has succeeded
        print_message(messages.of(faults.with_log(Path(), written)))
    out = {path for path, *_ in outcome.refused} & {*changes.new, *changes.changed}
    print_message(
        f"新增 {len(changes.new)} 份，改动 {len(changes.changed)} 份"
        + (f"（其中 {len(out)} 份没有收录，原因见下）" if out else "")
        + f"，移走 {len(changes.removed)} 份；写了 {outcome.pages} 组页面。"
    )
    if changes.registered:
        rows = [f"{agency.agency_id} {agency.name}" for agency in changes.registered]
        more = " 等" if rows[SHOWN:] else ""
        print_message(messages.text("notice", "registered", count=len(rows), what="、".join(rows[:SHOWN]) + more))
    if outcome.edited:
        print_message(
            messages.text("notice", "site-edited", count=len(outcome.edited), what="、".join(outcome.edited[:SHOWN]))
        )
    for remark in outcome.changes.remarks:
        print_message(remark)
    for remark in _joined(fresh[:SHOWN]):
        print_message(f"{REGISTRY.as_posix()} {remark}")
    if left := len(outcome.remarks) - len(fresh[:SHOWN]):
        print_message(f"登记簿里还有 {left} 处请核对，逐条列出用 nianbao check。")
    for notice in outcome.notices:
        print_message(notice)
    for refused in outcome.refused:
        print_message(left_out(refused))
    print_message("，".join(f"{name} {seconds:.1f} 秒" for name, seconds in outcome.seconds.items()) + "。")
    if outcome.pending_addresses is not None:
        print_message(messages.text("notice", "held", count=len(outcome.pending_addresses)))
        for address in outcome.pending_addresses[:SHOWN]:
            print_message(f"  {address}")
    elif strict and outcome.refused:
        print_message(messages.text("notice", "strict"))
    else:
        print_message("网站在 site/。" if outcome.published else "网站没有变化。")
