"""Which stretches of border two plans do not share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from gridmap.geometry import length_m, rings_of, to_units
from gridmap.topology import build_arcs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gridmap.domain import Cell

_BEND_UNITS: Final = 1.0
_EDGE: Final = np.dtype([(name, np.int64) for name in ("x", "y", "to_x", "to_y")])


class ArcChange(StrEnum):
    """What happened to a stretch of border."""

    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class ChangedArc:
    """A stretch of border that only one of two plans has.

    `left_code` and `right_code` are the cells on both sides along the line, in the plan that has
    it; None outside the community.
    """

    change: ArcChange
    left_code: str | None
    right_code: str | None
    length_m: float
    line: shapely.LineString


@dataclass(frozen=True)
class _Stretch:
    """Edges in a row that the other plan does not have."""

    points: NDArray[np.float64]
    left_code: str | None
    right_code: str | None


def changed_arcs(old: Sequence[Cell], new: Sequence[Cell]) -> tuple[ChangedArc, ...]:
    """Return the stretches of border that two plans do not share, those removed first.

    A border that gained or lost nodes but runs within a lattice unit of where it ran has not
    changed.

    Parameters
    ----------
    old, new
        The cells of the plans, each a coverage.

    Returns
    -------
    arcs
        In the order of the arcs of each plan.

    Raises
    ------
    CoverageError
        When cells overlap.
    """
    old, new = _concerned(old, new)
    before, after = edges_of(old), edges_of(new)
    removed = list(_stretches(old, after))
    added = list(_stretches(new, before))
    origin = _corner([*removed, *added])
    return (
        *_beyond_bends(removed, added, ArcChange.REMOVED, origin),
        *_beyond_bends(added, removed, ArcChange.ADDED, origin),
    )


def _concerned(old: Sequence[Cell], new: Sequence[Cell]) -> tuple[Sequence[Cell], Sequence[Cell]]:
    """Leave out cells that are the same in both plans and touch none that changes."""
    geometries = {cell.code: cell.geometry for cell in old}
    same = {
        cell.code
        for cell in new
        if cell.code in geometries
        and shapely.equals_identical(cell.geometry, geometries[cell.code])
    }
    changing = [cell.geometry for cell in (*old, *new) if cell.code not in same]
    frames = shapely.STRtree(_frames(changing))
    near = [
        np.unique(frames.query(_frames([cell.geometry for cell in cells]))[0])
        for cells in (old, new)
    ]
    return [old[position] for position in near[0]], [new[position] for position in near[1]]


def _frames(geometries: Sequence[shapely.Geometry]) -> NDArray[np.object_]:
    bounds = shapely.bounds(np.array(geometries, dtype=object)).reshape(-1, 4)
    frames: NDArray[np.object_] = shapely.box(*bounds.T)
    return frames


def edges_of(cells: Sequence[Cell]) -> NDArray[np.void]:
    """Return the edges of cells, each the same from both sides; a shared one comes twice.

    Parameters
    ----------
    cells
        Cells of one coverage.

    Returns
    -------
    edges
        Records of shape (E,) with the fields x, y, to_x and to_y in lattice units.
    """
    rings = rings_of([cell.geometry for cell in cells])
    first = rings.edge_starts
    return _edges_between(rings.coordinates[first], rings.coordinates[first + 1])


def _edges_between(start: NDArray[np.float64], end: NDArray[np.float64]) -> NDArray[np.void]:
    """Return one record for each edge, the same in whichever direction it is run."""
    one, other = to_units(start), to_units(end)
    turned = (one[:, 0] > other[:, 0]) | ((one[:, 0] == other[:, 0]) & (one[:, 1] > other[:, 1]))
    low, high = np.where(turned[:, None], other, one), np.where(turned[:, None], one, other)
    return np.concatenate([low, high], axis=1).view(_EDGE).ravel()


def _stretches(cells: Sequence[Cell], others: NDArray[np.void]) -> Iterator[_Stretch]:
    arcs = build_arcs(np.array([cell.geometry for cell in cells], dtype=object))
    # One more entry at the end, so that position -1 stands for "outside".
    codes = [*(cell.code for cell in cells), None]
    alone = ~np.isin(_edges_between(arcs.coordinates[:-1], arcs.coordinates[1:]), others)
    # Between the end of an arc and the start of the next there is no edge.
    alone[arcs.starts[1:-1] - 1] = False
    turns = np.flatnonzero(np.diff(np.concatenate([[False], alone, [False]]).astype(np.int8)))
    arc_of = np.searchsorted(arcs.starts, turns[::2], side="right") - 1
    for arc, (first, last) in zip(arc_of, turns.reshape(-1, 2), strict=True):
        points = arcs.coordinates[first : last + 1]
        yield _Stretch(points, codes[arcs.left[arc]], codes[arcs.right[arc]])


def _corner(stretches: Sequence[_Stretch]) -> NDArray[np.int64]:
    if not stretches:
        return np.zeros(2, np.int64)
    corner: NDArray[np.int64] = to_units(np.concatenate([one.points for one in stretches])).min(0)
    return corner


def _beyond_bends(
    stretches: Sequence[_Stretch],
    others: Sequence[_Stretch],
    change: ArcChange,
    origin: NDArray[np.int64],
) -> list[ChangedArc]:
    lines = _lines([to_units(stretch.points) - origin for stretch in stretches])
    around = _lines([to_units(stretch.points) - origin for stretch in others])
    tree = shapely.STRtree(around)
    covered = [
        _is_within_bend(line, around[tree.query(line, "dwithin", _BEND_UNITS)]) for line in lines
    ]
    courses = _lines([stretch.points for stretch in stretches])
    return [
        ChangedArc(change, stretch.left_code, stretch.right_code, float(length), course)
        for stretch, length, course, hidden in zip(
            stretches, length_m(courses), courses, covered, strict=True
        )
        if not hidden
    ]


def _is_within_bend(line: shapely.LineString, others: NDArray[np.object_]) -> bool:
    """Return whether a line runs nowhere farther than a bend from other lines."""
    if not len(others):
        return False
    around = shapely.union_all(shapely.buffer(others, _BEND_UNITS))
    return bool(shapely.covers(around, line))


def _lines(paths: Sequence[NDArray[np.float64] | NDArray[np.int64]]) -> NDArray[np.object_]:
    lines = np.empty(len(paths), dtype=object)
    lines[:] = [shapely.LineString(path) for path in paths]
    return lines
