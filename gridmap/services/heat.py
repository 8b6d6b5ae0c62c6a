"""One density for map, page and API, so that all show the same picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.analysis import Density, density

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gridmap.store import Reader

BANDWIDTH_M = 150.0


def heat_of(reader: Reader, lonlat: NDArray[np.float64]) -> Density:
    """Return the density of events inside the communities, in events per km².

    Kernels are corrected at the outer boundary: the integral is the number of events inside, and
    values at the border are neither too low nor too high. Events outside are left out.

    Parameters
    ----------
    reader
        A snapshot of the store.
    lonlat
        Array of shape (P, 2), at least one event.

    Returns
    -------
    density
        A raster in metres with its legend.
    """
    boundaries = [area.boundary for area in reader.areas("community") if area.boundary is not None]
    if not boundaries:
        return density(lonlat, bandwidth_m=BANDWIDTH_M)
    boundary = shapely.coverage_union_all(np.array(boundaries, object))
    shapely.prepare(boundary)
    inside = lonlat[shapely.intersects_xy(boundary, lonlat)]
    return density(inside, bandwidth_m=BANDWIDTH_M, boundary=boundary)
