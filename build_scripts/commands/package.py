"""``nianbao package``: pack the site into one ZIP."""

from __future__ import annotations

import argparse
from pathlib import Path

from build_scripts import messages
from build_scripts.commands import OK, print_message
from build_scripts.project import SITE
from build_scripts.site.zip import package


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the choice between the three kinds of package."""
    form = parser.add_mutually_exclusive_group()
    form.add_argument(
        "--changed",
        action="store_const",
        dest="kind",
        const="changed",
        help="只打包上次打包以后变化的文件，并列出要删的文件",
    )
    form.add_argument(
        "--offline",
        action="store_const",
        dest="kind",
        const="offline",
        help="解压后不用服务器、直接点开 index.html 就能读的版本",
    )
    parser.set_defaults(kind="whole")


def run(args: argparse.Namespace) -> int:
    made = package(Path.cwd(), args.kind)
    if made.first and args.kind == "changed":
        print_message(messages.text("notice", "first-package"))
    if made.path:
        size = made.path.stat().st_size / 1024**2
        print_message(
            f"已打包 {len(made.files):,} 个文件（{size:.1f} MB）：{made.path.relative_to(Path.cwd()).as_posix()}"
        )
    else:
        print_message("上次打包以后网站没有新的或改动的文件，不用上传。")
    knows_address = (Path.cwd() / SITE / "sitemap.xml").is_file()  # made only with a site_url
    if args.kind != "offline" and not knows_address:
        print_message(messages.text("notice", "no-address"))
    if made.removed:
        print_message(messages.text("notice", "removed", count=len(made.removed)))
        for address in made.removed:
            print(address)
    return OK
