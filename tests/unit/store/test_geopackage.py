from __future__ import annotations

import sqlite3

import numpy as np
import pyogrio.raw
import pytest
import shapely

from gridmap.store.dialects import geopackage
from gridmap.store.dialects.geopackage import decode, encode, envelope_of

SQUARE = shapely.box(114.3, 30.6, 114.4, 30.7)
SHAPES = [
    ("POINT", shapely.Point(114.3, 30.6)),
    ("LINESTRING", shapely.LineString([(114.3, 30.6), (114.4, 30.7)])),
    ("POLYGON", SQUARE),
    ("MULTIPOLYGON", SQUARE),
    ("MULTIPOLYGON", shapely.MultiPolygon([SQUARE, shapely.box(1, 2, 3, 4)])),
]


@pytest.mark.parametrize(("kind", "shape"), SHAPES)
def test_blob_gives_the_geometry_back(kind, shape):
    assert shapely.equals_identical(decode(encode(shape, kind)), shape)


@pytest.mark.parametrize(("kind", "shape"), SHAPES)
def test_envelope_is_that_of_the_geometry(kind, shape):
    west, south, east, north = shape.bounds
    assert envelope_of(encode(shape, kind)) == (west, east, south, north)


@pytest.mark.parametrize("envelope", [True, False])
def test_blobs_of_other_writers_are_understood(envelope):
    big_endian = shapely.to_wkb(SQUARE, byte_order=0)
    flags, bounds = (0x02, np.array([114.3, 114.4, 30.6, 30.7], ">f8").tobytes())
    blob = b"GP\x00" + bytes([flags if envelope else 0]) + (4326).to_bytes(4, "big")
    blob += (bounds if envelope else b"") + big_endian
    assert envelope_of(blob) == (114.3, 114.4, 30.6, 30.7)
    assert shapely.equals_identical(decode(blob), SQUARE)


def test_triggers_are_those_that_gdal_writes(tmp_path):
    path = tmp_path / "gdal.gpkg"
    pyogrio.raw.write(
        path,
        shapely.to_wkb(np.array([shapely.MultiPolygon([SQUARE])])),
        [np.array(["a"], object)],
        ["name"],
        layer="cell",
        geometry_type="MultiPolygon",
        crs="EPSG:4326",
        driver="GPKG",
    )
    with sqlite3.connect(path) as connection:
        found = connection.execute(
            "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'rtree_cell%'"
        ).fetchall()
    connection.close()
    ours = geopackage.trigger_statements(geopackage.Layer("cell", "MULTIPOLYGON"))
    assert {_bare(sql) for (sql,) in found} == {_bare(sql) for sql in ours}


def _bare(sql: str) -> str:
    letters = "".join(sql.lower().split()).replace('"', "").replace("notnull", "isnotnull")
    return letters.replace("isisnotnull", "isnotnull").replace(";end", "end")


def test_index_follows_every_change(path):
    with sqlite3.connect(path) as connection:
        geopackage.register_functions(connection)
        connection.execute("PRAGMA trusted_schema = ON")
        blob = encode(shapely.Point(1.0, 2.0), "POINT")
        connection.execute("UPDATE point SET geom = ? WHERE id = 's1'", (blob,))
        connection.execute("DELETE FROM point WHERE id = 's2'")
        found = connection.execute("SELECT id, minx, maxy FROM rtree_point_geom").fetchall()
        keys = connection.execute("SELECT fid FROM point").fetchall()
    connection.close()
    assert [(key,) for key, *_ in found] == keys
    assert found[0][1:] == (1.0, 2.0)
