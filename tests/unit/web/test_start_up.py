"""What the serving process loads, and what it must not."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from gridmap.errors import UsageError
from web.assets import read_bundles
from web.serving import address_of, keep_kernels

HEAVY = ("geopandas", "pandas", "matplotlib", "folium", "pyogrio")


@pytest.mark.parametrize("module", ["web.app", "web.cli"])
def test_serving_loads_no_notebook_libraries(module):
    code = f"import sys, {module}; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_kernels_are_kept_beside_the_store_where_the_library_is_read_only(tmp_path, monkeypatch):
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)
    keep_kernels(tmp_path / "store.gpkg")
    assert os.environ["NUMBA_CACHE_DIR"] == str(tmp_path / ".gridmap-kernels")


def test_front_end_that_is_not_built_is_named(tmp_path):
    with pytest.raises(UsageError, match="hatch_build"):
        read_bundles(tmp_path / "manifest.json")


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8750/"),
        ("0.0.0.0", "http://127.0.0.1:8750/"),  # noqa: S104  only written, never bound
        ("::", "http://[::1]:8750/"),
        ("map.example", "http://map.example:8750/"),
    ],
)
def test_printed_address_opens_in_a_browser(host, address):
    assert address_of(host, 8750) == address
