"""What densities are drawn on: squares of a metric system, with a region or without one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil, isfinite
from typing import TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from gridmap.analysis.border_correction import BorderCorrection
from gridmap.analysis.kernels_density import spread_points
from gridmap.analysis.smoothing import CUBIC_SPLINE, REACH_BANDWIDTHS, Smoother
from gridmap.analysis.squares import Squares, inside_ratio, squares_over
from gridmap.analysis.threads import even_ranges, in_threads
from gridmap.errors import InputError
from gridmap.geometry.crs import metric_crs, to_metric

FloatArray: TypeAlias = NDArray[np.float64]
Frame: TypeAlias = tuple[float, float, float, float]

M2_PER_KM2 = 1e6
# Squares kept around the frame, so that places near its side can be looked up as well as others.
MARGIN_SQUARES = 4
# The frame around points ends where less than 0.02 % of a kernel is cut off on each side.
_MARGIN_BANDWIDTHS = 4.0
# Squares per bandwidth. The error of a value is below 1e-6 of the peak at eight, 4e-5 at three.
_FINE, _COARSE = 8.0, 3.0
_PICTURE_SQUARES = 1024
_MOST_SQUARES = 16_000_000
# A straight edge in degrees is a bent one on the plane: pieces this long bend by a millimetre.
_STRAIGHT_DEG = 0.002
_POINTS_PER_CHUNK, _MOST_CHUNKS = 100_000, 4


@dataclass(frozen=True)
class Canvas:
    """Squares to draw densities on.

    Attributes
    ----------
    crs
        The metric system.
    squares
        What is shown.
    region_m
        What densities are corrected for and clipped to, on the plane; None for the whole frame.
    """

    crs: CRS
    squares: Squares
    region_m: shapely.Geometry | None = None

    @cached_property
    def surface(self) -> Squares:
        """The squares with a margin."""
        return self.squares.padded(MARGIN_SQUARES)

    @cached_property
    def inside(self) -> FloatArray | None:
        """Share of each square that lies inside the region, shape (H, W), from the south."""
        if self.region_m is None:
            return None
        return inside_ratio(self.squares, self.region_m)

    def kernel(self, bandwidth_m: float, correction: BorderCorrection | None = None) -> Kernel:
        """Return the Gaussian of this bandwidth for these squares.

        Parameters
        ----------
        bandwidth_m
            Standard deviation.
        correction
            That of the region for this bandwidth, where it is known already.
        """
        return Kernel(self, bandwidth_m, correction)


class Kernel:
    """A Gaussian on a canvas, made once for as many sets of events as there are.

    Parameters
    ----------
    canvas
        What to draw on.
    bandwidth_m
        Standard deviation.
    correction
        That of the region for this bandwidth, where it is known already.
    """

    def __init__(
        self, canvas: Canvas, bandwidth_m: float, correction: BorderCorrection | None = None
    ) -> None:
        side_m = canvas.squares.side_m
        self._surface = canvas.surface
        self._wide = self._surface.padded(ceil(REACH_BANDWIDTHS * bandwidth_m / side_m) + 2)
        self._smoother = Smoother(self._wide.shape, bandwidth_m / side_m, CUBIC_SPLINE)
        self._per_km2 = np.full((), M2_PER_KM2 / side_m**2)
        self._correction = None
        if canvas.region_m is not None:
            self._correction = correction or BorderCorrection(canvas.region_m, bandwidth_m)
            self._per_km2 = self._per_km2 / self._correction.over(self._surface)

    def field(self, events_m: FloatArray, weights: FloatArray) -> FloatArray:
        """Return events per km² at the middles of the surface's squares, from the south.

        Parameters
        ----------
        events_m
            Events on the plane, shape (P, 2).
        weights
            Weights, shape (P,).
        """
        if self._correction is not None:
            weights = weights / self._correction.at(events_m)
        return self.corrected_field(events_m, weights)

    def corrected_field(self, events_m: FloatArray, weights: FloatArray) -> FloatArray:
        """Return what `field` returns for weights that are divided by the correction already.

        Parameters
        ----------
        events_m
            Events on the plane, shape (P, 2).
        weights
            Weights over the factors of the correction, shape (P,).
        """
        smooth = self._smoother.smooth(_spread(self._wide, events_m, weights))
        field: FloatArray = np.maximum(self._wide.crop(smooth, self._surface), 0.0)
        field *= self._per_km2
        return field


def _spread(squares: Squares, events_m: FloatArray, weights: FloatArray) -> FloatArray:
    """Return the events' weights spread over the squares, in chunks that threads share."""
    frame = float(squares.west), float(squares.south), 1.0 / squares.side_m
    # How many chunks must not hang on the machine: sums of another order end in other digits.
    chunks = max(1, min(_MOST_CHUNKS, len(events_m) // _POINTS_PER_CHUNK))

    def part(begin: int, end: int) -> FloatArray:
        raster = np.zeros(squares.shape)
        spread_points(events_m[begin:end], weights[begin:end], frame, raster)
        return raster

    first, *others = in_threads(part, *even_ranges(len(events_m), chunks))
    for other in others:
        first += other
    return first


def canvas_over(
    points: FloatArray,
    *,
    bandwidth_m: float,
    frame_lonlat: Frame | None = None,
    square_size_m: float | None = None,
    boundary: shapely.Geometry | None = None,
) -> Canvas:
    """Return the squares that a density is drawn on.

    Parameters
    ----------
    points
        Events in lon/lat, shape (P, 2).
    bandwidth_m
        The smallest bandwidth that is to be drawn.
    frame_lonlat
        West, south, east, north in degrees; by default around the boundary or the events.
    square_size_m
        Side of a square; by default an eighth to a third of the bandwidth, as the frame needs.
    boundary
        Polygon in lon/lat.

    Returns
    -------
    canvas
        Squares on multiples of their side, so that canvases line up.

    Raises
    ------
    InputError
        There is neither an event nor a frame, the side of a square is out of range, or there
        would be too many squares.
    """
    shape = _shape_of(frame_lonlat, boundary, points)
    crs = metric_crs(shape)
    west, south, east, north = shapely.total_bounds(to_metric(shape, crs))
    margin_m = 0.0 if frame_lonlat or boundary is not None else _MARGIN_BANDWIDTHS * bandwidth_m
    if square_size_m is None:
        wanted_m = (max(east - west, north - south) + 2 * margin_m) / _PICTURE_SQUARES
        square_size_m = min(max(wanted_m, bandwidth_m / _FINE), bandwidth_m / _COARSE)
    elif not (isfinite(square_size_m) and 0 < square_size_m <= bandwidth_m):
        raise InputError("density.square_size", square=square_size_m)
    bounds_m = np.array([west - margin_m, south - margin_m, east + margin_m, north + margin_m])
    squares = squares_over(bounds_m, square_size_m)
    count = squares.rows * squares.columns
    if count > _MOST_SQUARES:
        raise InputError("density.too_large", squares=count, most=_MOST_SQUARES)
    return Canvas(crs, squares, None if boundary is None else regions_of([boundary], crs)[0])


def regions_of(
    areas: Sequence[shapely.Geometry] | NDArray[np.object_], crs: CRS
) -> NDArray[np.object_]:
    """Return areas in lon/lat on the plane, true to their straight edges in degrees."""
    return to_metric(shapely.segmentize(np.asarray(areas, dtype=object), _STRAIGHT_DEG), crs)


def project(points: FloatArray, crs: CRS) -> FloatArray:
    """Return points in lon/lat, shape (P, 2), on the plane."""
    if not len(points):
        return points
    # One line through all points is made in an instant, a million points are not.
    line = shapely.linestrings(np.concatenate([points, points[-1:]]))
    projected: FloatArray = shapely.get_coordinates(to_metric(line, crs))[:-1]
    return projected


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
