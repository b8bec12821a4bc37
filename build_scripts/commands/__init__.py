"""The commands of ``nianbao``, one module each: ``arguments`` declares the arguments, ``run`` executes the command.

A module is imported only when its command is called, so a command imports only its own dependencies."""

from __future__ import annotations

import sys

from build_scripts import faults

OK, FINDINGS, REFUSED, PARTLY, STOPPED = 0, 1, 2, 3, 4
SHOWN = 5  # rows of the register, or addresses, that a command lists; the others are counted


def print_message(text: str) -> None:
    """Print a message to the user on standard error; standard output is reserved for results."""
    print(faults.escaped_controls(text), file=sys.stderr)
