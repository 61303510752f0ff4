"""Memory that is free goes back to the system at once.

Recogniser and voice take and give back megabytes with every sentence. The C library learns to keep
blocks of that size for later, and in a process with several engines they tear its heap to pieces:
without this a conversation grew from 730 to 1,100 MB within a hundred turns.
"""

import ctypes

_MMAP_THRESHOLD = -3
"""``M_MMAP_THRESHOLD`` of glibc's ``mallopt``."""
_LARGE_BYTES = 256 * 1024


def give_back_early() -> None:
    """For the whole process; does nothing where the C library is another one."""
    try:
        ctypes.CDLL(None).mallopt(_MMAP_THRESHOLD, _LARGE_BYTES)
    except (AttributeError, OSError, TypeError):
        return
