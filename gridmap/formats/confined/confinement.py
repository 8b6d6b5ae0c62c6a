"""What the child gives up before it opens a file: memory, time, files and the network."""

from __future__ import annotations

import ctypes
import sys

from gridmap.formats import limits

_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
# While libraries load they may map this much in all; afterwards the limit is drawn tight.
_LOADING_BYTES = 4 * limits.MEMORY_BYTES


def give_up(cpu_s: int = limits.CPU_S) -> None:
    """Limit processor time, open files, written bytes and, generously, memory; leave the network.

    Where a system has no such limits the parent's clock is the only one.
    """
    _leave_network()
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  the module does not exist everywhere

    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s))
    resource.setrlimit(resource.RLIMIT_NOFILE, (limits.OPEN_FILES, limits.OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.UNPACKED_BYTES, limits.UNPACKED_BYTES))
    _limit_memory(_LOADING_BYTES)


def limit_job(cpu_s: int, memory_bytes: int) -> None:
    """Limit a job: processor time, memory, dumps; leave the network."""
    _leave_network()
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  the module does not exist everywhere

    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _limit_memory(memory_bytes)


def draw_memory_tight() -> None:
    """Leave room for one gibibyte beyond what is mapped now, for good."""
    _limit_memory(_mapped_bytes() + limits.MEMORY_BYTES)


def _limit_memory(size_bytes: int) -> None:
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  the module does not exist everywhere

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    allowed = size_bytes if hard == resource.RLIM_INFINITY else min(size_bytes, hard)
    resource.setrlimit(resource.RLIMIT_AS, (allowed, allowed))


def _mapped_bytes() -> int:
    """Return the size of the address space, 0 where the system does not tell."""
    import resource  # noqa: PLC0415  the module does not exist everywhere

    try:
        with open("/proc/self/statm", "rb") as stream:  # noqa: PTH123  no object for one number
            return int(stream.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def _leave_network() -> None:
    """Move into a network of its own without a link, where the kernel allows it.

    Alone first, which keeps a privileged user's rights to files; else with a user namespace.
    """
    if sys.platform != "linux":
        return
    unshare = ctypes.CDLL(None).unshare
    if unshare(_CLONE_NEWNET) != 0:
        unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
