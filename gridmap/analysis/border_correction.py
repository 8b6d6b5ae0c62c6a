"""Giving back what a boundary cuts off a kernel, without making the border too low or too high."""

from __future__ import annotations

from math import ceil

import numpy as np
import scipy
import shapely
from numpy.typing import NDArray

from gridmap.analysis.smoothing import REACH_BANDWIDTHS, SHARES, Smoother
from gridmap.analysis.squares import Squares, inside_ratio, squares_over

FloatArray = NDArray[np.float64]

# The factors are as smooth as the kernel, so a coarse raster holds them: at five squares per
# bandwidth they are off by 2e-4 on average, at three by 6e-4.
_FINE, _COARSE = 5.0, 3.0
_MOST_FINE_SQUARES = 1_000_000
_SETTLED = 1e-4
_CUBIC = 3
_MOST_ROUNDS = 50
_SMALLEST_SHARE = 1e-9


class BorderCorrection:
    """Factors d for which the corrected kernel K(x - y) / (d(x) d(y)) is true in two ways.

    Summed over all places of the region it is one for each event, so that the integral is the
    count; summed over all events it is one at each place, so that events spread evenly give the
    same density at the border as inside. One such d exists (Sinkhorn, "A relationship between
    arbitrary positive matrices and doubly stochastic matrices", Annals of Mathematical Statistics
    35, 1964); it is found by the symmetric iteration of Knight, Ruiz and Uçar, "A symmetry
    preserving algorithm for matrix scaling", SIAM J. Matrix Anal. Appl. 35, 2014.

    Parameters
    ----------
    region_m
        Polygon or multipolygon on a metric plane.
    bandwidth_m
        Standard deviation of the Gaussian.
    """

    def __init__(self, region_m: shapely.Geometry, bandwidth_m: float) -> None:
        squares = _squares(region_m, bandwidth_m)
        share = inside_ratio(squares, region_m)
        smoother = Smoother(squares.shape, bandwidth_m / squares.side_m, SHARES)
        factors = np.sqrt(np.maximum(smoother.smooth(share), _SMALLEST_SHARE))
        inside = share > 0
        for _ in range(_MOST_ROUNDS):
            kept = np.maximum(smoother.smooth(share / factors), _SMALLEST_SHARE)
            better = np.sqrt(factors * kept)
            change = np.abs(better[inside] / factors[inside] - 1.0).max(initial=0.0)
            factors = better
            if change < _SETTLED:
                break
        self._squares = squares
        self._spline = scipy.interpolate.RectBivariateSpline(
            np.arange(squares.rows), np.arange(squares.columns), factors, s=0
        )
        self._coefficients: FloatArray = scipy.ndimage.spline_filter(factors, _CUBIC)

    def at(self, places_m: FloatArray) -> FloatArray:
        """Return the factors at places, shape (P, 2)."""
        x, y = self._squares.places(places_m)
        # The same cubic spline as below, but for its ends, which lie far outside the region; and
        # ten times as fast for many places.
        factors: FloatArray = scipy.ndimage.map_coordinates(
            self._coefficients, [y, x], order=_CUBIC, mode="nearest", prefilter=False
        )
        return factors

    def over(self, squares: Squares) -> FloatArray:
        """Return the factors at the middles of squares, shape (H, W)."""
        own, ratio = self._squares, squares.side_m / self._squares.side_m
        x = (squares.west + np.arange(squares.columns) + 0.5) * ratio - own.west - 0.5
        y = (squares.south + np.arange(squares.rows) + 0.5) * ratio - own.south - 0.5
        factors: FloatArray = self._spline(y, x)
        return np.maximum(factors, _SMALLEST_SHARE)


def _squares(region_m: shapely.Geometry, bandwidth_m: float) -> Squares:
    for per_bandwidth in (_FINE, _COARSE):
        side_m = bandwidth_m / per_bandwidth
        squares = squares_over(shapely.total_bounds(region_m), side_m)
        squares = squares.padded(ceil(REACH_BANDWIDTHS * per_bandwidth) + 2)
        if squares.rows * squares.columns <= _MOST_FINE_SQUARES:
            break
    return squares
