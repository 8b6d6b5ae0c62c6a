"""Geometries of GeoJSON, checked member by member; `shape_building` makes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridmap.errors import InputError
from gridmap.formats import limits

Positions = NDArray[np.float64]

_NUMBERS = frozenset({int, float})
_POSITION_LENGTHS = frozenset({2, 3, 4})
_LEAST_RING_POSITIONS = 4


@dataclass(frozen=True, slots=True)
class Shape:
    """A checked geometry before it is built: its type and its coordinates.

    Coordinates are an array of shape (N, 2) for a point, line or multipoint, a list of them for a
    polygon or multiline, a list of such lists for a multipolygon, and shapes for a collection.
    """

    kind: str
    content: Any


def shape_of(member: object, depth: int = 0) -> Shape | None:
    """Return the shape that a GeoJSON geometry object describes, None for null.

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
    if not isinstance(kind, str) or kind not in _CHECKS:
        raise InputError("geojson.geometry_type", found=str(kind)[:40])
    if "bbox" in member:
        require_bbox(member["bbox"])
    if "coordinates" not in member:
        raise InputError("geojson.coordinates_missing", type=kind)
    return Shape(kind, _CHECKS[kind](_list(member["coordinates"], kind), kind))


def _collection(member: dict[str, Any], depth: int) -> Shape:
    if depth >= limits.COLLECTION_DEPTH:
        raise InputError("geojson.collection_depth", limit=limits.COLLECTION_DEPTH)
    parts = member.get("geometries")
    if not isinstance(parts, list):
        raise InputError("geojson.geometries", found=_kind(parts))
    shapes = [shape_of(part, depth + 1) for part in parts]
    if None in shapes:
        raise InputError("geojson.geometry", found="null")
    return Shape("GeometryCollection", shapes)


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


def _positions(values: object, kind: str) -> Positions:
    """Return positions of shape (N, 2); heights and measures are left out.

    Raises
    ------
    InputError
        When the values are no list of lists of two to four numbers.
    """
    listed = _list(values, kind)
    for position in listed:
        if type(position) is not list:
            raise InputError("geojson.coordinates", type=kind, found=_kind(position))
    lengths = {len(position) for position in listed}
    odd = sorted(lengths - _POSITION_LENGTHS)
    if odd:
        raise InputError("geojson.position", count=odd[0])
    wrong = {type(number) for position in listed for number in position} - _NUMBERS
    if wrong:
        raise InputError("geojson.number", type=kind, found=_kind(wrong.pop()()))
    flat = listed if lengths <= {2} else [position[:2] for position in listed]
    try:
        array = np.array(flat, np.float64).reshape(-1, 2)
    except OverflowError as error:
        raise InputError("geojson.number", type=kind, found="number") from error
    return array


def _list(values: object, kind: str) -> list[Any]:
    if not isinstance(values, list):
        raise InputError("geojson.coordinates", type=kind, found=_kind(values))
    return values


def _point(coordinates: list[Any], kind: str) -> Positions:
    return _positions([coordinates] if coordinates else [], kind)


def _line(coordinates: object, kind: str) -> Positions:
    positions = _positions(coordinates, kind)
    if len(positions) == 1:
        raise InputError("geojson.line_short")
    return positions


def _multiline(coordinates: list[Any], kind: str) -> list[Positions]:
    return [_line(line, kind) for line in coordinates]


def _ring(values: object, kind: str) -> Positions:
    positions = _positions(values, kind)
    if len(positions) < _LEAST_RING_POSITIONS:
        raise InputError("geojson.ring_short", count=len(positions))
    first, last = positions[0], positions[-1]
    if first[0] != last[0] or first[1] != last[1]:
        raise InputError("geojson.ring_open", lon=f"{last[0]:.7f}", lat=f"{last[1]:.7f}")
    return positions


def _polygon(coordinates: object, kind: str) -> list[Positions]:
    return [_ring(ring, kind) for ring in _list(coordinates, kind)]


def _multipolygon(coordinates: list[Any], kind: str) -> list[list[Positions]]:
    return [_polygon(part, kind) for part in coordinates]


_CHECKS: Mapping[str, Callable[[list[Any], str], Any]] = MappingProxyType(
    {
        "Point": _point,
        "MultiPoint": _positions,
        "LineString": _line,
        "MultiLineString": _multiline,
        "Polygon": _polygon,
        "MultiPolygon": _multipolygon,
    }
)
