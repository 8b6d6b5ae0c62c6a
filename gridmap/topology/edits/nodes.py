"""Move, insert and delete a node."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from gridmap.errors import CoverageError, InputError, Place
from gridmap.topology.edits.clearance import nodes_around, takes_node
from gridmap.topology.edits.coverage import Coverage
from gridmap.topology.edits.kernels_lookup import turn_doubles
from gridmap.topology.edits.outlines import Edge, Node, Outlines, as_node, point_at
from gridmap.topology.edits.places import LonLat, edge_at, in_units, node_at
from gridmap.topology.edits.result import Edited, Proposal, carried_out
from gridmap.topology.edits.rewriting import rewritten
from gridmap.topology.edits.verdict import concluded, judged

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from shapely import MultiPolygon, Polygon


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
    goal = np.rint(in_units(to)).astype(np.int64)
    places = near.holders(node)
    if as_node(goal) == node:
        places = places[:0]
    rings = {}
    for number in near.rings_at(places):
        ring = rings[number] = near.ring(number).copy()
        ring[(ring == node).all(axis=1)] = goal
    return concluded(coverage, rewritten(near, rings), boundary)


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
    rings = {}
    for number in near.rings_at(near.holders(node)):
        ring = near.ring(number)
        rings[number] = ring[(ring != node).any(axis=1)]
    return concluded(coverage, rewritten(near, rings), boundary)


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
    return carried_out(coverage, _insertion(coverage, edge, in_units(at), near, boundary))


def _insertion(
    coverage: Coverage,
    edge: Edge,
    wish: NDArray[np.float64],
    near: Outlines,
    boundary: Polygon | MultiPolygon | None,
) -> Proposal:
    """Find the change that puts a node into an edge, as near as can be to a wish in units.

    Raises
    ------
    InputError
        When the wish is a node already.
    CoverageError
        When no lattice point within two units will do: the refusal of the nearest.
    """
    candidates = nodes_around(wish)
    nearest = next(candidates)
    if len(near.holders(nearest)):
        raise InputError("edits.node_exists", Place(geometry=point_at(nearest)))

    def with_node(node: Node) -> Proposal:
        return judged(coverage, rewritten(near, _with_node(near, edge, node)), boundary)

    refusal: CoverageError | None = None
    for node in chain((nearest,), candidates):
        # What surely comes too near is not worth the long examination, which says why.
        if not len(near.holders(node)) and takes_node(near, edge, node):
            try:
                return with_node(node)
            except CoverageError as error:
                refusal = refusal or error
    if refusal is None:
        return with_node(nearest)
    raise refusal


def _with_node(near: Outlines, edge: Edge, node: Node) -> dict[int, NDArray[np.int64]]:
    """Put a node into an edge, in all rings that have it.

    Raises
    ------
    CoverageError
        When a ring would turn the other way.
    """
    rings, places = {}, near.begins(edge)
    grown = near.with_node(places, node)
    for number in near.rings_at(places):
        rings[number] = grown.ring(number)
        if _turn(rings[number]) != _turn(near.ring(number)):
            raise CoverageError("edits.fold", Place(geometry=point_at(node)))
    return rings


def _turn(ring: NDArray[np.int64]) -> int:
    """Return 1 for a ring that runs counter-clockwise, -1 for clockwise, 0 for neither."""
    closed = np.concatenate([ring, ring[:1]])
    return int(np.sign(turn_doubles(closed, np.array([0, len(closed)]))[0]))
