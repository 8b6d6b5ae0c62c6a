from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pyogrio
import pytest
import shapely
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, create_engine, inspect
from sqlalchemy.exc import IntegrityError

from gridmap.domain import Edit, EditKind
from gridmap.errors import ConflictError, InputError, UsageError
from gridmap.store import MemoryStore, SqlStore, create, open_store, opening, upgrade
from gridmap.store.dialects import sqlite
from gridmap.store.migrating import HEAD, REVISIONS, alembic_config
from gridmap.store.tables import metadata
from tests.contract.worlds import REDRAWN_DRAFT, TERRITORY, columns, shop

ROOT = Path(__file__).parents[3]


def pragma(store, name):
    with sqlite.transaction(store.engine, store.path, writer=False) as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()


def test_every_connection_is_durable_and_strict(store):
    wanted = {"synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000, "journal_mode": "wal"}
    with store.reading(), store.reading(), store.reading():
        found = [{name: pragma(store, name) for name in wanted} for _ in range(2)]
    assert found == [wanted, wanted]


def test_a_long_log_goes_back_into_the_file(store, path, monkeypatch):
    monkeypatch.setattr(sqlite, "_LONGEST_LOG_BYTES", 1 << 16)
    log = path.with_name(f"{path.name}-wal")
    with store.reading():
        for number in range(40):
            with store.writing() as work:
                work.put_points([shop("s3", 114.303 + number / 1e6)])
        longest = log.stat().st_size
    with store.writing() as work:
        work.put_points([shop("s3", 114.303)])
    assert log.stat().st_size == 0 < (1 << 16) < longest


def test_file_is_its_owners_alone(path):
    store = open_store(path)
    with store.writing() as work:
        work.put_points([shop("s3", 114.303)])
        modes = {stat.S_IMODE(file.stat().st_mode) for file in path.parent.glob("store.gpkg*")}
    store.close()
    assert modes == {0o600}


def test_file_is_a_geopackage(path):
    with sqlite3.connect(path) as connection:
        ids = [
            connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("application_id", "user_version", "integrity_check", "foreign_key_check")
            if connection.execute(f"PRAGMA {name}").fetchone()
        ]
    connection.close()
    assert ids == [0x47504B47, 10400, "ok"]


def test_gdal_reads_the_file_through_its_index(path):
    found = pyogrio.read_dataframe(path, layer="cell", bbox=(114.3001, 30.601, 114.3002, 30.602))
    assert list(found["code"]) == ["420106001001001"]


def test_gdal_finds_the_layers_with_their_extent(path):
    info = pyogrio.read_info(path, layer="cell")
    assert (info["geometry_type"], info["crs"], info["features"]) == (
        "MultiPolygon",
        "EPSG:4326",
        4,
    )


def test_bulk_load_fills_the_index_and_keeps_the_triggers(store):
    with store.writing() as work:
        work.put_points([shop(f"p{number}", 114.301) for number in range(1500)])
        work.put_points([shop("single", 114.301)])
    with sqlite.transaction(store.engine, store.path, writer=False) as connection:
        counts = [
            connection.exec_driver_sql(statement).scalar_one()
            for statement in (
                "SELECT count(*) FROM point",
                "SELECT count(*) FROM rtree_point_geom",
            )
        ]
        triggers = connection.exec_driver_sql(
            "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'point'"
        ).scalar_one()
    assert (counts, triggers) == ([1503, 1503], 7)


def test_migrated_schema_is_the_declared_one(path, tmp_path):
    declared = create_engine(f"sqlite:///{tmp_path / 'declared.db'}")
    metadata.create_all(declared)
    migrated = create_engine(f"sqlite:///{path}")
    assert _schema(migrated, metadata) == _schema(declared, metadata)
    declared.dispose()
    migrated.dispose()


def _schema(engine, tables: MetaData):
    inspector = inspect(engine)
    with engine.connect() as connection:
        return {
            name: (
                connection.exec_driver_sql(f'PRAGMA table_info("{name}")').all(),
                sorted(map(str, inspector.get_foreign_keys(name))),
                sorted(
                    (index["name"], index["column_names"], index["unique"], str(where))
                    for index in inspector.get_indexes(name)
                    for where in [index.get("dialect_options", {}).get("sqlite_where")]
                ),
                sorted(map(str, inspector.get_unique_constraints(name))),
                sorted(map(str, inspector.get_check_constraints(name))),
            )
            for name in tables.tables
        }


def test_create_names_the_territory(tmp_path):
    store = create(tmp_path / "new.gpkg", TERRITORY)
    with store.reading() as reader:
        assert reader.territory() == TERRITORY
    store.close()
    assert [file.name for file in tmp_path.iterdir()] == ["new.gpkg"]


def test_create_leaves_an_existing_file_alone(path):
    before = path.read_bytes()
    with pytest.raises(UsageError) as caught:
        create(path, TERRITORY)
    assert (caught.value.code, path.read_bytes()) == ("store.exists", before)


def test_create_that_fails_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr("gridmap.store.opening.migrate", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        create(tmp_path / "new.gpkg", TERRITORY)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("absent.gpkg", "store.missing"),
        ("text.gpkg", "store.foreign"),
        ("other.db", "store.foreign"),
        ("absent/new.gpkg", "store.missing"),
        ("postgresql://host/name", "store.dialect"),
    ],
)
def test_what_is_no_store_is_not_opened(tmp_path, name, code):
    (tmp_path / "text.gpkg").write_text("no database " * 100)
    with sqlite3.connect(tmp_path / "other.db") as connection:
        connection.execute("CREATE TABLE t (x)")
    connection.close()
    with pytest.raises((InputError, UsageError)) as caught:
        open_store(name if "://" in name else tmp_path / name)
    assert caught.value.code == code


