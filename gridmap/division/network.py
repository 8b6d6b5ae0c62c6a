"""A network of noded line segments, and the cheapest way through it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy
import shapely
from shapely import STRtree

from gridmap.division.arrays import BoolArray, FloatArray, IntArray, ObjectArray

ON_LINE_UNITS = 1.5  # snap rounding moves a line by less than this
_LEAST_COST = 1e-9


@dataclass(frozen=True)
class Network:
    """Segments between nodes in whole local units; they meet in nodes only.

    Parameters
    ----------
    nodes
        Shape (N, 2).
    first, second
        End nodes of each segment, shape (E,).
    """

    nodes: FloatArray
    first: IntArray
    second: IntArray

    @classmethod
    def of(cls, lines: ObjectArray) -> Network:
        """Node lines in local units and round them to whole units."""
        noded = shapely.get_parts(shapely.union_all(lines, grid_size=1.0))
        coordinates, owner = shapely.get_coordinates(noded, return_index=True)
        start = np.flatnonzero(owner[:-1] == owner[1:])
        nodes, named = np.unique(coordinates, axis=0, return_inverse=True)
        named = named.ravel()
        pairs = np.sort(np.column_stack([named[start], named[start + 1]]), axis=1)
        pairs = np.unique(pairs[pairs[:, 0] != pairs[:, 1]], axis=0)
        return cls(nodes, pairs[:, 0], pairs[:, 1])

    @classmethod
    def along(cls, nodes: FloatArray) -> Network:
        """Return the segments of one line through nodes of shape (N, 2)."""
        return cls(nodes, np.arange(len(nodes) - 1), np.arange(1, len(nodes)))

    def __len__(self) -> int:
        """Return the number of segments."""
        return len(self.first)

    @property
    def segments(self) -> ObjectArray:
        """The segments as lines, shape (E,)."""
        ends = np.stack([self.nodes[self.first], self.nodes[self.second]], axis=1)
        drawn: ObjectArray = shapely.linestrings(ends)
        return drawn

    def on(self, lines: ObjectArray) -> BoolArray:
        """Return which segments run on lines, shape (E,)."""
        lying = np.zeros(len(self), dtype=bool)
        if not len(lines) or not len(self):
            return lying
        one, other = self.nodes[self.first], self.nodes[self.second]
        tree = STRtree(lines)
        lying[:] = True
        for share in (0.0, 0.5, 1.0):
            spots = shapely.points(one + share * (other - one))
            near = np.zeros(len(self), dtype=bool)
            near[tree.query(spots, predicate="dwithin", distance=ON_LINE_UNITS)[0]] = True
            lying &= near
        return lying

    def nearest_node(self, spot: FloatArray) -> int:
        """Return the node nearest to a place."""
        return int(np.argmin(np.hypot(*(self.nodes - spot).T)))

    def way(
        self,
        cost: FloatArray,
        starts: tuple[IntArray, FloatArray],
        ends: tuple[IntArray, FloatArray],
    ) -> list[int]:
        """Return the nodes of the cheapest way from one of some nodes to one of others.

        Parameters
        ----------
        cost
            Of each segment, shape (E,).
        starts, ends
            Nodes, and what it costs to begin or end there.

        Returns
        -------
        nodes
            In order; empty when there is no way.
        """
        count = len(self.nodes)
        source, target = count, count + 1
        tails = np.concatenate([self.first, self.second, np.full(len(starts[0]), source), ends[0]])
        heads = np.concatenate([self.second, self.first, starts[0], np.full(len(ends[0]), target)])
        weights = np.concatenate([cost, cost, starts[1], ends[1]])
        graph = scipy.sparse.coo_matrix(
            (np.maximum(weights, _LEAST_COST), (tails, heads)), shape=(count + 2, count + 2)
        ).tocsr()
        _, before = scipy.sparse.csgraph.dijkstra(graph, indices=source, return_predecessors=True)
        if before[target] < 0:
            return []
        way = [int(before[target])]
        while before[way[-1]] != source:
            way.append(int(before[way[-1]]))
        return way[::-1]


def single_lines(geometries: Sequence[shapely.Geometry] | ObjectArray) -> ObjectArray:
    """Return the line strings that geometries hold, points and areas left out."""
    parts = shapely.get_parts(shapely.get_parts(np.asarray(geometries, dtype=object)))
    lines: ObjectArray = parts[
        (shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING) & ~shapely.is_empty(parts)
    ]
    return lines


def longer(line: shapely.LineString, by: float) -> shapely.LineString:
    """Return a line led straight on at both ends, by a length in its own units."""
    nodes = shapely.get_coordinates(line)
    ends = nodes.copy()
    for end, beside in ((0, 1), (-1, -2)):
        way = nodes[end] - nodes[beside]
        ends[end] += way / np.hypot(*way) * by
    return shapely.LineString(ends)
