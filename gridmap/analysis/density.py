"""The density of events: a Gaussian kernel in metres, in events per km²."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor, isfinite, log10
from typing import TypeAlias

import numpy as np
import scipy.fft
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS
from scipy.ndimage import map_coordinates

from gridmap.analysis.kernels_density import spread_points
from gridmap.analysis.squares import Squares, inside_ratio
from gridmap.catalogue import text
from gridmap.errors import InputError, Place
from gridmap.geometry.crs import from_metric, metric_crs, to_metric

FloatArray: TypeAlias = NDArray[np.float64]
Frame: TypeAlias = tuple[float, float, float, float]

M2_PER_KM2 = 1e6
CLASS_COUNT = 5
# Beyond this many bandwidths a Gaussian is below 3e-7 of its peak and is left out.
_REACH_BANDWIDTHS = 5.5
# The frame around points ends where less than 0.02 % of a kernel is cut off on each side.
_MARGIN_BANDWIDTHS = 4.0
# Squares per bandwidth. The error of a value is below 1e-6 of the peak at eight, 2e-5 at three.
_FINE, _COARSE = 8.0, 3.0
_PICTURE_SQUARES = 1024
_MOST_SQUARES = 16_000_000
_CUBIC_SPLINE, _AVERAGE = 4, 1
_ROUND_STEPS = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0)


@dataclass(frozen=True)
class Density:
    """A density as a raster.

    Attributes
    ----------
    values
        Shape (H, W), events per km² at the middle of each square, first row in the north.
    bounds_m
        West, south, east, north of the raster in `crs`, outer sides.
    corners
        Shape (4, 2), lon/lat of the outer corners: north-west, north-east, south-east, south-west.
    crs
        The metric system that the raster is level in.
    square_size_m
        Side of a square.
    bandwidth_m
        Standard deviation of the kernel.
    total
        Sum of the weights of all events, inside and outside the raster.
    inside
        Shape (H, W): share of each square that lies inside the boundary that the density was
        corrected for; None where there was none.
    """

    values: FloatArray
    bounds_m: Frame
    corners: FloatArray
    crs: CRS
    square_size_m: float
    bandwidth_m: float
    total: float
    inside: FloatArray | None = None

    @property
    def bounds_lonlat(self) -> Frame:
        """West, south, east, north of the corners in degrees."""
        west, south = self.corners.min(axis=0)
        east, north = self.corners.max(axis=0)
        return float(west), float(south), float(east), float(north)

    @property
    def integral(self) -> float:
        """Events that the raster accounts for: inside the boundary, if there is one."""
        share = 1.0 if self.inside is None else self.inside
        return float((self.values * share).sum()) * self.square_size_m**2 / M2_PER_KM2

    @property
    def classes(self) -> tuple[float, ...]:
        """Five rising, evenly spaced, round bounds up to about the peak, in events per km²."""
        peak = float(self.values.max(initial=0.0))
        step = _round_step(peak / CLASS_COUNT) if peak > 0 else 1.0
        return tuple(float(f"{step * k:.12g}") for k in range(1, CLASS_COUNT + 1))

    def legend(self, locale: str | None = None) -> tuple[str, ...]:
        """Return the legend: the unit, then a line for each class; says so where all is zero."""
        unit = text("density.unit", locale)
        if not self.values.any():
            return unit, text("density.none", locale)
        bounds = [f"{bound:g}" for bound in self.classes]
        lines = [
            text("density.class", locale, low=low, high=high) for low, high in pairwise(bounds)
        ]
        return unit, *lines, text("density.class_top", locale, low=bounds[-1])


def density(
    lonlat: ArrayLike,
    *,
    bandwidth_m: float,
    weights: ArrayLike | None = None,
    frame_lonlat: Frame | None = None,
    square_size_m: float | None = None,
    boundary: shapely.Geometry | None = None,
) -> Density:
    """Return the density of events.

    Each event is a Gaussian with the standard deviation `bandwidth_m` on the metric plane. Events
    outside the frame count as far as their kernel reaches in, so that a place has the same
    value in every frame. With a boundary, each event's kernel is scaled up by what the boundary
    cuts off it (Diggle, "A kernel method for smoothing point process data", Applied Statistics
    34, 1985, in the form that divides at the event), so that the integral inside is the count;
    on the border itself values are still up to a third lower than inside.

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
    if not (isfinite(bandwidth_m) and bandwidth_m > 0):
        raise InputError("density.bandwidth", bandwidth=bandwidth_m)
    points = np.asarray(lonlat, np.float64).reshape(-1, 2)
    missing = np.flatnonzero(~np.isfinite(points).all(axis=1))
    if len(missing):
        raise InputError("locate.not_finite", Place(row=int(missing[0]) + 1), count=len(missing))
    weight = _checked_weights(weights, len(points))
    shape = _shape_of(frame_lonlat, boundary, points)
    crs = metric_crs(shape)
    events_m = _project(points, crs)
    margin_m = 0.0 if frame_lonlat or boundary is not None else _MARGIN_BANDWIDTHS * bandwidth_m
    squares = _squares(
        shapely.total_bounds(to_metric(shape, crs)), margin_m, bandwidth_m, square_size_m
    )
    wide = squares.padded(ceil(_REACH_BANDWIDTHS * bandwidth_m / squares.side_m) + 2)
    inside = None
    if boundary is not None:
        region = to_metric(boundary, crs)[0]
        around = inside_ratio(wide, region)
        weight = weight / _kept_share(events_m, wide, around, region, bandwidth_m)
        inside = wide.crop(around, squares)
    raster = np.zeros(wide.shape)
    spread_points(*wide.places(events_m), weight, raster)
    smooth = _smoothed(raster, bandwidth_m / wide.side_m, _CUBIC_SPLINE)
    values = np.maximum(wide.crop(smooth, squares), 0.0) * (M2_PER_KM2 / squares.side_m**2)
    if inside is not None:
        values = np.where(inside > 0, values, 0.0)
    total = float(len(points) if weights is None else np.asarray(weights, np.float64).sum())
    return Density(
        values=np.ascontiguousarray(values[::-1]),
        bounds_m=squares.bounds_m,
        corners=_corners(squares, crs),
        crs=crs,
        square_size_m=squares.side_m,
        bandwidth_m=float(bandwidth_m),
        total=total,
        inside=None if inside is None else np.ascontiguousarray(inside[::-1]),
    )


