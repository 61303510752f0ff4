"""How many cores are free at this moment.

A small model on two threads waits at hundreds of barriers in every token. When another program
has one of the cores, each wait lasts until the scheduler gives it back, and two threads become
slower than one. So the engine asks before every answer.
"""

import os
from pathlib import Path

_LOAD = Path("/proc/loadavg")


def free_cores(load: Path = _LOAD) -> int:
    """Cores this process may use and nothing else is running on, itself not counted.

    All of them where the system does not tell (it is told in Linux's ``/proc/loadavg``, fourth
    field: programs running now, of all).
    """
    cores = (
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    )
    try:
        running = int(load.read_text(encoding="ascii").split()[3].partition("/")[0])
    except (OSError, ValueError, IndexError):
        return cores
    return max(0, cores - max(0, running - 1))
