"""Rates that keep what they were made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gridmap.analysis.methods import method
from gridmap.errors import InputError, Place

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Rate:
    """A share with its numerator and denominator.

    Attributes
    ----------
    numerator
        What was counted.
    denominator
        What it was counted among.
    value
        Their ratio; None, not applicable, where the denominator is zero.
    """

    numerator: float
    denominator: float
    value: float | None


@dataclass(frozen=True)
class Rates:
    """Many rates, each with its numerator and denominator, of one shape.

    Attributes
    ----------
    numerator
        What was counted.
    denominator
        What it was counted among.
    value
        Their ratio; NaN, not applicable, where the denominator is zero.
    """

    numerator: FloatArray
    denominator: FloatArray
    value: FloatArray

    @property
    def applicable(self) -> NDArray[np.bool_]:
        """Where there is a value."""
        return np.asarray(self.denominator != 0.0)

    @property
    def total(self) -> Rate:
        """The rate of all together: the sum of numerators over the sum of denominators."""
        return rate(float(self.numerator.sum()), float(self.denominator.sum()))


def rate(numerator: float, denominator: float) -> Rate:
    """Return a rate; it is not applicable, rather than 0 or 1, where the denominator is zero."""
    value = float(numerator) / float(denominator) if denominator else None
    return Rate(float(numerator), float(denominator), value)


@method("rates", version=1, unit="1")
def rates(numerator: ArrayLike, denominator: ArrayLike, *, per: float = 1.0) -> Rates:
    """Return rates; where a denominator is zero they are not applicable, rather than 0 or 1.

    Parameters
    ----------
    numerator
        What was counted, any shape.
    denominator
        What it was counted among, of a shape that fits.
    per
        Factor of the values, such as 1,000 for events per 1,000 households.

    Raises
    ------
    InputError
        When the shapes do not fit, or a number is negative, missing or infinite; the place names
        the first row.
    """
    above, below = np.asarray(numerator, np.float64), np.asarray(denominator, np.float64)
    try:
        above, below = np.broadcast_arrays(above, below)
    except ValueError as error:
        raise InputError("rates.shapes", numerator=above.shape, denominator=below.shape) from error
    wrong = ~(np.isfinite(above) & np.isfinite(below) & (above >= 0.0) & (below >= 0.0))
    if wrong.any():
        row = int(np.argwhere(np.atleast_1d(wrong))[0][0]) + 1
        raise InputError("rates.bad_number", Place(row=row), count=int(wrong.sum()))
    value = np.full(above.shape, np.nan)
    np.divide(above * per, below, out=value, where=below != 0.0)
    return Rates(above.copy(), below.copy(), value)
