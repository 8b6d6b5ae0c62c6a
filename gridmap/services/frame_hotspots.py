"""Hot spots from GeoDataFrames."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas
import pandas as pd

from gridmap.errors import InputError
from gridmap.services.frame_points import moments_of, numbers_of, points_of
from gridmap.services.frames import LONLAT, lonlat_of
from gridmap.services.heat import boundary_of
from gridmap.services.hot_spot_accuracy import judge
from gridmap.services.hot_spots import (
    Ground,
    HotSpotOptions,
    Per,
    Touch,
    ground_of,
    hot_cells,
    lattice_ground,
    state_columns,
)
from gridmap.services.local_time import local_moments

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def hotspots(
    points: geopandas.GeoDataFrame | geopandas.GeoSeries,
    cells: geopandas.GeoDataFrame,
    *,
    lattice_m: float | None = None,
    per: Per = "area",
    households: str | None = None,
    neighbours: Touch = "queen",
    distance_m: float | None = None,
    q: float = 0.05,
    minimum_count: float = 5,
    permutations: int = 0,
    seed: int = 0,
) -> geopandas.GeoDataFrame:
    """Find the cells around which points gather more than chance would have it, or less.

    Parameters
    ----------
    points
        Events, with a CRS.
    cells
        Cells of one coverage, with a CRS; neighbours share every vertex of their border.
    lattice_m
        Side of level squares over the area of `cells`, which are tested instead.
    per
        What counts are related to: ``area``, ``households``, or nothing (``count``).
    households
        Column of `cells` with the households, for ``per="households"``.
    neighbours
        ``queen``: cells that touch, in a point too; ``rook``: along a piece of border only.
    distance_m
        Neighbours by distance of centroids instead.
    q
        False discovery rate: the share of wrong cells among the hot ones, on average.
    minimum_count
        Fewest events in a hot cell and its neighbours together.
    permutations
        Chances by so many permutations, e.g. 999; 0 computes them.
    seed
        Seed of the permutations.

    Returns
    -------
    cells
        The cells or squares with further columns: events, near_events, rate (shrunken, per km² or
        per 1,000 households), z, p, p_adjusted and state: hot, cold or empty.

    Raises
    ------
    InputError
        When a table has no CRS, a number is missing or out of range, or there are too few cells.
    """
    options = HotSpotOptions(per, neighbours, distance_m, q, minimum_count, permutations, seed)
    ground = _ground(cells, households, options, lattice_m)
    shown = cells
    if lattice_m is not None:
        shown = geopandas.GeoDataFrame(geometry=ground.cells, crs=LONLAT)
    found = hot_cells(ground, points_of(points), options)
    return shown.assign(**state_columns(found, per))


def hotspot_accuracy(
    points: geopandas.GeoDataFrame,
    cells: geopandas.GeoDataFrame,
    *,
    moment: str,
    split: object,
    lattice_m: float | None = None,
    per: Per = "area",
    households: str | None = None,
    bandwidth_m: float = 150.0,
) -> pd.DataFrame:
    """Return how well the events before a day tell where those after it lie.

    Parameters
    ----------
    points
        Events, with a CRS.
    cells
        Cells of one coverage, with a CRS.
    moment
        Column of `points` that says when.
    split
        First day or moment of the later events, as text or as a date.
    lattice_m, per, households
        As `hotspots` has them.
    bandwidth_m
        Bandwidth of the density that is compared.

    Returns
    -------
    accuracies
        A row each for hotspots, density and count (the plain baseline), all on the same share of
        the area, with cells, area_ratio, later_ratio, pai and rri.

    Raises
    ------
    InputError
        As `hotspots`, or there is no event before or after the split.
    """
    options = HotSpotOptions(per)
    ground = _ground(cells, households, options, lattice_m)
    found = judge(
        ground,
        points_of(points),
        moments_of(points, moment),
        options,
        split=local_moments([split], "split")[0],
        bandwidth_m=bandwidth_m,
    )
    rows = {
        name: (one.cells, one.area_ratio, one.later_ratio, one.pai, one.rri)
        for name, one in found.items()
    }
    columns = ["cells", "area_ratio", "later_ratio", "pai", "rri"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("method")


def _ground(
    cells: geopandas.GeoDataFrame,
    households: str | None,
    options: HotSpotOptions,
    lattice_m: float | None,
) -> Ground:
    if lattice_m is not None:
        return lattice_ground(boundary_of(lonlat_of(cells)), lattice_m, options)
    known: NDArray[np.float64] | None = None
    if options.per == "households":
        if households is None:
            raise InputError("hotspots.households")
        known = numbers_of(cells, households)
    return ground_of(lonlat_of(cells), options, known)
