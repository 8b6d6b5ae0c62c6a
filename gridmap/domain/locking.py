"""Locks: what an edit or a publication may not change, and whether it does.

Nodes that a neighbour puts on the common border bend it by less than one lattice unit; that much
every lock bears.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from gridmap.domain.records import Cell, Lock
from gridmap.domain.words import LockKind
from gridmap.errors import ConflictError, Place
from gridmap.geometry import UNITS_PER_DEGREE, to_units

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely import Geometry

BEND_UNITS: Final = 1.0
# Noding in floats near whole numbers is exact to far less than this share of a unit.
_NOTHING_UNITS: Final = 1e-3


@dataclass(frozen=True, slots=True)
class BrokenLock:
    """A lock that a change would break, and where: a polygon or line in lon/lat."""

    lock: Lock
    cell_code: str | None
    geometry: Geometry


def broken_locks(
    locks: Iterable[Lock], before: Mapping[str, Cell], after: Mapping[str, Cell], day: date
) -> list[BrokenLock]:
    """Return the locks that a change would break.

    Parameters
    ----------
    locks
        Locks on the plan.
    before, after
        The changed cells by code, before and after; unchanged ones may be among them.
    day
        The day of the change: locks that no longer hold on it are passed over.

    Returns
    -------
    broken
        In the order of the locks. A cell lock is broken when the cell goes or its polygon changes
        by more than a bend, an arc lock when a part of its course is on no border any more, the
        lock of a plan by any such change.
    """
    held = [lock for lock in locks if lock.holds_on(day)]
    if not held:
        return []
    changed = _changed(before, after)
    if not changed:
        return []
    found = (_broken(lock, before, after, changed) for lock in held)
    return [broken for broken in found if broken is not None]


def require_unlocked(
    locks: Iterable[Lock], before: Mapping[str, Cell], after: Mapping[str, Cell], day: date
) -> None:
    """Refuse a change that breaks a lock; the parameters are those of `broken_locks`.

    Raises
    ------
    ConflictError
        With the reason of the first broken lock and the place.
    """
    for broken in broken_locks(locks, before, after, day):
        lock = broken.lock
        raise ConflictError(
            f"lock.broken.{lock.kind.value}",
            Place(feature=broken.cell_code or lock.plan_id, geometry=broken.geometry),
            plan=lock.plan_id,
            cell=broken.cell_code or "",
            reason=lock.reason or "—",
            by=lock.by or "—",
            until="—" if lock.until is None else lock.until,
        )


def difference_beyond_bend(before: Geometry, after: Geometry) -> Geometry:
    """Return where two polygons differ by more than one lattice unit, empty where nowhere.

    Parameters
    ----------
    before, after
        Polygons or multipolygons in lon/lat.

    Returns
    -------
    difference
        In lon/lat: what lies in one of them only and farther than a unit from the outline of the
        first.
    """
    if before is after or shapely.equals_identical(before, after):
        return shapely.Polygon()
    origin = _origin(before)
    first, second = _local(np.array([before, after], dtype=object), origin)
    apart = shapely.symmetric_difference(first, second)
    strip = shapely.buffer(shapely.boundary(first), BEND_UNITS + _NOTHING_UNITS)
    return _lonlat(shapely.difference(apart, strip), origin)


def _changed(before: Mapping[str, Cell], after: Mapping[str, Cell]) -> dict[str, Geometry]:
    """Return where each cell changes by more than a bend, by code in order."""
    changed: dict[str, Geometry] = {}
    for code in sorted({*before, *after}):
        old, new = before.get(code), after.get(code)
        if old is not None and new is not None:
            difference = difference_beyond_bend(old.geometry, new.geometry)
        else:
            difference = (old or after[code]).geometry
        if not difference.is_empty:
            changed[code] = difference
    return changed


def _broken(
    lock: Lock,
    before: Mapping[str, Cell],
    after: Mapping[str, Cell],
    changed: Mapping[str, Geometry],
) -> BrokenLock | None:
    if lock.kind is LockKind.PLAN:
        code, place = next(iter(changed.items()))
        return BrokenLock(lock, code, place)
    if lock.kind is LockKind.CELL:
        code = lock.cell_code or ""
        if code in before and code in changed:
            return BrokenLock(lock, code, changed[code])
        return None
    lost = _lost_course(lock, before, after)
    return None if lost.is_empty else BrokenLock(lock, lock.cell_code, lost)


def _lost_course(lock: Lock, before: Mapping[str, Cell], after: Mapping[str, Cell]) -> Geometry:
    """Return the part of a locked course that was on the borders and is no more."""
    course = lock.geometry
    if course is None:
        return shapely.LineString()
    origin = _origin(course)
    (line,) = _local(np.array([course], dtype=object), origin)
    was, now = (_near_borders(line, cells, origin) for cells in (before, after))
    lost = shapely.difference(shapely.intersection(line, was), now)
    if shapely.length(lost) <= _NOTHING_UNITS:
        return shapely.LineString()
    return _lonlat(lost, origin)


def _near_borders(line: Geometry, cells: Mapping[str, Cell], origin: NDArray[np.int64]) -> Geometry:
    """Return the strip of one unit around those outlines of cells that come near a line."""
    shapes = np.array([cell.geometry for cell in cells.values()], dtype=object)
    if not len(shapes):
        return shapely.Polygon()
    outlines = shapely.boundary(_local(shapes, origin))
    reach = BEND_UNITS + _NOTHING_UNITS
    near = outlines[shapely.dwithin(outlines, line, reach)]
    return shapely.union_all(shapely.buffer(near, reach))


def _origin(geometry: Geometry) -> NDArray[np.int64]:
    west, south, _, _ = shapely.bounds(geometry)
    return to_units(np.array([west, south]))


def _local(geometries: NDArray[np.object_], origin: NDArray[np.int64]) -> NDArray[np.object_]:
    """Return geometries in lattice units from an origin, where float noding is exact enough."""
    moved: NDArray[np.object_] = shapely.transform(
        geometries, lambda lonlat: np.rint(lonlat * UNITS_PER_DEGREE) - origin
    )
    return moved


def _lonlat(geometry: Geometry, origin: NDArray[np.int64]) -> Geometry:
    return shapely.transform(geometry, lambda units: (units + origin) / UNITS_PER_DEGREE)
