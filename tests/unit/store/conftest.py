from __future__ import annotations

import pytest

from gridmap.store import open_store
from tests.contract.worlds import settle, shop


@pytest.fixture
def path(tmp_path):
    """A file with the small territory and two shops, closed."""
    path = tmp_path / "store.gpkg"
    store = open_store(path, create=True)
    settle(store)
    with store.writing() as work:
        work.put_points([shop("s1", 114.301), shop("s2", 114.302)])
    store.close()
    return path


@pytest.fixture
def store(path):
    store = open_store(path)
    yield store
    store.close()
