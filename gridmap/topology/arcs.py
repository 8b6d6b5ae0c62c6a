"""Arcs and junctions, derived from the cells of a coverage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.errors import CoverageError, Place
from gridmap.geometry import rings_of
from gridmap.geometry.edges import incidence, pair_edges
from gridmap.geometry.kernels_chains import trace_chains
from gridmap.geometry.measure import segment_lengths_m

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from gridmap.geometry.edges import Edges

OUTSIDE = -1
_NODE_DEGREE_INSIDE_AN_ARC = 2


@dataclass(frozen=True)
class Arcs:
    """The borders of a coverage, each once.

    Parameters
    ----------
    coordinates
        Array of shape (N, 2) as lon/lat: the arcs one after the other, both ends included; the
        last point of a closed arc repeats its first.
    starts
        Array of shape (A + 1,): arc k is ``coordinates[starts[k]:starts[k + 1]]``.
    left, right
        Arrays of shape (A,): the cell on each side along the arc, `OUTSIDE` for none.
    start_junction, end_junction
        Arrays of shape (A,): positions in `junctions`, -1 for the ends of a closed arc without a
        junction.
    junctions
        Array of shape (J, 2): the nodes where arcs end, sorted by lon, then lat.
    """

    coordinates: NDArray[np.float64]
    starts: NDArray[np.int64]
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    start_junction: NDArray[np.int64]
    end_junction: NDArray[np.int64]
    junctions: NDArray[np.float64]

    def __len__(self) -> int:
        """Return the number of arcs."""
        return len(self.left)

    @property
    def is_outer(self) -> NDArray[np.bool_]:
        """Boolean array of shape (A,): arcs with no cell on one side."""
        outer: NDArray[np.bool_] = np.minimum(self.left, self.right) == OUTSIDE
        return outer

    def of_cell(self, position: int) -> NDArray[np.int64]:
        """Return the arcs that bound a cell."""
        return np.flatnonzero((self.left == position) | (self.right == position))

    def points(self, arc: int) -> NDArray[np.float64]:
        """Return the coordinates of one arc, of shape (n, 2)."""
        return self.coordinates[self.starts[arc] : self.starts[arc + 1]]

    def lines(self) -> NDArray[np.object_]:
        """Return the arcs as an object array of linestrings of shape (A,)."""
        owner = np.repeat(np.arange(len(self)), np.diff(self.starts))
        lines: NDArray[np.object_] = shapely.linestrings(self.coordinates, indices=owner)
        return lines

    def lengths_m(self) -> NDArray[np.float64]:
        """Return the length of each arc on the ellipsoid."""
        steps = segment_lengths_m(self.coordinates[:-1], self.coordinates[1:])
        steps[self.starts[1:-1] - 1] = 0.0
        if not len(self):
            return np.zeros(0)
        lengths: NDArray[np.float64] = np.add.reduceat(np.append(steps, 0.0), self.starts[:-1])
        return lengths


def build_arcs(geometries: ArrayLike) -> Arcs:
    """Derive arcs and junctions from the cells of a coverage.

    A junction is a node where three or more edges end, or where the cells beside the border
    change. Arcs are numbered by the position of their ends alone, so the order of the cells
    changes nothing but the numbers of the cells.

    Parameters
    ----------
    geometries
        Polygons and multipolygons of shape (N,) in lon/lat that form a coverage.

    Returns
    -------
    arcs
        Every border once, with the cells on both sides.

    Raises
    ------
    InputError
        When something else than polygons is among them.
    CoverageError
        When an edge is claimed twice from one side: such cells overlap.
    """
    edges = pair_edges(rings_of(geometries), ranked=True)
    _refuse_overlaps(edges)
    first, incident = incidence(edges.start, edges.end, len(edges.nodes))
    is_junction = _junctions(edges, first, incident)
    ends = np.stack([edges.start, edges.end], axis=1)
    nodes, starts, lead = trace_chains(ends, first, incident, is_junction)
    forward = edges.start[lead] == nodes[starts[:-1]]
    number = np.where(is_junction, np.cumsum(is_junction) - 1, -1)
    return Arcs(
        coordinates=edges.nodes[nodes],
        starts=starts,
        left=np.where(forward, edges.left[lead], edges.right[lead]),
        right=np.where(forward, edges.right[lead], edges.left[lead]),
        start_junction=number[nodes[starts[:-1]]],
        end_junction=number[nodes[starts[1:] - 1]],
        junctions=edges.nodes[is_junction],
    )


def _refuse_overlaps(edges: Edges) -> None:
    doubled = np.flatnonzero((edges.left_claims > 1) | (edges.right_claims > 1))
    for edge in doubled[:1]:
        raise CoverageError(
            "arcs.doubled",
            Place(geometry=shapely.LineString(edges.segments(np.array([edge]))[0])),
            count=len(doubled),
        )


def _junctions(
    edges: Edges, first: NDArray[np.int64], incident: NDArray[np.int64]
) -> NDArray[np.bool_]:
    degree = np.diff(first)
    junction: NDArray[np.bool_] = degree != _NODE_DEGREE_INSIDE_AN_ARC
    passing = np.flatnonzero(~junction)
    low, high = np.minimum(edges.left, edges.right), np.maximum(edges.left, edges.right)
    one, two = incident[first[passing]], incident[first[passing] + 1]
    junction[passing] = (low[one] != low[two]) | (high[one] != high[two])
    return junction
