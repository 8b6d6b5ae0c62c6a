"""The one form in which records are kept, whatever the store: lattice, two dimensions, UTC."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import orjson
import shapely

from gridmap.domain import (
    Area,
    Block,
    Building,
    Cell,
    Edit,
    EditKind,
    Lock,
    LockKind,
    Point,
    PointKind,
    Street,
    Worker,
    check_points,
)
from gridmap.errors import InputError, Place
from gridmap.geometry.lattice import from_units, is_on_lattice, round_to_lattice, to_units
from gridmap.geometry.measure import area_m2

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely import Geometry

_POLYGONS = frozenset({"Polygon", "MultiPolygon"})

Record = TypeVar("Record")


def canonical_areas(areas: Sequence[Area]) -> list[Area]:
    """Return areas with their boundaries checked.

    Raises
    ------
    InputError
        When a boundary is no valid polygon on the lattice.
    """
    known = [area for area in areas if area.boundary is not None]
    shapes = _polygons([area.boundary for area in known], [area.code for area in known])
    _require_lattice(shapes, [area.code for area in known])
    by_code = dict(zip((area.code for area in known), shapes, strict=True))
    return [replace(area, boundary=by_code.get(area.code)) for area in areas]


def canonical_cells(cells: Sequence[Cell]) -> list[Cell]:
    """Return cells with their geometry checked and their area measured on the ellipsoid.

    Raises
    ------
    InputError
        When a geometry is no valid polygon on the lattice, or an attribute is no JSON value.
    """
    codes = [cell.code for cell in cells]
    shapes = _polygons([cell.geometry for cell in cells], codes)
    _require_lattice(shapes, codes)
    measured = area_m2(shapes)
    return [
        replace(
            cell,
            geometry=shape,
            area_m2=float(size),
            attributes=_plain(cell.attributes, cell.code),
        )
        for cell, shape, size in zip(cells, shapes, measured, strict=True)
    ]


def canonical_edit(edit: Edit, dropped: Sequence[Cell], placed: Sequence[Cell]) -> Edit:
    """Return an entry of a journal with its cells in the order of codes and its time in UTC.

    Raises
    ------
    InputError
        When the time has no zone or the command is no JSON.
    """
    if edit.at is not None and edit.at.tzinfo is None:
        raise InputError("edit.time", Place(feature=edit.plan_id), number=edit.number)
    return replace(
        edit,
        kind=EditKind(edit.kind),
        command=_plain(edit.command, f"{edit.plan_id} {edit.number}"),
        dropped=tuple(sorted(dropped, key=lambda cell: cell.code)),
        placed=tuple(sorted(placed, key=lambda cell: cell.code)),
        at=utc_moment(edit.at),
        key=edit.key or None,
    )


def canonical_locks(locks: Sequence[Lock]) -> list[Lock]:
    """Return locks that name what they protect, and nothing else.

    Raises
    ------
    InputError
        When a lock has no id or reason, or its kind and what it names do not go together.
    """
    for lock in locks:
        place = Place(feature=lock.id, geometry=lock.geometry)
        named = {LockKind.CELL: bool(lock.cell_code), LockKind.ARC: lock.geometry is not None}
        kind = LockKind(lock.kind)
        if any(value != (name is kind) for name, value in named.items()):
            raise InputError("lock.names", place, id=lock.id)
        if not lock.id or not lock.reason.strip():
            raise InputError("lock.reason", place, id=lock.id)
    drawn = {lock.id: lock.geometry for lock in locks if lock.geometry is not None}
    _require_lines(drawn)
    shapes = shapely.force_2d(np.array(list(drawn.values()), dtype=object))
    _require_lattice(shapes, list(drawn))
    courses = dict(zip(drawn, shapes.tolist(), strict=True))
    return [
        replace(lock, geometry=courses.get(lock.id), cell_code=lock.cell_code or None)
        for lock in locks
    ]


def canonical_blocks(blocks: Sequence[Block]) -> list[Block]:
    """Return blocks rounded to the lattice.

    Raises
    ------
    InputError
        When a geometry is no valid polygon, or is none any more after rounding.
    """
    shapes = _rounded_polygons([block.geometry for block in blocks], [block.id for block in blocks])
    return [replace(block, geometry=shape) for block, shape in zip(blocks, shapes, strict=True)]


def canonical_buildings(buildings: Sequence[Building]) -> list[Building]:
    """Return buildings rounded to the lattice.

    Raises
    ------
    InputError
        When a geometry is no valid one-part polygon, or is none any more after rounding.
    """
    ids = [building.id for building in buildings]
    shapes = _rounded_polygons([building.geometry for building in buildings], ids)
    for shape, name in zip(shapes, ids, strict=True):
        if shape.geom_type != "Polygon":
            raise InputError("geometry.parts", Place(feature=name, geometry=shape), id=name)
    return [
        replace(building, geometry=shape) for building, shape in zip(buildings, shapes, strict=True)
    ]


def canonical_streets(streets: Sequence[Street]) -> list[Street]:
    """Return lines rounded to the lattice.

    Raises
    ------
    InputError
        When a geometry is no line.
    """
    _require_lines({street.id: street.geometry for street in streets})
    shapes = round_to_lattice(shapely.force_2d([street.geometry for street in streets]))
    return [replace(street, geometry=shape) for street, shape in zip(streets, shapes, strict=True)]


def canonical_workers(workers: Sequence[Worker]) -> list[Worker]:
    """Return workers with their bases rounded to the lattice.

    Raises
    ------
    InputError
        When a worker has no code.
    """
    for worker in workers:
        if not worker.code:
            raise InputError("worker.code", Place(column="code"), name=worker.name)
    bases = round_to_lattice(shapely.force_2d([worker.base for worker in workers]))
    return [replace(worker, base=base) for worker, base in zip(workers, bases, strict=True)]


def canonical_points(
    points: Sequence[Point],
    cells_of: Callable[[NDArray[np.float64]], list[str | None]],
    revision: int,
) -> list[Point]:
    """Return points rounded to the lattice, in UTC, and filed.

    Parameters
    ----------
    points
        As they come.
    cells_of
        Gives the code of the cell of each place; takes lon, lat of shape (N, 2).
    revision
        Of the store that will write them.

    Raises
    ------
    InputError
        When a point does not fit the schema of its kind.
    """
    check_points(points)
    lonlat = from_units(to_units([(point.lon, point.lat) for point in points])).reshape(-1, 2)
    codes = cells_of(lonlat)
    return [
        Point(
            id=point.id,
            kind=PointKind(point.kind),
            class_code=point.class_code,
            lon=lon,
            lat=lat,
            name=point.name,
            happened_at=utc_moment(point.happened_at),
            cell_code=code,
            attributes=_plain(point.attributes, point.id),
            revision=revision,
        )
        for point, (lon, lat), code in zip(points, lonlat.tolist(), codes, strict=True)
    ]


def same_shape(one: Geometry, other: Geometry) -> bool:
    """Return whether two geometries are the same byte for byte; a single part is no multipart."""
    return bool(shapely.equals_identical(_single(one), _single(other)))


def utc_moment(moment: datetime | None) -> datetime | None:
    """Return a moment in UTC to the millisecond."""
    if moment is None:
        return None
    utc = moment.astimezone(UTC)
    return utc.replace(microsecond=utc.microsecond // 1000 * 1000)


def _plain(attributes: Mapping[str, object], name: str) -> Mapping[str, object]:
    try:
        packed = orjson.dumps(dict(attributes), option=orjson.OPT_SORT_KEYS)
    except TypeError as error:
        raise InputError("attributes.no_json", Place(feature=name), id=name) from error
    return MappingProxyType(orjson.loads(packed))


def _polygons(shapes: Sequence[Geometry | None], names: Sequence[str]) -> NDArray[np.object_]:
    for shape, name in zip(shapes, names, strict=True):
        if shape is None or shape.is_empty or shape.geom_type not in _POLYGONS:
            raise InputError("geometry.no_polygon", Place(feature=name), id=name)
    array = np.empty(len(shapes), object)
    array[:] = [_single(shape) for shape in shapes]
    flat: NDArray[np.object_] = shapely.force_2d(array)
    for position in np.flatnonzero(~shapely.is_valid(flat)).tolist():
        raise InputError(
            "geometry.invalid",
            Place(feature=names[position], geometry=flat[position]),
            id=names[position],
            reason=shapely.is_valid_reason(flat[position]),
        )
    return flat


def _single(shape: Geometry | None) -> Geometry:
    if shape is not None and shape.geom_type == "MultiPolygon" and len(shape.geoms) == 1:
        return shape.geoms[0]
    return shape


def _rounded_polygons(
    shapes: Sequence[Geometry | None], names: Sequence[str]
) -> NDArray[np.object_]:
    checked = _polygons(shapes, names)
    return _polygons(list(round_to_lattice(checked)), names) if len(checked) else checked


def _require_lines(shapes: Mapping[str, Geometry | None]) -> None:
    for name, shape in shapes.items():
        if shape is None or shape.geom_type != "LineString" or shape.is_empty:
            raise InputError("geometry.no_line", Place(feature=name), id=name)


def _require_lattice(shapes: NDArray[np.object_], names: Sequence[str]) -> None:
    for position in np.flatnonzero(~is_on_lattice(shapes)).tolist() if len(shapes) else ():
        raise InputError(
            "geometry.off_lattice",
            Place(feature=names[position], geometry=shapes[position]),
            id=names[position],
        )


def distinct(records: Sequence[Record], key: str) -> Sequence[Record]:
    """Return records as given.

    Raises
    ------
    InputError
        When two of them have the same key.
    """
    seen: set[object] = set()
    for record in records:
        value = getattr(record, key)
        if value in seen:
            raise InputError("record.repeated", Place(feature=value), id=value)
        seen.add(value)
    return records
