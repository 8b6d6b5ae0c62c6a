from __future__ import annotations

import shutil

import pytest

from gridmap.store import MemoryStore, open_store
from tests.contract.worlds import settle


@pytest.fixture(scope="session")
def blank_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("blank") / "territory.gpkg"
    open_store(path, create=True).close()
    return path


@pytest.fixture(scope="session")
def settled_file(blank_file):
    path = shutil.copy(blank_file, blank_file.with_name("settled.gpkg"))
    store = open_store(path)
    settle(store)
    store.close()
    return path


@pytest.fixture
def file_store(settled_file, tmp_path):
    """The small territory in a file of its own."""
    store = open_store(shutil.copy(settled_file, tmp_path))
    yield store
    store.close()


@pytest.fixture(params=["memory", "file"])
def blank(request, blank_file, tmp_path):
    """An empty store of each kind."""
    if request.param == "memory":
        yield MemoryStore()
        return
    store = open_store(shutil.copy(blank_file, tmp_path))
    yield store
    store.close()


@pytest.fixture(params=["memory", "file"])
def store(request):
    """The small territory in a store of each kind."""
    if request.param == "file":
        return request.getfixturevalue("file_store")
    memory = MemoryStore()
    settle(memory)
    return memory
