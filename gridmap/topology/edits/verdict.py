"""Whether the cells still form an exact partition after a change, judged around it alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.errors import CoverageError, Place
from gridmap.geometry import UNITS_PER_DEGREE
from gridmap.topology.coverage import check
from gridmap.topology.edits.coverage import Coverage, as_array
from gridmap.topology.edits.result import Change

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely import MultiPolygon, Polygon

    from gridmap.topology.report import CoverageReport, Defect

# Whoever is nearer than this to a change may be affected by it.
_REACH_DEG = 3.0 / UNITS_PER_DEGREE
# A void bounded by lattice points has half a square unit at least; less is rounding.
_LEAST_VOID_UNITS2 = 0.25
_LEAST_OVERLAP_UNITS2 = 1e-3
# A node on a slanting boundary lies beside it by less than a unit.
_BEND_UNITS = 1.0


def judge(
    coverage: Coverage, change: Change, boundary: Polygon | MultiPolygon | None = None
) -> None:
    """Refuse a change that would break the partition.

    Parameters
    ----------
    coverage
        The valid coverage before.
    change
        What is about to happen.
    boundary
        The community; the cells must stay in it and leave nothing of it bare.

    Raises
    ------
    CoverageError
        With the gravest fault and its place.
    """
    fresh = as_array([*change.replaced.values(), *change.added])
    if not len(fresh):
        return
    cells = coverage.geometries
    old = cells[list(change.before)]
    _require_filled(fresh, old)
    others = cells[_around(coverage, change, fresh)]
    origin = np.array(shapely.total_bounds(old)[:2])
    report = check(np.concatenate([fresh, others]))
    _require_disjoint(report, fresh, others, origin)
    _require_parts(cells, change)
    _require_no_new_void(report, old, origin)
    if boundary is not None:
        _require_inside(old, fresh, boundary, origin)
    for defect in (*report.mismatches, *report.crowded):
        raise CoverageError("edits.clearance", Place(geometry=defect.geometry))


def _require_filled(fresh: NDArray[np.object_], old: NDArray[np.object_]) -> None:
    if shapely.is_empty(fresh).any() or (shapely.area(fresh) == 0).any():
        raise CoverageError("edits.empty", Place(geometry=old[0]))


def _around(coverage: Coverage, change: Change, fresh: NDArray[np.object_]) -> NDArray[np.int64]:
    """Return the untouched cells near the cells that change, before or after."""
    touched = list(change.before)
    frame = shapely.total_bounds(np.concatenate([coverage.geometries[touched], fresh]))
    near = coverage.near(frame[:2] - _REACH_DEG, frame[2:] + _REACH_DEG)
    return near[~np.isin(near, touched)]


def _require_disjoint(
    report: CoverageReport,
    fresh: NDArray[np.object_],
    others: NDArray[np.object_],
    origin: NDArray[np.float64],
) -> None:
    faults = (*report.invalid, *report.overlaps)
    if not faults:
        return
    # Where a cell crosses itself, the report leaves open whom it lies upon.
    mine, theirs = _to_units(fresh, origin), _to_units(others, origin)
    broken = ~shapely.is_valid(mine)
    mine[broken] = shapely.make_valid(mine[broken], method="structure")
    first, second = shapely.STRtree(theirs).query(mine, predicate="intersects")
    shared = shapely.intersection(mine[first], theirs[second])
    upon = shared[shapely.area(shared) > _LEAST_OVERLAP_UNITS2]
    if len(upon):
        place = _to_degrees(upon[np.argmax(shapely.area(upon))], origin)
        raise CoverageError("edits.third_cell", Place(geometry=place))
    raise CoverageError("edits.fold", Place(geometry=faults[0].geometry))


def _require_parts(cells: NDArray[np.object_], change: Change) -> None:
    allowed = [
        shapely.get_num_geometries(cells[position])
        + sum(shapely.get_num_geometries(cells[gone]) - 1 for gone in change.removed)
        for position in change.replaced
    ]
    after = (*change.replaced.values(), *change.added)
    for geometry, most in zip(after, [*allowed, *(1 for _ in change.added)], strict=True):
        if shapely.get_num_geometries(geometry) > most:
            least = min(shapely.get_parts(geometry), key=lambda part: part.area)
            raise CoverageError("edits.parts", Place(geometry=least))


def _require_no_new_void(
    report: CoverageReport,
    old: NDArray[np.object_],
    origin: NDArray[np.float64],
) -> None:
    """Refuse voids that were covered before; older voids and cells left aside are none of them.

    Raises
    ------
    CoverageError
        With the void.
    """
    if not report.gaps:
        return
    covered = shapely.union_all(_to_units(old, origin))
    for gap in report.gaps:
        if _is_new(gap, covered, origin):
            raise CoverageError("edits.gap", Place(geometry=gap.geometry))


def _is_new(
    gap: Defect,
    covered: shapely.Geometry,
    origin: NDArray[np.float64],
) -> bool:
    face = _to_units(as_array([gap.geometry]), origin)[0]
    return bool(shapely.difference(face, covered).area < _LEAST_VOID_UNITS2)


def _require_inside(
    old: NDArray[np.object_],
    fresh: NDArray[np.object_],
    boundary: Polygon | MultiPolygon,
    origin: NDArray[np.float64],
) -> None:
    before, after = (shapely.union_all(_to_units(array, origin)) for array in (old, fresh))
    community = _to_units(as_array([boundary]), origin)[0]
    gained, lost = shapely.difference(after, before), shapely.difference(before, after)
    wide, narrow = (
        shapely.buffer(community, reach, join_style="mitre")
        for reach in (_BEND_UNITS, -_BEND_UNITS)
    )
    beyond = shapely.difference(gained, wide)
    bare = shapely.intersection(lost, narrow)
    if beyond.area > _LEAST_VOID_UNITS2:
        raise CoverageError("edits.outside", Place(geometry=_to_degrees(beyond, origin)))
    if bare.area > _LEAST_VOID_UNITS2:
        raise CoverageError("edits.gap", Place(geometry=_to_degrees(bare, origin)))


def _to_degrees(local: shapely.Geometry, origin: NDArray[np.float64]) -> shapely.Geometry:
    return shapely.transform(local, lambda xy: xy / UNITS_PER_DEGREE + origin)


def _to_units(geometries: NDArray[np.object_], origin: NDArray[np.float64]) -> NDArray[np.object_]:
    """Bring geometries to lattice units near an origin, where an overlay rounds least."""
    local: NDArray[np.object_] = shapely.transform(
        geometries, lambda xy: (xy - origin) * UNITS_PER_DEGREE
    )
    return local
