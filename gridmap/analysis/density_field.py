"""A density as a raster that knows where it lies and what its numbers mean."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from math import floor, log10

import numpy as np
import scipy
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS

from gridmap.analysis.canvas import M2_PER_KM2, MARGIN_SQUARES, Canvas, FloatArray, Frame, project
from gridmap.catalogue import text
from gridmap.geometry.crs import from_metric
from gridmap.geometry.preparing import prepared

CLASS_COUNT = 5
_ROUND_STEPS = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0)
_CUBIC = 3


@dataclass(frozen=True)
class Density:
    """A density as a raster.

    Attributes
    ----------
    values
        Shape (H, W), events per km² at the middle of each square, first row in the north; zero
        outside the boundary.
    canvas
        Where the squares lie, and the boundary on the plane.
    bandwidth_m
        Standard deviation of the kernel; of the first estimate where it adapts.
    total
        Sum of the weights of all events, inside and outside the raster.
    surface
        The values with a margin and without the cut at the boundary, first row in the south: what
        places between the middles are interpolated from.
    unit_code
        The catalogue's code of the unit.
    """

    values: FloatArray
    canvas: Canvas
    bandwidth_m: float
    total: float
    surface: FloatArray = field(repr=False)
    unit_code: str = "density.unit"

    @property
    def crs(self) -> CRS:
        """The metric system that the raster is level in."""
        return self.canvas.crs

    @property
    def square_size_m(self) -> float:
        """Side of a square."""
        return self.canvas.squares.side_m

    @property
    def bounds_m(self) -> Frame:
        """West, south, east, north of the raster in `crs`, outer sides."""
        return self.canvas.squares.bounds_m

    @cached_property
    def corners(self) -> FloatArray:
        """Lon/lat of the outer corners: NW, NE, SE, SW, shape (4, 2)."""
        west, south, east, north = self.bounds_m
        places = shapely.points([(west, north), (east, north), (east, south), (west, south)])
        corners: FloatArray = shapely.get_coordinates(from_metric(places, self.crs))
        return corners

    @property
    def bounds_lonlat(self) -> Frame:
        """West, south, east, north of the corners in degrees."""
        west, south = self.corners.min(axis=0)
        east, north = self.corners.max(axis=0)
        return float(west), float(south), float(east), float(north)

    @cached_property
    def inside(self) -> FloatArray | None:
        """Share of each square inside the boundary, like `values`; None without a boundary."""
        inside = self.canvas.inside
        return None if inside is None else np.ascontiguousarray(inside[::-1])

    @property
    def integral(self) -> float:
        """Events that the raster accounts for: inside the boundary, if there is one."""
        share = 1.0 if self.inside is None else self.inside
        return float((self.values * share).sum()) * self.square_size_m**2 / M2_PER_KM2

    @property
    def classes(self) -> tuple[float, ...]:
        """Five rising, evenly spaced, round bounds up to about the peak, in the unit."""
        return class_bounds(float(np.nanmax(self.values, initial=0.0)))

    def legend(self, locale: str | None = None) -> tuple[str, ...]:
        """Return the legend: the unit, then a line for each class; says so where all is zero."""
        unit = text(self.unit_code, locale)
        if not np.nan_to_num(self.values).any():
            return unit, text("density.none", locale)
        bounds = [f"{bound:g}" for bound in self.classes]
        lines = [
            text("density.class", locale, low=low, high=high) for low, high in pairwise(bounds)
        ]
        return unit, *lines, text("density.class_top", locale, low=bounds[-1])

    def at(self, lonlat: ArrayLike) -> FloatArray:
        """Return the density at places: the same at a place whatever is drawn there.

        Parameters
        ----------
        lonlat
            Places, shape (P, 2), in degrees.

        Returns
        -------
        values
            Shape (P,): zero outside the boundary, NaN outside the raster and where not applicable.
        """
        places_m = project(np.asarray(lonlat, np.float64).reshape(-1, 2), self.crs)
        values = self._interpolated(places_m)
        if self.canvas.region_m is not None:
            region_m = prepared(self.canvas.region_m)
            x, y = places_m[:, 0], places_m[:, 1]
            values = np.where(shapely.intersects_xy(region_m, x, y), values, 0.0)
        values = np.where(np.isnan(self._nearest(places_m)), np.nan, values)
        west, south, east, north = self.bounds_m
        seen = (places_m >= (west, south)).all(axis=1) & (places_m <= (east, north)).all(axis=1)
        return np.where(seen, values, np.nan)

    def _nearest(self, places_m: FloatArray) -> FloatArray:
        rows, columns = self.surface.shape
        x, y = (np.rint(places).astype(np.intp) for places in self.canvas.surface.places(places_m))
        nearest: FloatArray = self.surface[np.clip(y, 0, rows - 1), np.clip(x, 0, columns - 1)]
        return nearest

    @cached_property
    def _spline(self) -> NDArray[np.float64]:
        coefficients: FloatArray = scipy.ndimage.spline_filter(np.nan_to_num(self.surface), _CUBIC)
        return coefficients

    def _interpolated(self, places_m: FloatArray) -> FloatArray:
        x, y = self.canvas.surface.places(places_m)
        values: FloatArray = scipy.ndimage.map_coordinates(
            self._spline, [y, x], order=_CUBIC, mode="nearest", prefilter=False
        )
        return np.maximum(values, 0.0)


def density_of(
    canvas: Canvas,
    surface: FloatArray,
    *,
    bandwidth_m: float,
    total: float,
    unit_code: str = "density.unit",
) -> Density:
    """Return a surface as a density: turned to the north, cut at the boundary.

    Parameters
    ----------
    canvas
        What it was drawn on.
    surface
        Values over the canvas' surface, from the south.
    bandwidth_m, total, unit_code
        As `Density` has them.
    """
    margin = slice(MARGIN_SQUARES, -MARGIN_SQUARES)
    values = surface[margin, margin]
    if canvas.inside is not None:
        values = np.where(canvas.inside > 0, values, 0.0)
    return Density(
        values=np.ascontiguousarray(values[::-1]),
        canvas=canvas,
        bandwidth_m=float(bandwidth_m),
        total=total,
        surface=surface,
        unit_code=unit_code,
    )


def class_bounds(peak: float) -> tuple[float, ...]:
    """Return five rising, evenly spaced, round bounds up to about a peak."""
    step = _round_step(peak / CLASS_COUNT) if peak > 0 else 1.0
    return tuple(float(f"{step * k:.12g}") for k in range(1, CLASS_COUNT + 1))


def _round_step(most: float) -> float:
    """Return the largest round number up to `most`."""
    power = 10.0 ** floor(log10(most))
    return max(step for step in _ROUND_STEPS if step * power <= most) * power
