"""Where every square metre went between two states of the same cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.geometry import UNITS_PER_DEGREE, area_m2

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Below this the overlay's own rounding speaks: ten square lattice units.
SMALLEST_MOVE_M2 = 1e-3


@dataclass(frozen=True)
class Move:
    """Area that changed hands.

    Parameters
    ----------
    source, target
        Positions of the cells that lost and got it; None for nobody.
    area_m2
        How much, on the ellipsoid.
    place
        A point in the middle of it, in lon/lat.
    """

    source: int | None
    target: int | None
    area_m2: float
    place: shapely.Point


def moves_between(before: NDArray[np.object_], after: NDArray[np.object_]) -> tuple[Move, ...]:
    """List the area that moved from cell to cell.

    Where cells overlapped before, what a cell no longer covers counts as moved to the cell that
    covers it now.

    Parameters
    ----------
    before, after
        Polygons and multipolygons of shape (N,) in lon/lat, the same cell at the same position.

    Returns
    -------
    moves
        Sorted by source, then target, nobody last; none below a thousandth of a square metre.
    """
    changed = np.array([old is not new for old, new in zip(before, after, strict=True)], dtype=bool)
    changed &= shapely.to_wkb(before) != shapely.to_wkb(after)
    touched = np.flatnonzero(changed)
    if not len(touched):
        return ()
    origin = np.array(shapely.total_bounds(np.concatenate([before, after]))[:2])
    old, new = _local(before[touched], origin), _local(after[touched], origin)
    lost = shapely.difference(old, new)
    gained = shapely.difference(new, old)
    everyone = _local(after, origin)
    giver, taker = shapely.STRtree(everyone).query(lost, predicate="intersects")
    passed = shapely.intersection(lost[giver], everyone[taker])
    pieces = [
        *_pieces(passed, touched[giver], taker),
        *_pieces(_rest(lost, passed, giver), touched, None),
        *_pieces(_rest(gained, lost, None), None, touched),
    ]
    return _measured(pieces, origin)


_Piece = tuple[int | None, int | None, shapely.Geometry]


def _local(geometries: NDArray[np.object_], origin: NDArray[np.float64]) -> NDArray[np.object_]:
    """Bring polygons to lattice units near their origin, where an overlay rounds least."""
    local: NDArray[np.object_] = shapely.transform(
        geometries, lambda xy: (xy - origin) * UNITS_PER_DEGREE
    )
    broken = ~shapely.is_valid(local)
    local[broken] = shapely.make_valid(local[broken], method="structure")
    return local


def _rest(
    whole: NDArray[np.object_], taken: NDArray[np.object_], owner: NDArray[np.int64] | None
) -> NDArray[np.object_]:
    """Return what is left of each area without the areas taken from it, or from all."""
    rest = whole.copy()
    for position in np.flatnonzero(shapely.area(whole) > 0):
        cut = taken if owner is None else taken[owner == position]
        near = cut[shapely.intersects(cut, whole[position])]
        if len(near):
            rest[position] = shapely.difference(whole[position], shapely.union_all(near))
    return rest


def _pieces(
    areas: NDArray[np.object_],
    sources: NDArray[np.int64] | None,
    targets: NDArray[np.int64] | None,
) -> list[_Piece]:
    return [
        (
            None if sources is None else int(sources[k]),
            None if targets is None else int(targets[k]),
            areas[k],
        )
        for k in np.flatnonzero(shapely.area(areas) > 0)
    ]


def _measured(pieces: list[_Piece], origin: NDArray[np.float64]) -> tuple[Move, ...]:
    moves = []
    for source, target, local in pieces:
        parts = shapely.get_parts(local)
        parts = parts[shapely.get_dimensions(parts) == 2]  # noqa: PLR2004 - polygons have dimension 2
        areas = shapely.transform(parts, lambda xy: xy / UNITS_PER_DEGREE + origin)
        total = float(area_m2(areas).sum())
        if total >= SMALLEST_MOVE_M2:
            largest = areas[int(np.argmax(shapely.area(parts)))]
            moves.append(Move(source, target, total, shapely.point_on_surface(largest)))
    last = float("inf")
    return tuple(
        sorted(
            moves,
            key=lambda move: (
                last if move.source is None else move.source,
                last if move.target is None else move.target,
            ),
        )
    )
