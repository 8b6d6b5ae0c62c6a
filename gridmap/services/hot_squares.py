"""Hot squares over the communities, for maps."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.analysis.hotspots import HOT
from gridmap.geometry import area_m2
from gridmap.services.heat import communities_of
from gridmap.services.hot_spots import FEWEST_CELLS, HotSpotOptions, hot_cells, lattice_ground

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gridmap.store import Reader

SIDE_M = 100.0
_MOST_SQUARES = 40_000
_DECIMETRE_DIGITS = 6


@dataclass(frozen=True)
class HotSquares:
    """Squares around which events gather.

    Attributes
    ----------
    geometries
        The hot ones in WGS 84, shape (H,).
    near_counts
        Events in each and its neighbours, shape (H,).
    tested
        How many squares were tested.
    side_m
        Side of a square.
    q
        False discovery rate.
    """

    geometries: NDArray[np.object_]
    near_counts: NDArray[np.int64]
    tested: int
    side_m: float
    q: float

    @property
    def least(self) -> int | None:
        """Fewest events in a hot square and its neighbours; None where none is hot."""
        return int(self.near_counts.min()) if len(self.near_counts) else None

    def rings(self) -> list[NDArray[np.float64]]:
        """Return the outlines of the hot squares, each of shape (V, 2), to a decimetre."""
        rings = shapely.get_rings(shapely.get_parts(self.geometries))
        return [np.round(shapely.get_coordinates(ring), _DECIMETRE_DIGITS) for ring in rings]


def hot_squares(reader: Reader, lonlat: NDArray[np.float64]) -> HotSquares | None:
    """Return the hot squares of events inside the communities.

    Parameters
    ----------
    reader
        A snapshot of the store.
    lonlat
        Events, shape (P, 2).

    Returns
    -------
    found
        Squares of 100 m, or of a multiple of it where the territory is large; None where there is
        no event or the communities are too small to tell hot from cold.
    """
    boundary = communities_of(reader)
    if boundary is None or not len(lonlat):
        return None
    area = float(area_m2([boundary])[0])
    side_m = SIDE_M * max(1, ceil(np.sqrt(area / _MOST_SQUARES) / SIDE_M))
    if area < FEWEST_CELLS * side_m**2:
        return None
    options = HotSpotOptions()
    ground = lattice_ground(boundary, side_m, options)
    spots = hot_cells(ground, lonlat, options).found
    hot = spots.state == HOT
    return HotSquares(
        ground.cells[hot],
        np.rint(spots.near_count[hot]).astype(np.int64),
        len(hot),
        side_m,
        options.q,
    )
