"""Whether cells are an exact partition, by shapely, numpy and whole numbers alone.

Nothing here calls `gridmap`, so that no fault of the library can hide itself. All work is done in
lattice units counted from a corner of the cells, where float64 is exact.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely

UNITS_PER_DEGREE = 10**7
# A distance of exactly one unit is allowed.
_ALMOST_ONE = 1.0 - 1e-9
_LEAST_VOID_UNITS2 = 0.25
# Clear of everything at a node: nearer than any other node or edge can be.
_PROBE_UNITS = 1e-2

Node = tuple[int, int]
Edge = tuple[Node, Node]


class BrokenError(AssertionError):
    """What the oracle found wrong."""


def require(condition: bool, reason: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not condition:
        raise BrokenError(reason)


def units_of(degrees: np.ndarray) -> np.ndarray:
    return np.rint(np.asarray(degrees) * UNITS_PER_DEGREE).astype(np.int64)


@dataclass(frozen=True)
class Outline:
    """The directed edges of cells, interior on the left, as numbers of sorted nodes."""

    nodes: np.ndarray
    start: np.ndarray
    end: np.ndarray

    @classmethod
    def of(cls, cells: np.ndarray) -> Outline:
        rings, is_hole, _ = _rings_of(cells)
        degrees, ring = shapely.get_coordinates(rings, return_index=True)
        units = units_of(degrees)
        # A node as one number: far cheaper to sort than pairs.
        west, south = units.min(axis=0)
        height = int(units[:, 1].max() - south) + 1
        keys = (units[:, 0] - west) * height + (units[:, 1] - south)
        keys, number = np.unique(keys, return_inverse=True)
        nodes = np.column_stack([keys // height + west, keys % height + south])
        inner = np.flatnonzero(ring[:-1] == ring[1:])
        start, end = number[inner], number[inner + 1]
        turns_right = np.array(_doubles(units, ring, len(rings))) < 0
        backwards = (turns_right != is_hole)[ring[inner]]
        return cls(nodes, np.where(backwards, end, start), np.where(backwards, start, end))

    def one_sided(self) -> set[Edge]:
        """Return the edges with a cell on one side only, that cell on the left.

        Raises
        ------
        BrokenError
            When two cells, or one twice, lie on the same side of an edge.
        """
        count = len(self.nodes)
        forward = self.start * count + self.end
        if len(np.unique(forward)) < len(forward):
            raise BrokenError("an edge has two cells on one side")
        alone = ~np.isin(forward, self.end * count + self.start)
        ends = self.nodes[np.stack([self.start[alone], self.end[alone]], axis=1)]
        return {((a, b), (c, d)) for (a, b), (c, d) in ends.tolist()}

    def crowded(self) -> np.ndarray:
        """Return the nodes that some edge passes at less than a unit without ending there."""
        local = (self.nodes - self.nodes.min(axis=0)).astype(float)
        low, high = np.minimum(self.start, self.end), np.maximum(self.start, self.end)
        pairs = np.column_stack(np.divmod(np.unique(low * len(local) + high), len(local)))
        tree = shapely.STRtree(shapely.linestrings(local[pairs]))
        node, edge = tree.query(shapely.points(local), predicate="dwithin", distance=_ALMOST_ONE)
        foreign = (pairs[edge] != node[:, np.newaxis]).all(axis=1)
        return self.nodes[np.unique(node[foreign])]


def _rings_of(cells: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return all rings, whether each is a hole, and whose it is."""
    parts, cell = shapely.get_parts(cells, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    return rings, np.diff(part, prepend=-1) == 0, cell[part]


def _doubles(units: np.ndarray, ring: np.ndarray, count: int) -> list[int]:
    """Return twice the signed area of each ring by the shoelace, in whole numbers."""
    first = np.searchsorted(ring, np.arange(count))
    local = units - units[first[ring]]
    # A ring of n edges sums n products of at most twice the square of its reach.
    safe = 2 * int(np.abs(local).max()) ** 2 * len(local) < 2**62
    x, y = (local if safe else local.astype(object)).T
    cross = x[:-1] * y[1:] - x[1:] * y[:-1]
    # From one ring to the next the product is nothing: each begins in its origin.
    return [int(value) for value in np.add.reduceat(np.append(cross, 0), first)]


def double_areas(cells: np.ndarray) -> list[int]:
    """Return twice the area of each cell in square units by the shoelace, in whole numbers."""
    rings, is_hole, cell = _rings_of(cells)
    degrees, ring = shapely.get_coordinates(rings, return_index=True)
    totals = [0] * len(cells)
    doubles = _doubles(units_of(degrees), ring, len(rings))
    for owner, hole, twice in zip(cell.tolist(), is_hole.tolist(), doubles, strict=True):
        totals[owner] += -abs(twice) if hole else abs(twice)
    return totals


@dataclass(frozen=True)
class Facts:
    """What is true of one cell alone: directed edges, interior on the left, and twice the area."""

    edges: list[Edge]
    double_area: int


def facts_of(cells: np.ndarray) -> list[Facts]:
    """Return the facts of each of some cells.

    Raises
    ------
    BrokenError
        When a cell is invalid, empty, or off the lattice.
    """
    require_sound(cells)
    if not len(cells):
        return []
    rings, is_hole, cell = _rings_of(cells)
    degrees, ring = shapely.get_coordinates(rings, return_index=True)
    units = units_of(degrees)
    doubles = _doubles(units, ring, len(rings))
    nodes = list(map(tuple, units.tolist()))
    edges: list[list[Edge]] = [[] for _ in cells]
    totals = [0] * len(cells)
    ends = np.searchsorted(ring, np.arange(len(rings) + 1)).tolist()
    for k, (owner, hole) in enumerate(zip(cell.tolist(), is_hole.tolist(), strict=True)):
        way = nodes[ends[k] : ends[k + 1]]
        turns_right = doubles[k] < 0
        edges[owner] += pairwise(way if turns_right == hole else way[::-1])
        totals[owner] += -abs(doubles[k]) if hole else abs(doubles[k])
    return [Facts(*facts) for facts in zip(edges, totals, strict=True)]


def require_sound(cells: np.ndarray) -> None:
    """Require each cell to be valid and on the lattice.

    Raises
    ------
    BrokenError
        With the first fault.
    """
    degrees = shapely.get_coordinates(cells)
    if not np.array_equal(degrees, units_of(degrees) / UNITS_PER_DEGREE):
        raise BrokenError("a coordinate is off the lattice")
    valid = shapely.is_valid(cells)
    if not valid.all() or shapely.is_empty(cells).any():
        raise BrokenError(str(shapely.is_valid_reason(cells[~valid])[:1]))


def require_partition(cells: np.ndarray) -> set[Edge]:
    """Require valid cells on the lattice that form a coverage and keep their clearance.

    Returns
    -------
    outer
        The edges with one side, see `Outline.one_sided`.

    Raises
    ------
    BrokenError
        With the first fault.
    """
    require_sound(cells)
    if not shapely.coverage_is_valid(cells):
        raise BrokenError("shapely finds the coverage invalid")
    outline = Outline.of(cells)
    crowded = outline.crowded()
    if len(crowded):
        raise BrokenError(f"an edge passes the node {crowded[0].tolist()} too near")
    return outline.one_sided()


def require_whole_area(cells: np.ndarray) -> int:
    """Require the sum of the areas to be that of the rings around all cells; return twice it.

    Raises
    ------
    BrokenError
        When it is not.
    """
    total = sum(double_areas(cells))
    around = double_areas(np.array([shapely.coverage_union_all(cells)], dtype=object))[0]
    if total != around:
        raise BrokenError(f"the cells have {total}, their outline {around} half square units")
    return total


def voids(cells: np.ndarray, outer: set[Edge]) -> int:
    """Count the faces between one-sided edges that no cell covers."""
    corner = units_of(np.array(shapely.total_bounds(cells)[:2]))
    lines = shapely.linestrings(np.array(sorted(outer)) - corner)
    faces = shapely.get_parts(shapely.polygonize(lines))
    local = shapely.transform(cells, lambda xy: units_of(xy) - corner)
    covered = shapely.STRtree(local).query(shapely.point_on_surface(faces), predicate="intersects")
    return len(faces) - len(np.unique(covered[0]))


def require_no_common_ground(cells: np.ndarray) -> int:
    """Require by the relation matrix that no two neighbours' interiors meet; return the pairs.

    Raises
    ------
    BrokenError
        When two meet, or border each other in more than lines and points.
    """
    first, second = shapely.STRtree(cells).query(cells, predicate="intersects")
    first, second = first[first < second], second[first < second]
    apart = shapely.relate_pattern(cells[first], cells[second], "F********")
    if not apart.all():
        where = int(np.flatnonzero(~apart)[0])
        raise BrokenError(f"cells {first[where]} and {second[where]} share ground")
    return len(first)


def owners(cells: np.ndarray, points: np.ndarray) -> list[set[int]]:
    """Return for each point the cells that shapely finds to cover it."""
    found: list[set[int]] = [set() for _ in points]
    tree = shapely.STRtree(cells)
    for point, cell in tree.query(shapely.points(points), predicate="intersects").T.tolist():
        found[point].add(cell)
    return found


def owner_of(cells: np.ndarray, node: Node) -> int:
    """Return the cell that lies at once counter-clockwise of due east from a lattice point.

    Where that is outside, the first that is met turning on counter-clockwise.
    """
    local = shapely.transform(cells, lambda xy: (units_of(xy) - np.array(node)).astype(float))
    here = shapely.Point(0, 0)
    around = np.flatnonzero(shapely.dwithin(local, here, 0.5))
    beside = set()
    for ring in shapely.get_rings(shapely.get_parts(local[around])):
        points = [tuple(point) for point in shapely.get_coordinates(ring).tolist()]
        for (a, b), (c, d) in pairwise(points):
            if a * d == b * c and a * c + b * d <= 0:
                beside |= {(a, b), (c, d)} - {(0, 0)}
    angles = sorted({0.0, *(math.atan2(y, x) % math.tau for x, y in beside)})
    for low, high in pairwise([*angles, math.tau]):
        middle = (low + high) / 2
        probe = shapely.Point(_PROBE_UNITS * math.cos(middle), _PROBE_UNITS * math.sin(middle))
        for position in around:
            if local[position].intersects(probe):
                return int(position)
    raise BrokenError(f"no cell at {node}")
