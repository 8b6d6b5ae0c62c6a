"""One density for map, page and API, so that all show the same picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from gridmap.analysis.density import Density, density

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gridmap.store import Reader

BANDWIDTH_M = 150.0
# An edge of 0.1 degree, the longest there is, bends by about a metre on the metric plane.
_BEND_DEG = 2e-5


def heat_of(reader: Reader, lonlat: NDArray[np.float64]) -> Density:
    """Return the density of events inside the communities, in events per km².

    What the outer boundary cuts off a kernel is given back inside, so that the integral is the
    number of events there; events outside are left out.

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
    # What lies on the border in degrees may lie a little outside in metres.
    region = shapely.buffer(boundary, _BEND_DEG)
    return density(inside, bandwidth_m=BANDWIDTH_M, boundary=region)
