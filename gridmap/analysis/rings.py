"""Cells as flat arrays of rings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.analysis.kernels_edges import look_over
from gridmap.errors import InputError, Place

FloatArray = NDArray[np.float64]
PositionArray = NDArray[np.int64]

_POLYGON, _MULTIPOLYGON = 3, 6
_ACCEPTED = (-1, _POLYGON, _MULTIPOLYGON)


@dataclass(frozen=True)
class Rings:
    """All rings of all cells, cell by cell.

    Attributes
    ----------
    coordinates
        Vertices, shape (V, 2); each ring is closed by its first.
    start
        Where each ring starts, shape (R + 1,).
    owner
        Position + 1 of each ring's cell, shape (R,): positive where the cell lies left of the
        ring as it runs, negative where right; 0 for a ring without an inside.
    cell_start
        Where each cell's rings start, shape (N + 1,).
    bounds
        West, south, east and north of all vertices.
    """

    coordinates: FloatArray
    start: PositionArray
    owner: NDArray[np.int32]
    cell_start: PositionArray
    bounds: tuple[float, float, float, float]

    @property
    def cell_count(self) -> int:
        """Number of cells."""
        return len(self.cell_start) - 1


def rings_of(
    geometries: Sequence[shapely.Geometry] | NDArray[np.object_],
    positions: PositionArray | None = None,
) -> Rings:
    """Return the rings of cells.

    Parameters
    ----------
    geometries
        Polygons or multipolygons; None and empty geometries have no rings.
    positions
        Which of them, ascending; all by default.

    Raises
    ------
    InputError
        A geometry is no polygon, or a vertex is not finite; the place names the feature.
    """
    cells = np.asarray(geometries, dtype=object)
    chosen = np.arange(len(cells)) if positions is None else positions
    cells = cells if positions is None else cells[positions]
    kinds = shapely.get_type_id(cells)
    wrong = np.flatnonzero(~np.isin(kinds, _ACCEPTED))
    if len(wrong):
        kind = getattr(cells[wrong[0]], "geom_type", type(cells[wrong[0]]).__name__)
        raise InputError(
            "locate.not_a_polygon", Place(feature=int(chosen[wrong[0]]) + 1), geometry_type=kind
        )
    ring_cell, is_hole, size = _sizes_of(cells, kinds)
    coordinates = shapely.get_coordinates(cells)
    start = np.concatenate([[0], np.cumsum(size)]).astype(np.int64)
    label = chosen[ring_cell] + 1
    owner = np.where(is_hole, -label, label).astype(np.int32)
    bad, bounds = look_over(coordinates, start, owner)
    if bad >= 0:
        cell = chosen[ring_cell][np.searchsorted(start, bad, side="right") - 1]
        raise InputError("locate.vertex_not_finite", Place(feature=int(cell) + 1))
    cell_start = np.searchsorted(ring_cell, np.arange(len(cells) + 1)).astype(np.int64)
    return Rings(coordinates, start, owner, cell_start, bounds)


def _sizes_of(
    cells: NDArray[np.object_], kinds: NDArray[np.int64]
) -> tuple[PositionArray, NDArray[np.bool_], PositionArray]:
    """Return for each ring its cell, whether it is a hole, and how many vertices it has.

    Most cells are one ring, whose size is that of the cell; only the others are taken apart,
    which copies them.
    """
    count = shapely.get_num_coordinates(cells)
    whole = (kinds == _POLYGON) & (shapely.get_num_interior_rings(cells) == 0)
    several = np.flatnonzero(~whole & (count > 0))
    parts, part_of = shapely.get_parts(cells[several], return_index=True)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    # The first ring of a part is its exterior.
    is_hole = np.zeros(len(rings), dtype=np.bool_)
    is_hole[1:] = ring_part[1:] == ring_part[:-1]
    alone = np.flatnonzero(whole & (count > 0))
    ring_cell = np.concatenate([alone, several[part_of[ring_part]]])
    order = np.argsort(ring_cell, kind="stable")
    sizes = np.concatenate([count[alone], shapely.get_num_coordinates(rings)])
    holes = np.concatenate([np.zeros(len(alone), dtype=np.bool_), is_hole])
    return ring_cell[order].astype(np.int64), holes[order], sizes[order].astype(np.int64)
