"""The commands of ``nianbao``, one module each: ``arguments`` says what may stand behind its name, ``run`` does it.

A module is imported when its command is called, and brings what that command needs and nothing else.
"""

from __future__ import annotations

import sys

from build_scripts import faults

OK, FINDINGS, REFUSED, PARTLY, STOPPED = 0, 1, 2, 3, 4
SHOWN = 5  # rows of the register, or addresses, that a command shows; the rest is counted


def say(text: str) -> None:
    """For whoever sits there; standard output is kept for results."""
    print(faults.visible(text), file=sys.stderr)
