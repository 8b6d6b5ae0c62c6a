"""How many examples a property tries: a few in the ordinary run, twentyfold in the long one."""

from __future__ import annotations

import os

FACTOR = 20


def is_long() -> bool:
    """Tell whether this is the long run; ``make test-long`` sets GRIDMAP_LONG."""
    return bool(os.environ.get("GRIDMAP_LONG"))


def examples(count: int) -> int:
    """Return the number of examples for this run."""
    return count * FACTOR if is_long() else count
