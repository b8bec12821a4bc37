"""``nianbao undo``: the site as it was before the last build."""

from __future__ import annotations

import argparse
from pathlib import Path

from build_scripts import messages
from build_scripts.commands import OK, say
from build_scripts.site.publish import is_undone, undo


def arguments(_: argparse.ArgumentParser) -> None:
    """None."""


def run(_: argparse.Namespace) -> int:
    undo(Path.cwd())
    say(messages.text("notice", "undone" if is_undone(Path.cwd()) else "undone-again"))
    return OK
