"""``nianbao serve``: serve the site on this machine, and rebuild it when ``content/`` changes."""

from __future__ import annotations

import argparse
from pathlib import Path

from build_scripts.commands import OK
from build_scripts.commands.build import rebuild
from build_scripts.desk.server import Server
from build_scripts.site.serve import serve


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the port, the path prefix, and whether a browser is opened."""
    parser.add_argument("--port", type=int, default=8000, metavar="N", help="端口（默认 8000）")
    parser.add_argument(
        "--prefix", default="/", metavar="/子目录", help="像放在网站的子目录里那样打开，例如 /zwgk/nianbao"
    )
    parser.add_argument("--open", action="store_true", help="准备好以后打开浏览器")


def run(args: argparse.Namespace) -> int:
    with Server(Path.cwd()) as desk:
        desk.start()
        serve(Path.cwd(), args.port, args.prefix, rebuild, desk.url, args.open)
    return OK
