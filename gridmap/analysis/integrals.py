"""How much of a density lies in each cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil, floor

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.analysis.canvas import M2_PER_KM2, FloatArray, regions_of
from gridmap.analysis.density_field import Density
from gridmap.analysis.squares import Squares, inside_ratio


def integral_per_cell(
    density: Density, cells: Sequence[shapely.Geometry] | NDArray[np.object_]
) -> FloatArray:
    """Return the integral of a density over each cell, in events.

    Squares on a border are shared by area, so that cells that cover the boundary share out
    `Density.integral` but for a millionth: their edges are followed to a millimetre.

    Parameters
    ----------
    density
        In events per km².
    cells
        Polygons or multipolygons in lon/lat; those that are empty hold nothing.

    Returns
    -------
    events
        Shape (N,).
    """
    canvas = density.canvas
    values = density.values[::-1]
    if canvas.inside is not None:
        # Outside the boundary a square on it has no density.
        values = values * (canvas.inside > 0)
    square_km2 = canvas.squares.side_m**2 / M2_PER_KM2
    events = np.zeros(len(cells))
    for position, shape in enumerate(regions_of(cells, canvas.crs)):
        window = _window(canvas.squares, shapely.bounds(shape))
        if window is not None:
            part = canvas.squares.crop(values, window)
            events[position] = (part * inside_ratio(window, shape)).sum() * square_km2
    return events


def _window(squares: Squares, bounds_m: FloatArray) -> Squares | None:
    """Return the squares that may touch the bounds; None where there are none."""
    if np.isnan(bounds_m).any():
        return None
    west, south, east, north = bounds_m / squares.side_m
    first_column, first_row = max(squares.west, floor(west)), max(squares.south, floor(south))
    last_column = min(squares.west + squares.columns, ceil(east))
    last_row = min(squares.south + squares.rows, ceil(north))
    if last_column <= first_column or last_row <= first_row:
        return None
    return replace(
        squares,
        west=first_column,
        south=first_row,
        columns=last_column - first_column,
        rows=last_row - first_row,
    )
