"""Edges that come nearer than one lattice unit to a node that is not their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.geometry.edges import rank_points
from gridmap.geometry.lattice import from_units, to_units
from gridmap.geometry.measure import segment_lengths_m
from gridmap.geometry.noding import Segments, candidates_of
from gridmap.topology.report import Defect

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gridmap.geometry.edges import Edges


def near_misses(edges: Edges, *, all_edges: bool) -> tuple[tuple[Defect, ...], tuple[Defect, ...]]:
    """Find nodes that edges pass too near, and crossings.

    Parameters
    ----------
    edges
        The paired edges of a coverage.
    all_edges
        Whether to look at matched edges as well, and at nodes of one cell: the whole clearance.

    Returns
    -------
    mismatches
        Lines: unmatched edges that pass a node of another cell without sharing it, or cross.
    crowded
        Points: other nodes that an edge passes at less than one unit.

    Raises
    ------
    InputError
        When a coordinate is not finite.
    """
    irregular = ~edges.is_regular
    looked_at = np.flatnonzero(irregular | all_edges)
    number, units = rank_points(to_units(edges.nodes))
    start, end = number[edges.start[looked_at]], number[edges.end[looked_at]]
    real = start != end
    looked_at, start, end = looked_at[real], start[real], end[real]
    edge, point = candidates_of(Segments(units, start, end), np.ones(len(start), dtype=np.bool_))
    edge = looked_at[edge]
    cells = _cells_at(edges, number, units, point)
    mismatches, crowded = [], []
    for k, here in enumerate(cells):
        sides = {int(cell) for cell in (edges.left[edge[k]], edges.right[edge[k]]) if cell >= 0}
        positions = tuple(sorted(sides | here))
        if irregular[edge[k]] and not (here and here <= sides):
            mismatches.append(_line(edges, int(edge[k]), positions))
        elif all_edges:
            crowded.append(Defect(shapely.Point(from_units(point[k])), positions))
    return tuple(mismatches), tuple(crowded)


def _cells_at(
    edges: Edges,
    number: NDArray[np.int64],
    units: NDArray[np.int64],
    points: NDArray[np.int64],
) -> list[set[int]]:
    """Return the cells that have each point as a node; none for a crossing.

    `units` are sorted by x, then y, and `number` says which of them each node of `edges` is.
    """
    if not len(points):
        return []
    corner = units.min(axis=0)
    span = int(units[:, 1].max() - corner[1]) + 1
    keys, sought = ((xy - corner) @ np.array([span, 1]) for xy in (units, points))
    nearest = np.minimum(np.searchsorted(keys, sought), len(keys) - 1)
    node = np.where(keys[nearest] == sought, nearest, -1)
    cells: dict[int, set[int]] = {int(value): set() for value in node}
    touched = np.zeros(len(units), dtype=np.bool_)
    touched[node[node >= 0]] = True
    for ends in (edges.start, edges.end):
        for k in np.flatnonzero(touched[number[ends]]):
            sides = (int(edges.left[k]), int(edges.right[k]))
            cells[int(number[ends[k]])].update(cell for cell in sides if cell >= 0)
    return [cells[int(value)] for value in node]


def _line(edges: Edges, edge: int, positions: tuple[int, ...]) -> Defect:
    ends = edges.segments(np.array([edge]))
    length = segment_lengths_m(ends[:, 0], ends[:, 1])[0]
    return Defect(shapely.LineString(ends[0]), positions, length_m=float(length))
