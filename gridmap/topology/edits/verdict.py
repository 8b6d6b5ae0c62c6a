"""Whether the cells still form an exact partition after a change, judged around it alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.errors import CoverageError, Place
from gridmap.geometry import UNITS_PER_DEGREE
from gridmap.geometry.rings import only_polygons
from gridmap.topology.coverage import check
from gridmap.topology.edits.confines import strays, to_degrees, to_local
from gridmap.topology.edits.coverage import Coverage, as_array
from gridmap.topology.edits.pinching import pinch_of
from gridmap.topology.edits.result import Change, Edited, Patch, Proposal, carried_out, proposed
from gridmap.topology.edits.soundness import is_sound

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely import MultiPolygon, Polygon

    from gridmap.topology.report import CoverageReport, Defect

# Whoever is nearer than this to a change may be affected by it.
_REACH_DEG = 3.0 / UNITS_PER_DEGREE
# A void bounded by lattice points has half a square unit at least; less is rounding.
_LEAST_VOID_UNITS2 = 0.25
_LEAST_OVERLAP_UNITS2 = 1e-3


def concluded(
    coverage: Coverage, change: Change, boundary: Polygon | MultiPolygon | None = None
) -> Edited:
    """Judge a change and carry it out.

    Parameters
    ----------
    coverage
        The valid coverage before.
    change
        What is about to happen.
    boundary
        The community; the cells must stay in it and leave nothing of it bare.

    Returns
    -------
    edited
        The cells afterwards.

    Raises
    ------
    InputError
        When a coordinate of a new cell is not finite.
    CoverageError
        With the gravest fault and its place.
    """
    if not change.replaced and not change.added:
        return Edited(coverage, (), (), (), Patch((), ()))
    return carried_out(coverage, judged(coverage, change, boundary))


def judged(
    coverage: Coverage, change: Change, boundary: Polygon | MultiPolygon | None = None
) -> Proposal:
    """Work a change out, and refuse it when it would break the partition.

    Parameters
    ----------
    coverage
        The valid coverage before.
    change
        What is about to happen, which is not to be empty.
    boundary
        The community; the cells must stay in it and leave nothing of it bare.

    Returns
    -------
    proposal
        The change, ready to be carried out.

    Raises
    ------
    CoverageError
        With the gravest fault and its place.
    """
    proposal = proposed(coverage, change)
    if not is_certain(coverage, proposal, boundary):
        examine(coverage, proposal, boundary)
    return proposal


def is_certain(
    coverage: Coverage, proposal: Proposal, boundary: Polygon | MultiPolygon | None = None
) -> bool:
    """Tell whether a change surely keeps the partition; False leaves it open. See `judged`."""
    has_parts = _too_many_parts(coverage, proposal) is None
    return has_parts and is_sound(coverage, proposal, boundary)


def examine(
    coverage: Coverage, proposal: Proposal, boundary: Polygon | MultiPolygon | None = None
) -> None:
    """Look at all that a change may break, and refuse it with class and place; as `judged`.

    Raises
    ------
    CoverageError
        With the gravest fault and its place.
    """
    old, fresh = proposal.old, proposal.fresh
    _require_filled(fresh, old)
    others = coverage.part(_around(coverage, proposal))
    origin = np.array(shapely.total_bounds(old)[:2])
    report = check(np.concatenate([fresh, others]))
    _require_disjoint(report, fresh, others, origin)
    torn = _too_many_parts(coverage, proposal)
    if torn is not None:
        least = min(shapely.get_parts(torn), key=lambda part: part.area)
        raise CoverageError("edits.parts", Place(geometry=least))
    _require_no_new_void(report, old, origin)
    if boundary is not None:
        before, after = (np.concatenate([cells, others]) for cells in (old, fresh))
        box_deg = shapely.total_bounds(np.concatenate([old, fresh]))
        fault = strays(before, after, boundary, box_deg)
        if fault is not None:
            raise CoverageError(fault[0], Place(geometry=fault[1]))
    for defect in (*report.mismatches, *report.crowded):
        raise CoverageError("edits.clearance", Place(geometry=defect.geometry))
    pinch = pinch_of(coverage, proposal)
    if pinch is not None:
        raise CoverageError("edits.pinch", Place(geometry=pinch))


def _too_many_parts(coverage: Coverage, proposal: Proposal) -> shapely.Geometry | None:
    """Return a cell of more parts than it may have."""
    parts = shapely.get_num_geometries(proposal.fresh)
    if (parts == 1).all():
        return None
    joined = sum(len(shapely.get_parts(coverage.cell(k))) - 1 for k in proposal.removed)
    allowed = np.ones(len(proposal.fresh), dtype=np.int64)
    allowed[: len(proposal.replaced)] = (
        shapely.get_num_geometries(coverage.part(proposal.replaced)) + joined
    )
    torn = np.flatnonzero(parts > allowed)
    return proposal.fresh[torn[0]] if len(torn) else None


def _require_filled(fresh: NDArray[np.object_], old: NDArray[np.object_]) -> None:
    if shapely.is_empty(fresh).any() or (shapely.area(fresh) == 0).any():
        raise CoverageError("edits.empty", Place(geometry=old[0]))


def _around(coverage: Coverage, proposal: Proposal) -> list[int]:
    """Return the untouched cells near the cells that change, before or after."""
    frame = shapely.total_bounds(np.concatenate([proposal.old, proposal.fresh]))
    near = coverage.near(frame[:2] - _REACH_DEG, frame[2:] + _REACH_DEG)
    return [position for position in near.tolist() if position not in proposal.before]


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
    mine, theirs = to_local(fresh, origin), to_local(others, origin)
    broken = ~shapely.is_valid(mine)
    mine[broken] = shapely.make_valid(mine[broken], method="structure")
    first, second = shapely.STRtree(theirs).query(mine, predicate="intersects")
    # Where they only touch, an intersection has lines too; the place is one piece that both cover.
    shared = shapely.get_parts(only_polygons(shapely.intersection(mine[first], theirs[second])))
    upon = shared[shapely.area(shared) > _LEAST_OVERLAP_UNITS2]
    if len(upon):
        place = to_degrees(upon[np.argmax(shapely.area(upon))], origin)
        raise CoverageError("edits.third_cell", Place(geometry=place))
    raise CoverageError("edits.fold", Place(geometry=faults[0].geometry))


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
    covered = shapely.union_all(to_local(old, origin))
    for gap in report.gaps:
        if _is_new(gap, covered, origin):
            raise CoverageError("edits.gap", Place(geometry=gap.geometry))


def _is_new(
    gap: Defect,
    covered: shapely.Geometry,
    origin: NDArray[np.float64],
) -> bool:
    face = to_local(as_array([gap.geometry]), origin)[0]
    return bool(shapely.difference(face, covered).area < _LEAST_VOID_UNITS2)
