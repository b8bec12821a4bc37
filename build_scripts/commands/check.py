"""``nianbao check``: print the findings on files, published or not."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from build_scripts import faults
from build_scripts.archive.file_changes import scan
from build_scripts.checks.listing import as_github, as_json, as_text
from build_scripts.commands import FINDINGS, OK, REFUSED
from build_scripts.commands.extraction import extracted_reports, read_register
from build_scripts.findings import severity
from build_scripts.model import Refusal, Report, Severity
from build_scripts.project import CONFIG, REGISTRY, REPORTS


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the files (default: all originals and the register) and the output format."""
    parser.add_argument(
        "files", type=Path, nargs="*", metavar="文件", help="要核对的文件；不写就核对 content/ 里全部报告和登记簿"
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="输出 JSON")
    form.add_argument("--github", action="store_true", help="输出 GitHub 风格的注解，供自动检查使用")


def run(args: argparse.Namespace) -> int:
    if not (args.files or CONFIG.is_file()):
        raise Refusal("wrong-folder", folder=Path.cwd(), file=CONFIG)
    files: Sequence[Path] = args.files or [REPORTS / path for path in scan(Path())]
    register = read_register()
    checked = list(zip(files, extracted_reports(files, register), strict=True))
    write = as_json if args.json else as_github if args.github else as_text
    if write is as_text and not args.files:
        for remark in register.remarks:
            print(faults.escaped_controls(f"请留意　{REGISTRY.as_posix()} {remark}"))
    sys.stdout.write(write(checked))
    if any(isinstance(result, Refusal) for _, result in checked):
        return REFUSED
    found = [f for _, result in checked if isinstance(result, Report) for f in result.findings]
    errors = any(severity(f) is Severity.ERROR and not f.answer for f in found)
    return FINDINGS if errors else OK
