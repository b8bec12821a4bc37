"""``nianbao init``: create a folder for an archive outside the repository."""

from __future__ import annotations

import argparse
from pathlib import Path

from build_scripts import messages
from build_scripts.commands import OK, print_message
from build_scripts.site import init


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the folder."""
    parser.add_argument("folder", type=Path, metavar="文件夹", help="新文件夹的名字，例如 我县年报")


def run(args: argparse.Namespace) -> int:
    init.make(args.folder)
    print_message(messages.text("notice", "made", folder=args.folder))
    return OK
