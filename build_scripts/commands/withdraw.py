"""``nianbao withdraw``: withdraw a report; its address keeps a notice."""

from __future__ import annotations

import argparse
from pathlib import Path

from build_scripts import messages
from build_scripts.archive.withdraw import withdraw
from build_scripts.build import build
from build_scripts.commands import OK, PARTLY, print_message
from build_scripts.commands.build import summary
from build_scripts.progress import Progress


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the report, the reason and the responsible person."""
    parser.add_argument("report", metavar="报告", help="报告的网址、content/reports/ 里的文件，或原件 SHA-256 的开头")
    parser.add_argument("--why", required=True, metavar="原因", help="为什么撤回（会公布）")
    parser.add_argument("--who", required=True, metavar="撤回人", help="谁决定的（会公布）")


def run(args: argparse.Namespace) -> int:
    entries = withdraw(Path(), args.report, args.why, args.who)
    for entry in entries:
        print_message(f"已在台账记明撤回：{entry.address}　{entry.path}")
    with Progress() as progress:
        outcome = build(Path.cwd(), progress)
    summary(outcome, False)
    print_message(messages.text("notice", "withdrawn"))
    return PARTLY if outcome.refused else OK
