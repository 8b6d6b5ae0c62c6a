"""Whether an edit would let an outer edge begin where a hole touches the border of its cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.geometry import rings_of
from gridmap.topology.pinching import fault_at, touching_nodes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gridmap.topology.edits.coverage import Coverage
    from gridmap.topology.edits.result import Proposal


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
    spots = touching_nodes(rings_of(cells))
    if not spots:
        return None
    # All around a cell must be there, or an edge of it seems to have no other side.
    around = np.append(proposal.fresh, cells[list(spots)])
    faults = shapely.coverage_invalid_edges(_with_those_around(coverage, proposal, around))
    return fault_at(np.concatenate(list(spots.values())), faults)


def _with_those_around(
    coverage: Coverage, proposal: Proposal, cells: NDArray[np.object_]
) -> NDArray[np.object_]:
    """Return the cells that a change leaves, as far as their frames meet those of some cells."""
    frame = shapely.total_bounds(np.append(proposal.old, cells))
    near = coverage.near(frame[:2], frame[2:]).tolist()
    staying = coverage.part(position for position in near if position not in proposal.before)
    return np.concatenate([proposal.fresh, staying])