def test_upgrade_leaves_a_current_store_alone(path):
    before = path.read_bytes()
    assert upgrade(path) is None
    assert (path.read_bytes(), list(path.parent.glob("*schema*"))) == (before, [])


def test_upgrade_copies_the_store_before_it_changes_it(path, monkeypatch):
    # A step after the head stands in for that of a coming release.
    monkeypatch.setattr(opening, "HEAD", "next")
    steps = []
    monkeypatch.setattr(opening, "migrate", steps.append)
    copy = upgrade(path)
    assert (copy.name, len(steps)) == (f"store.schema-{HEAD}.gpkg", 1)
    assert pyogrio.read_info(copy, layer="cell")["features"] == 4


def test_store_of_an_earlier_release_asks_for_an_upgrade(path, monkeypatch):
    monkeypatch.setattr(opening, "HEAD", "next")
    with pytest.raises(UsageError) as caught:
        open_store(path)
    assert caught.value.code == "store.outdated"


def test_upgrade_refuses_what_is_no_store(tmp_path):
    with pytest.raises(UsageError) as caught:
        upgrade(tmp_path / "absent.gpkg")
    assert caught.value.code == "store.missing"


def test_head_is_the_last_migration(store):
    with sqlite.transaction(store.engine, store.path, writer=False) as connection:
        scripts = ScriptDirectory.from_config(alembic_config(connection))
    assert ([scripts.get_current_head()], REVISIONS) == (
        list(scripts.get_heads()),
        tuple(step.revision for step in reversed(list(scripts.walk_revisions()))),
    )
    assert scripts.get_current_head() == HEAD


def test_memory_store_is_opened_by_name():
    assert isinstance(open_store("memory:"), MemoryStore)


def test_url_of_a_file_is_understood(path):
    store = open_store(f"sqlite:///{path}")
    assert isinstance(store, SqlStore)
    store.close()


@pytest.mark.parametrize(("found", "code"), [("0000", "store.newer"), ("9999", "store.newer")])
def test_store_of_another_release_is_refused(path, found, code):
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (found,))
    connection.close()
    with pytest.raises(UsageError) as caught:
        open_store(path)
    assert caught.value.code == code


def test_lock_that_is_not_given_up_is_reported(store, path, monkeypatch):
    monkeypatch.setattr(
        sqlite, "_PRAGMAS", ("PRAGMA busy_timeout = 1", "PRAGMA trusted_schema = ON")
    )
    other = open_store(path)
    with store.writing(), pytest.raises(ConflictError) as caught, other.writing():
        pass
    other.close()
    assert caught.value.code == "store.busy"


def test_readonly_file_is_reported(path):
    store = open_store(path)
    with sqlite.transaction(store.engine, path, writer=False) as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")
    with pytest.raises(UsageError) as caught, store.writing() as work:
        work.put_points([shop("s3", 114.303)])
    store.close()
    assert caught.value.code == "store.readonly"


def test_full_disk_is_reported_and_nothing_is_kept(store):
    before = store.digest()
    with sqlite.transaction(store.engine, store.path, writer=False) as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(UsageError) as caught, store.writing() as work:
        work.put_points([shop(f"p{number}", 114.301) for number in range(3000)])
    assert (caught.value.code, store.digest()) == ("store.full", before)


def test_child_of_a_fork_opens_connections_of_its_own(store):
    with store.reading() as reader:
        reader.points()
    child = os.fork()
    if child == 0:
        with store.writing() as work:
            work.put_points([shop("s3", 114.303)])
        os._exit(0)
    _, status = os.waitpid(child, 0)
    with store.reading() as reader:
        found = len(reader.points())
    assert (status, found) == (0, 3)


def test_amendment_writes_the_touched_rows_only(store):
    draft = REDRAWN_DRAFT[0]
    edges = [round(114.30 + number * 0.0001, 7) for number in range(1, 101)]
    cells = columns(draft, 114.30, *edges)
    whole = replace(cells[0], geometry=shapely.unary_union([c.geometry for c in cells[:2]]))
    edit = Edit(draft.id, 1, EditKind.EDIT, {"op": "merge"}, tuple(cells[:2]), (whole,))
    with store.writing() as work:
        work.add_plan(draft, cells)
    with sqlite.transaction(store.engine, store.path, writer=False) as connection:
        driver = connection.connection.driver_connection
    before = driver.total_changes
    with store.writing() as work:
        work.amend(draft.id, [edit], 1)
    # A cell goes and one changes, each with its row of the index; the entry, the plan, the
    # revision and the date of the layer.
    assert 0 < driver.total_changes - before < 20


@pytest.mark.parametrize("statement", ["UPDATE edit SET made_by = 'x'", "DELETE FROM edit"])
def test_database_itself_keeps_the_journal(store, statement):
    draft, cells = REDRAWN_DRAFT
    with store.writing() as work:
        work.add_plan(draft, cells)
        work.replace_draft(draft.id, cells[:1], 1)
    before = store.digest()
    with (
        pytest.raises(IntegrityError, match="only ever added"),
        sqlite.transaction(store.engine, store.path, writer=True) as connection,
    ):
        connection.exec_driver_sql(statement)
    assert store.digest() == before


def test_one_part_stays_a_polygon(store):
    with store.reading() as reader:
        assert {shapely.get_type_id(cell.geometry) for cell in reader.published_cells()} == {3}


def test_store_needs_no_data_frames():
    script = "import sys, gridmap.store; print({'pandas', 'geopandas', 'alembic'} & {*sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout == "set()\n"
