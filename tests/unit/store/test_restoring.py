"""Putting a backup in the place of a store."""

from __future__ import annotations

import sqlite3

import pytest

from gridmap.domain import Territory
from gridmap.errors import InputError, UsageError
from gridmap.store import backup, create, open_store, restore


@pytest.fixture
def path(tmp_path):
    return tmp_path / "store.gpkg"


@pytest.fixture
def copy(path, tmp_path):
    """A backup of a store that was renamed afterwards, and is closed."""
    store = create(path, Territory("以前"))
    backup(store, tmp_path / "copy.gpkg")
    with store.writing() as work:
        work.set_territory(Territory("现在"))
    store.close()
    return tmp_path / "copy.gpkg"


def name_in(path) -> str:
    store = open_store(path)
    with store.reading() as reader:
        name = reader.territory().name
    store.close()
    return name


def test_the_store_is_as_the_backup(path, copy):
    kept = restore(copy, path)
    assert (name_in(path), name_in(kept)) == ("以前", "现在")


def test_the_restored_store_is_its_owners_alone(path, copy):
    restore(copy, path)
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_second_restore_keeps_the_first_store_too(path, copy):
    first, second = restore(copy, path), restore(copy, path)
    assert first != second
    assert first.exists()


def test_a_missing_store_is_made(path, copy, tmp_path):
    assert restore(copy, tmp_path / "new.gpkg") is None
    assert name_in(tmp_path / "new.gpkg") == "以前"


def test_a_store_in_use_is_left_alone(path, copy):
    store = open_store(path)
    with store.reading(), pytest.raises(UsageError) as refused:
        restore(copy, path)
    store.close()
    assert refused.value.code == "restore.served"
    assert name_in(path) == "现在"


def test_a_store_that_is_idle_but_open_is_left_alone(path, copy):
    store = open_store(path)
    with pytest.raises(UsageError):
        restore(copy, path)
    store.close()


def test_no_store_is_no_backup(path, copy, tmp_path):
    (tmp_path / "text.gpkg").write_text("not a database" * 100)
    with pytest.raises(InputError):
        restore(tmp_path / "text.gpkg", path)
    assert name_in(path) == "现在"


def test_a_damaged_backup_is_refused(path, copy):
    with sqlite3.connect(copy) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_master SET rootpage = 1 WHERE name = 'ix_edit_plan_id'")
        connection.execute("UPDATE sqlite_master SET rootpage = 2 WHERE name = 'plan'")
    connection.close()
    with pytest.raises(InputError):
        restore(copy, path)
    assert name_in(path) == "现在"


def test_nothing_is_left_beside_after_a_refusal(path, copy, tmp_path):
    (tmp_path / "text.gpkg").write_text("not a database" * 100)
    with pytest.raises(InputError):
        restore(tmp_path / "text.gpkg", path)
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []
