"""How much of each square lies inside a polygon: exact, by one walk along its outline."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gridmap.compiled import kernel

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@kernel
def add_outline(coordinates: Floats, ring_start: Integers, raster: Floats) -> None:
    """Add what each edge of some rings leaves on its right, as differences along the rows.

    An edge that falls by `height` inside a square adds the part of `height` times one square that
    lies right of it to that square, and the rest to the next one; the running sum of a row is then
    the share of each square that lies inside (the integral form of Catmull, "A hidden-surface
    algorithm with anti-aliasing", SIGGRAPH 1978).

    Parameters
    ----------
    coordinates
        Vertices of all rings, shape (V, 2), columns and rows from the south-western corner of the
        raster, in squares; none lies outside the raster by more than rounding.
    ring_start
        Where each ring starts, shape (R + 1,). Outer rings run counter-clockwise, holes clockwise.
    raster
        Shape (H, W + 1), zeros at first; the last column takes what lies right of the raster.
    """
    rows, columns = raster.shape[0], raster.shape[1] - 1
    for ring in range(len(ring_start) - 1):
        for k in range(ring_start[ring], ring_start[ring + 1] - 1):
            ax, ay = coordinates[k, 0], coordinates[k, 1]
            bx, by = coordinates[k + 1, 0], coordinates[k + 1, 1]
            if ay == by:
                continue
            sign = -1.0 if by > ay else 1.0
            if by < ay:
                ax, ay, bx, by = bx, by, ax, ay
            slope = (bx - ax) / (by - ay)
            first_row = min(max(int(np.floor(ay)), 0), rows - 1)
            last_row = min(max(int(np.ceil(by)) - 1, first_row), rows - 1)
            for row in range(first_row, last_row + 1):
                low = ay if row == first_row else float(row)
                high = by if row == last_row else float(row + 1)
                x0 = ax + (low - ay) * slope
                x1 = bx if row == last_row else ax + (high - ay) * slope
                left, right = min(x0, x1), max(x0, x1)
                first = min(max(int(np.floor(left)), 0), columns - 1)
                last = min(max(int(np.ceil(right)) - 1, first), columns - 1)
                width = right - left
                for column in range(first, last + 1):
                    start = left if column == first else float(column)
                    stop = right if column == last else float(column + 1)
                    height = high - low
                    if width > 0.0:
                        height *= (stop - start) / width
                    offset = 0.5 * (start + stop) - column
                    raster[row, column] += sign * height * (1.0 - offset)
                    raster[row, column + 1] += sign * height * offset
