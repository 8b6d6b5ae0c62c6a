"""Outer edges that begin where a hole of a cell touches the cell's own border.

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

from gridmap.geometry import UNITS_PER_DEGREE, from_units
from gridmap.topology.edits.outlines import outlines_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gridmap.topology.edits.coverage import Coverage
    from gridmap.topology.edits.result import Proposal

# Longitudes stay below 1.8e9 units, latitudes below 0.9e9.
_WEIGHTS = np.array([1 << 31, 1], dtype=np.int64)
_REACH_DEG = 0.5 / UNITS_PER_DEGREE


def pinch_of(coverage: Coverage, proposal: Proposal) -> shapely.Geometry | None:
    """Find an outer edge that a change lets begin where a hole touches the border of its cell.

    Parameters
    ----------
    coverage
        The cells before: a valid coverage.
    proposal
        What is about to happen, sound otherwise.

    Returns
    -------
    edge
        The edge in lon/lat, with what is drawn on from it; None where there is no such edge.
    """
    ledger = proposal.ledger
    if not len(ledger.shift) and not ledger.outlines.is_hole.any():
        return None
    cells = _with_those_around(coverage, proposal, proposal.fresh)
    if not shapely.get_num_interior_rings(shapely.get_parts(cells)).any():
        return None
    spots, touching = _touching_nodes(cells)
    if not len(spots):
        return None
    # All around a cell must be there, or an edge of it seems to have no other side.
    cells = _with_those_around(coverage, proposal, np.append(proposal.fresh, touching))
    faults = shapely.coverage_invalid_edges(cells)
    beside = shapely.dwithin(faults, shapely.multipoints(from_units(spots)), _REACH_DEG)
    return faults[beside][0] if beside.any() else None


def _with_those_around(
    coverage: Coverage, proposal: Proposal, cells: NDArray[np.object_]
) -> NDArray[np.object_]:
    """Return the cells that a change leaves, as far as their frames meet those of some cells."""
    frame = shapely.total_bounds(np.append(proposal.old, cells))
    near = coverage.near(frame[:2], frame[2:]).tolist()
    staying = coverage.part(position for position in near if position not in proposal.before)
    return np.concatenate([proposal.fresh, staying])


def _touching_nodes(
    cells: NDArray[np.object_],
) -> tuple[NDArray[np.int64], NDArray[np.object_]]:
    """Return the nodes that several rings of one cell share, of shape (n, 2), and those cells.

    Only cells with holes count.
    """
    outlines = outlines_of(cells)
    found, touching = [], []
    for position in np.unique(outlines.cell[outlines.is_hole]).tolist():
        own = outlines.of_cell(position)
        nodes = np.delete(own.nodes, own.starts[:-1], axis=0)
        # As one number a node is sorted far faster than as two.
        _, first, times = np.unique(nodes @ _WEIGHTS, return_index=True, return_counts=True)
        if (times > 1).any():
            found.append(nodes[first[times > 1]])
            touching.append(position)
    spots = np.concatenate(found) if found else np.zeros((0, 2), dtype=np.int64)
    return spots, cells[touching]
