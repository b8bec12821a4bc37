"""``nianbao verify``: compare originals, ledger, register, site and manifest."""

from __future__ import annotations

import argparse
from pathlib import Path

from build_scripts import messages
from build_scripts.commands import FINDINGS, OK, print_message
from build_scripts.model import Refusal
from build_scripts.project import CONFIG, SITE
from build_scripts.site.publish import is_undone
from build_scripts.site.verify import verify


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the folder of the site, if it is not ``site/``."""
    parser.add_argument("site", type=Path, nargs="?", metavar="网站", help="网站的文件夹（默认 site）")


def run(args: argparse.Namespace) -> int:
    site, here = args.site or SITE, CONFIG.is_file()
    if not (here or args.site):
        raise Refusal("wrong-folder", folder=Path.cwd(), file=CONFIG)
    if not site.is_dir():
        raise Refusal("nothing-to-verify", site=site.as_posix())
    if here and is_undone(Path()):
        print_message(messages.text("notice", "undone"))
    found = verify(Path(), site, with_content=here)
    for line in found:
        print(line)
    if found:
        print_message(f"共 {len(found)} 处不同。")
    else:
        print_message("原件、台账、登记簿和网站一致。" if here else messages.text("notice", "verified-alone"))
    return FINDINGS if found else OK
