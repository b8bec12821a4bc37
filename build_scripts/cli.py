"""The command ``nianbao``. Every message is Chinese and says which file, where, what is wrong, what to do."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from build_scripts import __version__, messages
from build_scripts.checks import check
from build_scripts.contract import to_json
from build_scripts.model import Refusal
from build_scripts.reading import identify, read
from build_scripts.registry import load_registry

REFUSED = 2


def main(argv: list[str] | None = None) -> int:
    """Run the command line; the exit status is documented in ``nianbao --help``."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a Windows console in GBK must not turn a message into a crash
            stream.reconfigure(encoding="utf-8", errors="replace") if not stream.isatty() else stream.reconfigure(
                errors="replace"
            )
    args = _parser().parse_args(argv)
    try:
        return int(args.run(args))
    except Refusal as refusal:
        print(f"{args.file if hasattr(args, 'file') else ''}：{messages.say(refusal)}", file=sys.stderr)
        return REFUSED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="nianbao", description="年报馆：把政府信息公开工作年度报告做成静态公共档案")
    parser.add_argument("--version", action="version", version=f"nianbao {__version__}")
    commands = parser.add_subparsers(required=True, metavar="命令")
    convert = commands.add_parser(
        "convert",
        help="读一个文件，把结果写到标准输出",
        description="读一个文件，把结果写到标准输出。退出码：0 已读出；2 不能读（原因写在标准错误）",
    )
    convert.add_argument("file", type=Path, help="原件：PDF、Word、网页、Markdown 或文本")
    convert.add_argument("--json", action="store_true", help="输出 JSON（默认）")
    convert.set_defaults(run=_convert)
    return parser


def _convert(args: argparse.Namespace) -> int:
    report = identify(read(args.file.read_bytes()), args.file.name, load_registry(Path("content/agencies.csv")))
    print(json.dumps(to_json(check(report)), ensure_ascii=False, indent=1))
    return 0
