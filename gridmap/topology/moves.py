"""Where every square metre went between two states of the same cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.geometry import UNITS_PER_DEGREE, area_m2, canonical
from gridmap.geometry.ownership import NOBODY
from gridmap.geometry.rings import only_polygons

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Below this the overlay's own rounding speaks: ten square lattice units.
SMALLEST_MOVE_M2 = 1e-3
_SMALLEST_REST_UNITS2 = 1.0
# Outlines a thousandth of a millimetre apart: a kilometre of them moves less than the above.
_ALIKE_DEG = 1e-11


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
    alike = shapely.equals_exact(canonical(before), canonical(after), _ALIKE_DEG)
    touched = np.flatnonzero(~alike)
    if not len(touched):
        return ()
    origin = np.array(shapely.total_bounds(np.concatenate([before, after]))[:2])
    old, new = _local(before[touched], origin), _local(after[touched], origin)
    lost, gained = shapely.difference(old, new), shapely.difference(new, old)
    everyone = _local(after, origin)
    giver, taker = shapely.STRtree(everyone).query(lost, predicate="intersects")
    passed = only_polygons(shapely.intersection(lost[giver], everyone[taker]))
    real = shapely.area(passed) > 0
    passed, giver, taker = passed[real], giver[real], taker[real]
    given_up, left_over = _rest(lost, passed, giver)
    # Cells that took something have a place among the touched, or they overlapped it before.
    place = np.searchsorted(touched, taker).clip(max=len(touched) - 1)
    known = touched[place] == taker
    got, brought = _rest(gained, passed[known], place[known])
    return _measured(
        np.concatenate([touched[giver], touched[given_up], np.full(len(got), NOBODY)]),
        np.concatenate([taker, np.full(len(given_up), NOBODY), touched[got]]),
        np.concatenate([passed, left_over, brought]),
        origin,
    )


def _local(geometries: NDArray[np.object_], origin: NDArray[np.float64]) -> NDArray[np.object_]:
    """Bring polygons to lattice units near their origin, where an overlay rounds least."""
    local: NDArray[np.object_] = shapely.transform(
        geometries, lambda xy: (xy - origin) * UNITS_PER_DEGREE
    )
    broken = ~shapely.is_valid(local)
    local[broken] = shapely.make_valid(local[broken], method="structure")
    return local


def _rest(
    whole: NDArray[np.object_], taken: NDArray[np.object_], owner: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.object_]]:
    """Take pieces away from areas; return positions and shapes of the areas that have a rest."""
    shares = np.bincount(owner, weights=shapely.area(taken), minlength=len(whole))
    unlike = np.flatnonzero(np.abs(shapely.area(whole) - shares) > _SMALLEST_REST_UNITS2)
    order = np.argsort(owner, kind="stable")
    first = np.searchsorted(owner[order], np.arange(len(whole) + 1))
    rest = [
        shapely.difference(
            whole[position], shapely.union_all(taken[order[first[position] : first[position + 1]]])
        )
        for position in unlike
    ]
    # A difference of polygons may leave lines behind where rounding made it touch.
    return unlike, only_polygons(np.array(rest, dtype=object))


def _measured(
    source: NDArray[np.int64],
    target: NDArray[np.int64],
    pieces: NDArray[np.object_],
    origin: NDArray[np.float64],
) -> tuple[Move, ...]:
    parts, piece = shapely.get_parts(pieces, return_index=True)
    areas = area_m2(shapely.transform(parts, lambda xy: xy / UNITS_PER_DEGREE + origin))
    totals = np.bincount(piece, weights=areas, minlength=len(pieces))
    largest = np.full(len(pieces), -1)
    largest[piece[np.argsort(areas)]] = np.argsort(areas)
    listed = np.flatnonzero(totals >= SMALLEST_MOVE_M2)
    listed = listed[np.lexsort((_last(target[listed]), _last(source[listed])))]
    middles = shapely.transform(
        shapely.point_on_surface(parts[largest[listed]]),
        lambda xy: xy / UNITS_PER_DEGREE + origin,
    )
    return tuple(
        Move(
            None if source[k] == NOBODY else int(source[k]),
            None if target[k] == NOBODY else int(target[k]),
            float(totals[k]),
            middle,
        )
        for k, middle in zip(listed, middles, strict=True)
    )


def _last(positions: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return sort keys that put nobody behind everybody."""
    return np.where(positions == NOBODY, np.iinfo(np.int64).max, positions)
