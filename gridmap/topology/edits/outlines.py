"""The rings of cells in whole units, as arrays in which edits look up nodes and edges."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.geometry import UNITS_PER_DEGREE, rings_of
from gridmap.topology.edits.kernels_lookup import edge_places, turn_doubles, with_nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

Node = tuple[int, int]
Edge = tuple[Node, Node]
_POLYGON = 3


@dataclass(frozen=True)
class Outlines:
    """The rings of some cells.

    Parameters
    ----------
    nodes
        Array of shape (V, 2): the closed rings one after the other, in whole units.
    starts
        Array of shape (R + 1,): ring r is ``nodes[starts[r]:starts[r + 1]]``.
    cell
        Array of shape (R,): the position of the cell that owns the ring.
    part
        Array of shape (R,): the number of the part, counted over all cells, that owns the ring.
    is_hole
        Boolean array of shape (R,).
    """

    nodes: NDArray[np.int64]
    starts: NDArray[np.int64]
    cell: NDArray[np.int64]
    part: NDArray[np.int64]
    is_hole: NDArray[np.bool_]

    def ring(self, number: int) -> NDArray[np.int64]:
        """Return the nodes of a ring, the closing one left out, of shape (n, 2)."""
        return self.nodes[self.starts[number] : self.starts[number + 1] - 1]

    def holders(self, node: Node) -> NDArray[np.int64]:
        """Return where a node stands; a ring that begins with it has it twice."""
        x, y = node
        return np.flatnonzero((self.nodes[:, 0] == x) & (self.nodes[:, 1] == y))

    def rings_at(self, places: NDArray[np.int64]) -> list[int]:
        """Return the rings to which places in `nodes` belong, each once."""
        rings = self.starts.searchsorted(places, side="right") - 1
        return sorted(set(rings.tolist()))

    def of_cell(self, position: int) -> Outlines:
        """Return the rings of one cell."""
        own = np.flatnonzero(self.cell == position)
        if not len(own):
            return Outlines(self.nodes[:0], self.starts[:1], own, own, self.is_hole[:0])
        first, last = int(own[0]), int(own[-1]) + 1
        begin, end = self.starts[first], self.starts[last]
        return Outlines(
            self.nodes[begin:end],
            self.starts[first : last + 1] - begin,
            self.cell[first:last],
            self.part[first:last],
            self.is_hole[first:last],
        )

    def begins(self, edge: Edge) -> NDArray[np.int64]:
        """Return where an edge begins, either way round, lowest place first."""
        places: NDArray[np.int64] = edge_places(self.nodes, self.starts, edge)
        return places

    def with_node(self, places: NDArray[np.int64], node: Node) -> Outlines:
        """Return the rings with a node put in behind some places."""
        if not len(places):
            return self
        return replace(
            self,
            nodes=with_nodes(self.nodes, places, node),
            starts=self.starts + places.searchsorted(self.starts),
        )

    def parts_of(self, cell: int) -> Iterator[list[int]]:
        """Yield the rings of each part of a cell, shell first."""
        own = np.flatnonzero(self.cell == cell).tolist()
        for _, rings in groupby(own, key=self.part.__getitem__):
            yield list(rings)


def outlines_of(
    geometries: NDArray[np.object_], positions: NDArray[np.int64] | None = None
) -> Outlines:
    """Return the rings of cells on the lattice.

    Parameters
    ----------
    geometries
        Polygons and multipolygons of shape (N,).
    positions
        What the cells are called, array of shape (N,); counted from 0 by default.

    Returns
    -------
    outlines
        Their rings.
    """
    if positions is None:
        positions = np.arange(len(geometries))
    if (shapely.get_type_id(geometries) == _POLYGON).all():
        sizes = shapely.get_num_coordinates(geometries)
        # Most cells are polygons without holes, and those are taken apart at little cost.
        if sizes.all() and not shapely.get_num_interior_rings(geometries).any():
            number = np.arange(len(geometries))
            starts = np.zeros(len(geometries) + 1, dtype=np.int64)
            sizes.cumsum(out=starts[1:])
            nodes = _units(shapely.get_coordinates(geometries))
            return Outlines(nodes, starts, positions, number, number < 0)
    rings = rings_of(geometries)
    return Outlines(
        _units(rings.coordinates), rings.starts, positions[rings.cell], rings.part, rings.is_hole
    )


def _units(coordinates: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.rint(coordinates * UNITS_PER_DEGREE).astype(np.int64)


def double_areas(outlines: Outlines, count: int) -> list[int]:
    """Return twice the areas of `count` cells, each narrower than half the globe."""
    doubles = np.abs(turn_doubles(outlines.nodes, outlines.starts))
    doubles[outlines.is_hole] *= -1
    sums = [0] * count
    for cell, double in zip(outlines.cell.tolist(), doubles.tolist(), strict=True):
        sums[cell] += double
    return sums


def as_node(pair: NDArray[np.int64]) -> Node:
    """Return a row of nodes as a pair of numbers."""
    return int(pair[0]), int(pair[1])


def point_at(node: Node | NDArray[np.int64] | NDArray[np.float64]) -> shapely.Point:
    """Return a node, or a place in units, as a point in lon/lat."""
    x, y = node
    return shapely.Point(x / UNITS_PER_DEGREE, y / UNITS_PER_DEGREE)
