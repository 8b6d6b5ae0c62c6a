"""What the serving process loads, and what it must not."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("geopandas", "pandas", "matplotlib", "folium", "pyogrio")


@pytest.mark.parametrize("module", ["web.app", "web.cli"])
def test_serving_loads_no_notebook_libraries(module):
    code = f"import sys, {module}; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
