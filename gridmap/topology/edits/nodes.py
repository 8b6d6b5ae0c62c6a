"""Move, insert and delete a node."""

from __future__ import annotations

from functools import partial
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from gridmap.errors import CoverageError, InputError, Place
from gridmap.topology.edits.coverage import Coverage
from gridmap.topology.edits.places import (
    LonLat,
    Node,
    Ring,
    edge_at,
    in_units,
    node_at,
    point_at,
    rewritten,
    rings_in,
)
from gridmap.topology.edits.result import Change, Edited, carried_out
from gridmap.topology.edits.verdict import judge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray
    from shapely import MultiPolygon, Polygon

_TRIED_WITHIN_UNITS = 2


def move_node(
    cells: ArrayLike | Coverage,
    at: LonLat,
    to: LonLat,
    *,
    boundary: Polygon | MultiPolygon | None = None,
) -> Edited:
    """Move a node in all cells that have it.

    Parameters
    ----------
    cells
        Polygons and multipolygons of shape (N,) in WGS 84 lon/lat: a valid coverage.
    at
        The node, named within 1e-7 degree.
    to
        Where it goes; rounded to the lattice.
    boundary
        The community that the cells must fill and not leave.

    Returns
    -------
    edited
        The cells afterwards.

    Raises
    ------
    InputError
        When no node is there, or a place is none.
    CoverageError
        When the partition would break, with the place.
    """
    coverage = Coverage.of(cells)
    node, near = node_at(coverage, at)
    x, y = (int(value) for value in np.rint(in_units(to)))
    change = rewritten(coverage, near, lambda ring: [(x, y) if k == node else k for k in ring])
    judge(coverage, change, boundary)
    return carried_out(coverage, change)


def delete_node(
    cells: ArrayLike | Coverage, at: LonLat, *, boundary: Polygon | MultiPolygon | None = None
) -> Edited:
    """Take a node out of all cells that have it; the nodes beside it are joined.

    Parameters
    ----------
    cells
        Polygons and multipolygons of shape (N,) in WGS 84 lon/lat: a valid coverage.
    at
        The node, named within 1e-7 degree.
    boundary
        The community that the cells must fill and not leave.

    Returns
    -------
    edited
        The cells afterwards.

    Raises
    ------
    InputError
        When no node is there.
    CoverageError
        When the partition would break, with the place; so it would at a junction inside.
    """
    coverage = Coverage.of(cells)
    node, near = node_at(coverage, at)
    change = rewritten(coverage, near, lambda ring: [k for k in ring if k != node])
    judge(coverage, change, boundary)
    return carried_out(coverage, change)


def insert_node(
    cells: ArrayLike | Coverage,
    on: LonLat,
    at: LonLat,
    *,
    boundary: Polygon | MultiPolygon | None = None,
) -> Edited:
    """Put a node into an arc, in all cells that have the arc.

    The node is the lattice point nearest to `at` that keeps the clearance and the turn of every
    ring; those within two units are tried.

    Parameters
    ----------
    cells
        Polygons and multipolygons of shape (N,) in WGS 84 lon/lat: a valid coverage.
    on
        A place on the arc, within 1e-7 degree.
    at
        Where the new node goes.
    boundary
        The community that the cells must fill and not leave.

    Returns
    -------
    edited
        The cells afterwards.

    Raises
    ------
    InputError
        When no arc is there, or `at` is a node already.
    CoverageError
        When no such point keeps the partition, with the place.
    """
    coverage = Coverage.of(cells)
    edge, near = edge_at(coverage, on)
    change = insertion(coverage, edge, in_units(at), near, boundary)
    return carried_out(coverage, change)


def insertion(
    coverage: Coverage,
    edge: tuple[Node, Node],
    wish: NDArray[np.float64],
    near: Sequence[int],
    boundary: Polygon | MultiPolygon | None = None,
) -> Change:
    """Find the change that puts a node into an edge, as near as can be to a wish in units.

    Raises
    ------
    InputError
        When the wish is a node already.
    CoverageError
        When no lattice point within two units will do: the refusal of the nearest.
    """
    taken = {
        node
        for position in near
        for ring in rings_in(coverage.geometries[position])
        for node in ring
    }
    candidates = _around(wish)
    if candidates[0] in taken:
        raise InputError("edits.node_exists", Place(geometry=point_at(candidates[0])))
    first: CoverageError | None = None
    for node in candidates:
        if node in taken:
            continue
        try:
            change = rewritten(coverage, near, partial(_with_node, edge=edge, node=node))
            judge(coverage, change, boundary)
        except CoverageError as refusal:
            first = first or refusal
        else:
            return change
    raise first or CoverageError("edits.clearance", Place(geometry=point_at(wish)))


def _around(wish: NDArray[np.float64]) -> list[Node]:
    """Return the lattice points within two units of a wish, nearest first."""
    x, y = (int(value) for value in np.rint(wish))
    steps = range(-_TRIED_WITHIN_UNITS - 1, _TRIED_WITHIN_UNITS + 2)
    ranked = sorted(
        (float(np.hypot(x + i - wish[0], y + j - wish[1])), x + i, y + j)
        for i, j in product(steps, steps)
    )
    return [(east, north) for away, east, north in ranked if away <= _TRIED_WITHIN_UNITS]


def _with_node(ring: Ring, edge: tuple[Node, Node], node: Node) -> Ring:
    for k, end in enumerate(ring):
        if {ring[k - 1], end} == set(edge):
            longer = [*ring[:k], node, *ring[k:]]
            if _turn(longer) != _turn(ring):
                raise CoverageError("edits.fold", Place(geometry=point_at(node)))
            return longer
    return ring


def _turn(ring: Ring) -> int:
    """Return 1 for a ring that runs counter-clockwise, -1 for clockwise, 0 for neither."""
    x0, y0 = ring[0]
    local = [(x - x0, y - y0) for x, y in ring]
    double = sum(
        a * d - b * c for (a, b), (c, d) in zip(local, [*local[1:], local[0]], strict=True)
    )
    return (double > 0) - (double < 0)
