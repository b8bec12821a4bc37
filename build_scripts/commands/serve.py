"""``nianbao serve``: the site on this machine, built again when ``content/`` changes."""

from __future__ import annotations

import argparse
from pathlib import Path

from build_scripts import faults, messages
from build_scripts.build import build
from build_scripts.commands import OK, say
from build_scripts.commands.build import summary
from build_scripts.progress import Progress
from build_scripts.site.serve import serve


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen."""
    parser.add_argument("--port", type=int, default=8000, metavar="N", help="端口（默认 8000）")
    parser.add_argument(
        "--prefix", default="/", metavar="/子目录", help="像放在网站的子目录里那样打开，例如 /zwgk/nianbao"
    )


def run(args: argparse.Namespace) -> int:
    def rebuild() -> tuple[bool, list[str]]:
        try:
            with Progress() as progress:
                outcome = build(Path.cwd(), progress)
        except Exception as error:  # whoever is at work will mend it: the preview goes on
            refusal = faults.refusal_of(Path(), error)
            say(messages.of(refusal))
            return False, [messages.of(refusal)]
        summary(outcome, False)
        held = [messages.text("notice", "held", count=len(outcome.held))] if outcome.held is not None else []
        return outcome.published, held + [f"没有收录：{path}：{message}" for path, _, message in outcome.refused]

    serve(Path.cwd(), args.port, args.prefix, rebuild)
    return OK
