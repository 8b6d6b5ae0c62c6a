"""Rewrite rings in whole units, and make cells of them again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.errors import CoverageError, Place
from gridmap.geometry import UNITS_PER_DEGREE, divide_long_edges, from_units
from gridmap.geometry.long_edges import LONGEST_EDGE_DEG
from gridmap.topology.edits.coverage import as_array
from gridmap.topology.edits.result import Change

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from gridmap.topology.edits.outlines import Outlines

_LEAST_RING = 3
# An edge is shorter than the longest allowed when both its steps are shorter than this.
_SURELY_SHORT_UNITS = int(0.7 * LONGEST_EDGE_DEG * UNITS_PER_DEGREE)


def rewritten(outlines: Outlines, rings: Mapping[int, NDArray[np.int64]]) -> Change:
    """Give rings other nodes.

    Parameters
    ----------
    outlines
        Cells, among them all that the change concerns.
    rings
        By the number of a ring its new nodes, of shape (n, 2), the closing one left out; a node
        may follow itself. Rings that stay as they are are left out.

    Returns
    -------
    change
        The cells that get other rings; long edges are divided.

    Raises
    ------
    CoverageError
        When a ring has too few nodes left.
    """
    fresh = {number: _closed(outlines, number, nodes) for number, nodes in rings.items()}
    replaced = {}
    for cell in sorted({int(outlines.cell[number]) for number in rings}):
        parts = [
            polygon_of([_coordinates(outlines, number, fresh) for number in part])
            for part in outlines.parts_of(cell)
        ]
        whole = parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
        replaced[cell] = whole
    if any(is_long(nodes) for nodes in fresh.values()):
        divided = divide_long_edges(as_array(replaced.values()))
        replaced = dict(zip(replaced, divided, strict=True))
    return Change(replaced)


def polygon_of(rings: Sequence[NDArray[np.float64]]) -> shapely.Polygon:
    """Return the polygon of some rings, shell first, each an array of shape (n, 2) in lon/lat."""
    shell, *holes = (shapely.linearrings(ring) for ring in rings)
    polygon: shapely.Polygon = shapely.polygons(shell, holes or None)
    return polygon


def is_long(nodes: NDArray[np.int64]) -> bool:
    """Tell whether some step between nodes of shape (n, 2) may be too long for an edge."""
    return bool((np.abs(np.diff(nodes, axis=0)) > _SURELY_SHORT_UNITS).any())


def _closed(outlines: Outlines, number: int, nodes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return a ring without repeats, its first node at the end again.

    Raises
    ------
    CoverageError
        When too few are left.
    """
    following = np.concatenate([nodes, nodes[:1]])
    staying = (following[1:] != following[:-1]).any(axis=1)
    if not staying.all():
        following = np.concatenate([nodes[staying], nodes[staying][:1]])
    if len(following) <= _LEAST_RING:
        place = shapely.LineString(from_units(outlines.ring(number)))
        raise CoverageError("edits.empty", Place(geometry=place))
    return following


def _coordinates(
    outlines: Outlines, number: int, fresh: Mapping[int, NDArray[np.int64]]
) -> NDArray[np.float64]:
    nodes = fresh.get(number)
    if nodes is None:
        nodes = outlines.nodes[outlines.starts[number] : outlines.starts[number + 1]]
    return from_units(nodes)
