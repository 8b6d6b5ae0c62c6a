"""Drafted cells meet what is in force: local, and what is in force moves no node."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from gridmap.topology import stitch
from gridmap.topology.stitching import MERGE_TOLERANCE_M

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Wider than the distance up to which border nodes are merged, at any latitude below 80 degrees.
_REACH_DEG: Final = 3e-5


@dataclass(frozen=True)
class Meeting:
    """Free and fixed cells after they met: those that changed, by position."""

    free: dict[int, shapely.Geometry]
    fixed: dict[int, shapely.Geometry]


def near(frames: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the positions of frames that come near others.

    Parameters
    ----------
    frames, others
        Arrays of shape (N, 4) and (M, 4): west, south, east, north in degrees.

    Returns
    -------
    positions
        Positions in `frames`, lowest first.
    """
    if not len(frames) or not len(others):
        return np.zeros(0, dtype=np.int64)
    wide = others + np.array([-_REACH_DEG, -_REACH_DEG, _REACH_DEG, _REACH_DEG])
    found: NDArray[np.int64] = np.unique(
        shapely.STRtree(shapely.box(*frames.T)).query(shapely.box(*wide.T))[1]
    )
    return found


def meet(
    free: NDArray[np.object_],
    fixed: NDArray[np.object_],
    *,
    tolerance_m: float = MERGE_TOLERANCE_M,
) -> Meeting:
    """Make cells share every node where they meet; fixed cells take nodes in and move none.

    Only fixed cells near the free ones take part, and their neighbours, so that what lies between
    those is not taken for a void.

    Parameters
    ----------
    free, fixed
        Polygons of shape (N,) and (M,), each on the lattice.
    tolerance_m
        Up to which distance a new node of a free cell moves to one across the border.

    Returns
    -------
    meeting
        What changed. A free cell whose outer edges are those of the fixed ones stays.

    Raises
    ------
    CoverageError
        When cells overlap by more than slivers; `cells` of its parameters counts the free ones
        first.
    """
    frames = shapely.bounds(fixed).reshape(-1, 4)
    close = near(frames, shapely.bounds(free).reshape(-1, 4))
    around = np.setdiff1d(near(frames, frames[close]), close)
    chosen = np.concatenate([close, around])
    cells = np.concatenate([free, fixed[chosen]])
    stitched = stitch(cells, np.arange(len(cells)) >= len(free), tolerance_m=tolerance_m)
    changed = [change.position for change in stitched.report]
    return Meeting(
        {position: stitched.geometries[position] for position in changed if position < len(free)},
        {
            int(chosen[position - len(free)]): stitched.geometries[position]
            for position in changed
            if len(free) <= position < len(free) + len(close)
        },
    )
