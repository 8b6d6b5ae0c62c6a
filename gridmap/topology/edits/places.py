"""Nodes, edges and rings in whole units, and the places that name them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.errors import CoverageError, InputError, Place
from gridmap.geometry import UNITS_PER_DEGREE, divide_long_edges, from_units, to_units
from gridmap.topology.edits.coverage import Coverage, as_array
from gridmap.topology.edits.result import Change

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import ArrayLike, NDArray

Node = tuple[int, int]
Ring = list[Node]
LonLat = tuple[float, float]

NAMED_WITHIN_UNITS = 1.0
# Places are decimal numbers: a little is allowed for their last bits.
_DECIMALS_UNITS = 1e-5
_LEAST_RING = 3


def in_units(place: LonLat) -> NDArray[np.float64]:
    """Return a place as floating lattice units of shape (2,).

    Raises
    ------
    InputError
        When it is not a pair of finite numbers.
    """
    pair = np.asarray(place, dtype=np.float64)
    if pair.shape != (2,) or not np.isfinite(pair).all():
        raise InputError("edits.no_place", value=str(place))
    return pair * UNITS_PER_DEGREE


def nodes_of_line(line: ArrayLike) -> Ring:
    """Round a line string or an array of lon/lat to lattice nodes, repeats left out.

    Raises
    ------
    InputError
        When it is no line of finite numbers.
    """
    points = line_points(line)
    nodes = [(int(x), int(y)) for x, y in to_units(points).tolist()]
    return [node for k, node in enumerate(nodes) if k == 0 or node != nodes[k - 1]]


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


def point_at(node: Iterable[float]) -> shapely.Point:
    """Return a node, or a place in units, as a point in lon/lat."""
    x, y = node
    return shapely.Point(x / UNITS_PER_DEGREE, y / UNITS_PER_DEGREE)


def rings_in(cell: shapely.Geometry) -> Iterator[Ring]:
    """Yield the rings of a cell in whole units, the closing point left out."""
    for part in shapely.get_parts(cell):
        for ring in shapely.get_rings(part):
            yield _nodes(ring)


def edges_in(cell: shapely.Geometry) -> Iterator[tuple[Node, Node]]:
    """Yield the edges of a cell around its rings."""
    for ring in rings_in(cell):
        yield from zip(ring, [*ring[1:], ring[0]], strict=True)


def cells_near(
    coverage: Coverage, low: NDArray[np.float64], high: NDArray[np.float64]
) -> list[int]:
    """Return the cells whose frame comes within two units of a box given in units."""
    reach = 2.0 * NAMED_WITHIN_UNITS
    near = coverage.near((low - reach) / UNITS_PER_DEGREE, (high + reach) / UNITS_PER_DEGREE)
    found: list[int] = near.tolist()
    return found


def node_at(coverage: Coverage, place: LonLat) -> tuple[Node, list[int]]:
    """Find the node that a place names.

    Returns
    -------
    node
        The nearest within one unit.
    near
        Cells around it, among them all that have it.

    Raises
    ------
    InputError
        When there is none.
    """
    here = in_units(place)
    cells, near = coverage.geometries, cells_near(coverage, here, here)
    nodes = {node for position in near for ring in rings_in(cells[position]) for node in ring}
    found = min(nodes, key=lambda node: (_distance(node, here), node), default=None)
    if found is None or _distance(found, here) > NAMED_WITHIN_UNITS + _DECIMALS_UNITS:
        raise InputError("edits.no_node", Place(geometry=point_at(here)))
    return found, near


def edge_at(
    coverage: Coverage, place: LonLat, within_units: float = NAMED_WITHIN_UNITS
) -> tuple[tuple[Node, Node], list[int]]:
    """Find the edge that a place names; as `node_at`.

    Raises
    ------
    InputError
        When there is none.
    """
    here = in_units(place)
    cells, near = coverage.geometries, cells_near(coverage, here, here)
    edges = {(min(edge), max(edge)) for position in near for edge in edges_in(cells[position])}
    best = nearest_edge(edges, here)
    if best is None or distance_to_edge(best, here) > within_units + _DECIMALS_UNITS:
        raise InputError("edits.no_arc", Place(geometry=point_at(here)))
    return best, near


def nearest_edge(
    edges: Iterable[tuple[Node, Node]], here: NDArray[np.float64]
) -> tuple[Node, Node] | None:
    """Return the edge nearest to a place in units, of equals the lowest; None without edges."""
    listed = sorted(edges)
    if not listed:
        return None
    ends = np.array(listed, dtype=np.float64)
    way, step = here - ends[:, 0], ends[:, 1] - ends[:, 0]
    share = ((way * step).sum(axis=1) / (step * step).sum(axis=1)).clip(0.0, 1.0)
    across = way - share[:, np.newaxis] * step
    return listed[int(np.argmin(np.hypot(across[:, 0], across[:, 1])))]


def distance_to_edge(edge: tuple[Node, Node], here: NDArray[np.float64]) -> float:
    """Return how far a place in units is from an edge."""
    start, end = (np.array(node, dtype=np.float64) for node in edge)
    step = end - start
    share = min(max(float((here - start) @ step / (step @ step)), 0.0), 1.0)
    return float(np.hypot(*(here - start - share * step)))


def rewritten(
    coverage: Coverage, positions: Sequence[int], change: Callable[[Ring], Ring]
) -> Change:
    """Rewrite every ring of some cells; cells with no other ring than before stay aside.

    Raises
    ------
    CoverageError
        When a ring has too few nodes left.
    """
    replaced = {}
    for position in positions:
        cell = coverage.geometries[position]
        if all(change(ring) == ring for ring in rings_in(cell)):
            continue
        parts = [_rebuilt(part, change) for part in shapely.get_parts(cell)]
        replaced[position] = parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
    divided = divide_long_edges(as_array(replaced.values()))
    return Change(dict(zip(replaced, divided, strict=True)))


def _rebuilt(part: shapely.Geometry, change: Callable[[Ring], Ring]) -> shapely.Polygon:
    rings = []
    for ring in shapely.get_rings(part):
        after = change(_nodes(ring))
        kept = [node for k, node in enumerate(after) if node != after[k - 1]]
        if len(kept) < _LEAST_RING:
            raise CoverageError("edits.empty", Place(geometry=ring))
        rings.append(from_units(kept))
    return shapely.Polygon(rings[0], rings[1:])


def _nodes(ring: shapely.Geometry) -> Ring:
    units = to_units(shapely.get_coordinates(ring)[:-1])
    return [(int(x), int(y)) for x, y in units.tolist()]


def _distance(node: Node, here: NDArray[np.float64]) -> float:
    return float(np.hypot(node[0] - here[0], node[1] - here[1]))
