"""Barriers: rivers and rails that a cell may cross only at a bridge."""

from __future__ import annotations

import numpy as np
import scipy
import shapely
from numpy.typing import ArrayLike
from shapely import STRtree

from gridmap.division.arrays import BoolArray, ObjectArray
from gridmap.division.frame import Frame
from gridmap.division.neighbours import Borders, SharedEdges, borders_of

ALONG_M = 5.0  # a border this near to a barrier line runs along it
ALONG_RATIO = 0.5  # share of a border that must run along a barrier
LEAST_NECK_M = 2.0  # blocks that share less are neighbours only where nothing wider joins them
BRIDGE_M = 25.0  # a bridge joins the blocks whose border passes this near


def passable_pairs(
    edges: SharedEdges,
    borders: Borders,
    barriers: ArrayLike | None,
    bridges: ArrayLike | None = None,
) -> BoolArray:
    """Return which neighbours a cell may join.

    Parameters
    ----------
    edges
        The shared edges of the blocks.
    borders
        Their sums by pair, as `borders_of` gives them, P pairs.
    barriers
        Lines that part blocks, WGS 84 lon/lat.
    bridges
        Points, or lines such as streets that cross barriers.

    Returns
    -------
    passable
        Shape (P,): False where at least half of the shared border runs within 5 m of a barrier
        and no bridge lies within 25 m of it.
    """
    count = len(borders.first)
    if barriers is None or not len(np.atleast_1d(barriers)) or not count:
        return np.ones(count, dtype=bool)
    lines = np.atleast_1d(np.asarray(barriers, dtype=object))
    frame = Frame.around(shapely.multipoints(np.concatenate([edges.start, edges.end])))
    walls = _metres(frame, lines)
    middles = _metres(frame, shapely.points((edges.start + edges.end) / 2.0))
    near = np.zeros(len(middles), dtype=bool)
    near[STRtree(walls).query(middles, predicate="dwithin", distance=ALONG_M)[0]] = True
    along = borders_of(edges, np.where(near, edges.length_m, 0.0)).length_m
    closed = along >= ALONG_RATIO * borders.length_m
    if bridges is not None and len(np.atleast_1d(bridges)):
        closed &= ~_bridged(frame, edges, borders, walls, _metres(frame, bridges))
    return np.asarray(~closed)


def wide_enough(borders: Borders, passable: BoolArray, count: int) -> BoolArray:
    """Return the passable pairs without those that only a neck narrower than 2 m would join.

    Parameters
    ----------
    borders
        Pairs of neighbours, P of them.
    passable
        Which a cell may join so far, shape (P,).
    count
        Number of blocks.

    Returns
    -------
    wide
        Shape (P,). A narrow pair stays where no wider way leads round it: it is part of a widest
        spanning forest.
    """
    wide = passable & (borders.length_m >= LEAST_NECK_M)
    narrow = np.flatnonzero(passable & ~wide)
    if not len(narrow):
        return wide
    # The shortest spanning tree of the inverse lengths is the widest one.
    ends = (borders.first[passable], borders.second[passable])
    cost = 1.0 / np.maximum(borders.length_m[passable], 1e-9)
    forest = scipy.sparse.csgraph.minimum_spanning_tree(
        scipy.sparse.coo_matrix((cost, ends), shape=(count, count))
    ).tocoo()
    kept = set(zip(forest.row.tolist(), forest.col.tolist(), strict=True))
    for pair in narrow.tolist():
        wide[pair] = (int(borders.first[pair]), int(borders.second[pair])) in kept
    return wide


def _metres(frame: Frame, geometries: ArrayLike) -> ObjectArray:
    scaled: ObjectArray = shapely.transform(frame.local(geometries), frame.metric)
    return scaled


def _bridged(
    frame: Frame,
    edges: SharedEdges,
    borders: Borders,
    walls: ObjectArray,
    bridges: ObjectArray,
) -> BoolArray:
    """Return which pairs have a bridge on their shared border, shape (P,)."""
    crossings = shapely.intersection(shapely.union_all(bridges), shapely.union_all(walls))
    spots = shapely.get_parts(shapely.get_parts(np.atleast_1d(crossings)))
    points = bridges[shapely.get_dimensions(bridges) == 0]
    spots = np.concatenate([shapely.centroid(spots), shapely.get_parts(points)])
    if not len(spots):
        return np.zeros(len(borders.first), dtype=bool)
    ends = np.stack([edges.start, edges.end], axis=1)
    segments = _metres(frame, shapely.linestrings(ends))
    open_edge = np.zeros(len(segments))
    open_edge[STRtree(spots).query(segments, predicate="dwithin", distance=BRIDGE_M)[0]] = 1.0
    return np.asarray(borders_of(edges, open_edge).length_m > 0)
