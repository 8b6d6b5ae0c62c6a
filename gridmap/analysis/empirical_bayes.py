"""Rates that do not jump where little is known."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gridmap.analysis.methods import method
from gridmap.errors import InputError


@method("shrunken-rates", version=1, unit="1")
def shrunken_rates(events: ArrayLike, exposure: ArrayLike) -> NDArray[np.float64]:
    """Return the rate of each cell, drawn towards the common rate where the exposure is small.

    Global empirical Bayes estimate by moments (Marshall, "Mapping disease and mortality rates using
    empirical Bayes estimators", Applied Statistics 40, 1991): the weight of a cell's own rate is
    a / (a + b / exposure), with the common rate b and what varies beyond chance, a.

    Parameters
    ----------
    events
        Counts, shape (N,), zero or more.
    exposure
        What they are related to, shape (N,), zero or more: households, premises, or area.

    Returns
    -------
    rates
        Shape (N,), events per unit of exposure; the common rate where the exposure is zero.

    Raises
    ------
    InputError
        The shapes differ, a number is missing or negative, or all exposure is zero.
    """
    counts = np.asarray(events, np.float64)
    at_risk = np.asarray(exposure, np.float64)
    if counts.ndim != 1 or counts.shape != at_risk.shape:
        raise InputError("hotspots.lengths", found=at_risk.size, expected=counts.size)
    for numbers in (counts, at_risk):
        wrong = ~(np.isfinite(numbers) & (numbers >= 0))
        if wrong.any():
            raise InputError("hotspots.counts", count=int(wrong.sum()))
    total = at_risk.sum()
    if not total > 0:
        raise InputError("hotspots.exposure")
    common = counts.sum() / total
    own = np.divide(counts, at_risk, out=np.full(counts.shape, common), where=at_risk > 0)
    spread = (at_risk * (own - common) ** 2).sum() / total
    beyond_chance = max(0.0, spread - common / (total / len(counts)))
    weight = np.zeros(counts.shape)
    np.divide(
        beyond_chance * at_risk, beyond_chance * at_risk + common, out=weight, where=common > 0
    )
    rates: NDArray[np.float64] = common + weight * (own - common)
    return rates
