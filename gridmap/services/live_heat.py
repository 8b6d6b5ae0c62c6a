"""Densities that follow a map: the picture of a view within a moment, the same value in all views.

What does not hang on the view is kept: points on one plane of the territory, the correction at its
outline for a bandwidth, and the legend, which is that of the whole territory, so that a colour
means the same while the map is dragged.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from gridmap.analysis.border_correction import BorderCorrection
from gridmap.analysis.canvas import Canvas, project, regions_of
from gridmap.analysis.density_field import Density, density_of
from gridmap.analysis.smoothing import REACH_BANDWIDTHS
from gridmap.analysis.squares import Squares, squares_over
from gridmap.domain.point_columns import PointColumns
from gridmap.errors import InputError
from gridmap.geometry.crs import metric_crs, to_metric
from gridmap.geometry.preparing import prepared

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pyproj import CRS

    from gridmap.services.point_filter import Box

NARROWEST_M: Final = 20.0
WIDEST_M: Final = 5000.0
_FINE, _COARSE = 8.0, 3.0
PICTURE_SQUARES: Final = 720
_MOST_SQUARES: Final = 4_000_000
_EDGE_DEG: Final = 0.01


@dataclass(frozen=True)
class HeatGround:
    """The communities on the plane that all densities of a territory are drawn on.

    Attributes
    ----------
    boundary
        All communities in lon/lat.
    crs
        Metric system of the plane.
    region_m
        The communities on it.
    """

    boundary: shapely.Geometry
    crs: CRS
    region_m: shapely.Geometry

    @classmethod
    def of(cls, boundary: shapely.Geometry) -> HeatGround:
        """Return the plane of an area in lon/lat."""
        crs = metric_crs(boundary)
        return cls(boundary, crs, regions_of([boundary], crs)[0])


@dataclass(frozen=True)
class HeatPoints:
    """The points of a kind on the plane.

    Attributes
    ----------
    columns
        The points.
    ground
        The plane.
    """

    columns: PointColumns
    ground: HeatGround

    @cached_property
    def places_m(self) -> NDArray[np.float64]:
        """Where they lie on the plane, shape (N, 2)."""
        return project(self.columns.lonlat, self.ground.crs)

    @cached_property
    def inside(self) -> NDArray[np.bool_]:
        """Which of them lie in a community, shape (N,)."""
        boundary = prepared(self.ground.boundary)
        lonlat = self.columns.lonlat
        found: NDArray[np.bool_] = shapely.intersects_xy(boundary, lonlat[:, 0], lonlat[:, 1])
        return found


@dataclass(frozen=True)
class HeatBandwidth:
    """The points of a kind with what a bandwidth takes from them at the outline.

    Attributes
    ----------
    points
        The points.
    bandwidth_m
        Standard deviation of the kernel.
    """

    points: HeatPoints
    bandwidth_m: float

    @cached_property
    def correction(self) -> BorderCorrection:
        """What the outline cuts off."""
        return BorderCorrection(self.points.ground.region_m, self.bandwidth_m)

    @cached_property
    def weights(self) -> NDArray[np.float64]:
        """What each point counts for after the correction, shape (N,)."""
        weights: NDArray[np.float64] = 1.0 / self.correction.at(self.points.places_m)
        return weights

    def density(
        self, rows: NDArray[np.bool_], frame: Box | None = None, squares: int = PICTURE_SQUARES
    ) -> Density:
        """Return the density of some of the points.

        Parameters
        ----------
        rows
            Which of them count, shape (N,); those outside the communities never do.
        frame
            What is drawn; the whole territory by default. Points around it count as far as their
            kernels reach in, so that a place has the same value in every frame.
        squares
            About how many squares the longer side of the picture should have.
        """
        counted = rows & self.points.inside
        canvas = self._canvas(frame, squares)
        kernel = canvas.kernel(self.bandwidth_m, self.correction)
        near = counted & self._within(canvas.surface)
        surface = kernel.corrected_field(self.points.places_m[near], self.weights[near])
        return density_of(canvas, surface, bandwidth_m=self.bandwidth_m, total=float(counted.sum()))

    def _canvas(self, frame: Box | None, wanted: int) -> Canvas:
        ground = self.points.ground
        whole = np.array(shapely.total_bounds(ground.region_m))
        bounds = whole if frame is None else _shared(_bounds_m(frame, ground.crs), whole)
        longest = max(bounds[2] - bounds[0], bounds[3] - bounds[1])
        bandwidth_m = self.bandwidth_m
        side_m = min(max(longest / wanted, bandwidth_m / _FINE), bandwidth_m / _COARSE)
        squares = squares_over(bounds, side_m)
        if squares.rows * squares.columns > _MOST_SQUARES:
            count = squares.rows * squares.columns
            raise InputError("density.too_large", squares=count, most=_MOST_SQUARES)
        return Canvas(ground.crs, squares, ground.region_m)

    def _within(self, squares: Squares) -> NDArray[np.bool_]:
        west, south, east, north = squares.bounds_m
        reach_m = REACH_BANDWIDTHS * self.bandwidth_m
        x, y = self.points.places_m.T
        along = (x >= west - reach_m) & (x <= east + reach_m)
        inside: NDArray[np.bool_] = along & (y >= south - reach_m) & (y <= north + reach_m)
        return inside


def _bounds_m(frame: Box, crs: CRS) -> NDArray[np.float64]:
    """Return the sides on the plane of a frame in degrees, whose own sides are bent there."""
    west, south, east, north = frame
    step = max((east - west) / 16, (north - south) / 16, _EDGE_DEG / 16)
    outline = shapely.segmentize(shapely.box(west, south, east, north), step)
    return np.asarray(shapely.total_bounds(to_metric(outline, crs)), np.float64)


def _shared(frame: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what a frame and the whole have in common.

    Raises
    ------
    InputError
        When they have nothing in common.
    """
    low, high = np.maximum(frame[:2], whole[:2]), np.minimum(frame[2:], whole[2:])
    if (low >= high).any():
        raise InputError("density.apart")
    return np.concatenate([low, high])


def require_bandwidth(bandwidth_m: float) -> float:
    """Return a bandwidth that a map may ask for.

    Raises
    ------
    InputError
        When it is too small or too large to be drawn.
    """
    if not NARROWEST_M <= bandwidth_m <= WIDEST_M:
        raise InputError("density.radius", value=bandwidth_m, least=NARROWEST_M, most=WIDEST_M)
    return bandwidth_m
