"""Names for the arrays that dividers pass around, and the sum by group that all of them need."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

BoolArray: TypeAlias = NDArray[np.bool_]
ByteArray: TypeAlias = NDArray[np.uint8]
FloatArray: TypeAlias = NDArray[np.float64]
IntArray: TypeAlias = NDArray[np.int64]
ObjectArray: TypeAlias = NDArray[np.object_]
Areal: TypeAlias = Polygon | MultiPolygon


def sums(groups: IntArray, values: FloatArray, count: int) -> FloatArray:
    """Return the sum of values by group.

    Parameters
    ----------
    groups
        Group of each value, shape (N,).
    values
        Shape (N,).
    count
        Number of groups.

    Returns
    -------
    totals
        Shape (count,).
    """
    return np.bincount(groups, weights=values, minlength=count).astype(np.float64)
