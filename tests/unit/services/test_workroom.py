"""The private folder: names of ours, limits while files come, old files go."""

from __future__ import annotations

import gc
import io
import os

import pytest

from gridmap.errors import InputError
from gridmap.services.workroom import Workroom, new_id, suffix_of
from gridmap.store import MemoryStore, open_store


@pytest.fixture
def room(tmp_path):
    return Workroom(tmp_path / "files")


def test_a_file_is_kept_for_its_owner_alone(room):
    name = new_id()
    kept = room.keep(name, ".csv", io.BytesIO(b"a,b\n"), 100)
    assert (kept.size_bytes, room.path(name, ".csv").read_bytes()) == (4, b"a,b\n")
    assert room.path(name, ".csv").stat().st_mode & 0o077 == room.folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("data", [b"", b"x" * 101])
def test_what_is_empty_or_too_large_leaves_nothing(room, data):
    with pytest.raises(InputError):
        room.keep(new_id(), ".csv", io.BytesIO(data), 100)
    assert list(room.folder.iterdir()) == []


@pytest.mark.parametrize("name", ["", "../x", "a" * 32 + "/x", "A" * 32, "0" * 31])
def test_only_ids_of_ours_are_names(room, name):
    with pytest.raises(InputError):
        room.path(name)


def test_odd_endings_are_left_out(room):
    name = new_id()
    assert room.path(name, "/../x").name == name


def test_old_files_that_nobody_needs_go(room):
    needed, old, fresh = new_id(), new_id(), new_id()
    for name in (needed, old, fresh):
        room.keep(name, ".csv", io.BytesIO(b"x"), 100)
    for name in (needed, old):
        os.utime(room.path(name, ".csv"), (0, 0))
    room.sweep([needed])
    assert {path.stem for path in room.folder.iterdir()} == {needed, fresh}


@pytest.mark.parametrize(
    ("name", "ending"),
    [("a.CSV", ".csv"), ("a.geojson.gz", ".geojson.gz"), ("v1.2.xlsx", ".xlsx"), ("a", "")],
)
def test_ending_of_a_name(name, ending):
    assert suffix_of(name) == ending


def test_the_folder_of_a_store_in_memory_goes_with_the_store():
    store = MemoryStore()
    folder = Workroom.beside(store).folder
    assert folder.is_dir()
    del store
    gc.collect()
    assert not folder.exists()


def test_the_folder_of_a_stored_file_lies_beside_it(tmp_path):
    path = tmp_path / "town.gpkg"
    store = open_store(path, create=True)
    assert Workroom.beside(store).folder == tmp_path / "town.gpkg-files"
    store.close()
