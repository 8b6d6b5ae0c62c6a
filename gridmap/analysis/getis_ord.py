"""Getis and Ord's local statistic, and how likely its values are by chance."""

from __future__ import annotations

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from gridmap.analysis.neighbourhoods import Neighbourhoods

FloatArray = NDArray[np.float64]

# With less skewness than this the gamma distribution is the normal one to a thousandth of it.
_SYMMETRIC = 1e-3
_FEWEST_CELLS = 3


def gi_star(values: ArrayLike, neighbourhoods: Neighbourhoods) -> FloatArray:
    """Return the standardised Gi* of each cell.

    z = (sum over the k cells of the neighbourhood, itself included, less k times the mean) over
    (standard deviation times the root of k (N - k) / (N - 1)): Ord and Getis, "Local spatial
    autocorrelation statistics", Geographical Analysis 27, 1995, with weights of one.

    Parameters
    ----------
    values
        Shape (N,).
    neighbourhoods
        Of the N cells.

    Returns
    -------
    z
        Shape (N,); NaN where all values are equal, or a neighbourhood holds all cells.
    """
    y = np.asarray(values, np.float64)
    sums = y + neighbourhoods.sums(y)
    taken = neighbourhoods.sizes + 1.0
    spread = y.std() * np.sqrt(taken * (len(y) - taken) / max(1, len(y) - 1))
    z = np.full(len(y), np.nan)
    np.divide(sums - y.mean() * taken, spread, out=z, where=_varies(y) & (spread > 0))
    return z


def chances(values: ArrayLike, neighbourhoods: Neighbourhoods) -> tuple[FloatArray, FloatArray]:
    """Return how likely sums as high, and as low, are if the values lay anywhere.

    The sum of k values drawn without replacement has a known mean, variance and third moment
    (Cramér, "Mathematical Methods of Statistics", 1946, chapter 27); a gamma distribution that has
    the same three stands for it. The normal distribution would call too many cells hot where
    counts are small, because their sums are skewed.

    Parameters
    ----------
    values
        Shape (N,).
    neighbourhoods
        Of the N cells.

    Returns
    -------
    high, low
        Shape (N,) each; one where nothing can be said.
    """
    y = np.asarray(values, np.float64)
    count, taken = len(y), neighbourhoods.sizes + 1.0
    z = gi_star(y, neighbourhoods)
    known = np.isfinite(z) & (count >= _FEWEST_CELLS)
    if not known.any():
        return np.ones(count), np.ones(count)
    around = y - y.mean()
    variance = (around**2).mean() * taken * (count - taken) / (count - 1)
    third = (around**3).mean() * taken * (count - taken) * (count - 2 * taken)
    third /= (count - 1) * (count - 2)
    with np.errstate(invalid="ignore", divide="ignore"):
        skewness = third / variance**1.5
        if (y == np.rint(y)).all():
            # Whole numbers: a sum stands for the unit around it.
            half = 0.5 / np.sqrt(variance)
            high, low = _upper(z - half, skewness), _upper(-z - half, -skewness)
        else:
            high = _upper(z, skewness)
            low = 1.0 - high
    return np.where(known, high, 1.0), np.where(known, low, 1.0)


def _varies(y: FloatArray) -> bool:
    return bool(y.size and y.std() > np.abs(y).max() * 1e-12)


def _upper(z: FloatArray, skewness: FloatArray) -> FloatArray:
    """Return the upper tail of the standardised gamma distribution with this skewness."""
    chance: FloatArray = scipy.special.ndtr(-z)
    for function, side in ((scipy.special.gammaincc, 1.0), (scipy.special.gammainc, -1.0)):
        skewed = skewness * side > _SYMMETRIC
        shape = 4.0 / skewness[skewed] ** 2
        chance[skewed] = function(shape, np.maximum(shape + side * z[skewed] * np.sqrt(shape), 0.0))
    return chance
