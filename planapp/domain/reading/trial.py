"""Work that cannot be interrupted, tried first where it may be ended."""

from __future__ import annotations

import os
import resource
from collections.abc import Callable


def ends_in_time(work: Callable[[], object], *, seconds: int) -> bool:
    """Whether `work` comes to an end, by return or exception, in so many seconds of the processor.

    It runs in a process of its own that leaves nothing behind, so it has to be done once more.
    """
    child = os.fork()
    if not child:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        try:
            work()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return not os.WIFSIGNALED(status)
