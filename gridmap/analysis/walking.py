"""How far stations reach along streets in some minutes, and strips beside streets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy
import shapely
from numpy.typing import NDArray

from gridmap.analysis.methods import method
from gridmap.analysis.outlines import FloatArray, GeometryArray, IntArray, Outlines
from gridmap.errors import InputError

# Three metres a second: firefighters who run, 540 m in three minutes.
SPEED_M_PER_S = 3.0
MINUTES = 3.0
STRIP_M = 20.0
# A station farther than this from every street is not connected.
OFF_STREET_M = 100.0
_SECONDS_PER_MINUTE = 60.0
# Sparse matrices keep no zeros.
_LEAST_M = 1e-9


@dataclass(frozen=True)
class Walk:
    """What stations reach.

    Attributes
    ----------
    streets
        The reached parts of streets, one multi-line on the plane.
    area
        The strips beside them and beside the ways from stations to them, a polygon or several.
    length_m
        Length of the reached parts, each counted once.
    unconnected
        Stations too far from any street, shape (S,); they reach nothing.
    """

    streets: shapely.Geometry
    area: shapely.Geometry
    length_m: float
    unconnected: NDArray[np.bool_]


@dataclass(frozen=True)
class _Network:
    """Straight pieces of streets between nodes."""

    edges: FloatArray
    ends: IntArray
    node_count: int

    @property
    def length_m(self) -> FloatArray:
        length: FloatArray = np.hypot(*(self.edges[:, 2:] - self.edges[:, :2]).T)
        return length


@method("walking", version=1, unit="m2")
def walking_reach(
    streets: GeometryArray,
    stations: GeometryArray,
    *,
    minutes: float = MINUTES,
    speed_m_per_s: float = SPEED_M_PER_S,
    strip_m: float = STRIP_M,
    off_street_m: float = OFF_STREET_M,
    join_crossings: bool = True,
) -> Walk:
    """Return what stations reach along streets in some minutes.

    From a station the way leads straight to the nearest street, then along streets either way, by
    the shortest time from any station (Dijkstra). Reached is what lies beside the reached parts.

    Parameters
    ----------
    streets
        Lines on a plane in metres, shape (L,).
    stations
        Points on the same plane, shape (S,).
    minutes
        How long the way may take.
    speed_m_per_s
        How fast it goes.
    strip_m
        How far beside a street is reached.
    off_street_m
        How far a station may lie from its street.
    join_crossings
        Whether streets join wherever they cross; else only where they share a vertex, so that a
        bridge does not lead down to the road below.

    Returns
    -------
    walk
        Reached streets and the ground beside them.

    Raises
    ------
    InputError
        When minutes, speed or strip is not a positive number.
    """
    for name, value in (("minutes", minutes), ("speed", speed_m_per_s), ("strip", strip_m)):
        if not (np.isfinite(value) and value > 0):
            raise InputError("walking.not_positive", name=name, value=value)
    limit_m = minutes * _SECONDS_PER_MINUTE * speed_m_per_s
    network = _network(streets, join_crossings=join_crossings)
    spots = shapely.get_coordinates(np.asarray(stations, dtype=object))
    unconnected = np.ones(len(spots), np.bool_)
    if not len(network.edges) or not len(spots):
        return Walk(shapely.MultiLineString(), shapely.Polygon(), 0.0, unconnected)
    edge, share, off_m = _nearest(network, spots)
    unconnected = off_m > min(off_street_m, limit_m)
    edge, share, off_m = edge[~unconnected], share[~unconnected], off_m[~unconnected]
    reach_m = _distances_m(network, edge, share, off_m, limit_m)
    reached = _reached(network, reach_m, (edge, share, off_m), limit_m)
    feet = network.edges[edge, :2] + share[:, None] * (
        network.edges[edge, 2:] - network.edges[edge, :2]
    )
    ways = shapely.linestrings(np.stack([spots[~unconnected], feet], axis=1))
    area = shapely.buffer(shapely.union_all([reached, *ways]), strip_m)
    return Walk(reached, area, reached.length, unconnected)


@method("strips", version=1, unit="m2")
def road_strips(streets: GeometryArray, *, strip_m: float = STRIP_M) -> GeometryArray:
    """Return the strip on both sides of each street.

    Parameters
    ----------
    streets
        Lines on a plane in metres, shape (L,).
    strip_m
        How wide it is on each side.

    Returns
    -------
    strips
        Polygons, shape (L,), which end square where a street ends.

    Raises
    ------
    InputError
        When the width is not a positive number.
    """
    if not (np.isfinite(strip_m) and strip_m > 0):
        raise InputError("walking.not_positive", name="strip", value=strip_m)
    strips: GeometryArray = shapely.buffer(
        np.asarray(streets, dtype=object), strip_m, cap_style="flat"
    )
    return strips


def _network(streets: GeometryArray, *, join_crossings: bool) -> _Network:
    lines = np.asarray(streets, dtype=object)
    if join_crossings and len(lines):
        lines = shapely.get_parts(shapely.union_all(lines))
    edges = Outlines.of(lines).edges
    nodes, ends = np.unique(edges.reshape(-1, 2), axis=0, return_inverse=True)
    return _Network(edges, ends.reshape(-1, 2).astype(np.int64), len(nodes))


def _nearest(network: _Network, spots: FloatArray) -> tuple[IntArray, FloatArray, FloatArray]:
    """Return the edge nearest to each spot, at which share of it, and how far off it is."""
    lines = shapely.linestrings(network.edges.reshape(-1, 2, 2))
    points = shapely.points(spots)
    found, off_m = shapely.STRtree(lines).query_nearest(
        points, all_matches=False, return_distance=True
    )
    edge = found[1].astype(np.int64)
    share = shapely.line_locate_point(lines[edge], points, normalized=True)
    return edge, share, off_m


def _distances_m(
    network: _Network, edge: IntArray, share: FloatArray, off_m: FloatArray, limit_m: float
) -> FloatArray:
    """Return how far each node is from the nearest station, infinite beyond the limit."""
    length_m, source = network.length_m, network.node_count
    first, last = network.ends.T
    rows = np.concatenate([first, last, np.full(2 * len(edge), source)])
    columns = np.concatenate([last, first, first[edge], last[edge]])
    steps = np.concatenate(
        [
            length_m,
            length_m,
            off_m + share * length_m[edge],
            off_m + (1.0 - share) * length_m[edge],
        ]
    )
    # Of several ways between two nodes the shortest counts, where a matrix would add them up.
    order = np.lexsort((steps, columns, rows))
    rows, columns, steps = rows[order], columns[order], steps[order]
    kept = (np.diff(rows, prepend=-1) != 0) | (np.diff(columns, prepend=-1) != 0)
    graph = scipy.sparse.coo_matrix(
        (np.maximum(steps[kept], _LEAST_M), (rows[kept], columns[kept])),
        shape=(source + 1, source + 1),
    ).tocsr()
    distances: FloatArray = scipy.sparse.csgraph.dijkstra(graph, indices=source, limit=limit_m)
    return distances[:source]


def _reached(
    network: _Network,
    distance_m: FloatArray,
    starts: tuple[IntArray, FloatArray, FloatArray],
    limit_m: float,
) -> shapely.Geometry:
    """Return the parts of edges within the limit, from either end or from a station on them."""
    length_m = network.length_m
    from_first = np.clip(limit_m - distance_m[network.ends[:, 0]], 0.0, length_m) / length_m
    from_last = np.clip(limit_m - distance_m[network.ends[:, 1]], 0.0, length_m) / length_m
    edge, share, off_m = starts
    way = (limit_m - off_m) / length_m[edge]
    every = np.arange(len(length_m))
    of = np.concatenate([every, every, edge])
    low = np.concatenate([np.zeros(len(every)), 1.0 - from_last, np.maximum(share - way, 0.0)])
    high = np.concatenate([from_first, np.ones(len(every)), np.minimum(share + way, 1.0)])
    some = high > low
    of, low, high = of[some], low[some], high[some]
    start, step = network.edges[of, :2], network.edges[of, 2:] - network.edges[of, :2]
    parts = np.stack([start + low[:, None] * step, start + high[:, None] * step], axis=1)
    return shapely.line_merge(shapely.union_all(_merged_parts(of, low, high, parts)))


def _merged_parts(
    of: IntArray, low: FloatArray, high: FloatArray, parts: FloatArray
) -> GeometryArray:
    """Return lines of parts, those of an edge that overlap made one."""
    order = np.lexsort((low, of))
    of, low, high, parts = of[order], low[order], high[order], parts[order]
    lines: list[FloatArray] = []
    until, owner = -1.0, -1
    for number in range(len(of)):
        if of[number] == owner and low[number] <= until:
            if high[number] > until:
                lines[-1] = np.stack([lines[-1][0], parts[number, 1]])
                until = float(high[number])
            continue
        lines.append(parts[number])
        owner, until = int(of[number]), float(high[number])
    merged: GeometryArray = np.atleast_1d(shapely.linestrings(np.array(lines).reshape(-1, 2, 2)))
    return merged
