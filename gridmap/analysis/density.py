"""The density of events: a Gaussian kernel in metres, in events per km²."""

from __future__ import annotations

from math import isfinite

import numpy as np
import shapely
from numpy.typing import ArrayLike

from gridmap.analysis.canvas import (
    MARGIN_SQUARES,
    Canvas,
    FloatArray,
    Frame,
    canvas_over,
    project,
)
from gridmap.analysis.density_field import Density, density_of
from gridmap.analysis.methods import method
from gridmap.errors import InputError, Place
from gridmap.geometry.preparing import prepared

# How far an adapting bandwidth may go from the given one, and in how many steps.
_NARROWEST, _WIDEST, _STEPS = 0.5, 2.0, 7


@method("density", version=2, unit="/km2")
def density(
    lonlat: ArrayLike,
    *,
    bandwidth_m: float,
    weights: ArrayLike | None = None,
    frame_lonlat: Frame | None = None,
    square_size_m: float | None = None,
    boundary: shapely.Geometry | None = None,
    adaptive: bool = False,
) -> Density:
    """Return the density of events.

    Each event is a Gaussian with the standard deviation `bandwidth_m` on the metric plane. Events
    outside the frame count as far as their kernel reaches in, so that a place has the same
    value in every frame. With a boundary, kernels are corrected for what it cuts off: the
    integral inside is the count, and the border is neither too low nor too high, see
    `border_correction`.

    Parameters
    ----------
    lonlat
        Events, shape (P, 2), in degrees.
    bandwidth_m
        Standard deviation of the kernel in metres.
    weights
        Weight of each event, shape (P,), zero or more; each counts one by default.
    frame_lonlat
        West, south, east, north in degrees; by default around the boundary or the events.
    square_size_m
        Side of a square, at most the bandwidth, where values are off by up to 0.2 % of the peak;
        by default an eighth to a third of it, as the frame needs.
    boundary
        Polygon in lon/lat that the events lie in and that the density is corrected for.
    adaptive
        Whether the bandwidth shrinks to half where events are dense and grows to double where they
        are rare: by the inverse root of a first estimate (Abramson, "On bandwidth variation in
        kernel estimates: a square root law", Annals of Statistics 10, 1982), in seven steps.

    Returns
    -------
    density
        The raster; zero everywhere where there are no events.

    Raises
    ------
    InputError
        A number is missing or out of range, there is neither an event nor a frame, the raster
        would be too large, or an event lies outside the boundary.
    """
    check_bandwidth(bandwidth_m)
    points = checked_points(lonlat, boundary)
    weight = checked_weights(weights, len(points))
    canvas = canvas_over(
        points,
        bandwidth_m=bandwidth_m * (_NARROWEST if adaptive else 1.0),
        frame_lonlat=frame_lonlat,
        square_size_m=square_size_m,
        boundary=boundary,
    )
    events_m = project(points, canvas.crs)
    surface = canvas.kernel(bandwidth_m).field(events_m, weight)
    if adaptive and len(events_m):
        surface = _adapted(canvas, surface, events_m, weight, bandwidth_m)
    return density_of(canvas, surface, bandwidth_m=bandwidth_m, total=float(weight.sum()))


def check_bandwidth(bandwidth_m: float) -> None:
    """Refuse a bandwidth that is no positive number.

    Raises
    ------
    InputError
        It is none.
    """
    if not (isfinite(bandwidth_m) and bandwidth_m > 0):
        raise InputError("density.bandwidth", bandwidth=bandwidth_m)


def checked_points(lonlat: ArrayLike, boundary: shapely.Geometry | None) -> FloatArray:
    """Return events as an array of shape (P, 2), all of them finite and inside the boundary.

    Raises
    ------
    InputError
        One is not; the place names the first row.
    """
    points = np.ascontiguousarray(lonlat, np.float64).reshape(-1, 2)
    missing = np.flatnonzero(~np.isfinite(points).all(axis=1))
    if len(missing):
        raise InputError("locate.not_finite", Place(row=int(missing[0]) + 1), count=len(missing))
    if boundary is not None and len(points):
        boundary = prepared(boundary)
        outside = ~shapely.intersects_xy(boundary, points[:, 0], points[:, 1])
        if outside.any():
            swapped = shapely.intersects_xy(boundary, points[:, 1], points[:, 0]).any()
            code = "density.swapped" if outside.all() and swapped else "density.outside"
            row = int(np.flatnonzero(outside)[0]) + 1
            raise InputError(code, Place(row=row), count=int(outside.sum()))
    return points


def checked_weights(weights: ArrayLike | None, count: int) -> FloatArray:
    """Return weights of shape (P,), ones where there are none.

    Raises
    ------
    InputError
        Their number differs, or one is missing, infinite or negative.
    """
    if weights is None:
        return np.ones(count)
    weight = np.asarray(weights, np.float64)
    if weight.shape != (count,) or not (np.isfinite(weight) & (weight >= 0)).all():
        raise InputError("density.weights", found=weight.size, expected=count)
    return weight


def _adapted(
    canvas: Canvas, first: FloatArray, events_m: FloatArray, weight: FloatArray, bandwidth_m: float
) -> FloatArray:
    """Return the sum of one density for each step of the bandwidth."""
    x, y = canvas.surface.places(events_m)
    rows, columns = first.shape
    last = MARGIN_SQUARES - 1
    seen_row = np.clip(np.rint(y).astype(np.intp), last, rows - 1 - last)
    seen_column = np.clip(np.rint(x).astype(np.intp), last, columns - 1 - last)
    # An event outside the frame takes the estimate of the frame's side next to it.
    found = np.maximum(first[seen_row, seen_column], np.finfo(np.float64).tiny)
    typical = np.exp(np.average(np.log(found)))
    factor = np.clip(np.sqrt(typical / found), _NARROWEST, _WIDEST)
    steps = np.geomspace(_NARROWEST, _WIDEST, _STEPS)
    step_of = np.abs(np.log(factor)[:, None] - np.log(steps)).argmin(axis=1)
    total = np.zeros_like(first)
    for step in np.unique(step_of):
        chosen = step_of == step
        kernel = canvas.kernel(bandwidth_m * float(steps[step]))
        total += kernel.field(events_m[chosen], weight[chosen])
    return total
