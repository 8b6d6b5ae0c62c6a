"""Whether cells form an exact partition, and every place where they do not.

How many cells cover a place can only change across an edge that is not claimed exactly once from
each side. So the few irregular edges divide the plane into faces of constant cover, and one point
in each face decides: no cell is a gap, two are an overlap.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.geometry import UNITS_PER_DEGREE, area_m2, rings_of
from gridmap.geometry.edges import pair_edges
from gridmap.geometry.preparing import prepared
from gridmap.geometry.rings import as_polygons, only_polygons
from gridmap.topology.nearness import near_misses
from gridmap.topology.pinching import pinches
from gridmap.topology.report import CoverageReport, Defect

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from shapely import MultiPolygon, Polygon

    from gridmap.geometry.edges import Edges

# Thinner faces come from the rounding of intersections; what they mean shows as mismatched edges.
_THINNEST_FACE_UNITS = 1e-3
_SMALLEST_OVERLAP_UNITS2 = 1e-3
_REASON_PLACE = re.compile(r"\[(\S+) (\S+)\]")


@dataclass(frozen=True)
class _Cover:
    """The faces between irregular edges: a point in each, and the cells that cover it."""

    faces: NDArray[np.object_]
    inside: NDArray[np.object_]
    depth: NDArray[np.int64]


def check(
    geometries: ArrayLike,
    boundary: Polygon | MultiPolygon | None = None,
    *,
    clearance: bool = True,
) -> CoverageReport:
    """Check that cells form one exact coverage.

    Parameters
    ----------
    geometries
        Polygons and multipolygons of shape (N,) in WGS 84 lon/lat; they may have holes.
    boundary
        What they should cover. Without it every void that they enclose is a gap.
    clearance
        Whether edges must keep one lattice unit from nodes that are not their own.

    Returns
    -------
    report
        All faults.

    Raises
    ------
    InputError
        When something else than polygons is among them, or a coordinate is not finite.
    """
    cells = as_polygons(geometries)
    rings = rings_of(cells)
    edges = pair_edges(rings)
    cover = _cover(cells, edges, boundary)
    within = np.ones(len(cover.faces), dtype=bool)
    if boundary is not None:
        boundary = prepared(boundary)
        within = shapely.intersects(boundary, cover.inside)
    mismatches, crowded = near_misses(edges, all_edges=clearance)
    report = CoverageReport(
        invalid=_invalid(cells),
        gaps=_areas(cover.faces[(cover.depth == 0) & within], cells),
        overlaps=_overlaps(cells, cover.faces[cover.depth > 1]),
        outside=_areas(cover.faces[(cover.depth > 0) & ~within], cells),
        mismatches=mismatches,
        crowded=crowded,
    )
    return replace(report, pinched=pinches(cells, rings)) if report.valid else report


def _invalid(cells: NDArray[np.object_]) -> tuple[Defect, ...]:
    valid = shapely.is_valid(cells) & ~shapely.is_empty(cells)
    return tuple(
        Defect(_place_of_fault(cells[position]), (int(position),))
        for position in np.flatnonzero(~valid)
    )


def _place_of_fault(cell: shapely.Geometry) -> shapely.Geometry:
    found = _REASON_PLACE.search(shapely.is_valid_reason(cell))
    if found is None:
        return cell
    return shapely.Point(float(found[1]), float(found[2]))


def _cover(
    cells: NDArray[np.object_], edges: Edges, boundary: Polygon | MultiPolygon | None
) -> _Cover:
    segments = edges.segments(~edges.is_regular)
    if boundary is not None:
        outline = pair_edges(rings_of([boundary]))
        segments = np.concatenate([segments, outline.segments(np.arange(len(outline)))])
    origin = segments.min(axis=(0, 1)) if len(segments) else np.zeros(2)
    # Noding is finer in units near the origin than in degrees far from it.
    lines = shapely.linestrings((segments - origin) * UNITS_PER_DEGREE)
    local = shapely.get_parts(shapely.polygonize([shapely.union_all(lines)]))
    local = local[2.0 * shapely.area(local) > _THINNEST_FACE_UNITS * shapely.length(local)]

    def back(units: NDArray[np.float64]) -> NDArray[np.float64]:
        return units / UNITS_PER_DEGREE + origin

    inside = shapely.transform(shapely.point_on_surface(local), back)
    face, _ = shapely.STRtree(cells).query(inside, predicate="intersects")
    depth = np.bincount(face, minlength=len(local))
    return _Cover(shapely.transform(local, back), inside, depth)


def _areas(faces: NDArray[np.object_], cells: NDArray[np.object_]) -> tuple[Defect, ...]:
    tree = shapely.STRtree(cells)
    return tuple(
        Defect(face, tuple(sorted(tree.query(face, predicate="intersects").tolist())), float(area))
        for face, area in zip(faces, area_m2(faces), strict=True)
    )


def _overlaps(cells: NDArray[np.object_], faces: NDArray[np.object_]) -> tuple[Defect, ...]:
    """Return the shared area of every pair of cells that meet in an overlapped face."""
    if not len(faces):
        return ()
    suspects = np.unique(shapely.STRtree(cells).query(faces, predicate="intersects")[1])
    origin = np.array(shapely.total_bounds(cells[suspects])[:2])
    local = shapely.transform(cells[suspects], lambda xy: (xy - origin) * UNITS_PER_DEGREE)
    broken = ~shapely.is_valid(local)
    local[broken] = shapely.make_valid(local[broken], method="structure")
    first, second = shapely.STRtree(local).query(local, predicate="intersects")
    first, second = first[first < second], second[first < second]
    shared = only_polygons(shapely.intersection(local[first], local[second]))
    large = shapely.area(shared) > _SMALLEST_OVERLAP_UNITS2
    first, second = suspects[first[large]], suspects[second[large]]
    shared = shapely.transform(shared[large], lambda xy: xy / UNITS_PER_DEGREE + origin)
    areas = area_m2(shared)
    return tuple(
        Defect(shared[k], (int(first[k]), int(second[k])), float(areas[k]))
        for k in np.lexsort((second, first))
    )
