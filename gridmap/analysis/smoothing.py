"""Smoothing a raster with a Gaussian, by its spectrum."""

from __future__ import annotations

import os

import numpy as np
import scipy
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

# How each raster was filled decides which blur is undone: a cubic spline, or the share of squares.
CUBIC_SPLINE, SHARES = 4, 1
# Beyond this many bandwidths a Gaussian is below 2e-8 of its peak and is left out.
REACH_BANDWIDTHS = 6.0


class Smoother:
    """A Gaussian for rasters of one shape, which undoes the blur of how they were filled.

    Filling by a B-spline of order p multiplies the spectrum by sinc(k)^p. A raster repeats
    beyond its sides, so these must be wider by the reach of the kernel than what is looked at.

    Parameters
    ----------
    shape
        Rows and columns.
    bandwidth_squares
        Standard deviation in squares, at least one.
    order
        ``CUBIC_SPLINE`` or ``SHARES``.
    """

    def __init__(self, shape: tuple[int, int], bandwidth_squares: float, order: int) -> None:
        self._shape = shape
        rows, columns = (scipy.fft.next_fast_len(count, real=True) for count in shape)
        self._fast_shape = (rows, columns)
        down, across = scipy.fft.fftfreq(rows), scipy.fft.rfftfreq(columns)
        self._down, self._across = (
            np.exp(-2.0 * (np.pi * frequency * bandwidth_squares) ** 2)
            / np.sinc(frequency) ** order
            for frequency in (down[:, None], across[None, :])
        )

    def smooth(self, raster: FloatArray) -> FloatArray:
        """Return a raster convolved with the Gaussian, shape as it was.

        Parameters
        ----------
        raster
            Array of the shape that this was made for.
        """
        workers = os.cpu_count() or 1
        spectrum = scipy.fft.rfft2(raster, s=self._fast_shape, workers=workers)
        spectrum *= self._down
        spectrum *= self._across
        smooth: FloatArray = scipy.fft.irfft2(
            spectrum, s=self._fast_shape, workers=workers, overwrite_x=True
        )
        return smooth[: self._shape[0], : self._shape[1]]
