"""``nianbao undo``: roll the site back to the generation before the last build."""

from __future__ import annotations

import argparse
from pathlib import Path

from build_scripts import messages
from build_scripts.commands import OK, SHOWN, print_message
from build_scripts.model import Refusal
from build_scripts.project import PREVIOUS
from build_scripts.site.manifest import mismatched
from build_scripts.site.publish import is_undone, undo


def arguments(_: argparse.ArgumentParser) -> None:
    """Declare no arguments."""


def run(_: argparse.Namespace) -> int:
    previous = Path.cwd() / PREVIOUS
    # Files that both generations share are hard links, so an edit in one generation also changes the other.
    if previous.is_dir() and (edited := mismatched(previous)):
        raise Refusal("undo-edited", count=len(edited), what="、".join(edited[:SHOWN]))
    undo(Path.cwd())
    print_message(messages.text("notice", "undone" if is_undone(Path.cwd()) else "undone-again"))
    return OK
