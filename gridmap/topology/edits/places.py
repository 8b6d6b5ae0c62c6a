"""The places that name nodes and arcs, and the lines that are drawn between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.errors import InputError, Place
from gridmap.geometry import UNITS_PER_DEGREE, to_units
from gridmap.topology.edits.kernels_lookup import nearest_edge, nearest_node
from gridmap.topology.edits.outlines import Edge, Node, Outlines, as_node, outlines_of, point_at

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from gridmap.topology.edits.coverage import Coverage

LonLat = tuple[float, float]

NAMED_WITHIN_UNITS = 1.0
# Places are decimal numbers: a little is allowed for their last bits.
_DECIMALS_UNITS = 1e-5
_FARTHEST_DEG = 360.0


def in_units(place: LonLat) -> NDArray[np.float64]:
    """Return a place as floating lattice units of shape (2,).

    Raises
    ------
    InputError
        When it is not a pair of degrees.
    """
    pair = np.asarray(place, dtype=np.float64)
    if pair.shape != (2,) or not (np.abs(pair) <= _FARTHEST_DEG).all():
        raise InputError("edits.no_place", value=str(place))
    return pair * UNITS_PER_DEGREE


def nodes_of_line(line: ArrayLike) -> NDArray[np.int64]:
    """Round a line string or an array of lon/lat to lattice nodes, repeats left out.

    Returns
    -------
    nodes
        Array of shape (N, 2).

    Raises
    ------
    InputError
        When it is no line of finite numbers.
    """
    nodes = to_units(line_points(line))
    staying = np.ones(len(nodes), dtype=np.bool_)
    staying[1:] = (nodes[1:] != nodes[:-1]).any(axis=1)
    return nodes[staying]


def line_points(line: ArrayLike) -> NDArray[np.float64]:
    """Return the points of a line string or an array of lon/lat, of shape (N, 2).

    Raises
    ------
    InputError
        When it is no line of finite numbers.
    """
    if isinstance(line, shapely.Geometry):
        points = shapely.get_coordinates(line) if line.geom_type == "LineString" else np.zeros(0)
    else:
        points = np.asarray(line, dtype=np.float64)
    if points.ndim != 2 or points.shape[1:] != (2,) or len(points) < 2:  # noqa: PLR2004 - pairs, and two make a line
        raise InputError("edits.no_line")
    if not np.isfinite(points).all():
        raise InputError("edits.no_line")
    return points


def cells_near(
    coverage: Coverage, low: NDArray[np.float64], high: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Return the cells whose frame comes within two units of a box given in units."""
    reach = 2.0 * NAMED_WITHIN_UNITS
    return coverage.near((low - reach) / UNITS_PER_DEGREE, (high + reach) / UNITS_PER_DEGREE)


def outlines_near(
    coverage: Coverage, low: NDArray[np.float64], high: NDArray[np.float64]
) -> Outlines:
    """Return the rings of the cells around a box given in units."""
    near = cells_near(coverage, low, high)
    return outlines_of(coverage.part(near), near)


def node_at(coverage: Coverage, place: LonLat) -> tuple[Node, Outlines]:
    """Find the node that a place names.

    Returns
    -------
    node
        The nearest within one unit, of equals the one to the west, then to the south.
    near
        Cells around it, among them all that have it.

    Raises
    ------
    InputError
        When there is none.
    """
    here = in_units(place)
    near = outlines_near(coverage, here, here)
    found, away = nearest_node(near.nodes, *here)
    if away > NAMED_WITHIN_UNITS + _DECIMALS_UNITS:
        raise InputError("edits.no_node", Place(geometry=point_at(here)))
    return as_node(near.nodes[found]), near


def edge_at(coverage: Coverage, place: LonLat) -> tuple[Edge, Outlines]:
    """Find the edge that a place names; as `node_at`.

    Raises
    ------
    InputError
        When there is none.
    """
    here = in_units(place)
    near = outlines_near(coverage, here, here)
    edge, away = edge_near(near, here)
    if edge is None or away > NAMED_WITHIN_UNITS + _DECIMALS_UNITS:
        raise InputError("edits.no_arc", Place(geometry=point_at(here)))
    return edge, near


def edge_near(outlines: Outlines, here: NDArray[np.float64]) -> tuple[Edge | None, float]:
    """Return the edge nearest to a place in units, lower end first, and how far it is."""
    begin, away = nearest_edge(outlines.nodes, outlines.starts, *here)
    if begin < 0:
        return None, away
    one, other = as_node(outlines.nodes[begin]), as_node(outlines.nodes[begin + 1])
    return (min(one, other), max(one, other)), away
