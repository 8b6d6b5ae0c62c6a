"""The first law, checked over the whole territory: published cells partition it exactly."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from gridmap.domain import Area, Cell
from gridmap.errors import CoverageError, Place
from gridmap.geometry import UNITS_PER_DEGREE, area_m2
from gridmap.topology.coverage import check

if TYPE_CHECKING:
    from shapely import Geometry

    from gridmap.topology.report import Defect

# A new node bends a border by less than one lattice unit; two leave room for two nodes.
BEND_DEG: Final = 2 / UNITS_PER_DEGREE
_POLYGON_DIMENSION: Final = 2
_MOST_CODES: Final = 10


@dataclass(frozen=True, slots=True)
class Planned:
    """A community with the cells of its published plan."""

    area: Area
    cells: Sequence[Cell]


def check_partition(planned: Sequence[Planned]) -> None:
    """Refuse published cells that do not form one exact coverage with clearance.

    A void is no gap where it lies in a community that has no plan yet.

    Parameters
    ----------
    planned
        Every community of the territory that has a published plan.

    Raises
    ------
    CoverageError
        With the codes of the cells and the place of the fault as geometry.
    """
    cells = [cell for community in planned for cell in community.cells]
    if not cells:
        return
    report = check(np.array([cell.geometry for cell in cells], object))
    faults = [
        (kind, defect)
        for kind, defect in report
        if kind != "gaps" or _is_gap(defect, planned, [cell.code for cell in cells])
    ]
    for kind, defect in faults:
        codes = [cells[position].code for position in defect.positions]
        raise CoverageError(
            f"partition.{kind}",
            Place(feature=codes[0] if codes else None, geometry=defect.geometry),
            cells=", ".join(codes[:_MOST_CODES]),
            count=sum(other == kind for other, _ in faults),
            area_m2=round(defect.area_m2, 2),
        )


def _is_gap(defect: Defect, planned: Sequence[Planned], codes: Sequence[str]) -> bool:
    """Return whether a void lies in a planned community, or is a sliver between communities."""
    if shapely.buffer(defect.geometry, -BEND_DEG).is_empty:
        return True
    inside = shapely.point_on_surface(defect.geometry)
    around = {codes[position] for position in defect.positions}
    for community in planned:
        if community.area.boundary is None:
            if around <= {cell.code for cell in community.cells}:
                return True
        elif shapely.intersects(community.area.boundary, inside):
            return True
    return False


def conform(communities: Sequence[Planned], free: Collection[str] = frozenset()) -> list[Area]:
    """Return communities with the boundaries that their cells make, node for node.

    A boundary may gain nodes, which bend it by less than a lattice unit. Where it would change by
    more than that, the plan does not cover the community; unless the plans of neighbours that come
    into force together move their border alike, so that what they cover in all stays.

    Parameters
    ----------
    communities
        Those whose cells change.
    free
        Codes of those that may change their shape together, because all of them get a new plan.

    Returns
    -------
    areas
        The communities, in the order given.

    Raises
    ------
    CoverageError
        When a part of a community is in no cell, or a cell reaches outside.
    """
    unions = [outline([cell.geometry for cell in planned.cells]) for planned in communities]
    moving: list[tuple[Area, Geometry]] = []
    for planned, union in zip(communities, unions, strict=True):
        boundary = planned.area.boundary
        # Cheaper than to look for differences: the same rings from whichever node they begin.
        if boundary is None or shapely.normalize(boundary) == shapely.normalize(union):
            continue
        differences = _differences(boundary, union)
        if all(difference.is_empty for difference in differences.values()):
            continue
        if planned.area.code not in free:
            _refuse(planned.area, differences)
        moving.append((planned.area, union))
    _require_same_ground(moving)
    return [
        replace(planned.area, boundary=union)
        for planned, union in zip(communities, unions, strict=True)
    ]


def outline(shapes: Sequence[Geometry]) -> Geometry:
    """Return the union of cells of a valid coverage, with every node on its outer border."""
    union = shapely.coverage_union_all(np.array(shapes, object))
    if union.geom_type == "MultiPolygon" and len(union.geoms) == 1:
        return union.geoms[0]
    return union


def _require_same_ground(moving: Sequence[tuple[Area, Geometry]]) -> None:
    """Refuse communities that change their shape, unless together they cover what they covered."""
    if not moving:
        return
    before = shapely.union_all([area.boundary for area, _ in moving])
    after = shapely.union_all([union for _, union in moving])
    together = _differences(before, after)
    for area, union in moving:
        own = _differences(area.boundary, union)
        alone = {code: shapely.intersection(own[code], together[code]) for code in own}
        # What only touches, or comes from rounding in the overlay, is no ground that was lost.
        _refuse(area, {code: part for code, part in alone.items() if shapely.area(part) > 0})


def _differences(boundary: Geometry, union: Geometry) -> dict[str, Geometry]:
    """Return what of a boundary is in no cell, and what of the cells is outside."""
    return {
        "partition.uncovered": shapely.difference(boundary, shapely.buffer(union, BEND_DEG)),
        "partition.beyond": shapely.difference(union, shapely.buffer(boundary, BEND_DEG)),
    }


def _refuse(area: Area, differences: Mapping[str, Geometry]) -> None:
    for code, difference in differences.items():
        if not difference.is_empty:
            parts = shapely.get_parts(difference)
            surfaces = parts[shapely.get_dimensions(parts) == _POLYGON_DIMENSION]
            raise CoverageError(
                code,
                Place(feature=area.code, geometry=difference),
                community=area.name or area.code,
                area_m2=round(float(area_m2(surfaces).sum()), 2),
            )
