"""``nianbao convert``: print one file as JSON or as the Markdown of its page."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from build_scripts import faults, messages
from build_scripts.commands import OK, REFUSED, print_message
from build_scripts.commands.extraction import extracted_reports, read_register
from build_scripts.content.registry import Registry
from build_scripts.findings import finding_with_message
from build_scripts.model import Refusal, Report
from build_scripts.serialize import to_json


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the file and the output format."""
    parser.add_argument("file", type=Path, metavar="文件", help="原件")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="输出 JSON（默认）")
    form.add_argument("--markdown", action="store_true", help="输出整理好的 Markdown 页面")
    parser.add_argument("--places", action="store_true", help="JSON 里写明每个数字在原件中的位置（detail 一项）")


def run(args: argparse.Namespace) -> int:
    register = read_register()
    [report] = extracted_reports([args.file], register)
    if isinstance(report, Refusal):
        print_message(f"{faults.printable(args.file)}：{messages.of(report)}")
        return REFUSED
    if args.markdown:
        sys.stdout.write(_page(report, register, args.file.name))
        return OK
    data = to_json(report, finding_with_message)
    if not args.places:
        del data["detail"]
    print(json.dumps(data, ensure_ascii=False, indent=1))
    return OK


def _page(report: Report, register: Registry, name: str) -> str:
    from build_scripts.content.new_agency import propose_agency  # pinyin and pages take 0.4 s, which JSON output saves
    from build_scripts.pages.provenance import ReportContext
    from build_scripts.pages.report import report_page
    from build_scripts.render.markdown import to_markdown

    agency = register.get(report.agency_id) or propose_agency(report.agency or "未写明的机关", register)
    address = f"reports/{agency.agency_id}/{report.year}/"
    return to_markdown(report_page(report, agency, ReportContext(address, address + name)))
