"""Pull a way tight where it goes round buildings or changes to a mapped line."""

from __future__ import annotations

import numpy as np
import shapely
from shapely import STRtree

from gridmap.division.arrays import BoolArray, FloatArray
from gridmap.division.scene import Scene
from gridmap.geometry.preparing import prepared

STEP_M = 4.0  # a way may be shortened from points at such steps
LEAD_M = 12.0  # and so far before and behind a detour
FARTHEST = 25  # steps that one straight line may leave out
KEPT_CLEARANCE = 0.6  # share of the clearance that a shortened way keeps


def pulled(
    scene: Scene, nodes: FloatArray, mapped: BoolArray, bent: BoolArray, clearance_m: float
) -> FloatArray:
    """Return a way without needless corners.

    Parameters
    ----------
    scene
        What is around the way.
    nodes
        Of the way in local units, shape (N,) of pairs.
    mapped
        Which of its segments run on mapped lines and stay as they are, shape (N - 1,).
    bent
        Which of them neither run on mapped lines nor on the drawn one, shape (N - 1,).
    clearance_m
        How far the way keeps from buildings.

    Returns
    -------
    tight
        Shape (M, 2).
    """
    if not bent.any():
        return nodes
    nodes, mapped, bent = _in_steps(scene, nodes, mapped, bent)
    loose = _near(scene, nodes, bent) & ~mapped
    near = scene.grown(shapely.LineString(nodes), FARTHEST * STEP_M)
    built = scene.footprints[shapely.intersects(scene.footprints, near)]
    obstacles = STRtree(scene.grown(built, KEPT_CLEARANCE * clearance_m))
    room = prepared(shapely.buffer(scene.shell, 1.0))
    # How far each loose stretch goes on, from each of its nodes.
    fixed = np.append(np.flatnonzero(~loose), len(loose))
    until = fixed[np.searchsorted(fixed, np.arange(len(loose)))]
    kept = [0]
    while kept[-1] < len(nodes) - 1:
        here = kept[-1]
        last = min(int(until[here]), here + FARTHEST)
        kept.append(_farthest(nodes, here, max(last, here + 1), obstacles, room))
    return nodes[kept]


def _farthest(
    nodes: FloatArray, here: int, last: int, obstacles: STRtree, room: shapely.Geometry
) -> int:
    """Return the last node up to one to which the straight way is free, the next one at least."""
    if last == here + 1:
        return last
    ahead = np.arange(here + 1, last + 1)
    chords = shapely.linestrings(np.stack([np.tile(nodes[here], (len(ahead), 1)), nodes[ahead]], 1))
    free = shapely.covers(room, chords)
    free[obstacles.query(chords, predicate="intersects")[0]] = False
    return int(ahead[np.flatnonzero(free)[-1]]) if free.any() else here + 1


def _in_steps(
    scene: Scene, nodes: FloatArray, mapped: BoolArray, bent: BoolArray
) -> tuple[FloatArray, BoolArray, BoolArray]:
    """Divide the segments that do not run on mapped lines into steps."""
    length = np.hypot(*scene.frame.metric(np.diff(nodes, axis=0)).T)
    count = np.where(mapped, 1, np.maximum(np.ceil(length / STEP_M), 1)).astype(np.int64)
    segment = np.repeat(np.arange(len(count)), count)
    number = np.arange(len(segment)) - np.repeat(np.cumsum(count) - count, count)
    share = (number / count[segment])[:, np.newaxis]
    starts = nodes[segment] + share * (nodes[segment + 1] - nodes[segment])
    return np.concatenate([np.rint(starts), nodes[-1:]]), mapped[segment], bent[segment]


def _near(scene: Scene, nodes: FloatArray, bent: BoolArray) -> BoolArray:
    """Return which segments lie within the lead of a bent one, along the way."""
    length = np.hypot(*scene.frame.metric(np.diff(nodes, axis=0)).T)
    end = np.cumsum(length)
    middle = end - length / 2.0
    bends = middle[bent]
    place = np.searchsorted(bends, middle)
    before = middle - bends[np.maximum(place - 1, 0)]
    behind = bends[np.minimum(place, len(bends) - 1)] - middle
    return np.asarray((np.abs(before) <= LEAD_M) | (np.abs(behind) <= LEAD_M))
