"""New nodes on opposite sides of a border that mean the same place become one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy
import shapely

from gridmap.geometry import UNITS_PER_DEGREE, rings_of
from gridmap.geometry.edges import pair_edges
from gridmap.geometry.measure import segment_lengths_m

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gridmap.geometry.edges import Edges

_METRES_PER_DEGREE = 111_320.0
_MAX_PASSES = 20
# Each side rounds the border by up to 0.71 units, and a node of its own bends it once more.
_ON_BORDER_DEG = 2.0 / UNITS_PER_DEGREE


def merge_border_nodes(
    cells: NDArray[np.object_], held: NDArray[np.bool_], tolerance_m: float
) -> tuple[NDArray[np.object_], int]:
    """Merge nearest pairs of nodes that lie on one border but have no cell in common.

    Of two nodes the one moves where a dividing line ends, else the one farther east (then north).
    Nodes of held cells never move, and a move that would make a cell invalid is left out.

    Parameters
    ----------
    cells
        Polygons of shape (N,).
    held
        Boolean array of shape (N,): cells whose nodes stay.
    tolerance_m
        Greatest distance of two nodes that become one.

    Returns
    -------
    cells
        A copy with the nodes moved.
    merged
        How many nodes moved.
    """
    merged = 0
    refused: set[tuple[float, float]] = set()
    for _ in range(_MAX_PASSES):
        moves = _moves(cells, held, tolerance_m)
        moves = {old: new for old, new in moves.items() if old not in refused}
        if not moves:
            break
        cells, made = _apply(cells, moves)
        refused |= moves.keys() - made
        merged += len(made)
    return cells, merged


def _moves(
    cells: NDArray[np.object_], held: NDArray[np.bool_], tolerance_m: float
) -> dict[tuple[float, float], tuple[float, float]]:
    """Return which node goes where, each node in one move at most."""
    edges = pair_edges(rings_of(cells), ranked=True)
    owners = _cells_of_border_nodes(edges)
    nodes = np.array(sorted(owners), dtype=np.int64)
    pairs = _mutual_nearest(edges.nodes[nodes], tolerance_m)
    moves = {}
    for low, high in nodes[pairs].tolist():
        if owners[low] & owners[high] or not _on_one_border(cells, edges, owners, (low, high)):
            continue
        mover = _mover(owners, held, low, high)
        if mover is not None:
            stays = low + high - mover
            moves[tuple(edges.nodes[mover].tolist())] = tuple(edges.nodes[stays].tolist())
    return moves


def _on_one_border(
    cells: NDArray[np.object_], edges: Edges, owners: dict[int, set[int]], pair: tuple[int, int]
) -> bool:
    """Tell whether each of two nodes lies on the outline of the other's cells, up to rounding."""
    for node, other in (pair, pair[::-1]):
        outlines = shapely.boundary(cells[list(owners[other])])
        if shapely.distance(outlines, shapely.Point(edges.nodes[node])).min() > _ON_BORDER_DEG:
            return False
    return True


def _cells_of_border_nodes(edges: Edges) -> dict[int, set[int]]:
    """Return the cells at every node of an edge that is not matched."""
    on_border = np.zeros(len(edges.nodes), dtype=np.bool_)
    unmatched = ~edges.is_regular
    on_border[edges.start[unmatched]] = True
    on_border[edges.end[unmatched]] = True
    owners: dict[int, set[int]] = {int(node): set() for node in np.flatnonzero(on_border)}
    for ends in (edges.start, edges.end):
        for k in np.flatnonzero(on_border[ends]):
            sides = (int(edges.left[k]), int(edges.right[k]))
            owners[int(ends[k])].update(cell for cell in sides if cell >= 0)
    return owners


def _mutual_nearest(points: NDArray[np.float64], tolerance_m: float) -> NDArray[np.int64]:
    """Return pairs of positions of points that are each other's nearest, within the tolerance."""
    if len(points) < 2:  # noqa: PLR2004 - a pair takes two
        return np.zeros((0, 2), dtype=np.int64)
    stretch = np.cos(np.radians(points[:, 1].mean()))
    flat = points * np.array([stretch, 1.0]) * _METRES_PER_DEGREE
    _, neighbour = scipy.spatial.cKDTree(flat).query(flat, k=2)
    # With two points in one place either may be named first; there are none, nodes are distinct.
    other = neighbour[:, 1]
    low = np.flatnonzero(
        (other[other] == np.arange(len(points))) & (other > np.arange(len(points)))
    )
    near = segment_lengths_m(points[low], points[other[low]]) <= tolerance_m
    return np.column_stack([low, other[low]])[near]


def _mover(owners: dict[int, set[int]], held: NDArray[np.bool_], low: int, high: int) -> int | None:
    """Return which of two nodes moves; nodes are numbered west to east, then south to north."""
    free = [node for node in (low, high) if not held[list(owners[node])].any()]
    if not free:
        return None
    if len(free) == 1:
        return free[0]
    return max(free, key=lambda node: (len(owners[node]) > 1, node))


def _apply(
    cells: NDArray[np.object_], moves: dict[tuple[float, float], tuple[float, float]]
) -> tuple[NDArray[np.object_], set[tuple[float, float]]]:
    """Move nodes, but none of a cell that would become invalid by it."""
    places = shapely.points(np.array(sorted(moves)))
    touched = np.unique(shapely.STRtree(cells).query(places, predicate="intersects")[1])

    def renamed(allowed: dict[tuple[float, float], tuple[float, float]]) -> NDArray[np.object_]:
        def move(xy: NDArray[np.float64]) -> NDArray[np.float64]:
            names = map(tuple, xy.tolist())
            return np.array([allowed.get(name, name) for name in names], dtype=np.float64)

        moved: NDArray[np.object_] = shapely.transform(cells[touched], move)
        return moved

    moved = renamed(moves)
    broken = shapely.is_valid(cells[touched]) & ~shapely.is_valid(moved)
    if broken.any():
        spoilt = shapely.get_coordinates(cells[touched][broken]).tolist()
        moves = {old: new for old, new in moves.items() if list(old) not in spoilt}
        moved = renamed(moves)
    result = cells.copy()
    result[touched] = moved
    return result, set(moves)
