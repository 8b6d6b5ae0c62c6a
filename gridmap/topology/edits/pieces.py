"""Merge cells; and what splits and transfers share with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from gridmap.errors import CoverageError, InputError, Place
from gridmap.topology.edits.coverage import Coverage, as_array
from gridmap.topology.edits.outlines import double_areas, outlines_of
from gridmap.topology.edits.result import Change, Edited
from gridmap.topology.edits.verdict import concluded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import ArrayLike
    from shapely import MultiPolygon, Polygon

_TWO = 2


def merge(
    cells: ArrayLike | Coverage,
    positions: Sequence[int],
    *,
    boundary: Polygon | MultiPolygon | None = None,
) -> Edited:
    """Merge cells that hang together into the one with the lowest position.

    Parameters
    ----------
    cells
        Polygons and multipolygons of shape (N,) in WGS 84 lon/lat: a valid coverage.
    positions
        Two cells or more.
    boundary
        The community that the cells must fill and not leave.

    Returns
    -------
    edited
        The cells afterwards, those behind the merged ones moved up.

    Raises
    ------
    InputError
        When there is no such cell, or fewer than two are named.
    CoverageError
        When they do not share a border, with the place.
    """
    coverage = Coverage.of(cells)
    chosen = sorted(set(positions))
    if len(chosen) < _TWO:
        raise InputError("edits.too_few")
    require_positions(coverage, chosen)
    merged = shapely.coverage_union_all(coverage.part(chosen))
    change = Change({chosen[0]: merged}, removed=tuple(chosen[1:]))
    most = sum(shapely.get_num_geometries(coverage.cell(k)) - 1 for k in chosen) + 1
    if shapely.get_num_geometries(merged) > most:
        raise CoverageError("edits.apart", Place(geometry=by_size(shapely.get_parts(merged))[-1]))
    return concluded(coverage, change, boundary)


def require_positions(cells: Coverage, positions: Sequence[int]) -> None:
    """Refuse positions at which no cell stands.

    Raises
    ------
    InputError
        With the first of them.
    """
    for position in positions:
        if not 0 <= position < len(cells):
            raise InputError("edits.no_cell", position=position + 1, count=len(cells))


def by_size(polygons: Iterable[shapely.Geometry]) -> list[shapely.Geometry]:
    """Sort polygons by exact area, the largest first; of equals the one to the south-west."""
    listed = list(polygons)
    doubles = double_areas(outlines_of(as_array(listed)), len(listed))
    order = sorted(range(len(listed)), key=lambda k: (-doubles[k], listed[k].bounds))
    return [listed[k] for k in order]
