"""In which place of a raster points lie: the squares of its finest division, counted."""

from __future__ import annotations

import numpy as np

from gridmap.analysis.kernels_edges import Floats, ShortIntegers
from gridmap.analysis.kernels_tiles import PLACES
from gridmap.compiled import kernel

# Keeps what is moved to the end of the frame inside it.
_BELOW_ONE = 1.0 - 2.0**-50


@kernel
def find_places(
    lonlat: Floats, first: int, frame: Floats, east: ShortIntegers, north: ShortIntegers
) -> bool:
    """Count for some points the places from the west and the south of the frame.

    Whatever lies beyond the frame is moved into its rim, which lies outside all cells; and so is
    what is no number.

    Parameters
    ----------
    lonlat
        Points, shape (P, 2).
    first
        The first of them.
    frame
        West, south, tiles per unit, columns and rows.
    east, north
        To be written, one for each of the points.

    Returns
    -------
    finite
        Whether all coordinates are finite.
    """
    x0, y0, places = frame[0], frame[1], frame[2] * PLACES
    most_x, most_y = frame[3] * PLACES * _BELOW_ONE, frame[4] * PLACES * _BELOW_ONE
    strange = 0
    coordinates = lonlat[first : first + len(east)].reshape(-1)
    # Without branches, other tables or rows, so that it becomes vector instructions.
    for k in range(len(east)):
        px, py = coordinates[np.uintp(2 * k)], coordinates[np.uintp(2 * k + 1)]
        strange |= int(px - px != 0.0) | int(py - py != 0.0)
        # The constants come first: what is no number compares false and becomes 0.
        gx, gy = max(0.0, (px - x0) * places), max(0.0, (py - y0) * places)
        gx, gy = min(most_x, gx), min(most_y, gy)
        east[np.uintp(k)], north[np.uintp(k)] = np.int32(gx), np.int32(gy)
    return strange == 0
