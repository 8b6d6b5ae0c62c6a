"""A quick proof that a change keeps the partition exact; what it leaves open is judged at length.

Let the cells before be a valid coverage with clearance, T those of them that change or go, T' what
takes their place, and U all others. Every cell is the boundary of its area, a chain of directed
edges with the area on their left; a valid cell winds once around each point inside it, and not at
all around any outside. The change is sound when

(a) every cell of T' is valid, has area, and no more parts than it may have;

(b) the edges of T' that no edge of T' runs against are, one by one, those of T that no edge of T
    runs against. So both sum up to the same chain, and T' winds around every point as often as T
    did: once or not at all. By (a) no two cells of T' overlap then, and they cover together what T
    covered: no gap comes about, and no overlap with U;

(c) no edge of T' that was not there before crosses an edge of T' or U, passes less than one unit
    from a node that is not its own, or has an end less than one unit from an edge that is not its
    own. All other pairs of edges stand as they stood. So the clearance holds, and edges that have
    more than a node in common are the same edge: neighbours share every vertex.

Where the outer edge itself changes, (b) fails by some one-sided edges that came and some that
went. It may be replaced by

(d) those edges, the ones that went run backwards, form one simple polygon of one old and one new
    course, or lie on one line; no other one-sided edge of T' and no edge of U has an end inside it,
    runs along it, joins two of its nodes through it, or ends on the new course between its ends. By
    (c) none crosses it either. So within it everything was covered or nothing was, and the sum of
    windings changes by one there and nowhere else: what was outside comes to the cells, or the
    other way round. Nothing is enclosed that was not, because the new course parts the same two
    sides as the old one.

Everything but (a), which GEOS decides, is reckoned in whole units. Where a cell has holes, GEOS is
asked as well whether it takes the coverage for valid, see `pinching`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.geometry import UNITS_PER_DEGREE
from gridmap.topology.edits.clearance import REACH_UNITS, is_clear
from gridmap.topology.edits.confines import strays
from gridmap.topology.edits.kernels_edges import edges_within
from gridmap.topology.edits.kernels_loops import as_loop, is_clean, is_straight
from gridmap.topology.edits.outlines import outlines_of
from gridmap.topology.edits.pinching import pinch_of

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely import MultiPolygon, Polygon

    from gridmap.topology.edits.coverage import Coverage
    from gridmap.topology.edits.outlines import Outlines
    from gridmap.topology.edits.result import Proposal


def is_sound(
    coverage: Coverage, proposal: Proposal, boundary: Polygon | MultiPolygon | None = None
) -> bool:
    """Tell whether a change surely keeps the partition exact.

    Parameters
    ----------
    coverage
        The cells before: a valid coverage with clearance.
    proposal
        What is about to happen.
    boundary
        The community; the cells must stay in it and leave nothing of it bare.

    Returns
    -------
    sound
        False says nothing.
    """
    ledger = proposal.ledger
    if not ledger.decided or not shapely.is_valid(proposal.fresh).all():
        return False
    fresh, shift = ledger.fresh, ledger.shift
    is_holed = bool(ledger.outlines.is_hole.any())
    if not len(fresh) and not len(shift):
        return not is_holed or pinch_of(coverage, proposal) is None
    box = _box(fresh, shift)
    beside = _beside(coverage, proposal, box)
    others = _edges(proposal, beside, box)
    if not _keeps_clear(proposal, box, others):
        return False
    is_holed |= bool(beside.is_hole.any())
    if is_holed and pinch_of(coverage, proposal) is not None:
        return False
    loop = _loop_of(shift, np.concatenate([ledger.lasting, others]))
    if loop is None or boundary is None or not len(loop):
        return loop is not None
    return not _strays(coverage, proposal, box, boundary)


def is_crowded(coverage: Coverage, proposal: Proposal) -> bool:
    """Tell whether a change surely breaks the clearance; False says nothing. See `is_sound`."""
    fresh = proposal.ledger.fresh
    if not len(fresh):
        return False
    box = _box(fresh, fresh)
    return not _keeps_clear(proposal, box, _edges(proposal, _beside(coverage, proposal, box), box))


def _keeps_clear(
    proposal: Proposal, box: tuple[int, int, int, int], others: NDArray[np.int64]
) -> bool:
    fresh = proposal.ledger.fresh
    after = edges_within(*proposal.ledger.after, box)
    return is_clear(np.concatenate([fresh, after, others]), len(fresh))


def _loop_of(shift: NDArray[np.int64], edges: NDArray[np.int64]) -> NDArray[np.int64] | None:
    """Return the polygon between the old and the new outer edge, if it is as (d) asks for.

    Nothing lies between them where the outer edge stays, or bends along its line.
    """
    if not len(shift) or is_straight(shift):
        return shift[:0]
    loop: NDArray[np.int64] = as_loop(shift)
    return loop if len(loop) and is_clean(loop, edges) else None


def _box(fresh: NDArray[np.int64], shift: NDArray[np.int64]) -> tuple[int, int, int, int]:
    ends = np.concatenate([fresh.reshape(-1, 2), shift[:, :4].reshape(-1, 2)])
    west, south = (int(value) - REACH_UNITS for value in ends.min(axis=0))
    east, north = (int(value) + REACH_UNITS for value in ends.max(axis=0))
    return west, south, east, north


def _beside(coverage: Coverage, proposal: Proposal, box: tuple[int, int, int, int]) -> Outlines:
    """Return the rings of the cells in a box that do not change."""
    return outlines_of(coverage.part(_staying(coverage, proposal, box)))


def _edges(
    proposal: Proposal, outlines: Outlines, box: tuple[int, int, int, int]
) -> NDArray[np.int64]:
    """Return the edges of rings in a box, in local units."""
    nodes = outlines.nodes - proposal.ledger.origin
    edges: NDArray[np.int64] = edges_within(nodes, outlines.starts, box)
    return edges


def _staying(coverage: Coverage, proposal: Proposal, box: tuple[int, int, int, int]) -> list[int]:
    """Return the cells in a box that do not change."""
    near = coverage.near(*_degrees(proposal, box))
    return [position for position in near.tolist() if position not in proposal.before]


def _degrees(proposal: Proposal, box: tuple[int, int, int, int]) -> NDArray[np.float64]:
    corners: NDArray[np.float64] = np.reshape(box, (2, 2)) + proposal.ledger.origin
    return corners / UNITS_PER_DEGREE


def _strays(
    coverage: Coverage,
    proposal: Proposal,
    box: tuple[int, int, int, int],
    boundary: Polygon | MultiPolygon,
) -> bool:
    others = coverage.part(_staying(coverage, proposal, box))
    before, after = (np.concatenate([cells, others]) for cells in (proposal.old, proposal.fresh))
    return strays(before, after, boundary, _degrees(proposal, box).ravel()) is not None
