"""Events per thousand households: the density of events over that of households."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import ArrayLike

from gridmap.analysis.canvas import M2_PER_KM2, Frame, canvas_over, project
from gridmap.analysis.density import check_bandwidth, checked_points, checked_weights
from gridmap.analysis.density_field import Density, density_of
from gridmap.analysis.methods import method
from gridmap.errors import InputError

PER_HOUSEHOLDS = 1000.0


@method("density-per-households", version=1, unit="1")
def density_per_households(
    lonlat: ArrayLike,
    households_lonlat: ArrayLike,
    households: ArrayLike,
    *,
    bandwidth_m: float,
    least_households: float = 20.0,
    frame_lonlat: Frame | None = None,
    square_size_m: float | None = None,
    boundary: shapely.Geometry | None = None,
) -> Density:
    """Return events per 1,000 households.

    The ratio of two densities of one kernel (Bithell, "An application of density estimation to
    geographical epidemiology", Statistics in Medicine 9, 1990). Where fewer households than
    `least_households` lie within reach, it is not applicable: NaN, not zero. Within reach means
    on the kernel's effective area, 4 pi times the square of the bandwidth.

    Parameters
    ----------
    lonlat
        Events, shape (P, 2), in degrees.
    households_lonlat
        Places of buildings, shape (B, 2), in degrees.
    households
        Households in each building, shape (B,).
    bandwidth_m
        Standard deviation of the kernel in metres.
    least_households
        Fewest households that a rate may stand on.
    frame_lonlat, square_size_m, boundary
        As `density` has them; the boundary holds all events and all buildings.

    Returns
    -------
    density
        Events per 1,000 households; NaN where not applicable.

    Raises
    ------
    InputError
        A number is missing or out of range, there is no household at all, or an event or a
        building lies outside the boundary.
    """
    check_bandwidth(bandwidth_m)
    points = checked_points(lonlat, boundary)
    homes = checked_points(households_lonlat, boundary)
    at_risk = checked_weights(households, len(homes))
    if not at_risk.sum() > 0:
        raise InputError("density.no_households")
    canvas = canvas_over(
        np.concatenate([points, homes]),
        bandwidth_m=bandwidth_m,
        frame_lonlat=frame_lonlat,
        square_size_m=square_size_m,
        boundary=boundary,
    )
    kernel = canvas.kernel(bandwidth_m)
    events = kernel.field(project(points, canvas.crs), np.ones(len(points)))
    homes_per_km2 = kernel.field(project(homes, canvas.crs), at_risk)
    reach_km2 = 4.0 * np.pi * bandwidth_m**2 / M2_PER_KM2
    enough = homes_per_km2 * reach_km2 >= least_households
    ratio = np.full(events.shape, np.nan)
    np.divide(events * PER_HOUSEHOLDS, homes_per_km2, out=ratio, where=enough)
    return density_of(
        canvas,
        ratio,
        bandwidth_m=bandwidth_m,
        total=float(len(points)),
        unit_code="density.unit_households",
    )
