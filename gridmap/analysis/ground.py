"""A plane in metres around a place, on which views, strips and borders are measured."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike
from pyproj import CRS

from gridmap.analysis.outlines import FloatArray, GeometryArray
from gridmap.geometry.crs import from_metric, metric_crs, to_metric
from gridmap.geometry.kernels_areas import ELLIPSOID

# A step north by which the plane's north and scale are found: about eleven metres.
_STEP_DEG = 1e-4


@dataclass(frozen=True)
class Ground:
    """The metric system of a place with its origin near that place, so that little is rounded.

    Attributes
    ----------
    crs
        The metric system.
    origin
        Easting and northing of the plane's own origin.
    """

    crs: CRS
    origin: tuple[float, float]

    @classmethod
    def around(cls, geometries_lonlat: ArrayLike) -> Ground:
        """Choose the plane for a place.

        Parameters
        ----------
        geometries_lonlat
            One geometry or an array of them, in WGS 84 lon/lat.

        Returns
        -------
        ground
            Its plane.

        Raises
        ------
        InputError
            When there is no coordinate, or they are no longitudes and latitudes.
        """
        crs = metric_crs(geometries_lonlat)
        west, south, east, north = shapely.total_bounds(
            np.asarray(geometries_lonlat, dtype=object)
        ).tolist()
        middle = to_metric([shapely.Point((west + east) / 2, (south + north) / 2)], crs)[0]
        return cls(crs, (float(round(middle.x)), float(round(middle.y))))

    def plane(self, geometries_lonlat: ArrayLike) -> GeometryArray:
        """Bring WGS 84 lon/lat geometries of shape (N,) to the plane."""
        moved: GeometryArray = shapely.transform(
            to_metric(geometries_lonlat, self.crs), lambda xy: xy - self.origin
        )
        return moved

    def lonlat(self, geometries: ArrayLike) -> GeometryArray:
        """Bring geometries of the plane, shape (N,), back to WGS 84 lon/lat."""
        moved = shapely.transform(np.asarray(geometries, dtype=object), lambda xy: xy + self.origin)
        return from_metric(moved, self.crs)

    def points(self, lon: FloatArray, lat: FloatArray) -> FloatArray:
        """Bring places to the plane: metres east and north, shape (N, 2)."""
        xy: FloatArray = shapely.get_coordinates(self.plane(shapely.points(lon, lat)))
        return xy

    def north(self, lon: FloatArray, lat: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return where north is on the plane, and how long a metre is, at some places.

        Parameters
        ----------
        lon, lat
            Degrees, shape (N,).

        Returns
        -------
        north_rad
            Direction of north, counter-clockwise from the plane's east, shape (N,).
        scale_ratio
            Metres of the plane for a metre of the ellipsoid, shape (N,).
        """
        here, there = self.points(lon, lat), self.points(lon, lat + _STEP_DEG)
        step = there - here
        _, _, true_m = ELLIPSOID.inv(lon, lat, lon, lat + _STEP_DEG)
        return np.arctan2(step[:, 1], step[:, 0]), np.hypot(step[:, 0], step[:, 1]) / true_m
