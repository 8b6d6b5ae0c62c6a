"""Cells whose holes touch their own borders, and the outer edges that begin there.

Such a cell is valid, and every side of every edge has its one cell. But GEOS, when it looks at one
edge of a coverage, asks each ring of a cell by itself which side is the inside, and to the hole all
that lies around it is. So `shapely.coverage_is_valid` refuses an edge that leaves the touching node
to the outside and has no cell on its other side to match it; and what it refuses is no coverage to
those who receive it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.geometry import UNITS_PER_DEGREE, from_units, to_units
from gridmap.topology.report import Defect

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gridmap.geometry.rings import Rings

# Longitudes stay below 1.8e9 units, latitudes below 0.9e9.
_WEIGHTS = np.array([1 << 31, 1], dtype=np.int64)
_REACH_DEG = 0.5 / UNITS_PER_DEGREE


def touching_nodes(rings: Rings) -> dict[int, NDArray[np.int64]]:
    """Return for each cell the nodes that several of its rings share.

    Parameters
    ----------
    rings
        The rings of all cells.

    Returns
    -------
    spots
        By the position of a cell with such nodes their array of shape (n, 2), in units.
    """
    spots = {}
    for cell in np.unique(rings.cell[rings.is_hole]).tolist():
        first, last = np.searchsorted(rings.cell, [cell, cell + 1])
        begin, end = rings.starts[[first, last]]
        nodes = to_units(rings.coordinates[begin:end])
        nodes = np.delete(nodes, rings.starts[first:last] - begin, axis=0)
        # As one number a node is sorted far faster than as two.
        _, at, times = np.unique(nodes @ _WEIGHTS, return_index=True, return_counts=True)
        if (times > 1).any():
            spots[cell] = nodes[at[times > 1]]
    return spots


def fault_at(spots: NDArray[np.int64], faults: NDArray[np.object_]) -> shapely.Geometry | None:
    """Return which of the edges that GEOS refuses ends in one of some nodes, in units."""
    beside = shapely.dwithin(faults, shapely.multipoints(from_units(spots)), _REACH_DEG)
    return faults[beside][0] if beside.any() else None


def pinches(cells: NDArray[np.object_], rings: Rings) -> tuple[Defect, ...]:
    """Find the outer edges that begin where a hole touches the border of its cell.

    Parameters
    ----------
    cells
        A coverage without another fault.
    rings
        Its rings.

    Returns
    -------
    pinches
        One for each cell whose hole does so.
    """
    spots = touching_nodes(rings)
    if not spots:
        return ()
    # All around a cell must be there, or an edge of it seems to have no other side.
    near = np.unique(shapely.STRtree(cells).query(cells[list(spots)])[1])
    faults = shapely.coverage_invalid_edges(cells[near])
    found = ((cell, fault_at(nodes, faults)) for cell, nodes in spots.items())
    return tuple(Defect(fault, (cell,)) for cell, fault in found if fault is not None)
