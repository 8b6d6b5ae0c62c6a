"""Spreading points over squares with the weights of a cubic spline."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@njit(nogil=True, cache=True)
def _cubic(offset: float) -> tuple[float, float, float, float]:
    """Return the cubic B-spline at -1, 0, 1 and 2 squares less the offset in [0, 1)."""
    rest = 1.0 - offset
    first = rest * rest * rest / 6.0
    last = offset * offset * offset / 6.0
    second = 2.0 / 3.0 - offset * offset * (2.0 - offset) / 2.0
    return first, second, 1.0 - first - second - last, last


@njit(nogil=True, cache=True)
def spread_points(x: Floats, y: Floats, weights: Floats, raster: Floats) -> int:
    """Add each point's weight to the 4 x 4 squares around it.

    Parameters
    ----------
    x
        Columns of the points, in squares; the middle of square 0 is at 0, shape (P,).
    y
        Rows of the points, likewise.
    weights
        Weights, shape (P,).
    raster
        Shape (H, W), which the weights are added to.

    Returns
    -------
    left_out
        Number of points whose squares do not all lie in the raster.
    """
    height, width = raster.shape
    left_out = 0
    for k in range(len(x)):
        column, row = int(np.floor(x[k])), int(np.floor(y[k]))
        if column < 1 or row < 1 or column >= width - 2 or row >= height - 2:
            left_out += 1
            continue
        across = _cubic(x[k] - column)
        down = _cubic(y[k] - row)
        for i in range(4):
            part = weights[k] * down[i]
            for j in range(4):
                raster[row - 1 + i, column - 1 + j] += part * across[j]
    return left_out
