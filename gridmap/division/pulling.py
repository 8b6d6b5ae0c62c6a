"""Pull a way tight where it goes round buildings or changes to a mapped line."""

from __future__ import annotations

import numpy as np
import shapely
from shapely import STRtree

from gridmap.division.arrays import BoolArray, FloatArray, IntArray
from gridmap.division.scene import Scene

STEP_M = 4.0  # a way may be shortened from points at such steps
LEAD_M = 12.0  # and so far before and behind a detour
FARTHEST = 40  # steps that one straight line may leave out
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
    room = shapely.buffer(scene.shell, 1.0)
    shapely.prepare(room)
    kept = [0]
    while kept[-1] < len(nodes) - 1:
        here = kept[-1]
        held = np.flatnonzero(~loose[here : here + FARTHEST])
        last = here + int(held[0]) if len(held) else min(here + FARTHEST, len(nodes) - 1)
        ahead = np.arange(here + 1, max(last, here + 1) + 1)
        kept.append(_farthest(nodes, here, ahead, obstacles, room))
    return nodes[kept]


def _farthest(
    nodes: FloatArray,
    here: int,
    ahead: IntArray,
    obstacles: STRtree,
    room: shapely.Geometry,
) -> int:
    """Return the last of the nodes ahead to which the straight way is free, at least the next."""
    if len(ahead) == 1:
        return int(ahead[0])
    chords = shapely.linestrings(np.stack([np.tile(nodes[here], (len(ahead), 1)), nodes[ahead]], 1))
    free = shapely.covers(room, chords)
    free[obstacles.query(chords, predicate="intersects")[0]] = False
    return int(ahead[np.flatnonzero(free)[-1]]) if free.any() else int(ahead[0])


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