def _checked_weights(weights: ArrayLike | None, count: int) -> FloatArray:
    if weights is None:
        return np.ones(count)
    weight = np.asarray(weights, np.float64)
    if weight.shape != (count,) or not (np.isfinite(weight) & (weight >= 0)).all():
        raise InputError("density.weights", found=weight.size, expected=count)
    return weight


def _shape_of(
    frame: Frame | None, boundary: shapely.Geometry | None, points: FloatArray
) -> shapely.Geometry:
    """Return the geometry in lon/lat that the raster covers.

    Raises
    ------
    InputError
        There is neither an event nor a frame.
    """
    if frame is None and boundary is not None:
        return boundary
    if frame is None and not len(points):
        raise InputError("density.frame")
    sides = (*points.min(axis=0), *points.max(axis=0)) if frame is None else frame
    west, south, east, north = sides
    # A parallel is bent on the plane: places along the sides keep the bounds wide enough.
    along = np.linspace(0.0, 1.0, 17)
    x, y = west + (east - west) * along, south + (north - south) * along
    return shapely.multipoints(
        np.concatenate(
            [np.column_stack([x, np.full(17, side)]) for side in (south, north)]
            + [np.column_stack([np.full(17, side), y]) for side in (west, east)]
        )
    )


def _project(points: FloatArray, crs: CRS) -> FloatArray:
    if not len(points):
        return points
    # One line through all points is made in an instant, a million points are not.
    line = shapely.linestrings(np.concatenate([points, points[-1:]]))
    projected: FloatArray = shapely.get_coordinates(to_metric(line, crs))[:-1]
    return projected


def _squares(
    bounds_m: FloatArray, margin_m: float, bandwidth_m: float, side_m: float | None
) -> Squares:
    """Return squares over the bounds, on multiples of their side, so that rasters line up.

    Raises
    ------
    InputError
        The side is out of range, or there would be too many squares.
    """
    west, south, east, north = (float(value) for value in bounds_m)
    west, south, east, north = west - margin_m, south - margin_m, east + margin_m, north + margin_m
    if side_m is None:
        wanted_m = max(east - west, north - south) / _PICTURE_SQUARES
        side_m = min(max(wanted_m, bandwidth_m / _FINE), bandwidth_m / _COARSE)
    elif not (isfinite(side_m) and 0 < side_m <= bandwidth_m):
        raise InputError("density.square_size", square=side_m)
    columns = max(1, ceil(east / side_m) - floor(west / side_m))
    rows = max(1, ceil(north / side_m) - floor(south / side_m))
    if columns * rows > _MOST_SQUARES:
        raise InputError("density.too_large", squares=columns * rows, most=_MOST_SQUARES)
    return Squares(floor(west / side_m), floor(south / side_m), columns, rows, float(side_m))


def _smoothed(raster: FloatArray, bandwidth_squares: float, spread_power: int) -> FloatArray:
    """Convolve with a Gaussian, undoing the blur that spreading onto squares has made.

    Spreading by a B-spline of order p multiplies the spectrum by sinc(k)^p.
    """
    shape = tuple(scipy.fft.next_fast_len(count, real=True) for count in raster.shape)
    spectrum = scipy.fft.rfft2(raster, s=shape)
    frequencies = scipy.fft.fftfreq(shape[0])[:, None], scipy.fft.rfftfreq(shape[1])[None, :]
    for frequency in frequencies:
        gauss = np.exp(-2.0 * (np.pi * frequency * bandwidth_squares) ** 2)
        spectrum *= gauss / np.sinc(frequency) ** spread_power
    smooth: FloatArray = scipy.fft.irfft2(spectrum, s=shape)
    return smooth[: raster.shape[0], : raster.shape[1]]


def _kept_share(
    events_m: FloatArray,
    wide: Squares,
    around: FloatArray,
    region: shapely.Geometry,
    bandwidth_m: float,
) -> FloatArray:
    """Return how much of each event's kernel lies inside the region.

    Raises
    ------
    InputError
        An event lies outside the region.
    """
    outside = ~shapely.intersects_xy(region, events_m[:, 0], events_m[:, 1])
    if outside.any():
        row = int(np.flatnonzero(outside)[0]) + 1
        raise InputError("density.outside", Place(row=row), count=int(outside.sum()))
    share = _smoothed(around, bandwidth_m / wide.side_m, _AVERAGE)
    x, y = wide.places(events_m)
    kept: FloatArray = map_coordinates(share, [y, x], order=3, mode="nearest")
    return kept


def _corners(squares: Squares, crs: CRS) -> FloatArray:
    west, south, east, north = squares.bounds_m
    places = shapely.points([(west, north), (east, north), (east, south), (west, south)])
    corners: FloatArray = shapely.get_coordinates(from_metric(places, crs))
    return corners


def _round_step(most: float) -> float:
    """Return the largest round number up to `most`."""
    power = 10.0 ** floor(log10(most))
    return max(step for step in _ROUND_STEPS if step * power <= most) * power
