"""The first law, checked over the whole territory: published cells partition it exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from gridmap.domain import Area, Cell
from gridmap.errors import CoverageError, Place
from gridmap.geometry.lattice import UNITS_PER_DEGREE
from gridmap.geometry.measure import area_m2

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely import Geometry

# A new node bends a border by less than one lattice unit; two leave room for two nodes.
BEND_DEG: Final = 2 / UNITS_PER_DEGREE


@dataclass(frozen=True, slots=True)
class Planned:
    """A community with the cells of its published plan."""

    area: Area
    cells: Sequence[Cell]


def check_partition(planned: Sequence[Planned]) -> None:
    """Refuse published cells that do not form one exact coverage.

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
    shapes = np.array([cell.geometry for cell in cells], object)
    if not len(shapes) or shapely.coverage_is_valid(shapes):
        return
    faults = shapely.coverage_invalid_edges(shapes)
    position = int(np.flatnonzero(~shapely.is_empty(faults))[0])
    raise CoverageError(
        "coverage.invalid",
        Place(feature=cells[position].code, geometry=faults[position]),
        code=cells[position].code,
    )


def conform(community: Planned) -> Area:
    """Return the community with the boundary that its cells make, node for node.

    The boundary may gain nodes, which bend it by less than a lattice unit; where it would change
    by more than that, the plan does not cover the community.

    Raises
    ------
    CoverageError
        When a part of the community is in no cell, or a cell reaches outside.
    """
    area = community.area
    union = outline([cell.geometry for cell in community.cells])
    if area.boundary is not None:
        _compare(area, union)
    return replace(area, boundary=union)


def outline(shapes: Sequence[Geometry]) -> Geometry:
    """Return the union of cells of a valid coverage, with every node on its outer border."""
    union = shapely.coverage_union_all(np.array(shapes, object))
    if union.geom_type == "MultiPolygon" and len(union.geoms) == 1:
        return union.geoms[0]
    return union


def _compare(area: Area, union: Geometry) -> None:
    if shapely.equals_identical(area.boundary, union):
        return
    differences = {
        "coverage.uncovered": shapely.difference(area.boundary, shapely.buffer(union, BEND_DEG)),
        "coverage.outside": shapely.difference(union, shapely.buffer(area.boundary, BEND_DEG)),
    }
    for code, difference in differences.items():
        if not difference.is_empty:
            raise CoverageError(
                code,
                Place(feature=area.code, geometry=difference),
                community=area.name or area.code,
                area_m2=round(float(_sizes_m2(difference).sum()), 2),
            )


def _sizes_m2(shape: Geometry) -> NDArray[np.float64]:
    parts = shapely.get_parts(shape)
    return area_m2(parts[shapely.get_dimensions(parts) == shapely_polygon_dimension])


shapely_polygon_dimension: Final = 2


def group_by_community(
    cells: Mapping[str, Sequence[Cell]], areas: Mapping[str, Area]
) -> list[Planned]:
    """Return planned communities in order of their codes."""
    return [Planned(areas[code], cells[code]) for code in sorted(cells)]
