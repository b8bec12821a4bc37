"""What a process that reads originals may take, set in the process itself: it holds when the parent is gone too.

Windows has no such limits: there the deadline of the parent alone holds.
"""

from __future__ import annotations

import signal
import sys
from pathlib import Path

if sys.platform != "win32":
    import resource


def bind(memory: int) -> None:
    """For the life of this process: at most ``memory`` bytes of address space more than it was born with, and its end with
    that of its parent (Linux), however that ends: a reader ran on for 21 minutes after ``kill -9`` of the build."""
    if sys.platform == "win32":
        return
    # What the process has when it is born is not the file's: in a large build, or beside a browser, that is much.
    held = Path("/proc/self/statm")
    most = memory + (int(held.read_text().split()[0]) * resource.getpagesize() if held.exists() else 0)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    if sys.platform == "linux":
        import ctypes

        set_parent_death_signal = 1  # PR_SET_PDEATHSIG of <sys/prctl.h>
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL, 0, 0, 0)


def allow(seconds: float) -> None:
    """From now on at most that many seconds of processor time: the kernel ends the process, whatever it is doing."""
    if sys.platform == "win32":
        return
    spent = resource.getrusage(resource.RUSAGE_SELF)
    until = int(spent.ru_utime + spent.ru_stime + seconds) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (until if hard == resource.RLIM_INFINITY else min(until, hard), hard))
