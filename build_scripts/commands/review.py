"""``nianbao review``: open the items that wait for a person in a browser on this machine."""

from __future__ import annotations

import argparse
from contextlib import suppress
from pathlib import Path

from build_scripts.commands import OK
from build_scripts.commands.build import rebuild
from build_scripts.desk.server import Server


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the first report to show, and the port."""
    parser.add_argument(
        "report", nargs="?", default="", metavar="报告", help="只打开这一份（网址，如 reports/haiyuan-haicheng/2024/）"
    )
    parser.add_argument("--port", type=int, default=0, metavar="N", help="端口（默认任选一个空的）")


def run(args: argparse.Namespace) -> int:
    named = args.report[args.report.find("reports/") :].strip("/")  # accepts the full address of the preview too
    with Server(Path.cwd(), args.port) as desk:
        rebuild()
        address = f"report/{named}/" if named else ""
        print(f"请在浏览器里打开 {desk.url}{address} ，按 Ctrl-C 结束。", flush=True)
        with suppress(KeyboardInterrupt):
            desk.serve_forever()
    print("已结束。下一步：nianbao build")
    return OK
