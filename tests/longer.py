"""How many examples a property tries: a few in the ordinary run, twentyfold in the long one."""

from __future__ import annotations

import os

FACTOR = 20


def examples(count: int) -> int:
    """Return the number of examples for this run; ``make test-long`` sets GRIDMAP_LONG."""
    return count * FACTOR if os.environ.get("GRIDMAP_LONG") else count
