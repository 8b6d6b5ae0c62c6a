"""Geometries of GeoJSON: checked member by member, then built all at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.errors import InputError
from gridmap.formats import limits

_NUMBERS = frozenset({int, float})
_POSITION_LENGTHS = frozenset({2, 3, 4})
_LEAST_RING_POSITIONS = 4
_DEPTHS = {
    "Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2,
    "MultiPolygon": 3,
}  # fmt: skip


def geometry_of(member: object, depth: int = 0) -> shapely.Geometry | None:
    """Return the geometry that a GeoJSON geometry object describes, None for null.

    Parameters
    ----------
    member
        What the parser of JSON gave.
    depth
        How many collections are around it.

    Raises
    ------
    InputError
        When the object breaks RFC 7946; rings of either direction are accepted.
    """
    if member is None:
        return None
    if not isinstance(member, dict):
        raise InputError("geojson.geometry", found=_kind(member))
    kind = member.get("type")
    if kind == "GeometryCollection":
        return _collection(member, depth)
    if kind not in _DEPTHS:
        raise InputError("geojson.geometry_type", found=str(kind)[:40])
    if "bbox" in member:
        require_bbox(member["bbox"])
    if "coordinates" not in member:
        raise InputError("geojson.coordinates_missing", type=kind)
    coordinates = member["coordinates"]
    if not isinstance(coordinates, list):
        raise InputError("geojson.coordinates", type=kind, found=_kind(coordinates))
    return _BUILDERS[kind](coordinates)


def _collection(member: dict[str, Any], depth: int) -> shapely.Geometry:
    if depth >= limits.COLLECTION_DEPTH:
        raise InputError("geojson.collection_depth", limit=limits.COLLECTION_DEPTH)
    parts = member.get("geometries")
    if not isinstance(parts, list):
        raise InputError("geojson.geometries", found=_kind(parts))
    built = [geometry_of(part, depth + 1) for part in parts]
    if None in built:
        raise InputError("geojson.geometry", found="null")
    return shapely.GeometryCollection(built)


def require_bbox(bbox: object) -> None:
    """Refuse a bbox that is no list of four or six numbers.

    Raises
    ------
    InputError
        When it is none.
    """
    if not isinstance(bbox, list) or len(bbox) not in {4, 6} or not _numbers(bbox):
        raise InputError("geojson.bbox")


def _numbers(values: list[Any]) -> bool:
    return {type(value) for value in values} <= _NUMBERS


def _kind(value: object) -> str:
    names = {dict: "object", list: "array", str: "string", bool: "boolean", type(None): "null"}
    return names.get(type(value), "number")


def _positions(values: object, kind: str) -> NDArray[np.float64]:
    """Return positions of shape (N, 2); heights and measures are left out.

    Raises
    ------
    InputError
        When the values are no list of lists of two to four numbers.
    """
    if not isinstance(values, list):
        raise InputError("geojson.coordinates", type=kind, found=_kind(values))
    for position in values:
        if type(position) is not list:
            raise InputError("geojson.coordinates", type=kind, found=_kind(position))
    lengths = {len(position) for position in values}
    odd = sorted(lengths - _POSITION_LENGTHS)
    if odd:
        raise InputError("geojson.position", count=odd[0])
    wrong = {type(number) for position in values for number in position} - _NUMBERS
    if wrong:
        raise InputError("geojson.number", type=kind, found=_kind(wrong.pop()()))
    flat = values if lengths <= {2} else [position[:2] for position in values]
    try:
        array = np.array(flat, np.float64).reshape(-1, 2)
    except OverflowError as error:
        raise InputError("geojson.number", type=kind, found="number") from error
    return array


def _point(coordinates: list[Any]) -> shapely.Geometry:
    if not coordinates:
        return shapely.Point()
    return shapely.Point(_positions([coordinates], "Point")[0])


def _multipoint(coordinates: list[Any]) -> shapely.Geometry:
    return shapely.MultiPoint(_positions(coordinates, "MultiPoint"))


def _line(coordinates: object, kind: str = "LineString") -> shapely.Geometry:
    positions = _positions(coordinates, kind)
    if len(positions) == 1:
        raise InputError("geojson.line_short")
    return shapely.LineString(positions)


def _multiline(coordinates: list[Any]) -> shapely.Geometry:
    return shapely.MultiLineString([_line(line, "MultiLineString") for line in coordinates])


def _ring(values: object, kind: str) -> shapely.LinearRing:
    positions = _positions(values, kind)
    if len(positions) < _LEAST_RING_POSITIONS:
        raise InputError("geojson.ring_short", count=len(positions))
    if not (positions[0] == positions[-1]).all():
        x, y = positions[-1]
        raise InputError("geojson.ring_open", lon=f"{x:.7f}", lat=f"{y:.7f}")
    return shapely.linearrings(positions)


def _polygon(coordinates: object, kind: str = "Polygon") -> shapely.Geometry:
    if not isinstance(coordinates, list):
        raise InputError("geojson.coordinates", type=kind, found=_kind(coordinates))
    if not coordinates:
        return shapely.Polygon()
    rings = [_ring(ring, kind) for ring in coordinates]
    return shapely.polygons(rings[0], holes=rings[1:] or None)


def _multipolygon(coordinates: list[Any]) -> shapely.Geometry:
    parts = [_polygon(part, "MultiPolygon") for part in coordinates]
    return shapely.multipolygons(parts) if parts else shapely.MultiPolygon()


_BUILDERS = {
    "Point": _point,
    "MultiPoint": _multipoint,
    "LineString": _line,
    "MultiLineString": _multiline,
    "Polygon": _polygon,
    "MultiPolygon": _multipolygon,
}
