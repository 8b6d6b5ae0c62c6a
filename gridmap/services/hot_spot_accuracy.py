"""How well the hot cells of earlier events hold later ones, beside simpler choices."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.analysis import density
from gridmap.analysis.holdout import Accuracy, accuracy, compare
from gridmap.analysis.hotspots import HOT
from gridmap.analysis.integrals import integral_per_cell
from gridmap.analysis.time_windows import TimeWindow
from gridmap.errors import InputError
from gridmap.services.heat import BANDWIDTH_M
from gridmap.services.hot_spots import Ground, HotSpotOptions, hot_cells

if TYPE_CHECKING:
    from numpy.typing import NDArray

# What the other methods may choose where no cell is hot.
_USUAL_AREA_RATIO = 0.05


def judge(
    ground: Ground,
    lonlat: NDArray[np.float64],
    moments: NDArray[np.datetime64],
    options: HotSpotOptions,
    *,
    split: np.datetime64,
    bandwidth_m: float = BANDWIDTH_M,
) -> dict[str, Accuracy]:
    """Return how well earlier events tell where later ones lie, by three methods on equal area.

    Parameters
    ----------
    ground
        The cells.
    lonlat
        Events, shape (P, 2).
    moments
        When they happened, shape (P,); those without a moment are left out.
    options
        How hot cells are found.
    split
        From this moment on events are later ones.
    bandwidth_m
        Bandwidth of the density.

    Returns
    -------
    accuracies
        ``hotspots``: the hot cells; ``density``: the highest by smoothed events per area;
        ``count``: the highest by plain events per area, the baseline. All three on the area of the
        hot cells, or on a twentieth where none is hot.

    Raises
    ------
    InputError
        When there is no event before the split, or none after it.
    """
    inside = (ground.index.locate(lonlat) >= 0) & ~np.isnat(moments)
    before = inside & (moments < split)
    after = inside & (moments >= split)
    if not (before.any() and after.any()):
        raise InputError("hotspots.split", split=split, earlier=before.sum(), later=after.sum())
    earlier = hot_cells(ground, lonlat[before], replace(options, window=TimeWindow()))
    later, _ = ground.counts(lonlat[after])
    chosen = earlier.found.state == HOT
    smooth = integral_per_cell(
        density(
            lonlat[before],
            bandwidth_m=bandwidth_m,
            boundary=shapely.coverage_union_all(ground.cells),
        ),
        ground.cells,
    )
    hot = accuracy(chosen, ground.area_m2, earlier.counts, later)
    area = ground.area_m2
    others = compare(
        {"density": smooth / area, "count": earlier.counts / area},
        area,
        earlier.counts,
        later,
        area_ratio=hot.area_ratio or _USUAL_AREA_RATIO,
    )
    return {"hotspots": hot, **others}
