"""Lattice space near one boundary: coordinates in whole lattice units from a local origin.

Noding with a grid size of 1 in this space is exact snap rounding to the lattice, and small numbers
keep products of coordinates exact in float64.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians

import numpy as np
import shapely
from numpy.typing import ArrayLike

from gridmap.division.arrays import FloatArray, IntArray, ObjectArray
from gridmap.geometry import UNITS_PER_DEGREE, from_units

METRES_PER_DEGREE = 111_320.0  # of a great circle; serves tolerances, never areas or lengths
WHOLE_UNITS = 1e-6  # a coordinate this near to a whole number of units is on the lattice


@dataclass(frozen=True)
class Frame:
    """A local origin in lattice units, and the size of a unit in metres east and north."""

    origin: IntArray
    unit_m: FloatArray

    @classmethod
    def around(cls, geometry_lonlat: object) -> Frame:
        """Return the frame whose origin is the middle of a geometry in WGS 84 lon/lat."""
        west, south, east, north = shapely.bounds(geometry_lonlat)
        middle = np.array([(west + east) / 2.0, (south + north) / 2.0])
        metres = METRES_PER_DEGREE / UNITS_PER_DEGREE
        return cls(
            origin=np.rint(middle * UNITS_PER_DEGREE).astype(np.int64),
            unit_m=np.array([metres * cos(radians(float(middle[1]))), metres]),
        )

    def local(self, lonlat: ArrayLike) -> ObjectArray:
        """Return geometries in local units, whole numbers where they are on the lattice."""

        def move(coordinates: FloatArray) -> FloatArray:
            units = coordinates * UNITS_PER_DEGREE
            whole = np.rint(units)
            # A lattice coordinate k / 1e7 times 1e7 misses k by some ulps.
            return np.where(np.abs(units - whole) < WHOLE_UNITS, whole, units) - self.origin

        moved: ObjectArray = shapely.transform(_array(lonlat), move)
        return moved

    def lonlat(self, local: ArrayLike) -> ObjectArray:
        """Return geometries in WGS 84 lon/lat on the lattice for local ones."""

        def move(coordinates: FloatArray) -> FloatArray:
            return from_units(np.rint(coordinates).astype(np.int64) + self.origin)

        moved: ObjectArray = shapely.transform(_array(local), move)
        return moved

    def metric(self, coordinates: FloatArray) -> FloatArray:
        """Return local coordinates of shape (N, 2) in metres from the origin, to within 1 %."""
        scaled: FloatArray = coordinates * self.unit_m
        return scaled


def _array(geometries: ArrayLike) -> ObjectArray:
    return np.atleast_1d(np.asarray(geometries, dtype=object))
