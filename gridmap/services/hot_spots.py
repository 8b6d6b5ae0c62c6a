"""Hot cells, and how well they would have told what came after."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np
import shapely

from gridmap.analysis import CellIndex
from gridmap.analysis.canvas import M2_PER_KM2
from gridmap.analysis.hotspots import COLD, HOT, MINIMUM_COUNT, HotSpots, hotspots
from gridmap.analysis.lattice_cells import lattice_cells
from gridmap.analysis.neighbourhoods import Neighbourhoods, near, touching
from gridmap.analysis.time_windows import TimeWindow
from gridmap.errors import InputError
from gridmap.geometry import area_m2

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gridmap.store import Reader

Per: TypeAlias = Literal["count", "area", "households"]
Touch: TypeAlias = Literal["queen", "rook"]

FEWEST_CELLS = 20
_STATES = {HOT: "hot", COLD: "cold"}


@dataclass(frozen=True)
class HotSpotOptions:
    """How hot cells are found.

    Attributes
    ----------
    per
        What counts are related to: ``area``, since cells differ in size, ``households``, or nothing
        (``count``).
    touch
        Whether cells that meet in a point only are neighbours (``queen``) or not (``rook``).
    distance_m
        Neighbours by distance of centroids instead.
    q, minimum_count, permutations, seed
        As `gridmap.analysis.hotspots.hotspots` has them.
    window
        Which events count.
    """

    per: Per = "area"
    touch: Touch = "queen"
    distance_m: float | None = None
    q: float = 0.05
    minimum_count: float = MINIMUM_COUNT
    permutations: int = 0
    seed: int = 0
    window: TimeWindow = field(default_factory=TimeWindow)


@dataclass(frozen=True)
class HotCells:
    """Hot and cold cells.

    Attributes
    ----------
    found
        The state of each cell and what it stands on.
    counts
        Events in each cell, shape (N,).
    area_m2
        Area of each cell on the ellipsoid, shape (N,).
    outside
        Events in no cell.
    """

    found: HotSpots
    counts: NDArray[np.int64]
    area_m2: NDArray[np.float64]
    outside: int


@dataclass(frozen=True)
class Ground:
    """Cells with all that does not depend on the events."""

    cells: NDArray[np.object_]
    index: CellIndex
    neighbourhoods: Neighbourhoods
    area_m2: NDArray[np.float64]
    households: NDArray[np.float64] | None = None

    def exposure(self, per: Per) -> NDArray[np.float64] | None:
        """Return what counts are related to.

        Raises
        ------
        InputError
            When households are wanted and not known.
        """
        if per == "area":
            return self.area_m2 / M2_PER_KM2
        if per == "households" and self.households is None:
            raise InputError("hotspots.households")
        return self.households if per == "households" else None

    def counts(self, lonlat: NDArray[np.float64]) -> tuple[NDArray[np.int64], int]:
        """Return events in each cell and in none."""
        positions = self.index.locate(lonlat)
        inside = positions[positions >= 0]
        return np.bincount(inside, minlength=len(self.cells)), len(positions) - len(inside)


def ground_of(
    cells: NDArray[np.object_],
    options: HotSpotOptions,
    households: NDArray[np.float64] | None = None,
) -> Ground:
    """Prepare cells.

    Parameters
    ----------
    cells
        Polygons of one coverage in WGS 84, shape (N,).
    options
        Which cells are neighbours.
    households
        Households in each cell, shape (N,), where known.

    Raises
    ------
    InputError
        When there are too few cells to tell hot from cold, or the distance is no positive number.
    """
    _require_enough(cells)
    around = (
        touching(cells, in_points=options.touch == "queen")
        if options.distance_m is None
        else near(cells, options.distance_m)
    )
    return Ground(cells, CellIndex(cells), around, area_m2(cells), households)


def lattice_ground(boundary: shapely.Geometry, side_m: float, options: HotSpotOptions) -> Ground:
    """Prepare level squares over a boundary as cells.

    Parameters
    ----------
    boundary
        Polygon in WGS 84.
    side_m
        Side of a square.
    options
        Which squares are neighbours.

    Raises
    ------
    InputError
        When there are too few or too many squares, or a distance or a side is no positive number.
    """
    cells, around = lattice_cells(boundary, side_m, in_points=options.touch == "queen")
    _require_enough(cells)
    if options.distance_m is not None:
        around = near(cells, options.distance_m)
    return Ground(cells, CellIndex(cells), around, area_m2(cells))


def _require_enough(cells: NDArray[np.object_]) -> None:
    if len(cells) < FEWEST_CELLS:
        raise InputError("hotspots.cells", count=len(cells), least=FEWEST_CELLS)


def hot_cells(ground: Ground, lonlat: NDArray[np.float64], options: HotSpotOptions) -> HotCells:
    """Find the hot and the cold cells.

    Parameters
    ----------
    ground
        The cells.
    lonlat
        Events, shape (P, 2).
    options
        How.
    """
    counts, outside = ground.counts(lonlat)
    found = hotspots(
        counts,
        ground.neighbourhoods,
        exposure=ground.exposure(options.per),
        q=options.q,
        minimum_count=options.minimum_count,
        permutations=options.permutations,
        seed=options.seed,
    )
    return HotCells(found, counts, ground.area_m2, outside)


def state_columns(found: HotCells, per: Per) -> dict[str, list[object]]:
    """Return what is known of each cell as columns of plain values.

    Parameters
    ----------
    found
        The hot cells.
    per
        What counts were related to.
    """
    spots = found.found
    above = np.nan_to_num(spots.z) >= 0
    chance = np.where(above, spots.high, spots.low)
    adjusted = np.where(above, spots.high_adjusted, spots.low_adjusted)
    rate = spots.tested * (1000.0 if per == "households" else 1.0)
    return {
        "events": found.counts.tolist(),
        "near_events": spots.near_count.astype(np.int64).tolist(),
        "rate": np.round(rate, 6).tolist(),
        "z": [None if np.isnan(z) else round(float(z), 6) for z in spots.z],
        "p": chance.tolist(),
        "p_adjusted": adjusted.tolist(),
        "state": [_STATES.get(int(state), "") for state in spots.state],
    }


def households_in(reader: Reader, index: CellIndex) -> NDArray[np.float64]:
    """Return the households of the buildings in each cell, shape (N,).

    Parameters
    ----------
    reader
        A snapshot of the store.
    index
        The cells.
    """
    buildings = reader.buildings()
    places = shapely.get_coordinates(
        shapely.point_on_surface(np.array([item.geometry for item in buildings], dtype=object))
    ).reshape(-1, 2)
    position = index.locate(places)
    inside = position >= 0
    weights = np.array([float(item.households) for item in buildings])
    counted = np.bincount(position[inside], weights[inside], index.cell_count)
    return counted.astype(np.float64)
