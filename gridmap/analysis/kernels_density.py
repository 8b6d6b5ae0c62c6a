"""Spreading points over squares with the weights of a cubic spline."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gridmap.compiled import kernel

Floats = NDArray[np.float64]

# Points are taken by bands of rows, so that the rows in work stay in the processor's cache.
_BAND_ROWS = 32
_ONE, _TWO, _THREE = np.uint64(1), np.uint64(2), np.uint64(3)


@kernel
def _cubic(offset: float) -> tuple[float, float, float, float]:
    """Return the cubic B-spline at -1, 0, 1 and 2 squares less the offset in [0, 1)."""
    rest = 1.0 - offset
    first = rest * rest * rest / 6.0
    last = offset * offset * offset / 6.0
    second = 2.0 / 3.0 - offset * offset * (2.0 - offset) / 2.0
    return first, second, 1.0 - first - second - last, last


@kernel
def _banded(
    places: Floats, weights: Floats, frame: tuple[float, float, float], shape: tuple[int, int]
) -> Floats:
    """Return columns, rows and weights of the points that the raster can hold, band by band.

    The 4 x 4 squares of a point start at the whole numbers of its column and row.
    """
    west, south, inverse = frame
    last_row, last_column = shape[0] - 3.0, shape[1] - 3.0
    bands = shape[0] // _BAND_ROWS + 1
    start = np.zeros(bands + 1, np.int64)
    for filling in range(2):
        if filling == 1:
            for band in range(bands):
                start[band + 1] += start[band]
            found = np.empty((start[bands], 3))
        for k in range(len(places)):
            x = places[k, 0] * inverse - west - 1.5
            y = places[k, 1] * inverse - south - 1.5
            if 0.0 <= x < last_column and 0.0 <= y < last_row:
                band = int(y) // _BAND_ROWS
                if filling == 0:
                    start[band + 1] += 1
                else:
                    entry = start[band]
                    found[entry, 0], found[entry, 1], found[entry, 2] = x, y, weights[k]
                    start[band] = entry + 1
    return found


@kernel
def spread_points(
    places: Floats, weights: Floats, frame: tuple[float, float, float], raster: Floats
) -> int:
    """Add each point's weight to the 4 x 4 squares around it.

    Parameters
    ----------
    places
        Points on the plane, shape (P, 2).
    weights
        Weights, shape (P,).
    frame
        West and south of the raster in squares from the origin, and squares per unit of length.
    raster
        Shape (H, W), first row in the south, which the weights are added to.

    Returns
    -------
    left_out
        Number of points whose squares do not all lie in the raster.
    """
    found = _banded(places, weights, frame, raster.shape)
    width = np.uint64(raster.shape[1])
    flat = raster.ravel()
    for k in range(len(found)):
        column, row = np.uint64(found[k, 0]), np.uint64(found[k, 1])
        a, b, c, d = _cubic(found[k, 0] - column)
        square = row * width + column
        for down in _cubic(found[k, 1] - row):
            part = found[k, 2] * down
            flat[square] += part * a
            flat[square + _ONE] += part * b
            flat[square + _TWO] += part * c
            flat[square + _THREE] += part * d
            square += width
    return len(places) - len(found)
