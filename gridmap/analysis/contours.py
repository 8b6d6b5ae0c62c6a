"""Contours of a density: the areas between two bounds, as polygons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import contourpy
import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.analysis.density_field import Density
from gridmap.errors import InputError
from gridmap.geometry.crs import from_metric

_AREA_DIMENSION = 2


@dataclass(frozen=True)
class ContourBand:
    """Where a density lies between two bounds.

    Attributes
    ----------
    low, high
        Bounds in the unit of the density; `high` is None above the last one.
    geometry
        Polygon or multipolygon in lon/lat.
    """

    low: float
    high: float | None
    geometry: shapely.Geometry


def contour_bands(density: Density, bounds: Sequence[float] | None = None) -> list[ContourBand]:
    """Return the areas between bounds, cut at the boundary.

    Parameters
    ----------
    density
        What they are drawn of.
    bounds
        Rising numbers in its unit; those of the legend by default.

    Returns
    -------
    bands
        Rising; bands that are empty are left out. What lies below the first bound is in none.

    Raises
    ------
    InputError
        The bounds do not rise, or are not all finite.
    """
    levels = np.asarray(density.classes if bounds is None else bounds, np.float64)
    if not (levels.size and np.isfinite(levels).all() and (np.diff(levels) > 0).all()):
        raise InputError("density.bounds", bounds=", ".join(f"{level:g}" for level in levels))
    surface = np.ma.masked_invalid(density.surface)
    peak = float(np.nanmax(density.surface, initial=0.0))
    x, y = _axes(density)
    generator = contourpy.contour_generator(x, y, surface, fill_type="OuterOffset")
    top = max(peak, float(levels[-1])) + 1.0
    region = density.canvas.region_m
    frame = shapely.box(*density.bounds_m) if region is None else region
    bands = []
    for low, high in pairwise([*levels.tolist(), top]):
        shape = shapely.intersection(_area(generator.filled(low, high)), frame)
        if shapely.area(shape) > 0:
            lonlat = from_metric([_areas_of(shape)], density.crs)[0]
            bands.append(ContourBand(low, None if high == top else high, lonlat))
    return bands


def _axes(density: Density) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    squares = density.canvas.surface
    x = (squares.west + np.arange(squares.columns) + 0.5) * squares.side_m
    y = (squares.south + np.arange(squares.rows) + 0.5) * squares.side_m
    return np.asarray(x, np.float64), np.asarray(y, np.float64)


def _area(filled: Any) -> shapely.Geometry:  # noqa: ANN401  a union of all its forms
    """Return contourpy's polygons (each: all rings in a row, and where they start) as one area."""
    polygons = []
    for points, starts in zip(*filled, strict=True):
        outer, *holes = [points[start:stop] for start, stop in pairwise(starts.tolist())]
        polygons.append(shapely.Polygon(outer, holes))
    if not polygons:
        return shapely.MultiPolygon()
    # Two pieces may meet in a saddle point.
    return shapely.make_valid(shapely.multipolygons(polygons), method="structure")


def _areas_of(shape: shapely.Geometry) -> shapely.Geometry:
    parts = shapely.get_parts(shape)
    areas = parts[shapely.get_dimensions(parts) == _AREA_DIMENSION]
    return areas[0] if len(areas) == 1 else shapely.multipolygons(areas)
