from __future__ import annotations

import sqlite3
import stat
import threading
from datetime import UTC, datetime

import pyogrio
import pytest
import shapely
from pandas import Timestamp

from gridmap.domain import Account, PointKind, attribute_schema
from gridmap.errors import InputError, UsageError
from gridmap.store import MemoryStore, backup, open_store, write_snapshot
from gridmap.store.published import published_layers
from tests.contract.worlds import NEW_YEAR, REDRAWN_DRAFT, leader, settle, shop

HASH = "$argon2id$of-a-password"


@pytest.fixture
def filled(store):
    with store.writing() as work:
        work.put_assignments([leader("420106001001001", "w-1")])
        work.put_account(Account("ping", HASH, ()))
        work.add_plan(*REDRAWN_DRAFT)
        work.put_points(
            [
                shop(
                    "s9",
                    114.3011111,
                    name="面馆",
                    happened_at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
                    attributes={"grade": "B", "cctv": True, "floor_area_m2": 30.5},
                )
            ]
        )
    return store


def test_snapshot_shows_cells_with_their_leaders(filled, tmp_path):
    write_snapshot(filled, tmp_path / "out.gpkg")
    cells = pyogrio.read_dataframe(tmp_path / "out.gpkg", layer="cell")
    first = cells.iloc[0]
    assert len(cells) == 4
    assert (first["code"], first["community"], first["leader"], first["valid_from"]) == (
        "420106001001001",
        "东湖社区",
        "甲",
        Timestamp(NEW_YEAR),
    )
    assert shapely.coverage_is_valid(cells.geometry.to_numpy())


def test_snapshot_flattens_attributes(filled, tmp_path):
    write_snapshot(filled, tmp_path / "out.gpkg")
    shops = pyogrio.read_dataframe(tmp_path / "out.gpkg", layer="shop").set_index("id")
    last = shops.loc["s9"]
    assert (last["name"], last["grade"], last["cctv"], last["floor_area_m2"]) == (
        "面馆",
        "B",
        True,
        30.5,
    )
    assert (last["happened_at"].isoformat()[:19], last.geometry.x) == (
        "2026-01-02T03:04:05",
        114.3011111,
    )


def test_snapshot_holds_no_drafts_and_no_accounts(filled, tmp_path):
    path = tmp_path / "out.gpkg"
    write_snapshot(filled, path)
    names = {name for name, _ in pyogrio.list_layers(path)}
    assert {"account", "plan", "worker", "assignment"}.isdisjoint(names)
    assert HASH.encode() not in path.read_bytes()


def test_snapshot_is_one_plain_file(filled, tmp_path):
    path = tmp_path / "out" / "out.gpkg"
    path.parent.mkdir()
    write_snapshot(filled, path)
    with sqlite3.connect(path) as connection:
        (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    connection.close()
    assert ([file.name for file in path.parent.iterdir()], mode) == (["out.gpkg"], "delete")


def test_snapshot_layers_have_an_index_and_an_extent(filled, tmp_path):
    path = tmp_path / "out.gpkg"
    write_snapshot(filled, path)
    info = pyogrio.read_info(path, layer="cell", force_total_bounds=True)
    assert info["total_bounds"] == (114.3, 30.6, 114.32, 30.61)
    assert info["capabilities"]["fast_spatial_filter"]


def test_snapshot_of_both_stores_has_the_same_rows(store, tmp_path):
    memory = MemoryStore()
    settle(memory)
    with memory.writing() as work:
        work.put_points([shop("s1", 114.301), shop("s2", 114.302)])
    shown = []
    for which in (store, memory):
        with which.reading() as reader:
            shown.append([(layer.name, layer.rows) for layer in published_layers(reader)])
    assert shown[0] == shown[1]


def test_snapshot_is_no_store(filled, tmp_path):
    write_snapshot(filled, tmp_path / "out.gpkg")
    with pytest.raises(InputError) as caught:
        open_store(tmp_path / "out.gpkg")
    assert caught.value.code == "store.foreign"


@pytest.mark.parametrize("copy", [backup, write_snapshot])
@pytest.mark.parametrize(
    ("name", "code"), [("store.gpkg", "store.exists"), ("no/out.gpkg", "store.unreachable")]
)
def test_copies_replace_nothing(store, path, copy, name, code):
    before = path.read_bytes()
    with pytest.raises(UsageError) as caught:
        copy(store, path.with_name(name) if "/" not in name else path.parent / name)
    assert (caught.value.code, path.read_bytes()) == (code, before)


def test_backup_is_the_whole_store_and_its_owners_alone(filled, tmp_path):
    target = tmp_path / "backup.gpkg"
    backup(filled, target)
    copy = open_store(target)
    assert copy.digest() == filled.digest()
    copy.close()
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert pyogrio.read_info(target, layer="cell")["features"] == 6


def test_backup_during_writes_is_whole(store, tmp_path):
    done = threading.Event()

    def write():
        number = 0
        while not done.is_set():
            with store.writing() as work:
                work.put_points([shop(f"x{number}-{part}", 114.301) for part in range(20)])
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    for number in range(5):
        backup(store, tmp_path / f"{number}.gpkg")
    done.set()
    writer.join()
    for number in range(5):
        copy = open_store(tmp_path / f"{number}.gpkg")
        with copy.reading() as reader:
            assert (len(reader.points()) - 2) % 20 == 0
        copy.close()


def test_memory_store_has_no_file_to_back_up(tmp_path):
    with pytest.raises(UsageError) as caught:
        backup(MemoryStore(), tmp_path / "x.gpkg")
    assert caught.value.code == "store.no_file"


@pytest.mark.parametrize("kind", PointKind)
def test_no_attribute_hides_a_column_of_every_point(kind):
    own = {"fid", "geom", "id", "class_code", "name", "happened_at", "cell_code"}
    assert own.isdisjoint(attribute_schema(kind)["properties"])
