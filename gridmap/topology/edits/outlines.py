"""The rings of cells in whole units, as arrays in which edits look up nodes and edges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.geometry import UNITS_PER_DEGREE, to_units
from gridmap.geometry.measure import areas_of_rings_m2, double_areas_of_rings
from gridmap.geometry.rings import Rings, rings_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

Node = tuple[int, int]
_POLYGON = 3


@dataclass(frozen=True)
class Outlines:
    """The rings of some cells.

    Parameters
    ----------
    positions
        The position of each cell in its coverage, of shape (N,).
    rings
        Their rings; `rings.cell` counts these cells from 0.
    nodes
        Array of shape (V, 2): the coordinates of the rings in whole units.
    """

    positions: NDArray[np.int64]
    rings: Rings
    nodes: NDArray[np.int64]

    @property
    def starts(self) -> NDArray[np.int64]:
        """Array of shape (R + 1,): ring r is ``nodes[starts[r]:starts[r + 1]]``, closed."""
        return self.rings.starts

    def ring(self, number: int) -> NDArray[np.int64]:
        """Return the nodes of a ring, the closing one left out, of shape (n, 2)."""
        return self.nodes[self.starts[number] : self.starts[number + 1] - 1]

    def holders(self, node: Node) -> NDArray[np.int64]:
        """Return where a node stands; a ring that begins with it has it twice."""
        x, y = node
        return np.flatnonzero((self.nodes[:, 0] == x) & (self.nodes[:, 1] == y))

    def rings_at(self, places: NDArray[np.int64]) -> list[int]:
        """Return the rings to which places in `nodes` belong, each once."""
        found: list[int] = np.unique(
            np.searchsorted(self.starts, places, side="right") - 1
        ).tolist()
        return found

    def parts_of(self, cell: int) -> Iterator[list[int]]:
        """Yield the rings of each part of a cell, shell first."""
        own = np.flatnonzero(self.rings.cell == cell)
        part = self.rings.part[own]
        for number in np.unique(part):
            rings: list[int] = own[part == number].tolist()
            yield rings


def outlines_of(positions: NDArray[np.int64], geometries: NDArray[np.object_]) -> Outlines:
    """Return the rings of cells, given their positions and geometries of shape (N,)."""
    rings = _simple_rings(geometries)
    if rings is None:
        rings = rings_of(geometries)
    return Outlines(positions, rings, to_units(rings.coordinates))


def _simple_rings(geometries: NDArray[np.object_]) -> Rings | None:
    """Return the rings of polygons without holes, as most cells are, at little cost."""
    if not (shapely.get_type_id(geometries) == _POLYGON).all():
        return None
    sizes = shapely.get_num_coordinates(geometries)
    if shapely.get_num_interior_rings(geometries).any() or not sizes.all():
        return None
    number = np.arange(len(geometries))
    starts = np.zeros(len(geometries) + 1, dtype=np.int64)
    np.cumsum(sizes, out=starts[1:])
    coordinates = shapely.get_coordinates(geometries)
    return Rings(coordinates, starts, number, number, np.zeros(len(number), dtype=np.bool_))


def areas_of(outlines: Outlines) -> tuple[NDArray[np.float64], list[int]]:
    """Return the area of each cell in m2 on the ellipsoid, and twice it in square units."""
    count = len(outlines.positions)
    return areas_of_rings_m2(outlines.rings, count), double_areas_of_rings(outlines.rings, count)


def point_at(node: Node | NDArray[np.int64] | NDArray[np.float64]) -> shapely.Point:
    """Return a node, or a place in units, as a point in lon/lat."""
    x, y = node
    return shapely.Point(x / UNITS_PER_DEGREE, y / UNITS_PER_DEGREE)
