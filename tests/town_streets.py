"""A chessboard of streets in metres, so that worked figures are whole numbers.

Eight streets run east, eight north, 120 m apart; from each of the first seven crossings of a
northward street a dead end of 70 m leaves between two streets.
"""

from __future__ import annotations

import numpy as np
import shapely

from gridmap.geometry.crs import from_metric

CRS = "EPSG:4547"
CORNER = np.array([500_000.0, 3_380_000.0])
SIDE_M = 120.0
STREETS = 8
DEAD_END_M = 70.0


def lonlat(points) -> np.ndarray:
    """Bring metres from the corner to lon/lat."""
    return shapely.get_coordinates(shapes([shapely.Point(point) for point in points]))


def shapes(geometries) -> np.ndarray:
    """Bring geometries in metres from the corner to lon/lat."""
    moved = [shapely.transform(shape, lambda xy: xy + CORNER) for shape in geometries]
    return from_metric(np.array(moved, object), CRS)


def lines() -> np.ndarray:
    """Return the streets in lon/lat."""
    far = (STREETS - 1) * SIDE_M
    at = np.arange(STREETS) * SIDE_M
    drawn = [shapely.LineString([(x, 0), (x, far)]) for x in at]
    drawn += [shapely.LineString([(0, y), (far, y)]) for y in at]
    drawn += [shapely.LineString([(60, y), (60, y + DEAD_END_M)]) for y in at[:-1]]
    return shapes(drawn)


def cells() -> np.ndarray:
    """Return the western and the eastern half in lon/lat; the street at 480 m is their border."""
    return shapes([shapely.box(-60, -60, 480, 900), shapely.box(480, -60, 900, 900)])
