"""The load of cells, and how evenly it is spread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gridmap.analysis.methods import method
from gridmap.errors import InputError, Place

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class LoadWeights:
    """What one of each thing adds to the load of a cell. The defaults are a starting point.

    Attributes
    ----------
    shops
        Per shop.
    key_places
        Per key place, such as a school or a hospital.
    components
        Per component, such as a hydrant.
    open_hazards
        Per hazard that is not yet rectified.
    cases_per_month
        Per case in a month.
    households
        Per household.
    """

    shops: float = 1.0
    key_places: float = 3.0
    components: float = 2.0
    open_hazards: float = 5.0
    cases_per_month: float = 4.0
    households: float = 0.1

    def __post_init__(self) -> None:
        """Refuse weights that are negative or not finite.

        Raises
        ------
        InputError
            Naming the weight.
        """
        for field in fields(self):
            value = getattr(self, field.name)
            if not np.isfinite(value) or value < 0:
                raise InputError("workload.bad_weight", what=field.name, value=value)


@method("workload", version=1, unit="1")
def load_index(counts: Mapping[str, ArrayLike], weights: LoadWeights | None = None) -> FloatArray:
    """Return the load of each cell: the weighted sum of what lies in it.

    Parameters
    ----------
    counts
        Counts by cell, each of shape (N,), under the names of `LoadWeights`; what is left out
        counts as zero.
    weights
        The weights; the defaults of `LoadWeights` if None.

    Returns
    -------
    load
        Shape (N,).

    Raises
    ------
    InputError
        A name is not one of `LoadWeights`, shapes differ, or a count is missing or negative.
    """
    used = weights or LoadWeights()
    total: FloatArray | None = None
    for what, values in counts.items():
        if not hasattr(used, what):
            raise InputError("workload.unknown", what=what)
        count = np.asarray(values, np.float64)
        if total is not None and count.shape != total.shape:
            raise InputError(
                "workload.lengths_differ", what=what, found=count.shape, expected=total.shape
            )
        bad = np.flatnonzero(~(np.isfinite(count) & (count >= 0)))
        if len(bad):
            raise InputError(
                "workload.bad_count", Place(row=int(bad[0]) + 1), what=what, count=len(bad)
            )
        share = count * getattr(used, what)
        total = share if total is None else total + share
    return np.zeros(0) if total is None else total


@dataclass(frozen=True)
class Spread:
    """How evenly a load is spread over cells or workers; None where it is not applicable.

    Attributes
    ----------
    gini
        Gini coefficient, 0 where all are equal.
    cv
        Coefficient of variation: standard deviation (of the population) over mean.
    max_min_ratio
        Largest over smallest; None where the smallest is zero.
    """

    gini: float | None
    cv: float | None
    max_min_ratio: float | None


@method("spread", version=1, unit="1")
def spread(load: ArrayLike) -> Spread:
    """Measure how evenly a load is spread.

    The Gini coefficient is the mean absolute difference of all pairs over twice the mean, which
    for ascending values is sum((2 i - n - 1) x_i) / (n sum(x)).

    Parameters
    ----------
    load
        Loads of zero or more, shape (N,).

    Returns
    -------
    spread
        Gini, coefficient of variation, largest over smallest.

    Raises
    ------
    InputError
        A load is missing, infinite or negative.
    """
    values = np.sort(np.asarray(load, np.float64))
    bad = ~(np.isfinite(values) & (values >= 0))
    if bad.any():
        raise InputError("workload.bad_count", what="load", count=int(bad.sum()))
    total, count = float(values.sum()), len(values)
    if total <= 0:
        return Spread(None, None, None)
    rank = 2 * np.arange(1, count + 1) - count - 1
    gini = float(rank @ values) / (count * total)
    lowest = float(values[0])
    ratio = float(values[-1]) / lowest if lowest > 0 else None
    return Spread(gini, float(values.std()) * count / total, ratio)
