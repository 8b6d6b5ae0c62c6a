"""GeoPackage 1.4: geometry blobs, the tables every such file has, and the spatial index.

The byte layout, the table definitions and the triggers are those of OGC 12-128r19, clauses 1.1.1,
1.1.2 and 2.1.3 and annex F.3 (R-tree index).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np
import shapely

if TYPE_CHECKING:
    import sqlite3

    from numpy.typing import NDArray
    from shapely import Geometry

APPLICATION_ID: Final = 0x47504B47
USER_VERSION: Final = 10400
SRS_ID: Final = 4326

_HEADER = struct.Struct("<2sBBi")
_ENVELOPE = struct.Struct("<4d")
_POINT = struct.Struct("<BIdd")
_WKB_POINT = 1
_MULTIPOLYGON = 6
_FLAGS_PLAIN = 0x01
_LONLAT = struct.Struct("<2d")
_PLACE = struct.Struct("<2sBBiBIdd")
_PLACE_START = _PLACE.pack(b"GP", 0, _FLAGS_PLAIN, SRS_ID, 1, _WKB_POINT, 0.0, 0.0)[: -_LONLAT.size]
_PLACE_ROW: Final = np.dtype([("head", np.void, len(_PLACE_START)), ("lonlat", "<f8", 2)])
_FLAGS_ENVELOPE = 0x03
_FLAG_EMPTY = 0x10
_ENVELOPE_BYTES = (0, 32, 48, 48, 64)


def encode(geometry: Geometry, column_type: str) -> bytes:
    """Return the blob of a geometry in lon/lat.

    Points carry no envelope, which would be longer than they are; all others do.

    Parameters
    ----------
    geometry
        A non-empty geometry in two dimensions.
    column_type
        Declared type of the column; a polygon in a MULTIPOLYGON column becomes a one-part one.
    """
    if column_type == "POINT":
        return encode_place((geometry.x, geometry.y))
    if column_type == "MULTIPOLYGON" and geometry.geom_type == "Polygon":
        min_x, min_y, max_x, max_y = geometry.bounds
        geometry = shapely.MultiPolygon([geometry])
    else:
        min_x, min_y, max_x, max_y = geometry.bounds
    header = _HEADER.pack(b"GP", 0, _FLAGS_ENVELOPE, SRS_ID)
    envelope = _ENVELOPE.pack(min_x, max_x, min_y, max_y)
    return header + envelope + cast("bytes", shapely.to_wkb(geometry, byte_order=1))


def decode(blob: bytes) -> Geometry:
    """Return the geometry of a blob; a one-part multipolygon comes back as a polygon."""
    geometry = shapely.from_wkb(blob[_wkb_start(blob) :])
    if geometry.geom_type == "MultiPolygon" and len(geometry.geoms) == 1:
        return geometry.geoms[0]
    return geometry


def decode_many(blobs: Sequence[bytes | None]) -> list[Geometry | None]:
    """Return the geometry of each blob as `decode` does, all at once; None stays None."""
    shapes = shapely.from_wkb(
        np.array([None if blob is None else blob[_wkb_start(blob) :] for blob in blobs], object)
    )
    single = (shapely.get_type_id(shapes) == _MULTIPOLYGON) & (
        shapely.get_num_geometries(shapes) == 1
    )
    shapes[single] = shapely.get_geometry(shapes[single], 0)
    return cast("list[Geometry | None]", shapes.tolist())


def encode_place(place: tuple[float, float]) -> bytes:
    """Return the blob of a point given as lon, lat."""
    return _PLACE.pack(b"GP", 0, _FLAGS_PLAIN, SRS_ID, 1, _WKB_POINT, *place)


def decode_place(blob: bytes) -> tuple[float, float]:
    """Return lon, lat of the blob of a point."""
    if len(blob) == _PLACE.size and blob[: len(_PLACE_START)] == _PLACE_START:
        return cast("tuple[float, float]", _LONLAT.unpack_from(blob, len(_PLACE_START)))
    point = decode(blob)
    return point.x, point.y


def decode_places(blobs: Sequence[bytes]) -> NDArray[np.float64]:
    """Return lon, lat of blobs of points, shape (N, 2), all at once."""
    if all(len(blob) == _PLACE.size for blob in blobs):
        rows = np.frombuffer(b"".join(blobs), _PLACE_ROW)
        if (rows["head"] == np.void(_PLACE_START)).all():
            return np.ascontiguousarray(rows["lonlat"], np.float64)
    return np.array([decode_place(blob) for blob in blobs], np.float64).reshape(-1, 2)


def _wkb_start(blob: bytes) -> int:
    return _HEADER.size + _ENVELOPE_BYTES[(blob[3] >> 1) & 0x07]


def envelope_of(blob: bytes) -> tuple[float, float, float, float]:
    """Return min x, max x, min y, max y of a blob, from its header where it has one."""
    start = _wkb_start(blob)
    if start > _HEADER.size:
        order = "<" if blob[3] & 1 else ">"
        found = struct.unpack_from(f"{order}4d", blob, _HEADER.size)
        return cast("tuple[float, float, float, float]", found)
    if len(blob) == start + _POINT.size and blob[start] == 1:
        _, _, x, y = _POINT.unpack_from(blob, start)
        return x, x, y, y
    min_x, min_y, max_x, max_y = shapely.from_wkb(blob[start:]).bounds
    return min_x, max_x, min_y, max_y


def register_functions(connection: sqlite3.Connection) -> None:
    """Give a connection the ST_* functions that the triggers of the spatial index call."""

    def part(position: int, blob: bytes | None) -> float | None:
        return None if blob is None else envelope_of(blob)[position]

    def is_empty(blob: bytes | None) -> int | None:
        return None if blob is None else int(bool(blob[3] & _FLAG_EMPTY))

    for position, name in enumerate(("ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY")):
        connection.create_function(
            name, 1, lambda blob, position=position: part(position, blob), deterministic=True
        )
    connection.create_function("ST_IsEmpty", 1, is_empty, deterministic=True)


@dataclass(frozen=True, slots=True)
class Layer:
    """A table with one geometry column named ``geom`` and the primary key ``fid``."""

    table: str
    geometry_type: str

    @property
    def index(self) -> str:
        """Name of the virtual table that indexes it."""
        return f"rtree_{self.table}_geom"


_WGS84_WKT = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,'
    'AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,'
    'AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],'
    'AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]'
)

CORE_STATEMENTS: Final = (
    f"PRAGMA application_id = {APPLICATION_ID}",
    f"PRAGMA user_version = {USER_VERSION}",
    """CREATE TABLE gpkg_spatial_ref_sys (
        srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
        organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT)""",
    """CREATE TABLE gpkg_contents (
        table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
        description TEXT DEFAULT '',
        last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
        min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE,
        srs_id INTEGER REFERENCES gpkg_spatial_ref_sys (srs_id))""",
    """CREATE TABLE gpkg_geometry_columns (
        table_name TEXT NOT NULL REFERENCES gpkg_contents (table_name),
        column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
        srs_id INTEGER NOT NULL REFERENCES gpkg_spatial_ref_sys (srs_id),
        z TINYINT NOT NULL, m TINYINT NOT NULL,
        CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
        CONSTRAINT uk_gc_table_name UNIQUE (table_name))""",
    """CREATE TABLE gpkg_extensions (
        table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL,
        scope TEXT NOT NULL,
        CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name))""",
    f"""INSERT INTO gpkg_spatial_ref_sys VALUES
        ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', NULL),
        ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', NULL),
        ('WGS 84 geodetic', {SRS_ID}, 'EPSG', {SRS_ID}, '{_WGS84_WKT}',
         'longitude/latitude in decimal degrees on the WGS 84 ellipsoid')""",  # noqa: S608  constants of the standard
)


def layer_statements(layer: Layer) -> tuple[str, ...]:
    """Return the statements that register a layer and create its (still empty) index.

    The table must exist. Names of tables come from our own schema, never from data.
    """
    return tuple(_named(statement, layer) for statement in _LAYER_TEMPLATES) + trigger_statements(
        layer
    )


_LAYER_TEMPLATES: Final = (
    """INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id)
        VALUES ('{table}', 'features', '{table}', {srs})""",
    "INSERT INTO gpkg_geometry_columns VALUES ('{table}', 'geom', '{type}', {srs}, 0, 0)",
    """INSERT INTO gpkg_extensions VALUES ('{table}', 'geom', 'gpkg_rtree_index',
        'http://www.geopackage.org/spec120/#extension_rtree', 'write-only')""",
    'CREATE VIRTUAL TABLE "{index}" USING rtree(id, minx, maxx, miny, maxy)',
)
_EMPTY_TEMPLATE: Final = 'DELETE FROM "{index}"'
_SHAPES_TEMPLATE: Final = 'SELECT fid, geom FROM "{table}" WHERE geom NOTNULL'
_FILL_TEMPLATE: Final = 'INSERT INTO "{index}" VALUES (?, ?, ?, ?, ?)'
_EXTENT_TEMPLATE: Final = """UPDATE gpkg_contents
    SET (min_x, max_x, min_y, max_y) =
        (SELECT min(ST_MinX(geom)), max(ST_MaxX(geom)), min(ST_MinY(geom)), max(ST_MaxY(geom))
         FROM "{table}"),
        last_change = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
    WHERE table_name = '{table}'"""


def _named(template: str, layer: Layer) -> str:
    return template.format(
        table=layer.table, index=layer.index, type=layer.geometry_type, srs=SRS_ID
    )


_PARTS: Final = {
    "bounds": 'ST_MinX(NEW."geom"), ST_MaxX(NEW."geom"), ST_MinY(NEW."geom"), ST_MaxY(NEW."geom")',
    "filled": '(NEW."geom" NOTNULL AND NOT ST_IsEmpty(NEW."geom"))',
    "vacant": '(NEW."geom" ISNULL OR ST_IsEmpty(NEW."geom"))',
    "was_filled": '(OLD."geom" NOTNULL AND NOT ST_IsEmpty(OLD."geom"))',
    "was_vacant": '(OLD."geom" ISNULL OR ST_IsEmpty(OLD."geom"))',
    "same_row": 'OLD."fid" = NEW."fid"',
    "other_row": 'OLD."fid" != NEW."fid"',
}

# name -> (event, condition, action)
_TRIGGERS: Final = {
    "insert": ("INSERT", "{filled}", 'INSERT OR REPLACE INTO {index} VALUES (NEW."fid", {bounds})'),
    "update2": (
        'UPDATE OF "geom"',
        "{same_row} AND {vacant}",
        'DELETE FROM {index} WHERE id = OLD."fid"',
    ),
    "update4": (
        "UPDATE",
        "{other_row} AND {vacant}",
        'DELETE FROM {index} WHERE id IN (OLD."fid", NEW."fid")',
    ),
    "update5": (
        "UPDATE",
        "{other_row} AND {filled}",
        """DELETE FROM {index} WHERE id = OLD."fid";
           INSERT OR REPLACE INTO {index} VALUES (NEW."fid", {bounds})""",
    ),
    "update6": (
        'UPDATE OF "geom"',
        "{same_row} AND {filled} AND {was_filled}",
        """UPDATE {index} SET minx = ST_MinX(NEW."geom"), maxx = ST_MaxX(NEW."geom"),
           miny = ST_MinY(NEW."geom"), maxy = ST_MaxY(NEW."geom") WHERE id = NEW.fid""",
    ),
    "update7": (
        'UPDATE OF "geom"',
        "{same_row} AND {filled} AND {was_vacant}",
        'INSERT INTO {index} VALUES (NEW."fid", {bounds})',
    ),
    "delete": ("DELETE", 'OLD."geom" NOT NULL', 'DELETE FROM {index} WHERE id = OLD."fid"'),
}


def trigger_statements(layer: Layer) -> tuple[str, ...]:
    """Return the statements that create the triggers of a layer's index."""
    return tuple(
        f'CREATE TRIGGER "{layer.index}_{name}" AFTER {event} ON "{layer.table}" '
        f"WHEN {condition.format(**_PARTS)} "
        f"BEGIN {action.format(index=layer.index, **_PARTS)}; END"
        for name, (event, condition, action) in _TRIGGERS.items()
    )


def drop_trigger_statements(layer: Layer) -> tuple[str, ...]:
    """Return the statements that take the triggers away, for a bulk load."""
    return tuple(f'DROP TRIGGER "{layer.index}_{name}"' for name in _TRIGGERS)


def fill_statements(layer: Layer) -> tuple[str, str, str]:
    """Return the statements that empty the index, read the shapes and insert their envelopes."""
    empty, shapes, fill = (
        _named(template, layer) for template in (_EMPTY_TEMPLATE, _SHAPES_TEMPLATE, _FILL_TEMPLATE)
    )
    return empty, shapes, fill


def index_rows(rows: Iterable[Sequence[Any]]) -> list[tuple[int, float, float, float, float]]:
    """Return the rows of the index for rows of key and blob; empty shapes have none."""
    return [(fid, *envelope_of(blob)) for fid, blob in rows if not blob[3] & _FLAG_EMPTY]


def extent_statement(layer: Layer) -> str:
    """Return the statement that brings extent and time in ``gpkg_contents`` up to date."""
    return _named(_EXTENT_TEMPLATE, layer)
