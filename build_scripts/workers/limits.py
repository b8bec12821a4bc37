"""Resource limits for a process that parses originals. The process sets them itself, so they hold after the parent is
gone.

Windows has no such limits: there, only the deadline in the parent applies."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

if sys.platform != "win32":
    import resource


def confine_process(memory: int) -> None:
    """Limit this process permanently: at most ``memory`` bytes of address space more than at its start, and death with
    its parent (Linux), however the parent dies.

    After ``kill -9`` of a build, a reader once ran on for 21 minutes."""
    if sys.platform == "win32":
        return
    # Address space at the start is not used by the file; in a large build, or beside a browser, it is much.
    held = Path("/proc/self/statm")
    most = memory + (int(held.read_text().split()[0]) * resource.getpagesize() if held.exists() else 0)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    if sys.platform == "linux":
        import ctypes

        set_parent_death_signal = 1  # PR_SET_PDEATHSIG of <sys/prctl.h>
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL, 0, 0, 0)


def limit_cpu_time(seconds: float) -> None:
    """Limit the further processor time of this process: after that many seconds the kernel kills it, in any state."""
    if sys.platform == "win32":
        return
    spent = resource.getrusage(resource.RUSAGE_SELF)
    until = int(spent.ru_utime + spent.ru_stime + seconds) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (until if hard == resource.RLIM_INFINITY else min(until, hard), hard))
